"""Notifications of the browser: off until asked for, told once, silent about what is on the screen; and who is named without being there."""

import pytest
from conftest import WIDTHS
from neospace_client import finish, sign_up
from playwright.sync_api import expect
from test_groups import size
from test_reading_rooms import new_room, post
from test_rooms import ask, room_name
from test_talking import live

# Notes what a page shows and plays, and lets a test say which page has the focus: for the driver all have it.
RECORDER = """
window.shownHere = []; window.tones = 0; window.asked = 0; window.focused = false;
window.Notification = class {
  static permission = localStorage.permission ?? 'default';
  static async requestPermission() { window.asked += 1; localStorage.permission = 'granted'; return (Notification.permission = 'granted'); }
  constructor(title, options) { this.title = title; window.shownHere.push([title, options.body ?? '']); }
  close() { window.shownHere.push(['closed ' + this.title, '']); }
};
document.hasFocus = () => window.focused;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
"""


def caller(person):
    someone = person()
    someone.context.add_init_script(RECORDER)
    return someone


def switch_on(page, *names: str) -> None:
    page.goto("/settings/notifications")
    for name in names or ("Show notifications",):
        page.get_by_label(name).check()
        expect(page.locator("#device-state")).to_contain_text("on.")


def shown(page) -> list:
    return page.evaluate("shownHere.filter(([title]) => !title.startsWith('closed') && title !== 'Notifications are on')")


def told(page, count: int) -> list:
    page.wait_for_function("count => shownHere.filter(([title]) => !title.startsWith('closed') && title !== 'Notifications are on').length >= count", arg=count)
    assert len(shown(page)) == count, shown(page)
    return shown(page)


def write_to(account, other: str, *texts: str) -> None:

    async def run():
        async with account.socket() as socket:
            opened = await socket.request("open_conversation", {"usernames": [other]})
            for text in texts:
                await socket.request("post_message", {"room": opened["room"], "content": text})

    finish(run())


def test_nothing_is_asked_or_shown_until_the_member_wants_it(person, server):
    ada, bob = caller(person), sign_up(server)
    name = new_room(server, bob)
    ask(ada.account, ("join_room", {"room": name}))
    page = ada.page("/tasks")
    live(page)
    post(bob, name, f"@{ada.account.username} psst")
    expect(page.get_by_role("link", name="Notifications, 1 unread")).to_be_visible()
    assert page.evaluate("[asked, shownHere.length, tones]") == [0, 0, 0]
    switch_on(page)
    assert page.evaluate("asked") == 1
    # Off again, nothing is left.
    page.get_by_label("Show notifications").uncheck()
    expect(page.locator("#device-state")).to_have_text("Notifications are off.")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('alerts') && localStorage[key] !== 'null')") == []


def test_a_mention_is_told_once_with_its_words_and_with_a_sound(person, server):
    ada, bob = caller(person), sign_up(server)
    name = new_room(server, bob)
    ask(ada.account, ("join_room", {"room": name}))
    first = ada.page("/tasks")
    switch_on(first, "Show notifications", "Play a sound")
    tones = first.evaluate("tones")
    assert tones == 2
    second = ada.page("/feed")
    live(second)
    second.wait_for_function("() => navigator.locks.query().then(({held, pending}) => held.length === 1 && pending.length === 1)")
    post(bob, name, "nobody is named here", f"hello @{ada.account.username}, see **this** `code`")
    bobs = bob.username.title()
    assert [words for _, words in told(first, 1)] == [f"hello @{ada.account.username}, see this code"]
    assert shown(first)[0][0].endswith(f"mentioned you in #{name}") and bobs.lower() in shown(first)[0][0].lower()
    first.wait_for_function("() => tones === 4")
    assert shown(second) == []
    # The tab that told is closed: the other one takes over. What is read elsewhere is taken off the screen.
    first.close()
    second.wait_for_function("() => navigator.locks.query().then(({held, pending}) => held.length === 1 && pending.length === 0)")
    post(bob, name, f"@{ada.account.username} again")
    assert [words for _, words in told(second, 1)] == [f"@{ada.account.username} again"]
    room = ada.page(f"/rooms/{name}")
    live(room)
    second.wait_for_function("() => shownHere.some(([title]) => title.startsWith('closed'))")


def test_what_is_on_the_screen_is_not_told(person, server):
    ada, bob = caller(person), sign_up(server)
    name = new_room(server, bob)
    ask(ada.account, ("join_room", {"room": name}))
    page = ada.page("/tasks")
    switch_on(page)
    room = ada.page(f"/rooms/{name}")
    live(room)
    focus = "has => { window.focused = has; dispatchEvent(new Event(has ? 'focus' : 'blur')); }"
    on_screen = "wanted => navigator.locks.query().then(({held}) => held.some((lock) => lock.name.startsWith('on-screen')) === wanted)"
    room.wait_for_function("() => navigator.locks.query().then(({pending}) => pending.length === 1)")
    room.evaluate(focus, True)
    room.wait_for_function(on_screen, arg=True)
    post(bob, name, f"@{ada.account.username} one")
    expect(room.locator(".message").last).to_contain_text("one")
    room.evaluate(focus, False)
    room.wait_for_function(on_screen, arg=False)
    post(bob, name, f"@{ada.account.username} two")
    assert [words for _, words in told(page, 1)] == [f"@{ada.account.username} two"]


