"""Switches of features: what is off answers FEATURE_OFF to everybody, is shown nowhere, and comes back as it was. And newcomers."""

import asyncio
import re
import time
import uuid

import httpx
import pytest
from archives import export
from media_files import jpeg
from neospace_client import Refused, sign_up
from neospace_server import Server
from test_policies import MESSAGES, ROUTES, address
from test_site_settings import FEATURES, JSON, change

HTML = {"Accept": "text/html"}
FORM = {"Sec-Fetch-Site": "same-origin"}
LINKS = {
    "rooms": 'href="/rooms"', "messages": 'href="/messages"', "tasks": 'href="/tasks"', "downloads": 'href="/dashboard"',
    "codeground": 'href="/codeground"', "song": 'href="/song"', "cats": 'href="/cats"',
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    file = tmp_path_factory.mktemp("file") / "release.zip"
    file.write_bytes(b"PK\x05\x06" + b"\0" * 18)
    with Server(env={"NEOSPACE_SIGNUP": "open", "DOWNLOAD_FILE": str(file)}) as one:
        yield one


@pytest.fixture(scope="module")
def admin(server):
    return sign_up(server, email="admin@example.org")


@pytest.fixture(scope="module")
def member(server):
    return sign_up(server)


@pytest.fixture(autouse=True)
def everything_on_again(admin):
    yield
    change(admin, newcomer_hours=0, sign_up="open", **dict.fromkeys(FEATURES, "on"))


def off(answer: httpx.Response) -> None:
    assert answer.status_code == 403, (answer.status_code, answer.text[:200])
    if answer.headers["content-type"].startswith("application/json"):
        assert answer.json()["error"]["code"] == "FEATURE_OFF"
    else:
        assert "Switched off" in answer.text


def of(feature: str, rows: list[dict]) -> list[dict]:
    return [row for row in rows if row["switch"] == feature]


@pytest.mark.parametrize("feature", FEATURES)
def test_every_route_of_a_feature_that_is_off_says_so_to_everybody_after_the_sign_in_check(server, admin, member, feature):
    rows = of(feature, ROUTES)
    assert rows, feature
    change(admin, **{feature: "off"})
    for row in rows:
        url, body = server.url + address(row["path"]), None if row["method"] in ("GET", "HEAD", "DELETE") else b""
        for headers in (member.headers, admin.headers):
            answer = httpx.request(row["method"], url, headers=FORM | JSON | headers, content=body)
            assert answer.status_code == 403, (row["method"], row["path"], answer.status_code)
            if row["method"] != "HEAD":
                off(answer)
        guest = httpx.request(row["method"], url, headers=FORM | JSON, content=body)
        if row["declares"] in ("open", "anyone") or row["guest"] == "if visible":
            off(guest)
        else:
            assert guest.status_code in (401, 303), (row["path"], guest.status_code)
    change(admin, **{feature: "on"})
    for row in rows:
        if row["method"] == "GET" and "{" not in row["path"] and row["path"] != "/download":
            assert httpx.get(server.url + row["path"], headers=HTML | admin.headers).status_code in (200, 303)


def test_accounts_people_feed_search_lobby_notifications_and_the_settings_go_on(server, admin, member):
    change(admin, **dict.fromkeys(FEATURES, "off"))
    for path in ("/people", "/feed", "/search?q=x", "/lobby", "/notifications", "/settings", "/standing", "/moderation", "/settings/media", "/reports", "/appearance"):
        assert httpx.get(server.url + path, headers=HTML | member.headers).status_code == 200, path
    assert httpx.get(server.url + "/admin/settings", headers=HTML | admin.headers).status_code == 200
    number = server.query(f"SELECT id FROM users WHERE username = '{member.username}'")[0][0]
    for path in (f"/avatars/{number}", "/cats/miso/face.svg", "/cats/miso/face/grumpy.svg", f"/appearance/members/{number}"):
        assert httpx.get(server.url + path, headers=member.headers).status_code == 200, path
    answer = httpx.get(server.url + "/relations/hidden.css", headers=member.headers)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    home = httpx.get(server.url + "/", headers=HTML | member.headers)
    assert home.status_code == 303
    assert httpx.get(server.url + home.headers["location"], headers=HTML | member.headers).status_code == 200


@pytest.mark.parametrize("feature", list(LINKS))
def test_the_links_of_a_feature_that_is_off_are_gone(server, admin, member, feature):
    assert LINKS[feature] in httpx.get(server.url + "/people", headers=HTML | member.headers).text
    change(admin, **{feature: "off"})
    text = httpx.get(server.url + "/people", headers=HTML | member.headers).text
    assert LINKS[feature] not in text
    if feature == "rooms":
        assert 'href="/rooms/' not in text
    if feature == "tasks":
        assert 'href="/tasks/new"' not in text
    if feature == "messages":
        assert 'href="/messages/new"' not in text


KINDS = {"media": {"image", "gallery", "audio", "voice_note"}, "codeground": {"script"}, "song": {"song"}}


@pytest.mark.parametrize("feature", list(KINDS))
def test_walls_offer_no_kind_of_a_feature_that_is_off(server, admin, member, feature):
    form = f"{server.url}/@{member.username}/modules/new"

    def offered() -> set[str]:
        return set(re.findall(r'href="/@[^"]*/modules/new\?kind=([a-z_]+)"', httpx.get(form, headers=HTML | member.headers).text))

    all_kinds = offered()
    assert all_kinds >= KINDS[feature] | {"text", "guestbook"}
    change(admin, **{feature: "off"})
    assert offered() == all_kinds - KINDS[feature]
    for kind in KINDS[feature]:
        off(httpx.get(f"{form}?kind={kind}", headers=HTML | member.headers))


def test_while_rooms_are_off_the_front_page_leads_to_the_first_of_the_sidebar_that_is_on(server, admin, member):
    def home() -> str:
        return httpx.get(server.url + "/", headers=HTML | member.headers).headers["location"]

    assert home().startswith("/rooms/")
    change(admin, rooms="off")
    assert home() == f"/@{member.username}"
    change(admin, walls="off")
    assert home() == "/feed"


def test_walls_off_leave_no_way_to_a_wall_in_the_frame_of_a_page(server, admin, member):
    change(admin, walls="off")
    text = httpx.get(server.url + "/settings", headers=HTML | member.headers).text
    assert "Your wall" not in text and 'href="/settings/profile"' not in text
    # A new member's first page is another one.
    browser = httpx.Client(base_url=server.url, headers=HTML | FORM)
    name = f"new{uuid.uuid4().hex[:8]}"
    made = browser.post("/signup", data={"name": "New", "username": name, "email": f"{name}@example.org", "password": "correct horse"})
    assert (made.status_code, made.headers["location"]) == (303, "/")


def test_viewers_of_rooms_hear_nothing_more_while_rooms_are_off(server, admin, member):
    other = sign_up(server)

    async def run() -> None:
        async with member.socket() as socket, other.socket() as writer:
            await socket.join("general")
            await writer.join("general")
            id_ = (await writer.request("post_message", {"room": "general", "content": "Before."}))["id"]
            await socket.event("new_message")
            talk = (await writer.request("open_conversation", {"usernames": [member.username]}))["room"]
            changed = change(admin, rooms="off")
            assert await socket.event("site") == {"name": changed["name"], "mode": "normal", "message": "", "off": ["rooms"]}
            await writer.event("site")
            for row in of("rooms", MESSAGES):
                with pytest.raises(Refused) as refusal:
                    await writer.request(row["type"], {})
                assert refusal.value.code == "FEATURE_OFF", row
            for type_, data in (
                ("join_room", {"room": "general"}), ("post_message", {"room": "general", "content": "Never."}),
                ("backfill", {"room": "general", "before_id": 9}), ("mark_read", {"room": "general", "id": id_}),
                ("close_room", {"room": "general"}), ("leave_room", {"room": "general"}),
                ("edit_message", {"id": id_, "content": "Never."}), ("delete_message", {"id": id_}),
                ("react", {"id": id_, "emoji": "🎉", "on": True}),
            ):  # fmt: skip
                with pytest.raises(Refused) as refusal:
                    await writer.request(type_, data)
                assert refusal.value.code == "FEATURE_OFF", type_
            # Conversations go on, and so does what belongs to no feature.
            await writer.join(talk)
            await writer.request("post_message", {"room": talk, "content": "Between us."})
            await writer.watch("me")
            async with member.socket() as late:
                assert (await late.event("site"))["off"] == ["rooms"]
                await late.request("ping", {"ts": 1})
                assert not [one for one in late.frames if one["type"] == "unread" and not one["data"]["room"].startswith("dm:")]
            change(admin, rooms="on")
            await writer.event("site")
            await writer.join("general")
            await writer.request("post_message", {"room": "general", "content": "After."})
            await asyncio.sleep(0.3)
            assert not [one for one in socket.frames if one["type"] == "new_message" and one["data"]["content"] == "After."]
            _, pages = await socket.join("general")
            contents = [one["content"] for page in pages for one in page["messages"]]
            assert contents[-2:] == ["Before.", "After."]

    asyncio.run(run())


def test_conversations_off_leave_rooms_alone(server, admin, member):
    other = sign_up(server)

    async def run() -> None:
        async with member.socket() as socket, other.socket() as writer:
            talk = (await writer.request("open_conversation", {"usernames": [member.username]}))["room"]
            await writer.join(talk)
            id_ = (await writer.request("post_message", {"room": talk, "content": "Before."}))["id"]
            change(admin, messages="off")
            await writer.event("site")
            for type_, data in (
                ("join_room", {"room": talk}), ("post_message", {"room": talk, "content": "Never."}), ("edit_message", {"id": id_, "content": "N"}),
                ("open_conversation", {"usernames": [admin.username]}), ("list_conversations", {}), ("clear_conversation", {"room": talk}),
            ):  # fmt: skip
                with pytest.raises(Refused) as refusal:
                    await writer.request(type_, data)
                assert refusal.value.code == "FEATURE_OFF", type_
            off(other.http().get("/messages/" + talk.removeprefix("dm:"), headers=HTML))
            await socket.join("general")
            await socket.request("post_message", {"room": "general", "content": "Rooms work."})
            # What is in a conversation is not found either.
            assert other.http().get("/api/search", params={"q": "Before", "room": talk}).status_code == 403

    asyncio.run(run())


@pytest.mark.parametrize(("feature", "place"), [("walls", "wall:{0}"), ("cats", "cats"), ("codeground", "script:{1}")])
def test_watchers_are_told_that_their_place_is_off(server, admin, member, feature, place):
    script = member.http().post("/api/scripts", json={"title": "Dots", "runtime": "sketch"})
    assert script.status_code == 201, script.text
    place = place.format(member.username, script.json()["data"]["script"]["id"])

    async def run() -> None:
        async with member.socket() as socket:
            await socket.watch(place)
            await socket.watch("me")
            change(admin, **{feature: "off"})
            assert await socket.event("place_closed") == {"place": place, "reason": "off"}
            with pytest.raises(Refused) as refusal:
                await socket.request("watch", {"place": place})
            assert refusal.value.code == "FEATURE_OFF"
            assert not [one for one in socket.events if one["type"] == "place_closed"]
            change(admin, **{feature: "on"})
            await socket.watch(place)

    asyncio.run(run())


def test_things_of_a_feature_that_is_off_are_in_no_feed_and_no_search_and_come_back(server, admin):
    word = f"w{uuid.uuid4().hex[:10]}"
    writer, reader = sign_up(server), sign_up(server)
    http = writer.http()
    http.get("/rooms/general", headers=HTML)
    assert http.post("/rooms/general", data={"content": f"said {word}"}, headers=FORM).status_code == 303
    assert http.post("/api/tasks", json={"title": f"task {word}"}).status_code == 201
    assert http.post("/api/modules", json={"kind": "text", "content": {"text": f"about {word}"}}).status_code == 201
    assert reader.http().put(f"/api/people/{writer.username}/follow").status_code in (200, 201)

    def found(account) -> set[str]:
        answer = account.http().get("/api/search", params={"q": word})
        return {one["kind"] for one in answer.json()["data"]["results"]}

    def feed() -> int:
        return len(reader.http().get("/api/feed").json()["data"]["entries"])

    began = time.monotonic()
    while found(writer) < {"message", "task", "module"}:
        assert time.monotonic() - began < 15, found(writer)
        time.sleep(0.2)
    entries = feed()
    assert entries > 0
    change(admin, walls="off")
    assert "module" not in found(writer) and feed() == entries - 1
    change(admin, tasks="off", rooms="off")
    assert found(writer) == set()
    change(admin, tasks="on", rooms="on", walls="on")
    assert found(writer) >= {"message", "task", "module"} and feed() == entries


def test_nothing_is_deleted_and_an_export_holds_it(server, admin):
    writer = sign_up(server)
    http = writer.http()
    assert http.post("/api/tasks", json={"title": "Kept in the dark"}).status_code == 201
    change(admin, tasks="off", walls="off", rooms="off")
    assert export(writer)["tasks"][0]["title"] == "Kept in the dark"
    change(admin, tasks="on", walls="on", rooms="on")
    assert http.get("/api/tasks").json()["data"]["tasks"][0]["title"] == "Kept in the dark"


def test_media_off_refuses_uploads_and_shows_what_is_there(server, admin, member):
    http = member.http()
    made = http.post("/api/media", files={"file": ("a.png", jpeg(), "image/jpeg")})
    assert made.status_code == 201, made.text
    change(admin, media="off")
    off(http.post("/api/media", files={"file": ("b.png", jpeg(seed=1), "image/jpeg")}))
    assert http.get("/api/media").status_code == 200 and http.get("/settings/media", headers=HTML).status_code == 200
    form = http.post("/rooms/general", data={"content": "With a file"}, files={"file": ("c.png", jpeg(seed=2), "image/jpeg")}, headers=FORM | HTML)
    assert form.status_code == 403
    assert http.post("/rooms/general", data={"content": "Without"}, headers=FORM | HTML).status_code == 303
    assert http.get(made.headers["location"]).status_code == 200


# Newcomers

LACKING = {"create_room", "send_dm", "upload_media", "publish_script"}


def permissions(account) -> set[str]:
    async def run() -> set[str]:
        async with account.socket() as socket:
            return set(socket.connected["permissions"])

    return asyncio.run(run())


def test_newcomers_lack_four_permissions_and_cannot_post_links(server, admin, member):
    change(admin, newcomer_hours=24)
    new = sign_up(server)
    assert not permissions(new) & LACKING and "post_message" in permissions(new)
    assert permissions(admin) >= LACKING

    async def run() -> None:
        async with new.socket() as socket:
            await socket.join("general")
            for content in ("http://example.org", "see https://example.org", "WWW.example.org", "a HTTPS://b"):
                with pytest.raises(Refused) as refusal:
                    await socket.request("post_message", {"room": "general", "content": content})
                assert refusal.value.code == "FORBIDDEN", content
            id_ = (await socket.request("post_message", {"room": "general", "content": "Hello www, I am new."}))["id"]
            with pytest.raises(Refused) as refusal:
                await socket.request("edit_message", {"id": id_, "content": "www.example.org"})
            assert refusal.value.code == "FORBIDDEN"
            for type_, data in (("create_room", {"name": "spam"}), ("open_conversation", {"usernames": [admin.username]})):
                with pytest.raises(Refused) as refusal:
                    await socket.request(type_, data)
                assert refusal.value.code == "FORBIDDEN"

    asyncio.run(run())
    http = new.http()
    assert http.post("/api/media", files={"file": ("a.png", jpeg(), "image/jpeg")}).status_code == 403
    form = http.post("/rooms/general", data={"content": "http://example.org"}, headers=FORM | HTML)
    assert form.status_code == 403 and "cannot post links yet" in form.text
    # It ends by itself.
    server.query(f"UPDATE users SET created_at = created_at - {24 * 3_600 * 1_000_000} WHERE username = '{new.username}'")
    began = time.monotonic()
    while not permissions(new) >= LACKING:
        assert time.monotonic() - began < 15
        time.sleep(0.3)
    assert new.http().post("/rooms/general", data={"content": "http://example.org"}, headers=FORM | HTML).status_code == 303


def test_it_ends_for_everybody_when_it_is_turned_off(server, admin):
    change(admin, newcomer_hours=168)
    new = sign_up(server)
    assert not permissions(new) & LACKING
    change(admin, newcomer_hours=0)
    assert permissions(new) >= LACKING


def test_a_grant_wins_over_being_new(server, admin):
    change(admin, newcomer_hours=24)
    new = sign_up(server)
    number = server.query(f"SELECT id FROM users WHERE username = '{new.username}'")[0][0]
    granted = admin.http().post(f"/admin/users/{number}/exceptions", data={"permission": "send_dm", "effect": "grant"}, headers=FORM)
    assert granted.status_code == 303, granted.text
    assert permissions(new) & LACKING == {"send_dm"}


def test_who_came_with_an_invitation_is_no_newcomer(server, admin):
    made = admin.http().post("/admin/invites", data={"uses": "5", "days": "1"}, headers=FORM | HTML)
    code = re.search(r"invite=([\w-]+)", made.text)[1]
    for mode in ("open", "invite"):
        change(admin, newcomer_hours=24, sign_up=mode)
        name = f"invited{uuid.uuid4().hex[:8]}"
        browser = httpx.Client(base_url=server.url, headers=HTML | FORM)
        fields = {"name": "In", "username": name, "email": f"{name}@example.org", "password": "correct horse", "invite": code}
        assert browser.post("/signup", data=fields).status_code == 303
        token = httpx.post(server.url + "/api/auth/signin", json={"email": fields["email"], "password": "correct horse"}).json()["data"]["token"]
        account = type(admin)(server, name, fields["email"], token, "")
        assert permissions(account) >= LACKING, mode
