"""The settings of the site: name, welcome, rules, contact and who may join, with a version that two administrators cannot overwrite."""

import asyncio
import concurrent.futures
import re
import time

import httpx
import pytest
from neospace_client import moderate, sign_up
from neospace_server import Server

JSON = {"Accept": "application/json"}
FEATURES = ["rooms", "tasks", "downloads", "walls", "media", "messages", "codeground", "song", "cats"]
TEXTS = {"name": 50, "welcome": 500, "rules": 10_000, "contact": 254, "mode_message": 200}
SCRIPTS = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", '"><svg onload=alert(1)>', "&lt;b&gt;"]


@pytest.fixture(scope="module")
def server():
    with Server(env={"NEOSPACE_SIGNUP": "open"}) as one:
        yield one


@pytest.fixture(scope="module")
def admin(server):
    return sign_up(server, email="admin@example.org")


@pytest.fixture(scope="module")
def member(server):
    return sign_up(server)


def settings(admin) -> dict:
    answer = admin.http().get("/admin/settings", headers=JSON)
    assert answer.status_code == 200, answer.text
    return answer.json()


def change(admin, status: int = 200, version: int | None = None, **fields) -> dict:
    version = settings(admin)["version"] if version is None else version
    answer = admin.http().post("/admin/settings", json={"version": version} | fields, headers=JSON)
    assert answer.status_code == status, answer.text
    return answer.json()


def page(server, path: str, account=None) -> str:
    answer = httpx.get(server.url + path, headers={"Accept": "text/html", **(account.headers if account else {})})
    assert answer.status_code == 200, answer.text
    return answer.text


def newest(admin, count: int = 10, action: str = "setting") -> list[dict]:
    return admin.http().get("/moderation", params={"action": action, "limit": count}, headers=JSON).json()["entries"]


def setup_path(server: Server) -> str:
    """The line with the link is printed once the server listens."""
    began = time.monotonic()
    while (link := re.search(r"/setup\?token=\S+", server.log_text())) is None:
        assert time.monotonic() - began < 10
        time.sleep(0.05)
    return link[0]


