"""spec/care.md "Reports" and "Queue" as independent clients see them."""

import asyncio
import concurrent.futures
import uuid

import httpx
import pytest
from archives import Archive
from media_files import png, upload
from neospace_client import moderate, sign_up

REPORT = {"id", "kind", "target_id", "reason", "note", "status", "outcome", "created_at", "closed_at"}
CASE = {
    "id", "kind", "target_id", "link", "user", "status", "outcome", "reasons", "report_count", "urgent", "claimed_by", "created_at",
    "updated_at",
}  # fmt: skip
FILE = CASE | {"snapshots", "current", "reports", "notes", "actions", "history"}
USER = {"id", "username", "display_name", "color", "avatar_url"}
BEANS = {"kind": "art", "art": "beans", "x": 50, "y": 50}
PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "\"><script>alert(1)</script>", "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>", "</textarea><script>alert(1)</script>", "</title><script>alert(1)</script>", "<iframe src=//evil>",
    "<body onload=alert(1)>", "<details open ontoggle=alert(1)>", "<math><mtext><script>alert(1)</script>", "<!--><script>alert(1)</script>",
    "'-alert(1)-'", "\\\"-alert(1)//", "{{constructor.constructor('alert(1)')()}}", "<style>@import '//evil'</style>",
    "<link rel=stylesheet href=//evil>", "<meta http-equiv=refresh content=0>", "<base href=//evil>", "<form action=//evil><input>",
    "<object data=//evil>", "<embed src=//evil>", "<video><source onerror=alert(1)>", "<input autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<scr<script>ipt>alert(1)</script>", "<x onclick=alert(1)>x",
    "<template><script>alert(1)</script></template>",
]  # fmt: skip


def staff(server, role: str = "moderator"):
    account = sign_up(server)
    server.query(f"UPDATE users SET role = '{role}' WHERE username = '{account.username}'")
    return account


def call(account, method: str, path: str, body=None, status: int | None = None, **more) -> httpx.Response:
    headers = account.headers | more.pop("headers", {})
    answer = httpx.request(method, account.server.url + path, headers=headers, json=body, timeout=60, **more)
    assert status is None or answer.status_code == status, (answer.status_code, answer.text)
    return answer


