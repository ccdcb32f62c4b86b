"""Search as its contract has it: parameters, who finds what, at once, paging, hostile questions, the page and the palette."""

import asyncio
import datetime
import re
import uuid

import httpx
import pytest
from neospace_client import sign_up

RESULT = {"kind", "id", "title", "html", "link", "author", "room", "created_at"}
KINDS = ["message", "module", "script", "verse", "release", "task", "person"]


def word() -> str:
    """A word that nothing else in this run has; letters only, so that it is one."""
    return "q" + "".join(chr(ord("a") + int(digit, 16)) for digit in uuid.uuid4().hex[:12])


def room_name() -> str:
    return f"r-{uuid.uuid4().hex[:12]}"


class Searcher:
    def __init__(self, server):
        self.account = sign_up(server)
        self.name = self.account.username
        self.http = httpx.Client(base_url=server.url, headers=self.account.headers, timeout=60)

    def ask(self, q: str | None = None, **parameters) -> httpx.Response:
        given = {"q": q} if q is not None else {}
        return self.http.get("/api/search", params=given | parameters)

    def find(self, q: str, **parameters) -> dict:
        answer = self.ask(q, **parameters)
        assert answer.status_code == 200, answer.text
        data = answer.json()["data"]
        assert all(set(result) == RESULT for result in data["results"]), data
        return data

    def ids(self, q: str, **parameters) -> list[int]:
        return [result["id"] for result in self.find(q, **parameters)["results"]]

    def send(self, method: str, path: str, body=None) -> dict:
        answer = self.http.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json()["data"]

    def module(self, text: str) -> int:
        return self.send("POST", "/api/modules", {"kind": "text", "content": {"text": text}})["module"]["id"]


@pytest.fixture(scope="module")
def miso(server):
    searcher = Searcher(server)
    yield searcher
    searcher.http.close()


@pytest.fixture(scope="module")
def nori(server):
    searcher = Searcher(server)
    yield searcher
    searcher.http.close()


def test_everything_is_found_together_newest_first(server, miso, nori):
    plum = word()

    async def run():
        async with miso.account.socket() as socket:
            await socket.join("general")
            return (await socket.request("post_message", {"room": "general", "content": f"**{plum}** & more"}))["id"]

    message = asyncio.run(run())
    task = miso.send("POST", "/api/tasks", {"title": f"buy {plum}"})["task"]["id"]
    module = miso.module(f"{plum.upper()}s <b>")
    found = miso.find(plum)
    assert [(result["kind"], result["id"]) for result in found["results"]] == [("module", module), ("task", task), ("message", message)]
    assert found["next"] is None and found["people"] == []
    times = [result["created_at"] for result in found["results"]]
    assert times == sorted(times, reverse=True) and all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", time) for time in times)
    shown, todo, said = found["results"]
    assert shown["html"] == f"<mark>{plum.upper()}s</mark> &lt;b&gt;" and shown["link"] == f"/@{miso.name}#module-{module}"
    assert todo["link"] == f"/tasks/{task}" and todo["room"] is None
    assert said["html"] == f"<mark>{plum}</mark> &amp; more" and said["room"] == "general"
    assert said["link"] == f"/rooms/general/messages/{message}" and said["title"].endswith("in #general")
    assert set(said["author"]) == {"id", "username", "display_name", "color", "avatar_url"} and said["author"]["username"] == miso.name
    # Tasks are their owner's alone.
    assert [result["kind"] for result in nori.find(plum)["results"]] == ["module", "message"]
    for kind in KINDS:
        some = nori.find(plum, kind=kind)
        assert [result["kind"] for result in some["results"]] == ([kind] if kind in ("message", "module") else []) and "people" not in some


