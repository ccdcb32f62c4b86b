"""An archive comes in elsewhere: what becomes one's own, what is carried, and what is refused (care.md)."""

import hashlib
import io
import json
import struct
import time
import uuid
import zipfile
import zlib

import httpx
import pytest
from archives import Archive, bring, ended, export, manifest, packed, taken
from media_files import jpeg, wav
from neospace_client import sign_up
from neospace_server import Server

JSON = {"Accept": "application/json"}


def api(account, method, path, body=None, **more):
    answer = httpx.request(method, account.server.url + path, headers=account.headers, json=body, timeout=30, **more)
    assert answer.is_success, answer.text
    return answer.json().get("data", answer.json())


def upload(account, content):
    answer = httpx.post(account.server.url + "/api/media", headers=account.headers, files={"file": ("x", content)}, timeout=60)
    assert answer.is_success, answer.text
    return answer.json()["data"]["media"]


def task(title="one", **more):
    return {"uuid": str(uuid.uuid4()), "title": title, "description": None, "completed": False,
            "created_at": "2026-11-20T10:00:00.000Z", "updated_at": "2026-11-20T11:00:00.000Z"} | more  # fmt: skip


def titles(account):
    return [one["title"] for one in export(account)["tasks"]]


@pytest.fixture(scope="module")
def elsewhere():
    """A second place."""
    with Server() as running:
        yield running


def furnish(account):
    """Something of each part that moves."""
    api(account, "PATCH", "/api/profile", {"display_name": "Ada of the first place", "bio": "here & there", "theme": "retro"})
    picture, sound = upload(account, jpeg(seed=21)), upload(account, wav(2))
    api(account, "PATCH", "/api/profile", {"avatar": picture["id"], "anthem": sound["id"], "anthem_title": "Mine"})
    api(account, "POST", "/api/modules", {"kind": "text", "content": {"text": "words <b>"}, "style": {"paint": "acid", "wide": True}})
    api(account, "POST", "/api/modules", {"kind": "image", "content": {"media_id": picture["id"], "alt": "a picture"}})
    api(account, "POST", "/api/modules", {"kind": "audio", "content": {"media_id": sound["id"], "title": "Mine"}})
    done = api(account, "POST", "/api/tasks", {"title": "done", "description": "x\ny"})["task"]
    api(account, "PUT", f"/api/tasks/{done['id']}", {"title": "done", "description": "x\ny", "completed": True})
    api(account, "POST", "/api/tasks", {"title": "open 🐈"})
    script = api(account, "POST", "/api/scripts", {"runtime": "sketch", "title": "Waves", "template": "starter"})
    script = script.get("script", script)
    draft = api(account, "GET", f"/api/scripts/{script['id']}/draft")
    draft = draft.get("draft", draft)
    api(account, "POST", f"/api/scripts/{script['id']}/revisions", {"base_version": draft["version"], "note": "first", "alt": "waves"})
    story = api(account, "POST", "/api/song/stories", {"title": "The mill", "visibility": "public"})["story"]
    api(account, "POST", f"/api/song/stories/{story['id']}/verses", {"title": "Cellar", "body": "Dust.", "ending": True, "from": story["root"]})


def own(archive):
    """What moves, without what belongs to the place: ids, addresses, digests of pictures that were worked through again, who may see scripts."""
    media = [{name: one[name] for name in ("uuid", "kind", "width", "height", "created_at")} for one in archive["media"]]
    modules = [{name: value for name, value in one.items() if name != "id"} for one in archive["modules"]]
    profile = json.loads(json.dumps(archive["profile"]), object_hook=lambda one: {name: value for name, value in one.items() if name != "id"})
    scripts = [{name: value for name, value in one.items() if name not in ("id", "visibility")} for one in archive["scripts"]]
    code = {hashlib.sha256(content).hexdigest() for path, content in archive.files.items() if path.startswith("scripts/") and not path.endswith("script.json")}
    stories = [one | {"story": one["story"] | {"credits": []}} for one in archive["song"]["stories"]]
    return {"tasks": archive["tasks"], "stories": stories, "media": media, "modules": modules, "profile": profile, "scripts": scripts, "code": code,
            "name": archive["account"]["name"]}  # fmt: skip


