"""spec/tasks.md and PROTOCOL.md, as a program sees them: every named case, every bad input, races, and who is told."""

import asyncio
import concurrent.futures
import random
import re
import uuid

import httpx
import jwt
import pytest
from neospace_client import PlaceFold, sign_up
from test_http_contract import ISO, error_of


# One for all: making a client costs more than a request. Threads may share it.
CLIENT = httpx.Client(timeout=20, limits=httpx.Limits(max_connections=64))


@pytest.fixture(scope="module")
def ada(server):
    return sign_up(server)


@pytest.fixture(scope="module")
def eve(server):
    return sign_up(server)


@pytest.fixture
def newcomer(server):
    return sign_up(server)


def send(account, method: str, path: str, body=None, **options) -> httpx.Response:
    headers = account.headers | options.pop("headers", {})
    return CLIENT.request(method, account.server.url + path, headers=headers, json=body, **options)


def make(account, title: str = "one", **more) -> dict:
    answer = send(account, "POST", "/api/tasks", {"title": title} | more)
    assert answer.status_code == 201, answer.text
    return task_of(answer)


def task_of(answer: httpx.Response) -> dict:
    body = answer.json()
    assert body["success"] is True and set(body) == {"success", "data"}
    task = body["data"]["task"]
    assert set(task) == {"id", "user_id", "title", "description", "completed", "created_at", "updated_at"}
    assert ISO.match(task["created_at"]) and ISO.match(task["updated_at"]) and task["updated_at"] >= task["created_at"]
    assert re.fullmatch(r'"[^"]+"', answer.headers["etag"])
    return task


