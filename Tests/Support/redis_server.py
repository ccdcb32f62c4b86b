"""A private Redis server for tests, on a free port below 32768, without persistence. Tests may kill and restart it."""

import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from ports import reserved_port


class RedisServer:
    def __init__(self):
        self.port, self._reservation = reserved_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="neospace-redis-"))
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen | None = None
        self.start()

    def start(self) -> None:
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
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def __enter__(self) -> "RedisServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
