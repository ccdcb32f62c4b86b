"""Conversations, as every client may rely on them: who sees what, who may write, what is told, and what one cleared."""

import asyncio
import time
import uuid

import httpx
import pytest
from archives import Archive
from neospace_client import Fold, Refused, sign_up
from neospace_server import Server


def live(coroutine):
    asyncio.run(coroutine)


async def refused(code: str, call) -> dict:
    with pytest.raises(Refused) as caught:
        await call
    assert caught.value.code == code, caught.value.error
    return caught.value.error


def form(account, path: str, **fields) -> httpx.Response:
    with account.http() as http:
        return http.post(path, data=fields, headers={"Accept": "text/html"})


def act(account, verb: str, other) -> None:
    with account.http() as http:
        answer = http.put(f"/api/people/{other.username}/{verb}")
    assert answer.status_code == 200, answer.text


async def opened(socket, *others) -> str:
    return (await socket.request("open_conversation", {"usernames": [other.username for other in others]}))["room"]


async def said(socket, room: str, text: str, **more) -> int:
    return (await socket.request("post_message", {"room": room, "content": text, **more}))["id"]


async def listed(socket) -> list[dict]:
    return (await socket.request("list_conversations", {}))["conversations"]


def test_a_conversation_is_opened_once_and_speaks_as_a_room(server, ada, bob):
    async def run():
        async with ada.socket() as mine, bob.socket() as theirs:
            ack = await mine.request("open_conversation", {"usernames": [bob.username.upper()]})
            assert set(ack) == {"id", "room"} and ack["room"] == f"dm:{ack['id']}"
            room = ack["room"]
            event = await mine.event("conversation")
            assert set(event) == {
                "id", "room", "members", "unread", "muted", "can_post", "reason", "preview", "last_at", "reads", "html"
            }
            assert event["last_at"] is None and event["can_post"] is True and event["reason"] is None
            assert await opened(theirs, ada) == room
            assert await listed(theirs) == [] and await listed(mine) == []
            joined, pages = await mine.join(room)
            assert joined["room"] == {"id": ack["id"], "name": room, "topic": "", "kind": "direct", "member_count": 2}
            assert pages[-1]["messages"] == []
            first = await said(mine, room, f"hello @{bob.username}")
            told = await theirs.event("conversation", lambda data: data["last_at"] is not None)
            assert told["preview"] == f"hello @{bob.username}" and told["unread"] == 1
            unread = await theirs.event("unread", lambda data: data["room"] == room)
            assert (unread["count"], unread["mentions"]) == (1, 0)
            await theirs.join(room)
            second = await said(theirs, room, "why", reply_to=first)
            message = await mine.event("new_message", lambda data: data["id"] == second)
            assert message["room"] == room and message["reply_to"] == first
            await mine.request("edit_message", {"id": first, "content": "hello you"})
            await theirs.request("react", {"id": first, "emoji": "🐈", "on": True})
            await mine.request("delete_message", {"id": first})
            gone = await theirs.event("message_deleted")
            assert gone["content"] is None and gone["deleted"] is True
            fold = Fold()
            fold.frames(theirs.frames, room)
            async with bob.socket() as fresh:
                again = Fold()
                for page in (await fresh.join(room))[1]:
                    again.page(page)
            assert fold.state() == again.state()
            await refused("FORBIDDEN", mine.request("leave_room", {"room": room}))

    live(run())


def test_wrong_people(server, ada, bob):
    async def run():
        eight = [sign_up(server) for _ in range(8)]
        async with ada.socket() as mine:
            for usernames in ([], [ada.username], [bob.username, bob.username], [one.username for one in eight], ["a\0b"], "bob", [1], None):
                error = await refused("VALIDATION_ERROR", mine.request("open_conversation", {"usernames": usernames}))
                assert "usernames" in error["details"], usernames
            await refused("NOT_FOUND", mine.request("open_conversation", {"usernames": [bob.username, "nobody-at-all"]}))
            await opened(mine, *eight[:7])

    live(run())


