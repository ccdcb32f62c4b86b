"""spec/care.md "Appeals" as independent clients see them."""

import concurrent.futures
import uuid

import httpx
import pytest
from neospace_client import sign_up
from test_actions import SAID, act, message, undo
from test_reports import call, error, form, notices, page, post, room, staff

APPEAL = {"id", "action_id", "text", "status", "answer", "created_at", "decided_at"}
DAY = 86_400 * 10**6


def appeal(account, id_: int, status: int = 201, text: str = "I did nothing.", **more) -> dict:
    return call(account, "POST", "/appeals", {"action": id_, "text": text}, status, **more).json()


def decide(account, id_: int, decision: str, status: int = 200, message: str = "Read again.") -> dict:
    return call(account, "POST", f"/admin/appeals/{id_}/decide", {"decision": decision, "message": message}, status).json()


def sign_in(account, password: str = "correct horse") -> httpx.Response:
    return httpx.post(account.server.url + "/api/auth/signin", json={"email": account.email, "password": password}, timeout=30)


def by_token(server, token: str, **more) -> httpx.Response:
    return httpx.post(server.url + "/appeals", json={"token": token, "text": "It was not me."} | more, timeout=30)


def listed(account, id_: int, status: str = "open") -> dict | None:
    found = call(account, "GET", f"/admin/appeals?status={status}&limit=100", status=200).json()
    assert set(found) == {"appeals", "next"}
    return next((one for one in found["appeals"] if one["id"] == id_), None)


@pytest.fixture
def moderator(server):
    return staff(server)


@pytest.fixture
def other(server):
    return staff(server)


def test_an_appeal_is_made_once_and_upheld(server, ada, moderator, other):
    taken = act(moderator, "warn", username=ada.username)
    made = appeal(ada, taken["id"], text="  I did nothing.  ")
    assert set(made) == APPEAL and (made["action_id"], made["text"], made["status"]) == (taken["id"], "I did nothing.", "open")
    assert made["answer"] is made["decided_at"] is None
    assert appeal(ada, taken["id"], 409)["error"]["code"] == "CONFLICT"
    for one in (moderator, other):
        assert any(notice["link"] == "/admin/appeals" for notice in notices(one, "appeal_opened"))
    shown = listed(other, made["id"])
    assert set(shown) == APPEAL | {"action"} and shown["action"]["id"] == taken["id"] and listed(other, made["id"], "closed") is None
    done = decide(other, made["id"], "upheld")
    assert (done["status"], done["answer"]) == ("upheld", "Read again.") and done["decided_at"]
    [told] = notices(ada, "appeal_decided")
    assert told["link"] == "/standing" and "Read again." in told["body"] and other.username not in str(told)
    [standing] = call(ada, "GET", "/standing").json()["actions"]
    assert standing["appeal"] == done and standing["undone_at"] is None
    assert listed(other, made["id"], "closed")["status"] == "upheld" and listed(other, made["id"]) is None
    decide(other, made["id"], "overturned", 409)
    appeal(ada, taken["id"], 409)
    entry = call(ada, "GET", "/moderation?limit=1").json()["entries"][0]
    assert entry["appeal"] == "upheld"


def test_what_is_wrong_with_an_appeal_is_named(server, ada, bob, moderator, other):
    taken = act(moderator, "warn", username=ada.username)
    good = {"action": taken["id"], "text": "x"}
    for body, fields in [
        ({"text": "x"}, {"action"}), (good | {"text": " "}, {"text"}), (good | {"text": "x" * 2001}, {"text"}), (good | {"more": 1}, {"more"}),
        (good | {"action": "x"}, {"action"}),
    ]:  # fmt: skip
        answer = call(ada, "POST", "/appeals", body)
        assert answer.status_code == 422 and fields <= error(answer)[2], (body, answer.text)
    appeal(bob, taken["id"], 404)
    appeal(ada, 99_999_999, 404)
    assert httpx.post(server.url + "/appeals", json=good).status_code == 401
    made = appeal(ada, taken["id"], text="x" * 2000)
    path = f"/admin/appeals/{made['id']}/decide"
    for body, fields in [
        ({"message": "x"}, {"decision"}), ({"decision": "hug", "message": "x"}, {"decision"}), ({"decision": "upheld"}, {"message"}),
        ({"decision": "upheld", "message": "x" * 1001}, {"message"}), ({"decision": "upheld", "message": "x", "more": 1}, {"more"}),
    ]:  # fmt: skip
        answer = call(other, "POST", path, body)
        assert answer.status_code == 422 and fields <= error(answer)[2], (body, answer.text)
    assert call(other, "GET", "/admin/appeals?status=mine").status_code == 422
    assert decide(other, 99_999_999, "upheld", 404)
    for one in (made["id"], 99_999_999):
        assert decide(ada, one, "upheld", 403)["error"]["code"] == "FORBIDDEN"
    assert call(ada, "GET", "/admin/appeals").status_code == 403 and httpx.get(server.url + "/admin/appeals").status_code == 401
    decide(other, made["id"], "upheld", message="x" * 1000)


