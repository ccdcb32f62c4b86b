"""What a text may hold, over JSON, forms and sockets alike."""

import asyncio
import uuid

import httpx
import pytest
from neospace_client import Live, Refused, sign_up

PASSWORD = "correct horse"
SAME = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
NOTHING = ["\u200b", "\u2060", "\u3164", "\u00ad", "\u2800", "\u0301", " \u200b ", "\ufe0f"]
HIDING = ["ad\u202emin", "ad\u200bmin", "ad\u2060min", "ad\u00admin", "a\u2066b", "a\u200fb", "ad\u200dmin"]
NEEDED = ["\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0915\u094d\u200d\u0937", "\u2764\ufe0f"]


@pytest.fixture(scope="module")
def ada(server):
    return sign_up(server)


def task(server, ada, title: str) -> httpx.Response:
    return httpx.post(server.url + "/api/tasks", json={"title": title}, headers=ada.headers)


def form(server, ada, path: str, **fields: str) -> httpx.Response:
    return httpx.post(server.url + path, data=fields, headers=SAME | ada.headers)


def says(answer: httpx.Response, field: str, words: str) -> bool:
    if "json" in answer.headers["content-type"]:
        return answer.status_code == 422 and words in answer.json()["error"]["details"][field]
    return answer.status_code == 422 and words in answer.text


async def refused(server, ada, type_: str, data: dict) -> str | None:
    async with Live(server.ws_url, ada.headers) as socket:
        try:
            await socket.request(type_, data)
            return None
        except Refused as error:
            assert error.code == "VALIDATION_ERROR"
            return str(error.error["details"])


@pytest.mark.parametrize("text", NOTHING)
def test_what_may_not_be_empty_has_something_to_read(server, ada, text):
    words = "must have something to read"
    assert says(task(server, ada, text), "title", words)
    assert says(httpx.put(server.url + "/api/auth/profile", json={"name": text}, headers=ada.headers), "name", words)
    assert says(form(server, ada, "/settings/name", name=text), "name", words)
    assert says(form(server, ada, "/rooms/general", content=text), "content", words)
    assert words in asyncio.run(refused(server, ada, "post_message", {"room": "general", "content": text}))
    body = {"name": text, "email": f"{uuid.uuid4().hex}@example.org", "password": PASSWORD}
    assert says(httpx.post(server.url + "/api/auth/signup", json=body), "name", words)


@pytest.mark.parametrize("text", HIDING + ["two\nlines", "two\r\nlines", "a\tb", "a\u2028b"])
def test_a_line_is_one_and_hides_nothing(server, ada, text):
    assert task(server, ada, text).status_code == 422
    made = task(server, ada, "a title").json()["data"]["task"]["id"]
    assert httpx.put(f"{server.url}/api/tasks/{made}", json={"title": text}, headers=ada.headers).status_code == 422
    assert httpx.patch(f"{server.url}/api/tasks/{made}", json={"title": text}, headers=ada.headers).status_code == 422
    assert form(server, ada, "/tasks", title=text).status_code == 422
    assert form(server, ada, "/settings/name", name=text).status_code == 422
    topic = {"name": f"r{uuid.uuid4().hex[:8]}", "topic": text}
    assert asyncio.run(refused(server, ada, "create_room", topic)) is not None
    assert form(server, ada, "/rooms", **topic).status_code == 422


@pytest.mark.parametrize("text", NEEDED)
def test_joiners_stay_where_writing_needs_them(server, ada, text):
    assert task(server, ada, text).json()["data"]["task"]["title"] == text
    assert form(server, ada, "/settings/name", name=text).status_code == 303


@pytest.mark.parametrize("name", ["\u0430dmin", "Adm\u0456n", "\u0391da"])
def test_no_name_passes_for_another_by_letters_of_two_alphabets(server, ada, name):
    assert says(httpx.put(server.url + "/api/auth/profile", json={"name": name}, headers=ada.headers), "name", "alphabets")


def test_line_ends_become_lf_and_other_control_characters_are_refused(server, ada):
    body = {"title": "a title", "description": "a\r\nb\rc\td"}
    made = httpx.post(server.url + "/api/tasks", json=body, headers=ada.headers).json()["data"]["task"]
    assert made["description"] == "a\nb\nc\td"
    for code in [*range(9), 11, 12, *range(14, 32), *range(127, 160)]:
        answer = httpx.post(server.url + "/api/tasks", json={"title": "a", "description": f"x{chr(code)}y"}, headers=ada.headers)
        assert says(answer, "description", "control characters"), code


def test_a_name_stands_beside_who_it_is_and_staff_are_marked(server):
    boss, ada = sign_up(server), sign_up(server)
    server.query(f"UPDATE users SET role = 'moderator' WHERE username = '{boss.username}'")
    for account in (boss, ada):
        assert form(server, account, "/rooms/general", content="hello").status_code == 303
    page = httpx.get(server.url + "/rooms/general", headers=ada.headers | {"Accept": "text/html"}).text
    messages = {name: page.split(f"@{name}</span>")[1].split("</header>")[0] for name in (boss.username, ada.username)}
    assert 'class="staff"' in messages[boss.username] and 'class="staff"' not in messages[ada.username]
