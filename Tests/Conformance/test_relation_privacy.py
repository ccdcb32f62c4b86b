"""Who is shown a person and what they made: every route that can show it, for every kind of viewer. The table of routes is generated."""

import asyncio

import httpx
import pytest
from downloads_client import administrator
from neospace_client import Refused, moderate, sign_up
from test_policies import ROUTES, address, ends
from test_private_walls import OF_THE_WALL, SECRET, PrivateWall, told

# Whether each kind of viewer sees a wall for followers. Whoever does not is told nothing that differs from a wall that does not exist.
VIEWERS = {
    "guest": False, "stranger": False, "asker": False, "follower": True, "mutual": True, "followed": False, "blocked": False,
    "blocker": False, "muted": True, "muter": True, "moderator": False, "banned": False,
}  # fmt: skip


def put(account, path: str) -> None:
    answer = httpx.put(account.server.url + path, headers=account.headers)
    assert answer.status_code == 200, (path, answer.text)


@pytest.fixture(scope="module")
def wall(server):
    wall = PrivateWall(server)
    wall.send("PATCH", "/api/profile", {"visibility": "followers"})
    yield wall
    wall.http.close()


@pytest.fixture(scope="module")
def viewers(server, wall):
    """By kind, an account of it; None for a guest."""
    people = {kind: None if kind == "guest" else sign_up(server) for kind in VIEWERS}
    owner = wall.owner
    for kind in ("asker", "follower", "mutual", "muted", "muter", "blocked", "blocker", "banned"):
        put(people[kind], f"/api/people/{wall.name}/follow")
    for kind in ("follower", "mutual", "muted", "muter", "blocked", "blocker", "banned"):
        put(owner, f"/api/followers/{people[kind].username}")
    for kind in ("mutual", "followed"):
        put(owner, f"/api/people/{people[kind].username}/follow")
    put(owner, f"/api/people/{people['muted'].username}/mute")
    put(people["muter"], f"/api/people/{wall.name}/mute")
    put(owner, f"/api/people/{people['blocked'].username}/block")
    put(people["blocker"], f"/api/people/{wall.name}/block")
    server.query(f"UPDATE users SET role = 'moderator' WHERE username = '{people['moderator'].username}'")
    # Not by a statement: the server remembers sessions for some seconds.
    assert moderate(administrator(server), "ban", people["banned"].username).is_success
    return people


@pytest.mark.parametrize("kind", VIEWERS)
def test_no_route_shows_more_than_the_viewer_may_see(server, wall, viewers, kind):
    headers = viewers[kind].headers if viewers[kind] else {}
    secrets = [SECRET, *wall.ids["media"]]
    problems, walked = [], 0
    with httpx.Client(base_url=server.url, timeout=60) as http:
        for row in ROUTES:
            path, method = row["path"], row["method"]
            if method != "GET" or ends(row) or path in ("/ws", "/metrics"):
                continue
            sent = {"Accept": "text/html", **headers}
            for ours, theirs in wall.addresses(path) if "{" in path else [(path, address(path))]:
                seen = http.get(ours, headers=sent)
                walked += 1
                if VIEWERS[kind]:
                    continue
                text = seen.text + str(seen.headers)
                problems += [f"{ours} tells {secret}" for secret in secrets if secret in text and secret not in ours]
                # Those who blocked the owner are told so at the owner's own address.
                own_page = kind == "blocker" and path in ("/@{username}", "/people/{username}", "/people/{username}/block")
                if OF_THE_WALL.match(path) and not path.startswith("/api/modules/removed") and not own_page:
                    missing = http.get(theirs, headers=sent)
                    if told(seen, ours) != told(missing, theirs):
                        problems.append(f"{ours} is told from {theirs}: {seen.status_code}, {missing.status_code}")
    assert not problems, "\n".join(problems[:20])
    assert walked > 60


@pytest.mark.parametrize("kind", [kind for kind in VIEWERS if kind not in ("guest", "banned")])
def test_no_place_shows_more_than_the_viewer_may_see(wall, viewers, kind):
    async def run():
        async with viewers[kind].socket() as socket:
            for place in (f"wall:{wall.name}", f"script:{wall.script}"):
                if VIEWERS[kind]:
                    await socket.watch(place)
                    continue
                with pytest.raises(Refused) as refused:
                    await socket.watch(place)
                assert refused.value.error["code"] == "NOT_FOUND"
            assert (SECRET in str(socket.frames)) == VIEWERS[kind]

    asyncio.run(run())


