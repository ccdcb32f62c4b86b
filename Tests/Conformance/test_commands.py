"""What the operator types: every command of `neospace`, and every way a configuration can be wrong."""

import asyncio
import re
import shutil
import signal
import subprocess
import time

import httpx
import pytest
from neospace_client import sign_up
from neospace_server import BINARY, POSTGRES, Server, once_is_enough


def test_help_lists_the_commands_and_nonsense_is_refused_with_2(tmp_path):
    server = Server(data=str(tmp_path))
    text = server.command("help").stdout
    for command in ("serve", "migrate", "admin grant", "backup", "restore", "demo", "config"):
        assert command in text
    for nonsense in (["fly"], ["migrate"], ["migrate", "down", "x"], ["migrate", "down", "0"], ["admin"], ["admin", "grant", "nobody"], ["backup"]):
        answer = server.command(*nonsense)
        assert answer.returncode == 2 and answer.stderr.startswith("neospace: ") and "usage:" in answer.stderr, nonsense


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("NEOSPACE_COLOUR", "blue"),
        ("PORT", "http"),
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("SECRET_KEY", "too short"),
        ("PUBLIC_URL", "example.org"),
        ("TRUSTED_PROXIES", "10.0.0.0/99"),
        ("NEOSPACE_SIGNUP", "maybe"),
        ("NEOSPACE_TEST_MODE", "yes please"),
        ("NEOSPACE_LIMIT_POST_MESSAGE", "many"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line(tmp_path, key, value):
    server = Server(data=str(tmp_path), env={key: value})
    answer = server.command("serve")
    assert answer.returncode == 1
    lines = answer.stderr.strip().splitlines()
    assert len(lines) == 1 and key in lines[0], answer.stderr
    assert key == "NEOSPACE_COLOUR" or "for example" in lines[0]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("NEOSPACE_PUBLIC", "/nonexist"), ("NEOSPACE_PUBLIC", "FILE"), ("NEOSPACE_DATA", "FILE"), ("NEOSPACE_DATA", "FILE/data"),
        ("NEOSPACE_DATA", "/proc/nowhere"), ("DATABASE_URL", "sqlite:FOLDER"), ("DATABASE_URL", "sqlite:FILE/x.db"), ("DATABASE_URL", "sqlite:FILE"),
        ("DOWNLOAD_FILE", "/nonexist"), ("DOWNLOAD_FILE", "FOLDER"), ("NEOSPACE_COMMON_PASSWORDS", "FOLDER"),
        ("DATABASE_URL", "postgres://ada:pa@ss@127.0.0.1/x"), ("REDIS_URL", "redis://:pa/ss@127.0.0.1/0"), ("REDIS_URL", "redis://127.0.0.1/zero"),
        ("SMTP_URL", "smtp://127.0.0.1/path"), ("DOWNLOAD_FILE_URL", "https://files.example.org/x#pa@ss"),
    ],
)
def test_a_path_or_address_that_cannot_be_used_stops_the_start_before_anything_is_touched(tmp_path, key, value):
    (tmp_path / "file").write_text("something else\n")
    (tmp_path / "folder").mkdir()
    value = value.replace("FILE", str(tmp_path / "file")).replace("FOLDER", str(tmp_path / "folder"))
    (tmp_path / "data").mkdir()
    server = Server(data=str(tmp_path / "data"), env={key: value})
    answer = server.command("serve")
    lines = answer.stderr.strip().splitlines()
    assert answer.returncode == 1 and len(lines) == 1 and key in lines[0] and f"for example {key}=" in lines[0], answer.stderr
    assert "pa@ss" not in answer.stderr and "pa/ss" not in answer.stderr
    # Addresses of other servers are understood by what speaks to them, after the secret key was made.
    made = {"secret_key"} if key in ("REDIS_URL", "SMTP_URL") else set()
    assert {path.name for path in (tmp_path / "data").iterdir()} <= made and (tmp_path / "file").read_text() == "something else\n"


@once_is_enough
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_dot_env_of_any_editor_is_read(tmp_path, end):
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbf" + f"# s{end}NEOSPACE_SIGNUP=closed\t# for now{end}SMTP_FROM=\"a@x.org\"{end}".encode())
    printed = Server(data=str(tmp_path)).command("config").stdout
    assert "NEOSPACE_SIGNUP=closed\n" in printed and "SMTP_FROM=a@x.org\n" in printed
    (tmp_path / ".env").write_bytes(f"A=1{end}NEOSPACE_SIGNUP=\"closed{end}".encode())
    assert ".env line 2 has a quote that is not closed" in Server(data=str(tmp_path)).command("config").stderr


