"""Cards of links: what is fetched for them, from where, and what is never fetched."""

import asyncio
import concurrent.futures
import contextlib
import errno

import httpx
import pytest
from media_files import jpeg, png, wav
from neospace_client import sign_up
from neospace_server import POSTGRES, Server
from page_source import Handler, Pages, eventually, head
from postgres_server import PostgresServer

PENDING = {"state": "pending", "title": None, "description": None, "site": None, "image": None}
NONE = PENDING | {"state": "none"}


@pytest.fixture(scope="module")
def pages():
    with Pages() as running:
        yield running


@pytest.fixture(scope="module")
def house(pages):
    with Server(env={"NEOSPACE_FETCH_ALLOW": pages.name}) as server:
        yield server


@pytest.fixture
def ann(house):
    return sign_up(house)


def add(account, url: str, **more) -> dict:
    content = {"url": url, "title": None, "look": "card"} | more
    answer = httpx.post(account.server.url + "/api/modules", headers=account.headers, json={"kind": "link", "content": content})
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]["module"]


def change(account, module: dict, **content) -> dict:
    path = f"{account.server.url}/api/modules/{module['id']}"
    answer = httpx.put(path, headers=account.headers, json={"content": module["content"] | content})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["module"]


def read(account, module: dict) -> dict:
    return httpx.get(f"{account.server.url}/api/modules/{module['id']}", headers=account.headers).json()["data"]["module"]


def settled(account, module: dict, within: float = 10) -> dict:
    """The card once it is no longer pending, which takes at most 10 s."""
    card = eventually(lambda: (card := read(account, module)["card"])["state"] != "pending" and card, within)
    assert card, "still pending"
    return card


def card(account, url: str, within: float = 10) -> dict:
    return settled(account, add(account, url), within)


def og(**texts: str) -> str:
    return "<!doctype html><title>plain</title>" + "".join(f'<meta property="og:{name}" content="{text}">' for name, text in texts.items())


def test_a_card_is_told_to_all_who_watch_and_fetched_for_nobody_else(house, pages, ann):
    url = pages.put("/story", og(title="A &amp; B", description="Told well", site_name="Stories"))
    bob = sign_up(house)

    async def watched() -> tuple[dict, dict]:
        async with bob.socket() as socket:
            await socket.watch(f"wall:{ann.username}")
            made = add(ann, url)
            assert made["card"] == PENDING
            first = await socket.event("changed", lambda data: data["object"]["id"] == made["id"])
            told = first["object"]
            while told["card"]["state"] == "pending":
                told = (await socket.event("changed", lambda data: data["object"]["id"] == made["id"], 10))["object"]
            return made, told

    made, told = asyncio.run(watched())
    assert told["card"] == {"state": "ready", "title": "A & B", "description": "Told well", "site": "Stories", "image": None}
    assert told["seq"] > made["seq"] and told["version"] == told["seq"] and told == read(ann, made)
    for part in ("A &amp; B", "Told well", "Stories", f">{pages.name}</span>"):
        assert part in told["html"], part
    assert "<script" not in told["html"]
    for _ in range(3):
        page = httpx.get(f"{house.url}/@{ann.username}", headers=bob.headers | {"Accept": "text/html"}).text
        assert "Told well" in page and pages.name in page
    assert pages.count("/story") == 1


def test_what_is_asked_says_nothing_of_us(pages, ann):
    pages.put("/home", og(title="home"))
    assert card(ann, pages.redirect("/cookie", "/home"))["title"] == "home"
    asked = [headers for path, headers in pages.asked if path in ("/cookie", "/home")]
    assert len(asked) == 2
    for headers in asked:
        assert headers["user-agent"] == "NeoSpace" and not {"cookie", "referer", "authorization", "proxy-authorization"} & set(headers)


def test_a_page_is_fetched_once_for_each_change_of_its_address(pages, ann):
    one, two = pages.put("/one", og(title="one")), pages.put("/two", og(title="two"))
    module = add(ann, one)
    assert settled(ann, module)["title"] == "one"
    assert change(ann, module, title="Mine")["card"]["title"] == "one"
    assert change(ann, module, url=two)["card"] == PENDING
    assert settled(ann, module)["title"] == "two"
    assert change(ann, module, url=two, look="row")["card"] is None
    assert (pages.count("/one"), pages.count("/two")) == (1, 1)


def test_other_looks_have_no_card(pages, ann):
    pages.put("/unasked", og(title="x"))
    for look in ("row", "button"):
        assert add(ann, pages.url("/unasked"), look=look)["card"] is None
    card(ann, pages.put("/asked", "<title>x</title>"))
    assert pages.count("/unasked") == 0


