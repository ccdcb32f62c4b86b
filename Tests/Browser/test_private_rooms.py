"""Who is in a private room: let in, removed, handed on, left."""

import uuid

import pytest
from conftest import WIDTHS
from neospace_client import sign_up
from playwright.sync_api import expect
from test_groups import size
from test_rooms import ask


@pytest.mark.parametrize("java_script", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_members_are_let_in_removed_and_handed_on(person, server, width, java_script):
    ada, bob = person(viewport=size(width), java_script_enabled=java_script), person(viewport=size(width))
    name = f"p-{uuid.uuid4().hex[:8]}"
    ask(ada.account, ("create_room", {"name": name, "kind": "private"}))
    page = ada.page(f"/rooms/{name}")
    page.get_by_label("About this room").click()
    page.get_by_role("link", name="Members").click()
    # An unknown name: the error beside its field, with what was typed.
    field = page.get_by_label("Username")
    field.fill("nobody-here")
    page.get_by_role("button", name="Let in").click()
    expect(page.locator(".field.wrong .error")).to_contain_text("does not exist")
    expect(field).to_have_value("nobody-here")
    expect(field).to_be_focused()
    field.fill(bob.account.username)
    page.get_by_role("button", name="Let in").click()
    expect(page.get_by_role("status").filter(has_text="member now")).to_contain_text(f"@{bob.account.username} is a member now.")
    members = page.get_by_role("list", name="Members").get_by_role("listitem")
    expect(members).to_have_count(2)
    expect(members.filter(has_text=bob.account.username).get_by_role("button", name="Remove")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if java_script else True
    # The creator may hand the choice on, before leaving.
    page.get_by_role("link", name="Leave this room…").click()
    expect(page.get_by_text("You choose its members")).to_be_visible()
    page.get_by_role("link", name="Choose who takes over").click()
    members.filter(has_text=bob.account.username).get_by_role("button", name="choose the members").click()
    expect(page.get_by_role("status").filter(has_text="from now on")).to_be_visible()
    expect(page.get_by_role("button", name="Let in")).to_have_count(0)
    # Leaving asks, and one may stay.
    page.get_by_role("link", name="Leave this room…").click()
    page.get_by_role("link", name="Stay").click()
    page.wait_for_url(f"**/rooms/{name}")
    theirs = bob.page(f"/rooms/{name}/members")
    theirs.get_by_role("button", name=f"Remove {ada.account.username.title()}").click()
    expect(theirs.get_by_role("status").filter(has_text="was removed")).to_be_visible()
    expect(theirs.get_by_role("list", name="Members").get_by_role("listitem")).to_have_count(1)
    # The last one is told what becomes of the room.
    theirs.get_by_role("link", name="Leave this room…").click()
    expect(theirs.get_by_text("You are the last member. The room will be archived")).to_be_visible()
    theirs.get_by_role("button", name="Leave", exact=True).click()
    theirs.wait_for_url("**/rooms")
    assert server.query(f"SELECT 1 FROM rooms WHERE name = '{name}' AND archived_at IS NOT NULL")


@pytest.mark.parametrize("java_script", [True, False])
def test_a_creator_who_left_comes_back_by_invitation_and_chooses_again(person, server, java_script):
    ada, bob = person(java_script_enabled=java_script), person()
    moderator = sign_up(server)
    server.query(f"UPDATE users SET role = 'moderator' WHERE username = '{moderator.username}'")
    name = f"p-{uuid.uuid4().hex[:8]}"
    ask(ada.account, ("create_room", {"name": name, "kind": "private"}), ("add_member", {"room": name, "username": bob.account.username}))
    page = ada.page(f"/rooms/{name}/leave")
    page.get_by_role("button", name="Leave", exact=True).click()
    page.wait_for_url("**/rooms")
    # Nothing of it is seen from outside.
    assert ada.page(f"/rooms/{name}").get_by_role("heading", name="Signal lost").is_visible()
    ask(moderator, ("add_member", {"room": name, "username": ada.account.username}))
    page.goto("/tasks")
    page.get_by_role("button", name=f"Accept the invitation to {name}").click()
    page.wait_for_url(f"**/rooms/{name}")
    page.goto(f"/rooms/{name}/members")
    expect(page.get_by_role("button", name="Let in")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=ada.account.username).get_by_text("chooses the members")).to_be_visible()


@pytest.mark.parametrize("java_script", [True, False])
def test_a_creator_who_handed_on_comes_back_as_one_of_all(person, server, java_script):
    ada, bob = person(java_script_enabled=java_script), person(java_script_enabled=java_script)
    name = f"p-{uuid.uuid4().hex[:8]}"
    ask(ada.account, ("create_room", {"name": name, "kind": "private"}), ("add_member", {"room": name, "username": bob.account.username}))
    page = ada.page(f"/rooms/{name}/members")
    page.get_by_role("listitem").filter(has_text=bob.account.username).get_by_role("button", name="choose the members").click()
    expect(page.get_by_role("status").filter(has_text="from now on")).to_be_visible()
    page.get_by_role("link", name="Leave this room…").click()
    # Nothing needs to be handed on any more.
    expect(page.get_by_text("You choose its members")).to_have_count(0)
    page.get_by_role("button", name="Leave", exact=True).click()
    page.wait_for_url("**/rooms")
    theirs = bob.page(f"/rooms/{name}/members")
    theirs.get_by_label("Username").fill(ada.account.username)
    theirs.get_by_role("button", name="Let in").click()
    expect(theirs.get_by_role("status").filter(has_text="is invited")).to_be_visible()
    page.goto("/tasks")
    page.get_by_role("button", name=f"Accept the invitation to {name}").click()
    page.wait_for_url(f"**/rooms/{name}")
    page.goto(f"/rooms/{name}/members")
    expect(page.get_by_role("list", name="Members").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("button", name="Let in")).to_have_count(0)