def test_from_one_place_to_another_and_out_again(server, elsewhere):
    ada = sign_up(server)
    before = export(ada)["modules"]
    for module in before:
        api(ada, "DELETE", f"/api/modules/{module['id']}")
    furnish(ada)
    first = export(ada)
    new = sign_up(elsewhere)
    for module in export(new)["modules"]:
        api(new, "DELETE", f"/api/modules/{module['id']}")
    parts = taken(new, first.bytes)
    counts = {name: (part["created"], part["skipped"], part["refused"]) for name, part in parts.items() if not part["carried"]}
    assert counts == {"account": (1, 0, []), "media": (2, 0, []), "tasks": (2, 0, []), "scripts": (1, 0, []), "profile": (1, 0, []), "modules": (3, 0, []), "cats": (0, 1, [])}
    assert (parts["song"]["created"], parts["song"]["refused"], parts["song"]["carried"]) == (1, [], True)
    carried = {"messages", "sessions", "downloads", "reports", "standing", "stickers", "guestbook", "conversations", "relations", "notifications", "preferences"}
    assert carried <= {name for name, part in parts.items() if part["carried"]}
    second = export(new)
    assert own(second) == own(first)
    assert {one["visibility"] for one in second["scripts"]} == {"private"}
    for part in carried:
        assert second.files[f"carried/127.0.0.1/{part}.json"] == first.files[f"{part}.json"]
    # Ids, roles, owners and addresses count for nothing.
    assert second["account"]["email"] == new.email and second["account"]["username"] == new.username

    # The same archive again creates nothing, and neither does going home.
    again = taken(new, first.bytes)
    assert {part["created"] for part in again.values()} == {0} and not any(part["refused"] for part in again.values())
    assert own(export(new)) == own(second)
    home = taken(ada, second.bytes)
    assert {part["created"] for part in home.values()} == {0} and not any(part["refused"] for part in home.values())
    assert own(export(ada)) == own(first)
    # What was carried there is carried here, for a third place.
    assert export(ada).files["carried/127.0.0.1/notifications.json"] == first.files["notifications.json"]


def test_what_was_deleted_comes_in_again_under_its_name(ada):
    one = api(ada, "POST", "/api/tasks", {"title": "back again"})["task"]
    archive = export(ada)
    api(ada, "DELETE", f"/api/tasks/{one['id']}")
    assert taken(ada, archive.bytes)["tasks"]["created"] == 1
    assert export(ada)["tasks"] == archive["tasks"]


def test_what_belongs_to_this_place_stays_here(ada):
    parts = taken(ada, export(ada).bytes)
    assert not parts["messages"]["carried"] and parts["messages"]["skipped"] == 1
    assert not [name for name in export(ada).files if name.startswith("carried/")]


def test_parts_this_server_does_not_know_are_carried(ada):
    poems = [{"uuid": str(uuid.uuid4()), "text": "<script>alert(1)</script>"}]
    parts = taken(ada, packed({"poems.json": poems, "tasks.json": [task()]}))
    assert parts["poems"] == {"name": "poems", "created": 0, "skipped": 0, "refused": [], "carried": True}
    archive = export(ada)
    assert json.loads(archive.files["carried/other.example/poems.json"]) == poems
    assert [one["title"] for one in archive["tasks"]] == ["one"]
    # A newer archive of that place takes its place; the same from another host stands beside it.
    taken(ada, packed({"poems.json": []}))
    taken(ada, packed({"poems.json": poems}, origin="http://third.example:8080"))
    archive = export(ada)
    assert json.loads(archive.files["carried/other.example/poems.json"]) == []
    assert json.loads(archive.files["carried/third.example/poems.json"]) == poems


def test_a_large_part_is_carried_byte_by_byte(ada):
    large = b"[" + b",".join(json.dumps({"n": n, "text": "x" * 100}).encode() for n in range(5_000)) + b"]"
    taken(ada, packed({"poems.json": large}))
    assert export(ada).files["carried/other.example/poems.json"] == large


def test_one_bad_item_is_refused_by_itself(ada):
    good, future = task("a" * 200), task("later", created_at="2999-01-01T00:00:00.000Z")
    bad = [task("a" * 201), task(uuid="none"), "text", task("x", created_at="yesterday"), task("x\u0000")]
    part = taken(ada, packed({"tasks.json": [good, *bad, future]}))["tasks"]
    assert (part["created"], len(part["refused"])) == (2, 5)
    assert [one["path"] for one in part["refused"]] == [f"tasks.json#{number}" for number in range(2, 7)]
    assert "title" in part["refused"][0]["why"] and "uuid" in part["refused"][1]["why"]
    kept = {one["title"]: one for one in export(ada)["tasks"]}
    assert kept[good["title"]] == good
    assert kept["later"]["created_at"] < "2100"


