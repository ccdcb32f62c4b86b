"""A private Redis server for tests, on a free port below 32768, without persistence. Tests may kill and restart it.

With NEOSPACE_TEST_REDIS (redis://host:port) no server is started: connections are passed on to that one, and a kill cuts them."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse

from ports import reserved_port


class Passage:
    """Listens on a port and passes everything on, until it is closed."""

    def __init__(self, port: int, target: tuple[str, int]):
        self.target = target
        self.sockets: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(self.target, timeout=10)
                far.settimeout(None)
                self.sockets += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(source, sink), daemon=True).start()

    @staticmethod
    def _pass(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for end in [self.listener, *self.sockets]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class RedisServer:
    def __init__(self):
        self.port, self._reservation = reserved_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="neospace-redis-"))
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen | None = None
        self.passage: Passage | None = None
        self.start()

    def start(self) -> None:
        if service := os.environ.get("NEOSPACE_TEST_REDIS"):
            address = urllib.parse.urlsplit(service)
            self.passage = Passage(self.port, (address.hostname, address.port or 6379))
            return
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None, f"redis-server ended with {self.process.returncode}"
                time.sleep(0.01)
        raise AssertionError("redis-server does not listen")

    def kill(self) -> None:
        """Ends it as a power cut would."""
        if self.passage is not None:
            self.passage.close()
            self.passage = None
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def __enter__(self) -> "RedisServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