def test_strangers_and_staff_find_nothing_in_the_same_time(server, ada, bob):
    eve, staff = sign_up(server), sign_up(server)
    server.query(f"UPDATE users SET role = 'admin' WHERE username = '{staff.username}'")

    async def run():
        async with ada.socket() as mine, eve.socket() as hers, staff.socket() as theirs:
            room = await opened(mine, bob)
            id_ = await said(mine, room, "secret words")
            number = int(room.removeprefix("dm:"))
            for socket in (hers, theirs):
                for type_, data in (
                    ("join_room", {"room": room}), ("post_message", {"room": room, "content": "x"}), ("leave_room", {"room": room}),
                    ("close_room", {"room": room}), ("clear_conversation", {"room": room}), ("mark_read", {"room": room, "id": id_}),
                    ("backfill", {"room": room, "before_id": id_ + 1}), ("edit_message", {"id": id_, "content": "x"}),
                    ("delete_message", {"id": id_}), ("react", {"id": id_, "emoji": "🐈", "on": True}),
                    ("add_member", {"room": room, "username": eve.username}),
                    ("remove_member", {"room": room, "username": bob.username}),
                ):
                    await refused("NOT_FOUND", socket.request(type_, data))
                times: dict[bool, list[float]] = {True: [], False: []}
                for other in range(number - 20, number + 20):
                    began = time.perf_counter()
                    await refused("NOT_FOUND", socket.request("join_room", {"room": f"dm:{max(other, 1)}"}))
                    times[other == number].append(time.perf_counter() - began)
                assert min(times[True]) < 20 * max(times[False])
            for name in ("dm:x", "dm:", "dm:0", "dm:-1", "dm:01", "dm:99999999999999999999"):
                await refused("NOT_FOUND", mine.request("join_room", {"room": name}))
            await refused("NOT_FOUND", mine.request("add_member", {"room": room, "username": eve.username}))
            rooms = await mine.request("list_rooms", {})
            assert all(not one["name"].startswith("dm:") for one in rooms["rooms"])
            with eve.http() as http:
                for path in (f"/messages/{number}", f"/messages/{number}/{id_}", f"/messages/{number}/clear", f"/rooms/{room}"):
                    assert http.get(path, headers={"Accept": "text/html"}).status_code == 404, path
                    assert "secret words" not in http.get(path).text
            for path in (f"/messages/{number}", f"/messages/{number}/{id_}", f"/messages/{number}/{id_}/delete"):
                assert form(eve, path, content="x").status_code == 404, path
            for name in ("mute", "unmute", "clear", "leave"):
                assert form(eve, f"/messages/{number}/{name}").status_code == 404, name

    live(run())


def test_a_block_ends_writing_and_typing_and_reading_stays(server, ada, bob):
    async def run():
        async with ada.socket() as mine, bob.socket() as theirs:
            room = await opened(mine, bob)
            first = await said(mine, room, "hello")
            await mine.join(room)
            await theirs.join(room)
            await mine.send("typing", {"room": room, "on": True})
            await theirs.event("typing", lambda data: data["room"] == room)
            act(bob, "block", ada)
            for socket in (mine, theirs):
                told = await socket.event("conversation", lambda data: data["room"] == room and not data["can_post"])
                assert told["reason"].endswith("does not take messages from you")
                await refused("FORBIDDEN", socket.request("post_message", {"room": room, "content": "x"}))
                await refused("FORBIDDEN", socket.request("react", {"id": first, "emoji": "🐈", "on": True}))
            await refused("FORBIDDEN", mine.request("edit_message", {"id": first, "content": "x"}))
            seen = len(theirs.frames)
            await mine.send("typing", {"room": room, "on": True})
            await mine.request("ping", {"ts": 1})
            await theirs.request("ping", {"ts": 1})
            assert all(frame["type"] != "typing" for frame in theirs.frames[seen:])
            await refused("NOT_FOUND", mine.request("open_conversation", {"usernames": [bob.username]}))
            await refused("CONFLICT", theirs.request("open_conversation", {"usernames": [ada.username]}))
            await theirs.join(room)
            seen = len(theirs.frames)
            page = (await mine.join(room))[1][-1]
            assert [one["content"] for one in page["messages"]] == ["hello"]
            await mine.request("delete_message", {"id": first})
            await theirs.event("message_deleted")
            assert all(ada.username not in str(frame) for frame in theirs.frames[seen:] if frame["type"] == "presence")
            # Nor by looking again.
            async with bob.socket() as tab:
                await tab.join(room)
                await tab.request("ping", {"ts": 1})
                assert all(ada.username not in str(frame) for frame in tab.frames if frame["type"] == "presence")
            with ada.http() as http:
                shown = http.get(f"/messages/{room[3:]}", headers={"Accept": "text/html"}).text
            assert "does not take messages from you" in shown and 'id="composer"' not in shown

    live(run())