def page_of(account, **query) -> dict:
    answer = send(account, "GET", "/api/tasks", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def all_of(account) -> list[dict]:
    page = page_of(account, limit=100)
    assert page["pagination"]["pages"] <= 1
    return page["tasks"]


# --- the named cases


def test_a_token_of_sign_in_is_verified_by_another_library(server, newcomer):
    wrong = httpx.post(server.url + "/api/auth/signin", json={"email": newcomer.email, "password": "wrong horse"})
    error_of(wrong, 401, "INVALID_CREDENTIALS")
    answer = httpx.post(server.url + "/api/auth/signin", json={"email": newcomer.email.upper(), "password": "correct horse"})
    assert answer.status_code == 200
    key = (server.data / "secret_key").read_bytes().strip()
    claims = jwt.decode(answer.json()["data"]["token"], key, algorithms=["HS256"])
    assert claims["email"] == newcomer.email and claims["user_id"] == newcomer.uuid
    again = {"name": "x", "email": newcomer.email.upper(), "password": "correct horse"}
    error_of(httpx.post(server.url + "/api/auth/signup", json=again), 400, "EMAIL_EXISTS")


def test_without_a_token_nothing_is_answered(server):
    for method, path in [
        ("GET", "/api/tasks"), ("POST", "/api/tasks"), ("GET", "/api/tasks/1"), ("PUT", "/api/tasks/1"), ("PATCH", "/api/tasks/1"),
        ("PATCH", "/api/tasks/1/complete"), ("DELETE", "/api/tasks/1"), ("POST", "/api/tasks/1/restore"),
    ]:  # fmt: skip
        error_of(httpx.request(method, server.url + path, json={"title": "x"}), 401, "UNAUTHORIZED")


def test_a_revoked_token_is_told_so(server, newcomer):
    assert send(newcomer, "POST", "/api/auth/signout").status_code == 200
    error_of(send(newcomer, "GET", "/api/tasks"), 401, "AUTH_INVALID")


def test_a_new_task_is_there_and_in_the_database(server, newcomer):
    answer = send(newcomer, "POST", "/api/tasks", {"title": "  write it down  ", "description": "a\r\nb"})
    assert answer.status_code == 201
    task = task_of(answer)
    assert task["title"] == "write it down" and task["description"] == "a\nb" and task["completed"] is False
    assert task["user_id"] == newcomer.uuid and answer.headers["location"] == f"/api/tasks/{task['id']}"
    read = send(newcomer, "GET", answer.headers["location"])
    assert task_of(read) == task and read.headers["etag"] == answer.headers["etag"]
    assert server.query(f"SELECT title FROM tasks WHERE id = {task['id']}") == [("write it down",)]


def test_twenty_five_tasks_are_three_pages(newcomer):
    for number in range(25):
        make(newcomer, f"task {number}")
    counts = []
    titles = []
    for number in (1, 2, 3, 4):
        page = page_of(newcomer, page=number, limit=10)
        assert page["pagination"] == {"page": number, "limit": 10, "total": 25, "pages": 3}
        counts.append(len(page["tasks"]))
        titles += [task["title"] for task in page["tasks"]]
    assert counts == [10, 10, 5, 0] and titles == [f"task {number}" for number in reversed(range(25))]
    assert len(page_of(newcomer)["tasks"]) == 20


def test_an_empty_list_has_no_pages(newcomer):
    assert page_of(newcomer) == {"tasks": [], "pagination": {"page": 1, "limit": 20, "total": 0, "pages": 0}}


def test_another_members_task_is_forbidden_on_each_method_and_nobody_is_told(newcomer, eve):
    task, gone = make(newcomer, "mine"), make(newcomer, "gone")
    send(newcomer, "DELETE", f"/api/tasks/{gone['id']}")

    async def run():
        async with eve.socket() as hers, newcomer.socket() as mine:
            await hers.watch("me")
            await mine.watch("me")
            for id_ in (task["id"], gone["id"]):
                for method, path, body in [
                    ("GET", "", None), ("PUT", "", {"title": "x"}), ("PATCH", "", {"title": "x"}), ("PATCH", "/complete", None),
                    ("DELETE", "", None), ("POST", "/restore", None),
                ]:  # fmt: skip
                    answer = await asyncio.to_thread(send, eve, method, f"/api/tasks/{id_}{path}", body)
                    error_of(answer, 403, "FORBIDDEN")
                    assert "mine" not in answer.text
            await asyncio.to_thread(send, newcomer, "PATCH", f"/api/tasks/{task['id']}/complete")
            event = await mine.event("changed")
            assert event["place"] == "me" and event["object"]["completed"] is True and event["object"]["title"] == "mine"
            await hers.request("ping", {"ts": 1})
            assert not [frame for frame in hers.frames if frame["type"] == "changed"]
            assert len([frame for frame in mine.frames if frame["type"] == "changed"]) == 1

    asyncio.run(run())
    (left,) = all_of(newcomer)
    assert left["title"] == "mine"
    assert task["id"] not in [one["id"] for one in all_of(eve)]


def test_a_toggle_goes_both_ways(ada):
    path = f"/api/tasks/{make(ada)['id']}"
    states = [task_of(send(ada, "PATCH", path + "/complete"))["completed"] for _ in range(4)]
    assert states == [True, False, True, False]


def test_the_hundred_and_first_request_in_a_minute_waits(limited_server):
    account, other = sign_up(limited_server), sign_up(limited_server)
    with account.http() as http:
        for number in range(100):
            assert http.get("/api/tasks" if number % 2 else "/api/tasks/7").status_code in (200, 404)
        answer = http.get("/api/tasks")
        error_of(answer, 429, "RATE_LIMITED")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert http.post("/api/tasks", json={"title": "x"}).status_code == 429
    assert send(other, "GET", "/api/tasks").status_code == 200


# --- bad input: the exact status and details, and nothing stored


@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        ({"title": ""}, 422, {"title"}), ({"title": " \n\t "}, 422, {"title"}), ({"title": "x" * 201}, 422, {"title"}), ({}, 422, {"title"}),
        ({"title": None}, 422, {"title"}), ({"title": 1}, 422, {"title"}), ({"title": ["x"]}, 422, {"title"}),
        ({"title": "a\u0000b"}, 422, {"title"}), ({"title": "a\u0085b"}, 422, {"title"}), ({"title": "x", "description": "\u0000"}, 422, {"description"}),
        ({"title": "x", "description": "y" * 1001}, 422, {"description"}), ({"title": "x", "description": {}}, 422, {"description"}),
        ({"title": "x", "colour": "red"}, 422, {"colour"}), ({"title": "x", "completed": True}, 422, {"completed"}),
        ({"title": "x", "user_id": "me"}, 422, {"user_id"}), ({"title": "x", "id": 5}, 422, {"id"}),
        ({"title": "", "description": 7, "due": 1}, 422, {"title", "description", "due"}),
        ([], 422, None), ("title", 422, None), (5, 422, None), (None, 400, None),
    ],
    ids=str,
)  # fmt: skip
def test_a_new_task_that_is_wrong_is_refused(eve, body, status, fields):
    before = page_of(eve)["pagination"]["total"]
    answer = send(eve, "POST", "/api/tasks", body)
    error = error_of(answer, status, "VALIDATION_ERROR" if status == 422 else "BAD_REQUEST")
    assert fields is None or set(error["details"]) == fields
    assert all(len(problem) > 5 for problem in error.get("details", {}).values())
    assert page_of(eve)["pagination"]["total"] == before


