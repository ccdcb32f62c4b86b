"""Cats: moods that the server's own events move, what members see of them, and the one thing that members may do."""

import asyncio
import hashlib
import json
import pathlib
import signal
import time
import xml.dom.minidom

import httpx
import pytest
from downloads_client import administrator
from neospace_client import Refused, sign_up
from neospace_server import Server

VECTORS = json.loads((pathlib.Path(__file__).resolve().parents[1] / "Fixtures/cats-vectors.json").read_text())
NAMES = [cat["name"] for cat in VECTORS["tables"]["cats"]]
MOODS = list(VECTORS["tables"]["centroids"])


@pytest.fixture
def quiet():
    """Nobody else is here: a cat takes no notice of a deed within a minute of another of its kind."""
    with Server() as running:
        yield running


@pytest.fixture
def admin(server):
    return administrator(server)


def get(account, path: str, status: int = 200) -> dict:
    answer = httpx.get(account.server.url + path, headers=account.headers, timeout=20)
    assert answer.status_code == status, answer.text
    return answer.json()["data"] if status == 200 else answer.json()["error"]


def send(account, method: str, path: str, body: dict | None = None) -> httpx.Response:
    return httpx.request(method, account.server.url + path, json=body, headers=account.headers, timeout=20)


def page(account, method: str, path: str, form: dict | None = None, **headers) -> httpx.Response:
    headers = {"Accept": "text/html", "Cookie": f"session={account.token}", "Sec-Fetch-Site": "same-origin", **headers}
    return httpx.request(method, account.server.url + path, data=form, headers=headers, timeout=20)


def rows(account, cat: str) -> list[dict]:
    found, before = [], ""
    while True:
        slice_ = get(account, f"/api/cats/{cat}/ledger?limit=100{before}")
        found += slice_["rows"]
        if slice_["next"] is None:
            return found
        before = f"&before={slice_['next']}"


def decay(v: int, t: int, h: int) -> int:
    n = t // h
    if n >= 24:
        return 0
    k, rest = divmod((t % h) * 1024, h)
    table = [round(2 ** (30 - k / 1024)) for k in (k, k + 1)]
    m = table[0] - (table[0] - table[1]) * rest // h
    left = (abs(v) * m + (1 << (29 + n))) >> (30 + n)
    return -left if v < 0 else left


def until(holds, timeout: float = 20):
    end = time.monotonic() + timeout
    while True:
        found = holds()
        if found:
            return found
        assert time.monotonic() < end
        time.sleep(0.05)


def milliseconds(iso: str) -> int:
    import datetime

    return round(datetime.datetime.fromisoformat(iso.replace("Z", "+00:00")).timestamp() * 1000)


def test_all_cats_in_table_order_for_members_alone(server, ada):
    data = get(ada, "/api/cats")
    assert data.keys() == {"cats", "epoch", "seq"}
    assert [cat["id"] for cat in data["cats"]] == NAMES
    assert data["seq"] == max(cat["seq"] for cat in data["cats"])
    for cat, table in zip(data["cats"], VECTORS["tables"]["cats"], strict=True):
        assert list(cat) == [
            "type", "id", "seq", "deleted", "order", "html", "title", "faction", "observer", "home", "gain", "on", "mood",
        ]
        assert (cat["type"], cat["deleted"], cat["on"]) == ("cat", False, True)
        assert (cat["faction"], cat["observer"], cat["home"]) == (table["faction"], table["observer"], table["home"])
        assert cat["mood"].keys() == {"at", "n", "state", "clock", "pad", "label", "octant", "voice", "face"}
        assert cat["mood"]["face"] == f"/cats/{cat['id']}/face/{cat['mood']['label'].lower()}.svg"
        assert f'id="cat-{cat["id"]}"' in cat["html"] and f'alt="{cat["title"]}, {cat["mood"]["label"].lower()}"' in cat["html"]
    assert sorted(cat["order"] for cat in data["cats"]) == [cat["order"] for cat in data["cats"]]
    assert httpx.get(server.url + "/api/cats").status_code == 401
    answer = httpx.get(server.url + "/cats", headers={"Accept": "text/html"})
    assert answer.status_code == 303 and answer.headers["Location"] == "/login?next=/cats"


