"""Patterns from outside: what an independent library reads in the MIDI files, why a watch ends, and what comes of 50 saves at once."""

import asyncio
import concurrent.futures
import io
import math
import random

import httpx
import mido
from archives import Archive, taken
from neospace_client import PlaceFold, sign_up

VOICES = ["kick", "snare", "hat_c", "hat_o", "bass", "lead", "pad", "fx"]
DRUMS = [36, 38, 42, 46]
PROGRAMS = [38, 81, 89, 45]
TONES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]


def half_up(value: float) -> int:
    return math.floor(value + 0.5)


def ask(account, method: str, path: str, body: dict | None = None, status: int = 200) -> dict:
    answer = httpx.request(method, f"{account.server.url}/api/song{path}", json=body, headers=account.headers, timeout=30)
    assert answer.status_code == status, (path, answer.status_code, answer.text[:300])
    return answer.json().get("data") or answer.json().get("error")


def pattern(account, **more) -> dict:
    return ask(account, "POST", "/patterns", {"title": "Rain 🌧", "visibility": "members", **more}, 201)["pattern"]


def some_loop(chance: random.Random) -> dict:
    def step(voice: int) -> dict | int:
        if chance.random() < 0.6:
            return 0
        note = {"note": f"{chance.choice(TONES)}{chance.randint(1, 6)}"} if voice > 3 and chance.random() < 0.8 else {}
        return {"v": chance.randint(1, 3)} | note

    pages = [[[step(voice) for _ in range(16)] for voice in range(8)] for _ in range(chance.randint(1, 4))]
    tracks = [
        {"volume": chance.randint(-80, 12) / 2, "pan": chance.randint(-10, 10) / 10, "mute": chance.random() < 0.2, "solo": chance.random() < 0.1}
        for _ in VOICES
    ]
    chain = [chance.randrange(len(pages)) for _ in range(chance.randint(1, 16))]
    return {"bpm": chance.randint(60, 200), "swing": chance.choice([0, 0.1, 0.33, 0.6]), "pages": pages, "chain": chain, "tracks": tracks}


def expected(loop: dict, voice: int) -> list[tuple]:
    """The notes of a track: key, velocity, start and end in ticks."""
    track = loop["tracks"][voice]
    if track["mute"] or (any(other["solo"] for other in loop["tracks"]) and not track["solo"]):
        return []
    late = half_up(120 * loop["swing"])
    level = min(1, 10 ** (track["volume"] / 40))
    notes = []
    for place, page in enumerate(loop["chain"]):
        for index, step in enumerate(loop["pages"][page][voice]):
            if step == 0:
                continue
            number = place * 16 + index
            start = 120 * number + (late if number % 2 else 0)
            end = 120 * (number + 1) + (late if (number + 1) % 2 else 0) - 12
            loudness = [64, 96, 120][step["v"] - 1]
            if voice < 4:
                notes.append((DRUMS[voice], max(1, half_up(level * loudness)), start, end))
            else:
                name = step["note"]
                notes.append((TONES.index(name[:-1]) + 12 * (int(name[-1]) + 1), loudness, start, end))
    return notes


def test_a_mid_read_by_an_independent_library_equals_the_grid(server):
    ada, chance = sign_up(server), random.Random(5)
    for _ in range(12):
        made = pattern(ada, loop=some_loop(chance))
        loop = made["loop"]
        answer = httpx.get(f"{server.url}/api/song/patterns/{made['id']}/r/1/loop.mid", headers=ada.headers)
        assert answer.headers["content-type"] == "audio/midi" and "attachment" in answer.headers["content-disposition"]
        file = mido.MidiFile(file=io.BytesIO(answer.content), charset="utf-8", clip=False)
        assert (file.type, file.ticks_per_beat, len(file.tracks)) == (1, 480, 9)
        head = {message.type: message for message in file.tracks[0]}
        assert head["track_name"].name == made["title"]
        assert (head["time_signature"].numerator, head["time_signature"].denominator) == (4, 4)
        assert head["set_tempo"].tempo == half_up(60_000_000 / loop["bpm"])
        for voice, name in enumerate(VOICES):
            track, notes, open_at, now = file.tracks[voice + 1], [], {}, 0
            channel = 9 if voice < 4 else voice - 4
            assert track[0].type == "track_name" and track[0].name == name
            controls = {}
            for message in track:
                now += message.time
                if not message.is_meta:
                    assert message.channel == channel
                if message.type == "note_on":
                    open_at[message.note] = (message.velocity, now)
                elif message.type == "note_off":
                    velocity, start = open_at.pop(message.note)
                    notes.append((message.note, velocity, start, now))
                elif message.type == "program_change":
                    assert message.program == PROGRAMS[voice - 4]
                elif message.type == "control_change":
                    controls[message.control] = message.value
            assert notes == expected(loop, voice) and not open_at
            assert now == 1_920 * len(loop["chain"]) and sum(message.time for message in file.tracks[0]) == now
            if voice > 3:
                setting = loop["tracks"][voice]
                level = min(1, 10 ** (setting["volume"] / 40))
                assert controls == {7: half_up(level * 127), 10: half_up(63.5 + 63.5 * setting["pan"])}
            else:
                assert controls == {}


