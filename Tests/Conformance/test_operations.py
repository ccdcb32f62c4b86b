"""What operators see: the overview of `/admin`, and `neospace doctor` on places that are in order and on places that are not."""

import itertools
import re
import socket
import time
from datetime import UTC, datetime

import httpx
import pytest
from neospace_client import sign_up
from neospace_server import POSTGRES, Server, once_is_enough
from redis_server import RedisServer

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


@once_is_enough
def test_doctor_on_a_place_that_has_not_started_yet(tmp_path):
    (tmp_path / "data").mkdir()
    status, lines = doctor(Server(data=str(tmp_path / "data")))
    assert (status, lines["database"][0]) == (0, "todo") and "first start" in lines["database"][1]
    assert set(lines) == {"public_url", "secret_key", "mail", "disk", "redis", "database"}
    status, lines = doctor(Server(data=str(tmp_path / "data"), env={"NEOSPACE_COLOUR": "blue"}))
    assert (status, lines["configuration"][0]) == (1, "fail") and "NEOSPACE_COLOUR" in lines["configuration"][1]


@once_is_enough
def test_doctor_is_content_with_a_mail_server_and_a_redis_that_answer(tmp_path):
    with RedisServer() as redis, socket.create_server(("127.0.0.1", 0)) as mail:
        env = {"REDIS_URL": redis.url, "SMTP_URL": f"smtp://me:hush-hush@127.0.0.1:{mail.getsockname()[1]}", "PUBLIC_URL": "https://space.example.org"}
        server = Server(data=str(tmp_path), env=env)
        assert server.command("migrate", "up").returncode == 0
        status, lines = doctor(server)
        assert (status, {name: lines[name][0] for name in ("mail", "redis", "public_url")}) == (0, {"mail": "ok", "redis": "ok", "public_url": "ok"})
        assert "hush" not in str(lines)


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


STEPS = {"1h": (60, 60), "24h": (900, 96)}
NAMES = ["requests", "errors", "messages", "sockets", "members", "commit_ms_p99", "memory_mb"]


def minute(ago: int) -> int:
    """The beginning of a minute, in microseconds."""
    return (int(time.time()) // 60 - ago) * 60_000_000


def figures(server: Server, admin, **query) -> dict:
    answer = httpx.get(server.url + "/admin/figures", params=query, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_figures_are_of_all_nodes_and_a_minute_without_a_server_is_null(tmp_path):
    server = Server(data=str(tmp_path))
    with server:
        admin, ada = sign_up(server), sign_up(server)
        assert server.command("admin", "grant", admin.email).returncode == 0
    for ago, node, requests, messages, commit in ((3, "a", 10, 4, 1_500), (3, "b", 5, 4, 2_500), (5, "a", 7, "NULL", "NULL"), (70, "a", 1, 2, 9_000)):
        server.query(
            "INSERT INTO figures (at, node, requests, errors, messages, sockets, members, commit_us, memory_bytes)"
            f" VALUES ({minute(ago)}, '{node}', {requests}, 1, {messages}, 2, 3, {commit}, 1048576)")
    with server:
        assert httpx.get(server.url + "/admin/figures", params={"range": "2h"}, headers=admin.headers).status_code == 422
        assert httpx.get(server.url + "/admin/figures", headers=ada.headers).status_code == 403
        assert figures(server, admin)["range"] == "1h"
        for wanted, (step, count) in STEPS.items():
            told = figures(server, admin, range=wanted)
            assert (told["range"], told["step_s"], [one["name"] for one in told["series"]]) == (wanted, step, NAMES)
            assert {len(one["points"]) for one in told["series"]} == {count}
            times = [datetime.fromisoformat(point[0]) for point in told["series"][0]["points"]]
            assert {(later - earlier).seconds for earlier, later in itertools.pairwise(times)} == {step}
            assert 0 <= time.time() - times[-1].timestamp() - step < step
        hour = {one["name"]: dict((when, value) for when, value in one["points"]) for one in figures(server, admin)["series"]}
        at = {ago: datetime.fromtimestamp(minute(ago) / 1e6, UTC).strftime("%Y-%m-%dT%H:%M:00.000Z") for ago in (3, 4, 5)}
        assert [hour["requests"][at[ago]] for ago in (3, 4, 5)] == [15, None, 7]
        assert [hour["messages"][at[ago]] for ago in (3, 5)] == [4, None], "every node counts those of all"
        assert (hour["sockets"][at[3]], hour["members"][at[3]], hour["commit_ms_p99"][at[3]], hour["memory_mb"][at[3]]) == (4, 3, 2.5, 2)
        day = {one["name"]: [value for _, value in one["points"]] for one in figures(server, admin, range="24h")["series"]}
        assert sum(value or 0 for value in day["requests"]) >= 1 and max(value or 0 for value in day["commit_ms_p99"]) >= 2.5
        page = httpx.get(server.url + "/admin/figures", headers=admin.headers | {"Accept": "text/html"}).text
        assert 'aria-label="Messages per minute, last hour: at most 4' in page and page.count("<svg") >= 7 and "not known" in page


def test_what_a_server_did_is_kept_when_it_stops_and_old_figures_go(tmp_path):
    server = Server(data=str(tmp_path))
    with server:
        admin = sign_up(server)
        assert server.command("admin", "grant", admin.email).returncode == 0
        server.query(
            "INSERT INTO figures (at, node, requests, errors, sockets, members)"
            f" VALUES ({minute(26 * 60)}, 'old', 1, 0, 0, 0), ({minute(24 * 60)}, 'young', 1, 0, 0, 0)")
    kept = server.query("SELECT node, requests, sockets, memory_bytes, commit_us FROM figures ORDER BY at")
    nodes = [row[0] for row in kept]
    assert "old" not in nodes and "young" in nodes
    (mine,) = [row for row in kept if row[0] not in ("old", "young")][-1:]
    assert sum(int(row[1]) for row in kept if row[0] not in ("young",)) >= 1 and int(mine[3]) > 1_000_000 and int(mine[4]) > 0
    with server:
        database = httpx.get(server.url + "/admin", headers=admin.headers).json()["database"]
        assert database["commit_ms_p99"] is None or database["commit_ms_p99"] >= database["commit_ms_p50"] > 0
