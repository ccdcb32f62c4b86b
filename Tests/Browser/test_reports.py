"""Reporting things and looking at reports: with the script in a dialog, without it on a page."""

import re
import uuid

import pytest
from playwright.sync_api import expect
from test_talking import live, message, say

THANKS = "Thank you. A moderator will look at it."


@pytest.fixture
def moderator(person, server):
    someone = person()
    server.query(f"UPDATE users SET role = 'moderator' WHERE username = '{someone.account.username}'")
    return someone


def test_a_message_is_reported_in_a_dialog_and_staff_see_it_at_once(person, moderator):
    ada, bob = person(), person()
    desk = moderator.page("/admin/reports")
    live(desk)
    mine, theirs = ada.page(), bob.page()
    live(mine)
    live(theirs)
    text = f"buy my beans {uuid.uuid4().hex[:6]}"
    say(theirs, text)
    message(theirs, text).hover()
    expect(theirs.locator(".tools [data-action=report]")).to_be_hidden()
    count = int(desk.locator("[data-cases] span").first.inner_text() or 0) if desk.locator("[data-cases]").first.is_visible() else 0

    message(mine, text).hover()
    mine.get_by_role("button", name="Report").click()
    dialog = mine.get_by_role("dialog", name="Report")
    expect(dialog).to_contain_text(f"Message by @{bob.account.username} in #general")
    expect(dialog.get_by_role("group", name="Why?")).to_be_visible()
    dialog.get_by_label("Something else").check()
    dialog.get_by_role("button", name="Send report").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Anything to add").fill("every day the same")
    dialog.get_by_role("button", name="Send report").click()
    expect(mine.locator("#toasts")).to_contain_text(THANKS)
    expect(dialog).to_have_count(0)
    expect(desk.locator("[data-cases] span").first).to_have_text(str(count + 1))


def test_a_dialog_closes_and_reports_nothing(person):
    ada, bob = person(), person()
    theirs = bob.page()
    live(theirs)
    text = f"hello {uuid.uuid4().hex[:6]}"
    say(theirs, text)
    mine = ada.page()
    live(mine)
    message(mine, text).hover()
    mine.get_by_role("button", name="Report").click()
    mine.get_by_role("dialog", name="Report").get_by_role("link", name="Cancel").click()
    expect(mine.get_by_role("dialog", name="Report")).to_have_count(0)
    mine.goto("/reports")
    expect(mine.get_by_role("main")).to_contain_text("No reports")


def test_without_a_script(person, moderator):
    ada, bob = person(), person()
    theirs = bob.page()
    live(theirs)
    text = f"no script {uuid.uuid4().hex[:6]}"
    say(theirs, text)
    context = ada.plain()
    page = context.new_page()
    page.goto("/rooms/general")
    message(page, text).get_by_role("link", name="Actions on this message").click()
    page.get_by_role("link", name="Report").click()
    page.get_by_label("Spam").check()
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text(THANKS)
    context.close()
    context = moderator.plain()
    page = context.new_page()
    page.goto("/admin/reports")
    page.get_by_role("link", name=f"Message by @{bob.account.username} in #general").last.click()
    page.get_by_role("button", name="Claim").click()
    page.get_by_label("Note", exact=True).fill("seen")
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_role("main")).to_contain_text("seen")
    page.get_by_role("button", name="Dismiss").click()
    expect(page).to_have_url("/admin/reports")
    context.close()


def tab_to(page, target) -> None:
    """With the Tab key alone, as somebody without a mouse gets there."""
    expect(target).to_be_attached()
    for _ in range(250):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is out of reach")


def press(page, target) -> None:
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page, group, name: str) -> None:
    """A radio button of a group: one Tab stop, then the arrows."""
    wanted = group.get_by_label(name, exact=True)
    for _ in range(250):
        if group.evaluate("element => element.contains(document.activeElement)"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(20):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} cannot be chosen")


def write(page, box, text: str) -> None:
    tab_to(page, box)
    page.keyboard.type(text)


