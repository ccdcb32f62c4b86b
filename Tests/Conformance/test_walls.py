"""spec/walls.md as an independent client sees it: who sees what, profile, modules, stickers, guestbook, frames and the place of a wall."""

import asyncio
import concurrent.futures
import contextlib
import re
import time

import httpx
import pytest
from archives import Archive
from neospace_client import PlaceFold, Refused, moderate, sign_up
from neospace_server import POSTGRES, Server
from postgres_server import PostgresServer
from redis_server import RedisServer

HEAD = {"type", "id", "seq", "deleted", "order", "html"}
USER = {"id", "username", "display_name", "color", "avatar_url"}
PROFILE = HEAD | {
    "user", "bio", "bio_html", "status_message", "status_emoji", "now_kind", "now_activity", "banner", "voice_intro", "anthem", "anthem_title",
    "theme", "accent", "joined_at", "version",
}  # fmt: skip
MODULE = HEAD | {"kind", "content", "style", "media", "card", "version", "created_at", "updated_at"}
STICKER = HEAD | {
    "kind", "art", "text", "media", "x", "y", "rotation", "scale", "z", "placed_by", "created_at", "version",
}  # fmt: skip
ENTRY = HEAD | {"author", "text", "created_at"}
BEANS = {"kind": "art", "art": "beans", "x": 50, "y": 50}


