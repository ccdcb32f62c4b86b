"""What is written offline goes out by itself, the connection comes back quickly, and refusals say for how long; touch opens the actions."""

import uuid

import pytest
from conftest import WIDTHS, Person
from neospace_client import sign_up
from neospace_server import Server
from playwright.sync_api import Page, expect
from test_reading_rooms import new_room, post
from test_talking import live, message, say


def test_what_was_written_offline_goes_out_by_itself_and_in_order(person, server):
    ada, bob = person(), person()
    name = new_room(server, ada.account)
    mine, theirs = ada.page(f"/rooms/{name}"), bob.page(f"/rooms/{name}")
    live(mine)
    live(theirs)
    ada.context.set_offline(True)
    mine.evaluate("() => window.dispatchEvent(new Event('offline'))")
    words = [f"{number} {uuid.uuid4().hex[:6]}" for number in range(5)]
    for text in words[:4]:
        say(mine, text)
    expect(mine.locator(".pending.offline")).to_have_count(4)
    # Only what is refused asks what to do.
    expect(mine.get_by_role("button", name="Try again")).to_have_count(0)
    ada.context.set_offline(False)
    say(mine, words[4])
    expect(theirs.locator("article.message")).to_have_count(6)
    said = theirs.locator("article.message .prose").all_text_contents()
    assert [text.strip() for text in said[1:]] == words
    expect(mine.locator(".pending")).to_have_count(0)


def test_a_client_is_back_soon_after_a_restart(chromium):
    with Server() as server:
        someone = Person(chromium, server, sign_up(server))
        page = someone.context.new_page()
        # The longest waits that chance can bring: 0.5, 1 and 2 s.
        page.add_init_script("Math.random = () => 0.999")
        page.goto("/rooms/general")
        live(page)
        server.stop()
        server.start()
        expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live", timeout=10_000)
        someone.context.close()


REFUSE = """async () => {
  const { wrong } = await import(document.querySelector('script[src$="/page.js"]').src.replace('page.js', 'toast.js'));
  wrong({ message: 'Too fast', retry_after_ms: 1_900 });
  wrong({ message: 'Too fast', retry_after_ms: 1_900 });
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_toasts_merge_count_down_and_leave_the_composer_alone(person, width):
    size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
    page = person(viewport=size).page()
    live(page)
    # The page's own clock, so that a slow machine changes nothing.
    page.clock.install(time=0)
    page.clock.pause_at(1_000)
    page.evaluate(REFUSE)
    toast = page.locator(".toast:not(.cat-toast)")
    expect(toast).to_have_count(1)
    expect(toast).to_contain_text("2 s")
    box, composer = toast.bounding_box(), page.locator(".composer").bounding_box()
    assert box["y"] + box["height"] <= composer["y"]
    page.clock.run_for(1_000)
    expect(toast).to_contain_text("1 s")
    page.clock.run_for(1_000)
    expect(toast).to_have_count(0)


def test_a_tap_opens_the_actions_of_a_message(person, server):
    ada = person(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    name = new_room(server, ada.account)
    post(sign_up(server), name, "tap me")
    page = ada.page(f"/rooms/{name}")
    live(page)
    row = message(page, "tap me")
    target = row.locator(".actions-link").bounding_box()
    assert target["width"] >= 44 and target["height"] >= 44
    for touch in (lambda: row.locator(".prose").tap(), lambda: row.locator(".prose").dispatch_event("contextmenu")):
        message(page, "line 0").locator(".prose").tap()
        expect(row.locator(".tools")).to_have_count(0)
        touch()
        expect(row.locator(".tools")).to_be_visible()
        for button in row.locator(".tools button:visible").all():
            box = button.bounding_box()
            assert box["width"] >= 44 and box["height"] >= 44
    row.get_by_role("button", name="Reply").tap()
    expect(page.locator("#context")).to_contain_text("Reply to")


def test_a_guest_has_no_connection_to_come_back_to(chromium, server):
    page = chromium.new_page(base_url=server.url)
    tries: list[str] = []
    page.on("websocket", lambda socket: tries.append(socket.url))
    page.goto("/login")
    page.get_by_label("E-mail or username").press_sequentially("ada")
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(page.get_by_label("E-mail or username")).to_have_value("ada")
    assert tries == []
    page.close()
