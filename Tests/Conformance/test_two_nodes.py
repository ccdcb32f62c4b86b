"""Two nodes on one database and one Redis behave as one server: for clients, for limits, for sessions, and when a part fails.

NEOSPACE_TEST_CLIENTS sets the clients of each node (50; from 500 on, the slow tests run as well), NEOSPACE_TEST_OUTAGE for how many
seconds Redis is gone (4)."""

import asyncio
import concurrent.futures
import contextlib
import os
import random
import re
import time
import uuid

import httpx
import pytest
import websockets
from neospace_client import Fold, PlaceFold, Refused, moderate, sign_up
from neospace_server import POSTGRES, Server
from postgres_server import PostgresServer
from redis_server import RedisServer

pytestmark = pytest.mark.skipif(POSTGRES is not None, reason="brings its own database; once is enough")
CLIENTS = int(os.environ.get("NEOSPACE_TEST_CLIENTS", "50"))
OUTAGE = float(os.environ.get("NEOSPACE_TEST_OUTAGE", "4"))
SECRET = "0123456789abcdef0123456789abcdef"


def live(coroutine):
    return asyncio.run(coroutine)


class Nodes:
    """Any number of nodes; the database and Redis are theirs together."""

    def __init__(self, database: str, redis: str | None, *, count: int = 2, test_mode: bool = True, env: dict[str, str] | None = None):
        shared = {"DATABASE_URL": database, "SECRET_KEY": SECRET, "NEOSPACE_THREADS": "1"} | ({"REDIS_URL": redis} if redis else {})
        self.all = [Server(test_mode=test_mode, env=shared | (env or {})) for _ in range(count)]

    def __enter__(self) -> list[Server]:
        with contextlib.ExitStack() as stack:
            for server in self.all:
                stack.enter_context(server)
            self._stack = stack.pop_all()
        return self.all

    def __exit__(self, *problem: object) -> None:
        self._stack.__exit__(*problem)


@pytest.fixture(scope="module")
def postgres():
    with PostgresServer() as server:
        yield server


@pytest.fixture
def database(postgres):
    """One for both nodes."""
    return postgres.create_database()


@pytest.fixture
def redis():
    with RedisServer() as server:
        yield server


def at(account, server):
    """The same member on another node."""
    other = type(account)(server, account.username, account.email, account.token, account.uuid)
    return other


async def fresh_fold(account, room: str) -> list[dict]:
    fold = Fold()
    async with account.socket() as socket:
        joined, _ = await socket.join(room)
        _, pages = await socket.join(room, joined["epoch"], 0)
        for page in pages:
            fold.page(page)
    return fold.state()


class Client:
    """One member's socket in the room, which comes back with its cursor whenever it is lost."""

    def __init__(self, account, room: str):
        self.account, self.room, self.fold = account, room, Fold()
        self.socket = None
        self.taken = 0

    async def connect(self) -> None:
        socket = self.account.socket(open_timeout=60)
        await socket.__aenter__()
        self.socket, self.taken = socket, 0
        if self.fold.epoch is None:
            joined, _ = await socket.join(self.room)
            await socket.join(self.room, joined["epoch"], 0)
        else:
            await socket.join(self.room, self.fold.epoch, self.fold.cursor)

    def absorb(self) -> Fold:
        """Folds what has arrived since the last time."""
        frames = self.socket.frames
        self.fold.frames(frames[self.taken :], self.room)
        self.taken = len(frames)
        return self.fold

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.__aexit__()


