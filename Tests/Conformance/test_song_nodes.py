"""Stories on two nodes: random schedules of saves, claims, deletions, proposals, votes and cuts, and votes that end once."""

import asyncio
import concurrent.futures
import random

import httpx
import pytest
from neospace_client import PlaceFold, Refused, sign_up
from neospace_server import once_is_enough
from test_song import ask, save, story
from test_two_nodes import Nodes, at, database, postgres, redis  # noqa: F401


def propose(someone, mill: dict, title: str, status: int | tuple = 201) -> dict:
    body = {"from": mill["root"], "label": title, "verses": [{"title": title, "body": "x"}]}
    return ask(someone, "POST", f"/stories/{mill['id']}/proposals", body, status)


def at_once(calls) -> list[httpx.Response]:
    with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
        return [one.result() for one in [pool.submit(call) for call in calls]]


@once_is_enough
@pytest.mark.timeout(240)
def test_random_schedules_on_two_nodes_fold_to_a_fresh_look_and_lose_nothing(database, redis):  # noqa: F811
    """Save, claim, delete, restore, propose, vote, cut: equal folds on both nodes, no version lost, one holder, one outcome for each vote."""

    async def run(here, there):
        chance = random.Random(11)
        ada, bob, eve = (sign_up(here) for _ in range(3))
        people = [(one, at(one, there)) for one in (ada, bob, eve)]
        mill = story(ada, writing="open")
        place = f"story:{mill['id']}"
        verses = [ask(ada, "POST", f"/stories/{mill['id']}/verses", {"title": f"Verse {number}"}, 201)["verse"]["id"] for number in range(4)]
        ask(ada, "PATCH", f"/stories/{mill['id']}", {"base_version": 1, "writing": "named", "canon": "vote"})
        ask(ada, "PUT", f"/stories/{mill['id']}/writers/{bob.username}")
        accepted, proposals, claimed = {}, [], {}

        def deed(number: int) -> None:
            who, verse = chance.choice(chance.choice(people)), chance.choice(verses)
            kind = chance.randrange(10)
            if kind < 4:
                who = chance.choice(people[0])
                now = ask(who, "GET", f"/verses/{verse}")["verse"]
                if not now["deleted"]:
                    saved = save(who, verse, now["version"], f"text {number}", (200, 409), title=now["title"])
                    if "verse" in saved:
                        accepted[verse, saved["verse"]["version"]] = f"text {number}"
            elif kind == 4:
                ask(chance.choice(people[0]), "DELETE", f"/verses/{verse}", status=(200, 409))
            elif kind == 5:
                ask(chance.choice(people[0]), "POST", f"/verses/{verse}/restore", status=(200, 409))
            elif kind < 8:
                made = propose(chance.choice(people[2]), mill, f"Branch {number}", (201, 409))
                if "proposal" in made:
                    proposals.append(made["proposal"])
            elif proposals:
                one = chance.choice(proposals)
                ask(who, "POST", f"/proposals/{one['id']}/vote", {"yes": chance.random() < 0.8}, (200, 403, 409))

        async def claim(number: int, verse: int) -> None:
            """Its keeper claims and releases a verse, on one node after the other."""
            member, other = people[0]
            async with member.socket() as socket, other.socket() as second:
                for one in (socket, second):
                    await one.watch(place)
                    try:
                        await one.request("signal", {"place": place, "name": "claim", "verse": verse})
                        claimed[verse] = number
                        await one.request("signal", {"place": place, "name": "release", "verse": verse})
                    except Refused as refused:
                        assert refused.code in ("CONFLICT", "GONE"), refused.code

        folds = [PlaceFold(), PlaceFold()]
        number = 0
        for turn in range(6):
            async with people[1][0].socket() as near, people[1][1].socket() as far:
                for socket, fold in zip((near, far), folds, strict=True):
                    await socket.watch(place, fold.epoch, fold.cursor)
                for _ in range(30 if turn < 5 else 0):
                    number += 1
                    await asyncio.to_thread(deed, number)
                if turn < 5:
                    await claim(number, mill["root"] if turn == 0 else chance.choice(verses))
                await asyncio.sleep(1)
                for socket, fold in zip((near, far), folds, strict=True):
                    for frame in list(socket.frames):
                        fold.frame(frame, place)
            # A cut: things change while nobody watches.
            for _ in range(10 if turn < 5 else 0):
                number += 1
                await asyncio.to_thread(deed, number)
        assert number == 200
        fresh = PlaceFold()
        async with people[2][1].socket() as socket:
            await socket.watch(place)
            for frame in list(socket.frames):
                fresh.frame(frame, place)
        assert folds[0].living() == folds[1].living() == fresh.living()
        for (verse, version), text in accepted.items():
            if ask(ada, "GET", f"/verses/{verse}")["verse"]["deleted"]:
                continue
            assert ask(ada, "GET", f"/verses/{verse}/history/{version}")["revision"]["body"] == text
        choices = ask(ada, "GET", f"/verses/{mill['root']}")["verse"]["choices"]
        outcomes = {one["id"]: ask(ada, "GET", f"/proposals/{one['id']}")["proposal"] for one in proposals}
        taken = [one["choice"] for one in outcomes.values() if one["status"] == "accepted"]
        assert sorted(one["id"] for one in choices) == sorted(taken) and len(proposals) > 3
        assert accepted and claimed

    with Nodes(database, redis.url) as (here, there):
        asyncio.run(run(here, there))


@once_is_enough
def test_the_last_votes_on_two_nodes_are_one_outcome(database, redis):  # noqa: F811
    with Nodes(database, redis.url) as (here, there):
        ada, bob, cat, eve = (sign_up(here) for _ in range(4))
        mill = story(ada, canon="vote")
        for writer in (bob, cat):
            ask(ada, "PUT", f"/stories/{mill['id']}/writers/{writer.username}")
        for number in range(4):
            made = propose(eve, mill, f"Attic {number}")["proposal"]
            assert made["voters"] == 3

            def vote(who, id_=made["id"]):
                return httpx.post(f"{who.server.url}/api/song/proposals/{id_}/vote", json={"yes": True}, headers=who.headers, timeout=30)

            assert vote(ada).status_code == 200
            votes = at_once([lambda: vote(bob), lambda: vote(at(cat, there)), lambda: vote(at(bob, there)), lambda: vote(cat)])
            assert {one.status_code for one in votes} <= {200, 409} and [one.status_code for one in votes].count(200) >= 2
            closed = ask(at(eve, there), "GET", f"/proposals/{made['id']}")["proposal"]
            assert closed["status"] == "accepted" and len(closed["votes"]) == 3
            choices = ask(ada, "GET", f"/verses/{mill['root']}")["verse"]["choices"]
            assert [one["id"] for one in choices].count(made["choice"]) == 1 and len(choices) == number + 1
        # Accepted here, withdrawn there.
        ask(ada, "PATCH", f"/stories/{mill['id']}", {"base_version": 1, "canon": "keeper"})
        for number in range(4):
            made = propose(eve, mill, f"Loft {number}")["proposal"]

            def act(who, action, id_=made["id"]):
                body = {} if action == "accept" else None
                return httpx.post(f"{who.server.url}/api/song/proposals/{id_}/{action}", json=body, headers=who.headers, timeout=30)

            both = at_once([lambda: act(at(ada, there), "accept"), lambda: act(eve, "withdraw")])
            assert sorted(one.status_code for one in both) == [200, 409]
