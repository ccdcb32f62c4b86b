"""What members decide about their own accounts, and the staff about others, through the forms a browser sends."""

import re
import uuid

import httpx
import pytest
from downloads_client import administrator
from archives import Archive
from neospace_client import moderate, sign_up
from neospace_server import Server


def browser(account) -> httpx.Client:
    return httpx.Client(
        base_url=account.server.url, cookies={"session": account.token}, headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}, timeout=30
    )


def saved(answer: httpx.Response, what: str) -> None:
    assert (answer.status_code, answer.headers.get("location")) == (303, f"/settings?saved={what}"), answer.text[:300]


@pytest.fixture(scope="module")
def staff(server):
    return browser(administrator(server))


def file_of(staff: httpx.Client, account) -> str:
    """The path of a member among the staff's pages."""
    return re.search(r'href="(/admin/users/\d+)"', staff.get("/admin/users", params={"q": account.username}).text)[1]


def test_the_old_username_leads_to_the_new_one_and_is_kept_from_others(server):
    ada, eve = sign_up(server), sign_up(server)
    web = browser(ada)
    new = f"n{uuid.uuid4().hex[:8]}"
    saved(web.post("/settings/username", data={"username": new}), "username")
    hers = browser(eve)
    answer = hers.get(f"/@{ada.username.upper()}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/@{new}")
    page = hers.get(f"/@{new}")
    assert page.status_code == 200 and f"@{new}" in page.text and ada.email not in page.text
    taken = hers.post("/settings/username", data={"username": ada.username})
    assert taken.status_code == 409 and "is taken" in taken.text and f'value="{ada.username}"' in taken.text
    assert hers.get("/@nobody-at-all").status_code == 404 and hers.get("/@").status_code == 404
    saved(web.post("/settings/username", data={"username": ada.username}), "username")


@pytest.mark.parametrize(
    ("form", "data", "field"),
    [
        ("name", {"name": ""}, "name"),
        ("name", {"name": "n" * 101}, "name"),
        ("username", {"username": "a"}, "username"),
        ("username", {"username": "a" * 21}, "username"),
        ("username", {"username": "no spaces"}, "username"),
        ("email", {"email": "nothing", "email_password": "correct horse"}, "email"),
        ("email", {"email": "x@example.org", "email_password": "wrong horse"}, "email_password"),
        ("email", {"email": "admin@example.org", "email_password": "correct horse"}, None),
        ("password", {"current_password": "wrong horse", "password": "long enough"}, "current_password"),
        ("password", {"current_password": "correct horse", "password": "short"}, "password"),
        ("leave", {"leave_password": "wrong horse"}, "leave_password"),
    ],
)
def test_a_refused_form_comes_back_with_the_field_marked_and_nothing_changed(server, staff, form, data, field):
    ada = sign_up(server)
    answer = browser(ada).post(f"/settings/{form}", data=data)
    assert answer.status_code in (400, 409, 422), answer.status_code
    marked = re.findall(r'<input[^>]*aria-invalid="true"[^>]*>', answer.text)
    assert len(marked) == 1 and f'name="{field or "email"}"' in marked[0]
    assert "wrong horse" not in answer.text and "correct horse" not in answer.text
    me = httpx.post(server.url + "/api/auth/signin", json={"email": ada.email, "password": "correct horse"}, timeout=30)
    assert me.status_code == 200 and me.json()["data"]["user"]["name"] == ada.username.title()


def test_forms_take_the_longest_and_the_shortest(server):
    ada = sign_up(server)
    web = browser(ada)
    for name in ("n", "n" * 100):
        saved(web.post("/settings/name", data={"name": name}), "name")
    for username in (uuid.uuid4().hex[:20], f"{uuid.uuid4().hex[:6]}"):
        saved(web.post("/settings/username", data={"username": username}), "username")


def test_another_site_cannot_send_the_forms(server):
    ada = sign_up(server)
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for form, data in [("name", {"name": "Eve"}), ("leave", {"leave_password": "correct horse"}), ("sessions/others", {})]:
        assert browser(ada).post(f"/settings/{form}", data=data, headers=foreign).status_code == 403


def test_sessions_are_listed_ended_one_by_one_and_all_others_at_once(server):
    ada = sign_up(server)
    web = browser(ada)

    def sign_in(agent: str) -> str:
        entry = {"email": ada.email, "password": "correct horse"}
        return httpx.post(server.url + "/api/auth/signin", json=entry, headers={"User-Agent": agent}, timeout=30).json()["data"]["token"]

    def works(token: str) -> bool:
        status = httpx.get(server.url + "/api/tasks", headers={"Authorization": f"Bearer {token}"}).status_code
        assert status in (200, 401)
        return status == 200

    phone = sign_in("Mozilla/5.0 (Linux; Android 14) Firefox/140.0")
    laptop = sign_in("Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0 Safari/537.36")
    page = web.get("/settings").text
    assert "Firefox on Android" in page and "Chrome on Linux" in page and "this one" in page
    row = page[: page.index("Sign out Firefox on Android")].rindex('name="session"')
    session = re.search(r'value="([^"]+)"', page[row:])[1]
    saved(web.post("/settings/sessions", data={"session": session}), "sessions")
    assert not works(phone) and works(laptop) and works(ada.token)
    assert browser(sign_up(server)).post("/settings/sessions", data={"session": session}).status_code == 404
    web.post("/settings/sessions/others")
    assert not works(laptop) and works(ada.token)