class Crowd:
    """Members who write at random, and what the server has acknowledged to them."""

    def __init__(self, clients: list[Client], seed: int):
        self.clients, self.chance = clients, random.Random(seed)
        self.acknowledged: dict[int, str] = {}
        self.own: dict[str, list[int]] = {}
        self.refusals = 0
        self.cuts = 0
        self.deleted: set[int] = set()
        # Changed by a request whose answer the node that died took with it.
        self.uncertain: set[int] = set()

    async def ask(self, client: Client, type_: str, data: dict) -> dict:
        """Until it is answered: what the server could not do for the moment is asked again under the same name."""
        request_id = str(uuid.uuid4())
        while True:
            try:
                return await client.socket.request(type_, data, request_id, timeout=30)
            except Refused as refused:
                if refused.code != "UNAVAILABLE":
                    raise
                self.refusals += 1
                await asyncio.sleep(0.2)

    async def act(self, client: Client) -> None:
        name = client.account.username
        own = [id_ for id_ in self.own.get(name, []) if id_ not in self.deleted and id_ not in self.uncertain]
        choice = self.chance.random()
        if choice < 0.55 or not own:
            content = f"{name} {uuid.uuid4()}"
            ack = await self.ask(client, "post_message", {"room": client.room, "content": content})
            self.acknowledged[ack["id"]] = content
            self.own.setdefault(name, []).append(ack["id"])
            return
        id_ = self.chance.choice(own)
        if choice < 0.70:
            content = f"edited {uuid.uuid4()}"
            self.uncertain.add(id_)
            await self.ask(client, "edit_message", {"id": id_, "content": content})
            self.acknowledged[id_] = content
            self.uncertain.discard(id_)
        elif choice < 0.78:
            self.uncertain.add(id_)
            await self.ask(client, "delete_message", {"id": id_})
            self.deleted.add(id_)
            self.uncertain.discard(id_)
        else:
            id_ = self.chance.choice(list(self.acknowledged))
            emoji = self.chance.choice(["👍", "🎉", "❤️"])
            try:
                await self.ask(client, "react", {"id": id_, "emoji": emoji, "on": self.chance.random() < 0.7})
            except Refused as refused:
                assert refused.code == "GONE", refused

    async def write(self, seconds: float, writers: int, still=lambda client: True) -> None:
        """A few write at once, any client in turn."""
        end = time.monotonic() + seconds
        busy: set[str] = set()

        async def one() -> None:
            while time.monotonic() < end:
                client = self.chance.choice(self.clients)
                if client.account.username in busy or not still(client):
                    await asyncio.sleep(0.005)
                    continue
                busy.add(client.account.username)
                try:
                    await self.act(client)
                except (ConnectionError, websockets.ConnectionClosed):
                    self.cuts += 1
                finally:
                    busy.discard(client.account.username)
                await asyncio.sleep(self.chance.random() * 0.04)

        await asyncio.gather(*(one() for _ in range(writers)))

    async def agree(self, accounts: list, within: float) -> float:
        """Waits until every client has what a fresh reader has, from either node; says how long that took."""
        room = self.clients[0].room
        began = time.monotonic()
        while True:
            truth = await fresh_fold(accounts[0], room)
            behind = [client for client in self.clients if client.absorb().state() != truth]
            if not behind:
                break
            assert time.monotonic() - began < within, f"{len(behind)} of {len(self.clients)} clients are behind after {within} s"
            await asyncio.sleep(0.1)
        took = time.monotonic() - began
        for account in accounts[1:]:
            assert await fresh_fold(account, room) == truth
        by_id = {message["id"]: message for message in truth}
        for id_, content in self.acknowledged.items():
            message = by_id[id_]
            if id_ in self.uncertain:
                continue
            assert message["deleted"] if id_ in self.deleted else message["content"] == content
        # Nothing twice: every text was sent as one change, whatever was asked again.
        living = [message["content"] for message in truth if not message["deleted"]]
        assert len(living) == len(set(living))
        return took


async def crowd(servers, seed: int, clients: int = CLIENTS) -> Crowd:
    """`clients` on each node, all in one room."""
    first = sign_up(servers[0])
    room = f"two-{uuid.uuid4().hex[:12]}"
    async with first.socket() as socket:
        await socket.request("create_room", {"name": room})
    # A member may hold several sockets; the members are fewer so that signing up does not take all the time.
    members = [first] + [sign_up(servers[number % len(servers)]) for number in range(max(4, min(clients, 40)) - 1)]
    all_ = [Client(at(members[number % len(members)], server), room) for server in servers for number in range(clients)]
    for start in range(0, len(all_), 25):
        await asyncio.gather(*(client.connect() for client in all_[start : start + 25]))
    return Crowd(all_, seed)


def report(what: str, crowd: Crowd, took: float) -> None:
    print(f"\n{what}: {len(crowd.clients)} clients, {len(crowd.acknowledged)} messages acknowledged, all agree after {took:.2f} s")


