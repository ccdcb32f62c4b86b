"""spec/care.md "Actions" as independent clients see them."""

import asyncio
import concurrent.futures
import time
import uuid

import httpx
import pytest
from media_files import png, upload
from neospace_client import moderate, sign_up
from neospace_server import Server
from test_reports import BEANS, call, case_of, error, form, notices, page, post, report, room, say, staff, things

ACTION = {
    "id", "action", "user", "by", "reason", "message", "log_note", "target", "case", "minutes", "ends_at", "content", "created_at",
    "undone_at", "undone_by", "appeal",
}  # fmt: skip
SAID = {"reason": "spam", "message": "Please stop."}


def act(account, action: str, status: int | None = 201, **more) -> dict:
    return call(account, "POST", "/admin/actions", {"action": action} | SAID | more, status).json()


def undo(account, id_: int, status: int = 200, message: str = "Sorry.") -> dict:
    return call(account, "POST", f"/admin/actions/{id_}/undo", {"message": message}, status).json()


@pytest.fixture
def moderator(server):
    return staff(server)


def message(account, name: str, id_: int) -> dict:
    async def run():
        async with account.socket() as socket:
            await socket.request("join_room", {"room": name})
            page = await socket.request("backfill", {"room": name, "before_id": id_ + 1, "limit": 1})
            return page["messages"][-1]

    return asyncio.run(run())


def test_a_warning_reaches_the_person_and_names_no_staff(server, ada, moderator):
    told = act(moderator, "warn", username=ada.username, log_note="be nice")
    assert set(told) == ACTION
    assert (told["action"], told["by"], told["user"]["username"], told["log_note"]) == ("warn", moderator.username, ada.username, "be nice")
    assert told["target"] is told["case"] is told["minutes"] is told["ends_at"] is told["content"] is told["undone_at"] is None
    [notice] = notices(ada, "moderation")
    assert notice["link"] == "/standing" and "Please stop." in notice["body"] and moderator.username not in str(notice)
    standing = call(ada, "GET", "/standing", status=200).json()
    assert standing["muted_until"] is None and len(standing["actions"]) == 1
    assert set(standing["actions"][0]) == {"id", "action", "reason", "message", "target", "ends_at", "created_at", "undone_at", "appeal"}
    shown = page(ada, "/standing")
    assert "Your standing" in shown and "Please stop." in shown and moderator.username not in shown
    assert "Nothing here. Good." in page(sign_up(server), "/standing")
    assert call(moderator, "GET", f"/admin/actions/{told['id']}", status=200).json() == told
    assert call(moderator, "GET", f"/admin/actions?username={ada.username}", status=200).json() == {"actions": [told], "next": None}
    assert call(moderator, "GET", f"/admin/actions?username={ada.username}&action=ban", status=200).json()["actions"] == []


def test_what_is_wrong_with_an_action_is_named(server, ada, moderator):
    good = {"action": "warn", "username": ada.username} | SAID
    target = {"kind": "message", "id": "1"}
    for body, fields in [
        (good | {"action": "hug"}, {"action"}), (good | {"reason": "mood"}, {"reason"}), (good | {"message": " "}, {"message"}),
        (good | {"message": "x" * 1001}, {"message"}), (good | {"log_note": "x" * 201}, {"log_note"}), (good | {"minutes": 10}, {"minutes"}),
        (good | {"content": "hide"}, {"content"}), (good | {"hours": 1}, {"hours"}), (good | {"target": target}, {"target"}),
        (good | {"case": 1}, {"case"}), ({"action": "warn"} | SAID, {"username"}), ({"action": "remove", "username": "ada"} | SAID, {"username"}),
        (good | {"action": "mute"}, {"minutes"}), (good | {"action": "mute", "minutes": 9}, {"minutes"}),
        (good | {"action": "mute", "minutes": 43_201}, {"minutes"}), (good | {"action": "ban", "minutes": 59}, {"minutes"}),
        (good | {"action": "ban", "minutes": 525_601}, {"minutes"}), (good | {"more": 1}, {"more"}),
    ]:  # fmt: skip
        answer = call(moderator, "POST", "/admin/actions", body)
        assert answer.status_code == 422 and fields <= error(answer)[2], (body, answer.text)
    for subject in ({"username": "nobody-at-all"}, {"case": 99999999}):
        assert act(moderator, "warn", 404, **subject)
    assert act(moderator, "remove", 404, target={"kind": "message", "id": "99999999"})
    assert act(ada, "warn", 403, username=moderator.username)
    assert httpx.post(server.url + "/admin/actions", json=good).status_code == 401


