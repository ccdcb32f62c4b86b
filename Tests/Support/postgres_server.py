"""A private PostgreSQL server for tests, in a temporary folder and on a free port below 32768, run as an unprivileged user.

As a program it runs a command with such a server: `postgres_server.py swift test …` sets
NEOSPACE_TEST_POSTGRES (for Swift) and NEOSPACE_TEST_DATABASE (for Python). If these are set already, it starts none."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import uuid

from ports import reserved_port


def programs() -> pathlib.Path:
    """The folder of the server's programs on Debian, of the newest version that is installed."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return pathlib.Path(on_path).resolve().parent
    raise RuntimeError("PostgreSQL is not installed: bin/setup --test")


def query(url: str, sql: str) -> list[tuple[str, ...]]:
    asked = subprocess.run([str(programs() / "psql"), "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", url, "-c", sql],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)
    if asked.returncode != 0:
        raise RuntimeError(f"{sql}: {asked.stdout}")
    return [tuple(line.split("\t")) for line in asked.stdout.splitlines()]


def create_database(server: str) -> str:
    """Creates an empty database on the server that the URL names. Returns its URL."""
    name = "t_" + uuid.uuid4().hex
    query(server, f"CREATE DATABASE {name}")
    return server[: server.rindex("/")] + "/" + name


def drop_database(url: str) -> None:
    server, _, name = url.rpartition("/")
    query(f"{server}/postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


class PostgresServer:
    """A server with durable commits, as in production. Its databases are deleted with it."""

    def __init__(self, settings: tuple[str, ...] = ()):
        self.port, self._reservation = reserved_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="neospace-postgres-"))
        self.data = self.folder / "data"
        self._as = []
        # The server refuses to run as root.
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
            self._as = ["runuser", "-u", "postgres", "--"]
        self._run("initdb", "-D", self.data, "-U", "neospace", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        wanted = ("listen_addresses='127.0.0.1'", f"port={self.port}", f"unix_socket_directories='{self.folder}'",
                  "max_connections=1000", "fsync=on", "synchronous_commit=on", "log_min_messages=fatal", *settings)
        written = subprocess.run([*self._as, "tee", "-a", str(self.data / "postgresql.conf")], cwd="/",
                                 input="\n".join(wanted) + "\n", text=True, stdout=subprocess.DEVNULL)
        written.check_returncode()
        self.start()

    def _run(self, program: str, *arguments) -> None:
        done = subprocess.run([*self._as, str(programs() / program), *map(str, arguments)], cwd="/",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stdout}")

    def url(self, database: str = "postgres") -> str:
        return f"postgres://neospace@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        # With a log file, the server does not keep this process's output open.
        self._run("pg_ctl", "start", "-w", "-s", "-D", self.data, "-l", self.folder / "log")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "stop", "-w", "-s", "-D", self.data, "-m", mode)

    def restart(self, mode: str = "immediate") -> None:
        self.stop(mode)
        self.start()

    def create_database(self) -> str:
        return create_database(self.url())

    def remove(self) -> None:
        try:
            self.stop("immediate")
        except RuntimeError:
            pass  # It was not running.
        deadline = time.monotonic() + 5
        while self.folder.exists() and time.monotonic() < deadline:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "PostgresServer":
        return self

    def __exit__(self, *_) -> None:
        self.remove()


if __name__ == "__main__":
    if {"NEOSPACE_TEST_POSTGRES", "NEOSPACE_TEST_DATABASE"} <= os.environ.keys():
        sys.exit(subprocess.run(sys.argv[1:]).returncode)
    with PostgresServer() as server:
        command = subprocess.run(sys.argv[1:], env={**os.environ, "NEOSPACE_TEST_POSTGRES": server.url(), "NEOSPACE_TEST_DATABASE": server.url()})
    sys.exit(command.returncode)
