"""Messages of one author that follow each other are one group; a member can choose a compact density."""

import pytest
from conftest import WIDTHS
from neospace_client import sign_up
from playwright.sync_api import expect
from test_reading_rooms import new_room, post, until
from test_rooms import ask
from test_talking import live, message, say

HEIGHT = """() => {
  const all = [...document.querySelectorAll('article.message')].slice(-12);
  return all.at(-1).getBoundingClientRect().bottom - all[0].getBoundingClientRect().top;
}"""
SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach(({value, sources}) => shifts.push([value, ...sources.map(({node}) => node?.outerHTML?.slice(0, 80))])))
  .observe({type: 'layout-shift', buffered: true});"""


def size(width: str) -> dict:
    return dict(zip(("width", "height"), WIDTHS[width], strict=True))


@pytest.mark.parametrize("width", WIDTHS)
def test_twelve_lines_of_one_author_take_a_third_of_the_height(person, server, width):
    ada, bob, eve = person(viewport=size(width), reduced_motion="reduce"), sign_up(server), sign_up(server)
    name, apart = new_room(server, ada.account), new_room(server, ada.account)
    post(bob, name, *(f"word{number}" for number in range(12)))
    for number in range(6):
        post(bob, apart, f"word{2 * number}")
        post(eve, apart, f"word{2 * number + 1}")
    ada.context.add_init_script(SHIFTS)
    # How much the arrival of the faces moves depends on what stands in for them on this machine.
    ada.context.route("**/*.woff2", lambda route: route.abort())
    page = ada.page(f"/rooms/{name}")
    live(page)
    together = page.evaluate(HEIGHT)
    # The server says what is a group: nothing moves when the script starts.
    shifts = page.evaluate("shifts")
    assert sum(shift[0] for shift in shifts) < 0.05, shifts
    rows = page.locator("article.message").filter(has_text="word")
    # Name and picture stand once.
    expect(rows.locator(".author:visible")).to_have_count(1)
    expect(rows.locator(".avatar:visible")).to_have_count(1)
    expect(rows.locator("time:visible")).to_have_count(1)
    # The time of another one shows while the pointer or the focus is on it.
    rows.nth(5).hover()
    expect(rows.nth(5).locator("time")).to_be_visible()
    rows.nth(8).focus()
    expect(rows.nth(8).locator("time")).to_be_visible()
    page.goto(f"/rooms/{apart}")
    live(page)
    expect(page.locator("article.message").filter(has_text="word").locator(".author:visible")).to_have_count(12)
    assert together * 3 <= page.evaluate(HEIGHT)


def test_a_group_ends_after_five_minutes_with_the_day_and_with_the_author(person, server):
    ada, bob = person(), sign_up(server)
    name = new_room(server, bob)
    post(bob, name, "one", "two", "three", "four")
    ids = [row[0] for row in server.query(f"SELECT m.id FROM messages m JOIN rooms r ON r.id = m.room_id WHERE r.name = '{name}' ORDER BY m.id")]
    minute = 60_000_000
    for id_, earlier in zip(ids, (16, 15, 11, 0, 0), strict=True):
        server.query(f"UPDATE messages SET created_at = created_at - {earlier * minute} WHERE id = {id_}")
    page = ada.page(f"/rooms/{name}")
    live(page)
    named = page.locator("article.message").filter(has=page.locator(".author:visible"))
    # `line 0` begins, `one` and `two` follow within five minutes each, ten minutes later `three` begins another group.
    expect(named).to_have_count(2)
    # What arrives continues the group, whoever else writes ends it.
    post(bob, name, "five")
    expect(message(page, "five").locator(".author")).to_be_hidden()
    say(page, "mine")
    expect(message(page, "mine").locator(".author")).to_be_visible()
    post(bob, name, "six", "seven")
    expect(message(page, "six").locator(".author")).to_be_visible()
    expect(message(page, "seven").locator(".author")).to_be_hidden()
    # Where the first of a group is deleted, the next one has the name.
    ask(bob, ("delete_message", {"id": int(message(page, "six").get_attribute("data-id"))}))
    expect(message(page, "seven").locator(".author")).to_be_visible()
    # The server draws the same groups.
    newest = message(page, "seven").get_attribute("data-id")
    until(page, lambda: server.query(f"SELECT user_id FROM room_members WHERE last_read_id = {newest}"))
    before = page.locator("article.message .author:visible").count()
    page.reload()
    live(page)
    expect(page.locator("article.message .author:visible")).to_have_count(before)


@pytest.mark.parametrize("java_script", [True, False])
def test_a_compact_density_is_chosen_and_kept(person, server, java_script):
    ada, bob, eve = person(java_script_enabled=java_script), sign_up(server), sign_up(server)
    name = new_room(server, ada.account)
    for number in range(6):
        post(bob, name, f"word{2 * number}")
        post(eve, name, f"word{2 * number + 1}")
    page = ada.page(f"/rooms/{name}")
    roomy = page.locator("article.message").last.bounding_box()["height"]
    page.goto("/appearance")
    page.get_by_label("Compact: more messages on the screen").check()
    page.get_by_role("button", name="Wear it").click()
    page.goto(f"/rooms/{name}")
    assert page.locator("article.message").last.bounding_box()["height"] < roomy * 0.85
    # Changing the scheme leaves the density.
    if java_script:
        live(page)
        page.keyboard.press("Control+k")
        page.keyboard.type("dark")
        page.keyboard.press("Enter")
        expect(page.locator("html[data-scheme=dark]")).to_have_attribute("data-density", "compact")
