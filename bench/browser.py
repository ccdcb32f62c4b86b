#!/usr/bin/env python3
"""What a room costs a browser: script per arriving message, memory, first paint, changing rooms, answering a key. How soon a full wall shows.

    .venv/bin/python bench/browser.py [MESSAGES] [ARRIVALS]

MESSAGES are loaded by scrolling back (5,000 by default); then ARRIVALS come (10,000 by default).
"""

import asyncio
import pathlib
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "Tests/Support")]

from neospace_client import sign_up  # noqa: E402
from neospace_server import Server  # noqa: E402
from playwright.async_api import async_playwright  # noqa: E402

CHROMIUM = "/usr/bin/chromium-headless-shell"
ROOM = "busy"
WRITERS = 8
INTERACTIONS = """window.interactions = [];
new PerformanceObserver((list) => list.getEntries().forEach(({duration, interactionId}) => interactionId && interactions.push(duration)))
  .observe({type: 'event', durationThreshold: 16, buffered: true});"""


async def metrics(cdp) -> dict[str, float]:
    return {one["name"]: one["value"] for one in (await cdp.send("Performance.getMetrics"))["metrics"]}


async def heap(cdp) -> float:
    await cdp.send("HeapProfiler.collectGarbage")
    return (await metrics(cdp))["JSHeapUsedSize"] / 1e6


async def talk(sockets, count: int, per_second: float | None = None) -> None:
    """Messages of many authors, as fast as they are acknowledged, or so many each second."""

    async def write(index: int) -> None:
        for number in range(count // len(sockets)):
            await sockets[index].request("post_message", {"room": ROOM, "content": f"arrival {number} of {index}"})
            if per_second:
                await asyncio.sleep(len(sockets) / per_second)

    await asyncio.gather(*(write(index) for index in range(len(sockets))))


async def shown(page, words: str) -> None:
    await page.locator("article.message", has_text=words).first.wait_for()


LARGEST_PAINT = """new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
  .observe({type: 'largest-contentful-paint', buffered: true}))"""
FULL = 200


async def wall(server, owner, browser) -> None:
    with owner.http() as http:
        for number in range(FULL - 2):
            http.post("/api/modules", json={"kind": "text", "content": {"text": f"Shelf {number}\n\nJars, twine, **a radio**."}}).raise_for_status()
        for number in range(FULL):
            sticker = {"kind": "art", "art": "beans", "x": number % 100, "y": number / 2}
            http.post(f"/api/walls/{owner.username}/stickers", json=sticker).raise_for_status()
    for what, size, slower in (("a desktop", (1440, 900), 1), ("a phone whose processor is 4 times as slow", (390, 844), 4)):
        paints = []
        for _ in range(7):
            context = await browser.new_context(base_url=server.url, viewport={"width": size[0], "height": size[1]})
            page = await context.new_page()
            await (await context.new_cdp_session(page)).send("Emulation.setCPUThrottlingRate", {"rate": slower})
            await page.goto(f"/@{owner.username}", wait_until="load")
            await page.wait_for_timeout(500)
            paints.append(await page.evaluate(LARGEST_PAINT))
            await context.close()
        print(f"a wall of {FULL} and {FULL}    largest paint median {statistics.median(paints):.0f} ms, most {max(paints):.0f} ms, on {what}")


async def measure(loaded: int, arrivals: int) -> None:
    with Server() as server:
        reader, writers = sign_up(server), [sign_up(server) for _ in range(WRITERS)]
        async with reader.socket() as own:
            for name in (ROOM, "other"):
                await own.request("create_room", {"name": name})
            await own.request("post_message", {"room": ROOM, "content": "line 0"})
        room = f"(SELECT id FROM rooms WHERE name = '{ROOM}')"
        server.query(f"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {loaded - 1})
            INSERT INTO messages (room_id, author_id, author_name, seq, content, html, created_at)
            SELECT room_id, author_id, author_name, i + 1, 'line ' || i, '<p>line ' || i || '</p>', created_at
            FROM messages, n WHERE room_id = {room} AND seq = 1 ORDER BY i""")
        server.query(f"UPDATE rooms SET last_seq = {loaded} WHERE name = '{ROOM}'")
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            await wall(server, reader, browser)
            context = await browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
            await context.add_cookies([{"name": "session", "value": reader.token, "url": server.url}])
            await context.add_init_script(INTERACTIONS)
            page = await context.new_page()
            cdp = await context.new_cdp_session(page)
            await cdp.send("Performance.enable")
            paints, switches = [], []
            for name in [ROOM, "other"] * 5:
                await page.goto(f"/rooms/{name}")
                await page.locator("[data-connection=live]").wait_for()
                paints.append(await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            for name in [ROOM, "other"] * 5:
                began = await page.evaluate("performance.timeOrigin + performance.now()")
                await page.locator(f"#room-links a[data-name='{name}']").click(no_wait_after=True)
                await page.wait_for_url(f"**/rooms/{name}")
                await page.locator("[data-connection=live]").wait_for()
                switches.append(await page.evaluate(
                    "performance.timeOrigin + performance.getEntriesByName('first-contentful-paint')[0].startTime") - began)
            print(f"first contentful paint   median {statistics.median(paints):.0f} ms, most {max(paints):.0f} ms")
            print(f"changing rooms           median {statistics.median(switches):.0f} ms, most {max(switches):.0f} ms")

            await page.goto(f"/rooms/{ROOM}")
            await page.locator("[data-connection=live]").wait_for()
            first = "document.querySelector('.message .prose').textContent"
            while await page.locator("#older").count():
                before = await page.evaluate(first)
                await page.evaluate("document.getElementById('history').scrollTo(0, -1e9)")
                await page.wait_for_function(f"before => !document.getElementById('older') || {first} !== before", arg=before)
            await page.locator("#jump").click()
            await shown(page, f"line {loaded - 1}")
            print(f"loaded                   {loaded} messages, {await page.locator('article.message').count()} of them kept as elements")

            async with asyncio.TaskGroup() as group:
                opened = [group.create_task(writer.socket().__aenter__()) for writer in writers]
            sockets = [task.result() for task in opened]
            for socket in sockets:
                await socket.join(ROOM)
            await talk(sockets, 200, per_second=40)
            before = await metrics(cdp)
            await talk(sockets, 400, per_second=20)
            after = await metrics(cdp)
            for name in ("ScriptDuration", "TaskDuration"):
                print(f"{name:<24} {(after[name] - before[name]) / 400 * 1_000:.2f} ms for each arriving message")

            await page.locator("#content").focus()
            await page.evaluate("interactions.length = 0")
            typing = asyncio.create_task(page.keyboard.type("while ten messages arrive each second, somebody types this", delay=120))
            await talk(sockets, 80, per_second=10)
            await typing
            slow = sorted(await page.evaluate("interactions")) or [16]
            print(f"a key to the next paint  p98 {slow[int(len(slow) * 0.98)]:.0f} ms, most {slow[-1]:.0f} ms of {len(slow)} (those under 16 ms are not told)")

            start = await heap(cdp)
            sizes = []
            for _ in range(5):
                await talk(sockets, arrivals // 5)
                await page.wait_for_timeout(1_000)
                sizes.append(await heap(cdp))
            elements = (await metrics(cdp))["Nodes"]
            print(f"memory                   {start:.1f} MB, then after each {arrivals // 5} arrivals {', '.join(f'{size:.1f}' for size in sizes)} MB; {elements:.0f} nodes")
            await browser.close()


asyncio.run(measure(*(int(value) for value in (sys.argv[1:] + ["5000", "10000"][len(sys.argv) - 1:]))))
