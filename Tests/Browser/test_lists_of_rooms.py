"""Lists of rooms: whole names in tooltips, the open room in sight, one line each on a phone; the day stays in sight while one scrolls."""

import uuid

from conftest import WIDTHS
from playwright.sync_api import expect
from test_reading_rooms import new_room
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