def form(account, path: str, data: dict, status: int = 303) -> httpx.Response:
    headers = account.headers | {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    answer = httpx.post(account.server.url + path, headers=headers, data=data, timeout=60)
    assert answer.status_code == status, answer.text
    return answer


def page(account, path: str, status: int = 200) -> str:
    answer = httpx.get(account.server.url + path, headers=account.headers | {"Accept": "text/html"}, timeout=60)
    assert answer.status_code == status, answer.text
    return answer.text


def error(answer: httpx.Response) -> tuple:
    return answer.status_code, answer.json()["error"]["code"], set(answer.json()["error"].get("details", {}))


def say(account, *messages: tuple[str, dict]) -> list[dict]:
    async def run():
        async with account.socket() as socket:
            return [await socket.request(type_, body) for type_, body in messages]

    return asyncio.run(run())


def room(*members, kind: str = "public") -> str:
    name = f"r-{uuid.uuid4().hex[:10]}"
    say(members[0], ("create_room", {"name": name, "kind": kind}))
    for member in members[1:]:
        if kind == "private":
            say(members[0], ("add_member", {"room": name, "username": member.username}))
        else:
            say(member, ("join_room", {"room": name}))
    return name


def post(account, name: str, text: str) -> int:
    return say(account, ("join_room", {"room": name}), ("post_message", {"room": name, "content": text}))[-1]["id"]


def report(account, kind: str, id_, reason: str = "spam", status: int | None = 201, **more) -> dict:
    return call(account, "POST", "/reports", {"kind": kind, "id": str(id_), "reason": reason} | more, status).json()


def case_of(moderator, kind: str, id_) -> dict:
    after = ""
    while True:
        listed = call(moderator, "GET", f"/admin/reports?limit=100{after}", status=200).json()
        for case in listed["cases"]:
            if case["kind"] == kind and case["target_id"] == str(id_):
                return case
        assert listed["next"] is not None, "no such case"
        after = f"&after={listed['next']}"


def notices(account, kind: str) -> list[dict]:
    found = call(account, "GET", "/api/notifications?limit=100", status=200).json()["data"]["notifications"]
    return [notice for notice in found if notice["kind"] == kind]


@pytest.fixture
def moderator(server):
    return staff(server)


def things(server, owner, visitor) -> dict[str, str]:
    """One of each kind that a third member can report, made by `visitor`, or by `owner` where it is a room or a wall."""
    name = room(owner, visitor)
    message = post(visitor, name, "buy my beans")
    module = call(owner, "POST", "/api/modules", {"kind": "text", "content": {"text": "a wall text"}}, 201).json()["data"]["module"]["id"]
    call(owner, "POST", "/api/modules", {"kind": "guestbook", "content": {}})
    sticker = call(visitor, "POST", f"/api/walls/{owner.username}/stickers", BEANS, 201).json()["data"]["sticker"]["id"]
    entry = call(visitor, "POST", f"/api/walls/{owner.username}/guestbook", {"text": "I was here"}, 201).json()["data"]["entry"]["id"]
    return {"message": message, "room": name, "profile": owner.username, "module": module, "sticker": sticker, "guestbook": entry}


def test_every_kind_is_reported_and_its_own_maker_refused(server, ada, bob, moderator):
    made = things(server, ada, bob)
    reporter = sign_up(server)
    makers = {"message": bob, "sticker": bob, "guestbook": bob}
    for kind, id_ in made.items():
        told = report(reporter, kind, id_, "harassment", note="  look \n")
        assert set(told) == REPORT
        assert (told["kind"], told["target_id"], told["reason"], told["note"]) == (kind, str(id_), "harassment", "look")
        assert (told["status"], told["outcome"], told["closed_at"]) == ("open", None, None)
        maker = makers.get(kind, ada)
        own = call(maker, "POST", "/reports", {"kind": kind, "id": str(id_), "reason": "spam"})
        assert error(own) == (422, "VALIDATION_ERROR", {"id"}), (kind, own.text)
        case = case_of(moderator, kind, id_)
        assert set(case) == CASE and case["report_count"] == 1 and case["reasons"] == ["harassment"]
        assert case["user"]["username"] == maker.username and set(case["user"]) == USER
        file = call(moderator, "GET", f"/admin/reports/{case['id']}", status=200).json()
        assert set(file) == FILE
        assert [one["text"] for one in file["snapshots"]] == [file["current"]]
        assert file["reports"][0]["by"]["username"] == reporter.username
        assert file["history"] == {"reports_against": file["history"]["reports_against"], "warn": 0, "remove": 0, "mute": 0, "ban": 0}
    mine = call(reporter, "GET", "/reports", status=200).json()
    assert [one["kind"] for one in mine["reports"]] == list(reversed(made)) and mine["next"] is None
    first = call(reporter, "GET", "/reports?limit=4", status=200).json()
    rest = call(reporter, "GET", f"/reports?limit=4&before={first['next']}", status=200).json()
    assert first["reports"] + rest["reports"] == mine["reports"] and rest["next"] is None


def test_the_same_report_again_is_the_first_one(server, ada, bob):
    id_ = post(bob, room(bob), "hello")
    first = report(ada, "message", id_, note="one")
    again = call(ada, "POST", "/reports", {"kind": "message", "id": str(id_), "reason": "hate", "note": "two"}, 200).json()
    assert again == first
    key = {"Idempotency-Key": uuid.uuid4().hex}
    other = post(bob, room(bob), "hello")
    body = {"kind": "message", "id": str(other), "reason": "spam"}
    one = call(ada, "POST", "/reports", body, 201, headers=key)
    two = call(ada, "POST", "/reports", body, 201, headers=key)
    assert one.json() == two.json()
    assert call(ada, "POST", "/reports", body | {"reason": "hate"}, headers=key).status_code == 409


def test_what_is_wrong_with_a_report_is_named(server, ada, bob):
    id_ = str(post(bob, room(bob), "hello"))
    good = {"kind": "message", "id": id_, "reason": "spam"}
    for body, fields in [
        (good | {"kind": "planet"}, {"kind"}), (good | {"reason": "boring"}, {"reason"}), (good | {"note": "x" * 1001}, {"note"}),
        (good | {"reason": "other"}, {"note"}), (good | {"reason": "other", "note": "  "}, {"note"}), (good | {"more": 1}, {"more"}),
        ({"kind": "message", "reason": "spam"}, {"id"}), (good | {"messages": [1]}, {"messages"}), (good | {"id": 7}, {"id"}),
        (good | {"request_id": "x"}, {"request_id"}), ({"id": id_, "reason": "spam"}, {"kind"}),
    ]:  # fmt: skip
        assert error(call(ada, "POST", "/reports", body)) == (422, "VALIDATION_ERROR", fields), body
    assert report(ada, "message", id_, "other", note="x" * 1000)["note"] == "x" * 1000
    for id_ in ("0", "-1", "abc", "007", str(2**63), "99999999"):
        assert error(call(ada, "POST", "/reports", good | {"id": id_}))[:2] == (404, "NOT_FOUND"), id_
    # A thing that is not there comes before what else is wrong.
    assert call(ada, "POST", "/reports", {"kind": "message", "id": "99999999", "reason": "boring"}).status_code == 404
    assert httpx.post(server.url + "/reports", json=good).status_code == 401
    assert httpx.get(server.url + "/reports").status_code == 401
    assert httpx.get(server.url + "/reports/new?kind=message&id=1", headers={"Accept": "text/html"}).headers["Location"].startswith("/login")


def test_reporter_probes_a_private_rooms_message_id(server, ada, bob):
    hidden = post(bob, room(bob, kind="private"), "a secret")
    answers = [call(ada, "POST", "/reports", {"kind": "message", "id": str(id_), "reason": "spam"}) for id_ in (hidden, 88888888)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json()["error"] == answers[1].json()["error"]
    pages = [page(ada, f"/reports/new?kind=message&id={id_}", 404) for id_ in (hidden, 88888888)]
    assert "a secret" not in pages[0]
    private = room(bob, kind="private")
    assert call(ada, "POST", "/reports", {"kind": "room", "id": private, "reason": "spam"}).status_code == 404


def test_a_tombstone_is_gone(server, ada, bob):
    id_ = post(bob, room(bob), "hello")
    say(bob, ("delete_message", {"id": id_}))
    assert error(call(ada, "POST", "/reports", {"kind": "message", "id": str(id_), "reason": "spam"}))[:2] == (410, "GONE")
    page(ada, f"/reports/new?kind=message&id={id_}", 410)


def test_a_block_by_the_reporter_hides_nothing_from_reporting(server, ada, bob):
    made = things(server, bob, bob)
    call(ada, "PUT", f"/api/people/{bob.username}/block", status=200)
    for kind, id_ in made.items():
        report(ada, kind, id_)
    other = sign_up(server)
    call(bob, "PUT", f"/api/people/{other.username}/block", status=200)
    for kind in ("profile", "module", "sticker", "guestbook"):
        assert call(other, "POST", "/reports", {"kind": kind, "id": str(made[kind]), "reason": "spam"}).status_code == 404, kind


def test_report_then_the_author_edits_and_deletes(server, ada, bob, moderator):
    name = room(bob, ada, moderator)
    id_ = post(bob, name, "the first words")
    report(ada, "message", id_)
    say(bob, ("edit_message", {"id": id_, "content": "the second words"}))
    report(sign_up(server), "message", id_)
    say(bob, ("delete_message", {"id": id_}))
    case = case_of(moderator, "message", id_)
    file = call(moderator, "GET", f"/admin/reports/{case['id']}", status=200).json()
    assert [one["text"] for one in file["snapshots"]] == ["the first words", "the second words"] and file["current"] is None
    shown = page(moderator, f"/admin/reports/{case['id']}")
    assert "the first words" in shown and "the second words" in shown
    for account in (ada, bob):
        for path in (f"/admin/reports/{case['id']}", "/admin/reports"):
            assert call(account, "GET", path).status_code == 403
        for path in ("/reports", f"/rooms/{name}", "/api/notifications"):
            assert "first words" not in call(account, "GET", path, headers={"Accept": "text/html" if "rooms" in path else "*/*"}).text
        assert "first words" not in Archive(call(account, "GET", "/settings/export")).text


def test_fifty_at_once_by_fifty_members_are_one_case(server, bob, moderator):
    id_ = post(bob, room(bob), "hello")
    reporters = [sign_up(server) for _ in range(50)]
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        told = list(pool.map(lambda account: report(account, "message", id_), reporters))
    assert len({one["id"] for one in told}) == 50
    case = case_of(moderator, "message", id_)
    file = call(moderator, "GET", f"/admin/reports/{case['id']}", status=200).json()
    assert file["report_count"] == 50 and len(file["reports"]) == 50 and len(file["snapshots"]) == 1


def test_fifty_claims_at_once(server, ada, bob):
    id_ = post(bob, room(bob), "hello")
    report(ada, "message", id_)
    moderators = [staff(server) for _ in range(50)]
    case = case_of(moderators[0], "message", id_)
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(lambda one: call(one, "POST", f"/admin/reports/{case['id']}/claim", {}).status_code, moderators))
    assert sorted(statuses) == [200] + [409] * 49
    winner = moderators[statuses.index(200)]
    assert call(winner, "POST", f"/admin/reports/{case['id']}/claim", status=200).json()["claimed_by"] == winner.username
    loser = next(one for one in moderators if one is not winner)
    assert call(loser, "POST", f"/admin/reports/{case['id']}/release", status=200).json()["claimed_by"] == winner.username
    assert call(loser, "POST", f"/admin/reports/{case['id']}/dismiss", {}).status_code == 409
    taken = call(loser, "POST", f"/admin/reports/{case['id']}/claim", {"take_over": True}, 200).json()
    assert taken["claimed_by"] == loser.username
    mine = call(loser, "GET", "/admin/reports?status=mine", status=200).json()
    assert [one["id"] for one in mine["cases"]] == [case["id"]]
    assert call(loser, "POST", f"/admin/reports/{case['id']}/release", {}, 200).json()["claimed_by"] is None


def test_urgent_ones_first_then_the_oldest(server, ada, bob, moderator):
    name = room(bob)
    ids = [post(bob, name, f"message {number}") for number in range(4)]
    for id_, reason in zip(ids, ["spam", "self_harm", "hate", "spam"], strict=True):
        report(ada, "message", id_, reason)
    report(sign_up(server), "message", ids[3], "illegal")
    listed, after = [], ""
    while True:
        part = call(moderator, "GET", f"/admin/reports?limit=2{after}", status=200).json()
        listed += part["cases"]
        if part["next"] is None:
            break
        after = f"&after={part['next']}"
    order = [case["target_id"] for case in listed if case["kind"] == "message" and int(case["target_id"]) in ids]
    assert order == [str(ids[number]) for number in (1, 3, 0, 2)]
    assert [case["urgent"] for case in listed] == sorted((case["urgent"] for case in listed), reverse=True)
    assert part["open"] == len(listed)
    assert case_of(moderator, "message", ids[3])["reasons"] == ["spam", "illegal"]
    for query in ("status=all", "before=1", "after=x", "limit=0", "limit=101", "status=closed&after=1", "status=closed&before=17"):
        assert call(moderator, "GET", f"/admin/reports?{query}").status_code == 422, query


def test_nobody_sees_a_case_about_themselves_nor_moderators_one_about_staff(server, ada, moderator):
    other, boss = staff(server), staff(server, "admin")
    for target in (moderator, boss):
        report(ada, "profile", target.username)
    case = case_of(boss, "profile", moderator.username)
    for viewer in (moderator, other):
        assert call(viewer, "GET", f"/admin/reports/{case['id']}").status_code == 404
        assert call(viewer, "POST", f"/admin/reports/{case['id']}/claim", {}).status_code == 404
        shown = call(viewer, "GET", "/admin/reports?limit=100", status=200).json()
        assert not {moderator.username, boss.username} & {one["target_id"] for one in shown["cases"]}
    with pytest.raises(AssertionError, match="no such case"):
        case_of(boss, "profile", boss.username)
    assert case_of(staff(server, "admin"), "profile", boss.username)
    assert not notices(moderator, "case_opened") and len(notices(boss, "case_opened")) == 1


def test_notes_dismissal_and_what_the_reporters_learn(server, ada, bob, moderator):
    id_ = post(bob, room(bob), "hello")
    told = report(ada, "message", id_, note="please")
    case = case_of(moderator, "message", id_)
    assert [one["link"] for one in notices(moderator, "case_opened")][0] == f"/admin/reports/{case['id']}"
    key = {"Idempotency-Key": uuid.uuid4().hex}
    note = call(moderator, "POST", f"/admin/reports/{case['id']}/notes", {"text": " seen \n"}, 201, headers=key).json()
    assert set(note) == {"id", "by", "text", "created_at"} and note["text"] == "seen" and note["by"]["username"] == moderator.username
    assert call(moderator, "POST", f"/admin/reports/{case['id']}/notes", {"text": " seen \n"}, 201, headers=key).json() == note
    for text in ("", "  ", "x" * 2001):
        assert error(call(moderator, "POST", f"/admin/reports/{case['id']}/notes", {"text": text})) == (422, "VALIDATION_ERROR", {"text"})
    call(moderator, "POST", f"/admin/reports/{case['id']}/notes", {"text": "x" * 2000}, 201)
    closed = call(moderator, "POST", f"/admin/reports/{case['id']}/dismiss", {"note": "nothing wrong"}, 200).json()
    assert (closed["status"], closed["outcome"]) == ("closed", "dismissed")
    assert [one["text"] for one in closed["notes"]] == ["seen", "x" * 2000, "nothing wrong"]
    for action in ("dismiss", "claim"):
        assert call(moderator, "POST", f"/admin/reports/{case['id']}/{action}", {}).status_code == 409
    call(moderator, "POST", f"/admin/reports/{case['id']}/notes", {"text": "later"}, 201)
    mine = call(ada, "GET", "/reports", status=200).json()["reports"][0]
    assert (mine["id"], mine["status"], mine["outcome"]) == (told["id"], "closed", "dismissed") and mine["closed_at"]
    resolved = notices(ada, "report_resolved")
    assert len(resolved) == 1 and resolved[0]["link"] == "/reports" and resolved[0]["actors"] == [] and resolved[0]["body"] is None
    assert not notices(bob, "report_resolved")
    first = call(moderator, "GET", "/admin/reports?status=closed&limit=1", status=200).json()
    assert first["cases"][0]["id"] == case["id"]
    # What is reported after that is another case.
    again = report(ada, "message", id_)
    assert again["id"] != told["id"] and case_of(moderator, "message", id_)["id"] != case["id"]


def test_staff_are_told_live(server, ada, bob, moderator):
    id_ = post(bob, room(bob), "hello")

    async def run():
        async with moderator.socket() as watching, bob.socket() as other:
            await asyncio.to_thread(report, ada, "message", id_)
            told = await watching.event("case_changed", lambda data: data["case"]["target_id"] == str(id_))
            assert set(told) == {"case", "open"} and set(told["case"]) == CASE and told["open"] >= 1
            case = told["case"]["id"]
            await asyncio.to_thread(call, moderator, "POST", f"/admin/reports/{case}/claim", {}, 200)
            told = await watching.event("case_changed", lambda data: data["case"]["claimed_by"] is not None)
            assert told["case"]["claimed_by"] == moderator.username
            before = told["open"]
            await asyncio.to_thread(call, moderator, "POST", f"/admin/reports/{case}/dismiss", {}, 200)
            told = await watching.event("case_changed", lambda data: data["case"]["status"] == "closed")
            assert told["open"] == before - 1
            assert not [frame for frame in other.frames if frame["type"] == "case_changed"]

    asyncio.run(run())


def test_a_mute_takes_no_report_but_a_denial_does(server, ada, bob):
    boss = staff(server, "admin")
    id_ = post(bob, room(bob), "hello")
    number = server.query(f"SELECT id FROM users WHERE username = '{ada.username}'")[0][0]
    assert moderate(boss, "mute", ada.username, 60).status_code == 201
    report(ada, "message", id_)
    form(boss, f"/admin/users/{number}/exceptions", {"effect": "deny", "permission": "report"})
    assert call(ada, "POST", "/reports", {"kind": "message", "id": str(id_), "reason": "spam"}).status_code == 403
    page(ada, f"/reports/new?kind=message&id={id_}", 403)
    call(ada, "GET", "/reports", status=200)


def test_member_reads_admin_pages_forbidden_alike(server, ada, bob, moderator):
    id_ = post(bob, room(bob), "hello")
    report(ada, "message", id_)
    case = case_of(moderator, "message", id_)["id"]
    for path in (f"/admin/reports/{case}", "/admin/reports/99999999", "/admin/reports/abc"):
        assert call(ada, "GET", path).status_code == 403
        assert httpx.get(server.url + path).status_code == 401
    for action in ("claim", "release", "notes", "dismiss"):
        assert {call(ada, "POST", f"/admin/reports/{one}/{action}", {}).status_code for one in (case, 99999999)} == {403}
        assert call(moderator, "POST", f"/admin/reports/99999999/{action}", {"text": "x"} if action == "notes" else {}).status_code == 404


def test_a_message_of_a_conversation_and_nothing_else_of_it(server, ada, bob, moderator):
    opened = say(ada, ("open_conversation", {"usernames": [bob.username]}))[0]
    place = opened["room"]
    ids = [
        say(who, ("post_message", {"room": place, "content": text}))[0]["id"]
        for who, text in [(ada, "hello"), (bob, "go away"), (ada, "why"), (bob, "the unsaid")]
    ]
    for kind, reporter in (("message", ada), ("dm", moderator), ("dm", sign_up(server))):
        assert call(reporter, "POST", "/reports", {"kind": kind, "id": str(ids[1]), "reason": "spam"}).status_code == 404, kind
    public = post(bob, room(bob), "hello")
    assert call(ada, "POST", "/reports", {"kind": "dm", "id": str(public), "reason": "spam"}).status_code == 404
    for others in ([public], [99999999], list(range(1, 21))):
        answer = call(ada, "POST", "/reports", {"kind": "dm", "id": str(ids[1]), "reason": "spam", "messages": others})
        assert error(answer) == (422, "VALIDATION_ERROR", {"messages"}), others
    report(ada, "dm", ids[1], "harassment", messages=[ids[0], ids[2]])
    case = case_of(moderator, "dm", ids[1])
    assert case["link"] is None and case["user"]["username"] == bob.username
    file = call(moderator, "GET", f"/admin/reports/{case['id']}", status=200)
    assert file.json()["snapshots"][0]["text"] == f"@{ada.username}: hello\n@{bob.username}: go away\n@{ada.username}: why"
    assert "unsaid" not in file.text and "unsaid" not in page(moderator, f"/admin/reports/{case['id']}")


def test_all_of_it_by_forms(server, ada, bob, moderator):
    name = room(bob, ada)
    id_ = post(bob, name, "hello <b>there</b>")
    shown = page(ada, f"/reports/new?kind=message&id={id_}")
    for words in (f"Message by @{bob.username} in #{name}", "hello &lt;b&gt;there&lt;/b&gt;", "Why?", "Anything to add", "Send report"):
        assert words in shown, words
    refused = form(ada, "/reports", {"kind": "message", "id": str(id_), "reason": "other", "note": ""}, 422)
    assert 'role="alert"' in refused.text and "is needed for the reason other" in refused.text
    sent = {"kind": "message", "id": str(id_), "reason": "spam", "note": "", "request_id": "0123456789abcdef"}
    for _ in range(2):
        assert form(ada, "/reports", sent).headers["Location"] == "/reports?sent=true"
    assert "Thank you. A moderator will look at it." in page(ada, "/reports?sent=true")
    assert len(call(ada, "GET", "/reports").json()["reports"]) == 1
    foreign = httpx.post(server.url + "/reports", headers=ada.headers | {"Sec-Fetch-Site": "cross-site"}, data=sent)
    assert foreign.status_code in (303, 403)
    queue = page(moderator, "/admin/reports")
    assert f"Message by @{bob.username} in #{name}" in queue
    case = case_of(moderator, "message", id_)["id"]
    shown = page(moderator, f"/admin/reports/{case}")
    for words in ("Snapshot", "Reports", "Notes", "History", "Claim", "Add note", "Dismiss"):
        assert f">{words}<" in shown, words
    form(moderator, f"/admin/reports/{case}/claim", {})
    assert ">Release<" in page(moderator, f"/admin/reports/{case}")
    other = staff(server)
    assert ">Take over<" in page(other, f"/admin/reports/{case}")
    assert 'role="alert"' in form(other, f"/admin/reports/{case}/claim", {}, 409).text
    form(other, f"/admin/reports/{case}/claim", {"take_over": "true"})
    form(other, f"/admin/reports/{case}/notes", {"text": "a note"})
    assert "a note" in page(other, f"/admin/reports/{case}")
    assert "Note" in form(other, f"/admin/reports/{case}/notes", {"text": ""}, 422).text
    assert form(other, f"/admin/reports/{case}/dismiss", {}).headers["Location"] == "/admin/reports"
    assert "Nothing to look at" in page(other, "/admin/reports?status=mine")


def test_thirty_xss_payloads_as_notes(server, bob, moderator):
    assert len(PAYLOADS) == 30
    id_ = post(bob, room(bob), PAYLOADS[0])
    for payload in PAYLOADS:
        report(sign_up(server), "message", id_, note=payload)
    case = case_of(moderator, "message", id_)["id"]
    for payload in PAYLOADS:
        call(moderator, "POST", f"/admin/reports/{case}/notes", {"text": payload}, 201)
    shown = page(moderator, f"/admin/reports/{case}")
    for payload in PAYLOADS:
        if "<" in payload:
            assert payload not in shown, payload


def test_limits_hold(limited_server):
    bob, ada = sign_up(limited_server), sign_up(limited_server)
    name = room(bob)
    ids = [post(bob, name, f"message {number}") for number in range(3)]
    for number in range(20):
        answer = call(ada, "POST", "/reports", {"kind": "message", "id": str(ids[number % 3]), "reason": "spam"})
        assert answer.status_code in (200, 201)
    answer = call(ada, "POST", "/reports", {"kind": "message", "id": str(ids[0]), "reason": "spam"})
    assert error(answer)[:2] == (429, "RATE_LIMITED") and int(answer.headers["Retry-After"]) > 0


def test_a_case_shows_the_pictures_that_a_thing_had_whoever_may_see_them(server, ada, bob, moderator):
    name = room(ada, bob, kind="private")
    media = upload(ada, png(32, 20)).json()["data"]["media"]
    said = say(ada, ("join_room", {"room": name}), ("post_message", {"room": name, "content": "look", "media": [{"id": media["id"]}]}))[-1]["id"]
    report(bob, "message", str(said))
    id_ = case_of(moderator, "message", str(said))["id"]
    other = upload(ada, png(20, 32)).json()["data"]["media"]["id"]
    path = f"/admin/reports/{id_}/media/{media['id']}/1280.webp"
    assert path in page(moderator, f"/admin/reports/{id_}")

    def status(account, path: str) -> int:
        return httpx.get(server.url + path, headers=account.headers).status_code

    assert status(moderator, media["sizes"]["320"]) == 404, "not a member of the room"
    assert status(moderator, path) == 200
    for wrong in (path.replace(media["id"], other), path.replace("1280.webp", "audio.mp3"), path.replace("1280", "../1280"),
                  path.replace(f"/{id_}/", "/99999999/"), path.replace(media["id"], "x")):  # fmt: skip
        assert status(moderator, wrong) == 404, wrong
    for account in (ada, bob):
        assert status(account, path) == 403
    assert httpx.get(server.url + path).status_code == 401
    say(ada, ("delete_message", {"id": said}))  # and its file with it
    assert status(moderator, path) == 404 and path not in page(moderator, f"/admin/reports/{id_}")
