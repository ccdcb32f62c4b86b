"""One ZIP is the whole member: what stands in it, and that others can read it (care.md)."""

import hashlib
import html.parser
import json
import re
import subprocess
import uuid

import httpx
import pytest
from archives import Archive, export
from media_files import jpeg, wav
from neospace_client import sign_up

XSS = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</pre></article></section><svg onload=alert(1)>", "javascript:alert(1)", "\"><b>x"]


def api(account, method, path, body=None):
    answer = httpx.request(method, account.server.url + path, headers=account.headers, json=body, timeout=30)
    assert answer.is_success, answer.text
    return answer.json().get("data", answer.json())


def upload(account, content, name="x.bin"):
    answer = httpx.post(account.server.url + "/api/media", headers=account.headers, files={"file": (name, content)}, timeout=60)
    assert answer.is_success, answer.text
    return answer.json()["data"]["media"]


def test_the_answer_is_a_zip_with_a_name_and_a_true_manifest(ada):
    answer = httpx.get(ada.server.url + "/settings/export", headers=ada.headers)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/zip"
    assert re.fullmatch(rf'attachment; filename="neospace-{ada.username}-\d{{4}}-\d\d-\d\d\.zip"', answer.headers["content-disposition"])
    archive = Archive(answer)
    manifest = archive.manifest
    assert (manifest["format"], manifest["version"], manifest["origin"]) == ("neospace-member", 1, ada.server.url)
    assert manifest["member"] == {"uuid": ada.uuid, "username": ada.username, "name": ada.username.title(), "email": ada.email}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", manifest["exported_at"])
    files = {one["path"]: (one["bytes"], one["sha256"]) for one in manifest["files"]}
    assert files == {path: (len(content), hashlib.sha256(content).hexdigest()) for path, content in archive.files.items() if path != "neospace.json"}
    parts = {"account", "sessions", "messages", "tasks", "downloads", "reports", "standing", "profile", "modules", "stickers", "guestbook", "media",
             "relations", "notifications", "preferences", "conversations", "scripts", "cats"}  # fmt: skip
    assert parts <= set(manifest["parts"])
    assert all(f"{part}.json" in archive.files for part in manifest["parts"])
    assert archive["tasks"] == [] and archive["scripts"] == [] and archive["media"] == [] and archive["messages"] == []


def test_tasks_have_exactly_the_fields_of_the_page(ada):
    one = api(ada, "POST", "/api/tasks", {"title": "Feed the cat 🐈", "description": "twice"})["task"]
    two = api(ada, "POST", "/api/tasks", {"title": "Gone"})["task"]
    api(ada, "DELETE", f"/api/tasks/{two['id']}")
    [task] = export(ada)["tasks"]
    assert set(task) == {"uuid", "title", "description", "completed", "created_at", "updated_at"}
    assert (task["title"], task["description"], task["completed"]) == ("Feed the cat 🐈", "twice", False)
    assert task["created_at"] == one["created_at"]
    assert str(uuid.UUID(task["uuid"])) == task["uuid"]
    # The name stays.
    assert export(ada)["tasks"] == [task]


def test_files_stand_beside_what_is_said_of_them(ada):
    picture, sound = upload(ada, jpeg(seed=3)), upload(ada, wav(2))
    archive = export(ada)
    listed = {one["id"]: one for one in archive["media"]}
    assert set(listed) == {picture["id"], sound["id"]}
    for one in listed.values():
        name, digest = one["file"], re.fullmatch(r"media/([0-9a-f]{64})\.(webp|mp3)", one["file"])
        assert digest and hashlib.sha256(archive.files[name]).hexdigest() == digest[1]
        assert uuid.UUID(one["uuid"])


def test_scripts_have_a_folder_each(ada):
    script = api(ada, "POST", "/api/scripts", {"runtime": "sketch", "title": "Waves", "template": "starter"})
    script = script.get("script", script)
    draft = api(ada, "GET", f"/api/scripts/{script['id']}/draft")
    draft = draft.get("draft", draft)
    api(ada, "POST", f"/api/scripts/{script['id']}/revisions", {"base_version": draft["version"], "note": "first", "alt": "waves"})
    archive = export(ada)
    [one] = archive["scripts"]
    folder = f"scripts/{script['id']}/"
    assert (one["title"], one["runtime"], [r["note"] for r in one["revisions"]]) == ("Waves", "sketch", ["first"])
    assert json.loads(archive.files[folder + "script.json"]) == one
    assert archive.files[folder + "draft.js"].decode() == draft["code"] == archive.files[folder + "revisions/1.js"].decode()


def test_nothing_of_others_and_nothing_deleted_is_in_it(ada, bob):
    bob_task = api(bob, "POST", "/api/tasks", {"title": f"secret of bob {uuid.uuid4()}"})["task"]
    text = export(ada).text
    assert bob_task["title"] not in text and bob.email not in text


class Tags(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.words = set(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {(tag, name, value) for name, value in attributes}

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_reads_without_script_or_network_and_text_stays_text(ada):
    for text in XSS:
        api(ada, "POST", "/api/tasks", {"title": text, "description": text})
        api(ada, "POST", "/api/modules", {"kind": "text", "content": {"text": text}})
    upload(ada, jpeg(seed=8))
    page = export(ada).files["index.html"].decode()
    found = Tags(page)
    assert not found.tags & {"script", "svg", "iframe", "link", "object", "form", "b"}
    for _, name, value in found.attributes:
        assert not name.startswith("on")
        if name in ("src", "href"):
            assert re.fullmatch(r"#[a-z_]+|media/[0-9a-f]{64}\.webp|[a-z_]+\.json", value), value
    for text in XSS:
        assert text in found.words
    assert "default-src 'none'" in page


def test_unzip_finds_no_fault(ada, tmp_path):
    upload(ada, jpeg(seed=12))
    api(ada, "POST", "/api/tasks", {"title": "one"})
    (tmp_path / "a.zip").write_bytes(export(ada).bytes)
    tested = subprocess.run(["unzip", "-t", str(tmp_path / "a.zip")], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_a_guest_signs_in_first(server):
    assert httpx.get(server.url + "/settings/export", headers={"Accept": "application/json"}).status_code == 401
    assert httpx.get(server.url + "/settings/export", headers={"Accept": "text/html"}).status_code == 303


def test_the_commands_export_and_erase(server, tmp_path):
    eve = sign_up(server)
    api(eve, "POST", "/api/tasks", {"title": "of eve"})
    path = tmp_path / "eve.zip"
    made = server.command("export", eve.email, str(path))
    assert made.returncode == 0, made.stderr
    assert [task["title"] for task in Archive(path.read_bytes())["tasks"]] == ["of eve"]
    again = server.command("export", eve.email, str(path))
    assert again.returncode == 1 and "exists" in again.stderr
    assert server.command("export", "nobody@example.org", str(tmp_path / "x.zip")).returncode == 1
    assert not (tmp_path / "x.zip").exists()
    assert server.command("erase", eve.email).returncode == 0
    assert server.query(f"SELECT count(*) FROM users WHERE email = '{eve.email}'") == [("0",)]
    assert server.query("SELECT count(*) FROM tasks WHERE title = 'of eve'") == [("0",)]
    assert server.command("erase", eve.email).returncode == 1
    for wrong in (["export"], ["export", "x@y"], ["erase"], ["import", "x@y"], ["erase", "nobody"]):
        assert server.command(*wrong).returncode == 2, wrong
