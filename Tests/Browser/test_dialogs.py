"""Every dialog and menu closes on Esc and gives the focus back; a refusal for speed says for how long."""

import pytest
from conftest import WIDTHS, Person
from neospace_client import sign_up
from neospace_server import Server
from playwright.sync_api import expect
from test_groups import size
from test_reading_rooms import new_room
from test_talking import live, message, say

# The page, what opens something there, and what is open then.
OPENERS = [
    ("/rooms/general", ".profile > summary", ".profile[open]"),
    ("/rooms/general", ".room-head .dropdown > summary", ".room-head .dropdown[open]"),
    ("/rooms/general", "a.search", "#palette[open]"),
    ("/rooms/general", ".sidebar-foot [data-opens=shortcuts]", "#shortcuts[open]"),
    ("/rooms/general", ".sidebar .more > summary", ".sidebar .more[open]"),
    ("/rooms/general", ".sidebar h2 [data-opens=create-room]", "#create-room[open]"),
    ("/rooms/general", "#pick-emoji", "#emoji[open]"),
    ("/rooms/general", ".people-button", "#people:popover-open"),
    ("/tasks", ".profile > summary", ".profile[open]"),
    ("/people", ".profile > summary", ".profile[open]"),
]


@pytest.mark.parametrize("width", WIDTHS)
def test_dialogs_and_menus_close_on_esc_and_give_the_focus_back(person, width):
    ada = person(viewport=size(width))
    opened = 0
    for path, opener, what in OPENERS:
        page = ada.page(path)
        live(page)
        button = page.locator(opener)
        if button.is_visible():
            opened += 1
            button.focus()
            button.press("Enter")
            expect(page.locator(what)).to_be_visible()
            page.keyboard.press("Escape")
            expect(page.locator(what)).to_have_count(0)
            expect(button).to_be_focused()
        page.close()
    assert opened >= 7


def test_the_dialogs_of_a_message_give_the_focus_back_to_it(person, server):
    ada = person()
    name = new_room(server, ada.account)
    page = ada.page(f"/rooms/{name}")
    live(page)
    say(page, "something")
    row = message(page, "something")
    expect(page.locator(".pending")).to_have_count(0)
    for action, dialog in (("react", "#emoji"), ("delete", "#delete-message")):
        row.focus()
        button = row.locator(f".tools [data-action={action}]")
        button.focus()
        button.press("Enter")
        expect(page.locator(f"{dialog}[open]")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(f"{dialog}[open]")).to_have_count(0)
        expect(button).to_be_focused()


def test_a_refusal_for_speed_says_for_how_long_everywhere(chromium):
    limits = {"NEOSPACE_LIMIT_CREATE_ROOM": "1/3600", "NEOSPACE_LIMIT_POST_MESSAGE": "1/60", "NEOSPACE_LIMIT_CREDENTIALS": "1/60"}
    with Server(test_mode=False, env=limits) as server:
        ada = Person(chromium, server, sign_up(server))
        page = ada.page("/rooms/general")
        live(page)
        # Over the socket: with a countdown.
        say(page, "one")
        expect(page.locator(".pending")).to_have_count(0)
        say(page, "two")
        expect(page.locator(".pending.refused")).to_contain_text("Try again in 60 seconds")
        # In a form on a page, and in a dialog.
        page.goto("/rooms")
        for number in range(2):
            page.locator("#create").get_by_label("Name", exact=True).fill(f"fast-{number}")
            page.get_by_role("button", name="Open the room").click()
            if number == 0:
                page.wait_for_url("**/rooms/fast-0")
                page.goto("/rooms")
        expect(page.locator(".field.wrong .error")).to_contain_text("Try again in 60 minutes")
        # On the page of somebody who signs in.
        guest = chromium.new_context(base_url=server.url).new_page()
        guest.goto("/login")
        guest.get_by_label("E-mail or username").fill("nobody")
        guest.get_by_label("Password", exact=True).fill("wrong password")
        guest.get_by_role("button", name="Sign in").click()
        expect(guest.locator("main")).to_contain_text("Try again in")
        expect(guest.locator("main")).to_contain_text("seconds")
        guest.context.close()
        ada.context.close()
