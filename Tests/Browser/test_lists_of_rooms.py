"""Lists of rooms: whole names in tooltips, the open room in sight, one line each on a phone; the day stays in sight while one scrolls."""

import re
import uuid

import pytest
from conftest import WIDTHS
from neospace_client import sign_up
from playwright.sync_api import expect
from test_groups import size
from test_reading_rooms import new_room, post
from test_rooms import ask, link
from test_talking import live


def test_a_cut_name_has_a_tooltip_and_the_open_room_is_in_sight(person, server):
    ada = person(viewport={"width": 1440, "height": 600})
    mark = uuid.uuid4().hex[:4]
    names = [f"{mark}-{number:02}-a-room-with-a-name-too" for number in range(30)]
    ask(ada.account, *(("create_room", {"name": name}) for name in names))
    page = ada.page(f"/rooms/{names[-1]}")
    live(page)
    expect(link(page, names[-1])).to_be_in_viewport()
    expect(link(page, names[-1])).to_have_attribute("title", names[-1])


def test_a_phone_lists_each_room_on_one_line(person, server):
    mark = uuid.uuid4().hex[:6]
    for number in range(6):
        server.query(f"INSERT INTO rooms (name, topic, kind) VALUES ('{mark}-{number}', 'a topic that is longer than any phone is wide, by far', 'public')")
    page = person(viewport=dict(zip(("width", "height"), WIDTHS["phone"], strict=True))).page(f"/rooms?q={mark}")
    rows = page.locator(".room-card")
    expect(rows).to_have_count(6)
    for row in rows.all():
        assert 44 <= row.bounding_box()["height"] <= 56
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_day_stays_at_the_top_while_one_scrolls(person, server):
    ada = person()
    name = new_room(server, ada.account, 120)
    page = ada.page(f"/rooms/{name}")
    live(page)
    day = page.locator(".day").first
    for _ in range(3):
        page.locator("#history").evaluate("one => one.scrollBy(0, -200)")
        expect(day).to_be_in_viewport()
    page.wait_for_function(
        """() => {
          const [day, history] = ['.day', '#history'].map((one) => document.querySelector(one).getBoundingClientRect());
          return Math.abs(day.top - history.top) < 2;
        }"""
    )


def in_order(page, *expected: str) -> None:
    for place, name in enumerate(expected):
        expect(page.locator("#room-links a").nth(place)).to_have_attribute("data-name", name)


@pytest.mark.parametrize("java_script", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_starred_room_stands_at_the_top(person, server, width, java_script):
    ada = person(viewport=size(width), java_script_enabled=java_script)
    mark = uuid.uuid4().hex[:6]
    first, last = f"{mark}-a", f"{mark}-z"
    ask(ada.account, ("create_room", {"name": first}), ("create_room", {"name": last}))
    other = ada.page("/tasks")
    page = ada.page(f"/rooms/{last}")
    if java_script:
        live(other)
        live(page)
    in_order(other, first, last)
    page.get_by_label("About this room").click()
    page.get_by_role("button", name="Star this room").click()
    if not java_script:
        page.get_by_label("About this room").click()
        other.reload()
    # All open pages of the member follow.
    for one in (page, other):
        in_order(one, last, first)
        expect(link(one, last).locator(".star")).to_have_text("★")
    page.get_by_role("button", name="Remove the star").click()
    if not java_script:
        other.reload()
    for one in (page, other):
        in_order(one, first, last)


@pytest.mark.parametrize("java_script", [True, False])
def test_unread_rooms_stand_first_for_those_who_want_it(person, server, java_script):
    ada, bob = person(viewport={"width": 1440, "height": 900}, java_script_enabled=java_script), sign_up(server)
    mark = uuid.uuid4().hex[:6]
    rooms = [f"{mark}-{letter}" for letter in "abc"]
    ask(ada.account, *(("create_room", {"name": name}) for name in rooms))
    page = ada.page("/tasks")
    in_order(page, *rooms)
    order = page.get_by_role("button", name="Unread first")
    expect(order).to_have_attribute("aria-pressed", "false")
    order.click()
    expect(order).to_have_attribute("aria-pressed", "true")
    assert page.url.endswith("/tasks")
    if java_script:
        live(page)
        link(page, rooms[1]).focus()
    post(bob, rooms[2], "news")
    if not java_script:
        page.reload()
    in_order(page, rooms[2], rooms[0], rooms[1])
    if java_script:
        # The list was drawn again under the hand.
        expect(link(page, rooms[1])).to_be_focused()
    page.get_by_role("button", name="Unread first").click()
    in_order(page, *rooms)


def test_browse_leads_to_all_rooms(person):
    page = person(viewport={"width": 1440, "height": 900}).page("/tasks")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Browse").click()
    page.wait_for_url("**/rooms")


@pytest.mark.parametrize("java_script", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_rooms_say_who_is_inside_and_when_somebody_wrote_and_are_filtered(person, server, width, java_script):
    ada = person(viewport=size(width), java_script_enabled=java_script)
    bob, shy, eve = person(), person(), person()
    mark = uuid.uuid4().hex[:6]
    busy, quiet = f"{mark}-busy", f"{mark}-quiet"
    ask(bob.account, ("create_room", {"name": busy, "topic": "a topic that is longer than any phone is wide, by far"}), ("create_room", {"name": quiet}))
    post(bob.account, busy, "hello")
    with shy.account.http() as http:
        assert http.patch("/api/profile", json={"show_online": False}).status_code == 200
    with eve.account.http() as http:
        assert http.put(f"/api/people/{ada.account.username}/block").status_code == 200
    for someone in (bob, shy, eve):
        live(someone.page(f"/rooms/{busy}"))
    page = ada.page("/rooms")
    field = page.get_by_label("Find a room")
    field.fill(mark)
    if not java_script:
        page.get_by_role("button", name="Search").click()
    cards = page.locator(".room-card")
    expect(cards).to_have_count(2)
    # One who shows that they are here, and whom she may know.
    expect(cards.filter(has_text=busy)).to_contain_text("1 inside")
    expect(cards.filter(has_text=quiet)).not_to_contain_text("inside")
    expect(cards.filter(has_text=busy).locator("time")).to_be_visible()
    if width == "phone":
        for row in cards.all():
            assert 44 <= row.bounding_box()["height"] <= 56
    if java_script:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(field).to_be_focused()
        field.press_sequentially("-q")
        expect(cards).to_have_count(1)
        expect(page).to_have_url(re.compile(f"q={mark}-q"))
