"""Cats whose ledgers have a million rows together: their list, a page, a ledger, and what a deed costs the request that raises it."""

import contextlib
import json
import statistics
import time
import urllib.request

from common import QUICK, RESULTS, Server, table
from loads import times
from members import statement
from song import fetch
from walls import Owner

# As many that each cat has the rows its reasons are looked for in.
FEW, ROWS = 12_000, 100_000 if QUICK else 1_000_000
TIMES = 50 if QUICK else 400
PETS = 200
PATHS = ("/api/cats", "/api/cats/miso", "/cats/miso", "/api/cats/miso/ledger")
DEEDS = "'login_success', 'login_failure', 'form_error', 'timeout', 'post_created', 'sticker_placed', 'verse_canon', 'idle'"


def rows(count: int, now: int) -> str:
    """The statements that write as many rows for each cat, the newest of them a minute ago."""
    each = count // 12
    deed = "CASE i % 8 " + " ".join(f"WHEN {number} THEN {name}" for number, name in enumerate(DEEDS.split(", "))) + " END"
    return f"""
        INSERT INTO cat_ledger (cat, n, at, deed, event, gain, habit, effect_p, effect_a, effect_d, after_p, after_a, after_d, label)
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {each})
          SELECT c.position, i, {now} - 60000 * ({each} - i + 1), {deed}, 'e' || c.position || '-' || i, 100, 0, 1000, 1000, 1000, 100000, 100000, 100000, 'Curious-but-Cautious'
          FROM cats c, n;
        UPDATE cats SET n = {each}, row_at = {now} - 60000, pleasure = 100000, arousal = 100000, dominance = 100000, label = 'Curious-but-Cautious';
        """  # fmt: skip


def reads() -> None:
    with contextlib.ExitStack() as stack:
        worlds = {}
        for number, count in enumerate((FEW, ROWS)):
            server = stack.enter_context(Server(18780 + number))
            # A server keeps in memory what its cats feel.
            server.stop()
            statement(server, rows(count, time.time_ns() // 1_000_000))
            server.start()
            worlds[f"{count:,} rows"] = Owner(server, "reader")
        results = {path: {name: times(lambda _: fetch(owner, path), TIMES) for name, owner in worlds.items()} for path in PATHS}
    RESULTS["cats"] = results
    table(
        "Cats, one request after another, p50 / p95", ("what is asked", *worlds, "goal"),
        [(path, *(f"{one['p50']:.2f} / {one['p95']:.2f} ms" for one in found.values()), "p95 < 10 ms") for path, found in results.items()])


def switch(boss: Owner, state: str) -> None:
    def ask(body: dict | None) -> dict:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Authorization": f"Bearer {boss.token}"}
        request = urllib.request.Request(boss.server.url + "/admin/settings", json.dumps(body).encode() if body else None, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    ask({"version": ask(None)["version"], "cats": state})


def deeds() -> None:
    """Modules added to a wall, which is a deed, with the cats and without them; turn by turn."""
    with Server(18785) as server:
        owner, boss = Owner(server, "keeper"), Owner(server, "boss")
        statement(server, "UPDATE users SET role = 'admin' WHERE username = 'boss'")
        found: dict[str, list[float]] = {"on": [], "off": []}
        for turn in range(10):
            for state in found:
                switch(boss, state)
                for _ in range(PETS // 10):
                    begun = time.perf_counter()
                    module = owner.ask("POST", "/api/modules", {"kind": "text", "content": {"text": "a shelf"}})["module"]["id"]
                    found[state].append((time.perf_counter() - begun) * 1_000)
                    owner.ask("DELETE", f"/api/modules/{module}")
    medians = {state: statistics.median(times) for state, times in found.items()}
    RESULTS["deeds"] = medians
    table(
        "A module is added, which is a deed, median", ("with cats", "without cats", "goal"),
        [(f"{medians['on']:.2f} ms", f"{medians['off']:.2f} ms", "at most 0.2 ms more")])


def measure() -> None:
    reads()
    deeds()
