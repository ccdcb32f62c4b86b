"""spec/social.md §5 as an independent client sees it: what one is told, how it shrinks, is read, and follows live."""

import asyncio
import contextlib
import uuid

import httpx
import pytest
from archives import Archive
from neospace_client import PlaceFold, sign_up
from neospace_server import POSTGRES, Server
from postgres_server import PostgresServer
from redis_server import RedisServer

NOTIFICATION = {
    "type", "id", "seq", "deleted", "order", "html", "last", "kind", "title", "body", "link", "actors", "count", "created_at", "read",
}  # fmt: skip
USER = {"id", "username", "display_name", "color", "avatar_url"}
BEANS = {"kind": "art", "art": "beans", "x": 50, "y": 50}


def call(account, method: str, path: str, body=None, server=None, status: int | None = None) -> httpx.Response:
    answer = httpx.request(method, (server or account.server).url + path, headers=account.headers, json=body, timeout=60)
    assert status is None or answer.status_code == status, answer.text
    return answer


def data(account, method: str, path: str, body=None, **more) -> dict:
    answer = call(account, method, path, body, **more)
    assert answer.is_success, answer.text
    return answer.json()["data"]


def listed(account, **more) -> list[dict]:
    notices, before = [], ""
    while True:
        page = data(account, "GET", f"/api/notifications?limit=100{before}", **more)
        notices += page["notifications"]
        if page["next"] is None:
            return notices
        before = f"&before={page['next']}"


def titles(account) -> list[str]:
    return [notice["title"] for notice in listed(account)]


def stick(visitor, owner, **more) -> int:
    return data(visitor, "POST", f"/api/walls/{owner.username}/stickers", BEANS, **more)["sticker"]["id"]


def room(*members, kind: str = "public") -> str:
    name = f"r-{uuid.uuid4().hex[:10]}"

    async def run():
        async with members[0].socket() as socket:
            await socket.request("create_room", {"name": name, "kind": kind})
            for member in members[1:]:
                if kind == "private":
                    await socket.request("add_member", {"room": name, "username": member.username})
        for member in members[1:]:
            async with member.socket() as socket:
                await socket.join(name)

    asyncio.run(run())
    return name


def say(account, *messages: tuple[str, dict]) -> list[dict]:
    """Sends socket messages one after another and returns their answers."""

    async def run():
        async with account.socket() as socket:
            return [await socket.request(type_, body) for type_, body in messages]

    return asyncio.run(run())


def post(account, room_name: str, text: str, **more) -> int:
    return say(account, ("post_message", {"room": room_name, "content": text} | more))[0]["id"]


def test_stickers_and_entries_are_told_grouped_and_taken_back(server, ada, bob):
    cy = sign_up(server)
    stick(ada, ada)
    assert listed(ada) == []
    first = stick(bob, ada)
    second = stick(cy, ada)
    call(bob, "POST", f"/api/walls/{ada.username}/guestbook", {"text": "SECRET-WORDS"}, status=201)
    entry, stickers = listed(ada)
    assert set(stickers) == NOTIFICATION and set(stickers["actors"][0]) == USER
    assert [actor["username"] for actor in stickers["actors"]] == [cy.username, bob.username] and stickers["count"] == 2
    assert (entry["kind"], stickers["kind"]) == ("guestbook", "sticker") and entry["last"] > stickers["last"]
    assert stickers["link"].startswith(f"/@{ada.username}") and "SECRET" not in str([entry, stickers])
    assert stickers["read"] is False and stickers["body"] is None and f'id="notification-{stickers["id"]}"' in stickers["html"]
    assert data(ada, "GET", "/api/notifications")["unread"] == 2

    call(cy, "DELETE", f"/api/stickers/{second}", status=200)
    (_, left) = listed(ada)
    assert left["id"] == stickers["id"] and left["count"] == 1 and left["last"] < stickers["last"]
    call(ada, "DELETE", f"/api/stickers/{first}", status=200)
    assert [one["kind"] for one in listed(ada)] == ["guestbook"]

    assert data(ada, "POST", "/api/notifications/read", {"ids": [entry["id"], 2**53]})["unread"] == 0
    assert call(bob, "DELETE", f"/api/notifications/{entry['id']}").status_code == 404
    assert data(ada, "DELETE", f"/api/notifications/{entry['id']}")["unread"] == 0
    assert call(ada, "DELETE", f"/api/notifications/{entry['id']}").status_code == 404
    assert listed(ada) == []


