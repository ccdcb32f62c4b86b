"""spec/care.md "/internals" as independent clients see it."""

import asyncio
import hashlib
import random
import uuid

import httpx
import pytest
from neospace_client import Fold, Refused, sign_up

INTERNALS = {"node", "mode", "server_time", "sockets", "rooms"}
SOCKET = {"id", "since", "received", "sent", "waiting_bytes", "rooms"}


def internals(account, **query):
    return httpx.get(account.server.url + "/internals", params=query, headers=account.headers)


def page(account) -> str:
    answer = httpx.get(account.server.url + "/internals", headers=account.headers | {"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def new_name() -> str:
    return f"r-{uuid.uuid4().hex[:8]}"


def digest(html: str) -> str:
    return hashlib.sha256(html.encode()).hexdigest()[:16]


async def state(socket, room: str, **more) -> dict:
    return await socket.request("room_state", {"room": room} | more)


def test_internals_of_a_member_and_nobody_else(server, ada, bob):
    async def run():
        async with ada.socket() as one, ada.socket() as two, bob.socket() as other:
            name = new_name()
            await one.request("create_room", {"name": name})
            await one.join(name)
            await two.join("general")
            await other.join("general")
            told = (await asyncio.to_thread(internals, ada)).json()
            assert set(told) == INTERNALS and set(told["node"]) == {"id", "version", "started_at"} and told["mode"] == "normal"
            assert [set(socket) for socket in told["sockets"]] == [SOCKET, SOCKET]
            assert sorted(socket["rooms"] for socket in told["sockets"]) == sorted([[name], ["general"]])
            assert all(socket["received"] >= 1 and socket["sent"] >= 2 and socket["waiting_bytes"] == 0 for socket in told["sockets"])
            rooms = {room["room"]: room for room in told["rooms"]}
            assert all(set(room) == {"room", "epoch", "seq"} for room in told["rooms"]) and name in rooms
            shown = await asyncio.to_thread(page, ada)
            assert all(socket["id"] in shown for socket in told["sockets"])
            others = (await asyncio.to_thread(internals, bob)).text
            assert all(socket["id"] not in others for socket in told["sockets"])

    asyncio.run(run())
    assert internals(ada).json()["sockets"] == []
    assert httpx.get(server.url + "/internals").status_code == 401
    guest = httpx.get(server.url + "/internals", headers={"Accept": "text/html"})
    assert guest.status_code == 303 and guest.headers["Location"] == "/login?next=/internals"


def test_the_page_without_a_script_shows_the_same_in_tables(ada):
    httpx.get(ada.server.url + "/rooms/general", headers=ada.headers | {"Accept": "text/html"})
    shown = page(ada)
    for words in ("Internals", "Connection", "Rooms", "Diagnostics", "#general", 'aria-labelledby="rooms-heading"', "readonly"):
        assert words in shown, words
    assert ada.email not in shown and ada.token not in shown


def test_inspection_counts_and_names_the_rooms_of_this_socket(ada, bob):
    async def run():
        name = new_name()
        async with ada.socket() as socket, bob.socket() as other:
            await socket.request("create_room", {"name": name})
            before = (await socket.request("inspect"))["connection"]
            assert set(before) == {"id", "node", "since", "received", "sent", "waiting_bytes", "rooms"} and before["rooms"] == []
            joined, _ = await socket.join(name)
            await other.join(name)
            for number in range(3):
                await other.request("post_message", {"room": name, "content": str(number)})
                await socket.event("new_message", lambda data, number=number: data["content"] == str(number))
            after = (await socket.request("inspect"))["connection"]
            assert after["id"] == before["id"] and after["received"] == before["received"] + 2
            assert after["sent"] >= before["sent"] + 6
            [room] = after["rooms"]
            assert room == {"room": name, "epoch": joined["epoch"], "delivered_seq": joined["seq"] + 3, "server_seq": joined["seq"] + 3}
            await socket.request("close_room", {"room": name})
            assert (await socket.request("inspect"))["connection"]["rooms"] == []
            with pytest.raises(Refused, match="VALIDATION_ERROR"):
                await socket.request("inspect", {"more": 1})

    asyncio.run(run())


def test_a_room_s_state_is_the_fold_in_digests(ada, bob):
    chance = random.Random(7)

    async def run():
        name = new_name()
        async with ada.socket() as socket, bob.socket() as other:
            await socket.request("create_room", {"name": name})
            joined, pages = await socket.join(name)
            await other.join(name)
            ids = []
            for number in range(60):
                deed = chance.random()
                if deed < 0.6 or not ids:
                    ids.append((await other.request("post_message", {"room": name, "content": f"**{number}** é"}))["id"])
                elif deed < 0.75:
                    await other.request("react", {"id": ids[-1], "emoji": "🎉", "on": True})
                elif deed < 0.9:
                    await other.request("edit_message", {"id": ids[-1], "content": f"other {number}"})
                else:
                    await other.request("delete_message", {"id": ids.pop()})
            told = await state(socket, name)
            assert set(told) == {"room", "epoch", "seq", "from_id", "items", "truncated"}
            assert (told["room"], told["epoch"], told["from_id"], told["truncated"]) == (name, joined["epoch"], 1, False)
            fold = Fold()
            fold.page((await socket.join(name, joined["epoch"], 0))[1][-1])
            want = [[one["id"], one["seq"], digest(one["html"])] for one in fold.state()]
            assert told["items"] == want and any(one["deleted"] for one in fold.state()) and told["seq"] >= max(one[1] for one in want)
            half = want[len(want) // 2][0]
            later = await state(socket, name, from_id=half)
            assert later["from_id"] == half and later["items"] == [one for one in want if one[0] >= half] and not later["truncated"]
            assert (await state(socket, name, from_id=want[-1][0] + 1))["items"] == []

    asyncio.run(run())


def test_the_newest_two_thousand_and_no_more(server, ada):
    async def run():
        name = new_name()
        async with ada.socket() as socket:
            await socket.request("create_room", {"name": name})
            id_ = (await socket.request("post_message", {"room": name, "content": "first"}))["id"]
            for _ in range(10):
                await asyncio.gather(*(socket.request("post_message", {"room": name, "content": "more"}, timeout=60) for _ in range(200)))
            told = await state(socket, name)
            assert len(told["items"]) == 2000 and told["truncated"] and told["items"][0][0] > id_
            assert [one[0] for one in told["items"]] == sorted(one[0] for one in told["items"])
            exact = await state(socket, name, from_id=told["items"][0][0])
            assert exact["items"] == told["items"] and not exact["truncated"]

    asyncio.run(run())


def test_rights_as_for_backfill(server, ada, bob):
    async def run():
        private, public = new_name(), new_name()
        async with ada.socket() as socket, bob.socket() as other:
            await socket.request("create_room", {"name": private, "kind": "private"})
            await socket.request("create_room", {"name": public})
            for name, code in ((private, "NOT_FOUND"), (new_name(), "NOT_FOUND"), ("dm:999999", "NOT_FOUND"), (public, "FORBIDDEN")):
                with pytest.raises(Refused, match=code):
                    await other.request("backfill", {"room": name, "before_id": 5})
                with pytest.raises(Refused, match=code):
                    await state(other, name)
            opened = (await socket.request("open_conversation", {"usernames": [bob.username]}))["room"]
            await socket.request("post_message", {"room": opened, "content": "psst"})
            assert (await state(other, opened))["items"] == (await state(socket, opened))["items"] != []
            await other.request("clear_conversation", {"room": opened})
            assert (await state(other, opened))["items"] == []
            for wrong in ({"room": public, "from_id": 0}, {"room": public, "from_id": "x"}, {}, {"room": public, "more": 1}):
                with pytest.raises(Refused, match="VALIDATION_ERROR"):
                    await socket.request("room_state", wrong)

    asyncio.run(run())


def test_twelve_states_a_minute_for_a_member_on_all_sockets(limited_server):
    ada = sign_up(limited_server)

    async def run():
        async with ada.socket() as one, ada.socket() as two:
            await one.join("general")
            for number in range(12):
                await state(two if number % 2 else one, "general")
            for socket in (one, two):
                with pytest.raises(Refused, match="RATE_LIMITED"):
                    await state(socket, "general")
            assert (await one.request("inspect"))["connection"]["rooms"]

    asyncio.run(run())
