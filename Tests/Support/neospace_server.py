"""Starts the real binary on a free port with its own data folder, and stops, kills or restarts it."""

import contextlib
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

import httpx
import pytest
import secrets_seen
from ports import reserved_port
from postgres_server import create_database, drop_database, query
from tls_context import share_tls_context

share_tls_context()

ROOT = pathlib.Path(__file__).resolve().parents[2]
# URL of a PostgreSQL server. If set, each Server keeps its data in a new database there instead of an SQLite file.
POSTGRES = os.environ.get("NEOSPACE_TEST_DATABASE")
BINARY = os.environ.get("NEOSPACE_BINARY", str(ROOT / ".build/debug/neospace"))
once_is_enough = pytest.mark.skipif(POSTGRES is not None, reason="nothing here depends on the database: once is enough")


def database_url(data: pathlib.Path) -> str:
    if POSTGRES is None:
        return f"sqlite:{data}/neospace.db"
    return create_database(POSTGRES)


class Server:
    command_path = BINARY
    # Where the logs of stopped servers are kept, to be searched at the end of the run. If None, they are deleted with the server.
    kept_logs: pathlib.Path | None = None

    def __init__(self, *, test_mode: bool = True, data: str | None = None, env: dict[str, str] | None = None):
        self.port, self._reservation = reserved_port()
        self.data = pathlib.Path(data or tempfile.mkdtemp(prefix="neospace-test-"))
        self._owns_data = data is None
        env = env or {}
        self._owns_database = POSTGRES is not None and "DATABASE_URL" not in env
        self.url = f"http://127.0.0.1:{self.port}"
        self.ws_url = f"ws://127.0.0.1:{self.port}/ws"
        self.env = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("NEOSPACE_") and key not in ("HOST", "PORT", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL")
        } | {
            "PORT": str(self.port),
            "NEOSPACE_DATA": str(self.data),
            "DATABASE_URL": env["DATABASE_URL"] if "DATABASE_URL" in env else database_url(self.data),
            "NEOSPACE_PUBLIC": str(ROOT / "Public"),
            "NEOSPACE_TEST_MODE": "on" if test_mode else "off",
            "ADMIN_EMAILS": "admin@example.org",
        } | env
        self.log = (self.kept_logs or self.data.parent) / f"{self.data.name}.log"
        if self.log not in secrets_seen.logs:
            secrets_seen.logs.append(self.log)
        self.process: subprocess.Popen | None = None

    def start(self, timeout: float = 20) -> float:
        """Starts the server and waits for the first 200 of /health. Returns how many seconds that took."""
        began = time.monotonic()
        self._run()
        while time.monotonic() - began < timeout:
            if self.process.poll() is not None and self.log_text().endswith("Address already in use\")\n"):
                # Somebody who knows nothing of reserved ports had it for a moment.
                time.sleep(0.2)
                self._run()
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.log_text()[-3000:]}")
            try:
                if httpx.get(self.url + "/health", timeout=2).status_code == 200:
                    return time.monotonic() - began
            except httpx.TransportError:
                time.sleep(0.01)
        raise AssertionError(f"no answer within {timeout} s:\n{self.log_text()[-3000:]}")

    def _run(self) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([BINARY, "serve"], env=self.env, cwd=self.data, stdout=log, stderr=log)

    def command(self, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess:
        return subprocess.run([BINARY, *arguments], env=self.env, cwd=self.data, capture_output=True, text=True, timeout=timeout)

    def query(self, sql: str) -> list[tuple[str, ...]]:
        """Runs a statement directly on the database, without the server, and commits it."""
        url = self.env["DATABASE_URL"]
        if url.startswith("postgres"):
            return query(url, sql)
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:"))) as database:
            rows = [tuple(map(str, row)) for row in database.execute(sql)]
            database.commit()
            return rows

    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def logged(self, text: str, within: float = 10) -> bool:
        """Whether the log says so; a line is written a moment after what it tells of."""
        until = time.monotonic() + within
        while text not in self.log_text() and time.monotonic() < until:
            time.sleep(0.02)
        return text in self.log_text()

    def stop(self, how: int = signal.SIGTERM, timeout: float = 20) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the server did not stop within {timeout} s:\n{self.log_text()[-3000:]}") from None
        self.process = None
        return code

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if self.process is not None:
                self.stop()
        finally:
            if self._owns_data:
                if self._owns_database:
                    # Several hundred databases would take gigabytes.
                    drop_database(self.env["DATABASE_URL"])
                key = self.data / "secret_key"
                if key.exists():
                    secrets_seen.remember(key.read_text().strip())
                shutil.rmtree(self.data, ignore_errors=True)
                if self.kept_logs is None:
                    self.log.unlink(missing_ok=True)
