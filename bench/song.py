"""Stories of the greatest size: the map, the check, a save and a long reading of 500 verses with 1,500 choices, one request after another."""

import contextlib
import json
import urllib.request

from common import QUICK, RESULTS, Server, table
from loads import times
from postgres_server import PostgresServer
from walls import Owner

VERSES, WAYS, STEPS = 500, 3, 500
TIMES = 20 if QUICK else 200
GOALS = {"map": 50, "check": 50, "save": 20, "reading of 500 steps": 20}


def tale() -> dict:
    """Each verse leads on to three others, so that every reading can go on for ever."""
    verses = []
    for key in range(1, VERSES + 1):
        choices = [{"label": f"Way {way}", "to": (key * (way + 1) + way) % VERSES + 1} for way in range(WAYS)]
        verses.append({"key": key, "title": f"Verse {key}", "body": "The wheel turns. " * 60, "ending": key % 50 == 0, "choices": choices})
    return {"format": "neospace-story", "version": 1, "title": "A long one", "verses": verses}


def sent(owner: Owner, story: dict) -> dict:
    content = json.dumps(story).encode()
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.json"\r\n\r\n'
    return owner.send("POST", "/api/song/import", head + content + b"\r\n--x--\r\n", "multipart/form-data; boundary=x")["story"]


def fetch(owner: Owner, path: str) -> bytes:
    request = urllib.request.Request(owner.server.url + path, headers={"Authorization": f"Bearer {owner.token}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def measured(server: Server) -> dict[str, dict]:
    owner = Owner(server, "keeper")
    story = sent(owner, tale())
    base = f"/api/song/stories/{story['id']}"
    verse = json.loads(fetch(owner, f"/api/song/verses/{story['root']}"))["data"]["verse"]
    version = verse["version"]

    def save(number: int) -> None:
        nonlocal version
        body = {"base_version": version, "title": verse["title"], "body": f"Text {number}", "choices": verse["choices"]}
        version = owner.ask("PUT", f"/api/song/verses/{verse['id']}", body)["verse"]["version"]

    # A reading as long as it may be.
    path: list[str] = []
    while len(path) < STEPS:
        query = "?path=" + ".".join(path)
        reading = json.loads(fetch(owner, f"{base}/play{query}"))["data"]["reading"]
        path.append(str(reading["choices"][len(path) % WAYS]["id"]))
    read = f"{base}/play?path=" + ".".join(path)
    assert json.loads(fetch(owner, read))["data"]["reading"]["step"] == STEPS

    results = {}
    asked = {"map": lambda _: fetch(owner, f"{base}/map"), "check": lambda _: fetch(owner, f"{base}/check"), "save": save}
    for what, ask in (asked | {"reading of 500 steps": lambda _: fetch(owner, read)}).items():
        before = server.cpu()
        results[what] = times(ask, TIMES)
        results[what]["cpu"] = (server.cpu() - before) / TIMES * 1_000
    return results


def measure() -> None:
    with contextlib.ExitStack() as stack:
        postgres = stack.enter_context(PostgresServer())
        worlds = {}
        for number, (name, env) in enumerate({"SQLite": {}, "PostgreSQL": {"DATABASE_URL": postgres.create_database()}}.items()):
            with Server(18790 + number, **env) as server:
                worlds[name] = measured(server)
    RESULTS["song"] = worlds
    table(
        f"A story of {VERSES} verses with {VERSES * WAYS:,} choices, p50 / p95 and the server's CPU", ("what is asked", *worlds, "goal"),
        [(what, *(f"{one[what]['p50']:.1f} / {one[what]['p95']:.1f} ms, {one[what]['cpu']:.1f} ms" for one in worlds.values()), f"p95 < {goal} ms")
         for what, goal in GOALS.items()])
