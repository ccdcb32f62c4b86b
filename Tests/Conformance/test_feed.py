"""The feed as its contract has it: entries, filters, and what an open socket is told."""

import asyncio

import httpx
import pytest
from neospace_client import sign_up

ENTRY = {"id", "kind", "author", "title", "link", "html", "created_at"}


@pytest.fixture
def ada(server):
    return sign_up(server)


@pytest.fixture
def bob(server, ada):
    account = sign_up(server)
    follow(account, ada)
    return account


def send(account, method: str, path: str, body=None) -> dict:
    answer = httpx.request(method, account.server.url + path, headers=account.headers, json=body)
    assert answer.is_success, answer.text
    return answer.json()["data"]


def follow(account, other) -> None:
    assert send(account, "PUT", f"/api/people/{other.username}/follow")["relation"]["following"] == "following"


def add(account, text: str) -> int:
    return send(account, "POST", "/api/modules", {"kind": "text", "content": {"text": text}})["module"]["id"]


def feed(account, query: str = "") -> dict:
    data = send(account, "GET", f"/api/feed{query}")
    assert all(set(entry) == ENTRY for entry in data["entries"])
    return data


def titles(account, query: str = "") -> list[str]:
    return [entry["title"] for entry in feed(account, query)["entries"]]


def test_entries_come_and_go_with_what_is_followed(ada, bob):
    one, _ = add(ada, "one"), add(ada, "two")
    entries = feed(bob)["entries"]
    assert [entry["title"] for entry in entries] == ["two", "one"]
    assert entries[1]["link"] == f"/@{ada.username}#module-{one}" and entries[1]["author"]["username"] == ada.username
    assert entries[1]["kind"] == "module" and ">one<" in entries[1]["html"].replace("\n", "")
    assert titles(ada) == [] and titles(bob, f"?person={ada.username}&kind=module&limit=1") == ["two"]
    send(ada, "DELETE", f"/api/modules/{one}")
    assert titles(bob) == ["two"]
    send(ada, "POST", f"/api/modules/{one}/restore")
    assert titles(bob) == ["two", "one"]
    send(bob, "PUT", f"/api/people/{ada.username}/mute")
    assert titles(bob) == []
    send(bob, "DELETE", f"/api/people/{ada.username}/mute")
    send(ada, "PUT", f"/api/people/{bob.username}/block")
    assert titles(bob) == []
    assert httpx.get(f"{bob.server.url}/api/feed?person={ada.username}", headers=bob.headers).status_code == 404


def test_parameters(bob):
    for query, status in (("kind=message", 422), ("kind=", 422), ("limit=0", 422), ("before=no", 422), ("x=1", 422), ("person=nobody-at-all", 404)):
        assert httpx.get(f"{bob.server.url}/api/feed?{query}", headers=bob.headers).status_code == status, query
    for kind in ("module", "script", "verse", "release"):
        assert feed(bob, f"?kind={kind}") == {"entries": [], "next": None}
    assert httpx.get(f"{bob.server.url}/api/feed").status_code == 401


def test_open_feeds_are_told_without_text(server, ada, bob):
    stranger = sign_up(server)

    async def run() -> None:
        async with bob.socket() as watching, stranger.socket() as other:
            for socket in (watching, other):
                await socket.watch("feed")
            text = "words of the entry"
            module = await asyncio.to_thread(add, ada, text)
            new = await watching.event("signal")
            (entry,) = (await asyncio.to_thread(feed, bob))["entries"]
            assert new["place"] == "feed" and new["name"] == "new" and text not in str(new)
            assert {name: new[name] for name in ("id", "kind", "author", "created_at")} == {
                name: entry[name] for name in ("id", "kind", "author", "created_at")
            }
            await asyncio.to_thread(send, ada, "DELETE", f"/api/modules/{module}")
            gone = await watching.event("signal")
            assert gone == {"place": "feed", "name": "gone", "id": entry["id"]}
            # What the stranger is told after it shows that nothing came before.
            await asyncio.to_thread(follow, stranger, ada)
            await asyncio.to_thread(add, ada, "later")
            assert (await other.event("signal"))["id"] > entry["id"]
            assert not [frame for frame in other.frames if frame["type"] == "signal" and frame["data"].get("id") == entry["id"]]

    asyncio.run(run())
