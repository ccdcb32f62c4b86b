"""A PostgreSQL server that grants few connections, is a standby, or keeps text in another encoding."""

import asyncio
import concurrent.futures
import contextlib
import subprocess
import threading
import time

import httpx
import pytest
from neospace_client import sign_up
from neospace_server import POSTGRES, Server
from postgres_server import PostgresServer, create_database, query
from stalling_proxy import StallingProxy

pytestmark = pytest.mark.skipif(POSTGRES is not None, reason="brings its own servers; once is enough")


@pytest.fixture(scope="module")
def postgres():
    with PostgresServer(settings=("wal_level=replica", "max_wal_senders=4", "hot_standby=on")) as server:
        yield server


def metric(server: Server, name: str) -> float:
    lines = httpx.get(server.url + "/metrics", timeout=5).text.splitlines()
    return next(float(line.split()[-1]) for line in lines if line.startswith(name + " "))


class Role:
    """A role without privileges, with a database of its own and so many connections."""

    def __init__(self, postgres: PostgresServer, limit: int):
        self.postgres = postgres
        self.name = f"r{time.monotonic_ns()}"
        database = postgres.create_database().rsplit("/", 1)[1]
        query(postgres.url(), f"CREATE ROLE {self.name} LOGIN CONNECTION LIMIT {limit}")
        query(postgres.url(), f"ALTER DATABASE {database} OWNER TO {self.name}")
        self.database = postgres.url(database)
        self.url = self.database.replace("neospace@", self.name + "@")

    def allow(self, limit: int) -> None:
        query(self.postgres.url(), f"ALTER ROLE {self.name} CONNECTION LIMIT {limit}")

    def connections(self) -> int:
        return int(query(self.postgres.url(), f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{self.name}'")[0][0])


def crowd(server: Server, people: list, seconds: float) -> list[int]:
    """Forty clients that write and read for a while; the statuses of their answers."""
    until = time.monotonic() + seconds

    def busy(number: int) -> list[int]:
        person, statuses = people[number % len(people)], []
        with httpx.Client(base_url=server.url, headers=person.headers, timeout=30) as http:
            # At least once, however slow the machine is.
            while not statuses or time.monotonic() < until:
                statuses.append(http.post("/api/tasks", json={"title": f"of {number}"}).status_code)
                statuses.append(http.get("/api/tasks?limit=5").status_code)
                statuses.append(http.get("/rooms", headers={"Accept": "text/html"}).status_code)
                statuses.append(http.get("/health").status_code)
        return statuses

    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        return [status for statuses in pool.map(busy, range(40)) for status in statuses]


@pytest.mark.parametrize("limit", [1, 3, 15])
def test_requests_queue_on_as_many_connections_as_are_granted(postgres, limit):
    role = Role(postgres, limit)
    with Server(env={"DATABASE_URL": role.url}) as server:
        people = [sign_up(server) for _ in range(4)]
        statuses = crowd(server, people, 4)
        assert set(statuses) == {200, 201}, {status: statuses.count(status) for status in set(statuses)}
        assert len(statuses) >= 160 and 1 <= role.connections() <= limit
        assert metric(server, "neospace_database_breaker_changes_total") == 0
        assert server.logged("database_connections_refused")

        async def talk():
            async with people[0].socket() as socket:
                await socket.join("general")
                await socket.request("post_message", {"room": "general", "content": "still here"})

        asyncio.run(talk())
        # More is granted: it is found, while somebody waits for it. A fast database may leave nobody waiting, so that writers are held up.
        role.allow(30)
        most, over = 0, threading.Event()

        def watch():
            nonlocal most
            while not over.is_set():
                most = max(most, role.connections())
                time.sleep(0.1)

        def hold_up():
            while not over.is_set():
                query(role.database, "BEGIN; LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(1); COMMIT")
                time.sleep(0.2)

        aside = [threading.Thread(target=watch), threading.Thread(target=hold_up)]
        for thread in aside:
            thread.start()
        statuses = crowd(server, people, 8)
        over.set()
        for thread in aside:
            thread.join()
        assert set(statuses) == {200, 201} and most > limit, most
        assert metric(server, "neospace_database_breaker_changes_total") == 0


def test_without_any_connection_requests_are_refused_soon_and_go_on_when_there_is_one(postgres):
    role = Role(postgres, -1)
    with Server(env={"DATABASE_URL": role.url}) as server:
        ada = sign_up(server)
        role.allow(0)
        query(postgres.url(), f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role.name}'")
        deadline = time.monotonic() + 10
        while True:  # The first may still have met the connections that were ended.
            began = time.monotonic()
            answer = httpx.post(server.url + "/api/tasks", headers=ada.headers, json={"title": "x"}, timeout=20)
            assert answer.status_code == 503 and "Retry-After" in answer.headers and time.monotonic() - began < 6, answer.text
            if metric(server, "neospace_database_connections_idle") == 0 or time.monotonic() > deadline:
                break
        role.allow(5)
        deadline = time.monotonic() + 20
        while httpx.post(server.url + "/api/tasks", headers=ada.headers, json={"title": "x"}, timeout=20).status_code != 201:
            assert time.monotonic() < deadline
            time.sleep(0.1)


class Standby(PostgresServer):
    """A copy of another server that follows it."""

    def __init__(self, primary: PostgresServer):
        self.primary = primary
        super().__init__()

    def start(self) -> None:
        if not hasattr(self, "is_copied"):
            self.is_copied = True
            self._run("pg_ctl", "--version")
            subprocess.run([*self._as, "rm", "-rf", str(self.data)], check=True, cwd="/")
            self._run("pg_basebackup", "-d", self.primary.url(), "-D", self.data, "-R", "-X", "stream", "--checkpoint=fast", "--no-sync")
            subprocess.run([*self._as, "tee", "-a", str(self.data / "postgresql.conf")], cwd="/", check=True, text=True,
                           stdout=subprocess.DEVNULL, input=f"port={self.port}\nunix_socket_directories='{self.folder}'\n")
        super().start()

    def promote(self) -> None:
        self._run("pg_ctl", "promote", "-w", "-s", "-D", self.data)


def post(server: Server, person) -> httpx.Response:
    return httpx.post(server.url + "/api/tasks", headers=person.headers, json={"title": "x"}, timeout=20)


def until_written(server: Server, person, limit: float) -> float:
    began = time.monotonic()
    while True:
        answer = post(server, person)
        if answer.status_code == 201:
            return time.monotonic() - began
        assert answer.status_code == 503 and time.monotonic() - began < limit, answer.text
        time.sleep(0.05)


def assert_read_only(server: Server, person) -> None:
    for _ in range(12):
        answer = post(server, person)
        assert answer.status_code == 503 and answer.json()["error"]["code"] == "UNAVAILABLE" and int(answer.headers["Retry-After"]) >= 1
        health = httpx.get(server.url + "/health")
        assert (health.status_code, health.json()["database"]) == (503, "read_only"), health.text
    assert httpx.get(server.url + "/api/tasks", headers=person.headers).status_code == 200, "what is only read is answered"
    assert metric(server, "neospace_database_breaker_open") == 0


def test_a_standby_at_the_address_is_told_and_its_promotion_found_at_once():
    with PostgresServer(settings=("wal_level=replica", "max_wal_senders=4")) as primary:
        url = primary.create_database()
        proxy = StallingProxy(primary.port)
        try:
            with Server(env={"DATABASE_URL": url.replace(f":{primary.port}/", f":{proxy.port}/")}) as server:
                ada = sign_up(server)
                assert post(server, ada).status_code == 201
                with Standby(primary) as standby:
                    # The primary goes; its address leads to the standby.
                    time.sleep(0.5)
                    proxy.port_behind = standby.port
                    primary.stop("immediate")
                    deadline = time.monotonic() + 15
                    while httpx.get(server.url + "/health").json()["database"] != "read_only":
                        assert time.monotonic() < deadline
                        time.sleep(0.1)
                    assert_read_only(server, ada)
                    standby.promote()
                    assert until_written(server, ada, 20) < 10
                    assert httpx.get(server.url + "/health").status_code == 200
                primary.start()
        finally:
            proxy.close()


def test_a_server_starts_on_a_standby_and_leaves_it_when_another_answers():
    with PostgresServer(settings=("wal_level=replica", "max_wal_senders=4")) as primary:
        url = primary.create_database()
        with Server(env={"DATABASE_URL": url}) as first:
            ada = sign_up(first)
        with Standby(primary) as standby:
            time.sleep(0.5)
            proxy = StallingProxy(standby.port)
            server = Server(data=None, env={"DATABASE_URL": url.replace(f":{primary.port}/", f":{proxy.port}/"), "SECRET_KEY": "k" * 40})
            try:
                start_unhealthy(server)
                answer = httpx.post(server.url + "/api/auth/signin", json={"email": ada.email, "password": "correct horse"}, timeout=20)
                assert answer.status_code == 503, answer.text
                assert httpx.get(server.url + "/health").json()["database"] == "read_only"
                # The address leads to the primary again; the standby is as alive as before.
                proxy.port_behind = primary.port
                began = time.monotonic()
                while True:
                    answer = httpx.post(server.url + "/api/auth/signin", json={"email": ada.email, "password": "correct horse"}, timeout=20)
                    if answer.status_code == 200:
                        break
                    assert answer.status_code == 503 and time.monotonic() - began < 10, answer.text
                    time.sleep(0.2)
                deadline = time.monotonic() + 10
                while httpx.get(server.url + "/health").status_code != 200:
                    assert time.monotonic() < deadline, "reads have left the standby too"
                    time.sleep(0.1)
            finally:
                server.__exit__()
                proxy.close()


def start_unhealthy(server: Server) -> None:
    with open(server.log, "ab") as log:
        server.process = subprocess.Popen([server.command_path, "serve"], env=server.env, cwd=server.data, stdout=log, stderr=log)
    deadline = time.monotonic() + 20
    while True:
        assert server.process.poll() is None and time.monotonic() < deadline, server.log_text()[-2000:]
        with contextlib.suppress(httpx.TransportError):
            httpx.get(server.url + "/health")
            return
        time.sleep(0.05)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_of_another_encoding_is_refused(postgres, encoding, tmp_path):
    name = f"e{time.monotonic_ns()}"
    query(postgres.url(), f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0")
    server = Server(data=str(tmp_path), env={"DATABASE_URL": postgres.url(name)})
    for command in ("serve", "demo"):
        answer = server.command(command)
        lines = answer.stderr.strip().splitlines()
        assert answer.returncode == 1 and len(lines) == 1, answer.stderr
        assert all(word in lines[0] for word in ("DATABASE_URL", encoding, "ENCODING 'UTF8' TEMPLATE template0", "for example")), lines
    assert query(postgres.url(name), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [("0",)]


def test_what_needs_the_database_alone_is_refused_beside_a_server(postgres, tmp_path):
    server = Server(env={"DATABASE_URL": postgres.create_database()})
    backup = tmp_path / "b.dump"
    with server:
        sign_up(server)
        assert server.command("backup", str(backup)).returncode == 0
        assert oct(backup.stat().st_mode)[-3:] == "600" and (tmp_path / "b.dump.sha256").exists()
        for command in (("restore", str(backup)), ("migrate", "down")):
            answer = server.command(*command)
            assert answer.returncode == 1 and "a server" in answer.stderr and len(answer.stderr.strip().splitlines()) == 1, answer.stderr
        later = sign_up(server)
        server.stop()
        foreign = tmp_path / "foreign.dump"
        other = postgres.create_database()
        query(other, "CREATE TABLE places (url text)")
        subprocess.run(["pg_dump", "--format=custom", "--file", str(foreign), other], check=True)
        empty, short = tmp_path / "empty.dump", tmp_path / "short.dump"
        empty.touch()
        short.write_bytes(backup.read_bytes()[:-200])
        before = server.query("SELECT username FROM users ORDER BY id")
        for file in (foreign, empty, short):
            answer = server.command("restore", str(file))
            assert answer.returncode == 1 and answer.stderr.count("neospace: ") == 1, answer.stderr
            assert server.query("SELECT username FROM users ORDER BY id") == before
        answer = server.command("restore", str(backup))
        assert answer.returncode == 0 and "kept in" in answer.stdout, answer.stderr
        kept = list(server.data.glob("postgres.dump.before-restore*"))
        assert len(kept) == 1 and oct(kept[0].stat().st_mode)[-3:] == "600"
        assert (later.username,) not in server.query("SELECT username FROM users")
        again = server.command("restore", str(kept[0]))
        assert again.returncode == 0 and server.query("SELECT username FROM users ORDER BY id") == before, again.stderr
        assert len(list(server.data.glob("postgres.dump.before-restore*"))) == 2
