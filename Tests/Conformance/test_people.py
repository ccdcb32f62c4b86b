"""People and relations (spec: follows, blocks, mutes, lists, Top 8, the directory), by HTTP and on open sockets."""

import asyncio
import concurrent.futures

import httpx
import pytest
from archives import Archive
from neospace_client import sign_up

NONE = {"following": "none", "follows_me": False, "requests_me": False, "blocked": False, "muted": False, "can_message": True}


def send(account, method: str, path: str, body=None) -> httpx.Response:
    return httpx.request(method, account.server.url + path, json=body, headers=account.headers, timeout=30)


def relation(account, method: str, path: str) -> dict:
    answer = send(account, method, path)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["relation"]


def person(account, other) -> dict:
    return send(account, "GET", f"/api/people/{other.username}").json()["data"]["person"]


def listed(account, name: str) -> list[str]:
    people, before = [], ""
    while before is not None:
        data = send(account, "GET", f"/api/follows?list={name}&limit=1" + (f"&before={before}" if before else "")).json()["data"]
        people += [entry["user"]["username"] for entry in data["people"]]
        before = data["next"]
    return people


def visible_to(account, visibility: str) -> None:
    assert send(account, "PATCH", "/api/profile", {"visibility": visibility}).status_code == 200


def test_a_follow_from_request_to_end(ada, bob):
    assert person(bob, ada)["relation"] == NONE
    visible_to(ada, "private")
    follow, answer = f"/api/people/{ada.username.upper()}/follow", f"/api/followers/{bob.username}"
    assert send(ada, "PUT", answer).status_code == 404
    for _ in range(2):
        assert relation(bob, "PUT", follow)["following"] == "requested"
    assert person(ada, bob)["relation"]["requests_me"] and listed(ada, "requests") == [bob.username] and listed(bob, "requested") == [ada.username]
    assert send(bob, "GET", f"/api/walls/{ada.username}").status_code == 404
    visible_to(ada, "followers")
    assert relation(ada, "PUT", answer)["follows_me"]
    assert send(bob, "GET", f"/api/walls/{ada.username}").status_code == 200
    assert listed(ada, "followers") == [bob.username] and listed(bob, "following") == [ada.username] and listed(ada, "requests") == []
    for _ in range(2):
        assert relation(ada, "DELETE", answer)["follows_me"] is False
    assert send(bob, "GET", f"/api/walls/{ada.username}").status_code == 404
    visible_to(ada, "members")
    assert relation(bob, "PUT", follow)["following"] == "following"
    assert relation(bob, "DELETE", follow)["following"] == "none"


def test_a_person_as_those_see_them_who_may(ada, bob):
    send(ada, "PATCH", "/api/profile", {"bio": "**hi**", "status_message": "away", "status_emoji": "🐈", "theme": "zen"})
    seen = person(bob, ada)
    assert set(seen) == {"user", "bio", "status_message", "status_emoji", "theme", "online", "relation"}
    assert (seen["bio"], seen["status_message"], seen["status_emoji"], seen["theme"]) == ("**hi**", "away", "🐈", "zen")
    assert seen["relation"] == NONE and person(ada, ada)["relation"] is None
    visible_to(ada, "private")
    closed = person(bob, ada)
    assert [closed[name] for name in ("bio", "status_message", "status_emoji", "theme")] == [None] * 4 and closed["user"] == seen["user"]


def test_a_block_ends_everything_between_the_two(ada, bob):
    relation(bob, "PUT", f"/api/people/{ada.username}/follow")
    relation(ada, "PUT", f"/api/people/{bob.username}/follow")
    assert send(ada, "PUT", "/api/top8", {"usernames": [bob.username]}).status_code == 200
    nobody = send(bob, "GET", "/api/people/nobody-at-all")
    for _ in range(2):
        assert relation(ada, "PUT", f"/api/people/{bob.username}/block") == {**NONE, "blocked": True, "can_message": False}
    for name in ("following", "followers"):
        assert listed(ada, name) == [] and listed(bob, name) == []
    assert send(ada, "GET", f"/api/people/{ada.username}/top8").json()["data"]["people"] == []
    assert listed(ada, "blocked") == [bob.username]
    for method, path in [("GET", ""), ("PUT", "/follow"), ("DELETE", "/follow"), ("PUT", "/mute"), ("DELETE", "/mute"), ("GET", "/top8")]:
        answer = send(bob, method, f"/api/people/{ada.username}{path}")
        assert answer.status_code == 404 and answer.json()["error"] == nobody.json()["error"], path
    assert send(ada, "PUT", f"/api/people/{bob.username}/follow").json()["error"]["code"] == "CONFLICT"
    page = httpx.get(f"{ada.server.url}/@{bob.username}", headers={**ada.headers, "Accept": "text/html"})
    assert "You blocked" in page.text and "Unblock" in page.text and "This wall is new" not in page.text
    assert relation(ada, "DELETE", f"/api/people/{bob.username}/block") == NONE
    assert listed(ada, "following") == [] and listed(bob, "following") == []