def test_every_client_of_either_node_has_what_a_fresh_reader_has(database, redis):
    async def run(servers):
        people = await crowd(servers, 1)
        await people.write(4, 12)
        accounts = [at(people.clients[0].account, server) for server in servers]
        assert people.cuts == 0
        report("both well", people, await people.agree(accounts, 20))
        await asyncio.gather(*(client.close() for client in people.clients))

    with Nodes(database, redis.url) as servers:
        live(run(servers))


def test_nothing_is_lost_while_redis_is_gone(database, redis):
    async def run(servers):
        people = await crowd(servers, 2)
        accounts = [at(people.clients[0].account, server) for server in servers]
        writing = asyncio.create_task(people.write(2 + OUTAGE + 2, 12))
        await asyncio.sleep(2)
        await asyncio.to_thread(redis.kill)
        await asyncio.sleep(OUTAGE)
        await asyncio.to_thread(redis.start)
        await writing
        assert people.cuts == people.refusals == 0, "nobody notices"
        report(f"Redis gone for {OUTAGE:g} s", people, await people.agree(accounts, 30))
        # Once more without Redis, and without its coming back: the periodic look heals what no bus has carried.
        await asyncio.to_thread(redis.kill)
        await people.write(1, 6)
        report("Redis gone for good", people, await people.agree(accounts, 30))
        for server in servers:
            assert server.logged("redis_lost")
        await asyncio.gather(*(client.close() for client in people.clients))

    with Nodes(database, redis.url) as servers:
        live(run(servers))


def test_places_agree_after_redis_was_gone(database, redis):
    async def run(servers):
        members = [await asyncio.to_thread(sign_up, server) for server in servers for _ in range(3)]
        chance = random.Random(5)
        watchers = []
        for member in members:
            for server in servers:
                socket = at(member, server).socket()
                await socket.__aenter__()
                await socket.watch("me")
                watchers.append((member, socket))

        async def write(member, seconds: float) -> None:
            ids: list[int] = []
            end = time.monotonic() + seconds
            async with httpx.AsyncClient(timeout=30, headers=member.headers) as http:
                while time.monotonic() < end:
                    tasks = chance.choice(servers).url + "/api/tasks"
                    if len(ids) < 3 or chance.random() < 0.3:
                        ids.append((await http.post(tasks, json={"title": "one"})).json()["data"]["task"]["id"])
                    else:
                        method, path = chance.choice([("PATCH", "/complete"), ("DELETE", ""), ("POST", "/restore")])
                        answer = await http.request(method, f"{tasks}/{chance.choice(ids)}{path}")
                        assert answer.status_code in (200, 404)
                    await asyncio.sleep(chance.random() * 0.05)

        async def agree(within: float) -> None:
            truth = {}
            for member in members:
                async with member.socket() as fresh:
                    watching, _ = await fresh.watch("me")
                    _, pages = await fresh.watch("me", watching["epoch"], 0)
                    copy = PlaceFold()
                    for page in pages:
                        copy.frame({"type": "changes", "data": page}, "me")
                    truth[member.username] = (copy.cursor, copy.living("task"))
            began = time.monotonic()
            while True:
                behind = 0
                for member, socket in watchers:
                    copy = PlaceFold()
                    for frame in socket.frames:
                        copy.frame(frame, "me")
                    behind += (copy.cursor, copy.living("task")) != truth[member.username]
                if not behind:
                    return
                assert time.monotonic() - began < within, f"{behind} of {len(watchers)} are behind after {within} s"
                await asyncio.sleep(0.1)

        writing = asyncio.gather(*(write(member, 1 + OUTAGE + 2) for member in members))
        await asyncio.sleep(1)
        await asyncio.to_thread(redis.kill)
        await asyncio.sleep(OUTAGE)
        await asyncio.to_thread(redis.start)
        await writing
        await agree(30)
        await asyncio.to_thread(redis.kill)
        await asyncio.gather(*(write(member, 1) for member in members))
        await agree(30)
        for _, socket in watchers:
            await socket.__aexit__()

    with Nodes(database, redis.url) as servers:
        live(run(servers))


