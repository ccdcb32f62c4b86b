"""Two people talk in two browsers: the main job, seen from where they sit."""

import re
import uuid

from neospace_client import finish, sign_up
from playwright.sync_api import Page, expect


def live(page: Page) -> None:
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")


def message(page: Page, text: str):
    return page.locator("article.message", has_text=text)


def say(page: Page, text: str) -> None:
    page.locator("#content").fill(text)
    page.keyboard.press("Enter")


def test_signing_up_leads_into_a_room_one_can_talk_in(chromium, server):
    name = f"new{uuid.uuid4().hex[:8]}"
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/signup")
    page.get_by_label("Name", exact=True).fill("New Comer")
    page.get_by_label("Username").fill(name)
    page.get_by_label("E-mail").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill("correct horse")
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url(f"**/@{name}")
    page.goto("/")
    page.wait_for_url("**/rooms/*")
    live(page)
    say(page, f"hello from {name}")
    expect(message(page, f"hello from {name}")).to_be_visible()
    context.close()


def test_two_people_see_each_others_words_edits_reactions_and_deletions(person):
    ada, bob = person(), person()
    mine, theirs = ada.page(), bob.page()
    live(mine)
    live(theirs)
    text = f"first {uuid.uuid4().hex[:6]}"
    say(mine, text)
    expect(message(theirs, text)).to_be_visible()
    expect(mine.locator(".pending")).to_have_count(0)
    expect(mine.locator("#content")).to_have_value("")

    # ↑ edits the last own message
    mine.locator("#content").press("ArrowUp")
    expect(mine.locator("#content")).to_have_value(text)
    mine.locator("#content").fill(text + " edited")
    mine.keyboard.press("Enter")
    expect(message(theirs, text + " edited")).to_be_visible()
    expect(message(theirs, text + " edited").locator(".edited")).to_be_visible()

    theirs_copy = message(theirs, text + " edited")
    theirs_copy.hover()
    theirs_copy.locator("[data-action=react]").click()
    theirs.locator("dialog#emoji button[value='🐈']").first.click()
    expect(message(mine, text + " edited").locator(".reaction")).to_contain_text("🐈")
    expect(message(mine, text + " edited").locator(".reaction")).to_have_attribute("title", re.compile(bob.account.username))

    # the same bytes on both sides
    id_ = message(mine, text + " edited").get_attribute("data-id")

    theirs_copy.hover()
    theirs_copy.locator("[data-action=reply]").click()
    say(theirs, f"answer to {text}")
    expect(message(mine, f"answer to {text}").locator(".in-reply")).to_contain_text(ada.account.username)

    own = mine.locator(f"article.message[data-id='{id_}']")
    own.hover()
    own.locator("[data-action=delete]").click()
    mine.locator("dialog[open]").get_by_role("button", name="Delete").click()
    expect(theirs.locator(f"article.message[data-id='{id_}']")).to_contain_text("Message deleted")
    expect(message(theirs, text + " edited")).to_have_count(0)


def test_losing_the_network_and_catching_up(person):
    ada, bob = person(), person()
    mine, theirs = ada.page(), bob.page()
    live(mine)
    live(theirs)
    say(mine, mark := f"before {uuid.uuid4().hex[:6]}")
    expect(message(theirs, mark)).to_be_visible()
    bob.context.set_offline(True)
    theirs.evaluate("() => window.dispatchEvent(new Event('offline'))")
    expect(theirs.locator("[data-connection]")).not_to_have_attribute("data-connection", "live", timeout=90_000)
    for number in range(60):
        say(mine, f"missed {number} {mark}")
        expect(message(mine, f"missed {number} {mark}")).to_be_visible()
    say(theirs, f"while away {mark}")
    expect(theirs.locator(".pending")).to_have_count(1)
    bob.context.set_offline(False)
    live(theirs)
    for number in (0, 30, 59):
        expect(message(theirs, f"missed {number} {mark}")).to_have_count(1)
    expect(message(mine, f"while away {mark}")).to_have_count(1)
    expect(theirs.locator(".pending")).to_have_count(0)
    ids = theirs.locator("article.message").evaluate_all("all => all.map(one => Number(one.dataset.id))")
    assert ids == sorted(set(ids))


def test_a_refused_message_can_be_discarded_or_retried_and_nothing_is_lost(person, server):
    ada = person()
    page = ada.page()
    live(page)
    page.locator("#content").fill("a bell\u0007")
    page.keyboard.press("Enter")
    pending = page.locator(".pending")
    expect(pending).to_contain_text("control characters")
    expect(pending.locator("[data-action=discard]")).to_be_visible()
    pending.locator("[data-action=discard]").click()
    expect(page.locator(".pending")).to_have_count(0)


