"""Codeground in a browser, against the server: from a card that runs to one that is withdrawn while somebody watches."""

import re

import pytest
from playwright.sync_api import expect

SKETCH = "function setup() {\n  createCanvas(200, 120);\n  background('#A3E635');\n  print('it runs');\n}\n"


def make(someone, code: str = SKETCH, runtime: str = "sketch", title: str = "Green") -> int:
    """A script whose draft is this code."""
    with someone.account.http() as http:
        answer = http.post("/api/scripts", json={"runtime": runtime, "title": title, "template": "blank"})
        assert answer.status_code == 201, answer.text
        id = answer.json()["data"]["script"]["id"]
        answer = http.put(f"/api/scripts/{id}/draft", json={"code": code, "base_version": 1})
        assert answer.status_code == 200, answer.text
    return id


def publish(someone, id: int, version: int = 2, **more) -> dict:
    with someone.account.http() as http:
        answer = http.post(f"/api/scripts/{id}/revisions", json={"base_version": version, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]


def status(page):
    return page.get_by_role("status", name="Runner")


def test_a_published_script_runs_on_its_page_with_a_click(person):
    author, reader = person(), person()
    id = make(author, title="<b>Green</b>")
    publish(author, id)
    page = reader.page(f"/codeground/{id}")
    assert page.locator("iframe").count() == 0
    page.get_by_role("article", name="<b>Green</b>").get_by_role("button", name="Run", exact=True).click()
    expect(status(page)).to_have_text("Running")
    expect(page.locator("iframe")).to_have_attribute("title", "Running: <b>Green</b>")
    expect(page.get_by_role("log", name="Console").get_by_role("listitem")).to_have_text(["it runs"])
    page.get_by_text("Safe mode: no network, cookies, storage").click()
    expect(page.get_by_text("sandbox allow-scripts")).to_be_visible()


def test_a_run_stops_when_its_revision_is_withdrawn(person):
    author, reader = person(), person()
    id = make(author)
    publish(author, id)
    page = reader.page(f"/codeground/{id}/r/1")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(status(page)).to_have_text("Running")
    with author.account.http() as http:
        assert http.delete(f"/api/scripts/{id}/r/1").status_code == 200
    expect(page.locator("iframe")).to_have_count(0)
    expect(page.get_by_role("article", name="A removed work")).to_be_visible()


def test_the_editor_saves_runs_and_names_the_line(person):
    author = person()
    id = make(author)
    page = author.page(f"/codeground/{id}/edit?plain=1")
    draft = page.get_by_role("status", name="Draft")
    expect(draft).to_have_text("Saved, version 2")
    expect(status(page)).to_have_text("Ready")
    page.get_by_role("button", name="Run", exact=True).click()
    log = page.get_by_role("log", name="Console").get_by_role("listitem")
    expect(log).to_have_text(["it runs"])
    page.get_by_role("textbox", name="Code").fill("let a = 1;\n\nnothing();\n")
    page.keyboard.press("Control+Enter")
    expect(draft).to_have_text("Saved, version 3")
    expect(log).to_have_text([re.compile("^Error: ReferenceError: nothing is not defined")])
    log.get_by_role("button", name="Line 3").click()
    assert page.evaluate("document.activeElement.selectionStart") == len("let a = 1;\n\n")


def test_a_stale_save_in_the_editor_loses_neither_text(person):
    author = person()
    id = make(author)
    page = author.page(f"/codeground/{id}/edit?plain=1")
    page.context.set_offline(True)
    page.get_by_role("textbox", name="Code").fill("// mine\n")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status", name="Draft")).to_have_text("Not saved")
    with author.account.http() as http:
        assert http.put(f"/api/scripts/{id}/draft", json={"code": "// theirs\n", "base_version": 2}).status_code == 200
    page.context.set_offline(False)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Keep mine")).to_be_visible(timeout=15_000)
    expect(dialog).to_contain_text("theirs")
    dialog.get_by_role("button", name="Keep mine").click()
    expect(page.get_by_role("status", name="Draft")).to_have_text("Saved, version 4")
    with author.account.http() as http:
        assert http.get(f"/api/scripts/{id}/draft").json()["data"]["draft"]["code"] == "// mine\n"


def test_a_page_of_its_own_starts_only_after_a_warning(person):
    author, reader = person(), person()
    id = make(author, "<!doctype html><p>Hello<script>console.log('page')</script>", "html", "Page")
    publish(author, id)
    page = reader.page(f"/codeground/{id}/r/1")
    page.get_by_role("button", name="Run anyway").click()
    expect(page.get_by_role("log", name="Console").get_by_role("listitem")).to_have_text(["page"])
    expect(page.frame_locator("iframe").get_by_text("Hello")).to_be_visible()


def test_a_script_in_a_room_is_a_card_that_runs(person):
    author, reader = person(), person()
    id = make(author)
    # Who opens a room joins it.
    author.page("/rooms/general").close()
    publish(author, id, rooms=["general"])
    page = reader.page("/rooms/general")
    card = page.get_by_role("article", name="Green").last
    card.get_by_role("button", name="Run", exact=True).click()
    expect(status(page).last).to_have_text("Running")


@pytest.mark.parametrize("path", ["/codeground/{id}/edit", "/codeground/{id}"])
def test_every_request_of_a_run_is_one_of_the_runner(person, path):
    author = person()
    id = make(author)
    publish(author, id)
    page = author.page(path.format(id=id))
    asked = []
    page.on("request", lambda request: asked.append((request.url.removeprefix(author.server.url), request.frame)))
    page.get_by_role("button", name="Run", exact=True).first.click()
    expect(status(page)).to_have_text("Running")
    own = [url for url, frame in asked if frame != page.main_frame]
    assert own and all(url.startswith(("/run/", "blob:null/")) for url in own), own


@pytest.mark.parametrize("scripts", [True, False])
def test_the_form_publishes_to_wall_and_rooms_and_keeps_what_was_ticked(person, scripts):
    author = person(java_script_enabled=scripts)
    id = make(author)
    for room in ("general", "random"):
        author.page(f"/rooms/{room}").close()
    page = author.page(f"/codeground/{id}/publish")
    rooms = page.get_by_role("group", name="Post in rooms")
    expect(rooms.get_by_role("checkbox", name="#announcements")).to_have_count(0)
    rooms.get_by_label("#random").check()
    page.get_by_label("Pin to my wall").check()
    page.get_by_label("What it shows").fill("a green field")
    if scripts:
        page.locator("input[name=base_version]").evaluate("field => { field.value = '1' }")
        page.get_by_role("button", name="Publish").click()
        expect(page.locator(".errors")).to_contain_text("saved meanwhile")
        for box in (rooms.get_by_label("#random"), page.get_by_label("Pin to my wall")):
            expect(box).to_be_checked()
        expect(rooms.get_by_label("#general")).not_to_be_checked()
        page.locator("input[name=base_version]").evaluate("field => { field.value = '2' }")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"**/codeground/{id}/r/1")
    page.goto("/rooms/random")
    expect(page.locator(".message").last).to_contain_text("Green" if scripts else f"script:{id}@1")
    page.goto("/rooms/general")
    expect(page.get_by_text(f"script:{id}@1")).to_have_count(0)
    page.goto(f"/@{author.account.username}")
    expect(page.locator(f"a[href='/codeground/{id}/r/1']").first).to_be_attached()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_fork_is_proposed_from_its_page_and_merged(person, scripts):
    owner, other = person(java_script_enabled=scripts), person(java_script_enabled=scripts)
    id = make(owner)
    publish(owner, id)
    page = other.page(f"/codeground/{id}")
    expect(page.get_by_role("button", name="Propose")).to_have_count(0)
    with other.account.http() as http:
        fork = http.post(f"/api/scripts/{id}/fork", json={}).json()["data"]["script"]["id"]
        assert http.put(f"/api/scripts/{fork}/draft", json={"code": SKETCH + "// more\n", "base_version": 1}).status_code == 200
    publish(other, fork)
    page.goto(f"/codeground/{fork}")
    page.get_by_role("textbox", name="What is better").fill("one more line")
    page.get_by_role("button", name="Propose").click()
    page.wait_for_url("**/codeground/proposals/*")
    expect(page.get_by_text("one more line")).to_be_visible()
    # A second one while the first is open.
    page.goto(f"/codeground/{fork}")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_text("A proposal of this fork is open already").first).to_be_visible()
    mine = owner.page(f"/codeground/{id}")
    mine.get_by_role("list", name="Proposals").get_by_role("link").click()
    mine.get_by_role("button", name="Accept").click()
    mine.wait_for_url(f"**/codeground/{id}/edit")
    # Its scripts are here.
    expect(mine.locator(".CodeMirror") if scripts else mine.locator("textarea#code")).to_be_visible()
    with owner.account.http() as http:
        assert http.get(f"/api/scripts/{id}/draft").json()["data"]["draft"]["code"].endswith("// more\n")
