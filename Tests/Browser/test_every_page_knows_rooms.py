"""What every page shows of the rooms: unread sums, the list, the palette, the keys, the tab."""

import re

import pytest
from conftest import WIDTHS
from neospace_client import finish, sign_up
from playwright.sync_api import expect
from test_alerts import write_to
from test_groups import size
from test_reading_rooms import new_room, post
from test_rooms import ask, link
from test_talking import live

ELSEWHERE = ["/tasks", "/settings", "/feed", "/people", "/notifications", "/messages", "/rooms/announcements", "/nowhere", "/rooms/no-such-room"]


def two_rooms(server, ada):
    """A room with two messages that mention her, and one with three that do not."""
    bob = sign_up(server)
    named, plain = new_room(server, bob), new_room(server, bob)
    ask(ada, ("join_room", {"room": named}), ("join_room", {"room": plain}))
    post(bob, named, *(f"hey @{ada.username} {number}" for number in range(2)))
    post(bob, plain, "one", "two", "three")
    return bob, named, plain


@pytest.mark.parametrize("java_script", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_says_how_much_is_unread_and_that_it_names_one(person, server, width, java_script):
    ada = person(viewport=size(width), java_script_enabled=java_script)
    bob, named, plain = two_rooms(server, ada.account)
    for path in ELSEWHERE:
        page = ada.page(path)
        rooms = page.locator(".destinations a[href='/rooms'] [data-unread]")
        expect(rooms).to_be_visible()
        expect(rooms).to_have_text("5 unread, mentions you")
        expect(rooms).to_have_class(re.compile("pink"))
        # The list of rooms is in every sidebar; a phone has it at /rooms.
        if width != "phone":
            expect(link(page, named)).to_be_visible()
            expect(link(page, plain).locator("[data-unread]")).to_contain_text("3")
        page.close()
    if not java_script:
        return
    page = ada.page("/tasks")
    live(page)
    expect(page).to_have_title(re.compile(r"^\(5 @\) "))
    icon = page.locator("link[rel=icon][type='image/svg+xml']")
    expect(icon).to_have_attribute("href", re.compile("FF6B6B.*%3E5%3C"))
    post(bob, plain, "four")
    expect(page).to_have_title(re.compile(r"^\(6 @\) "))
    expect(page.locator(".destinations a[href='/rooms'] [data-unread]")).to_contain_text("6")
    # What is read elsewhere is read here.
    for name in (named, plain):
        other = ada.page(f"/rooms/{name}")
        live(other)
        expect(page.locator(f"#room-links a[data-name='{name}'] [data-unread]")).to_have_attribute("hidden", "")
        other.close()
    expect(page).not_to_have_title(re.compile(r"^\("))
    expect(icon).to_have_attribute("href", re.compile("/assets/"))


def test_unread_conversations_are_counted_without_javascript(person, server):
    ada, bob, cy = person(java_script_enabled=False), sign_up(server), sign_up(server)
    write_to(bob, ada.account.username, "one", "two")
    write_to(cy, ada.account.username, "three")
    for path in ("/tasks", "/rooms/general", "/nowhere"):
        page = ada.page(path)
        badge = page.locator(".destinations a[href='/messages'] [data-unread]")
        expect(badge).to_have_text("3 unread")
        # No conversation stands among the rooms.
        expect(page.locator(".room-links a[data-name^='dm:']")).to_have_count(0)


def test_what_the_page_said_of_conversations_stays_until_the_server_tells(person, server):
    ada, bob = person(), sign_up(server)
    write_to(bob, ada.account.username, "one", "two")
    ada.context.route_web_socket("**/ws", lambda socket: None)
    page = ada.page("/tasks")
    expect(page).to_have_title(re.compile(r"^\(2\)"))
    expect(page.locator(".destinations a[href='/messages'] [data-unread]")).to_have_text("2 unread")


def test_errors_keep_the_way_back_in_sight(person):
    ada = person()
    page = ada.page("/nowhere")
    expect(page.get_by_role("heading", name="Signal lost")).to_be_visible()
    live(page)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Go to")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_an_unread_conversation_is_counted_too(person, server, width):
    ada, bob = person(viewport=size(width)), sign_up(server)
    page = ada.page("/tasks")
    live(page)
    badge = page.locator(".destinations a[href='/messages'] [data-unread]")
    expect(badge).to_have_attribute("hidden", "")

    async def write():
        async with bob.socket() as socket:
            opened = await socket.request("open_conversation", {"usernames": [ada.account.username]})
            await socket.request("post_message", {"room": opened["room"], "content": "psst"})

    finish(write())
    expect(badge).to_contain_text("1")
    expect(page).to_have_title(re.compile(r"^\(1"))
    # Where the way to it is behind "More", that says it too.
    more = page.locator(".sidebar .more > summary [data-unread]")
    if width == "phone":
        expect(more).to_be_visible()
        expect(more).to_contain_text("1")
    else:
        expect(more).to_be_hidden()


def test_alt_and_arrows_walk_the_rooms_from_every_page(person, server):
    ada = person()
    bob, named, plain = two_rooms(server, ada.account)
    page = ada.page("/tasks")
    live(page)
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_url("**/rooms/*")
    live(page)
    first = page.url
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_url(lambda url: url != first)


def test_the_palette_knows_rooms_people_pages_settings_and_actions_everywhere(person, server):
    ada = person()
    bob, named, plain = two_rooms(server, ada.account)
    page = ada.page("/tasks")
    live(page)
    first = page.locator("#palette [role=option]:visible").first

    def look(text: str) -> None:
        page.keyboard.press("Control+k")
        page.keyboard.type(text)

    for text, path in (
        (named, f"/rooms/{named}"), ("Feed", "/feed"), ("Settings", "/settings"), ("New task", "/tasks/new"), ("New room", "/rooms#create"),
        # The letters in their order are enough.
        ("sttngs", "/settings"), ("nwtsk", "/tasks/new"),
    ):
        look(text)
        expect(first).to_have_attribute("href", path)
        page.keyboard.press("Escape")
        expect(page.locator("#palette")).to_be_hidden()
    look(bob.username)
    expect(page.locator("#palette [data-suggested]", has_text=bob.username)).to_be_visible()
    page.keyboard.press("Escape")
    look("dark")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    page.wait_for_url("**/tasks")
    # Where one was last comes first.
    for path in ("/notifications", "/people", "/tasks"):
        page.goto(path)
        live(page)
        page.wait_for_function("path => localStorage.getItem(`recent:${document.body.dataset.user}`)?.startsWith(`[\"${path}`)", arg=path)
    page.keyboard.press("Control+k")
    options = page.locator("#palette [role=option]:visible")
    expect(options.nth(0)).to_have_attribute("href", "/people")
    expect(options.nth(1)).to_have_attribute("href", "/notifications")


def test_rooms_that_come_while_the_palette_is_open_leave_what_was_found(person, server):
    ada = person()
    bob, named, plain = two_rooms(server, ada.account)
    page = ada.page("/tasks")
    live(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("r-")
    options = page.locator("#palette [data-kind=room] [role=option]:visible")
    expect(options).to_have_count(2)
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#palette [aria-selected=true]")
    second = chosen.get_attribute("href")
    expect(options.nth(1)).to_have_attribute("href", second)
    other = f"other{bob.username[-6:]}"
    ask(bob, ("create_room", {"name": other, "kind": "private"}), ("add_member", {"room": other, "username": ada.account.username}))
    expect(link(page, other)).to_have_count(1)
    expect(options).to_have_count(2)
    expect(chosen).to_have_attribute("href", second)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{second}")


def test_letters_typed_before_the_palettes_script_has_come_are_not_lost(person, server):
    ada = person()
    name = new_room(server, ada.account)
    held, let_go = [], []
    ada.context.route(re.compile(r"/palette[^/]*\.js"), lambda route: route.continue_() if let_go else held.append(route))
    page = ada.page("/tasks")
    page.keyboard.press("Control+k")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.locator("#palette input")).to_have_value(name)
    while not held:
        page.wait_for_timeout(20)
    assert page.url.endswith("/tasks")
    let_go.append(True)
    for route in held:
        route.continue_()
    page.wait_for_url(f"**/rooms/{name}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_refused_room_keeps_the_dialog_with_the_error_beside_its_field(person, width):
    page = person(viewport=size(width)).page("/rooms/general")
    live(page)
    if width == "phone":
        page.evaluate("document.getElementById('create-room').showModal()")
    else:
        page.get_by_role("link", name="New room").click()
    dialog = page.locator("#create-room")
    dialog.get_by_label("Name").fill("general")
    dialog.get_by_label("Topic").fill("about nothing")
    dialog.get_by_role("button", name="Open the room").click()
    error = dialog.locator(".field.wrong .error")
    expect(error).to_contain_text("is taken")
    expect(error).to_be_in_viewport()
    name = dialog.get_by_label("Name", exact=True)
    expect(name).to_be_focused()
    expect(name).to_have_value("general")
    expect(dialog.get_by_label("Topic")).to_have_value("about nothing")
    assert page.url.endswith("/rooms/general")
    name.fill("!")
    page.keyboard.press("Enter")
    expect(error).not_to_contain_text("is taken")
    name.fill(f"fresh-{width}-{id(page) % 100_000}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rooms/fresh-*")


def test_the_site_can_be_installed(person, server):
    page = person().page("/rooms/general")
    address = page.locator("link[rel=manifest]").get_attribute("href")
    answer = page.request.get(address)
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest = answer.json()
    assert manifest["start_url"] == "/" and manifest["display"] == "standalone" and manifest["name"]
    sizes = set()
    for icon in manifest["icons"]:
        assert page.request.get(icon["src"]).headers["content-type"] == "image/png"
        sizes.add(icon["sizes"])
    assert sizes >= {"192x192", "512x512"}
    assert page.evaluate("navigator.serviceWorker?.controller ?? null") is None