def test_signing_in_is_noticed_and_every_number_can_be_checked(server, ada):
    eve = sign_up(server)
    row = until(lambda: rows(eve, "patch"))[0]
    assert list(row) == ["n", "at", "deed", "event", "gain", "r", "e", "after", "label", "who"]
    tables = {cat["name"]: cat for cat in VECTORS["tables"]["cats"]}
    for cat in ("patch", "beans", "miso"):
        history = rows(eve, cat)[::-1]
        assert [row["n"] for row in history] == list(range(1, len(history) + 1))
        table, state, at, habits = tables[cat], tables[cat]["home"], None, {}
        for row in history:
            now = milliseconds(row["at"])
            if at is not None:
                state = [home + decay(value - home, now - at, half) for value, home, half in zip(state, table["home"], table["half_lives_ms"])]
            w, *felt = table["felt"][row["deed"]]
            r = decay(habits[row["deed"]][1] + 1_000_000, now - habits[row["deed"]][0], 21_600_000) if row["deed"] in habits else 0
            for axis in range(3):
                v, x = felt[axis], state[axis]
                room = 1_000_000 - x if v > 0 else 1_000_000 + x
                e = abs(v) * row["gain"] * w * room // (200 * (1_000_000 + r)) * (1 if v > 0 else -1)
                assert row["e"][axis] == max(-1_000_000, min(1_000_000, x + e)) - x
            assert row["r"] == r
            state = [x + e for x, e in zip(state, row["e"])]
            assert state == row["after"]
            habits[row["deed"]] = (now, r)
            at = now


def test_a_pet_is_acknowledged_told_and_remembered(server):
    ada = sign_up(server)

    async def run():
        async with ada.socket() as one, ada.socket() as other:
            await other.watch("cats")
            ack = (await one.request("signal", {"place": "cats", "name": "pet", "cat": "miso"}, "pet-1"))["cat"]
            assert ack["id"] == "miso"
            changed = await other.event("changed", lambda data: data["object"]["seq"] == ack["seq"])
            assert changed == {"place": "cats", "object": ack}
            again = await one.request("signal", {"place": "cats", "name": "pet", "cat": "miso"}, "pet-1")
            assert again == {"cat": ack}
            with pytest.raises(Refused) as refused:
                await one.request("signal", {"place": "cats", "name": "pet", "cat": "miso"}, "pet-2")
            assert refused.value.code == "RATE_LIMITED" and 0 < refused.value.error["retry_after_ms"] <= 600_000
            for data, code in [
                ({"place": "cats", "name": "pet", "cat": "Miso"}, "NOT_FOUND"),
                ({"place": "cats", "name": "pet", "cat": "../beans"}, "NOT_FOUND"),
                ({"place": "cats", "name": "pet"}, "VALIDATION_ERROR"),
                ({"place": "cats", "name": "kick", "cat": "miso"}, "VALIDATION_ERROR"),
                ({"place": "cats", "name": "pet", "cat": "miso", "at": "2026-11-20T10:00:00.000Z"}, "VALIDATION_ERROR"),
                ({"place": "cats", "name": "pet", "cat": "miso", "deed": "idle"}, "VALIDATION_ERROR"),
                ({"place": "cats:1", "name": "pet", "cat": "miso"}, "NOT_FOUND"),
                ({"place": "lobby", "name": "pet", "cat": "miso"}, "VALIDATION_ERROR"),
            ]:
                with pytest.raises(Refused) as refused:
                    await one.request("signal", data)
                assert refused.value.code == code, data

    asyncio.run(run())
    look = get(ada, "/api/cats/miso")
    assert [memory["deed"] for memory in look["you"]["memories"]].count("pet") == 1
    pets = [row for row in rows(ada, "miso") if row["deed"] == "pet" and row["who"] == "you"]
    assert len(pets) == 1
    assert not [row for row in rows(sign_up(server), "miso") if row["who"] == "you" and row["deed"] == "pet"]


def test_fifty_pets_at_once_are_one_row_and_one_ack(server):
    ada = sign_up(server)

    async def run():
        async with ada.socket() as live:
            async def pet(number):
                try:
                    return await live.request("signal", {"place": "cats", "name": "pet", "cat": "tofu"}, f"many-{number}")
                except Refused as refused:
                    assert refused.code == "RATE_LIMITED"

            return [ack for ack in await asyncio.gather(*map(pet, range(50))) if ack]

    assert len(asyncio.run(run())) == 1
    assert len([row for row in rows(ada, "tofu") if row["deed"] == "pet" and row["who"] == "you"]) == 1


