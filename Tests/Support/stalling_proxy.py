"""A TCP proxy that can stall: connections stay open and new ones are accepted, but nothing is passed on."""

import select
import socket
import threading
import time

from ports import free_port


class StallingProxy:
    def __init__(self, target_port: int):
        self.port = free_port()
        self.port_behind = target_port
        self._silent = threading.Event()
        self._closed = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def stall(self) -> None:
        self._silent.set()

    def resume(self) -> None:
        self._silent.clear()

    def close(self) -> None:
        self._closed.set()
        self._listener.close()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self.port_behind)) as server:
            other = {client: server, server: client}
            while not self._closed.is_set():
                if self._silent.is_set():
                    time.sleep(0.01)
                    continue
                readable, _, _ = select.select(list(other), [], [], 0.02)
                for side in [] if self._silent.is_set() else readable:
                    try:
                        data = side.recv(65536)
                        if not data:
                            return
                        other[side].sendall(data)
                    except OSError:
                        return
