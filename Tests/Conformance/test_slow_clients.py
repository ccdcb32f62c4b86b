"""Slow headers, slow bodies and slow readers are cut; whoever is honest is answered meanwhile."""

import socket
import threading
import time

import httpx

HEAD = b"POST /api/auth/signin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"


def drip(connection: socket.socket, first: bytes, deadline: float) -> float | None:
    """Sends a byte a second until cut; the seconds that took, or None when nobody cut it."""
    began = time.monotonic()
    connection.settimeout(1)
    try:
        connection.sendall(first)
        while time.monotonic() < deadline:
            try:
                while connection.recv(4096):
                    pass
                return time.monotonic() - began
            except TimeoutError:
                connection.sendall(b"a")
    except OSError:
        return time.monotonic() - began
    return None


def test_slow_senders_are_cut_while_honest_clients_are_answered(server):
    connections = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(80)]
    deadline = time.monotonic() + 35
    results: dict[int, float | None] = {}

    def run(index: int) -> None:
        first = b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: " if index % 2 else HEAD
        results[index] = drip(connections[index], first, deadline)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(connections))]
    for thread in threads:
        thread.start()
    waits = []
    with httpx.Client(base_url=server.url) as honest:
        while any(thread.is_alive() for thread in threads):
            began = time.monotonic()
            assert honest.get("/health").status_code == 200
            waits.append(time.monotonic() - began)
            time.sleep(0.02)
    for thread in threads:
        thread.join()
    for connection in connections:
        connection.close()
    for index, seconds in results.items():
        assert seconds is not None, f"{'head' if index % 2 else 'body'} {index} was never cut"
        assert 8 < seconds < 32, seconds
    # A figure, not a limit of this test: machines differ. A starved loop would be seconds away.
    print(f"honest client: p95 {sorted(waits)[int(len(waits) * 0.95)] * 1000:.1f} ms of {len(waits)}")
    assert sorted(waits)[len(waits) // 2] < 1


def test_a_slow_reader_of_pages_is_cut(server):
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", server.port))
        one = b"GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n"
        connection.setblocking(False)
        deadline, ended = time.monotonic() + 60, False
        while time.monotonic() < deadline and not ended:
            try:
                connection.send(one * 50)  # pages asked for and never read
            except BlockingIOError:
                time.sleep(0.5)
            except (BrokenPipeError, ConnectionResetError):
                ended = True
        assert ended, "a client that never reads was kept"
    assert httpx.get(server.url + "/health").status_code == 200
