"""Stories on two nodes: random schedules of saves, claims, deletions, proposals, votes and cuts, and votes that end once."""

import concurrent.futures

import httpx
import pytest
from neospace_client import sign_up
from neospace_server import once_is_enough
from story_schedules import SEED, schedules_hold
from test_song import ask, story
from test_two_nodes import Nodes, at, database, postgres, redis  # noqa: F401


def propose(someone, mill: dict, title: str, status: int | tuple = 201) -> dict:
    body = {"from": mill["root"], "label": title, "verses": [{"title": title, "body": "x"}]}
    return ask(someone, "POST", f"/stories/{mill['id']}/proposals", body, status)


def at_once(calls) -> list[httpx.Response]:
    with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
        return [one.result() for one in [pool.submit(call) for call in calls]]


@once_is_enough
@pytest.mark.timeout(300)
def test_100_random_schedules_on_two_nodes_fold_to_a_fresh_look_and_lose_nothing(database, redis):  # noqa: F811
    """Save, claim, delete, restore, propose, vote, cut: no version lost, never two holders, one outcome for each vote."""
    with Nodes(database, redis.url) as nodes:
        schedules_hold(range(SEED + 100, SEED + 200), nodes)


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
