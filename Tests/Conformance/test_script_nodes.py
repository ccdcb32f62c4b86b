"""Scripts on two nodes, and across a kill: one pen, one winner, nothing acknowledged is lost."""

import asyncio
import concurrent.futures
import itertools
import signal
import threading

import httpx
import pytest
from downloads_client import administrator
from neospace_client import sign_up
from neospace_server import POSTGRES, Server, once_is_enough
from test_two_nodes import Nodes, at, database, postgres, redis  # noqa: F401


def made(http, code="one", title="Shared") -> int:
    script = http.post("/api/scripts", json={"runtime": "sketch", "title": title, "template": "blank"}).json()["data"]["script"]["id"]
    assert http.put(f"/api/scripts/{script}/draft", json={"code": code, "base_version": 1}).status_code == 200
    return script


def published(http, **more) -> int:
    script = made(http, **more)
    assert http.post(f"/api/scripts/{script}/revisions", json={"base_version": 2}).status_code == 201
    return script


def names(people) -> list[str]:
    return [one["username"] for one in people]


@once_is_enough
def test_two_nodes_are_one_for_a_script(database, redis):  # noqa: F811
    async def run(here, there):
        ada, bob, cat = sign_up(here), sign_up(here), sign_up(here)
        with ada.http() as http, at(bob, there).http() as other:
            script = published(http)
            place = f"script:{script}"
            assert http.put(f"/api/scripts/{script}/hands/{bob.username}").status_code == 200
            async with ada.socket() as mine, at(bob, there).socket() as theirs, at(cat, there).socket() as reader:
                for socket in (mine, theirs, reader):
                    await socket.watch(place)
                both = [ada.username, bob.username]
                for socket in (mine, theirs):
                    await socket.event("signal", lambda data: data["name"] == "present" and names(data["users"]) == both)
                # A save, the pen, a question for it, all from the other node.
                assert other.put(f"/api/scripts/{script}/draft", json={"code": "two", "base_version": 2}).status_code == 200
                draft = await mine.event("changed", lambda data: data["object"]["type"] == "draft" and data["object"]["version"] == 3)
                assert draft["object"]["pen"]["user"]["username"] == bob.username
                assert http.post(f"/api/scripts/{script}/pen/ask").status_code == 200
                asked = await theirs.event("signal", lambda data: data["name"] == "pen_asked")
                assert asked["user"]["username"] == ada.username
                # Whoever leaves is gone for the other node too.
                async with at(bob, there).socket() as again:
                    await again.request("watch", {"place": place})
                    await again.event("signal", lambda data: data["name"] == "present")
                    await theirs.request("unwatch", {"place": place})
                await mine.event("signal", lambda data: data["name"] == "present" and names(data["users"]) == [ada.username])
                # Turned private, the reader's view on the other node ends.
                http.patch(f"/api/scripts/{script}", json={"visibility": "private"})
                assert (await reader.event("place_closed")) == {"place": place, "reason": "private"}
                assert not [one for one in reader.events if one["type"] == "signal" or "draft" in str(one)]

    with Nodes(database, redis.url) as (here, there):
        asyncio.run(run(here, there))


@once_is_enough
def test_a_run_stops_on_the_other_node_when_staff_disable_it(database, redis):  # noqa: F811
    async def run(here, there):
        staff, ada, bob = administrator(here), sign_up(here), sign_up(there)
        with ada.http() as http, staff.http() as judge, bob.http() as reader:
            script = published(http)
            async with bob.socket() as socket:
                await socket.watch(f"script:{script}")
                assert judge.post(f"/api/scripts/{script}/r/1/disable", json={"reason": "rude"}).status_code == 200
                gone = await socket.event("changed", lambda data: data["object"]["type"] == "revision")
                assert gone["object"].keys() == {"type", "id", "seq", "deleted", "html"} and gone["object"]["deleted"] is True
                assert reader.get(f"/run/{script}/1", headers={"Sec-Fetch-Dest": "iframe"}).status_code == 410

    with Nodes(database, redis.url) as (here, there):
        asyncio.run(run(here, there))


@once_is_enough
def test_the_pen_saves_and_publications_have_one_winner_on_two_nodes(database, redis):  # noqa: F811
    with Nodes(database, redis.url) as (here, there):
        ada = sign_up(here)
        hands = [sign_up(here) for _ in range(4)]
        with ada.http() as http:
            script = made(http)
            for one in hands:
                assert http.put(f"/api/scripts/{script}/hands/{one.username}").status_code == 200
            takers = list(itertools.islice(itertools.cycle([at(one, node) for one in hands for node in (here, there)]), 50))

            def all_at_once(ask):
                barrier = threading.Barrier(len(takers))

                def go(number):
                    with takers[number].http() as client:
                        barrier.wait(30)
                        return takers[number].username, ask(client, number)

                with concurrent.futures.ThreadPoolExecutor(len(takers)) as pool:
                    return list(pool.map(go, range(len(takers))))

            answers = all_at_once(lambda client, _: client.put(f"/api/scripts/{script}/pen").status_code)
            assert {status for _, status in answers} <= {200, 409} and len({name for name, status in answers if status == 200}) == 1
            http.put(f"/api/scripts/{script}/pen")
            assert http.delete(f"/api/scripts/{script}/pen").json()["data"]["draft"]["pen"] is None
            saves = all_at_once(lambda client, number: client.put(f"/api/scripts/{script}/draft", json={"code": f"text {number}", "base_version": 2}).status_code)
            assert sorted(status for _, status in saves) == [200] + 49 * [409]
            takers = [at(ada, node) for _ in range(25) for node in (here, there)]
            http.put(f"/api/scripts/{script}/pen")
            published = all_at_once(lambda client, _: client.post(f"/api/scripts/{script}/revisions", json={"base_version": 3}))
            assert sorted(answer.status_code for _, answer in published) == 49 * [200] + [201]
            assert {answer.json()["data"]["revision"]["id"] for _, answer in published} == {1}


