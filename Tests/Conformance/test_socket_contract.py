"""PROTOCOL.md §4: the envelope, the handshake, errors and close codes."""

import asyncio
import json
import uuid

import httpx
import pytest
import websockets
from neospace_client import Live, Refused, sign_up
from test_http_contract import ISO


@pytest.fixture(scope="module")
def ada(server):
    return sign_up(server)


def live(coroutine):
    asyncio.run(coroutine)


async def refused_handshake(url: str, **options) -> int:
    with pytest.raises(websockets.InvalidStatus) as caught:
        async with websockets.connect(url, **options):
            pass
    return caught.value.response.status_code


def test_no_session_no_upgrade(server, ada):
    async def run():
        assert await refused_handshake(server.ws_url) == 401
        assert await refused_handshake(server.ws_url, additional_headers={"Authorization": "Bearer nonsense"}) == 401
        assert await refused_handshake(server.ws_url, additional_headers={"Cookie": "session=nonsense"}) == 401

    live(run())


def test_a_foreign_origin_is_forbidden_and_ours_is_not(server, ada):
    async def run():
        for origin in ("https://evil.example", "null", server.url + ".evil.example"):
            assert await refused_handshake(server.ws_url, additional_headers=ada.headers, origin=origin) == 403
        async with ada.socket(origin=server.url):
            pass
        async with Live(server.ws_url, {"Cookie": f"session={ada.token}"}, origin=server.url):
            pass

    live(run())


def test_the_subprotocol_is_optional(server, ada):
    async def run():
        async with ada.socket(subprotocols=["neospace.v1"]) as socket:
            assert socket.ws.subprotocol == "neospace.v1"
        async with ada.socket() as socket:
            assert socket.ws.subprotocol is None

    live(run())


def test_connected_comes_first(server, ada):
    async def run():
        async with ada.socket() as socket:
            assert socket.frames[0]["type"] == "connected"
            data = socket.connected
            assert set(data) == {"protocol", "user", "permissions", "server_time", "heartbeat_seconds"}
            assert data["protocol"] == 1 and data["heartbeat_seconds"] == 25 and ISO.match(data["server_time"])
            assert set(data["user"]) == {"id", "username", "display_name", "color", "avatar_url"}
            assert data["user"]["username"] == ada.username and isinstance(data["user"]["id"], int) and 0 <= data["user"]["color"] <= 7
            assert "post_message" in data["permissions"] and "moderate" not in data["permissions"]

    live(run())


def test_ping_answers_pong(server, ada):
    async def run():
        async with ada.socket() as socket:
            data = await socket.request("ping", {"ts": 12345})
            assert data["ts"] == 12345 and data["server_time"]
            await socket.send("ping", {"ts": 1})  # without a request_id it is answered too, without one
            frame = await socket.event("pong", lambda data: data["ts"] == 1)
            assert frame

    live(run())


async def error(socket, code: str, **more) -> dict:
    data = await socket.event("error", lambda data: data["code"] == code)
    assert set(data) <= {"code", "message", "details", "retry_after_ms"} and data["message"]
    return data


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"v":2,"type":"ping","data":{}}', "UNSUPPORTED_VERSION"),
        ('{"v":0,"type":"ping","data":{}}', "UNSUPPORTED_VERSION"),
        ('{"v":1,"type":"no_such_thing","data":{}}', "UNKNOWN_TYPE"),
        ('{"v":1,"type":"new_message","data":{}}', "UNKNOWN_TYPE"),
        ("{", "BAD_REQUEST"),
        ("", "BAD_REQUEST"),
        ("[]", "BAD_REQUEST"),
        ('"ping"', "BAD_REQUEST"),
        ("{}", "BAD_REQUEST"),
        ('{"v":1,"data":{}}', "BAD_REQUEST"),
        ('{"v":1,"type":7,"data":{}}', "BAD_REQUEST"),
        ('{"v":1,"type":"ping","data":[]}', "BAD_REQUEST"),
        ('{"v":"1","type":"ping","data":{}}', "BAD_REQUEST"),
        ('{"v":1,"type":"ping","data":{"ts":"\\ud800"}}', "BAD_REQUEST"),
        ('{"v":1,"type":"ping","data":{}} {}', "BAD_REQUEST"),
    ],
)
def test_envelope_errors(server, ada, text, code):
    async def run():
        async with ada.socket() as socket:
            await socket.ws.send(text)
            await error(socket, code)
            assert (await socket.request("ping", {"ts": 1}))["ts"] == 1

    live(run())