class Member:
    """Somebody with an open client."""

    def __init__(self, server, account=None):
        self.account = account or sign_up(server)
        self.name = self.account.username
        self.http = httpx.Client(
            base_url=server.url, headers=self.account.headers, timeout=60, limits=httpx.Limits(max_connections=60)
        )

    def __call__(self, method: str, path: str, body=None, **headers) -> httpx.Response:
        return self.http.request(method, path, json=body, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def data(self, method: str, path: str, body=None) -> dict:
        answer = self(method, path, body)
        assert answer.is_success, answer.text
        return answer.json()["data"]

    def wall(self, of: "Member | None" = None) -> dict:
        return self.data("GET", f"/api/walls/{(of or self).name}")

    @property
    def id(self) -> int:
        return self.wall()["owner"]["id"]

    def text(self, text: str, after: int | None = None) -> dict:
        return self.data("POST", "/api/modules", {"kind": "text", "content": {"text": text}, "after": after})["module"]

    def stick(self, on: "Member", body: dict = BEANS) -> dict:
        return self.data("POST", f"/api/walls/{on.name}/stickers", body)["sticker"]

    def sign(self, on: "Member", text: str) -> dict:
        return self.data("POST", f"/api/walls/{on.name}/guestbook", {"text": text})["entry"]


@pytest.fixture
def member(server):
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(contextlib.closing(closing(Member(server))))


def closing(member: Member) -> Member:
    member.close = member.http.close
    return member


@pytest.fixture
def ada(member):
    return member()


@pytest.fixture
def bob(member):
    return member()


def staff(server, member: Member, role: str = "moderator") -> Member:
    server.query(f"UPDATE users SET role = '{role}' WHERE username = '{member.name}'")
    return member


def fold_of(frames: list[dict], place: str) -> PlaceFold:
    fold = PlaceFold()
    for frame in frames:
        fold.frame(frame, place)
    return fold


def at_once(count: int, work) -> list:
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


# MARK: The wall


def test_a_new_wall_holds_a_text_and_below_it_a_guestbook(ada, bob):
    wall = bob.wall(ada)
    assert set(wall) == {"owner", "epoch", "seq", "profile", "arrangement", "modules", "stickers", "entries", "can"}
    assert set(wall["owner"]) == USER and set(wall["profile"]) == PROFILE
    assert [one["kind"] for one in wall["modules"]] == ["text", "guestbook"]
    assert [one["id"] for one in wall["modules"]] == wall["arrangement"]
    assert all(set(one) == MODULE and one["version"] == one["seq"] for one in wall["modules"])
    assert wall["can"] == {"edit": False, "place": True, "sign": True, "moderate": False}
    assert ada.wall()["can"] == {"edit": True, "place": True, "sign": True, "moderate": False}
    assert wall["profile"]["id"] == wall["owner"]["id"] and wall["stickers"] == wall["entries"] == []


def test_objects_are_as_the_page_has_them(ada, bob):
    module, sticker, entry = ada.text("# Hello"), bob.stick(ada), bob.sign(ada, "*hi*")
    assert set(module) == MODULE and set(sticker) == STICKER and set(entry) == ENTRY
    for one, attribute in [(module, "module"), (sticker, "sticker"), (entry, "entry")]:
        html = one["html"]
        assert f'id="{one["type"]}-{one["id"]}"' in html and f'data-{attribute}="{one["id"]}"' in html
        assert f'data-seq="{one["seq"]}"' in html and f'data-order="{one["order"]}"' in html
    wall, other = ada.wall(), bob.wall(ada)
    for part in ("profile", "modules", "stickers", "entries"):
        assert wall[part] == other[part], "the same bytes for every viewer"
    assert wall["modules"][0] == module and wall["stickers"] == [sticker] and wall["entries"] == [entry]
    assert bob.data("GET", f"/api/modules/{module['id']}")["module"] == module


def test_modules_by_ids_come_in_that_order(ada, bob):
    ids = [ada.text(f"n{number}")["id"] for number in range(3)]
    foreign = bob.wall()["arrangement"][0]
    path = f"/api/walls/{ada.name}/modules?ids="
    found = bob.data("GET", path + f"{ids[2]},{foreign},999999999,{ids[0]}")["modules"]
    assert [one["id"] for one in found] == [ids[2], ids[0]]
    for bad in ["", "x", "1,", "0", ",".join(["1"] * 21)]:
        assert bob("GET", path + bad).status_code == 422, bad
    assert bob("GET", f"/api/walls/{ada.name}/modules").status_code == 422


def test_versions_guard_changes(ada):
    module = ada.text("one")
    path = f"/api/modules/{module['id']}"
    assert ada("GET", path).headers["ETag"] == f'"{module["version"]}"'
    for method, body in [("PUT", {"content": {"text": "two"}}), ("DELETE", None)]:
        assert ada(method, path, body, If_Match='"1"').status_code == 412
    assert ada("PUT", path, {"content": {"text": "two"}}, If_Match=f'"{module["version"]}"').status_code == 200
    assert ada("PATCH", "/api/profile", {"bio": "x"}, If_Match='"999"').status_code == 412
    version = ada("GET", "/api/profile").headers["ETag"]
    assert ada("PATCH", "/api/profile", {"bio": "x"}, If_Match=version).status_code == 200


def test_removed_modules_come_back_to_where_they_stood(ada):
    first, second = ada.wall()["arrangement"]
    middle = ada.text("middle", after=first)["id"]
    removal = ada.data("DELETE", f"/api/modules/{middle}")
    assert removal["id"] == middle and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", removal["restorable_until"])
    assert ada("DELETE", f"/api/modules/{middle}").status_code == 404
    (removed,) = ada.data("GET", "/api/modules/removed")["modules"]
    assert set(removed) == {"module", "removed_at", "restorable_until"} and removed["module"]["id"] == middle
    assert ada.data("POST", f"/api/modules/{middle}/restore")["module"]["id"] == middle
    seq = ada.wall()["seq"]
    assert ada("POST", f"/api/modules/{middle}/restore").status_code == 200
    wall = ada.wall()
    assert wall["arrangement"] == [first, middle, second] and wall["seq"] == seq, "a second restore changes nothing"


# MARK: Privacy


def routes(owner: Member, module: int, sticker: int, entry: int) -> list[tuple[str, str, dict | None]]:
    wall = f"/api/walls/{owner.name}"
    return [
        ("GET", wall, None), ("GET", f"{wall}/modules?ids={module}", None), ("GET", f"{wall}/guestbook", None),
        ("GET", f"/api/modules/{module}", None), ("PUT", f"/api/modules/{module}", {"content": {"text": "x"}}),
        ("DELETE", f"/api/modules/{module}", None), ("POST", f"/api/modules/{module}/move", {"after": None}),
        ("POST", f"/api/modules/{module}/restore", None), ("POST", f"{wall}/stickers", BEANS), ("POST", f"{wall}/guestbook", {"text": "x"}),
        ("PATCH", f"/api/stickers/{sticker}", {"x": 1}), ("DELETE", f"/api/stickers/{sticker}", None),
        ("DELETE", f"/api/guestbook/{entry}", None), ("GET", f"/frames/{module}", None),
    ]  # fmt: skip


@pytest.mark.parametrize("visibility", ["followers", "private"])
def test_who_may_not_see_a_wall_cannot_tell_it_from_one_that_does_not_exist(server, ada, bob, member, visibility):
    module, sticker, entry = ada.text("secret")["id"], bob.stick(ada)["id"], bob.sign(ada, "secret")["id"]
    ada.data("PATCH", "/api/profile", {"visibility": visibility})
    missing = Member.__new__(Member)
    missing.name = "nobody-of-that-name"
    moderator = staff(server, member())
    with httpx.Client(base_url=server.url, timeout=30) as guest:
        for hidden, absent in zip(routes(ada, module, sticker, entry), routes(missing, 999999997, 999999998, 999999999)):
            for who in (bob, moderator):
                one, other = who(*hidden), who(*absent)
                assert (one.status_code, one.text) == (404, other.text) and other.status_code == 404, (hidden, one.text)
            # A body that cannot be read tells no more.
            if hidden[2] is not None:
                assert bob.http.request(hidden[0], hidden[1], content=b"{", headers={"Content-Type": "application/json"}).status_code == 404
            statuses = [guest.request(method, path, json=body).status_code for method, path, body in (hidden, absent)]
            assert statuses == [404 if hidden[1].startswith("/frames") else 401] * 2, hidden

    async def run():
        async with bob.account.socket() as socket:
            for name in (ada.name, missing.name):
                with pytest.raises(Refused) as caught:
                    await socket.request("watch", {"place": f"wall:{name}"})
                assert caught.value.code == "NOT_FOUND"
        async with ada.account.socket() as socket:
            await socket.watch(f"wall:{ada.name}")

    asyncio.run(run())
    assert ada.wall()["arrangement"]


def test_guests_read_public_walls_and_nothing_else(server, ada, bob):
    module = ada.text("for all")["id"]
    with httpx.Client(base_url=server.url, timeout=30) as guest:
        reads = [f"/api/walls/{ada.name}", f"/api/walls/{ada.name}/guestbook", f"/api/modules/{module}"]
        assert [guest.get(path).status_code for path in reads] == [401] * 3
        ada.data("PATCH", "/api/profile", {"visibility": "public"})
        assert [guest.get(path).status_code for path in reads] == [200] * 3
        assert guest.get(reads[0]).json()["data"]["can"] == {"edit": False, "place": False, "sign": False, "moderate": False}
        assert guest.get("/api/stickers/art").status_code == 200
        for path in ["/api/walls/nobody-at-all", "/api/modules/999999999", "/api/modules/abc", "/api/profile"]:
            assert guest.get(path).status_code == 401, path
        for method, path, body in routes(ada, module, 1, 1)[4:13]:
            assert guest.request(method, path, json=body).status_code == 401, (method, path)


def test_others_may_look_and_not_touch(ada, bob, member):
    cleo = member()
    module, sticker, entry = ada.text("mine")["id"], bob.stick(ada)["id"], bob.sign(ada, "hi")["id"]
    for method, path, body in routes(ada, module, sticker, entry):
        if method in ("PUT", "DELETE", "PATCH") or path.endswith("/move"):
            assert cleo(method, path, body).status_code == 403, (method, path)
            assert cleo(method, path, {"nonsense": 1} if body else None).status_code == 403, "allowed comes before valid"
    assert cleo("POST", f"/api/modules/{module}/restore").status_code == 404


def test_the_muted_write_on_their_own_wall_alone_and_the_denied_nowhere(server, ada, bob):
    for permission in ("post_message", "post_wall"):
        server.query(
            "INSERT INTO user_permissions (user_id, permission, effect, created_at)"
            f" SELECT id, '{permission}', 'deny', created_at FROM users WHERE username = '{bob.name}'"
        )
        fresh = Member(server, bob.account)
        deadline = time.monotonic() + 15
        while fresh("POST", f"/api/walls/{ada.name}/guestbook", {"text": "x"}).status_code != 403 and time.monotonic() < deadline:
            time.sleep(0.2)  # until the session is read again
        assert fresh("POST", f"/api/walls/{ada.name}/stickers", BEANS).status_code == 403
        if permission == "post_message":
            assert fresh.wall(ada)["can"] == {"edit": False, "place": False, "sign": False, "moderate": False}
            assert fresh("POST", f"/api/walls/{bob.name}/guestbook", {"text": "x"}).status_code == 201
    deadline = time.monotonic() + 15
    while fresh("PATCH", "/api/profile", {"bio": "x"}).status_code != 403 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert fresh("POST", "/api/modules", {"kind": "text", "content": {"text": "x"}}).status_code == 403
    assert fresh.wall(ada)["arrangement"], "reading goes on"


def test_moderators_remove_and_only_staff_bring_back(server, ada, bob, member):
    mo, max_ = staff(server, member()), staff(server, member())
    module, sticker, entry = ada.text("rude")["id"], bob.stick(ada)["id"], bob.sign(ada, "rude")["id"]
    assert mo.wall(ada)["can"]["moderate"]
    assert mo.data("DELETE", f"/api/modules/{module}") == {"id": module, "restorable_until": None}
    assert mo.data("DELETE", f"/api/stickers/{sticker}") == {"id": sticker}
    assert mo.data("DELETE", f"/api/guestbook/{entry}") == {"id": entry}
    assert ada("POST", f"/api/modules/{module}/restore").status_code == 404
    assert ada.data("GET", "/api/modules/removed")["modules"] == []
    assert mo.data("POST", f"/api/modules/{module}/restore")["module"]["id"] == module
    equals = max_.stick(ada)["id"], max_.sign(ada, "from staff")["id"], max_.text("from staff")["id"]
    for path in (f"stickers/{equals[0]}", f"guestbook/{equals[1]}", f"modules/{equals[2]}"):
        assert mo("DELETE", f"/api/{path}").status_code == 403, path
    actions = [row[0] for row in server.query(f"SELECT action FROM audit_log WHERE actor_id = {mo.id} ORDER BY id")]
    assert actions == ["action.remove", "action.remove", "action.remove", "action.undo"]


# MARK: Live


def test_live_events_a_cursor_and_a_fresh_look_agree(ada, bob):
    place = f"wall:{ada.name}"

    async def run():
        async with bob.account.socket() as live:
            watching, _ = await live.watch(place.upper().replace("WALL", "wall"))
            assert watching["place"] == place and watching["seq"] == 3
            module = ada.text("one")["id"]
            ada.data("POST", f"/api/modules/{module}/move", {"after": ada.wall()["arrangement"][-1]})
            sticker = bob.stick(ada)["id"]
            bob.data("PATCH", f"/api/stickers/{sticker}", {"x": 1.25, "rotation": -10})
            entry = bob.sign(ada, "hello")["id"]
            ada.data("PATCH", "/api/profile", {"bio": "**me**", "now_kind": "reading", "now_activity": "a book"})
            ada.data("DELETE", f"/api/guestbook/{entry}")
            ada.data("DELETE", f"/api/modules/{ada.wall()['arrangement'][-2]}")
            last = ada.wall()["seq"]
            while fold_of(live.frames, place).cursor < last:
                await live.event("changed")
            async with bob.account.socket() as back:
                await back.watch(place, watching["epoch"], 3)
                resumed = fold_of(back.frames, place)
            async with bob.account.socket() as fresh:
                await fresh.watch(place)
                looked = fold_of(fresh.frames, place)
            lived = fold_of(live.frames, place)
            assert lived.living() == looked.living() and lived.cursor == resumed.cursor == looked.cursor == last
            assert {key: one for key, one in lived.living().items() if one["seq"] > 3} == resumed.living()
            gone = lived.objects["entry", entry]
            assert gone == {"type": "entry", "id": entry, "seq": gone["seq"], "deleted": True, "html": None}
            wall = bob.wall(ada)
            for part, type_ in [("modules", "module"), ("stickers", "sticker"), ("entries", "entry")]:
                known = sorted(lived.living(type_).values(), key=lambda one: one["order"].encode())
                assert known == wall[part], part

    asyncio.run(run())


def test_a_wall_turned_private_closes_instead_of_telling(ada, bob):
    place = f"wall:{ada.name}"

    async def run():
        async with bob.account.socket() as watcher, ada.account.socket() as owner:
            await watcher.watch(place)
            await owner.watch(place)
            ada.data("PATCH", "/api/profile", {"visibility": "private", "bio": "now secret"})
            ada.text("secret too")
            assert await watcher.event("place_closed", timeout=1) == {"place": place, "reason": "private"}
            await owner.event("changed", lambda data: data["object"]["type"] == "module")
            await watcher.request("ping", {"ts": 1})
            assert watcher.frames[-2]["type"] == "place_closed" and "secret" not in str(watcher.frames)

    asyncio.run(run())


def test_a_view_ends_with_the_permission_it_takes(server, ada, bob):
    place = f"wall:{ada.name}"

    async def run():
        async with bob.account.socket() as watcher:
            await watcher.watch(place)
            server.query(
                "INSERT INTO user_permissions (user_id, permission, effect, created_at)"
                f" SELECT id, 'read_wall', 'deny', created_at FROM users WHERE username = '{bob.name}'"
            )
            # Nothing tells the server of this change: it looks at all views every few seconds.
            assert await watcher.event("place_closed", timeout=20) == {"place": place, "reason": "private"}
            with pytest.raises(Refused):
                await watcher.watch(place)

    asyncio.run(run())


def test_a_new_username_closes_the_place_and_the_old_name_goes_on(ada, bob):
    place, new = f"wall:{ada.name}", f"{ada.name[:12]}-new"

    async def run():
        async with bob.account.socket() as watcher:
            await watcher.watch(place)
            answer = ada.http.post("/settings/username", data={"username": new}, headers={"Sec-Fetch-Site": "same-origin"})
            assert answer.status_code == 303, answer.text
            assert await watcher.event("place_closed", timeout=1) == {"place": place, "reason": "gone"}
            assert bob.wall(ada)["owner"]["username"] == new
            watching, _ = await watcher.watch(place)
            assert watching["place"] == f"wall:{new}"
            module = ada.text("after")["id"]
            changed = await watcher.event("changed")
            assert changed["place"] == f"wall:{new}" and changed["object"]["id"] == module

    asyncio.run(run())


def test_a_ban_takes_the_wall_and_what_the_banned_put_on_others(server, ada, bob, member):
    mo, cleo = staff(server, member()), member()
    sticker, entry = bob.stick(ada)["id"], bob.sign(ada, "from bob")["id"]

    def ban(action: str) -> None:
        assert moderate(mo.account, action, bob.name).is_success

    async def run():
        async with cleo.account.socket() as watcher:
            await watcher.watch(f"wall:{ada.name}")
            await watcher.watch(f"wall:{bob.name}")
            before = ada.wall()["seq"]
            for action, gone in [("ban", True), ("unban", False)]:
                ban(action)
                told = [(await watcher.event("changed", timeout=5))["object"] for _ in range(2)]
                assert {(one["type"], one["id"], one["deleted"]) for one in told} == {("sticker", sticker, gone), ("entry", entry, gone)}
                assert sorted(one["seq"] for one in told) == [before + 1, before + 2]
                before += 2
                assert cleo("GET", f"/api/walls/{bob.name}").status_code == (404 if gone else 200)
                wall = cleo.wall(ada)
                assert (len(wall["stickers"]), len(wall["entries"])) == ((0, 0) if gone else (1, 1))
                if gone:
                    assert await watcher.event("place_closed", timeout=5) == {"place": f"wall:{bob.name}", "reason": "gone"}

    asyncio.run(run())


def test_more_than_two_hundred_at_once_start_over(server, ada, bob):
    owner, author, place = ada.id, bob.id, f"wall:{ada.name}"
    now = server.query("SELECT max(created_at) FROM users")[0][0]
    rows = ", ".join(f"({owner}, {author}, 'n{number}', 3, {now})" for number in range(201))
    server.query(f"INSERT INTO guestbook_entries (owner_id, author_id, text, seq, created_at) VALUES {rows}")
    guestbook = ada.wall()["arrangement"][-1]

    async def run():
        async with bob.account.socket() as watcher:
            await watcher.watch(place)
            ada.data("DELETE", f"/api/modules/{guestbook}")
            reset = await watcher.event("changes", lambda data: data.get("reset"), timeout=5)
            assert set(reset) == {"place", "epoch", "reset"} and reset["place"] == place
            _, pages = await watcher.watch(place)
            assert not [one for page in pages for one in page["objects"] if one["type"] == "entry"]

    asyncio.run(run())


# MARK: Races and retries


def test_fifty_signers_placers_and_movers_at_once(ada, bob, member):
    visitors = [member() for _ in range(5)]
    ids = [ada.text(f"n{number}")["id"] for number in range(8)]

    def work(number: int) -> int:
        visitor = visitors[number % 5]
        if number % 3 == 0:
            return visitor("POST", f"/api/walls/{ada.name}/guestbook", {"text": f"n{number}"}).status_code
        if number % 3 == 1:
            return visitor("POST", f"/api/walls/{ada.name}/stickers", BEANS).status_code
        path = f"/api/modules/{ids[number % 8]}"
        if number % 2:
            return ada("POST", path + "/move", {"after": ids[(number + 3) % 8]}).status_code
        return ada("DELETE", path).status_code

    statuses = at_once(50, work)
    assert set(statuses) <= {200, 201, 404, 422}
    wall = ada.wall()
    assert len(wall["entries"]) == 17 and len(wall["stickers"]) == 17
    assert len({one["z"] for one in wall["stickers"]}) == 17
    arrangement = wall["arrangement"]
    living = ada.data("GET", f"/api/walls/{ada.name}/modules?ids={','.join(map(str, arrangement))}")["modules"]
    assert [one["id"] for one in living] == arrangement and len(set(arrangement)) == len(arrangement)
    assert [one["order"] for one in living] == sorted(one["order"] for one in living)


def test_of_fifty_stickers_at_once_from_one_visitor_twenty_stick(ada, bob):
    statuses = at_once(50, lambda _: bob("POST", f"/api/walls/{ada.name}/stickers", BEANS).status_code)
    assert sorted(statuses) == [201] * 20 + [409] * 30
    assert len(ada.wall()["stickers"]) == 20


def test_a_request_replayed_with_its_key_repeats_its_answer_even_after_deletion(ada, bob):
    requests = [
        ("/api/modules", {"kind": "text", "content": {"text": "once"}}, "module", "/api/modules", ada),
        (f"/api/walls/{ada.name}/stickers", BEANS, "sticker", "/api/stickers", bob),
        (f"/api/walls/{ada.name}/guestbook", {"text": "once"}, "entry", "/api/guestbook", bob),
    ]
    for path, body, name, one, who in requests:
        first = who("POST", path, body, Idempotency_Key=f"key of {name}".replace(" ", "-"))
        assert first.status_code == 201
        who.data("DELETE", f"{one}/{first.json()['data'][name]['id']}")
        seq = ada.wall()["seq"]
        again = who("POST", path, body, Idempotency_Key=f"key-of-{name}")
        assert (again.status_code, again.json()["data"]) == (201, first.json()["data"]) and ada.wall()["seq"] == seq
        other = {"text": "other"} if name == "entry" else body | ({"content": {"text": "x"}} if name == "module" else {"x": 1})
        assert who("POST", path, other, Idempotency_Key=f"key-of-{name}").status_code == 409


# MARK: Hostile texts

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "\"><script>alert(1)</script>", "'><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)>", "<a href=javascript:alert(1)>x</a>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)", "![x](javascript:alert(1))", "![x](x \"onerror=alert(1)\")", "[x](x \"><img onerror=alert(1)>\")",
    "<body onload=alert(1)>", "<math><mi xlink:href=javascript:alert(1)>", "<style>@import 'javascript:alert(1)'</style>", "<b style=x:expression(alert(1))>",
    "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)>", "<input autofocus onfocus=alert(1)>", "<marquee onstart=alert(1)>",
    "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<form action=javascript:alert(1)><button>", "<base href=javascript:alert(1)//>",
    "<meta http-equiv=refresh content=0;url=javascript:alert(1)>", "<link rel=import href=//evil.example>", "`<img onerror=alert(1)>`",
    "<scr<script>ipt>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<!--><img src=x onerror=alert(1)>-->", "</article><script>alert(1)</script>",
]  # fmt: skip
TAGS = re.compile(r"<\s*(script|iframe|object|embed|form|base|meta|link|style|math|body|details|video|input|marquee|img)\b", re.I)
DANGER = re.compile(r"<[^>]*\s(on\w+|style)\s*=|<[^>]*=\s*[\"']?\s*(javascript|data|vbscript):", re.I)