def test_who_takes_no_messages_may_be_answered(server, ada, bob):
    server.query(f"UPDATE users SET dm_policy = 'nobody' WHERE username = '{bob.username}'")

    async def run():
        async with ada.socket() as mine, bob.socket() as theirs:
            error = await refused("FORBIDDEN", mine.request("open_conversation", {"usernames": [bob.username]}))
            assert error["message"] == f"{bob.username.title()} does not take messages from you"
            room = await opened(theirs, ada)
            await refused("FORBIDDEN", mine.request("post_message", {"room": room, "content": "x"}))
            await said(theirs, room, "hello")
            await said(mine, room, "hello you")
            with ada.http() as http:
                person = http.get(f"/api/people/{bob.username}").json()["data"]["person"]
            assert person["relation"]["can_message"] is False

    live(run())


def test_mutuals(server, ada, bob):
    server.query(f"UPDATE users SET dm_policy = 'mutuals' WHERE username = '{bob.username}'")

    async def run():
        async with ada.socket() as mine:
            await refused("FORBIDDEN", mine.request("open_conversation", {"usernames": [bob.username]}))
            act(ada, "follow", bob)
            await refused("FORBIDDEN", mine.request("open_conversation", {"usernames": [bob.username]}))
            act(bob, "follow", ada)
            await opened(mine, bob)

    live(run())


def test_what_one_cleared_never_reaches_them_again(server, ada, bob):
    async def run():
        async with ada.socket() as mine, bob.socket() as theirs, bob.socket() as tab:
            room = await opened(mine, bob)
            old = await said(mine, room, "old words")
            await mine.join(room)
            _, pages = await tab.join(room)
            epoch, seq = pages[-1]["epoch"], pages[-1]["seq"]
            await theirs.request("clear_conversation", {"room": room})
            for socket in (theirs, tab):
                event = await socket.event("conversation", lambda data: data["last_at"] is None)
                assert event["preview"] is None and event["unread"] == 0
            await tab.event("backfill", lambda data: data.get("reset") is True)
            assert await listed(theirs) == []
            with ada.http() as http:
                assert room not in http.get("/search/suggest", params={"q": "dm"}).text
                assert len(http.get("/api/search", params={"q": "old", "room": room}).json()["data"]["results"]) == 1
            with bob.http() as http:
                assert http.get("/api/search", params={"q": "old", "room": room}).json()["data"]["results"] == []
            [left] = await listed(mine)
            assert left["reads"] == [], "clearing is not reading"
            _, pages = await tab.join(room)
            assert [one for page in pages for one in page["messages"]] == []
            seen = len(tab.frames)
            await mine.request("edit_message", {"id": old, "content": "other old words"})
            await mine.request("react", {"id": old, "emoji": "🐈", "on": True})
            await mine.request("ping", {"ts": 1})
            _, pages = await theirs.join(room, epoch, seq)
            assert [one for page in pages for one in page["messages"]] == []
            await refused("NOT_FOUND", theirs.request("edit_message", {"id": old, "content": "x"}))
            await refused("NOT_FOUND", theirs.request("mark_read", {"room": room, "id": old}))
            new = await said(mine, room, "new")
            assert (await tab.event("new_message"))["id"] == new
            assert all(frame["data"].get("id") != old for frame in tab.frames[seen:])
            assert [one["preview"] for one in await listed(theirs)] == ["new"]
            with bob.http() as http:
                shown = http.get(f"/messages/{room[3:]}", headers={"Accept": "text/html"}).text
                export = Archive(http.get("/settings/export"))
            assert "old words" not in shown and "new" in shown
            [mine_now] = [part for part in export["conversations"] if part["id"] == int(room[3:])]
            assert [one["content"] for one in mine_now["messages"]] == ["new"]

    live(run())


