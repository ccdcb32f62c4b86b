"""What conversations leave on disk: nothing that can be read without the key, and no key that cannot be changed."""

import asyncio
import contextlib
import pathlib
import re
import signal
import subprocess
import time
import uuid

import pytest
from archives import Archive
from neospace_client import Refused, sign_up
from neospace_server import POSTGRES, Server

KEY, OTHER = "11" * 32, "22" * 32
ONE_DATABASE = pytest.mark.skipif(POSTGRES is not None, reason="looks into the file of SQLite")


async def opened(socket, *others) -> str:
    return (await socket.request("open_conversation", {"usernames": [other.username for other in others]}))["room"]


async def said(socket, room: str, text: str, **more) -> int:
    return (await socket.request("post_message", {"room": room, "content": text, **more}))["id"]


async def read(account, room: str) -> list[dict]:
    async with account.socket() as socket:
        return (await socket.join(room))[1][-1]["messages"]


def found(folder: pathlib.Path, words: list[str]) -> list[str]:
    """Files below the folder that hold one of the words, as UTF-8 or UTF-16."""
    forms = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le")]
    return [str(path) for path in folder.rglob("*") if path.is_file() and any(form in path.read_bytes() for form in forms)]


@ONE_DATABASE
def test_no_file_holds_what_was_said(tmp_path):
    words = [f"w{uuid.uuid4().hex[:12]}" for _ in range(6)]
    posted, edited, deleted, answered, sought, listed = words
    (tmp_path / "data").mkdir()
    server = Server(data=str(tmp_path / "data"))
    server.start()
    try:
        ada, bob, cy = (sign_up(server) for _ in range(3))

        async def talk():
            async with ada.socket() as mine, bob.socket() as theirs:
                room = await opened(mine, bob)
                await mine.join(room)
                first = await said(mine, room, f"say {posted} *and* {listed}")
                second = await said(mine, room, f"say {edited}")
                await mine.request("edit_message", {"id": second, "content": f"say {edited} again"})
                gone = await said(mine, room, f"say {deleted}")
                await theirs.request("mark_read", {"room": room, "id": gone})
                await mine.request("delete_message", {"id": gone})
                await said(theirs, room, f"say {answered}", reply_to=first)
                for _ in range(2):
                    await mine.request("post_message", {"room": room, "content": f"say {sought}"}, "the-same-request")
                with pytest.raises(Refused):
                    await mine.request("post_message", {"room": room, "content": f"{sought} " * 900})
                await theirs.request("list_conversations", {})
                await mine.request("list_conversations", {})

                return room

        room = asyncio.run(talk())
        with ada.http() as http:
            http.get("/messages", headers={"Accept": "text/html"})
            http.get("/search", params={"q": sought})
            assert len(http.get("/api/search", params={"q": sought, "room": room}).json()["data"]["results"]) == 1
        assert server.command("backup", str(tmp_path / "backup.db")).returncode == 0
        with cy.http() as http:
            export = Archive(http.get("/settings/export")).text
        assert not any(word in export for word in words)
        assert found(tmp_path, words) == []
        # A crash would write the memory of the server to disk. It asks the system not to.
        limits = pathlib.Path(f"/proc/{server.process.pid}/limits").read_text()
        assert re.search(r"Max core file size +0 +", limits), limits
        assert server.stop() == 0
        assert found(tmp_path, words) == []
        log = server.log_text()
        assert not any(word in log for word in words)
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()


