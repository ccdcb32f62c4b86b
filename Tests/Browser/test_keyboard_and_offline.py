"""The whole job by keyboard alone, counted; and what was written while the server was away."""

import re
import uuid

from conftest import Person
from neospace_client import sign_up
from neospace_server import Server
from playwright.sync_api import Page, expect
from test_reading_rooms import new_room, post
from test_rooms import ask
from test_talking import live, message, say


class Keys:
    """Presses keys and counts them. What is typed as text counts one by one, too, unless it is the person's own words."""

    def __init__(self, page: Page):
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def words(self, text: str) -> None:
        """A name, a password, a message: as long as it is."""
        self.page.keyboard.type(text)


def test_fewer_than_sixty_keys_from_sign_in_to_a_new_room(chromium, server):
    ada, bob = sign_up(server), sign_up(server)
    first, unread = new_room(server, ada), new_room(server, bob)
    ask(ada, ("join_room", {"room": unread}))
    post(bob, first, "the third-last", "the second-last", "the last")
    page = chromium.new_context(base_url=server.url).new_page()
    page.goto("/login")
    keys = Keys(page)
    # Sign in: the first field has the focus.
    keys.words(ada.email)
    keys.press("Tab")
    keys.words("correct horse")
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/rooms/|/@"))
    live(page)
    # To the room, and read there.
    keys.press("Control+k")
    keys.words(first)
    expect(page.locator("#palette [role=option]:visible").first).to_contain_text(first)
    keys.press("Enter")
    page.wait_for_url(f"**/rooms/{first}")
    live(page)
    expect(message(page, "the last")).to_be_visible()
    # Answer the third-last message: from the composer back into the history, and up.
    while not page.locator("#history").evaluate("one => one === document.activeElement"):
        keys.press("Shift+Tab")
    keys.press("ArrowUp", "ArrowUp", "ArrowUp")
    expect(message(page, "the third-last")).to_be_focused()
    keys.press("r")
    expect(page.locator("#context")).to_contain_text("Reply to")
    keys.words("an answer")
    keys.press("Enter")
    expect(message(page, "an answer").locator(".in-reply")).to_be_visible()
    # React to it.
    while not page.locator("#history").evaluate("one => one === document.activeElement"):
        keys.press("Shift+Tab")
    keys.press("ArrowUp")
    expect(message(page, "an answer")).to_be_focused()
    keys.press("+")
    expect(page.get_by_label("Find an emoji")).to_be_focused()
    keys.words("party popper")
    expect(page.locator("dialog#emoji .all-emoji button").first).to_have_text("🎉")
    keys.press("Enter")
    expect(message(page, "an answer").locator(".reaction")).to_contain_text("🎉")
    # Edit it.
    expect(message(page, "an answer")).to_be_focused()
    keys.press("e")
    expect(page.locator("#content")).to_have_value("an answer")
    keys.words("!")
    keys.press("Enter")
    expect(message(page, "an answer!")).to_be_visible()
    # Jump to an unread room.
    post(bob, unread, "news")
    expect(page.locator(f"#room-links a[data-name='{unread}'] [data-unread]")).to_be_visible()
    keys.press("Alt+Shift+ArrowDown")
    page.wait_for_url(f"**/rooms/{unread}")
    live(page)
    # Make a room.
    name = f"made-{uuid.uuid4().hex[:8]}"
    keys.press("Control+k")
    keys.words("new room")
    expect(page.locator("#palette [role=option]:visible").first).to_contain_text("New room")
    keys.press("Enter")
    expect(page.locator("#create-room").get_by_label("Name", exact=True)).to_be_focused()
    keys.words(name)
    keys.press("Enter")
    page.wait_for_url(f"**/rooms/{name}")
    print(f"{keys.count} key presses")
    assert keys.count < 60
    page.context.close()


def test_a_minute_offline_while_the_server_restarts_loses_and_repeats_nothing(chromium):
    """As long as the restart takes, instead of a minute."""
    with Server() as server:
        ada, bob = Person(chromium, server, sign_up(server)), Person(chromium, server, sign_up(server))
        name = new_room(server, ada.account)
        mine, theirs = ada.page(f"/rooms/{name}"), bob.page(f"/rooms/{name}")
        live(mine)
        live(theirs)
        ada.context.set_offline(True)
        mine.evaluate("() => window.dispatchEvent(new Event('offline'))")
        words = [f"{number} {uuid.uuid4().hex[:6]}" for number in range(5)]
        for text in words[:2]:
            say(mine, text)
        server.stop()
        for text in words[2:]:
            say(mine, text)
        expect(mine.locator(".pending.offline")).to_have_count(5)
        server.start()
        ada.context.set_offline(False)
        # Nobody touches anything.
        expect(mine.locator(".pending")).to_have_count(0, timeout=20_000)
        live(theirs)
        expect(theirs.locator("article.message")).to_have_count(6)
        said = theirs.locator("article.message .prose").all_text_contents()
        assert [text.strip() for text in said[1:]] == words
        assert [text.strip() for text in mine.locator("article.message .prose").all_text_contents()[1:]] == words
        ada.context.close()
        bob.context.close()
        assert ada.problems == [] and bob.problems == []
