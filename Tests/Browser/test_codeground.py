"""Codeground in a browser, against the server: from a card that runs to one that is withdrawn while somebody watches."""

import io
import re
import struct
import zipfile
import zlib

import pytest
from downloads_client import administrator
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


@pytest.mark.parametrize("java_script", [True, False])
def test_a_script_comes_in_by_a_form_and_what_is_none_is_refused(person, tmp_path, java_script):
    ada = person(java_script_enabled=java_script)
    page = ada.page("/codeground?by=me")
    page.get_by_role("link", name="Import a script").click()
    (tmp_path / "notes.txt").write_text("milk")
    (tmp_path / "Rings of rain.js").write_text("function setup() { createCanvas(10, 10); }\n")
    page.get_by_label("File").set_input_files(tmp_path / "notes.txt")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="File")).to_be_visible()
    page.get_by_label("File").set_input_files(tmp_path / "Rings of rain.js")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rings of rain")
    page.goto("/codeground?by=me")
    expect(page.get_by_role("main").get_by_role("link", name="Rings of rain", exact=True)).to_have_count(1)


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


# What takes a script from those who see it run: a call of its author, or of staff.
ENDINGS = {
    "withdrawn": lambda http, id: http.delete(f"/api/scripts/{id}/r/1"),
    "private": lambda http, id: http.patch(f"/api/scripts/{id}", json={"visibility": "private"}),
    "deleted": lambda http, id: http.delete(f"/api/scripts/{id}"),
}


@pytest.mark.parametrize("ending", [*ENDINGS, "disabled"])
def test_a_card_that_runs_on_a_wall_closes_with_its_script(person, server, ending):
    author, reader = person(), person()
    id = make(author)
    publish(author, id, wall=True)
    page = reader.page(f"/@{author.account.username}")
    page.get_by_role("article", name="Green").get_by_role("button", name="Run", exact=True).click()
    expect(status(page)).to_have_text("Running")
    if ending == "disabled":
        with administrator(server).http() as staff:
            assert staff.post(f"/api/scripts/{id}/r/1/disable", json={"reason": "rude"}).status_code == 200
    else:
        with author.account.http() as http:
            assert ENDINGS[ending](http, id).is_success
    expect(page.locator("iframe")).to_have_count(0)
    expect(page.get_by_role("article", name="A removed work")).to_have_text("A removed work")
    expect(page.get_by_role("article", name="Green")).to_have_count(0)


def test_a_card_that_runs_in_the_list_stops_with_its_script(person):
    author, reader = person(), person()
    id = make(author, title="In the list")
    publish(author, id)
    page = reader.page("/codeground")
    page.get_by_role("article", name="In the list").get_by_role("button", name="Run", exact=True).click()
    expect(status(page)).to_have_text("Running")
    with author.account.http() as http:
        assert http.patch(f"/api/scripts/{id}", json={"visibility": "private"}).is_success
    expect(page.locator("iframe")).to_have_count(0)
    expect(status(page)).to_have_text("Stopped: a removed work")