def test_conversations_and_loud_rooms_are_told_and_the_muted_are_not(person, server):
    ada, bob, cy = caller(person), sign_up(server), sign_up(server)
    loud, usual = new_room(server, bob), new_room(server, bob)
    ask(ada.account, *(("join_room", {"room": name}) for name in (loud, usual)))
    ask(cy, ("join_room", {"room": loud}))
    page = ada.page("/tasks")
    switch_on(page)
    room = ada.page(f"/rooms/{loud}")
    live(room)
    room.get_by_label("About this room").click()
    choice = room.get_by_role("group", name="Notifications")
    choice.get_by_role("button", name="All").click()
    expect(choice.get_by_role("button", name="All")).to_have_attribute("aria-pressed", "true")
    room.close()
    with ada.account.http() as http:
        assert http.put(f"/api/people/{cy.username}/mute").status_code == 200
    post(cy, loud, "from somebody who is muted")
    write_to(cy, ada.account.username, "this neither")
    post(bob, usual, "not told")
    post(bob, loud, "told")
    assert [words for _, words in told(page, 1)] == ["told"]
    assert shown(page)[0][0].endswith(f"in #{loud}")
    write_to(bob, ada.account.username, "psst")
    assert [words for _, words in told(page, 2)] == ["told", "psst"]
    # Nothing: the server knows it, so it holds in every browser.
    room = ada.page(f"/rooms/{loud}")
    live(room)
    room.get_by_label("About this room").click()
    choice = room.get_by_role("group", name="Notifications")
    expect(choice.get_by_role("button", name="All")).to_have_attribute("aria-pressed", "true")
    choice.get_by_role("button", name="Nothing").click()
    expect(choice.get_by_role("button", name="Nothing")).to_have_attribute("aria-pressed", "true")
    room.close()
    post(bob, loud, f"@{ada.account.username} silence")
    post(bob, usual, f"@{ada.account.username} speech")
    assert [words for _, words in told(page, 3)][-1] == f"@{ada.account.username} speech"
    with ada.account.http() as http:
        assert http.get("/api/preferences").json()["data"]["preferences"]["muted_rooms"] == [loud]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_room_is_muted_without_javascript(person, server, width):
    ada = person(viewport=size(width), java_script_enabled=False)
    name = new_room(server, ada.account)
    page = ada.page(f"/rooms/{name}")
    for level in ("Nothing", "Mentions"):
        page.get_by_label("About this room").click()
        page.get_by_role("button", name=level).click()
        page.get_by_label("About this room").click()
        expect(page.get_by_role("button", name=level)).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("button", name="All", exact=True)).to_be_hidden()
        page.get_by_label("About this room").click()


def test_who_signs_out_leaves_no_choice_behind(person, server):
    ada = caller(person)
    page = ada.page("/tasks")
    switch_on(page)
    page.get_by_label("your menu").click()
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/login**")
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('alerts:'))")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_mention_of_somebody_outside_offers_to_invite(person, server, width):
    ada, bob, eve = person(viewport=size(width)), sign_up(server), sign_up(server)
    name = room_name()
    ask(ada.account, ("create_room", {"name": name, "kind": "private"}))
    with eve.http() as http:
        assert http.put(f"/api/people/{ada.account.username}/block").status_code == 200
    page = ada.page(f"/rooms/{name}")
    live(page)
    page.locator("#content").fill(f"@{bob.username} @{eve.username} and @nobody-at-all, look")
    page.keyboard.press("Enter")
    toast = page.locator(".toast").filter(has_text=f"@{bob.username} is not in this room.")
    # It passes, but not while the pointer is on it.
    toast.hover()
    # Who blocks her is as unknown as a name that nobody has.
    expect(page.locator(".toast", has_text="in this room")).to_have_count(1)
    toast.get_by_role("button", name="Invite", exact=True).click()
    expect(page.locator(".toast").filter(has_text=f"@{bob.username} is a member now.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Now he is in: nothing is said.
    page.locator("#content").fill(f"welcome @{bob.username}")
    page.keyboard.press("Enter")
    said = page.locator(".message").filter(has_text="welcome")
    expect(said).to_be_visible()
    plain = ada.plain()
    other = plain.new_page()
    other.goto(f"/rooms/{name}/messages/{said.get_attribute('data-id')}")
    expect(other.get_by_role("list", name="Not in this room")).to_have_count(0)
    plain.close()


def test_the_message_says_who_is_outside_without_javascript(person, server):
    ada, bob = sign_up(server), person(java_script_enabled=False)
    cy = sign_up(server)
    name, hall = room_name(), room_name()
    ask(ada, ("create_room", {"name": name, "kind": "private"}), ("add_member", {"room": name, "username": bob.account.username}), ("create_room", {"name": hall}))
    ask(bob.account, ("join_room", {"room": hall}), ("post_message", {"room": name, "content": f"@{cy.username}"}), ("post_message", {"room": hall, "content": f"@{cy.username}"}))
    page = bob.page(f"/rooms/{name}")
    for room, offer in ((name, "Who may invite?"), (hall, f"Invite @{cy.username}")):
        page.goto(f"/rooms/{room}")
        page.locator(".message .actions-link").last.click()
        absent = page.get_by_role("list", name="Not in this room")
        expect(absent).to_contain_text(f"@{cy.username} is not in this room.")
        expect(absent.get_by_role("link", name=offer)).to_be_visible()
    # Others are told nothing of it.
    with ada.http() as http:
        assert "is not in this room" not in http.get(page.url, headers={"Accept": "text/html"}).text