def test_three_bad_envelopes_in_a_row_close_1008(server, ada):
    async def run():
        async with ada.socket() as socket:
            for _ in range(2):
                await socket.ws.send("{")
            await socket.request("ping", {"ts": 1})  # counts anew
            for _ in range(2):
                await socket.ws.send("{")
            await socket.request("ping", {"ts": 2})
            for _ in range(3):
                await socket.ws.send("nope")
            assert await socket.closed() == 1008

    live(run())


def test_well_formed_but_refused_envelopes_count_the_bad_ones_anew(server, ada):
    async def run():
        async with ada.socket() as socket:
            for _ in range(3):
                await socket.ws.send("{")
                await socket.ws.send("{")
                await socket.send("no_such_thing")
            await socket.request("ping", {"ts": 2})

    live(run())


def test_request_ids_are_1_to_64_characters(server, ada):
    async def run():
        async with ada.socket() as socket:
            for good in ("x", "y" * 64, "ü" * 64):
                assert await socket.request("ping", {"ts": 1}, good)
            for bad in ('""', '"' + "x" * 65 + '"', "7", "null", "{}"):
                await socket.ws.send('{"v":1,"type":"ping","data":{"ts":1},"meta":{"request_id":' + bad + "}}")
                await error(socket, "VALIDATION_ERROR")

    live(run())


def test_binary_frames_close_1003(server, ada):
    async def run():
        async with ada.socket() as socket:
            await socket.ws.send(b"binary")
            assert await socket.closed() == 1003

    live(run())


def test_64_kib_is_read_and_one_more_closes_1009(server, ada):
    async def run():
        def envelope(total: int) -> str:
            head, tail = '{"v":1,"type":"ping","data":{"ts":1},"meta":{"request_id":"', '"}}'
            return head + "x" * (total - len(head) - len(tail)) + tail

        async with ada.socket() as socket:
            await socket.ws.send(envelope(64 * 1024))
            await error(socket, "VALIDATION_ERROR")
            await socket.ws.send(envelope(64 * 1024 + 1))
            assert await socket.closed() == 1009

    live(run())


def test_bad_utf8_closes_1007(server, ada):
    async def run():
        async with ada.socket() as socket:
            # A text frame whose payload is not UTF-8, masked by hand.
            await socket.ws.send(b"\xff\xfe", text=True)
            assert await socket.closed() == 1007

    live(run())


def test_a_message_may_come_in_fragments(server, ada):
    async def run():
        async with ada.socket() as socket:
            text = json.dumps({"v": 1, "type": "ping", "data": {"ts": 5}, "meta": {"request_id": "parts"}})
            await socket.ws.send([text[:10], text[10:30], text[30:]])
            assert (await socket.event("pong"))["ts"] == 5

    live(run())


def test_the_type_of_every_field_is_checked(server, ada):
    async def run():
        async with ada.socket() as socket:
            await socket.join("general")
            cases = [
                ("post_message", {"room": "general"}, "content"),
                ("post_message", {"content": "x"}, "room"),
                ("post_message", {"room": 1, "content": "x"}, "room"),
                ("post_message", {"room": "general", "content": ""}, "content"),
                ("post_message", {"room": "general", "content": " \n\t "}, "content"),
                ("post_message", {"room": "general", "content": "x" * 4001}, "content"),
                ("post_message", {"room": "general", "content": "a\u0000b"}, "content"),
                ("post_message", {"room": "general", "content": "a\u001bb"}, "content"),
                ("post_message", {"room": "general", "content": "x", "author": 1}, "author"),
                ("post_message", {"room": "general", "content": "x", "reply_to": "7"}, "reply_to"),
                ("edit_message", {"id": "x", "content": "y"}, "id"),
                ("edit_message", {"id": 1.5, "content": "y"}, "id"),
                ("react", {"id": 1, "emoji": "no", "on": True}, "emoji"),
                ("react", {"id": 1, "emoji": "😀😀", "on": True}, "emoji"),
                ("react", {"id": 1, "emoji": "😀", "on": "yes"}, "on"),
                ("backfill", {"room": "general", "before_id": 5, "limit": 0}, "limit"),
                ("backfill", {"room": "general", "before_id": 5, "limit": 201}, "limit"),
                ("join_room", {"room": "general", "after_seq": 5}, "epoch"),
                ("join_room", {"room": "general", "epoch": "x"}, "after_seq"),
                ("mark_read", {"room": "general", "id": True}, "id"),
                ("create_room", {"name": "x"}, "name"),
                ("create_room", {"name": "x" * 33}, "name"),
                ("create_room", {"name": "dötted"}, "name"),
                ("create_room", {"name": "fine-name", "topic": "t" * 201}, "topic"),
                ("create_room", {"name": "fine-name", "kind": "secret"}, "kind"),
            ]
            for type_, data, field in cases:
                with pytest.raises(Refused) as caught:
                    await socket.request(type_, data)
                assert caught.value.code == "VALIDATION_ERROR" and field in caught.value.details, (type_, data, caught.value.error)

    live(run())