@pytest.mark.parametrize(
    ("content", "type_", "status", "code"),
    [
        (b"", "application/json", 400, "BAD_REQUEST"), (b"{", "application/json", 400, "BAD_REQUEST"),
        (b'{"title":"\\ud800"}', "application/json", 400, "BAD_REQUEST"), (b'{"title":"\xff"}', "application/json", 400, "BAD_REQUEST"),
        (b'{"title":"x"} x', "application/json", 400, "BAD_REQUEST"), (b'{"title":"x"}', "text/plain", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b"title=x", "application/x-www-form-urlencoded", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b'{"title":"' + b"x" * 257 * 1024 + b'"}', "application/json", 413, "PAYLOAD_TOO_LARGE"),
    ],
    ids=["empty", "broken", "surrogate", "not UTF-8", "rubbish after", "text", "form", "257 KiB"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_body_that_cannot_be_read_is_refused(eve, method, content, type_, status, code):
    task = make(eve, "stays") if method != "POST" else None
    path = f"/api/tasks/{task['id']}" if task else "/api/tasks"
    before = page_of(eve)["pagination"]["total"]
    headers = eve.headers | {"Content-Type": type_}
    answer = CLIENT.request(method, eve.server.url + path, headers=headers, content=content)
    error_of(answer, status, code)
    assert page_of(eve)["pagination"]["total"] == before
    assert task is None or task_of(send(eve, "GET", path)) == task


@pytest.mark.parametrize(
    ("query", "field"),
    [("page=0", "page"), ("page=-1", "page"), ("page=x", "page"), ("page=1.5", "page"), ("page=9223372036854775808", "page"), ("page=", "page"),
     ("limit=0", "limit"), ("limit=101", "limit"), ("limit=ten", "limit"), ("status=done", "status"), ("status=", "status"),
     ("status=ALL", "status"), ("sort=title", "sort"), ("page=1&page=2", "page")],
)  # fmt: skip
def test_a_page_that_cannot_be_is_refused(ada, query, field):
    assert set(error_of(send(ada, "GET", f"/api/tasks?{query}"), 422, "VALIDATION_ERROR")["details"]) == {field}


@pytest.mark.parametrize("query", ["page=1", "limit=1", "limit=100", "page=9223372036854775807&limit=100", "status=all", "status=completed"])
def test_a_page_at_the_limits_is_not(ada, query):
    assert send(ada, "GET", f"/api/tasks?{query}").status_code == 200


@pytest.mark.parametrize("id_", ["0", "-1", "abc", "9223372036854775808", "1e3", "01x", "%00", "9223372036854775807"])
def test_what_is_no_id_of_a_task_is_not_found(ada, id_):
    for method, path, body in [
        ("GET", "", None), ("PUT", "", {"title": "x"}), ("PATCH", "", {"title": "x"}), ("PATCH", "/complete", None), ("DELETE", "", None),
        ("POST", "/restore", None),
    ]:  # fmt: skip
        error_of(send(ada, method, f"/api/tasks/{id_}{path}", body), 404, "NOT_FOUND")


def test_lengths_are_counted_in_characters_and_kept(ada):
    for text in ("x", "é", "e\u0301", "🐈‍⬛", "م", "𝔘"):
        title = (text * 200)[:200]
        description = (text * 1000)[:1000]
        assert len(title) == 200
        task = make(ada, title, description=description)
        assert task["title"] == title and task["description"] == description
        error_of(send(ada, "POST", "/api/tasks", {"title": title + "x"}), 422, "VALIDATION_ERROR")
        error_of(send(ada, "POST", "/api/tasks", {"title": "x", "description": description + "x"}), 422, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("method", "body", "fields"),
    [
        ("PUT", {}, {"title"}), ("PUT", {"completed": True}, {"title"}), ("PUT", {"title": "x", "completed": None}, {"completed"}),
        ("PUT", {"title": "x", "completed": "yes"}, {"completed"}), ("PUT", {"title": "x", "completed": 1}, {"completed"}),
        ("PUT", {"title": "x", "nope": 1}, {"nope"}), ("PATCH", {}, None), ("PATCH", {"title": None}, {"title"}),
        ("PATCH", {"title": ""}, {"title"}), ("PATCH", {"completed": None}, {"completed"}), ("PATCH", {"description": "y" * 1001}, {"description"}),
        ("PATCH", {"created_at": "2026-11-20T10:00:00.000Z"}, {"created_at"}),
    ],
    ids=str,
)  # fmt: skip
def test_a_change_that_is_wrong_changes_nothing(eve, method, body, fields):
    task = make(eve, "stays", description="as it is")
    error = error_of(send(eve, method, f"/api/tasks/{task['id']}", body), 422, "VALIDATION_ERROR")
    assert fields is None or set(error["details"]) == fields
    assert task_of(send(eve, "GET", f"/api/tasks/{task['id']}")) == task


# --- changes


def test_put_replaces_and_patch_changes_what_it_names(ada):
    path = f"/api/tasks/{make(ada, 'one', description='words')['id']}"

    def state(method: str, body: dict) -> tuple:
        task = task_of(send(ada, method, path, body))
        return task["title"], task["description"], task["completed"]

    assert state("PATCH", {"completed": True}) == ("one", "words", True)
    assert state("PUT", {"title": "two"}) == ("two", None, True)
    assert state("PATCH", {"description": "more"}) == ("two", "more", True)
    assert state("PATCH", {"description": None}) == ("two", None, True)
    assert state("PUT", {"title": "three", "description": "x", "completed": False}) == ("three", "x", False)


def test_if_match_guards_every_change(ada):
    created = send(ada, "POST", "/api/tasks", {"title": "one"})
    path, old = created.headers["location"], created.headers["etag"]
    new = send(ada, "PATCH", path, {"title": "two"}, headers={"If-Match": old}).headers["etag"]
    assert new != old
    for method, sub, body in [("PUT", "", {"title": "x"}), ("PATCH", "", {"title": "x"}), ("PATCH", "/complete", None), ("DELETE", "", None)]:
        for tag in (old, '"other"', "rubbish", f"W/{new}"):
            error_of(send(ada, method, path + sub, body, headers={"If-Match": tag}), 412, "PRECONDITION_FAILED")
    assert task_of(send(ada, "GET", path))["title"] == "two"
    assert send(ada, "PATCH", path + "/complete", headers={"If-Match": f'"a", {new}'}).status_code == 200
    assert send(ada, "DELETE", path, headers={"If-Match": "*"}).status_code == 200
    error_of(send(ada, "DELETE", path, headers={"If-Match": "*"}), 404, "NOT_FOUND")


def test_a_deleted_task_is_in_no_list_and_comes_back_as_it_was(newcomer):
    keep, drop = make(newcomer, "keep"), make(newcomer, "drop", description="words")
    path = f"/api/tasks/{drop['id']}"
    send(newcomer, "PATCH", path + "/complete")
    answer = send(newcomer, "DELETE", path)
    assert answer.status_code == 200 and answer.json()["data"]["message"]
    for status, total in (("all", 1), ("pending", 1), ("completed", 0)):
        page = page_of(newcomer, status=status)
        assert page["pagination"]["total"] == total == len(page["tasks"])
    for method, sub, body in [("GET", "", None), ("PUT", "", {"title": "x"}), ("PATCH", "/complete", None), ("DELETE", "", None)]:
        error_of(send(newcomer, method, path + sub, body), 404, "NOT_FOUND")
    back = task_of(send(newcomer, "POST", path + "/restore"))
    assert (back["title"], back["description"], back["completed"]) == ("drop", "words", True)
    assert [task["id"] for task in all_of(newcomer)] == [drop["id"], keep["id"]]
    again = send(newcomer, "POST", path + "/restore")
    assert again.status_code == 200 and task_of(again) == back
    error_of(send(newcomer, "POST", "/api/tasks/9223372036854775807/restore"), 404, "NOT_FOUND")


def test_what_was_deleted_30_days_ago_is_gone(server, newcomer):
    task = make(newcomer)
    send(newcomer, "DELETE", f"/api/tasks/{task['id']}")
    server.query(f"UPDATE tasks SET deleted_at = deleted_at - {30 * 86_400_000_000} WHERE id = {task['id']}")
    error_of(send(newcomer, "POST", f"/api/tasks/{task['id']}/restore"), 404, "NOT_FOUND")


def test_an_idempotency_key_has_one_effect_and_one_answer(newcomer):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    error_of(send(newcomer, "POST", "/api/tasks", {"title": ""}, headers=key), 422, "VALIDATION_ERROR")  # errors are not remembered
    first = send(newcomer, "POST", "/api/tasks", {"title": "once"}, headers=key)
    assert first.status_code == 201
    path = first.headers["location"]
    error_of(send(newcomer, "POST", "/api/tasks", {"title": "other"}, headers=key), 409, "CONFLICT")
    send(newcomer, "PATCH", path, {"title": "changed"})
    send(newcomer, "DELETE", path)
    again = send(newcomer, "POST", "/api/tasks", {"title": "once"}, headers=key)
    assert (again.status_code, again.content, again.headers["location"]) == (201, first.content, path)
    assert all_of(newcomer) == []
    for bad in ("", "x" * 256, "a b", "é".encode()):
        error = error_of(send(newcomer, "POST", "/api/tasks", {"title": "x"}, headers={"Idempotency-Key": bad}), 422, "VALIDATION_ERROR")
        assert set(error["details"]) == {"Idempotency-Key"}
    assert send(newcomer, "POST", "/api/tasks", {"title": "x"}, headers={"Idempotency-Key": "~" * 255}).status_code == 201


# --- at the same moment


def together(count: int, work) -> list:
    with concurrent.futures.ThreadPoolExecutor(count) as crowd:
        return list(crowd.map(work, range(count)))


def test_fifty_toggles_at_once_lose_none(server, newcomer):
    path = f"/api/tasks/{make(newcomer)['id']}"
    for count, final in ((50, False), (51, True)):
        with httpx.Client(base_url=server.url, headers=newcomer.headers, timeout=30) as http:
            answers = together(count, lambda _, http=http: http.patch(path + "/complete"))
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.headers["etag"] for answer in answers}) == count
        assert task_of(send(newcomer, "GET", path))["completed"] is final
        assert sum(answer.json()["data"]["task"]["completed"] for answer in answers) == (count + 1) // 2
    assert page_of(newcomer, status="completed")["pagination"]["total"] == 1
    assert page_of(newcomer, status="pending")["pagination"]["total"] == 0


