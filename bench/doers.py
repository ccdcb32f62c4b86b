"""Members who do everything a member can do, each at their own pace, on any node: talk, build walls, write scripts and stories, upload, download.

A program of its own, run by soak.py with aiohttp. Reads its task as a line of JSON, makes the members and what they own, prints `{"made": …}`, goes on
until the line `end`, and prints what was asked how often and what failed. Whatever is answered with another status than expected is a failure."""

import asyncio
import collections
import contextlib
import io
import itertools
import json
import random
import re
import struct
import sys
import time
import uuid
import wave
import zlib

import aiohttp

MEMBERS = 24
ROOMS = 5
# Each member does something this often, in seconds.
PAUSE = 0.8
# The members whose walls, scripts, stories and patterns are watched.
WATCHED = 5
WORDS = "wheelbarrow shelf radio twine jar mill lamp kettle ladder spade cellar garden rain wheel bread river".split()
NEWS = {"connected", "new_message", "message_edited", "message_deleted", "message_reacted", "presence", "typing", "unread", "conversation", "message_read",
        "changed", "signal", "site"}  # fmt: skip
HTML = "text/html"
PAGES = [
    "/", "/tasks", "/tasks/new", "/feed", "/lobby", "/people", "/rooms", "/messages", "/messages/new", "/notifications", "/cats", "/cats/miso",
    "/cats/miso/ledger", "/codeground", "/song", "/follows", "/settings", "/settings/profile", "/settings/media", "/settings/notifications",
    "/settings/cats", "/dashboard", "/internals", "/rules", "/standing", "/appearance", "/search?q=wheelbarrow", "/people?q=m1", "/rooms/general",
    "/rooms/growing", "/sidebar/rooms", "/openapi.json", "/manifest.webmanifest", "/health", "/relations/hidden.css", "/reports",
]  # fmt: skip


class Refused(Exception):
    """The answer was not among those expected; it is counted where it happened."""


def picture(chance: random.Random) -> bytes:
    """A PNG of noise, so that no two are the same file."""
    side = chance.choice((40, 80, 160))
    rows = b"".join(b"\0" + chance.randbytes(side * 3) for _ in range(side))

    def part(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) + part(b"IDAT", zlib.compress(rows, 1)) + part(b"IEND", b"")


def sound(chance: random.Random) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setparams((1, 2, 22_050, 0, "NONE", ""))
        wav.writeframes(chance.randbytes(22_050 * 2))
    return file.getvalue()


class Socket:
    """One socket, opened again whenever it is lost. `ask` gives the answer, whatever its type; news are dropped."""

    def __init__(self, member: "Member"):
        self.member, self.numbers = member, itertools.count(1)
        self.answers: dict[str, asyncio.Future] = {}
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self.reading: asyncio.Task | None = None

    async def open(self) -> None:
        self.socket = await self.member.session.ws_connect(self.member.url() + "/ws", headers=self.member.headers, max_msg_size=0)
        self.reading = asyncio.create_task(self.read(self.socket))

    async def read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            frame = json.loads(message.data)
            answer = self.answers.pop(frame.get("meta", {}).get("request_id", ""), None) if frame["type"] not in NEWS else None
            if answer and not answer.done():
                answer.set_result(frame)
        for answer in self.answers.values():
            answer.cancel()
        self.answers.clear()

    async def close(self) -> None:
        if self.socket:
            await self.socket.close()
            await self.reading

    async def tell(self, type_: str, data: dict) -> None:
        """What is never answered."""
        if self.socket is not None and not self.socket.closed:
            await self.socket.send_json({"v": 1, "type": type_, "data": data})

    async def ask(self, type_: str, data: dict, allowed: tuple[str, ...] = ()) -> dict:
        if self.socket is None or self.socket.closed:
            await self.open()
        number = uuid.uuid4().hex
        answer = self.answers[number] = asyncio.get_running_loop().create_future()
        await self.socket.send_json({"v": 1, "type": type_, "data": data, "meta": {"request_id": number}})
        frame = await asyncio.wait_for(answer, 30)
        code = frame["data"].get("code", "") if frame["type"] == "error" else ""
        self.member.world.asked[f"socket {type_}"] += 1
        if code and code not in allowed:
            raise self.member.world.refused(f"socket {type_} {code}", json.dumps(frame["data"]))
        return {} if code else frame["data"]


