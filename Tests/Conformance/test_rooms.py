"""Which rooms there are for whom, as it changes while members look on: pushed lists, removed rooms, invitations, bounds."""

import asyncio
import uuid

import httpx
import pytest
from neospace_client import Refused, sign_up
from neospace_server import POSTGRES, Server
from test_two_nodes import Nodes, database, postgres, redis  # noqa: F401 (fixtures)


def live(coroutine):
    asyncio.run(coroutine)


def room_name() -> str:
    return f"r-{uuid.uuid4().hex[:12]}"


async def refused(code: str, call) -> dict:
    with pytest.raises(Refused) as caught:
        await call
    assert caught.value.code == code, caught.value.error
    return caught.value.error


def moderator(server):
    account = sign_up(server, username=f"mod-{uuid.uuid4().hex[:8]}")
    server.query(f"UPDATE users SET role = 'moderator' WHERE username = '{account.username}'")
    return account


def form(account, path: str, **fields) -> httpx.Response:
    with account.http() as http:
        return http.post(path, data=fields, headers={"Accept": "text/html"})


def listed(rooms: dict, name: str) -> dict | None:
    return next((room for room in rooms["rooms"] if room["name"] == name), None)


def test_every_socket_of_a_member_hears_when_their_rooms_change(server):
    ada, bob = sign_up(server), sign_up(server)

    async def run():
        name = room_name()
        async with ada.socket() as mine, bob.socket() as tab, bob.socket() as other:
            await mine.request("create_room", {"name": name, "kind": "private"})
            await mine.request("add_member", {"room": name, "username": bob.username})
            for socket in (tab, other):
                rooms = await socket.event("rooms", lambda data: listed(data, name))
                assert listed(rooms, name)["member"] is True and listed(rooms, name)["kind"] == "private"
            await mine.request("post_message", {"room": name, "content": f"psst @{bob.username}"})
            for socket in (tab, other):
                unread = await socket.event("unread", lambda data: data["room"] == name)
                assert (unread["count"], unread["mentions"]) == (1, 1)
            await tab.join(name)
            await mine.request("remove_member", {"room": name, "username": bob.username})
            for socket in (tab, other):
                await socket.event("rooms", lambda data: not listed(data, name))
            # A room of one's own, made elsewhere.
            own = room_name()
            assert form(bob, "/rooms", name=own, topic="", kind="public").status_code == 303
            for socket in (tab, other):
                await socket.event("rooms", lambda data: listed(data, own) and listed(data, own)["member"])
            # Joining is news for the other sockets; the one that joins knows.
            await mine.request("create_room", {"name": (third := room_name())})
            seen = len(tab.frames)
            await tab.join(third)
            await other.event("rooms", lambda data: listed(data, third) and listed(data, third)["member"])
            assert not any(frame["type"] == "rooms" for frame in tab.frames[seen:])

    live(run())


def test_a_removed_room_is_gone_at_once_for_its_viewers_and_for_everybody(server):
    ada, bob, cyd = sign_up(server), sign_up(server), sign_up(server)
    staff = moderator(server)

    async def run():
        name = room_name()
        async with ada.socket() as mine, bob.socket() as theirs, bob.socket() as idle, cyd.socket() as never, staff.socket() as admin:
            await mine.request("create_room", {"name": name, "kind": "private"})
            await mine.request("add_member", {"room": name, "username": bob.username})
            for socket in (mine, theirs):
                await socket.join(name)
            secret = (await mine.request("post_message", {"room": name, "content": "words"}))["id"]
            assert form(bob, f"/rooms/{name}/remove").status_code == 403
            assert form(staff, f"/rooms/{name}/remove").status_code == 303
            for socket in (mine, theirs, idle):
                assert await socket.event("room_removed") == {"room": name}
            for socket in (mine, theirs, admin):
                for call in (
                    ("join_room", {"room": name}),
                    ("post_message", {"room": name, "content": "hi"}),
                    ("backfill", {"room": name, "before_id": 10**9}),
                    ("delete_message", {"id": secret}),
                    ("add_member", {"room": name, "username": cyd.username}),
                ):
                    await refused("NOT_FOUND", socket.request(*call))
                assert name not in str(await socket.request("list_rooms"))
            await refused("CONFLICT", mine.request("create_room", {"name": name}))
            for account in (ada, staff):
                with account.http() as http:
                    assert http.get(f"/rooms/{name}", headers={"Accept": "text/html"}).status_code == 404
            assert name not in str(never.frames)
            with staff.http() as http:
                assert http.post("/rooms/general/remove", headers={"Accept": "text/html"}).status_code == 422

    live(run())


def test_who_has_left_is_invited_and_join_room_accepts(server):
    ada, bob = sign_up(server), sign_up(server)

    async def run():
        name = room_name()
        async with ada.socket() as mine, bob.socket() as theirs:
            await mine.request("create_room", {"name": name, "kind": "private"})
            await mine.request("add_member", {"room": name, "username": bob.username})
            await theirs.join(name)
            await theirs.request("leave_room", {"room": name})
            await theirs.event("rooms", lambda data: not listed(data, name))
            assert await mine.request("add_member", {"room": name, "username": bob.username}) == {}
            await theirs.event("rooms", lambda data: not listed(data, name))
            await refused("NOT_FOUND", theirs.request("backfill", {"room": name, "before_id": 10**9}))
            await refused("NOT_FOUND", theirs.request("post_message", {"room": name, "content": "hi"}))
            with bob.http() as http:
                page = http.get("/rooms", headers={"Accept": "text/html"})
            assert f"/rooms/{name}/join" in page.text and f"/rooms/{name}/decline" in page.text
            joined, _ = await theirs.join(name)
            assert joined["room"]["member_count"] == 2
            await theirs.request("post_message", {"room": name, "content": "back"})

    live(run())