def test_moderator_bans_moderator_admin_and_self_by_bulk(server, ada, moderator):
    other, boss = staff(server), staff(server, "admin")
    names = [moderator.username, other.username, boss.username, ada.username, "nobody-at-all"]
    for name in names[:3]:
        assert act(moderator, "ban", 403, username=name)
    body = {"action": "ban", "usernames": names} | SAID
    done = call(moderator, "POST", "/admin/actions/bulk", body, 200).json()
    assert [one["user"]["username"] for one in done["actions"]] == [ada.username]
    assert {one["username"]: one["code"] for one in done["refused"]} == {name: "FORBIDDEN" for name in names[:3]} | {"nobody-at-all": "NOT_FOUND"}
    for wrong in ({"usernames": []}, {"usernames": ["x"] * 101}, {"action": "warn"}, {"target": {"kind": "room", "id": "x"}}):
        assert call(moderator, "POST", "/admin/actions/bulk", body | wrong).status_code == 422, wrong
    assert act(boss, "ban", username=other.username)["by"] == boss.username


def test_muted_unmuted_and_muted_in_parallel(server, ada, moderator):
    name = room(ada)
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        taken = list(pool.map(lambda minutes: act(moderator, "mute", username=ada.username, minutes=minutes), range(10, 30)))
    last = max(taken, key=lambda one: one["id"])
    assert call(ada, "GET", "/standing", status=200).json()["muted_until"] == last["ends_at"]
    for one in taken:
        if one["id"] != last["id"]:
            undo(moderator, one["id"], 410)
    posting = httpx.post(f"{server.url}/rooms/{name}", headers=ada.headers | {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}, data={"content": "x"})
    assert posting.status_code == 403
    undone = undo(moderator, last["id"])
    assert undone["undone_at"] and undone["undone_by"] == moderator.username and undo(moderator, last["id"]) == undone
    assert call(ada, "GET", "/standing", status=200).json()["muted_until"] is None
    post(ada, name, "back")


def test_a_ban_says_why_at_sign_in_and_nothing_to_a_wrong_password(server, ada, moderator):
    act(moderator, "ban", username=ada.username, minutes=60, message="Read the rules.")
    taken = call(moderator, "GET", f"/admin/actions?username={ada.username}").json()["actions"][0]
    sign_in = server.url + "/api/auth/signin"
    right = httpx.post(sign_in, json={"email": ada.email, "password": "correct horse"}, timeout=30)
    assert right.status_code == 403 and right.json()["error"]["code"] == "FORBIDDEN"
    details = right.json()["error"]["details"]
    assert (details["reason"], details["message"], details["until"]) == ("spam", "Read the rules.", taken["ends_at"])
    wrong = httpx.post(sign_in, json={"email": ada.email, "password": "wrong horse"}, timeout=30)
    unknown = httpx.post(sign_in, json={"email": "nobody@example.org", "password": "wrong horse"}, timeout=30)
    assert wrong.status_code == unknown.status_code == 401 and wrong.json()["error"] == unknown.json()["error"]
    with_token = call(ada, "GET", "/api/tasks")
    assert with_token.status_code == 403 and with_token.json()["error"]["details"]["message"] == "Read the rules."
    assert taken["content"] == "hide" and taken["minutes"] == 60
    undo(moderator, taken["id"])
    assert httpx.post(sign_in, json={"email": ada.email, "password": "correct horse"}, timeout=30).status_code == 200


