"""Messages that are on disk before they are acknowledged."""

import contextlib

from common import QUICK, RESULTS, Server, table
from loads import measured, medians
from members import make_members
from postgres_server import PostgresServer

SENDERS, ROOMS = 64, 200
SECONDS = 3 if QUICK else 6
ROUNDS = 1 if QUICK else 3


def measure() -> None:
    with contextlib.ExitStack() as stack:
        postgres = stack.enter_context(PostgresServer())
        servers = {
            "SQLite, committed in groups": Server(18300),
            "SQLite, one transaction each": Server(18301, NEOSPACE_WRITE_BATCH="1"),
            "PostgreSQL": Server(18302, DATABASE_URL=postgres.create_database()),
        }
        tokens = {name: make_members(stack.enter_context(server), SENDERS, "s") for name, server in servers.items()}
        runs: dict[str, list[dict]] = {name: [] for name in servers}
        for _ in range(ROUNDS):
            for name, server in servers.items():
                result = measured(server, "posts", tokens[name], ROOMS, SECONDS, 200)
                runs[name].append(result | {"cpu": result["cpu_seconds"] / result["acks"] * 1e6})
    RESULTS["posts raw"] = runs
    figures = {name: medians(all_, "rate", "p50", "p99", "cpu") for name, all_ in runs.items()}
    first = next(iter(figures.values()))["rate"]
    goals = {"SQLite, committed in groups": "20,000/s"}
    table(f"Durable posts, {SENDERS} senders over {ROOMS} rooms", ("", "posts/s", "p50 ms", "p99 ms", "server CPU per post, µs", "groups are so many times as fast", "goal"), [
        (name, f"{figure['rate']:,.0f}", f"{figure['p50']:.1f}", f"{figure['p99']:.1f}", f"{figure['cpu']:.0f}",
         "" if figure["rate"] == first else f"{first / figure['rate']:.1f} ×", goals.get(name, ""))
        for name, figure in figures.items()
    ])  # fmt: skip
