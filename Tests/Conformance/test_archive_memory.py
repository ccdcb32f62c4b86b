"""A member's archive of any size takes little memory, on its way out and on its way in.

NEOSPACE_TEST_ARCHIVE_MIB=1024 takes in an archive of the largest size there is; without it the test is shorter."""

import hashlib
import json
import os
import pathlib
import random
import threading
import zipfile

import httpx
import pytest
from archives import bring, ended, manifest, packed
from neospace_client import sign_up
from neospace_server import POSTGRES, Server

MIB = 1 << 20
SIZE = int(os.environ.get("NEOSPACE_TEST_ARCHIVE_MIB", "96"))
# Of a file that members bring, and of the JSON of a part that this server does not know.
FILE, PART = 16 * MIB, 24 * MIB


class Peak:
    """How much more memory of its own a process used at most than at the beginning, looked at every few milliseconds. Pages of the database file,
    which the system maps and takes back as it likes, are not its own."""

    def __init__(self, server: Server):
        self.status = pathlib.Path(f"/proc/{server.process.pid}/status")
        self.start = self.highest = self._read()
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def _read(self) -> int:
        return next(int(line.split()[1]) * 1024 for line in self.status.read_text().splitlines() if line.startswith("RssAnon:"))

    def _watch(self) -> None:
        while not self.done.wait(0.005):
            self.highest = max(self.highest, self._read())

    def __enter__(self) -> "Peak":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.thread.join()

    @property
    def grown(self) -> int:
        return self.highest - self.start


@pytest.fixture
def server(tmp_path):
    with Server(data=str(tmp_path)) as server:
        yield server


def say(server: Server, account, count: int, after: int) -> None:
    numbers = (
        f"generate_series(1, {count}) AS n (n)" if POSTGRES else f"(WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count}) SELECT n FROM n)")
    # Words that hardly pack.
    words = "md5(n::text) || md5((n + 1)::text) || md5((n + 2)::text) || md5((n + 3)::text)" if POSTGRES else "hex(randomblob(64))"
    server.query(
        "INSERT INTO messages (room_id, seq, author_id, author_name, content, html, created_at)"
        f" SELECT (SELECT id FROM rooms WHERE name = 'general'), {after} + n, (SELECT id FROM users WHERE username = '{account.username}'), 'Ada', {words}, '', {after} + n"
        f" FROM {numbers}")


def downloaded(account) -> int:
    """Reads the archive without keeping it; its size."""
    size = 0
    with httpx.stream("GET", account.server.url + "/settings/export", headers=account.headers, timeout=300) as answer:
        assert answer.status_code == 200
        for piece in answer.iter_raw(MIB):
            size += len(piece)
    return size


def test_an_export_of_100000_messages_takes_less_than_16_mib(server):
    ada, bob = sign_up(server), sign_up(server)
    say(server, bob, 1_000, after=1_000)
    downloaded(bob)
    say(server, ada, 100_000, after=10_000)
    with Peak(server) as peak:
        size = downloaded(ada)
    print(f"an archive of {size / MIB:.1f} MiB: +{peak.grown / MIB:.1f} MiB")
    assert size > 2 * MIB and peak.grown < 16 * MIB


def test_an_import_of_an_archive_takes_less_than_16_mib_however_large_it_is(server, tmp_path):
    ada, bob = sign_up(server), sign_up(server)
    # The database's own page cache, of 16 MiB at most, is full after this, as it is on a server that has run for a while.
    assert ended(bob, bring(bob, packed({"things.json": ["x" * 100] * (PART // 100)})))["state"] == "done"
    path = tmp_path / "large.zip"
    write_large(path, SIZE * MIB)
    with Peak(server) as peak, open(path, "rb") as archive:
        answer = httpx.post(server.url + "/settings/import", headers=ada.headers, files={"archive": ("a.zip", archive, "application/zip")}, timeout=600)
        done = ended(ada, answer, timeout=600)
    assert done["state"] == "done", done
    parts = {part["name"]: part for part in done["parts"]}
    assert parts["tasks"]["created"] == 500 and parts["things"]["carried"]
    print(f"an archive of {path.stat().st_size / MIB:.0f} MiB: +{peak.grown / MIB:.1f} MiB")
    assert peak.grown < 16 * MIB


def write_large(path: pathlib.Path, size: int) -> None:
    """Tasks, a part that is carried, and files that cannot be made smaller. Written piece by piece."""
    chance = random.Random(1)
    tasks = json.dumps(
        [
            {"uuid": f"5f0c7a52-0000-4000-8000-{number:012}", "title": f"t{number}", "description": "d" * 500, "completed": False,
             "created_at": "2026-01-01T00:00:00.000Z", "updated_at": "2026-01-01T00:00:00.000Z"}
            for number in range(500)
        ]
    ).encode()
    things = json.dumps([chance.randbytes(48).hex() for _ in range(PART // 100)]).encode()
    listed = {"tasks.json": tasks, "things.json": things}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in listed.items():
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
        files = json.loads(manifest(listed))["files"]
        for number in range(max(1, (size - archive.fp.tell()) // FILE)):
            content = chance.randbytes(FILE)
            name = f"media/{hashlib.sha256(content).hexdigest()}.wav"
            archive.writestr(name, content)
            files.append({"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()})
        archive.writestr("neospace.json", manifest(listed, files=files))
    assert path.stat().st_size <= size