def test_nothing_is_lost_when_the_database_starts_again(redis):
    async def run(servers, postgres):
        people = await crowd(servers, 4)
        accounts = [at(people.clients[0].account, server) for server in servers]
        writing = asyncio.create_task(people.write(6, 12))
        await asyncio.sleep(2)
        await asyncio.to_thread(postgres.restart, "immediate")
        await writing
        assert people.cuts == 0
        report(f"PostgreSQL restarted, {people.refusals} requests asked again", people, await people.agree(accounts, 30))
        await asyncio.gather(*(client.close() for client in people.clients))

    with PostgresServer() as postgres, Nodes(postgres.create_database(), redis.url) as servers:
        live(run(servers, postgres))


def test_a_killed_nodes_clients_go_on_at_the_other_one(database, redis):
    async def run(servers):
        people = await crowd(servers, 3)
        lost = [client for client in people.clients if client.account.server is servers[0]]
        dead = False

        def still(client) -> bool:
            return not dead or client.account.server is servers[1]

        writing = asyncio.create_task(people.write(4, 12, still))
        await asyncio.sleep(2)
        dead = True
        await asyncio.to_thread(servers[0].kill)
        for client in lost:
            await client.close()
            client.absorb()
            client.account = at(client.account, servers[1])
        began = time.monotonic()
        for start in range(0, len(lost), 25):
            await asyncio.gather(*(client.connect() for client in lost[start : start + 25]))
        back = time.monotonic() - began
        await writing
        took = await people.agree([at(people.clients[0].account, servers[1])], 30)
        report(f"a node killed, its clients back after {back:.2f} s", people, took)
        await asyncio.gather(*(client.close() for client in people.clients))

    with Nodes(database, redis.url, env={"NEOSPACE_MAX_SOCKETS_PER_USER": "1000"}) as servers:
        live(run(servers))


def test_a_conversation_over_two_nodes_is_one(database, redis):
    with Nodes(database, redis.url) as (left, right):
        ada, bob = sign_up(left), at(sign_up(left), right)

        async def run():
            async with ada.socket() as mine, bob.socket() as theirs:
                room = (await mine.request("open_conversation", {"usernames": [bob.username]}))["room"]
                request = str(uuid.uuid4())
                ack = await mine.request("post_message", {"room": room, "content": "once"}, request)
                told = await theirs.event("conversation", lambda data: data["preview"] == "once")
                assert told["unread"] == 1 and told["room"] == room
                assert (await theirs.request("open_conversation", {"usernames": [ada.username]}))["room"] == room
                async with at(ada, right).socket() as moved:
                    assert await moved.request("post_message", {"room": room, "content": "once"}, request) == ack
                await mine.join(room)
                _, pages = await theirs.join(room)
                assert [one["content"] for one in pages[-1]["messages"]] == ["once"]
                await mine.send("typing", {"room": room, "on": True})
                await theirs.event("typing", lambda data: data["room"] == room)
                await theirs.request("mark_read", {"room": room, "id": ack["id"]})
                assert (await mine.event("message_read"))["id"] == ack["id"]
                with bob.http() as http:
                    assert http.patch("/api/profile", json={"dm_policy": "nobody"}).status_code == 200
                await mine.event("conversation", lambda data: not data["can_post"])
                with bob.http() as http:
                    assert http.patch("/api/profile", json={"dm_policy": "everyone"}).status_code == 200
                await mine.event("conversation", lambda data: data["can_post"])
                with bob.http() as http:
                    assert http.put(f"/api/people/{ada.username}/block").status_code == 200
                await mine.event("conversation", lambda data: not data["can_post"])

        live(run())


def test_a_feed_is_told_on_both_nodes_what_the_other_published(database, redis):
    with Nodes(database, redis.url) as (left, right):
        maker, reader, stranger = sign_up(left), at(sign_up(left), right), at(sign_up(left), right)
        with reader.http() as http:
            assert http.put(f"/api/people/{maker.username}/follow").status_code == 200

        async def run():
            async with reader.socket() as mine, stranger.socket() as theirs:
                await mine.watch("feed")
                await theirs.watch("feed")
                with maker.http() as http:
                    answer = http.post("/api/modules", json={"kind": "text", "content": {"text": "told"}})
                module = answer.json()["data"]["module"]["id"]
                new = await mine.event("signal", lambda data: data["place"] == "feed")
                assert (new["name"], new["kind"], new["author"]["username"]) == ("new", "module", maker.username)
                with reader.http() as http:
                    entries = http.get("/api/feed").json()["data"]["entries"]
                assert [(one["kind"], one["id"]) for one in entries] == [("module", new["id"])] and entries[0]["link"].endswith(f"module-{module}")
                with maker.http() as http:
                    assert http.delete(f"/api/modules/{module}").status_code == 200
                gone = await mine.event("signal", lambda data: data["name"] == "gone")
                assert gone["id"] == new["id"]
                await theirs.request("ping", {"ts": 1})
                assert all(frame["type"] != "signal" for frame in theirs.frames)

        live(run())