def test_three_can_be_left_and_nothing_follows(server, ada, bob):
    cy = sign_up(server)

    async def run():
        async with ada.socket() as mine, bob.socket() as theirs:
            room = await opened(mine, bob, cy)
            await theirs.join(room)
            posting = asyncio.gather(*(said(mine, room, f"n{number}") for number in range(30)))
            await theirs.request("leave_room", {"room": room})
            seen = len(theirs.frames)
            await posting
            await mine.request("ping", {"ts": 1})
            await refused("NOT_FOUND", theirs.request("join_room", {"room": room}))
            late = [frame for frame in theirs.frames[seen:] if frame["type"] in ("new_message", "typing", "presence", "unread")]
            assert late == []
            assert await listed(theirs) == []
            assert await opened(theirs, ada, cy) != room

    live(run())


def test_read_markers_and_receipts(server, ada, bob):
    async def run():
        async with ada.socket() as mine, bob.socket() as theirs:
            room = await opened(mine, bob)
            first = await said(mine, room, "one")
            await mine.join(room)
            await theirs.request("mark_read", {"room": room, "id": first})
            read = await mine.event("message_read")
            assert read["room"] == room and read["id"] == first and set(read) == {"room", "user_id", "id"}
            told = await mine.event("conversation", lambda data: data["reads"] != [])
            assert told["reads"] == [{"user_id": read["user_id"], "id": first}]
            with bob.http() as http:
                assert http.patch("/api/preferences", json={"read_receipts": False}).status_code == 200
            second = await said(mine, room, "two")
            await mine.event("conversation", lambda data: data["preview"] == "two")
            seen = len(mine.frames)
            await theirs.request("mark_read", {"room": room, "id": second})
            await theirs.event("conversation", lambda data: data["unread"] == 0 and data["preview"] == "two")
            await asyncio.sleep(0.5)  # Longer than changes of a conversation are gathered.
            await mine.request("ping", {"ts": 1})
            assert all(frame["type"] not in ("message_read", "conversation") for frame in mine.frames[seen:])
            assert (await listed(mine))[0]["reads"] == []

    live(run())


def test_notifications_and_mute(server, ada, bob):
    def unread() -> list[dict]:
        with bob.http() as http:
            found = http.get("/api/notifications").json()["data"]["notifications"]
        return [one for one in found if one["kind"] == "dm" and not one["read"]]

    async def run():
        async with ada.socket() as mine, bob.socket() as theirs:
            room = await opened(mine, bob)
            first = await said(mine, room, "secret one")
            await said(mine, room, "secret two")
            [notice] = unread()
            assert notice["link"] == f"/messages/{room[3:]}" and "secret" not in str(notice) and notice["count"] == 1
            await theirs.request("mark_read", {"room": room, "id": first})
            assert unread() == []
            with bob.http() as http:
                muted = http.put(f"/api/preferences/muted_rooms/{room}").json()["data"]["preferences"]["muted_rooms"]
            assert room in muted
            await said(mine, room, "secret three")
            assert unread() == []
            assert (await listed(theirs))[0]["muted"] is True

    live(run())