def test_a_new_place_answers_what_holds_without_being_set(server, admin):
    with Server(env={"NEOSPACE_SIGNUP": "invite", "ADMIN_EMAILS": ""}) as fresh:
        token = setup_path(fresh).split("=")[1]
        fields = {"token": token, "name": "Ada", "username": "ada", "email": "ada@example.org", "password": "correct horse"}
        browser = httpx.Client(base_url=fresh.url, headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
        assert browser.post("/setup", data=fields | {"site_name": "x" * 51, "sign_up": "open"}).status_code == 422
        assert browser.post("/setup", data=fields | {"site_name": "The Shed", "sign_up": "sometimes"}).status_code == 422
        made = browser.post("/setup", data=fields | {"site_name": "The Shed", "sign_up": "closed"})
        assert (made.status_code, made.headers["location"]) == (303, "/admin")
        now = browser.get("/admin/settings", headers=JSON).json()
        assert (now["name"], now["sign_up"], now["version"]) == ("The Shed", "closed", 2)
        assert "<title>Sign in · The Shed</title>" in page(fresh, "/login")
    now = settings(admin)
    assert list(now) == ["version", "name", "welcome", "rules", "contact", "sign_up", "newcomer_hours", "mode", "mode_message", *FEATURES]
    assert now["sign_up"] == "open" and now["mode"] == "normal" and now["newcomer_hours"] == 0 and all(now[one] == "on" for one in FEATURES)


def test_the_first_form_asks_for_the_name_and_who_may_join():
    with Server(env={"ADMIN_EMAILS": ""}) as fresh:
        form = page(fresh, setup_path(fresh))
        for label in ("Name of this place", "Your name", "Username", "E-mail", "Password", "Who may join"):
            assert f">{label}</label>" in form, label


def test_only_administrators_reach_the_settings(server, admin, member):
    assert httpx.get(server.url + "/admin/settings", headers=JSON).status_code == 401
    guest = httpx.get(server.url + "/admin/settings", headers={"Accept": "text/html"})
    assert guest.status_code == 303 and guest.headers["location"].startswith("/login")
    moderator = sign_up(server)
    server.query(f"UPDATE users SET role = 'moderator' WHERE username = '{moderator.username}'")
    other = sign_up(server)
    for account in (member, other):
        assert account.http().get("/admin/settings", headers=JSON).status_code == 403
        assert account.http().post("/admin/settings", json={"version": 1, "name": "Mine"}, headers=JSON).status_code == 403
    assert settings(admin)["name"] != "Mine"


@pytest.mark.parametrize(("name", "most"), TEXTS.items())
def test_every_text_is_taken_at_its_limit_and_refused_one_beyond(admin, name, most):
    assert change(admin, **{name: "ü" * most})[name] == "ü" * most
    refused = change(admin, 422, **{name: "ü" * (most + 1)})
    assert list(refused["error"]["details"]) == [name]
    assert settings(admin)[name] == "ü" * most
    change(admin, **{name: "NeoSpace" if name == "name" else ""})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", " "), ("name", "two\nlines"), ("sign_up", "maybe"), ("newcomer_hours", -1), ("newcomer_hours", 169),
        ("newcomer_hours", "24"), ("mode", "readonly"), ("mode_message", "two\nlines"), ("contact", "two\nlines"), ("rooms", "yes"),
        ("song", True), ("unknown", "x"), ("feed", "off"), ("version", "1"), ("version", 0),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_changes_nothing(admin, field, value):
    before = settings(admin)
    refused = admin.http().post("/admin/settings", json={"version": before["version"], "welcome": "Never."} | {field: value}, headers=JSON)
    assert refused.status_code == 422 and field in refused.json()["error"]["details"], refused.text
    assert settings(admin) == before


def test_a_change_without_a_version_is_422_and_one_with_a_stale_one_409(admin):
    refused = admin.http().post("/admin/settings", json={"welcome": "Never."}, headers=JSON)
    assert refused.status_code == 422 and "version" in refused.json()["error"]["details"]
    first = change(admin, welcome="First.")
    assert change(admin, 409, version=first["version"] - 1, welcome="Second.")["error"]["code"] == "CONFLICT"
    assert change(admin, 409, version=first["version"] + 1, welcome="Second.")["error"]["code"] == "CONFLICT"
    assert settings(admin) == first
    # Stale, although it would change nothing.
    assert change(admin, 409, version=first["version"] - 1, welcome="First.")


def test_what_is_the_same_writes_nothing(server, admin):
    before = change(admin, welcome="The same.", newcomer_hours=0)
    count = server.query("SELECT COUNT(*) FROM audit_log")
    assert change(admin, **{key: value for key, value in before.items() if key != "version"}) == before
    assert change(admin) == before
    assert server.query("SELECT COUNT(*) FROM audit_log") == count


def test_of_two_at_once_with_one_version_one_is_taken(admin):
    version = settings(admin)["version"]
    for attempt in range(5):
        with concurrent.futures.ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(
                lambda number: admin.http().post("/admin/settings", json={"version": version, "welcome": f"{attempt} {number}"}, headers=JSON),
                range(10),
            ))  # fmt: skip
        taken = [answer for answer in answers if answer.status_code == 200]
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9
        assert settings(admin) == taken[0].json()
        version += 1
    assert settings(admin)["version"] == version


def test_a_change_is_in_the_audit_log_and_what_opens_the_place_in_the_public_one(server, admin, member):
    change(admin, welcome="Logged.", newcomer_hours=24, sign_up="invite", cats="off")
    [entry] = server.query("SELECT action, subject, details FROM audit_log ORDER BY id DESC LIMIT 1")
    assert entry[:2] == ("settings.change", "server") and "newcomer_hours" in entry[2] and "Logged." not in entry[2]
    public = newest(member, 3)
    assert [one["log_note"] for one in public] == ["cats off", "newcomer_hours 24", "sign_up invite"]
    for one in public:
        assert (one["action"], one["kind"], one["reason"], one["by"], one["appeal"]) == ("setting", "server", None, "admin", None)
        assert one["ends_at"] is None and one["undone_at"] is None
    change(admin, welcome="", newcomer_hours=0, sign_up="open", cats="on")
    assert [one["log_note"] for one in newest(member, 3)] == ["cats on", "newcomer_hours 0", "sign_up open"]
    # A text alone is nothing for the public log.
    count = len(newest(member, 100))
    change(admin, welcome="Hello.", rules="Be kind.", contact="a@example.org")
    assert len(newest(member, 100)) == count