def test_a_ban_closes_sockets_at_once_and_ends_by_itself(server, ada, moderator):
    async def run():
        async with ada.socket() as socket:
            began = time.monotonic()
            taken = await asyncio.to_thread(act, moderator, "ban", username=ada.username, minutes=60)
            assert await socket.closed() == 4403 and time.monotonic() - began < 5
            return taken

    taken = asyncio.run(run())
    server.query(f"UPDATE actions SET ends_at = {int(time.time() * 1e6)} WHERE id = {taken['id']}")
    deadline = time.monotonic() + 20
    while httpx.post(server.url + "/api/auth/signin", json={"email": ada.email, "password": "correct horse"}).status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_removal_and_undo_of_a_message(server, ada, bob, moderator):
    name = room(bob, ada)
    id_ = post(bob, name, "buy my beans")
    say(ada, ("react", {"id": id_, "emoji": "🎉", "on": True}))
    say(bob, ("edit_message", {"id": id_, "content": "buy my **beans**"}))
    before = message(ada, name, id_)
    report(ada, "message", id_)
    case = case_of(moderator, "message", id_)

    async def run():
        async with ada.socket() as live:
            await live.join(name)
            taken = await asyncio.to_thread(act, moderator, "remove", target={"kind": "message", "id": str(id_)})
            gone = await live.event("message_deleted", lambda data: data["id"] == id_)
            assert gone["deleted"] and gone["content"] is None and gone["seq"] > before["seq"] and gone["reactions"] == []
            await asyncio.to_thread(undo, moderator, taken["id"])
            back = await live.event("message_edited", lambda data: data["id"] == id_)
            return taken, gone, back

    taken, gone, back = asyncio.run(run())
    assert taken["target"] == {"kind": "message", "id": str(id_)} and taken["case"] == case["id"]
    assert back["seq"] == gone["seq"] + 1 and not back["deleted"]
    # The fragment holds its number and its reactions.
    assert "buy my <strong>beans</strong>" in back["html"] and "🎉" not in back["html"]
    same = [key for key in before if key not in ("seq", "reactions", "html")]
    assert {key: back[key] for key in same} == {key: before[key] for key in same}
    assert back["reactions"] == [] and message(ada, name, id_) == back
    closed = call(moderator, "GET", f"/admin/reports/{case['id']}", status=200).json()
    assert (closed["status"], closed["outcome"], [one["id"] for one in closed["actions"]]) == ("closed", "acted", [taken["id"]])
    assert call(ada, "GET", "/reports").json()["reports"][0]["outcome"] == "acted" and len(notices(ada, "report_resolved")) == 1
    found = call(ada, "GET", "/api/search?q=beans", status=200).json()["data"]
    assert any(f"/messages/{id_}" in str(one) for one in found["results"])


def test_fifty_removals_of_one_target_at_once(server, bob):
    id_ = post(bob, room(bob), "hello")
    moderators = [staff(server) for _ in range(10)]
    body = {"action": "remove", "target": {"kind": "message", "id": str(id_)}} | SAID
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda number: call(moderators[number % 10], "POST", "/admin/actions", body), range(50)))
    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1 and len(notices(bob, "moderation")) == 1


def test_what_its_author_deleted_cannot_be_removed_or_brought_back(server, bob, moderator):
    name = room(bob)
    gone, removed = post(bob, name, "one"), post(bob, name, "two")
    say(bob, ("delete_message", {"id": gone}))
    assert act(moderator, "remove", 410, target={"kind": "message", "id": str(gone)})
    taken = act(moderator, "remove", target={"kind": "message", "id": str(removed)})
    say(bob, ("delete_message", {"id": removed}))
    undo(moderator, taken["id"], 410)
    assert server.query(f"SELECT count(*) FROM removed_messages WHERE message_id = {removed}") == [("0",)]
    again = call(moderator, "POST", "/admin/actions", {"action": "remove", "target": {"kind": "message", "id": str(removed)}} | SAID)
    assert again.status_code in (200, 410)


def test_after_thirty_days_nothing_comes_back(server, bob, moderator):
    id_ = post(bob, room(bob), "hello")
    taken = act(moderator, "remove", target={"kind": "message", "id": str(id_)})
    server.query(f"UPDATE actions SET created_at = created_at - {30 * 86_400 * 10**6} WHERE id = {taken['id']}")
    undo(moderator, taken["id"], 410)


