"""An HTTP server that serves a file, as well or as badly as a test wants. It remembers the requests."""

import contextlib
import email.utils
import http.server
import pathlib
import re
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator

from ports import free_port


class Source:
    """Its attributes may be changed while it runs: every request reads them."""

    def __init__(self, content: bytes = b"", host: str = "127.0.0.1"):
        self.content, self.tag, self.host, self.port = content, '"one"', host, free_port()
        self.status = 200
        self.ranges = True
        self.modified: float | None = None
        self.redirect: str | None = None
        self.delay = 0.0
        self.pause_after: int | None = None
        self.cut_after: int | None = None
        self.is_chunked = False
        self.asked: list[dict[str, str]] = []
        self.sent = 0
        self.gone = threading.Event()
        self.connections: list[socket.socket] = []
        self.certificate: pathlib.Path | None = None
        self.server: http.server.ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"{'https' if self.certificate else 'http'}://{self.host}:{self.port}/files/the%20release.zip"

    def start(self) -> "Source":
        source = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                source.connections.append(self.connection)

            def do_GET(self):  # noqa: N802
                source.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        class Listener(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_: object) -> None:
                source.gone.set()

        self.server = Listener((self.host, self.port), Handler)
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def stop(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            for connection in self.connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self.connections = []
            self.server = None

    def answer(self, request: http.server.BaseHTTPRequestHandler) -> None:
        self.asked.append({name.lower(): value for name, value in request.headers.items()} | {"path": request.path})
        time.sleep(self.delay)
        if self.redirect:
            request.send_response(302)
            request.send_header("Location", self.redirect)
            request.send_header("Content-Length", "0")
            return request.end_headers()
        if self.status != 200:
            request.send_response(self.status)
            request.send_header("Content-Length", "6")
            request.end_headers()
            request.wfile.write(b"secret")
            return None
        content = self.content
        status, first, last = 200, 0, len(content) - 1
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("Range", ""))
        holds = request.headers.get("If-Range") in (None, self.tag)
        if wanted and self.ranges and holds:
            status, first, last = 206, int(wanted[1]), min(int(wanted[2] or last), last)
            if first > last:
                request.send_response(416)
                request.send_header("Content-Range", f"bytes */{len(content)}")
                request.send_header("Content-Length", "0")
                return request.end_headers()
        request.send_response(status)
        if self.tag:
            request.send_header("ETag", self.tag)
        if self.modified is not None:
            request.send_header("Last-Modified", email.utils.formatdate(self.modified, usegmt=True))
        if status == 206:
            request.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
        request.send_header(*(("Transfer-Encoding", "chunked") if self.is_chunked else ("Content-Length", str(last + 1 - first))))
        request.end_headers()
        self.send(request, content, first, last + 1)
        return None

    def send(self, request: http.server.BaseHTTPRequestHandler, content: bytes, first: int, end: int) -> None:
        """Sends piece by piece, so that a client that does not read blocks it."""
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)
        for offset in range(first, end, 65_536):
            if self.pause_after is not None and offset - first >= self.pause_after:
                self.gone.wait(60)
            if self.cut_after is not None and offset - first >= self.cut_after:
                request.close_connection = True
                return request.connection.shutdown(socket.SHUT_RDWR)
            piece = content[offset : min(offset + 65_536, end)]
            request.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if self.is_chunked else piece)
            self.sent += len(piece)
        if self.is_chunked:
            request.wfile.write(b"0\r\n\r\n")
        return None


def self_signed(folder: pathlib.Path, host: str) -> pathlib.Path:
    """A key and a self-signed certificate."""
    file = folder / f"{host}.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", "-", "-out", "-",
               "-subj", f"/CN={host}", "-addext", f"subjectAltName=IP:{host}"]  # fmt: skip
    file.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    return file


@contextlib.contextmanager
def running(*sources: Source) -> Iterator[None]:
    try:
        for source in sources:
            source.start()
        yield
    finally:
        for source in sources:
            source.gone.set()
            source.stop()
