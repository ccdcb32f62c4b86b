"""What happens to the operator's data: restores beside a server and of nonsense, other users' files, who may read what, what is deleted."""

import asyncio
import contextlib
import os
import pathlib
import pwd
import re
import shutil
import sqlite3
import stat
import subprocess
import time

import httpx
import pytest
from neospace_client import sign_up
from neospace_server import BINARY, POSTGRES, ROOT, Server

pytestmark = pytest.mark.skipif(POSTGRES is not None, reason="about SQLite's files; PostgreSQL has its own, in test_postgres.py")


# A binary that measures coverage writes where it stands, and on its standard error when it cannot.
without_profile = {"LLVM_PROFILE_FILE": "/dev/null"}


@pytest.fixture
def place(tmp_path):
    """A data folder that is not the folder backups lie in."""
    data = tmp_path / "data"
    data.mkdir()
    return Server(data=str(data), env=without_profile)


def users(server: Server) -> int:
    return int(server.query("SELECT count(*) FROM users")[0][0])


def backed_up(server: Server, path: pathlib.Path) -> pathlib.Path:
    answer = server.command("backup", str(path))
    assert answer.returncode == 0, answer.stderr
    return path


def refused(server: Server, *command: str) -> str:
    """The one line of a command that is refused."""
    answer = server.command(*command)
    assert answer.returncode == 1, answer.stdout
    lines = answer.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("neospace: ") and answer.stdout == "", answer.stderr
    return lines[0]