@once_is_enough
def test_hanging_up_is_an_orderly_stop_unless_it_was_ignored_from_the_start():
    server = Server()
    for how in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        server.start()
        sign_up(server)
        assert server.stop(how) == 0
        assert server.log_text().rstrip().splitlines()[-1].endswith("stopped"), how
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        server.start()  # As with nohup.
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    server.process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    assert httpx.get(server.url + "/health").status_code == 200
    assert server.stop() == 0
    server.__exit__()


def test_production_wants_its_secret_and_no_test_mode(tmp_path):
    production = {"NEOSPACE_ENV": "production", "PUBLIC_URL": "https://example.org"}
    assert "SECRET_KEY" in Server(data=str(tmp_path), test_mode=False, env=production).command("serve").stderr
    key = {"SECRET_KEY": "k" * 40}
    assert "NEOSPACE_TEST_MODE" in Server(data=str(tmp_path), env=production | key).command("serve").stderr
    assert "NEOSPACE_TEST_MODE" in Server(data=str(tmp_path), env={"HOST": "0.0.0.0"}).command("serve").stderr


def test_config_prints_what_is_in_effect_and_no_secret(tmp_path):
    secret = "a very secret key of enough bytes to be one"
    (tmp_path / ".env").write_text(f"SECRET_KEY={secret}\nNEOSPACE_SIGNUP=closed\nPORT=1\n")
    server = Server(data=str(tmp_path))
    printed = server.command("config").stdout
    assert secret not in printed and "SECRET_KEY=(set)" in printed
    assert "NEOSPACE_SIGNUP=closed" in printed  # from .env
    assert f"PORT={server.port}" in printed  # the real environment wins


def test_the_schema_goes_up_down_and_up_again(tmp_path):
    server = Server(data=str(tmp_path))
    assert "applied 0001_core" in server.command("migrate", "up").stdout
    assert "up to date" in server.command("migrate", "up").stdout
    assert "missing" not in server.command("migrate", "status").stdout
    steps = len(server.command("migrate", "status").stdout.splitlines())
    assert server.command("migrate", "down", str(steps)).stdout.count("took back") == steps
    tables = "pg_tables WHERE schemaname = 'public'" if POSTGRES else "sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    left = {name for (name,) in server.query(f"SELECT {'tablename' if POSTGRES else 'name'} FROM {tables}")}
    assert left == {"schema_migrations"}
    assert server.command("migrate", "up").stdout.count("applied") == steps
    server.start()
    sign_up(server)
    assert server.stop() == 0


def test_a_newer_schema_is_refused(tmp_path):
    server = Server(data=str(tmp_path))
    server.command("migrate", "up")
    server.query("INSERT INTO schema_migrations (position, name, checksum) VALUES (99, '9999_future', 'x')")
    answer = server.command("serve")
    assert answer.returncode == 1 and "newer" in answer.stderr


def test_the_demo_is_a_community_one_can_sign_in_to(tmp_path):
    server = Server(data=str(tmp_path))
    told = server.command("demo")
    assert told.returncode == 0, told.stderr
    assert server.command("demo").returncode == 1  # only into an empty database
    with server:
        answer = httpx.post(server.url + "/api/auth/signin", json={"email": "miso@example.org", "password": "concrete-demo"})
        assert answer.status_code == 200
        page = httpx.get(server.url + "/rooms/general", cookies={"session": answer.json()["data"]["token"]}, headers={"Accept": "text/html"})
        assert page.status_code == 200 and "disco light" in page.text and "magenta" not in page.text
        token = {"Authorization": f"Bearer {answer.json()['data']['token']}"}
        themes, kinds = set(), set()
        for name in ("miso", "juno", "salma", "wren", "pixel", "otto"):
            wall = httpx.get(f"{server.url}/api/walls/{name}", headers=token).json()["data"]
            assert (wall["profile"]["banner"]["width"], wall["profile"]["banner"]["height"]) == (1280, 400)
            assert httpx.get(server.url + wall["owner"]["avatar_url"], headers=token).headers["Content-Type"] == "image/webp"
            themes.add(wall["profile"]["theme"])
            kinds |= {module["kind"] for module in wall["modules"]} | {sticker["kind"] for sticker in wall["stickers"]}
        assert themes == {"default", "dark", "retro", "hacker", "zen"}
        assert kinds >= {"text", "image", "gallery", "link", "audio", "html", "guestbook", "art"}
        feed = httpx.get(server.url + "/api/feed", headers=token).json()["data"]["entries"]
        assert len({entry["author"]["username"] for entry in feed}) > 2
        assert len(httpx.get(server.url + "/api/people/miso/top8", headers=token).json()["data"]["people"]) == 4
        messages = httpx.get(server.url + "/messages", headers=token | {"Accept": "text/html"}).text
        assert "Pixel" in messages and "I come by at six" in messages