def test_parameters(miso):
    for given, field in [
        ({}, "q"), ({"q": ""}, "q"), ({"q": " \n "}, "q"), ({"q": "x" * 201}, "q"), ({"q": "x", "kind": "room"}, "kind"), ({"q": "x", "kind": ""}, "kind"),
        ({"q": "x", "from": "2026-1-1"}, "from"), ({"q": "x", "to": "2026-02-30"}, "to"), ({"q": "x", "from": "2026-02-02", "to": "2026-02-01"}, "to"),
        ({"q": "x", "limit": "0"}, "limit"), ({"q": "x", "limit": "101"}, "limit"), ({"q": "x", "limit": "x"}, "limit"), ({"q": "x", "before": "no"}, "before"),
        ({"q": "x", "offset": "1"}, "offset"), ({"q": "x", "room": "dm:1", "kind": "module"}, "kind"),
    ]:  # fmt: skip
        answer = miso.http.get("/api/search", params=given)
        assert answer.status_code == 422 and list(answer.json()["error"]["details"]) == [field], (given, answer.text)
    for given in ({"person": "nobody-at-all"}, {"room": "nowhere-at-all"}, {"room": "dm:1"}, {"room": "NO ROOM"}):
        assert miso.ask("x", **given).status_code == 404, given
    for given in ({"limit": 1}, {"limit": 100}, {"from": "2024-02-29", "to": "2024-02-29"}, {"room": "general"}, {"person": miso.name.upper()}):
        assert miso.ask("x", **given).status_code == 200, given
    with httpx.Client(base_url=miso.http.base_url) as guest:
        assert guest.get("/api/search", params={"q": "x"}).status_code == 401


@pytest.mark.parametrize("q", [
    '"' * 200, "\0", "' OR 1=1 --", '"a" NEAR(b)', "col:x", "😀😀", "a" + "\u0301" * 199, "\u0301" * 200, "%_\\", "*", "^", "(", ")", "-", "--", "AND", "OR", "NOT",
    "a AND", "NOT a", "a*", '"a', "{", "}", "+", "§all", "§by1", "':*", "!a", "a|b", "a&b", "<->", "\ufdfa" * 200, "\u200d\u202e", "東" * 200, "ß" * 200,
])  # fmt: skip
def test_hostile_questions_are_answered(miso, q):
    answer = miso.ask(q)
    assert answer.status_code in (200, 422), answer.text
    page = miso.http.get("/search", params={"q": q}, headers={"Accept": "text/html"})
    assert page.status_code in (200, 422)
    assert miso.http.get("/search/suggest", params={"q": q}).status_code == 200


def test_grammar(miso):
    one, two = word(), word()
    first = miso.module(f"{one} comes before {two}")
    second = miso.module(f"{two} comes before {one}")
    assert miso.ids(f"{two} {one}") == miso.ids(f"{one[:8]} {two[:9]}") == [second, first]
    assert miso.ids(f'"{one} comes"') == [first] and miso.ids(f'"before {one}') == [second]
    assert miso.ids(f'"{one[:8]}"') == [] and miso.ids(one[1:]) == []
    assert miso.ids(f"{one}*") == [second, first] and miso.ids(f"{one} NOT {two}") == []
    # Ten words count.
    assert miso.ids(" ".join([one] * 10 + ["nothing"])) == [second, first]
    accented = miso.module(f"Zoë {one}ﬁ Straße Ł {two}東京都")
    for q in ("zoe", f"{one}fi", "STRASSE", "l", "京都"):
        assert miso.ids(f"{two} {q}") == [accented], q
    assert miso.ids(f"{two} 京東") == []


def test_at_once_after_each_change(server, miso, nori):
    old, new = word(), word()

    async def run():
        async with miso.account.socket() as socket:
            await socket.join("general")
            id_ = (await socket.request("post_message", {"room": "general", "content": old}))["id"]
            assert nori.ids(old) == [id_]
            await socket.request("edit_message", {"id": id_, "content": new})
            assert nori.ids(old) == [] and nori.ids(new) == [id_]
            await socket.request("delete_message", {"id": id_})
            assert nori.ids(new) == []

    asyncio.run(run())
    module = miso.module(old)
    assert nori.ids(old) == [module]
    miso.send("DELETE", f"/api/modules/{module}")
    assert nori.ids(old) == []
    miso.send("POST", f"/api/modules/{module}/restore")
    assert nori.ids(old) == [module]
    miso.send("PATCH", "/api/profile", {"visibility": "private"})
    assert nori.ids(old) == [] and miso.ids(old) == [module]
    miso.send("PATCH", "/api/profile", {"visibility": "members"})
    assert nori.ids(old) == [module]


def test_fifty_edits_flip_one_message_between_two_words(miso, nori):
    words = word(), word()

    async def run():
        async with miso.account.socket() as socket:
            await socket.join("general")
            id_ = (await socket.request("post_message", {"room": "general", "content": words[0]}))["id"]
            for turn in range(1, 51):
                await socket.request("edit_message", {"id": id_, "content": words[turn % 2]})
                # Asked after the answer: one finds it, the other does not.
                assert [nori.ids(words[turn % 2]), nori.ids(words[1 - turn % 2])] == [[id_], []]

    asyncio.run(run())


