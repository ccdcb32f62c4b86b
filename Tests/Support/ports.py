"""Free ports for the servers that tests start."""

import random
import socket

_kept: list[socket.socket] = []


def reserved_port() -> tuple[int, socket.socket]:
    """A port that no other test takes while the socket is open, also not while its server is stopped.

    It lies below the kernel's range for clients, so that no outgoing connection takes it either.
    """
    while True:
        port = random.randint(15000, 30000)
        reservation = socket.socket(socket.AF_UNIX)
        try:
            # A name without a file, which the kernel frees with the process.
            reservation.bind(f"\0neospace-port-{port}")
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
                return port, reservation
        except OSError:
            reservation.close()


def free_port() -> int:
    """A port that no other test takes as long as this process runs: whoever asked may not listen yet."""
    port, reservation = reserved_port()
    _kept.append(reservation)
    return port
