"""Search, feed, conversations, notifications and the lobby, in communities of the sizes that their goals name."""

import contextlib
import json
import pathlib
import random
import subprocess
import time
import urllib.parse
import urllib.request

import peers
from common import QUICK, RESULTS, Server, table
from loads import measured, wrk
from members import checkpoint, first_of, ids_of, make_members, statement
from postgres_server import PostgresServer

MESSAGES = 10_000 if QUICK else 100_000
ENTRIES = 100_000 if QUICK else 1_000_000
WATCHERS = 1_000
PEOPLE = 10_000
SECONDS = 1 if QUICK else 3
BEGIN = 1_700_000_000_000_000


def ask(server: Server, tokens: str, method: str, path: str, body: object = None) -> dict:
    token = pathlib.Path(tokens).read_text().split()[0]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(server.url + path, json.dumps(body).encode() if body is not None else None, headers, method=method)
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)["data"]


def timed(server: Server, tokens: str, path: str, accept: str = "application/json") -> dict:
    return wrk(server.url + path, tokens, connections=1, seconds=SECONDS, ACCEPT=accept)


def rows(results: dict[str, dict[str, dict]], goal: str) -> list[tuple[str, ...]]:
    return [(what, *(f"{one['p50']:.2f} / {one['p95']:.2f} ms" for one in by_world.values()), goal) for what, by_world in results.items()]


# Search


