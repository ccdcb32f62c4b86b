"""Scripts: lists of a thousand and of a hundred thousand, and the forks of one that has ten thousand."""

import contextlib

from common import QUICK, RESULTS, Server, table
from loads import wrk
from members import checkpoint, first_of, ids_of, make_members, statement

SCRIPTS, FORKS = (10_000, 1_000) if QUICK else (100_000, 10_000)
SECONDS = 1 if QUICK else 4
FIRST, BEGIN = 1 << 41, 1_700_000_000_000_000
LISTS = {
    "the newest": "/api/scripts",
    "in the order of titles": "/api/scripts?order=title",
    "of one runtime": "/api/scripts?runtime=audio",
    "of one tag": "/api/scripts?tag=rain",
    "the page of the newest": "/codeground",
}


def fill(server: Server, scripts: int, forks: int) -> None:
    """Published scripts of a thousand authors. The last ones are forks of the first."""
    author = min(ids_of(server, "author").values())
    statement(server, f"""
        CREATE TEMP TABLE made AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {scripts - 1}) SELECT i FROM n;
        INSERT INTO scripts (id, owner_id, runtime, title, title_key, tags, visibility, seq, shown_seq, created_at, saved_at, revisions, newest,
            published_at, entered_at)
          SELECT {FIRST} + i, {author} + i % 1000, CASE i % 10 WHEN 0 THEN 'audio' ELSE 'sketch' END, 'Rain ' || (i * 7919) % {scripts},
            printf('rain %08d', (i * 7919) % {scripts}), CASE i % 20 WHEN 0 THEN 'rain' ELSE '' END, 'public', 3, 3, {BEGIN} + i, {BEGIN} + i, 1, 1,
            {BEGIN} + i, {BEGIN} + i FROM made;
        INSERT INTO script_tags (tag, script_id) SELECT 'rain', {FIRST} + i FROM made WHERE i % 20 = 0;
        INSERT INTO script_drafts (script_id, code, version, seq, saved_at) SELECT {FIRST} + i, 'circle(50, 50, 20)', 2, 2, {BEGIN} + i FROM made;
        INSERT INTO script_revisions (script_id, number, code, sha256, title, bytes, lines, seq, created_at)
          SELECT {FIRST} + i, 1, 'circle(50, 50, 20)', '', 'Rain', 18, 1, 3, {BEGIN} + i FROM made;
        INSERT INTO script_authors (script_id, number, place, user_id) SELECT {FIRST} + i, 1, 0, {author} + i % 1000 FROM made;
        INSERT INTO script_lineage (script_id, parent_id, parent_number, root_id, root_number, depth, created_at)
          SELECT {FIRST} + i, CASE WHEN i >= {scripts - forks} THEN {FIRST} END, CASE WHEN i >= {scripts - forks} THEN 1 END,
            CASE WHEN i >= {scripts - forks} THEN {FIRST} END, CASE WHEN i >= {scripts - forks} THEN 1 END, i >= {scripts - forks}, {BEGIN} + i FROM made;
        DROP TABLE made;
        """)  # fmt: skip


def lists() -> None:
    with contextlib.ExitStack() as stack:
        worlds = {}
        for number, (scripts, forks) in enumerate(((1_000, 100), (SCRIPTS, FORKS))):
            server = stack.enter_context(Server(18770 + number))
            tokens = make_members(server, 1, "reader")
            make_members(server, 1_000, "author")
            fill(server, scripts, forks)
            checkpoint(server)
            worlds[f"{scripts:,} scripts, {forks:,} forks of one"] = (server, first_of(tokens))
        paths = LISTS | {"the forks of one": f"/api/scripts/{FIRST}/lineage", "their page": f"/codeground/{FIRST}/lineage"}
        results = {}
        for what, path in paths.items():
            accept = "application/json" if path.startswith("/api/") else "text/html"
            results[what] = {
                name: wrk(server.url + path, tokens, connections=64, seconds=SECONDS, ACCEPT=accept) for name, (server, tokens) in worlds.items()
            }
    RESULTS["scripts"] = results
    table(
        "Scripts at 64 connections, p50 / p95", ("what is asked", *worlds, "goal"),
        [(what, *(f"{one['p50']:.2f} / {one['p95']:.2f} ms" for one in found.values()), "p95 < 50 ms" if "fork" in what or "their" in what else "p95 < 20 ms")
         for what, found in results.items()])  # fmt: skip


def measure() -> None:
    lists()
