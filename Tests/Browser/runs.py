"""Runs of code in a real browser, on a page with cards: what the tests of the runner share."""

import time

import pytest
from playwright.sync_api import Page, expect
from run_server import RunServer


class Runs:
    """Opens pages with cards and runs them."""

    def __init__(self, browser):
        self.server = RunServer()
        self.context = browser.new_context(viewport={"width": 900, "height": 1400})

    def open(self, *scripts: tuple[str, str], **more) -> Page:
        """A page with a card for each script, none of which runs yet."""
        ids = [self.server.put(runtime, code, f"Run {number}") for number, (runtime, code) in enumerate(scripts, 1)]
        page = self.context.new_page()
        page.goto(self.server.page(*ids, **more))
        return page

    def start(self, runtime: str, code: str) -> Page:
        page = self.open((runtime, code))
        page.get_by_role("button", name="Run", exact=True).click()
        return page

    def lines(self, code: str, last: str = "end", runtime: str = "sketch") -> list[str]:
        """What a script has said by the time it says `last`."""
        page = self.start(runtime, code)
        expect(page.get_by_role("log").locator("li").filter(has_text=last).or_(page.locator("li.error")).first).to_be_visible(timeout=20_000)
        said = [line for line in page.get_by_role("log").locator("li").all_text_contents() if line != last]
        page.close()
        return said

    def close(self):
        self.context.close()
        self.server.close()


@pytest.fixture(scope="module")
def runs(chromium):
    made = Runs(chromium)
    yield made
    made.close()


def status(page: Page, number: int = 0):
    return page.get_by_role("status", name="Runner").nth(number)


def answers_soon(page: Page, seconds: float) -> bool:
    """Whether the page answers clicks for some seconds. One that hangs does so for as long as the code runs, which is seconds, too."""
    page.evaluate("""() => {
      const button = document.createElement('button');
      button.textContent = 'Probe';
      document.body.append(button);
      window.waits = [];
      button.addEventListener('click', (event) => waits.push(performance.now() - event.timeStamp));
    }""")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        page.get_by_role("button", name="Probe").click()
    longest = page.evaluate("Math.max(...waits)")
    print(f"longest wait for a click: {longest:.0f} ms")
    # One that hangs does not answer before the code is ended, which is no sooner than after two seconds.
    return longest < 2_000
