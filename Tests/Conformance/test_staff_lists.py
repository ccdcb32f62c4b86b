"""spec/care.md: one member as staff see them, lists of new, muted and banned members, and the audit log, as independent clients see them."""

import re

import httpx
import pytest
from neospace_client import sign_up
from neospace_server import Server
from test_reports import call, form, page, staff

FILE = {"user", "email", "role", "created_at", "muted_until", "banned", "ban_ends_at", "sessions", "history", "same_address"}
ENTRY = {"id", "at", "actor", "action", "subject", "details", "address", "request_id"}
SAID = {"reason": "spam", "message": "Please stop."}


@pytest.fixture(scope="module")
def place():
    """A community of its own, so that everybody in the lists is known."""
    with Server(env={"TRUSTED_PROXIES": "127.0.0.0/8"}) as server:
        yield server


def act(account, action: str, username: str, **more) -> dict:
    return call(account, "POST", "/admin/actions", {"action": action, "username": username} | SAID | more, 201).json()


def number(server, account) -> int:
    return int(server.query(f"SELECT id FROM users WHERE username = '{account.username}'")[0][0])


def seen(server, account, address: str) -> None:
    server.query(f"UPDATE sessions SET address = '{address}' WHERE user_id = {number(server, account)}")


def test_one_member_as_staff_see_them(place):
    moderator, ada, same, near, far = staff(place), *(sign_up(place) for _ in range(4))
    for account, address in ((ada, "2001:db8:1:2::9"), (same, "2001:db8:1:2:ffff::1"), (near, "2001:db8:1:3::1"), (far, "203.0.113.9")):
        seen(place, account, address)
    told = call(moderator, "GET", f"/admin/users/{number(place, ada)}", status=200).json()
    assert set(told) == FILE and told["user"]["username"] == ada.username and told["email"] == ada.email
    assert (told["role"], told["muted_until"], told["banned"], told["ban_ends_at"], told["sessions"]) == ("member", None, False, None, 1)
    assert told["history"] == {"reports_against": 0, "warn": 0, "remove": 0, "mute": 0, "ban": 0}
    assert [one["username"] for one in told["same_address"]] == [same.username] and set(told["same_address"][0]) == {"username", "last_seen_at"}
    mute = act(moderator, "mute", ada.username, minutes=10)
    ban = act(moderator, "ban", ada.username, minutes=60)
    told = call(moderator, "GET", f"/admin/users/{number(place, ada)}", status=200).json()
    assert (told["muted_until"], told["banned"], told["ban_ends_at"], told["sessions"]) == (mute["ends_at"], True, ban["ends_at"], 0)
    assert (told["history"]["mute"], told["history"]["ban"]) == (1, 1)
    shown = page(moderator, f"/admin/users/{number(place, ada)}")
    assert f"@{same.username}" in shown and f"@{near.username}" not in shown
    for id_ in (number(place, ada), 99999999):
        assert call(same, "GET", f"/admin/users/{id_}").status_code == 403
    assert call(moderator, "GET", "/admin/users/99999999").status_code == 404


def test_an_ipv4_address_is_compared_whole(place):
    moderator, ada, same, other = staff(place), *(sign_up(place) for _ in range(3))
    for account, address in ((ada, "198.51.100.7"), (same, "198.51.100.7"), (other, "198.51.100.70")):
        seen(place, account, address)
    told = call(moderator, "GET", f"/admin/users/{number(place, ada)}", status=200).json()
    assert [one["username"] for one in told["same_address"]] == [same.username]
    place.query(f"UPDATE sessions SET last_seen_at = last_seen_at - {91 * 86_400 * 10**6} WHERE user_id = {number(place, same)}")
    assert call(moderator, "GET", f"/admin/users/{number(place, ada)}", status=200).json()["same_address"] == []


def test_lists_of_new_muted_and_banned_members(place):
    moderator, new, old, muted, banned = staff(place), *(sign_up(place) for _ in range(4))
    place.query(f"UPDATE users SET created_at = created_at - {49 * 3_600 * 10**6} WHERE username = '{old.username}'")
    act(moderator, "mute", muted.username, minutes=10)
    act(moderator, "ban", banned.username)

    def names(standing: str) -> list[str]:
        found, before = [], ""
        while True:
            slice_ = call(moderator, "GET", f"/admin/users?standing={standing}&limit=2{before}", status=200).json()
            found += [user["username"] for user in slice_["users"]]
            if slice_["next"] is None:
                return found
            before = f"&before={slice_['next']}"

    assert names("new")[:3] == [banned.username, muted.username, new.username] and old.username not in names("new")
    assert names("muted")[0] == muted.username and new.username not in names("muted")
    assert names("banned")[0] == banned.username and new.username not in names("banned")
    assert len(call(moderator, "GET", "/admin/users?limit=2", status=200).json()["users"]) == 2
    for wrong in ("limit=0", "before=3", "more=1", "standing=odd", "standing=new&before=x", "standing=new&limit=101"):
        assert call(moderator, "GET", f"/admin/users?{wrong}").status_code == 422, wrong
    assert call(new, "GET", "/admin/users?standing=new").status_code == 403


