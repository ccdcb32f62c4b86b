"""Everything at once for a while: talking, paging back, tasks, sockets lost and come back. Nothing may be lost, nothing may grow."""

import concurrent.futures
import pathlib
import time

from common import RESULTS, Server, resident_bytes, table
from growth import fill_room
from loads import steps, wrk
from members import first_of, ids_of, make_members

NEW = '{"title":"Return the wheelbarrow"}'


def open_files(server: Server) -> int:
    return len(list(pathlib.Path(f"/proc/{server.process.pid}/fd").iterdir()))


def last(*arguments: object) -> dict:
    return list(steps(*arguments))[-1]


def storms(server: Server, tokens: str, end: float) -> list[dict]:
    results = []
    while time.monotonic() < end - 30:
        results.append(last("storm", server.port, tokens, "random", 300, 5, 200))
        time.sleep(10)
    return results


def samples(server: Server, end: float) -> list[dict]:
    taken = []
    while time.monotonic() < end:
        before, cpu = time.monotonic(), server.cpu()
        time.sleep(min(60, max(1, end - before)))
        span = time.monotonic() - before
        taken.append({"memory": server.memory(), "own": resident_bytes(server.process.pid, "Anonymous"), "files": open_files(server), "cpu": (server.cpu() - cpu) / span})
    return taken


def measure(minutes: float) -> None:
    seconds = minutes * 60
    with Server(18800) as server, concurrent.futures.ThreadPoolExecutor(8) as pool:
        talkers, others, worker = make_members(server, 200, "a"), make_members(server, 300, "b"), make_members(server, 16, "c")
        fill_room(server, ids_of(server, "a0")["a0"], 10_000)
        end = time.monotonic() + seconds
        talk = pool.submit(last, "fanout", server.port, talkers, "neospace", "general", 200, 10, 0, seconds - 10, 200)
        read = pool.submit(wrk, server.url + "/api/tasks?limit=10", worker, 8, seconds, PAUSE="20")
        write = pool.submit(wrk, server.url + "/api/tasks", worker, 8, seconds, PAUSE="100", METHOD="POST", BODY=NEW)
        look = pool.submit(wrk, server.url + "/rooms/growing", first_of(worker), 2, seconds, PAUSE="100", ACCEPT="text/html")
        storming = pool.submit(storms, server, others, end)
        taken = samples(server, end)
        talked, stormed = talk.result(), storming.result()
        requests = {"10 of a list": read.result(), "creating a task": write.result(), "a room's page": look.result()}
    RESULTS["soak raw"] = {"samples": taken, "talk": talked, "storms": stormed, "requests": requests}
    table(f"{minutes:g} minutes of everything: minute by minute", ("minute", "memory", "of that not the database's file", "open files", "processors used"), [
        (str(number + 1), f"{one['memory'] / 1e6:.0f} MB", f"{one['own'] / 1e6:.0f} MB", str(one["files"]), f"{one['cpu']:.2f}") for number, one in enumerate(taken)
    ])  # fmt: skip
    lost = talked["missing"] + talked["out_of_order"] + sum(one["missing"] + one["out_of_order"] for one in stormed)
    assert lost == 0, RESULTS["soak raw"]
    table("And in all", ("what", "figure"), [
        ("deliveries to 200 members, each once and in order", f"{talked['deliveries']:,}; p50 {talked['p50']:.1f} ms, p99 {talked['p99']:.1f} ms"),
        (f"{len(stormed)} times 300 sockets cut and back", f"slowest {max((one['max'] for one in stormed), default=0) / 1e3:.2f} s, "
                                                            f"{sum(one['errors'] for one in stormed)} refused"),
        *((what, f"{one['requests']:,}, none failed; p50 {one['p50']:.1f} ms, p99 {one['p99']:.1f} ms") for what, one in requests.items()),
    ])  # fmt: skip
