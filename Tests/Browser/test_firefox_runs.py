"""Runs in Firefox: code of strangers reaches nothing there either, a frame stays in its place, and a loop without end is ended."""

import json

import pytest
from firefox import PROGRAM, Firefox
from run_server import RunServer
from test_runner_escapes import ABSENT, IN_A_PAGE, REACHING_OUT, SILENT, attempts, stranger  # noqa: F401

# bin/setup --test installs it. A clone that was set up before can lack it.
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Firefox is not installed")

LINES = "[...document.querySelectorAll('[role=log] li')].map((line) => line.textContent)"
STATUS = "document.querySelector('[role=status][aria-label=Runner]')?.textContent"


@pytest.fixture(scope="module")
def firefox():
    with Firefox() as browser:
        yield browser


@pytest.fixture(scope="module")
def site():
    server = RunServer()
    yield server
    server.close()


def start(firefox, site, runtime: str, code: str) -> str:
    """Opens a page with a card and clicks "Run"; its address."""
    page = site.page(site.put(runtime, code))
    firefox.goto(page)
    firefox.wait("document.querySelector('[data-run]:not([hidden])') !== null")
    firefox.run("document.querySelector('[data-run]').click()")
    return page


def reached(site) -> list[str]:
    return [path for _, path, *_ in site.requests if not path.startswith(("/run/", "/assets/", "/page/", "/favicon"))]


@pytest.mark.parametrize("runtime", ["sketch", "three", "audio"])
def test_a_worker_reaches_nothing(firefox, site, stranger, runtime):  # noqa: F811
    page = start(firefox, site, runtime, attempts(REACHING_OUT, site.url, stranger.url + "/"))
    firefox.wait(f"{LINES}.includes('end')", 40)
    assert [line for line in firefox.run(f"return {LINES}") if line.startswith("got out")] == ["got out: []"]
    assert stranger.requests == [] and firefox.url == page and reached(site) == []


@pytest.mark.parametrize("runtime", ["sketch", "three", "audio"])
def test_what_could_start_more_does_not_exist(firefox, site, runtime):
    names = json.dumps(ABSENT)
    start(firefox, site, runtime, f"console.log(JSON.stringify({names}.filter((name) => name in self || typeof self[name] !== 'undefined'))); console.log('end')")
    firefox.wait(f"{LINES}.includes('end')", 40)
    assert firefox.run(f"return {LINES}")[0] == "[]"


def test_a_page_of_its_own_reaches_nothing(firefox, site, stranger):  # noqa: F811
    code = f"<!doctype html><title>Mine</title><body><script>{attempts({**REACHING_OUT, **IN_A_PAGE}, site.url, stranger.url + '/')}\n{SILENT}</script>"
    page = start(firefox, site, "html", code)
    firefox.wait(f"{LINES}.includes('end')", 40)
    assert [line for line in firefox.run(f"return {LINES}") if line.startswith("got out")] == ["got out: []"]
    assert stranger.requests == [] and firefox.url == page and reached(site) == []
    assert firefox.run("return document.title") == "Runs"


def moving(to: str) -> str:
    """A page that moves itself a moment after it was opened, and says each second that it is there."""
    return f"<!doctype html><p>Here<script>setTimeout(() => {{ {to} }}, 500); setInterval(() => console.log('here'), 500)</script>"


@pytest.mark.parametrize("to", ["location.reload()", "location.href = 'about:blank'", "location.href = {site} + '/run/lib/frame.js'"])
def test_a_frame_that_leaves_its_place_is_removed(firefox, site, to):
    start(firefox, site, "html", moving(to.replace("{site}", json.dumps(site.url))))
    firefox.wait(f"{STATUS} === 'Stopped: It left its place'")
    assert firefox.run("return document.querySelectorAll('iframe').length") == 0


@pytest.mark.parametrize("to", ["{site} + '/page/0'", "{stranger}", "'data:text/html,x'"])
def test_a_frame_cannot_leave_for_other_pages(firefox, site, stranger, to):  # noqa: F811
    """Here the browser refuses to move it, and it stays what it was."""
    before = len(site.requests)
    address = to.replace("{site}", json.dumps(site.url)).replace("{stranger}", json.dumps(stranger.url))
    start(firefox, site, "html", moving(f"location.href = {address}"))
    firefox.wait(f"{LINES}.filter((line) => line === 'here').length > 2")
    assert [path for _, path, _, kind in site.requests[before:] if kind == "iframe" and not path.startswith("/run/")] == [] and stranger.requests == []


@pytest.mark.parametrize("code", ["for (;;);", "function setup() { for (;;); }", "function setup() {} function draw() { if (frameCount === 3) for (;;); }"])
def test_an_endless_loop_is_ended(firefox, site, code):
    start(firefox, site, "sketch", code)
    firefox.wait(f"{STATUS} === 'Stopped: no answer for 2 s'", 60)
    assert firefox.run("return document.querySelectorAll('iframe').length") == 0
