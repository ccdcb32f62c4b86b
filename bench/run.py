#!/usr/bin/env python3
"""Measures the release build on loopback, beside peers serving the same bytes in the same run, and prints one table.

bin/bench [quick] [tasks]; with `tasks`, that part alone. Raw results go to bench/results/, which is not committed; README carries the summary.
"""

import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import tasks
from common import QUICK, RESULTS, ROOT, Server, cpu_seconds, resident_bytes, row

MEMBERS = 1000
FANOUT_SECONDS = 15 if QUICK else 60


def load(*arguments: object) -> dict:
    return json.loads(subprocess.run([LOAD, *map(str, arguments)], check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def wrk(url: str, seconds: int = 4, connections: int = 64) -> float:
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", url], capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in out, out
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


def health(server: Server) -> None:
    body = urllib.request.urlopen(server.url + "/health").read()
    folder = tempfile.mkdtemp()
    pathlib.Path(f"{folder}/health").write_bytes(body)
    os.chmod(folder, 0o755)
    configuration = f"""daemon off; worker_processes 2; pid {folder}/pid; error_log /dev/null; events {{ worker_connections 1024; }}
http {{ access_log off; default_type application/json; sendfile on; keepalive_requests 1000000;
  server {{ listen 127.0.0.1:{server.port + 1} reuseport; root {folder}; }} }}"""
    pathlib.Path(f"{folder}/nginx.conf").write_text(configuration)
    nginx = subprocess.Popen(["nginx", "-c", f"{folder}/nginx.conf"], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    try:
        ours, theirs = [], []
        for _ in range(2 if QUICK else 4):
            ours.append(wrk(server.url + "/health"))
            theirs.append(wrk(f"http://127.0.0.1:{server.port + 1}/health"))
        one, two = statistics.median(ours), statistics.median(theirs)
        row("`GET /health`, really asking the database", f"{one:,.0f}/s, {one / two:.2f} × nginx serving the same bytes from a file ({two:,.0f}/s)")
    finally:
        nginx.terminate()
        nginx.wait()
        shutil.rmtree(folder)


def fanout(server: Server) -> None:
    tokens = server.sign_up(MEMBERS, "m")
    before = cpu_seconds(server.process.pid)
    result = load("fanout", server.port, tokens, "general", 10, FANOUT_SECONDS, 200)
    used = cpu_seconds(server.process.pid) - before
    assert result["missing"] == 0 and result["out_of_order"] == 0, result
    row(f"1,000 members in one room, 10 posts/s for {FANOUT_SECONDS} s",
        f"{result['deliveries']:,} deliveries, each once and in order; p50 {result['p50_ms']:.1f} ms, p99 {result['p99_ms']:.1f} ms; "
        f"{used / result['deliveries'] * 1e6:.2f} µs server CPU per delivery (joining included)")
    RESULTS["fanout raw"] = result
    before = cpu_seconds(server.process.pid)
    result = load("fanout", server.port, tokens, "random", 300, 5, 200)
    used = cpu_seconds(server.process.pid) - before
    row("the same room, as fast as it goes", f"{result['deliveries_per_second']:,.0f} deliveries/s; {used / result['deliveries'] * 1e6:.2f} µs server CPU each")
    RESULTS["fanout flat out raw"] = result


def idle(server: Server) -> None:
    tokens = server.sign_up(8, "i")
    at_rest = resident_bytes(server.process.pid)
    count = 2000 if QUICK else 5000
    client = subprocess.Popen([LOAD, "idle", str(server.port), tokens, str(count), "6"], stdout=subprocess.PIPE, text=True)
    client.stdout.readline()
    time.sleep(3)
    held = resident_bytes(server.process.pid)
    client.wait()
    row("memory at rest", f"{at_rest / 1e6:.0f} MB")
    row(f"memory per idle authenticated socket ({count:,} held)", f"{(held - at_rest) / count / 1024:.1f} KiB")


def posts(binary: str) -> None:
    rates = {}
    for name, group in (("in groups", "512"), ("one transaction each", "1")):
        with Server(binary, 18200, NEOSPACE_WRITE_BATCH=group) as server:
            tokens = server.sign_up(64, "s")
            before = cpu_seconds(server.process.pid)
            result = load("posts", server.port, tokens, 200, 5 if QUICK else 15, 200)
            used = cpu_seconds(server.process.pid) - before
            rates[name] = result["posts_per_second"]
            RESULTS[f"posts {name} raw"] = result
            row(f"durable posts, 64 senders, 200 rooms, committed {name}",
                f"{result['posts_per_second']:,.0f}/s; p50 {result['p50_ms']:.1f} ms, p99 {result['p99_ms']:.1f} ms")
    row("group commit against one transaction each", f"{rates['in groups'] / rates['one transaction each']:.1f} ×")


def start(binary: str) -> None:
    with Server(binary, 18300) as server:
        server.sign_up(2, "x")
        data, times = server.data, []
        for _ in range(5):
            server.process.terminate()
            server.process.wait()
            began = time.monotonic()
            server.process = subprocess.Popen([binary, "serve"], env=server.env, cwd=data, stdout=server.log, stderr=server.log)
            while True:
                try:
                    urllib.request.urlopen(server.url + "/health", timeout=1).read()
                    break
                except OSError:
                    time.sleep(0.002)
            times.append(time.monotonic() - began)
        row("start on an existing database to the first 200", f"{statistics.median(times) * 1000:.0f} ms")


def main() -> None:
    global LOAD
    subprocess.run(["swift", "build", "-c", "release", "--product", "neospace", "--quiet"], cwd=ROOT, check=True)
    folder = subprocess.run(["swift", "build", "-c", "release", "--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    LOAD = f"{folder}/load"
    subprocess.run(["g++", "-std=c++20", "-O2", "-o", LOAD, str(ROOT / "bench/load.cpp")], check=True)
    binary = f"{folder}/neospace"
    print("| what | figure |\n|---|---|", flush=True)
    if "tasks" not in sys.argv[1:]:
        with Server(binary, 18100) as server:
            health(server)
            idle(server)
            fanout(server)
        posts(binary)
        start(binary)
    tasks.measure(binary)
    results = ROOT / "bench/results"
    results.mkdir(exist_ok=True)
    (results / f"{time.strftime('%Y%m%d-%H%M%S')}.json").write_text(json.dumps(RESULTS, indent=1))


if __name__ == "__main__":
    main()
