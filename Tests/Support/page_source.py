"""An HTTP server with pages that links lead to, good ones and hostile ones. It remembers the requests."""

import contextlib
import http.server
import threading
import time
from collections.abc import Callable

from ports import free_port

Handler = http.server.BaseHTTPRequestHandler


class Pages:
    """Answers each path with what was put there: a function that gets the request."""

    def __init__(self, host: str = "127.0.0.1", port: int | None = None):
        self.host, self.port = host, port or free_port()
        self.paths: dict[str, Callable[[Handler], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.gone = threading.Event()

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.name}{path}"

    def count(self, path: str) -> int:
        return [asked for asked, _ in self.asked].count(path)

    def put(self, path: str, body: bytes | str, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> str:
        data = body.encode() if isinstance(body, str) else body

        def answer(request: Handler) -> None:
            head(request, status, kind, len(data), **headers)
            request.wfile.write(data)

        self.paths[path] = answer
        return self.url(path)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        def answer(request: Handler) -> None:
            request.send_response(status)
            request.send_header("Location", target)
            request.send_header("Set-Cookie", "seen=1")
            request.send_header("Content-Length", "0")
            request.end_headers()

        self.paths[path] = answer
        return self.url(path)

    def do(self, path: str, answer: Callable[[Handler], None]) -> str:
        self.paths[path] = answer
        return self.url(path)

    def __enter__(self) -> "Pages":
        pages = self

        class Handling(Handler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):  # noqa: N802
                pages.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                with contextlib.suppress(OSError):
                    pages.paths.get(self.path, lambda request: head(request, 404, "text/html", 0))(self)

            do_POST = do_HEAD = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        class Listener(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_: object) -> None:
                pass

        self.server = Listener((self.host, self.port), Handling)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.gone.set()
        self.server.shutdown()
        self.server.server_close()


def head(request: Handler, status: int = 200, kind: str = "text/html", length: int | None = None, **headers: str) -> None:
    request.send_response(status)
    request.send_header("Content-Type", kind)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    if length is None:
        request.send_header("Connection", "close")
        request.close_connection = True
    else:
        request.send_header("Content-Length", str(length))
    request.end_headers()


def eventually(what: Callable, within: float = 10):
    """What it returns, once that is true."""
    end = time.monotonic() + within
    while True:
        found = what()
        if found or time.monotonic() > end:
            return found
        time.sleep(0.05)
