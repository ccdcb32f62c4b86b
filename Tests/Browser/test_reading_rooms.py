"""Reading a room: in low windows, with who is here, by keyboard, with thousands of messages, after an absence."""

import json
import re
import uuid

import pytest
from accessibility import violations
from neospace_client import sign_up
from playwright.sync_api import Page, expect
from test_rooms import ask
from test_talking import live, message

LOW = [(740, 360), (390, 400), (720, 450), (1440, 320)]


def new_room(server, account, count: int = 0) -> str:
    """A room of the account's with so many messages: `line 0`, `line 1`, …"""
    name = f"r-{uuid.uuid4().hex[:10]}"
    ask(account, ("create_room", {"name": name}), ("post_message", {"room": name, "content": "line 0"}))
    if count > 1:
        more_messages(server, name, count - 1)
    return name


def more_messages(server, name: str, count: int) -> None:
    """Continues the lines of a room, as fast as a database is."""
    room = f"(SELECT id FROM rooms WHERE name = '{name}')"
    (newest,) = server.query(f"SELECT max(id), count(*) FROM messages WHERE room_id = {room}")
    columns = "room_id, author_id, author_name, seq, content, html, created_at"
    rows = f"""
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count - 1})
        SELECT room_id, author_id, author_name, seq + i + 1, 'line ' || (i + {newest[1]}), '<p>line ' || (i + {newest[1]}) || '</p>', created_at
        FROM messages, n WHERE id = {newest[0]} ORDER BY i"""
    server.query(f"INSERT INTO messages ({columns}) {rows}")
    server.query(f"UPDATE rooms SET last_seq = last_seq + {count} WHERE name = '{name}'")


def post(account, room: str, *texts: str) -> None:
    ask(account, ("join_room", {"room": room}), *(("post_message", {"room": room, "content": text}) for text in texts))


def in_window(page: Page, selector: str) -> bool:
    return page.locator(selector).last.evaluate(
        "one => { const {top, bottom, right} = one.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight && right <= innerWidth }"
    )


@pytest.mark.parametrize(("width", "height"), LOW)
def test_a_low_window_shows_the_newest_message_and_the_composer(person, server, width, height):
    ada = person(viewport={"width": width, "height": height})
    name = new_room(server, ada.account, 30)
    page = ada.page(f"/rooms/{name}")
    live(page)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert in_window(page, "article.message") and in_window(page, "#composer")
    # The head and the bottom bar give way: more than a third of the window shows messages.
    assert page.locator("#history").evaluate("one => one.clientHeight") >= height * 0.36
    post(sign_up(server), name, "something new")
    expect(message(page, "something new")).to_be_in_viewport(ratio=0.9)
    # The head is still at hand; its menu scrolls where it is taller than the window.
    page.get_by_label("About this room").click()
    leave = page.get_by_role("button", name="Leave this room")
    leave.scroll_into_view_if_needed()
    expect(leave).to_be_in_viewport()


def marks(page: Page) -> list[int]:
    """The ids that the page reports as read from now on."""
    sent: list[int] = []

    def note(frame: str | bytes) -> None:
        if '"mark_read"' in str(frame):
            sent.append(json.loads(frame)["data"]["id"])

    page.on("websocket", lambda socket: socket.on("framesent", note))
    page.reload()
    live(page)
    return sent


def until(page: Page, is_so) -> None:
    for _ in range(400):
        if is_so():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not happen")


def test_only_what_was_on_the_screen_is_marked_as_read(person, server):
    ada = person(viewport={"width": 740, "height": 300})
    name = new_room(server, ada.account, 30)
    page = ada.page(f"/rooms/{name}")
    # Too low for one screen: the page scrolls, and the end of the room is below it.
    told = marks(page)
    # The composer takes the focus, and the page scrolls to it: up again, before anything comes.
    expect(page.locator("#content")).to_be_focused()
    message(page, "line 9").scroll_into_view_if_needed()
    until(page, lambda: told)
    post(sign_up(server), name, "out of sight")
    expect(message(page, "out of sight")).to_have_count(1)
    newest = int(message(page, "out of sight").get_attribute("data-id"))
    # Longer than something has to be seen before it counts as read.
    page.wait_for_timeout(1_500)
    assert max(told) < newest
    message(page, "out of sight").scroll_into_view_if_needed()
    until(page, lambda: told[-1] == newest)


def test_who_is_here_closes_by_esc_its_button_and_a_tap_outside(person):
    ada = person(viewport={"width": 768, "height": 1024})
    page = ada.page()
    live(page)
    opener, panel = page.get_by_role("button", name="Who is here"), page.locator("#people")
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: panel.get_by_role("button", name="Close").click(),
        lambda: page.mouse.click(200, 800),
    ):
        opener.click()
        expect(panel).to_be_visible()
        expect(opener).to_have_attribute("aria-expanded", "true")
        expect(panel).to_contain_text(ada.account.username)
        close()
        expect(panel).to_be_hidden()
        expect(opener).to_have_attribute("aria-expanded", "false")
        expect(opener).to_be_focused()
    # Beside the history there is nothing to close.
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(panel).to_be_visible()
    expect(panel.get_by_role("button", name="Close")).to_be_hidden()


