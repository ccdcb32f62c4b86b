"""What members write fits its place: it wraps, keeps its own direction, and paints over nothing else, at every width."""

import uuid

import pytest
from conftest import SCREENSHOTS, Person
from neospace_client import finish, sign_up
from playwright.sync_api import expect

SIZES = {"small": (320, 640), "phone": (390, 844), "tablet": (768, 1024), "desktop": (1440, 900)}
# Without U+034F, which is invisible and therefore refused in one-line fields.
MARKS = "".join(chr(0x300 + number % 0x4F) for number in range(90))
TOWER = f"Z{MARKS}a{MARKS}l{MARKS}g{MARKS}o{MARKS}"
HEBREW = "שלום לכולם, זה טקסט ארוך מספיק כדי לראות את הכיוון שלו."
ARABIC = "مرحبا"
HOSTILE = [
    "W" * 400,
    "".join("  " * depth + f"- level {depth} of a list\n" for depth in range(16)),
    "".join(">" * depth + f" level {depth} of quotes\n\n" for depth in range(1, 17)),
    "".join("> " * depth + "- " + f"mixed {depth}\n" for depth in range(1, 9)),
    "```swift\nlet " + "long" * 120 + " = 1 // code scrolls by itself\n```",
    "`" + "inline" * 60 + "`",
    "|" + "column|" * 24 + "\n|" + "-|" * 24 + "\n|" + "value|" * 24,
    "|short|" + "W" * 120 + "|\n|-|-|\n|a|b|",
    "https://example.org/" + "path" * 120,
    "[" + "W" * 200 + "](https://" + "sub." * 40 + "example.org)",
    "# " + "Heading" * 40,
    TOWER * 3,
    "between the towers",
    "# " + TOWER,
    HEBREW,
    f"{HEBREW}\n\nand English below it\n\n- {ARABIC}\n- three",
    f"[{HEBREW}](https://evil.example/paypal.com)",
    "[docs](https://例え.jp/x) [https:/paypal.com](https://evil.example/)",
    "```js\n" + "[1,2,3],\n" * 30 + "```",
    "1. one\n7. seven\n8. eight",
    "a" + "\u0316\u0301" * 700,
    "\u202eesrever\u202c and forward",
]


@pytest.fixture(scope="module")
def talkers(server):
    """A room full of hostile texts, by members with hostile names."""
    web = {"headers": {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}}
    viewer, other, third = (sign_up(server, f"{'w' * 11}{uuid.uuid4().hex[:8]}") for _ in range(3))
    names = ["W" * 100, HEBREW[:40], "Z" + MARKS[:80] + "algo"]
    for member, name in zip((viewer, other, third), names, strict=True):
        with member.http() as http:
            assert http.post("/settings/name", data={"name": name}, **web).status_code == 303
    room = f"r{uuid.uuid4().hex[:30]}"

    async def talk():
        async with viewer.socket() as mine, other.socket() as theirs, third.socket() as its:
            await mine.request("create_room", {"name": room, "topic": ARABIC + " " + "topic" * 30})
            for socket in (mine, theirs, its):
                await socket.join(room)
            reply = None
            for number, text in enumerate(HOSTILE):
                socket = (mine, theirs, its)[number % 3]
                reply = await socket.request("post_message", {"room": room, "content": text, **({"reply_to": reply["id"]} if number % 4 == 3 else {})})
            for socket in (mine, theirs, its):
                await socket.request("react", {"id": reply["id"], "emoji": "❤", "on": True})

    finish(talk())
    with viewer.http() as http:
        http.post("/terms/agree", **web)
        for title in ("W" * 200, HEBREW, TOWER[:190]):
            assert http.post("/api/tasks", json={"title": title, "description": title * 4}).status_code == 201
    viewer.room = room
    return viewer