@pytest.mark.parametrize(
    ("path", "body", "kind", "title"),
    [
        ("/utf8", "<title>café ☃</title>".encode(), "text/html; charset=UTF-8", "café ☃"),
        ("/latin", "<title>café</title>".encode("latin-1"), "text/html; charset=ISO-8859-1", "café"),
        ("/meta", b"<meta charset=windows-1252><title>" + "“café” €".encode("cp1252") + b"</title>", "text/html", "“café” €"),
        ("/invalid", b"<title>a\xff\xfeb</title>", "text/html; charset=utf-8", "a��b"),
        ("/hidden", "<title>a\u202eb\u200bc\u0007&#7;&#x202e;</title>".encode(), "text/html; charset=utf-8", "abc"),
        ("/lines", b"<title>\n a\t\tb \r\n</title>", "text/html", "a b"),
        ("/markup", b"<title>&lt;img src=x onerror=alert(1)&gt;</title>", "text/html", "<img src=x onerror=alert(1)>"),
        ("/long", "<title>{}</title>".format("é" * 201).encode(), "text/html; charset=utf-8", "é" * 200),
        ("/family", "<title>{}👩‍👩‍👧</title>".format("x" * 196).encode(), "text/html; charset=utf-8", "x" * 196),
        ("/deep", b"<head>" + b" " * 400_000 + b"<title>deep</title>", "text/html", "deep"),
        ("/cut", b"<head>" + b" " * (512 * 1024) + b"<title>beyond</title>", "text/html", None),
    ],
)  # fmt: skip
def test_texts_are_plain(pages, ann, path, body, kind, title):
    module = add(ann, pages.put(path, body, kind))
    found = settled(ann, module)
    assert found["title"] == title and found["state"] == ("ready" if title else "none")
    assert "<img src=x" not in read(ann, module)["html"]


HOSTILE = {
    "loopback": "http://127.0.0.1/",
    "another loopback": "http://127.1.2.3/",
    "localhost": "http://localhost/",
    "this network": "http://0.0.0.0/",
    "short": "http://127.1/",
    "zero": "http://0/",
    "decimal": "http://2130706433/",
    "octal": "http://0177.0.0.1/",
    "hex": "http://0x7f000001/",
    "dotted hex": "http://0x7f.0x0.0x0.0x1/",
    "ipv6 loopback": "http://[::1]/",
    "ipv4 in ipv6": "http://[::ffff:127.0.0.1]/",
    "link-local": "http://169.254.169.254/latest/meta-data/",
    "private": "http://10.0.0.1/",
    "shared": "http://100.64.0.1/",
    "nat64": "http://[64:ff9b::7f00:1]/",
    "6to4": "http://[2002:7f00:1::]/",
    "multicast": "http://224.0.0.1/",
    "https": "https://127.0.0.1/",
    "other port": "http://127.0.0.1:22/",
    "public address, other port": "http://1.1.1.1:8080/",
}


@pytest.fixture(scope="module")
def canary():
    """Listens where hostile links lead, if this machine lets it: it must hear nothing."""
    listener = Pages("0.0.0.0", 80)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(listener)
        except OSError as error:
            assert error.errno in (errno.EACCES, errno.EADDRINUSE), error
        listener.paths = {}
        yield listener
        assert listener.asked == []


@pytest.mark.parametrize("name", HOSTILE)
def test_no_link_leads_into_our_networks(ann, canary, name):
    url = HOSTILE[name]
    answer = httpx.post(
        ann.server.url + "/api/modules", headers=ann.headers, json={"kind": "link", "content": {"url": url, "title": None, "look": "card"}}
    )
    if "[" in url:
        # No plain host.
        assert answer.status_code == 422 and "content.url" in answer.json()["error"]["details"]
        return
    module = answer.json()["data"]["module"]
    assert settled(ann, module) == NONE
    assert read(ann, module)["html"].count("</span>") >= 1
    assert canary.asked == []


@pytest.mark.parametrize("name", HOSTILE)
def test_no_redirect_leads_into_our_networks(pages, ann, canary, name):
    path = "/to-" + name.replace(" ", "-").replace(",", "")
    assert card(ann, pages.redirect(path, HOSTILE[name])) == NONE
    assert pages.count(path) == 1 and canary.asked == []


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "javascript:alert(1)", "data:text/html,<title>x</title>", "http://"]
)
def test_no_redirect_leads_out_of_http(pages, ann, target):
    assert card(ann, pages.redirect("/out", target)) == NONE


