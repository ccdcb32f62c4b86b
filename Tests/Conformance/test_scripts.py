"""Scripts: what spec and protocol promise a client over HTTP and the socket."""

import asyncio
import io
import json
import zipfile

import pytest
from archives import export, taken
from neospace_client import sign_up

KEYS = {"type", "id", "seq", "deleted", "order", "html"}


@pytest.fixture
def ada(server):
    return sign_up(server)


@pytest.fixture
def bob(server):
    return sign_up(server)


def published(http, code="circle(1, 2, 3)", **more):
    script = http.post("/api/scripts", json={"runtime": "sketch", "title": "Circles"}).json()["data"]["script"]["id"]
    http.put(f"/api/scripts/{script}/draft", json={"code": code, "base_version": 1})
    answer = http.post(f"/api/scripts/{script}/revisions", json={"base_version": 2, **more})
    assert answer.status_code == 201, answer.text
    return script


def test_a_script_from_draft_to_card(ada, bob):
    with ada.http() as http, bob.http() as other:
        script = published(http, note="first", alt="three dots")
        revision = other.get(f"/api/scripts/{script}/r/1").json()["data"]["revision"]
        assert revision.keys() == KEYS | {
            "script", "runtime", "title", "note", "alt", "sha256", "bytes", "lines", "authors", "created_at", "lineage",
        }  # fmt: skip
        assert 'aria-label="Circles"' in revision["html"] and f'data-run="/run/{script}/1"' in revision["html"]
        assert other.get(f"/api/scripts/{script}/draft").status_code == 404
        page = other.get(f"/codeground/{script}", headers={"Accept": "text/html"})
        assert page.status_code == 200 and "frame-src " in page.headers["content-security-policy"]
        assert "/run/" in page.headers["content-security-policy"] and "frame-src 'self'" not in page.headers["content-security-policy"]


def test_the_place_of_a_script_tells_readers_nothing_of_the_draft(ada, bob):
    async def watch():
        with ada.http() as http:
            script = published(http)
            place = f"script:{script}"
            async with ada.socket() as mine, bob.socket() as theirs:
                for socket in (mine, theirs):
                    await socket.request("watch", {"place": place})
                first = await mine.event("changes"), await theirs.event("changes")
                kinds = [sorted(object["type"] for object in page["objects"]) for page in first]
                assert kinds == [["draft", "revision", "script"], ["revision", "script"]]
                assert first[1]["seq"] == max(object["seq"] for object in first[1]["objects"])
                http.put(f"/api/scripts/{script}/draft", json={"code": "two", "base_version": 2})
                changed = await mine.event("changed")
                assert changed["object"]["type"] == "draft" and "code" not in changed["object"]
                http.patch(f"/api/scripts/{script}", json={"summary": "new"})
                assert (await theirs.event("changed"))["object"]["type"] == "script"
                http.patch(f"/api/scripts/{script}", json={"visibility": "private"})
                closed = await theirs.event("place_closed")
                assert closed == {"place": place, "reason": "private"}

    asyncio.run(watch())


def test_programs_run_in_frames_under_their_policy(server, ada):
    with ada.http() as http:
        script = published(http, code="</template><img src=x onerror=alert(1)>")
        document = http.get(f"/run/{script}/1", headers={"Sec-Fetch-Dest": "iframe"})
        assert document.status_code == 200 and "<img" not in document.text
        assert document.headers["cache-control"] == "no-store" and document.headers["referrer-policy"] == "no-referrer"
        assert "x-frame-options" not in document.headers and "camera=()" in document.headers["permissions-policy"]
        policy = document.headers["content-security-policy"]
        assert "connect-src 'none'" in policy and policy.endswith("sandbox allow-scripts") and f"script-src {server.url}/run/lib/ blob:" in policy
        assert http.get(f"/run/{script}/1", headers={"Sec-Fetch-Dest": "document"}).status_code == 403
        assert http.get("/run/lib/nothing.js").status_code == 404


def test_a_message_names_the_newest_revision_of_a_script(ada, bob):
    async def say():
        with ada.http() as http:
            script = published(http)
            hidden = http.post("/api/scripts", json={"runtime": "html", "title": "Mine"}).json()["data"]["script"]["id"]
            async with bob.socket() as socket:
                await socket.join("general")
                ack = await socket.request("post_message", {"room": "general", "content": f"look: script:{script} and script:{hidden}"})
                message = await socket.event("new_message", lambda data: data["id"] == ack["id"])
                assert message["content"] == f"look: script:{script}@1 and script:{hidden}"
                link = f'<a class="script-link" href="/codeground/{script}/r/1">script:{script}@1</a>'
                assert link in message["html"] and "Circles" not in message["html"]

    asyncio.run(say())


