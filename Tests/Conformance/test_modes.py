"""The modes of the site: read-only, where nothing is written, and maintenance, where only staff come in."""

import asyncio
import html.parser
import re
import time

import httpx
import pytest
import websockets
from neospace_client import Refused, sign_up
from neospace_server import Server
from test_policies import ROUTES, address
from test_site_settings import JSON, change, newest, page, settings

HTML = {"Accept": "text/html"}
FORM = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def server():
    with Server(env={"NEOSPACE_SIGNUP": "open"}) as one:
        yield one


@pytest.fixture(scope="module")
def admin(server):
    return sign_up(server, email="admin@example.org")


@pytest.fixture(scope="module")
def moderator(server, admin):
    account = sign_up(server)
    admin.http().post(f"/admin/users/{number(server, account)}/role", data={"role": "moderator"}, headers=FORM)
    return account


@pytest.fixture(scope="module")
def member(server):
    return sign_up(server)


@pytest.fixture
def read_only(admin):
    yield change(admin, mode="read_only", mode_message="Moving <house>")
    change(admin, mode="normal", mode_message="")


@pytest.fixture
def maintenance(admin):
    yield change(admin, mode="maintenance", mode_message="Back at <noon>")
    change(admin, mode="normal", mode_message="")


def number(server, account) -> str:
    return server.query(f"SELECT id FROM users WHERE username = '{account.username}'")[0][0]


def refused(answer: httpx.Response) -> None:
    assert answer.status_code == 503 and answer.headers["retry-after"] == "60", (answer.status_code, answer.text[:200])
    if answer.headers["content-type"].startswith("application/json"):
        assert answer.json()["error"]["code"] == "UNAVAILABLE"


def tables(server) -> list:
    """What members write, counted; and when the settings and the sessions of tests were written, apart."""
    names = ("messages", "tasks", "room_members", "reports", "reactions", "wall_modules", "users", "audit_log")
    return [(name, server.query(f"SELECT COUNT(*) FROM {name}")) for name in names]


def test_read_only_refuses_every_route_that_is_declared_to_change_something(server, admin, member, read_only):
    before = tables(server)
    for row in ROUTES:
        if not row["does"].startswith("changes"):
            continue
        for headers in ({}, member.headers, admin.headers):
            answer = httpx.request(
                row["method"], server.url + address(row["path"]), headers=FORM | headers, content=b"" if row["method"] == "DELETE" else None)  # fmt: skip
            refused(answer)
    assert tables(server) == before


def test_every_unsafe_route_is_declared_to_change_something_but_these():
    kept = {(row["method"], row["path"]) for row in ROUTES if row["method"] not in ("GET", "HEAD") and not row["does"].startswith("changes")}
    assert kept == {
        ("POST", path) for path in ("/login", "/logout", "/api/auth/signin", "/api/auth/signout", "/auth/login", "/appearance", "/admin/settings")
    }  # fmt: skip
    assert [row["path"] for row in ROUTES if row["method"] == "GET" and row["does"].startswith("changes")] == ["/download"]


