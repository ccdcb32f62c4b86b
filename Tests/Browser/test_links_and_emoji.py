"""Names lead to walls, times to messages; @names and emoji are completed, chosen and spelled out."""

import pytest
from conftest import WIDTHS
from neospace_client import sign_up
from playwright.sync_api import expect
from test_alerts import write_to
from test_groups import size
from test_reading_rooms import LOW, more_messages, new_room, post
from test_rooms import ask
from test_talking import live, message, say


def test_names_pictures_and_who_is_here_lead_to_walls(person, server):
    ada, bob = person(), person()
    name = new_room(server, ada.account)
    post(bob.account, name, "look at my wall")
    page, other = ada.page(f"/rooms/{name}"), bob.page(f"/rooms/{name}")
    live(page)
    live(other)
    row = message(page, "look at my wall")
    wall = f"/@{bob.account.username}"
    expect(row.locator(".author")).to_have_attribute("href", wall)
    expect(row.locator(".face")).to_have_attribute("href", wall)
    here = page.locator("#people-list a", has_text=bob.account.username)
    expect(here).to_have_attribute("href", wall)
    here.click()
    page.wait_for_url(f"**{wall}")
    page.locator(".profile > summary").click()
    expect(page.get_by_role("link", name="Your wall")).to_be_visible()


