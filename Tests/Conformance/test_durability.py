"""Acknowledged means durable: kill -9 under load, a full disk, an orderly stop."""

import asyncio
import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import uuid

import httpx
import pytest
import websockets
from neospace_client import Fold, Live, Refused, sign_up
from neospace_server import POSTGRES, Server, once_is_enough

ROUNDS = int(os.environ.get("NEOSPACE_KILL_ROUNDS", "8"))


@pytest.mark.timeout(900)
def test_kill_9_under_load_loses_nothing_acknowledged():
    server = Server()
    server.start()
    try:
        people = [sign_up(server) for _ in range(8)]
        acked: dict[int, str] = {}
        retried: dict[str, str] = {}

        async def post(person, begun: asyncio.Event, stop: asyncio.Event) -> None:
            try:
                async with person.socket() as socket:
                    await socket.join("general")
                    while not stop.is_set():
                        content = uuid.uuid4().hex
                        retried[content] = person.username
                        ack = await socket.request("post_message", {"room": "general", "content": content}, content, timeout=10)
                        acked[ack["id"]] = content
                        del retried[content]
                        begun.set()
            except (ConnectionError, websockets.WebSocketException, TimeoutError, OSError, AssertionError):
                return

        async def load(seconds: float) -> None:
            begun, stop = asyncio.Event(), asyncio.Event()
            tasks = [asyncio.create_task(post(person, begun, stop)) for person in people]
            # Counted from the first answer: a busy machine takes a while to get that far.
            await asyncio.wait_for(begun.wait(), 30)
            await asyncio.sleep(seconds)
            server.process.send_signal(signal.SIGKILL)
            stop.set()
            await asyncio.gather(*tasks)

        for round_ in range(ROUNDS):
            asyncio.run(load(0.15 + 0.05 * (round_ % 5)))
            server.process.wait()
            server.start()
            if POSTGRES is None:
                assert server.query("PRAGMA integrity_check") == [("ok",)]

        async def verify() -> None:
            by_name = {person.username: person for person in people}
            for content, username in list(retried.items()):  # unanswered ones, retried with their request_id: one effect each
                async with by_name[username].socket() as socket:
                    await socket.join("general")
                    ack = await socket.request("post_message", {"room": "general", "content": content}, content)
                    acked[ack["id"]] = content
            async with people[0].socket() as socket:
                joined, _ = await socket.join("general")
                _, pages = await socket.join("general", joined["epoch"], 0)
                fold = Fold()
                for page in pages:
                    fold.page(page)
                kept = {message["id"]: message["content"] for message in fold.state()}
                assert len(acked) > 20
                assert {id_: kept.get(id_) for id_ in acked} == acked
                assert len(set(kept.values())) == len(kept), "a retry posted twice"

        asyncio.run(verify())
    finally:
        server.__exit__()


def test_a_restart_is_ready_in_half_a_second_and_an_orderly_stop_says_1001():
    server = Server()
    server.start()
    try:
        ada = sign_up(server)

        async def run():
            async with ada.socket() as socket:
                await socket.join("general")
                await socket.request("post_message", {"room": "general", "content": "before the restart"})
                stopping = asyncio.create_task(asyncio.to_thread(server.stop))
                assert await socket.closed() == 1001
                assert await stopping == 0

        asyncio.run(run())
        server.start()

        async def after():
            async with ada.socket() as socket:
                _, pages = await socket.join("general")
                assert [message["content"] for message in pages[0]["messages"]] == ["before the restart"]

        asyncio.run(after())
    finally:
        server.__exit__()

def half(server, body: bytes) -> socket.socket:
    """A request of which the half has been sent."""
    client = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    head = f"POST /api/auth/signin HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    client.sendall(head.encode() + body[: len(body) // 2])
    return client