def risky(html: str) -> list:
    """The tags and attributes of a fragment that could do something, its own buttons included."""
    # What stands in quotes is a value, whatever it looks like.
    bare = re.sub(r'="[^"]*"', lambda found: '=""' if not re.match(r'="\s*(javascript|data):', found[0], re.I) else found[0], html)
    return [*TAGS.findall(bare), *DANGER.findall(bare)]


def everything_written(ada: Member, bob: Member, text: str) -> list[str]:
    """The HTML of one of each kind with this text in all its fields."""
    short = text[:32]
    profile = ada.data(
        "PATCH",
        "/api/profile",
        {"bio": text, "status_message": text, "now_kind": "playing", "now_activity": text[:50], "display_name": text},
    )["profile"]
    contents = [
        ("text", {"text": text}), ("link", {"url": "https://example.org/", "title": text, "look": "row"}),
        ("html", {"html": "x", "title": text, "height": 100}),
    ]  # fmt: skip
    modules = [ada.data("POST", "/api/modules", {"kind": kind, "content": content})["module"] for kind, content in contents]
    written = [bob.sign(ada, text), bob.stick(ada, {"kind": "text", "text": short, "x": 1, "y": 1}), ada.stick(ada), ada.sign(ada, "x")]
    shown = [one["html"] for one in [*modules, *written, profile]]
    return [*shown, profile["bio_html"], ada("GET", f"/frames/{modules[2]['id']}").text]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_markup(ada, bob, payload):
    assert len(PAYLOADS) >= 30
    for plain, html in zip(everything_written(ada, bob, "x"), everything_written(ada, bob, payload), strict=True):
        assert risky(html) == risky(plain), html


