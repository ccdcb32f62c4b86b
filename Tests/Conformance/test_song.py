"""Stories from outside: who writes which verse, why a watch ends, folds that stay true, and what was acknowledged before a kill -9."""

import asyncio
import contextlib
import signal
import time

import httpx
import pytest
from neospace_client import Refused, sign_up
from neospace_server import Server
from story_schedules import SEED, schedules_hold
from test_actions import act, undo
from test_reports import call, report, staff

HOSTILE = '<script>alert(1)</script> " ]]> </svg> javascript:alert(2)'


def ask(account, method: str, path: str, body: dict | None = None, status: int | tuple = 200) -> dict:
    answer = httpx.request(method, f"{account.server.url}/api/song{path}", json=body, headers=account.headers, timeout=30)
    assert answer.status_code in ((status,) if isinstance(status, int) else status), (path, answer.status_code, answer.text[:300])
    return answer.json().get("data") or answer.json().get("error")


def story(account, **more) -> dict:
    return ask(account, "POST", "/stories", {"title": "The mill", "visibility": "members", **more}, 201)["story"]


def save(account, verse: int, base: int, body: str, status: int | tuple = 200, title: str = "Start") -> dict:
    return ask(account, "PUT", f"/verses/{verse}", {"base_version": base, "title": title, "body": body, "choices": []}, status)


def test_a_claim_is_told_to_all_watchers_and_to_those_who_come_later(server):
    ada, bob = sign_up(server), sign_up(server)
    mill = story(ada, writing="open")
    place, root = f"story:{mill['id']}", mill["root"]

    async def run():
        async with ada.socket() as hers, bob.socket() as his:
            with pytest.raises(Refused) as early:
                await hers.request("signal", {"place": place, "name": "claim", "verse": root})
            assert early.value.code == "FORBIDDEN"
            await hers.watch(place)
            await his.watch(place)
            ack = await hers.request("signal", {"place": place, "name": "claim", "verse": root})
            told = await his.event("signal", lambda data: data["name"] == "lease")
            assert told == {"place": place, "name": "lease", "verse": root, "user": told["user"], "until": ack["until"]}
            assert told["user"]["username"] == ada.username
            with pytest.raises(Refused) as held:
                await his.request("signal", {"place": place, "name": "claim", "verse": root})
            assert held.value.code == "CONFLICT" and held.value.details == {"holder": ada.username}
            assert save(bob, root, 1, "his", 409)["details"] == {"holder": ada.username}
            async with bob.socket() as late:
                await late.watch(place)
                again = await late.event("signal", lambda data: data["name"] == "lease")
                assert again["verse"] == root and again["user"]["username"] == ada.username
            for name, verse, code, field in [
                ("claim", 10**12, "NOT_FOUND", None), ("claim", "x", "VALIDATION_ERROR", "verse"), ("sing", root, "VALIDATION_ERROR", "name"),
            ]:  # fmt: skip
                with pytest.raises(Refused) as refused:
                    await his.request("signal", {"place": place, "name": name, "verse": verse})
                assert refused.value.code == code and (field is None or list(refused.value.details) == [field])
            await hers.request("signal", {"place": place, "name": "release", "verse": root})
            ended = await his.event("signal", lambda data: data["name"] == "lease" and data["user"] is None)
            assert ended["until"] is None and ended["verse"] == root
        save(bob, root, 1, "his")

    asyncio.run(run())


@pytest.mark.timeout(90)
def test_a_lease_ends_15_seconds_after_its_last_socket_has_gone(server):
    ada, bob = sign_up(server), sign_up(server)
    mill = story(ada, writing="open")
    place, root = f"story:{mill['id']}", mill["root"]

    async def run():
        async with bob.socket() as his:
            await his.watch(place)
            async with ada.socket() as hers:
                await hers.watch(place)
                await hers.request("signal", {"place": place, "name": "claim", "verse": root})
            gone = time.monotonic()
            save(bob, root, 1, "early", 409)
            await his.event("signal", lambda data: data["name"] == "lease" and data["user"] is None, timeout=30)
            assert 10 < time.monotonic() - gone < 30
        save(bob, root, 1, "late")

    asyncio.run(run())