def test_a_moderators_delete_message_is_a_removal(server, ada, bob, moderator):
    name = room(bob, moderator)
    id_ = post(bob, name, "hello")
    say(moderator, ("delete_message", {"id": id_}))
    [taken] = call(moderator, "GET", f"/admin/actions?username={bob.username}").json()["actions"]
    assert (taken["action"], taken["reason"], taken["message"]) == ("remove", "other", "Removed by a moderator")
    assert len(notices(bob, "moderation")) == 1
    undo(moderator, taken["id"])
    assert message(bob, name, id_)["content"] == "hello"
    boss = staff(server, "admin")
    say(boss, ("join_room", {"room": name}))
    theirs = post(boss, name, "from above")
    with pytest.raises(Exception, match="FORBIDDEN"):
        say(moderator, ("delete_message", {"id": theirs}))


def test_removal_and_undo_on_walls(server, ada, bob, moderator):
    made = things(server, ada, bob)

    async def run():
        async with ada.socket() as live:
            await live.watch(f"wall:{ada.username}")
            for kind, type_ in (("module", "module"), ("sticker", "sticker"), ("guestbook", "entry")):
                target = {"kind": kind, "id": str(made[kind])}
                taken = await asyncio.to_thread(act, moderator, "remove", target=target)
                assert taken["user"]["username"] == (ada if kind == "module" else bob).username
                gone = (await live.event("changed", lambda data: data["object"]["type"] == type_ and data["object"]["deleted"]))["object"]
                again = await asyncio.to_thread(call, moderator, "POST", "/admin/actions", {"action": "remove", "target": target} | SAID, 200)
                assert again.json()["id"] == taken["id"]
                await asyncio.to_thread(undo, moderator, taken["id"])
                back = (await live.event("changed", lambda data: data["object"]["type"] == type_ and not data["object"]["deleted"]))["object"]
                assert back["id"] == made[kind] and back["seq"] == gone["seq"] + 1

    asyncio.run(run())
    call(moderator, "DELETE", f"/api/stickers/{made['sticker']}", status=200)
    newest = call(moderator, "GET", f"/admin/actions?username={bob.username}&limit=1").json()["actions"][0]
    assert newest["target"] == {"kind": "sticker", "id": str(made["sticker"])} and newest["message"] == "Removed by a moderator"


def test_a_conversation_cannot_be_removed_but_its_author_warned(server, ada, bob, moderator):
    opened = say(ada, ("open_conversation", {"usernames": [bob.username]}))[0]["room"]
    id_ = say(bob, ("post_message", {"room": opened, "content": "go away"}))[0]["id"]
    report(ada, "dm", id_)
    case = case_of(moderator, "dm", id_)["id"]
    assert error(call(moderator, "POST", "/admin/actions", {"action": "remove", "case": case} | SAID)) == (422, "VALIDATION_ERROR", {"action"})
    other = staff(server)
    call(other, "POST", f"/admin/reports/{case}/claim", {}, 200)
    act(moderator, "warn", 409, case=case)
    assert act(other, "warn", case=case)["case"] == case
    act(other, "warn", 409, case=case)


def test_actions_by_forms(server, ada, bob, moderator):
    id_ = post(bob, room(bob), "hello")
    report(ada, "message", id_)
    case = case_of(moderator, "message", id_)["id"]
    shown = page(moderator, f"/admin/reports/{case}")
    for words in ("What to do", "Message to them", "Note for the public log", "Do it"):
        assert words in shown, words
    fields = {"case": str(case), "reason": "spam", "message": "Please stop.", "minutes": "10"}
    assert 'role="alert"' in form(moderator, "/admin/actions/ask", fields | {"action": "warn", "message": ""}, 422).text
    asked = form(moderator, "/admin/actions/ask", fields | {"action": "ban", "minutes": ""}, 200).text
    assert "autofocus" in asked and ">Cancel<" in asked and ">Ban<" in asked
    assert form(moderator, "/admin/actions/ask", fields | {"action": "remove"}).headers["Location"] == f"/admin/reports/{case}"
    number = server.query(f"SELECT id FROM users WHERE username = '{ada.username}'")[0][0]
    assert all(f">{word}<" in page(moderator, f"/admin/users/{number}") for word in ("Warn", "Mute", "Ban"))
    told = {"username": ada.username, "reason": "other", "message": "Hush.", "action": "mute", "minutes": "10"}
    where = form(moderator, "/admin/actions", told).headers["Location"]
    assert "Hush." in page(moderator, where) and ">Lift<" in page(moderator, f"/admin/users/{number}")
    assert 'role="alert"' in form(moderator, where + "/undo", {"message": ""}, 422).text
    form(moderator, where + "/undo", {"message": "Fine."})
    assert ">Lift<" not in page(moderator, f"/admin/users/{number}")
    for path in ("mute", "unmute", "ban", "unban"):
        assert httpx.post(f"{server.url}/admin/users/{number}/{path}", headers=moderator.headers).status_code in (404, 405)
    many = [sign_up(server).username for _ in range(2)]
    form(moderator, "/admin/actions/bulk", {"action": "mute", "minutes": "10", "reason": "spam", "message": "x", "usernames": many})
    assert all(call(moderator, "GET", f"/admin/actions?username={name}").json()["actions"] for name in many)