def test_read_only_shows_pages_and_lets_people_in_and_out(server, admin, member, read_only):
    newcomer = httpx.post(server.url + "/api/auth/signup", json={"name": "E", "email": "late@example.org", "password": "correct horse"})
    refused(newcomer)
    signed = httpx.post(server.url + "/api/auth/signin", json={"email": member.email, "password": "correct horse"})
    assert signed.status_code == 200
    token = {"Authorization": f"Bearer {signed.json()['data']['token']}"}
    for path in ("/rooms", "/tasks", f"/@{member.username}", "/people", "/settings", "/notifications", "/search?q=hello", "/lobby", "/cats", "/reports"):
        text = httpx.get(server.url + path, headers=HTML | token)
        assert text.status_code == 200, (path, text.status_code)
        assert re.search(r'id="mode-banner" role="status" data-mode="read_only"><b>Read-only</b><span dir="auto">Moving &lt;house&gt;</span>', text.text), path
    for path in ("/", "/login", "/rules"):
        assert "<b>Read-only</b>" in page(server, path)
    assert httpx.post(server.url + "/api/auth/signout", headers=token).status_code == 200
    browser = httpx.Client(base_url=server.url, headers=HTML | FORM)
    assert browser.post("/login", data={"login": member.username, "password": "correct horse"}).status_code == 303
    assert browser.post("/appearance", data={"theme": "default", "scheme": "dark"}).status_code == 303
    form = browser.post("/tasks", data={"title": "Never"})
    refused(form)
    assert "Read-only" in form.text and "Moving &lt;house&gt;" in form.text
    assert browser.post("/logout").status_code == 303
    assert httpx.get(server.url + "/health").status_code == 200
    assert 'neospace_mode{mode="read_only"} 1' in httpx.get(server.url + "/metrics").text
    assert 'neospace_mode{mode="normal"} 0' in httpx.get(server.url + "/metrics").text


def test_read_only_disables_composers_and_hides_none(server, admin, member):
    http = member.http()
    http.get("/rooms/general", headers=HTML)
    change(admin, mode="read_only")
    try:
        text = http.get("/rooms/general", headers=HTML).text
        composer = text.split('id="composer"', 1)[1].split("</form>", 1)[0]
        assert re.search(r'<fieldset class="closable" disabled>.*<textarea[^>]*id="content"', composer, re.S), composer[:400]
    finally:
        change(admin, mode="normal")
    assert '<fieldset class="closable">' in http.get("/rooms/general", headers=HTML).text