def test_a_revision_never_changes(server):
    ada = sign_up(server)
    made = pattern(ada, loop={"bpm": 90})
    path = f"{server.url}/api/song/patterns/{made['id']}/r/1"
    before = [httpx.get(path + tail, headers=ada.headers).content for tail in ("", "/loop.mid")]
    ask(ada, "PATCH", f"/patterns/{made['id']}", {"base_version": 1, "title": "Hail", "loop": {"bpm": 100}})
    assert [httpx.get(path + tail, headers=ada.headers).content for tail in ("", "/loop.mid")] == before
    tag = httpx.get(path + "/loop.mid", headers=ada.headers).headers["etag"]
    assert httpx.get(path + "/loop.mid", headers={**ada.headers, "If-None-Match": tag}).status_code == 304


def test_50_saves_on_one_base_one_200_and_the_fold_equals_a_fresh_look(server):
    ada, bob = sign_up(server), sign_up(server)
    made = pattern(ada)
    place = f"pattern:{made['id']}"

    def save(number: int) -> int:
        body = {"base_version": 1, "loop": {"bpm": 60 + number}}
        return httpx.patch(f"{server.url}/api/song/patterns/{made['id']}", json=body, headers=ada.headers, timeout=60).status_code

    async def run():
        live, fresh = PlaceFold(), PlaceFold()
        async with bob.socket() as his:
            await his.watch(place)
            with concurrent.futures.ThreadPoolExecutor(10) as pool:
                statuses = await asyncio.gather(*(asyncio.get_running_loop().run_in_executor(pool, save, number) for number in range(50)))
            assert sorted(statuses) == [200] + [409] * 49
            told = await his.event("changed")
            assert told["object"]["version"] == 2 and told["object"] == ask(bob, "GET", f"/patterns/{made['id']}")["pattern"]
            for frame in list(his.frames):
                live.frame(frame, place)
        async with bob.socket() as later:
            await later.watch(place)
            for frame in list(later.frames):
                fresh.frame(frame, place)
        assert live.living() == fresh.living()

    asyncio.run(run())


def test_why_a_watch_ends(server):
    ada, bob = sign_up(server), sign_up(server)

    async def reason(change) -> str:
        made = pattern(ada)
        async with bob.socket() as his:
            await his.watch(f"pattern:{made['id']}")
            change(made["id"])
            return (await his.event("place_closed"))["reason"]

    assert asyncio.run(reason(lambda id: ask(ada, "PATCH", f"/patterns/{id}", {"base_version": 1, "visibility": "private"}))) == "private"
    assert asyncio.run(reason(lambda id: ask(ada, "DELETE", f"/patterns/{id}"))) == "gone"

    def block(_):
        with ada.http() as http:
            assert http.put(f"/api/people/{bob.username}/block").status_code == 200

    assert asyncio.run(reason(block)) == "blocked"


def test_hostile_titles_are_text(server):
    ada = sign_up(server)
    sign = '<script>alert(1)</script> " ]]> </svg>'
    made = pattern(ada, title=sign, visibility="public")
    for path in ("/song?kind=patterns", f"/song/patterns/{made['id']}", f"/song/patterns/{made['id']}/delete"):
        answer = httpx.get(server.url + path, headers={"Accept": "text/html", **ada.headers})
        assert answer.status_code == 200 and "<script>alert" not in answer.text and "&lt;script&gt;" in answer.text, path


def test_patterns_leave_in_the_archive_and_come_in_private(server):
    ada, bob = sign_up(server), sign_up(server)
    made = pattern(ada, loop={"bpm": 77})
    archive = httpx.get(f"{server.url}/settings/export", headers=ada.headers, timeout=60).content
    [item] = Archive(archive)["song"]["patterns"]
    assert (item["title"], item["visibility"], item["loop"]) == (made["title"], "members", made["loop"])
    counts = taken(bob, archive)["song"]
    assert (counts["created"], counts["skipped"], counts["refused"]) == (1, 0, [])
    assert taken(bob, archive)["song"]["skipped"] == 1
    # At home it is there already.
    assert taken(ada, archive)["song"]["created"] == 0
    [came] = Archive(httpx.get(f"{server.url}/settings/export", headers=bob.headers, timeout=60).content)["song"]["patterns"]
    assert came == item | {"visibility": "private"}