def test_older_messages_load_on_scroll_without_jumping(person, server):
    ada = person()
    name = f"s{uuid.uuid4().hex[:8]}"

    async def fill():
        async with ada.account.socket() as socket:
            await socket.request("create_room", {"name": name})
            await socket.join(name)
            for number in range(130):
                await socket.request("post_message", {"room": name, "content": f"line {number}"})


    finish(fill())
    page = ada.page(f"/rooms/{name}")
    live(page)
    expect(page.locator("article.message")).to_have_count(50)
    page.locator("#history").evaluate("one => one.scrollTo(0, -one.scrollHeight)")
    expect(page.locator("article.message")).not_to_have_count(50)
    first = page.locator("article.message", has_text="line 80")
    expect(first).to_be_in_viewport()
    page.wait_for_function(
        """() => {
          const history = document.getElementById('history');
          history.scrollTo(0, -history.scrollHeight);
          return document.querySelectorAll('article.message').length >= 130;
        }"""
    )
    expect(page.locator("article.message")).to_have_count(130)


def test_typing_and_presence_are_shown(person):
    ada, bob = person(), person()
    mine, theirs = ada.page("/rooms/random"), bob.page("/rooms/random")
    live(mine)
    live(theirs)
    expect(mine.locator("#people")).to_contain_text(bob.account.username.title()[:6])
    # It is shown for three seconds: the page keeps what it has shown.
    mine.evaluate("window.shown = ''; new MutationObserver(() => (shown += typing.textContent)).observe(typing, {childList: true})")
    theirs.locator("#content").press_sequentially("hm", delay=50)
    mine.wait_for_function("name => shown.includes(name)", arg=bob.account.username)
    expect(mine.locator("#typing")).to_be_empty()


def test_unread_rooms_are_marked(person):
    ada, bob = person(), person()
    mine, theirs = ada.page("/rooms/random"), bob.page("/rooms/random")
    live(mine)
    live(theirs)
    theirs.goto("/rooms/general")
    live(theirs)
    say(mine, f"psst @{bob.account.username}")
    badge = theirs.locator("#room-links a[data-name='random'] [data-unread]")
    expect(badge).to_be_visible()
    expect(badge).to_contain_text("1")
    theirs.goto("/rooms/random")
    expect(theirs.locator("#room-links a[data-name='random'] [data-unread]")).to_be_hidden()


def test_everything_works_by_keyboard(person):
    ada = person()
    page = ada.page("/tasks")
    page.locator("body").press("Tab")
    expect(page.locator(":focus")).to_contain_text("Skip")
    page.goto("/rooms/general")
    live(page)
    page.locator("#history").focus()
    page.keyboard.press("?")
    expect(page.locator("dialog#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#shortcuts")).to_be_hidden()
    # Nobody waits for the palette before they type.
    page.keyboard.press("/")
    page.keyboard.type("rand")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rooms/random")
    live(page)
    page.locator("#history").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_url(re.compile(r"/rooms/(?!random)"))


def test_without_javascript_one_can_read_write_edit_react_and_delete(person):
    ada = person(java_script_enabled=False)
    page = ada.page()
    text = f"plain {uuid.uuid4().hex[:6]}"
    page.locator("#content").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(message(page, text)).to_be_visible()
    message(page, text).locator(".actions-link").click()
    page.get_by_label("Your message").fill(text + " edited")
    page.get_by_role("button", name="Save").click()
    expect(message(page, text + " edited")).to_be_visible()
    message(page, text + " edited").locator(".actions-link").click()
    page.locator(".emoji-picker button[value='🐈']").click()
    expect(message(page, text + " edited").locator(".reaction")).to_contain_text("🐈")
    if page.url.find("/messages/") < 0:
        message(page, text + " edited").locator(".actions-link").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator("article.message.deleted").last).to_contain_text("Message deleted")
    expect(page.get_by_text(text + " edited")).to_have_count(0)


def test_signing_out_in_one_tab_ends_the_other(person):
    ada = person()
    one, two = ada.page(), ada.page()
    live(one)
    live(two)
    one.locator("details.profile summary").click()
    one.locator("details.profile").get_by_role("button", name="Sign out").click()
    one.wait_for_url(re.compile(r"/login\b"))
    two.wait_for_url(re.compile(r"/login\b"))


def test_a_draft_is_gone_for_whoever_signs_in_next(person, server):
    ada, other = person(), sign_up(server)
    one, two = ada.page(), ada.page()
    for page in (one, two):
        live(page)
        page.locator("#content").fill("for my eyes only")
    one.locator("details.profile summary").click()
    one.locator("details.profile").get_by_role("button", name="Sign out").click()
    for page in (one, two):
        page.wait_for_url(re.compile(r"/login\b"))
        assert page.evaluate("sessionStorage.length") == 0
    one.get_by_label("E-mail or username").fill(other.email)
    one.get_by_label("Password", exact=True).fill("correct horse")
    one.get_by_role("button", name="Sign in").click()
    one.wait_for_url("**/rooms*/**")
    one.goto("/rooms/general")
    live(one)
    expect(one.locator("#content")).to_have_value("")