def test_settings_and_actions_stand_in_one_log_in_order(server, admin, member):
    troubled = sign_up(server)
    change(admin, walls="off")
    assert moderate(admin, "mute", troubled.username, 10).status_code == 201
    change(admin, walls="on")
    change(admin, tasks="off")
    assert moderate(admin, "ban", troubled.username).status_code == 201
    change(admin, tasks="on")
    expected = ["tasks on", "ban", "tasks off", "walls on", "mute", "walls off"]
    http = member.http()
    whole = http.get("/moderation?limit=6", headers=JSON).json()["entries"]
    assert [one["log_note"] if one["action"] == "setting" else one["action"] for one in whole] == expected
    assert len({one["id"] for one in whole}) == 6
    seen, cursor = [], None
    while len(seen) < 6:
        slice_ = http.get("/moderation", params={"limit": 1} | ({"before": cursor} if cursor else {}), headers=JSON).json()
        seen += slice_["entries"]
        cursor = slice_["next"]
    assert seen == whole
    only = http.get("/moderation?action=mute&limit=1", headers=JSON).json()["entries"]
    assert only[0]["action"] == "mute" and "Setting of the server" in page(server, "/moderation", member)


def test_the_name_is_in_the_shell_and_in_titles(server, admin, member):
    change(admin, name="Cats & <b>Dogs</b>")
    shown = "Cats &amp; &lt;b&gt;Dogs&lt;/b&gt;"
    for path, account in (("/login", None), ("/", None), ("/rules", None), ("/tasks", member)):
        text = page(server, path, account)
        assert f"· {shown}</title>" in text and f"<span>{shown}</span>" in text and "<b>Dogs" not in text
    change(admin, name="NeoSpace")


def test_the_front_page_says_what_this_place_is(server, admin, member):
    change(admin, name="The Shed", welcome="A place for <cats>.\nAnd for people.")
    front = page(server, "/")
    assert re.search(r"<h1[^>]*>The Shed</h1>", front) and "A place for &lt;cats&gt;.\nAnd for people." in front
    for name, path in (("Sign in", "/login"), ("Join", "/signup"), ("Rules", "/rules")):
        assert re.search(rf'<a [^>]*href="{path}"[^>]*>{name}</a>', front), name
    change(admin, sign_up="closed")
    assert ">Join</a>" not in page(server, "/") and "Sign-up is closed" in page(server, "/signup")
    change(admin, sign_up="invite")
    assert ">Join</a>" in page(server, "/")
    change(admin, sign_up="open", welcome="", name="NeoSpace")
    # Members come to their rooms.
    answer = httpx.get(server.url + "/", headers={"Accept": "text/html", **member.headers})
    assert answer.status_code == 303 and answer.headers["location"].startswith("/rooms/")


def test_who_may_join_counts_from_the_moment_it_is_set(server, admin):
    fields = {"name": "Eve", "email": "eve@example.org", "password": "correct horse"}
    change(admin, sign_up="closed")
    assert httpx.post(server.url + "/api/auth/signup", json=fields).status_code == 403
    change(admin, sign_up="open")
    assert httpx.post(server.url + "/api/auth/signup", json=fields).status_code == 201


def test_the_rules_are_public_and_linked(server, admin, member):
    change(admin, rules="Be *kind*.\n\n" + "\n\n".join(SCRIPTS), contact="help@example.org")
    for account in (None, member):
        text = page(server, "/rules", account)
        assert "<em>kind</em>" in text and 'href="mailto:help@example.org"' in text
        body = text.split("<main", 1)[1].split("</main>", 1)[0]
        assert "<script" not in body and "<img" not in body and "<svg" not in body.replace('<svg class="icon', "") and "javascript:" not in re.sub(r">[^<]*<", "><", body)
    told = httpx.get(server.url + "/rules", headers=JSON).json()
    assert told["rules"].startswith("Be *kind*.") and told["contact"] == "help@example.org" and "<em>kind</em>" in told["html"]
    assert 'href="/rules"' in page(server, "/signup")
    report = page(server, f"/reports/new?kind=profile&id={admin.username}", member)
    assert 'href="/rules"' in report
    change(admin, contact="https://example.org/help")
    assert 'href="https://example.org/help"' in page(server, "/rules")
    change(admin, contact='javascript:alert("1")')
    assert 'href="javascript' not in page(server, "/rules")
    change(admin, rules="", contact="")
    assert "Nobody has written rules" in page(server, "/rules")