def test_from_a_report_to_an_appeal_by_keyboard_and_without_a_script(person, moderator, server):
    ada, bob, judge = person(), person(), person()
    server.query(f"UPDATE users SET role = 'moderator' WHERE username = '{judge.account.username}'")
    text = f"buy my beans {uuid.uuid4().hex[:6]}"
    theirs = bob.page()
    live(theirs)
    say(theirs, text)
    # It is stored.
    expect(message(theirs, text)).to_have_attribute("data-id", re.compile(r"\d"))
    [[seq]] = server.query(f"SELECT seq FROM messages WHERE content = '{text}'")
    contexts = {someone: someone.plain() for someone in (ada, bob, moderator, judge)}
    reporter, author, staff, other = (context.new_page() for context in contexts.values())

    reporter.goto("/rooms/general")
    press(reporter, message(reporter, text).get_by_role("link", name="Actions on this message"))
    press(reporter, reporter.get_by_role("link", name="Report"))
    choose(reporter, reporter.get_by_role("group", name="Why?"), "Spam")
    press(reporter, reporter.get_by_role("button", name="Send report"))
    expect(reporter.get_by_role("main").get_by_role("status")).to_contain_text(THANKS)

    staff.goto("/admin/reports")
    press(staff, staff.get_by_role("link", name=f"Message by @{bob.account.username} in #general"))
    press(staff, staff.get_by_role("button", name="Claim"))
    expect(staff.get_by_role("button", name="Release")).to_be_visible()
    choose(staff, staff.get_by_role("group", name="What to do"), "Remove")
    write(staff, staff.get_by_label("Message to them"), "We do not sell here")
    write(staff, staff.get_by_label("Note for the public log"), "Remove for selling")
    press(staff, staff.get_by_role("button", name="Do it"))
    [[number]] = server.query(f"SELECT id FROM users WHERE username = '{bob.account.username}'")
    staff.goto(f"/admin/users/{number}")
    mute = staff.locator("form").filter(has=staff.get_by_role("button", name="Mute", exact=True))
    write(staff, mute.get_by_label("Message to them"), "Take a day off")
    press(staff, mute.get_by_role("button", name="Mute", exact=True))
    expect(message(theirs, text)).to_have_count(0)

    author.goto("/notifications")
    press(author, author.get_by_role("main").get_by_role("link", name="A message from the moderators").first)
    expect(author).to_have_url("/standing")
    expect(author.get_by_role("main")).to_contain_text("Take a day off")
    removal = author.locator("li, section, article").filter(has_text="We do not sell here").filter(has=author.get_by_role("button", name="Appeal")).last
    write(author, removal.get_by_role("textbox"), "They were free beans")
    press(author, removal.get_by_role("button", name="Appeal"))
    expect(author.get_by_role("main")).to_contain_text("appealed")

    other.goto("/admin/appeals")
    card = other.locator(".card").filter(has_text="They were free beans")
    expect(card).to_contain_text("We do not sell here")
    choose(other, card.get_by_role("group", name="Decision"), "Overturn")
    write(other, card.get_by_label("Answer"), "So they were")
    press(other, card.get_by_role("button", name="Decide"))
    expect(other.locator(".card").filter(has_text="They were free beans")).to_have_count(0)

    # The text is back in the open room, as a change after all that came before.
    expect(message(theirs, text)).to_have_count(1)
    [[later]] = server.query(f"SELECT seq FROM messages WHERE content = '{text}'")
    assert int(later) > int(seq)
    author.goto("/standing")
    expect(author.get_by_role("main")).to_contain_text("So they were")

    reporter.goto("/moderation")
    told = reporter.get_by_role("main")
    entry = told.get_by_role("listitem").filter(has_text="Remove for selling").first
    expect(entry).to_contain_text("of a message")
    expect(entry).to_contain_text("undone")
    expect(entry).to_contain_text("appeal overturned")
    expect(told).to_contain_text("of a member")
    for someone in (ada, bob, moderator, judge):
        expect(told).not_to_contain_text(someone.account.username)
    for context in contexts.values():
        context.close()