@ONE_DATABASE
def test_a_row_swapped_between_conversations_is_unreadable_and_its_neighbours_are_fine(tmp_path):
    server = Server(data=str(tmp_path))
    server.start()
    try:
        ada, bob, cy = (sign_up(server) for _ in range(3))

        async def talk():
            async with ada.socket() as mine:
                one, two = await opened(mine, bob), await opened(mine, cy)
                ids = [await said(mine, one, "first words"), await said(mine, one, "second words"), await said(mine, two, "third words")]
                return one, two, ids

        one, two, ids = asyncio.run(talk())
        server.query(f"UPDATE messages SET room_id = (SELECT room_id FROM messages WHERE id = {ids[2]}), seq = 90 WHERE id = {ids[0]}")
        for account, room, texts in ((ada, two, [None, "third words"]), (cy, two, [None, "third words"]), (bob, one, ["second words"])):
            messages = asyncio.run(read(account, room))
            assert [one["content"] for one in messages] == texts
            assert all(one["deleted"] is False for one in messages)
            assert all("This message cannot be read" in one["html"] for one in messages if one["content"] is None)
        with cy.http() as http:
            page = http.get(f"/messages/{two[3:]}", headers={"Accept": "text/html"})
            metrics = http.get("/metrics").text
        assert page.status_code == 200 and "first words" not in page.text and "third words" in page.text
        assert "neospace_dm_unreadable_total 1" in metrics
        assert server.log_text().count("dm_unreadable") == 1
    finally:
        server.stop()


def test_the_master_key_is_changed_while_serving(tmp_path):
    first = Server(data=str(tmp_path), env={"NEOSPACE_DM_KEY": KEY})
    first.start()
    try:
        ada, bob, cy = (sign_up(first) for _ in range(3))

        async def talk():
            async with ada.socket() as mine:
                rooms = [await opened(mine, bob), await opened(mine, cy)]
                await said(mine, rooms[0], "hello")
                return rooms

        rooms = asyncio.run(talk())
        assert first.command("dm", "key").stdout.strip() == KEY
        [line] = first.command("dm", "status").stdout.splitlines()
        key_id, count, state = line.split()
        assert (count, state) == ("2", "current") and len(key_id) == 16
        assert KEY not in first.command("config").stdout
    finally:
        first.stop()

    same = {"DATABASE_URL": first.env["DATABASE_URL"]}
    lost = Server(data=str(tmp_path), env=same | {"NEOSPACE_DM_KEY": OTHER})
    answer = lost.command("serve")
    lines = answer.stderr.strip().splitlines()
    assert answer.returncode == 1 and len(lines) == 1 and key_id in lines[0] and "NEOSPACE_DM_KEY_OLD" in lines[0], answer.stderr

    both = Server(data=str(tmp_path), env=same | {"NEOSPACE_DM_KEY": OTHER, "NEOSPACE_DM_KEY_OLD": KEY})
    both.start()
    try:
        assert f"{key_id} 2 old" in both.command("dm", "status").stdout.splitlines()
        ada.server = bob.server = both
        assert both.command("dm", "rotate").stdout.strip() == "rewrapped 2"
        assert both.command("dm", "rotate").stdout.strip() == "rewrapped 0"
        assert [one["content"] for one in asyncio.run(read(bob, rooms[0]))] == ["hello"]
    finally:
        both.stop()

    with Server(data=str(tmp_path), env=same | {"NEOSPACE_DM_KEY": OTHER}) as alone:
        bob.server = alone
        assert [one["content"] for one in asyncio.run(read(bob, rooms[0]))] == ["hello"]


