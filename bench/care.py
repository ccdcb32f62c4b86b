"""What staff and members read of moderation, with as many cases and actions as their goals name, beside the same with a hundredth of them."""

import contextlib

from common import QUICK, RESULTS, Server, table
from loads import wrk
from members import checkpoint, first_of, ids_of, make_members, statement

CASES, ACTIONS, OWN = 10_000, 100_000, 10_000
SECONDS = 1 if QUICK else 4
BEGIN = 1_700_000_000_000_000
PATHS = {
    "the queue": "/admin/reports",
    "the middle of the queue": "/admin/reports?after=MIDDLE",
    "all actions": "/admin/actions",
    "the actions of one member": "/admin/actions?username=somebody0",
    "the public log": "/moderation",
    "the public log of bans": "/moderation?action=ban",
}


def fill(server: Server, cases: int, actions: int, own: int) -> None:
    """Each case is about a message of its own; one member was warned as often as `own` says."""
    owner, others = ids_of(server, "somebody")["somebody0"], ids_of(server, "author")
    first = min(others.values())
    statement(server, f"""
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {cases})
          INSERT INTO messages (room_id, author_id, author_name, seq, content, html, created_at)
          SELECT (SELECT id FROM rooms WHERE name = 'general'), {first} + i % {len(others)}, 'a', 1000 + i, 'reported ' || i, '<p>reported</p>', {BEGIN} + i FROM n;
        INSERT INTO cases (kind, subject, target_id, user_id, reasons, report_count, position, created_at, updated_at)
          SELECT 'message', id, id, author_id, 1, 1, {BEGIN} + id, {BEGIN} + id, {BEGIN} + id FROM messages WHERE content LIKE 'reported %';
        INSERT INTO case_counts (change) SELECT count(*) FROM cases WHERE closed_at IS NULL;
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {actions})
          INSERT INTO actions (action, user_id, by_role, reason, message, log_note, created_at, undone_at)
          SELECT CASE i % 10 WHEN 0 THEN 'ban' ELSE 'warn' END, CASE WHEN i % {actions // own} = 1 THEN {owner} ELSE {first} + i % {len(others)} END,
            'moderator', 'spam', 'Please stop', '', {BEGIN} + i, {BEGIN} + i FROM n;
        """)  # fmt: skip


def measure() -> None:
    with contextlib.ExitStack() as stack:
        worlds = {}
        for number, (cases, actions, own) in enumerate(((100, 1_000, 100), (CASES, ACTIONS, OWN))):
            server = stack.enter_context(Server(18760 + number))
            tokens = make_members(server, 1, "staff")
            make_members(server, 1, "somebody")
            make_members(server, 1_000, "author")
            statement(server, "UPDATE users SET role = 'admin' WHERE username = 'staff0'")
            fill(server, cases, actions, own)
            checkpoint(server)
            worlds[f"{cases:,} cases, {actions:,} actions"] = (server, first_of(tokens), BEGIN + cases // 3)
        results = {}
        for what, path in PATHS.items():
            results[what] = {
                name: wrk(server.url + path.replace("MIDDLE", str(middle)), tokens, connections=64, seconds=SECONDS, ACCEPT="application/json")
                for name, (server, tokens, middle) in worlds.items()
            }  # fmt: skip
    RESULTS["care"] = results
    table(
        "Moderation at 64 connections, p50 / p95", ("what is asked", *worlds, "goal"),
        [(what, *(f"{one['p50']:.2f} / {one['p95']:.2f} ms" for one in found.values()), "p95 < 20 ms") for what, found in results.items()])