def test_words_leave_the_announcer_once_they_are_said_changed_or_deleted(person, server):
    ada, other = person(), sign_up(server)
    name = new_room(server, ada.account)
    page = ada.page(f"/rooms/{name}")
    live(page)
    said = page.locator("#announcer")
    page.evaluate("window.said = []; new MutationObserver(() => said.push(announcer.textContent)).observe(announcer, {childList: true})")
    for change in (("edit_message", {"content": "regretted"}), ("delete_message", {})):
        post(other, name, "my address is")
        until(page, lambda: page.evaluate("said.some((words) => words.endsWith('my address is'))"))
        id_ = int(message(page, "my address is").last.get_attribute("data-id"))
        ask(other, (change[0], {"id": id_} | change[1]))
        expect(page.locator(f"#message-{id_}")).not_to_contain_text("my address is")
        assert said.text_content() == ""
    post(other, name, "harmless")
    until(page, lambda: page.evaluate("said.some((words) => words.endsWith('harmless'))"))
    expect(said).to_be_empty()


def test_focus_and_actions_outlive_a_change_of_the_message(person, server):
    ada, other = person(), sign_up(server)
    name = new_room(server, ada.account)
    post(other, name, "a fine day")
    page = ada.page(f"/rooms/{name}")
    live(page)
    row = message(page, "a fine day")
    id_ = int(row.get_attribute("data-id"))
    ask(other, *(("react", {"id": id_, "emoji": emoji, "on": True}) for emoji in ("🐈", "🌧")))
    # The focus is in the actions.
    row.hover()
    row.locator("[data-action=reply]").focus()
    ask(other, ("react", {"id": id_, "emoji": "🎉", "on": True}))
    expect(row.locator(".reaction")).to_have_count(3)
    expect(row.locator("[data-action=reply]")).to_be_focused()
    # On a reaction.
    row.locator(".reaction").nth(1).focus()
    ask(other, ("edit_message", {"id": id_, "content": "a fine day indeed"}))
    expect(row).to_contain_text("indeed")
    expect(row.locator(".reaction").nth(1)).to_be_focused()
    expect(row.locator(".tools")).to_be_visible()
    # What had the focus is gone: the message has it.
    ask(other, ("react", {"id": id_, "emoji": "🌧", "on": False}), ("react", {"id": id_, "emoji": "🎉", "on": False}))
    expect(row.locator(".reaction")).to_have_count(1)
    ask(other, ("delete_message", {"id": id_}))
    expect(page.locator(f"#message-{id_}")).to_be_focused()


# How many nodes the page changes for each message that arrives.
COUNT_CHANGES = """() => {
  window.changes = 0;
  const count = (records) => records.forEach(({addedNodes, removedNodes}) => (changes += addedNodes.length + removedNodes.length));
  new MutationObserver(count).observe(document.getElementById('messages'), {childList: true, subtree: true, characterData: true});
}"""


def test_thousands_of_messages_cost_nothing(person, server):
    ada, other = person(), sign_up(server)
    name = new_room(server, ada.account, 1_500)
    page = ada.page(f"/rooms/{name}")
    live(page)
    history, rows = page.locator("#history"), page.locator("article.message")
    first = "() => document.querySelector('.message .prose').textContent"
    while (oldest := int(page.evaluate(first).split()[1])) > 1_080:
        history.evaluate("one => one.scrollTo(0, -one.scrollHeight)")
        until(page, lambda: page.evaluate(first) != f"line {oldest}")
    # What is far away has been let go, and what is being read stays.
    assert rows.count() <= 400
    expect(message(page, "line 1499")).to_have_count(0)
    seen = page.evaluate("lastRow = [...document.querySelectorAll('.message')].find(one => one.getBoundingClientRect().top > 200); lastRow.id")
    top = page.evaluate("lastRow.getBoundingClientRect().top")
    post(other, name, "new at the end")
    expect(page.locator("#jump")).to_have_text(re.compile("Jump to latest · 1 new"))
    assert abs(page.locator(f"#{seen}").evaluate("one => one.getBoundingClientRect().top") - top) < 2
    # They come again, in order and each once, when one scrolls back.
    newest = "() => Number([...document.querySelectorAll('.message')].at(-1).dataset.id)"
    while (last := page.evaluate(newest)) and message(page, "new at the end").count() == 0:
        history.evaluate("one => one.scrollTo(0, 0)")
        until(page, lambda: page.evaluate(newest) != last)
    ids = rows.evaluate_all("all => all.map(one => Number(one.dataset.id))")
    assert ids == list(range(ids[0], ids[-1] + 1)) and len(ids) <= 400
    # Each message that arrives changes itself and what stands beside it.
    page.locator("#history").evaluate("one => one.scrollTo(0, 0)")
    page.evaluate(COUNT_CHANGES)
    post(other, name, *(f"one of ten {number}" for number in range(10)))
    expect(message(page, "one of ten 9")).to_have_count(1)
    assert page.evaluate("changes") <= 10 * 12


