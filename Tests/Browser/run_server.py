"""What the server sends for runs, from files alone: so the runner is tested by itself, with any code, and with every request it makes counted."""

import html
import pathlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PUBLIC = pathlib.Path(__file__).resolve().parents[2] / "Public"
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
DENIED = ", ".join(f"{name}=()" for name in """accelerometer ambient-light-sensor attribution-reporting autoplay bluetooth browsing-topics camera clipboard-read clipboard-write
compute-pressure cross-origin-isolated display-capture encrypted-media fullscreen gamepad geolocation gyroscope hid identity-credentials-get idle-detection interest-cohort keyboard-map
local-fonts magnetometer microphone midi otp-credentials payment picture-in-picture publickey-credentials-create publickey-credentials-get screen-wake-lock serial speaker-selection
storage-access sync-xhr unload usb web-share window-management xr-spatial-tracking""".split())

WORKER_POLICY = (
    "default-src 'none'; script-src {origin}/run/lib/ blob:; worker-src blob:; style-src {origin}/run/lib/; img-src data: blob:; "
    "connect-src 'none'; frame-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-scripts"
)
HTML_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:; media-src data:; img-src data: blob:; "
    "connect-src 'none'; frame-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-scripts"
)
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src {origin}/run/; manifest-src 'self'"
)
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Runs</title>'
    '<link rel="stylesheet" href="/assets/css/tokens.css"><link rel="stylesheet" href="/assets/css/base.css">'
    '<link rel="stylesheet" href="/assets/css/components.css"><link rel="stylesheet" href="/assets/css/runner.css">'
    '<script type="module" src="/assets/js/{script}.js"></script></head><body><main>{cards}</main></body></html>'
)
CARD = (
    '<article aria-label="{title}"><h2>{title}</h2><p><button type="button" class="button" data-run="/run/{id}/1" data-title="{title}" data-script="{id}" '
    'data-number="1" data-runtime="{runtime}" hidden>Run</button></p><div data-stage></div></article>'
)


def run_document(runtime: str, code: str, policy: str, title: str) -> str:
    root = f'<html lang="en" data-runtime="{runtime}" data-policy="{html.escape(policy)}"><head><meta charset="utf-8">'
    text = f'<template id="code">{html.escape(code)}</template>'
    if runtime == "html":
        return f"<!doctype html>{root}{text}<script>{(PUBLIC / 'run/lib/html-frame.js').read_text()}</script>"
    links = '<link rel="stylesheet" href="/run/lib/frame.css">'
    return f'<!doctype html>{root}<title>Running: {html.escape(title)}</title>{links}{text}<script src="/run/lib/frame.js" defer></script></head><body></body></html>'


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status: int, body: str | bytes, headers: dict[str, str]):
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        owner = self.server.owner
        path = self.path.split("?")[0]
        owner.requests.append((self.command, self.path, self.headers.get("Cookie"), self.headers.get("Sec-Fetch-Dest")))
        if path.startswith("/run/lib/"):
            name = path.removeprefix("/run/lib/")
            file = PUBLIC / name if name.startswith("vendor/") else PUBLIC / "run/lib" / name
            shared = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "no-cache"}
            return self.file(file, shared)
        if path.startswith("/assets/"):
            return self.file(PUBLIC / path.removeprefix("/assets/"), {"Cross-Origin-Resource-Policy": "same-origin"})
        if path in owner.runs:
            return self.run(*owner.runs[path])
        if path in owner.pages:
            kinds = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": PAGE_POLICY.format(origin=owner.url), "Set-Cookie": "session=secret; HttpOnly; SameSite=Lax"}
            return self.answer(200, owner.pages[path], kinds | {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY"})
        return self.answer(404, "nothing", {"Content-Type": "text/plain", "Content-Security-Policy": "default-src 'none'; sandbox"})

    do_POST = do_GET

    def run(self, runtime: str, code: str, title: str):
        policy = (HTML_POLICY if runtime == "html" else WORKER_POLICY).format(origin=self.server.owner.url)
        self.answer(200, run_document(runtime, code, policy, title), {
            "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy, "Cache-Control": "no-store",
            # A process of its own, also where sandboxed frames do not get one: an endless loop then leaves our page alone.
            "Document-Isolation-Policy": "isolate-and-require-corp",
            "Referrer-Policy": "no-referrer", "Permissions-Policy": DENIED, "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
        })

    def file(self, file: pathlib.Path, headers: dict[str, str]):
        if not file.is_file():
            return self.answer(404, "nothing", {"Content-Type": "text/plain"} | headers)
        self.answer(200, file.read_bytes(), {"Content-Type": TYPES.get(file.suffix, "text/plain")} | headers)


class RunServer:
    """Serves runs and the pages they stand on; remembers every request."""

    def __init__(self):
        self.runs: dict[str, tuple[str, str, str]] = {}
        self.pages: dict[str, str] = {}
        self.requests: list[tuple] = []
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.http.daemon_threads = True
        self.http.owner = self
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def put(self, runtime: str, code: str, title: str = "A run") -> str:
        """Publishes code; returns the id that its card names."""
        id = str(1_000 + len(self.runs))
        self.runs[f"/run/{id}/1"] = (runtime, code, title)
        return id

    def page(self, *ids: str, script: str = "runner", extra: str = "", below: str = "/page") -> str:
        cards = "".join(CARD.format(id=id, runtime=self.runs[f"/run/{id}/1"][0], title=html.escape(self.runs[f"/run/{id}/1"][2])) for id in ids)
        path = f"{below}/{len(self.pages)}"
        self.pages[path] = PAGE.format(script=script, cards=cards + extra)
        return self.url + path

    def close(self):
        self.http.shutdown()
        self.http.server_close()