def test_ten_deletions_at_once_are_one(newcomer):
    path = f"/api/tasks/{make(newcomer)['id']}"
    answers = together(10, lambda _: send(newcomer, "DELETE", path))
    assert sorted(answer.status_code for answer in answers) == [200] + [404] * 9
    assert page_of(newcomer)["pagination"]["total"] == 0


def test_one_key_twenty_times_at_once_is_one_task(newcomer):
    answers = together(20, lambda _: send(newcomer, "POST", "/api/tasks", {"title": "once"}, headers={"Idempotency-Key": "k"}))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1 and len({answer.headers["location"] for answer in answers}) == 1
    assert page_of(newcomer)["pagination"]["total"] == 1 == len(all_of(newcomer))


def test_counts_stay_those_of_the_rows_whatever_happens_at_once(server, newcomer):
    ids = [make(newcomer, f"{number}")["id"] for number in range(5)]

    def storm(number: int) -> None:
        choice = random.Random(number)
        for _ in range(12):
            id_ = choice.choice(ids)
            method, path, body = choice.choice(
                [("PATCH", "/complete", None), ("DELETE", "", None), ("POST", "/restore", None), ("PATCH", "", {"completed": choice.random() < 0.5})]
            )
            assert send(newcomer, method, f"/api/tasks/{id_}{path}", body).status_code in (200, 404)
            if choice.random() < 0.2:
                make(newcomer)

    together(16, storm)
    rows = server.query(
        "SELECT completed, COUNT(*) FROM tasks WHERE deleted_at IS NULL AND user_id = "
        f"(SELECT id FROM users WHERE uuid = '{newcomer.uuid}') GROUP BY completed"
    )
    true = {"1", "t", "true"}
    counted = {"completed": 0, "pending": 0} | {("completed" if row[0] in true else "pending"): int(row[1]) for row in rows}
    for status, total in counted.items():
        assert page_of(newcomer, status=status)["pagination"]["total"] == total
    assert page_of(newcomer)["pagination"]["total"] == sum(counted.values())