def test_the_form_does_the_same_without_a_script(server, admin):
    browser = httpx.Client(base_url=server.url, headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin", **admin.headers})
    now = settings(admin)
    fields = {key: str(value) for key, value in now.items()} | {"name": "By form", "welcome": "Line 1\r\nLine 2", "cats": "off"}
    saved = browser.post("/admin/settings", data=fields)
    assert (saved.status_code, saved.headers["location"]) == (303, "/admin/settings?saved=true")
    assert "Saved." in browser.get("/admin/settings?saved=true").text
    after = settings(admin)
    assert (after["name"], after["welcome"], after["cats"], after["version"]) == ("By form", "Line 1\nLine 2", "off", now["version"] + 1)
    # Somebody else was faster: the page comes back with what was typed, and a version to try again with.
    late = browser.post("/admin/settings", data=fields | {"welcome": "Too late."})
    assert late.status_code == 409 and 'role="alert"' in late.text and "Too late." in late.text
    assert f'name="version" value="{after["version"]}"' in late.text and settings(admin) == after
    wrong = browser.post("/admin/settings", data=fields | {"version": str(after["version"]), "newcomer_hours": "many", "name": ""})
    assert wrong.status_code == 422 and 'id="error-newcomer_hours"' in wrong.text and 'id="error-name"' in wrong.text and 'value="many"' in wrong.text
    # An empty field of a form clears a text.
    cleared = browser.post("/admin/settings", data={"version": str(after["version"]), "welcome": "", "name": "NeoSpace", "cats": "on"})
    assert cleared.status_code == 303 and settings(admin)["welcome"] == ""


def test_settings_posted_cross_site_are_403(server, admin):
    before = settings(admin)
    signed = httpx.post(server.url + "/api/auth/signin", json={"email": admin.email, "password": "correct horse"}).json()["data"]["token"]
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}):
        answer = httpx.post(
            server.url + "/admin/settings", data={"version": str(before["version"]), "name": "Evil"},
            headers=headers | {"Accept": "text/html"}, cookies={"session": signed})  # fmt: skip
        assert answer.status_code == 403
    assert settings(admin) == before


def test_a_change_is_there_after_kill_9(tmp_path):
    server = Server(data=str(tmp_path))
    with server:
        admin = sign_up(server, email="admin@example.org")
        changed = change(admin, name="Lasting", rules="# Stay", song="off", mode="read_only", mode_message="For now")
        server.kill()
        server.start()
        assert settings(admin) == changed
        change(admin, mode="normal")


def test_the_name_and_the_rules_are_checked_and_the_front_of_administration_says_so(server, admin):
    change(admin, name="NeoSpace", rules="")

    def checks() -> dict[str, tuple[str, str | None]]:
        found = admin.http().get("/admin", headers=JSON).json()["checks"]
        return {one["name"]: (one["state"], one["link"]) for one in found}

    assert checks()["name"] == ("todo", "/admin/settings#field-name") and checks()["rules"] == ("todo", "/admin/settings#field-rules")
    change(admin, name="The Shed", rules="Be kind.")
    assert checks()["name"][0] == "ok" and checks()["rules"][0] == "ok"
    change(admin, name="NeoSpace", rules="")


def test_every_socket_hears_of_a_new_name(server, admin, member):
    async def run() -> None:
        async with member.socket() as socket:
            change(admin, name="Heard")
            assert await socket.event("site") == {"name": "Heard", "mode": "normal", "message": "", "off": []}
            # What clients do not see tells them nothing.
            change(admin, welcome="Quiet.")
            change(admin, name="NeoSpace")
            assert (await socket.event("site"))["name"] == "NeoSpace"
            assert not [one for one in socket.events if one["type"] == "site"]

    asyncio.run(run())