def test_a_private_room_is_no_part_of_any_answer_for_a_stranger(miso, nori):
    plum, other, room = word(), word(), room_name()
    today = datetime.datetime.now(datetime.UTC).date().isoformat()

    def check():
        for filters in ({}, {"person": miso.name}, {"from": today, "to": today}, {"kind": "message"}, {"limit": 1}):
            answers = [nori.ask(q, **filters).json()["data"] for q in (plum, other)]
            assert answers[0] == answers[1] and answers[0]["results"] == [] and answers[0]["next"] is None, filters
        refused = nori.ask(plum, room=room), nori.ask(plum, room=room_name())
        assert {answer.status_code for answer in refused} == {404}
        assert len({answer.json()["error"]["message"] for answer in refused}) == 1

    async def run():
        async with miso.account.socket() as mine, nori.account.socket() as theirs:
            await mine.request("create_room", {"name": room, "kind": "private"})
            ids = [(await mine.request("post_message", {"room": room, "content": f"{plum} {number}"}))["id"] for number in range(3)]
            check()
            await mine.request("add_member", {"room": room, "username": nori.name})
            assert nori.ids(plum) == nori.ids(plum, room=room) == ids[::-1]
            await theirs.request("leave_room", {"room": room})
            check()
            assert miso.ids(plum) == ids[::-1]

    asyncio.run(run())


def test_a_thousand_results_paged_by_seven_while_others_come_and_go(server, miso):
    plum = word()
    # Modules of many walls would take as many members, so messages; few at a time, as posting is limited in time.
    ids = []

    async def run():
        async with miso.account.socket() as socket:
            await socket.join("general")
            for number in range(60):
                ids.append((await socket.request("post_message", {"room": "general", "content": f"{plum} {number}"}))["id"])
            seen, gone, before = [], set(), None
            while True:
                page = miso.find(plum, limit=7, **({"before": before} if before else {}))
                seen += [result["id"] for result in page["results"]]
                await socket.request("post_message", {"room": "general", "content": f"{plum} more"})
                for id_ in (seen[-1], ids[len(gone)]):
                    if id_ not in gone:
                        gone.add(id_)
                        await socket.request("delete_message", {"id": id_})
                before = page["next"]
                if before is None:
                    return seen, gone

    seen, gone = asyncio.run(run())
    assert len(seen) == len(set(seen)) and set(seen) | gone == set(ids) and seen == sorted(seen, reverse=True)


def test_people(server, miso, nori):
    name = word()
    nori.http.patch("/api/profile", json={"display_name": f"Zoë {name}"}).raise_for_status()
    for q in (name, name[:9].upper(), f"zoe {name}", nori.name):
        assert [person["user"]["username"] for person in miso.find(q)["people"]] == [nori.name], q
    found = miso.find(name, kind="person")
    assert [(result["kind"], result["link"], result["author"]["username"]) for result in found["results"]] == [("person", f"/@{nori.name}", nori.name)]
    assert found["results"][0]["html"] == f"Zoë <mark>{name}</mark> @{nori.name}"
    assert nori.find(name)["people"] == [], "not oneself"
    assert "people" not in miso.find(name, room="general") and "people" not in miso.find(name, person=nori.name)
    nori.http.patch("/api/profile", json={"visibility": "private"}).raise_for_status()
    assert miso.find(name)["people"] == []
    nori.http.patch("/api/profile", json={"visibility": "members"}).raise_for_status()


def test_the_page_and_the_palette(miso, nori):
    plum = word()
    for number in range(21):
        miso.module(f"{plum} {number}")

    def page(path: str, **parameters) -> httpx.Response:
        return nori.http.get(path, params=parameters or None, headers={"Accept": "text/html"})

    assert page("/search").status_code == 200
    first = page("/search", q=plum, kind="", person="", room="", **{"from": "", "to": ""})
    assert first.status_code == 200 and first.text.count(f"<mark>{plum}</mark>") == 20
    older = re.search(r'href="(/search\?[^"]*before=[^"]*)"', first.text)[1].replace("&amp;", "&")
    assert page(older).text.count(f"<mark>{plum}</mark>") == 1
    assert f"Nothing found for “{plum}x”" in page("/search", q=plum + "x").text
    wrong = page("/search", q=plum, to="never")
    assert wrong.status_code == 422 and 'id="error-to"' in wrong.text
    assert f'href="/@{miso.name}"' in page("/search/suggest", q=miso.name).text
    assert 'href="/rooms/general"' in page("/search/suggest", q="gen").text
    assert "option" not in page("/search/suggest", q="g").text