def test_three_redirects_are_followed_and_no_fourth(pages, ann):
    pages.put("/end", og(title="end"))
    for number in range(1, 5):
        pages.redirect(f"/hop{number}", f"/hop{number - 1}" if number > 1 else pages.url("/end"), [301, 302, 303, 307, 308][number])
    assert card(ann, pages.url("/hop3"))["title"] == "end"
    assert card(ann, pages.url("/hop4")) == NONE
    assert card(ann, pages.redirect("/circle", "/circle")) == NONE
    assert pages.count("/circle") == 4



def test_slow_and_endless_and_huge_pages(pages, ann):
    """All at once, as each takes its time: none of them holds up another, and a good one is there as well."""
    gone = pages.gone

    def slow(request: Handler) -> None:
        gone.wait(30)

    def dripping(request: Handler) -> None:
        head(request, 200, "text/html", 10_000)
        for _ in range(300):
            request.wfile.write(b" ")
            request.wfile.flush()
            if gone.wait(0.1):
                return

    def endless_head(request: Handler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not gone.wait(0.001):
            request.wfile.write(b"X-More: " + b"x" * 1_000 + b"\r\n")

    sent = {"endless": 0, "huge": 0}

    def endless(request: Handler) -> None:
        head(request)
        request.wfile.write(b"<title>endless</title>")
        while not gone.is_set():
            request.wfile.write(b" " * 65_536)
            sent["endless"] += 65_536

    def huge(request: Handler) -> None:
        head(request, 200, "text/html", 1 << 30)
        request.wfile.write(b"<title>huge</title>")
        for _ in range(1 << 14):
            request.wfile.write(b" " * 65_536)
            sent["huge"] += 65_536

    urls = {
        name: pages.do("/" + name.__name__, name) for name in (slow, dripping, endless_head, endless, huge)
    }  # fmt: skip
    bob = sign_up(ann.server)
    modules = {name: add(ann, url) for name, url in urls.items()}
    assert card(bob, pages.put("/good", og(title="good")))["title"] == "good"
    found = {name: settled(ann, module) for name, module in modules.items()}
    assert found[slow] == found[dripping] == found[endless_head] == NONE
    assert (found[endless]["title"], found[huge]["title"]) == ("endless", "huge")
    assert max(sent.values()) < 64 << 20, "what lies in the kernel's buffers included"


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/text", {"kind": "text/plain"}), ("/json", {"kind": "application/json"}), ("/picture", {"kind": "image/png"}),
        ("/none", {"kind": ""}), ("/xhtml", {"kind": "application/xhtml+xml"}), ("/coded", {"Content_Encoding": "gzip"}),
        ("/missing", {"status": 404}), ("/broken", {"status": 500}), ("/created", {"status": 201}),
    ],
)  # fmt: skip
def test_what_is_not_a_page(pages, ann, path, options):
    assert card(ann, pages.put("/not" + path, "<title>x</title>", **options)) == NONE


def test_a_server_that_is_not_there_and_one_that_speaks_no_http(pages, ann):
    def noise(request: Handler) -> None:
        request.wfile.write(b"\0\xff" * 500)
        request.close_connection = True

    assert card(ann, pages.do("/noise", noise)) == NONE
    assert card(ann, "http://nothing.invalid/") == NONE


def test_the_picture_is_a_file_of_the_owners(pages, ann):
    pages.put("/cover.jpg", jpeg("900x600"), "image/jpeg")
    module = add(ann, pages.put("/covered", og(title="x", image="cover.jpg")))
    image = settled(ann, module)["image"]
    assert (image["kind"], image["width"], image["height"]) == ("image", 900, 600)
    bob = sign_up(ann.server)
    path = ann.server.url + image["sizes"]["640"]
    assert httpx.get(path, headers=bob.headers).status_code == 200 and httpx.get(path).status_code == 404
    html = read(ann, module)["html"]
    assert image["sizes"]["640"] in html and 'width="900"' in html and "cover.jpg" not in html
    with ann.http() as http:
        listed = http.get("/api/media").json()["data"]
        assert [item["id"] for item in listed["media"]] == [image["id"]] and listed["used"] == image["bytes"]
        [use] = http.get(f"/api/media/{image['id']}").json()["data"]["uses"]
        assert (use["kind"], use["id"]) == ("module", module["id"])
        assert http.delete(f"/api/media/{image['id']}").status_code == 409
    assert change(ann, module, url=pages.put("/plain", og(title="y")))["card"] == PENDING
    assert settled(ann, module)["image"] is None
    assert httpx.get(path, headers=bob.headers).status_code == 404
    with ann.http() as http:
        assert http.delete(f"/api/media/{image['id']}").status_code == 200


