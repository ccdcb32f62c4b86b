"""What is taken away on one node is over on the others, whatever becomes of the messages between them: within 15 s while Redis is away,
at once when it is back or never left."""

import asyncio
import contextlib
import re
import time
import uuid

import httpx
import pytest
from neospace_client import Refused, moderate, sign_up
from neospace_server import POSTGRES
from test_two_nodes import Nodes, at, database, live, postgres, redis  # noqa: F401

pytestmark = pytest.mark.skipif(POSTGRES is not None, reason="brings its own database; once is enough")
BOUND = 15
# What is told by Redis is over in a moment, also where much else is to be done.
AT_ONCE = 8


class Staff:
    """An administrator's browser on one node."""

    def __init__(self, server, account):
        self.http = httpx.Client(
            base_url=server.url, cookies={"session": account.token}, headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}, timeout=20
        )

    def act(self, member, deed: str, **fields: str) -> None:
        if deed in ("ban", "mute"):
            assert moderate(self.http, deed, member.username, int(fields.get("minutes", 0)) or None).status_code == 201
            return
        path = re.search(r'href="(/admin/users/\d+)"', self.http.get("/admin/users", params={"q": member.username}).text)[1]
        assert self.http.post(f"{path}/{deed}", data=fields).status_code == 303


class World:
    """Members whose sockets are on the second node, all in one private room that the owner made; everything is taken away on the first."""

    names = ("removed", "banned", "ended", "muted", "demoted", "denied", "staying")

    def __init__(self, servers):
        self.here, self.there = servers
        self.room = f"den-{uuid.uuid4().hex[:10]}"
        self.members = {name: sign_up(self.here) for name in self.names}
        self.owner = sign_up(self.here)
        self.staff = Staff(self.here, sign_up(self.here, email="admin@example.org"))
        self.staff.act(self.members["demoted"], "role", role="moderator")
        self.sockets: dict = {}
        self.number = 0

    async def open(self, stack: contextlib.AsyncExitStack) -> None:
        self.owner_socket = await stack.enter_async_context(self.owner.socket())
        await self.owner_socket.request("create_room", {"name": self.room, "kind": "private"})
        for name, member in self.members.items():
            await self.owner_socket.request("add_member", {"room": self.room, "username": member.username})
            socket = await stack.enter_async_context(at(member, self.there).socket())
            await socket.join(self.room)
            self.sockets[name] = socket

    async def revoke(self) -> None:
        await self.owner_socket.request("remove_member", {"room": self.room, "username": self.members["removed"].username})

        def over_http() -> None:
            self.staff.act(self.members["banned"], "ban")
            self.staff.act(self.members["muted"], "mute", minutes="60")
            self.staff.act(self.members["demoted"], "role", role="member")
            self.staff.act(self.members["denied"], "exceptions", permission="read_room", effect="deny")
            ended = self.members["ended"]
            with httpx.Client(base_url=self.here.url, headers=ended.headers, timeout=20) as http:
                assert http.post("/logout").status_code in (200, 303)

        await asyncio.to_thread(over_http)

    async def post(self) -> str:
        self.number += 1
        text = f"secret {self.number} {uuid.uuid4().hex}"
        await self.owner_socket.request("post_message", {"room": self.room, "content": text})
        return text

    def heard(self, name: str, text: str) -> bool:
        return any(frame["type"] == "new_message" and frame["data"]["content"] == text for frame in self.sockets[name].frames)

    async def refused(self, name: str, type_: str, data: dict) -> bool:
        try:
            await self.sockets[name].request(type_, data)
            return False
        except Refused as refused:
            assert refused.code == "FORBIDDEN", refused
            return True

    async def over(self, bound: float) -> dict[str, float]:
        """Waits until all of it is over, for at most the bound; how long each took."""
        began = time.monotonic()
        took: dict[str, float] = {}
        deadline = began + bound

        async def until(name: str, is_over) -> None:
            while not await is_over():
                assert time.monotonic() < deadline, f"{name} is not over after {bound} s"
                await asyncio.sleep(0.05)
            took[name] = round(time.monotonic() - began, 2)

        async def closed(name: str, code: int) -> bool:
            assert self.sockets[name].close_code in (None, code)
            return self.sockets[name].close_code == code

        async def unheard(name: str) -> bool:
            # Said while those who stay hear it: by then the others would have.
            text = await self.post()
            while not self.heard("staying", text):
                assert time.monotonic() < deadline + 10, "those who stay hear nothing"
                await asyncio.sleep(0.02)
            return not self.heard(name, text)

        await asyncio.gather(
            until("banned", lambda: closed("banned", 4403)), until("ended", lambda: closed("ended", 4401)),
            until("muted", lambda: self.refused("muted", "post_message", {"room": self.room, "content": "x"})),
            until("demoted", lambda: self.refused("demoted", "create_room", {"name": f"a-{uuid.uuid4().hex[:10]}", "kind": "announcement"})),
            until("removed", lambda: unheard("removed")), until("denied", lambda: unheard("denied")),
        )
        return took

    async def nothing_more(self) -> None:
        text = await self.post()
        while not self.heard("staying", text):
            await asyncio.sleep(0.05)
        assert not self.heard("removed", text) and not self.heard("denied", text)
        with pytest.raises(Refused):
            await self.sockets["removed"].request("backfill", {"room": self.room, "before_id": 2**62})
        assert self.sockets["staying"].close_code is None


def test_all_of_it_is_over_at_once_while_redis_is_there(database, redis):
    async def run(servers):
        world = World(servers)
        async with contextlib.AsyncExitStack() as stack:
            await world.open(stack)
            await world.revoke()
            print("\nwith Redis:", await world.over(AT_ONCE))
            await world.nothing_more()

    with Nodes(database, redis.url) as servers:
        live(run(servers))


def test_all_of_it_is_over_within_15_seconds_while_redis_is_away(database, redis):
    async def run(servers):
        world = World(servers)
        async with contextlib.AsyncExitStack() as stack:
            await world.open(stack)
            await asyncio.to_thread(redis.kill)
            await world.revoke()
            print("\nwithout Redis:", await world.over(BOUND))
            await world.nothing_more()
            # Nothing comes to life again with Redis.
            await asyncio.to_thread(redis.start)
            await asyncio.sleep(3)
            await world.nothing_more()

    with Nodes(database, redis.url) as servers:
        live(run(servers))


def test_all_of_it_is_over_at_once_when_redis_is_back(database, redis):
    async def run(servers):
        world = World(servers)
        async with contextlib.AsyncExitStack() as stack:
            await world.open(stack)
            await asyncio.to_thread(redis.kill)
            await asyncio.sleep(3)
            await world.revoke()
            await asyncio.to_thread(redis.start)
            # A connection is tried again after two seconds at most.
            print("\nRedis back:", await world.over(2 + AT_ONCE))
            await world.nothing_more()

    with Nodes(database, redis.url) as servers:
        live(run(servers))