HOSTILE_LINKS = [
    "javascript:alert(1)", "data:text/html,x", "ftp://example.org", "//example.org", "https://user@example.org", "https://a:b@example.org/",
    "https://ex\u202eample.org", "https://example.org/\u202egpj.exe", "https://", "https:///x", "https://exa mple.org", "https://example.org:99999",
    "https://example.org\\@evil.example", "https://[::1]/x", "https://ex%61mple.org", "https://example..org", "x" * 501,
]  # fmt: skip


@pytest.mark.parametrize("url", HOSTILE_LINKS)
def test_links_lead_where_they_say(ada, url):
    answer = ada("POST", "/api/modules", {"kind": "link", "content": {"url": url, "look": "row"}})
    assert answer.status_code == 422 and "content.url" in answer.json()["error"]["details"], answer.text


FRAMES = [
    "<meta http-equiv=refresh content='0;url=https://evil.example'>", "<link rel=preconnect href=https://evil.example>", "<script>top.location='x'</script>",
    "<form action=https://evil.example><button>go</button></form>", "<base href=https://evil.example>", "<iframe src=https://evil.example></iframe>",
    "<object data=https://evil.example></object>", "<embed src=https://evil.example>", "<frameset><frame src=https://evil.example></frameset>",
    "<a href=https://evil.example target=_top>x</a>", "<svg><style><meta http-equiv=refresh content=0></style></svg>", "<b onclick=alert(1)>x</b>",
    "<SCRIPT\n>x</SCRIPT\n>", "<noscript><p title='</noscript><meta http-equiv=refresh>'></p>", "<textarea></textarea><link rel=preconnect href=//x>",
]  # fmt: skip


