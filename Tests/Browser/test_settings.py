"""One's account and the staff's pages in a browser: by keyboard, and without JavaScript."""

import re

import pytest
from conftest import Person
from downloads_client import administrator
from playwright.sync_api import expect


@pytest.mark.parametrize("javascript", [True, False])
def test_one_changes_ones_name_by_keyboard_and_is_told(person, javascript):
    page = person(java_script_enabled=javascript).page("/settings")
    while page.evaluate("document.activeElement.name") != "name" if javascript else page.locator("input[name=name]:focus").count() == 0:
        page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("Ada, Countess")
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings?saved=name")
    expect(page.get_by_role("status").filter(has_text="Your name is changed.")).to_be_visible()
    expect(page.locator("input[name=name]")).to_have_value("Ada, Countess")


def test_a_refused_form_keeps_what_was_typed_and_says_where_it_is_wrong(person):
    page = person().page("/settings")
    page.fill("input[name=email]", "new@example.org")
    page.fill("input[name=email_password]", "wrong horse")
    page.press("input[name=email_password]", "Enter")
    page.wait_for_url("**/settings/email")
    assert page.locator("input[name=email]").input_value() == "new@example.org"
    wrong = page.locator("input[name=email_password]")
    assert wrong.get_attribute("aria-invalid") == "true" and wrong.input_value() == ""
    page.locator("a[href='#field-email_password']").click()
    expect(wrong).to_be_focused()


def test_leaving_and_staying(person):
    page = person().page("/settings")
    page.fill("input[name=leave_password]", "correct horse")
    page.get_by_role("button", name="Delete my account").click()
    notice = page.get_by_text("Your account will be deleted on")
    expect(notice).to_be_visible()
    expect(page.locator("input[name=leave_password]")).to_have_count(0)
    page.get_by_role("button", name="Keep my account").click()
    expect(page.get_by_text("Your account stays.")).to_be_visible()
    expect(notice).to_have_count(0)


def test_a_member_banned_from_the_staffs_page_is_out_at_once_and_let_in_again(chromium, server, person):
    boss = Person(chromium, server, administrator(server))
    victim = person()
    room = victim.page("/rooms/general")
    room.get_by_text("live").wait_for()
    staff = boss.page("/admin/users")
    staff.get_by_label(re.compile("Name or e-mail")).fill(victim.account.username)
    staff.keyboard.press("Enter")
    staff.get_by_role("link", name=f"@{victim.account.username}").click()
    page = staff.url
    form = staff.get_by_role("form", name="Ban")
    form.get_by_label("Message to them").fill("Enough of this")
    form.get_by_role("button", name="Ban").click()
    staff.wait_for_url("**/admin/actions/ask")
    staff.get_by_role("main").get_by_role("button", name="Ban").click()
    staff.wait_for_url(re.compile(r"/admin/actions/\d+"))
    room.wait_for_function("() => !document.body.innerText.includes('live')")
    banned = room.goto("/rooms")
    assert banned.status == 403 and "Enough of this" in banned.text()
    staff.goto(page)
    form = staff.get_by_role("form", name="Lift the ban")
    form.get_by_label("Message to them").fill("Welcome back")
    form.get_by_role("button", name="Lift").click()
    staff.goto(page)
    staff.get_by_role("form", name="Ban").wait_for()
    expect(staff.get_by_role("form", name="Lift the ban")).to_have_count(0)
    boss.context.close()
