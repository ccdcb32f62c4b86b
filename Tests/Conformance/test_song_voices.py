"""Voices of verses from outside: who hears them, and what becomes of their files."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from archives import export
from media_files import jpeg, media, upload, wav
from neospace_client import sign_up
from test_actions import act, undo
from test_reports import staff
from test_song import ask, story


@pytest.fixture(scope="module")
def ada(server):
    return sign_up(server)


@pytest.fixture(scope="module")
def bob(server):
    return sign_up(server)


def speak(account, verse: int, base: int, voice: str | None, status: int | tuple = 200, title: str = "Start") -> dict:
    body = {"base_version": base, "title": title, "body": "x", "choices": [], "voice": voice}
    return ask(account, "PUT", f"/verses/{verse}", body, status)


def heard(sound: str, *accounts) -> list[int]:
    """The status of the file for each; None is a guest."""
    server = next(account for account in accounts if account).server
    return [httpx.get(f"{server.url}/media/{sound}/audio.mp3", headers=one.headers if one else {}).status_code for one in accounts]


def uses(account, sound: str) -> list[tuple]:
    answer = httpx.get(f"{account.server.url}/api/media/{sound}", headers=account.headers)
    return [(one["kind"], one["id"], one["link"]) for one in answer.json()["data"]["uses"]]


def delete(account, sound: str) -> int:
    return httpx.delete(f"{account.server.url}/api/media/{sound}", headers=account.headers).status_code


def test_readers_of_the_story_hear_the_present_voice(ada, bob):
    sound = media(ada, wav(1.1))
    mill = story(ada, visibility="private")
    assert heard(sound, ada, bob, None) == [200, 404, 404], "nothing has it yet"
    assert speak(ada, mill["root"], 1, sound)["verse"]["voice"] == sound
    assert heard(sound, ada, bob, None) == [200, 404, 404]
    for base, visibility, expected in ((1, "members", [200, 404]), (2, "public", [200, 200]), (3, "private", [404, 404])):
        ask(ada, "PATCH", f"/stories/{mill['id']}", {"base_version": base, "visibility": visibility})
        assert heard(sound, bob, None) == expected, visibility
    ask(ada, "PUT", f"/stories/{mill['id']}/writers/{bob.username}")
    assert heard(sound, bob, None) == [200, 404]
    answer = httpx.get(f"{bob.server.url}/media/{sound}/audio.mp3", headers=bob.headers)
    assert answer.headers["content-type"] == "audio/mpeg" and "private" in answer.headers["cache-control"]
    assert uses(ada, sound) == [("verse", mill["root"], f"/song/verses/{mill['root']}")] and delete(ada, sound) == 409
    # Bob keeps it; only Ada can put it in.
    saved = ask(bob, "PUT", f"/verses/{mill['root']}", {"base_version": 2, "title": "Start", "body": "y", "choices": [], "voice": sound})
    assert saved["verse"]["voice"] == sound and saved["verse"]["version"] == 3
    speak(bob, mill["root"], 3, None)
    assert heard(sound, ada, bob) == [200, 404] and uses(ada, sound) == []
    assert list(speak(bob, mill["root"], 4, sound, 422)["details"]) == ["voice"]
    back = ask(bob, "POST", f"/verses/{mill['root']}/revert", {"version": 2, "base_version": 4})
    assert back["verse"]["voice"] == sound and heard(sound, bob) == [200]
    # A voice whose file is gone is null.
    speak(ada, mill["root"], 5, None)
    assert delete(ada, sound) == 200
    assert ask(bob, "GET", f"/verses/{mill['root']}/history/2")["revision"]["voice"] is None
    same = ask(bob, "POST", f"/verses/{mill['root']}/revert", {"version": 2, "base_version": 6})
    assert same["verse"]["voice"] is None


def test_only_sounds_of_ones_own_of_at_most_two_minutes(ada, bob):
    mill = story(ada)
    theirs, picture = media(bob, wav(1.2)), media(ada, jpeg("64x48", 91))
    long, longest = media(ada, wav(122)), media(ada, wav(119.5))
    for wrong in (theirs, picture, long, "x", 1, [], "6f0c0000-0000-4000-8000-000000000000"):
        assert list(speak(ada, mill["root"], 1, wrong, 422)["details"]) == ["voice"], wrong
        refused = ask(ada, "POST", f"/stories/{mill['id']}/verses", {"title": "Loft", "voice": wrong}, 422)
        assert list(refused["details"]) == ["voice"], wrong
    made = ask(ada, "POST", f"/stories/{mill['id']}/verses", {"title": "Loft", "voice": longest}, 201)["verse"]
    assert made["voice"] == longest and made["version"] == 1


def test_a_deleted_verse_holds_its_voice_unserved(server, ada, bob):
    moderator = staff(server)
    mill = story(ada)
    sound = media(ada, wav(1.3))
    verse = ask(ada, "POST", f"/stories/{mill['id']}/verses", {"title": "Loft", "voice": sound}, 201)["verse"]["id"]
    ask(ada, "DELETE", f"/verses/{verse}")
    assert heard(sound, ada, bob) == [200, 404] and uses(ada, sound) == []
    assert ask(ada, "POST", f"/verses/{verse}/restore")["verse"]["voice"] == sound and heard(sound, bob) == [200]
    taken = act(moderator, "remove", target={"kind": "verse", "id": str(verse)})
    assert heard(sound, bob, moderator) == [404, 404]
    undo(moderator, taken["id"])
    assert heard(sound, bob) == [200] and ask(bob, "GET", f"/verses/{verse}")["verse"]["voice"] == sound
    ask(ada, "DELETE", f"/stories/{mill['id']}")
    assert heard(sound, bob) == [404]
    ask(ada, "POST", f"/stories/{mill['id']}/restore")
    assert heard(sound, bob) == [200]
    # Deleted while the verse is, it is lost.
    ask(ada, "DELETE", f"/verses/{verse}")
    assert delete(ada, sound) == 200
    assert ask(ada, "POST", f"/verses/{verse}/restore")["verse"]["voice"] is None


def test_blocks_and_bans_of_the_keeper_close_the_story_and_its_voices(server, bob):
    moderator, keeper, eve = staff(server), sign_up(server), sign_up(server)
    mill = story(keeper, writing="open", visibility="public")
    sound, hers = media(keeper, wav(1.31)), media(eve, wav(1.32))
    speak(keeper, mill["root"], 1, sound)
    ask(eve, "POST", f"/stories/{mill['id']}/verses", {"title": "Loft", "voice": hers}, 201)
    # A story is shared work: what a banned writer put in is heard.
    banned = act(moderator, "ban", username=eve.username)
    assert heard(hers, bob, keeper, None) == [200, 200, 200]
    undo(moderator, banned["id"])
    with keeper.http() as http:
        assert http.put(f"/api/people/{bob.username}/block").status_code == 200
        assert heard(sound, bob, keeper) == [404, 200] and heard(hers, bob) == [404]
        assert http.delete(f"/api/people/{bob.username}/block").status_code == 200
    banned = act(moderator, "ban", username=keeper.username)
    assert heard(sound, bob, None) == [404, 404] and heard(hers, bob) == [404]
    undo(moderator, banned["id"])
    assert heard(sound, bob, None) == [200, 200]


def test_a_sound_that_is_deleted_while_verses_take_it_is_either_gone_or_heard(ada):
    mill = story(ada)
    verses = [ask(ada, "POST", f"/stories/{mill['id']}/verses", {"title": f"Verse {number}"}, 201)["verse"]["id"] for number in range(10)]
    for number, verse in enumerate(verses):
        sound = media(ada, wav(2 + number / 100))
        with ThreadPoolExecutor(2) as pool:
            saving = pool.submit(speak, ada, verse, 1, sound, (200, 422), f"Verse {number}")
            deleting = pool.submit(delete, ada, sound)
            told, status = saving.result(), deleting.result()
        present = ask(ada, "GET", f"/verses/{verse}")["verse"]["voice"]
        assert (status, present) == ((409, sound) if "verse" in told else (200, None)), told


def test_fifty_saves_with_one_voice_at_once_are_one(server):
    ada = sign_up(server)
    mill, sound = story(ada), media(ada, wav(1.33))

    def save(number: int) -> int:
        body = {"base_version": 1, "title": "Start", "body": f"{number}", "choices": [], "voice": sound}
        return httpx.put(f"{server.url}/api/song/verses/{mill['root']}", json=body, headers=ada.headers, timeout=60).status_code

    with ThreadPoolExecutor(50) as pool:
        assert sorted(pool.map(save, range(50))) == [200] + [409] * 49
    assert uses(ada, sound) == [("verse", mill["root"], f"/song/verses/{mill['root']}")]


def test_a_fork_takes_ones_own_voices_along_and_files_leave_them_behind(server, ada, bob):
    mill, sound, his = story(ada, writing="open"), media(ada, wav(1.4)), media(bob, wav(1.45))
    speak(ada, mill["root"], 1, sound)
    loft = {"title": "Loft", "voice": his, "from": mill["root"]}
    ask(bob, "POST", f"/stories/{mill['id']}/verses", loft, 201)

    def voices(fork: dict) -> list[str | None]:
        verses = ask(bob, "GET", f"/stories/{fork['id']}")["verses"]
        return [ask(bob, "GET", f"/verses/{verse['id']}")["verse"]["voice"] for verse in verses]

    fork = ask(bob, "POST", f"/stories/{mill['id']}/fork", {}, 201)["story"]
    assert voices(fork) == [None, his]
    # So nobody's copy keeps her from taking hers back.
    speak(ada, mill["root"], 3, None)
    assert heard(sound, bob) == [404] and uses(ada, sound) == [] and delete(ada, sound) == 200
    for kind in ("json", "twee", "html"):
        answer = httpx.get(f"{server.url}/api/song/stories/{fork['id']}/export.{kind}", headers=bob.headers)
        assert answer.status_code == 200 and his not in answer.text and '"voice"' not in answer.text
    part = export(bob)["song"]
    assert [one["story"]["title"] for one in part["stories"]] == ["The mill"] and his not in str(part)


def test_a_watcher_is_told_of_the_voice(ada, bob):
    mill, sound = story(ada), media(ada, wav(1.5))

    async def run():
        async with bob.socket() as his:
            await his.watch(f"story:{mill['id']}")
            await asyncio.to_thread(speak, ada, mill["root"], 1, sound)
            told = await his.event("changed", lambda data: data["object"]["type"] == "verse")
            assert told["object"]["voice"] == sound
            assert told["object"] == ask(bob, "GET", f"/verses/{mill['root']}")["verse"]

    asyncio.run(run())


def test_the_form_takes_a_file(server, ada, bob):
    mill = story(ada)
    path = f"{server.url}/song/verses/{mill['root']}/edit"
    headers = ada.headers | {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}

    def send(base: int, file: bytes | None = None, **more) -> httpx.Response:
        parts = [(name, (None, value)) for name, value in ({"base_version": str(base), "title": "Start", "body": "Rain"} | more).items()]
        parts.append(("voice", ("voice.wav", file)) if file else ("voice", ("", b"", "application/octet-stream")))
        return httpx.post(path, files=parts, headers=headers, timeout=60)

    assert send(1, wav(1.6)).status_code == 303
    sound = ask(ada, "GET", f"/verses/{mill['root']}")["verse"]["voice"]
    assert heard(sound, bob) == [200]
    assert send(2, body="Snow").status_code == 303
    assert ask(ada, "GET", f"/verses/{mill['root']}")["verse"]["voice"] == sound, "what is not chosen stays"
    refused = send(3, b"<html>no sound</html>" * 9)
    assert refused.status_code == 422 and "Voice" in refused.text
    assert send(3, wav(122)).status_code == 422
    assert send(3, without_voice="true").status_code == 303
    assert ask(ada, "GET", f"/verses/{mill['root']}")["verse"]["voice"] is None
    before = upload(bob, wav(1.7)).json()["data"]["media"]["id"]
    stranger = headers | bob.headers
    assert httpx.post(path, files=[("voice", ("v.wav", wav(1.8)))], headers=stranger, timeout=60).status_code == 403
    files = httpx.get(f"{server.url}/api/media?kind=audio&limit=1", headers=bob.headers).json()["data"]["media"]
    assert [one["id"] for one in files] == [before], "nothing was uploaded for who may not save"
