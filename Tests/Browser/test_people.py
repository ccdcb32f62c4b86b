"""What stands between two people, on their pages: with two browsers, and without JavaScript."""

import re

import pytest
from neospace_client import sign_up
from playwright.sync_api import Page, expect
from test_reading_rooms import new_room
from test_rooms import ask
from test_talking import live


def group(page: Page, name: str):
    return page.get_by_role("group", name=f"You and {name}")


def name_of(someone) -> str:
    return someone.account.username.title()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_group_follows_mutes_and_blocks(person, scripts):
    ada, bob = person(java_script_enabled=scripts), person()
    name = name_of(bob)
    page = ada.page(f"/@{bob.account.username}")
    group(page, name).get_by_role("button", name="Follow", exact=True).click()
    expect(group(page, name).get_by_role("button", name="Unfollow")).to_be_visible()
    group(page, name).get_by_text("More", exact=True).click()
    group(page, name).get_by_role("button", name="Mute", exact=True).click()
    group(page, name).get_by_text("More", exact=True).click()
    expect(group(page, name).get_by_role("button", name="Unmute")).to_be_visible()
    group(page, name).get_by_role("link", name="Block…").click()
    expect(page.get_by_role("link", name="Cancel")).to_be_focused()
    page.get_by_role("button", name=f"Block {name}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People you blocked")
    page.goto(f"/@{bob.account.username}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"You blocked {name}")
    page.get_by_role("button", name="Unblock").click()
    expect(group(page, name).get_by_role("button", name="Follow", exact=True)).to_be_visible()


def test_a_block_closes_the_open_wall_of_the_other(person):
    ada, bob = person(), person()
    page = bob.page(f"/@{ada.account.username}")
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")
    with ada.account.http() as http:
        assert http.put(f"/api/people/{bob.account.username}/block").status_code == 200
    expect(page.get_by_role("heading", level=1)).to_have_text("Signal lost")
    page.get_by_role("link", name="Ask to follow").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Signal lost")


def test_requests_are_answered_in_their_list(person):
    ada, bob = person(), person()
    with ada.account.http() as http:
        assert http.patch("/api/profile", json={"visibility": "private"}).status_code == 200
    asking = bob.page(f"/@{ada.account.username}")
    asking.get_by_role("link", name="Ask to follow").click()
    group(asking, name_of(ada)).get_by_role("button", name="Follow", exact=True).click()
    expect(group(asking, name_of(ada)).get_by_role("button", name="Withdraw request")).to_be_visible()
    page = ada.page("/follows")
    page.get_by_role("navigation", name="Lists").get_by_role("link", name="Requests").click()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Nobody here")).to_be_visible()
    asking.reload()
    expect(group(asking, name_of(ada)).get_by_role("button", name="Unfollow")).to_be_visible()


def test_top_8_is_ordered_and_shown_on_the_wall(person):
    ada, friends = person(), [person(), person()]
    with ada.account.http() as http:
        for friend in friends:
            assert http.put(f"/api/people/{friend.account.username}/follow").status_code == 200
    page = ada.page("/follows/top8")
    for number, friend in enumerate(friends, 1):
        page.get_by_role("combobox", name=f"Place {number}", exact=True).fill(friend.account.username)
    page.get_by_role("button", name=f"Move {friends[1].account.username} up").click()
    places = page.locator(".places > li")
    # To the end by the handle, and back.
    for start, end, order in ((0, 7, [0, None]), (7, 0, [1, 0])):
        places.nth(start).locator("[data-drag]").hover()
        page.mouse.down()
        box = places.nth(end).bounding_box()
        page.mouse.move(box["x"] + 20, box["y"] + (box["height"] - 3 if end else 3), steps=5)
        page.mouse.up()
        for number, index in enumerate(order, 1):
            name = "" if index is None else friends[index].account.username
            expect(page.get_by_role("combobox", name=f"Place {number}", exact=True)).to_have_value(name)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    expect(page.get_by_role("combobox", name="Place 1", exact=True)).to_have_value(friends[1].account.username)
    with ada.account.http() as http:
        assert http.post("/api/modules", json={"kind": "friends", "content": {}}).status_code == 201
        assert http.post("/api/modules", json={"kind": "friends", "content": {}}).status_code == 409
    wall = friends[0].page(f"/@{ada.account.username}")
    expect(wall.get_by_role("list", name="Top 8").get_by_role("link")).to_have_text([re.compile(name_of(friend)) for friend in friends[::-1]])
    with ada.account.http() as http:
        assert http.put("/api/top8", json={"usernames": [friends[0].account.username]}).status_code == 200
    expect(wall.get_by_role("list", name="Top 8").get_by_role("link")).to_have_text([re.compile(name_of(friends[0]))])


def test_the_directory_is_filtered(person):
    ada, bob = person(), person()
    page = ada.page("/people")
    page.get_by_role("searchbox", name="Filter").fill(bob.account.username)
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("list", name="People").get_by_role("link")).to_have_text([name_of(bob)])
    page.get_by_role("searchbox", name="Filter").fill("zzzz-nobody")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("Nobody by that name")).to_be_visible()


def test_messages_of_somebody_who_is_muted_are_out_of_sight_until_shown(person):
    ada, bob = person(), person()
    talking = bob.page()
    expect(talking.locator("[data-connection]")).to_have_attribute("data-connection", "live")

    def say(text: str):
        talking.get_by_role("textbox", name="Message").fill(text)
        talking.get_by_role("textbox", name="Message").press("Enter")

    with ada.account.http() as http:
        assert http.put(f"/api/people/{bob.account.username}/mute").status_code == 200
    before, after = f"before {bob.account.username}", f"after {bob.account.username}"
    say(before)
    page = ada.page()
    old = page.locator("article", has_text=before)
    expect(old.get_by_text(before)).to_be_hidden(timeout=10_000)
    expect(old.get_by_text("Hidden message")).to_be_visible()
    # One that arrives while the page is open.
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")
    say(after)
    new = page.locator("article", has_text=after)
    new.get_by_role("button", name="Show").click()
    expect(new.get_by_text(after)).to_be_visible()
    expect(old.get_by_text(before)).to_be_hidden()
    # Pages that are open follow each change without being loaded again.
    with ada.account.http() as http:
        assert http.delete(f"/api/people/{bob.account.username}/mute").status_code == 200
        expect(old.get_by_text(before)).to_be_visible()
        expect(old.get_by_text("Hidden message")).to_have_count(0)
        assert http.put(f"/api/people/{bob.account.username}/mute").status_code == 200
        expect(old.get_by_text(before)).to_be_hidden()
        expect(old.get_by_role("button", name="Show")).to_be_visible()


def test_only_who_hides_somebody_waits_for_a_stylesheet_of_their_own(person, server):
    ada, bob = person(), sign_up(server)
    name = new_room(server, bob)
    ask(bob, ("post_message", {"room": name, "content": "said aloud"}))
    page = ada.page(f"/rooms/{name}")
    live(page)
    sheet = page.locator("link[href^='/relations/hidden.css']")
    expect(sheet).to_have_count(0)
    with ada.account.http() as http:
        assert http.put(f"/api/people/{bob.username}/mute").status_code == 200
    # It comes to the open page, and stands in the next one.
    for _ in range(2):
        expect(sheet).to_have_count(1)
        expect(page.get_by_text("Hidden message").last).to_be_visible()
        expect(page.get_by_text("said aloud")).to_be_hidden()
        page.reload()
