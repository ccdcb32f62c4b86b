"""spec/chat.md over the wire: rooms, messages, reactions, presence, unread."""

import asyncio
import uuid

import httpx
import pytest
from downloads_client import administrator
from neospace_client import Fold, Refused, sign_up
from test_http_contract import ISO


def live(coroutine):
    asyncio.run(coroutine)


async def refused(code: str, call) -> None:
    with pytest.raises(Refused) as caught:
        await call
    assert caught.value.code == code, caught.value.error


def room_name() -> str:
    return f"r-{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="module")
def ada(server):
    return sign_up(server)


@pytest.fixture(scope="module")
def bob(server):
    return sign_up(server)


@pytest.fixture(scope="module")
def admin(server):
    return administrator(server)


def test_a_fresh_community_has_three_rooms_in_order(server, ada, bob):
    async def run():
        async with ada.socket() as socket:
            rooms = (await socket.request("list_rooms"))["rooms"]
            assert [room["name"] for room in rooms[:2]] == ["general", "announcements"]
            rest = [room["name"] for room in rooms[2:]]
            assert rest == sorted(rest) and "random" in rest
            for room in rooms:
                assert set(room) == {"id", "name", "topic", "kind", "member", "unread", "mentions"}
            assert rooms[0]["kind"] == "public" and rooms[1]["kind"] == "announcement"

    live(run())


def test_a_message_has_the_documented_shape(server, ada):
    async def run():
        async with ada.socket() as socket:
            joined, pages = await socket.join("general")
            assert set(joined) == {"room", "epoch", "seq"}
            assert set(joined["room"]) == {"id", "name", "topic", "kind", "member_count"}
            assert set(pages[0]) == {"room", "epoch", "messages", "seq", "complete", "has_older"}
            ack = await socket.request("post_message", {"room": "general", "content": "**hi** <b>there</b>"})
            assert set(ack) == {"id", "seq"}
            message = await socket.event("new_message", lambda data: data["id"] == ack["id"])
            assert set(message) == {
                "id", "room", "seq", "author", "content", "html", "created_at", "edited_at", "edited", "deleted", "reply_to", "media", "reactions",
            }
            assert message["room"] == "general" and message["seq"] == ack["seq"]
            assert set(message["author"]) == {"id", "username", "display_name", "color", "avatar_url"}
            assert "<strong>hi</strong>" in message["html"] and "&lt;b&gt;there" in message["html"]
            assert (message["edited"], message["deleted"], message["edited_at"], message["reply_to"], message["media"], message["reactions"]) == (
                False, False, None, None, [], [],
            )
            assert ISO.match(message["created_at"])

    live(run())


def test_the_page_holds_the_very_same_fragment(server, ada):
    async def run():
        async with ada.socket() as socket:
            await socket.join("general")
            ack = await socket.request("post_message", {"room": "general", "content": f"same bytes `x` {uuid.uuid4()}"})
            message = await socket.event("new_message", lambda data: data["id"] == ack["id"])
            page = httpx.get(server.url + "/rooms/general", cookies={"session": ada.token}, headers={"Accept": "text/html"})
            assert page.status_code == 200 and message["html"] in page.text

    live(run())


def test_editing_and_deleting(server, ada, bob, admin):
    async def run():
        async with ada.socket() as mine, bob.socket() as theirs, admin.socket() as staff:
            for socket in (mine, theirs, staff):
                await socket.join("general")
            ack = await mine.request("post_message", {"room": "general", "content": "first words"})
            id_ = ack["id"]
            await refused("FORBIDDEN", theirs.request("edit_message", {"id": id_, "content": "mine now"}))
            await refused("FORBIDDEN", staff.request("edit_message", {"id": id_, "content": "not even staff"}))
            await refused("FORBIDDEN", theirs.request("delete_message", {"id": id_}))
            edit = await mine.request("edit_message", {"id": id_, "content": "second words"})
            assert edit["id"] == id_ and edit["seq"] > ack["seq"]
            edited = await theirs.event("message_edited", lambda data: data["id"] == id_)
            assert edited["edited"] and edited["edited_at"] and edited["content"] == "second words"
            gone = await staff.request("delete_message", {"id": id_})
            assert await staff.request("delete_message", {"id": id_}) == gone
            deleted = await theirs.event("message_deleted", lambda data: data["id"] == id_)
            assert deleted["deleted"] and deleted["content"] is None and deleted["reactions"] == [] and "words" not in deleted["html"]
            await refused("GONE", mine.request("edit_message", {"id": id_, "content": "again"}))
            await refused("GONE", mine.request("react", {"id": id_, "emoji": "😀", "on": True}))
            await refused("NOT_FOUND", mine.request("post_message", {"room": "general", "content": "re", "reply_to": id_}))
            await refused("NOT_FOUND", mine.request("edit_message", {"id": 2**62, "content": "x"}))

    live(run())


