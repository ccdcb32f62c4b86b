"""The server on PostgreSQL: when it stops, when it falls silent, when a community moves there, and how it is backed up."""

import asyncio
import concurrent.futures
import pathlib
import subprocess
import time

import httpx
import pytest
from neospace_client import sign_up
from neospace_server import Server
from postgres_server import PostgresServer
from stalling_proxy import StallingProxy


@pytest.fixture(scope="module")
def postgres():
    with PostgresServer() as server:
        yield server


def metric(server: Server, name: str) -> float:
    lines = httpx.get(server.url + "/metrics", timeout=5).text.splitlines()
    return next(float(line.split()[-1]) for line in lines if line.startswith(name + " "))


def sign_in(server: Server, person) -> httpx.Response:
    return httpx.post(server.url + "/api/auth/signin", json={"email": person.email, "password": "correct horse"}, timeout=20)


def rename(server: Server, person, name: str) -> httpx.Response:
    return httpx.put(server.url + "/api/auth/profile", headers=person.headers, json={"name": name}, timeout=20)


def tasks(server: Server, person) -> httpx.Response:
    return httpx.get(server.url + "/api/tasks", headers=person.headers, timeout=20)


def assert_refused(answer: httpx.Response, began: float, limit: float) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.json()["error"]["code"] == "UNAVAILABLE"
    assert int(answer.headers["Retry-After"]) >= 1
    assert time.monotonic() - began < limit


def until_answered(server: Server, person, limit: float) -> None:
    deadline = time.monotonic() + limit
    while True:
        answer = rename(server, person, "Back")
        if answer.status_code == 200:
            break
        assert answer.status_code == 503 and time.monotonic() < deadline, answer.text
        time.sleep(0.1)
    assert httpx.get(server.url + "/health").status_code == 200


async def say(person, *words: str) -> list[str]:
    """Says them in the general room; what then stands there."""
    async with person.socket() as socket:
        await socket.join("general")
        for word in words:
            await socket.request("post_message", {"room": "general", "content": word})
        _, pages = await socket.join("general")
        return [message["content"] for page in pages for message in page["messages"]]


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_stopped_database_is_told_within_two_seconds_and_found_again_without_a_restart(postgres, how):
    with Server(env={"DATABASE_URL": postgres.create_database()}) as server:
        ada = sign_up(server)
        said = asyncio.run(say(ada, "before"))
        postgres.stop(how)
        try:
            for _ in range(8):
                for request in (sign_in, tasks, lambda *who: rename(*who, "Nobody")):
                    began = time.monotonic()
                    assert_refused(request(server, ada), began, 2)
            began = time.monotonic()
            health = httpx.get(server.url + "/health", timeout=20)
            assert health.status_code == 503 and health.json()["database"] == "disconnected" and time.monotonic() - began < 2.5
            assert metric(server, "neospace_database_breaker_open") > 0
            assert metric(server, "neospace_database_breaker_changes_total") >= 1
            assert server.logged("database_breaker") and server.logged("open")
        finally:
            postgres.start()
        until_answered(server, ada, 20)
        assert metric(server, "neospace_database_breaker_open") == 0
        assert asyncio.run(say(ada, "after")) == said + ["after"]


def test_a_silent_network_is_told_within_five_seconds_and_passes(postgres):
    proxy = StallingProxy(postgres.port)
    url = postgres.create_database().replace(f":{postgres.port}/", f":{proxy.port}/")
    try:
        with Server(env={"DATABASE_URL": url}) as server:
            ada = sign_up(server)
            proxy.stall()

            def attempt(number: int) -> None:
                began = time.monotonic()
                request = sign_in(server, ada) if number % 2 else rename(server, ada, "Nobody")
                assert_refused(request, began, 5)

            with concurrent.futures.ThreadPoolExecutor(10) as crowd:
                list(crowd.map(attempt, range(10)))
            for number in range(4):
                attempt(number)
            began = time.monotonic()
            assert httpx.get(server.url + "/health", timeout=20).status_code == 503
            assert time.monotonic() - began < 5
            assert metric(server, "neospace_database_breaker_changes_total") >= 1
            proxy.resume()
            until_answered(server, ada, 20)
    finally:
        proxy.close()


