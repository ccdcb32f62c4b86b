"""The load clients: wrk for requests, bench/load for sockets."""

import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterator

from common import ROOT, Built, Running


def wrk(url: str, tokens: str | None = None, connections: int = 64, seconds: float = 4, **env: str) -> dict:
    """`METHOD`, `BODY`, `ACCEPT` and `PAUSE` as bench/requests.lua has them."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "10s", "-s", str(ROOT / "bench/requests.lua"), url]
    env = {**os.environ, **env} | ({"TOKENS": tokens} if tokens else {})
    out = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    result = json.loads(out.splitlines()[-1])
    assert result["errors"] == 0 and result["requests"] > 0, f"{url}: {out}"
    return result


def steps(mode: str, port: int, tokens: str, *arguments: object) -> Iterator[dict]:
    """What bench/load prints, as it prints it."""
    command = [Built.load, mode, str(port), tokens, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as client:
        for line in client.stdout:
            yield json.loads(line)
        why = client.stderr.read()
    if client.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {why}")


def measured(server: Running, mode: str, tokens: str, *arguments: object) -> dict:
    """The last of the steps, with what it cost the server in seconds of CPU after the first."""
    before, result = 0.0, {}
    for step in steps(mode, server.port, tokens, *arguments):
        if not result:
            before = server.cpu()
        result = step
    return result | {"cpu_seconds": server.cpu() - before, "memory": server.memory()}


def medians(runs: list[dict], *keys: str) -> dict:
    return {key: statistics.median(run[key] for run in runs) for key in keys}


def times(ask, count: int) -> dict:
    """How long requests took that were sent one after another, each with its number."""
    found = []
    for number in range(count):
        began = time.perf_counter()
        ask(number)
        found.append((time.perf_counter() - began) * 1_000)
    found.sort()
    return {"p50": statistics.median(found), "p95": found[max(0, int(count * 0.95) - 1)]}