def test_everything_kept_can_be_taken_away(server):
    ada = sign_up(server)
    web = browser(ada)
    httpx.post(server.url + "/api/tasks", json={"title": "pack the boxes"}, headers=ada.headers)
    web.get("/rooms/general")
    web.post("/rooms/general", data={"content": "my own words"})
    answer = web.get("/settings/export")
    assert "attachment" in answer.headers["content-disposition"] and "no-store" in answer.headers["cache-control"]
    data = Archive(answer)
    assert data["account"]["email"] == ada.email and data["tasks"][0]["title"] == "pack the boxes"
    assert [message["content"] for message in data["messages"]] == ["my own words"]
    assert data["downloads"] == {"keys": [], "downloads": []} and "password" not in data.text


def test_leaving_takes_two_weeks_in_which_one_may_stay(server):
    web = browser(sign_up(server))
    saved(web.post("/settings/leave", data={"leave_password": "correct horse"}), "leave")
    assert "will be deleted on" in web.get("/settings").text
    saved(web.post("/settings/stay"), "stay")
    assert "will be deleted on" not in web.get("/settings").text


def test_members_are_kept_out_of_the_staffs_pages_and_the_staff_from_their_equals(server, staff):
    ada, mod = sign_up(server), sign_up(server)
    assert staff.post(file_of(staff, mod) + "/role", data={"role": "moderator"}).status_code == 303
    hers, his = browser(ada), browser(mod)
    for path in ("/admin/users", "/admin/invites", "/admin/log", file_of(staff, ada)):
        assert hers.get(path).status_code == 403
        assert browser_guest(server).get(path).status_code == 303
    assert his.get("/admin/users").status_code == 200 and his.get("/admin/log").status_code == 403
    assert his.post(file_of(staff, ada) + "/role", data={"role": "admin"}).status_code == 403
    assert his.post(file_of(staff, ada) + "/recovery").status_code == 403
    boss = re.search(r'href="(/admin/users/\d+)"', his.get("/admin/users", params={"q": "admin@example.org"}).text)[1]
    assert moderate(his, "ban", sign_in_name(his, boss)).status_code == 403
    assert his.get("/admin/users/999999").status_code == 404 and his.get("/admin/users/abc").status_code == 404


def sign_in_name(web: httpx.Client, path: str) -> str:
    return re.search(r"<h1[^>]*>@([^<]+)<", web.get(path).text)[1]


def browser_guest(server) -> httpx.Client:
    return httpx.Client(base_url=server.url, headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}, timeout=30)


def test_a_muted_member_reads_and_does_not_post(server, staff):
    ada = sign_up(server)
    web, path = browser(ada), file_of(staff, ada)
    web.get("/rooms/general")
    for deed, minutes, status in [("mute", 9, 422), ("mute", 43_201, 422), ("mute", 43_200, 201)]:
        assert moderate(staff, deed, ada.username, minutes).status_code == status
    assert web.get("/rooms/general").status_code == 200
    assert web.post("/rooms/general", data={"content": "let me speak"}).status_code == 403
    assert ">Lift<" in staff.get(path).text
    assert moderate(staff, "unmute", ada.username).is_success
    assert web.post("/rooms/general", data={"content": "thanks"}).status_code == 303


def test_what_the_staff_do_is_in_the_log(server, staff):
    ada = sign_up(server)
    path = file_of(staff, ada)
    number = path.rsplit("/", 1)[1]
    for deed in ("sessions", "recovery"):
        assert staff.post(f"{path}/{deed}").status_code in (200, 303)
    for deed in ("ban", "unban"):
        assert moderate(staff, deed, ada.username).is_success
    log = staff.get("/admin/log").text
    for action in ("action.ban", "action.undo", "member.end_sessions", "member.recovery_link"):
        assert f"<code>{action}</code> <code>user:{number}</code>" in log, action
    assert re.search(rf'<b>Ban</b>: <a href="/admin/users/{number}" dir="auto">@', log)


def test_by_invitation_only_those_invited_come_in():
    with Server(env={"NEOSPACE_SIGNUP": "invite", "ADMIN_EMAILS": "boss@example.org"}) as server:
        web = browser_guest(server)
        person = {"name": "Ada", "username": "ada", "email": "ada@example.org", "password": "correct horse"}
        assert web.post("/signup", data=person).status_code == 403
        refused = httpx.post(server.url + "/api/auth/signup", json=person, timeout=30)
        assert refused.status_code == 403 and refused.json()["error"]["code"] == "FORBIDDEN"
        assert "by invitation" in web.get("/signup").text


def test_an_invitation_lets_in_as_many_as_it_says(tmp_path):
    with Server(data=str(tmp_path)) as server:
        boss = sign_up(server, "boss", email="admin@example.org")
    with Server(data=str(tmp_path), env={"NEOSPACE_SIGNUP": "invite", "DATABASE_URL": server.env["DATABASE_URL"]}) as server:
        boss.server = server
        staff, web = browser(boss), browser_guest(server)
        for wrong in ({"uses": "0", "days": "1"}, {"uses": "1001", "days": "1"}, {"uses": "1", "days": "91"}, {"uses": "one", "days": "1"}):
            assert staff.post("/admin/invites", data=wrong).status_code == 422
        page = staff.post("/admin/invites", data={"uses": "1", "days": "7"})
        assert page.status_code == 200 and "no-store" in page.headers["cache-control"]
        code = re.search(r"/signup\?invite=([\w-]+)", page.text)[1]
        assert code not in staff.get("/admin/invites").text, "it is shown once"
        assert "You have been invited" in web.get("/signup", params={"invite": code}).text

        def person(name: str) -> dict:
            return {"name": name, "username": name, "email": f"{name}@example.org", "password": "correct horse", "invite": code}

        assert web.post("/signup", data=person("ada")).status_code == 303
        assert browser_guest(server).post("/signup", data=person("eve")).status_code == 403