def test_deleted_text_leaves_the_server_nowhere(server, ada, bob):
    secret = f"regret{uuid.uuid4().hex}"

    async def run():
        async with ada.socket() as mine, bob.socket() as theirs:
            await mine.join("general")
            joined, pages = await theirs.join("general")
            data = {"room": "general", "content": secret}
            ack = await mine.request("post_message", data, "regretted-" + secret[:20])
            reply = await mine.request("post_message", {"room": "general", "content": "so true", "reply_to": ack["id"]})
            answer = await theirs.event("new_message", lambda data: data["id"] == reply["id"])
            assert secret not in answer["html"] and ada.username in answer["html"] and answer["reply_to"] == ack["id"]
            await mine.request("edit_message", {"id": ack["id"], "content": secret + " edited"})
            await mine.request("delete_message", {"id": ack["id"]})
            assert await mine.request("post_message", data, "regretted-" + secret[:20]) == ack
            _, again = await theirs.join("general", pages[-1]["epoch"], pages[-1]["seq"])
            assert secret not in str(again)
        page = httpx.get(server.url + "/rooms/general", cookies={"session": bob.token}, headers={"Accept": "text/html"})
        assert secret not in page.text

    live(run())
    assert secret not in server.log_text()


def test_reactions_are_kept_in_order_of_first_use(server, ada, bob):
    async def run():
        async with ada.socket() as mine, bob.socket() as theirs:
            await mine.join("general")
            await theirs.join("general")
            id_ = (await mine.request("post_message", {"room": "general", "content": "react to me"}))["id"]
            await theirs.request("react", {"id": id_, "emoji": "🐈", "on": True})
            await mine.request("react", {"id": id_, "emoji": "👍🏽", "on": True})
            last = await mine.request("react", {"id": id_, "emoji": "🐈", "on": True})
            message = await theirs.event("message_reacted", lambda data: data["seq"] == last["seq"])
            one, two = mine.connected["user"]["id"], theirs.connected["user"]["id"]
            assert message["reactions"] == [
                {"emoji": "🐈", "count": 2, "user_ids": [two, one]},
                {"emoji": "👍🏽", "count": 1, "user_ids": [one]},
            ]
            again = await mine.request("react", {"id": id_, "emoji": "🐈", "on": True})
            assert again["seq"] == last["seq"]  # no change, no event
            off = await theirs.request("react", {"id": id_, "emoji": "🐈", "on": False})
            message = await mine.event("message_reacted", lambda data: data["seq"] == off["seq"])
            assert message["reactions"][0] == {"emoji": "🐈", "count": 1, "user_ids": [one]}

    live(run())


def test_the_21st_emoji_is_refused(server, ada):
    async def run():
        async with ada.socket() as mine:
            await mine.join("general")
            id_ = (await mine.request("post_message", {"room": "general", "content": "all of them"}))["id"]
            for number in range(20):
                await mine.request("react", {"id": id_, "emoji": chr(0x1F600 + number), "on": True})
            await refused("LIMIT_EXCEEDED", mine.request("react", {"id": id_, "emoji": "🐈", "on": True}))

    live(run())


def test_posting_needs_membership_which_joining_gives(server, ada, bob):
    async def run():
        name = room_name()
        async with ada.socket() as mine, bob.socket() as theirs:
            room = (await mine.request("create_room", {"name": name, "topic": "about"}))["room"]
            assert room["name"] == name
            await refused("CONFLICT", theirs.request("create_room", {"name": name}))
            await refused("FORBIDDEN", theirs.request("post_message", {"room": name, "content": "hi"}))
            await theirs.join(name)
            await theirs.request("post_message", {"room": name, "content": "hi"})
            await theirs.request("close_room", {"room": name})
            await theirs.request("post_message", {"room": name, "content": "still a member"})
            await theirs.request("leave_room", {"room": name})
            await refused("FORBIDDEN", theirs.request("post_message", {"room": name, "content": "hi"}))
            await refused("NOT_FOUND", theirs.request("join_room", {"room": "no-such-room"}))

    live(run())


def test_room_names_are_lowered_and_spaces_become_hyphens(server, ada):
    async def run():
        async with ada.socket() as mine:
            suffix = uuid.uuid4().hex[:6]
            room = (await mine.request("create_room", {"name": f"Late Night {suffix}"}))["room"]
            assert room["name"] == f"late-night-{suffix}"

    live(run())


