"""The list of one's rooms on pages that are open: links and badges come and go without a reload."""

import re
import uuid

import pytest
from conftest import WIDTHS, SCREENSHOTS
from neospace_client import finish, sign_up
from playwright.sync_api import expect


def room_name() -> str:
    return f"r-{uuid.uuid4().hex[:10]}"


def ask(account, *calls: tuple[str, dict]) -> None:
    """Over a socket of the account's, as another client of theirs would."""

    async def run():
        async with account.socket() as socket:
            for type_, data in calls:
                await socket.request(type_, data)

    finish(run())


def live(page) -> None:
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")


def link(page, name: str):
    return page.locator(f"#room-links a[data-name='{name}']")


def test_a_room_and_its_badge_come_and_go_on_every_open_page(person, server):
    ada, bob = sign_up(server), person()
    name = room_name()
    room, message, list_ = bob.page("/rooms/general"), None, bob.page("/rooms")
    live(room)
    live(list_)
    ask(
        ada,
        ("create_room", {"name": name, "kind": "private"}),
        ("add_member", {"room": name, "username": bob.account.username}),
        ("post_message", {"room": name, "content": f"psst @{bob.account.username}"}),
    )
    for page in (room, list_):
        expect(link(page, name)).to_have_count(1)
        badge = link(page, name).locator("[data-unread]")
        expect(badge).to_be_visible()
        expect(badge).to_contain_text("1")
        expect(badge).to_have_class(re.compile("pink"))
    assert link(room, "general").get_attribute("aria-current") == "page"
    # The palette leads there, too.
    room.keyboard.press("Control+k")
    room.keyboard.type(name)
    expect(room.locator("#palette [role=option]:visible").first).to_contain_text(name)
    room.keyboard.press("Escape")
    # Another tab of the same person opens a room.
    own = room_name()
    ask(bob.account, ("create_room", {"name": own}))
    for page in (room, list_):
        expect(link(page, own)).to_have_count(1)
    ask(ada, ("remove_member", {"room": name, "username": bob.account.username}))
    for page in (room, list_):
        expect(link(page, name)).to_have_count(0)


def test_who_is_shown_out_or_whose_room_is_removed_does_not_go_on_looking_at_it(person, server):
    ada, bob, staff = person(), person(), sign_up(server)
    server.query(f"UPDATE users SET role = 'moderator' WHERE username = '{staff.username}'")
    name = room_name()
    ask(ada.account, ("create_room", {"name": name, "kind": "private"}), ("add_member", {"room": name, "username": bob.account.username}))
    mine, theirs = ada.page(f"/rooms/{name}"), bob.page(f"/rooms/{name}")
    live(mine)
    live(theirs)
    ask(ada.account, ("remove_member", {"room": name, "username": bob.account.username}))
    theirs.wait_for_url("**/rooms")
    expect(link(theirs, name)).to_have_count(0)
    with staff.http() as http:
        assert http.post(f"/rooms/{name}/remove", headers={"Accept": "text/html"}).status_code == 303
    mine.wait_for_url("**/rooms")
    expect(link(mine, name)).to_have_count(0)


@pytest.mark.parametrize("java_script", [True, False])
def test_an_invitation_is_accepted_or_declined_where_it_stands(person, server, java_script):
    ada, bob = sign_up(server), person(java_script_enabled=java_script)
    names = [room_name(), room_name()]
    for name in names:
        ask(ada, ("create_room", {"name": name, "kind": "private"}), ("add_member", {"room": name, "username": bob.account.username}))
        ask(bob.account, ("leave_room", {"room": name}))
    page = bob.page("/rooms/general")
    if java_script:
        live(page)
    for name in names:
        ask(ada, ("add_member", {"room": name, "username": bob.account.username}))
    if not java_script:
        page.reload()
    for name in names:
        expect(page.locator(f"#room-links form[data-invitation='{name}']")).to_contain_text(f"@{ada.username} invites you back")
    page.locator(f"#room-links form[data-invitation='{names[0]}']").get_by_role("button", name="Decline").click()
    page.wait_for_url("**/rooms")
    expect(page.locator(f"#room-links form[data-invitation='{names[0]}']")).to_have_count(0)
    page.locator(f"#room-links form[data-invitation='{names[1]}']").get_by_role("button", name="Accept").click()
    page.wait_for_url(f"**/rooms/{names[1]}")
    expect(link(page, names[1])).to_have_attribute("aria-current", "page")


def test_the_directory_is_searched_and_paged(person, server):
    ada = person()
    mark = uuid.uuid4().hex[:6]
    for number in range(60):
        server.query(f"INSERT INTO rooms (name, topic, kind) VALUES ('{mark}-{number:02}', 'about {number}', 'public')")
    page = ada.page("/rooms")
    page.get_by_label("Find a room").fill(mark)
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".room-card")).to_have_count(48)
    page.get_by_role("link", name="More rooms").click()
    expect(page.locator(".room-card")).to_have_count(12)
    expect(page.locator(".room-card").last).to_contain_text(f"{mark}-59")
    # From the palette: what is typed is looked for.
    page.keyboard.press("Control+k")
    page.keyboard.type(f"{mark}-07")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/rooms?q={mark}-07")
    expect(page.locator(".room-card")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_of_rooms(person, server, scheme):
    """To look at: many rooms, invitations, a removal, a moderator's line."""
    ada, bob = sign_up(server), person(color_scheme=scheme)
    staff = person(color_scheme=scheme)
    server.query(f"UPDATE users SET role = 'moderator' WHERE username = '{staff.account.username}'")
    names = [room_name() for _ in range(3)]
    for name in names[:2]:
        ask(ada, ("create_room", {"name": name, "kind": "private"}), ("add_member", {"room": name, "username": bob.account.username}))
    ask(bob.account, ("leave_room", {"room": names[0]}), *(("create_room", {"name": f"{names[2]}-{number}"}) for number in range(18)))
    ask(ada, ("add_member", {"room": names[0], "username": bob.account.username}))
    ask(staff.account, ("add_member", {"room": names[1], "username": staff.account.username}))
    for width, (x, y) in WIDTHS.items():
        for whose, label, path in (
            (bob, "rooms", "/rooms"), (bob, "private", f"/rooms/{names[1]}"), (staff, "removal", f"/admin/rooms?name={names[1]}"),
        ):
            page = whose.context.new_page()
            page.set_viewport_size({"width": x, "height": y})
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SCREENSHOTS / f"rooms-{label}-{width}-{scheme}.png", full_page=True)
            page.close()