def test_a_picture_that_cannot_be_had_leaves_the_card(pages, ann):
    pages.put("/large.png", png(10, 10) + b"\0" * (5 << 20), "image/png")
    pages.put("/fits.png", png(11, 10) + b"\0" * ((5 << 20) - len(png(11, 10))), "image/png")
    pages.put("/sound.png", wav(1), "image/png")
    pages.put("/page.png", "<title>x</title>", "image/png")
    pages.put("/named.txt", png(12, 10), "text/plain")
    pages.put("/broken.png", png(13, 10)[:40], "image/png")
    pages.redirect("/away.png", "http://127.0.0.1/a.png")
    names = ["large.png", "sound.png", "page.png", "named.txt", "broken.png", "away.png", "missing.png"]
    others = ["http://10.0.0.1/a.png", "file:///etc/passwd", "data:image/png;base64,AA==", "//169.254.169.254/a.png"]
    for number, image in enumerate([*names, *others]):
        found = card(ann, pages.put(f"/bare{number}", og(title="bare", image=image)))
        assert (found["title"], found["image"]) == ("bare", None), image
    assert card(ann, pages.put("/fitting", og(title="x", image="/fits.png")))["image"]["width"] == 11
    with ann.http() as http:
        assert len(http.get("/api/media").json()["data"]["media"]) == 1


def test_a_full_quota_leaves_the_card(pages):
    pages.put("/noise.jpg", jpeg("2000x1400"), "image/jpeg")
    with Server(env={"NEOSPACE_FETCH_ALLOW": pages.name, "NEOSPACE_MEDIA_QUOTA": "1"}) as server:
        eve = sign_up(server)
        server.query(f"INSERT INTO media_usage (user_id, bytes) VALUES ({eve_id(eve)}, {1 << 20})")
        found = card(eve, pages.put("/full", og(title="full", image="/noise.jpg")))
        assert (found["title"], found["image"]) == ("full", None)
        assert not list((server.data / "media").glob("??/*"))


def eve_id(account) -> int:
    return httpx.get(account.server.url + f"/api/walls/{account.username}", headers=account.headers).json()["data"]["owner"]["id"]


def test_a_server_that_is_killed_fetches_what_was_pending_after_its_start(pages):
    waiting = pages.do("/killed", lambda request: pages.gone.wait(30))
    with Server(env={"NEOSPACE_FETCH_ALLOW": pages.name}) as server:
        fay = sign_up(server)
        module = add(fay, waiting)
        assert eventually(lambda: pages.count("/killed") == 1)
        server.kill()
        pages.put("/killed", og(title="alive"))
        server.start()
        assert settled(fay, module, 40)["title"] == "alive"
        assert pages.count("/killed") == 2


def test_a_server_that_stops_leaves_what_is_pending(pages):
    waiting = pages.do("/stopped", lambda request: pages.gone.wait(30))
    with Server(env={"NEOSPACE_FETCH_ALLOW": pages.name}) as server:
        gil = sign_up(server)
        module = add(gil, waiting)
        assert eventually(lambda: pages.count("/stopped") == 1)
        assert server.stop() == 0
        pages.put("/stopped", og(title="alive"))
        server.start()
        assert settled(gil, module, 40)["title"] == "alive"


@pytest.mark.skipif(POSTGRES is not None, reason="brings its own database; once is enough")
def test_two_nodes_fetch_each_card_once(pages, tmp_path):
    urls = [pages.put(f"/shared{number}", og(title=f"shared {number}")) for number in range(12)]
    with PostgresServer() as postgres, contextlib.ExitStack() as stack:
        env = {
            "DATABASE_URL": postgres.create_database(), "SECRET_KEY": "0123456789abcdef0123456789abcdef", "NEOSPACE_DATA": str(tmp_path),
            "NEOSPACE_FETCH_ALLOW": pages.name,
        }  # fmt: skip
        nodes = [stack.enter_context(Server(env=env)) for _ in range(2)]
        hal = sign_up(nodes[0])
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            modules = list(pool.map(lambda url: add(hal, url), urls))
        for number, module in enumerate(modules):
            assert settled(hal, module, 20)["title"] == f"shared {number}"
        assert [pages.count(f"/shared{number}") for number in range(12)] == [1] * 12


@pytest.mark.parametrize("text", ["127.0.0.1", "a:b", "http://a:80", "a:80,b", "a:0", "a:65536"])
def test_the_setting_is_checked(house, text):
    server = Server(env={"NEOSPACE_FETCH_ALLOW": text})
    answer = server.command("config")
    assert answer.returncode != 0 and "NEOSPACE_FETCH_ALLOW" in answer.stderr + answer.stdout
    good = Server(env={"NEOSPACE_FETCH_ALLOW": "10.0.0.1:80, intranet.example:8080,[fd00::1]:443"}).command("config")
    assert good.returncode == 0 and "NEOSPACE_FETCH_ALLOW=10.0.0.1:80,intranet.example:8080,[fd00::1]:443" in good.stdout
