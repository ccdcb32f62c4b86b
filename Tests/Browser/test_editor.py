"""The editor in the browser: when it saves, what it says, what it keeps. The server's part is played by a few lines here."""

import json
import re

import pytest
from playwright.sync_api import expect
from runs import runs, status  # noqa: F401

FORM = """<form id="editor" method="post" action="/codeground/{id}/edit" data-script="{id}" data-title="Mine" data-runtime="{runtime}">
<input type="hidden" name="base_version" value="1"><label for="code">Code</label>
<textarea id="code" name="code" class="input code" spellcheck="false" wrap="off" rows="12">
function setup() {{ createCanvas(100, 100); print('one') }}</textarea>
<button type="submit">Save</button> <button type="button" data-action="run" hidden>Run</button> <a href="/page/0">Publish</a>
<a href="?plain=1" data-action="editor-kind" hidden>Plain editor</a><p role="status" aria-label="Draft" id="draft-status">Saved, version 1</p></form>
<div id="runner" data-runner></div><div id="toasts"><div data-kind="wrong"></div><div data-kind="news"></div></div>"""


class Desk:
    """An editor and the drafts it has sent."""

    def __init__(self, runs, page, id, runtime):  # noqa: F811
        self.page, self.id, self.version, self.code, self.saves, self.isOnline = page, id, 1, None, 0, True
        self.runs, self.runtime, self.rival, self.held = runs, runtime, None, None
        page.route("**/api/scripts/**", self.answer)
        page.route("**/codeground/*/edit", lambda route: route.fulfill(status=409, content_type="text/html", body=(
            '<main><section id="conflict" aria-label="Somebody else saved meanwhile"><h2>Both</h2><form method="post" action="/x"><button>Keep mine</button></form>'
            '<a href="/page/0">Take theirs</a></section></main>')))

    def answer(self, route):
        if not self.isOnline:
            return route.abort()
        if route.request.method != "PUT":
            return route.fulfill(status=404, json={"success": False, "error": {"code": "NOT_FOUND", "message": "No"}})
        if self.held is not None:
            return self.held.append(route)
        body = json.loads(route.request.post_data)
        self.saves += 1
        if self.rival or body["base_version"] != self.version:
            return route.fulfill(status=409, json={"success": False, "error": {"code": "CONFLICT", "message": "Stale", "details": {"base_version": "5"}}})
        self.version += 1
        self.code = body["code"]
        self.runs.server.runs[f"/run/{self.id}/draft/{self.version}"] = (self.runtime, self.code, "Mine")
        return route.fulfill(json={"success": True, "data": {"draft": {"version": self.version, "code": self.code}}})

    @property
    def draft(self):
        return self.page.get_by_role("status", name="Draft")

    def has_saved(self, code: str) -> None:
        """Waits until the server has this text and the page says so. A slow hand makes more versions of it than a quick one."""
        while self.code != code:
            self.page.wait_for_timeout(20)
        expect(self.draft).to_have_text(f"Saved, version {self.version}")


@pytest.fixture
def desk(runs):  # noqa: F811
    opened = []

    def open(query: str = "?plain=1", runtime: str = "sketch", stops_clock: bool = False) -> Desk:
        id = runs.server.put(runtime, "")
        # A clock is that of all pages of a context.
        page = runs.context.browser.new_page() if stops_clock else runs.context.new_page()
        if stops_clock:
            page.clock.install(time=0)
            page.clock.pause_at(1_000)
        made = Desk(runs, page, id, runtime)
        runs.server.runs[f"/run/{id}/draft/1"] = (runtime, "function setup() { createCanvas(100, 100); print('one') }", "Mine")
        page.goto(runs.server.page(script="editor", extra=FORM.format(id=id, runtime=runtime), below="/codeground") + query)
        opened.append(page)
        return made

    yield open
    for page in opened:
        page.close()
    runs.context.clear_cookies()


def test_it_saves_by_itself_and_says_so(desk):
    # The page's own clock, so that a slow machine changes nothing.
    one = desk(stops_clock=True)
    expect(one.draft).to_have_text("Saved, version 1")
    one.page.get_by_role("textbox", name="Code").focus()
    one.page.keyboard.press("Control+End")
    one.page.keyboard.type("x")
    expect(one.draft).to_have_text("Not saved")
    one.page.clock.run_for(1_499)
    expect(one.draft).to_have_text("Not saved")
    assert one.saves == 0
    one.page.clock.run_for(1)
    expect(one.draft).to_have_text("Saved, version 2")
    assert one.code.endswith("x") and one.saves == 1
    # Somebody who does not stop typing is saved every five seconds.
    for _ in range(5):
        assert one.saves == 1
        one.page.keyboard.type("y")
        one.page.clock.run_for(1_000)
    while one.saves < 2:
        one.page.wait_for_timeout(20)
    assert one.code.endswith("x" + "y" * 5)
    one.page.keyboard.type("z")
    one.page.keyboard.press("Control+s")
    expect(one.draft).to_have_text("Saved, version 4")
    assert one.code.endswith("yz")


