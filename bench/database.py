"""Reading and writing on PostgreSQL through our driver, beside asyncpg on uvloop: one client process each, one server, turn by turn."""

import json
import statistics
import subprocess

import peers
from common import QUICK, RESULTS, Built, table
from postgres_server import PostgresServer, query

TASKS = 64
ROUNDS = 1 if QUICK else 5
SECONDS = 2 if QUICK else 3
# The pool asyncpg does best with here, of 4, 8, 10, 16 and 32.
POOL = {"reads": 16, "posts": 32}
GOAL = "4 ×"
SCHEMA = """
CREATE TABLE members (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name TEXT NOT NULL, created_at BIGINT NOT NULL);
INSERT INTO members (name, created_at) SELECT 'member ' || n, n FROM generate_series(1, 10000) n;
CREATE TABLE rooms (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, seq BIGINT NOT NULL DEFAULT 0);
INSERT INTO rooms (seq) SELECT 0 FROM generate_series(1, 200);
CREATE TABLE messages (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, room_id BIGINT NOT NULL, seq BIGINT NOT NULL, content TEXT NOT NULL);
CREATE UNIQUE INDEX messages_seq ON messages (room_id, seq);
VACUUM ANALYZE;
"""


def measure() -> None:
    with PostgresServer() as postgres:
        url = postgres.create_database()
        for statement in SCHEMA.strip().split(";\n"):
            query(url, statement.rstrip(";"))
        runs: dict[tuple[str, str], list[dict]] = {}
        for _ in range(ROUNDS):
            for what in ("reads", "posts"):
                ours = [Built.database, url, what, str(TASKS), str(SECONDS)]
                theirs = [f"{peers.VENV}/bin/python", f"{peers.PEERS}/asyncpg_load.py", url, what, str(TASKS), str(SECONDS), str(POOL[what])]
                for name, command in (("NeoSpace's driver", ours), ("asyncpg on uvloop", theirs)):
                    done = subprocess.run(command, capture_output=True, text=True, check=True)
                    runs.setdefault((what, name), []).append(json.loads(done.stdout))
    RESULTS["database raw"] = {f"{what}: {name}": all_ for (what, name), all_ in runs.items()}
    figures = {key: {each: statistics.median(run[each] for run in all_) for each in ("rate", "cpu")} for key, all_ in runs.items()}
    rows = []
    for (what, name), figure in figures.items():
        first = figures[what, "NeoSpace's driver"]
        beside = "" if figure is first else f"{first['rate'] / figure['rate']:.2f} × (goal {GOAL})"
        cheaper = "" if figure is first else f"{figure['cpu'] / first['cpu']:.2f} ×"
        rows.append((f"{what}: {name}", f"{figure['rate']:,.0f}", f"{figure['cpu']:.1f}", beside, cheaper))
    columns = ("", "a second", "client CPU each, µs", "NeoSpace is so many times as fast", "and as cheap")
    table(f"PostgreSQL, {TASKS} tasks: one row by its key; a room's number and a message in one durable transaction", columns, rows)
