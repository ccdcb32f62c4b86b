"""Invariant 3: folding live events and folding backfill give equal state, whatever was missed."""

import asyncio
import random
import uuid

import pytest
from neospace_client import Fold, Refused, sign_up


def live(coroutine):
    asyncio.run(coroutine)


async def room_with(socket, count: int = 0) -> str:
    name = f"c-{uuid.uuid4().hex[:12]}"
    await socket.request("create_room", {"name": name})
    await socket.join(name)
    for number in range(count):
        await socket.request("post_message", {"room": name, "content": f"message {number}"})
    return name


async def fresh_fold(account, room: str) -> Fold:
    fold = Fold()
    async with account.socket() as socket:
        joined, _ = await socket.join(room)
        _, pages = await socket.join(room, joined["epoch"], 0)
        for page in pages:
            fold.page(page)
    return fold


def test_joining_sends_the_newest_50_and_older_ones_on_request(server):
    ada = sign_up(server)

    async def run():
        async with ada.socket() as socket:
            name = await room_with(socket, 120)
            _, pages = await socket.join(name)
            page = pages[0]
            assert len(pages) == 1 and len(page["messages"]) == 50 and page["complete"] and page["has_older"]
            ids = [message["id"] for message in page["messages"]]
            assert ids == sorted(ids) and page["messages"][-1]["content"] == "message 119"
            older = await socket.request("backfill", {"room": name, "before_id": ids[0], "limit": 60})
            assert [message["content"] for message in older["messages"]] == [f"message {n}" for n in range(10, 70)]
            assert older["has_older"] and older["complete"]
            last = await socket.request("backfill", {"room": name, "before_id": older["messages"][0]["id"], "limit": 200})
            assert len(last["messages"]) == 10 and last["has_older"] is False
            none = await socket.request("backfill", {"room": name, "before_id": last["messages"][0]["id"]})
            assert none["messages"] == [] and none["has_older"] is False

    live(run())


def test_pages_are_bounded_by_200_messages_and_256_kib(server):
    ada = sign_up(server)

    async def run():
        async with ada.socket() as socket:
            name = await room_with(socket, 450)
            joined, _ = await socket.join(name)
            _, pages = await socket.join(name, joined["epoch"], 0)
            assert [len(page["messages"]) for page in pages] == [200, 200, 50]
            assert [page["complete"] for page in pages] == [False, False, True]
            seqs = [message["seq"] for page in pages for message in page["messages"]]
            assert seqs == sorted(seqs) and pages[-1]["seq"] == joined["seq"]
            big = await room_with(socket)
            for _ in range(60):
                await socket.request("post_message", {"room": big, "content": "👩" * 4000})
            _, pages = await socket.join(big, joined["epoch"], 0)
            assert sum(len(page["messages"]) for page in pages) == 60 and len(pages) > 1
            import json

            frames = [frame for frame in socket.frames if frame["type"] == "backfill" and frame["data"]["room"] == big]
            assert all(len(json.dumps(frame, ensure_ascii=False).encode()) <= 256 * 1024 for frame in frames[1:])

    live(run())


def test_backfill_by_cursor(server):
    ada = sign_up(server)

    async def run():
        async with ada.socket() as socket:
            name = await room_with(socket, 10)
            joined, _ = await socket.join(name)
            page = await socket.request("backfill", {"room": name, "epoch": joined["epoch"], "after_seq": 4, "limit": 3})
            assert [message["seq"] for message in page["messages"]] == [5, 6, 7] and page["seq"] == 7 and not page["complete"]
            page = await socket.request("backfill", {"room": name, "epoch": joined["epoch"], "after_seq": joined["seq"]})
            assert page["messages"] == [] and page["complete"]

    live(run())


def test_another_epoch_or_a_cursor_ahead_gets_reset(server):
    ada = sign_up(server)

    async def run():
        async with ada.socket() as socket:
            name = await room_with(socket, 3)
            joined, _ = await socket.join(name)
            for epoch, after in (("elsewhere", 0), (joined["epoch"], joined["seq"] + 1)):
                _, pages = await socket.join(name, epoch, after)
                assert pages == [{"room": name, "epoch": joined["epoch"], "reset": True}]
                answer = await socket.request("backfill", {"room": name, "epoch": epoch, "after_seq": after})
                assert answer == {"room": name, "epoch": joined["epoch"], "reset": True}

    live(run())


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(20))
def test_random_cuts_leave_every_fold_equal(server, seed):
    """Ten schedules a seed: people post, edit, delete and react while a reader loses the network at random and comes back."""
    rng = random.Random(seed)
    writers = [sign_up(server) for _ in range(3)]
    reader = sign_up(server)

    async def schedule():
        sockets = [writer.socket() for writer in writers]
        for socket in sockets:
            await socket.__aenter__()
        name = await room_with(sockets[0])
        for socket in sockets[1:]:
            await socket.join(name)
        fold, mine = Fold(), [[] for _ in sockets]
        done = asyncio.Event()

        async def write(index: int) -> None:
            socket = sockets[index]
            for step in range(rng.randint(6, 14)):
                action = rng.random()
                try:
                    if action < 0.55 or not mine[index]:
                        ack = await socket.request("post_message", {"room": name, "content": f"{index}/{step}"})
                        mine[index].append(ack["id"])
                    elif action < 0.7:
                        await socket.request("edit_message", {"id": rng.choice(mine[index]), "content": f"edit {step}"})
                    elif action < 0.85:
                        await socket.request("react", {"id": rng.choice(mine[index]), "emoji": rng.choice("😀🐈🎉"), "on": rng.random() < 0.7})
                    else:
                        await socket.request("delete_message", {"id": rng.choice(mine[index])})
                except Refused as refusal:
                    assert refusal.code in ("GONE",), refusal.error

        async def read() -> None:
            while True:
                async with reader.socket() as socket:
                    # Whoever joins after the last change is told of all of them; who joined before may have to wait for some.
                    is_last = done.is_set()
                    if fold.epoch is None:
                        await socket.join(name)
                    else:
                        await socket.join(name, fold.epoch, fold.cursor)
                    await asyncio.sleep(0.1 if is_last else rng.random() * 0.03)
                    seqs = [
                        frame["data"]["seq"]
                        for frame in socket.frames
                        if frame["type"] in ("new_message", "message_edited", "message_deleted", "message_reacted")
                    ]
                    assert seqs == sorted(set(seqs)), "live events of one room came out of order"
                    fold.frames(list(socket.frames), name)
                    if is_last:
                        return

        reading = asyncio.create_task(read())
        await asyncio.gather(*[write(index) for index in range(len(sockets))])
        done.set()
        await reading
        expected = await fresh_fold(writers[0], name)
        assert fold.state() == expected.state()
        for socket in sockets:
            # An answer says that a change is durable; the event follows it.
            async with asyncio.timeout(20):
                while True:
                    own = Fold()
                    own.frames(socket.frames, name)
                    if own.state() == expected.state():
                        break
                    await asyncio.sleep(0.02)
            await socket.__aexit__()

    async def run():
        for _ in range(10):
            await schedule()

    live(run())