def test_what_staff_did_is_in_the_audit_log(server, ada, moderator):
    boss = staff(server, "admin")
    taken = act(moderator, "warn", username=ada.username)
    undo(moderator, taken["id"])
    log = page(boss, "/admin/log")
    assert "action.warn" in log and "action.undo" in log


def test_idempotent_actions(server, ada, moderator):
    key = {"Idempotency-Key": uuid.uuid4().hex}
    body = {"action": "warn", "username": ada.username} | SAID
    first = call(moderator, "POST", "/admin/actions", body, 201, headers=key).json()
    assert call(moderator, "POST", "/admin/actions", body, 201, headers=key).json() == first
    assert call(moderator, "POST", "/admin/actions", body | {"message": "Other."}, headers=key).status_code == 409
    assert len(call(ada, "GET", "/standing").json()["actions"]) == 1


def test_the_old_ways_stand_for_moderate(server, ada, moderator):
    assert moderate(moderator, "ban", ada.username).status_code == 201
    assert moderate(moderator, "unban", ada.username).status_code == 200
    assert BEANS


def test_the_public_log_names_nobody(server, ada, bob, moderator):
    id_ = post(bob, room(bob), "the removed words")
    act(moderator, "remove", target={"kind": "message", "id": str(id_)}, log_note="advertising")
    taken = act(moderator, "mute", username=ada.username, minutes=10)
    undo(moderator, taken["id"])
    log = call(ada, "GET", "/moderation?limit=2", status=200).json()
    assert [(one["action"], one["kind"], one["log_note"], one["by"]) for one in log["entries"]] == [
        ("mute", "member", "", "moderator"), ("remove", "message", "advertising", "moderator"),
    ]  # fmt: skip
    assert set(log["entries"][0]) == {"id", "at", "action", "kind", "reason", "log_note", "by", "ends_at", "undone_at", "appeal"}
    assert log["entries"][0]["undone_at"] and log["entries"][0]["ends_at"] and log["next"]
    for secret in (ada.username, bob.username, moderator.username, "the removed words", "Please stop."):
        assert secret not in str(log) and secret not in page(sign_up(server), "/moderation")
    only = call(ada, "GET", "/moderation?action=ban", status=200).json()["entries"]
    assert all(one["action"] == "ban" for one in only)
    assert call(ada, "GET", "/moderation?action=hug").status_code == 422 and httpx.get(server.url + "/moderation").status_code == 401
    assert "Moderation log" in page(ada, "/moderation") and "<time" in page(ada, "/moderation")


