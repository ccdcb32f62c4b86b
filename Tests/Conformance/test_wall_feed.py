"""Feeds of walls, and what a new member's wall proposes to do first."""

import asyncio
import re
import xml.etree.ElementTree as ElementTree

import feedparser
import httpx
import pytest
from neospace_client import sign_up

ATOM = "{http://www.w3.org/2005/Atom}"
PAGE = {"Accept": "text/html"}
HOSTILE = [
    "<script>alert(1)</script>", "]]>", "&lt;![CDATA[ <x> ]]&gt;", "&amp; & &nbsp; &undefined;", "\ufffe\uffff\U0001fffe", "‮rtl", "a\u2028b",
    "<?xml version='1.0'?>", "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;", "\"quoted\" 'single'", "[x](javascript:alert(1))", "a\tb",
]  # fmt: skip


@pytest.fixture
def ann(server):
    return sign_up(server)


def feed(server, account, of=None, **headers) -> httpx.Response:
    auth = account.headers if account else {}
    return httpx.get(f"{server.url}/@{(of or account).username}/feed.atom", headers=auth | headers)


def add(account, kind: str, content: dict) -> None:
    answer = httpx.post(account.server.url + "/api/modules", headers=account.headers, json={"kind": kind, "content": content})
    assert answer.status_code == 201, answer.text


def test_hostile_text_stays_well_formed(server, ann):
    with ann.http() as http:
        assert http.patch("/api/profile", json={"visibility": "public"}).status_code == 200
    for text in HOSTILE:
        add(ann, "text", {"text": text})
    add(ann, "link", {"url": "https://x.org/?a=\"'&b=1", "title": "A & B", "look": "row"})
    add(ann, "html", {"html": "<b>]]></b>", "title": "T & <i>", "height": 100})
    answer = feed(server, ann)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    assert root.tag == ATOM + "feed" and root.find(f"{ATOM}author/{ATOM}name").text
    entries = root.findall(ATOM + "entry")
    assert len(entries) == len(HOSTILE) + 2
    for entry in entries:
        assert all(entry.find(ATOM + name) is not None for name in ("id", "title", "updated", "content"))
        assert "<script" not in entry.find(ATOM + "content").text and "href=\"javascript" not in entry.find(ATOM + "content").text
    assert len({entry.find(ATOM + "id").text for entry in entries}) == len(entries)
    dates = [entry.find(ATOM + "published").text for entry in entries]
    assert dates == sorted(dates, reverse=True)
    assert entries[0].find(ATOM + "title").text == "T & <i>" and "]]>" not in entries[0].find(ATOM + "content").text
    for link in root.iter(ATOM + "link"):
        assert link.get("href").startswith(("http://", "https://"))


def test_it_is_as_the_feed_validator_wants_it(server, ann):
    """The rules of the W3C's validator that a feed of ours could break, and what a reader makes of it."""
    with ann.http() as http:
        assert http.patch("/api/profile", json={"visibility": "public", "display_name": "Ann & <Co>"}).status_code == 200
    for text in HOSTILE:
        add(ann, "text", {"text": text})
    add(ann, "text", {"text": "[away](https://example.org/a?b=c&d=e) and [here](/rooms/general)"})
    answer = feed(server, ann)
    root = ElementTree.fromstring(answer.content)
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
    address = re.compile(r"(https?://|tag:)[^\s]+")
    for holder in (root, *root.findall(ATOM + "entry")):
        for name in ("id", "title", "updated"):
            assert len(holder.findall(ATOM + name)) == 1, name
        assert address.fullmatch(holder.find(ATOM + "id").text) and moment.fullmatch(holder.find(ATOM + "updated").text)
        assert holder.find(ATOM + "title").text.strip() and holder.find(ATOM + "title").get("type", "text") == "text"
        alternates = [(link.get("type"), link.get("hreflang")) for link in holder.findall(ATOM + "link") if link.get("rel", "alternate") == "alternate"]
        assert len(alternates) == len(set(alternates)) >= 1
    [itself] = [link for link in root.findall(ATOM + "link") if link.get("rel") == "self"]
    assert itself.get("href") == f"{server.url}/@{ann.username}/feed.atom"
    assert root.find(f"{ATOM}author/{ATOM}name").text == "Ann & <Co>"
    for content in root.iter(ATOM + "content"):
        assert content.get("type") == "html"
        assert not re.search(r"<(script|style|iframe|object|embed|form)|\son\w+=|=.javascript:", content.text, re.IGNORECASE)
        assert all(link.startswith(("https://", "http://")) for link in re.findall(r'(?:href|src)="([^"]*)"', content.text)), "no relative addresses"
    assert {child.tag for child in root.iter()} <= {
        ATOM + name for name in ("feed", "id", "title", "updated", "published", "author", "name", "uri", "link", "entry", "content", "icon", "subtitle", "logo")
    }
    read = feedparser.parse(answer.content)
    assert not read.bozo and read.version == "atom10" and len(read.entries) == len(root.findall(ATOM + "entry"))
    assert read.entries[0].link.startswith(server.url) and read.feed.title