def snapshot(folder: pathlib.Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"}


def rights(path: pathlib.Path) -> int:
    """What a file or folder of the data may be: its owner's alone."""
    return 0o700 if path.is_dir() else 0o600


def mode(path: pathlib.Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_what_needs_the_database_alone_is_refused_while_a_server_runs(place, tmp_path):
    with place:
        sign_up(place)
        backup = backed_up(place, tmp_path / "b.db")
        kept = sign_up(place)
        for command in (("restore", str(backup)), ("migrate", "down"),
                        ("copy", "--from", place.env["DATABASE_URL"], "--to", "postgres://nobody@127.0.0.1:1/x")):
            assert "a server is running" in refused(place, *command)
        second = Server(data=str(place.data), env={"DATABASE_URL": place.env["DATABASE_URL"]})
        assert "another server is running" in refused(second, "serve")
        # What only reads, or writes as the server does, goes on beside it.
        for command in (("backup", str(tmp_path / "b2.db")), ("admin", "grant", kept.email), ("migrate", "status"), ("migrate", "up"), ("config",)):
            assert place.command(*command).returncode == 0, command
        sign_up(place)
    assert users(place) == 3
    place.start()
    assert users(place) == 3, "everything that was acknowledged is there"
    place.kill()
    assert place.command("restore", str(backup)).returncode == 0, "the lock of a server that was killed is gone"
    assert users(place) == 1


def test_a_name_of_its_own_is_no_way_around_the_lock(place, tmp_path):
    with place:
        sign_up(place)
        backup = backed_up(place, tmp_path / "b.db")
        (tmp_path / "link.db").symlink_to(place.data / "neospace.db")
        by_link = Server(data=str(place.data), env={"DATABASE_URL": f"sqlite:{tmp_path}/link.db"})
        assert "a server is running" in refused(by_link, "restore", str(backup))


def nonsense(folder: pathlib.Path, backup: pathlib.Path) -> list[pathlib.Path]:
    folder.mkdir()
    good = backup.read_bytes()
    (folder / "empty.db").touch()
    (folder / "text.db").write_text("not a database\n" * 1000)
    (folder / "head.db").write_bytes(good[:16])
    (folder / "short.db").write_bytes(good[: len(good) // 2])
    (folder / "tail.db").write_bytes(good[:-4096])
    holes = bytearray(good)
    for place in range(4096, len(good) - 4096, 8192):
        holes[place : place + 512] = os.urandom(512)
    (folder / "holes.db").write_bytes(holes)
    for name, statements in (
        ("foreign.db", "CREATE TABLE places (url TEXT); INSERT INTO places VALUES ('x');"),
        ("alike.db", "CREATE TABLE schema_migrations (position BIGINT PRIMARY KEY, name TEXT, checksum TEXT); CREATE TABLE meta (key TEXT, value TEXT);"
                     "INSERT INTO schema_migrations VALUES (1, '0001_other', 'x');"),
        ("bare.db", "CREATE TABLE schema_migrations (position BIGINT PRIMARY KEY, name TEXT, checksum TEXT); CREATE TABLE meta (key TEXT, value TEXT);"),
    ):
        with contextlib.closing(sqlite3.connect(folder / name)) as database:
            database.executescript(statements)
    (folder / "folder.db").mkdir()
    shutil.copy(backup, folder / "in-use.db")
    (folder / "in-use.db-wal").write_bytes(b"x" * 100)
    shutil.copy(backup, folder / "changed.db")
    (folder / "changed.db.sha256").write_text("0" * 64 + "\n")
    return sorted(path for path in folder.glob("*.db")) + [folder / "nowhere.db"]


def test_nothing_but_a_backup_is_restored_and_nothing_is_touched_otherwise(place, tmp_path):
    with place:
        for _ in range(3):
            sign_up(place)
        backup = backed_up(place, tmp_path / "b.db")
    before = snapshot(place.data)
    for file in nonsense(tmp_path / "nonsense", backup):
        line = refused(place, "restore", str(file))
        assert file.name in line, line
        assert snapshot(place.data) == before, file
    assert "itself" in refused(place, "restore", str(place.data / "neospace.db"))
    assert users(place) == 3
    # Also where there is no database yet.
    (tmp_path / "fresh").mkdir()
    fresh = Server(data=str(tmp_path / "fresh"), env=without_profile)
    refused(fresh, "restore", str(tmp_path / "nonsense" / "foreign.db"))
    assert not (tmp_path / "fresh" / "neospace.db").exists()
    assert fresh.command("restore", str(backup)).returncode == 0 and users(fresh) == 3


def test_what_was_replaced_is_kept(place, tmp_path):
    with place:
        sign_up(place)
        backup = backed_up(place, tmp_path / "b.db")
        sign_up(place)
        place.kill()  # With a log beside the database, whose contents count.
    backup.chmod(0o444)
    for _ in range(2):
        answer = place.command("restore", str(backup))
        assert answer.returncode == 0, answer.stderr
        kept = re.search(r"kept in (\S+)", answer.stdout)[1]
        assert re.search(r"neospace\.db\.before-restore(-2)?$", kept), kept
    first, second = sorted(place.data.glob("neospace.db.before-restore*"))
    counts = []
    for path in (first, second):
        with contextlib.closing(sqlite3.connect(path)) as database:
            counts.append(database.execute("SELECT count(*) FROM users").fetchone()[0])
        assert mode(path) == 0o600
    assert sorted(counts) == [1, 2], "the latest state, log included, and then the first restore"
    names = {path.name for path in place.data.iterdir() if "before-restore" not in path.name}
    assert names <= {"neospace.db", "neospace.db.lock", "secret_key", "media"} and mode(place.data / "neospace.db") == 0o600
    with place:
        assert (first.exists(), second.exists()) == (True, True), "for a week"
        assert users(place) == 1


@pytest.fixture
def somebody():
    """A user who is not the one who runs the tests; as that user alone when that is not root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


@pytest.fixture
def served_by_another(somebody):
    """A server whose data belong to another user than root, in a place that user can reach."""
    folder = pathlib.Path(subprocess.run(["mktemp", "-d", "/tmp/neospace-owner-XXXXXX"], capture_output=True, text=True).stdout.strip())
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir()
    if os.geteuid() == 0:
        os.chown(data, somebody.pw_uid, somebody.pw_gid)
    server = Server(data=str(data), env={"NEOSPACE_PUBLIC": str(folder / "public")} | without_profile)
    shutil.copytree(ROOT / "Public", folder / "public")
    # The binary may lie where that user cannot reach.
    binary = folder / "neospace"
    shutil.copy(BINARY, binary)
    server.binary = str(binary)
    yield server
    if server.process is not None:
        server.process.kill()
        server.process.wait()
    shutil.rmtree(folder)


def run_as(server: Server, user, *command: str) -> subprocess.CompletedProcess:
    prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"] if os.geteuid() == 0 else []
    return subprocess.run([*prefix, server.binary, *command], env=server.env, cwd=server.data, capture_output=True, text=True, timeout=60)


def start_as(server: Server, user) -> None:
    prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"] if os.geteuid() == 0 else []
    with open(server.log, "ab") as log:
        server.process = subprocess.Popen([*prefix, server.binary, "serve"], env=server.env, cwd=server.data, stdout=log, stderr=log)
    deadline = time.monotonic() + 20
    while True:
        assert server.process.poll() is None and time.monotonic() < deadline, server.log_text()[-2000:]
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(server.url + "/health").status_code == 200:
                return
        time.sleep(0.05)


def test_what_root_makes_belongs_to_the_user_of_the_server(served_by_another, somebody, tmp_path):
    server = served_by_another
    # The first commands are root's: key, lock and database are made by them.
    assert server.command("migrate", "up").returncode == 0
    start_as(server, somebody)
    sign_up(server)
    backup = backed_up(server, tmp_path / "b.db")
    sign_up(server)
    server.stop()
    backup.chmod(0o444)
    answer = server.command("restore", str(backup))
    assert answer.returncode == 0, answer.stderr
    for path in server.data.rglob("*"):
        assert (path.stat().st_uid, mode(path)) == (somebody.pw_uid, rights(path)), path
    start_as(server, somebody)
    sign_up(server)
    assert server.stop() == 0 and users(server) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="needs files of two users; bin/test as root has them")
def test_files_of_another_user_are_refused_in_one_line(served_by_another, somebody, tmp_path):
    server = served_by_another
    start_as(server, somebody)
    sign_up(server)
    backup = backed_up(server, server.data.parent / "b.db")
    server.stop()
    database = server.data / "neospace.db"
    for owner, rights in ((0, 0o644), (somebody.pw_uid, 0o400)):
        os.chown(database, owner, 0)
        database.chmod(rights)
        for command in (("serve",), ("backup", str(tmp_path / "x.db"))):
            answer = run_as(server, somebody, *command)
            lines = answer.stderr.strip().splitlines()
            assert answer.returncode == 1 and len(lines) == 1 and "DATABASE_URL" in lines[0] and "for example" in lines[0], answer.stderr
    os.chown(database, somebody.pw_uid, somebody.pw_gid)
    database.chmod(0o600)
    backup.chmod(0o600)
    answer = run_as(server, somebody, "restore", str(backup))
    assert answer.returncode == 1 and "not a file this user can read" in answer.stderr
    (server.data / "secret_key").chmod(0o600)
    os.chown(server.data / "secret_key", 0, 0)
    answer = run_as(server, somebody, "serve")
    assert answer.returncode == 1 and "secret_key" in answer.stderr and len(answer.stderr.splitlines()) == 1
    os.chown(server.data, 0, 0)
    answer = run_as(server, somebody, "serve")
    assert answer.returncode == 1 and "NEOSPACE_DATA" in answer.stderr and len(answer.stderr.splitlines()) == 1


def test_data_and_backups_are_their_owners_alone_and_older_ones_become_so(place, tmp_path):
    old = os.umask(0)
    try:
        with place:
            sign_up(place)
            backup = backed_up(place, tmp_path / "b.db")
            for path in [*place.data.rglob("*"), place.data / "neospace.db-wal", backup, tmp_path / "b.db.sha256"]:
                assert mode(path) == rights(path), path
            assert mode(place.data) == 0o700
        made = Server(data=str(tmp_path / "made"))
        made.env["DATABASE_URL"] = f"sqlite:{tmp_path}/deep/er/x.db"
        (tmp_path / "cwd").mkdir()
        subprocess.run([BINARY, "migrate", "up"], env=made.env, cwd=tmp_path / "cwd", check=True, capture_output=True)
        assert [mode(tmp_path / name) for name in ("made", "deep", "deep/er", "deep/er/x.db")] == [0o700, 0o700, 0o700, 0o600]
    finally:
        os.umask(old)
    uploads = place.data / "uploads"
    uploads.mkdir()
    (uploads / "cat.png").write_bytes(b"x")
    (place.data / "link").symlink_to(backup)
    backup.chmod(0o644)
    for path in (place.data, uploads):
        path.chmod(0o755)
    for path in (place.data / "neospace.db", place.data / "secret_key", uploads / "cat.png"):
        path.chmod(0o644)
    with place:
        for path in place.data.rglob("*"):
            if not path.is_symlink():
                assert mode(path) == rights(path), path
        assert mode(place.data) == 0o700 and mode(backup) == 0o644, "what a link leads to is not ours"


def test_a_database_that_cannot_be_written_is_told_by_health(place):
    with place:
        ada = sign_up(place)
        database = place.data / "neospace.db"
        database.rename(place.data / "away.db")
        answer = httpx.post(place.url + "/api/tasks", headers=ada.headers, json={"title": "x"})
        assert answer.status_code == 503 and "Retry-After" in answer.headers, answer.text
        health = httpx.get(place.url + "/health")
        assert (health.status_code, health.json()["status"], health.json()["database"]) == (503, "error", "read_only")
        assert httpx.get(place.url + "/api/tasks", headers=ada.headers).status_code == 200
        (place.data / "away.db").rename(database)
        deadline = time.monotonic() + 20
        while httpx.get(place.url + "/health").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert httpx.post(place.url + "/api/tasks", headers=ada.headers, json={"title": "x"}).status_code == 201


@pytest.mark.parametrize("length", [30, 3_900])
def test_deleted_text_is_in_no_file(place, tmp_path, length):
    secret = "Zebrastreifenhörnchen"
    text = secret + "x" * (length - len(secret))
    with place:
        ada = sign_up(place)

        async def say_and_delete():
            async with ada.socket() as socket:
                await socket.join("general")
                for number in range(40):
                    said = await socket.request("post_message", {"room": "general", "content": text if number % 2 else "hello"})
                    if number % 4 == 1:
                        await socket.request("delete_message", {"id": said["id"]})
                    elif number % 4 == 3:
                        await socket.request("edit_message", {"id": said["id"], "content": "better not"})

        asyncio.run(say_and_delete())
        backed_up(place, tmp_path / "b.db")
    for path in [*place.data.rglob("*"), tmp_path / "b.db"]:
        assert path.is_dir() or secret.encode() not in path.read_bytes(), path


def test_what_was_spent_or_ended_since_the_backup_stays_so(place, tmp_path):
    place.start()
    ada, eve = sign_up(place), sign_up(place)
    link = place.command("admin", "reset-link", ada.email).stdout.split("token=")[1].split()[0]
    backup = backed_up(place, tmp_path / "b.db")
    form = {"headers": {"Sec-Fetch-Site": "same-origin"}, "timeout": 30}
    assert httpx.post(place.url + "/recover", data={"token": link, "password": "another horse"}, **form).status_code == 303
    assert httpx.get(place.url + "/api/tasks", headers=ada.headers).status_code == 401, "a new password ends sessions"
    place.stop()
    assert place.command("restore", str(backup)).returncode == 0
    with place:
        assert httpx.get(place.url + "/api/tasks", headers=ada.headers).status_code == 401
        assert httpx.get(place.url + "/api/tasks", headers=eve.headers).status_code == 200, "others stay signed in"
        assert httpx.post(place.url + "/recover", data={"token": link, "password": "third horse"}, **form).status_code == 410


def test_a_file_with_triggers_of_its_own_is_refused(place, tmp_path):
    place.start()
    sign_up(place)
    backup = backed_up(place, tmp_path / "b.db")
    place.stop()
    backup.with_suffix(".db.sha256").unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(backup)) as database:
        database.execute("CREATE TRIGGER promote AFTER INSERT ON sessions BEGIN UPDATE users SET role = 'admin'; END")
        database.commit()
    before = snapshot(place.data)
    assert "promote" in refused(place, "restore", str(backup))
    assert snapshot(place.data) == before
