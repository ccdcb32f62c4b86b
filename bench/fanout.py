"""A thousand members in one room: how soon everybody has what one says, and how much can be said; what a delivery costs as the room
grows."""

import contextlib

import peers
from common import QUICK, RESULTS, Running, Server, compare, table
from loads import measured, medians
from members import make_members

MEMBERS = 1_000
WINDOW = 16
SECONDS = 3 if QUICK else 4
ROUNDS = 1 if QUICK else 3


def whole(result: dict, ordered: bool = True) -> dict:
    assert result["missing"] == 0 and not (ordered and result["out_of_order"]), result
    return result | {"cpu": result["cpu_seconds"] / result["deliveries"] * 1e6}


def as_fast_as_it_goes(server: Running, dialect: str, tokens: str = "-", room: str = "general", count: int = MEMBERS, size: int = 200) -> dict:
    """`WINDOW` members talk at once. Only NeoSpace is held to showing it to all in one order."""
    return whole(measured(server, "fanout", tokens, dialect, room, count, 0, WINDOW, SECONDS, size), isinstance(server, Server))


def unhurried(server: Server, tokens: str) -> None:
    seconds = 8 if QUICK else 60
    result = whole(measured(server, "fanout", tokens, "neospace", "general", MEMBERS, 10, 0, seconds, 200))
    RESULTS["unhurried"] = result
    table(f"1,000 members in one room, 10 posts/s for {seconds} s", ("what", "figure", "goal"), [
        ("deliveries, each once and in order", f"{result['deliveries']:,}", "all"),
        ("from posting to each member", f"p50 {result['p50']:.1f} ms, p99 {result['p99']:.1f} ms", "p99 ≤ 50 ms"),
        ("server CPU per delivery", f"{result['cpu']:.2f} µs", ""),
    ])  # fmt: skip


def beside_peers(ours: Server, tokens: str) -> None:
    others = [
        (peers.python("aiohttp", 18204, "aiohttp_app.py"), "plain"),
        (peers.uvicorn("python-socketio on uvicorn", 18205, "socketio_app:app", workers=1, check="/none", log=False), "engine.io"),
        (peers.python("Flask-SocketIO on eventlet", 18206, "flask_socketio_app.py", check="/none"), "engine.io"),
    ]
    ejabberd = peers.ejabberd(18207)
    with contextlib.ExitStack() as stack:
        bare, uws = stack.enter_context(peers.bare(18203)), stack.enter_context(peers.python("uWebSockets through socketify", 18208, "socketify_app.py"))
        for server, _ in others:
            stack.enter_context(server)
        if ejabberd:
            others.append((stack.enter_context(ejabberd), "xmpp"))
        names = [ours.name, bare.name, uws.name, *(server.name for server, _ in others)]
        runs: dict[str, list[dict]] = {name: [] for name in names}
        for _ in range(ROUNDS):
            mine = as_fast_as_it_goes(ours, "neospace", tokens)
            runs[ours.name].append(mine)
            # The very bytes: what is compared is the work, not the wire.
            for server in (bare, uws):
                runs[server.name].append(as_fast_as_it_goes(server, "plain", size=round(mine["bytes"])))
            for server, dialect in others:
                runs[server.name].append(as_fast_as_it_goes(server, dialect))
    figures = {name: medians(all_, "rate", "p50", "p99", "cpu", "memory") for name, all_ in runs.items()}
    RESULTS["fan-out raw"] = runs
    sizes = ", ".join(f"{name} {runs[name][0]['bytes']:.0f}" for name in names)
    absent = "" if ejabberd else " ejabberd is not installed here (`apt-get install ejabberd`), so it is missing."
    compare(
        f"1,000 members in one room, {WINDOW} of them posting as fast as it is delivered", "deliveries", figures,
        {bare.name: 0.9, uws.name: 1, "Flask-SocketIO on eventlet": 5},
        f"Bytes per delivery: {sizes}. NeoSpace has each message on disk and rendered before anybody sees it; the others keep nothing.{absent}",
    )  # fmt: skip


def growth(server: Server, tokens: str) -> None:
    rows, first = [], 0.0
    for members in (100, 1_000) if QUICK else (1, 10, 100, 1_000, 5_000):
        # As often in each: a post that comes later finds the sockets it goes to colder in the processor's caches.
        result = whole(measured(server, "fanout", tokens, "neospace", "random", members, 20, 0, SECONDS, 200))
        first = result["cpu"] if members == 100 else first
        rows.append((f"{members:,}", f"{result['cpu']:.2f} µs", f"{result['cpu'] / first - 1:+.0%}" if members > 100 else "", f"{result['p99']:.1f} ms"))
    table("A delivery as the room grows", ("members", "server CPU per delivery, posting included", "against 100", "p99"), rows)


def measure() -> None:
    with Server(18200) as server:
        tokens = make_members(server, MEMBERS, "m")
        unhurried(server, tokens)
        growth(server, tokens)
        beside_peers(server, tokens)
