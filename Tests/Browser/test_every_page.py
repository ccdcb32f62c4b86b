"""Every page at three widths, light and dark: axe finds nothing, nothing overflows, no inline code; pictures to look at."""

import gzip
import re

import httpx
import pytest
from accessibility import WCAG, violations
from conftest import SCREENSHOTS, WIDTHS
from pages import PAGES, name_of
from playwright.sync_api import expect


# How far things move while a page loads. What a person did themselves does not count.
SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => {
  for (const {value, hadRecentInput, sources} of list.getEntries())
    if (!hadRecentInput) shifts.push([value, ...sources.map(({node}) => node?.outerHTML?.slice(0, 80))]);
}).observe({type: 'layout-shift', buffered: true});"""
# Texts that are wider than the box they stand in, and neither cut nor scrolled.
OUTSIDE = """[...document.body.querySelectorAll('*')]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && one.scrollWidth > one.clientWidth + 1)
  .filter((one) => !/inline$|contents/.test(getComputedStyle(one).display) && getComputedStyle(one).overflowX === 'visible' && one.clientWidth > 1)
  .map((one) => one.outerHTML.slice(0, 120))"""


# Two frames: the layout of the new size is painted.
PAINTED = "new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))"


class Visit:
    """A page in a browser context of its own, and the sizes of the scripts it loaded."""

    def __init__(self, who: str, path: str, context, page, scripts: dict[str, int]):
        self.who, self.path, self.context, self.page, self.scripts = who, path, context, page, scripts


@pytest.fixture(scope="module", params=PAGES, ids="-".join)
def visit(request, chromium, server, community, staff, ids):
    """Loaded once; its tests change the width and the scheme of the same page. No script of ours decides by either at load alone."""
    who, path = request.param
    context = chromium.new_context(base_url=server.url) if who == "guest" else (staff if who == "admin" else community)({}).context
    page = context.new_page()
    scripts: dict[str, int] = {}
    page.on("response", lambda answer: scripts.__setitem__(answer.url, len(gzip.compress(answer.body()))) if answer.url.endswith(".js") and "/vendor/" not in answer.url else None)
    page.goto(path.format(**ids), wait_until="networkidle")
    page.emulate_media(reduced_motion="reduce")
    yield Visit(who, path, context, page, scripts)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_and_layout(visit, width, scheme):
    page = visit.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))
    page.evaluate(PAINTED)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{visit.who}-{name_of(visit.path)}-{width}-{scheme}.png")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{overflow} px too wide"
    assert page.evaluate(OUTSIDE) == []
    # As tall as what it shows: bars that stand still would cover half of some link, and axe would call that too small.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": WIDTHS[width][0], "height": max(height, WIDTHS[width][1])})
    found = [
        (violation["id"], [node["html"][:160] + " " + (node.get("failureSummary") or "")[:300] for node in violation["nodes"][:3]])
        for violation in violations(page, WCAG)
    ]
    assert found == []


def test_a_page_loads_at_most_40_kib_of_script(visit):
    assert visit.who == "guest" or visit.scripts
    assert sum(visit.scripts.values()) <= 40 * 1024, visit.scripts
    print(f"{visit.path}: {len(visit.scripts)} modules, {sum(visit.scripts.values()) / 1024:.1f} KiB gzipped")


@pytest.mark.parametrize(("who", "path"), [("member", "/rooms/general"), ("member", "/rooms/announcements"), ("member", "/dashboard"), ("member", "/tasks")])
def test_nothing_moves_while_a_page_loads(community, staff, who, path):
    someone = (staff if who == "admin" else community)({})
    someone.context.add_init_script(SHIFTS)
    # How much the arrival of the faces moves depends on what stands in for them on this machine.
    someone.context.route("**/*.woff2", lambda route: route.abort())
    for width, height in WIDTHS.values():
        page = someone.context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.goto(path)
        expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")
        shifts = page.evaluate("shifts")
        assert sum(shift[0] for shift in shifts) < 0.05, (width, shifts)
        assert page.evaluate(OUTSIDE) == [], width
        page.close()
    someone.context.close()


@pytest.fixture(scope="module")
def ids():
    """What addresses name: a task, a message, a member. Filled by those who make them."""
    return {}


@pytest.fixture(scope="module")
def tokens():
    """The sessions of the member and the administrator who look at the pages, from those who sign them up."""
    return {}


@pytest.fixture(scope="module")
def community(server, chromium, ids, tokens):
    """A room with some life in it and somebody to look at it."""

    from archives import packed
    from conftest import Person
    from media_files import media, wav
    from neospace_client import finish, sign_up

    viewer, other = sign_up(server, "miso"), sign_up(server, "juno")

    async def talk():
        async with viewer.socket() as mine, other.socket() as theirs:
            await mine.join("general")
            await theirs.join("general")
            first = await theirs.request("post_message", {"room": "general", "content": "morning all. who left the *disco light* on"})
            ids["message"] = first["id"]
            ids["private"] = "the-shed"
            await mine.request("create_room", {"name": "the-shed", "kind": "private"})
            await mine.request("add_member", {"room": "the-shed", "username": "juno"})
            opened = await theirs.request("open_conversation", {"usernames": ["miso"]})
            ids["conversation"] = opened["id"]
            said = await theirs.request("post_message", {"room": opened["room"], "content": "did you see the *disco light*"})
            ids["direct"] = said["id"]
            await mine.request("post_message", {"room": opened["room"], "content": "which one", "reply_to": said["id"]})
            await mine.request("react", {"id": first["id"], "emoji": "🪩", "on": True})
            await mine.request("post_message", {"room": "general", "content": "policy now", "reply_to": first["id"]})
            await theirs.request(
                "post_message",
                {"room": "general", "content": "```python\ndef spiral(turns):\n    # the pen never leaves the paper\n    return turns * 36\n```"},
            )
            table = "| who | brings |\n|---|---|\n| Otto | wheelbarrow |\n| @miso | tea |\n\n> quoted\n\n- one\n- two\n\nhttps://example.org/" + "long" * 40
            await theirs.request("post_message", {"room": "general", "content": table})
            gone = await mine.request("post_message", {"room": "general", "content": "oops"})
            await mine.request("delete_message", {"id": gone["id"]})

    with viewer.http() as http:
        for title, description in [
            ("Return the wheelbarrow", None),
            ("Fix the disco light", "It hums in B flat. Otto says that is a feature, and that it has been one since the summer party, when it started."),
            ("Learn to say no", "no"),
        ]:
            made = http.post("/api/tasks", json={"title": title, "description": description})
        ids["task"] = made.headers["Location"].rsplit("/", 1)[1]
        assert http.patch("/api/profile", json={"visibility": "public", "bio": "Keeper of the *kettle*", "status_message": "in the shed"}).status_code == 200
        ids["module"] = http.get("/api/walls/miso").json()["data"]["arrangement"][0]
        assert http.patch(made.headers["Location"] + "/complete").status_code == 200
        script = http.post("/api/scripts", json={"runtime": "sketch", "title": "Circles that follow you"}).json()["data"]["script"]["id"]
        http.patch(f"/api/scripts/{script}", json={"summary": "Press the picture. They come.", "tags": ["circles", "calm"]})
        code = "function setup() {\n  createCanvas(400, 300);\n}\n\nfunction draw() {\n  circle(mouseX, mouseY, 40); // " + "round and " * 12 + "\n}"
        assert http.put(f"/api/scripts/{script}/draft", json={"code": code, "base_version": 1}).status_code == 200
        assert http.post(f"/api/scripts/{script}/revisions", json={"base_version": 2, "note": "The first", "alt": "A circle"}).status_code == 201
        ids["script"] = script
        refused = {"uuid": "0b0e5a52-0000-4000-8000-000000000002", "title": "far too long " * 20, "description": None, "completed": False}
        archive = packed({"tasks.json": [refused], "poems.json": ["kept"]})
        brought = http.post("/settings/import", files={"archive": ("mine.zip", archive, "application/zip")})
        assert brought.status_code == 202, brought.text
        ids["import"] = brought.json()["id"]
        assert http.put(f"/api/scripts/{script}/hands/juno").status_code == 200
        story = http.post("/api/song/stories", json={"title": "The mill that would not stop", "blurb": "Flour, and a cat.", "visibility": "public"}).json()["data"]["story"]
        variables = [{"name": "gold", "type": "number", "first": 0}, {"name": "door", "type": "flag", "first": False}]
        assert http.patch(f"/api/song/stories/{story['id']}", json={"base_version": 1, "variables": variables}).status_code == 200
        assert http.put(f"/api/song/stories/{story['id']}/writers/juno").status_code == 200
        ids["story"], ids["verse"] = story["id"], story["root"]
        ids["pattern"] = http.post("/api/song/patterns", json={"title": "Mill wheel", "visibility": "public"}).json()["data"]["pattern"]["id"]
        for title, name, ending in [("The cellar", "cellar", True), ("The attic", "removed", False)]:
            body = {"title": title, "from": story["root"], "body": "It is dark, and it smells of *flour*. " * 8, "ending": ending}
            ids[name] = http.post(f"/api/song/stories/{story['id']}/verses", json=body).json()["data"]["verse"]["id"]
        assert http.delete(f"/api/song/verses/{ids['removed']}").status_code == 200
        verse = http.get(f"/api/song/verses/{story['root']}").json()["data"]["verse"]
        verse["choices"][0] |= {"when": {"all": [{"var": "gold", "min": 3}, {"var": "door", "is": True}]}, "then": [{"var": "gold", "add": -3}]}
        saved = {"base_version": 3, "title": "Start", "body": "The wheel turns. Nobody has fed it *for days*.", "choices": verse["choices"], "note": "The wheel"}
        saved |= {"voice": media(viewer, wav(4)), "pattern": {"id": ids["pattern"], "revision": 1}}
        assert http.put(f"/api/song/verses/{story['root']}", json=saved).status_code == 200
    with other.http() as http:
        fork = http.post(f"/api/scripts/{script}/fork", json={}).json()["data"]["script"]["id"]
        http.put(f"/api/scripts/{fork}/draft", json={"code": code.replace("40", "90"), "base_version": 1})
        assert http.post(f"/api/scripts/{fork}/revisions", json={"base_version": 2}).status_code == 201
        proposed = http.post(f"/api/scripts/{script}/proposals", json={"from": fork, "text": "Larger ones"})
        branch = {"from": ids["verse"], "label": "Climb to the roof", "note": "For those who like heights.", "verses": [{"title": "The roof", "body": "Wind."}]}
        ids["branch"] = http.post(f"/api/song/stories/{ids['story']}/proposals", json=branch).json()["data"]["proposal"]["id"]
        ids["fork"], ids["proposal"] = fork, proposed.json()["data"]["proposal"]["id"]

    finish(talk())
    tokens["member"] = viewer.token
    return lambda options: Person(chromium, server, viewer, **options)


@pytest.fixture(scope="module")
def staff(server, chromium, ids, tokens):
    """Somebody who makes keys, has agreed to the terms and used a key."""
    from conftest import Person
    from downloads_client import administrator, download, make_keys
    from neospace_client import moderate, sign_up

    admin = administrator(server)
    with admin.http() as http:
        http.post("/terms/agree")
        for key in make_keys(server, 7)[:2]:
            ticket = http.post("/redeem", json={"key_value": key}).json()
        assert download(server, ticket["download_token"]).status_code == 200
        web = {"headers": {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}}
        otto = sign_up(server, "otto")
        reported = httpx.post(server.url + "/reports", headers=otto.headers, json={"kind": "profile", "id": "miso", "reason": "spam", "note": "tea again"})
        assert reported.status_code == 201
        ids["case"] = http.get("/admin/reports").json()["cases"][0]["id"]
        member = re.search(r'href="(/admin/users/\d+)"', http.get("/admin/users?q=otto", **web).text)[1]
        ids["member"] = member.rsplit("/", 1)[1]
        ids["action"] = moderate(http, "mute", "otto", 1440).json()["id"]
        assert http.post(member + "/role", data={"role": "moderator"}, **web).status_code == 303
        assert http.post("/admin/invites", data={"uses": "5", "days": "7"}, **web).status_code == 200
    tokens["admin"] = admin.token
    return lambda options: Person(chromium, server, admin, **options)


@pytest.mark.parametrize("theme", ["default", "dark", "retro", "hacker", "zen"])
def test_every_theme_passes_axe(community, theme):
    someone = community({"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"})
    someone.context.add_cookies([{"name": "theme", "value": theme, "url": someone.server.url}])
    page = someone.page("/rooms/general")
    assert theme == "default" or theme in page.content()
    page.wait_for_timeout(150)
    page.screenshot(path=SCREENSHOTS / f"theme-{theme}.png")
    found = violations(page, ["wcag2a", "wcag2aa", "wcag21aa"])
    assert [(violation["id"], violation["nodes"][0]["html"][:200]) for violation in found] == []
    someone.context.close()


def observatory_score(headers: httpx.Headers, page: str) -> int:
    """Mozilla HTTP Observatory's scoring of what applies: 100, bonuses only when nothing is deducted."""
    csp = {part.split()[0]: part.split()[1:] for part in headers["content-security-policy"].split(";") if part.split()}
    score = 100
    if csp.get("default-src") == ["'none'"] and "'unsafe-inline'" not in str(csp) and "'unsafe-eval'" not in str(csp):
        score += 10
    else:
        score -= 25
    score += 5 if csp.get("frame-ancestors") == ["'none'"] else (0 if headers.get("x-frame-options") == "DENY" else -20)
    score += 5 if headers.get("referrer-policy") in ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin") else 0
    score += 0 if headers.get("x-content-type-options") == "nosniff" else -5
    score += 10 if headers.get("cross-origin-resource-policy") == "same-origin" else 0
    if re.search(r'<(script|link)[^>]+(src|href)="(https?:)?//', page):
        score -= 25
    return score


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_headers_score_at_least_115(server, community, staff, tokens, ids, who, path):
    cookies = {} if who == "guest" else {"session": tokens[who]}
    answer = httpx.get(server.url + path.format(**ids), headers={"Accept": "text/html"}, cookies=cookies)
    assert observatory_score(answer.headers, answer.text) >= 115
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=\"|<style|\son[a-z]+=\"", answer.text)