def test_two_people_publish_fork_propose_and_merge(person):
    """Published to wall, feed and room; forked from its card; proposed back; merged; lineage on both pages."""
    ada, bob = person(), person()
    ada.page("/rooms/general").close()
    with bob.account.http() as http:
        assert http.put(f"/api/people/{ada.account.username}/follow").is_success
    id = make(ada, title="Shared field")
    page = ada.page(f"/codeground/{id}/edit?plain=1")
    page.get_by_role("link", name="Publish", exact=True).click()
    dialog = page.get_by_role("dialog", name="Publish")
    dialog.get_by_role("textbox", name="What it shows").fill("a green field")
    dialog.get_by_label("Pin to my wall").check()
    dialog.get_by_role("group", name="Post in rooms").get_by_label("#general").check()
    dialog.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"**/codeground/{id}/r/1")
    theirs = bob.page("/rooms/general")
    expect(theirs.get_by_role("article", name="Shared field").last).to_be_visible()
    theirs.goto(f"/@{ada.account.username}")
    expect(theirs.get_by_role("article", name="Shared field")).to_be_visible()
    theirs.goto("/feed")
    theirs.get_by_role("article", name="Shared field").first.get_by_role("button", name="Fork").click()
    theirs.wait_for_url("**/edit")
    fork = int(re.search(r"/codeground/(\d+)/edit", theirs.url)[1])
    theirs.goto(f"/codeground/{fork}/edit?plain=1")
    theirs.get_by_role("textbox", name="Code").fill(SKETCH + "// by the other\n")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.get_by_role("status", name="Draft")).to_have_text("Saved, version 2")
    theirs.get_by_role("link", name="Publish", exact=True).click()
    theirs.get_by_role("dialog", name="Publish").get_by_role("button", name="Publish").click()
    theirs.wait_for_url(f"**/codeground/{fork}/r/1")
    expect(theirs.get_by_role("link", name="Forked from Shared field").first).to_be_visible()
    theirs.goto(f"/codeground/{fork}")
    theirs.get_by_role("textbox", name="What is better").fill("one more line")
    theirs.get_by_role("button", name="Propose").click()
    theirs.wait_for_url("**/codeground/proposals/*")
    page.goto("/notifications")
    page.get_by_role("link", name=re.compile("proposed changes to your script")).first.click()
    page.wait_for_url("**/codeground/proposals/*")
    expect(page.get_by_role("region", name="Changes")).to_contain_text("+// by the other")
    page.get_by_role("button", name="Accept").click()
    page.wait_for_url(f"**/codeground/{id}/edit")
    page.goto(f"/codeground/{id}/publish")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"**/codeground/{id}/r/2")
    expect(page.get_by_role("region", name="Source")).to_contain_text("// by the other")
    expect(page.get_by_role("main").get_by_role("link", name=ada.account.username.title()).first).to_be_visible()
    page.goto(f"/codeground/{id}/lineage")
    expect(page.get_by_role("list", name="Forks").get_by_role("link", name="Shared field")).to_have_attribute("href", f"/codeground/{fork}")
    theirs.goto(f"/codeground/{fork}/lineage")
    path = theirs.get_by_role("list", name="Path")
    expect(path.get_by_role("listitem")).to_have_count(2)
    expect(path.get_by_role("link", name="Shared field").first).to_have_attribute("href", f"/codeground/{id}/r/1")


def test_a_refused_publication_stays_in_its_dialog(person):
    author = person()
    id = make(author, "   \n")
    page = author.page(f"/codeground/{id}/edit?plain=1")
    page.get_by_role("link", name="Publish", exact=True).click()
    dialog = page.get_by_role("dialog", name="Publish")
    dialog.get_by_role("textbox", name="Note").fill("kept")
    dialog.get_by_role("button", name="Publish").click()
    expect(dialog.get_by_text("must have something to run").first).to_be_visible()
    expect(dialog.get_by_role("textbox", name="Note")).to_have_value("kept")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)


@pytest.mark.parametrize("height", [420, 900])
def test_a_run_that_stays_in_sight_covers_nothing_of_the_editor(person, height):
    author = person(viewport={"width": 1280, "height": height})
    page = author.page(f"/codeground/{make(author)}/edit?plain=1")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(status(page)).to_have_text("Running")
    for top in (0, 200, 10_000):
        page.evaluate("(top) => scrollTo(0, top)", top)
        run = page.locator("#runner").bounding_box()
        for other in (page.locator("#editor"), page.get_by_role("group", name="Hands"), page.get_by_role("heading", level=1)):
            box = other.bounding_box()
            is_beside = box["x"] + box["width"] <= run["x"]
            assert is_beside or box["y"] + box["height"] <= run["y"] or run["y"] + run["height"] <= box["y"], (top, run, box)


def test_owner_and_hand_see_each_other_and_ask_for_the_pen(person):
    ada, bob = person(), person()
    id = make(ada)
    mine = ada.page(f"/codeground/{id}/edit?plain=1")
    hands = mine.get_by_role("group", name="Hands")
    hands.get_by_role("textbox", name="Invite").fill(bob.account.username)
    hands.get_by_role("button", name="Invite").click()
    expect(hands.get_by_role("link", name=bob.account.username.title())).to_be_visible()
    mine.goto(f"/codeground/{id}/edit?plain=1")
    theirs = bob.page(f"/codeground/{id}/edit?plain=1")
    expect(hands.get_by_role("status", name="Here now")).to_contain_text(bob.account.username.title())
    theirs.get_by_role("textbox", name="Code").fill("// by the hand\n")
    theirs.keyboard.press("Control+s")
    expect(theirs.get_by_role("status", name="Draft")).to_have_text("Saved, version 3")
    # The other editor follows: text, holder, and what can be done.
    expect(mine.get_by_role("textbox", name="Code")).to_have_value("// by the hand\n")
    expect(hands.get_by_text("has the pen")).to_be_visible()
    hands.get_by_role("button", name="Ask for the pen").click()
    expect(theirs.get_by_text("asks for the pen")).to_be_visible()
    mine.goto(f"/codeground/{id}/edit?plain=1")
    hands.get_by_role("button", name="Take the pen").click()
    mine.goto(f"/codeground/{id}/edit?plain=1")
    expect(theirs.get_by_role("group", name="Hands").get_by_role("button", name="Ask for the pen")).to_be_visible()
    theirs.close()
    expect(mine.get_by_role("status", name="Here now")).to_have_text("")


