"""Whether what is asked for costs the same however much there is: every page and list in communities of 10³ to 10⁶ rows behind each list,
rooms of as many messages, lists of tasks."""

import contextlib
import json
import re
import socket

import community
from common import QUICK, RESULTS, ROOT, Server, run_time, table
from loads import steps, wrk
from members import checkpoint, first_of, ids_of, make_members, statement

ROUNDS = 2 if QUICK else 5
MANY = 100_000 if QUICK else 1_000_000
SECONDS = 0.5 if QUICK else 1
SIZES = (1_000, 10_000) if QUICK else (1_000, 100_000, 1_000_000)
TIMES = 11


def fill_room(server: Server, author: int, count: int) -> None:
    """Messages as they are after posting, in a room of their own, a hundred of them unread."""
    statement(server, f"""
        INSERT INTO rooms (name, topic, kind, created_by, last_seq) VALUES ('growing', '', 'public', {author}, {count});
        INSERT INTO messages (room_id, author_id, author_name, seq, content, html, created_at)
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
          SELECT (SELECT id FROM rooms WHERE name = 'growing'), {author}, 't0', i, 'Message number ' || i || ' about the wheelbarrow that Otto has yet to bring back',
            '<p>Message number ' || i || ' about the wheelbarrow that Otto has yet to bring back</p>', 1700000000000000 + i * CAST(1000000 AS BIGINT) FROM n;
        INSERT INTO room_members (room_id, user_id, last_read_id, joined_at, opened_at)
          SELECT r.id, u.id, (SELECT max(id) FROM messages) - 100, 1700000000000000, 1700000000000000 FROM rooms r, users u
          WHERE r.name = 'growing' AND u.username LIKE 't%';
        """)  # fmt: skip


def fill_tasks(server: Server, owners: str, count: int) -> None:
    """`count` tasks, a third of them done; `owners` picks the owner of task i."""
    statement(server, f"""
        INSERT INTO tasks (user_id, title, description, completed, created_at, updated_at)
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
          SELECT {owners}, 'Task number ' || i, CASE WHEN i % 2 = 0 THEN 'Some words about it' END, i % 3 = 0, 1700000000000000 + i, 1700000000000000 + i FROM n;
        DELETE FROM task_counts;
        INSERT INTO task_counts (user_id, pending, completed)
          SELECT user_id, SUM(CASE WHEN completed THEN 0 ELSE 1 END), SUM(CASE WHEN completed THEN 1 ELSE 0 END) FROM tasks GROUP BY user_id;
        """)  # fmt: skip


def in_turn(title: str, worlds: dict[str, tuple[Server, str]], asked: dict[str, object]) -> None:
    """What each kind of request takes in each world, the worlds asked in turn: of the rounds' medians the least, for whatever else the
    machine does only adds to it."""
    times: dict[str, dict[str, list[float]]] = {what: {name: [] for name in worlds} for what in asked}
    for what, ask in asked.items():
        for _ in range(ROUNDS):
            for name, (server, tokens) in worlds.items():
                times[what][name].append(ask(server, tokens) * 1e3)
    RESULTS[title + ", raw"] = times
    rows = []
    for what, by_world in times.items():
        least = [min(all_) for all_ in by_world.values()]
        changes = [f"{time:.0f} µs ({time / least[0] - 1:+.0%})" for time in least[1:]]
        rows.append((what, f"{least[0]:.0f} µs", *changes, "± 20 %"))
    table(title, ("one after another", *worlds, "goal"), rows)


def page(path: str, accept: str):
    return lambda server, tokens: wrk(server.url + path, tokens, connections=1, seconds=SECONDS, ACCEPT=accept)["p50"]


def over_socket(kind: str):
    return lambda server, tokens: list(steps("pages", server.port, tokens, "growing", kind, SECONDS))[-1]["p50"]


