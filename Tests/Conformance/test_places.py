"""PROTOCOL.md "Places", as an independent client sees it, on the place every member has: `me`."""

import asyncio
import random
import time

import httpx
import pytest
from neospace_client import PlaceFold, Refused, sign_up

TASK = {
    "type", "id", "seq", "deleted", "order", "html", "user_id", "title", "description", "completed", "created_at", "updated_at",
}  # fmt: skip


@pytest.fixture(scope="module")
def http():
    with httpx.Client(timeout=30, limits=httpx.Limits(max_connections=40)) as client:
        yield client


def change(http, account, method: str, path: str, body=None) -> httpx.Response:
    return http.request(method, account.server.url + "/api/tasks" + path, headers=account.headers, json=body)


def make(http, account, title: str) -> int:
    return change(http, account, "POST", "", {"title": title}).json()["data"]["task"]["id"]


def fold_of(frames: list[dict]) -> PlaceFold:
    fold = PlaceFold()
    for frame in frames:
        fold.frame(frame, "me")
    return fold


async def settled(socket) -> PlaceFold:
    """The fold once everything that was told before now has come."""
    await socket.request("ping", {"ts": 1})
    return fold_of(socket.frames)


async def everything(account) -> PlaceFold:
    """What a client that has missed everything gets with a cursor of 0."""
    async with account.socket() as socket:
        watching, _ = await socket.watch("me")
        _, pages = await socket.watch("me", watching["epoch"], 0)
        fold = PlaceFold()
        for page in pages:
            fold.frame({"type": "changes", "data": page}, "me")
        return fold


def refused(account, data: dict, type_: str = "watch") -> Refused:
    async def run():
        async with account.socket() as socket:
            with pytest.raises(Refused) as caught:
                await socket.request(type_, data)
            return caught.value

    return asyncio.run(run())


def test_a_fresh_look_brings_the_newest_twenty_tasks_and_the_desk(http, ada):
    ids = [make(http, ada, f"task {number}") for number in range(25)]
    change(http, ada, "DELETE", f"/{ids[24]}")

    async def run():
        async with ada.socket() as socket:
            watching, pages = await socket.watch("me")
            assert set(watching) == {"place", "epoch", "seq"} and watching["place"] == "me" and watching["seq"] == 26
            (page,) = pages
            assert set(page) == {"place", "epoch", "objects", "seq", "complete"}
            assert (page["place"], page["epoch"], page["seq"], page["complete"]) == ("me", watching["epoch"], 26, True)
            tasks = [one for one in page["objects"] if one["type"] == "task"]
            (desk,) = [one for one in page["objects"] if one["type"] != "task"]
            assert [one["id"] for one in sorted(tasks, key=lambda one: one["order"])] == ids[23:3:-1]
            assert all(set(one) == TASK and one["deleted"] is False for one in tasks)
            assert desk["type"] == "desk" and desk["hidden"] == [] and desk["unread_notifications"] == 0
            assert desk["deleted"] is False and desk["order"] == "" and desk["html"] is None
            one = tasks[0]
            known = change(http, ada, "GET", f"/{one['id']}").json()["data"]["task"]
            assert {key: value for key, value in one.items() if key in known} == known
            assert f'id="task-{one["id"]}"' in one["html"] and f'data-order="{one["order"]}"' in one["html"]

    asyncio.run(run())


def test_live_events_a_cursor_and_a_fresh_look_agree(http, ada):
    async def run():
        async with ada.socket() as live:
            await live.watch("me")
            first = await asyncio.to_thread(make, http, ada, "first")
            second = await asyncio.to_thread(make, http, ada, "second")
            cursor = (await live.event("changed", lambda data: data["object"]["id"] == second))["object"]["seq"]
            await asyncio.to_thread(change, http, ada, "PATCH", f"/{second}/complete")
            await asyncio.to_thread(change, http, ada, "DELETE", f"/{first}")
            gone = await live.event("changed", lambda data: data["object"]["deleted"])
            assert gone == {"place": "me", "object": {"type": "task", "id": first, "seq": 4, "deleted": True, "html": None}}
            async with ada.socket() as back:
                _, (page,) = await back.watch("me", fold_of(live.frames).epoch, cursor)
                assert [one["seq"] for one in page["objects"]] == [3, 4] and page["seq"] == 4
            await asyncio.to_thread(change, http, ada, "POST", f"/{first}/restore")
            back = await live.event("changed", lambda data: data["object"]["seq"] > 4)
            assert back["object"]["seq"] == 5 and back["object"]["title"] == "first"
            # A second restore changes nothing, so nothing is told.
            await asyncio.to_thread(change, http, ada, "POST", f"/{first}/restore")
            assert (await settled(live)).cursor == 5
            async with ada.socket() as fresh:
                await fresh.watch("me")
                assert fold_of(fresh.frames).living() == fold_of(live.frames).living()

    asyncio.run(run())


