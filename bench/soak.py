"""Everything at once for a while, on one node with SQLite or on two with PostgreSQL and Redis: members do whatever they can (doers.py), 500 sockets watch
and are cut (watchers.py), a room of 200 talks, 300 sockets are lost at once and come back, lists and pages are asked for. Nothing may fail, nothing may
be missing at the end, and a node's own memory may not grow."""

import concurrent.futures
import contextlib
import json
import pathlib
import re
import statistics
import subprocess
import time
from collections.abc import Iterator

import peers
from common import RESULTS, ROOT, Server, table
from growth import fill_room
from loads import steps, wrk
from members import first_of, ids_of, make_members
from postgres_server import PostgresServer
from redis_server import RedisServer

NEW = '{"title":"Return the wheelbarrow"}'
WATCHERS = 500
# What memory may do after the first third, which fills caches: this far from its median, in bytes.
BOUND = 2_000_000
# Shorter runs have not filled them.
JUDGED_FROM = 10
# A line of the log: the time, the level, the event.
COMPLAINT = re.compile(r"\S+ (WARNING|ERROR|CRITICAL) +(\S+)")


@contextlib.contextmanager
def one_node() -> Iterator[list[Server]]:
    with Server(18800, **settings()) as server:
        yield [server]


@contextlib.contextmanager
def two_nodes() -> Iterator[list[Server]]:
    """On one PostgreSQL, one Redis and one folder."""
    with PostgresServer() as postgres, RedisServer() as redis:
        shared = settings() | {"DATABASE_URL": postgres.create_database(), "REDIS_URL": redis.url}
        with Server(18810, **shared) as first, Server(18811, **shared | {"NEOSPACE_DATA": first.data}) as second:
            yield [first, second]


def settings() -> dict[str, str]:
    return {"ADMIN_EMAILS": "admin@example.org", "DOWNLOAD_FILE": str(release()), "NEOSPACE_MEDIA_QUOTA": "100000"}


def release() -> pathlib.Path:
    """What members download: 1 MiB of zeros."""
    file = ROOT / "bench/results/release.zip"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(bytes(1 << 20))
    return file


class Program:
    """A load program in Python: takes its task as a line, tells a line when it is ready, ends when told and tells what it found."""

    def __init__(self, name: str, task: dict):
        command = [str(peers.VENV / "bin/python"), str(ROOT / f"bench/{name}.py")]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.say(json.dumps(task))
        self.first = self.hear()

    def say(self, line: str) -> None:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args[1]} ended with {self.process.wait()}")
        return json.loads(line)

    def end(self) -> dict:
        self.say("end")
        found = self.hear()
        self.process.wait(60)
        return found


def outcome(work: concurrent.futures.Future) -> dict | list:
    """What a load client found, or why it ended before its time: the others went on, and what they found counts."""
    try:
        return work.result()
    except (RuntimeError, subprocess.CalledProcessError, AssertionError) as error:
        return {"failed": str(error)[-400:]}


def last(*arguments: object) -> dict:
    return list(steps(*arguments))[-1]


def storms(nodes: list[Server], tokens: str, end: float) -> list[dict]:
    """On one node after the other."""
    results: list[dict] = []
    while time.monotonic() < end - 30:
        results.append(last("storm", nodes[len(results) % len(nodes)].port, tokens, "random", 300, 5, 200))
        time.sleep(10)
    return results


# Memory


