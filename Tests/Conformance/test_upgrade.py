"""A database of every release so far opens, migrates, keeps its rows, and goes back to where it was (Tests/Fixtures/make.py made them)."""

import contextlib
import pathlib
import re
import shutil
import sqlite3
import subprocess

import httpx
import pytest
from neospace_server import POSTGRES, ROOT, Server, create_database
from postgres_server import programs

FIXTURES = ROOT / "Tests/Fixtures"
RELEASES = sorted({re.match(r"release-(.*)\.(sqlite|postgres\.sql)$", path.name)[1] for path in FIXTURES.glob("release-*")})
# What an upgrade changes on purpose: the rows of these tables are not compared as they are.
CHANGED = {"reactions"}
# PostgreSQL's databases are not files: nothing is copied there.
copied = pytest.mark.skipif(POSTGRES is not None, reason="only an SQLite file is copied before an upgrade")


@pytest.fixture(params=RELEASES)
def upgraded(request, tmp_path):
    """A server, not started, over a copy of that release's database."""
    env = {}
    if POSTGRES is None:
        shutil.copy(FIXTURES / f"release-{request.param}.sqlite", tmp_path / "neospace.db")
    else:
        env["DATABASE_URL"] = create_database(POSTGRES)
        load = [str(programs() / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(FIXTURES / f"release-{request.param}.postgres.sql")]
        subprocess.run([*load, env["DATABASE_URL"]], check=True, stdout=subprocess.DEVNULL)
    server = Server(data=str(tmp_path), env=env)
    server.release = request.param
    return server


def columns(server: Server) -> dict[str, list[str]]:
    """Of every table, in the order of the columns' names."""
    if POSTGRES is None:
        with contextlib.closing(sqlite3.connect(server.data / "neospace.db")) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
            return {table: sorted(row[1] for row in database.execute(f'PRAGMA table_info("{table}")')) for table in tables}
    found: dict[str, list[str]] = {}
    for table, column in server.query("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"):
        found.setdefault(table, []).append(column)
    return found


def rows(server: Server, wanted: dict[str, list[str]]) -> dict[str, list[tuple]]:
    return {
        table: sorted(server.query(f"SELECT {', '.join(names)} FROM {table}"))
        for table, names in wanted.items()
        if table not in CHANGED | {"schema_migrations"}
    }


def reactions(server: Server) -> set[tuple[str, ...]]:
    """Who placed what, with and without U+FE0F being the same emoji: it is kept once."""
    rows = server.query("SELECT message_id, user_id, emoji FROM reactions")
    return {(message, user, emoji.replace("\ufe0f", "")) for message, user, emoji in rows}


def steps(server: Server) -> list[str]:
    return re.findall(r"^applied +(\S+)", server.command("migrate", "status").stdout, re.MULTILINE)


def test_a_database_of_an_earlier_release_keeps_every_row_up_and_down(upgraded):
    old_columns, old_steps = columns(upgraded), steps(upgraded)
    before, reacted = rows(upgraded, old_columns), reactions(upgraded)
    assert all(before.values()), f"no rows to keep in {[table for table, found in before.items() if not found]}"
    up = upgraded.command("migrate", "up")
    assert up.returncode == 0, up.stderr
    assert rows(upgraded, old_columns) == before and reactions(upgraded) == reacted
    added = set(steps(upgraded)) - set(old_steps)
    down = upgraded.command("migrate", "down", "--to", upgraded.release)
    assert down.returncode == 0, down.stderr
    assert set(re.findall(r"^took back (\S+)", down.stdout, re.MULTILINE)) == added
    assert steps(upgraded) == old_steps
    assert columns(upgraded) == old_columns
    assert rows(upgraded, old_columns) == before and reactions(upgraded) == reacted


def test_members_of_an_earlier_release_find_what_was_theirs(upgraded):
    with upgraded as server:
        def sign_in(email: str) -> httpx.Client:
            answer = httpx.post(server.url + "/api/auth/signin", json={"email": email, "password": "correct horse"}, timeout=30)
            assert answer.status_code == 200, answer.text
            token = answer.json()["data"]["token"]
            return httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)

        ada, admin = sign_in("ada@example.org"), sign_in("admin@example.org")
        tasks = ada.get("/api/tasks").json()["data"]["tasks"]
        assert [(task["title"], task["completed"]) for task in tasks] == [("task 4", False), ("task 3", False), ("task 2", False), ("task 0", True)]
        page = ada.get("/rooms/cellar", headers={"Accept": "text/html"}).text
        assert "only you and I read this" in page
        page = ada.get("/rooms/general", headers={"Accept": "text/html"}).text
        assert "hi again" in page and "this text is deleted" not in page
        assert admin.get("/admin/keys").json()["total"] == 4
        assert httpx.post(server.url + "/api/auth/signin", json={"email": "mallory@example.org", "password": "correct horse"}).status_code == 403