@pytest.mark.parametrize("html", FRAMES)
def test_frames_deliver_nothing_that_runs_loads_or_navigates(ada, html):
    made = ada.data("POST", "/api/modules", {"kind": "html", "content": {"html": html, "title": "t", "height": 80}})["module"]
    assert made["content"]["html"] == html
    answer = ada("GET", f"/frames/{made['id']}")
    assert answer.headers["content-security-policy"].endswith("; sandbox") and answer.headers["cache-control"] == "no-store"
    tags = re.findall(r"<(/?[a-zA-Z]+)((?:\s+[a-z:-]+=\"[^\"]*\")*)", answer.text.removeprefix("<!DOCTYPE html>\n"))
    forbidden = {"script", "link", "meta", "base", "iframe", "frame", "frameset", "object", "embed", "form"}
    assert not [name for name, _ in tags if name.strip("/").lower() in forbidden], answer.text
    assert not [attributes for _, attributes in tags if re.search(r"\son[a-z]*=|(href|src|action)=\"(?!#|data:)", attributes)], answer.text


# MARK: Limits and leaving


def test_the_limits_of_a_minute(limited_server):
    ada = Member(limited_server)
    sticker = ada.stick(ada)["id"]
    todo = [
        (10, lambda: ada("POST", "/api/modules", {"kind": "text", "content": {"text": "x"}})),
        (19, lambda: ada("POST", f"/api/walls/{ada.name}/stickers", BEANS)),
        (10, lambda: ada("POST", f"/api/walls/{ada.name}/guestbook", {"text": "x"})),
        (60, lambda: ada("PATCH", f"/api/stickers/{sticker}", {"x": 1})),
    ]
    for count, send in todo:
        assert {send().status_code for _ in range(count)} <= {200, 201}
        refused = send()
        assert refused.status_code == 429 and int(refused.headers["Retry-After"]) >= 1