def test_times_and_texts_are_kept(ada):
    one = task("done", completed=True, description="a\nb")
    taken(ada, packed({"tasks.json": [one]}))
    assert export(ada)["tasks"] == [one]


def test_a_name_of_another_s_thing_gives_nothing(ada, bob):
    theirs = api(bob, "POST", "/api/tasks", {"title": "of bob"})["task"]
    [exported] = export(bob)["tasks"]
    assert taken(ada, packed({"tasks.json": [exported | {"title": "mine"}]}))["tasks"]["created"] == 1
    assert [one["title"] for one in export(bob)["tasks"]] == ["of bob"] and theirs["id"]
    assert titles(ada) == ["mine"]


def test_files_that_are_none_are_refused_by_themselves(ada):
    html = b"<html><script>alert(1)</script>"
    digest = hashlib.sha256(html).hexdigest()
    item = {"uuid": str(uuid.uuid4()), "file": f"media/{digest}.webp", "kind": "image"}
    lost = {"uuid": str(uuid.uuid4()), "file": "media/none.webp", "kind": "image"}
    part = taken(ada, packed({"media.json": [item, lost], f"media/{digest}.webp": html}))["media"]
    assert (part["created"], len(part["refused"])) == (0, 2)
    assert export(ada)["media"] == []


def test_roles_and_permissions_count_for_nothing(ada):
    account = {"id": str(uuid.uuid4()), "username": "root", "name": "New Name", "email": "root@example.org", "role": "admin", "permissions": ["admin"]}
    assert taken(ada, packed({"account.json": account}))["account"]["created"] == 1
    now = export(ada)["account"]
    assert (now["name"], now["username"], now["role"], now["email"]) == ("New Name", ada.username, "member", ada.email)


def test_modules_name_their_own_files_alone(ada, bob):
    theirs = upload(bob, jpeg(seed=5))["id"]
    modules = [
        {"uuid": str(uuid.uuid4()), "kind": "image", "content": {"media_id": theirs, "alt": ""}},
        {"uuid": str(uuid.uuid4()), "kind": "script", "content": {"script": 2**41, "number": 1}},
        {"uuid": str(uuid.uuid4()), "kind": "link", "content": {"url": "javascript:alert(1)", "title": "x", "look": "row"}},
        {"uuid": str(uuid.uuid4()), "kind": "text", "content": {"text": "fine"}},
    ]
    part = taken(ada, packed({"modules.json": modules}))["modules"]
    assert (part["created"], len(part["refused"])) == (1, 3)


# MARK: Refused whole


def raw(entries, mangle=None):
    """A ZIP put together by hand: entries (name, content) or dicts with what is to be different."""
    body, central = b"", b""
    for entry in entries:
        entry = entry if isinstance(entry, dict) else {"name": entry[0], "content": entry[1]}
        name, content = entry["name"], entry["content"]
        name = name if isinstance(name, bytes) else name.encode()
        method, flags = entry.get("method", 0), entry.get("flags", 0x800)
        packed_content = entry.get("packed", content)
        crc, size = zlib.crc32(content), entry.get("size", len(content))
        fields = struct.pack("<HHHHHIII", 20, flags, method, 0, 0x5A21, crc, len(packed_content), size)
        offset = len(body)
        body += b"PK\x03\x04" + fields + struct.pack("<HH", len(name), 0) + name + packed_content
        attributes = entry.get("mode", 0o100644) << 16
        central += b"PK\x01\x02" + struct.pack("<H", 3 << 8 | 20) + fields + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, attributes, offset) + name
    count = min(len(entries), 0xFFFF)
    return body + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(central), len(body), 0)


def with_manifest(content, entries=None, **changes):
    return [("neospace.json", manifest(content, **changes)), *(entries if entries is not None else content.items())]


TASKS = {"tasks.json": json.dumps([task("must not come in")]).encode()}