def test_letting_in_is_limited_by_the_hour():
    with Server(test_mode=False, env={"NEOSPACE_LIMIT_ADD_MEMBER": "2/3600", "NEOSPACE_LIMIT_CREDENTIALS": "off"}) as server:
        ada, others = sign_up(server), [sign_up(server) for _ in range(3)]

        async def run():
            async with ada.socket() as mine:
                await mine.request("create_room", {"name": "attic", "kind": "private"})
                for other in others[:2]:
                    await mine.request("add_member", {"room": "attic", "username": other.username})
                error = await refused("RATE_LIMITED", mine.request("add_member", {"room": "attic", "username": others[2].username}))
                assert error["retry_after_ms"] > 3_000_000
                assert form(ada, "/rooms/attic/members", username=others[2].username).status_code == 429

        live(run())


def test_bounds_are_answered_with_limit_exceeded():
    bounds = {"NEOSPACE_MAX_ROOMS_PER_MEMBER": "2", "NEOSPACE_MAX_ROOMS": "7", "NEOSPACE_MAX_JOINED_ROOMS": "4"}
    with Server(test_mode=False, env=bounds | {"NEOSPACE_LIMIT_CREDENTIALS": "off"}) as server:
        people = [sign_up(server) for _ in range(3)]

        async def run():
            async with people[0].socket() as ada, people[1].socket() as bob, people[2].socket() as cyd:
                for socket, names in ((ada, ("a1", "a2")), (bob, ("b1", "b2"))):
                    for name in names:
                        await socket.request("create_room", {"name": name})
                await refused("LIMIT_EXCEEDED", ada.request("create_room", {"name": "a3"}))
                await refused("LIMIT_EXCEEDED", cyd.request("create_room", {"name": "c1"}))
                for name in ("general", "random"):
                    await ada.join(name)
                await refused("LIMIT_EXCEEDED", ada.request("join_room", {"room": "announcements"}))

        live(run())
        with people[0].http() as http:
            page = http.get("/rooms/announcements", headers={"Accept": "text/html"})
            assert page.status_code == 409 and "4 rooms" in page.text
            again = http.post("/rooms", data={"name": "a3", "kind": "public"}, headers={"Accept": "text/html"})
            assert again.status_code == 409 and "2 rooms" in again.text


def test_a_muted_member_says_nothing_by_a_room_of_their_own(server):
    ada = sign_up(server, username=f"mute-{uuid.uuid4().hex[:8]}")
    server.query(
        "INSERT INTO user_permissions (user_id, permission, effect, created_at)"
        f" SELECT id, 'post_message', 'deny', created_at FROM users WHERE username = '{ada.username}'"
    )

    async def run():
        async with ada.socket() as mine:
            await refused("FORBIDDEN", mine.request("create_room", {"name": room_name(), "topic": "what I may not say"}))

    live(run())
    assert form(ada, "/rooms", name=room_name(), topic="what I may not say", kind="public").status_code == 403


def test_the_rendered_bytes_of_posts_are_limited():
    with Server(test_mode=False, env={"NEOSPACE_LIMIT_POST_KILOBYTES": "8/60"}) as server:
        ada = sign_up(server)

        async def run():
            async with ada.socket() as mine:
                await mine.request("create_room", {"name": "den"})
                long = "w " * 1_990
                for _ in range(3):
                    await mine.request("post_message", {"room": "den", "content": long})
                posts = 3
                with pytest.raises(Refused) as caught:
                    while posts < 6:
                        await mine.request("post_message", {"room": "den", "content": long})
                        posts += 1
                assert caught.value.code == "RATE_LIMITED" and caught.value.error["retry_after_ms"] > 0
                await mine.request("post_message", {"room": "den", "content": "a short one goes on"})

        live(run())


@pytest.mark.skipif(POSTGRES is not None, reason="brings its own database; once is enough")
def test_lists_and_removals_reach_sockets_on_other_nodes(database, redis):  # noqa: F811
    async def run(servers):
        ada, bob, staff = sign_up(servers[0]), sign_up(servers[1]), moderator(servers[0])
        name = room_name()
        async with ada.socket() as here, bob.socket() as there, bob.socket() as viewing:
            await here.request("create_room", {"name": name, "kind": "private"})
            await here.request("add_member", {"room": name, "username": bob.username})
            for socket in (there, viewing):
                await socket.event("rooms", lambda data: listed(data, name) and listed(data, name)["member"])
            await viewing.join(name)
            assert form(staff, f"/rooms/{name}/remove").status_code == 303
            for socket in (there, viewing):
                assert await socket.event("room_removed") == {"room": name}
            await refused("NOT_FOUND", viewing.request("post_message", {"room": name, "content": "hi"}))

    with Nodes(database, redis.url) as servers:
        live(run(servers))
