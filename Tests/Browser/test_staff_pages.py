"""What staff see of members and of each other's actions."""

import re

import pytest
from playwright.sync_api import expect

WIDTHS = [(390, 844), (768, 1024), (1440, 900)]


@pytest.fixture
def admin(person, server):
    def make(**context):
        someone = person(**context)
        server.query(f"UPDATE users SET role = 'admin' WHERE username = '{someone.account.username}'")
        return someone

    return make


@pytest.mark.parametrize("java_script", [True, False])
@pytest.mark.parametrize("width,height", WIDTHS)
def test_a_ban_wants_a_reason_asks_once_more_and_stands_in_words_in_the_log(admin, person, server, width, height, java_script):
    boss = admin(viewport={"width": width, "height": height}, java_script_enabled=java_script, timezone_id="Asia/Tokyo", locale="en-GB")
    ada = person()
    name = ada.account.username
    number = server.query(f"SELECT id FROM users WHERE username = '{name}'")[0][0]
    page = boss.page(f"/admin/users/{number}")
    form = page.get_by_role("form", name="Ban", exact=True)
    expect(form.get_by_label("Reason")).to_be_visible()
    form.get_by_role("button", name="Ban").press("Enter")
    expect(form.get_by_label("Message to them")).to_be_focused()  # the browser asks for it
    form.get_by_label("Message to them").fill("Please stop.")
    form.get_by_role("button", name="Ban").press("Enter")
    expect(page.get_by_role("link", name="Cancel").or_(page.get_by_role("button", name="Cancel"))).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/actions")
    assert server.query(f"SELECT banned_at IS NULL FROM users WHERE id = {number}") == [("1",)], "Cancel bans nobody"
    page.goto(f"/admin/users/{number}")
    form.get_by_label("Message to them").fill("Please stop.")
    form.get_by_role("button", name="Ban").press("Enter")
    page.get_by_role("button", name="Ban").last.click()
    expect(page.get_by_role("main")).to_contain_text("Please stop.")
    assert server.query(f"SELECT banned_at IS NULL FROM users WHERE id = {number}") == [("0",)]

    page.goto(f"/admin/log?subject=user:{number}")
    entry = page.get_by_role("listitem").filter(has_text=f"@{name}").first
    expect(entry).to_contain_text(f"Ban: @{name}, by @{boss.account.username}")
    moment = entry.locator("time")
    if java_script:
        expect(moment).to_have_attribute("title", re.compile(r"UTC$"))
        expect(moment).not_to_contain_text("UTC")
    else:
        expect(moment).to_contain_text("UTC")
    page.get_by_label("What").select_option("Mute")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No entries")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if java_script else True


@pytest.mark.parametrize("width,height", WIDTHS)
def test_several_members_are_ticked_and_banned_at_once(admin, person, server, width, height):
    boss = admin(viewport={"width": width, "height": height}, java_script_enabled=False)
    wave = [person().account.username for _ in range(2)]
    page = boss.page("/admin/users?standing=new")
    for one in wave:
        page.get_by_role("checkbox", name=f"@{one}").check()
    page.get_by_label("Message to them").fill("Please stop.")
    page.get_by_role("button", name="Ban selected").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ban 2 members?")
    expect(page.get_by_role("link", name="Cancel")).to_be_focused()
    page.get_by_role("button", name="Ban", exact=True).click()
    expect(page.get_by_role("main").get_by_role("alert")).to_have_count(0)
    page.goto("/admin/users?standing=banned")
    for one in wave:
        expect(page.get_by_role("link", name=f"@{one}")).to_be_visible()
