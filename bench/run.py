#!/usr/bin/env python3
"""Measures the release build on loopback, beside peers in the same run, turn by turn, and prints tables.

bin/bench [quick] [part …]      parts: health fanout posts database tasks growth sockets downloads walls people care cats song scripts phone start; all of them when none is named
bin/bench nodes                 what each kind of work costs two nodes, PostgreSQL and Redis
bin/bench scaling               what breaks first as a community grows: computed, so nothing is built
bin/bench soak [minutes] [two]  everything at once for ten minutes; on two nodes with PostgreSQL and Redis
Raw results go to bench/results/, which is not committed; docs/BENCHMARKS.md carries the summary."""

import sys
import time

import care
import cats
import database
import downloads
import fanout
import growth
import health
import nodes
import people
import peers
import posts
import scaling
import scripts
import slow_phone
import soak
import sockets
import song
import start
import tasks
import walls
from common import build, save

PARTS = {"health": health, "tasks": tasks, "fanout": fanout, "posts": posts, "database": database, "sockets": sockets, "growth": growth, "downloads": downloads,
         "walls": walls, "people": people, "care": care, "cats": cats, "song": song, "scripts": scripts, "phone": slow_phone, "start": start}
# Not among those that run when none is named.
ASKED_FOR = {"nodes": nodes, "scaling": scaling}


def main() -> None:
    asked = [word for word in sys.argv[1:] if word != "quick"]
    if asked[:1] == ["soak"]:
        build()
        peers.install()
        words = asked[1:]
        try:
            soak.measure(float(next((word for word in words if word != "two"), 10)), "two" in words)
        finally:
            save()
        return
    unknown = [word for word in asked if word not in PARTS | ASKED_FOR]
    if unknown:
        sys.exit(f"bin/bench: no part is called {unknown[0]}; there are {', '.join(PARTS | ASKED_FOR)}")
    if asked == ["scaling"]:
        scaling.measure()
        return save()
    build()
    peers.install()
    began = time.monotonic()
    for name in asked or PARTS:
        (PARTS | ASKED_FOR)[name].measure()
    print(f"\nMeasured in {(time.monotonic() - began) / 60:.1f} minutes.")
    save()


if __name__ == "__main__":
    main()