def fill_messages(server: Server, authors: list[int]) -> None:
    """Messages of ten words: one word that all have, one that one in ten thousand has, the rest from two thousand made-up ones."""
    chance = random.Random(7)
    words = ["".join(chance.choice("bcdfghklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 4))) for _ in range(2_000)]
    statement(server, f"INSERT INTO rooms (name, topic, kind, created_by, last_seq) VALUES ('library', '', 'public', {authors[0]}, {MESSAGES})")
    for start in range(0, MESSAGES, 250):
        values = []
        for number in range(start, start + 250):
            text = " ".join(["every", *(chance.choice(words) for _ in range(8)), "quixotic" if number % 10_000 == 77 else "common"])
            values.append(f"((SELECT id FROM rooms WHERE name = 'library'), {authors[number % len(authors)]}, 't', {number + 1}, '{text}', '<p>{text}</p>', {BEGIN + number * 1_000_000})")
        statement(server, "INSERT INTO messages (room_id, author_id, author_name, seq, content, html, created_at) VALUES " + ", ".join(values))
    statement(server, "DELETE FROM search_progress")


def search() -> None:
    with contextlib.ExitStack() as stack:
        postgres = stack.enter_context(PostgresServer())
        worlds = {}
        for number, (name, env) in enumerate({"SQLite": {}, "PostgreSQL": {"DATABASE_URL": postgres.create_database()}}.items()):
            server = stack.enter_context(Server(18700 + number, **env))
            tokens = make_members(server, 20, "t")
            fill_messages(server, list(ids_of(server, "t").values()))
            # The index of what was there before is made at the start.
            server.stop()
            server.start()
            first = first_of(tokens)
            while len(ask(server, first, "GET", "/api/search?q=quixotic&limit=100")["results"]) < MESSAGES // 10_000:
                time.sleep(0.2)
            time.sleep(1)
            if name == "SQLite":
                checkpoint(server)
            else:
                statement(server, "ANALYZE")
            worlds[name] = (server, first)
        ten = "every common " + " ".join(beginning for beginning in ("ba", "de", "ki", "lo", "mu", "na", "pe", "ri"))
        filters = "&room=library&person=t3&from=2023-11-14&to=2030-01-01"
        results: dict[str, dict[str, dict]] = {}
        for what, q in {"a rare word": "quixotic", "a word of all messages": "every", "two letters": "ko", "no hit": "zzzzzz", "ten words": ten}.items():
            for which, more in (("", ""), (", with all filters", filters)):
                path = "/api/search?q=" + urllib.parse.quote(q) + more
                results[what + which] = {name: timed(*world, path) for name, world in worlds.items()}
    RESULTS["search raw"] = results
    table(f"Search among {MESSAGES:,} messages, p50 / p95", ("what is asked", "SQLite", "PostgreSQL", "goal"), rows(results, "p95 < 50 ms"))


# Feed


def fill_feed(server: Server, reader: int, people: int, entries: int) -> None:
    """Each writes as much as the others, and the reader follows one in ten."""
    statement(server, f"""
        INSERT INTO users (uuid, username, email, name, password_hash, color, created_at, updated_at)
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people})
          SELECT 'u' || i, 'p' || i, 'p' || i || '@example.org', 'Person ' || i, '!', i % 8, {BEGIN}, {BEGIN} FROM n;
        INSERT INTO walls (user_id, seq) SELECT id, 1 FROM users WHERE username LIKE 'p%';
        CREATE TEMP TABLE numbered AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS number FROM users WHERE username LIKE 'p%';
        CREATE UNIQUE INDEX temp.by_number ON numbered (number);
        INSERT INTO wall_modules (user_id, kind, content, position, seq, created_at, updated_at)
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {entries})
          SELECT (SELECT id FROM numbered WHERE number = (i * 7919) % {people}), 'text', '{{"text":"Entry ' || i || ' about a shelf"}}', 'a' || i, i, {BEGIN} + i * 1000000, {BEGIN} FROM n;
        INSERT INTO feed_entries (kind, subject, author_id, created_at) SELECT 1, id, user_id, created_at FROM wall_modules WHERE kind = 'text' AND created_at > {BEGIN};
        INSERT INTO follows (follower_id, followed_id, requested_at, accepted_at) SELECT {reader}, id, {BEGIN}, {BEGIN} FROM numbered WHERE number % 10 = 0;
        """)  # fmt: skip


def feed() -> None:
    with contextlib.ExitStack() as stack:
        worlds = {}
        for number, entries in enumerate((1_000, ENTRIES // 10, ENTRIES)):
            server = stack.enter_context(Server(18710 + number))
            tokens = make_members(server, 1, "reader")
            fill_feed(server, ids_of(server, "reader")["reader0"], PEOPLE, entries)
            checkpoint(server)
            worlds[f"{entries:,} entries"] = (server, tokens)
        results: dict[str, dict[str, dict]] = {}
        before = {name: ask(*world, "GET", "/api/feed?limit=50")["next"] for name, world in worlds.items()}
        for what, path in (("20 entries", "/api/feed"), ("of one kind", "/api/feed?kind=module"), ("of one person", "/api/feed?person=p1"), ("older ones", "/api/feed?before=")):
            results[what] = {name: timed(*world, path + (before[name] if path.endswith("=") and what == "older ones" else "")) for name, world in worlds.items()}
        results["the page"] = {name: timed(*world, "/feed", "text/html") for name, world in worlds.items()}
    RESULTS["feed raw"] = results
    table(f"A feed of {PEOPLE // 10:,} followed people among {PEOPLE:,}, p50 / p95", ("what is asked", *worlds, "goal"), rows(results, "p95 < 20 ms"))


# Conversations, notifications, lobby

TALK = """
import asyncio, aiohttp, sys
port, tokens, count, length = int(sys.argv[1]), open(sys.argv[2]).read().split(), int(sys.argv[3]), int(sys.argv[4])

async def main():
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(f"http://127.0.0.1:{port}/ws", headers={"Authorization": "Bearer " + tokens[0]}) as socket:
            async def request(type_, data, number=[0]):
                number[0] += 1
                await socket.send_json({"v": 1, "type": type_, "data": data, "meta": {"request_id": f"r{number[0]}"}})
                while True:
                    frame = await socket.receive_json()
                    if frame["type"] in ("ack", "error") and frame["meta"]["request_id"] == f"r{number[0]}":
                        assert frame["type"] == "ack", frame
                        return frame["data"]
            for other in range(1, count + 1):
                ack = await request("open_conversation", {"usernames": [f"t{other}"]})
                for line in range(length if other == count else 1):
                    await request("post_message", {"room": ack["room"], "content": f"line {line} of what we say about the wheelbarrow"})
            print(ack["id"])

asyncio.run(main())
"""

# Five who are there longest, so that everybody sees them: each second each of them goes to the other of two rooms.
MOVE = """
import asyncio, aiohttp, sys
port, tokens = int(sys.argv[1]), open(sys.argv[2]).read().split()

async def main():
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(f"http://127.0.0.1:{port}/ws", headers={"Authorization": "Bearer " + token}) for token in tokens]
        print("there", flush=True)
        number = 0
        while True:
            number += 1
            here, there = ("general", "random") if number // len(sockets) % 2 else ("random", "general")
            socket = sockets[number % len(sockets)]
            for type_, room in (("leave_room", here), ("join_room", there)):
                await socket.send_json({"v": 1, "type": type_, "data": {"room": room}, "meta": {"request_id": "j"}})
            await asyncio.sleep(0.2)

asyncio.run(main())
"""


def conversations() -> None:
    length = 200 if QUICK else 1_000
    results = {}
    with Server(18720) as server:
        tokens = make_members(server, 201, "t")
        first = first_of(tokens)
        room = subprocess.run([str(peers.VENV / "bin/python"), "-c", TALK, str(server.port), tokens, "200", str(length)], capture_output=True, text=True, check=True).stdout.strip()
        results["the list of 200"] = timed(server, first, "/messages", "text/html")
        results["a conversation's page"] = timed(server, first, f"/messages/{room}", "text/html")
        results[f"a search that opens {length:,} messages"] = timed(server, first, f"/api/search?q=zzzz&room=dm:{room}")
    RESULTS["conversations raw"] = results
    table("Conversations, one request after another", ("what is asked", "p50", "p95", "goal"), [
        (what, f"{one['p50']:.2f} ms", f"{one['p95']:.2f} ms", "p95 < 20 ms") for what, one in results.items()
    ])  # fmt: skip


def notifications() -> None:
    """The same replies, to somebody else and to oneself: only the first notify."""
    count = 300 if QUICK else 3_000
    each = {}
    with Server(18721) as server:
        tokens = make_members(server, 2, "t")
        ids = ids_of(server, "t")
        statement(server, "".join(
            f"INSERT INTO room_members (room_id, user_id, last_read_id, joined_at, opened_at) SELECT id, {user}, 0, {BEGIN}, {BEGIN} FROM rooms WHERE name = 'general'; "
            f"INSERT INTO messages (room_id, author_id, author_name, seq, content, html, created_at) SELECT id, {user}, 't', {number + 1}, 'x', '<p>x</p>', {BEGIN} FROM rooms WHERE name = 'general'; "
            for number, user in enumerate(ids.values())) + "UPDATE rooms SET last_seq = 2 WHERE name = 'general'")  # fmt: skip
        first = first_of(tokens)
        for what, answered in (("oneself", 1), ("somebody else", 2), ("oneself", 1), ("somebody else", 2)):
            body = urllib.parse.urlencode({"content": "an answer", "reply_to": answered}).encode()
            headers = {"Authorization": f"Bearer {pathlib.Path(first).read_text().strip()}", "Accept": "application/json"}
            before, began = server.cpu(), time.monotonic()
            for _ in range(count):
                request = urllib.request.Request(f"{server.url}/rooms/general", body, headers)
                with contextlib.suppress(urllib.error.HTTPError):
                    urllib.request.build_opener(Stay).open(request, timeout=30)
            each[what] = ((server.cpu() - before) / count * 1e3, (time.monotonic() - began) / count * 1e3)
    RESULTS["notifications raw"] = each
    more = [each["somebody else"][part] - each["oneself"][part] for part in (0, 1)]
    table("What a notification adds to a reply", ("", "server CPU", "time", "goal"), [
        *((f"a reply to {what}", f"{cpu:.3f} ms", f"{time_:.3f} ms", "") for what, (cpu, time_) in each.items()),
        ("the notification", f"{more[0]:.3f} ms", f"{more[1]:.3f} ms", "< 1 ms"),
    ])  # fmt: skip


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def lobby() -> None:
    seconds = 5 if QUICK else 20
    with Server(18722) as server:
        watchers, movers = make_members(server, WATCHERS, "w"), make_members(server, 5, "m")
        moving = subprocess.Popen([str(peers.VENV / "bin/python"), "-c", MOVE, str(server.port), movers], stdout=subprocess.PIPE, text=True)
        try:
            moving.stdout.readline()
            result = measured(server, "watch", watchers, "lobby", WATCHERS, seconds)
        finally:
            moving.kill()
            moving.wait()
    share = result["cpu_seconds"] / seconds
    assert result["signals"] >= WATCHERS * seconds / 3, f"the watchers were told {result['signals']} times"
    RESULTS["lobby raw"] = result
    table(f"{WATCHERS:,} watchers of the lobby, where five times a second somebody goes to another room", ("what", "a core", "told", "goal"), [
        ("server CPU", f"{share:.1%}", f"{result['signals']:,} times", "< 5 %"),
    ])  # fmt: skip


def measure() -> None:
    search()
    feed()
    conversations()
    notifications()
    lobby()