def test_why_a_watch_ends(server):
    ada, bob = sign_up(server), sign_up(server)

    async def reason(change) -> str:
        mill = story(ada)
        async with bob.socket() as his:
            await his.watch(f"story:{mill['id']}")
            change(mill)
            return (await his.event("place_closed"))["reason"]

    def hide(mill):
        ask(ada, "PATCH", f"/stories/{mill['id']}", {"base_version": 1, "visibility": "private"})

    assert asyncio.run(reason(hide)) == "private"
    assert asyncio.run(reason(lambda mill: ask(ada, "DELETE", f"/stories/{mill['id']}"))) == "gone"

    def block(mill):
        with ada.http() as http:
            assert http.put(f"/api/people/{bob.username}/block").status_code == 200

    assert asyncio.run(reason(block)) == "blocked"


@pytest.mark.timeout(300)
def test_100_random_schedules_of_what_people_do_at_once_fold_to_a_fresh_look_and_lose_nothing(server):
    schedules_hold(range(SEED, SEED + 100), [server])


@pytest.mark.timeout(300)
def test_kill_9_amid_saves_acknowledged_versions_are_there():
    server = Server()
    server.start()
    try:
        people = [sign_up(server) for _ in range(4)]
        mill = story(people[0], writing="open")
        verses = [ask(people[0], "POST", f"/stories/{mill['id']}/verses", {"title": f"Verse {number}"}, 201)["verse"]["id"] for number in range(4)]
        acked: dict[int, dict[int, str]] = {verse: {} for verse in verses}

        def write(person, verse: int, number: int) -> None:
            version = ask(person, "GET", f"/verses/{verse}")["verse"]["version"]
            with contextlib.suppress(httpx.HTTPError):
                while True:
                    number += 1
                    body = {"base_version": version, "title": f"Verse {verse}", "body": f"text {number}", "choices": []}
                    answer = httpx.put(f"{server.url}/api/song/verses/{verse}", json=body, headers=person.headers, timeout=10)
                    if answer.status_code != 200:
                        return
                    version = answer.json()["data"]["verse"]["version"]
                    acked[verse][version] = body["body"]

        async def round_(number: int) -> None:
            tasks = [asyncio.create_task(asyncio.to_thread(write, *pair, number * 10_000)) for pair in zip(people, verses, strict=True)]
            await asyncio.sleep(0.6)
            server.process.send_signal(signal.SIGKILL)
            await asyncio.gather(*tasks)

        for number in range(3):
            asyncio.run(round_(number))
            server.process.wait()
            server.start()
        assert all(acked.values())
        for verse, versions in acked.items():
            last = ask(people[0], "GET", f"/verses/{verse}")["verse"]["version"]
            assert last >= max(versions)
            for version, body in versions.items():
                assert ask(people[0], "GET", f"/verses/{verse}/history/{version}")["revision"]["body"] == body
    finally:
        server.stop()


def test_hostile_titles_labels_and_bodies_are_text_on_every_page_map_and_export(server):
    ada = sign_up(server)
    sign = HOSTILE.replace("]]>", "]>").replace("->", "")
    mill = ask(ada, "POST", "/stories", {"title": HOSTILE, "blurb": HOSTILE, "visibility": "public"}, 201)["story"]
    verse = ask(
        ada, "POST", f"/stories/{mill['id']}/verses", {"title": sign, "body": HOSTILE, "from": mill["root"], "label": sign, "ending": True}, 201
    )["verse"]["id"]
    branch = {"from": verse, "label": sign, "note": HOSTILE, "verses": [{"title": sign + " 2", "body": HOSTILE}]}
    proposal = ask(ada, "POST", f"/stories/{mill['id']}/proposals", branch, 201)["proposal"]["id"]
    choice = ask(ada, "GET", f"/verses/{mill['root']}")["verse"]["choices"][0]["id"]
    base = f"/song/stories/{mill['id']}"
    pages = [
        "/song", base, f"{base}/map", f"{base}/check", f"{base}/play?path={choice}", f"{base}/settings", f"/song/verses/{verse}",
        f"/song/verses/{verse}/edit", f"/song/verses/{verse}/history", f"/song/verses/{verse}/history/1", f"/song/proposals/{proposal}",
        f"/api/song/stories/{mill['id']}/export.html",
    ]  # fmt: skip
    for path in pages:
        answer = httpx.get(server.url + path, headers={"Accept": "text/html", **ada.headers})
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text and 'href="javascript:' not in answer.text, path
    for kind in ("json", "twee"):
        answer = httpx.get(f"{server.url}/api/song/stories/{mill['id']}/export.{kind}", headers=ada.headers)
        assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
        assert answer.headers["content-type"].split(";")[0] in ("application/json", "text/plain")


