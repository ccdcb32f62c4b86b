"""Whether what is asked for costs the same however much there is: rooms of 10³ to 10⁶ messages, lists of tasks."""

import contextlib

from common import QUICK, RESULTS, Server, table
from loads import steps, wrk
from members import checkpoint, first_of, ids_of, make_members, statement

ROUNDS = 2 if QUICK else 5
MANY = 100_000 if QUICK else 1_000_000
SECONDS = 0.5 if QUICK else 1


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


def measure() -> None:
    rooms()
    tasks()
