"""PROTOCOL.md §5: every limit at its edge and one beyond."""

import asyncio
import re
import uuid

import httpx
import pytest
import websockets
from neospace_client import Refused, sign_up
from neospace_server import Server
from test_http_contract import error_of


def live(coroutine):
    asyncio.run(coroutine)


async def burst(socket, type_: str, data, allowed: int) -> dict:
    """The first `allowed` pass, the next is RATE_LIMITED with a wait. All are sent at once: one after another, they can take longer than the limit counts."""
    answers = await asyncio.gather(*(socket.request(type_, data(number)) for number in range(allowed + 1)), return_exceptions=True)
    assert not [answer for answer in answers[:-1] if isinstance(answer, BaseException)]
    assert isinstance(answers[-1], Refused) and answers[-1].code == "RATE_LIMITED" and answers[-1].error["retry_after_ms"] > 0, answers[-1]
    return answers[-1].error


def test_credentials_are_tried_5_times_a_minute_per_address(limited_server):
    for _ in range(3):
        error_of(httpx.post(limited_server.url + "/api/auth/signin", json={"email": "a@example.org", "password": "12345678"}), 401, "INVALID_CREDENTIALS")
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    for _ in range(2):
        assert httpx.post(limited_server.url + "/login", data={"login": "a", "password": "12345678"}, headers=headers).status_code == 401
    answer = httpx.post(limited_server.url + "/api/auth/signup", json={})
    error_of(answer, 429, "RATE_LIMITED")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert httpx.post(limited_server.url + "/login", data={"login": "a", "password": "b"}, headers=headers).status_code == 429


def test_other_requests_pass_200_a_minute(limited_server):
    with httpx.Client(base_url=limited_server.url) as http:
        for _ in range(200):
            assert http.get("/login").status_code == 200
        page = http.get("/login", headers={"Accept": "text/html"})
        assert page.status_code == 429 and re.search(r"Try again in \d+ seconds?\.", page.text)
        for _ in range(20):  # these do not count
            assert http.get("/health").status_code == 200


def test_posting_is_20_in_5_seconds(limited_server):
    ada = sign_up(limited_server)

    async def run():
        async with ada.socket() as socket:
            await socket.join("general")
            error = await burst(socket, "post_message", lambda n: {"room": "general", "content": f"{n}"}, 20)
            assert error["retry_after_ms"] <= 5000

    live(run())


@pytest.mark.parametrize("type_", ["edit_message", "react"])
def test_changes_are_20_a_minute_each(limited_server, type_):
    ada = sign_up(limited_server)

    async def run():
        async with ada.socket() as socket:
            await socket.join("general")
            id_ = (await socket.request("post_message", {"room": "general", "content": "x"}))["id"]
            change = {
                "edit_message": lambda n: {"id": id_, "content": f"{n}"},
                "react": lambda n: {"id": id_, "emoji": "😀", "on": n % 2 == 0},
            }[type_]
            await burst(socket, type_, change, 20)

    live(run())


def test_rooms_are_created_10_an_hour(limited_server):
    ada = sign_up(limited_server)

    async def run():
        async with ada.socket() as socket:
            await burst(socket, "create_room", lambda n: {"name": f"r{n}-{uuid.uuid4().hex[:6]}"}, 10)

    live(run())


def test_a_socket_views_at_most_50_rooms():
    with Server(test_mode=False, env={"NEOSPACE_LIMIT_CREATE_ROOM": "off"}) as server:
        ada = sign_up(server)

        async def run():
            async with ada.socket() as socket:
                names = [f"many-{uuid.uuid4().hex[:10]}" for _ in range(51)]
                for name in names:
                    await socket.request("create_room", {"name": name})
                for name in names[:50]:
                    await socket.join(name)
                with pytest.raises(Refused) as caught:
                    await socket.join(names[50])
                assert caught.value.code == "LIMIT_EXCEEDED"
                await socket.request("close_room", {"room": names[0]})
                await socket.join(names[50])

        live(run())


def test_a_socket_says_300_things_a_minute_and_100_refusals_end_it(limited_server):
    ada = sign_up(limited_server)

    async def run():
        async with ada.socket() as socket:
            await burst(socket, "ping", lambda n: {"ts": n}, 300)
            for _ in range(99):
                await socket.send("ping", {"ts": 1})
            assert await socket.closed() == 4429

    live(run())


