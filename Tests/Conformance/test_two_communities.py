"""Two communities on one Redis server never hear each other, and nobody else who may publish there is heard either.

NEOSPACE_TEST_FORGERIES sets how many forged messages are published (30,000)."""

import asyncio
import contextlib
import os
import pathlib
import random
import re
import socket
import struct
import time
import uuid

import httpx
import pytest
from neospace_client import Refused, sign_up
from neospace_server import POSTGRES, Server
from test_revocations import Staff
from test_two_nodes import SECRET, Nodes, at, database, live, postgres, redis  # noqa: F401

pytestmark = pytest.mark.skipif(POSTGRES is not None, reason="brings its own database; once is enough")
FORGERIES = int(os.environ.get("NEOSPACE_TEST_FORGERIES", "30000"))


class Stranger:
    """Somebody else on the Redis server."""

    def __init__(self, redis):
        self.connection = socket.create_connection(("127.0.0.1", redis.port), timeout=60)
        self.answers = self.connection.makefile("rb")

    @staticmethod
    def command(*words: bytes) -> bytes:
        return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)

    def answer(self):
        line = self.answers.readline().rstrip(b"\r\n")
        kind, rest = line[:1], line[1:]
        if kind == b"$":
            return self.answers.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self.answer() for _ in range(int(rest))]
        assert kind != b"-", line
        return int(rest) if kind == b":" else rest

    def ask(self, *words: bytes):
        self.connection.sendall(self.command(*words))
        return self.answer()

    def publish(self, channel: bytes, messages: list[bytes]) -> None:
        self.connection.sendall(b"".join(self.command(b"PUBLISH", channel, message) for message in messages))
        for _ in messages:
            self.answer()


def metric(server, name: str) -> float:
    return float(re.search(rf"^{name} (\S+)$", httpx.get(server.url + "/metrics", timeout=20).text, re.M)[1])


