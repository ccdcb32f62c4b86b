"""A tour of the demo community: what README's pictures and film show, and a test plays without waiting.

    .venv/bin/python Tests/Browser/tour.py FOLDER     makes the pictures and tour.webm there
"""

import base64
import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile

import httpx
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Support"))

from neospace_server import Server  # noqa: E402

CHROMIUM = "/usr/bin/chromium-headless-shell"
OVERLAY = pathlib.Path(__file__).with_name("tour.js")
SIZE = {"width": 1280, "height": 720}


@contextlib.contextmanager
def demo(folder: pathlib.Path):
    """A server with the demo community and a release."""
    file = folder / "zine-issue-4.zip"
    file.write_bytes(b"Concrete and cats. " * 40_000)
    server = Server(data=str(folder / "data"), env={"DOWNLOAD_FILE": str(file)})
    pathlib.Path(server.data).mkdir()
    made = server.command("demo")
    assert made.returncode == 0, made.stderr
    with server:
        yield server


def api(server: Server, name: str) -> httpx.Client:
    signed_in = httpx.post(server.url + "/api/auth/signin", json={"email": f"{name}@example.org", "password": "concrete-demo"})
    return httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {signed_in.json()['data']['token']}"})


def browser_of(browser: Browser, server: Server, name: str, **options) -> BrowserContext:
    context = browser.new_context(base_url=server.url, **options)
    token = api(server, name).headers["Authorization"].removeprefix("Bearer ")
    context.add_cookies([{"name": "session", "value": token, "url": server.url}])
    return context


def quiet_cats(server: Server, name: str) -> None:
    """What cats say in the corner is left to chance: no two films would show the same."""
    with api(server, name) as member:
        settings = member.get("/api/cats/settings").json()["data"]
        answer = member.put("/api/cats/settings", json=settings | {"toasts": False})
        assert answer.status_code == 200, answer.text


class Hand:
    """Moves, clicks and types on a page: as fast as it can, or, for the film, so that people can follow."""

    def __init__(self, page: Page, slow: bool):
        self.page, self.slow, self.caption, self.at = page, slow, "", (640.0, 360.0)

    def say(self, caption: str) -> None:
        self.caption = caption
        self.show()
        self.wait(0.5)

    def show(self) -> None:
        if self.slow:
            state = [self.caption, *self.at]
            self.page.evaluate("(state) => { sessionStorage.setItem('tour', state); window.tour?.(...JSON.parse(state)); }", json.dumps(state))

    def wait(self, seconds: float) -> None:
        if self.slow:
            self.page.wait_for_timeout(seconds * 800)

    def move(self, target: Locator) -> None:
        if not self.slow:
            return
        target.evaluate("(one) => { const {top, bottom} = one.getBoundingClientRect(); if (top < 80 || bottom > innerHeight - 90) one.scrollIntoView({block: 'center', behavior: 'smooth'}); }")
        self.wait(0.35)
        box = target.bounding_box()
        goal = (box["x"] + min(box["width"] / 2, 160), box["y"] + min(box["height"] / 2, 40))
        for step in range(1, 13):
            eased = (step / 12) ** 2 * (3 - 2 * step / 12)
            self.page.mouse.move(*(start + (end - start) * eased for start, end in zip(self.at, goal, strict=True)))
            self.page.wait_for_timeout(22)
        self.at = goal
        self.page.evaluate("(state) => sessionStorage.setItem('tour', state)", json.dumps([self.caption, *self.at]))

    def click(self, target: Locator) -> None:
        expect(target).to_be_visible()
        self.move(target)
        if self.slow:
            target.click(position={"x": min(target.bounding_box()["width"] / 2, 160), "y": min(target.bounding_box()["height"] / 2, 40)}, delay=110)
        else:
            target.click()
        self.show()

    def type(self, field: Locator, text: str, delay: int = 45) -> None:
        self.click(field)
        if self.slow:
            self.page.keyboard.type(text, delay=delay)
        else:
            self.page.keyboard.insert_text(text)

    def shell(self, name: str) -> None:
        """Follows a link of the navigation at the left."""
        self.click(self.page.get_by_role("navigation", name="Main").get_by_role("link", name=name).first)
        self.show()


def live(page: Page) -> None:
    expect(page.locator("[data-connection=live]")).to_have_count(1)


def room(hand: Hand, server: Server, other: Page) -> None:
    page = hand.page
    page.goto("/rooms/general")
    other.goto("/rooms/general")
    live(page)
    live(other)
    hand.say("Rooms: everybody sees each line at once")
    hand.wait(1.2)
    line = "who has the key today? there are biscuits"
    other.locator("#content").focus()
    if hand.slow:
        other.keyboard.type(line, delay=30)
    else:
        other.keyboard.insert_text(line)
    other.keyboard.press("Enter")
    expect(page.locator("article.message", has_text=line)).to_be_visible()
    hand.wait(1)
    hand.type(page.locator("#content"), "I have the key **and** the kettle")
    page.keyboard.press("Enter")
    expect(other.locator("article.message strong", has_text="and")).to_be_visible()
    hand.wait(1.8)