@pytest.mark.parametrize("type_, data", [("nonsense", {}), ("ping", {}), ("join_room", {"room": "no-such-room"})])
def test_a_hundred_refusals_of_any_kind_within_a_minute_end_the_socket(limited_server, type_, data):
    ada = sign_up(limited_server)

    async def run():
        async with ada.socket() as socket:
            for _ in range(99):
                with pytest.raises(Refused):
                    await socket.request(type_, data)
            await socket.request("ping", {"ts": 1})
            await socket.send(type_, data)
            await socket.send(type_, data)
            assert await socket.closed() == 4429
            assert sum(frame["type"] == "error" for frame in socket.frames) == 100

    live(run())


def test_a_member_says_600_things_a_minute_over_all_their_sockets(limited_server):
    ada, bob = sign_up(limited_server), sign_up(limited_server)

    async def run():
        async with ada.socket() as one, ada.socket() as two, ada.socket() as three, bob.socket() as other:
            for number in range(600):
                await (one, two, three)[number % 3].request("ping", {"ts": number})
            for socket in (one, two, three):
                with pytest.raises(Refused) as caught:
                    await socket.request("ping", {"ts": 1})
                assert caught.value.code == "RATE_LIMITED" and 0 < caught.value.error["retry_after_ms"] <= 60_000
            await other.request("ping", {"ts": 1})
            # A new socket does not start a new minute.
            await one.ws.close()
            async with ada.socket() as fresh:
                with pytest.raises(Refused):
                    await fresh.request("ping", {"ts": 1})

    live(run())


def test_typing_beyond_30_a_minute_is_dropped_silently(limited_server):
    ada, bob = sign_up(limited_server), sign_up(limited_server)

    async def run():
        async with ada.socket() as mine, bob.socket() as theirs:
            await mine.join("general")
            await theirs.join("general")
            for number in range(40):
                await mine.send("typing", {"room": "general", "on": number % 2 == 0})
            await mine.request("ping", {"ts": 1})
            for _ in range(30):
                await theirs.event("typing")
            await asyncio.sleep(0.5)
            assert sum(frame["type"] == "typing" for frame in theirs.frames) == 30
            assert not any(frame["type"] == "error" for frame in mine.frames)

    live(run())


def test_ten_sockets_a_member(limited_server):
    ada = sign_up(limited_server)

    async def run():
        sockets = [ada.socket() for _ in range(10)]
        for socket in sockets:
            await socket.__aenter__()
        with pytest.raises(websockets.InvalidStatus) as caught:
            await ada.socket().__aenter__()
        assert caught.value.response.status_code == 429
        await sockets[0].__aexit__()
        # The server hears of it a moment later.
        for tries in range(20):
            try:
                async with ada.socket():
                    break
            except websockets.InvalidStatus as refused:
                assert refused.response.status_code == 429 and tries < 19
                await asyncio.sleep(0.5)
        for socket in sockets[1:]:
            await socket.__aexit__()

    live(run())


def test_sixty_handshakes_a_minute(limited_server):
    ada = sign_up(limited_server)

    async def run():
        for _ in range(60):
            async with ada.socket():
                pass
        with pytest.raises(websockets.InvalidStatus) as caught:
            await ada.socket().__aenter__()
        assert caught.value.response.status_code == 429
        assert int(caught.value.response.headers["Retry-After"]) >= 1

    live(run())


def test_a_hundred_connections_an_address(limited_server):
    import socket as sockets
    import time

    held = []
    try:
        for _ in range(100):
            held.append(sockets.create_connection(("127.0.0.1", limited_server.port)))
        time.sleep(0.3)
        with sockets.create_connection(("127.0.0.1", limited_server.port), timeout=20) as extra:
            extra.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            try:
                answer = extra.recv(4096)
            except ConnectionResetError:
                answer = b""
        assert b"200 OK" not in answer
    finally:
        for connection in held:
            connection.close()
    # The server hears of it a moment later.
    deadline = time.monotonic() + 20
    while True:
        try:
            assert httpx.get(limited_server.url + "/health").status_code == 200
            break
        except httpx.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_a_flood_from_one_address_keeps_nobody_elsewhere_out(limited_server):
    import socket as sockets
    import time

    held = []
    try:
        for _ in range(1_000):
            connection = sockets.socket()
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", limited_server.port))
            held.append(connection)
        for _ in range(5):
            began = time.monotonic()
            with sockets.create_connection(("127.0.0.1", limited_server.port), timeout=20, source_address=("127.0.0.2", 0)) as elsewhere:
                elsewhere.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                assert elsewhere.recv(4096).startswith(b"HTTP/1.1 200")
            assert time.monotonic() - began < 10
    finally:
        for connection in held:
            connection.close()