# --- told live


def test_every_change_is_told_to_every_socket_of_its_owner_and_folds_to_the_list(newcomer):
    def fold(frames: list[dict]) -> dict:
        copy = PlaceFold()
        for frame in frames:
            copy.frame(frame, "me")
        head = {"type", "seq", "deleted", "order", "html"}
        for object_ in copy.living("task").values():
            assert f'id="task-{object_["id"]}"' in object_["html"] and f'data-seq="{object_["seq"]}"' in object_["html"]
        return {id_: {k: v for k, v in one.items() if k not in head} for (_, id_), one in copy.living("task").items()}

    async def run():
        async with newcomer.socket() as one, newcomer.socket() as two:
            await one.watch("me")
            await two.watch("me")
            choice = random.Random(7)
            ids: list[int] = []
            for step in range(60):
                kind = choice.choice(["make", "toggle", "patch", "put", "delete", "restore"]) if ids else "make"
                path = f"/api/tasks/{choice.choice(ids)}" if ids else ""
                if kind == "make":
                    ids.append((await asyncio.to_thread(make, newcomer, f"step {step} <b>"))["id"])
                    continue
                method, sub, body = {
                    "toggle": ("PATCH", "/complete", None), "patch": ("PATCH", "", {"description": f"{step}"}), "put": ("PUT", "", {"title": f"{step}"}),
                    "delete": ("DELETE", "", None), "restore": ("POST", "/restore", None),
                }[kind]  # fmt: skip
                assert (await asyncio.to_thread(send, newcomer, method, path + sub, body)).status_code in (200, 404)
            for socket in (one, two):
                await socket.request("ping", {"ts": 1})
                assert fold(socket.frames) == {task["id"]: task for task in all_of(newcomer)}

    asyncio.run(run())