def wall(hand: Hand, server: Server, other: Page) -> None:
    page = hand.page
    hand.shell("Wall")
    page.wait_for_url("**/@noor")
    hand.say("A wall is its owner's canvas")
    hand.wait(1.5)
    hand.click(page.get_by_role("link", name="Add module"))
    hand.type(page.get_by_label("Text", exact=True), "## Key holder\n\nToday it is **me**. Knock twice.", 35)
    page.get_by_label("Paint").select_option("acid")
    hand.wait(0.5)
    hand.click(page.get_by_role("button", name="Add", exact=True))
    made = page.locator("[data-module]", has_text="Knock twice")
    expect(made).to_be_visible()
    hand.move(made)
    hand.wait(1.2)
    hand.say("Friends leave stickers, and all see them arrive")
    live(page)
    board = page.get_by_role("region", name="Sticker board")
    board.evaluate("(one) => scrollTo({top: Math.max(0, one.getBoundingClientRect().top + scrollY - 90), behavior: 'smooth'})")
    hand.wait(1.2)
    with api(server, "bram") as bram:
        for art, x, y in (("beans", 30, 40), ("neon", 62, 30)):
            assert bram.post("/api/walls/noor/stickers", json={"kind": "art", "art": art, "x": x, "y": y, "scale": 1.4}).status_code == 201
            hand.wait(1)
    expect(board.get_by_role("button", name="Beans, placed by Bram de Wit")).to_be_visible()
    hand.wait(1)


def sketch(hand: Hand, server: Server, other: Page) -> None:
    page = hand.page
    hand.shell("Codeground")
    hand.say("Codeground: small programs, run in a safe frame")
    card = page.get_by_role("article", name="Sunflower")
    hand.click(card.get_by_role("button", name="Run"))
    expect(card.get_by_role("status", name="Runner")).to_contain_text("Running", timeout=20_000)
    card.locator("[data-stage]").evaluate("(one) => one.scrollIntoView({block: 'start', behavior: 'smooth'})")
    hand.wait(3)
    hand.say("Fork one, change a number, run it")
    hand.click(card.get_by_role("button", name="Fork"))
    page.wait_for_url("**/codeground/*/edit")
    code = page.locator(".CodeMirror-code pre, .CodeMirror-line", has_text="const SEEDS = 700").first
    hand.click(code)
    page.keyboard.press("End")
    for _ in "700;":
        page.keyboard.press("Backspace")
    hand.page.keyboard.type("1800;", delay=90 if hand.slow else 0)
    hand.wait(0.4)
    hand.click(page.get_by_role("button", name="Run", exact=True))
    expect(page.get_by_role("status", name="Runner")).to_contain_text("Running", timeout=20_000)
    hand.wait(3.5)


def verse(hand: Hand, server: Server, other: Page) -> None:
    page = hand.page
    with api(server, "wren") as wren:
        assert wren.post("/api/song/proposals/1/vote", json={"yes": True}).status_code == 200
    hand.shell("Song")
    hand.say("Stories that people write and vote on")
    hand.click(page.get_by_role("link", name="The last tram to Saltmarsh"))
    hand.wait(0.8)
    hand.click(page.get_by_role("list", name="Proposals").get_by_role("link").first)
    hand.wait(2.2)
    hand.click(page.get_by_role("button", name="Vote yes"))
    hand.say("Voted in: the verse is part of the story")
    page.goto("/song/stories/1")
    hand.show()
    added = page.get_by_role("list", name="Verses").get_by_role("listitem").filter(has_text="The warm seat")
    expect(added).to_contain_text("Canon")
    hand.move(added.get_by_role("link"))
    hand.wait(1.4)


def cat(hand: Hand, server: Server, other: Page) -> None:
    page = hand.page
    hand.shell("Cats")
    hand.say("Cats have a mood, and say why")
    hand.click(page.get_by_role("list", name="Cats").get_by_role("link", name="Beans"))
    expect(page.get_by_role("region", name="Why").get_by_role("listitem").first).to_be_visible()
    hand.wait(1.5)
    hand.click(page.get_by_role("button", name="Pet Beans"))
    expect(page.get_by_role("region", name="Why")).to_contain_text("petted")
    hand.wait(2)


