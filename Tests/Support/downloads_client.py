"""What members, programs and administrators do with the release. Written from the specification alone."""

import concurrent.futures
import os
import pathlib
import threading
import uuid

import httpx
from neospace_client import Account, sign_up

PASSWORD = "correct horse"
# One client for all, because making one is slow. It opens a connection for every request, so a server may be killed in between.
http = httpx.Client(timeout=60, limits=httpx.Limits(max_keepalive_connections=0))


class Member:
    """A user who registered through the releases API."""

    def __init__(self, server, email: str | None = None):
        self.server = server
        self.email = email or f"r{uuid.uuid4().hex[:12]}@example.org"
        body = {"name": "Reader", "email": self.email, "github_id": "reader", "password": PASSWORD}
        answer = http.post(server.url + "/auth/register", json=body)
        assert answer.status_code == 201, answer.text
        self.id = answer.json()["id"]
        answer = http.post(server.url + "/auth/login", json={"email": self.email, "password": PASSWORD})
        assert answer.status_code == 200 and answer.json()["token_type"] == "bearer", answer.text
        self.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def post(self, path: str, body: dict | None = None) -> httpx.Response:
        return http.post(self.server.url + path, json=body, headers=self.headers)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return http.get(self.server.url + path, headers=self.headers | headers)

    def agree(self) -> "Member":
        assert self.post("/terms/agree").status_code == 200
        return self

    def redeem(self, key: str) -> httpx.Response:
        return self.post("/redeem", {"key_value": key})

    def token(self, key: str) -> str:
        answer = self.redeem(key)
        assert answer.status_code == 200, answer.text
        return answer.json()["download_token"]


def administrator(server) -> Account:
    """The account of the server's ADMIN_EMAILS. Created if it does not exist."""
    body = {"email": "admin@example.org", "password": PASSWORD}
    answer = http.post(server.url + "/api/auth/signin", json=body)
    if answer.status_code == 401:
        return sign_up(server, "admin", email="admin@example.org")
    data = answer.json()["data"]
    return Account(server, "admin", "admin@example.org", data["token"], data["user"]["id"])


def make_keys(server, count: int) -> list[str]:
    answer = http.post(
        server.url + "/admin/keys/generate", json={"count": count}, headers=administrator(server).headers, timeout=30
    )
    assert answer.status_code == 201, answer.text
    return [key["key_value"] for key in answer.json()]


def download(server, token: str, method: str = "GET", **headers: str) -> httpx.Response:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return http.request(method, server.url + "/download", params={"token": token}, headers=headers)


def at_once(count: int, do) -> list:
    """Runs it in that many threads. All of them are ready before the first one starts."""
    gate = threading.Barrier(count)

    def one(number: int):
        gate.wait()
        return do(number)

    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def release_file(folder: pathlib.Path, size: int = 300_000) -> tuple[pathlib.Path, bytes]:
    """A file of random bytes, moved into place by renaming."""
    content = os.urandom(size)
    folder.mkdir(exist_ok=True)
    path = folder / "release one.zip"
    (folder / "new").write_bytes(content)
    (folder / "new").rename(path)
    return path, content