def test_a_session_ended_on_one_node_closes_its_sockets_on_the_other(database, redis):
    async def run(servers):
        ada = sign_up(servers[0])
        async with at(ada, servers[1]).socket() as socket:
            began = time.monotonic()
            with httpx.Client(base_url=servers[0].url, headers=ada.headers, timeout=20) as client:
                assert (await asyncio.to_thread(client.post, "/logout")).status_code in (200, 303)
            assert await socket.closed() == 4401
            # At once, even where much else is to be done. Without Redis it takes up to 15 seconds.
            assert time.monotonic() - began < 5
        answer = httpx.get(servers[1].url + "/api/auth/me", headers=ada.headers)
        assert answer.status_code in (401, 404)

    with Nodes(database, redis.url) as servers:
        live(run(servers))


def test_a_ban_typed_on_one_node_closes_sockets_on_the_other(database, redis):
    async def run(servers):
        ada, boss = sign_up(servers[0]), sign_up(servers[0], email="admin@example.org")
        staff = httpx.Client(base_url=servers[0].url, cookies={"session": boss.token}, headers={"Sec-Fetch-Site": "same-origin"}, timeout=20)
        async with at(ada, servers[1]).socket() as socket:
            began = time.monotonic()
            assert (await asyncio.to_thread(moderate, staff, "ban", ada.username)).status_code == 201
            assert await socket.closed() == 4403
            assert time.monotonic() - began < 5
        for server in servers:
            for way in ({"headers": ada.headers}, {"cookies": {"session": ada.token}}):
                assert httpx.get(server.url + "/api/tasks", **way).status_code == 403
            page = httpx.get(server.url + "/rooms", cookies={"session": ada.token}, headers={"Accept": "text/html"})
            assert page.status_code == 403 and "<html" in page.text

    with Nodes(database, redis.url) as servers:
        live(run(servers))


def test_a_session_ended_without_redis_is_over_everywhere_within_15_seconds(database):
    async def run(servers):
        ada = sign_up(servers[0])
        async with at(ada, servers[1]).socket() as socket:
            began = time.monotonic()
            with httpx.Client(base_url=servers[0].url, headers=ada.headers, timeout=20) as client:
                assert (await asyncio.to_thread(client.post, "/logout")).status_code in (200, 303)
            assert await socket.closed(timeout=40) == 4401
            # The fifteen seconds, and what a busy machine adds to the two requests around them.
            assert time.monotonic() - began < 20

    # Nobody listens there: Redis has never been reached.
    with Nodes(database, "redis://127.0.0.1:1/0") as servers:
        live(run(servers))


def test_limits_count_over_both_nodes_and_per_node_without_redis(database, redis):
    async def posts(socket, room: str, count: int) -> int:
        admitted = 0
        for number in range(count):
            try:
                await socket.request("post_message", {"room": room, "content": f"{number}"})
                admitted += 1
            except Refused as refused:
                assert refused.code == "RATE_LIMITED" and refused.error["retry_after_ms"] > 0
        return admitted

    async def run(servers):
        ada = sign_up(servers[0])
        async with ada.socket() as here, at(ada, servers[1]).socket() as there:
            room = f"limit-{uuid.uuid4().hex[:8]}"
            await here.request("create_room", {"name": room})
            assert sum(await asyncio.gather(posts(here, room, 20), posts(there, room, 20))) == 10
        redis.kill()
        bob = sign_up(servers[0])
        async with bob.socket() as here, at(bob, servers[1]).socket() as there:
            await here.join(room)
            assert sum(await asyncio.gather(posts(here, room, 20), posts(there, room, 20))) == 20

    with Nodes(database, redis.url, test_mode=False, env={"NEOSPACE_LIMIT_POST_MESSAGE": "10/3600"}) as servers:
        live(run(servers))