def test_after_ninety_days_and_after_an_undo_there_is_no_appeal(server, ada, moderator):
    old, edge, undone = (act(moderator, "warn", username=ada.username) for _ in range(3))
    server.query(f"UPDATE actions SET created_at = created_at - {90 * DAY} WHERE id = {old['id']}")
    server.query(f"UPDATE actions SET created_at = created_at - {90 * DAY} + {60 * 10**6} WHERE id = {edge['id']}")
    undo(moderator, undone["id"])
    assert appeal(ada, old["id"], 410) and appeal(ada, undone["id"], 410)
    appeal(ada, edge["id"])


def test_overturning_brings_the_text_back_in_the_same_transaction(server, ada, bob, moderator, other):
    name = room(bob, ada)
    id_ = post(bob, name, "all my words")
    taken = act(moderator, "remove", target={"kind": "message", "id": str(id_)})
    gone = message(ada, name, id_)
    made = appeal(bob, taken["id"])
    done = decide(other, made["id"], "overturned")
    back = message(ada, name, id_)
    assert done["status"] == "overturned" and back["content"] == "all my words" and back["seq"] > gone["seq"] and not back["deleted"]
    action = call(other, "GET", f"/admin/actions/{taken['id']}").json()
    assert action["undone_at"] and action["undone_by"] == other.username and action["appeal"] == done
    assert undo(moderator, taken["id"]) == action
    log = call(ada, "GET", "/moderation?action=remove&limit=100").json()["entries"]
    entry = next(one for one in log if one["undone_at"] == action["undone_at"])
    assert entry["appeal"] == "overturned" and entry["undone_at"] and bob.username not in str(log)
    boss = staff(server, "admin")
    assert "appeal.decide" in page(boss, "/admin/log")


def test_overturning_a_mute_and_what_cannot_come_back(server, ada, bob, moderator, other):
    muted = act(moderator, "mute", username=ada.username, minutes=60)
    assert call(ada, "GET", "/standing").json()["muted_until"]
    decide(other, appeal(ada, muted["id"])["id"], "overturned")
    assert call(ada, "GET", "/standing").json()["muted_until"] is None
    id_ = post(bob, room(bob), "gone for good")
    removed = act(moderator, "remove", target={"kind": "message", "id": str(id_)})
    server.query(f"UPDATE actions SET created_at = created_at - {31 * DAY} WHERE id = {removed['id']}")
    decide(other, appeal(bob, removed["id"])["id"], "overturned")
    assert call(other, "GET", f"/admin/actions/{removed['id']}").json()["undone_at"]


def test_undoing_overturns_the_open_appeal(server, ada, moderator, other):
    taken = act(moderator, "warn", username=ada.username)
    made = appeal(ada, taken["id"])
    undone = undo(moderator, taken["id"], message="You are right.")
    assert (undone["appeal"]["status"], undone["appeal"]["answer"]) == ("overturned", "You are right.")
    assert len(notices(ada, "appeal_decided")) == 1
    decide(other, made["id"], "upheld", 409)


def test_who_took_the_action_and_who_stands_no_higher_may_not_decide(server, ada, moderator, other):
    boss = staff(server, "admin")
    made = appeal(ada, act(moderator, "warn", username=ada.username)["id"])
    decide(moderator, made["id"], "upheld", 403)
    theirs = appeal(other, act(boss, "warn", username=other.username)["id"])
    decide(other, theirs["id"], "overturned", 403)
    decide(moderator, theirs["id"], "overturned", 403)
    decide(staff(server, "admin"), theirs["id"], "overturned")
    decide(other, made["id"], "upheld")


def test_fifty_deciders(server, ada, moderator):
    made = appeal(ada, act(moderator, "mute", username=ada.username, minutes=10)["id"])
    deciders = [staff(server) for _ in range(5)]
    body = {"decision": "overturned", "message": "Fine."}
    path = f"/admin/appeals/{made['id']}/decide"
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda number: call(deciders[number % 5], "POST", path, body).status_code, range(50)))
    assert sorted(answers) == [200] + [409] * 49
    assert len(notices(ada, "appeal_decided")) == 1


def test_fifty_appeals_at_once(server, ada, moderator):
    taken = act(moderator, "warn", username=ada.username)
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        body = {"action": taken["id"], "text": "x"}
        answers = list(pool.map(lambda _: call(ada, "POST", "/appeals", body).status_code, range(50)))
    assert sorted(answers) == [201] + [409] * 49