def test_announcements_are_made_by_moderators(server, ada, admin):
    async def run():
        async with ada.socket() as mine, admin.socket() as staff:
            await mine.join("announcements")
            await staff.join("announcements")
            await refused("FORBIDDEN", mine.request("post_message", {"room": "announcements", "content": "hear me"}))
            ack = await staff.request("post_message", {"room": "announcements", "content": "hear ye"})
            await mine.event("new_message", lambda data: data["id"] == ack["id"])
            await refused("FORBIDDEN", mine.request("create_room", {"name": room_name(), "kind": "announcement"}))
            await staff.request("create_room", {"name": room_name(), "kind": "announcement"})

    live(run())


def test_private_rooms_do_not_exist_for_others(server, ada, bob):
    carol = sign_up(server)

    async def run():
        name = room_name()
        async with ada.socket() as mine, bob.socket() as theirs, carol.socket() as never:
            await mine.request("create_room", {"name": name, "kind": "private"})
            await mine.join(name)
            secret = (await mine.request("post_message", {"room": name, "content": "between us"}))["id"]
            for call in (
                ("join_room", {"room": name}),
                ("post_message", {"room": name, "content": "hi"}),
                ("backfill", {"room": name, "before_id": 10**9}),
                ("mark_read", {"room": name, "id": secret}),
                ("leave_room", {"room": name}),
                ("add_member", {"room": name, "username": carol.username}),
                ("edit_message", {"id": secret, "content": "x"}),
                ("delete_message", {"id": secret}),
                ("react", {"id": secret, "emoji": "😀", "on": True}),
            ):
                await refused("NOT_FOUND", never.request(*call))
            assert name not in str(await never.request("list_rooms"))
            for accept in ("text/html", "application/json"):
                assert httpx.get(server.url + f"/rooms/{name}", cookies={"session": carol.token}, headers={"Accept": accept}).status_code == 404
            await mine.request("add_member", {"room": name, "username": bob.username.upper()})
            await theirs.join(name)
            await refused("FORBIDDEN", theirs.request("add_member", {"room": name, "username": carol.username}))
            await mine.request("remove_member", {"room": name, "username": bob.username})
            after = (await mine.request("post_message", {"room": name, "content": "he is gone"}))["id"]
            await mine.event("new_message", lambda data: data["id"] == after)
            await asyncio.sleep(0.2)
            assert not any(frame["type"] == "new_message" and frame["data"]["id"] == after for frame in theirs.frames)
            await refused("NOT_FOUND", theirs.request("post_message", {"room": name, "content": "let me in"}))
            assert not any(name in str(frame["data"]) for frame in never.frames if frame["type"] in ("presence", "unread", "new_message", "typing"))

    live(run())


def test_mentions_link_and_count(server, ada, bob):
    async def run():
        async with ada.socket() as mine, bob.socket() as theirs:
            name = room_name()
            await mine.request("create_room", {"name": name})
            await mine.join(name)
            await theirs.join(name)
            await theirs.request("close_room", {"room": name})
            ack = await mine.request("post_message", {"room": name, "content": f"hello @{bob.username}"})
            counts = await theirs.event("unread", lambda data: data["room"] == name and data["mentions"] == 1)
            assert counts == {"room": name, "count": 1, "mentions": 1}
            message = await mine.event("new_message", lambda data: data["id"] == ack["id"])
            assert f'href="/@{bob.username}"' in message["html"]

    live(run())


def test_unread_counts_others_living_messages_and_the_marker_only_moves_forward(server, ada, bob):
    async def run():
        name = room_name()
        async with ada.socket() as mine, bob.socket() as theirs:
            await mine.request("create_room", {"name": name})
            await mine.join(name)
            await theirs.join(name)
            await theirs.request("close_room", {"room": name})
            ids = [(await mine.request("post_message", {"room": name, "content": f"{n}"}))["id"] for n in range(5)]
            await theirs.event("unread", lambda data: data["room"] == name and data["count"] == 5)
            await mine.request("delete_message", {"id": ids[4]})
            await theirs.event("unread", lambda data: data["room"] == name and data["count"] == 4)
            await theirs.request("mark_read", {"room": name, "id": ids[1]})
            await theirs.event("unread", lambda data: data["room"] == name and data["count"] == 2)
            await theirs.request("mark_read", {"room": name, "id": ids[0]})
            rooms = {room["name"]: room for room in (await theirs.request("list_rooms"))["rooms"]}
            assert rooms[name]["unread"] == 2 and rooms[name]["member"] is True
            assert {room["name"]: room for room in (await mine.request("list_rooms"))["rooms"]}[name]["unread"] == 0
        async with bob.socket() as theirs:  # told at connect
            assert (await theirs.event("unread", lambda data: data["room"] == name))["count"] == 2

    live(run())