def test_folding_changes_is_what_a_fresh_look_gives(server, ada):
    async def run():
        async with ada.socket() as live:
            _, pages = await live.watch("cats")
            copy = {object_["id"]: object_ for page in pages for object_ in page["objects"]}
            assert list(copy) == NAMES
            others = [sign_up(server) for _ in range(2)]
            for account in others:
                assert page(account, "POST", "/cats/ash/pet").status_code == 303
            # What the cats feel is worked out after the answer, and told after that.
            async with asyncio.timeout(20):
                while True:
                    for frame in live.events:
                        if frame["type"] == "changed" and frame["data"]["place"] == "cats":
                            object_ = frame["data"]["object"]
                            if object_["seq"] > copy[object_["id"]]["seq"]:
                                copy[object_["id"]] = object_
                    fresh = await asyncio.to_thread(get, ada, "/api/cats")
                    is_told = sum(row["deed"] == "pet" for row in await asyncio.to_thread(rows, ada, "ash")) >= 2
                    if is_told and list(copy.values()) == fresh["cats"]:
                        break
                    await asyncio.sleep(0.1)
            watching, pages = await live.watch("cats", fresh["epoch"], fresh["seq"] - 1)
            assert [object_["seq"] for page in pages for object_ in page["objects"]] == [fresh["seq"]]

    asyncio.run(run())


@pytest.mark.parametrize("name", ["Miso", "miso%00", "..%2Fbeans", "dog", "MISO", "miso "])
def test_names_that_are_none(server, ada, name):
    for path in (f"/api/cats/{name}", f"/api/cats/{name}/ledger", f"/cats/{name}/face.svg", f"/cats/{name}/face/zen.svg"):
        assert httpx.get(server.url + path, headers=ada.headers).status_code in (400, 404), path
    assert page(ada, "GET", f"/cats/{name}").status_code in (400, 404)


@pytest.mark.parametrize("value", ["-1", "100000000000000000000", "1e3", "", "+1", "1.0", "x"])
def test_numbers_that_are_none(server, ada, value):
    value = value.replace("+", "%2B")
    for path, field in [("?ago=", "ago"), ("/ledger?before=", "before"), ("/ledger?limit=", "limit")]:
        assert field in get(ada, f"/api/cats/miso{path}{value}", 422)["details"], path
    assert page(ada, "GET", f"/cats/miso?ago={value}").status_code == 422


def test_numbers_at_their_bounds(server, ada):
    get(ada, "/api/cats/miso?ago=0")
    assert get(ada, "/api/cats/miso?ago=129600")["mood"]["n"] == 0
    assert "ago" in get(ada, "/api/cats/miso?ago=129601", 422)["details"]
    assert "limit" in get(ada, "/api/cats/miso/ledger?limit=0", 422)["details"]
    assert "limit" in get(ada, "/api/cats/miso/ledger?limit=101", 422)["details"]
    assert "before" in get(ada, "/api/cats/miso/ledger?before=0", 422)["details"]
    assert get(ada, "/api/cats/miso/ledger?before=1") == {"rows": [], "next": None}
    assert "mood" in get(ada, "/api/cats/miso?mood=zen", 422)["details"]


