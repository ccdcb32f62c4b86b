"""Sockets that are only held, and five thousand that come back at once."""

import threading
import time

from common import QUICK, RESULTS, Server, table
from loads import steps, wrk
from members import first_of, make_members


def idle() -> None:
    count = 2_000 if QUICK else 10_000
    with Server(18400) as server:
        tokens = make_members(server, 1_000, "i")
        at_rest = server.memory()
        held = []
        for _ in steps("idle", server.port, tokens, count, 6):
            time.sleep(3)
            held.append(server.memory())
    table("Memory", ("what", "figure", "goal"), [
        ("at rest", f"{at_rest / 1e6:.0f} MB", "< 60 MB"),
        (f"per idle authenticated socket, {count:,} held", f"{(held[0] - at_rest) / count / 1024:.1f} KiB", ""),
        ("the same while it watches `me`", f"{(held[1] - at_rest) / count / 1024:.1f} KiB", "≤ 8 KiB"),
    ])  # fmt: skip


def storm() -> None:
    count = 1_000 if QUICK else 5_000
    with Server(18401) as server:
        tokens = make_members(server, 1_000, "r")
        honest: list[dict] = []

        def ask() -> None:
            url = server.url + "/api/tasks?limit=10"
            honest.append(wrk(url, first_of(tokens), connections=4, seconds=5, PAUSE="20"))

        asking = threading.Thread(target=ask)
        result: dict = {}
        for step in steps("storm", server.port, tokens, "general", count, 5, 200):
            if not result:
                asking.start()
            result = step
        asking.join()
    RESULTS["storm raw"] = result | {"honest": honest}
    assert result["missing"] == 0 and result["out_of_order"] == 0, result
    table(f"{count:,} members of one room cut at once come back with their cursors while it is posted to", ("what", "figure", "goal"), [
        ("caught up", f"p50 {result['p50'] / 1e3:.2f} s, the last {result['max'] / 1e3:.2f} s", "≤ 15 s"),
        ("handshakes refused, sockets closed", f"{result['errors']:,}", "0"),
        ("messages missing or out of order", "0", "0"),
        ("other people's `GET /api/tasks` meanwhile", f"p50 {honest[0]['p50']:.1f} ms, p95 {honest[0]['p95']:.1f} ms", "p95 < 100 ms"),
    ])  # fmt: skip


def measure() -> None:
    idle()
    storm()