def test_removal_and_undo_of_a_room(server, ada, bob, moderator):
    name = room(bob, ada)
    id_ = post(bob, name, "inside")
    report(ada, "room", name)
    case = case_of(moderator, "room", name)

    async def run():
        async with ada.socket() as live:
            joined, _ = await live.join(name)
            taken = await asyncio.to_thread(act, moderator, "remove", target={"kind": "room", "id": name})
            assert (await live.event("room_removed"))["room"] == name
            return joined, taken

    joined, taken = asyncio.run(run())
    assert taken["target"] == {"kind": "room", "id": name} and taken["user"]["username"] == bob.username and taken["case"] == case["id"]
    for account in (ada, bob, moderator, staff(server, "admin")):
        for call_ in (("join_room", {"room": name}), ("post_message", {"room": name, "content": "x"}), ("backfill", {"room": name, "before_id": id_})):
            with pytest.raises(Exception, match="NOT_FOUND"):
                say(account, call_)
        assert name not in [one["name"] for one in say(account, ("list_rooms", {}))[0]["rooms"]]
        assert httpx.get(f"{server.url}/rooms/{name}", headers=account.headers | {"Accept": "text/html"}).status_code == 404
    with pytest.raises(Exception, match="CONFLICT"):
        say(ada, ("create_room", {"name": name}))
    again = call(moderator, "POST", "/admin/actions", {"action": "remove", "target": {"kind": "room", "id": name}} | SAID, 200)
    assert again.json()["id"] == taken["id"]
    assert call(ada, "GET", "/reports").json()["reports"][0]["outcome"] == "acted" and len(notices(bob, "moderation")) == 1
    undo(moderator, taken["id"])
    assert say(ada, ("join_room", {"room": name}))[0]["seq"] == joined["seq"]
    assert message(ada, name, id_)["content"] == "inside"
    post(bob, name, "back")


@pytest.mark.parametrize("name", ["general", "random", "announcements"])
def test_rooms_of_every_community_cannot_be_removed(moderator, name):
    answer = call(moderator, "POST", "/admin/actions", {"action": "remove", "target": {"kind": "room", "id": name}} | SAID)
    assert error(answer) == (422, "VALIDATION_ERROR", {"target"})


def test_a_moderator_s_removal_of_a_room_through_its_page_is_an_action(server, ada, moderator):
    name, boss = room(ada, moderator), staff(server, "admin")
    theirs, own = room(boss, moderator), room(moderator)
    form(moderator, f"/rooms/{theirs}/remove", {}, 403)
    form(moderator, f"/rooms/{name}/remove", {})
    [taken] = call(moderator, "GET", f"/admin/actions?username={ada.username}").json()["actions"]
    assert taken["target"] == {"kind": "room", "id": name} and taken["message"] == "Removed by a moderator"
    undo(moderator, taken["id"])
    post(ada, name, "back")
    form(moderator, f"/rooms/{own}/remove", {})
    assert call(moderator, "GET", f"/admin/actions?username={moderator.username}").json()["actions"] == []


def test_a_removed_room_comes_back_for_thirty_days_and_no_longer(server, bob, moderator):
    name = room(bob)
    taken = act(moderator, "remove", target={"kind": "room", "id": name})
    server.query(f"UPDATE rooms SET restorable_until = {int(time.time() * 1e6)} WHERE name = '{name}'")
    undo(moderator, taken["id"], 410)


def media_of(account, content: bytes) -> dict:
    answer = upload(account, content)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()["data"]["media"]


def patch(account, **fields) -> dict:
    return call(account, "PATCH", "/api/profile", fields, 200).json()["data"]["profile"]