def test_the_keyboard_reaches_composer_and_messages(person, server):
    ada = person()
    name = new_room(server, ada.account)
    post(ada.account, name, *(f"see [one {number}](https://example.org) and `code`" for number in range(60)))
    page = ada.page(f"/rooms/{name}")
    live(page)
    field, history = page.locator("#content"), page.locator("#history")
    # There is a keyboard: the composer has the focus, and takes what is typed with nothing in focus.
    expect(field).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type("hello")
    expect(field).to_have_value("hello")
    # The history is one stop, however many links are in it.
    page.keyboard.press("Shift+Tab")
    for _ in range(6):
        if history.evaluate("one => one.contains(document.activeElement)"):
            break
        page.keyboard.press("Shift+Tab")
    expect(history).to_be_focused()
    page.keyboard.press("ArrowUp")
    rows = page.locator("article.message")
    expect(rows.last).to_be_focused()
    page.keyboard.press("ArrowUp")
    row = rows.nth(rows.count() - 2)
    expect(row).to_be_focused()
    expect(row.locator(".tools")).to_be_visible()
    # Tab goes on to what is in this message.
    for control in (".permalink", ".actions-link", ".prose a"):
        page.keyboard.press("Tab")
        expect(row.locator(control)).to_be_focused()
    for _ in range(9):
        page.keyboard.press("Tab")
    assert not history.evaluate("one => one.contains(document.activeElement)")
    # PageUp and End move the history, while nothing is typed.
    field.fill("")
    page.keyboard.press("PageUp")
    until(page, lambda: history.evaluate("one => one.scrollTop") < -100)
    page.keyboard.press("End")
    until(page, lambda: history.evaluate("one => one.scrollTop") == 0)
    # In a text, they move the caret.
    field.fill("half a thought")
    page.keyboard.press("Home")
    page.keyboard.press("End")
    assert field.evaluate("one => one.selectionStart") == len("half a thought")


@pytest.mark.parametrize("count", [20, 130])
def test_new_messages_are_told_apart_and_one_press_away(person, server, count):
    ada, other = person(), sign_up(server)
    name = new_room(server, other, 5)
    ask(ada.account, ("join_room", {"room": name}))
    read = server.query(f"SELECT max(id) FROM messages WHERE room_id = (SELECT id FROM rooms WHERE name = '{name}')")[0][0]
    server.query(f"UPDATE room_members SET last_read_id = {read} WHERE room_id = (SELECT id FROM rooms WHERE name = '{name}')")
    more_messages(server, name, count)
    page = ada.page(f"/rooms/{name}")
    live(page)
    bar = page.locator(".news")
    expect(bar).to_have_text(re.compile(("99\\+" if count > 99 else str(count)) + r" new since \d?\d:\d\d"))
    bar.click()
    expect(page.locator("#new-line")).to_be_in_viewport()
    expect(bar).to_have_count(0)
    first = page.locator("#new-line + article.message")
    assert int(first.get_attribute("data-id")) == int(read) + 1
    expect(first).to_be_focused()
    expect(page.locator("#new-line")).to_have_count(1)
    # Back at the end, nothing covers the words.
    box, history = page.locator("#jump").bounding_box(), page.locator("#history").bounding_box()
    assert box["y"] >= history["y"] + history["height"]
    page.locator("#jump").click()
    expect(message(page, f"line {count + 4}")).to_be_in_viewport()
    expect(page.locator("#jump")).to_be_hidden()


def test_the_first_links_lead_to_the_composer_and_the_messages(person):
    page = person().page()
    live(page)
    for name, target in (("Write a message", "#content"), ("Skip to messages", "#history")):
        link = page.get_by_role("link", name=name)
        link.focus()
        expect(link).to_be_in_viewport()
        link.press("Enter")
        expect(page.locator(target)).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(740, 360), (1440, 900)])
def test_axe_finds_nothing_while_a_room_is_read(person, server, width, height):
    """With the actions of a message, the bar of new messages, the jump to the latest and who is here."""
    ada = person(viewport={"width": width, "height": height}, reduced_motion="reduce")
    name = new_room(server, ada.account, 20)
    post(sign_up(server), name, *(f"new {number}" for number in range(50)))
    page = ada.page(f"/rooms/{name}")
    live(page)
    expect(page.locator(".news")).to_be_visible()
    page.locator("#history").evaluate("one => one.scrollTo(0, -400)")
    expect(page.locator("#jump")).to_be_visible()
    page.locator("article.message").nth(-6).focus()
    expect(page.locator(".tools")).to_be_visible()
    for is_open in (False, True):
        if is_open and width < 1200:
            page.get_by_role("button", name="Who is here").click()
            expect(page.locator("#people")).to_be_visible()
        found = violations(page, ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