def visit(chromium, server, account, path, width, scheme="light"):
    size = dict(zip(("width", "height"), SIZES[width], strict=True))
    someone = Person(chromium, server, account, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = someone.page(path)
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")
    # What arrives later would move or repaint what is measured.
    page.evaluate("document.fonts.ready")
    page.wait_for_function("[...document.images].every((image) => image.complete || image.loading === 'lazy')")
    page.wait_for_timeout(400)
    return page


SIDEWAYS = """() => [...document.querySelectorAll('html, body, #history, #messages, .main, .people, .menu, .card, dialog[open]')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => `${one.tagName} ${one.className} ${one.scrollWidth} > ${one.clientWidth}`)"""
# Words that end beyond the sheet they stand on, boxes that scroll by themselves left out.
ESCAPED = """() => [...document.querySelectorAll('.message .sheet')].flatMap((sheet) => {
  const edge = sheet.getBoundingClientRect();
  return [...sheet.querySelectorAll('p, li, a, span, h3, code, button, q')].filter((one) => !one.closest('pre, table, .tools') && one.getClientRects().length)
    .filter((one) => one.getBoundingClientRect().right > edge.right + 2 || one.getBoundingClientRect().left < edge.left - 2)
    .map((one) => `${one.tagName}.${one.className} in message ${sheet.parentElement.id}`);
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", SIZES)
def test_a_room_never_scrolls_sideways(chromium, server, talkers, width, scheme):
    page = visit(chromium, server, talkers, f"/rooms/{talkers.room}", width, scheme)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    height = page.evaluate("document.getElementById('history').scrollHeight")
    for step in range(0, min(height, 6_000), SIZES[width][1] - 200):
        page.evaluate("(top) => document.getElementById('history').scrollTo(0, -top)", step)
        page.screenshot(path=SCREENSHOTS / f"hostile-{width}-{scheme}-{step:04}.png")
    assert page.evaluate(SIDEWAYS) == []
    assert page.evaluate(ESCAPED) == []
    # Deep lists and quotes leave room to read.
    narrow = page.evaluate("""() => [...document.querySelectorAll('.prose li, .prose blockquote > p')].map((one) => one.getBoundingClientRect().width)""")
    assert min(narrow) > 60, narrow
    page.context.close()


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("path", ["/rooms", "/tasks", "/settings", "/dashboard", "/appearance"])
def test_no_page_scrolls_sideways(chromium, server, talkers, path, width):
    page = visit(chromium, server, talkers, path, width)
    page.screenshot(path=SCREENSHOTS / f"hostile{path.replace('/', '-')}-{width}.png")
    assert page.evaluate(SIDEWAYS) == []
    page.locator(".profile summary").click()
    assert page.evaluate(SIDEWAYS) == []
    page.context.close()


def test_towers_of_marks_stay_in_their_place(chromium, server, talkers):
    """Everything a tower could paint over looks the same with and without it."""
    page = visit(chromium, server, talkers, f"/rooms/{talkers.room}", "desktop")
    row = page.locator("article.message", has_text="between the towers")
    row.scroll_into_view_if_needed()
    before = row.locator(".message-head").screenshot()
    page.evaluate("""() => { for (const one of document.querySelectorAll('.prose, .author, .gone, q'))
      if (/[\\u0300-\\u036f]{9}/.test(one.textContent)) one.style.visibility = 'hidden'; }""")
    assert row.locator(".message-head").screenshot() == before
    page.context.close()


def test_words_have_their_own_direction(chromium, server, talkers):
    page = visit(chromium, server, talkers, f"/rooms/{talkers.room}", "desktop")
    blocks = page.evaluate("""() => Object.fromEntries([...document.querySelectorAll('.prose p, .prose li')].map((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      const [words, box] = [range.getClientRects()[0], one.getBoundingClientRect()];
      return [one.textContent.trim().slice(0, 30), words ? Math.round(words.left - box.left) <= 1 ? 'left' : 'right' : ''];
    }))""")
    assert blocks["and English below it"] == "left"
    assert blocks["between the towers"] == "left"
    two = page.locator("article.message", has_text="and English below it").locator(".prose > p")
    positions = two.evaluate_all("""all => all.map((one) => { const range = document.createRange(); range.selectNodeContents(one);
      const [words, box] = [[...range.getClientRects()].at(-1), one.getBoundingClientRect()];
      return [words.left - box.left, box.right - words.right]; })""")
    assert positions[0][1] < 2, "Hebrew ends its lines at the right"
    assert positions[1][0] < 2, "English begins at the left"
    assert page.locator(".room-head .topic").evaluate("one => getComputedStyle(one).direction") == "rtl"
    field = page.locator("#content")
    field.fill(HEBREW)
    assert field.evaluate("one => getComputedStyle(one).direction") == "rtl"
    page.context.close()


RTL = "/[\\u0590-\\u07ff]/"
UNMARKED = f"""() => {{
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {{
    const place = walker.currentNode.parentElement;
    if ({RTL}.test(walker.currentNode.data) && !place.closest('[dir=auto], bdi, .prose, title, script, template, .avatar')) found.push(place.outerHTML.slice(0, 200));
  }}
  for (const field of document.querySelectorAll('input:is([type=text], [type=search]), textarea'))
    if (!field.closest('dialog:not([open])') && field.dir !== 'auto' && {RTL}.test(field.value)) found.push(field.outerHTML.slice(0, 200));
  return found;
}}"""


@pytest.mark.parametrize("path", ["room", "/rooms", "/rooms/general", "/tasks", "/tasks/1", "/settings", "/dashboard", "/@", "/appearance"])
def test_every_page_gives_members_words_their_direction(chromium, server, talkers, path):
    account = sign_up(server)
    web = {"headers": {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}}
    with account.http() as http:
        assert http.post("/settings/name", data={"name": HEBREW[:30]}, **web).status_code == 303
        made = http.post("/api/tasks", json={"title": HEBREW, "description": ARABIC})
        assert http.post("/terms/agree", **web).status_code in (200, 303)
    path = {"room": f"/rooms/{talkers.room}", "/@": f"/@{account.username}", "/tasks/1": made.headers["Location"].removeprefix("/api")}.get(path, path)
    someone = Person(chromium, server, account)
    page = someone.page(path)
    page.wait_for_timeout(300)
    if path.startswith("/rooms/"):
        page.locator("#content").fill(HEBREW)
        page.keyboard.press("Enter")
        expect(page.locator("article.message", has_text=HEBREW[:12]).last).to_be_visible()
    assert page.evaluate(UNMARKED) == []
    someone.context.close()