class World:
    def __init__(self, task: dict, session: aiohttp.ClientSession):
        self.urls, self.session, self.chance = task["urls"], session, random.Random(11)
        self.asked: collections.Counter[str] = collections.Counter()
        self.failed: collections.Counter[str] = collections.Counter()
        self.examples: dict[str, str] = {}
        self.members: list[Member] = []
        self.keys: list[str] = []
        self.rooms = [f"soak-{number}" for number in range(ROOMS)]
        self.said: dict[str, collections.deque] = {room: collections.deque(maxlen=20) for room in self.rooms}
        self.ends = False

    def refused(self, what: str, text: str) -> Refused:
        self.failed[what] += 1
        self.examples.setdefault(what, text[:400])
        return Refused(what)

    def text(self, count: int = 12) -> str:
        return " ".join(self.chance.choices(WORDS, k=count))

    def other(self, than: "Member") -> "Member":
        return self.chance.choice([one for one in self.members if one is not than])


class Member:
    def __init__(self, world: World, name: str):
        self.world, self.name, self.session = world, name, world.session
        self.headers: dict[str, str] = {}
        self.live = Socket(self)
        self.modules: list[int] = []
        self.tasks: list[int] = []
        self.messages: list[tuple[str, int]] = []
        self.media: list[dict] = []
        self.verses: dict[int, dict] = {}

    def url(self) -> str:
        return self.world.chance.choice(self.world.urls)

    async def ask(self, method: str, path: str, body: object = None, expect: tuple[int, ...] = (200, 201), accept: str = "application/json", **more: object):
        """The `data` of JSON, the bytes of everything else; nothing when the status is another one that is expected."""
        headers = {**self.headers, "Accept": accept}
        async with self.session.request(method, self.url() + path, json=body, headers=headers, allow_redirects=False, **more) as answer:
            content = await answer.read()
            shape = re.sub(r"[0-9a-f]{8}-[0-9a-f-]+|(?<=[/:@])m?\d+", "…", path.split("?")[0])
            self.world.asked[f"{method} {shape}"] += 1
            if answer.status not in expect:
                raise self.world.refused(f"{method} {shape} {answer.status}", content.decode(errors="replace"))
            if answer.status not in (200, 201) or answer.content_type != "application/json":
                return content
            found = json.loads(content)
            return found.get("data", found) if isinstance(found, dict) else found

    # What a member owns before it begins

    async def arrive(self, email: str = "") -> None:
        body = {"name": self.name.title(), "username": self.name, "email": email or f"{self.name}@example.org", "password": "correct horse"}
        made = await self.ask("POST", "/api/auth/signup", body)
        self.headers = {"Authorization": f"Bearer {made['token']}"}

    async def settle(self) -> None:
        for room in self.world.rooms:
            await self.live.ask("join_room", {"room": room})
        self.script = (await self.ask("POST", "/api/scripts", {"runtime": "sketch", "title": self.world.text(3)}))["script"]["id"]
        self.draft = (await self.ask("GET", f"/api/scripts/{self.script}/draft"))["draft"]["version"]
        await self.publish()
        self.story = (await self.ask("POST", "/api/song/stories", {"title": self.world.text(3), "visibility": "members"}))["story"]
        root = (await self.ask("GET", f"/api/song/verses/{self.story['root']}"))["verse"]
        self.verses = {root["id"]: root}
        self.pattern = (await self.ask("POST", "/api/song/patterns", {"title": self.world.text(2), "visibility": "members"}))["pattern"]
        await self.ask("POST", "/terms/agree")

    async def leave(self) -> None:
        await self.live.close()

    # What it does

    async def talk(self) -> None:
        room = self.world.chance.choice(self.world.rooms)
        said = self.world.said[room]
        content, more = self.world.text(), {}
        if self.world.chance.random() < 0.1:
            content += f" @{self.world.other(self).name}"
        if said and self.world.chance.random() < 0.2:
            more = {"reply_to": self.world.chance.choice(said)}
        await self.live.tell("typing", {"room": room, "on": True})
        # What is answered may be deleted meanwhile.
        ack = await self.live.ask("post_message", {"room": room, "content": content, **more}, ("NOT_FOUND",))
        if ack:
            said.append(ack["id"])
            self.messages.append((room, ack["id"]))
            await self.live.ask("mark_read", {"room": room, "id": ack["id"]})

    async def reconsider(self) -> None:
        if not self.messages:
            return
        room, id_ = self.messages.pop(self.world.chance.randrange(len(self.messages)))
        await self.live.ask("edit_message", {"id": id_, "content": self.world.text()})
        await self.ask("GET", f"/rooms/{room}/messages/{id_}", accept=HTML)
        if self.world.chance.random() < 0.3:
            if id_ in self.world.said[room]:
                self.world.said[room].remove(id_)
            await self.live.ask("delete_message", {"id": id_})

    async def react(self) -> None:
        if said := self.world.said[self.world.chance.choice(self.world.rooms)]:
            emoji = self.world.chance.choice("👍🌧🎉")
            await self.live.ask("react", {"id": self.world.chance.choice(said), "emoji": emoji, "on": self.world.chance.random() < 0.7}, ("GONE",))

    async def read_back(self) -> None:
        room = self.world.chance.choice([*self.world.rooms, "growing"])
        await self.ask("GET", f"/rooms/{room}", accept=HTML, expect=(200,))
        await self.live.ask("list_rooms", {})

    async def write_in_private(self) -> None:
        other = self.world.other(self)
        opened = await self.live.ask("open_conversation", {"usernames": [other.name]})
        ack = await self.live.ask("post_message", {"room": opened["room"], "content": self.world.text()})
        await self.live.ask("edit_message", {"id": ack["id"], "content": self.world.text()})
        await self.ask("GET", f"/messages/{opened['id']}", accept=HTML)
        await self.ask("GET", f"/api/search?q={self.world.chance.choice(WORDS)}&room={opened['room']}")

    async def build(self) -> None:
        chance, what = self.world.chance, self.world.chance.random()
        if len(self.modules) < 8 or what < 0.15:
            contents = [
                {"kind": "text", "content": {"text": self.world.text(30)}},
                {"kind": "link", "content": {"url": "https://example.org/", "title": self.world.text(2), "look": "row"}},
                {"kind": "html", "content": {"html": f"<p>{self.world.text()}</p>", "title": "A page", "height": 100}},
                {"kind": "script", "content": {"script": self.script, "number": 1}},
                {"kind": "song", "content": {"story": self.story["id"]}},
            ]
            pictures = [one for one in self.media if one["kind"] == "image"]
            if pictures:
                contents.append({"kind": "image", "content": {"media_id": pictures[-1]["id"], "alt": "noise"}})
            made = await self.ask("POST", "/api/modules", chance.choice(contents))
            self.modules.append(made["module"]["id"])
        elif what < 0.5:
            texts = [one for one in self.modules[-3:]]
            module = (await self.ask("GET", f"/api/modules/{chance.choice(texts)}"))["module"]
            if module["kind"] == "text":
                await self.ask("PUT", f"/api/modules/{module['id']}", {"content": {"text": self.world.text(30)}})
        elif what < 0.7:
            one, after = chance.sample(self.modules, 2)
            await self.ask("POST", f"/api/modules/{one}/move", {"after": after})
        elif what < 0.85:
            one = self.modules.pop(0)
            await self.ask("DELETE", f"/api/modules/{one}")
            if chance.random() < 0.3:
                # A file that it shows may be deleted by now.
                await self.ask("POST", f"/api/modules/{one}/restore", expect=(200, 410))
                await self.ask("DELETE", f"/api/modules/{one}", expect=(200, 404))
        else:
            await self.ask("PATCH", "/api/profile", {"status_message": self.world.text(3), "bio": self.world.text(6)})

    async def visit(self) -> None:
        wall = self.world.other(self).name
        await self.ask("GET", f"/@{wall}", accept=HTML)
        if self.world.chance.random() < 0.5:
            place = {"kind": "art", "art": "beans", "x": self.world.chance.randrange(100), "y": 50}
            made = await self.ask("POST", f"/api/walls/{wall}/stickers", place)
            await self.ask("PATCH", f"/api/stickers/{made['sticker']['id']}", {"x": 20, "rotation": 15})
            await self.ask("DELETE", f"/api/stickers/{made['sticker']['id']}")
        else:
            made = await self.ask("POST", f"/api/walls/{wall}/guestbook", {"text": self.world.text(5)})
            if self.world.chance.random() < 0.7:
                await self.ask("DELETE", f"/api/guestbook/{made['entry']['id']}")

    async def upload(self) -> None:
        is_picture = self.world.chance.random() < 0.8
        form = aiohttp.FormData()
        form.add_field("file", picture(self.world.chance) if is_picture else sound(self.world.chance), filename="x.png" if is_picture else "x.wav")
        made = (await self.ask("POST", "/api/media", data=form))["media"]
        await self.ask("GET", f"/media/{made['id']}/" + ("320.webp" if is_picture else "audio.mp3"))
        if self.world.chance.random() < 0.4:
            room = self.world.chance.choice(self.world.rooms)
            ack = await self.live.ask("post_message", {"room": room, "content": "", "media": [{"id": made["id"], "alt": "noise"}]})
            await self.live.ask("delete_message", {"id": ack["id"]})
            return
        self.media.append(made)
        if len(self.media) > 5:
            # Something on the wall may show it.
            await self.ask("DELETE", f"/api/media/{self.media.pop(0)['id']}", expect=(200, 409))

    async def publish(self) -> None:
        saved = await self.ask("PUT", f"/api/scripts/{self.script}/draft", {"code": f"circle(1, 2, 3); // {self.world.text(40)}\n", "base_version": self.draft})
        self.draft = saved["draft"]["version"]
        await self.ask("POST", f"/api/scripts/{self.script}/revisions", {"base_version": self.draft, "note": self.world.text(2)})

    async def write_code(self) -> None:
        lines = "".join(f"line({number}, {self.world.chance.randrange(1000)});\n" for number in range(200))
        saved = await self.ask("PUT", f"/api/scripts/{self.script}/draft", {"code": lines, "base_version": self.draft})
        self.draft = saved["draft"]["version"]
        await self.ask("GET", f"/api/scripts/{self.script}/diff?from=1&to=draft")
        await self.ask("GET", f"/codeground/{self.script}/history", accept=HTML)
        if self.world.chance.random() < 0.1:
            await self.publish()

    async def read_code(self) -> None:
        other = self.world.other(self).script
        await self.ask("GET", f"/codeground/{other}", accept=HTML)
        await self.ask("GET", f"/run/{other}/1", accept=HTML)
        await self.ask("GET", "/api/scripts?order=title")
        if self.world.chance.random() < 0.1:
            fork = (await self.ask("POST", f"/api/scripts/{other}/fork", {}))["script"]["id"]
            await self.ask("GET", f"/api/scripts/{other}/lineage")
            await self.ask("DELETE", f"/api/scripts/{fork}")

    async def write_verse(self) -> None:
        chance, base = self.world.chance, f"/api/song/stories/{self.story['id']}"
        if len(self.verses) < 40 and chance.random() < 0.3:
            full = [one for one in self.verses.values() if len(one["choices"]) < 7]
            made = await self.ask("POST", f"{base}/verses", {
                "title": f"{self.world.text(2)} {uuid.uuid4().hex[:8]}", "body": self.world.text(60), "ending": True, "from": chance.choice(full)["id"],
            })  # fmt: skip
            for verse in (made["verse"], made["from"]):
                self.verses[verse["id"]] = verse
            return
        verse = chance.choice(list(self.verses.values()))
        body = {"base_version": verse["version"], "title": verse["title"], "body": self.world.text(80), "choices": verse["choices"], "ending": verse["ending"]}
        self.verses[verse["id"]] = (await self.ask("PUT", f"/api/song/verses/{verse['id']}", body))["verse"]
        await self.ask("GET", f"/song/verses/{verse['id']}/history", accept=HTML)
        for part in ("map", "check", "export.json"):
            await self.ask("GET", f"{base}/{part}")

    async def read_story(self) -> None:
        story = self.world.other(self).story["id"]
        await self.ask("GET", f"/song/stories/{story}", accept=HTML)
        play = f"/api/song/stories/{story}/play"
        reading = (await self.ask("GET", play))["reading"]
        # The keeper may change the verse in between.
        if reading["choices"]:
            step = {"step": reading["step"], "action": "choose", "choice": reading["choices"][0]["id"]}
        else:
            step = {"step": reading["step"], "action": "restart"}
        await self.ask("POST", play, step, expect=(200, 409, 422))
        await self.ask("GET", f"/song/stories/{story}/play", accept=HTML)

    async def propose(self) -> None:
        story = self.world.other(self).story
        branch = {"from": story["root"], "label": self.world.text(2), "verses": [{"title": f"P {uuid.uuid4().hex[:8]}", "body": self.world.text(30)}]}
        made = (await self.ask("POST", f"/api/song/stories/{story['id']}/proposals", branch))["proposal"]["id"]
        await self.ask("GET", f"/song/proposals/{made}", accept=HTML)
        await self.ask("POST", f"/api/song/proposals/{made}/withdraw")

    async def compose(self) -> None:
        loop = {**self.pattern["loop"], "bpm": self.world.chance.randrange(60, 200)}
        if self.pattern["revision"] < 480:
            changed = await self.ask("PATCH", f"/api/song/patterns/{self.pattern['id']}", {"base_version": self.pattern["version"], "loop": loop})
            self.pattern = changed["pattern"]
        await self.ask("GET", f"/api/song/patterns/{self.pattern['id']}/r/1/loop.mid")

    async def pet(self) -> None:
        cat = self.world.chance.choice(["beans", "miso", "tofu", "ash", "delta", "patch", "static", "hex", "null", "root", "glitch", "neon"])
        await self.live.ask("signal", {"place": "cats", "name": "pet", "cat": cat}, ("RATE_LIMITED",))
        await self.ask("GET", f"/cats/{cat}", accept=HTML)
        # Cats notice what is refused.
        await self.ask("POST", "/api/tasks", {"title": ""}, expect=(422,))

    async def download(self) -> None:
        if not self.world.keys:
            return
        token = (await self.ask("POST", "/redeem", {"key_value": self.world.keys.pop()}))["download_token"]
        content = await self.ask("GET", f"/download?token={token}")
        if len(content) != 1 << 20:
            raise self.world.refused("a download that is too short", str(len(content)))
        await self.ask("POST", "/review", {"project_link": "https://example.org/", "review_text": self.world.text()})

    async def take_note(self) -> None:
        found = await self.ask("GET", "/api/notifications")
        if found["notifications"]:
            await self.ask("POST", "/api/notifications/read", {"up_to": found["notifications"][0]["last"]})
            await self.ask("DELETE", f"/api/notifications/{found['notifications'][-1]['id']}", expect=(200, 404))
        other = self.world.other(self).name
        await self.ask("PUT", f"/api/people/{other}/follow")
        if self.world.chance.random() < 0.5:
            await self.ask("DELETE", f"/api/people/{other}/follow")

    async def plan(self) -> None:
        self.tasks.append((await self.ask("POST", "/api/tasks", {"title": self.world.text(3)}))["task"]["id"])
        await self.ask("PATCH", f"/api/tasks/{self.world.chance.choice(self.tasks)}/complete")
        if len(self.tasks) > 30:
            await self.ask("DELETE", f"/api/tasks/{self.tasks.pop(0)}")

    async def look(self) -> None:
        # "/" leads members to their rooms.
        await self.ask("GET", self.world.chance.choice(PAGES), accept=HTML, expect=(200, 303))

    async def search(self) -> None:
        await self.ask("GET", f"/api/search?q={'+'.join(self.world.chance.sample(WORDS, 2))}")
        await self.ask("GET", f"/search?q={self.world.chance.choice(WORDS)}", accept=HTML)

    async def read_feed(self) -> None:
        await self.ask("GET", "/api/feed")
        await self.ask("GET", "/feed", accept=HTML)
        await self.ask("GET", f"/avatars/{self.world.chance.randint(1, 20)}")

    async def come_and_go(self) -> None:
        """Another session of the same member; and once in a while its socket is a new one."""
        await self.ask("POST", "/api/auth/signin", {"email": f"{self.name}@example.org", "password": "wrong horse"}, expect=(401,))
        entered = await self.ask("POST", "/api/auth/signin", {"email": f"{self.name}@example.org", "password": "correct horse"})
        headers, self.headers = self.headers, {"Authorization": f"Bearer {entered['token']}"}
        await self.ask("POST", "/api/auth/signout")
        self.headers = headers
        await self.live.close()

    DEEDS = {
        talk: 20, reconsider: 6, react: 8, read_back: 6, write_in_private: 6, build: 12, visit: 8, upload: 1, write_code: 4, read_code: 4, write_verse: 6,
        read_story: 4, propose: 1, compose: 2, pet: 2, download: 0.5, take_note: 4, plan: 4, look: 20, search: 4, read_feed: 4, come_and_go: 0.3,
    }  # fmt: skip

    async def go_on(self) -> None:
        chance = self.world.chance
        while not self.world.ends:
            await asyncio.sleep(chance.expovariate(1 / PAUSE))
            deed = chance.choices(list(self.DEEDS), list(self.DEEDS.values()))[0]
            # What was refused is counted; the next deed is another one.
            with contextlib.suppress(Refused):
                try:
                    await deed(self)
                except (aiohttp.ClientError, TimeoutError, asyncio.CancelledError, KeyError) as error:
                    if self.world.ends:
                        return
                    raise self.world.refused(f"{deed.__name__}: {type(error).__name__}", str(error)) from error