def test_removal_and_undo_of_a_profile(server, ada, bob, moderator):
    picture = media_of(ada, png(40, 30))
    patch(ada, display_name="Buy Beans", bio="**beans**", status_message="beans!", status_emoji="🎉", avatar=picture["id"], banner=picture["id"])
    url = picture["sizes"]["320"]
    assert httpx.get(server.url + url, headers=bob.headers).status_code == 200
    report(bob, "profile", ada.username)
    case = case_of(moderator, "profile", ada.username)

    async def run():
        async with bob.socket() as live:
            await live.watch(f"wall:{ada.username}")
            taken = await asyncio.to_thread(act, moderator, "remove", case=case["id"])
            gone = (await live.event("changed", lambda data: data["object"]["type"] == "profile"))["object"]
            again = await asyncio.to_thread(call, moderator, "POST", "/admin/actions", {"action": "remove", "target": {"kind": "profile", "id": ada.username}} | SAID, 200)
            assert again.json()["id"] == taken["id"]
            assert httpx.get(server.url + url, headers=bob.headers).status_code == 404
            assert httpx.get(f"{server.url}/avatars/{gone['user']['id']}", headers=bob.headers).headers["Content-Type"] == "image/svg+xml"
            # What its owner has written since stays.
            await asyncio.to_thread(patch, ada, bio="new words")
            await asyncio.to_thread(undo, moderator, taken["id"])
            back = (await live.event("changed", lambda data: data["object"]["type"] == "profile" and data["object"]["status_message"]))["object"]
            return gone, back

    gone, back = asyncio.run(run())
    assert (gone["user"]["display_name"], gone["bio"], gone["status_message"], gone["status_emoji"], gone["banner"]) == (ada.username, None, None, None, None)
    assert (back["user"]["display_name"], back["bio"], back["status_message"], back["status_emoji"]) == ("Buy Beans", "new words", "beans!", "🎉")
    assert back["banner"]["id"] == picture["id"] and back["seq"] > gone["seq"]
    assert httpx.get(server.url + url, headers=bob.headers).status_code == 200
    [kept] = call(moderator, "GET", f"/admin/reports/{case['id']}", status=200).json()["snapshots"]
    assert kept["text"] == "Buy Beans\n**beans**\n🎉 beans!"


def test_a_removed_profile_after_thirty_days(server, ada, moderator):
    patch(ada, bio="beans")
    taken = act(moderator, "remove", target={"kind": "profile", "id": ada.username})
    server.query(f"UPDATE actions SET created_at = created_at - {30 * 86_400 * 10**6} WHERE id = {taken['id']}")
    undo(moderator, taken["id"], 410)


def test_removal_and_undo_of_media(server, ada, bob, moderator):
    content = png(41, 31)
    picture = media_of(ada, content)
    url = picture["sizes"]["320"]
    stranger = call(bob, "POST", "/reports", {"kind": "media", "id": picture["id"], "reason": "sexual"})
    assert stranger.status_code == 404
    module = call(ada, "POST", "/api/modules", {"kind": "image", "content": {"media_id": picture["id"], "alt": "beans"}}, 201).json()["data"]["module"]
    own = call(ada, "POST", "/reports", {"kind": "media", "id": picture["id"], "reason": "sexual"})
    assert error(own) == (422, "VALIDATION_ERROR", {"id"})
    report(bob, "media", picture["id"], "sexual")
    case = case_of(moderator, "media", picture["id"])
    assert case["user"]["username"] == ada.username
    of_case = f"/admin/reports/{case['id']}/media/{picture['id']}/640.webp"
    assert of_case in page(moderator, f"/admin/reports/{case['id']}")
    taken = act(moderator, "remove", case=case["id"])
    assert taken["target"] == {"kind": "media", "id": picture["id"]}
    shown = httpx.get(server.url + of_case, headers=moderator.headers)
    assert (shown.status_code, shown.headers["content-type"], shown.headers["cache-control"]) == (200, "image/webp", "private, no-store")
    assert [httpx.get(server.url + of_case, headers=one.headers).status_code for one in (ada, bob)] == [403, 403]
    for account in (ada, bob, moderator):
        assert httpx.get(server.url + url, headers=account.headers).status_code == 404
    assert call(ada, "GET", f"/api/media/{picture['id']}").status_code == 404
    assert call(ada, "GET", "/api/media", status=200).json()["data"]["media"] == []
    again = call(ada, "POST", "/api/modules", {"kind": "image", "content": {"media_id": picture["id"], "alt": "beans"}})
    assert again.status_code == 422
    assert upload(ada, content).status_code == 422
    assert call(bob, "GET", f"/api/modules/{module['id']}").status_code in (200, 404, 405)
    assert f'data-module="{module["id"]}"' in page(bob, f"/@{ada.username}")
    same = call(moderator, "POST", "/admin/actions", {"action": "remove", "target": {"kind": "media", "id": picture["id"]}} | SAID, 200)
    assert same.json()["id"] == taken["id"] and len(notices(ada, "moderation")) == 1
    undo(moderator, taken["id"])
    assert httpx.get(server.url + url, headers=bob.headers).status_code == 200
    assert media_of(ada, content)["id"] == picture["id"]