def hostile():
    link = [{"name": "tasks.json", "content": TASKS["tasks.json"]}, {"name": "x", "content": b"/etc/passwd", "mode": 0o120777}]
    zeros = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"".join(zeros.compress(bytes(1 << 20)) for _ in range(10)) + zeros.flush()
    yield "not a ZIP", b"%PDF-1.7 no archive"
    yield "empty", b"\x00" * 30
    yield "cut off", packed(TASKS)[:-30]
    yield "no manifest", raw(TASKS.items())
    for name, changes in {"format": {"format": "other"}, "version": {"version": 2}, "origin": {"origin": "ftp:x"}, "parts": {"parts": ["../x"]},
                          "part without file": {"parts": ["tasks", "poems"]}, "files": {"files": "none"}}.items():  # fmt: skip
        yield f"manifest with wrong {name}", raw(with_manifest(TASKS, **changes))
    yield "manifest that is no JSON", raw([("neospace.json", b"{"), *TASKS.items()])
    yield "wrong hash", raw(with_manifest({"tasks.json": b"[ ]"}, TASKS.items(), files=[{"path": "tasks.json", "bytes": len(TASKS["tasks.json"]), "sha256": "0" * 64}]))
    yield "wrong size", raw(with_manifest(TASKS, files=[{"path": "tasks.json", "bytes": 1, "sha256": hashlib.sha256(TASKS["tasks.json"]).hexdigest()}]))
    yield "an entry not in files", raw([*with_manifest(TASKS), ("more.txt", b"x")])
    yield "a file that is missing", raw(with_manifest(TASKS | {"a.txt": b"x"}, TASKS.items()))
    yield "twice", raw([*with_manifest(TASKS), *TASKS.items()])
    yield "a link", raw(with_manifest(TASKS | {"x": b"/etc/passwd"}, link))
    yield "encrypted", raw(with_manifest(TASKS, [{"name": "tasks.json", "content": TASKS["tasks.json"], "flags": 0x801}]))
    for name in ("../x.txt", "/x.txt", "a\\x.txt", "a/../x.txt", "C:/x.txt", "x\x00.txt"):
        yield f"the name {name!r}", raw(with_manifest(TASKS | {name: b"x"}))
    yield "65,535 entries", raw([("neospace.json", b"{}"), *((str(number), b"") for number in range(65_534))])
    yield "20,001 entries", raw(with_manifest(TASKS | {f"f/{number}": b"" for number in range(19_999)}))
    yield "a bomb that lies", raw(with_manifest(TASKS, [*TASKS.items(), {"name": "z", "content": b"", "packed": bomb, "method": 8, "size": 100}]))


@pytest.mark.parametrize(("name", "archive"), hostile(), ids=lambda value: value if isinstance(value, str) else "")
def test_refused_whole(ada, name, archive):
    answer = bring(ada, archive)
    assert answer.status_code == 422, (name, answer.text)
    assert answer.json()["error"]["code"] == "VALIDATION_ERROR" and "archive" in answer.json()["error"]["details"]
    assert titles(ada) == []
    assert not any(path.is_file() for path in (ada.server.data / "imports").glob("*")) if hasattr(ada.server.data, "glob") else True


def test_twenty_thousand_entries_are_taken(ada):
    files = TASKS | {f"f/{number}": b"" for number in range(19_998)}
    one = ended(ada, bring(ada, raw(with_manifest(files))))
    assert one["state"] == "done"


def test_ten_gibibytes_of_zeros_are_refused_by_count(tmp_path):
    """Whatever the headers say: what is unpacked is counted."""
    with Server(env={"NEOSPACE_IMPORT_MAX": "1"}) as server:
        ada = sign_up(server)
        zeros = zlib.compressobj(9, zlib.DEFLATED, -15)
        piece = bytes(1 << 20)
        content = b"".join(zeros.compress(piece) for _ in range(300)) + zeros.flush()
        honest = raw(with_manifest(TASKS, [*TASKS.items(), {"name": "z", "content": b"", "packed": content, "method": 8, "size": 300 << 20}]))
        lying = raw(with_manifest(TASKS, [*TASKS.items(), {"name": "z", "content": b"", "packed": content, "method": 8, "size": 1000}]))
        for archive in (honest, lying):
            assert bring(ada, archive).status_code == 422
        # One MiB and no more.
        most = 1 << 20
        files = {"tasks.json": b"[]"}
        around = len(raw(with_manifest(files | {"x": b""})))
        assert bring(ada, b"\x00" * (most + 1)).status_code == 413
        assert bring(ada, b"\x00" * most).status_code == 422 and around < most
        assert titles(ada) == []


# MARK: The request