def test_50_publications_of_different_texts_are_numbered_1_to_50(server):
    ada = sign_up(server)
    with ada.http() as http:
        script = made(http, code="text 0")
        for number in range(1, 51):
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                answers = list(pool.map(lambda _: httpx.post(
                    f"{server.url}/api/scripts/{script}/revisions", headers=ada.headers, json={"base_version": number + 1}, timeout=30), range(4)))  # fmt: skip
            assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
            assert http.put(f"/api/scripts/{script}/draft", json={"code": f"text {number}", "base_version": number + 1}).status_code == 200
        found = http.get(f"/api/scripts/{script}/revisions?limit=100").json()["data"]["revisions"]
        assert [one["id"] for one in found] == list(range(50, 0, -1))
        assert http.get(f"/api/scripts/{script}/r/7/raw").text == "text 6"


def test_signing_out_ends_the_pen(server):
    async def run():
        ada, bob = sign_up(server), sign_up(server)
        with ada.http() as http, bob.http() as other:
            script = made(http)
            http.put(f"/api/scripts/{script}/hands/{bob.username}")
            async with ada.socket() as socket:
                await socket.watch(f"script:{script}")
                assert other.put(f"/api/scripts/{script}/pen").json()["data"]["draft"]["pen"]["user"]["username"] == bob.username
                await socket.event("changed", lambda data: data["object"].get("pen"))
                assert other.post("/api/auth/signout").is_success
                await socket.event("changed", lambda data: data["object"]["type"] == "draft" and data["object"]["pen"] is None)
            assert http.put(f"/api/scripts/{script}/draft", json={"code": "mine", "base_version": 2}).status_code == 200

    asyncio.run(run())


@pytest.mark.timeout(120)
def test_the_pen_ends_when_its_holder_has_been_away(server):
    """After 15 seconds; it would be held for 60."""

    async def run():
        ada, bob = sign_up(server), sign_up(server)
        with ada.http() as http, bob.http() as other:
            script = made(http)
            place = f"script:{script}"
            http.put(f"/api/scripts/{script}/hands/{bob.username}")
            async with ada.socket() as socket:
                await socket.watch(place)
                async with bob.socket() as theirs:
                    await theirs.request("watch", {"place": place})
                    await theirs.event("signal", lambda data: data["name"] == "present" and len(data["users"]) == 2)
                    until = other.put(f"/api/scripts/{script}/pen").json()["data"]["draft"]["pen"]["until"]
                await socket.event("signal", lambda data: data["name"] == "present" and len(data["users"]) == 1)
                await socket.event("changed", lambda data: data["object"]["type"] == "draft" and data["object"]["pen"] is None, timeout=40)
                assert http.get("/health").json()["timestamp"] < until

    asyncio.run(run())


@pytest.mark.timeout(300)
def test_kill_9_during_saves_and_publications_loses_nothing_acknowledged():
    server = Server()
    server.start()
    try:
        people = [sign_up(server) for _ in range(4)]
        scripts = {}
        for one in people:
            with one.http() as http:
                scripts[one.username] = made(http, code="text 2")
        saved, acknowledged = {one.username: 2 for one in people}, {one.username: 0 for one in people}

        def work(one, begun: threading.Event) -> None:
            script, name = scripts[one.username], one.username
            try:
                with one.http() as http:
                    while True:
                        version = http.get(f"/api/scripts/{script}/draft").json()["data"]["draft"]["version"]
                        answer = http.post(f"/api/scripts/{script}/revisions", json={"base_version": version})
                        assert answer.status_code in (200, 201), answer.text
                        acknowledged[name] = answer.json()["data"]["revision"]["id"]
                        answer = http.put(f"/api/scripts/{script}/draft", json={"code": f"text {version + 1}", "base_version": version})
                        assert answer.status_code == 200, answer.text
                        saved[name] = version + 1
                        begun.set()
                        if acknowledged[name] >= 190:
                            return
            except (httpx.HTTPError, OSError):
                return

        for _ in range(3):
            begun = threading.Event()
            with concurrent.futures.ThreadPoolExecutor(len(people)) as pool:
                for one in people:
                    pool.submit(work, one, begun)
                assert begun.wait(60)
                server.process.send_signal(signal.SIGKILL)
            server.process.wait()
            server.start()
            if POSTGRES is None:
                assert server.query("PRAGMA integrity_check") == [("ok",)]
            for one in people:
                script, name = scripts[one.username], one.username
                with one.http() as http:
                    draft = http.get(f"/api/scripts/{script}/draft").json()["data"]["draft"]
                    assert draft["version"] >= saved[name] and draft["code"] == f"text {draft['version']}"
                    if not acknowledged[name]:
                        continue
                    numbers = [one["id"] for one in http.get(f"/api/scripts/{script}/revisions?limit=100").json()["data"]["revisions"]]
                    assert numbers[0] >= acknowledged[name] and numbers == list(range(numbers[0], numbers[0] - len(numbers), -1))
    finally:
        server.kill()