async def until(is_so, seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while not is_so():
            await asyncio.sleep(0.05)


def test_two_communities_on_one_redis_never_hear_each_other(redis):
    """Even with one secret, and with the same ids everywhere: both databases are new."""

    async def admitted(socket, count: int) -> int:
        passed = 0
        for number in range(count):
            with contextlib.suppress(Refused):
                await socket.request("post_message", {"room": "general", "content": f"{number}"})
                passed += 1
        return passed

    async def run(one, two):
        people = {}
        for server in (one, two):
            people[server] = (sign_up(server, "ada"), sign_up(server, "bob"), sign_up(server, "boss", email="admin@example.org"))
        async with contextlib.AsyncExitStack() as stack:
            async def open_(account):
                return await stack.enter_async_context(account.socket())

            here, there = await open_(people[one][0]), await open_(people[two][0])
            victim, namesake = await open_(people[one][1]), await open_(people[two][1])
            assert victim.connected["user"]["id"] == namesake.connected["user"]["id"]
            for each in (here, there, victim, namesake):
                await each.join("general")
                online = await each.event("presence", lambda data: "online" in data)
                assert {user["username"] for user in online["online"]} <= {"ada", "bob"}
            # Rooms and typing.
            await here.request("post_message", {"room": "general", "content": "for the first community"})
            await here.send("typing", {"room": "general", "on": True})
            await victim.event("typing")
            # Bans, sessions, presence.
            await asyncio.to_thread(Staff(one, people[one][2]).act, people[one][1], "ban")
            assert await victim.closed() == 4403
            # Limits and seats.
            assert await admitted(here, 12) == 9 and await admitted(there, 12) == 10
            for _ in range(9):
                await open_(people[one][0])
            for _ in range(9):
                await open_(people[two][0])
            await asyncio.sleep(12)
            assert namesake.close_code is None
            for each in (there, namesake):
                texts = [frame["data"]["content"] for frame in each.frames if frame["type"] == "new_message"]
                assert "for the first community" not in texts and len(texts) == 10
                assert not any(frame["type"] == "typing" for frame in each.frames)
                assert not any(frame["type"] == "presence" and frame["data"].get("left") for frame in each.frames)
        stranger = Stranger(redis)
        names = stranger.ask(b"KEYS", b"*") + stranger.ask(b"PUBSUB", b"CHANNELS", b"*")
        communities = {name.split(b":")[1] for name in names}
        assert all(name.startswith(b"neospace:") for name in names) and len(communities) == 2, names
        for server in (one, two):
            assert metric(server, "neospace_bus_refused_total") == metric(server, "neospace_bus_received_total") == 0
        # Names, addresses and ids of members are nowhere among the keys.
        assert not any(b"127.0.0.1" in name or b"user" in name or b"ada" in name for name in names), names

    shared = {
        "REDIS_URL": redis.url, "SECRET_KEY": SECRET, "NEOSPACE_THREADS": "1", "NEOSPACE_LIMIT_POST_MESSAGE": "10/3600",
        "NEOSPACE_LIMIT_CREDENTIALS": "off",
    }
    with Server(test_mode=False, env=shared) as one, Server(test_mode=False, env=shared) as two:
        live(run(one, two))


def test_nodes_of_one_community_agree_on_its_id_and_a_restore_gives_another(tmp_path):
    with Server(env={"REDIS_URL": "redis://127.0.0.1:1/0"}) as server:
        first = server.query("SELECT value FROM meta WHERE key = 'community'")
        assert re.fullmatch(r"[0-9a-f]{32}", first[0][0])
        server.stop()
        server.start()
        assert server.query("SELECT value FROM meta WHERE key = 'community'") == first
        assert server.command("backup", str(tmp_path / "b.db")).returncode == 0
        server.stop()
        assert server.command("restore", str(tmp_path / "b.db")).returncode == 0
        server.start()
        assert server.query("SELECT value FROM meta WHERE key = 'community'") != first


def forgeries(chance: random.Random, valid: list[bytes], count: int):
    """Random bytes, messages of real nodes with bits changed, cut, put together or played again, good shapes under bad codes."""
    extremes = [2**63 - 1, -(2**63), -1, 0, 2**53, 2**53 + 1]

    def number(value: int) -> bytes:
        return struct.pack("<q", value)

    def text(value: bytes) -> bytes:
        return number(len(value)) + value

    for index in range(count):
        good = bytearray(chance.choice(valid))
        match index % 6:
            case 0:
                yield chance.randbytes(chance.randrange(0, 300))
            case 1:
                for _ in range(chance.randrange(1, 4)):
                    good[chance.randrange(len(good))] ^= 1 << chance.randrange(8)
                yield bytes(good)
            case 2:
                yield bytes(good[: chance.randrange(len(good))])
            case 3:
                other = chance.choice(valid)
                yield bytes(good[:16]) + other[16:] + b"\0"
            case 4:
                extreme = chance.choice(extremes)
                body = b"\x01" + text(b"new_message") + b"\x01" + number(1) + number(extreme) + text(b'{"forged":true}')
                yield chance.randbytes(16) + b"\x01" + struct.pack("<Q", index) + b"\x10" + b"f" * 16 + bytes(good[42:]) + body
            case 5:
                yield bytes(good)


def test_forged_messages_show_nothing_and_harm_nobody(database, redis):
    async def run(servers):
        ada, bob = sign_up(servers[0]), sign_up(servers[1])
        room = f"forged-{uuid.uuid4().hex[:8]}"
        async with ada.socket() as here, bob.socket() as there:
            await here.request("create_room", {"name": room})
            for each in (here, there):
                await each.join(room)
            stranger, listener = Stranger(redis), Stranger(redis)
            (channel,) = await asyncio.to_thread(stranger.ask, b"PUBSUB", b"CHANNELS", b"*")
            listener.ask(b"SUBSCRIBE", channel)
            for number in range(20):
                await (here, there)[number % 2].request("post_message", {"room": room, "content": f"real {number}"})
            await until(lambda: all(sum(f["type"] == "new_message" for f in each.frames) == 20 for each in (here, there)))
            valid = [listener.answer()[2] for _ in range(20)]
            # Presence is told in batches.
            await asyncio.sleep(1.5)
            listener.connection.close()
            processes = [pathlib.Path(f"/proc/{server.process.pid}/statm") for server in servers]

            def memory() -> list[int]:
                return [int(path.read_text().split()[1]) * 4096 for path in processes]

            chance = random.Random(7)
            done, before = 0, None
            frames = [len(each.frames) for each in (here, there)]
            began = time.monotonic()
            while done < FORGERIES:
                batch = list(forgeries(chance, valid, min(2_000, FORGERIES - done)))
                await asyncio.to_thread(stranger.publish, channel, batch)
                done += len(batch)
                # A subscriber that does not keep up is cut by Redis: it is given time.
                await until(lambda: all(refused(server, done) for server in servers), 120)
                if before is None:
                    before = memory()
            took = time.monotonic() - began
            grown = [after - start for after, start in zip(memory(), before)]
            print(f"\n{FORGERIES} forged messages in {took:.1f} s, memory grew by {[round(size / 2**20, 1) for size in grown]} MiB")
            assert all(size < 48 * 2**20 for size in grown)
            for each, count in zip((here, there), frames):
                assert each.close_code is None
                assert all(frame["type"] in ("unread",) for frame in each.frames[count:]), each.frames[count:]
            # And all goes on as before.
            await here.request("post_message", {"room": room, "content": "after"})
            await there.event("new_message", lambda data: data["content"] == "after")
            async with at(ada, servers[1]).socket() as fresh:
                _, pages = await fresh.join(room)
                assert len(pages[0]["messages"]) == 21
        for server in servers:
            lines = server.log_text().count("bus_messages_refused")
            assert 1 <= lines <= 2 + took / 60, lines
            assert "forged" not in server.log_text()

    def refused(server, count: int) -> bool:
        # Each node skips what bears its own name; what is played again of its own is not counted.
        return metric(server, "neospace_bus_refused_total") >= count * 0.6

    with Nodes(database, redis.url) as servers:
        live(run(servers))
