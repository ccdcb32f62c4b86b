"""Backups: what lies beside one, what `verify` finds, what a restore brings back, and the ones the server makes by itself."""

import asyncio
import hashlib
import json
import pathlib
import re
import shutil
import time

import httpx
import pytest
from media_files import jpeg, upload, wav
from neospace_client import sign_up
from neospace_server import POSTGRES, Server


@pytest.fixture
def place(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    server = Server(data=str(data))
    yield server
    if server.process is not None:
        server.stop()


def filled(server: Server):
    """A member with a picture, a sound and a message."""
    ada = sign_up(server)
    for file in (jpeg("400x300"), wav()):
        assert upload(ada, file).status_code == 201

    async def say():
        async with ada.socket() as socket:
            await socket.join("general")
            await socket.request("post_message", {"room": "general", "content": "kept"})

    asyncio.run(say())
    return ada


def backed_up(server: Server, path: pathlib.Path) -> pathlib.Path:
    answer = server.command("backup", str(path))
    assert answer.returncode == 0, answer.stderr
    return path


def refused(server: Server, *command: str) -> str:
    answer = server.command(*command)
    assert answer.returncode == 1 and answer.stderr.startswith("neospace: "), answer.stdout + answer.stderr
    return answer.stderr


def flip(path: pathlib.Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def contents(folder: pathlib.Path) -> list[pathlib.Path]:
    return sorted(path for path in (folder / "media").rglob("*") if path.is_file() and len(path.name) == 64)


def until(condition, seconds: float = 60):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


def metric(server: Server, name: str) -> float:
    lines = httpx.get(server.url + "/metrics", timeout=5).text.splitlines()
    return next(float(line.split()[-1]) for line in lines if line.startswith(name + " "))


def test_a_backup_says_what_it_holds_and_shares_media_with_others_of_its_folder(place, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    with place:
        ada = filled(place)
        one = backed_up(place, folder / "one.db")
        digest, name = (folder / "one.db.sha256").read_text().split()
        assert (digest, name) == (hashlib.sha256(one.read_bytes()).hexdigest(), "one.db")
        facts = json.loads((folder / "one.db.json").read_text())
        assert set(facts) == {"version", "schema", "created_at", "epoch", "users", "messages", "media", "secret_key"}
        assert facts["users"] == int(place.query("SELECT COUNT(*) FROM users")[0][0])
        assert facts["messages"] == int(place.query("SELECT COUNT(*) FROM messages")[0][0])
        assert facts["media"]["count"] == 2 and facts["media"]["bytes"] > 0
        assert facts["epoch"] == place.query("SELECT value FROM meta WHERE key = 'epoch'")[0][0]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", facts["created_at"])
        assert (place.data / "secret_key").read_text().strip() not in json.dumps(facts)
        for path in contents(folder):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
        before = {path: path.stat().st_ino for path in contents(folder)}
        assert "exists already" in refused(place, "backup", str(one))
        assert upload(ada, jpeg("120x90", 90)).status_code == 201
        two = backed_up(place, folder / "two.db")
        after = {path: path.stat().st_ino for path in contents(folder)}
        assert before.items() <= after.items() and len(after) > len(before), "what was there stays, what is new is added"
        for backup in (one, two):
            assert place.command("verify", str(backup)).returncode == 0, "beside a running server, too"
        until(lambda: metric(place, "neospace_backup_age_seconds") < 600)
    assert {path.name for path in folder.iterdir()} == {"media"} | {f"{name}.db{end}" for name in ("one", "two") for end in ("", ".sha256", ".json")}


def test_verify_finds_one_flipped_byte_anywhere(place, tmp_path):
    with place:
        filled(place)
        backup = backed_up(place, tmp_path / "b.db")
    told = place.command("verify", str(backup))
    assert told.returncode == 0 and "is whole" in told.stdout, told.stderr
    size = backup.stat().st_size
    for number in (0, 20, size // 3, size // 2, size - 1):
        flip(backup, number)
        assert "b.db" in refused(place, "verify", str(backup))
        flip(backup, number)
    for path in contents(tmp_path):
        flip(path, path.stat().st_size // 2)
        assert path.name in refused(place, "verify", str(backup))
        flip(path, path.stat().st_size // 2)
    lost = contents(tmp_path)[0]
    lost.rename(tmp_path / "lost")
    assert lost.name in refused(place, "verify", str(backup))
    (tmp_path / "lost").rename(lost)
    for end in (".sha256", ".json"):
        (tmp_path / f"b.db{end}").rename(tmp_path / "away")
        assert f"b.db{end}" in refused(place, "verify", str(backup))
        (tmp_path / "away").rename(tmp_path / f"b.db{end}")
    facts = json.loads((tmp_path / "b.db.json").read_text())
    (tmp_path / "b.db.json").write_text(json.dumps(facts | {"users": facts["users"] + 1}))
    assert "users" in refused(place, "verify", str(backup))
    (tmp_path / "b.db.json").write_text(json.dumps(facts))
    assert place.command("verify", str(backup)).returncode == 0
    assert not list(tmp_path.glob(".verify-*")), "the temporary place is gone"


def test_a_damaged_backup_changes_nothing_and_a_whole_one_brings_media_back(place, tmp_path):
    with place:
        ada = filled(place)
        backup = backed_up(place, tmp_path / "b.db")
        assert "a server" in refused(place, "restore", str(backup))
        epoch = place.query("SELECT value FROM meta WHERE key = 'epoch'")
        sign_up(place)
    media = {path.relative_to(place.data): path.read_bytes() for path in (place.data / "media").rglob("*.webp")}
    path = contents(tmp_path)[0]
    flip(path, 1)
    users = place.query("SELECT COUNT(*) FROM users")
    assert path.name in refused(place, "restore", str(backup))
    assert place.query("SELECT COUNT(*) FROM users") == users and place.query("SELECT value FROM meta WHERE key = 'epoch'") == epoch
    assert not list(place.data.glob("*before-restore*"))
    flip(path, 1)
    shutil.rmtree(place.data / "media")
    answer = place.command("restore", str(backup))
    assert answer.returncode == 0, answer.stderr
    assert place.query("SELECT COUNT(*) FROM users") != users
    assert place.query("SELECT value FROM meta WHERE key = 'epoch'") != epoch
    kept = "postgres.dump.before-restore" if POSTGRES else "neospace.db.before-restore"
    assert (place.data / kept).exists()
    for path, content in media.items():
        assert (place.data / path).read_bytes() == content
    with place:
        listed = httpx.get(place.url + "/api/media", headers=ada.headers).json()["data"]["media"]
        assert len(listed) == 2
        assert (place.data / kept).exists(), "a start takes nothing away"
        assert "media_rows_without_files" not in place.log_text()


def scheduled(folder: pathlib.Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.db") if re.fullmatch(r"neospace-\d{8}-\d{6}\.db", path.name))


def test_the_server_makes_backups_by_itself_and_erases_old_ones_after_a_newer_one_is_verified(tmp_path):
    folder = tmp_path / "backups"
    (tmp_path / "data").mkdir()
    server = Server(data=str(tmp_path / "data"), env={"NEOSPACE_BACKUP_DIR": str(folder), "NEOSPACE_BACKUP_KEEP": "2"})
    with server:
        filled(server)
        until(lambda: "backup_verified" in server.log_text())
        first = scheduled(folder)
        assert len(first) == 1 and server.command("verify", str(folder / first[0])).returncode == 0
        until(lambda: metric(server, "neospace_backup_age_seconds") < 600)
    with server:
        time.sleep(1)
        assert scheduled(folder) == first, "the newest is young enough"
    # Days pass.
    made = first
    for count in (2, 2, 2):
        for path in folder.glob("*.json"):
            path.write_text(re.sub(r'"created_at":"[^"]+"', '"created_at":"2026-01-01T00:00:00.000Z"', path.read_text()))
        # A backup is named by its second.
        time.sleep(1.1)
        with server:
            until(lambda: len(set(scheduled(folder)) - set(made)) == 1 and server.log_text().count("backup_verified") > 0)
            until(lambda: len(scheduled(folder)) == count)
        made = sorted(set(made) | set(scheduled(folder)))
    assert scheduled(folder) == made[-2:], "the newest are left"
    assert not list(folder.glob(f"{made[0]}*")), "with all that lay beside it"
    for name in scheduled(folder):
        assert server.command("verify", str(folder / name)).returncode == 0
    # One made by hand counts, and is not erased.
    for path in folder.glob("*.json"):
        path.write_text(re.sub(r'"created_at":"[^"]+"', '"created_at":"2026-01-01T00:00:00.000Z"', path.read_text()))
    backed_up(server, folder / "by-hand.db")
    with server:
        time.sleep(1)
        assert scheduled(folder) == made[-2:]


def test_a_backup_that_fails_is_logged_and_costs_no_older_one(tmp_path):
    folder = tmp_path / "backups"
    (tmp_path / "data").mkdir()
    server = Server(data=str(tmp_path / "data"), env={"NEOSPACE_BACKUP_DIR": str(folder), "NEOSPACE_BACKUP_KEEP": "1"})
    folder.mkdir()
    (folder / "media").write_text("a file where a folder should be")
    with server:
        until(lambda: "backup_failed" in server.log_text())
        assert httpx.get(server.url + "/health").status_code == 200
    assert scheduled(folder) == []


@pytest.mark.skipif(POSTGRES is None, reason="an SQLite file has one server")
def test_two_nodes_make_one_backup(tmp_path):
    folder = tmp_path / "backups"
    one = Server(env={"NEOSPACE_BACKUP_DIR": str(folder)})
    two = Server(env={"NEOSPACE_BACKUP_DIR": str(folder), "DATABASE_URL": one.env["DATABASE_URL"]})
    with one, two:
        until(lambda: "backup_verified" in one.log_text() + two.log_text())
        time.sleep(1)
        assert len(scheduled(folder)) == 1
        assert (one.log_text() + two.log_text()).count("backup_made") == 1
