"""PROTOCOL.md §2: conventions every HTTP answer keeps."""

import re
import socket

import httpx
import pytest
from neospace_client import sign_up

ISO = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


def error_of(answer: httpx.Response, status: int, code: str) -> dict:
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"success", "error"} and body["success"] is False
    error = body["error"]
    assert set(error) <= {"code", "message", "details"} and error["code"] == code and error["message"]
    assert error.get("details") != {}
    return error


def test_health_tells_that_the_database_answers(server):
    answer = httpx.get(server.url + "/health")
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"status", "database", "timestamp"}
    assert (body["status"], body["database"]) == ("ok", "connected") and ISO.match(body["timestamp"])


@pytest.mark.parametrize("path", ["/health", "/login", "/nowhere", "/openapi.json", "/favicon.ico"])
def test_every_answer_carries_a_request_id_and_a_valid_one_is_kept(server, path):
    assert REQUEST_ID.match(httpx.get(server.url + path).headers["x-request-id"])
    for kept in ("a", "A.b_c-9", "x" * 64):
        assert httpx.get(server.url + path, headers={"X-Request-ID": kept}).headers["x-request-id"] == kept
    for replaced in ("x" * 65, "a b", "a\u00e9".encode("latin-1"), ""):
        answer = httpx.get(server.url + path, headers={b"X-Request-ID": replaced if isinstance(replaced, bytes) else replaced.encode()})
        assert REQUEST_ID.match(answer.headers["x-request-id"])


HTML_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src 'self'; manifest-src 'self'"
)


@pytest.mark.parametrize("path", ["/login", "/signup", "/nowhere"])
def test_pages_carry_the_security_headers(server, path):
    answer = httpx.get(server.url + path, headers={"Accept": "text/html"})
    assert answer.headers["content-type"].startswith("text/html")
    for name, value in HTML_HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["content-security-policy"] == CSP
    for feature in ("geolocation", "camera", "microphone", "payment", "usb"):
        assert f"{feature}=()" in answer.headers["permissions-policy"]
    assert "strict-transport-security" not in answer.headers  # plain http
    assert not re.search(r"\d", answer.headers.get("server", ""))
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|<style|\son\w+=", answer.text, re.I)


def test_json_is_neither_sniffed_nor_framed(server):
    answer = httpx.get(server.url + "/api/tasks-not-here", headers={"Accept": "application/json"})
    error_of(answer, 404, "NOT_FOUND")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_an_unknown_path_answers_in_the_language_asked_for(server):
    page = httpx.get(server.url + "/nowhere", headers={"Accept": "text/html"})
    assert page.status_code == 404 and "text/html" in page.headers["content-type"] and "<a " in page.text
    error_of(httpx.get(server.url + "/nowhere", headers={"Accept": "*/*"}), 404, "NOT_FOUND")


def test_a_wrong_method_names_the_right_ones(server):
    answer = httpx.request("DELETE", server.url + "/health")
    error_of(answer, 405, "METHOD_NOT_ALLOWED")
    assert {"GET", "HEAD"} <= {method.strip() for method in answer.headers["allow"].split(",")}


def test_head_answers_as_get_without_a_body(server):
    get, head = httpx.get(server.url + "/login"), httpx.head(server.url + "/login")
    assert head.status_code == get.status_code == 200 and head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]


SIGN_UP = "/api/auth/signup"


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"", {}, 400, "BAD_REQUEST"),
        (b"{", {}, 400, "BAD_REQUEST"),
        (b"{}x", {}, 400, "BAD_REQUEST"),
        (b'{"name":"\xff"}', {}, 400, "BAD_REQUEST"),
        (b'{"name":"\\ud800"}', {}, 400, "BAD_REQUEST"),
        (b"[]", {}, 422, "VALIDATION_ERROR"),
        (b'"text"', {}, 422, "VALIDATION_ERROR"),
        (b'{"name":1,"email":true,"password":[]}', {}, 422, "VALIDATION_ERROR"),
        (b"{}", {}, 422, "VALIDATION_ERROR"),
        (b"{}", {"Content-Type": "text/xml"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b'{"name":"' + b"a" * (256 * 1024) + b'"}', {}, 413, "PAYLOAD_TOO_LARGE"),
    ],
    ids=["empty", "broken", "trailing", "not-utf8", "lone-surrogate", "array", "string", "types", "missing", "content-type", "too-large"],
)
def test_bad_bodies_get_their_status(server, body, headers, status, code):
    answer = httpx.post(server.url + SIGN_UP, content=body, headers={"Content-Type": "application/json", **headers})
    error = error_of(answer, status, code)
    if status == 422 and body.startswith(b"{"):
        assert {"name", "email", "password"} <= set(error["details"])


def test_unknown_fields_and_control_characters_are_named(server):
    good = {"name": "Ada", "email": "ada-fields@example.org", "password": "correct horse"}
    error = error_of(httpx.post(server.url + SIGN_UP, json=good | {"role": "admin"}), 422, "VALIDATION_ERROR")
    assert set(error["details"]) == {"role"}
    for character in ("\u0000", "\u0007", "\u007f", "\u0085"):
        error = error_of(httpx.post(server.url + SIGN_UP, json=good | {"name": f"A{character}da"}), 422, "VALIDATION_ERROR")
        assert set(error["details"]) == {"name"}


