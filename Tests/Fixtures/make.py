"""Makes the database of a release that later releases must be able to open: every table has rows, and the odd ones are in.

`make.py` builds nothing: it drives the binary that `bin/run` made, so run it on the commit of the release and commit the two files:
`release-<version>.sqlite` and, from the same rows, `release-<version>.postgres.sql`."""

import asyncio
import contextlib
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Support"))

import httpx  # noqa: E402
from downloads_client import Member, administrator, make_keys  # noqa: E402
from neospace_client import Account, sign_up  # noqa: E402
from neospace_server import Server  # noqa: E402
from postgres_server import PostgresServer, programs  # noqa: E402

PASSWORD = "correct horse"
DAY = 86_400 * 1_000_000


def browser(account: Account) -> httpx.Client:
    return httpx.Client(
        base_url=account.server.url, cookies={"session": account.token}, headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}, timeout=30
    )


def ok(answer: httpx.Response) -> httpx.Response:
    assert answer.status_code < 400, (answer.request.url, answer.status_code, answer.text[:300])
    return answer


def account_page(staff: httpx.Client, account: Account) -> str:
    return re.search(r'href="(/admin/users/\d+)"', staff.get("/admin/users", params={"q": account.username}).text)[1]


async def talk(admin: Account, people: list[Account]) -> None:
    ada, bob, eve = people[:3]
    async with admin.socket() as hers, ada.socket() as socket, bob.socket() as other, eve.socket() as third:
        for live in (hers, socket, other, third):
            await live.join("general")
        await hers.join("announcements")
        await hers.request("post_message", {"room": "announcements", "content": "# Welcome\nto *our* place"})
        first = await socket.request("post_message", {"room": "general", "content": "hello @bob, `let x = 1` and https://example.org/a_b"})
        answer = await other.request("post_message", {"room": "general", "content": "👩‍🚀 hi @ada\n\n```swift\nlet y = 2\n```", "reply_to": first["id"]})
        await other.request("edit_message", {"id": answer["id"], "content": "hi again @ada 你好"})
        for emoji in ("❤", "❤️", "👍", "👍🏽"):
            await socket.request("react", {"id": answer["id"], "emoji": emoji, "on": True})
        await third.request("react", {"id": answer["id"], "emoji": "❤️", "on": True})
        gone = await third.request("post_message", {"room": "general", "content": "this text is deleted"})
        await third.request("delete_message", {"id": gone["id"]})
        await socket.request("create_room", {"name": "attic", "topic": "Old things"})
        await socket.request("create_room", {"name": "cellar", "kind": "private", "topic": "Secret things"})
        await socket.request("add_member", {"room": "cellar", "username": bob.username})
        await socket.request("post_message", {"room": "cellar", "content": "@bob only you and I read this"})
        await other.join("cellar")
        await other.request("post_message", {"room": "cellar", "content": "yes"})
        numbers = []
        for number in range(60):
            numbers.append(await socket.request("post_message", {"room": "attic", "content": f"old thing number {number}"}))
        await other.join("attic")
        await other.request("mark_read", {"room": "attic", "id": numbers[30]["id"]})


def fill(server: Server) -> None:
    admin = administrator(server)
    people = [sign_up(server, name, PASSWORD) for name in ("ada", "bob", "eve", "mallory", "leaver", "renamed", "muted", "mod")]
    ada, bob, eve, mallory, leaver, renamed, muted, moderator = people
    staff = browser(admin)
    asyncio.run(talk(admin, people))

    with ada.http() as http:
        made = [ok(http.post("/api/tasks", json={"title": f"task {n}", "description": None if n % 2 else "with\nlines 🐈"},
                             headers={"Idempotency-Key": f"key-{n}"})).json()["data"]["task"] for n in range(5)]
        ok(http.patch(f"/api/tasks/{made[0]['id']}/complete"))
        ok(http.delete(f"/api/tasks/{made[1]['id']}"))

    ok(staff.post(account_page(staff, moderator) + "/role", data={"role": "moderator"}))
    ok(staff.post(account_page(staff, muted) + "/mute", data={"minutes": "1440"}))
    ok(staff.post(account_page(staff, mallory) + "/ban"))
    ok(staff.post(account_page(staff, eve) + "/exceptions", data={"permission": "create_room", "effect": "deny"}))
    ok(staff.post(account_page(staff, bob) + "/recovery"))
    ok(staff.post("/admin/invites", data={"uses": "3", "days": "7"}))
    ok(browser(renamed).post("/settings/username", data={"username": "renamed-now"}))
    ok(browser(leaver).post("/settings/leave", data={"leave_password": PASSWORD}))
    ok(httpx.post(server.url + "/api/auth/signin", json={"email": eve.email, "password": PASSWORD}))
    httpx.post(server.url + "/api/auth/signin", json={"email": eve.email, "password": "wrong horse"})
    ok(httpx.post(server.url + "/api/auth/signout", headers=muted.headers))

    keys = make_keys(server, 4)
    reader, waiting = Member(server, "reader@example.org").agree(), Member(server, "waiting@example.org").agree()
    token = reader.token(keys[0])
    assert len(httpx.get(server.url + "/download", params={"token": token}).content) > 0
    ok(reader.post("/review", {"project_link": "https://example.org/made", "review_text": "Works as it says."}))
    waiting.token(keys[1])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        release = pathlib.Path(folder) / "release.zip"
        release.write_bytes(b"PK\x05\x06" + bytes(18))
        data = pathlib.Path(folder) / "data"
        data.mkdir()
        server = Server(data=str(data), env={
            "DOWNLOAD_FILE": str(release), "NEOSPACE_ARCHIVE_AFTER": "30", "SECRET_KEY": "the fixture's key, 32 bytes or more"})
        with server:
            fill(server)
            last = int(server.query("SELECT MAX(id) FROM messages WHERE content LIKE 'old thing number 9'")[0][0])
            server.query(f"UPDATE messages SET created_at = created_at - {31 * DAY} WHERE id <= {last}")
            server.stop()
            server.start()
            while server.query("SELECT COUNT(*) FROM messages_archive") == [("0",)]:
                time.sleep(0.1)
            server.stop()
        version = re.search(r'version = "([^"]+)"', (HERE.parents[1] / "Sources/NeoSpace/Version.swift").read_text())[1]
        target = HERE / f"release-{version}.sqlite"
        target.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(data / "neospace.db")) as database:
            database.execute(f"VACUUM INTO '{target}'")
            empty = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
                     if not database.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()]
        assert not empty, f"no rows in {empty}"
        with PostgresServer() as postgres:
            url = postgres.create_database()
            copied = server.command("copy", "--from", f"sqlite:{data}/neospace.db", "--to", url)
            assert copied.returncode == 0, copied.stderr
            dump = subprocess.run(
                [str(programs() / "pg_dump"), "--no-owner", "--no-privileges", "--inserts", url], capture_output=True, text=True, check=True)
            # Newer versions of pg_dump write these two lines, older versions of psql do not know them.
            lines = [line for line in dump.stdout.splitlines(keepends=True) if not line.startswith(("\\restrict", "\\unrestrict"))]
            (HERE / f"release-{version}.postgres.sql").write_text("".join(lines))


if __name__ == "__main__":
    main()
