"""What operators see: the overview of `/admin`, and `neospace doctor` on places that are in order and on places that are not."""

import re

import httpx
import pytest
from neospace_client import sign_up
from neospace_server import POSTGRES, Server

MODERATOR = {"at", "node", "version", "uptime_s", "people", "live", "messages", "care"}
ADMIN = MODERATOR | {"database", "disk", "backup", "mail", "jobs", "checks"}


def doctor(server: Server) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit status, and what each check says."""
    told = server.command("doctor")
    lines = {}
    for line in told.stdout.splitlines():
        state, name, text = re.fullmatch(r"(ok|todo|warn|fail) ([a-z_]+) (.+)", line).groups()
        lines[name] = (state, text)
    assert lines and told.stderr == "", told.stderr
    return told.returncode, lines


def test_doctor_has_a_line_for_each_check_and_fails_on_none_of_a_whole_place(tmp_path):
    server = Server(data=str(tmp_path))
    with server:
        admin = sign_up(server)
        assert server.command("admin", "grant", admin.email).returncode == 0
        status, lines = doctor(server)
        assert status == 0, lines
        assert set(lines) == {"public_url", "secret_key", "admins", "name", "rules", "mail", "backup", "backup_verified", "disk", "database", "schema", "redis", "jobs"}
        assert lines["admins"][0] == "todo" and lines["backup"][0] == "todo" and lines["schema"][0] == "ok"
        assert server.command("backup", str(tmp_path / "b.db")).returncode == 0
        assert server.command("verify", str(tmp_path / "b.db")).returncode == 0
        status, lines = doctor(server)
        assert (status, lines["backup"][0], lines["backup_verified"][0]) == (0, "ok", "ok")


@pytest.mark.parametrize(
    ("env", "name"),
    [
        ({"SECRET_KEY": "too short a key"}, "secret_key"),
        ({"PUBLIC_URL": "nowhere at all"}, "public_url"),
        ({"REDIS_URL": "redis://:hush-hush@127.0.0.1:1/0"}, "redis"),
        ({"SMTP_URL": "smtp://me:hush-hush@127.0.0.1:1"}, "mail"),
        ({"NEOSPACE_DISK_RESERVE": "1000000"}, "disk"),
        ({"NEOSPACE_BACKUP_DIR": "/dev/null/nowhere"}, "backup"),
    ],
)
def test_doctor_names_the_trouble_and_no_secret(tmp_path, env, name):
    server = Server(data=str(tmp_path), env=env)
    assert server.command("migrate", "up").returncode in (0, 1)
    status, lines = doctor(server)
    assert status == 1 and lines[name][0] == "fail", lines
    assert "hush" not in str(lines) and "too short a key" not in str(lines)


def test_doctor_names_a_newer_schema_and_a_file_that_is_no_database(tmp_path):
    server = Server(data=str(tmp_path))
    server.command("migrate", "up")
    server.query("INSERT INTO schema_migrations (position, name, checksum) VALUES (99, '9999_future', 'x')")
    status, lines = doctor(server)
    assert status == 1 and lines["schema"][0] == "fail" and "newer" in lines["schema"][1]
    if POSTGRES is None:
        (tmp_path / "neospace.db").write_text("something else\n" * 100)
        status, lines = doctor(server)
        assert status == 1 and lines["database"][0] == "fail"


def test_the_overview_has_more_for_administrators_and_nothing_for_members(tmp_path):
    server = Server(data=str(tmp_path))
    with server:
        admin = sign_up(server)
        assert server.command("admin", "grant", admin.email).returncode == 0
    with server:
        member = sign_up(server)
        other = sign_up(server)
        page = {"Accept": "text/html"}
        assert httpx.get(server.url + "/admin").status_code == 401
        assert httpx.get(server.url + "/admin", headers=member.headers).status_code == 403
        seen = httpx.get(server.url + "/admin", headers=admin.headers)
        assert seen.status_code == 200, seen.text
        told = seen.json()
        assert set(told) == ADMIN
        assert told["people"]["total"] == 3 and told["people"]["joined_24h"] == 3 and told["people"]["banned"] == 0
        assert told["live"] == {"sockets": 0, "members": 0, "rooms": 0}
        assert told["database"]["bytes"] > 0 and told["disk"]["total_bytes"] >= told["disk"]["free_bytes"] > 0
        assert told["backup"] == {"last_at": None, "bytes": None, "verified_at": None}
        assert told["mail"]["configured"] is False and told["uptime_s"] >= 0
        states = [check["state"] for check in told["checks"]]
        assert states == sorted(states, key=["fail", "warn", "todo", "ok"].index), "what is not in order comes first"
        text = httpx.get(server.url + "/admin", headers=admin.headers | page).text
        assert "Checklist" in text and "Jobs" in text and "Invite people" not in text
        server.query(f"UPDATE users SET role = 'moderator' WHERE username = '{other.username}'")
    with server:
        told = httpx.get(server.url + "/admin", headers=other.headers).json()
        assert set(told) == MODERATOR
        assert "Checklist" not in httpx.get(server.url + "/admin", headers=other.headers | page).text


def test_the_administrator_of_an_empty_place_is_greeted(tmp_path):
    server = Server(data=str(tmp_path))
    with server:
        admin = sign_up(server)
        assert server.command("admin", "grant", admin.email).returncode == 0
    with server:
        text = httpx.get(server.url + "/admin", headers=admin.headers | {"Accept": "text/html"}).text
        for label in ("Invite people", "Write a welcome", "Choose a look"):
            assert label in text