def test_members_are_no_keepers(server, ada):
    before = get(ada, "/api/cats/root")["cat"]
    for method, path, body in [
        ("PUT", "/api/cats/root", {"gain": 0, "on": False}),
        ("POST", "/api/cats/root/reset", None),
        ("POST", "/api/cats/rehearse", {"seed": "s", "events": []}),
    ]:
        assert send(ada, method, path, body).status_code == 403
    assert page(ada, "POST", "/cats/root/keeper", {"gain": "0"}).status_code == 403
    assert page(ada, "POST", "/cats/root/reset").status_code == 403
    assert page(ada, "POST", "/cats/root/pet", **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    after = get(ada, "/api/cats/root")["cat"]
    assert (after["gain"], after["on"]) == (before["gain"], before["on"])


def test_a_keeper_changes_a_cat_and_no_mood(server, admin):
    mood = get(admin, "/api/cats/null")["mood"]
    answer = send(admin, "PUT", "/api/cats/null", {"gain": 0, "on": False})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["data"]["cat"]["gain"], answer.json()["data"]["cat"]["on"]) == (0, False)
    assert get(admin, "/api/cats/null")["mood"]["n"] == mood["n"]

    async def run():
        async with admin.socket() as live:
            with pytest.raises(Refused) as refused:
                await live.request("signal", {"place": "cats", "name": "pet", "cat": "null"})
            assert refused.value.code == "CONFLICT"

    asyncio.run(run())
    for body in ({"gain": 201, "on": True}, {"gain": 100}, {"gain": 100, "on": True, "mood": "Zen"}, {"gain": "x", "on": True}):
        assert send(admin, "PUT", "/api/cats/null", body).status_code == 422
    form = page(admin, "POST", "/cats/null/keeper", {"gain": "300", "on": "true"})
    assert form.status_code == 422 and 'value="300"' in form.text
    assert page(admin, "POST", "/cats/null/keeper", {"gain": "160", "on": "true"}).status_code == 303
    reset = send(admin, "POST", "/api/cats/null/reset")
    assert reset.status_code == 200 and reset.json()["data"]["cat"]["mood"]["state"] == [-250000, -250000, 300000]
    assert rows(admin, "null")[0]["deed"] == "reset"


@pytest.mark.parametrize("example", VECTORS["rehearsals"], ids=lambda example: example["seed"])
def test_rehearsals_to_the_last_digit(server, admin, example):
    answer = send(admin, "POST", "/api/cats/rehearse", {"seed": example["seed"], "events": example["events"]})
    assert answer.status_code == 200, answer.text
    data, expected = answer.json()["data"], example["answer"]
    assert data["rows"] == expected["rows"] and data["gossip"] == expected["gossip"]
    assert data["cats"] == expected["cats"] and data["affinities"] == expected["affinities"]
    assert [(line["event"], line["cat"], line["choice"]) for line in data["lines"]] == [
        (line["event"], line["cat"], line["pick"] % got["of"]) for line, got in zip(expected["lines"], data["lines"], strict=True)
    ]
    assert all(line.keys() == {"event", "cat", "pool", "choice", "of", "line"} for line in data["lines"])


def test_rehearsals_have_bounds(server, admin):
    event = {"id": "e" * 100, "deed": "idle", "at": "2026-11-20T10:00:00.000Z"}
    events = [{**event, "id": f"{number:0100}", "at": f"2026-11-20T{number // 60:02}:{number % 60:02}:00.000Z"} for number in range(200)]
    start = time.monotonic()
    assert send(admin, "POST", "/api/cats/rehearse", {"seed": "s", "events": events}).status_code == 200
    assert time.monotonic() - start < 20
    for wrong in (
        [], [*events, event], [{**event, "deed": "pet"}], [{**event, "cat": "miso"}], [{**event, "deed": "reset"}], [{**event, "at": "now"}],
        [{**event, "id": "e" * 101}], [{**event, "member": "m" * 21}], [{**event, "mood": "Zen"}], [events[1], events[0]], "idle",
    ):
        answer = send(admin, "POST", "/api/cats/rehearse", {"seed": "s", "events": wrong})
        assert answer.status_code == 422 and "events" in answer.json()["error"]["details"], wrong


def test_faces(server):
    seen = set()
    with httpx.Client(base_url=server.url, timeout=20) as http:
        for name in NAMES:
            for mood in MOODS[:: 1 if name == "miso" else 7]:
                answer = http.get(f"/cats/{name}/face/{mood.lower()}.svg")
                assert answer.status_code == 200 and len(answer.content) <= 3_072
                assert f"<title>{name.capitalize()}, {mood.lower()}</title>" in answer.text
                xml.dom.minidom.parseString(answer.content)
                seen.add(hashlib.sha256(answer.content).digest())
        headers = answer.headers
        assert headers["Content-Type"] == "image/svg+xml" and headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
        assert headers["Cache-Control"] == "public, max-age=86400"
        assert http.get(str(answer.url), headers={"If-None-Match": headers["ETag"]}).status_code == 304
        present = http.get("/cats/miso/face.svg")
        assert present.status_code == 200 and present.headers["Cache-Control"] == "no-cache" and "ETag" in present.headers
        for path in ("/cats/miso/face/Grumpy.svg", "/cats/miso/face/happy.svg", "/cats/miso/face/grumpy.png", "/cats/dog/face/grumpy.svg"):
            assert http.get(path).status_code == 404, path
    assert len(seen) == 50 + 11 * 8


