"""The first pages of a new member on a slow phone: 1.6 Mbit/s, 150 ms to the server, a processor 4 times as slow as this one, nothing cached.

Chromium slows itself down, as its developer tools do. A page is interactive when all its scripts have run and nothing kept the page's thread busy
for more than 50 ms since; pages with a socket are live by then, too, which the last column tells."""

import json
import statistics
import subprocess
import sys

from common import QUICK, ROOT, Built, table

RUNS = 2 if QUICK else 5
PAINTED, INTERACTIVE = 1_800, 3_000


def measure() -> None:
    """With the tests' environment, which has a browser's driver; that of the peers has not."""
    subprocess.run([str(ROOT / "bin/setup"), "--test"], check=True)
    command = [str(ROOT / ".venv/bin/python"), __file__, Built.neospace, str(RUNS)]
    figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def both(values: list[float]) -> str:
        return f"{statistics.median(values):,.0f} / {max(values):,.0f} ms"

    rows = [(name, *(both([run[what] for run in runs]) for what in ("painted", "interactive", "live")), f"{runs[0]['kilobytes']:.0f} kB") for name, runs in figures.items()]
    columns = ("page", f"first contentful paint (goal < {PAINTED:,} ms)", f"interactive (goal < {INTERACTIVE:,} ms)", "live", "transferred")
    table(f"First page of a new member on a slow phone, median / worst of {RUNS}", columns, rows)


# Kept from the start: long tasks, and when the page's socket was first live.
WATCH = """window.busyUntil = 0;
new PerformanceObserver((list) => list.getEntries().forEach((task) => { window.busyUntil = Math.max(busyUntil, task.startTime + task.duration); }))
  .observe({type: 'longtask', buffered: true});
document.addEventListener('DOMContentLoaded', () => {
  const look = () => { if (!window.liveAt && document.querySelector('[data-connection=live]')) window.liveAt = performance.now(); };
  new MutationObserver(look).observe(document.documentElement, {subtree: true, attributes: true, attributeFilter: ['data-connection'], childList: true});
  look();
});"""
# Module scripts run before DOMContentLoaded; what came later kept the page busy.
FIGURES = """(() => {
  const [page] = performance.getEntriesByType('navigation');
  const painted = performance.getEntriesByName('first-contentful-paint')[0].startTime;
  const all = [page, ...performance.getEntriesByType('resource')];
  return {painted, interactive: Math.max(painted, page.domContentLoadedEventEnd, busyUntil), live: window.liveAt,
    kilobytes: all.reduce((sum, one) => sum + one.transferSize, 0) / 1000};
})()"""


def visit(browser, server, token: str, path: str) -> dict[str, float]:
    context = browser.new_context(base_url=server.url, viewport={"width": 390, "height": 844}, device_scale_factor=3, is_mobile=True, has_touch=True)
    context.add_cookies([{"name": "session", "value": token, "url": server.url}])
    context.add_init_script(WATCH)
    page = context.new_page()
    slow = context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8})
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(path, wait_until="load", timeout=60_000)
    page.locator("[data-connection=live]").wait_for(timeout=60_000)
    # Whatever keeps the page busy after it is live counts, too.
    page.wait_for_timeout(1_500)
    figures = page.evaluate(FIGURES)
    context.close()
    return figures


def main(binary: str, runs: int) -> None:
    sys.path[:0] = [str(ROOT / "Tests/Support")]
    import os

    os.environ["NEOSPACE_BINARY"] = binary
    import httpx
    from neospace_client import sign_up
    from neospace_server import Server
    from playwright.sync_api import sync_playwright

    server = Server()
    made = server.command("demo")
    if made.returncode:
        sys.exit(made.stderr)
    with server, sync_playwright() as playwright:
        newcomer = sign_up(server)
        for followed in ("miso", "juno", "wren", "salma"):
            httpx.put(f"{server.url}/api/people/{followed}/follow", headers=newcomer.headers).raise_for_status()
        pages = {"room": "/rooms/general", "own wall": f"/@{newcomer.username}", "wall of a friend": "/@miso", "feed": "/feed", "reading": "/song/stories/1/play"}
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
        print(json.dumps({name: [visit(browser, server, newcomer.token, path) for _ in range(runs)] for name, path in pages.items()}))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