def test_messages_name_answer_and_react(server, ada, bob):
    cy = sign_up(server)
    name = room(ada, bob, cy)
    own = post(ada, name, "hello")
    named = post(bob, name, f"@{ada.username} and @{cy.username}")
    answer = post(bob, name, f"yes @{ada.username}", reply_to=own)
    say(cy, ("react", {"id": own, "emoji": "👍", "on": True}), ("react", {"id": own, "emoji": "🐈", "on": True}))
    reaction, reply, mention = listed(ada)
    assert [one["kind"] for one in (reaction, reply, mention)] == ["reaction", "reply", "mention"], "no mention for an answer"
    assert [one["count"] for one in (reaction, reply, mention)] == [1, 1, 1]
    assert mention["link"] == f"/rooms/{name}#message-{named}" and reply["link"] == f"/rooms/{name}#message-{answer}"

    # An edit takes the name out and puts another in.
    say(bob, ("edit_message", {"id": named, "content": f"@{bob.username} and @{cy.username}"}))
    assert [one["kind"] for one in listed(ada)] == ["reaction", "reply"]
    assert [one["kind"] for one in listed(cy)] == ["mention"]
    say(bob, ("edit_message", {"id": named, "content": f"@{ada.username}"}))
    assert [one["kind"] for one in listed(ada)] == ["mention", "reaction", "reply"] and listed(cy) == []

    # One of two emoji: the reaction stands. Both: it is withdrawn, and a new one is a new event.
    say(cy, ("react", {"id": own, "emoji": "👍", "on": False}))
    assert listed(ada)[1]["seq"] == reaction["seq"]
    say(cy, ("react", {"id": own, "emoji": "🐈", "on": False}))
    assert [one["kind"] for one in listed(ada)] == ["mention", "reply"]
    say(cy, ("react", {"id": own, "emoji": "🐈", "on": True}))
    assert listed(ada)[0]["kind"] == "reaction"

    # Reading the room reads mentions and answers, not reactions.
    say(ada, ("mark_read", {"room": name, "id": own}))
    assert all(not one["read"] for one in listed(ada))
    say(ada, ("mark_read", {"room": name, "id": answer}))
    assert {one["kind"]: one["read"] for one in listed(ada)} == {"mention": True, "reply": True, "reaction": False}

    # A deleted message leaves no trace.
    say(ada, ("delete_message", {"id": own}))
    assert [one["kind"] for one in listed(ada)] == ["mention"]
    say(bob, ("delete_message", {"id": named}), ("delete_message", {"id": answer}))
    assert listed(ada) == []


def test_what_one_may_not_read_or_has_muted_is_not_told(server, ada, bob):
    cy = sign_up(server)
    name = room(bob, ada, kind="private")
    post(bob, name, f"@{ada.username} @{cy.username}")
    assert [one["kind"] for one in listed(ada)] == ["mention"] and listed(cy) == []
    say(bob, ("remove_member", {"room": name, "username": ada.username}))
    assert listed(ada) == []

    open_room = room(ada, bob)
    muted = f"/api/preferences/muted_rooms/{open_room}"
    assert call(cy, "PUT", muted).status_code == 404 and call(ada, "PUT", "/api/preferences/muted_rooms/nowhere").status_code == 404
    for _ in range(2):
        assert data(ada, "PUT", muted)["preferences"]["muted_rooms"] == [open_room]
    post(bob, open_room, f"@{ada.username}")
    assert listed(ada) == []
    assert data(ada, "DELETE", muted)["preferences"]["muted_rooms"] == []
    post(bob, open_room, f"@{ada.username}")
    assert [one["kind"] for one in listed(ada)] == ["mention"]

    preferences = data(ada, "PATCH", "/api/preferences", {"notify": {"mention": {"in_app": False}}, "read_receipts": False})["preferences"]
    assert preferences["notify"]["mention"] == {"in_app": False, "digest": True} and preferences["read_receipts"] is False
    assert preferences["notify"]["reaction"] == {"in_app": True, "digest": False} and preferences["digest"] == "off"
    data(ada, "POST", "/api/notifications/read", {"up_to": listed(ada)[0]["last"]})
    post(bob, open_room, f"@{ada.username}")
    assert len(listed(ada)) == 1
    for body in ({}, {"notify": {"x": {"in_app": True}}}, {"digest": "now"}):
        assert call(ada, "PATCH", "/api/preferences", body).status_code == 422
    assert httpx.get(server.url + "/api/notifications").status_code == 401


def test_live_events_a_cursor_and_the_list_agree(server, ada, bob):
    async def run():
        async with ada.socket() as socket:
            watching, pages = await socket.watch("me")
            stickers = [await asyncio.to_thread(stick, bob, ada) for _ in range(3)]
            new = await socket.event("changed", lambda frame: frame["object"]["type"] == "notification" and frame["object"]["seq"] > 3)
            desk = await socket.event("changed", lambda frame: frame["object"]["type"] == "desk")
            assert new["place"] == "me" and desk["object"]["unread_notifications"] == 1 and desk["object"]["hidden"] == []
            await asyncio.to_thread(call, bob, "DELETE", f"/api/stickers/{stickers[1]}")
            await asyncio.to_thread(call, bob, "POST", f"/api/walls/{ada.username}/guestbook", {"text": "hi"})
            await asyncio.to_thread(data, ada, "POST", "/api/notifications/read", {"up_to": new["object"]["last"]})
            await socket.event("changed", lambda frame: frame["object"]["type"] == "notification" and frame["object"].get("read"))
            await socket.request("ping", {"ts": 1})
            fold, back = PlaceFold(), PlaceFold()
            for frame in socket.frames:
                fold.frame(frame, "me")
            _, pages = await socket.watch("me", watching["epoch"], watching["seq"])
            for page in pages:
                back.frame({"type": "changes", "data": page}, "me")
        return fold, back

    fold, back = asyncio.run(run())
    assert back.living("notification") == fold.living("notification")
    told = sorted(fold.living("notification").values(), key=lambda one: one["order"])
    assert told == listed(ada)
    (desk,) = fold.living("desk").values()
    assert desk["unread_notifications"] == data(ada, "GET", "/api/notifications")["unread"]


