"""From starting the program to its first answer."""

import statistics

from common import Server, table
from members import make_members


def measure() -> None:
    with Server(18500) as server:
        make_members(server, 1_000, "x")
        times = []
        for _ in range(5):
            server.stop()
            times.append(server.start())
    table("Start on an existing database to the first 200", ("figure", "goal"), [(f"{statistics.median(times) * 1000:.0f} ms", "< 500 ms")])