def test_unread_is_capped_at_100(server, ada, bob):
    async def run():
        name = room_name()
        async with ada.socket() as mine, bob.socket() as theirs:
            await mine.request("create_room", {"name": name})
            await mine.join(name)
            await theirs.join(name)
            await theirs.request("close_room", {"room": name})
            for number in range(103):
                await mine.request("post_message", {"room": name, "content": f"{number}"})
            await theirs.event("unread", lambda data: data["room"] == name and data["count"] == 100)
            rooms = {room["name"]: room for room in (await theirs.request("list_rooms"))["rooms"]}
            assert rooms[name]["unread"] == 100

    live(run())


def test_presence_knows_several_tabs(server, ada, bob):
    async def run():
        name = room_name()
        async with ada.socket() as mine:
            await mine.request("create_room", {"name": name})
            await mine.join(name)
            first = await mine.event("presence", lambda data: data["room"] == name)
            assert [user["username"] for user in first["online"]] == [ada.username]
            async with bob.socket() as tab, bob.socket() as other_tab:
                await tab.join(name)
                joined = await mine.event("presence", lambda data: data["room"] == name and data.get("joined"))
                assert [user["username"] for user in joined["joined"]] == [bob.username] and joined["left"] == []
                await other_tab.join(name)
                await tab.request("leave_room", {"room": name})  # ends viewing on all sockets, at once
                left = await mine.event("presence", lambda data: data["room"] == name and data.get("left"))
                assert [user["username"] for user in left["left"]] == [bob.username]

    live(run())


def test_typing_reaches_others_only(server, ada, bob):
    async def run():
        async with ada.socket() as mine, ada.socket() as my_other, bob.socket() as theirs:
            for socket in (mine, my_other, theirs):
                await socket.join("random")
            await mine.send("typing", {"room": "random", "on": True}, "typing-is-not-answered")
            heard = await theirs.event("typing")
            assert heard["room"] == "random" and heard["on"] is True and set(heard["user"]) == {"id", "username"}
            await asyncio.sleep(0.2)
            for socket in (mine, my_other):
                assert not any(frame["type"] == "typing" for frame in socket.frames)
            assert "typing-is-not-answered" not in mine.answers

    live(run())


def test_parallel_reactions_lose_nothing(server, ada):
    people = [sign_up(server) for _ in range(20)]

    async def run():
        name = room_name()
        async with ada.socket() as mine:
            await mine.request("create_room", {"name": name})
            await mine.join(name)
            id_ = (await mine.request("post_message", {"room": name, "content": "everybody"}))["id"]
            sockets = [person.socket() for person in people]
            await asyncio.gather(*[socket.__aenter__() for socket in sockets])
            await asyncio.gather(*[socket.join(name) for socket in sockets])
            acks = await asyncio.gather(*[socket.request("react", {"id": id_, "emoji": "🎉", "on": True}) for socket in sockets])
            top = max(ack["seq"] for ack in acks)
            message = await mine.event("message_reacted", lambda data: data["seq"] == top)
            assert message["reactions"][0]["count"] == 20 and len(set(message["reactions"][0]["user_ids"])) == 20
            seqs = [frame["data"]["seq"] for frame in mine.frames if frame["type"] == "message_reacted"]
            assert seqs == sorted(seqs) and len(set(seqs)) == 20
            await asyncio.gather(*[socket.__aexit__() for socket in sockets])

    live(run())


def test_it_works_without_javascript(server):
    name = f"plain{uuid.uuid4().hex[:8]}"
    with httpx.Client(base_url=server.url, headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}) as browser:
        browser.post("/signup", data={"name": "Plain", "username": name, "email": f"{name}@example.org", "password": "correct horse"})
        posted = browser.post("/rooms/general", data={"content": f"no script {name}"})
        assert posted.status_code == 303 and posted.headers["location"].startswith("/rooms/general")
        page = browser.get("/rooms/general")
        assert f"no script {name}" in page.text
        assert browser.post("/rooms/general", data={"content": "   "}).status_code == 422
        assert browser.get("/").status_code == 303


def test_guests_are_led_to_the_sign_in_page(server):
    answer = httpx.get(server.url + "/rooms/general", headers={"Accept": "text/html"})
    assert answer.status_code == 303 and answer.headers["location"] == "/login?next=/rooms/general"
    assert httpx.get(server.url + "/rooms/general", headers={"Accept": "application/json"}).status_code == 401


def test_fold_is_by_id_with_the_highest_seq():
    fold = Fold()
    for seq in (5, 3, 9, 7):
        fold.take({"id": 1, "seq": seq})
    assert fold.state() == [{"id": 1, "seq": 9}]