def test_a_member_says_600_things_a_minute_over_both_nodes(database, redis):
    async def pings(socket, count: int) -> int:
        admitted = 0
        for number in range(count):
            try:
                await socket.request("ping", {"ts": number})
                admitted += 1
            except Refused as refused:
                assert refused.code == "RATE_LIMITED" and refused.error["retry_after_ms"] > 0
        return admitted

    async def run(servers):
        ada, bob = sign_up(servers[0]), sign_up(servers[0])
        async with contextlib.AsyncExitStack() as stack:
            async def sockets(account):
                return [await stack.enter_async_context(at(account, servers[number % 2]).socket()) for number in range(4)]

            # One after another, now here, now there: 600, and what passes in the moment that a word takes.
            mine = await sockets(ada)
            admitted = 0
            for number in range(660):
                admitted += await pings(mine[number % 4], 1)
            print(f"\none after another: {admitted} of 660", end="")
            assert 600 <= admitted <= 606
            assert [await pings(socket, 1) for socket in mine] == [0, 0, 0, 0]
            # All at once.
            theirs = await sockets(bob)
            admitted = sum(await asyncio.gather(*(pings(socket, 200) for socket in theirs)))
            print(f"; all at once: {admitted} of 800")
            assert 600 <= admitted <= 630

    with Nodes(database, redis.url, test_mode=False, env={"NEOSPACE_LIMIT_REFUSED_MESSAGES": "off"}) as servers:
        live(run(servers))


def test_an_eleventh_socket_is_refused_wherever_the_others_are(database, redis):
    async def refused(account) -> bool:
        try:
            async with account.socket():
                return False
        except websockets.InvalidStatus as error:
            assert error.response.status_code == 429 and int(error.response.headers["Retry-After"]) > 0
            return True

    async def run(servers):
        ada = sign_up(servers[0])
        here, there = ada, at(ada, servers[1])
        async with contextlib.AsyncExitStack() as stack:
            for number in range(10):
                last = await stack.enter_async_context((here, there)[number % 2].socket())
            assert await refused(here) and await refused(there)
            await last.__aexit__()
            async with asyncio.timeout(20):
                while await refused(here):
                    await asyncio.sleep(0.05)

    with Nodes(database, redis.url, test_mode=False, env={"NEOSPACE_LIMIT_HANDSHAKES": "off"}) as servers:
        live(run(servers))


def test_people_on_other_nodes_are_present_once(database, redis):
    async def run(servers):
        ada, bob = sign_up(servers[0]), sign_up(servers[1])
        room = f"here-{uuid.uuid4().hex[:8]}"
        async with ada.socket() as here:
            await here.request("create_room", {"name": room})
            await here.join(room)
            online = await here.event("presence", lambda data: "online" in data)
            assert [user["username"] for user in online["online"]] == [ada.username]
            async with bob.socket() as there, at(ada, servers[1]).socket() as twice:
                await there.join(room)
                online = await there.event("presence", lambda data: "online" in data)
                assert {user["username"] for user in online["online"]} == {ada.username, bob.username}
                news = await here.event("presence", lambda data: data.get("joined"))
                assert [user["username"] for user in news["joined"]] == [bob.username]
                # The same member on the other node as well is nobody new.
                await twice.join(room)
                online = await twice.event("presence", lambda data: "online" in data)
                assert sorted(user["username"] for user in online["online"]) == sorted([ada.username, bob.username])
                await asyncio.sleep(0.5)
                for socket in (here, there):
                    for frame in socket.events:
                        if frame["type"] == "presence":
                            assert ada.username not in [user["username"] for user in frame["data"].get("joined", [])]
                # Leaving is told on both nodes at once.
                await there.request("leave_room", {"room": room})
                news = await here.event("presence", lambda data: data.get("left"))
                assert [user["username"] for user in news["left"]] == [bob.username]

    with Nodes(database, redis.url) as servers:
        live(run(servers))