def test_the_export_has_everything_a_member_put_on_walls(ada, bob):
    bob.stick(ada), bob.sign(ada, "from bob"), bob.text("mine")
    export = Archive(bob.http.get("/settings/export"))
    assert export["profile"]["settings"]["visibility"] == "members"
    assert any(one["content"] == {"text": "mine"} for one in export["modules"])
    assert [(one["wall"], one["art"]) for one in export["stickers"]] == [(ada.name, "beans")]
    assert [(one["wall"], one["text"]) for one in export["guestbook"]] == [(ada.name, "from bob")]


# MARK: Songs


def test_a_song_module_is_a_link_to_a_story_or_a_loop_that_its_owner_sees_and_others_may_too(server):
    ada, bob = Member(server), Member(server)
    made = {
        name: ada.data("POST", f"/api/song/{kind}", {"title": "Zyzzyva", "visibility": visibility})[one]["id"]
        for name, kind, one, visibility in (
            ("story", "stories", "story", "members"), ("private story", "stories", "story", "private"),
            ("loop", "patterns", "pattern", "public"), ("private loop", "patterns", "pattern", "private"),
        )
    }  # fmt: skip
    ada.data("PATCH", f"/api/song/patterns/{made['loop']}", {"base_version": 1, "loop": {"bpm": 90}})

    def add(who: Member, content: dict) -> httpx.Response:
        return who("POST", "/api/modules", {"kind": "song", "content": content})

    for who in (ada, bob):
        for content, path, text in (
            ({"story": made["story"]}, f"/song/stories/{made['story']}", "A story"),
            ({"pattern": made["loop"], "revision": 1}, f"/song/patterns/{made['loop']}", "A loop"),
        ):
            answer = add(who, content)
            assert answer.status_code == 201, answer.text
            module = answer.json()["data"]["module"]
            assert set(module) == MODULE and module["content"] == content and module["kind"] == "song" and module["media"] == []
            assert f'href="{path}">{text}</a>' in module["html"] and "Zyzzyva" not in module["html"]
            assert who.wall()["modules"][0]["html"] == module["html"]
        for content, field in (
            ({"story": made["private story"]}, "story"), ({"story": 10**12}, "story"), ({"story": "x"}, "story"), ({}, "story"),
            ({"pattern": made["private loop"], "revision": 1}, "pattern"), ({"pattern": made["loop"], "revision": 3}, "pattern"),
            ({"pattern": made["loop"]}, "revision"), ({"story": made["story"], "pattern": made["loop"], "revision": 1}, "story"),
            ({"story": made["story"], "title": "x"}, "title"),
        ):  # fmt: skip
            answer = add(who, content)
            assert answer.status_code == 422 and list(answer.json()["error"]["details"]) == [f"content.{field}"], answer.text
    changed = bob("PUT", f"/api/modules/{bob.wall()['arrangement'][0]}", {"content": {"story": made["story"]}})
    assert changed.json()["data"]["module"]["content"] == {"story": made["story"]}
    # By the form: one's own to choose from, or an address on this site.
    page = ada("GET", f"/@{ada.name}/modules/new?kind=song", Accept="text/html").text
    for part in (f'value="story:{made["story"]}"', f'value="pattern:{made["loop"]}@2"', ">Work<", ">Song<"):
        assert part in page, part
    assert f'value="story:{made["private story"]}"' not in page
    for fields, content in (
        ({"own": f"story:{made['story']}"}, {"story": made["story"]}),
        ({"work": f"{server.url}/song/patterns/{made['loop']}"}, {"pattern": made["loop"], "revision": 2}),
    ):
        answer = ada.http.post(f"/@{ada.name}/modules", data={"kind": "song"} | fields, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 303, answer.text
        assert ada.wall()["modules"][0]["content"] == content
    wrong = {"kind": "song", "work": "/song/stories/x"}
    assert ada.http.post(f"/@{ada.name}/modules", data=wrong, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 422


# MARK: Two nodes


@pytest.mark.skipif(POSTGRES is not None, reason="brings its own database; once is enough")
def test_two_nodes_tell_within_a_second_and_close_what_may_not_be_seen():
    with contextlib.ExitStack() as stack:
        postgres, redis = stack.enter_context(PostgresServer()), stack.enter_context(RedisServer())
        shared = {
            "DATABASE_URL": postgres.create_database(), "REDIS_URL": redis.url, "SECRET_KEY": "0123456789abcdef0123456789abcdef",
            "NEOSPACE_THREADS": "1",
        }  # fmt: skip
        here, there = (stack.enter_context(Server(env=shared)) for _ in range(2))
        ada, bob = Member(here), Member(here)
        far = type(bob.account)(there, bob.name, bob.account.email, bob.account.token, bob.account.uuid)

        async def run():
            async with far.socket() as watcher:
                await watcher.watch(f"wall:{ada.name}")
                for make in (lambda: ada.text("one"), lambda: ada.stick(ada), lambda: ada.sign(ada, "one")):
                    made = await asyncio.to_thread(make)
                    told = await watcher.event("changed", timeout=1)
                    assert told["object"] == made
                await asyncio.to_thread(ada.data, "PATCH", "/api/profile", {"visibility": "private", "bio": "secret"})
                await asyncio.to_thread(ada.text, "secret")
                assert (await watcher.event("place_closed", timeout=1))["reason"] == "private"
                await watcher.request("ping", {"ts": 1})
                assert "secret" not in str(watcher.frames)

        asyncio.run(run())