def test_the_pages_work_without_a_script(server, ada, bob):
    with ada.http() as http:
        page = lambda path: http.get(path, headers={"Accept": "text/html"})  # noqa: E731
        assert "No messages yet" in page("/messages").text
        refusal = form(ada, "/messages", usernames="nobody-at-all")
        assert refusal.status_code == 404 and "nobody-at-all" in refusal.text
        assert form(ada, "/messages", usernames=ada.username).status_code == 422
        answer = form(ada, "/messages", usernames=f" @{bob.username} ")
        assert answer.status_code == 303
        path = answer.headers["location"]
        assert form(ada, path, content="hello there").status_code == 303
        shown = page(path).text
        assert "Encrypted on disk, not end to end." in shown and "hello there" in shown and 'role="log"' in shown
        assert "hello there" in page("/messages").text and ", 1 unread" not in page("/messages").text
        with bob.http() as other:
            assert ", 1 unread" in other.get("/messages", headers={"Accept": "text/html"}).text
        message = shown.split('data-id="')[1].split('"')[0]
        assert form(ada, f"{path}/{message}", content="hello here").headers["location"] == f"{path}#message-{message}"
        assert form(ada, f"{path}/{message}/reactions", emoji="🐈").status_code == 303
        assert "hello here" in page(f"{path}/{message}").text
        for name in ("mute", "unmute"):
            assert form(ada, f"{path}/{name}").status_code == 303
        # The message is looked for where the address says.
        for elsewhere in (f"/rooms/general/messages/{message}", f"/messages/999999/{message}"):
            for rest, fields in (("", {"content": "x"}), ("/delete", {}), ("/reactions", {"emoji": "🐈"})):
                assert form(ada, elsewhere + rest, **fields).status_code == 404, elsewhere + rest
        assert form(bob, f"{path}/read", id=message).status_code == 303
        assert "Read by" in page(path).text
        assert form(ada, f"{path}/leave").status_code == 403
        assert form(ada, f"{path}/{message}/delete").status_code == 303
        assert "Message deleted" in page(path).text
        assert form(ada, f"{path}/clear").headers["location"] == "/messages"
        assert page("/messages/privacy").status_code == 200
        assert "No messages yet" in page("/messages").text


def test_what_changes_about_one_member_is_told_to_the_others(server, ada, bob):
    """Their name, their policy, whether they show what they read. A member's mute is told to themselves only."""

    def change(account, method: str, path: str, body) -> None:
        with account.http() as http:
            answer = http.request(method, path, json=body)
        assert answer.status_code == 200, answer.text

    async def run():
        async with ada.socket() as mine, bob.socket() as theirs:
            room = await opened(mine, bob)
            first = await said(mine, room, "hello")
            await theirs.event("conversation", lambda data: data["preview"] == "hello")

            async def told(socket, where) -> dict:
                return await socket.event("conversation", lambda data: data["room"] == room and where(data))

            change(bob, "PATCH", "/api/profile", {"display_name": "Other Name"})
            event = await told(mine, lambda data: "Other Name" in data["html"])
            assert [one["display_name"] for one in event["members"] if one["username"] == bob.username] == ["Other Name"]
            change(bob, "PATCH", "/api/profile", {"dm_policy": "nobody"})
            event = await told(mine, lambda data: not data["can_post"])
            assert event["reason"] == "Other Name does not take messages from you"
            change(bob, "PATCH", "/api/profile", {"dm_policy": "everyone"})
            await told(mine, lambda data: data["can_post"])
            await theirs.request("mark_read", {"room": room, "id": first})
            await told(mine, lambda data: data["reads"] != [])
            change(bob, "PATCH", "/api/preferences", {"read_receipts": False})
            await told(mine, lambda data: data["reads"] == [])
            change(bob, "PATCH", "/api/preferences", {"read_receipts": True})
            await told(mine, lambda data: data["reads"] != [])
            change(bob, "PUT", f"/api/preferences/muted_rooms/{room}", None)
            assert (await told(theirs, lambda data: data["muted"]))["id"] == int(room[3:])
            change(bob, "DELETE", f"/api/preferences/muted_rooms/{room}", None)
            await told(theirs, lambda data: not data["muted"])

    live(run())


