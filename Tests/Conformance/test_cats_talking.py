"""Cats that talk: settings, toasts, lines in rooms, and what hides them."""

import asyncio
import time

import httpx
import pytest
from downloads_client import administrator
from neospace_client import sign_up
from neospace_server import Server
from test_cats import NAMES, get, page, send, until

DEFAULTS = {"muted": [], "all": False, "toasts": True, "sounds": False, "mode": "own"}


@pytest.fixture
def quiet():
    with Server() as running:
        yield running


def test_settings_have_defaults_and_are_all_or_nothing(server):
    ada = sign_up(server)
    assert get(ada, "/api/cats/settings") == DEFAULTS
    wanted = {"muted": ["miso", "beans"], "all": False, "toasts": False, "sounds": True, "mode": "pirate"}
    answer = send(ada, "PUT", "/api/cats/settings", wanted)
    assert answer.status_code == 200 and answer.json()["data"] == {**wanted, "muted": ["beans", "miso"]}
    assert get(ada, "/api/cats/settings") == {**wanted, "muted": ["beans", "miso"]}
    everything = send(ada, "PUT", "/api/cats/settings", {**DEFAULTS, "muted": NAMES})
    assert everything.json()["data"]["muted"] == NAMES
    for field, value in [
        ("muted", ["miso", "miso"]), ("muted", ["Miso"]), ("muted", NAMES + ["beans"]), ("muted", "miso"), ("all", "yes"), ("toasts", None),
        ("sounds", 1), ("mode", "loud"), ("extra", 1),
    ]:
        refused = send(ada, "PUT", "/api/cats/settings", {**DEFAULTS, field: value})
        assert refused.status_code == 422 and field in refused.json()["error"]["details"], (field, value)
    for field in DEFAULTS:
        missing = send(ada, "PUT", "/api/cats/settings", {key: value for key, value in DEFAULTS.items() if key != field})
        assert missing.status_code == 422 and field in missing.json()["error"]["details"]
    assert get(ada, "/api/cats/settings")["muted"] == NAMES
    assert httpx.get(server.url + "/api/cats/settings").status_code == 401


def test_the_forms_work_without_a_script(server):
    ada = sign_up(server)
    form = page(ada, "GET", "/settings/cats")
    for words in ("Cats may talk to me", "Sounds", "Mute all cats", "Voice", "Muted cats", "Save"):
        assert words in form.text
    assert form.text.count('name="muted"') == 12
    done = page(ada, "POST", "/settings/cats", {"toasts": "true", "mode": "cute", "muted": ["miso", "hex"]})
    assert done.status_code == 303
    assert get(ada, "/api/cats/settings") == {"muted": ["hex", "miso"], "all": False, "toasts": True, "sounds": False, "mode": "cute"}
    wrong = page(ada, "POST", "/settings/cats", {"mode": "cute", "muted": ["miso", "nobody"]})
    assert wrong.status_code == 422 and 'role="alert"' in wrong.text
    crossed = page(ada, "POST", "/settings/cats", {"mode": "own"}, **{"Sec-Fetch-Site": "cross-site"})
    assert crossed.status_code == 403
    assert page(ada, "POST", "/cats/miso/mute", {"on": "false"}).headers["location"] == "/cats/miso"
    assert page(ada, "POST", "/cats/beans/mute", {"on": "true"}).status_code == 303
    assert get(ada, "/api/cats/settings")["muted"] == ["beans", "hex"]
    assert "Unmute Beans" in page(ada, "GET", "/cats/beans").text and "Mute Miso" in page(ada, "GET", "/cats/miso").text
    assert page(ada, "POST", "/cats/Miso/mute", {"on": "true"}).status_code == 404
    assert "/settings/cats" in page(ada, "GET", "/cats").text


async def told(socket, timeout: float = 10):
    return await socket.event("signal", lambda data: data["name"] == "cat_spoke", timeout=timeout)