class SongForms(html.parser.HTMLParser):
    """The forms of a page that post to The Song: their addresses, and for each control whether a closed fieldset holds it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.form, self.fieldsets, self.closed = None, [], {}
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given = dict(attributes)
        if tag == "form" and given.get("method") == "post" and given.get("action", "").startswith("/song"):
            self.form = re.sub(r"\d+", "{id}", given["action"])
            self.closed.setdefault(self.form, [])
        elif tag == "fieldset":
            self.fieldsets.append("closable" in given.get("class", "").split() and "disabled" in given)
        elif self.form and tag in ("button", "input", "select", "textarea"):
            self.closed[self.form].append(any(self.fieldsets))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "fieldset":
            self.fieldsets.pop()


def test_read_only_closes_every_form_of_the_song_and_stories_are_read_on_by_links(server, admin):
    ada, bob = sign_up(server), sign_up(server)

    def make(account, path: str, kind: str, body: dict, method: str = "POST") -> dict:
        answer = account.http().request(method, f"/api/song{path}", json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()["data"].get(kind)

    pages = {ada: ["/song/stories/new", "/song/import", "/song/patterns/new"], bob: []}
    for canon in ("keeper", "vote"):
        story = make(ada, "/stories", "story", {"title": "The mill", "visibility": "members", "canon": canon})
        id_, root = story["id"], story["root"]
        path = f"/song/stories/{id_}"
        verse = make(ada, f"/stories/{id_}/verses", "verse", {"title": "Cellar", "from": root})["id"]
        make(ada, f"/verses/{verse}", "verse", {}, "DELETE")
        make(ada, f"/stories/{id_}/verses", "verse", {"title": "Yard", "from": root})
        branch = {"from": root, "label": "Up", "verses": [{"title": "Attic"}]}
        proposal = f"/song/proposals/{make(bob, f'/stories/{id_}/proposals', 'proposal', branch)['id']}"
        make(ada, f"/stories/{id_}/writers/{bob.username}", "story", {}, "PUT")
        pages[ada] += [path, f"{path}/settings", f"{path}/delete", f"{path}/verses/new", f"{path}/propose", proposal]
        pages[ada] += [f"/song/verses/{root}/{part}" for part in ("edit", "delete", "history/1")] + [f"/song/verses/{verse}"]
        pages[bob] += [proposal]
    pattern = f"/song/patterns/{make(ada, '/patterns', 'pattern', {'title': 'Wheel'})['id']}"
    pages[ada] += [pattern, f"{pattern}/delete"]

    def forms() -> dict:
        found = {}
        for account, paths in pages.items():
            for one in paths:
                answer = account.http().get(one, headers=HTML)
                assert answer.status_code == 200, (one, answer.status_code)
                for address, closed in SongForms(answer.text).closed.items():
                    found.setdefault(address, []).extend(closed)
        return found

    # Of what is restored there is a page only right after it was deleted. The page of a reading is looked at below.
    unseen = {"/song/stories/{id}/restore", "/song/patterns/{id}/restore", "/song/stories/{id}/play"}
    known = {row["path"] for row in ROUTES if row["method"] == "POST" and row["path"].startswith("/song")} - unseen
    opened = forms()
    assert opened.keys() == known and not any(any(closed) for closed in opened.values())
    assert "/song/stories/{id}/play" in SongForms(page(server, f"{path}/play", ada)).closed
    change(admin, mode="read_only")
    try:
        closed = forms()
        assert closed.keys() == known
        assert {address for address, controls in closed.items() if not controls or not all(controls)} == set()
        play = page(server, f"{path}/play", ada)
        assert SongForms(play).closed == {} and "Your steps are not kept while the site is read-only." in play
        step = re.search(r'href="(/song/stories/\d+/play\?path=\d+[^"]*)"', play)[1]
        assert 'id="verse"' in page(server, step.split("#")[0], ada)
    finally:
        change(admin, mode="normal")


def test_read_only_opens_the_rooms_of_a_member_and_admits_to_no_others(server, admin):
    member = sign_up(server)
    http = member.http()
    assert http.get("/rooms/general", headers=HTML).status_code == 200
    assert http.get("/rooms/random", headers=HTML).status_code == 200
    stranger = sign_up(server)
    change(admin, mode="read_only")
    try:
        # Another room than the one opened last, which would otherwise be remembered.
        assert http.get("/rooms/general", headers=HTML).status_code == 200
        assert http.get("/", headers=HTML).headers["location"] == "/rooms/random"
        refused(stranger.http().get("/rooms/general", headers=HTML))
        count = server.query("SELECT COUNT(*) FROM room_members")

        async def run() -> None:
            async with stranger.socket() as socket:
                with pytest.raises(Refused) as refusal:
                    await socket.join("general")
                assert refusal.value.code == "UNAVAILABLE" and refusal.value.error["retry_after_ms"] == 60_000

        asyncio.run(run())
        assert server.query("SELECT COUNT(*) FROM room_members") == count
    finally:
        change(admin, mode="normal")


def test_read_only_refuses_socket_messages_that_change_and_answers_those_that_read(server, admin, member):
    async def run() -> None:
        async with member.socket() as socket, admin.socket() as other:
            await socket.join("general")
            await other.join("general")
            id_ = (await socket.request("post_message", {"room": "general", "content": "Before."}))["id"]
            changed = change(admin, mode="read_only", mode_message="Wait.")
            assert await socket.event("site") == {"name": changed["name"], "mode": "read_only", "message": "Wait.", "off": []}
            for type_, data in (
                ("post_message", {"room": "general", "content": "Never."}),
                ("edit_message", {"id": id_, "content": "Never."}),
                ("delete_message", {"id": id_}),
                ("react", {"id": id_, "emoji": "🎉", "on": True}),
                ("mark_read", {"room": "general", "id": id_}),
                ("leave_room", {"room": "general"}),
                ("create_room", {"name": "never"}),
                ("open_conversation", {"usernames": [admin.username]}),
                ("signal", {"place": "cats", "name": "pet", "cat": "miso"}),
            ):
                with pytest.raises(Refused) as refusal:
                    await socket.request(type_, data)
                assert refusal.value.code == "UNAVAILABLE" and refusal.value.error["retry_after_ms"] == 60_000, type_
            assert (await socket.request("ping", {"ts": 1}))["ts"] == 1
            assert (await socket.request("list_rooms"))["rooms"]
            await socket.join("general")
            await socket.watch("me")
            await socket.send("typing", {"room": "general", "on": True})
            assert (await other.event("typing"))["user"]["username"] == member.username
            async with member.socket() as late:
                # Right after `connected`.
                assert [frame["type"] for frame in late.frames[:2]] == ["connected", "site"] or (await late.event("site"))["mode"] == "read_only"
            change(admin, mode="normal", mode_message="")
            assert (await socket.event("site"))["mode"] == "normal"
            await socket.request("post_message", {"room": "general", "content": "After."})

    asyncio.run(run())


def test_a_refusal_spends_nothing(server, admin, member):
    """The same request id counts once the mode is normal again."""

    async def run() -> None:
        async with member.socket() as socket:
            await socket.join("general")
            change(admin, mode="read_only")
            with pytest.raises(Refused):
                await socket.request("post_message", {"room": "general", "content": "Once."}, request_id="once-upon-a-time")
            change(admin, mode="normal")
            ack = await socket.request("post_message", {"room": "general", "content": "Once."}, request_id="once-upon-a-time")
            assert await socket.request("post_message", {"room": "general", "content": "Once."}, request_id="once-upon-a-time") == ack

    asyncio.run(run())
    task = {"title": "Once"}
    key = {"Idempotency-Key": "once-upon-a-time"}
    change(admin, mode="read_only")
    refused(member.http().post("/api/tasks", json=task, headers=key))
    change(admin, mode="normal")
    assert member.http().post("/api/tasks", json=task, headers=key).status_code == 201


def test_jobs_of_the_server_wait_while_the_site_is_read_only(server, admin):
    def runs() -> dict[str, str]:
        return {job["name"]: job["last_at"] for job in admin.http().get("/admin", headers=JSON).json()["jobs"]}

    began = time.monotonic()
    while "end_mutes_and_bans" not in runs():
        assert time.monotonic() - began < 15
        time.sleep(0.2)
    change(admin, mode="read_only")
    time.sleep(1)
    before = runs()["end_mutes_and_bans"]
    time.sleep(5)
    assert runs()["end_mutes_and_bans"] == before
    change(admin, mode="normal")
    began = time.monotonic()
    while runs()["end_mutes_and_bans"] == before:
        assert time.monotonic() - began < 15
        time.sleep(0.2)


OPEN = ("/health", "/login", "/appearance", "/rules")


def test_maintenance_is_closed_to_everybody_but_staff(server, admin, moderator, member, maintenance):
    for account in (None, member):
        headers = account.headers if account else {}
        for path in ("/", "/rooms", "/rooms/general", "/signup", "/nowhere", "/@nobody", "/api/tasks", "/avatars/1", "/openapi.json", "/admin", "/setup", "/download?token=x"):
            refused(httpx.get(server.url + path, headers=headers | JSON))
            closed = httpx.get(server.url + path, headers=headers | HTML)
            refused(closed)
            if closed.headers["content-type"].startswith("text/html"):
                assert "Back at &lt;noon&gt;" in closed.text and "Maintenance" in closed.text
        refused(httpx.post(server.url + "/api/tasks", json={}, headers=headers))
        for path in OPEN:
            assert httpx.get(server.url + path, headers=headers | HTML).status_code in (200, 303), path
        assert httpx.get(server.url + "/metrics").status_code == 200
    asset = re.search(r'href="(/assets/[^"]+\.css)"', httpx.get(server.url + "/login", headers=HTML).text)[1]
    assert httpx.get(server.url + asset).status_code == 200
    refused(httpx.get(server.url + "/rooms", headers={"Authorization": "Bearer nonsense"} | JSON))
    for staff in (admin, moderator):
        text = page(server, "/rooms", staff)
        assert "<b>Maintenance</b>" in text and "Back at &lt;noon&gt;" in text
        assert staff.http().post("/api/tasks", json={"title": "Staff work on"}).status_code == 201
    assert httpx.post(server.url + "/api/auth/signin", json={"email": member.email, "password": "correct horse"}).status_code == 200
    assert httpx.post(server.url + "/auth/login", json={"email": member.email, "password": "correct horse"}).status_code == 200
    assert httpx.post(server.url + "/logout", headers=FORM).status_code == 303
    assert httpx.get(server.url + "/health").json()["status"] == "ok"


def test_what_the_table_says_is_always_open_is_just_this():
    found = {row["path"] for row in ROUTES if row["does"].endswith("always")}
    assert found == {
        "/health", "/metrics", "/assets/{path...}", "/login", "/logout", "/api/auth/signin", "/auth/login", "/appearance", "/rules",
    }  # fmt: skip


def test_maintenance_closes_the_sockets_of_members_with_1001_and_refuses_handshakes(server, admin, moderator, member):
    async def run() -> None:
        async with member.socket() as one, member.socket() as other, moderator.socket() as staff:
            await one.join("general")
            changed = change(admin, mode="maintenance", mode_message="Soon.")
            assert await one.closed(5) == 1001 and await other.closed(5) == 1001
            assert await staff.event("site") == {"name": changed["name"], "mode": "maintenance", "message": "Soon.", "off": []}
            with pytest.raises(websockets.InvalidStatus) as handshake:
                async with member.socket():
                    pass
            assert handshake.value.response.status_code == 503 and handshake.value.response.headers["Retry-After"] == "60"
            await staff.join("general")
            await staff.request("post_message", {"room": "general", "content": "Staff work on."})
            change(admin, mode="normal", mode_message="")
            assert (await staff.event("site"))["mode"] == "normal"
        async with member.socket() as back:
            await back.join("general")

    asyncio.run(run())


def test_who_stops_being_staff_in_maintenance_is_out(server, admin, maintenance):
    """Nothing asks for the mode alone: each message and each check of sessions asks who it is."""
    change(admin, mode="normal")
    staff = sign_up(server)
    role = f"/admin/users/{number(server, staff)}/role"
    admin.http().post(role, data={"role": "moderator"}, headers=FORM)
    change(admin, mode="maintenance")

    async def run() -> None:
        async with staff.socket() as socket:
            await socket.request("ping", {"ts": 1})
            admin.http().post(role, data={"role": "member"}, headers=FORM)
            assert await socket.closed(10) == 1001

    asyncio.run(run())
    refused(staff.http().get("/rooms", headers=JSON))


def test_an_operator_sets_the_mode_from_the_command_line_beside_a_running_server(server, admin, member):
    before = settings(admin)["version"]
    told = server.command("mode", "read_only", "From the shell")
    assert told.returncode == 0 and "read_only" in told.stdout, told.stderr

    async def run() -> None:
        async with member.socket() as socket:
            if settings(admin)["mode"] != "read_only" or not [one for one in socket.frames if one["type"] == "site"]:
                assert (await socket.event("site", timeout=6))["message"] == "From the shell"
        refused(member.http().post("/api/tasks", json={"title": "Never"}))

    asyncio.run(run())
    now = settings(admin)
    assert (now["mode"], now["mode_message"], now["version"]) == ("read_only", "From the shell", before + 1)
    entry = newest(member, 1)[0]
    assert (entry["log_note"], entry["by"]) == ("mode read_only", "server")
    assert server.command("mode", "normal").returncode == 0
    began = time.monotonic()
    while member.http().post("/api/tasks", json={"title": "Again"}).status_code != 201:
        assert time.monotonic() - began < 6
        time.sleep(0.2)
    assert settings(admin)["mode_message"] == ""
    for wrong in (("mode",), ("mode", "off"), ("mode", "normal", "a", "b")):
        assert server.command(*wrong).returncode == 2
    assert server.command("mode", "normal", "x" * 201).returncode == 1