# --- a list by thinking, against the list by SQL


@pytest.mark.parametrize("seed", range(3))
def test_lists_are_what_a_model_says(server, seed):
    account = sign_up(server)
    choice = random.Random(seed)
    living: list[list] = []  # [id, completed], newest first
    deleted: list[list] = []
    with httpx.Client(base_url=server.url, headers=account.headers, timeout=20) as http:
        for step in range(120):
            kind = choice.choice(["make", "make", "make", "toggle", "toggle", "patch", "delete", "restore"])
            if kind == "make":
                living.insert(0, [http.post("/api/tasks", json={"title": f"{step}"}).json()["data"]["task"]["id"], False])
            elif kind == "restore" and deleted:
                one = deleted.pop(choice.randrange(len(deleted)))
                living.append(one)
                living.sort(reverse=True)
                assert http.post(f"/api/tasks/{one[0]}/restore").status_code == 200
            elif living:
                one = choice.choice(living)
                if kind == "toggle":
                    one[1] = not one[1]
                    assert http.patch(f"/api/tasks/{one[0]}/complete").json()["data"]["task"]["completed"] is one[1]
                elif kind == "patch":
                    one[1] = choice.random() < 0.5
                    http.patch(f"/api/tasks/{one[0]}", json={"completed": one[1], "title": f"{step}"})
                elif kind == "delete":
                    living.remove(one)
                    deleted.append(one)
                    assert http.delete(f"/api/tasks/{one[0]}").status_code == 200
            status, page, limit = choice.choice(["all", "pending", "completed"]), choice.randint(1, 5), choice.randint(1, 9)
            wanted = [id_ for id_, done in living if status == "all" or done == (status == "completed")]
            data = http.get("/api/tasks", params={"status": status, "page": page, "limit": limit}).json()["data"]
            assert [task["id"] for task in data["tasks"]] == wanted[(page - 1) * limit : page * limit], (seed, step)
            pages = -(-len(wanted) // limit)
            assert data["pagination"] == {"page": page, "limit": limit, "total": len(wanted), "pages": pages}
