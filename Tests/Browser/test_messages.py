"""Two people write to each other: the list, the conversation, what is read, and what ends it."""

import httpx
from playwright.sync_api import Page, expect


def live(page: Page) -> None:
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")


def test_from_the_list_to_a_conversation_that_is_read_and_ended(person):
    ada, bob = person(), person()
    to, name = bob.account.username, bob.account.username.title()
    listing = bob.page("/messages")
    expect(listing.get_by_role("heading", name="No messages yet")).to_be_visible()

    mine = ada.page("/messages")
    mine.get_by_role("link", name="New message").click()
    mine.get_by_role("textbox", name="To").fill(to)
    mine.get_by_role("button", name="Open").click()
    mine.wait_for_url("**/messages/*")
    expect(mine.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(mine.get_by_role("link", name="Encrypted on disk, not end to end.")).to_be_visible()
    live(mine)
    mine.get_by_role("textbox", name="Message", exact=True).fill("psst, a *secret*")
    mine.keyboard.press("Enter")
    expect(mine.get_by_role("log", name="Messages").locator("article.message", has_text="secret")).to_be_visible()

    # The other's list shows it without a reload.
    row = listing.get_by_role("navigation", name="Conversations").get_by_role("link", name=f"{ada.account.username.title()}, 1 unread")
    expect(row).to_be_visible()
    expect(listing.locator(".preview")).to_have_text("psst, a secret")
    row.click()
    listing.wait_for_url("**/messages/*")
    live(listing)
    expect(mine.locator("#read-by")).to_have_text(f"Read by {name}")
    assert mine.url == listing.url

    # A block takes the form away on both pages, with the reason in its place.
    answer = httpx.put(f"{bob.server.url}/api/people/{ada.account.username}/block", headers=bob.account.headers)
    assert answer.status_code == 200
    for page in (mine, listing):
        expect(page.get_by_text("does not take messages from you")).to_be_visible(timeout=15_000)
        expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_count(0)
        expect(page.locator("article.message", has_text="secret")).to_be_visible()


def test_a_conversations_page_stays_when_the_list_of_rooms_changes(person):
    ada, bob = person(), person()
    page = ada.page("/messages/new")
    page.get_by_role("textbox", name="To").fill(bob.account.username)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name=bob.account.username.title(), level=1)).to_be_visible()
    address = page.url
    live(page)
    name = f"r-{ada.account.username}"
    assert httpx.post(f"{ada.server.url}/rooms", data={"name": name}, headers=ada.account.headers).status_code in (201, 303)
    expect(page.locator("#room-links").get_by_role("link", name=name)).to_be_attached()
    assert page.url == address


def test_people_are_suggested_while_one_types_a_name(person):
    ada, bob, cy = person(), person(), person()
    page = ada.page("/messages/new")
    to, options = page.get_by_role("textbox", name="To"), page.get_by_role("listbox", name="People").get_by_role("option")
    to.press_sequentially(bob.account.username[:-1])
    expect(options.filter(has_text=f"@{bob.account.username}")).to_be_visible()
    to.press("ArrowDown")
    expect(to).to_have_attribute("aria-activedescendant", "to-suggestion-0")
    to.press("Enter")
    expect(to).to_have_value(f"{bob.account.username}, ")
    expect(options).to_have_count(0)
    to.press_sequentially(f"@{cy.account.username[:-1]}")
    options.filter(has_text=f"@{cy.account.username}").click()
    expect(to).to_have_value(f"{bob.account.username}, {cy.account.username}, ")
    expect(to).to_be_focused()
    to.press_sequentially("zzzz")
    to.press("Escape")
    expect(options).to_have_count(0)
    to.fill(f"{bob.account.username}, {cy.account.username}, ")
    page.get_by_role("button", name="Open").click()
    page.wait_for_url("**/messages/*")
    names = f"{bob.account.username.title()}, {cy.account.username.title()}"
    expect(page.get_by_role("heading", name=names, level=1)).to_be_visible()


def test_clearing_asks_and_empties_every_tab(person):
    ada, bob = person(), person()
    mine = ada.page(f"/people/{bob.account.username}")
    mine.get_by_role("group", name=f"You and {bob.account.username.title()}").get_by_role("button", name="Message").click()
    mine.wait_for_url("**/messages/*")
    live(mine)
    mine.get_by_role("textbox", name="Message", exact=True).fill("old words")
    mine.keyboard.press("Enter")
    expect(mine.locator("article.message", has_text="old words")).to_be_visible()
    tab = ada.page(mine.url)
    live(tab)
    mine.locator("summary[aria-label=Conversation]").click()
    mine.get_by_role("link", name="Clear for me…").click()
    mine.get_by_role("button", name="Clear for me").click()
    mine.wait_for_url("**/messages")
    expect(mine.get_by_role("heading", name="No messages yet")).to_be_visible()
    expect(tab.locator("article.message")).to_have_count(0)
