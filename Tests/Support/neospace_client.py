"""A client written from PROTOCOL.md alone: HTTP for accounts, one WebSocket for live events, and a fold for state."""

import asyncio
import itertools
import json
import uuid
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import secrets_seen
import websockets
from folds import Fold, PlaceFold  # noqa: F401 (tests take everything from here)

_numbers = itertools.count(1)


class Account:
    """A signed-up member with a Bearer token."""

    def __init__(self, server, username: str, email: str, token: str, uuid_: str):
        self.server, self.username, self.email, self.token, self.uuid = server, username, email, token, uuid_

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def http(self) -> httpx.Client:
        return httpx.Client(base_url=self.server.url, headers=self.headers, timeout=20)

    def socket(self, **options) -> "Live":
        return Live(self.server.ws_url, {**self.headers, **options.pop("headers", {})}, **options)


def sign_up(server, username: str | None = None, password: str = "correct horse", email: str | None = None) -> Account:
    username = username or f"m{next(_numbers)}-{uuid.uuid4().hex[:8]}"
    email = email or f"{username}@example.org"
    answer = httpx.post(
        server.url + "/api/auth/signup",
        json={"name": username.title(), "username": username, "email": email, "password": password},
        timeout=30,
    )
    assert answer.status_code == 201, answer.text
    data = answer.json()["data"]
    return Account(server, username, email, data["token"], data["user"]["id"])


def moderate(staff: "Account | httpx.Client", deed: str, username: str, minutes: int | None = None) -> httpx.Response:
    """Staff mute or ban somebody, or take back what stands: `unmute`, `unban`."""
    http = staff if isinstance(staff, httpx.Client) else staff.http()
    headers = {"Accept": "application/json"}
    if not deed.startswith("un"):
        body = {"action": deed, "username": username, "reason": "other", "message": "Because."} | ({"minutes": minutes} if minutes else {})
        return http.post("/admin/actions", json=body, headers=headers)
    found = http.get("/admin/actions", params={"username": username, "action": deed[2:]}, headers=headers).json()["actions"]
    return http.post(f"/admin/actions/{found[0]['id']}/undo", json={"message": "Again."}, headers=headers)


def finish(talk: Coroutine[Any, Any, Any]) -> Any:
    """Runs a talk over sockets to its end where the browser's driver has the thread's event loop. Raises what the talk raises."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, talk).result()


class Refused(Exception):
    def __init__(self, error: dict):
        super().__init__(f"{error.get('code')}: {error.get('message')} {error.get('details')}")
        self.error, self.code, self.details = error, error["code"], error.get("details", {})


class Live:
    """One socket. `request` waits for its answer; everything else that arrives is kept in `events`, in order."""

    def __init__(self, url: str, headers: dict[str, str], *, read: bool = True, **options):
        self.url, self.headers, self.options, self.read = url, headers, options, read
        self.events: list[dict] = []
        self.answers: dict[str, list[dict]] = {}
        self.connected: dict = {}
        self.frames: list[dict] = []
        self._news = asyncio.Event()
        self.close_code: int | None = None

    async def __aenter__(self) -> "Live":
        self.ws = await websockets.connect(
            self.url, additional_headers=self.headers, max_size=None, compression=None, ping_interval=None, **self.options
        )
        if self.read:
            self._reader = asyncio.create_task(self._read())
            self.connected = await self.event("connected")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.ws.close()
        if self.read:
            self._reader.cancel()

    async def _read(self) -> None:
        try:
            async for text in self.ws:
                frame = json.loads(text)
                assert frame["v"] == 1 and set(frame) <= {"v", "type", "data", "meta"}, frame
                self.frames.append(frame)
                request_id = frame.get("meta", {}).get("request_id")
                if request_id is not None:
                    self.answers.setdefault(request_id, []).append(frame)
                self.events.append(frame)
                self._news.set()
        except websockets.ConnectionClosed:
            pass
        finally:
            # Also if we closed the socket: callers that wait for an answer do not get one.
            self.close_code = self.ws.close_code or 1006
            self._news.set()

    async def send(self, type_: str, data: dict | None = None, request_id: str | None = None, v: int = 1) -> None:
        envelope: dict = {"v": v, "type": type_, "data": data if data is not None else {}}
        if request_id is not None:
            envelope["meta"] = {"request_id": request_id}
        secrets_seen.remember_fields(envelope["data"])
        await self.ws.send(json.dumps(envelope))

    async def request(self, type_: str, data: dict | None = None, request_id: str | None = None, timeout: float = 15) -> dict:
        """Returns the data of the ack or of the named reply; raises Refused on an `error`."""
        request_id = request_id or str(uuid.uuid4())
        seen = len(self.answers.get(request_id, []))
        await self.send(type_, data, request_id)

        def answered() -> dict | None:
            for frame in self.answers.get(request_id, [])[seen:]:
                if frame["type"] not in EVENTS:
                    return frame
            return None

        frame = await self.until(answered, timeout)
        if frame["type"] == "error":
            raise Refused(frame["data"])
        return frame["data"]

    async def until(self, found, timeout: float):
        async with asyncio.timeout(timeout):
            while True:
                result = found()
                if result is not None:
                    return result
                if self.close_code is not None:
                    raise ConnectionError(f"closed with {self.close_code}")
                self._news.clear()
                await self._news.wait()

    async def event(self, type_: str, where=lambda data: True, timeout: float = 15) -> dict:
        """Waits for the first frame of that type that fits, and takes it."""

        def take() -> dict | None:
            for index, frame in enumerate(self.events):
                if frame["type"] == type_ and where(frame["data"]):
                    return self.events.pop(index)
            return None

        return (await self.until(take, timeout))["data"]

    async def closed(self, timeout: float = 15) -> int:
        async with asyncio.timeout(timeout):
            while self.close_code is None:
                self._news.clear()
                if self.close_code is None:
                    await self._news.wait()
        return self.close_code

    async def join(self, room: str, epoch: str | None = None, after_seq: int | None = None) -> tuple[dict, list[dict]]:
        """Returns `room_joined` and every slice of the backfill up to the complete one."""
        request_id = str(uuid.uuid4())
        data: dict = {"room": room}
        if epoch is not None:
            data |= {"epoch": epoch, "after_seq": after_seq}
        joined = await self.request("join_room", data, request_id)
        pages: list[dict] = []

        def complete():
            pages[:] = [frame["data"] for frame in self.answers[request_id] if frame["type"] == "backfill"]
            return True if pages and (pages[-1].get("complete") or pages[-1].get("reset")) else None

        await self.until(complete, 30)
        return joined, pages

    async def watch(self, place: str, epoch: str | None = None, after_seq: int | None = None) -> tuple[dict, list[dict]]:
        """`watching` and every page of `changes` up to the complete one."""
        request_id = str(uuid.uuid4())
        cursor = {} if epoch is None else {"epoch": epoch, "after_seq": after_seq}
        watching = await self.request("watch", {"place": place} | cursor, request_id)
        pages: list[dict] = []

        def complete():
            pages[:] = [frame["data"] for frame in self.answers[request_id] if frame["type"] == "changes"]
            return True if pages and (pages[-1].get("complete") or pages[-1].get("reset")) else None

        await self.until(complete, 30)
        return watching, pages


EVENTS = {"new_message", "message_edited", "message_deleted", "message_reacted", "typing", "presence", "unread", "notification", "session_ended"}
