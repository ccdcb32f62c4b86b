"""What a private wall holds reaches nobody else: a guest and a member walk every route of the generated table with the ids of all its things."""

import asyncio
import itertools
import re
import uuid

import httpx
import pytest
from media_files import jpeg, upload, wav
from neospace_client import Refused, sign_up
from test_policies import ROUTES, address, ends

SECRET = "zinnober"
# Of the things that are numbered within another one there is at least the first.
FIRST = {"number": "1", "version": "1"}
# Of which every route asks whether the wall may be seen: these must not differ from what does not exist.
OF_THE_WALL = re.compile(r"^(/@|/api/walls|/api/modules/|/api/stickers/\{|/api/guestbook|/api/media/|/frames/|/media/|/api/scripts/\{|/codeground/\{|/run/\{)")


class PrivateWall:
    """A member whose private wall has one of everything, each with the secret word in it."""

    def __init__(self, server):
        self.owner = sign_up(server)
        self.name = self.owner.username
        self.http = httpx.Client(base_url=server.url, headers=self.owner.headers, timeout=60)
        picture, sound = (upload(self.owner, content).json()["data"]["media"]["id"] for content in (jpeg(seed=31), wav()))
        unused = upload(self.owner, jpeg(seed=32)).json()["data"]["media"]["id"]
        self.send("PATCH", "/api/profile", {
            "bio": SECRET, "status_message": SECRET, "now_kind": "reading", "now_activity": SECRET, "avatar": picture, "banner": picture,
            "voice_intro": sound, "anthem": sound, "anthem_title": SECRET,
        })  # fmt: skip
        contents = {
            "text": {"text": SECRET}, "html": {"html": f"<p>{SECRET}</p>", "title": SECRET, "height": 100},
            "link": {"url": f"https://example.org/{SECRET}", "title": SECRET, "look": "row"}, "image": {"media_id": picture, "alt": SECRET},
            "audio": {"media_id": sound, "title": SECRET}, "voice_note": {"media_id": sound, "title": SECRET},
        }  # fmt: skip
        self.script = self.send("POST", "/api/scripts", {"runtime": "sketch", "title": SECRET})["script"]["id"]
        self.send("PUT", f"/api/scripts/{self.script}/draft", {"code": f"print('{SECRET}')", "base_version": 1})
        self.send("POST", f"/api/scripts/{self.script}/revisions", {"base_version": 2, "note": SECRET, "alt": SECRET, "visibility": "public"})
        contents["script"] = {"script": self.script, "number": 1}
        modules = [self.send("POST", "/api/modules", {"kind": kind, "content": content})["module"]["id"] for kind, content in contents.items()]
        self.send("DELETE", f"/api/modules/{modules[0]}")
        sticker = self.send("POST", f"/api/walls/{self.name}/stickers", {"kind": "text", "text": SECRET, "x": 10, "y": 10})["sticker"]["id"]
        entry = self.send("POST", f"/api/walls/{self.name}/guestbook", {"text": SECRET})["entry"]["id"]
        self.ids = {"modules": modules, "frames": modules, "stickers": [sticker], "guestbook": [entry], "media": [picture, sound, unused]}
        self.ids |= dict.fromkeys(("scripts", "codeground", "run"), [self.script])
        self.user_id = self.wall()["owner"]["id"]
        self.send("PATCH", "/api/profile", {"visibility": "private"})

    def send(self, method: str, path: str, body=None) -> dict:
        answer = self.http.request(method, path, json=body)
        assert answer.is_success, (path, answer.text)
        return answer.json()["data"]

    def wall(self) -> dict:
        return self.send("GET", f"/api/walls/{self.name}")

    def addresses(self, path: str) -> list[tuple[str, str]]:
        """A route's path with everything of this wall in it that fits, each beside the same for something that nobody has."""
        kind = next((kind for kind in self.ids if f"/{kind}/{{" in path), None)
        unknown = str(uuid.uuid4()) if kind == "media" else "999999999"
        pairs = []
        for id_ in self.ids.get(kind, [self.user_id]):
            file = "audio.mp3" if id_ == self.ids["media"][1] else "320.webp"
            ours, theirs = {"username": self.name, "file": file}, {"username": "nobody-at-all", "file": file}
            ours, theirs = ours | FIRST, theirs | FIRST
            pairs.append(tuple(
                re.sub(r"\{(\w+)(\.\.\.)?\}", lambda found: names.get(found[1], other), path) for names, other in ((ours, str(id_)), (theirs, unknown))
            ))  # fmt: skip
        return pairs


