"""Members who watch: each socket views a room, the member's own place and one place more, is cut now and then, and comes back with its cursors.
At the end what each has made of what it heard is compared with a fresh look.

A program of its own, run by soak.py with aiohttp. Reads its task as a line of JSON, prints `{"watching": …}` when everybody has caught up, goes on
until the line `end`, and prints what it found."""

import asyncio
import collections
import contextlib
import hashlib
import json
import pathlib
import random
import sys
import time

import aiohttp

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests/Support"))
from folds import MESSAGE_EVENTS, Fold, PlaceFold  # noqa: E402

# A socket lives so long on average.
LIFE = 60
# A node that missed an event and hears of no other compares its places with the database every 4 s.
HEALED_AFTER = 10
# A cat's object says what it feels at the moment it is written, so of cats only the numbers are compared.
OF_THE_MOMENT = {"cat"}


class Reader:
    """Most frames come to a hundred sockets with the same bytes: each is taken apart once. Of an object nothing is kept but a digest."""

    def __init__(self) -> None:
        self.known: collections.OrderedDict[str, dict] = collections.OrderedDict()

    def read(self, text: str) -> dict:
        frame = self.known.get(text)
        if frame is None:
            frame = self.reduced(json.loads(text))
            # Pages are for one socket.
            if len(text) < 16_384:
                self.known[text] = frame
            if len(self.known) > 2_000:
                self.known.popitem(last=False)
        return frame

    def reduced(self, frame: dict) -> dict:
        data = frame["data"]
        if frame["type"] in MESSAGE_EVENTS:
            data = self.mark(data)
        elif frame["type"] == "changed":
            data = data | {"object": self.mark(data["object"])}
        for key in ("messages", "objects"):
            if key in data:
                data = data | {key: [self.mark(one) for one in data[key]]}
        return {"type": frame["type"], "data": data}

    @staticmethod
    def mark(one: dict) -> dict:
        whole = "" if one.get("type") in OF_THE_MOMENT else json.dumps(one, sort_keys=True)
        head = {key: one[key] for key in ("type", "id", "seq", "deleted", "room") if key in one}
        return head | {"digest": hashlib.blake2b(whole.encode(), digest_size=8).hexdigest()}


class Copies:
    """What a socket has of its room, its own place and the other place."""

    def __init__(self, room: str, place: str):
        self.room, self.messages = room, Fold()
        self.places = {"me": PlaceFold(), place: PlaceFold()}

    def take(self, frame: dict) -> None:
        kind, data = frame["type"], frame["data"]
        if kind in MESSAGE_EVENTS and data["room"] == self.room:
            assert data["seq"] > self.messages.cursor, f"{self.room}: {data['seq']} after {self.messages.cursor}"
            self.messages.frames([frame], self.room)
        elif kind == "backfill" and data["room"] == self.room:
            assert not data.get("reset"), f"{self.room}: reset"
            self.messages.page(data)
        elif kind in ("changes", "changed"):
            assert not data.get("reset"), f"{data['place']}: reset"
            self.places[data["place"]].frame(frame, data["place"])

    def state(self, place: str) -> dict:
        """By object: its number and its digest."""
        if place == self.room:
            return {id_: (one["seq"], one["digest"]) for id_, one in self.messages.messages.items()}
        return {f"{key[0]} {key[1]}": (one["seq"], one["digest"]) for key, one in self.places[place].objects.items()}


class Watcher:
    def __init__(self, crowd: "Crowd", url: str, token: str, room: str, place: str):
        self.crowd, self.url, self.place = crowd, url, place
        self.headers = {"Authorization": f"Bearer {token}"}
        self.copies = Copies(room, place)
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self.waits: set[str] = set()
        self.caught_up = asyncio.Event()

    async def follow(self) -> None:
        """Until the crowd ends: connects, catches up, listens, is cut."""
        while not self.crowd.ends:
            try:
                await self.visit(self.copies)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                self.crowd.fails(f"a socket: {type(error).__name__} {error}")
                await asyncio.sleep(0.5)
            except AssertionError as error:
                # It goes on with what it has.
                self.crowd.fails(f"what a socket heard: {error}")

    async def visit(self, copies: Copies, *, is_brief: bool = False) -> None:
        """One socket, until it is cut. A brief one ends when it has caught up."""
        socket = await self.crowd.session.ws_connect(self.url + "/ws", headers=self.headers, max_msg_size=0)
        transport, cut = socket._response.connection.transport, False

        def end() -> None:
            nonlocal cut
            if not self.crowd.settles:
                cut = True
                transport.abort()

        timer = asyncio.get_running_loop().call_later(self.crowd.chance.expovariate(1 / LIFE), end)
        waits, began = {copies.room, *copies.places}, time.monotonic()
        try:
            await self.ask(socket, copies)
            async for message in socket:
                frame = self.crowd.reader.read(message.data)
                copies.take(frame)
                data = frame["data"]
                assert frame["type"] not in ("error", "place_closed", "room_removed", "session_ended"), frame
                if frame["type"] in ("changes", "backfill") and data["complete"] and waits:
                    waits.discard(data.get("place") or data["room"])
                    if not waits and is_brief:
                        return
                    if not waits:
                        self.caught_up.set()
                        self.crowd.returns.append(time.monotonic() - began)
                self.crowd.frames += 1
            assert cut or self.crowd.ends, f"closed by the server: {socket.close_code}"
        except aiohttp.ClientConnectionResetError:
            # It was cut in the middle of a question.
            if not cut:
                raise
        finally:
            timer.cancel()
            transport.abort()
            self.crowd.cuts += cut

    async def ask(self, socket: aiohttp.ClientWebSocketResponse, copies: Copies) -> None:
        epoch = self.crowd.epoch
        asked = [("join_room", {"room": copies.room, "epoch": epoch, "after_seq": copies.messages.cursor})]
        asked += [("watch", {"place": place, "epoch": epoch, "after_seq": fold.cursor or 0}) for place, fold in copies.places.items()]
        for number, (type_, data) in enumerate(asked):
            await socket.send_json({"v": 1, "type": type_, "data": data, "meta": {"request_id": f"w{number}"}})