def test_pages_work_without_a_script(server, admin):
    ada = sign_up(server)
    listing = page(ada, "GET", "/cats")
    assert listing.status_code == 200 and listing.text.count('class="cat-card"') == 12
    assert page(ada, "POST", "/cats/hex/pet").headers["Location"] == "/cats/hex"
    again = page(ada, "POST", "/cats/hex/pet")
    assert again.status_code == 429 and "Hex has had enough." in again.text and int(again.headers["Retry-After"]) <= 600
    text = page(ada, "GET", "/cats/hex").text
    assert "You petted Hex" in text and "Hex and you" in text and "Keeper" not in text
    assert "Everything Hex noticed" in text and 'role="meter"' in text
    past = page(ada, "GET", "/cats/hex?ago=120").text
    assert "2 hours ago" in past and ">Now</a>" in past
    ledger = page(ada, "GET", "/cats/hex/ledger").text
    assert "<table>" in ledger and "Pet" in ledger
    assert "Keeper" in page(admin, "GET", "/cats/hex").text
    assert "Reset Hex?" in page(admin, "GET", "/cats/hex/reset").text


def test_kill_9_after_an_ack_keeps_the_row_and_the_ack():
    server = Server()
    server.start()
    try:
        ada = sign_up(server)

        async def pet() -> dict:
            async with ada.socket() as live:
                return await live.request("signal", {"place": "cats", "name": "pet", "cat": "miso"}, "once")

        ack = asyncio.run(pet())
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        server.start()
        assert [row["who"] for row in rows(ada, "miso") if row["deed"] == "pet"] == ["you"]
        assert asyncio.run(pet()) == ack
        assert len([row for row in rows(ada, "miso") if row["deed"] == "pet"]) == 1
    finally:
        server.stop()


def test_what_not_every_member_may_see_raises_nothing(quiet):
    ada, eve = sign_up(quiet), sign_up(quiet)

    def seen() -> int:
        return len([row for row in rows(eve, "neon") if row["deed"] == "post_created"])

    before = seen()
    assert send(ada, "PATCH", "/api/profile", {"visibility": "followers"}).status_code == 200
    assert send(ada, "POST", "/api/modules", {"kind": "text", "content": {"text": "hush"}}).status_code == 201
    time.sleep(1.5)
    assert seen() == before
    assert send(eve, "POST", "/api/modules", {"kind": "text", "content": {"text": "hello"}}).status_code == 201
    until(lambda: seen() == before + 1)
    assert [row["who"] for row in rows(eve, "neon") if row["deed"] == "post_created"][0] == "you"
    assert [row["who"] for row in rows(ada, "neon") if row["deed"] == "post_created"][0] == "someone"