def rooms() -> None:
    with contextlib.ExitStack() as stack:
        worlds = {}
        for number, count in enumerate((1_000, MANY // 10, MANY)):
            server = stack.enter_context(Server(18600 + number))
            tokens = make_members(server, 20, "t")
            fill_room(server, ids_of(server, "t0")["t0"], count)
            checkpoint(server)
            worlds[f"{count:,} messages"] = (server, first_of(tokens))
        in_turn("A room as it grows", worlds, {
            "the room's page": page("/rooms/growing", "text/html"),
            "50 older messages, anywhere": over_socket("older"),
            "50 missed messages, from anywhere": over_socket("missed"),
            "the list of rooms, with unread": over_socket("rooms"),
        })  # fmt: skip


def tasks() -> None:
    with contextlib.ExitStack() as stack:
        worlds = {}
        for number, (name, others, own) in enumerate((("1,000 own", 0, 1_000), (f"and {MANY:,} of others", MANY, 1_000),
                                                      ("and 100,000 own", MANY, 100_000))):  # fmt: skip
            server = stack.enter_context(Server(18610 + number))
            tokens = make_members(server, 20, "t")
            first = ids_of(server, "t0")["t0"]
            if others:
                fill_tasks(server, f"{first} + 1 + i % 19", others)
            fill_tasks(server, str(first), own)
            checkpoint(server)
            worlds[name] = (server, first_of(tokens))
        in_turn("Tasks as they grow", worlds, {
            "10 of the list": page("/api/tasks?limit=10", "application/json"), "the page": page("/tasks", "text/html"),
        })  # fmt: skip


# Every page and list of a community


class Asker:
    """One connection, without what a client library adds."""

    def __init__(self, server: Server, token: str):
        self.port, self.token, self.socket = server.port, token, None

    def ask(self, path: str, accept: str) -> tuple[int, bytes]:
        who = f"Cookie: session={self.token}" if accept == "text/html" else f"Authorization: Bearer {self.token}"
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{who}\r\nAccept: {accept}\r\n\r\n"
        if self.socket is not None:
            try:
                return self.exchange(head)
            except ConnectionError:
                # The server has closed it, as it does with connections that rest.
                self.socket.close()
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=120)
        return self.exchange(head)

    def exchange(self, head: str) -> tuple[int, bytes]:
        self.socket.sendall(head.encode())
        answer, begin, wanted = bytearray(), -1, 0
        while begin < 0 or len(answer) < wanted:
            part = self.socket.recv(1 << 20)
            if not part:
                raise ConnectionResetError("the server closed the connection")
            answer += part
            if begin < 0 and (end := answer.find(b"\r\n\r\n")) >= 0:
                begin = end + 4
                wanted = begin + int(re.search(rb"\r\ncontent-length: (\d+)", bytes(answer[:begin]), re.IGNORECASE)[1])
        return int(answer[9:12]), bytes(answer[begin:])


# Beside the pages of docs/policies.md, with what stands for the parts of their addresses. `{…}` is what the community's seed made.
FILLED = {
    "/@{username}": ["/@reader", "/@c7"], "/@{username}/guestbook": ["/@reader/guestbook"], "/@{username}/feed.atom": ["/@reader/feed.atom"],
    "/@{username}/modules/new": ["/@reader/modules/new", "/@reader/modules/new?kind=song", "/@reader/modules/new?kind=image"],
    "/@{username}/modules/{id}": ["/@reader/modules/{module}"], "/@{username}/modules/{id}/edit": ["/@reader/modules/{module}/edit"],
    "/@{username}/removed": ["/@reader/removed"], "/@{username}/top8": ["/@reader/top8"],
    "/admin/actions": ["/admin/actions", "/admin/actions?action=ban", "/admin/actions?username=reader"], "/admin/actions/{id}": ["/admin/actions/{action}"],
    "/admin/keys": ["/admin/keys", "/admin/keys?status=used", "/admin/keys?status=unused"],
    "/admin/log": ["/admin/log", "/admin/log?action=action.warn", "/admin/log?actor=boss", "/admin/log?subject=user:9"],
    "/admin/appeals": ["/admin/appeals", "/admin/appeals?status=closed"],
    "/admin/reports": ["/admin/reports", "/admin/reports?status=closed", "/admin/reports?status=mine"], "/admin/reports/{id}": ["/admin/reports/{case}"],
    "/admin/users": ["/admin/users", "/admin/users?q=c1", "/admin/users?standing=new", "/admin/users?standing=banned", "/admin/users?standing=muted"],
    "/admin/users/{id}": ["/admin/users/1", "/admin/users/9"],
    "/api/cats/{name}": ["/api/cats/miso", "/api/cats/miso?ago=120"], "/api/cats/{name}/ledger": ["/api/cats/miso/ledger"],
    "/api/feed": ["/api/feed", "/api/feed?limit=50", "/api/feed?kind=module", "/api/feed?kind=script", "/api/feed?kind=verse", "/api/feed?person=c10"],
    "/api/follows": [f"/api/follows?list={name}" for name in ("following", "followers", "requests", "requested")]
        + [f"friend: /api/follows?list={name}" for name in ("blocked", "muted")],
    "/api/media": ["/api/media", "/api/media?kind=image", "/api/media?kind=audio"], "/api/media/{id}": ["/api/media/{media}"],
    "/api/modules/{id}": ["/api/modules/{module}"],
    "/api/people": ["/api/people", "/api/people?order=name", "/api/people?q=crowd", "/api/people?q=c7", "/api/people?q=crowd&order=name", "/api/people?status=1", "/api/people?theme=zen",
                    "/api/people?theme=hacker", "friend: /api/people"],
    "/api/people/{username}": ["/api/people/friend"], "/api/people/{username}/top8": ["/api/people/friend/top8"],
    "/api/rooms/{name}/cats": ["/api/rooms/growing/cats"],
    "/api/scripts": ["/api/scripts", "/api/scripts?order=title", "/api/scripts?order=old", "/api/scripts?order=wander", "/api/scripts?runtime=audio", "/api/scripts?tag=rain", "/api/scripts?tag=snow",
                     "/api/scripts?by=reader", "/api/scripts?by=me", "/api/scripts?by=me&deleted=true", "/api/scripts?by=reader&order=title", "/api/scripts?by=c7&order=wander"],
    "/api/scripts/proposals/{p}": ["/api/scripts/proposals/{proposal}"],
    "/api/scripts/{id}/diff": ["/api/scripts/{script}/diff?from=1&to=draft"], "/api/scripts/{id}/history/{version}": ["/api/scripts/{script}/history/2"],
    "/api/scripts/{id}/r/{number}": ["/api/scripts/{script}/r/1"], "/api/scripts/{id}/r/{number}/raw": ["/api/scripts/{script}/r/1/raw"],
    "/api/search": [f"/api/search?q={q}" for q in ("quixotic", "every", "middling", "babab", "ba", "b", "zzzz", "every+middling+quixotic", "%22every+message%22", "every&kind=task", "shelf&kind=module", "number",
                                                   "middling&person=c7", "every&from=2023-11-14&to=2030-01-01", "middling&room=growing", "disco&room=dm:{conversation}")],
    "/api/song/patterns": ["/api/song/patterns", "/api/song/patterns?mine=on"], "/api/song/patterns/{id}": ["/api/song/patterns/{pattern}"],
    "/api/song/patterns/{id}/r/{number}": ["/api/song/patterns/{pattern}/r/1"], "/api/song/patterns/{id}/r/{number}/loop.mid": ["/api/song/patterns/{pattern}/r/1/loop.mid"],
    "/api/song/proposals/{id}": ["/api/song/proposals/{branch}"],
    "/api/song/stories": ["/api/song/stories", "/api/song/stories?mine=on"], "/api/song/stories/{id}": ["/api/song/stories/{story}", "/api/song/stories/{story}?q=mill"],
    "/api/song/stories/{id}/proposals": ["/api/song/stories/{story}/proposals", "/api/song/stories/{story}/proposals?status=open", "/api/song/stories/{story}/proposals?status=declined"],
    "/api/song/verses/{id}/history/{version}": ["/api/song/verses/{verse}/history/1"],
    "/api/tasks": ["/api/tasks", "/api/tasks?status=completed", "/api/tasks?status=pending", "/api/tasks?page=20&limit=10"], "/api/tasks/{id}": ["/api/tasks/{task}"],
    "/api/walls/{username}": ["/api/walls/reader", "/api/walls/c7"], "/api/walls/{username}/guestbook": ["/api/walls/reader/guestbook"], "/api/walls/{username}/modules": ["/api/walls/reader/modules?ids={module}"],
    "/cats/{name}": ["/cats/miso", "/cats/miso?ago=120"], "/cats/{name}/ledger": ["/cats/miso/ledger"], "/cats/{name}/reset": ["/cats/miso/reset"],
    "/codeground": ["/codeground", "/codeground?by=me", "/codeground?by=me&deleted=1", "/codeground?tag=rain", "/codeground?order=wander"],
    "/codeground/proposals/{p}": ["/codeground/proposals/{proposal}"], "/codeground/{id}/history/{version}": ["/codeground/{script}/history/2"],
    "/codeground/{id}/r/{number}": ["/codeground/{script}/r/1"], "/codeground/{id}/r/{number}/withdraw": ["/codeground/{script}/r/1/withdraw"],
    "/feed": ["/feed", "/feed?kind=script"], "/follows": ["/follows", "/follows?list=followers", "/follows?list=requests", "friend: /follows?list=blocked", "friend: /follows?list=muted"],
    "/frames/{id}": [],
    "/messages/{id}": ["/messages/{conversation}"], "/messages/{id}/clear": ["/messages/{conversation}/clear"], "/messages/{id}/leave": [], "/messages/{id}/{message}": [],
    "/messages/{id}/date": ["/messages/{conversation}/date?date=2026-01-01"],
    "/moderation": ["/moderation", "/moderation?action=ban"], "/people": ["/people", "/people?q=crowd"],
    "/people/{username}": ["/people/friend"], "/people/{username}/block": ["/people/friend/block"],
    "/relations/hidden.css": ["/relations/hidden.css", "friend: /relations/hidden.css"], "/reports": ["/reports", "/reports?sent=true"], "/reports/new": ["/reports/new?kind=message&id={message}"],
    "/rooms/{name}": ["/rooms/growing", "friend: /rooms/growing"], "/rooms/{name}/cats": ["/rooms/growing/cats"], "/rooms/{name}/date": ["/rooms/growing/date?date=2026-01-01"],
    "/rooms/{name}/leave": ["/rooms/shed/leave"], "/rooms/{name}/members": ["/rooms/shed/members"], "/rooms/{name}/messages/{id}": ["/rooms/growing/messages/{message}"],
    "/rooms": ["/rooms", "/rooms?q=room-1"], "/search": ["/search", "/search?q=every", "/search?q=quixotic"], "/search/suggest": ["/search/suggest?q=c1"],
    "/settings/imports/{id}": [], "/settings/export": [],
    "/song": ["/song", "/song?mine=on", "/song?kind=patterns"], "/song/patterns/{id}": ["/song/patterns/{pattern}"], "/song/patterns/{id}/delete": ["/song/patterns/{pattern}/delete"],
    "/song/proposals/{id}": ["/song/proposals/{branch}"], "/song/stories/{id}": ["/song/stories/{story}", "/song/stories/{story}?q=mill"],
    "/song/stories/{id}/verses/new": ["/song/stories/{story}/verses/new?from={verse}"], "/song/verses/{id}/history/{version}": ["/song/verses/{verse}/history/1"],
    "/tasks": ["/tasks", "/tasks?status=completed"], "/tasks/{id}": ["/tasks/{task}"], "/tasks/{id}/delete": ["/tasks/{task}/delete"],
    "/avatars/{id}": [], "/media/{id}/{file}": [], "/admin/reports/{id}/media/{media}/{file}": [],
}  # fmt: skip
# Files, style sheets and what begins or ends something.
LEFT_OUT = {
    "/appearance/members/{id}", "/assets/{path...}", "/cats/muted.css", "/cats/{name}/face.svg", "/cats/{name}/face/{mood}", "/download", "/favicon.ico", "/favicon.svg", "/manifest.webmanifest",
    "/run/lib/vendor/{path...}", "/run/lib/{path...}", "/run/{id}/draft/{version}", "/run/{id}/{number}", "/ws", "/robots.txt", "/setup", "/recover", "/address/confirm", "/address/stop", "/digest/stop",
    "/api/scripts/{id}/export.zip", "/login", "/signup", "/forgot", "/openapi.json", "/metrics",
}  # fmt: skip
# Lists whose later parts are asked too, with the name of what they go on from.
LATER = [
    *((path, "before") for path in ("/api/feed", "/api/feed?kind=script", "/api/follows?list=following", "/api/follows?list=followers", "/api/media", "/api/notifications", "/api/people", "/api/people?order=name",
                                    "/api/people?q=crowd", "/api/scripts", "/api/scripts?order=title", "/api/scripts?by=me", "/api/scripts?tag=rain", "/api/scripts?runtime=audio", "/api/scripts/{script}/lineage", "/api/scripts/{script}/revisions",
                                    "/api/search?q=every", "/api/search?q=middling", "/api/search?q=quixotic", "/api/song/patterns", "/api/song/stories", "/api/song/stories?mine=on", "/api/song/stories/{story}/proposals",
                                    "/api/cats/miso/ledger", "/api/walls/reader/guestbook", "friend: /api/follows?list=blocked", "json: /admin/actions", "json: /admin/appeals", "json: /admin/log",
                                    "json: /admin/mail", "json: /admin/reports?status=closed", "json: /moderation", "json: /reports", "json: /admin/users?standing=new")),
    ("json: /admin/reports", "after"), ("json: /admin/users", "after"),
]  # fmt: skip
# These lead to a message or a place.
LEADING = re.compile(r"/$|.*/date\?")
ADMIN = ("/admin", "/internals", "/cats/miso/reset")


def asked() -> list[str]:
    """The addresses of every page and list, from the table of routes, which a test holds true."""
    lines = (ROOT / "docs/policies.md").read_text().split("## HTTP\n")[1].split("\n## ")[0].splitlines()
    found = []
    for path in (line.split("|")[2].strip().strip("`") for line in lines if line.startswith("| GET ")):
        if path in LEFT_OUT:
            continue
        filled = path.replace("/{id}", "/{story}") if path.startswith(("/song/stories/", "/api/song/stories/")) else path
        if path.startswith(("/song/verses/", "/api/song/verses/")):
            filled = path.replace("/{id}", "/{verse}")
        if path.startswith(("/codeground/", "/api/scripts/")):
            filled = path.replace("/{id}", "/{script}")
        found += FILLED.get(path, [filled])
    return found


class World:
    """A community, and a connection of each of three people."""

    def __init__(self, server: Server, size: int):
        self.server, seed = server, community.make(server, size)
        self.ids = seed.ids
        self.people = {"": Asker(server, seed.reader.token), "friend": Asker(server, seed.friend.token), "admin": Asker(server, seed.staff.token)}

    def asker(self, what: str) -> tuple[Asker, str, str]:
        """Who asks, for what, and whether as a page. `friend: ` and `json: ` before the path say what it does not."""
        how, _, path = what.partition(" … ")[0].rpartition(": ")
        path = path.format(**self.ids)
        who = "friend" if how == "friend" else "admin" if path.startswith(ADMIN) else ""
        return self.people[who], path, "application/json" if how == "json" or path.startswith("/api/") else "text/html"

    def address(self, what: str) -> str:
        """Of what is asked; for a later part, where the part before it leads."""
        asker, path, accept = self.asker(what)
        _, _, parameter = what.partition(" … ")
        if parameter:
            body = json.loads(asker.ask(path, accept)[1])
            following = body["next"] if "next" in body else body["data"]["next"]
            assert following is not None, f"{path} has no later part"
            path += f"{'&' if '?' in path else '?'}{parameter}={following}"
        status, body = asker.ask(path, accept)
        assert status == 200 or status == 303 and LEADING.match(path), f"{path} answered {status}: {body[:300]!r}"
        return path

    def cost(self, what: str, path: str) -> float:
        """Milliseconds of the server's processor time for each request."""
        asker, _, accept = self.asker(what)
        before = run_time(self.server.process.pid)
        for _ in range(TIMES):
            asker.ask(path, accept)
        return (run_time(self.server.process.pid) - before) / TIMES / 1e6


def compare_worlds(worlds: dict[str, World], paths: list[str]) -> None:
    """The worlds asked in turn, and the least of the rounds: whatever else the server does meanwhile only adds to it."""
    rows, slower, raw = [], [], {}
    for what in paths:
        found = {name: world.address(what) for name, world in worlds.items()}
        least = {name: float("inf") for name in worlds}
        for _ in range(ROUNDS):
            for name, world in worlds.items():
                least[name] = min(least[name], world.cost(what, found[name]))
        raw[what] = least
        first, *others = least.values()
        grows = any(time > first * 1.2 and time > first + 0.3 for time in others)
        slower += [what] * grows
        rows.append((what, f"{first:.2f} ms", *(f"{time:.2f} ms ({time / first - 1:+.0%})" for time in others), "grows" if grows else ""))
    RESULTS["growth of every page"] = raw
    table("Every page and list as the community grows, server CPU of a request", ("asked", *worlds, "beyond + 20 % and 0.3 ms"), rows)
    print(f"\n{len(paths) - len(slower)} of {len(paths)} are flat within 20 %." + "".join(f"\n- grows: {what}" for what in slower), flush=True)


def pages() -> None:
    with contextlib.ExitStack() as stack:
        worlds = {}
        for number, size in enumerate(SIZES):
            server = stack.enter_context(Server(18620 + number))
            worlds[f"{size:,} rows"] = World(server, size)
        compare_worlds(worlds, asked() + [f"{path} … {parameter}" for path, parameter in LATER])


def measure() -> None:
    pages()
    rooms()
    tasks()
