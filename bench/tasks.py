"""The tasks API beside FastAPI + SQLModel on uvicorn, on the same tables, in one interleaved run; and whether a list stays as fast
however many tasks there are."""

import contextlib
import json
import os
import pathlib
import sqlite3
import statistics
import subprocess
import tempfile
import time
import urllib.request

from common import QUICK, RESULTS, ROOT, TICKS, Server, cpu_seconds, row
from postgres_server import PostgresServer, query

MEMBERS = 64
ROUNDS = 2 if QUICK else 4
SECONDS = 2 if QUICK else 5
VENV = ROOT / "bench/.venv"
# What the machine has; NeoSpace takes as many loops.
WORKERS = os.cpu_count() or 1


def wrk(url: str, tokens: str, method: str = "GET", connections: int = 64, seconds: float = SECONDS) -> dict:
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(ROOT / "bench/tasks.lua"), url],
                         env={**os.environ, "TOKENS": tokens, "METHOD": method}, capture_output=True, text=True, check=True).stdout
    result = json.loads(out.splitlines()[-1])
    assert result["errors"] == 0 and result["requests"] > 0, out
    return result


def install_peer() -> None:
    if not (VENV / "bin/uvicorn").exists():
        subprocess.run(["/usr/bin/python3", "-m", "venv", "--clear", str(VENV)], check=True)
    subprocess.run([VENV / "bin/pip", "install", "-q", "--disable-pip-version-check", "-r", ROOT / "bench/peer/requirements.txt"], check=True)


class Peer:
    """uvicorn with a worker per core; its cost is that of all its processes."""

    def __init__(self, database: str, key: str, port: int):
        self.url, self.port = f"http://127.0.0.1:{port}", port
        self.env = {**os.environ, "DATABASE_URL": database, "SECRET_KEY": key}

    def __enter__(self) -> "Peer":
        command = [VENV / "bin/uvicorn", "app:app", "--port", str(self.port), "--workers", str(WORKERS)]
        # Both write a line per request, as they do when nobody tells them otherwise.
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, cwd=ROOT / "bench/peer", env=self.env, stdout=self.log, stderr=self.log)
        for _ in range(200):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.url + "/openapi.json", timeout=2).read()
                return self
            time.sleep(0.1)
        raise RuntimeError("the peer did not start")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.log.close()

    def cpu(self) -> float:
        total = 0.0
        for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = entry.read_text().rsplit(")", 1)[1].split()
                if int(fields[1]) == self.process.pid:
                    total += (int(fields[11]) + int(fields[12])) / TICKS
        return total + cpu_seconds(self.process.pid)


def seed(database: str, user: str, count: int, statement) -> None:
    """`count` tasks of one member, a third of them done."""
    done = count // 3
    statement(
        database,
        f"""INSERT INTO tasks (user_id, title, description, completed, created_at, updated_at)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
            SELECT {user}, 'Task number ' || i, CASE WHEN i % 2 = 0 THEN 'Some words about it' END, i <= {done}, 1700000000000000 + i, 1700000000000000 + i FROM n""",
    )
    statement(
        database,
        f"INSERT INTO task_counts (user_id, pending, completed) VALUES ({user}, {count - done}, {done}) "
        f"ON CONFLICT (user_id) DO UPDATE SET pending = task_counts.pending + {count - done}, completed = task_counts.completed + {done}",
    )