@pytest.fixture(scope="module")
def wall(server):
    wall = PrivateWall(server)
    yield wall
    wall.http.close()


@pytest.fixture(scope="module")
def stranger(server):
    return sign_up(server)


def told(answer: httpx.Response, address: str) -> tuple:
    """What somebody learns from an answer, but for its request and the address they asked for."""
    body = re.sub(rb'"request_id":"[^"]*"|name="request_id" value="[^"]*"|request [0-9a-f]{16}-[0-9a-f]+', b"", answer.content)
    for part in (address, address.split("?")[0]):
        body = body.replace(part.encode(), b"*")
    # Error pages lead to the person under the name that was asked for, whether somebody has it or not.
    body = re.sub(rb'href="/people/[^"/]*"', b"", body)
    location = answer.headers.get("location", "")
    return answer.status_code, answer.headers.get("content-type"), bool(location), body


def test_no_route_shows_or_tells_of_it(server, wall, stranger):
    before = wall.wall()
    queries = ["", "?after={module}", "?ids={module}", "?size=128", "?limit=5", "?next=/@{name}", "?kind=text"]
    secrets = [SECRET, *wall.ids["media"]]
    problems, walked = [], 0
    with httpx.Client(base_url=server.url, timeout=60) as http:
        for row, headers in itertools.product(ROUTES, ({}, stranger.headers)):
            path, method = row["path"], row["method"]
            if (ends(row) and "{" not in path) or path in ("/ws", "/metrics"):
                continue
            sent = {"Accept": "text/html", **headers} | ({} if method == "GET" else {"Sec-Fetch-Site": "same-origin"})
            pairs = wall.addresses(path) if "{" in path else [(path, address(path))]
            for (ours, theirs), query in itertools.product(pairs, queries if method == "GET" else [""]):
                query = query.format(module=wall.ids["modules"][1], name=wall.name)
                seen = http.request(method, ours + query, headers=sent)
                walked += 1
                text = seen.text + str(seen.headers)
                problems += [f"{method} {ours}{query} tells {secret}" for secret in secrets if secret in text and secret not in ours]
                if OF_THE_WALL.match(path) and not path.startswith("/api/modules/removed"):
                    missing = http.request(method, theirs + query, headers=sent)
                    if told(seen, ours + query) != told(missing, theirs + query):
                        problems.append(f"{method} {ours}{query} is told from {theirs}: {seen.status_code}, {missing.status_code}")
                http.cookies.clear()
    assert not problems, "\n".join(problems[:20])
    assert walked > 400 and wall.wall() == before, "and none of it changed anything"


def test_no_place_shows_it(wall, stranger):
    async def run():
        async with stranger.socket() as socket:
            refusals = []
            for place in (f"wall:{wall.name}", "wall:nobody-at-all", f"script:{wall.script}", "script:999999999"):
                with pytest.raises(Refused) as refused:
                    await socket.watch(place)
                refusals.append({**refused.value.error, "request_id": None})
            assert refusals == refusals[:1] * 4
            wall.send("PATCH", "/api/profile", {"status_message": SECRET + " again"})
            await socket.request("ping", {"ts": 1})
            assert SECRET not in str(socket.frames)

    asyncio.run(run())