def test_staff_remove_stories_and_verses_and_undo_brings_them_back(server):
    moderator, ada, bob = staff(server), sign_up(server), sign_up(server)
    mill = story(ada, writing="open", visibility="public")
    verse = ask(bob, "POST", f"/stories/{mill['id']}/verses", {"title": "Cellar", "body": "Zyzzyva"}, 201)["verse"]["id"]
    reported = report(ada, "verse", str(verse))
    taken = act(moderator, "remove", target={"kind": "verse", "id": str(verse)})
    assert taken["user"]["username"] == bob.username and reported["id"]
    assert ask(ada, "GET", f"/verses/{verse}")["verse"]["deleted"] is True
    assert ask(bob, "POST", f"/verses/{verse}/restore", status=403)
    act(moderator, "remove", 409, target={"kind": "verse", "id": str(mill["root"])})
    undo(moderator, taken["id"])
    assert ask(ada, "GET", f"/verses/{verse}")["verse"]["body"] == "Zyzzyva"
    # Through their own pages it is the same action, and told to the author.
    ask(moderator, "DELETE", f"/verses/{verse}")
    assert [one["action"] for one in call(bob, "GET", "/standing", status=200).json()["actions"]][0] == "remove"
    ask(moderator, "POST", f"/verses/{verse}/restore")
    taken = act(moderator, "remove", target={"kind": "story", "id": str(mill["id"])})
    ask(ada, "GET", f"/stories/{mill['id']}", status=404)
    ask(ada, "POST", f"/stories/{mill['id']}/restore", status=404)
    undo(moderator, taken["id"])
    assert ask(bob, "GET", f"/stories/{mill['id']}")["story"]["title"] == "The mill"


def test_verses_are_found_told_and_in_feeds(server):
    ada, bob = sign_up(server), sign_up(server)
    mill = story(ada, writing="open", title="Quincunx of mills")
    with bob.http() as http:
        assert http.put(f"/api/people/{ada.username}/follow").status_code == 200
    verse = ask(ada, "POST", f"/stories/{mill['id']}/verses", {"title": "Cellar", "body": "A zeugma of plums"}, 201)["verse"]["id"]

    def found(text: str) -> list[str]:
        with bob.http() as http:
            answer = http.get("/api/search", params={"q": text, "kind": "verse"})
            assert answer.status_code == 200, answer.text
            return [one["link"] for one in answer.json()["data"]["results"]]

    assert found("zeugma") == [f"/song/verses/{verse}"] and found("quincunx") == [f"/song/verses/{mill['root']}"]
    with bob.http() as http:
        feed = http.get("/api/feed").json()["data"]["entries"]
        assert [(one["kind"], one["link"]) for one in feed] == [("verse", f"/song/verses/{verse}")]
        fork = http.post(f"/api/song/stories/{mill['id']}/fork", json={}).json()["data"]["story"]
        assert http.patch(f"/api/song/stories/{fork['id']}", json={"base_version": 1, "visibility": "members"}).status_code == 200
        assert http.put(f"/api/song/verses/{verse}", json={"base_version": 1, "title": "Cellar", "body": "Pears", "choices": []}).status_code == 200
    with ada.http() as http:
        told = {one["kind"]: one for one in http.get("/api/notifications").json()["data"]["notifications"]}
    assert told["fork"]["title"].endswith("forked your story") and told["fork"]["link"] == f"/song/stories/{fork['id']}"
    assert told["verse"]["title"].endswith("changed a verse that you wrote") and told["verse"]["link"] == f"/song/verses/{verse}"
    assert found("pears") == [f"/song/verses/{verse}"]
    assert f"/song/verses/{verse}" not in found("zeugma"), "only the fork still says so"