@pytest.mark.parametrize("java_script", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_link_to_a_message_opens_the_room_at_it(person, server, width, java_script):
    ada = person(viewport=size(width), java_script_enabled=java_script)
    name = new_room(server, ada.account, 200)
    (id_,) = server.query(f"SELECT m.id FROM messages m JOIN rooms r ON r.id = m.room_id WHERE r.name = '{name}' AND m.content = 'line 60'")[0]
    page = ada.page(f"/rooms/{name}?message={id_}#message-{id_}")
    row = page.locator(f"#message-{id_}")
    expect(row).to_be_in_viewport()
    # Highlighted, with what stands around it.
    other = message(page, "line 61").locator(".sheet").evaluate("one => getComputedStyle(one, '::before').backgroundColor")
    assert row.locator(".sheet").evaluate("one => getComputedStyle(one, '::before').backgroundColor") != other
    for near in ("line 59", "line 61", "line 40", "line 80"):
        expect(message(page, near)).to_have_count(1)
    if not java_script:
        page.get_by_role("link", name="Newer messages").click()
        expect(message(page, "line 90")).to_have_count(1)
        page.get_by_role("link", name="Back to the newest").click()
        expect(message(page, "line 199")).to_have_count(1)
        return
    # The room is live there: what comes is counted and takes no place, what changes is shown.
    live(page)
    expect(page.locator("#newer")).to_have_count(0)
    post(sign_up(server), name, "meanwhile")
    expect(page.get_by_role("button", name="Jump to latest")).to_contain_text("1 new")
    expect(message(page, "meanwhile")).to_have_count(0)
    ask(ada.account, ("edit_message", {"id": int(id_), "content": "line 60, changed"}))
    expect(row).to_contain_text("line 60, changed")
    expect(row).to_be_in_viewport()
    # Scrolling on leads to the newest message without a gap.
    for _ in range(60):
        if message(page, "meanwhile").count():
            break
        page.locator("#history").evaluate("one => one.scrollBy(0, 500)")
        page.wait_for_timeout(100)
    expect(message(page, "meanwhile")).to_have_count(1)
    lines = page.locator("article.message .prose").evaluate_all("all => all.map(one => Number(one.textContent.match(/^line (\\d+)/)?.[1])).filter(Number.isFinite)")
    assert lines == list(range(lines[0], 200)), lines
    # At the end it follows like any other room.
    page.locator("#history").evaluate("one => one.scrollTop = 0")
    post(ada.account, name, "and on")
    expect(message(page, "and on")).to_be_in_viewport()


def test_jump_to_latest_and_writing_leave_an_older_message(person, server):
    ada = person()
    name = new_room(server, ada.account, 300)
    (id_,) = server.query(f"SELECT m.id FROM messages m JOIN rooms r ON r.id = m.room_id WHERE r.name = '{name}' AND m.content = 'line 60'")[0]
    page = ada.page(f"/rooms/{name}#message-{id_}")
    # A link without the part that the server reads leads there too.
    page.wait_for_url(f"**/rooms/{name}?message={id_}#message-{id_}")
    live(page)
    expect(page.locator(f"#message-{id_}")).to_be_in_viewport()
    page.get_by_role("button", name="Jump to latest").click()
    expect(message(page, "line 299")).to_be_in_viewport()
    expect(page.locator(f"#message-{id_}")).to_have_count(0)
    page.goto(f"/rooms/{name}?message={id_}#message-{id_}")
    live(page)
    say(page, "from the past")
    expect(message(page, "from the past")).to_be_in_viewport()
    expect(page.locator(".pending")).to_have_count(0)
    expect(message(page, "line 299")).to_have_count(1)


def test_an_older_message_marks_nothing_as_read_that_was_not_shown(person, server):
    ada, bob = sign_up(server), person()
    name = new_room(server, ada)
    page = bob.page(f"/rooms/{name}")
    live(page)
    read = f"SELECT last_read_id FROM room_members JOIN users u ON u.id = user_id WHERE u.username = '{bob.account.username}' AND room_id = (SELECT id FROM rooms WHERE name = '{name}')"
    page.goto("/tasks")
    more_messages(server, name, 200)
    before = server.query(read)
    (id_,) = server.query(f"SELECT m.id FROM messages m JOIN rooms r ON r.id = m.room_id WHERE r.name = '{name}' AND m.content = 'line 100'")[0]
    page.goto(f"/rooms/{name}?message={id_}#message-{id_}")
    live(page)
    expect(page.locator(f"#message-{id_}")).to_be_in_viewport()
    page.wait_for_timeout(1_500)
    assert server.query(read) == before


@pytest.mark.parametrize("java_script", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_jump_to_date_opens_the_first_message_of_the_day(person, server, width, java_script):
    ada = person(viewport=size(width), java_script_enabled=java_script, timezone_id="Asia/Tokyo")
    name = new_room(server, ada.account, 200)
    room = f"room_id = (SELECT id FROM rooms WHERE name = '{name}')"
    # One message each six hours, the newest on 20 November 2026 at 18:00 UTC.
    newest = 1795197600 * 1_000_000
    server.query(f"UPDATE messages SET created_at = {newest} - (199 - CAST(substr(content, 6) AS INTEGER)) * 21600000000 WHERE {room}")
    page = ada.page(f"/rooms/{name}")
    if java_script:
        live(page)
    page.get_by_label("About this room").click()
    field = page.get_by_label("Jump to date")
    expect(field).to_be_in_viewport()
    field.fill("2026-10-20")
    field.press("Enter")
    page.wait_for_url("**message=*")
    # The day begins in Tokyo nine hours before it does in UTC; without a script, days are those of UTC.
    line = 199 - 31 * 4 - (4 if java_script else 3)
    target = page.locator(":target .prose")
    expect(target).to_have_text(f"line {line}")
    expect(target).to_be_in_viewport()
    if not java_script:
        return
    live(page)
    # After the newest message, the newest.
    page.get_by_label("About this room").click()
    field.fill("2027-01-01")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.locator(":target .prose")).to_have_text("line 199")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


GROUND = "one => getComputedStyle(one.querySelector('.sheet'), '::before').backgroundColor"


def test_a_linked_message_stays_highlighted_when_it_changes(person, server):
    ada, bob = person(reduced_motion="reduce"), sign_up(server)
    name = new_room(server, ada.account, 200)
    (id_,) = server.query(f"SELECT m.id FROM messages m JOIN rooms r ON r.id = m.room_id WHERE r.name = '{name}' AND m.content = 'line 60'")[0]
    page = ada.page(f"/rooms/{name}?message={id_}#message-{id_}")
    live(page)
    row, other = page.locator(f"#message-{id_}"), message(page, "line 62")
    highlight = row.evaluate(GROUND)
    assert highlight != other.evaluate(GROUND)
    ask(bob, ("join_room", {"room": name}), ("react", {"id": int(id_), "emoji": "🎉", "on": True}))
    expect(row.locator(".reaction")).to_contain_text("🎉")
    assert row.evaluate(GROUND) == highlight
    ask(ada.account, ("edit_message", {"id": int(id_), "content": "line 60, changed"}))
    expect(row).to_contain_text("changed")
    assert row.evaluate(GROUND) == highlight
    # Another link takes it along.
    page.evaluate("id => (location.hash = id)", other.get_attribute("id"))
    page.wait_for_function("([id, ground]) => getComputedStyle(document.querySelector(`#${id} .sheet`), '::before').backgroundColor === ground", arg=[other.get_attribute("id"), highlight])
    page.wait_for_function("([id, ground]) => getComputedStyle(document.querySelector(`#${id} .sheet`), '::before').backgroundColor !== ground", arg=[f"message-{id_}", highlight])


@pytest.mark.parametrize("java_script", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_jump_to_date_works_in_conversations(person, server, width, java_script):
    ada, bob = person(viewport=size(width), java_script_enabled=java_script), sign_up(server)
    write_to(bob, ada.account.username, "the first", "the second")
    room = server.query("SELECT max(room_id) FROM conversations")[0][0]
    server.query(f"UPDATE messages SET created_at = created_at - 40 * 86400000000 WHERE room_id = {room} AND id = (SELECT min(id) FROM messages WHERE room_id = {room})")
    page = ada.page(f"/messages/{room}")
    if java_script:
        live(page)
    page.get_by_label("Conversation", exact=True).click()
    field = page.get_by_label("Jump to date")
    expect(field).to_be_in_viewport()
    field.fill("2020-01-01")
    field.press("Enter")
    page.wait_for_url("**message=*")
    expect(page.locator("article:target")).to_have_count(1)
    assert page.url.split("#")[1] == "message-" + str(server.query(f"SELECT min(id) FROM messages WHERE room_id = {room}")[0][0])
    if java_script:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_day_that_is_none_is_refused(person, server):
    page = person().page("/rooms/general/date?date=2026-02-30")
    expect(page.locator("main")).to_contain_text("date must be a day such as 2026-11-20")


def test_times_are_links_and_a_link_can_be_copied(person, server):
    ada = person(permissions=["clipboard-read", "clipboard-write"])
    name = new_room(server, ada.account)
    post(sign_up(server), name, "worth a link")
    page = ada.page(f"/rooms/{name}")
    live(page)
    row = message(page, "worth a link")
    id_ = row.get_attribute("data-id")
    address = f"/rooms/{name}?message={id_}#message-{id_}"
    expect(row.locator("a:has(time)")).to_have_attribute("href", address)
    row.hover()
    row.get_by_role("button", name="Copy link").click()
    expect(page.locator(".toast", has_text="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == server.url + address
    # It opens the room itself where the message is among the newest.
    page.goto(address)
    live(page)
    expect(row).to_be_in_viewport()
    more_messages(server, name, 120)
    page.goto(address)
    expect(row).to_be_in_viewport()


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_at_completes_people_who_are_here_first(person, server, width):
    touch = {"has_touch": True} if width == "phone" else {}
    ada, bob = person(viewport=size(width), **touch), person()
    absent = sign_up(server, bob.account.username[:4] + "zzz")
    name = new_room(server, ada.account)
    other, page = bob.page(f"/rooms/{name}"), ada.page(f"/rooms/{name}")
    live(other)
    live(page)
    expect(page.locator("#people-list a")).to_have_count(2)
    field, options = page.locator("#content"), page.locator("#completions [role=option]")
    field.click()
    field.press_sequentially(f"hello @{bob.account.username[:4]}")
    expect(options.first).to_contain_text(f"@{bob.account.username}")
    expect(options.filter(has_text=absent.username)).to_have_count(1)
    if width == "phone":
        options.first.tap()
    else:
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
    expect(field).to_have_value(f"hello @{bob.account.username} ")
    expect(field).to_be_focused()
    field.press("Enter")
    expect(message(page, "hello").locator(".mention")).to_contain_text(bob.account.username)
    # Esc closes the list and sends nothing; an address is no name.
    field.press_sequentially(f"@{bob.account.username[:4]}")
    expect(options.first).to_be_visible()
    field.press("Escape")
    expect(page.locator("#completions")).to_be_hidden()
    field.fill("")
    field.press_sequentially(f"mail me at ada@{bob.account.username[:4]}")
    page.wait_for_timeout(300)
    expect(page.locator("#completions")).to_be_hidden()


def test_a_colon_completes_emoji_the_last_used_first(person, server):
    ada = person()
    name = new_room(server, ada.account)
    page = ada.page(f"/rooms/{name}")
    live(page)
    field, options = page.locator("#content"), page.locator("#completions [role=option]")
    field.press_sequentially("so :cat")
    expect(options.first).to_be_visible()
    second = options.nth(1).locator("b").text_content()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(field).to_have_value(f"so {second} ")
    field.press_sequentially(":cat")
    expect(options.first.locator("b")).to_have_text(second)
    field.press("Escape")
    field.fill("")
    # Times are no emoji.
    field.press_sequentially("at 10:30")
    page.wait_for_timeout(300)
    expect(page.locator("#completions")).to_be_hidden()


def test_what_was_used_last_is_known_in_other_tabs_and_gone_after_signing_out(person, server):
    ada = person()
    page, other = ada.page("/rooms/general"), ada.page("/tasks")
    live(page)
    live(other)
    page.locator("#content").press_sequentially(":octop")
    page.locator("#completions [role=option]").first.click()
    expect(page.locator("#content")).to_have_value("🐙 ")
    other.goto("/rooms/general")
    other.locator("#pick-emoji").click()
    used = other.locator(".all-emoji h3", has_text="Used last")
    expect(used).to_be_visible()
    expect(other.locator(".all-emoji .emoji-picker").first.locator("button").first).to_have_text("🐙")
    other.keyboard.press("Escape")
    # The palette lists the pages of the other tab first among equals.
    other.keyboard.press("Escape")
    kept = "JSON.parse(localStorage.getItem(`recent:${document.body.dataset.user}`))"
    other.wait_for_function(f"{kept}?.includes('/tasks')")
    assert len(other.evaluate(kept)) <= 30
    page.locator(".profile > summary").click()
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/login**")
    assert page.evaluate("localStorage.length") == 0
    # The other tab loses its session and keeps nothing, either.
    other.wait_for_url("**/login**")
    assert other.evaluate("localStorage.length") == 0


def test_spelled_emoji_are_sent_as_emoji_but_not_in_code(person, server):
    ada = person()
    name = new_room(server, ada.account)
    page = ada.page(f"/rooms/{name}")
    live(page)
    say(page, "well done :tada: and :party_popper: not `:tada:` nor :no_such_thing:")
    row = page.locator("article.message").last
    expect(row.locator(".prose")).to_have_text("well done 🎉 and 🎉 not :tada: nor :no_such_thing:")
    expect(page.locator("#content")).to_have_value("")


def test_up_to_three_emoji_alone_are_large(person, server):
    ada = person()
    name = new_room(server, ada.account)
    post(ada.account, name, "🎉", "👩‍👩‍👧‍👦 🇩🇪 ❤️", "🎉🎉🎉🎉", "🎉 yes", "3")
    page = ada.page(f"/rooms/{name}")
    live(page)
    sizes = page.locator("article.message .prose").evaluate_all("all => all.slice(-5).map(one => parseFloat(getComputedStyle(one).fontSize))")
    assert [size > 30 for size in sizes] == [True, True, False, False, False]


@pytest.mark.parametrize(("width", "height"), LOW)
def test_what_is_found_is_in_sight_in_a_low_window(person, server, width, height):
    ada = person(viewport={"width": width, "height": height})
    page = ada.page(f"/rooms/{new_room(server, ada.account)}")
    live(page)
    page.get_by_role("button", name="Emoji", exact=True).click()
    dialog = page.locator("dialog#emoji")
    dialog.get_by_label("Find an emoji").fill("octopus")
    expect(dialog.locator(".all-emoji button")).to_have_count(1)
    expect(dialog.locator(".all-emoji button")).to_be_in_viewport(ratio=1)
    expect(dialog.get_by_label("Find an emoji")).to_be_in_viewport(ratio=1)
    # The choices come back with an empty field.
    dialog.get_by_label("Find an emoji").fill("")
    expect(dialog.get_by_role("button", name="thumbs up").first).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_one_picker_serves_composer_and_reactions(person, server, width):
    ada = person(viewport=size(width))
    name = new_room(server, ada.account)
    page = ada.page(f"/rooms/{name}")
    live(page)
    field, dialog = page.locator("#content"), page.locator("dialog#emoji")
    page.get_by_role("button", name="Emoji", exact=True).click()
    expect(dialog.locator(".all-emoji button").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    dialog.get_by_label("Find an emoji").fill("octopus")
    expect(dialog.locator(".all-emoji button")).to_have_count(1)
    dialog.get_by_label("Find an emoji").press("Enter")
    expect(dialog).to_be_hidden()
    expect(field).to_have_value("🐙")
    expect(field).to_be_focused()
    field.press("Enter")
    row = page.locator("article.message").last
    expect(row.locator(".prose")).to_have_text("🐙")
    row.hover()
    row.locator("[data-action=react]").click()
    # The last used one is first.
    first = dialog.locator(".all-emoji button").first
    expect(first).to_have_text("🐙")
    first.click()
    expect(row.locator(".reaction")).to_have_count(1)
    # By keyboard alone, and Esc gives the focus back.
    opener = page.get_by_role("button", name="Emoji", exact=True)
    opener.focus()
    opener.press("Enter")
    dialog.get_by_label("Find an emoji").fill("cat")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(dialog.locator(".all-emoji button").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    expect(field).to_have_value("")
