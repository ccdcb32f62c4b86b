"""What each kind of work costs each part of an installation: the node that is asked, another node that hears of it, PostgreSQL, Redis. scaling.py computes
with these figures."""

import contextlib
import pathlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

from common import QUICK, RESULTS, TICKS, Server, cpu_seconds, table
from growth import fill_room
from loads import steps, wrk
from members import first_of, ids_of, make_members, statement
from postgres_server import PostgresServer
from redis_server import RedisServer
from walls import Owner

SOCKETS = 1_000 if QUICK else 4_000
VIEWERS = 500 if QUICK else 2_000
# What nodes do again and again they do every 4, 5 and 10 s.
HELD = 20
SECONDS = 3 if QUICK else 6
PARTS = ("the node asked", "another node", "PostgreSQL", "Redis")


def ended_children(pid: int) -> float:
    """What processes used that have ended since: PostgreSQL has one for each connection."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / TICKS


class Installation:
    """Two nodes on one PostgreSQL, one Redis and one folder; what each part has used."""

    def __init__(self, first: Server, second: Server, postgres: PostgresServer, redis: RedisServer):
        self.first, self.second = first, second
        self.processes = [first.process.pid, second.process.pid, int((postgres.data / "postmaster.pid").read_text().split()[0]), redis.process.pid]
        self.figures: dict[str, list[float]] = {}

    def used(self) -> list[float]:
        return [cpu_seconds(pid) + ended_children(pid) for pid in self.processes]

    def costs(self, what: str, work: Callable[[], float], beside: list[float] | None = None) -> list[float]:
        """Microseconds of each part for each of what `work` says it did, without what they use `beside` it, a second."""
        began, before = time.monotonic(), self.used()
        count = work()
        span = time.monotonic() - began
        spent = [now - then - span * idle for now, then, idle in zip(self.used(), before, beside or [0] * 4, strict=True)]
        self.figures[what] = [part / count * 1e6 for part in spent]
        return self.figures[what]


@contextlib.contextmanager
def installation() -> Iterator[Installation]:
    with PostgresServer() as postgres, RedisServer() as redis:
        shared = {"DATABASE_URL": postgres.create_database(), "REDIS_URL": redis.url}
        with Server(18820, **shared) as first, Server(18821, **shared | {"NEOSPACE_DATA": first.data}) as second:
            yield Installation(first, second, postgres, redis)


def last(*arguments: object) -> dict:
    return list(steps(*arguments))[-1]


@contextlib.contextmanager
def held(tokens: str, port: int, count: int, seconds: float) -> Iterator[None]:
    """So many sockets that watch `me` are open."""
    lines = steps("idle", port, tokens, count, seconds)
    ready = threading.Event()

    def hold() -> None:
        for line in lines:
            if "watching" in line:
                ready.set()

    holding = threading.Thread(target=hold)
    holding.start()
    ready.wait(120)
    yield
    holding.join()


def rest(parts: Installation) -> list[float]:
    parts.costs("a second at rest", lambda: time.sleep(5) or 5)
    return [each / 1e6 for each in parts.figures["a second at rest"]]


def sockets(parts: Installation, tokens: str, idle: list[float]) -> None:
    """Sockets that are only held, and what a message costs that none of their members reads or has joined the room of."""
    author = make_members(parts.first, 1, "author")
    # Opened, held, then held while they watch `me`.
    with held(tokens, parts.first.port, SOCKETS, HELD + SECONDS * 2 + 4):

        def hold() -> float:
            time.sleep(HELD)
            return HELD * SOCKETS

        parts.costs("a socket that watches `me`, a second", hold, idle)
        with_sockets = [idle_ + each * SOCKETS / 1e6 for idle_, each in zip(idle, parts.figures["a socket that watches `me`, a second"], strict=True)]
        for what in ("has not joined", "has unread"):
            if what == "has unread":
                statement(parts.first, "INSERT INTO room_members (room_id, user_id, last_read_id, joined_at, opened_at) SELECT r.id, u.id, 0, 1, 1 "
                                       "FROM rooms r, users u WHERE r.name = 'general' AND u.username LIKE 'i%'")  # fmt: skip
            parts.costs(f"a message, for each member online who {what}", lambda: say(parts.second, author) * SOCKETS, with_sockets)


def say(server: Server, author: str) -> float:
    return last("fanout", server.port, author, "neospace", "general", 1, 4, 0, SECONDS, 200)["posts"]


def viewers(parts: Installation, tokens: str, idle: list[float]) -> None:
    """Members who look at one room where nothing is said: who is there is told to the other node every 10 s."""
    before: list[float] = []
    for line in steps("fanout", parts.first.port, tokens, "neospace", "random", VIEWERS, 0.05, 0, HELD, 200):
        if "joined" in line:
            before, began = parts.used(), time.monotonic()
    span = time.monotonic() - began
    spent = [now - then - span * each for now, then, each in zip(parts.used(), before, idle, strict=True)]
    parts.figures["a socket that views a room, a second"] = [each / span / VIEWERS * 1e6 for each in spent]


def posts(parts: Installation, tokens: str) -> dict[str, dict]:
    """Durable posts over 200 rooms and in one; on one node, then on both at once."""
    found = {}
    few = tokens + ".few"
    pathlib.Path(few).write_text("".join(pathlib.Path(tokens).read_text().splitlines(keepends=True)[:16]))
    for what, who, rooms in (("64 senders over 200 rooms", tokens, 200), ("16 senders in one room", few, 1)):
        taken: dict = {}

        def post(who: str = who, rooms: int = rooms, taken: dict = taken) -> float:
            taken |= last("posts", parts.first.port, who, rooms, SECONDS, 200)
            return taken["acks"]

        parts.costs(f"a post, {what}", post)
        found[f"one node, {what}"] = taken
    both: list[dict] = []

    def post_on_both() -> float:
        threads = [threading.Thread(target=lambda node=node: both.append(last("posts", node.port, tokens, 200, SECONDS, 200))) for node in (parts.first, parts.second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(one["acks"] for one in both)

    parts.costs("a post, 64 senders on each node", post_on_both)
    found["both nodes, 64 senders each over 200 rooms"] = {key: sum(one[key] for one in both) if key == "rate" else max(one[key] for one in both) for key in ("rate", "p50", "p99")}
    return found


def across(parts: Installation) -> dict[str, dict]:
    """A wall changes ten times a second on the first node, in front of 500 watchers on each."""
    owner = Owner(parts.first, "wren")
    module = owner.ask("POST", "/api/modules", {"kind": "text", "content": {"text": "first"}})["module"]["id"]
    done, heard, ready = threading.Event(), {}, threading.Barrier(3)

    def watch(name: str, server: Server) -> None:
        tokens = make_members(parts.first, 500, name)
        for step in steps("watch", server.port, tokens, "wall:wren", 500, SECONDS + 2):
            if "watching" in step:
                ready.wait(60)
            heard[name] = step

    watching = [threading.Thread(target=watch, args=each) for each in (("n", parts.first), ("f", parts.second))]
    for thread in watching:
        thread.start()
    ready.wait(120)

    def change() -> float:
        until, changes = time.monotonic() + SECONDS, 0
        while time.monotonic() < until:
            owner.ask("PUT", f"/api/modules/{module}", {"content": {"text": f"sent:{time.monotonic_ns()} n:1 " + "x" * 160}})
            changes += 1
            done.wait(0.1)
        return changes * 1_000

    parts.costs("a change of a wall, for each of its watchers", change)
    for thread in watching:
        thread.join()
    return {"watchers on the same node": heard["n"], "watchers on the other node": heard["f"]}


def pages(parts: Installation, tokens: str) -> None:
    one = first_of(tokens)
    wall = Owner(parts.first, "finch")
    for path, accept in (("/rooms/growing", "text/html"), ("/@finch", "text/html"), ("/feed", "text/html"), ("/tasks", "text/html"),
                         ("/api/tasks?limit=10", "application/json"), ("/rooms", "text/html"), ("/notifications", "text/html")):  # fmt: skip
        who = wall.tokens() if path.startswith("/@") else one
        wrk(parts.first.url + path, who, connections=1, seconds=1, ACCEPT=accept)
        parts.costs(f"GET {path}", lambda path=path, who=who, accept=accept: wrk(parts.first.url + path, who, connections=1, seconds=2, ACCEPT=accept)["requests"])
    parts.costs("POST /api/tasks", lambda: wrk(parts.first.url + "/api/tasks", tokens, connections=16, seconds=SECONDS, METHOD="POST", BODY='{"title":"Return it"}')["requests"])


def returns(parts: Installation, tokens: str) -> None:
    """Sockets that are opened and join a room."""
    count, before = min(VIEWERS, 1_000), parts.used()
    for line in steps("fanout", parts.first.port, tokens, "neospace", "growing", count, 0.05, 0, 1, 200):
        if "joined" in line:
            after = parts.used()
    parts.figures["a socket opened, with a room joined"] = [(now - then) / count * 1e6 for now, then in zip(after, before, strict=True)]


def publishing() -> dict[int, float]:
    """Microseconds of Redis for one message of 700 bytes to so many listeners."""
    found = {}
    with RedisServer() as redis:
        for listeners in (1, 8):
            sockets_ = [socket.create_connection(("127.0.0.1", redis.port)) for _ in range(listeners)]
            stop = threading.Event()

            def drain(one: socket.socket, stop: threading.Event = stop) -> None:
                one.settimeout(0.5)
                while not stop.is_set():
                    with contextlib.suppress(TimeoutError):
                        one.recv(1 << 20)

            for one in sockets_:
                one.sendall(b"SUBSCRIBE live\r\n")
            draining = [threading.Thread(target=drain, args=(one,)) for one in sockets_]
            for thread in draining:
                thread.start()
            command = b"*3\r\n$7\r\nPUBLISH\r\n$4\r\nlive\r\n$700\r\n" + b"x" * 700 + b"\r\n"
            count, before = 100_000, cpu_seconds(redis.process.pid)
            with socket.create_connection(("127.0.0.1", redis.port)) as sender:
                left = count
                while left:
                    # A node's messages come a few at a time.
                    sender.sendall(command * 10)
                    left -= 10
                    got = 0
                    while got < 10:
                        got += sender.recv(4096).count(b"\n")
            found[listeners] = (cpu_seconds(redis.process.pid) - before) / count * 1e6
            stop.set()
            for thread, one in zip(draining, sockets_, strict=True):
                thread.join()
                one.close()
    return found


def measure() -> None:
    with installation() as parts:
        crowd, some = make_members(parts.first, SOCKETS, "i"), make_members(parts.first, 64, "s")
        fill_room(parts.first, ids_of(parts.first, "s0")["s0"], 10_000)
        idle = rest(parts)
        pages(parts, some)
        rates = posts(parts, some)
        apart = across(parts)
        returns(parts, crowd)
        viewers(parts, crowd, idle)
        sockets(parts, crowd, idle)
    bus = publishing()
    RESULTS["nodes raw"] = {"costs": parts.figures, "rates": rates, "across": apart, "publishing": bus}
    table("What it costs, in µs of CPU", ("what", *PARTS), [(what, *(f"{each:,.1f}" for each in costs)) for what, costs in parts.figures.items()])
    table("Durable posts on PostgreSQL", ("where", "posts/s", "p50 ms", "p99 ms"), [
        (where, f"{one['rate']:,.0f}", f"{one['p50']:.1f}", f"{one['p99']:.1f}") for where, one in rates.items()
    ])  # fmt: skip
    table("A change of a wall, ten a second, 500 watchers on each of two nodes", ("who", "p50 ms", "p99 ms", "bytes"), [
        (who, f"{one['p50']:.1f}", f"{one['p99']:.1f}", f"{one['bytes']:.0f}") for who, one in apart.items()
    ])  # fmt: skip
    table("Redis, a message of 700 bytes", ("listeners", "µs"), [(str(count), f"{cost:.2f}") for count, cost in bus.items()])