def own_bytes(pid: int, kind: str = "Anonymous") -> int:
    """Of the node alone: its workers come and go."""
    return int(re.search(rf"^{kind}:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE).group(1)) * 1024


def open_files(server: Server) -> int:
    return len(list(pathlib.Path(f"/proc/{server.process.pid}/fd").iterdir()))


def samples(nodes: list[Server], seconds: float) -> list[list[dict]]:
    """A list for each node, of what it has each minute. A password that is just being hashed takes 19 MiB for a moment, so memory is looked at five times."""
    taken: list[list[dict]] = [[] for _ in nodes]
    every = min(60.0, seconds / 12)
    began, end = time.monotonic(), time.monotonic() + seconds
    cpu, before = [node.cpu() for node in nodes], began
    while time.monotonic() < end - every / 2:
        time.sleep(max(0.1, before + every - time.monotonic() - 2))
        looks = []
        for _ in range(5):
            looks.append([own_bytes(node.process.pid) for node in nodes])
            time.sleep(0.4)
        now, span = [node.cpu() for node in nodes], time.monotonic() - before
        for number, node in enumerate(nodes):
            own = sorted(look[number] for look in looks)
            taken[number].append({"minute": (time.monotonic() - began) / 60, "own": own[2], "highest": own[4], "all": own_bytes(node.process.pid, "Pss"), "files": open_files(node),
                                  "cpu": (now[number] - cpu[number]) / span})  # fmt: skip
        cpu, before = now, time.monotonic()
        print(" ".join(f"{each[-1]['minute']:.1f} min: {each[-1]['own'] / 1e6:.1f} MB" for each in taken), flush=True)
    return taken


def steadiness(taken: list[dict]) -> dict:
    """Of a node's own memory in the last two thirds: the median, and the furthest from it."""
    late = [one["own"] for one in taken[len(taken) // 3 :]]
    median = statistics.median(late)
    return {"median": median, "below": median - min(late), "above": max(late) - median, "is_flat": max(abs(one - median) for one in late) <= BOUND}


def complaints(server: Server) -> dict[str, list[str]]:
    """The lines of the node's log that are errors or warnings, by what they are about."""
    found: dict[str, list[str]] = {}
    with open(f"{server.data}/log", errors="replace") as log:
        for line in log:
            if match := COMPLAINT.match(line):
                found.setdefault(" ".join(match.groups()), []).append(line.strip()[:500])
    return found


# All of it


def measure(minutes: float, is_shared: bool = False) -> None:
    seconds = minutes * 60
    with (two_nodes if is_shared else one_node)() as nodes, concurrent.futures.ThreadPoolExecutor(8) as pool:
        first, second = nodes[0], nodes[-1]
        talkers, others, worker = make_members(first, 200, "a"), make_members(first, 300, "b"), make_members(first, 16, "c")
        tokens = pathlib.Path(make_members(first, WATCHERS, "w")).read_text().split()
        fill_room(first, ids_of(first, "a0")["a0"], 10_000)
        doers = Program("doers", {"urls": [node.url for node in nodes]})
        made = doers.first["made"]
        watchers = Program("watchers", {"watchers": [
            {"url": nodes[number % len(nodes)].url, "token": token, "room": made["rooms"][number // 2 % len(made["rooms"])],
             "place": made["places"][number // 2 % len(made["places"])]}
            for number, token in enumerate(tokens)
        ]})  # fmt: skip
        end = time.monotonic() + seconds
        talk = pool.submit(last, "fanout", first.port, talkers, "neospace", "general", 200, 10, 0, seconds - 10, 200)
        read = pool.submit(wrk, first.url + "/api/tasks?limit=10", worker, 8, seconds, PAUSE="20")
        write = pool.submit(wrk, second.url + "/api/tasks", worker, 8, seconds, PAUSE="100", METHOD="POST", BODY=NEW)
        look = pool.submit(wrk, second.url + "/rooms/growing", first_of(worker), 2, seconds, PAUSE="100", ACCEPT="text/html")
        storming = pool.submit(storms, nodes, others, end)
        taken = samples(nodes, seconds)
        talked, stormed = outcome(talk), outcome(storming)
        requests = {"10 of a list": outcome(read), "creating a task": outcome(write), "a room's page": outcome(look)}
        did = doers.end()
        watched = watchers.end()
        wrong = [complaints(node) for node in nodes]
    flat = [steadiness(each) for each in taken]
    raw = {"samples": taken, "talk": talked, "storms": stormed, "requests": requests, "did": did, "watched": watched, "flat": flat,
           "complaints": [{what: {"times": len(lines), "first": lines[0]} for what, lines in each.items()} for each in wrong]}  # fmt: skip
    name = "on two nodes with PostgreSQL and Redis" if is_shared else "on SQLite"
    RESULTS[f"soak {name} raw"] = raw
    report(f"{minutes:g} minutes of everything {name}", raw)
    judge(raw, minutes)


def report(title: str, raw: dict) -> None:
    for number, (taken, flat) in enumerate(zip(raw["samples"], raw["flat"], strict=True)):
        which = f", node {number + 1}" if len(raw["samples"]) > 1 else ""
        table(f"{title}{which}: minute by minute", ("minute", "own memory", "highest of five looks", "with the files it looks into", "open files", "processors used"), [
            (f"{one['minute']:.1f}", f"{one['own'] / 1e6:.1f} MB", f"{one['highest'] / 1e6:.0f} MB", f"{one['all'] / 1e6:.0f} MB", str(one["files"]), f"{one['cpu']:.2f}")
            for one in taken
        ])  # fmt: skip
        print(f"\nOwn memory in the last two thirds: median {flat['median'] / 1e6:.1f} MB, from {flat['below'] / 1e6:.1f} below to {flat['above'] / 1e6:.1f} above it.")
    talked, stormed, did, watched = raw["talk"], raw["storms"], raw["did"], raw["watched"]
    clients = {"200 members in a room": talked, "300 sockets cut at once": stormed, **raw["requests"]}
    ended = {what: one["failed"] for what, one in clients.items() if isinstance(one, dict) and "failed" in one}
    rows = []
    if "failed" not in talked:
        rows.append(("deliveries to 200 members, each once and in order", f"{talked['deliveries']:,}; p50 {talked['p50']:.1f} ms, p99 {talked['p99']:.1f} ms"))
    if isinstance(stormed, list):
        slowest, refused = max((one["max"] for one in stormed), default=0) / 1e3, sum(one["errors"] for one in stormed)
        rows.append((f"{len(stormed)} times 300 sockets cut and back", f"slowest {slowest:.2f} s, {refused} refused"))
    rows += [(what, f"{one['requests']:,}, none failed; p50 {one['p50']:.1f} ms, p99 {one['p99']:.1f} ms") for what, one in raw["requests"].items() if "failed" not in one]
    table(f"{title}: in all", ("what", "figure"), [
        *rows,
        (f"requests and socket messages of {len(did['kinds'])} kinds by members who do everything", f"{did['requests']:,}; {sum(did['failures'].values())} failed"),
        (f"frames to {WATCHERS} sockets, each of a room, `me` and one place more", f"{watched['frames']:,}"),
        ("these sockets cut and back with their cursors", f"{watched['cuts']:,} times; p50 {watched['p50']:.0f} ms, the slowest {watched['max']:.0f} ms"),
        ("objects of a fresh look at the end, over all places", f"{watched['objects']:,}; {watched['differing']} differ from what a watcher had"),
    ])  # fmt: skip
    if ended:
        table("ended before their time", ("load client", "why"), list(ended.items()))
    for what, found in (("failed", did["failures"]), ("failed for watchers", watched["failures"])):
        if found:
            table(what, ("what", "times", "for example"), [(key, str(count), did["examples"].get(key, "")) for key, count in found.items()])
    if watched["differences"]:
        table("differences", ("place", "object", "the watcher had", "a fresh look"), [tuple(map(str, each)) for each in watched["differences"]])
    for number, each in enumerate(raw["complaints"]):
        if each:
            table(f"what the log of node {number + 1} complains of", ("event", "times", "first"), [(what, str(one["times"]), one["first"]) for what, one in each.items()])


def judge(raw: dict, minutes: float) -> None:
    clients = [raw["talk"], raw["storms"], *raw["requests"].values()]
    assert not any("failed" in one for one in clients if isinstance(one, dict)), "a load client ended before its time"
    heard = [raw["talk"], *raw["storms"]]
    assert sum(one["missing"] + one["out_of_order"] for one in heard) == 0, "messages are missing or out of order"
    assert not raw["did"]["failures"], raw["did"]["failures"]
    assert not raw["watched"]["failures"], raw["watched"]["failures"]
    assert raw["watched"]["differing"] == 0, "what watchers had differs from a fresh look"
    wrong = [what for each in raw["complaints"] for what in each if not what.startswith("WARNING")]
    assert not wrong, f"errors in the log: {wrong}"
    assert minutes < JUDGED_FROM or all(flat["is_flat"] for flat in raw["flat"]), f"own memory is not flat: {raw['flat']}"