def test_a_community_moves_from_sqlite_and_goes_on(postgres, tmp_path):
    old = Server(data=str(tmp_path), env={"DATABASE_URL": f"sqlite:{tmp_path}/neospace.db"})
    assert old.command("demo").returncode == 0
    with old:
        ada = sign_up(old)
        said = asyncio.run(say(ada, "one", "two"))
    target = postgres.create_database()
    copying = ("copy", "--from", f"sqlite:{tmp_path}/neospace.db", "--to", target)
    # Interrupted at some moment, it goes on where it was.
    for seconds in (0.05, 0.15, 0.3):
        process = subprocess.Popen([old.command_path, *copying], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        process.kill()
        process.wait()
        if process.returncode == 0:
            pytest.skip("the copy was done before it could be interrupted")
    told = old.command(*copying)
    assert told.returncode == 0, told.stderr
    assert "messages: " in told.stdout and "are the same on both sides" in told.stdout
    again = old.command(*copying)
    assert again.returncode == 1 and "in use already" in again.stderr
    new = Server(data=str(tmp_path), env={"DATABASE_URL": target})
    for table in ("users", "messages", "reactions", "room_members", "sessions", "meta", "replays"):
        assert new.query(f"SELECT COUNT(*) FROM {table}") == old.query(f"SELECT COUNT(*) FROM {table}"), table
    with new:
        ada.server = new
        # The same sessions, the same history, and numbers that go on.
        assert asyncio.run(say(ada, "three")) == said[-49:] + ["three"]
        assert sign_up(new).uuid != ada.uuid


def test_a_copy_wants_a_source_and_an_empty_target(postgres, tmp_path):
    server = Server(data=str(tmp_path), env={"DATABASE_URL": postgres.create_database()})
    missing = server.command("copy", "--from", f"sqlite:{tmp_path}/nowhere.db", "--to", server.env["DATABASE_URL"])
    assert missing.returncode == 1 and "does not exist" in missing.stderr
    assert server.command("copy", "--from", "postgres://x/y", "--to", "sqlite:z").returncode == 1


def test_a_backup_is_pg_dumps_and_restored_into_a_new_epoch(postgres, tmp_path):
    server = Server(data=str(tmp_path), env={"DATABASE_URL": postgres.create_database()})
    with server:
        sign_up(server)
    backup = tmp_path / "backup.dump"
    told = server.command("backup", str(backup))
    assert told.returncode == 0 and "neospace restore" in told.stdout, told.stderr
    epoch = server.query("SELECT value FROM meta WHERE key = 'epoch'")
    for nonsense in (tmp_path / "nowhere", pathlib.Path(__file__)):
        refused = server.command("restore", str(nonsense))
        assert refused.returncode == 1 and refused.stderr.count("neospace: ") == 1, refused.stderr
    with server:
        later = sign_up(server)
    before = server.query("SELECT username FROM users")
    assert (later.username,) in before
    # Over what is there, and into an empty database; the epoch is another, so that browsers load what there is now.
    for target in (server, Server(data=str(tmp_path), env={"DATABASE_URL": postgres.create_database()})):
        restored = target.command("restore", str(backup))
        assert restored.returncode == 0, restored.stderr
        assert target.query("SELECT username FROM users") == [row for row in before if row != (later.username,)] != []
        assert target.query("SELECT value FROM meta WHERE key = 'epoch'") not in ([], epoch)
        with target:
            sign_up(target)


def test_the_schema_goes_up_down_and_up_again_with_people_in_it(postgres, tmp_path):
    server = Server(data=str(tmp_path), env={"DATABASE_URL": postgres.create_database()})
    with server:
        asyncio.run(say(sign_up(server), "soon gone"))
    steps = len(server.command("migrate", "status").stdout.splitlines())
    assert server.command("migrate", "down", str(steps)).stdout.count("took back") == steps
    assert server.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == [("schema_migrations",)]
    processes = [
        subprocess.Popen([server.command_path, "migrate", "up"], env=server.env, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    printed = "".join(process.communicate(timeout=60)[0] for process in processes)
    assert [process.returncode for process in processes] == [0] * 4
    assert printed.count("applied") == steps
    with server:
        sign_up(server)
