"""The lobby: who is around, told by signals to those who may see them."""

import asyncio

import httpx
from neospace_client import Refused, sign_up


class Floor:
    """A client's copy: the fold of `people` and `moved`."""

    def __init__(self, live):
        self.live, self.people, self.more, self._taken = live, {}, None, 0

    def fold(self) -> dict[int, dict]:
        signals = [frame["data"] for frame in self.live.events if frame["type"] == "signal" and frame["data"]["place"] == "lobby"]
        for news in signals[self._taken :]:
            if news["name"] == "people":
                assert news.keys() == {"place", "name", "people", "more"}
                self.people = {person["user"]["id"]: person for person in news["people"]}
                self.more = news["more"]
            else:
                assert news["name"] == "moved" and news.keys() == {"place", "name", "joined", "moved", "left"}
                for gone in news["left"]:
                    del self.people[gone]
                for person in news["joined"] + news["moved"]:
                    self.people[person["user"]["id"]] = person
        self._taken = len(signals)
        return self.people

    async def until(self, holds, timeout: float = 20):
        async with asyncio.timeout(timeout):
            while not holds(self.fold()):
                await asyncio.sleep(0.02)
        return self.people


def by_name(people: dict[int, dict]) -> dict[str, dict]:
    return {person["user"]["username"]: person for person in people.values()}


def patch(account, **fields):
    answer = httpx.patch(account.server.url + "/api/profile", json=fields, headers=account.headers, timeout=20)
    assert answer.status_code == 200, answer.text


def test_watching_begins_with_everybody_and_folds_to_the_same_as_watching_again(server, ada, bob):
    async def run():
        async with ada.socket() as one, bob.socket() as other:
            watching, pages = await one.watch("lobby")
            assert watching["place"] == "lobby" and watching["seq"] == 0 and [page["objects"] for page in pages] == [[]]
            floor = Floor(one)
            here = by_name(await floor.until(lambda people: {ada.username, bob.username} <= by_name(people).keys()))
            person = here[bob.username]
            assert person.keys() == {"user", "x", "y", "room"} and person["room"] is None and floor.more is False
            assert person["user"].keys() == {"id", "username", "display_name", "color", "avatar_url"}
            assert all(0 <= person[axis] <= 100 and round(person[axis], 2) == person[axis] for axis in "xy")

            await other.join("general")
            moved = await floor.until(lambda people: by_name(people)[bob.username]["room"] == "general")
            assert by_name(moved)[bob.username]["x"] != person["x"]
            await other.request("close_room", {"room": "general"})
            await floor.until(lambda people: by_name(people)[bob.username]["room"] is None)

            async with sign_up(server).socket() as third:
                name = third.connected["user"]["username"]
                await floor.until(lambda people: name in by_name(people))
                await third.watch("lobby")
                seen = Floor(third)
                await seen.until(lambda people: len(people) >= 3)
                # Everybody is at the same place for everybody.
                assert by_name(seen.people)[bob.username] == by_name(floor.people)[bob.username]
            # The one who has just gone stays for a while.
            assert name in by_name(floor.fold())
            taken = len(one.events)
            await one.watch("lobby")
            fresh = Floor(one)
            fresh._taken = len([frame for frame in one.events[:taken] if frame["type"] == "signal"])
            await fresh.until(lambda people: people != {})
            assert fresh.people == floor.fold()

    asyncio.run(run())


def test_who_shows_no_presence_or_closes_their_wall_is_gone_for_others_at_once(server, ada, bob):
    async def run():
        async with ada.socket() as one, bob.socket():
            await one.watch("lobby")
            floor = Floor(one)
            await floor.until(lambda people: bob.username in by_name(people))
            for off, on in (({"show_online": False}, {"show_online": True}), ({"visibility": "private"}, {"visibility": "members"})):
                patch(bob, **off)
                await floor.until(lambda people: bob.username not in by_name(people))
                patch(bob, **on)
                await floor.until(lambda people: bob.username in by_name(people))
            # Oneself one always sees.
            patch(ada, show_online=False, visibility="private")
            async with ada.socket() as again:
                await again.watch("lobby")
                await Floor(again).until(lambda people: {ada.username, bob.username} <= by_name(people).keys())

    asyncio.run(run())


def test_the_room_of_somebody_is_a_public_one_or_none(server, ada, bob):
    async def run():
        room = f"den-{bob.username[-6:]}"
        async with ada.socket() as one, bob.socket() as other:
            await other.request("create_room", {"name": room, "topic": "", "kind": "private"})
            await other.join("general")
            await other.join(room)
            await one.watch("lobby")
            people = by_name(await Floor(one).until(lambda people: by_name(people).get(bob.username, {}).get("room") == "general"))
            assert room not in str(people)
            page = httpx.get(server.url + "/lobby", headers=ada.headers | {"Accept": "text/html"}).text
            assert f'href="/@{bob.username}"' in page and "#general" in page and room not in page

    asyncio.run(run())


def test_takes_no_signals_and_no_guests(server, ada):
    async def run():
        async with ada.socket() as one:
            await one.watch("lobby")
            for name in ("people", "moved", "wave"):
                try:
                    await one.request("signal", {"place": "lobby", "name": name})
                except Refused as refused:
                    assert refused.code == "VALIDATION_ERROR" and "name" in refused.details
                else:
                    raise AssertionError("a signal was taken")

    asyncio.run(run())
    assert httpx.get(server.url + "/lobby", headers={"Accept": "text/html"}).status_code == 303
    assert httpx.get(server.url + "/lobby?x=1", headers=ada.headers | {"Accept": "text/html"}).status_code == 422