class Keeper(Member):
    """The administrator, who hands out keys and looks at the place."""

    async def go_on(self) -> None:
        while not self.world.ends:
            with contextlib.suppress(Refused):
                if len(self.world.keys) < 10:
                    made = await self.ask("POST", "/admin/keys/generate", {"count": 20})
                    self.world.keys += [one["key_value"] for one in made]
                for path in ("/admin", "/admin/figures", "/admin/keys", "/admin/reports", "/admin/log", "/admin/users", "/metrics"):
                    await self.ask("GET", path, accept=HTML)
            await asyncio.sleep(2)


async def run() -> None:
    task = json.loads(sys.stdin.readline())
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:
        world = World(task, session)
        keeper = Keeper(world, "keeper")
        await keeper.arrive("admin@example.org")
        for room in world.rooms:
            await keeper.live.ask("create_room", {"name": room})
        world.members = [Member(world, f"m{number}") for number in range(MEMBERS)]
        for member in world.members:
            await member.arrive()
            await member.settle()
        watched = world.members[:WATCHED]
        places = [f"wall:{one.name}" for one in watched] + [f"script:{one.script}" for one in watched[:2]] + [f"story:{one.story['id']}" for one in watched[:2]]
        places += [f"pattern:{one.pattern['id']}" for one in watched[:2]] + ["cats", "lobby", "feed"]
        print(json.dumps({"made": {"rooms": world.rooms, "places": places}}), flush=True)
        began = time.monotonic()
        going = [asyncio.create_task(one.go_on()) for one in [keeper, *world.members]]
        assert await asyncio.to_thread(sys.stdin.readline) == "end\n"
        world.ends = True
        await asyncio.gather(*going)
        seconds = time.monotonic() - began
        for one in [keeper, *world.members]:
            await one.leave()
        print(json.dumps({"seconds": seconds, "requests": world.asked.total(), "kinds": world.asked, "failures": world.failed, "examples": world.examples}), flush=True)


asyncio.run(run())