def test_who_gets_it(server, ann):
    bob = sign_up(server)
    for visibility, statuses in (("members", (404, 404, 404)), ("private", (404, 404, 404)), ("public", (200, 200, 200))):
        with ann.http() as http:
            assert http.patch("/api/profile", json={"visibility": visibility}).status_code == 200
        assert tuple(feed(server, who, ann).status_code for who in (ann, bob, None)) == statuses, visibility
        page = httpx.get(f"{server.url}/@{ann.username}", headers=ann.headers | PAGE).text
        assert ('type="application/atom+xml"' in page) == (visibility == "public")
    tag = feed(server, ann).headers["etag"]
    assert feed(server, ann, None, If_None_Match=tag).status_code in (200, 304)
    assert feed(server, ann, None, **{"If-None-Match": tag}).status_code == 304
    assert httpx.head(f"{server.url}/@{ann.username}/feed.atom", headers=ann.headers).status_code == 200


STEPS = ["Say hello", "Say who you are", "Build your wall", "Choose a look"]


def steps(server, account) -> dict[str, bool] | None:
    """Each step with whether it is ticked; None when there are none."""
    page = httpx.get(f"{server.url}/@{account.username}", headers=account.headers | PAGE).text
    if "First steps" not in page:
        return None
    region = page.split('class="card first-steps"')[1].split("</section>")[0]
    items = region.split("<li")[1:]
    return {title: 'aria-label="Done"' in next(item for item in items if f">{title}</a>" in item) for title in STEPS}


def test_first_steps_are_ticked_when_they_are_done_and_can_be_hidden(server, ann):
    assert steps(server, ann) == dict.fromkeys(STEPS, False)

    async def hello() -> None:
        async with ann.socket() as socket:
            await socket.join("general")
            for text in ("hello", "hello again"):
                await socket.request("post_message", {"room": "general", "content": text})

    asyncio.run(hello())
    assert steps(server, ann)["Say hello"]
    with ann.http() as http:
        http.patch("/api/profile", json={"bio": "here"})
        assert steps(server, ann) == dict(zip(STEPS, (True, True, False, False), strict=True))
        add(ann, "text", {"text": "mine"})
        http.patch("/api/profile", json={"theme": "zen"})
        assert steps(server, ann) == dict.fromkeys(STEPS, True)
    bob = sign_up(server)
    page = httpx.get(f"{server.url}/@{ann.username}", headers=bob.headers | PAGE).text
    assert "First steps" not in page
    path = f"{server.url}/@{ann.username}/first-steps/hide"
    origin = {"Origin": server.url, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    assert httpx.post(path, headers=origin, cookies={"session": bob.token}).status_code == 403
    assert steps(server, ann) is not None
    assert httpx.post(path, headers=origin, cookies={"session": ann.token}).status_code == 303
    assert steps(server, ann) is None
