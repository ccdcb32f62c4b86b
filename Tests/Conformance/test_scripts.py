"""Scripts: what spec and protocol promise a client over HTTP and the socket."""

import asyncio

import pytest

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