async def spoken(account, socket) -> dict:
    """What a cat says to the member who pets it. A cat may hold its tongue: then the next one is petted."""
    for cat in NAMES:
        assert send(account, "POST", f"/cats/{cat}/pet").status_code == 303
        try:
            return await told(socket, 2)
        except TimeoutError:
            continue
    raise AssertionError("no cat has said a word")


def test_a_toast_comes_once_to_the_first_socket_that_watches(quiet):
    async def run(ada):
        async with ada.socket() as first:
            await first.watch("me")
            said = await spoken(ada, first)
            async with ada.socket() as second:
                await second.watch("me")
                with pytest.raises(TimeoutError):
                    await told(second, 1)
            return said

    said = asyncio.run(run(sign_up(quiet)))
    assert set(said) == {"place", "name", "cat", "event", "label", "line", "face", "voice", "html"}
    assert said["place"] == "me" and said["cat"] in NAMES
    assert set(said["voice"]) == {"kind", "hz", "ms"} and 1 <= len(said["line"]) <= 150
    assert said["face"].startswith(f"/cats/{said['cat']}/face/") and said["face"].endswith(".svg")


def test_who_lets_cats_in(server):
    ada, eve, admin = sign_up(server), sign_up(server), administrator(server)
    room = f"alley-{ada.username}"[:32]

    async def make():
        async with ada.socket() as socket:
            await socket.request("create_room", {"name": room})

    asyncio.run(make())
    path = f"/api/rooms/{room}/cats"
    assert get(eve, path) == {"room": room, "on": False, "mode": "own", "cats": NAMES}
    wanted = {"on": True, "mode": "formal", "cats": ["miso", "ash"]}
    assert send(eve, "PUT", path, wanted).status_code == 403
    assert send(ada, "PUT", path, wanted).json()["data"] == {"room": room, **wanted}
    assert send(admin, "PUT", path, {**wanted, "cats": ["null"]}).json()["data"]["cats"] == ["null"]
    for field, value in [("cats", []), ("cats", ["miso", "miso"]), ("mode", "x"), ("on", "true"), ("who", 1)]:
        refused = send(ada, "PUT", path, {**wanted, field: value})
        assert refused.status_code == 422 and field in refused.json()["error"]["details"], (field, value)
    assert send(admin, "PUT", "/api/rooms/announcements/cats", wanted).status_code == 422
    assert get(eve, "/api/rooms/nowhere-at-all/cats", 404)["code"] == "NOT_FOUND"
    form = page(ada, "GET", f"/rooms/{room}/cats")
    for words in ("Cats may talk here", "Voice", "Which cats", "Save"):
        assert words in form.text
    assert page(ada, "POST", f"/rooms/{room}/cats", {"mode": "own", "cats": ["hex", "beans"]}).status_code == 303
    assert get(eve, path) == {"room": room, "on": False, "mode": "own", "cats": ["beans", "hex"]}
    assert page(ada, "POST", f"/rooms/{room}/cats", {"mode": "own", "on": "true"}).status_code == 422
    assert f"/rooms/{room}/cats" in page(ada, "GET", f"/rooms/{room}").text
    assert f"/rooms/{room}/cats" not in page(eve, "GET", f"/rooms/{room}").text
    assert send(eve, "GET", f"/api/rooms/{room}/cats").status_code == 200