class Crowd:
    def __init__(self, task: dict, session: aiohttp.ClientSession):
        self.session, self.reader, self.chance = session, Reader(), random.Random(7)
        self.ends = self.settles = False
        self.frames = self.cuts = 0
        self.returns: list[float] = []
        self.failures: collections.Counter[str] = collections.Counter()
        self.epoch = ""
        self.watchers = [Watcher(self, one["url"], one["token"], one["room"], one["place"]) for one in task["watchers"]]

    def fails(self, what: str) -> None:
        self.failures[what] += 1

    async def learn_epoch(self) -> None:
        first = self.watchers[0]
        async with self.session.ws_connect(first.url + "/ws", headers=first.headers) as socket:
            await socket.send_json({"v": 1, "type": "watch", "data": {"place": "me"}, "meta": {"request_id": "e"}})
            async for message in socket:
                frame = json.loads(message.data)
                if frame["type"] == "watching":
                    self.epoch = frame["data"]["epoch"]
                    return

    async def look_again(self) -> dict[str, tuple[int, list]]:
        """For each place that is watched: how many objects a fresh look finds, and where watchers differ from it. What is a member's own is looked at by
        each, everything else once: it is the same bytes for all."""
        fresh: dict[str, dict] = {}
        found: dict[str, tuple[int, list]] = {}
        for start in range(0, len(self.watchers), 50):
            some = self.watchers[start : start + 50]
            looks = [Copies(one.copies.room, one.place) for one in some]
            for one, look in zip(some, looks, strict=True):
                # A room that somebody looked at already is not read again.
                if one.copies.room in fresh:
                    look.messages.cursor = one.copies.messages.cursor
            await asyncio.gather(*(one.visit(look, is_brief=True) for one, look in zip(some, looks, strict=True)))
            for one, look in zip(some, looks, strict=True):
                for place in (one.copies.room, one.place, "me"):
                    now = look.state(place) if place == "me" else fresh.setdefault(place, look.state(place))
                    had = one.copies.state(place)
                    differing = [[place, key, had.get(key), now.get(key)] for key in had.keys() | now.keys() if had.get(key) != now.get(key)]
                    count, all_ = found.get(place, (0, []))
                    found[place] = (max(count, len(now)), all_ + differing)
        return found


async def run() -> None:
    task = json.loads(sys.stdin.readline())
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        crowd = Crowd(task, session)
        await crowd.learn_epoch()
        following = []
        for start in range(0, len(crowd.watchers), 50):
            some = crowd.watchers[start : start + 50]
            following += [asyncio.create_task(one.follow()) for one in some]
            try:
                await asyncio.wait_for(asyncio.gather(*(one.caught_up.wait() for one in some)), 300)
            except TimeoutError:
                sys.exit(f"not everybody has caught up: {dict(crowd.failures)}")
        print(json.dumps({"watching": len(crowd.watchers)}), flush=True)
        assert await asyncio.to_thread(sys.stdin.readline) == "end\n"
        # From now on nobody is cut; who is away comes back.
        crowd.settles = True
        found: dict[str, tuple[int, list]] = {}
        differing: list = []
        for _ in range(3):
            await asyncio.sleep(HEALED_AFTER)
            found = await crowd.look_again()
            differing = [each for _, all_ in found.values() for each in all_]
            if not differing:
                break
        crowd.ends = True
        for one in following:
            one.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*following)
        returns = sorted(crowd.returns)
        print(json.dumps({
            "frames": crowd.frames, "cuts": crowd.cuts, "failures": crowd.failures, "differing": len(differing), "differences": differing[:10],
            "objects": sum(count for count, _ in found.values()), "p50": returns[len(returns) // 2] * 1e3, "max": returns[-1] * 1e3,
        }), flush=True)  # fmt: skip


asyncio.run(run())
