"""Two people in two browsers: a request that is accepted, a conversation over a cut, and a block that ends everything."""

import uuid

import httpx
from playwright.sync_api import Page, expect


def live(page: Page) -> None:
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")


def name_of(someone) -> str:
    return someone.account.username.title()


def ask(someone, method: str, path: str, body=None) -> dict:
    answer = httpx.request(method, someone.server.url + path, headers=someone.account.headers, json=body)
    assert answer.is_success, answer.text
    return answer.json()["data"]


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Message").fill(text)
    page.keyboard.press("Enter")


def message(page: Page, text: str):
    return page.locator("article.message:not(.pending)", has_text=text)


def test_a_request_to_follow_is_told_accepted_and_told_back(person):
    ada, bob = person(), person()
    ask(ada, "PATCH", "/api/profile", {"visibility": "followers"})
    page, asking = ada.page("/notifications"), bob.page(f"/people/{ada.account.username}")
    for one in (page, asking):
        live(one)
    asking.get_by_role("group", name=f"You and {name_of(ada)}").get_by_role("button", name="Follow", exact=True).click()
    expect(asking.get_by_role("button", name="Withdraw request")).to_be_visible()
    request = page.get_by_role("list", name="Notifications").get_by_role("listitem").filter(has_text=name_of(bob))
    request.get_by_role("button", name="Accept").click()
    expect(asking.get_by_role("link", name="Notifications, 1 unread")).to_be_visible()
    asking.goto(f"/@{ada.account.username}")
    expect(asking.get_by_role("group", name=f"You and {name_of(ada)}").get_by_role("button", name="Unfollow")).to_be_visible()


def test_a_conversation_with_typing_read_markers_and_a_cut(person):
    ada, bob = person(), person()
    mine = ada.page(f"/people/{bob.account.username}")
    mine.get_by_role("group", name=f"You and {name_of(bob)}").get_by_role("button", name="Message").click()
    mine.wait_for_url("**/messages/*")
    live(mine)
    say(mine, "the first words")
    expect(message(mine, "the first words")).to_be_visible()
    theirs = bob.page(mine.url)
    live(theirs)
    expect(mine.locator("#read-by")).to_have_text(f"Read by {name_of(bob)}")
    theirs.get_by_role("textbox", name="Message", exact=True).press_sequentially("hm")
    expect(mine.locator("#typing")).to_contain_text(bob.account.username)

    bob.context.set_offline(True)
    theirs.evaluate("() => window.dispatchEvent(new Event('offline'))")
    expect(theirs.locator("[data-connection]")).not_to_have_attribute("data-connection", "live", timeout=90_000)
    for number in range(3):
        say(mine, f"missed words {number}")
        expect(message(mine, f"missed words {number}")).to_be_visible()
    say(theirs, "written in the dark")
    bob.context.set_offline(False)
    live(theirs)
    for number in range(3):
        expect(message(theirs, f"missed words {number}")).to_have_count(1)
    expect(message(mine, "written in the dark")).to_have_count(1)


def test_a_block_ends_everything_on_all_open_pages(person):
    """Without a reload, and without JavaScript after one."""
    ada, bob = person(), person()
    for one, other in ((ada, bob), (bob, ada)):
        ask(one, "PUT", f"/api/people/{other.account.username}/follow")
    words = f"words {uuid.uuid4().hex[:8]}"
    talking = bob.page()
    live(talking)
    say(talking, words)
    expect(message(talking, words)).to_be_visible()
    ask(bob, "POST", "/api/modules", {"kind": "text", "content": {"text": words}})
    ask(bob, "POST", f"/api/walls/{ada.account.username}/guestbook", {"text": words})

    pages = {path: ada.page(path) for path in ("/rooms/general", "/lobby", "/notifications", f"/@{ada.account.username}", f"/@{bob.account.username}")}
    wall = bob.page(f"/@{ada.account.username}")
    conversation = ada.page(f"/people/{bob.account.username}")
    conversation.get_by_role("group", name=f"You and {name_of(bob)}").get_by_role("button", name="Message").click()
    conversation.wait_for_url("**/messages/*")
    for page in (*pages.values(), wall, conversation):
        live(page)
    here = pages["/lobby"].get_by_role("list", name="People here").get_by_role("link", name=name_of(bob))
    told = pages["/notifications"].get_by_role("listitem").filter(has_text=name_of(bob))
    entry = pages[f"/@{ada.account.username}"].get_by_text(words)
    expect(message(pages["/rooms/general"], words).get_by_text(words)).to_be_visible()
    expect(here).to_be_visible()
    expect(told.first).to_be_visible()
    expect(entry).to_be_visible()

    ask(ada, "PUT", f"/api/people/{bob.account.username}/block")
    expect(message(pages["/rooms/general"], "Hidden message").get_by_text(words)).to_be_hidden()
    expect(here).to_have_count(0)
    expect(told).to_have_count(0)
    expect(entry).to_have_count(0)
    expect(wall.get_by_role("heading", level=1)).to_have_text("Signal lost")
    expect(conversation.get_by_role("textbox", name="Message", exact=True)).to_have_count(0)

    plain = ada.plain()
    page = plain.new_page()
    page.goto("/rooms/general")
    expect(page.locator("article.message", has_text=words).get_by_text(words)).to_be_hidden()
    page.goto(f"/@{bob.account.username}")
    expect(page.get_by_text(f"You blocked {name_of(bob)}")).to_be_visible()
    for path in ("/feed", "/notifications", "/lobby", f"/@{ada.account.username}"):
        page.goto(path)
        expect(page.get_by_text(words)).to_have_count(0)
        expect(page.get_by_role("main").get_by_text(name_of(bob))).to_have_count(0)
    plain.close()