def test_a_cats_line_is_an_ordinary_message_that_is_unread_for_nobody(quiet):
    ada, eve, admin = sign_up(quiet), sign_up(quiet), administrator(quiet)

    async def run():
        async with admin.socket() as socket, eve.socket() as reader:
            await socket.join("general")
            await reader.join("general")
            assert send(admin, "PUT", "/api/rooms/general/cats", {"on": True, "mode": "own", "cats": NAMES}).status_code == 200
            for number in range(40):
                # A deed of another kind each time: cats take no notice of the same one within a minute.
                deed = number % 3
                if deed == 0:
                    sign_up(quiet)
                elif deed == 1:
                    page(eve, "POST", "/settings/cats", {"mode": "nothing"})
                else:
                    httpx.post(quiet.url + "/api/auth/signin", json={"email": eve.email, "password": "not hers"})
                try:
                    return await reader.event("new_message", lambda data: data["author"]["username"] in NAMES, timeout=4)
                except Exception:
                    continue
            return None

    said = asyncio.run(run())
    assert said, "no cat has said a word"
    cat = said["author"]["username"]
    assert said["author"]["display_name"] == cat.title() and said["author"]["avatar_url"] == f"/cats/{cat}/face.svg"
    assert 1 <= len(said["content"]) <= 140 and "<p>" in said["html"]

    # Unread for nobody, found by search, in the backfill of those who mute the cat, and hidden from them by their own stylesheet.
    async def look():
        async with ada.socket() as socket:
            await socket.join("general")
            return await socket.request("backfill", {"room": "general", "before_id": said["id"] + 1, "limit": 1})

    send(ada, "PUT", "/api/cats/settings", {**DEFAULTS, "muted": [cat]})
    assert [message["id"] for message in asyncio.run(look())["messages"]] == [said["id"]]
    style = page(ada, "GET", "/cats/muted.css")
    assert style.headers["cache-control"] == "private, no-store" and f'[data-author="{said["author"]["id"]}"]' in style.text
    assert 'href="/cats/muted.css"' in page(ada, "GET", "/rooms/general").text
    assert page(eve, "GET", "/cats/muted.css").text == ""

    # No account: nobody follows, invites, writes to or sanctions it, and its name is text in mentions.
    for method, path, body in [
        ("PUT", f"/api/people/{cat}/follow", None), ("PUT", f"/api/people/{cat}/block", None),
        ("POST", "/admin/actions", {"action": "warn", "username": cat, "reason": "other", "message": "Stop"}),
    ]:
        account = admin if path.startswith("/admin") else eve
        assert send(account, method, path, body).status_code == 404, path
    assert get(eve, f"/api/people/{cat}", 404)
    assert not [person for person in get(eve, "/api/people")["people"] if cat in str(person)]
    signed = httpx.post(quiet.url + "/api/auth/signin", json={"email": f"{cat}@cats.invalid", "password": "!"})
    assert signed.status_code == 401
    wall = page(eve, "GET", f"/@{cat}")
    assert (wall.status_code, wall.headers["location"]) == (303, f"/cats/{cat}")

    async def mention():
        async with eve.socket() as socket:
            await socket.join("general")
            return await socket.request("post_message", {"room": "general", "content": f"hello @{cat}"})

    posted = asyncio.run(mention())
    shown = page(eve, "GET", f"/rooms/general?message={posted['id']}").text
    assert f"hello @{cat}</p>" in shown

    # A moderator deletes it like any message.
    async def delete():
        async with admin.socket() as socket:
            await socket.join("general")
            await socket.request("delete_message", {"id": said["id"]})

    asyncio.run(delete())
    (tombstone,) = asyncio.run(look())["messages"]
    assert tombstone["deleted"] and said["content"] not in tombstone["html"]


def test_a_member_may_have_a_cats_name(quiet):
    miso = sign_up(quiet, "miso")
    wall = page(miso, "GET", "/@miso")
    assert wall.status_code == 200
    assert page(miso, "GET", "/@miso-cat").headers.get("location") == "/cats/miso"
    assert page(miso, "GET", "/cats/miso").status_code == 200


def test_muting_goes_on_while_cats_are_off(quiet):
    ada, admin = sign_up(quiet), administrator(quiet)
    send(ada, "PUT", "/api/cats/settings", {**DEFAULTS, "all": True})
    settings = httpx.get(quiet.url + "/admin/settings", headers=admin.headers).json()
    done = httpx.post(quiet.url + "/admin/settings", headers=admin.headers, json={"version": settings["version"], "cats": "off"})
    assert done.status_code == 200, done.text
    until(lambda: send(ada, "GET", "/api/cats/settings").status_code == 403)
    assert page(ada, "GET", "/cats/muted.css").status_code == 200
