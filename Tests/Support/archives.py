"""Members' archives: read with Python's own zipfile, changed, and put together again."""

import hashlib
import io
import json
import time
import zipfile

import httpx


class Archive:
    """What an archive holds, by path."""

    def __init__(self, source: bytes | httpx.Response):
        self.bytes = source if isinstance(source, bytes) else source.content
        with zipfile.ZipFile(io.BytesIO(self.bytes)) as archive:
            assert archive.testzip() is None
            self.names = archive.namelist()
            self.files = {name: archive.read(name) for name in self.names}
        assert len(self.names) == len(set(self.names))

    def __getitem__(self, part: str):
        return json.loads(self.files[f"{part}.json"])

    @property
    def manifest(self) -> dict:
        return self["neospace"]

    @property
    def text(self) -> str:
        """All of it, for what must not be there."""
        return "\n".join(content.decode("utf-8", "replace") for content in self.files.values())


def export(account) -> Archive:
    answer = httpx.get(account.server.url + "/settings/export", headers=account.headers, timeout=120)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return Archive(answer)


def manifest(content: dict[str, bytes], parts: list[str] | None = None, **changes) -> bytes:
    listed = [{"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for path, content in content.items()]
    parts = parts if parts is not None else [path[:-5] for path in content if path.endswith(".json") and "/" not in path]
    whole = {
        "format": "neospace-member", "version": 1, "exported_at": "2026-11-20T10:00:00.000Z", "origin": "https://other.example",
        "member": {"uuid": "5f0c7a52-0000-4000-8000-000000000001", "username": "ann", "name": "Ann", "email": "ann@other.example"},
        "parts": parts, "files": listed,
    }  # fmt: skip
    return json.dumps(whole | changes).encode()


def packed(files: dict[str, bytes | object], **changes) -> bytes:
    """An archive of these files, with a manifest that is true unless `changes` says otherwise."""
    files = {path: content if isinstance(content, bytes) else json.dumps(content).encode() for path, content in files.items()}
    if "neospace.json" not in files:
        files = {"neospace.json": manifest(files, **changes)} | files
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def bring(account, archive: bytes, timeout: float = 120, **headers) -> httpx.Response:
    files = {"archive": ("archive.zip", archive, "application/zip")}
    return httpx.post(account.server.url + "/settings/import", headers=account.headers | headers, files=files, timeout=timeout)


def ended(account, answer: httpx.Response, timeout: float = 120) -> dict:
    """Waits for the end of an import that was accepted."""
    assert answer.status_code == 202, answer.text
    end = time.monotonic() + timeout
    while True:
        found = httpx.get(f"{account.server.url}/settings/imports/{answer.json()['id']}", headers=account.headers)
        assert found.status_code == 200, found.text
        if found.json()["state"] in ("done", "failed"):
            return found.json()
        assert time.monotonic() < end, found.text
        time.sleep(0.05)


def taken(account, archive: bytes, timeout: float = 120) -> dict[str, dict]:
    """Brings an archive and waits; what became of each part."""
    one = ended(account, bring(account, archive), timeout)
    assert one["state"] == "done" and one["error"] is None, one
    return {part["name"]: part for part in one["parts"]}