@once_is_enough
def test_a_stop_lets_a_running_request_finish_and_waits_ten_seconds_at_most():
    body = b'{"email":"nobody@example.org","password":"correct horse"}'
    with Server() as server, contextlib.ExitStack() as stack:
        client = stack.enter_context(half(server, body))
        time.sleep(0.3)
        process, server.process = server.process, None
        process.send_signal(signal.SIGTERM)
        assert server.logged("stopping")
        time.sleep(0.3)
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", server.port), timeout=2).close()
        client.sendall(body[len(body) // 2 :])
        assert client.recv(100).startswith(b"HTTP/1.1 401 "), "who had begun gets an answer"
        assert process.wait(15) == 0
        server.start()
        # Somebody who never sends the rest does not hold up the stop for ever.
        stack.enter_context(half(server, body))
        time.sleep(0.3)
        began = time.monotonic()
        assert server.stop(timeout=20) == 0
        print(f"stopped after {time.monotonic() - began:.1f} s")
        assert server.log_text().rstrip().endswith("stopped")



@pytest.mark.skipif(POSTGRES is not None, reason="the disk is the database server's")
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small tmpfs needs root")
def test_a_full_disk_refuses_writes_keeps_reading_and_recovers():
    folder = tempfile.mkdtemp(prefix="neospace-full-")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        os.rmdir(folder)
        pytest.skip("this machine does not let us mount")
    server = Server(data=folder)
    try:
        server.start()
        ada = sign_up(server)

        async def run():
            async with ada.socket() as socket:
                await socket.join("general")
                filler = os.path.join(folder, "filler")
                first = await socket.request("post_message", {"room": "general", "content": "while there is room"})
                with open(filler, "wb", buffering=0) as file:
                    try:
                        while True:
                            file.write(b"\0" * 4096)
                    except OSError:
                        pass
                refused = 0
                for number in range(200):
                    try:
                        await socket.request("post_message", {"room": "general", "content": f"{number} " + "x" * 3900})
                    except Refused as refusal:
                        assert refusal.code == "UNAVAILABLE", refusal.error
                        refused += 1
                        if refused == 3:
                            break
                assert refused == 3
                answer = httpx.put(server.url + "/api/auth/profile", headers=ada.headers, json={"name": "No room"})
                assert answer.status_code in (503, 507), answer.text
                older = await socket.request("backfill", {"room": "general", "before_id": first["id"] + 1})
                assert older["messages"][-1]["content"] == "while there is room"
                os.unlink(filler)
                deadline = time.monotonic() + 10
                while True:
                    try:
                        await socket.request("post_message", {"room": "general", "content": "room again"})
                        break
                    except Refused as refusal:
                        assert refusal.code == "UNAVAILABLE" and time.monotonic() < deadline
                        await asyncio.sleep(0.2)

        asyncio.run(run())
        with contextlib.closing(sqlite3.connect(f"file:{folder}/neospace.db?mode=ro", uri=True)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    finally:
        if server.process:
            server.stop()
        # Lazily: a worker of media may take a moment to end after its server.
        subprocess.run(["umount", "--lazy", folder], check=True)
        os.rmdir(folder)
        server.log.unlink(missing_ok=True)


def test_a_reader_that_does_not_read_is_closed_4408_and_loses_nothing():
    with Server() as server:
        ada, slow = sign_up(server), sign_up(server)

        async def run():
            lazy = Live(server.ws_url, slow.headers, read=False, max_queue=1)
            async with ada.socket() as socket, lazy:
                await socket.join("general")
                await lazy.send("join_room", {"room": "general"})
                await asyncio.sleep(0.5)
                lazy.ws.transport.pause_reading()
                for number in range(900):
                    await socket.request("post_message", {"room": "general", "content": f"{number} " + "x" * 3900})
                    if number % 50 == 0:
                        metrics = await asyncio.to_thread(lambda: httpx.get(server.url + "/metrics").text)
                        if any(line.startswith("neospace_slow_consumers_total") and not line.endswith(" 0") for line in metrics.splitlines()):
                            break
                else:
                    raise AssertionError("the slow consumer was never closed")
                last = await socket.request("post_message", {"room": "general", "content": "the end"})
                again = slow.socket()
                async with again:
                    _, pages = await again.join("general")
                    assert pages[0]["messages"][-1]["id"] == last["id"]

        asyncio.run(run())
