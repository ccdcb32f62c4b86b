"""A real browser (Debian's Chromium, built without windows) against the real binary."""

import os
import pathlib
import sys

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Support"))

from downloads_client import release_file  # noqa: E402
from neospace_client import sign_up  # noqa: E402
from neospace_server import ROOT, Server  # noqa: E402
from ports import free_port  # noqa: E402
from script_coverage import record  # noqa: E402

WIDTHS = {"phone": (390, 844), "tablet": (768, 1024), "desktop": (1440, 900)}
# Draws and runs pages as the browser with windows does, and opens one in half of its time.
CHROMIUM = "/usr/bin/chromium-headless-shell"
# What is expected is there within moments; on a machine with much else to do a moment is longer than the five seconds that are usual.
expect.set_options(timeout=20_000)
# Where `bin/test` wants to read which lines of our scripts ran.
SCRIPT_COVERAGE = os.environ.get("NEOSPACE_SCRIPT_COVERAGE")
SCREENSHOTS = pathlib.Path(os.environ.get("NEOSPACE_SCREENSHOTS", ROOT / ".build/screenshots"))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    file, content = release_file(tmp_path_factory.mktemp("release"), 2_300_000)
    with Server(env={"DOWNLOAD_FILE": str(file)}) as running:
        running.file, running.content = file, content
        yield running


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        if not SCRIPT_COVERAGE:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            yield browser
            return browser.close()
        port = free_port()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", f"--remote-debugging-port={port}"])
        recorder = record(port, SCRIPT_COVERAGE)
        yield browser
        browser.close()
        recorder.save()


class Person:
    """A signed-in member in a browser context of their own."""

    def __init__(self, browser: Browser, server, account, **options):
        self.server, self.account = server, account
        self.context: BrowserContext = browser.new_context(base_url=server.url, **options)
        self.context.add_cookies([{"name": "session", "value": account.token, "url": server.url, "httpOnly": True, "sameSite": "Lax"}])
        self.problems: list[str] = []

    def plain(self) -> BrowserContext:
        """Another browser of the same member, without JavaScript. Close it."""
        context = self.context.browser.new_context(base_url=self.server.url, java_script_enabled=False)
        context.add_cookies(self.context.cookies())
        return context

    def page(self, path: str = "/rooms/general") -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("console", lambda line: self.problems.append(line.text) if line.type == "error" and "Content Security" in line.text else None)
        page.goto(path)
        return page


@pytest.fixture
def person(chromium, server):
    """Makes people; every context is closed afterwards and none may have seen a script error."""
    people: list[Person] = []

    def make(username: str | None = None, **options) -> Person:
        someone = Person(chromium, server, sign_up(server, username), **options)
        people.append(someone)
        return someone

    yield make
    # Closing cuts off what a page is loading, which is no error of its own.
    problems = [problem for someone in people for problem in someone.problems]
    for someone in people:
        someone.context.close()
    assert problems == []