@once_is_enough
def test_the_demo_does_without_pictures_where_none_can_be_made(tmp_path):
    alone = tmp_path / "neospace"
    shutil.copy(BINARY, alone)
    (tmp_path / "data").mkdir()
    server = Server(data=str(tmp_path / "data"))
    told = subprocess.run([alone, "demo"], env=server.env, capture_output=True, text=True, timeout=60)
    assert told.returncode == 0 and told.stdout.count("\n") == 2, told.stdout + told.stderr
    assert told.stdout.startswith("Pictures and sounds were left out: ") and "neospace-media" in told.stdout


def test_an_administrator_is_made_by_address(tmp_path):
    server = Server(data=str(tmp_path))
    with server:
        ada = sign_up(server)
        assert server.command("admin", "grant", "nobody@example.org").returncode == 1
        assert server.command("admin", "grant", ada.email.upper()).returncode == 0

        async def permissions():
            async with ada.socket() as socket:
                return socket.connected["permissions"]

    with server:
        assert "admin" in asyncio.run(permissions())


def test_a_link_for_a_new_password_is_made_by_address_while_serving(tmp_path):
    with Server(data=str(tmp_path)) as server:
        ada = sign_up(server)
        assert server.command("admin", "reset-link", "nobody@example.org").returncode == 1
        made = server.command("admin", "reset-link", ada.email.upper())
        assert made.returncode == 0
        link = re.search(r"http://\S+/recover\?token=\S+", made.stdout)[0]
        page = httpx.get(link, headers={"Accept": "text/html"})
        assert page.status_code == 200 and "no-store" in page.headers["cache-control"]
        token = link.split("token=")[1]
        form = {"token": token, "password": "quite another horse"}
        same = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        assert httpx.post(server.url + "/recover", data=form | {"password": "short"}, headers=same).status_code == 422
        answer = httpx.post(server.url + "/recover", data=form, headers=same)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
        assert httpx.post(server.url + "/recover", data=form, headers=same).status_code == 410
        entry = {"email": ada.email, "password": "quite another horse"}
        assert httpx.post(server.url + "/api/auth/signin", json=entry, timeout=20).status_code == 200
        assert httpx.get(server.url + "/api/tasks", headers=ada.headers).status_code == 401, "all sessions have ended"
        assert token not in server.log_text()


@pytest.mark.skipif(POSTGRES is not None, reason="PostgreSQL has its own, in test_postgres.py")
def test_a_backup_is_made_while_serving_and_restored_into_a_new_epoch(tmp_path):
    data, backup = tmp_path / "data", tmp_path / "backup.db"
    data.mkdir()
    server = Server(data=str(data))
    with server:
        ada = sign_up(server)

        async def say(*words: str) -> dict:
            async with ada.socket() as socket:
                joined, _ = await socket.join("general")
                for word in words:
                    await socket.request("post_message", {"room": "general", "content": word})
                return joined

        before = asyncio.run(say("one", "two"))
        assert server.command("backup", str(backup)).returncode == 0
        assert server.command("backup", str(backup)).returncode == 1  # nothing is overwritten
        asyncio.run(say("three"))
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(backup.read_bytes()[:-4096])
    (tmp_path / "damaged.db.sha256").write_text((tmp_path / "backup.db.sha256").read_text())
    assert "checksum" in server.command("restore", str(damaged)).stderr
    assert server.command("restore", str(backup)).returncode == 0
    with server:

        async def read():
            async with ada.socket() as socket:
                _, pages = await socket.join("general", before["epoch"], 1)
                assert pages[-1].get("reset") and pages[-1]["epoch"] != before["epoch"]
                _, pages = await socket.join("general")
                return [message["content"] for message in pages[0]["messages"]]

        assert asyncio.run(read()) == ["one", "two"]


def test_two_servers_may_start_at_once_on_one_database(tmp_path):
    one = Server(data=str(tmp_path))
    two = Server(data=str(tmp_path), env={"DATABASE_URL": one.env["DATABASE_URL"]})
    two.log = tmp_path.parent / "second.log"
    processes = []
    for server in (one, two):
        processes.append(subprocess.Popen([BINARY, "migrate", "up"], env=server.env, cwd=tmp_path, stdout=subprocess.PIPE, text=True))
    printed = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sum(text.count("applied 0001_core") for text in printed) == 1