def copies(server: Server) -> list[pathlib.Path]:
    return sorted(pathlib.Path(server.data).glob("neospace.db.before-*"))


@copied
def test_a_start_keeps_the_database_as_it_was_before_the_upgrade(upgraded):
    old_columns, old_steps = columns(upgraded), steps(upgraded)
    before = rows(upgraded, old_columns)
    version = upgraded.command("version").stdout.split()[-1]
    with upgraded:
        assert upgraded.logged("database_kept")
    (copy,) = copies(upgraded)
    assert copy.name == f"neospace.db.before-{version}" and copy.stat().st_mode & 0o077 == 0
    with contextlib.closing(sqlite3.connect(copy)) as kept:
        assert {name for (name,) in kept.execute("SELECT name FROM schema_migrations")} == set(old_steps)
        for table, found in before.items():
            names = ", ".join(old_columns[table])
            texts = [tuple(str(value) for value in row) for row in kept.execute(f"SELECT {names} FROM {table}")]
            assert sorted(texts) == found
    # Nothing to change, nothing to keep.
    with upgraded:
        assert copies(upgraded) == [copy]


@copied
def test_the_newest_two_copies_are_kept_and_none_is_overwritten(upgraded):
    version = upgraded.command("version").stdout.split()[-1]
    restored = pathlib.Path(upgraded.data) / "neospace.db.before-restore"
    restored.write_text("not one of them")
    names = []
    for number in range(4):
        assert "is kept in" in upgraded.command("migrate", "up").stdout
        names.append(max(copies(upgraded), key=lambda path: (path != restored, path.stat().st_mtime_ns)).name)
        assert upgraded.command("migrate", "down", "--to", upgraded.release).returncode == 0
    assert len(set(names[:2])) == 2 and names[0] == f"neospace.db.before-{version}"
    assert len(copies(upgraded)) == 3 and restored.read_text() == "not one of them"


@copied
def test_processes_that_upgrade_at_once_make_one_copy(upgraded):
    processes = [
        subprocess.Popen([upgraded.command_path, "migrate", "up"], env=upgraded.env, cwd=upgraded.data, stdout=subprocess.PIPE, text=True)
        for _ in range(5)
    ]
    printed = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * 5
    assert sum("is kept in" in text for text in printed) == 1 and len(copies(upgraded)) == 1
    assert not list(pathlib.Path(upgraded.data).glob("*.partial"))


@copied
def test_without_room_for_the_copy_nothing_is_changed(upgraded):
    old_steps = steps(upgraded)
    (pathlib.Path(upgraded.data) / f"neospace.db.before-{upgraded.command('version').stdout.split()[-1]}.partial").mkdir()
    answer = upgraded.command("serve")
    assert answer.returncode == 1 and "the schema was not changed" in answer.stderr
    assert steps(upgraded) == old_steps


def test_every_step_names_its_release_and_an_unknown_release_is_refused(upgraded):
    lines = upgraded.command("migrate", "status").stdout.splitlines()
    shapes = [re.fullmatch(r"(applied|missing) (\d{4}_\w+) (\d+\.\d+\.\d+)", line) for line in lines]
    assert all(shapes), lines
    version = upgraded.command("version").stdout.split()[-1]
    of_release = {shape[2] for shape in shapes if shape[3] == upgraded.release}
    assert of_release <= set(steps(upgraded)) and {shape[3] for shape in shapes} <= {*RELEASES, version}
    refused = upgraded.command("migrate", "down", "--to", "9.9.9")
    assert refused.returncode == 1 and "9.9.9" in refused.stderr and upgraded.release in refused.stderr
