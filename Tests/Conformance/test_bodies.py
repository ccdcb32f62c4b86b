"""PROTOCOL.md §2: what bodies must be, and that refusals arrive."""

import json
import socket
import uuid

import httpx
import pytest
import websockets.sync.client
from neospace_client import sign_up
from neospace_server import once_is_enough
from test_http_contract import error_of

pytestmark = once_is_enough


@pytest.fixture(scope="module")
def ada(server):
    return sign_up(server)


@pytest.mark.parametrize(
    "body", [b"", b" ", b"{", b"nonsense", b'{"title":"a"} x', b'{"title":"\xff"}', b'{"title":"\\ud800"}', b'{"\\udc00":1}', b'{"title":"a","title":"b"}']
)
def test_what_is_no_json_is_400(server, ada, body):
    headers = {**ada.headers, "Content-Type": "application/json"}
    error_of(httpx.post(server.url + "/api/tasks", content=body, headers=headers), 400, "BAD_REQUEST")


@pytest.mark.parametrize("body", ["[]", '"title"', "7", "null", "{}", '{"title":7}', '{"title":["a"]}', '{"title":"a","x":1}', json.dumps({"n" * 65: 1})])
def test_json_of_another_shape_is_422(server, ada, body):
    headers = {**ada.headers, "Content-Type": "application/json"}
    error_of(httpx.post(server.url + "/api/tasks", content=body, headers=headers), 422, "VALIDATION_ERROR")


def test_a_refusal_names_few_of_a_strangers_fields(server, ada):
    answer = httpx.post(server.url + "/api/tasks", json={f"k{n}": 1 for n in range(20_000)}, headers=ada.headers)
    error = error_of(answer, 422, "VALIDATION_ERROR")
    assert len(error["details"]) <= 21 and len(answer.content) < 4_000


@pytest.mark.parametrize("id_", ["abc", "0", "-1", "+1", "007", "1.0", "9223372036854775808", "1" * 300, "%CC%81"])
def test_path_ids_that_are_none_are_404(server, ada, id_):
    error_of(httpx.get(f"{server.url}/api/tasks/{id_}", headers=ada.headers), 404, "NOT_FOUND")


def test_request_ids_are_kept_when_they_are_valid(server):
    for good in ["a", "A-b_c.9", "x" * 64]:
        assert httpx.get(server.url + "/health", headers={"X-Request-ID": good}).headers["x-request-id"] == good
    for bad in ["", "x" * 65, "a b", "a/b", b"caf\xc3\xa9", b"a\xcc\x81"]:
        kept = httpx.get(server.url + "/health", headers={"X-Request-ID": bad}).headers["x-request-id"]
        assert kept and kept.isascii() and kept.encode() != (bad if isinstance(bad, bytes) else bad.encode())


def test_the_answer_to_a_body_that_is_too_large_arrives(server, ada):
    for _ in range(20):
        answer = httpx.post(server.url + "/api/tasks", json={"title": "x" * 5_000_000}, headers=ada.headers, timeout=30)
        error_of(answer, 413, "PAYLOAD_TOO_LARGE")


def test_trailers_are_dropped(server, ada):
    body = b'{"title":"with a trailer"}'
    head = f"POST /api/tasks HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {ada.token}\r\nContent-Type: application/json\r\nConnection: close\r\n"
    wire = head.encode() + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nX-Checksum: 7\r\n\r\n" % (len(body), body)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(wire)
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    assert answer.startswith(b"HTTP/1.1 201 ") and b"with a trailer" in answer


def flooded(server, ada, frames) -> int | None:
    """The close code after these frames."""
    with websockets.sync.client.connect(server.ws_url, additional_headers=ada.headers, max_size=None) as ws:
        ws.recv()
        raw = ws.socket
        raw.sendall(frames)
        try:
            while True:
                ws.recv(timeout=30)
        except websockets.ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


def test_floods_of_control_frames_and_fragments_end_the_socket(limited_server):
    ada = sign_up(limited_server, username=f"f{uuid.uuid4().hex[:10]}")
    mask = bytes(4)
    assert flooded(limited_server, ada, (b"\x8a\x80" + mask) * 700) == 4429
    assert flooded(limited_server, ada, b"\x01\x80" + mask + (b"\x00\x80" + mask) * 64) == 4429


def test_an_object_of_very_many_fields_is_refused_before_it_is_read_to_the_end(server):
    ada = sign_up(server)
    with ada.http() as http:
        for count, named in ((1_999, 20), (2_000, 1), (20_000, 1)):
            answer = http.post("/api/tasks", json={"title": "x"} | {f"f{number}": 1 for number in range(count)})
            assert answer.status_code == 422 and len(answer.json()["error"]["details"]) == named and len(answer.content) < 4_000