def test_a_cursor_that_cannot_be_continued_gets_reset(http, ada):
    make(http, ada, "one")

    async def run():
        async with ada.socket() as socket:
            watching, _ = await socket.watch("me")
            for epoch, seq in [("another", 1), (watching["epoch"], 2), ("another", 0)]:
                again, pages = await socket.watch("me", epoch, seq)
                assert again == watching
                assert pages == [{"place": "me", "epoch": watching["epoch"], "reset": True}]
            # The view is over until the client watches again.
            await asyncio.to_thread(make, http, ada, "two")
            await socket.request("ping", {"ts": 1})
            assert not [frame for frame in socket.frames if frame["type"] == "changed"]
            await socket.watch("me")
            await asyncio.to_thread(make, http, ada, "three")
            assert (await socket.event("changed"))["object"]["title"] == "three"

    asyncio.run(run())


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "place"), ({"place": ""}, "place"), ({"place": 7}, "place"), ({"place": "x" * 129}, "place"),
        ({"place": "me", "epoch": "x"}, "after_seq"), ({"place": "me", "after_seq": 0}, "epoch"),
        ({"place": "me", "epoch": "x", "after_seq": -1}, "after_seq"), ({"place": "me", "epoch": "x", "after_seq": "1"}, "after_seq"),
        ({"place": "me", "colour": "red"}, "colour"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_its_field(ada, data, field):
    problem = refused(ada, data)
    assert problem.code == "VALIDATION_ERROR" and field in problem.details


@pytest.mark.parametrize("name", ["nothing", "me:", "me:ada", "room:general", "general", "wall:", ":", "me me", "x" * 128, "мир"])
def test_a_place_that_does_not_exist_cannot_be_watched(ada, name):
    assert refused(ada, {"place": name}).code == "NOT_FOUND"


def test_other_cases_lead_to_the_one_spelling(ada):
    async def run():
        async with ada.socket() as socket:
            watching, pages = await socket.watch("ME")
            assert watching["place"] == "me" and pages[0]["place"] == "me"

    asyncio.run(run())


def test_signals_that_the_place_does_not_take_are_refused(ada):
    for name in ["wave", "pet", "claim"]:
        problem = refused(ada, {"place": "me", "name": name, "more": [1]}, "signal")
        assert problem.code == "VALIDATION_ERROR" and "name" in problem.details
    assert refused(ada, {"place": "nowhere", "name": "wave"}, "signal").code == "NOT_FOUND"
    assert "place" in refused(ada, {"name": "wave"}, "signal").details
    assert "name" in refused(ada, {"place": "me"}, "signal").details


def test_after_unwatch_nothing_comes(http, ada):
    async def run():
        async with ada.socket() as socket:
            await socket.watch("me")
            for place in ("me", "me", "nowhere"):
                assert await socket.request("unwatch", {"place": place}) == {}
            await asyncio.to_thread(make, http, ada, "unseen")
            await socket.request("ping", {"ts": 1})
            assert not [frame for frame in socket.frames if frame["type"] == "changed"]

    asyncio.run(run())


def test_only_ones_own_changes_are_told(http, ada, server):
    eve = sign_up(server)

    async def run():
        async with ada.socket() as mine, eve.socket() as hers:
            await mine.watch("me")
            await hers.watch("me")
            await asyncio.to_thread(make, http, ada, "private words")
            await mine.event("changed")
            await hers.request("ping", {"ts": 1})
            assert "private words" not in str(hers.frames)
            assert not (await everything(eve)).living("task")

    asyncio.run(run())


def test_twenty_one_toggles_over_twenty_one_connections_fold_right_fifty_times(ada):
    async def run():
        limits = httpx.Limits(max_connections=21, max_keepalive_connections=21)
        async with httpx.AsyncClient(timeout=30, limits=limits, headers=ada.headers, base_url=ada.server.url) as http:
            id_ = (await http.post("/api/tasks", json={"title": "toggled"})).json()["data"]["task"]["id"]
            async with ada.socket() as live:
                await live.watch("me")
                for round_ in range(1, 51):
                    answers = await asyncio.gather(*(http.patch(f"/api/tasks/{id_}/complete") for _ in range(21)))
                    assert {answer.status_code for answer in answers} == {200}
                    last = 1 + 21 * round_
                    await live.event("changed", lambda data: data["object"]["seq"] == last)
                    told = [frame["data"]["object"]["seq"] for frame in live.frames if frame["type"] == "changed"]
                    # Each once and in order. A node that waited too long for one reads the task as it is now, past the states between.
                    assert told == sorted(set(told)) and told[-1] == last
                    fresh = (await http.get(f"/api/tasks/{id_}")).json()["data"]["task"]
                    folded = fold_of(live.frames).living("task")[("task", id_)]
                    assert folded["completed"] == fresh["completed"] == (round_ % 2 == 1)
                    assert folded["updated_at"] == fresh["updated_at"]

    asyncio.run(run())


async def schedule(account, seed: int) -> None:
    """Changes over HTTP while two sockets come and go with their cursors; in the end all copies are equal."""
    choice = random.Random(seed)
    copies = [PlaceFold(), PlaceFold()]
    sockets: list = [None, None]
    read = [0, 0]
    ids: list[int] = []

    async def join(index: int) -> None:
        socket = account.socket()
        await socket.__aenter__()
        sockets[index], read[index] = socket, 0
        copy = copies[index]
        copy.is_complete = False
        await socket.watch("me", copy.epoch, copy.cursor if copy.epoch else None)

    def take(index: int) -> None:
        frames = sockets[index].frames
        for frame in frames[read[index] :]:
            copies[index].frame(frame, "me")
        read[index] = len(frames)

    # Both know the place from its beginning on: later, a look without a cursor brings only the newest tasks.
    await join(0)
    await join(1)
    async with httpx.AsyncClient(timeout=30, headers=account.headers, base_url=account.server.url + "/api") as http:
        for step in range(24):
            kind = choice.choice(["make", "make", "toggle", "toggle", "delete", "restore", "join", "cut"])
            index = choice.randrange(2)
            if kind == "make" or not ids:
                title = f"{seed}.{step} " + "x" * choice.choice([0, 150])
                ids.append((await http.post("/tasks", json={"title": title, "description": "y" * 900})).json()["data"]["task"]["id"])
            elif kind == "join":
                if sockets[index] is None:
                    await join(index)
            elif kind == "cut":
                if sockets[index] is not None:
                    take(index)
                    await sockets[index].__aexit__()
                    sockets[index] = None
            else:
                id_ = choice.choice(ids)
                method, path = {"toggle": ("PATCH", "/complete"), "delete": ("DELETE", ""), "restore": ("POST", "/restore")}[kind]
                assert (await http.request(method, f"/tasks/{id_}{path}")).status_code in (200, 404)
        for index in (0, 1):
            if sockets[index] is None:
                await join(index)
    fresh = await everything(account)
    # An answer over HTTP says that a change is durable; the event follows it.
    deadline = time.monotonic() + 10
    while any(copy.cursor != fresh.cursor for copy in copies) and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
        take(0)
        take(1)
    for socket, copy in zip(sockets, copies):
        assert copy.cursor == fresh.cursor, seed
        assert copy.living("task") == fresh.living("task"), seed
        await socket.__aexit__()


@pytest.mark.parametrize("part", range(4))
def test_whatever_is_missed_the_copies_agree(server, part):
    async def run():
        for round_ in range(5):
            accounts = [await asyncio.to_thread(sign_up, server) for _ in range(10)]
            await asyncio.gather(*(schedule(account, part * 1_000 + round_ * 10 + n) for n, account in enumerate(accounts)))

    asyncio.run(run())
