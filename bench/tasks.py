"""The tasks API beside FastAPI + SQLModel on uvicorn, on the same tables, in one interleaved run."""

import json
import pathlib
import subprocess
import tempfile
import urllib.request

import peers
from common import QUICK, RESULTS, Running, Server, compare
from growth import fill_tasks
from loads import medians, wrk
from members import checkpoint, first_of, ids_of, make_members, on_sqlite, secret_key
from postgres_server import PostgresServer, programs

MEMBERS = 64
ROUNDS = 1 if QUICK else 4
SECONDS = 2 if QUICK else 4
NEW = '{"title":"Return the wheelbarrow","description":"Otto has waited since spring"}'


def measure() -> None:
    on_the_embedded_one()
    on_postgres()


def on_the_embedded_one() -> None:
    with Server(18700) as ours, tempfile.TemporaryDirectory() as folder:
        tokens = world(ours)
        checkpoint(ours)
        on_sqlite(ours.database, f"VACUUM INTO '{folder}/peer.db'")
        with peer(f"sqlite:///{folder}/peer.db", ours, 18701) as theirs:
            beside("SQLite", ours, theirs, tokens, 20)


def on_postgres() -> None:
    with PostgresServer() as postgres:
        url, copy = postgres.create_database(), postgres.create_database()
        with Server(18702, DATABASE_URL=url) as ours:
            tokens = world(ours)
            copy_database(url, copy)
            with peer(copy.replace("postgres://", "postgresql+asyncpg://"), ours, 18703) as theirs:
                beside("PostgreSQL, the peer through asyncpg", ours, theirs, tokens, 10)


def world(server: Server) -> str:
    tokens = make_members(server, MEMBERS, "t")
    fill_tasks(server, str(ids_of(server, "t0")["t0"]), 1_000)
    return tokens


def peer(database: str, ours: Server, port: int) -> Running:
    # Both write a line per request, as they do when nobody tells them otherwise.
    return peers.uvicorn("FastAPI + SQLModel", port, "tasks_api:app", check="/openapi.json", DATABASE_URL=database, SECRET_KEY=secret_key(ours))


def beside(name: str, ours: Server, theirs: Running, tokens: str, goal: float) -> None:
    same_answers(ours, theirs, tokens)
    for what, each, path, who, env in (
        ("10 of a list of 1,000", "lists", "/api/tasks?limit=10", first_of(tokens), {}),
        ("creating", "creations", "/api/tasks", tokens, {"METHOD": "POST", "BODY": NEW}),
    ):
        runs: dict[str, list[dict]] = {ours.name: [], theirs.name: []}
        for _ in range(ROUNDS):
            for server in (ours, theirs):
                wrk(server.url + path, who, seconds=1, **env)
                before = server.cpu()
                result = wrk(server.url + path, who, seconds=SECONDS, **env)
                runs[server.name].append(result | {"cpu": (server.cpu() - before) / result["requests"] * 1e6, "memory": server.memory()})
        RESULTS[f"tasks on {name}, {what}, raw"] = runs
        figures = {side: medians(all_, "rate", "p50", "p99", "cpu", "memory") for side, all_ in runs.items()}
        compare(f"Tasks on {name}: {what}, 64 connections", each, figures, {theirs.name: goal})


def same_answers(ours: Server, theirs: Running, tokens: str) -> None:
    """What is compared does the same: the very same page."""
    token = pathlib.Path(tokens).read_text().splitlines()[0]

    def page(url: str) -> dict:
        request = urllib.request.Request(url + "/api/tasks?limit=10", headers={"Authorization": f"Bearer {token}"})
        return json.load(urllib.request.urlopen(request))

    assert page(ours.url) == page(theirs.url) and len(page(ours.url)["data"]["tasks"]) == 10


def copy_database(source: str, target: str) -> None:
    dump = subprocess.run([programs() / "pg_dump", "--no-owner", source], check=True, capture_output=True).stdout
    subprocess.run([programs() / "psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", target], input=dump, check=True, stdout=subprocess.DEVNULL)