def test_a_json_body_of_exactly_256_kib_is_read(server):
    body = b'{"name":"' + b"a" * (256 * 1024 - 11) + b'"}'
    assert len(body) == 256 * 1024
    answer = httpx.post(server.url + SIGN_UP, content=body, headers={"Content-Type": "application/json"})
    error_of(answer, 422, "VALIDATION_ERROR")


def test_emoji_and_other_scripts_survive(server):
    name = "👩🏽‍🚀 Zoë 日本 עברית e\u0301"
    account = sign_up(server)
    answer = httpx.put(server.url + "/api/auth/profile", headers=account.headers, json={"name": name})
    assert answer.status_code == 200 and answer.json()["data"]["user"]["name"] == name


def test_the_openapi_document_describes_the_json_routes(server):
    document = httpx.get(server.url + "/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert {SIGN_UP, "/api/auth/signin", "/api/auth/signout", "/api/auth/profile", "/health"} <= set(document["paths"])
    assert "422" in document["paths"][SIGN_UP]["post"]["responses"]


def test_metrics_are_for_loopback_and_in_prometheus_form(server):
    text = httpx.get(server.url + "/metrics").text
    assert re.search(r"^# TYPE \w+ (counter|gauge|histogram)$", text, re.M) and re.search(r"^\w+(\{.*\})? [0-9.e+-]+$", text, re.M)
    refused = httpx.get(server.url + "/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
    assert refused.status_code in (200, 401, 403)


def raw(server, data: bytes, timeout: float = 20) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=timeout) as connection:
        connection.sendall(data)
        connection.settimeout(timeout)
        received = b""
        while True:
            try:
                chunk = connection.recv(65536)
            except (TimeoutError, ConnectionResetError):
                break
            if not chunk:
                break
            received += chunk
        return received


HOST = b"Host: localhost\r\n"
SMUGGLING = {
    "both lengths": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "length list": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5, 5\r\n\r\nhello",
    "signed length": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: +5\r\n\r\nhello",
    "hex length": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 0x5\r\n\r\nhello",
    "negative length": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n",
    "chunked twice": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunked not last": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "gzip, chunked": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "disguised chunked": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "folded header": b"GET / HTTP/1.1\r\n" + HOST + b"X-A: one\r\n two\r\n\r\n",
    "space before colon": b"GET / HTTP/1.1\r\n" + HOST + b"X-A : one\r\n\r\n",
    "bare LF": b"GET / HTTP/1.1\n" + b"Host: localhost\n\n",
    "bare LF inside": b"GET / HTTP/1.1\r\n" + HOST + b"X-A: b\nX-C: d\r\n\r\n",
    "bare CR inside": b"GET / HTTP/1.1\r\n" + HOST + b"X-A: b\rX-C: d\r\n\r\n",
    "NUL in header": b"GET / HTTP/1.1\r\n" + HOST + b"X-A: b\x00c\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "1.0 chunked": b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.2": b"GET / HTTP/1.2\r\n" + HOST + b"\r\n",
    "HTTP/2.0": b"GET / HTTP/2.0\r\n" + HOST + b"\r\n",
    "chunk size sign": b"POST /login HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n+1\r\na\r\n0\r\n\r\n",
    "chunk size prefix": b"POST /login HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
    "chunk size space": b"POST /login HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n1 \r\na\r\n0\r\n\r\n",
    "chunk size overflow": b"POST /login HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\na\r\n0\r\n\r\n",
    "chunk bare LF": b"POST /login HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
}


@pytest.mark.parametrize("probe", SMUGGLING.values(), ids=SMUGGLING.keys())
def test_smuggling_probes_are_refused_and_the_connection_closed(server, probe):
    # What follows the probe must never be answered as a second request.
    received = raw(server, probe + b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert received.startswith((b"HTTP/1.1 400", b"HTTP/1.1 505", b"HTTP/1.1 501")), received[:200]
    assert received.count(b"HTTP/1.1 ") == 1 and b'"status":"ok"' not in received
    assert b"x-request-id" in received.lower()


def test_a_header_block_beyond_16_kib_is_431_and_one_below_is_read(server):
    def block(total: int) -> bytes:
        head = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Pad: "
        return head + b"a" * (total - len(head) - 4) + b"\r\n\r\n"

    assert raw(server, block(15 * 1024)).startswith(b"HTTP/1.1 200")
    assert raw(server, block(16 * 1024 + 1)).startswith(b"HTTP/1.1 431")


def test_pipelined_requests_are_answered_in_order(server):
    one = b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: %d\r\n\r\n"
    last = b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: last\r\nConnection: close\r\n\r\n"
    received = raw(server, b"".join(one % number for number in range(10)) + last)
    ids = re.findall(rb"(?i)x-request-id: (\S+)", received)
    assert ids == [str(number).encode() for number in range(10)] + [b"last"]
