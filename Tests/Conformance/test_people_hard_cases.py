"""What is hard about people, feeds, notifications and conversations, case by case."""

import asyncio
import uuid

import httpx
import pytest
from archives import Archive
from neospace_client import Refused, moderate, sign_up

HOSTILE_NAMES = ["<img src=x onerror=alert(1)>", "\u202eevil\u202c name"]


def call(account, method: str, path: str, body=None) -> httpx.Response:
    return httpx.request(method, account.server.url + path, headers=account.headers, json=body, timeout=60)


def data(account, method: str, path: str, body=None) -> dict:
    answer = call(account, method, path, body)
    assert answer.is_success, answer.text
    return answer.json()["data"]


def notices(account) -> list[dict]:
    return data(account, "GET", "/api/notifications?limit=100")["notifications"]


def add(account, text: str) -> int:
    return data(account, "POST", "/api/modules", {"kind": "text", "content": {"text": text}})["module"]["id"]


def test_an_answer_to_a_message_of_another_conversation_or_room_is_not_found(server, ada, bob):
    cy = sign_up(server)

    async def run():
        async with ada.socket() as mine:
            async def opened(other) -> str:
                return (await mine.request("open_conversation", {"usernames": [other.username]}))["room"]

            async def said(room: str, **more) -> int:
                return (await mine.request("post_message", {"room": room, "content": "words"} | more))["id"]

            await mine.join("general")
            rooms = [await opened(bob), await opened(cy), "general"]
            ids = [await said(room) for room in rooms]
            for room in rooms:
                for other, id_ in zip(rooms, ids, strict=True):
                    if other == room:
                        await said(room, reply_to=id_)
                        continue
                    with pytest.raises(Refused) as refused:
                        await said(room, reply_to=id_)
                    assert refused.value.code == "NOT_FOUND"

    asyncio.run(run())


def test_a_wall_closes_while_a_feed_is_open(server, ada, bob):
    """Its entries are gone from the next page, and what comes after is not told."""
    data(bob, "PUT", f"/api/people/{ada.username}/follow")
    cy = sign_up(server)
    data(bob, "PUT", f"/api/people/{cy.username}/follow")
    first, second = add(ada, "first"), add(ada, "second")
    page = data(bob, "GET", "/api/feed?limit=1")
    assert page["entries"][0]["link"].endswith(f"module-{second}") and page["next"]

    async def run():
        async with bob.socket() as watching:
            await watching.watch("feed")
            data(ada, "PATCH", "/api/profile", {"visibility": "private"})
            assert data(bob, "GET", f"/api/feed?limit=1&before={page['next']}") == {"entries": [], "next": None}
            assert data(bob, "GET", "/api/feed")["entries"] == []
            add(ada, "third")
            add(cy, "after it")
            told = await watching.event("signal")
            assert told["author"]["username"] == cy.username
            assert [frame for frame in watching.frames if ada.username in str(frame)] == []

    asyncio.run(run())
    data(ada, "PATCH", "/api/profile", {"visibility": "members"})
    links = [entry["link"] for entry in data(bob, "GET", "/api/feed")["entries"]]
    assert len(links) == 4 and any(link.endswith(f"module-{first}") for link in links)