def test_blocks_and_follows_fifty_at_once(ada, bob):
    def one(number: int) -> int:
        if number % 3 == 0:
            return send(ada, "PUT", f"/api/people/{bob.username}/block").status_code
        follower, followed = (ada, bob) if number % 3 == 1 else (bob, ada)
        return send(follower, "PUT", f"/api/people/{followed.username}/follow").status_code

    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        statuses = set(pool.map(one, range(50)))
    assert statuses <= {200, 404, 409}
    assert [listed(ada, name) for name in ("following", "followers", "requests", "requested", "blocked")] == [[], [], [], [], [bob.username]]


def test_top_8_is_one_of_the_lists_that_were_written(server, ada, bob):
    friends = [sign_up(server) for _ in range(3)]
    for friend in friends:
        relation(ada, "PUT", f"/api/people/{friend.username}/follow")
    names = [friend.username for friend in friends]
    lists = [names, names[::-1]]
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: send(ada, "PUT", "/api/top8", {"usernames": lists[number % 2]}).status_code, range(20)))
    assert answers == [200] * 20
    seen = [user["username"] for user in send(bob, "GET", f"/api/people/{ada.username}/top8").json()["data"]["people"]]
    assert seen in lists
    for wrong in ([names[0], names[0].upper()], [bob.username], ["nobody-at-all"], names * 3, "x", [7], None, [ada.username]):
        answer = send(ada, "PUT", "/api/top8", {"usernames": wrong})
        assert answer.status_code == 422 and list(answer.json()["error"]["details"]) == ["usernames"], wrong
    relation(ada, "DELETE", f"/api/people/{seen[0]}/follow")
    relation(friends[names.index(seen[1])], "PUT", f"/api/people/{bob.username}/block")
    assert [user["username"] for user in send(bob, "GET", f"/api/people/{ada.username}/top8").json()["data"]["people"]] == seen[2:]
    assert [user["username"] for user in send(ada, "GET", f"/api/people/{ada.username}/top8").json()["data"]["people"]] == seen[1:]


def test_open_walls_follow_a_block_at_once(server, ada, bob):
    cy = sign_up(server)
    sticker = {"kind": "art", "art": "beans", "x": 50, "y": 50}

    async def run():
        async with ada.socket() as first, bob.socket() as second, cy.socket() as third:
            for socket, account in ((first, bob), (second, ada), (third, cy)):
                await socket.watch(f"wall:{account.username}")
            wall, _ = await first.watch(f"wall:{cy.username}")
            placed = await asyncio.to_thread(send, bob, "POST", f"/api/walls/{cy.username}/stickers", sticker)
            assert placed.status_code == 201
            await first.event("changed", lambda data: data["place"] == wall["place"])
            await asyncio.to_thread(relation, ada, "PUT", f"/api/people/{bob.username}/block")
            assert (await first.event("place_closed"))["reason"] == "blocked"
            # Whoever was blocked is not told so.
            assert (await second.event("place_closed"))["reason"] == "gone"
            await first.event("changes", lambda data: data["place"] == wall["place"] and data.get("reset"))
            _, pages = await first.watch(f"wall:{cy.username}")
            assert bob.username not in str(pages)
            await asyncio.to_thread(send, bob, "POST", f"/api/walls/{cy.username}/stickers", sticker)
            await asyncio.to_thread(send, ada, "POST", f"/api/walls/{cy.username}/stickers", sticker)
            seen = await first.event("changed", lambda data: data["place"] == wall["place"])
            assert seen["object"]["placed_by"]["username"] == ada.username, "bob's came before it and was not told"
            for _ in range(3):
                await third.event("changed", lambda data: data["object"]["type"] == "sticker")

    asyncio.run(run())


@pytest.mark.parametrize("path", ["/people/{}", "/people/{}/block", "/@{}", "/@{}/guestbook", "/@{}/top8", "/@{}/feed.atom"])
def test_pages_of_somebody_who_hides_are_those_of_nobody(ada, bob, path):
    relation(ada, "PUT", f"/api/people/{bob.username}/block")
    headers = {**bob.headers, "Accept": "text/html"}
    hidden, nobody = (httpx.get(bob.server.url + path.format(name), headers=headers) for name in (ada.username, "nobody-at-all"))
    assert hidden.status_code == nobody.status_code == 404
    texts = [answer.text.replace(name, "*").split('class="request"')[0] for answer, name in ((hidden, ada.username), (nobody, "nobody-at-all"))]
    assert texts[0] == texts[1]
    if path.startswith("/@") and "atom" not in path:
        assert "Ask to follow" in hidden.text


def test_export_and_leaving_names_no_longer(ada, bob):
    relation(ada, "PUT", f"/api/people/{bob.username}/follow")
    relation(ada, "PUT", f"/api/people/{bob.username}/mute")
    answer = httpx.get(ada.server.url + "/settings/export", headers=ada.headers)
    assert Archive(answer)["relations"] == {
        "following": [bob.username], "followers": [], "requests": [], "requested": [], "blocked": [], "muted": [bob.username], "top8": [],
    }  # fmt: skip
