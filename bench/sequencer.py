#!/usr/bin/env python3
"""How exactly the step sequencer plays: by how much its steps miss their time on the audio clock.

    .venv/bin/python bench/sequencer.py [SECONDS]

A loop with a kick on every step plays at 200 beats a minute, first on a quiet page, then on one whose script is busy for 60 of every 80 ms.
A step that is handed to the audio clock too late counts as late as it starts. Each is measured for SECONDS (20 by default).
"""

import pathlib
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "Tests/Support")]

from neospace_client import sign_up  # noqa: E402
from neospace_server import Server  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

CHROMIUM = "/usr/bin/chromium-headless-shell"
BPM = 200
STEP_MS = 60_000 / BPM / 4
LISTENING = """window.started = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (when) {
  started.push(Math.max(when, this.context.currentTime) * 1000);
  return start.call(this, when);
};"""
BUSY = """setInterval(() => {
  const end = performance.now() + 60;
  while (performance.now() < end);
}, 80)"""


def misses(starts: list[float]) -> list[float]:
    """By how many milliseconds each step is off the grid that fits all of them best."""
    offsets = [start - STEP_MS * round((start - starts[0]) / STEP_MS) for start in starts]
    middle = statistics.median(offsets)
    return [abs(offset - middle) for offset in offsets]


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20
    with Server() as server, sync_playwright() as playwright:
        ada = sign_up(server)
        track = [{"v": 3}] * 16
        with ada.http() as http:
            loop = {"bpm": BPM, "pages": [[track] + [[0] * 16] * 7]}
            id = http.post("/api/song/patterns", json={"title": "Clock", "loop": loop}).json()["data"]["pattern"]["id"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(base_url=server.url)
        context.add_cookies([{"name": "session", "value": ada.token, "url": server.url, "httpOnly": True, "sameSite": "Lax"}])
        for name, load in [("quiet page", None), ("busy page", BUSY)]:
            page = context.new_page()
            page.add_init_script(LISTENING)
            page.goto(f"/song/patterns/{id}")
            if load:
                page.evaluate(f"() => void {load}")
            page.get_by_role("button", name="Play", exact=True).click()
            page.wait_for_timeout(seconds * 1_000)
            starts = page.evaluate("() => started")
            off = sorted(misses(starts))
            print(f"{name}: {len(starts)} steps, off by {statistics.median(off):.3f} ms (median), {off[int(len(off) * 0.99)]:.3f} (p99), {off[-1]:.3f} (most)")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
