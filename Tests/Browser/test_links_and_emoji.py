"""Names lead to walls, times to messages; @names and emoji are completed, chosen and spelled out."""

import pytest
from conftest import WIDTHS
from neospace_client import sign_up
from playwright.sync_api import expect
from test_groups import size
from test_reading_rooms import more_messages, new_room, post
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
    page.get_by_role("link", name="Newer messages").click()
    expect(message(page, "line 90")).to_have_count(1)
    page.get_by_role("link", name="Back to the newest").click()
    expect(message(page, "line 199")).to_have_count(1)


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
    expect(page.locator(".toast")).to_contain_text("Link copied")
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
