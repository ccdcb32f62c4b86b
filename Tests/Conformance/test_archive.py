"""Old messages move to the archive, and nobody who reads, catches up or changes one can tell."""

import asyncio
import time

from neospace_client import Fold, sign_up
from neospace_server import Server

DAY = 86_400 * 1_000_000


async def fold(account, room: str) -> list[dict]:
    """The whole room, by catching up from nothing."""
    state = Fold()
    async with account.socket() as socket:
        joined, _ = await socket.join(room)
        _, pages = await socket.join(room, joined["epoch"], 0)
        for page in pages:
            state.page(page)
    return state.state()


def archived(server) -> int:
    return int(server.query("SELECT COUNT(*) FROM messages_archive")[0][0])


def test_messages_of_an_age_move_to_the_archive_and_stay_within_reach():
    with Server(env={"NEOSPACE_ARCHIVE_AFTER": "30"}) as server:
        ada = sign_up(server)

        async def fill() -> list[int]:
            async with ada.socket() as socket:
                await socket.request("create_room", {"name": "attic"})
                await socket.join("attic")
                return [(await socket.request("post_message", {"room": "attic", "content": f"n{n}"}))["id"] for n in range(130)]

        ids = asyncio.run(fill())
        server.query(f"UPDATE messages SET created_at = created_at - {31 * DAY} WHERE id <= {ids[99]}")
        before = asyncio.run(fold(ada, "attic"))
        server.stop()
        server.start()
        until = time.monotonic() + 30
        while archived(server) < 80 and time.monotonic() < until:
            time.sleep(0.05)
        assert archived(server) == 80, "the newest fifty stay, however old"
        assert asyncio.run(fold(ada, "attic")) == before

        async def use() -> None:
            async with ada.socket() as socket:
                joined, _ = await socket.join("attic")
                older = await socket.request("backfill", {"room": "attic", "before_id": ids[80], "limit": 100})
                assert [message["id"] for message in older["messages"]] == ids[:80] and older["has_older"] is False
                acked = await socket.request("edit_message", {"id": ids[0], "content": "again"})
                assert acked["seq"] == joined["seq"] + 1
                event = await socket.event("message_edited", lambda data: data["id"] == ids[0])
                assert event["content"] == "again" and event["edited"]
                _, pages = await socket.join("attic", joined["epoch"], joined["seq"])
                assert [message["id"] for page in pages for message in page["messages"]] == [ids[0]]

        asyncio.run(use())
        assert archived(server) == 79