def eventually(check, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_a_ban_that_removes_what_was_made_and_its_undo(server, ada, bob, moderator):
    before = room(ada, bob)
    old = post(bob, before, "from last week")
    server.query(f"UPDATE messages SET created_at = created_at - {7 * 86_400 * 10**6} WHERE id <= {old}")
    made = things(server, ada, bob)
    name = made["room"]
    others = post(ada, name, "not his")
    opened = say(ada, ("open_conversation", {"usernames": [bob.username]}))[0]["room"]
    direct = say(bob, ("post_message", {"room": opened, "content": "psst"}))[0]["id"]
    taken = act(moderator, "ban", username=bob.username, content="remove", hours=2)
    assert taken["content"] == "remove"
    eventually(lambda: message(ada, name, made["message"])["deleted"])
    eventually(lambda: server.query("SELECT count(*) FROM ban_sweeps") == [("0",)])
    assert message(ada, name, others)["content"] == "not his" and message(ada, before, old)["content"] == "from last week"
    assert server.query(f"SELECT count(*) FROM messages WHERE id = {direct} AND deleted_at IS NULL") == [("1",)]
    for table, id_ in (("stickers", made["sticker"]), ("guestbook_entries", made["guestbook"])):
        assert server.query(f"SELECT count(*) FROM {table} WHERE id = {id_} AND deleted_at IS NOT NULL") == [("1",)]
    undo(moderator, taken["id"])
    eventually(lambda: message(ada, name, made["message"])["content"] == "buy my beans")
    for table, id_ in (("stickers", made["sticker"]), ("guestbook_entries", made["guestbook"])):
        eventually(lambda table=table, id_=id_: server.query(f"SELECT count(*) FROM {table} WHERE id = {id_} AND deleted_at IS NULL") == [("1",)])
    assert server.query(f"SELECT count(*) FROM ban_removals WHERE action_id = {taken['id']}") == [("0",)]


def test_a_later_ban_takes_over_what_an_earlier_one_removed(server, ada, bob, moderator):
    name = room(ada, bob)
    said = post(bob, name, "buy my beans")
    first = act(moderator, "ban", username=bob.username, content="remove")
    eventually(lambda: message(ada, name, said)["deleted"])
    second = act(moderator, "ban", username=bob.username, minutes=60)
    assert call(moderator, "POST", f"/admin/actions/{first['id']}/undo", {"message": "Sorry."}).status_code == 410
    undo(moderator, second["id"])
    eventually(lambda: message(ada, name, said)["content"] == "buy my beans")


def test_what_is_wrong_with_the_content_of_a_ban_is_named(ada, moderator):
    good = {"action": "ban", "username": ada.username} | SAID
    for body, field in [
        ({"content": "burn"}, "content"), ({"content": "remove", "hours": 0}, "hours"), ({"content": "remove", "hours": 721}, "hours"),
        ({"hours": 5}, "hours"), ({"content": "hide", "hours": 5}, "hours"), ({"action": "mute", "minutes": 10, "content": "remove"}, "content"),
    ]:  # fmt: skip
        answer = call(moderator, "POST", "/admin/actions", good | body)
        assert answer.status_code == 422 and field in error(answer)[2], (body, answer.text)
    assert act(moderator, "ban", username=ada.username, content="remove", hours=720)["content"] == "remove"


def test_the_removals_of_a_ban_survive_a_restart(server, ada):
    with Server() as own:
        boss, spammer, reader = staff(own), sign_up(own), sign_up(own)
        name = room(reader, spammer)
        ids = [post(spammer, name, f"spam {number}") for number in range(120)]
        taken = act(boss, "ban", username=spammer.username, content="remove")
        own.kill()
        own.start()
        eventually(lambda: own.query(f"SELECT count(*) FROM messages WHERE id >= {ids[0]} AND deleted_at IS NULL") == [("0",)])
        undo(boss, taken["id"])
        own.kill()
        own.start()
        eventually(lambda: own.query(f"SELECT count(*) FROM messages WHERE id >= {ids[0]} AND deleted_at IS NULL") == [(str(len(ids)),)])
        assert message(reader, name, ids[0])["content"] == "spam 0"