def test_a_banned_member_appeals_with_the_token_alone(server, ada, bob, moderator, other):
    taken = act(moderator, "ban", username=ada.username, minutes=60, message="Read the rules.")
    assert sign_in(ada, "wrong horse").status_code == 401
    refusal = sign_in(ada)
    details = refusal.json()["error"]["details"]
    assert refusal.status_code == 403 and set(details) == {"reason", "message", "until", "appeal"}
    token = details["appeal"]
    mine = act(moderator, "warn", username=bob.username)
    for wrong in (token[:-2] + ("AA" if token[-2:] != "AA" else "BB"), "x", bob.token, token + "x", token.replace(".", "", 1)):
        assert by_token(server, wrong).status_code == 404, wrong
    assert by_token(server, token, action=mine["id"]).status_code == 404
    assert error(by_token(server, token, text=" "))[2] == {"text"}
    assert call(ada, "POST", "/appeals", {"action": taken["id"], "text": "x"}).status_code == 403
    made = by_token(server, token)
    assert made.status_code == 201 and set(made.json()) == APPEAL and made.json()["action_id"] == taken["id"]
    assert by_token(server, token).status_code == 410
    assert "appeal" not in sign_in(ada).json()["error"]["details"]
    decide(other, made.json()["id"], "overturned")
    assert sign_in(ada).status_code == 200 and by_token(server, token).status_code == 410


def test_what_a_banned_member_reads_holds_the_form(server, ada, moderator, other):
    taken = act(moderator, "ban", username=ada.username, minutes=60, message="Read the rules.")
    signed_in = httpx.post(
        server.url + "/login", data={"login": ada.email, "password": "correct horse"}, headers={"Sec-Fetch-Site": "same-origin"}, timeout=30
    )
    for shown in (signed_in.text, page(ada, "/rooms/general", 403), page(ada, "/standing", 403)):
        for words in ("Read the rules.", "Why should this be undone?", ">Appeal<", 'action="/appeals"'):
            assert words in shown, words
    token = sign_in(ada).json()["error"]["details"]["appeal"]
    refused = form(ada, "/appeals", {"token": token, "text": ""}, 422).text
    assert 'role="alert"' in refused and token in refused and "Why should this be undone?" in refused
    form(ada, "/appeals", {"token": token, "text": "<script>alert(1)</script>"})
    assert "Why should this be undone?" not in page(ada, "/standing", 403)
    shown = page(other, "/admin/appeals")
    for words in ("Uphold", "Overturn", "Answer", "Decide", "&lt;script&gt;alert(1)"):
        assert words in shown, words
    id_ = call(other, "GET", f"/admin/actions/{taken['id']}").json()["appeal"]["id"]
    refused = form(other, f"/admin/appeals/{id_}/decide", {"decision": "upheld", "message": ""}, 422).text
    assert 'role="alert"' in refused and "Decide" in refused
    assert form(other, f"/admin/appeals/{id_}/decide", {"decision": "upheld", "message": "No."}).headers["Location"] == "/admin/appeals"
    form(other, f"/admin/appeals/{id_}/decide", {"decision": "upheld", "message": "No."}, 409)
    assert "No." in page(other, "/admin/appeals?status=closed")


def test_appeals_by_forms(server, ada, moderator, other):
    taken = act(moderator, "warn", username=ada.username)
    shown = page(ada, "/standing")
    assert "Why should this be undone?" in shown and ">Appeal<" in shown
    assert 'role="alert"' in form(ada, "/appeals", {"action": str(taken["id"]), "text": ""}, 422).text
    assert form(ada, "/appeals", {"action": str(taken["id"]), "text": "Not me."}).headers["Location"] == "/standing"
    shown = page(ada, "/standing")
    assert "Why should this be undone?" not in shown and "appealed" in shown
    form(ada, "/appeals", {"action": str(taken["id"]), "text": "Not me."}, 409)


def test_idempotent_appeals(server, ada, moderator):
    taken = act(moderator, "warn", username=ada.username)
    key = {"Idempotency-Key": uuid.uuid4().hex}
    first = appeal(ada, taken["id"], headers=key)
    assert appeal(ada, taken["id"], headers=key) == first
    appeal(ada, taken["id"], 409, text="Other words.", headers=key)


def test_pages_of_appeals(server, moderator, other):
    made = [appeal(one, act(moderator, "warn", username=one.username)["id"])["id"] for one in [sign_up(server) for _ in range(3)]]
    first = call(other, "GET", "/admin/appeals?limit=2").json()
    assert [one["id"] for one in first["appeals"]] == made[:0:-1]
    second = call(other, "GET", f"/admin/appeals?limit=2&before={first['next']}").json()
    assert second["appeals"][0]["id"] == made[0]