def test_pages_show_and_read_them(server, ada, bob):
    def page(path: str, **form) -> httpx.Response:
        headers = ada.headers | {"Accept": "text/html"}
        if form:
            return httpx.post(server.url + path, headers=headers | {"Origin": server.url}, data=form)
        return httpx.get(server.url + path, headers=headers)

    assert "All quiet" in page("/notifications").text
    stick(bob, ada)
    text = page("/rooms/general").text
    assert 'aria-label="Notifications, 1 unread"' in text
    text = page("/notifications").text
    assert "placed a sticker on your wall" in text and "Mark as read" in text and "Mark all as read" in text
    assert page("/notifications/read", up_to=str(listed(ada)[0]["last"])).status_code == 303
    assert 'aria-label="Notifications"' in page("/notifications").text
    assert "Sticker here" in page("/settings/notifications").text
    assert page("/settings/notifications", here_mention="true", mail_sticker="true").status_code == 303
    notify = data(ada, "GET", "/api/preferences")["preferences"]["notify"]
    assert notify["sticker"] == {"in_app": False, "digest": True} and notify["mention"]["in_app"] is True
    export = Archive(httpx.get(server.url + "/settings/export", headers=ada.headers))
    assert [one["kind"] for one in export["notifications"]] == ["sticker"] and export["preferences"]["notify"] == notify


@pytest.mark.skipif(POSTGRES is not None, reason="brings its own database; once is enough")
def test_another_node_tells_at_once():
    with contextlib.ExitStack() as stack:
        postgres, redis = stack.enter_context(PostgresServer()), stack.enter_context(RedisServer())
        shared = {"DATABASE_URL": postgres.create_database(), "REDIS_URL": redis.url, "SECRET_KEY": "0" * 32}
        here, there = (stack.enter_context(Server(env=shared)) for _ in range(2))
        ada, bob = sign_up(here), sign_up(there)

        async def run():
            async with ada.socket() as socket:
                await socket.watch("me")
                sticker = await asyncio.to_thread(stick, bob, ada)
                told = await socket.event("changed", lambda frame: frame["object"]["type"] == "notification")
                await asyncio.to_thread(call, bob, "DELETE", f"/api/stickers/{sticker}")
                gone = await socket.event("changed", lambda frame: frame["object"]["deleted"])
                assert gone["object"]["id"] == told["object"]["id"]

        asyncio.run(run())
        assert listed(ada) == []


def test_follows_are_told_and_a_block_takes_away_what_the_two_were_told(server, ada, bob):
    follow, block = f"/api/people/{ada.username}/follow", f"/api/people/{bob.username}/block"
    call(ada, "PATCH", "/api/profile", {"visibility": "followers"}, status=200)
    call(bob, "PUT", follow, status=200)
    (request,) = listed(ada)
    assert request["kind"] == "follow_request" and request["link"].startswith("/follows")
    assert f'action="/people/{bob.username}/accept"' in request["html"] and f'/people/{bob.username}/remove"' in request["html"]
    call(bob, "DELETE", follow, status=200)
    assert listed(ada) == []
    call(bob, "PUT", follow, status=200)
    call(ada, "PUT", f"/api/followers/{bob.username}", status=200)
    assert listed(ada) == [] and [notice["kind"] for notice in listed(bob)] == ["follow_accepted"]
    call(ada, "PUT", f"/api/people/{bob.username}/follow", status=200)
    assert [notice["kind"] for notice in listed(bob)] == ["follow", "follow_accepted"]

    bob_id = data(ada, "GET", f"/api/people/{bob.username}")["person"]["user"]["id"]

    async def run() -> list[list[int]]:
        async with ada.socket() as socket:
            await socket.watch("me")
            hidden = []
            for method in ("PUT", "DELETE"):
                await asyncio.to_thread(call, ada, method, block)
                told = await socket.event("changed", lambda frame: frame["object"]["type"] == "desk")
                hidden.append(told["object"]["hidden"])
            return hidden

    assert asyncio.run(run()) == [[bob_id], []]
    assert listed(ada) == [] and listed(bob) == []
