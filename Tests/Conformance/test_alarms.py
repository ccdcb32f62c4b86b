"""Trouble reaches operators: notifications, letters and figures when the disk is nearly full or a backup fails; the service manager hears
whether the server lives."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
from datetime import datetime

import httpx
import pytest
from aiosmtpd.controller import Controller
from archives import bring, export, packed
from media_files import jpeg, upload
from neospace_client import sign_up
from neospace_server import ROOT, Server, once_is_enough
from ports import free_port
from test_mail import Inbox

# More than any disk has.
FULL = {"NEOSPACE_DISK_RESERVE": "1000000"}


def place(tmp_path: pathlib.Path, env: dict[str, str]) -> tuple[Server, object, object]:
    """A server that is not running, with an administrator and a member; it will start with these settings."""
    server = Server(data=str(tmp_path))
    with server:
        admin, member = sign_up(server), sign_up(server)
        assert server.command("admin", "grant", admin.email).returncode == 0
    server.env |= env
    return server, admin, member


def told(account) -> list[dict]:
    answer = httpx.get(account.server.url + "/api/notifications", headers=account.headers)
    assert answer.status_code == 200, answer.text
    return [one for one in answer.json()["data"]["notifications"] if one["kind"] == "system"]


def until(condition, seconds: float = 20):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


@contextlib.contextmanager
def inbox():
    taken, port = Inbox(), free_port()
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield taken, {"SMTP_URL": f"smtp://127.0.0.1:{port}", "SMTP_FROM": "door@space.example.org"}
    finally:
        controller.stop()


def test_a_disk_that_is_nearly_full_takes_no_files_and_gives_them_still(tmp_path):
    server, admin, member = place(tmp_path, FULL)
    with server:
        for answer in (upload(member, jpeg("40x30")), bring(member, packed({"tasks.json": []}))):
            assert answer.status_code == 503, answer.text
            assert answer.json()["error"]["code"] == "UNAVAILABLE" and int(answer.headers["Retry-After"]) > 0
            assert "nearly full" in answer.json()["error"]["message"]
        page = httpx.post(
            server.url + "/api/walls/" + member.username, headers=member.headers, json={"bio": "still here"})
        assert page.status_code != 503, "what is no file is taken"
        assert export(member).manifest["member"]["username"] == member.username
        assert server.command("export", member.email, str(tmp_path / "m.zip")).returncode == 0
        (notice,) = until(lambda: told(admin))
        assert "NEOSPACE_DISK_RESERVE" in notice["body"] and notice["link"] == "/admin" and notice["title"] == "The server has a problem"
        assert told(member) == []
        check = next(one for one in httpx.get(server.url + "/admin", headers=admin.headers).json()["checks"] if one["name"] == "disk")
        assert check["state"] == "fail"
    # A second start on the same day tells nothing new.
    with server:
        time.sleep(1)
        assert len(told(admin)) == 1
    # A day later it does.
    server.query(f"UPDATE meta SET value = '{int((time.time() - 86_401) * 1e6)}' WHERE key = 'alarm_disk'")
    with server:
        until(lambda: len(told(admin)) == 2)
    del server.env["NEOSPACE_DISK_RESERVE"]
    with server:
        assert upload(member, jpeg("40x30")).status_code == 201, "there is room again"


@once_is_enough
def test_a_small_disk_is_measured(tmp_path):
    """On a file system of 48 MiB of its own: 32 MiB kept free are there, and then they are not."""
    if os.getuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m,mode=700", "tmpfs", str(tmp_path)]).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        server, admin, member = place(tmp_path, {"NEOSPACE_DISK_RESERVE": "32"})
        with server:
            free = float(re.search(r"^neospace_disk_free_bytes (\S+)$", httpx.get(server.url + "/metrics").text, re.MULTILINE)[1])
            assert 32 << 20 < free < 48 << 20
            assert upload(member, jpeg("40x30")).status_code == 201
            (tmp_path / "filler").write_bytes(b"\0" * (int(free) - (31 << 20)))
            assert upload(member, jpeg("80x60")).status_code == 503
            (tmp_path / "filler").unlink()
            assert upload(member, jpeg("80x60")).status_code == 201
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)


@once_is_enough
def test_every_administrator_gets_a_letter_too_where_there_is_mail(tmp_path):
    with inbox() as (letters, mail):
        server, admin, member = place(tmp_path, FULL | mail)
        with server:
            letter = letters.wait(1, "NeoSpace: the server has a problem", admin.email)
            assert "NEOSPACE_DISK_RESERVE" in letter.get_content() and "/admin shows more" in letter.get_content()
            assert not letters.about("NeoSpace: the server", member.email)
            page = httpx.get(server.url + "/admin/mail", headers=admin.headers).json()
            assert [one["kind"] for one in page["letters"]] == ["alarm"]


def test_a_backup_that_fails_is_told_to_administrators(tmp_path):
    (tmp_path / "data").mkdir()
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "media").write_text("a file where a folder should be")
    server, admin, member = place(tmp_path / "data", {"NEOSPACE_BACKUP_DIR": str(folder)})
    with server:
        (notice,) = until(lambda: told(admin))
        assert notice["body"].startswith("The last backup failed: ") and told(member) == []
        check = next(one for one in httpx.get(server.url + "/admin", headers=admin.headers).json()["checks"] if one["name"] == "backup")
        assert check["state"] == "fail"
    (folder / "media").unlink()
    with server:
        until(lambda: server.log_text().count("backup_verified"), 60)
        checks = {one["name"]: one["state"] for one in httpx.get(server.url + "/admin", headers=admin.headers).json()["checks"]}
        assert (checks["backup"], checks["backup_verified"]) == ("ok", "ok") and len(told(admin)) == 1


def test_the_operators_figures_are_in_the_metrics(tmp_path):
    with Server(data=str(tmp_path)) as server:

        def metrics() -> dict[str, float]:
            lines = httpx.get(server.url + "/metrics").text.splitlines()
            return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}

        before = metrics()
        assert before["neospace_open_cases"] == 0 and before["neospace_letters_failed_total"] == 0
        assert before["neospace_disk_free_bytes"] > 0 and "neospace_backup_age_seconds" in before
        assert {name: value for name, value in before.items() if name.startswith("neospace_mode{")} == {
            'neospace_mode{mode="normal"}': 1, 'neospace_mode{mode="read_only"}': 0, 'neospace_mode{mode="maintenance"}': 0}
        ada, bob = sign_up(server), sign_up(server)
        report = {"kind": "profile", "id": bob.username, "reason": "spam"}
        assert httpx.post(server.url + "/reports", json=report, headers=ada.headers).status_code == 201
        assert metrics()["neospace_open_cases"] == 1


@once_is_enough
def test_prometheus_finds_nothing_wrong_with_the_metrics(tmp_path):
    path = os.pathsep.join([os.environ["PATH"], str(ROOT / ".build/deploy/tools/usr/bin")])
    promtool = shutil.which("promtool", path=path)
    if promtool is None:
        pytest.skip("promtool is missing: bin/check-deploy tools fetches it")
    with Server(data=str(tmp_path)) as server:
        ada = sign_up(server)
        for page in ("/rooms/general", "/api/tasks", "/nowhere", "/settings/export"):
            httpx.get(server.url + page, headers=ada.headers)
        text = httpx.get(server.url + "/metrics").text
    checked = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


@once_is_enough
def test_in_production_each_event_is_a_line_of_json(tmp_path):
    production = {"NEOSPACE_ENV": "production", "SECRET_KEY": "k" * 40, "PUBLIC_URL": "https://space.example.org", "NEOSPACE_LOG_LEVEL": "debug"}
    with Server(data=str(tmp_path), test_mode=False, env=production) as server:
        ada = sign_up(server)
        assert httpx.get(server.url + "/api/tasks", headers=ada.headers).status_code == 200
        httpx.get(server.url + "/health")
        assert server.logged('"route":"/api/tasks"')
    lines = [json.loads(line) for line in server.log_text().splitlines() if line.startswith("{")]
    assert {"started", "stopping", "stopped"} <= {line["message"] for line in lines}
    for line in lines:
        assert datetime.fromisoformat(line["time"]) and line["level"] in ("debug", "info", "warning", "error") and line["message"]
    (line,) = [line for line in lines if line["message"] == "request" and line.get("route") == "/api/tasks"]
    assert set(line) == {"time", "level", "message", "method", "route", "status", "ms", "request_id", "user_id"}
    assert line["status"] == 200 and line["ms"] >= 0 and isinstance(line["user_id"], int)


@once_is_enough
@pytest.mark.parametrize("kind", ["file", "abstract"])
def test_the_service_manager_is_told_when_the_server_is_ready_alive_and_stopping(tmp_path, kind):
    name = str(tmp_path / "notify") if kind == "file" else f"\0neospace-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(name)
        ear.settimeout(20)
        server = Server(env={"NOTIFY_SOCKET": name.replace("\0", "@"), "WATCHDOG_USEC": "600000"})
        try:
            server.start()
            assert ear.recv(100) == b"READY=1"
            assert [ear.recv(100) for _ in range(3)] == [b"WATCHDOG=1"] * 3
            # A server that hangs says nothing.
            server.process.send_signal(signal.SIGSTOP)
            time.sleep(0.3)
            ear.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                while True:
                    ear.recv(100)
            ear.settimeout(1.5)
            with pytest.raises(TimeoutError):
                ear.recv(100)
            ear.settimeout(20)
            server.process.send_signal(signal.SIGCONT)
            assert ear.recv(100) == b"WATCHDOG=1"
            assert server.stop() == 0
            heard = []
            while not heard or heard[-1] != b"STOPPING=1":
                heard.append(ear.recv(100))
            assert set(heard) <= {b"WATCHDOG=1", b"STOPPING=1"}
        finally:
            server.__exit__()


@once_is_enough
def test_without_a_service_manager_nothing_is_told(tmp_path):
    with Server(env={"NOTIFY_SOCKET": str(tmp_path / "nobody"), "WATCHDOG_USEC": "600000"}) as server:
        assert server.logged("service_manager_not_told")
        assert httpx.get(server.url + "/health").status_code == 200
