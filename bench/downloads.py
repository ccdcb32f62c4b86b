"""Downloads of the gated file: one as fast as it goes, beside nginx sending the same file, and twenty that crawl."""

import contextlib
import hashlib
import http.client
import pathlib
import secrets
import socket
import statistics
import threading
import time
import uuid

import peers
from common import QUICK, RESULTS, Running, Server, table
from members import ids_of, make_members, statement

SIZE = (256 if QUICK else 1024) << 20
SLOW_SIZE = 2 << 30
READERS = 20


def tokens(server: Server, prefix: str, count: int) -> list[str]:
    """Keys redeemed just now, by the first of the members `prefix`; their tokens."""
    owner, now, made = ids_of(server, prefix)[f"{prefix}0"], time.time_ns() // 1_000, []
    for _ in range(count):
        token, digits = str(uuid.uuid4()), secrets.token_hex(8).upper()
        value = "-".join(digits[at : at + 4] for at in range(0, 16, 4))
        statement(server, f"""
            INSERT INTO keys (release_id, key_value, used, created_at, used_at, used_by_id) VALUES (1, '{value}', TRUE, {now}, {now}, {owner});
            INSERT INTO download_tokens (token_digest, user_id, key_id, created_at, used)
            VALUES (X'{hashlib.sha256(token.encode()).hexdigest()}', {owner}, (SELECT id FROM keys WHERE key_value = '{value}'), {now}, FALSE)""")
        made.append(token)
    return made


def begin(server: Running, path: str) -> tuple[socket.socket, int, int]:
    """Asks; the connection, how much of the body is there, and how much there will be."""
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        more = connection.recv(65_536)
        assert more, head
        head += more
    head, body = head.split(b"\r\n\r\n", 1)
    assert b" 200 " in head.split(b"\r\n")[0], head
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    return connection, len(body), length


def fetch(server: Running, path: str) -> float:
    """Seconds for all of it."""
    began, buffer = time.monotonic(), bytearray(1 << 20)
    connection, got, length = begin(server, path)
    with connection:
        while got < length:
            more = connection.recv_into(buffer)
            assert more, f"{server.name}: {got} of {length} bytes"
            got += more
    return time.monotonic() - began


@contextlib.contextmanager
def sparse(folder: str, size: int):
    file = pathlib.Path(folder) / "file"
    with file.open("wb") as opened:
        opened.truncate(size)
    yield file
    file.unlink()


def throughput() -> None:
    with contextlib.ExitStack() as stack:
        nginx = stack.enter_context(peers.nginx(18601, b"{}"))
        file = stack.enter_context(sparse(nginx.data, SIZE))
        ours = stack.enter_context(Server(18600, DOWNLOAD_FILE=str(file)))
        through = stack.enter_context(Server(18602, DOWNLOAD_FILE_URL=nginx.url + "/file"))
        for server in (ours, through):
            make_members(server, 1, "d")
        asks = {"NeoSpace, from its disk": ours, "nginx, the same file": nginx, "NeoSpace, passing it through from nginx": through}
        runs: dict[str, list[tuple[float, float]]] = {name: [] for name in asks}
        for turn in range(4 if QUICK else 8):
            for name, server in asks.items():
                path = "/file" if server is nginx else f"/download?token={tokens(server, 'd', 1)[0]}"
                before = server.cpu()
                took = fetch(server, path)
                # The first turn reads the file into memory, and has its digest computed.
                if turn > 0:
                    runs[name].append((SIZE / took / 1e6, (server.cpu() - before) / SIZE * 1e9))
    rate = {name: statistics.median(run[0] for run in all_) for name, all_ in runs.items()}
    RESULTS["one download raw"] = runs
    first = rate["NeoSpace, from its disk"]
    table(f"One download of {SIZE >> 20} MiB", ("", "MB/s", "server CPU, s per GB", "of nginx"), [
        (name, f"{rate[name]:,.0f}", f"{statistics.median(run[1] for run in runs[name]):.2f}",
         "" if server is nginx else f"{rate[name] / rate['nginx, the same file']:.2f} ×" + (" (goal 0.8 ×)" if rate[name] == first else ""))
        for name, server in asks.items()
    ])  # fmt: skip


def crawl(server: Running, token: str, ends: threading.Event, got: list[int]) -> None:
    connection, size, _ = begin(server, f"/download?token={token}")
    with connection:
        while not ends.wait(0.2):
            size += len(connection.recv(65_536))
    got.append(size)


def slow_readers(title: str, server: Server) -> None:
    make_members(server, 1, "s")
    mine, ends, got = tokens(server, "s", READERS + 1), threading.Event(), []
    peace = http.client.HTTPConnection("127.0.0.1", server.port)

    def health() -> float:
        began = time.monotonic()
        peace.request("GET", "/health")
        assert peace.getresponse().read()
        return (time.monotonic() - began) * 1e3

    for _ in range(200):
        health()
    before = server.memory()
    readers = [threading.Thread(target=crawl, args=(server, token, ends, got)) for token in mine[1:]]
    for reader in readers:
        reader.start()
    took, most, until = [], 0, time.monotonic() + (5 if QUICK else 20)
    while time.monotonic() < until:
        took.append(health())
        most = max(most, server.memory() if len(took) % 50 == 0 else 0)
        time.sleep(0.005)
    ends.set()
    for reader in readers:
        reader.join()
    assert len(got) == READERS and all(got)
    took.sort()
    table(f"{READERS} slow readers of a file of 2 GiB at once, {title}", ("what", "figure", "goal"), [
        ("memory above rest", f"{(most - before) / 1e6:.0f} MB", "< 64 MB" if "disk" in title else f"< {16 * READERS} MB"),
        ("other people's requests meanwhile", f"p50 {took[len(took) // 2]:.1f} ms, p95 {took[len(took) * 95 // 100]:.1f} ms", "p95 < 50 ms"),
    ])  # fmt: skip


def measure() -> None:
    throughput()
    with peers.nginx(18603, b"{}") as nginx, sparse(nginx.data, SLOW_SIZE) as file:
        with Server(18604, DOWNLOAD_FILE=str(file)) as server:
            slow_readers("from disk", server)
        with Server(18605, DOWNLOAD_FILE_URL=nginx.url + "/file") as server:
            slow_readers("passed through from another server", server)
