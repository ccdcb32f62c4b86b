"""`GET /health`: NeoSpace really asks the database; the peers serve the same bytes and ask nobody."""

import contextlib
import urllib.request

import peers
from common import QUICK, Server, compare
from loads import medians, wrk


def measure() -> None:
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(Server(18100))
        body = urllib.request.urlopen(ours.url + "/health").read()
        others = [
            peers.bare(18101), peers.nginx(18102, body), peers.python("aiohttp", 18103, "aiohttp_app.py", peers.WORKERS),
            peers.uvicorn("FastAPI on uvicorn", 18104, "fastapi_app:app", log=False),
        ]  # fmt: skip
        servers = [ours, *map(stack.enter_context, others)]
        runs: dict[str, list[dict]] = {server.name: [] for server in servers}
        for _ in range(1 if QUICK else 4):
            for server in servers:
                wrk(server.url + "/health", seconds=0.5 if QUICK else 1)
                before = server.cpu()
                result = wrk(server.url + "/health", seconds=2 if QUICK else 3)
                runs[server.name].append(result | {"cpu": (server.cpu() - before) / result["requests"] * 1e6, "memory": server.memory()})
    figures = {name: medians(all_, "rate", "p50", "p99", "cpu", "memory") for name, all_ in runs.items()}
    compare("`GET /health`, 64 connections", "requests", figures, {"nginx": 0.7, "FastAPI on uvicorn": 6})