def packed(**files) -> bytes:
    """A ZIP of these files; `__` in a name stands for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def bring(http, name: str, content: bytes, **headers):
    return http.post("/api/scripts/import", files={"file": (name, content)}, headers=headers)


def test_a_script_leaves_as_an_archive_and_comes_in_as_one(ada, bob):
    with ada.http() as http, bob.http() as other:
        script = published(http, code="\n'</script>'\t", note="first", alt="dots")
        answer = http.get(f"/api/scripts/{script}/export.zip")
        assert answer.headers["content-type"] == "application/zip" and "Circles.zip" in answer.headers["content-disposition"]
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        assert sorted(archive.namelist()) == ["draft.js", "index.html", "revisions/1.js", "script.json"] and archive.testzip() is None
        assert archive.read("revisions/1.js") == b"\n'</script>'\t"
        brought = bring(other, "circles.zip", answer.content, **{"Idempotency-Key": "one"})
        assert brought.status_code == 201 and bring(other, "circles.zip", answer.content, **{"Idempotency-Key": "one"}).text == brought.text
        new = brought.json()["data"]["script"]
        assert brought.headers["location"] == f"/api/scripts/{new['id']}" and new["id"] != script and new["visibility"] == "private"
        revision, before = (one.get(f"/api/scripts/{id}/r/1").json()["data"]["revision"] for one, id in ((other, new["id"]), (http, script)))
        assert all(revision[field] == before[field] for field in ("note", "alt", "created_at", "sha256", "title"))
        assert http.get(f"/api/scripts/{new['id']}").status_code == 404
        assert other.get(f"/api/scripts/{script}/export.zip").status_code == 404


def test_archives_that_are_refused_keep_nothing(ada):
    listed = json.dumps({"runtime": "sketch", "title": "T", "summary": "", "tags": [], "draft": "draft.js", "revisions": []})
    whole = {"script__json": listed, "draft__js": "x"}
    with ada.http() as http:
        cases = {
            "slip": packed(**whole, **{"../../x": "x"}), "absolute": packed(**whole, **{"/x": "x"}), "bomb": packed(**whole, zeros="0" * (8 << 20)),
            "201 entries": packed(**whole, **{f"pad{number}": "" for number in range(199)}), "no ZIP": b"PK", "empty": b"",
            "no list": packed(draft__js="x"), "no draft": packed(script__json=listed), "control": packed(script__json=listed, draft__js="\x00"),
        }  # fmt: skip
        for name, content in cases.items():
            answer = bring(http, "a.zip", content)
            assert answer.status_code == 422 and list(answer.json()["error"]["details"]) == ["file"], (name, answer.text)
        assert bring(http, "a.zip", bytes((4 << 20) + 1)).status_code == 413
        assert bring(http, "a.exe", b"x").json()["error"]["details"].keys() == {"file"}
        assert http.post("/api/scripts/import", json={}).status_code == 415
        assert http.get("/api/scripts?by=me").json()["data"]["scripts"] == []
        assert bring(http, "a.zip", packed(**whole, **{f"pad{number}": "" for number in range(198)})).status_code == 201
        assert bring(http, "My page.html", b"<p>hi").json()["data"]["script"]["runtime"] == "html"


def test_scripts_move_with_their_member(ada, bob):
    with ada.http() as http, bob.http() as other:
        script = published(http, note="first", alt="dots")
        http.put(f"/api/scripts/{script}/draft", json={"code": "draft()", "base_version": 2})
        archive = export(ada)
        folder = f"scripts/{script}/"
        names = {one["path"] for one in archive.manifest["files"] if one["path"].startswith(folder)}
        assert names == {folder + name for name in ("script.json", "draft.js", "revisions/1.js", "index.html")}
        assert taken(bob, export_bytes(ada))["scripts"]["created"] == 1
        (mine,) = other.get("/api/scripts?by=me").json()["data"]["scripts"]
        assert mine["visibility"] == "private" and mine["newest"] == 1 and mine["id"] != script
        assert other.get(f"/api/scripts/{mine['id']}/draft").json()["data"]["draft"]["code"] == "draft()"
        assert other.get(f"/api/scripts/{mine['id']}/r/1").json()["data"]["revision"]["note"] == "first"


def export_bytes(account) -> bytes:
    with account.http() as http:
        return http.get("/settings/export").content


def test_owner_and_hands_see_who_else_is_there(ada, bob):
    async def run():
        with ada.http() as http:
            script = published(http)
            http.put(f"/api/scripts/{script}/hands/{bob.username}")
            place = f"script:{script}"
            async with ada.socket() as mine, bob.socket() as theirs:
                await mine.request("watch", {"place": place})
                first = await mine.event("signal")
                assert first["name"] == "present" and [one["username"] for one in first["users"]] == [ada.username]
                assert first["users"][0].keys() == {"id", "username", "display_name", "color", "avatar_url"} and first["place"] == place
                await theirs.request("watch", {"place": place})
                for socket in (mine, theirs):
                    both = await socket.event("signal", lambda data: len(data["users"]) == 2)
                    assert [one["username"] for one in both["users"]] == [ada.username, bob.username]
                await theirs.request("unwatch", {"place": place})
                await mine.event("signal", lambda data: [one["username"] for one in data["users"]] == [ada.username])

    asyncio.run(run())