def test_the_editor_by_keyboard_alone(person):
    author = person()
    id = make(author)
    page = author.page(f"/codeground/{id}/edit")
    expect(page.locator(".CodeMirror")).to_be_visible()

    def tab_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("(document.activeElement.ariaLabel ?? document.activeElement.textContent).trim()") == name:
                return
        raise AssertionError(f"the Tab key does not get to {name}")

    page.get_by_role("textbox", name="Code").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("print('typed');")
    page.keyboard.press("Control+Enter")
    log = page.get_by_role("log", name="Console").get_by_role("listitem")
    expect(log.filter(has_text="typed")).to_have_count(1)
    # Esc, then Tab leaves it, and the frame that runs is not a trap.
    page.keyboard.press("Escape")
    for name in ("Save", "Run"):
        tab_to(name)
    tab_to("Stop")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Stopped")
    page.get_by_role("textbox", name="Code").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nnothing();")
    page.keyboard.press("Control+Enter")
    expect(log.get_by_role("button")).to_have_count(1)
    page.keyboard.press("Escape")
    tab_to(log.get_by_role("button").text_content())
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('.CodeMirror').contains(document.activeElement)")


def test_the_editor_on_a_phone_is_plain_and_runs(person):
    author = person(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    id = make(author)
    page = author.page(f"/codeground/{id}/edit")
    expect(page.get_by_role("link", name="Rich editor")).to_be_visible()
    assert page.locator(".CodeMirror").count() == 0
    page.get_by_role("textbox", name="Code").fill("function setup() { createCanvas(600, 200); print('on a phone') }")
    page.get_by_role("button", name="Run", exact=True).tap()
    expect(page.get_by_role("log", name="Console").get_by_role("listitem")).to_have_text(["on a phone"])
    frame = page.locator("iframe").bounding_box()
    assert frame["x"] >= 0 and frame["x"] + frame["width"] <= 390, frame
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_editor_without_scripts_saves_publishes_and_keeps_what_is_refused(person):
    author = person(java_script_enabled=False)
    id = make(author)
    page = author.page(f"/codeground/{id}/edit")
    expect(page.get_by_role("button", name="Run", exact=True)).to_have_count(0)
    page.get_by_role("textbox", name="Code").fill("// first\n")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status", name="Draft")).to_have_text("Saved, version 3")
    page.get_by_role("textbox", name="Code").fill("// mine\n")
    with author.account.http() as http:
        assert http.put(f"/api/scripts/{id}/draft", json={"code": "// theirs\n", "base_version": 3}).status_code == 200
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("textbox", name="Code")).to_have_value("// mine\n")
    expect(page.get_by_role("link", name="Take theirs")).to_be_visible()
    page.get_by_role("button", name="Keep mine").click()
    expect(page.get_by_role("status", name="Draft")).to_have_text("Saved, version 5")
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"**/codeground/{id}/r/1")


def test_what_was_typed_comes_back_after_a_crash_of_the_tab(person):
    author = person()
    id = make(author)
    page = author.page(f"/codeground/{id}/edit?plain=1")
    # Like a tab that is gone: no save gets out, and the page has no last word.
    page.route("**/api/scripts/**", lambda route: route.abort())
    page.evaluate("addEventListener('pagehide', (event) => event.stopImmediatePropagation(), true)")
    page.get_by_role("textbox", name="Code").fill("// typed before the crash\n")
    expect(page.get_by_role("status", name="Draft")).to_have_text("Not saved")
    page.unroute("**/api/scripts/**")
    page.reload()
    expect(page.get_by_role("textbox", name="Code")).to_have_value("// typed before the crash\n")
    expect(page.get_by_role("status", name="Draft")).to_have_text("Saved, version 3")