def test_one_spam_wave_is_one_form(place):
    moderator = staff(place)
    wave = [sign_up(place) for _ in range(3)]
    shown = page(moderator, "/admin/users?standing=new")
    ticks = re.findall(r'<input type="checkbox" name="usernames" value="([^"]+)"', shown)
    assert {one.username for one in wave} <= set(ticks) and ">Ban selected<" in shown
    where = re.search(r'action="(/admin/actions/[^"]*)"', shown).group(1)
    boss = staff(place, "admin")
    names = [one.username for one in wave]
    asked = form(moderator, where, {"action": "ban", "usernames": names} | SAID, 200).text
    assert all(f"@{name}" in asked for name in names) and "autofocus" in asked and call(wave[0], "GET", "/api/tasks").status_code == 200
    # What is wrong keeps who was ticked.
    wrong = form(moderator, "/admin/actions/bulk", {"action": "ban", "usernames": names} | SAID | {"message": ""}, 422).text
    assert all(f'name="usernames" value="{name}"' in wrong for name in names)
    done = form(moderator, "/admin/actions/bulk", {"action": "ban", "usernames": [*names, boss.username], "content": "remove", "hours": "2"} | SAID)
    assert f"Not banned: @{boss.username}." in page(moderator, done.headers["location"])
    for one in wave:
        assert call(one, "GET", "/api/tasks").status_code == 403
    assert 'role="alert"' in form(moderator, where, {"action": "ban"} | SAID, 422).text


def test_a_ban_on_a_member_s_page_is_asked_for_once_more(place):
    moderator, ada = staff(place), sign_up(place)
    shown = page(moderator, f"/admin/users/{number(place, ada)}")
    where = re.search(r'action="([^"]+)" aria-label="Ban"', shown).group(1)
    asked = form(moderator, where, {"action": "ban", "username": ada.username} | SAID, 200).text
    assert "autofocus" in asked and ">Cancel<" in asked and call(ada, "GET", "/api/tasks").status_code == 200
    confirmed = re.search(r'action="/admin/actions".*?</form>', asked, re.S).group()
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', confirmed))
    form(moderator, "/admin/actions", fields)
    assert call(ada, "GET", "/api/tasks").status_code == 403


def test_the_audit_log_and_its_filters(place):
    boss, moderator, ada = staff(place, "admin"), staff(place), sign_up(place)
    warned = act(moderator, "warn", ada.username)
    act(moderator, "mute", ada.username, minutes=10)
    act(boss, "warn", ada.username)
    subject = f"user:{number(place, ada)}"
    log = call(boss, "GET", f"/admin/log?subject={subject}", status=200).json()
    assert [(entry["actor"], entry["action"]) for entry in log["entries"]] == [
        (boss.username, "action.warn"), (moderator.username, "action.mute"), (moderator.username, "action.warn"),
    ]  # fmt: skip
    assert all(set(entry) == ENTRY and entry["request_id"] and entry["address"] for entry in log["entries"]) and log["next"] is None
    assert log["entries"][2]["details"]["action"] == str(warned["id"])
    assert len(call(boss, "GET", f"/admin/log?subject={subject}&actor={moderator.username}", status=200).json()["entries"]) == 2
    assert len(call(boss, "GET", f"/admin/log?subject={subject}&action=action.warn", status=200).json()["entries"]) == 2
    first = call(boss, "GET", f"/admin/log?subject={subject}&limit=2", status=200).json()
    rest = call(boss, "GET", f"/admin/log?subject={subject}&limit=2&before={first['next']}", status=200).json()
    assert first["entries"] + rest["entries"] == log["entries"] and rest["next"] is None
    assert call(boss, "GET", "/admin/log?before=x").status_code == call(boss, "GET", "/admin/log?more=1").status_code == 422
    shown = page(boss, f"/admin/log?subject={subject}&action=action.mute")
    assert "<code>action.mute</code>" in shown and "<code>action.warn</code>" not in shown
    assert f'<b>Mute</b>: <a href="/admin/users/{number(place, ada)}" dir="auto">@{ada.username}</a>, by @{moderator.username}' in shown
    assert re.search(r'<time datetime="[^"]+">[^<]+ UTC</time>', shown)
    for account in (moderator, ada):
        assert call(account, "GET", "/admin/log").status_code == 403
    assert httpx.get(place.url + "/admin/log").status_code == 401