def test_a_conversation_is_searched_by_its_members_only(server, ada, bob):
    eve = sign_up(server)

    def search(account, q: str, **more) -> httpx.Response:
        with account.http() as http:
            return http.get("/api/search", params={"q": q} | more)

    def found(account, q: str, **more) -> dict:
        answer = search(account, q, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    async def run():
        async with ada.socket() as mine, bob.socket() as theirs:
            room = await opened(mine, bob)
            ids = [await said(mine, room, f"plum number **{number}**") for number in range(5)]
            answer = await said(theirs, room, "a plum for you")
            await said(theirs, room, "an apple")
            page = found(bob, "plum", room=room)
            assert [one["id"] for one in page["results"]] == [answer, *reversed(ids)] and page["next"] is None and "people" not in page
            [last] = found(bob, '"plum number 4"', room=room)["results"]
            assert last["html"] == "<mark>plum</mark> <mark>number</mark> <mark>4</mark>"
            assert (last["kind"], last["room"], last["link"]) == ("message", room, f"/messages/{room[3:]}/{ids[4]}")
            assert set(last) == {"kind", "id", "title", "html", "link", "author", "room", "created_at"}
            assert last["author"]["username"] == ada.username
            assert [one["id"] for one in found(ada, "plum", room=room, person=bob.username, kind="message")["results"]] == [answer]
            assert found(ada, "plum", room=room, to="2020-01-01")["results"] == []
            assert len(found(ada, "plum", room=room, **{"from": "2020-01-01"})["results"]) == 6
            pages, before = [], {}
            while True:
                page = found(ada, "plum", room=room, limit=2, **before)
                pages += [one["id"] for one in page["results"]]
                if page["next"] is None:
                    break
                before = {"before": page["next"]}
            assert pages == [answer, *reversed(ids)]
            # Only where it is asked for; and a cursor is good for its own search alone.
            assert found(ada, "plum")["results"] == []
            assert search(ada, "plum", before=before["before"]).status_code == 422
            assert search(ada, "plum", room=room, kind="module").status_code == 422
            for stranger in (eve,):
                assert search(stranger, "plum", room=room).status_code == 404
            await mine.request("edit_message", {"id": ids[0], "content": "a pear"})
            await mine.request("delete_message", {"id": ids[1]})
            assert [one["id"] for one in found(bob, "plum", room=room)["results"]] == [answer, *reversed(ids[2:])]
            assert [one["id"] for one in found(bob, "pear", room=room)["results"]] == [ids[0]]
            await theirs.request("clear_conversation", {"room": room})
            assert found(bob, "plum", room=room)["results"] == []
            assert len(found(ada, "plum", room=room)["results"]) == 4
            with ada.http() as http:
                shown = http.get("/search", params={"q": "plum", "room": room}, headers={"Accept": "text/html"})
            assert shown.status_code == 200 and f"/messages/{room[3:]}/{answer}" in shown.text

    live(run())


def test_a_search_opens_a_thousand_messages_and_leads_on(server, ada, bob):
    async def run():
        async with ada.socket() as mine:
            room = await opened(mine, bob)
            first = await said(mine, room, "the very first plum")
            await asyncio.gather(*(said(mine, room, f"n{number}") for number in range(1_000)))
            with bob.http() as http:
                page = http.get("/api/search", params={"q": "plum", "room": room}).json()["data"]
                assert page["results"] == [] and page["next"] is not None
                page = http.get("/api/search", params={"q": "plum", "room": room, "before": page["next"]}).json()["data"]
            assert [one["id"] for one in page["results"]] == [first] and page["next"] is None

    live(run())


def test_the_limits_of_conversations():
    with Server(test_mode=False, env={"NEOSPACE_LIMIT_OPEN_CONVERSATION": "2/3600", "NEOSPACE_LIMIT_CREDENTIALS": "off"}) as server:
        ada, *others = [sign_up(server) for _ in range(4)]

        async def run():
            async with ada.socket() as mine:
                room = await opened(mine, others[0])
                await opened(mine, others[1])
                await refused("RATE_LIMITED", mine.request("open_conversation", {"usernames": [others[2].username]}))
                assert await opened(mine, others[0]) == room
                for number in range(20):
                    await said(mine, room, f"n{number}")
                await refused("RATE_LIMITED", mine.request("post_message", {"room": room, "content": "one more"}))
                await mine.join("general")
                await said(mine, "general", "rooms have a limit of their own")

        live(run())


def test_a_request_repeated_after_a_restart_posts_once(tmp_path):
    server = Server(data=str(tmp_path))
    server.start()
    try:
        ada, bob = sign_up(server), sign_up(server)
        request = str(uuid.uuid4())

        async def post() -> dict:
            async with ada.socket() as mine:
                room = await opened(mine, bob)
                ack = await mine.request("post_message", {"room": room, "content": "once"}, request)
                page = (await mine.join(room))[1][-1]
                assert [one["content"] for one in page["messages"]] == ["once"]
                return ack

        first = asyncio.run(post())
        server.kill()
        server.start()
        assert asyncio.run(post()) == first
    finally:
        server.stop()