def test_a_rotation_killed_in_the_middle_is_finished_by_the_next_one(tmp_path):
    """Both keys open in between. More conversations than are wrapped in one transaction; a trigger stops the second one."""
    first = Server(data=str(tmp_path), env={"NEOSPACE_DM_KEY": KEY})
    first.start()
    people = [sign_up(first) for _ in range(34)]

    async def open_all() -> list[str]:
        rooms = []
        for number, person in enumerate(people):
            async with person.socket() as socket:
                rooms += await asyncio.gather(*(opened(socket, other) for other in people[number + 1 :]))
                if number == 0:
                    await said(socket, rooms[0], "in the first one")
                if number == len(people) - 2:
                    await said(socket, rooms[-1], "in the last one")
        return rooms

    rooms = asyncio.run(open_all())
    assert len(rooms) == 561
    first.stop()
    same = {"DATABASE_URL": first.env["DATABASE_URL"]}
    both = Server(data=str(tmp_path), env=same | {"NEOSPACE_DM_KEY": OTHER, "NEOSPACE_DM_KEY_OLD": KEY})
    last = max(int(room[3:]) for room in rooms)
    if POSTGRES is None:
        both.query(
            f"CREATE TRIGGER slow BEFORE UPDATE ON conversations WHEN NEW.room_id = {last} BEGIN "
            "SELECT max(n) FROM (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 4000000000) SELECT n FROM c); END"
        )
    else:
        both.query(
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.room_id = {last} THEN PERFORM pg_sleep(600); END IF; RETURN NEW; END $$"
        )
        both.query("CREATE TRIGGER slow BEFORE UPDATE ON conversations FOR EACH ROW EXECUTE FUNCTION slow()")

    def counts() -> dict[str, int]:
        return {line.split()[2]: int(line.split()[1]) for line in both.command("dm", "status").stdout.splitlines()}

    rotation = subprocess.Popen([Server.command_path, "dm", "rotate"], env=both.env, cwd=both.data)
    try:
        deadline = time.monotonic() + 60
        while counts().get("current", 0) == 0 and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        rotation.kill()
        rotation.wait()
    if POSTGRES is not None:
        both.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'UPDATE conversations%' AND pid <> pg_backend_pid()")
    both.query("DROP TRIGGER slow" if POSTGRES is None else "DROP TRIGGER slow ON conversations")
    assert counts() == {"current": 500, "old": 61}
    both.start()
    try:
        people[0].server = people[-1].server = both
        for person, room, text in ((people[0], rooms[0], "in the first one"), (people[-1], rooms[-1], "in the last one")):
            assert [one["content"] for one in asyncio.run(read(person, room))] == [text]
        assert both.command("dm", "rotate").stdout.strip() == "rewrapped 61"
        assert counts() == {"current": 561}
    finally:
        both.stop()


def test_kill_9_during_50_sends_keeps_all_that_was_acknowledged(tmp_path):
    server = Server(data=str(tmp_path))
    server.start()
    try:
        people = [sign_up(server) for _ in range(6)]
        acked: dict[int, str] = {}

        async def send(socket, room: str, text: str, stops: bool) -> None:
            try:
                acked[await said(socket, room, text)] = text
            except (ConnectionError, TimeoutError):
                return
            if stops and len(acked) == 25:
                server.process.send_signal(signal.SIGKILL)

        async def sends() -> str:
            async with contextlib.AsyncExitStack() as stack:
                sockets = [await stack.enter_async_context(person.socket()) for person in people]
                room = await opened(sockets[0], *people[1:])
                await asyncio.gather(*(send(sockets[number % 6], room, f"text {number}", True) for number in range(50)))
                return room

        room = asyncio.run(sends())
        server.process.wait()
        server.start()
        kept = {one["id"]: one["content"] for one in asyncio.run(read(people[1], room))}
        assert len(acked) >= 25 and {id_: kept.get(id_) for id_ in acked} == acked
        assert None not in kept.values(), "every message that is there opens"
    finally:
        server.stop()


def test_a_lost_key_is_given_up_only_when_asked_twice(tmp_path):
    with Server(data=str(tmp_path), env={"NEOSPACE_DM_KEY": KEY}) as first:
        ada, bob = sign_up(first), sign_up(first)

        async def talk():
            async with ada.socket() as mine:
                room = await opened(mine, bob)
                await said(mine, room, "hello")
                return room

        room = asyncio.run(talk())
        key_id = first.command("dm", "status").stdout.split()[0]
        assert first.command("dm", "forget", key_id).returncode == 2
        assert first.command("dm", "forget", key_id, "--yes").returncode == 1
    same = {"DATABASE_URL": first.env["DATABASE_URL"]}
    lost = Server(data=str(tmp_path), env=same | {"NEOSPACE_DM_KEY": OTHER})
    assert lost.command("dm", "forget", key_id, "--yes").stdout.strip() == "forgot 1"
    lost.start()
    try:
        bob.server = lost
        assert [(one["content"], one["deleted"]) for one in asyncio.run(read(bob, room))] == [(None, True)]
    finally:
        lost.stop()


@pytest.mark.parametrize("value", ["", "xyzzy", "11" * 31, "zz" * 32])
def test_a_key_that_is_none_stops_the_start(tmp_path, value):
    answer = Server(data=str(tmp_path), env={"NEOSPACE_DM_KEY": value or " "}).command("serve")
    assert answer.returncode == 1 and "NEOSPACE_DM_KEY" in answer.stderr and (not value or value not in answer.stderr)