def on_sqlite(path: str, sql: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


def first_of(tokens: str) -> str:
    path = tokens + ".first"
    pathlib.Path(path).write_text(pathlib.Path(tokens).read_text().splitlines()[0] + "\n")
    return path


def key_of(server: Server) -> str:
    return (pathlib.Path(server.data) / "secret_key").read_text().strip()


def compare(name: str, ours: Server, peer: Peer, tokens: str, goal: int) -> None:
    one = first_of(tokens)
    for what, method, path, who in (("list of 10 from 1,000", "GET", "/api/tasks?limit=10", one), ("create", "POST", "/api/tasks", tokens)):
        runs: dict[str, list[dict]] = {"NeoSpace": [], "FastAPI": []}
        for _ in range(ROUNDS):
            for side, url, cpu in (("NeoSpace", ours.url, lambda: cpu_seconds(ours.process.pid)), ("FastAPI", peer.url, peer.cpu)):
                wrk(url + path, who, method, seconds=1)
                before = cpu()
                result = wrk(url + path, who, method)
                runs[side].append(result | {"rate": result["requests"] / result["seconds"], "cpu": (cpu() - before) / result["requests"] * 1e6})
        figures = {side: {key: statistics.median(run[key] for run in all_) for key in ("rate", "p50", "p99", "cpu")} for side, all_ in runs.items()}
        RESULTS[f"tasks {name} {what}"] = {"runs": runs, "medians": figures}
        mine, theirs = figures["NeoSpace"], figures["FastAPI"]
        row(f"tasks on {name}: {what}, 64 connections",
            f"{mine['rate']:,.0f}/s, {mine['rate'] / theirs['rate']:.1f} × FastAPI + SQLModel ({theirs['rate']:,.0f}/s; goal {goal} ×); "
            f"p50 {mine['p50']:.1f} against {theirs['p50']:.1f} ms, p99 {mine['p99']:.1f} against {theirs['p99']:.1f} ms; "
            f"server CPU per request {mine['cpu']:.0f} against {theirs['cpu']:.0f} µs ({theirs['cpu'] / mine['cpu']:.1f} ×)")


def same_answers(ours: Server, peer: Peer, tokens: str) -> None:
    """What is compared does the same: the very same page."""
    token = pathlib.Path(tokens).read_text().splitlines()[0]

    def page(url: str) -> dict:
        request = urllib.request.Request(url + "/api/tasks?limit=10", headers={"Authorization": f"Bearer {token}"})
        return json.load(urllib.request.urlopen(request))

    assert page(ours.url) == page(peer.url) and len(page(ours.url)["data"]["tasks"]) == 10


def beside_the_peer(binary: str) -> None:
    with Server(binary, 18400) as ours:
        tokens = ours.sign_up(MEMBERS, "t")
        seed(f"{ours.data}/neospace.db", "(SELECT id FROM users WHERE username = 't0')", 1_000, on_sqlite)
        on_sqlite(f"{ours.data}/neospace.db", "PRAGMA wal_checkpoint(TRUNCATE)")
        with tempfile.TemporaryDirectory() as folder:
            on_sqlite(f"{ours.data}/neospace.db", f"VACUUM INTO '{folder}/peer.db'")
            with Peer(f"sqlite:///{folder}/peer.db", key_of(ours), 18401) as peer:
                same_answers(ours, peer, tokens)
                compare("SQLite", ours, peer, tokens, 20)
    with PostgresServer() as postgres:
        url = postgres.create_database()
        with Server(binary, 18402, DATABASE_URL=url) as ours:
            tokens = ours.sign_up(MEMBERS, "t")
            seed(url, "(SELECT id FROM users WHERE username = 't0')", 1_000, query)
            copy = postgres.create_database()
            copy_database(url, copy)
            with Peer(copy.replace("postgres://", "postgresql+asyncpg://"), key_of(ours), 18403) as peer:
                same_answers(ours, peer, tokens)
                compare("PostgreSQL", ours, peer, tokens, 10)


def copy_database(source: str, target: str) -> None:
    dump = subprocess.run(["pg_dump", "--no-owner", source], check=True, capture_output=True).stdout
    subprocess.run(["psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", target], input=dump, check=True, stdout=subprocess.DEVNULL)


def growth(binary: str) -> None:
    """Page 1 with few, with a million tasks of others, and with 100,000 of one's own besides: three servers, asked in turn."""
    with contextlib.ExitStack() as stack:
        servers: dict[str, tuple[Server, str]] = {}
        for number, (name, others, own) in enumerate((("1,000", 1_000, 1_000), ("a million of others", 1_000_000, 1_000),
                                                       ("and 100,000 of one's own", 1_000_000, 100_000))):
            server = stack.enter_context(Server(binary, 18500 + number))
            tokens = first_of(server.sign_up(20, "t"))
            database = f"{server.data}/neospace.db"
            seed(database, "(SELECT id FROM users WHERE username = 't0')", own, on_sqlite)
            seed(database, "(SELECT id FROM users WHERE username = 't' || (1 + i % 19))", others, lambda path, sql: on_sqlite(path, sql) if "INTO tasks" in sql else None)
            on_sqlite(database, "PRAGMA wal_checkpoint(TRUNCATE)")
            servers[name] = (server, tokens)
        times: dict[str, list[float]] = {name: [] for name in servers}
        for _ in range(6 if QUICK else 10):
            for name, (server, tokens) in servers.items():
                result = wrk(server.url + "/api/tasks?limit=10", tokens, connections=1, seconds=1)
                times[name].append(result["seconds"] / result["requests"] * 1e6)
        medians = {name: statistics.median(all_) for name, all_ in times.items()}
        RESULTS["tasks growth raw"] = times
        first = medians["1,000"]
        row("tasks: page 1 with 1,000 rows, a million of others, 100,000 of one's own",
            ", ".join(f"{time:.0f} µs" + (f" ({time / first - 1:+.0%})" if time != first else "") for time in medians.values()))


def measure(binary: str) -> None:
    install_peer()
    beside_the_peer(binary)
    growth(binary)
