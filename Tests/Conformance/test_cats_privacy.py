"""Cats on two nodes, and what they never tell: every deed done in private places leaves no word that a stranger can read."""

import asyncio
import json
import time
import uuid

from downloads_client import administrator
from media_files import png, upload
from neospace_client import sign_up
from neospace_server import Server, once_is_enough
from test_cats import NAMES, get, page, rows, send
from test_cats_talking import spoken
from test_two_nodes import Nodes, at, database, postgres, redis  # noqa: F401


@once_is_enough
def test_cats_of_two_nodes_are_the_same_cats(database, redis):  # noqa: F811
    async def run(here, there):
        ada = sign_up(here)
        eve = sign_up(here)
        async with at(eve, there).socket() as watching, at(ada, there).socket() as mine:
            await watching.watch("cats")
            await mine.watch("me")
            # A deed on one node is an object on the other.
            answer = send(ada, "POST", "/cats/miso/pet")
            assert answer.status_code in (200, 303), answer.text
            changed = await watching.event("changed", lambda data: data["object"]["type"] == "cat" and data["object"]["id"] == "miso")
            assert "Miso" in changed["object"]["html"]
        for cat in NAMES:
            assert [row["n"] for row in rows(eve, cat)] == [row["n"] for row in rows(at(eve, there), cat)]

        # Of fifty pets at once through both, one counts.
        def pets(cat: str) -> int:
            return len([row for row in rows(eve, cat) if row["deed"] == "pet"])

        async def pet(account) -> int:
            return (await asyncio.to_thread(send, account, "POST", "/cats/hex/pet")).status_code

        codes = await asyncio.gather(*(pet(at(eve, (here, there)[number % 2])) for number in range(50)))
        assert codes.count(303) + codes.count(200) == 1 and codes.count(429) == 49
        assert pets("hex") == 1

    with Nodes(database, redis.url) as (here, there):
        asyncio.run(run(here, there))


@once_is_enough
def test_a_toast_reaches_its_member_on_the_other_node(database, redis):  # noqa: F811
    async def run(here, there):
        ada = sign_up(here)
        async with at(ada, there).socket() as socket:
            await socket.watch("me")
            return await spoken(ada, socket)

    with Nodes(database, redis.url) as (here, there):
        said = asyncio.run(run(here, there))
    assert said["place"] == "me" and said["cat"] in NAMES


def test_nothing_done_in_private_places_is_in_anything_a_stranger_can_read():
    with Server(env={"NEOSPACE_SIGNUP": "open"}) as server:
        boss, ada, bob, eve = administrator(server), sign_up(server), sign_up(server), sign_up(server)
        mark = f"zq{uuid.uuid4().hex[:8]}"
        # A public room in which cats may talk, so that they have where to gossip.
        assert send(boss, "PUT", "/api/rooms/general/cats", {"on": True, "mode": "own", "cats": NAMES}).status_code == 200
        assert send(ada, "PATCH", "/api/profile", {"visibility": "private", "display_name": f"{mark} Ada"}).status_code == 200
        time.sleep(2)
        first = {cat: {row["n"] for row in rows(eve, cat)} for cat in NAMES}

        async def private() -> None:
            room = f"{mark}-room"
            async with ada.socket() as mine, bob.socket() as theirs:
                await mine.request("create_room", {"name": room, "kind": "private", "topic": f"{mark} topic"})
                await mine.request("add_member", {"room": room, "username": bob.username})
                await theirs.join(room)
                said = await mine.request("post_message", {"room": room, "content": f"{mark} message"})
                await theirs.request("react", {"id": said["id"], "emoji": "👍", "on": True})
                await mine.request("edit_message", {"id": said["id"], "content": f"{mark} again"})
                await mine.request("delete_message", {"id": said["id"]})
                opened = (await mine.request("open_conversation", {"usernames": [bob.username]}))["room"]
                await mine.request("post_message", {"room": opened, "content": f"{mark} whisper"})

        asyncio.run(private())
        picture = upload(ada, png(24, 24)).json()["data"]["media"]["id"]
        for content in ({"kind": "text", "content": {"text": f"{mark} wall"}}, {"kind": "image", "content": {"media_id": picture, "alt": f"{mark} alt"}}):
            assert send(ada, "POST", "/api/modules", content).status_code == 201
        assert send(ada, "POST", f"/api/walls/{ada.username}/stickers", {"kind": "art", "art": "beans", "x": 50, "y": 50}).status_code == 201
        assert send(ada, "POST", "/api/tasks", {"title": f"{mark} task"}).status_code == 201
        for visibility in ("private", "unlisted"):
            made = send(ada, "POST", "/api/scripts", {"runtime": "sketch", "title": f"{mark} script", "template": "blank"}).json()["data"]["script"]["id"]
            assert send(ada, "PUT", f"/api/scripts/{made}/draft", {"code": f"// {mark}", "base_version": 1}).status_code == 200
            assert send(ada, "POST", f"/api/scripts/{made}/revisions", {"base_version": 2, "visibility": visibility}).status_code == 201
            fork = send(ada, "POST", f"/api/scripts/{made}/fork", {}).json()["data"]["script"]["id"]
            assert send(ada, "PUT", f"/api/scripts/{fork}/draft", {"code": f"// {mark} fork", "base_version": 1}).status_code == 200
            assert send(ada, "POST", f"/api/scripts/{fork}/revisions", {"base_version": 2, "visibility": visibility}).status_code == 201
        story = send(ada, "POST", "/api/song/stories", {"title": f"{mark} story", "visibility": "private"})
        assert story.status_code == 201, story.text
        verse = {"title": f"{mark} verse", "body": f"{mark} body"}
        assert send(ada, "POST", f"/api/song/stories/{story.json()['data']['story']['id']}/verses", verse).status_code == 201
        time.sleep(2)

        # No new row of a deed that another saw, but of what is nobody's place: sessions, forms and hours.
        anywhere = {"login_success", "login_again", "login_failure", "form_error", "system_error", "timeout", "idle"}
        for cat in NAMES:
            new = [row for row in rows(eve, cat) if row["n"] not in first[cat]]
            assert [row["deed"] for row in new if row["deed"] not in anywhere] == [], cat

        async def everything() -> str:
            async with eve.socket() as socket:
                joined = await socket.request("join_room", {"room": "general"})
                watched = await socket.request("watch", {"place": "cats"})
                return json.dumps([joined, watched, socket.events])

        told = [asyncio.run(everything())]
        for path in ["/api/cats", "/cats", "/api/feed", "/feed", "/search?q=" + mark] + [
            f"{prefix}/cats/{cat}{rest}" for cat in NAMES for prefix in ("/api", "") for rest in ("", "/ledger")
        ]:
            answer = page(eve, "GET", path) if not path.startswith("/api") else send(eve, "GET", path)
            assert answer.status_code == 200, path
            told.append(answer.text if "/search" not in path else answer.text.replace(f"q={mark}", "").replace(f'value="{mark}"', "").replace(f"“{mark}”", ""))
        for text in told:
            assert mark not in text, text[max(0, text.index(mark) - 200) :][:400]
            assert ada.username not in text or "/api/feed" in text