def task(hand: Hand, server: Server, other: Page) -> None:
    page = hand.page
    hand.shell("Tasks")
    hand.say("A list of your own, live in every tab")
    live(page)
    hand.click(page.get_by_role("link", name="New task"))
    hand.type(page.get_by_role("textbox", name="Title"), "water the cactus on the roof")
    hand.click(page.get_by_role("button", name="Create"))
    expect(page.locator(".task", has_text="water the cactus")).to_be_visible()
    hand.wait(1.5)


def release(hand: Hand, server: Server, other: Page) -> None:
    page = hand.page
    with api(server, "miso") as miso:
        answer = miso.post("/admin/keys/generate", json={"count": 1})
        assert answer.status_code == 201, answer.text
        key = answer.json()[0]["key_value"]
    page.goto("/dashboard")
    hand.say("Releases: one key, one download")
    hand.wait(1)
    hand.click(page.get_by_role("button", name="Agree", exact=True))
    live(page)
    hand.click(page.get_by_role("button", name="I have a key"))
    for promise in page.locator(".promise input").all():
        promise.check()
        hand.wait(0.15)
    hand.click(page.get_by_role("button", name="I promise"))
    hand.type(page.get_by_label("Key", exact=True), key, 40)
    with page.expect_download():
        hand.click(page.get_by_role("button", name="Redeem the key"))
    expect(page.get_by_role("heading", name="On its way to you")).to_be_visible()
    hand.wait(1.5)
    hand.say("NeoSpace: your own place, on your own server")
    hand.wait(2)


STEPS = (room, wall, sketch, verse, cat, task, release)


def play(browser: Browser, server: Server, film: "Film | None" = None) -> None:
    context, friend = browser_of(browser, server, "noor", viewport=SIZE), browser_of(browser, server, "juno", viewport=SIZE)
    quiet_cats(server, "noor")
    if film:
        context.add_init_script(path=OVERLAY)
    page, other = context.new_page(), friend.new_page()
    with film.of(page) if film else contextlib.nullcontext():
        hand = Hand(page, film is not None)
        for step in STEPS:
            step(hand, server, other)
            print(step.__name__, flush=True)
    context.close()
    friend.close()


class Film:
    """Keeps the pictures that Chromium shows, each with its time, and makes a film of them."""

    def __init__(self, folder: pathlib.Path):
        self.folder, self.frames = folder, []

    @contextlib.contextmanager
    def of(self, page: Page):
        screen = page.context.new_cdp_session(page)

        def keep(frame: dict) -> None:
            path = self.folder / f"{len(self.frames):05}.jpg"
            path.write_bytes(base64.b64decode(frame["data"]))
            self.frames.append((frame["metadata"]["timestamp"], path))
            screen.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

        screen.on("Page.screencastFrame", keep)
        screen.send("Page.startScreencast", {"format": "jpeg", "quality": 92, "maxWidth": SIZE["width"], "maxHeight": SIZE["height"], "everyNthFrame": 2})
        yield
        screen.send("Page.stopScreencast")

    def write(self, path: pathlib.Path) -> None:
        times = [time for time, _ in self.frames]
        lasts = [after - before for before, after in zip(times, times[1:], strict=False)] + [2.5]
        parts = [f"file '{frame}'\nduration {max(last, 0.001):.4f}\n" for (_, frame), last in zip(self.frames, lasts, strict=True)]
        scenes = self.folder / "scenes.txt"
        # The last one is named twice, since ffmpeg looks at its duration only then.
        scenes.write_text("".join(parts) + f"file '{self.frames[-1][1]}'\n")
        encode = ["-vf", "fps=20", "-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p", "-crf", "36", "-b:v", "0", "-deadline", "good", "-cpu-used", "6", "-row-mt", "1"]
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", str(scenes), *encode, str(path)], check=True)
        print(f"{path}: {times[-1] - times[0] + 2.5:.0f} s, {path.stat().st_size / 1e6:.1f} MB, {len(self.frames)} pictures")


PICTURES = {"room": "/rooms/general", "wall": "/@miso"}


def pictures(browser: Browser, server: Server, folder: pathlib.Path) -> None:
    quiet_cats(server, "juno")
    for scheme in ("light", "dark"):
        context = browser_of(browser, server, "juno", viewport={"width": 1280, "height": 800}, color_scheme=scheme, device_scale_factor=1.5)
        for name, path in PICTURES.items():
            page = context.new_page()
            page.goto(path)
            live(page)
            page.wait_for_timeout(600)
            page.screenshot(path=folder / f"{name}-{scheme}.png")
            page.close()
        context.close()


def main(folder: pathlib.Path) -> None:
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright, demo(pathlib.Path(scratch)) as server:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        pictures(browser, server, folder)
        frames = pathlib.Path(scratch) / "frames"
        frames.mkdir()
        film = Film(frames)
        play(browser, server, film)
        film.write(folder / "tour.webm")
        browser.close()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