def test_what_was_typed_comes_back_after_signing_in_again(person):
    author = person()
    id = make(author)
    page = author.page(f"/codeground/{id}/edit?plain=1")
    page.route("**/api/scripts/**", lambda route: route.abort())
    page.get_by_role("textbox", name="Code").fill("// typed before the session ended\n")
    with author.account.http() as http:
        assert http.post("/api/auth/signout").is_success
    expect(page).to_have_url(re.compile("/login"))
    page.unroute("**/api/scripts/**")
    page.get_by_role("textbox", name="E-mail or username").fill(author.account.username)
    page.get_by_label("Password").first.fill("correct horse")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/edit*")
    expect(page.get_by_role("textbox", name="Code")).to_have_value("// typed before the session ended\n")
    expect(page.get_by_role("status", name="Draft")).to_have_text("Saved, version 3")


@pytest.mark.parametrize(("runtime", "code", "colour"), [
    ("sketch", "function setup() { createCanvas(50, 50); background(0, 0, 255); }", [0, 0, 255]),
    ("three", "function draw() { const r = new THREE.WebGLRenderer({ canvas }); r.setClearColor(0x00ff00); r.clear(); }", [0, 255, 0]),
    ("html", "<!doctype html><body style='margin:0;background:#f00'><script>document.title = 'ran'; document.body.append('it ran')</script>", None),
])  # fmt: skip
def test_an_exported_script_runs_from_a_disk(person, tmp_path, runtime, code, colour):
    author = person()
    id = make(author, code, runtime)
    publish(author, id)
    with author.account.http() as http:
        archive = zipfile.ZipFile(io.BytesIO(http.get(f"/api/scripts/{id}/export.zip").content))
    archive.extract("index.html", tmp_path)
    context = author.context.browser.new_context(offline=True)
    page = context.new_page()
    problems, asked = [], []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "index.html").as_uri())
    if colour is None:
        expect(page.frame_locator("iframe").get_by_text("it ran")).to_be_visible()
    else:
        canvas = page.locator("canvas")
        expect(canvas).to_be_visible()
        wanted = str(colour)
        for _ in range(100):
            picture = canvas.screenshot()
            if pixel(picture) == wanted:
                break
            page.wait_for_timeout(100)
        assert pixel(picture) == wanted
    assert problems == [] and [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    context.close()


def pixel(picture: bytes) -> str:
    """The colour in the middle of a PNG as browsers write it: eight bits a channel, not interlaced."""
    position, data, width, channels = 8, b"", 0, 0
    while position < len(picture):
        length, kind = struct.unpack(">I4s", picture[position : position + 8])
        content = picture[position + 8 : position + 8 + length]
        if kind == b"IHDR":
            width, _, _, colours = struct.unpack(">IIBB", content[:10])
            channels = {2: 3, 6: 4}[colours]
        elif kind == b"IDAT":
            data += content
        position += length + 12
    raw = zlib.decompress(data)
    rows, before, stride = [], bytes(width * channels), width * channels
    for start in range(0, len(raw), stride + 1):
        kind, line = raw[start], bytearray(raw[start + 1 : start + 1 + stride])
        for index in range(stride):
            left = line[index - channels] if index >= channels else 0
            up, corner = before[index], before[index - channels] if index >= channels else 0
            if kind == 4:
                guess = left + up - corner
                near = sorted((left, up, corner), key=lambda one: abs(guess - one))[0]
            line[index] = (line[index] + {0: 0, 1: left, 2: up, 3: (left + up) // 2, 4: near if kind == 4 else 0}[kind]) % 256
        rows.append(bytes(line))
        before = rows[-1]
    row = rows[len(rows) // 2]
    at = width // 2 * channels
    return str(list(row[at : at + 3]))


def test_a_work_of_ones_own_is_chosen_for_the_wall(person):
    author = person(java_script_enabled=False)
    id = make(author, title="Mine to pin")
    publish(author, id)
    hidden = make(author, title="Not published")
    page = author.page(f"/@{author.account.username}/modules/new?kind=script")
    choice = page.get_by_role("combobox", name="Your works")
    expect(choice.get_by_role("option")).to_have_text(["Another work", "Mine to pin"])
    assert str(hidden) not in page.content()
    choice.select_option("Mine to pin")
    page.get_by_role("button", name="Add").click()
    page.goto(f"/@{author.account.username}")
    expect(page.locator(f"a.script-link[href='/codeground/{id}/r/1']")).to_have_text(f"script:{id}@1")