@pytest.mark.parametrize("kind", [kind for kind, sees in VIEWERS.items() if sees])
def test_those_who_may_see_the_wall_do(server, wall, viewers, kind):
    for path in (f"/api/walls/{wall.name}", f"/api/scripts/{wall.script}", f"/api/scripts/{wall.script}/r/1"):
        answer = httpx.get(server.url + path, headers=viewers[kind].headers)
        assert answer.status_code == 200 and SECRET in answer.text
    person = httpx.get(f"{server.url}/api/people/{wall.name}", headers=viewers[kind].headers).json()["data"]["person"]
    assert person["bio"] == SECRET


@pytest.mark.parametrize("kind", [kind for kind in VIEWERS if kind not in ("guest", "banned")])
def test_the_person_and_lists_hold_what_the_viewer_may_know(server, wall, viewers, kind):
    headers = viewers[kind].headers
    answer = httpx.get(f"{server.url}/api/people/{wall.name}", headers=headers)
    assert answer.status_code == (404 if kind == "blocked" else 200)
    if answer.status_code == 200 and not VIEWERS[kind]:
        person = answer.json()["data"]["person"]
        assert [person[name] for name in ("bio", "status_message", "status_emoji", "theme")] == [None] * 4
    directory = httpx.get(f"{server.url}/api/people?q={wall.name}", headers=headers).json()["data"]["people"]
    assert [entry["user"]["username"] for entry in directory] == ([wall.name] if VIEWERS[kind] else [])
    names = [
        entry["user"]["username"]
        for list_ in ("following", "followers", "requests", "requested", "muted")
        for entry in httpx.get(f"{server.url}/api/follows?list={list_}", headers=headers).json()["data"]["people"]
    ]
    assert (wall.name in names) == (kind in ("asker", "follower", "mutual", "followed", "muted", "muter"))


def test_the_banned_are_gone_for_everybody(server, wall, viewers):
    banned = viewers["banned"]
    for path in (f"/api/people/{banned.username}", f"/api/walls/{banned.username}", f"/api/people/{banned.username}/top8"):
        answer = httpx.get(server.url + path, headers=wall.owner.headers)
        assert answer.status_code == 404
    listed = httpx.get(f"{server.url}/api/follows?list=followers", headers=wall.owner.headers).json()["data"]["people"]
    assert banned.username not in [entry["user"]["username"] for entry in listed]
    assert httpx.get(f"{server.url}/api/people?q={banned.username}", headers=wall.owner.headers).json()["data"]["people"] == []


def test_the_directory(server, ada, bob):
    def names(query: str, account=ada) -> list[str]:
        found, before = [], ""
        for _ in range(50):
            answer = httpx.get(f"{server.url}/api/people?limit=2&{query}{before}", headers=account.headers)
            assert answer.status_code == 200, answer.text
            data = answer.json()["data"]
            found += [entry["user"]["username"] for entry in data["people"]]
            if data["next"] is None:
                return found
            before = f"&before={data['next']}"
        raise AssertionError("it never ends")

    prefix = f"d{bob.uuid[:6]}"
    people = [sign_up(server, username=f"{prefix}{letter}") for letter in "bca"]
    for person, change in zip(people, ({"display_name": "Élodie Vanterpool"}, {"theme": "zen"}, {"status_message": "here"})):
        assert httpx.patch(server.url + "/api/profile", json=change, headers=person.headers).status_code == 200
    own = [person.username for person in people]
    assert names(f"q={prefix}") == own[::-1] and names(f"q={prefix.upper()}&order=name") == sorted(own)
    assert names(f"q={prefix}&theme=zen") == [own[1]] and names(f"q={prefix}&status=1") == [own[2]]
    for words in ("elodie", "ELO", "vanter", "Élodie Van"):
        assert own[0] in names(f"q={words}"), words
    assert own[0] not in names("q=lodie") and own[0] not in names("q=zzz")
    assert own[0] not in names(f"q={prefix}", people[0]), "nobody finds themselves"
    for query in ("limit=0", "limit=101", "order=x", "theme=x", "status=2", "before=", "before=é", "q=" + "x" * 51, "x=1", "order=name&before=A"):
        assert httpx.get(f"{server.url}/api/people?{query}", headers=ada.headers).status_code == 422, query
    assert httpx.get(f"{server.url}/api/people").status_code == 401
