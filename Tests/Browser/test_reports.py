"""Reporting things and looking at reports: with the script in a dialog, without it on a page."""

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