@pytest.mark.skipif(CLIENTS < 500, reason="takes half a minute; Elsewhere's own tests cover the rule")
def test_people_of_a_killed_node_are_gone_within_45_seconds(postgres, redis):
    async def run(servers):
        ada, bob = sign_up(servers[0]), sign_up(servers[1])
        room = f"gone-{uuid.uuid4().hex[:8]}"
        async with ada.socket() as here:
            await here.request("create_room", {"name": room})
            await here.join(room)
            there = bob.socket()
            await there.__aenter__()
            await there.join(room)
            await here.event("presence", lambda data: data.get("joined"))
            began = time.monotonic()
            await asyncio.to_thread(servers[1].kill)
            news = await here.event("presence", lambda data: data.get("left"), timeout=50)
            assert [user["username"] for user in news["left"]] == [bob.username] and time.monotonic() - began > 20
            await there.__aexit__()

    with Nodes(postgres.create_database(), redis.url) as servers:
        live(run(servers))


def test_nodes_that_start_at_once_migrate_once(postgres):
    nodes = Nodes(postgres.create_database(), None, count=3)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        try:
            list(pool.map(lambda server: server.start(), nodes.all))
            done = [name for server in nodes.all for name in re.findall(r"migrated migration=(\S+)", server.log_text())]
            assert len(done) == len(set(done)) == int(nodes.all[0].query("SELECT COUNT(*) FROM schema_migrations")[0][0]) > 0
        finally:
            list(pool.map(lambda server: server.__exit__(), nodes.all))


def test_settings_modes_and_switches_of_one_node_hold_on_the_other(database, redis):
    json = {"Accept": "application/json"}
    with Nodes(database, redis.url) as (one, two):
        admin = sign_up(one, email="admin@example.org")
        member = sign_up(one)
        there = at(member, two)

        def change(server, status: int = 200, **fields) -> None:
            http = at(admin, server).http()
            version = http.get("/admin/settings", headers=json).json()["version"]
            answer = http.post("/admin/settings", json={"version": version} | fields, headers=json)
            assert answer.status_code == status, answer.text

        async def run() -> None:
            async with there.socket() as socket:
                await socket.watch("cats")
                change(one, cats="off")
                assert await socket.event("place_closed") == {"place": "cats", "reason": "off"}
                assert there.http().get("/api/cats").json()["error"]["code"] == "FEATURE_OFF"
                change(two, cats="on", mode="read_only", mode_message="Both")
                assert (await socket.event("site", lambda data: data["mode"] == "read_only"))["message"] == "Both"
                assert there.http().post("/api/tasks", json={"title": "Never"}).status_code == 503
                began = time.monotonic()
                while member.http().post("/api/tasks", json={"title": "Never"}).status_code != 503:
                    assert time.monotonic() - began < 5
                change(one, mode="maintenance")
                assert await socket.closed() == 1001
            change(two, mode="normal", mode_message="")

        live(run())


def test_settings_reach_the_other_node_without_redis(database):
    json = {"Accept": "application/json"}
    with Nodes(database, None) as (one, two):
        admin = sign_up(one, email="admin@example.org")
        http = admin.http()
        version = http.get("/admin/settings", headers=json).json()["version"]
        assert http.post("/admin/settings", json={"version": version, "name": "Both", "tasks": "off"}, headers=json).status_code == 200
        began = time.monotonic()
        while at(admin, two).http().get("/api/tasks").status_code != 403:
            assert time.monotonic() - began < 15
            time.sleep(0.1)
        assert "Both</title>" in httpx.get(two.url + "/login", headers={"Accept": "text/html"}).text


def test_internals_show_the_sockets_of_all_nodes(database, redis):
    with Nodes(database, redis.url) as (one, two):
        ada = sign_up(one)

        async def run():
            async with ada.socket() as here, at(ada, two).socket() as there:
                await there.join("general")
                ids = {(await socket.request("inspect"))["connection"]["id"] for socket in (here, there)}
                assert len(ids) == 2
                for node in (one, two):
                    deadline = time.monotonic() + 30
                    while True:
                        answer = await asyncio.to_thread(httpx.get, node.url + "/internals", headers=ada.headers)
                        if {socket["id"] for socket in answer.json()["sockets"]} == ids:
                            break
                        assert time.monotonic() < deadline, answer.text
                        await asyncio.sleep(0.2)
                    assert sorted(socket["rooms"] for socket in answer.json()["sockets"]) == [[], ["general"]]

        live(run())