def test_first_publications_forks_and_removals_are_noticed_where_every_member_sees_them(quiet):
    ada, eve, mod = sign_up(quiet), sign_up(quiet), sign_up(quiet)
    quiet.query(f"UPDATE users SET role = 'moderator' WHERE username = '{mod.username}'")

    def noticed(cat: str, deed: str, by=eve) -> list:
        return [row["who"] for row in rows(by, cat) if row["deed"] == deed]

    def script(owner, **more) -> int:
        return send(owner, "POST", "/api/scripts", {"runtime": "sketch", "title": "Rain", "template": "blank"} | more).json()["data"]["script"]["id"]

    def publish(owner, id: int, code: str, **more) -> None:
        draft = send(owner, "GET", f"/api/scripts/{id}/draft").json()["data"]["draft"]["version"]
        saved = send(owner, "PUT", f"/api/scripts/{id}/draft", {"code": code, "base_version": draft}).json()["data"]["draft"]["version"]
        assert send(owner, "POST", f"/api/scripts/{id}/revisions", {"base_version": saved} | more).status_code == 201

    def write(keeper, visibility: str) -> None:
        story = send(keeper, "POST", "/api/song/stories", {"title": "The mill", "visibility": visibility}).json()["data"]["story"]["id"]
        assert send(keeper, "POST", f"/api/song/stories/{story}/verses", {"title": "The wheel"}).status_code == 201

    def remove(kind: str, id: str) -> None:
        said = {"reason": "spam", "message": "Please stop.", "action": "remove", "target": {"kind": kind, "id": id}}
        assert send(mod, "POST", "/admin/actions", said).status_code == 201

    async def post(kind: str) -> str:
        async with ada.socket() as live:
            name = f"{kind}-talk"
            await live.request("create_room", {"name": name, "kind": kind})
            return str((await live.request("post_message", {"room": name, "content": "beans"}))["id"])

    assert send(ada, "PATCH", "/api/profile", {"visibility": "followers"}).status_code == 200
    publish(ada, script(ada), "// mine")
    publish(eve, script(eve), "// secret", visibility="unlisted")
    write(ada, "private")
    remove("message", asyncio.run(post("private")))
    time.sleep(1.5)
    for cat, deed in (("hex", "verse_canon"), ("neon", "post_created"), ("glitch", "script_forked"), ("ash", "content_removed")):
        assert noticed(cat, deed) == [], deed
    first = script(eve)
    publish(eve, first, "// seen by all")
    until(lambda: noticed("neon", "post_created") == ["you"])
    fork = send(mod, "POST", f"/api/scripts/{first}/fork", {}).json()["data"]["script"]["id"]
    assert noticed("glitch", "script_forked") == []
    publish(mod, fork, "// changed")
    until(lambda: noticed("glitch", "script_forked", mod) == ["you"])
    write(eve, "members")
    until(lambda: noticed("hex", "verse_canon") == ["you"])
    remove("message", asyncio.run(post("public")))
    until(lambda: noticed("ash", "content_removed") == [None])


def test_a_cat_is_reported_switched_off_and_on_again(quiet):
    ada, mod = sign_up(quiet), sign_up(quiet)
    quiet.query(f"UPDATE users SET role = 'moderator' WHERE username = '{mod.username}'")
    for unknown in ("Miso", "fluffy", "1"):
        assert send(ada, "POST", "/reports", {"kind": "cat", "id": unknown, "reason": "spam"}).status_code == 404
    assert send(ada, "POST", "/reports", {"kind": "cat", "id": "miso", "reason": "harassment"}).status_code == 201
    assert '/reports/new?kind=cat&amp;id=miso"' in page(ada, "GET", "/cats/miso").text
    case = send(mod, "GET", "/admin/reports").json()["cases"][0]
    assert (case["kind"], case["target_id"], case["user"], case["link"]) == ("cat", "miso", None, "/cats/miso")
    said = {"reason": "harassment", "message": "Hush."}
    for action in ("warn", "mute", "ban"):
        answer = send(mod, "POST", "/admin/actions", said | {"action": action, "case": case["id"]} | ({"minutes": 60} if action != "warn" else {}))
        assert answer.status_code == 404, action
    removed = send(mod, "POST", "/admin/actions", said | {"action": "remove", "case": case["id"]})
    assert removed.status_code == 201
    assert send(ada, "POST", "/cats/miso/pet").status_code == 409
    again = send(mod, "POST", "/admin/actions", said | {"action": "remove", "target": {"kind": "cat", "id": "miso"}})
    assert again.json()["id"] == removed.json()["id"]
    assert send(mod, "POST", f"/admin/actions/{removed.json()['id']}/undo", {"message": "Purr."}).status_code == 200
    assert page(ada, "POST", "/cats/miso/pet").status_code == 303


def test_friends_failures_and_forms_are_noticed(quiet):
    ada, eve = sign_up(quiet), sign_up(quiet)

    def newest(cat: str, deed: str) -> list[str | None]:
        return [row["who"] for row in rows(eve, cat) if row["deed"] == deed][:1]

    assert send(ada, "PUT", f"/api/people/{eve.username}/follow").status_code == 200
    assert send(eve, "PUT", f"/api/people/{ada.username}/follow").status_code == 200
    until(lambda: newest("tofu", "friend_added") == ["you"])
    answer = httpx.post(quiet.url + "/api/auth/signin", json={"email": eve.email, "password": "wrong horse"}, timeout=20)
    assert answer.status_code == 401
    until(lambda: newest("miso", "login_failure") == [None])
    assert page(eve, "GET", "/cats/miso?ago=x").status_code == 422
    until(lambda: newest("static", "form_error") == ["you"])