def test_content_of_4000_characters_is_posted_and_line_ends_become_lf(server, ada):
    async def run():
        async with ada.socket() as socket:
            await socket.join("general")
            ack = await socket.request("post_message", {"room": "general", "content": "👩" * 4000})
            posted = await socket.event("new_message", lambda data: data["id"] == ack["id"])
            assert posted["content"] == "👩" * 4000
            ack = await socket.request("post_message", {"room": "general", "content": "  a\r\nb\rc\td \n"})
            posted = await socket.event("new_message", lambda data: data["id"] == ack["id"])
            assert posted["content"] == "a\nb\nc\td"

    live(run())


def test_the_same_request_id_has_one_effect(server, ada):
    async def run():
        async with ada.socket() as socket:
            await socket.join("general")
            request_id = str(uuid.uuid4())
            data = {"room": "general", "content": "only once"}
            first = await socket.request("post_message", data, request_id)
            assert await socket.request("post_message", data, request_id) == first
            with pytest.raises(Refused) as caught:
                await socket.request("post_message", {"room": "general", "content": "something else"}, request_id)
            assert caught.value.code == "CONFLICT"
            with pytest.raises(Refused) as caught:
                await socket.request("delete_message", {"id": first["id"]}, request_id)
            assert caught.value.code == "CONFLICT"
        async with ada.socket() as socket:  # across reconnects, and after leaving the room
            await socket.request("leave_room", {"room": "general"})
            assert await socket.request("post_message", data, request_id) == first
            _, pages = await socket.join("general")
            assert sum(message["content"] == "only once" for page in pages for message in page["messages"]) == 1

    live(run())


def test_errors_are_not_remembered(server, ada):
    async def run():
        async with ada.socket() as socket:
            name = f"later-{uuid.uuid4().hex[:8]}"
            request_id = str(uuid.uuid4())
            data = {"room": name, "content": "hello"}
            with pytest.raises(Refused) as caught:
                await socket.request("post_message", data, request_id)
            assert caught.value.code == "NOT_FOUND"
            await socket.request("create_room", {"name": name})
            await socket.join(name)
            assert (await socket.request("post_message", data, request_id))["seq"] == 1

    live(run())


def test_fifty_parallel_retries_post_one_message(server, ada):
    async def run():
        sockets = [ada.socket() for _ in range(10)]
        for socket in sockets:
            await socket.__aenter__()
        await sockets[0].join("random")
        request_id = str(uuid.uuid4())
        data = {"room": "random", "content": f"race {request_id}"}
        acks = await asyncio.gather(*[sockets[n % 10].request("post_message", data, request_id) for n in range(10)])
        assert all(ack == acks[0] for ack in acks)
        _, pages = await sockets[1].join("random")
        assert sum(message["content"] == data["content"] for page in pages for message in page["messages"]) == 1
        for socket in sockets:
            await socket.__aexit__()

    live(run())


def test_a_plain_get_of_the_socket_path_is_no_page(server, ada):
    assert httpx.get(server.url + "/ws", headers=ada.headers).status_code in (400, 426)


def test_the_ack_precedes_the_event_which_carries_the_request_id(server, ada):
    bob = sign_up(server)

    async def run():
        async with ada.socket() as mine, ada.socket() as my_other, bob.socket() as theirs:
            for socket in (mine, my_other, theirs):
                await socket.join("general")
            ack = await mine.request("post_message", {"room": "general", "content": "order"}, "order-1")
            for socket in (my_other, theirs):
                await socket.event("new_message", lambda data: data["id"] == ack["id"])
            await mine.event("new_message", lambda data: data["id"] == ack["id"])
            kinds = [frame["type"] for frame in mine.frames if frame.get("meta", {}).get("request_id") == "order-1"]
            assert kinds == ["ack", "new_message"]
            for socket in (my_other, theirs):
                for frame in socket.frames:
                    if frame["type"] == "new_message" and frame["data"]["id"] == ack["id"]:
                        assert "request_id" not in frame.get("meta", {})

    live(run())