def test_a_deleted_message_that_was_mentioned_answered_and_reacted_to_leaves_no_trace(server, ada, bob):
    secret = f"secret{uuid.uuid4().hex[:8]}"

    async def run():
        async with ada.socket() as mine, bob.socket() as theirs:
            for socket in (mine, theirs):
                await socket.join("general")
            await theirs.watch("me")
            post = {"room": "general", "content": f"@{bob.username} {secret}"}
            named = (await mine.request("post_message", post))["id"]
            own = (await theirs.request("post_message", {"room": "general", "content": f"own {secret}"}))["id"]
            answer = (await mine.request("post_message", {"room": "general", "content": f"an answer {secret}", "reply_to": own}))["id"]
            await mine.request("react", {"id": own, "emoji": "🐈", "on": True})
            kinds = {notice["kind"] for notice in notices(bob)}
            assert kinds >= {"mention", "reply", "reaction"} and secret not in str(notices(bob))
            for id_ in (named, answer):
                await mine.request("delete_message", {"id": id_})
            await theirs.request("delete_message", {"id": own})
            assert [notice for notice in notices(bob) if notice["kind"] in ("mention", "reply", "reaction")] == []
            gone = [frame for frame in theirs.frames if frame["type"] == "changed" and frame["data"]["object"]["type"] == "notification"]
            assert gone and secret not in str(gone)
            seen = len(theirs.frames)
            await theirs.watch("me")
            assert secret not in str(theirs.frames[seen:])
        assert secret not in Archive(call(bob, "GET", "/settings/export")).text
        assert data(bob, "GET", f"/api/search?q={secret}")["results"] == []

    asyncio.run(run())


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_display_name_is_text_in_titles_and_feeds(server, ada, bob, name):
    """Or it is no name at all."""
    answer = call(bob, "PATCH", "/api/profile", {"display_name": name, "visibility": "public"})
    if answer.status_code == 422:
        assert "display_name" in answer.json()["error"]["details"]
        return
    data(bob, "PUT", f"/api/people/{ada.username}/follow")
    [notice] = notices(ada)
    assert "<img" not in notice["html"] and "\u202e" not in notice["html"]
    page = httpx.get(f"{server.url}/notifications", headers=ada.headers | {"Accept": "text/html"}).text
    atom = httpx.get(f"{server.url}/@{bob.username}/feed.atom").text
    assert "<img src=x" not in page and "<img src=x" not in atom


def test_a_cursor_of_another_member_leads_through_own_rows_only(server, ada, bob):
    cy = sign_up(server)
    for owner in (ada, bob):
        for _ in range(3):
            data(cy, "POST", f"/api/walls/{owner.username}/stickers", {"kind": "art", "art": "beans", "x": 1, "y": 1})
            data(owner, "POST", "/api/notifications/read", {"up_to": notices(owner)[0]["last"]})
    cursor = data(ada, "GET", "/api/notifications?limit=1")["next"]
    own = {notice["id"] for notice in notices(bob)}
    assert {notice["id"] for notice in data(bob, "GET", f"/api/notifications?before={cursor}")["notifications"]} <= own
    for reader in (ada, bob):
        for friend in (cy, sign_up(server)):
            data(reader, "PUT", f"/api/people/{friend.username}/follow")
    lists = data(ada, "GET", "/api/follows?list=following&limit=1")
    followed = {person["user"]["username"] for person in data(bob, "GET", "/api/follows?list=following")["people"]}
    seen = data(bob, "GET", f"/api/follows?list=following&before={lists['next']}")["people"]
    assert {person["user"]["username"] for person in seen} <= followed


def test_a_banned_member_vanishes_from_every_list_and_returns(server, ada, bob):
    admin = sign_up(server)
    server.query(f"UPDATE users SET role = 'admin' WHERE username = '{admin.username}'")
    data(ada, "PUT", f"/api/people/{bob.username}/follow")
    data(ada, "PUT", "/api/top8", {"usernames": [bob.username]})
    data(bob, "PUT", f"/api/people/{ada.username}/follow")
    add(bob, "an entry")

    async def seen() -> dict[str, bool]:
        async with ada.socket() as watching:
            await watching.watch("lobby")
            people = await watching.event("signal", lambda signal: signal["name"] == "people")
        return {
            "notification": any(bob.username in str(notice) for notice in notices(ada)),
            "entry": data(ada, "GET", "/api/feed")["entries"] != [],
            "top8": data(ada, "GET", f"/api/people/{ada.username}/top8")["people"] != [],
            "person": call(ada, "GET", f"/api/people/{bob.username}").status_code == 200,
            "seat": bob.username in str(people),
        }

    async def run():
        async with bob.socket():
            assert set((await seen()).values()) == {True}
            for deed, expected in (("ban", False), ("unban", True)):
                assert moderate(admin, deed, bob.username).is_success
                found = await seen()
                # Their session is over, so they are not in the lobby again by themselves.
                assert {what for what, is_there in found.items() if is_there != expected} <= ({"seat"} if expected else set()), found

    asyncio.run(run())
