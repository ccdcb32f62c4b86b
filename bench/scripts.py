"""Scripts: lists of a thousand and of a hundred thousand, the forks of one that has ten thousand, long texts saved and compared."""

import contextlib

from common import QUICK, RESULTS, Server, table
from loads import times, wrk
from members import checkpoint, first_of, ids_of, make_members, statement
from song import fetch
from walls import Owner

SCRIPTS, FORKS = (10_000, 1_000) if QUICK else (100_000, 10_000)
SECONDS = 1 if QUICK else 4
TIMES = 20 if QUICK else 100
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


def texts() -> None:
    """As many lines as a script may have: saved, and compared with those of its revision."""
    with Server(18775) as server:
        owner = Owner(server, "keeper")
        script = owner.ask("POST", "/api/scripts", {"runtime": "sketch", "title": "Long"})["script"]["id"]
        version = 1

        def save(code: str) -> None:
            nonlocal version
            version = owner.ask("PUT", f"/api/scripts/{script}/draft", {"code": code, "base_version": version})["draft"]["version"]

        rain = "  draw(x, y, 'rain'); // \n" * 4_900
        saves = times(lambda number: save(f"// {number:06d}\n{rain}"), TIMES)
        lines = [f"line({number}, {number * 7 % 1000});" for number in range(5_000)]
        save("\n".join(lines))
        owner.ask("POST", f"/api/scripts/{script}/revisions", {"base_version": version})
        results = {f"a save of {len(rain) / 1024:.0f} KiB": saves}
        third = [f"line({number}, 0);" if number % 3 == 0 else line for number, line in enumerate(lines)]
        for what, draft in (("a third of them changed", third), ("all in reverse order", lines[::-1])):
            save("\n".join(draft))
            results[f"5,000 lines compared, {what}"] = times(lambda _: fetch(owner, f"/api/scripts/{script}/diff?from=1&to=draft"), TIMES // 2)
    RESULTS["code"] = results
    table(
        "Texts of scripts, one request after another, p50 / p95", ("what is asked", "time", "goal"),
        [(what, f"{one['p50']:.1f} / {one['p95']:.1f} ms", "p95 < 30 ms" if "save" in what else "p95 < 300 ms") for what, one in results.items()])


def measure() -> None:
    lists()
    texts()
