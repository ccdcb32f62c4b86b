"""The headers of every kind of answer there is, over plain http and as seen behind a TLS proxy."""

import re
import socket

import httpx
import pytest
from neospace_client import sign_up
from neospace_server import Server, once_is_enough
from test_accounts_contract import form_client, fresh
from test_http_contract import CSP, HTML_HEADERS, raw

pytestmark = once_is_enough

ORIGIN = "https://space.example"
OWN = {"Sec-Fetch-Site": "same-origin"}
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def behind_tls():
    with Server(env={"PUBLIC_URL": ORIGIN}) as server:
        yield server


@pytest.fixture(scope="module", params=["plain", "tls"])
def place(request, server, behind_tls):
    """A server, a member of it with a cookie, and whether it is reached over TLS."""
    chosen = behind_tls if request.param == "tls" else server
    account = sign_up(chosen)
    cookie = {"Cookie": f"{'__Host-session' if request.param == 'tls' else 'session'}={account.token}"}
    return chosen, account, cookie, request.param == "tls"


def engine_answer(server, request: bytes) -> httpx.Response:
    """What answers bytes that no client would send, parsed."""
    head, _, body = raw(server, request).partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    return httpx.Response(int(status.split()[1]), headers=[tuple(line.split(": ", 1)) for line in lines], content=body)


def kinds_of_answer(server, account, cookie) -> dict[str, tuple[int, httpx.Response]]:
    """Each kind by name, with the status it must have to be that kind."""
    with httpx.Client(base_url=server.url, timeout=30) as http:
        page = http.get("/rooms/general", headers=PAGE | cookie)
        asset = re.search(r'href="(/assets/[^"]+\.css[^"]*)"', page.text)[1]
        script = re.search(r'src="(/assets/[^"]+\.js[^"]*)"', page.text)[1]
        styles = http.get(asset)
        return {
            "page": (200, page),
            "page for guests": (200, http.get("/login", headers=PAGE)),
            "settings": (200, http.get("/settings", headers=PAGE | cookie)),
            "page not there": (404, http.get("/nowhere", headers=PAGE)),
            "page refused": (403, http.get("/admin/users", headers=PAGE | cookie)),
            "form refused": (422, http.post("/signup", headers=PAGE | OWN, data={"username": "x"})),
            "form from elsewhere": (403, http.post("/login", headers=PAGE | {"Sec-Fetch-Site": "cross-site"}, data={"login": "x"})),
            "redirect": (303, http.get("/rooms/general", headers=PAGE)),
            "head": (200, http.head("/login", headers=PAGE)),
            "json": (200, http.get("/api/tasks", headers=account.headers)),
            "json without a session": (401, http.get("/api/tasks")),
            "json not there": (404, http.get("/api/nothing")),
            "json refused": (422, http.post("/api/auth/signup", json={})),
            "wrong method": (405, http.delete("/health")),
            "wrong type": (415, http.post("/api/auth/signup", content=b"{}", headers={"Content-Type": "text/xml"})),
            "too large": (413, http.post("/api/auth/signup", content=b"x" * 300_000, headers={"Content-Type": "application/json"})),
            "health": (200, http.get("/health")),
            "metrics": (200, http.get("/metrics")),
            "description": (200, http.get("/openapi.json")),
            "styles": (200, styles),
            "script": (200, http.get(script)),
            "styles unchanged": (304, http.get(asset, headers={"If-None-Match": styles.headers["etag"]})),
            "styles in part": (206, http.get(asset, headers={"Range": "bytes=0-9", "Accept-Encoding": "identity"})),
            "icon": (200, http.get("/favicon.svg")),
            "robots": (200, http.get("/robots.txt")),
            "download": (410, http.get("/download?token=nothing")),
            "socket over HTTP": (426, http.get("/ws", headers=account.headers)),
            "handshake refused": (
                401,
                http.get(
                    "/ws",
                    headers={
                        "Connection": "Upgrade",
                        "Upgrade": "websocket",
                        "Sec-WebSocket-Version": "13",
                        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
                    },
                ),
            ),
            "malformed": (400, engine_answer(server, b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")),
            "headers too large": (431, engine_answer(server, b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 17_000 + b"\r\n\r\n")),
        }


def test_every_kind_of_answer_has_its_headers(place):
    server, account, cookie, is_secure = place
    for kind, (status, answer) in kinds_of_answer(server, account, cookie).items():
        headers = answer.headers
        assert answer.status_code == status, (kind, answer.text[:200])
        assert headers["x-content-type-options"] == "nosniff", kind
        assert headers["cross-origin-resource-policy"] == "same-origin", kind
        assert "frame-ancestors 'none'" in headers["content-security-policy"], kind
        assert headers["x-request-id"], kind
        assert not re.search(r"\d", headers.get("server", "")) and "x-powered-by" not in headers, kind
        assert not any(name.startswith("access-control-") for name in headers), kind
        hsts = headers.get("strict-transport-security")
        assert hsts == ("max-age=63072000; includeSubDomains" if is_secure else None), kind
        type_ = headers.get("content-type", "")
        if type_.startswith("text/html"):
            # A room can hold cards of scripts, which run in frames of their own.
            runs = f"frame-src {server.env.get('PUBLIC_URL', server.url)}/run/" if kind == "page" else "frame-src 'self'"
            assert type_ == "text/html; charset=utf-8" and headers["content-security-policy"] == CSP.replace("frame-src 'self'", runs), kind
            for name, value in HTML_HEADERS.items():
                assert headers[name] == value, (kind, name)
        else:
            assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'", kind
        if answer.content and type_.startswith("text/"):
            assert "charset=utf-8" in type_.lower(), (kind, type_)
        if answer.content:
            assert type_, kind
        is_file = kind.startswith(("styles", "script", "icon", "robots"))
        assert ("no-store" in headers.get("cache-control", "")) != is_file or kind == "description", (kind, headers.get("cache-control"))


def test_over_tls_the_session_cookie_is_for_this_host_alone(behind_tls):
    with form_client(behind_tls) as browser:
        answer = browser.post("/signup", data=fresh())
        assert answer.status_code == 303, answer.text
        cookie = answer.headers["set-cookie"]
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert cookie.startswith("__Host-session=") and {"secure", "httponly", "samesite=lax", "path=/"} <= attributes
        assert not any(attribute.startswith("domain") for attribute in attributes)
        # The plain cookie of the same name is nobody's.
        token = cookie.split("=", 1)[1].split(";")[0]
        plain = httpx.get(behind_tls.url + "/rooms/general", headers=PAGE | {"Cookie": f"session={token}"})
        assert plain.status_code == 303


@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/.env", "/.svn/entries", "/data/secret_key", "/assets/../.env", "/assets/%2e%2e/.env", "/assets/..%2f.env",
     "/assets/.git/config", "/assets//etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%5c..%5cetc/passwd", "/neospace.db", "/backup.db",
     "/Package.swift", "/docs/asvs.md"],
)
def test_what_is_no_page_is_not_there(server, path):
    # As written: a client would tidy the path up.
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    assert received.split(b" ", 2)[1] in (b"404", b"400"), received[:200]
    assert b"root:" not in received and b"SECRET" not in received