def test_the_request_has_one_archive(ada, bob):
    url = ada.server.url + "/settings/import"
    assert httpx.post(url, headers=ada.headers, json={}).status_code == 415
    assert httpx.post(url, headers=ada.headers, files={"other": ("x.zip", packed(TASKS))}).status_code == 422
    assert httpx.post(url, headers=ada.headers, files={"x": (None, "y")}).status_code == 422
    assert httpx.post(url, files={"archive": ("x.zip", packed(TASKS))}, headers=JSON).status_code in (401, 403)
    one = bring(ada, packed(TASKS))
    assert one.status_code == 202 and one.headers["location"] == f"/settings/imports/{one.json()['id']}"
    assert set(one.json()) >= {"id", "state", "parts", "error"}
    path = f"{ada.server.url}/settings/imports/{one.json()['id']}"
    assert httpx.get(path, headers=bob.headers).status_code == 404
    assert httpx.get(ada.server.url + "/settings/imports/0", headers=ada.headers).status_code == 404
    assert httpx.get(ada.server.url + "/settings/imports/abc", headers=ada.headers).status_code == 404
    ended(ada, one)


def test_the_name_of_the_file_is_text(ada):
    for name in ("<img src=x onerror=alert(1)>.zip", "../../x.zip", "a" * 5_000 + ".zip"):
        answer = httpx.post(ada.server.url + "/settings/import", headers=ada.headers | {"Accept": "text/html"}, files={"archive": (name, b"no")})
        assert answer.status_code in (413, 422) and "<img src=x" not in answer.text


def test_a_browser_is_led_back_and_a_refused_form_is_shown_again(ada):
    html = {"Accept": "text/html"}
    done = bring(ada, packed({"tasks.json": []}), **html)
    assert done.status_code == 303 and done.headers["location"].startswith("/settings")
    refused = bring(ada, b"nothing", **html)
    assert refused.status_code in (409, 422) and 'name="archive"' in refused.text and 'role="alert"' in refused.text


def test_one_at_a_time(server):
    eve = sign_up(server)
    many = packed({"tasks.json": [task(f"t{number}") for number in range(2_000)]})
    first = bring(eve, many)
    second = bring(eve, packed(TASKS))
    assert second.status_code == 409 or httpx.get(f"{server.url}/settings/imports/{first.json()['id']}", headers=eve.headers).json()["state"] == "done"
    assert ended(eve, first)["parts"][0]["created"] == 2_000


# MARK: Interruption and commands


def test_kill_9_in_the_middle_and_it_goes_on():
    with Server() as server:
        ada = sign_up(server)
        all_of_it = [task(f"t{number}") for number in range(3_000)]
        answer = bring(ada, packed({"tasks.json": all_of_it, "poems.json": ["x" * 1000] * 300}))
        assert answer.status_code == 202
        url = f"{server.url}/settings/imports/{answer.json()['id']}"
        for number in range(3):
            reached = (number + 1) * 200
            while True:
                one = httpx.get(url, headers=ada.headers).json()
                if one["state"] == "done" or one["parts"] and one["parts"][0]["created"] + one["parts"][0]["skipped"] >= reached:
                    break
                time.sleep(0.01)
            server.kill()
            server.start()
        one = ended(ada, answer)
        [part] = [part for part in one["parts"] if part["name"] == "tasks"]
        assert one["state"] == "done" and part["created"] + part["skipped"] == 3_000 and part["refused"] == []
        assert sorted(one["title"] for one in export(ada)["tasks"]) == sorted(one["title"] for one in all_of_it)
        assert "carried/other.example/poems.json" in export(ada).files


def test_the_command_imports(server, tmp_path):
    eve = sign_up(server)
    path = tmp_path / "in.zip"
    path.write_bytes(packed({"tasks.json": [task("by command"), task("a" * 201)], "poems.json": []}))
    made = server.command("import", eve.email, str(path))
    assert made.returncode == 0, made.stderr
    assert "tasks: 1 created, 0 there already, 1 refused" in made.stdout and "poems: kept as it is" in made.stdout
    assert titles(eve) == ["by command"] and path.exists()
    path.write_bytes(b"nothing")
    assert server.command("import", eve.email, str(path)).returncode == 1
    assert server.command("import", "nobody@example.org", str(path)).returncode == 1


def test_leaving_takes_what_was_carried(server):
    eve = sign_up(server)
    taken(eve, packed({"poems.json": ["mine"]}))
    assert server.command("erase", eve.email).returncode == 0
    for table in ("imports", "carried_parts", "carried_pieces", "imported_items"):
        found = server.query(f"SELECT count(*) FROM {table} x JOIN users u ON u.id = x.user_id WHERE u.uuid = '{eve.uuid}'")
        assert found == [("0",)], table


def test_python_reads_an_archive_that_was_exported_from_an_import(ada):
    taken(ada, packed(TASKS))
    with zipfile.ZipFile(io.BytesIO(export(ada).bytes)) as archive:
        assert archive.testzip() is None
    assert isinstance(export(ada), Archive)
