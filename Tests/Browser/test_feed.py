"""The feed in a browser: what is new is said, and nothing moves until it is asked for."""

import httpx
from neospace_client import sign_up
from playwright.sync_api import expect


def test_what_is_new_is_said_and_shown_when_asked_for(person, server):
    ada, bob = sign_up(server), person()
    page = bob.page("/people")
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    page.goto("/feed")
    for _ in range(500):
        if any('"watching"' in frame and '"feed"' in frame for frame in frames):
            break
        page.wait_for_timeout(20)
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Find people")).to_be_visible()
    httpx.put(f"{server.url}/api/people/{ada.username}/follow", headers=bob.account.headers).raise_for_status()
    for text in ("one", "two", "three"):
        module = {"kind": "text", "content": {"text": f"entry {text}"}}
        httpx.post(f"{server.url}/api/modules", headers=ada.headers, json=module).raise_for_status()
    fresh = page.get_by_role("status").get_by_role("link")
    expect(fresh).to_have_text("3 new")
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    fresh.click()
    feed = page.get_by_role("feed", name="Entries")
    expect(feed.get_by_role("article", name="entry three")).to_be_visible()
    expect(feed.get_by_role("heading", level=2)).to_have_text(["entry three", "entry two", "entry one"])
    page.get_by_role("combobox", name="Kind").select_option("Release")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
