"""Pictures and sounds in messages: who may attach them, who sees them, and what becomes of them."""

import asyncio
import os
import re
import time
import uuid

import httpx
import pytest
from archives import Archive
from media_files import jpeg, media, png, wav
from neospace_client import Account, Fold, Refused, sign_up
from neospace_server import POSTGRES, Server
from postgres_server import PostgresServer
from redis_server import RedisServer

FIELDS = {"id", "kind", "alt", "width", "height", "frames", "duration", "waveform", "sizes"}


@pytest.fixture(scope="module")
def ann(server):
    return sign_up(server)


@pytest.fixture(scope="module")
def bob(server):
    return sign_up(server)


def unique() -> bytes:
    """A small picture unlike all others."""
    number = uuid.uuid4().int
    return png(20 + number % 300, 20 + number // 300 % 300)


def get(server, path: str, account=None) -> int:
    return httpx.get(server.url + path, headers=account.headers if account else {}).status_code


def wait_until(is_so) -> None:
    """For what the server looks up every few seconds."""
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def room_name() -> str:
    return f"r-{uuid.uuid4().hex[:10]}"


async def open_room(socket, kind: str = "public", *others) -> str:
    name = room_name()
    await socket.request("create_room", {"name": name, "kind": kind})
    for other in others:
        await socket.request("add_member", {"room": name, "username": other.username})
    return name


async def post(socket, room: str, *ids: str, content: str = "", request_id: str | None = None, alt: str | None = None) -> dict:
    items = [{"id": id_} | ({"alt": alt} if alt is not None else {}) for id_ in ids]
    return await socket.request("post_message", {"room": room, "content": content, "media": items}, request_id)


async def message(socket, room: str, id_: int) -> dict:
    page = await socket.request("backfill", {"room": room, "before_id": id_ + 1, "limit": 1})
    return page["messages"][0]


def test_everybody_gets_the_same_message_everywhere(server, ann, bob):
    picture, sound = media(ann, jpeg("900x600", seed=101)), media(ann, wav(2))

    async def scenario():
        async with ann.socket() as one, bob.socket() as two:
            room = await open_room(one)
            await one.join(room)
            await two.join(room)
            ack = await post(one, room, sound, picture, content="look", alt="A field & a fence")
            told = await two.event("new_message", lambda data: data["id"] == ack["id"])
            assert [item["id"] for item in told["media"]] == [sound, picture]
            assert all(set(item) == FIELDS for item in told["media"])
            heard, seen = told["media"]
            assert (heard["kind"], heard["width"], heard["sizes"]) == ("audio", None, {"audio": f"/media/{sound}/audio.mp3"})
            assert heard["duration"] == pytest.approx(2, abs=0.2) and len(heard["waveform"]) == 50
            assert (seen["kind"], seen["width"], seen["height"], seen["alt"]) == ("image", 900, 600, "A field & a fence")
            assert set(seen["sizes"]) == {"320", "640", "1280"}
            assert f'data-media="{picture}"' in told["html"] and 'alt="A field &amp; a fence"' in told["html"]
            assert 'preload="none"' in told["html"] and "data-waveform=" in told["html"] and "autoplay" not in told["html"]
            plain = await one.request("post_message", {"room": room, "content": "words"})
            assert (await message(two, room, plain["id"]))["media"] == []
            assert await message(two, room, ack["id"]) == told
            joined, _ = await two.join(room)
            _, pages = await two.join(room, joined["epoch"], 0)
            assert [one for page in pages for one in page["messages"] if one["id"] == ack["id"]] == [told]
            html = httpx.get(f"{server.url}/rooms/{room}", headers=bob.headers | {"Accept": "text/html"}).text
            assert told["html"] in html
            undescribed = await post(one, room, picture)
            assert 'alt="Picture, not described"' in (await message(two, room, undescribed["id"]))["html"]

    asyncio.run(scenario())
    with ann.http() as http:
        export = Archive(http.get("/settings/export"))
        assert any(item["id"] == picture for one in export["messages"] for item in one["media"])


def test_another_s_media_id_in_a_message(server, ann, bob):
    theirs, mine = media(bob, unique()), media(ann, unique())

    async def scenario():
        async with ann.socket() as socket:
            room = await open_room(socket)
            ghost = str(uuid.uuid4())
            for items in (
                [{"id": theirs}], [{"id": ghost}], [{"id": mine}, {"id": theirs}], [{"id": mine}, {"id": mine}], [], [{"id": mine}] * 5,
                [{"id": mine, "alt": "a" * 501}], [{"id": 7}], ["x"], "x", [{}], [{"id": mine, "more": 1}], [{"id": mine.upper() + "x"}],
            ):
                with pytest.raises(Refused) as refused:
                    await socket.request("post_message", {"room": room, "content": "x", "media": items})
                assert refused.value.code == "VALIDATION_ERROR" and "media" in refused.value.details, items
            with pytest.raises(Refused) as refused:
                await socket.request("post_message", {"room": room, "content": ""})
            assert "content" in refused.value.details
            _, pages = await socket.join(room)
            assert pages[0]["messages"] == []
            await post(socket, room, mine, alt="a" * 500)

    asyncio.run(scenario())
    assert get(server, f"/media/{theirs}/320.webp", ann) == 404


def test_media_of_a_room_one_is_not_in_by_url(server, ann, bob):
    eve = sign_up(server)
    hidden, shown = media(ann, unique()), media(ann, unique())

    async def scenario():
        async with ann.socket() as one, eve.socket() as stranger:
            den, hall = await open_room(one, "private", bob), await open_room(one)
            await post(one, den, hidden)
            await post(one, hall, shown)
            path, open_path = f"/media/{hidden}/320.webp", f"/media/{shown}/320.webp"
            assert [get(server, path, who) for who in (ann, bob, eve, None)] == [200, 200, 404, 404]
            assert get(server, open_path, eve) == 404
            await stranger.join(hall)
            assert [get(server, open_path, who) for who in (eve, None)] == [200, 404]
            answer = httpx.get(server.url + open_path, headers=eve.headers)
            assert answer.headers["cache-control"] == "private, max-age=300"
            await stranger.request("leave_room", {"room": hall})
            assert get(server, open_path, eve) == 404
            deny = "INSERT INTO user_permissions (user_id, permission, effect, created_at) SELECT id, 'read_room', 'deny', created_at FROM users"
            server.query(f"{deny} WHERE username = '{bob.username}'")
            wait_until(lambda: get(server, path, bob) == 404)
            server.query("DELETE FROM user_permissions WHERE permission = 'read_room'")
            wait_until(lambda: get(server, path, bob) == 200)
            await one.request("remove_member", {"room": den, "username": bob.username})
            assert get(server, path, bob) == 404
            with pytest.raises(Refused):
                await stranger.request("backfill", {"room": den, "before_id": 10**9})

    asyncio.run(scenario())


def test_media_of_a_deleted_message_by_url(server, ann, bob):
    alone, shared = media(ann, unique()), media(ann, unique())

    async def scenario():
        async with ann.socket() as one, bob.socket() as two:
            room = await open_room(one)
            await two.join(room)
            first = await post(one, room, alone, shared)
            await post(one, room, shared)
            with ann.http() as http:
                uses = http.get(f"/api/media/{alone}").json()["data"]["uses"]
                assert uses == [{"kind": "message", "id": first["id"], "link": f"/rooms/{room}/messages/{first['id']}"}]
                assert http.delete(f"/api/media/{alone}").status_code == 409
            await one.request("edit_message", {"id": first["id"], "content": "now with words"})
            await one.request("edit_message", {"id": first["id"], "content": ""})
            edited = await message(two, room, first["id"])
            assert (edited["content"], len(edited["media"]), edited["edited"]) == ("", 2, True)
            before = set(path.name for path in (server.data / "media").glob("??/*"))
            await one.request("delete_message", {"id": first["id"]})
            # Before the answer comes, the files are off the disk.
            after = set(path.name for path in (server.data / "media").glob("??/*"))
            assert len({name.split(".")[0] for name in before - after}) == 1, "of one picture"
            assert not {name.split(".")[0] for name in before - after} & {name.split(".")[0] for name in after}, "all of it"
            assert [get(server, f"/media/{alone}/320.webp", who) for who in (ann, bob)] == [404, 404]
            assert get(server, f"/media/{shared}/320.webp", bob) == 200
            gone = await message(two, room, first["id"])
            assert gone["media"] == [] and gone["deleted"] and alone not in gone["html"]
            assert httpx.get(f"{server.url}/api/media/{alone}", headers=ann.headers).status_code == 404

    asyncio.run(scenario())


def test_a_request_replayed_after_deletion(server, ann):
    picture = media(ann, unique())

    async def scenario():
        async with ann.socket() as socket:
            room = await open_room(socket)
            key = str(uuid.uuid4())
            ack = await post(socket, room, picture, request_id=key)
            assert await post(socket, room, picture, request_id=key) == ack
            await socket.request("delete_message", {"id": ack["id"]})
            assert await post(socket, room, picture, request_id=key) == ack
            _, pages = await socket.join(room)
            assert [(one["id"], one["deleted"]) for one in pages[0]["messages"]] == [(ack["id"], True)]
            with pytest.raises(Refused) as refused:
                await post(socket, room, picture)
            assert "media" in refused.value.details

    asyncio.run(scenario())


def test_fifty_posts_of_one_file_at_once(server, ann):
    picture = media(ann, unique())

    async def scenario():
        sockets = [ann.socket() for _ in range(5)]
        opened = [await socket.__aenter__() for socket in sockets]
        try:
            room = await open_room(opened[0])
            acks = await asyncio.gather(*[post(opened[number % 5], room, picture) for number in range(50)])
            assert len({ack["id"] for ack in acks}) == len({ack["seq"] for ack in acks}) == 50
            await asyncio.gather(*[opened[number % 5].request("delete_message", {"id": ack["id"]}) for number, ack in enumerate(acks[1:])])
            assert get(server, f"/media/{picture}/320.webp", ann) == 200
            await opened[0].request("delete_message", {"id": acks[0]["id"]})
            assert get(server, f"/media/{picture}/320.webp", ann) == 404
        finally:
            for socket in opened:
                await socket.__aexit__()

    asyncio.run(scenario())


def test_a_form_with_files_posts_a_message(server, ann):
    origin = {"Origin": server.url, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    with httpx.Client(base_url=server.url, cookies={"session": ann.token}, headers=origin, timeout=60) as browser:
        page = browser.get("/rooms/general")
        assert 'enctype="multipart/form-data"' in page.text and 'name="file"' in page.text
        files = [("file", ("a.png", unique())), ("file", ("b.wav", wav(1)))]
        sent = browser.post("/rooms/general", data={"content": "", "alt": ["A picture of mine", ""]}, files=files)
        assert sent.status_code == 303, sent.text
        id_ = int(sent.headers["location"].rsplit("-", 1)[1])
        words = browser.post("/rooms/general", data={"content": "only words"}, files={"file": ("", b"")})
        assert words.status_code == 303, words.text
        # What was typed and uploaded survives a refusal.
        long = "a" * 4_001
        refused = browser.post("/rooms/general", data={"content": long, "alt": "kept"}, files={"file": ("a.png", unique())})
        assert refused.status_code == 422 and long in refused.text and 'name="media_id" value="' in refused.text and 'value="kept"' in refused.text
        bad = browser.post("/rooms/general", data={"content": "my words"}, files={"file": ("a.png", b"<html>no picture</html>")})
        assert bad.status_code == 422 and "my words" in bad.text
        # The description of a file that is refused does not become another's.
        mixed = [("file", ("a.png", b"<html>no picture</html>")), ("file", ("b.png", unique()))]
        mixed = browser.post("/rooms/general", data={"content": "", "alt": ["of the first", "of the second"]}, files=mixed)
        assert mixed.status_code == 422 and "1 file is attached" in mixed.text and "of the first" not in mixed.text
        assert re.search(r'id="alt-1"[^>]*value="of the second"', mixed.text), mixed.text
        five = browser.post("/rooms/general", data={"content": "my words"}, files=[("file", ("a.png", unique())) for _ in range(5)])
        assert five.status_code == 422 and "at most 4 files" in five.text

    async def scenario():
        async with ann.socket() as socket:
            shown = await message(socket, "general", id_)
            assert [(item["kind"], item["alt"]) for item in shown["media"]] == [("image", "A picture of mine"), ("audio", None)]

    asyncio.run(scenario())


def test_a_form_sent_twice_posts_once(server, ann):
    origin = {"Origin": server.url, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    with httpx.Client(base_url=server.url, cookies={"session": ann.token}, headers=origin, timeout=60) as browser:
        name = re.search(r'name="request_id" value="([^"]+)"', browser.get("/rooms/general").text)[1]
        picture = unique()

        def send(words: str) -> str:
            answer = browser.post("/rooms/general", data={"content": words, "request_id": name}, files={"file": ("a.png", picture)})
            assert answer.status_code == 303, answer.text
            return answer.headers["location"]

        first = send("pressed twice")
        assert send("pressed twice") == first and send("gone back and changed") != first


def test_words_survive_when_no_file_can_be_taken(limited_server):
    """The limit of uploads is that of a minute; a form that meets it keeps what was typed."""
    ann = sign_up(limited_server)
    origin = {"Origin": limited_server.url, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    with httpx.Client(base_url=limited_server.url, cookies={"session": ann.token}, headers=origin, timeout=60) as browser:
        statuses = []
        for _ in range(40):
            answer = browser.post("/rooms/general", data={"content": ""}, files={"file": ("a.png", unique())})
            statuses.append(answer.status_code)
            if answer.status_code == 429:
                break
            media(ann, unique())
        refused = browser.post("/rooms/general", data={"content": "not lost"}, files={"file": ("a.png", unique())})
        assert refused.status_code == 429 and "not lost" in refused.text and refused.headers["retry-after"], statuses
        profile = browser.post("/settings/profile", data={"display_name": "Not lost"}, files={"avatar": ("a.png", unique())})
        assert profile.status_code == 429 and "Not lost" in profile.text


def test_kill_9_leaves_whole_messages():
    """What was acknowledged shows its file after the server was killed; what was deleted is gone."""
    with Server() as server:
        eve = sign_up(server)
        room = room_name()
        files = [media(eve, png(30 + number, 40)) for number in range(12)]

        async def load():
            acked: list[dict] = []
            deleted: list[int] = []
            async with eve.socket() as socket:
                await socket.request("create_room", {"name": room, "kind": "public"})

                async def one(number: int):
                    try:
                        ack = await post(socket, room, files[number % 12], content=str(number))
                        acked.append(ack | {"media": files[number % 12]})
                        if number % 5 == 4:
                            await socket.request("delete_message", {"id": ack["id"]})
                            deleted.append(ack["id"])
                    except (ConnectionError, OSError):
                        pass

                tasks = [asyncio.create_task(one(number)) for number in range(200)]
                while len(acked) < 20:
                    await asyncio.sleep(0)
                server.kill()
                await asyncio.gather(*tasks)
            return acked, deleted

        acked, deleted = asyncio.run(load())
        server.start()

        async def check():
            async with eve.socket() as socket:
                joined, _ = await socket.join(room)
                _, pages = await socket.join(room, joined["epoch"], 0)
                fold = Fold()
                for page in pages:
                    fold.page(page)
                for ack in acked:
                    found = fold.messages[ack["id"]]
                    assert ack["id"] not in deleted or found["deleted"]
                    assert found["deleted"] or [item["id"] for item in found["media"]] == [ack["media"]]
                for found in fold.messages.values():
                    for item in found["media"]:
                        assert get(server, item["sizes"]["320"], eve) == 200

        asyncio.run(check())


@pytest.mark.skipif(POSTGRES is not None, reason="brings its own database; once is enough")
def test_two_nodes_show_and_take_away_the_same(tmp_path):
    with PostgresServer() as postgres, RedisServer() as redis:
        data = str(tmp_path / "data")
        os.mkdir(data)
        shared = {"DATABASE_URL": postgres.create_database(), "SECRET_KEY": "0123456789abcdef0123456789abcdef", "REDIS_URL": redis.url}
        with Server(data=data, env=shared) as here, Server(data=data, env=shared) as there:
            eve, bob = sign_up(here), sign_up(here)
            elsewhere = Account(there, bob.username, bob.email, bob.token, bob.uuid)
            picture = media(eve, jpeg(seed=77))

            async def scenario():
                async with eve.socket() as one, elsewhere.socket() as two:
                    room = await open_room(one)
                    await two.join(room)
                    ack = await post(one, room, picture)
                    told = await two.event("new_message", lambda data: data["id"] == ack["id"])
                    assert told["media"][0]["id"] == picture
                    assert get(there, told["media"][0]["sizes"]["640"], elsewhere) == 200
                    await one.request("delete_message", {"id": ack["id"]})
                    assert get(there, told["media"][0]["sizes"]["640"], elsewhere) == 404
                    gone = await two.event("message_deleted", lambda data: data["id"] == ack["id"])
                    assert gone["media"] == []

            asyncio.run(scenario())
