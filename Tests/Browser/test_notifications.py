"""Notifications live: a sticker is told at once on every page, and its removal takes the notification away."""

import re

from playwright.sync_api import expect


def test_a_sticker_is_told_at_once_and_taken_back(person):
    ada, bob = person(), person()
    home, page = ada.page("/tasks"), ada.page("/notifications")
    for one in (home, page):
        expect(one.locator("[data-connection]")).to_have_attribute("data-connection", "live")
        expect(one.get_by_role("link", name="Notifications", exact=True)).to_be_visible()
    expect(page.get_by_text("All quiet")).to_be_visible()
    with bob.account.http() as http:
        made = http.post(f"/api/walls/{ada.account.username}/stickers", json={"kind": "art", "art": "beans", "x": 50, "y": 50})
        for one in (home, page):
            expect(one.get_by_role("link", name="Notifications, 1 unread")).to_be_visible()
        told = page.get_by_role("list", name="Notifications").get_by_role("listitem")
        expect(told).to_contain_text("placed a sticker on your wall")
        expect(told).to_contain_text("New")
        http.delete(f"/api/stickers/{made.json()['data']['sticker']['id']}")
    for one in (home, page):
        expect(one.get_by_role("link", name="Notifications", exact=True)).to_be_visible()
    expect(page.get_by_text("All quiet")).to_be_visible()

    with bob.account.http() as http:
        http.post(f"/api/walls/{ada.account.username}/guestbook", json={"text": "hello"})
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="guestbook")).not_to_contain_text("New")
    page.get_by_role("link", name="Settings").first.click()
    page.get_by_label("Guestbook here").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    expect(page.get_by_label("Guestbook here")).not_to_be_checked()


def test_news_that_come_while_their_script_cannot_be_loaded_are_shown_once_it_can(person):
    ada, bob = person(), person()
    failed, is_back = [], []
    ada.context.route(re.compile(r"/desk[^/]*\.js"), lambda route: route.continue_() if is_back else failed.append(route.abort("internetdisconnected")))
    page = ada.page("/tasks")
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")
    with bob.account.http() as http:
        http.post(f"/api/walls/{ada.account.username}/guestbook", json={"text": "hello"})
    while not failed:
        page.wait_for_timeout(20)
    is_back.append(True)
    for event in ("offline", "online"):
        page.evaluate("event => dispatchEvent(new Event(event))", event)
    expect(page.get_by_role("link", name="Notifications, 1 unread")).to_be_visible()