def test_those_who_wait_for_a_save_save_one_after_the_other(desk):
    """Two texts sent from the same version would be a conflict of somebody with themselves."""
    one = desk()
    field = one.page.get_by_role("textbox", name="Code")
    one.held = []
    field.fill("first")
    one.page.keyboard.press("Control+s")
    while not one.held:
        one.page.wait_for_timeout(20)
    field.fill("print('second')")
    for key in ("Control+s", "Control+Enter", "Control+s"):
        one.page.keyboard.press(key)
    held, one.held = one.held, None
    one.answer(*held)
    one.has_saved("print('second')")
    expect(one.page.get_by_role("log", name="Console").get_by_role("listitem")).to_have_text(["second"])
    expect(one.page.get_by_role("dialog")).to_have_count(0)
    assert one.saves == 2


def test_it_runs_what_it_has_saved(desk):
    one = desk()
    expect(status(one.page)).to_have_text("Ready")
    assert one.page.locator("iframe").count() == 0
    one.page.get_by_role("button", name="Run", exact=True).click()
    log = one.page.get_by_role("log", name="Console").get_by_role("listitem")
    expect(log).to_have_text(["one"])
    one.page.get_by_role("textbox", name="Code").fill("let a = 1;\n\n  nothing();")
    one.page.keyboard.press("Control+Enter")
    expect(log).to_contain_text(["Error: ReferenceError: nothing is not defined"])
    assert one.version == 2
    log.get_by_role("button", name="Line 3").click()
    caret = one.page.evaluate("[document.activeElement.id, document.activeElement.selectionStart]")
    assert caret == ["code", len("let a = 1;\n\n")]
    one.page.get_by_role("button", name="Restart").click()
    expect(status(one.page)).to_have_text("Stopped: an error")
    expect(log).to_have_count(1)
    one.page.get_by_role("button", name="Clear").click()
    expect(log).to_have_count(0)


def test_offline_nothing_is_lost(desk):
    one = desk()
    one.isOnline = False
    one.page.get_by_role("textbox", name="Code").fill("print('kept')")
    one.page.get_by_role("button", name="Save").click()
    expect(one.draft).to_have_text("Not saved")
    one.page.reload()
    expect(one.page.get_by_role("textbox", name="Code")).to_have_value("print('kept')")
    one.isOnline = True
    one.page.evaluate("dispatchEvent(new Event('online'))")
    expect(one.draft).to_have_text("Saved, version 2")
    assert one.code == "print('kept')"


def test_a_stale_save_shows_what_the_server_draws(desk):
    one = desk()
    one.rival = True
    one.page.get_by_role("textbox", name="Code").fill("mine")
    one.page.get_by_role("button", name="Save").click()
    dialog = one.page.get_by_role("dialog", name="Somebody else saved meanwhile")
    expect(dialog.get_by_role("button", name="Keep mine")).to_be_visible()
    one.page.keyboard.press("Escape")
    expect(one.page.get_by_role("textbox", name="Code")).to_have_value("mine")
    expect(one.draft).to_have_text("Not saved")


def test_the_rich_editor_is_a_textbox_that_can_be_left(desk):
    one = desk("")
    box = one.page.get_by_role("textbox", name="Code")
    expect(one.page.locator(".CodeMirror")).to_be_visible()
    expect(box).to_have_count(1)
    box.click()
    one.page.keyboard.press("Control+End")
    one.page.keyboard.press("Enter")
    one.page.keyboard.type("nothing();")
    one.has_saved("function setup() { createCanvas(100, 100); print('one') }\nnothing();")
    one.page.keyboard.press("Control+Enter")
    one.page.get_by_role("log").get_by_role("button", name="Line 2").click()
    assert one.page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getCursor().line") == 1
    one.page.keyboard.press("Tab")
    assert one.page.evaluate("document.querySelector('.CodeMirror').contains(document.activeElement)")
    one.has_saved("function setup() { createCanvas(100, 100); print('one') }\n  nothing();")
    one.page.keyboard.press("Escape")
    one.page.keyboard.press("Tab")
    assert not one.page.evaluate("document.querySelector('.CodeMirror').contains(document.activeElement)")
    # What fills in fields at once replaces the text here, too.
    box.fill("let a = 1;\nnothing();")
    one.page.keyboard.press("Control+s")
    one.has_saved("let a = 1;\nnothing();")
    # The choice of an editor is remembered; the text goes along.
    one.page.get_by_role("link", name="Plain editor").click()
    expect(one.page.locator("textarea#code")).to_have_value(re.compile(r"nothing\(\);$"))
    one.page.reload()
    expect(one.page.get_by_role("link", name="Rich editor")).to_be_visible()
    assert one.page.locator(".CodeMirror").count() == 0
