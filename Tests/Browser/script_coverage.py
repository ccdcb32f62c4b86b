"""Which lines of our scripts the browser tests ran, from Chromium's precise coverage.

A thread listens on a DevTools connection of its own, so that it sees every page of every context, also those that pages open, and frames in
processes of their own. A page's process changes with each navigation and forgets what it counted, so the counts are taken when a navigation
starts and before anything is closed. What cannot be had: workers (the runner's `run/lib/worker.js` and what it imports run there; a listener that
holds them would change what the runner's tests measure), pages that close themselves, and what runs between the start of a navigation and its end.
"""

import functools
import json
import os
import pathlib
import queue
import re
import threading
import time
from urllib.parse import urlsplit

import httpx
from neospace_server import ROOT
from playwright.sync_api import Browser, BrowserContext, Page
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

# Addresses of our scripts carry the hash of all files, except on the runner's own pages.
ADDRESS = re.compile(r"(?:/assets(?:/[0-9a-f]{16})?/|/(?=run/))((?:js|run/lib)/.+\.js)")


@functools.cache
def file_of(path: str) -> str | None:
    match = ADDRESS.fullmatch(path)
    return f"Public/{match[1]}" if match and (ROOT / "Public" / match[1]).is_file() else None


def covered(functions: list[dict]) -> int:
    """The characters that ran, as bits of a number: of nested ranges the innermost decides."""
    ran = 0
    for function in functions:
        for part in function["ranges"]:
            mask = ((1 << (part["endOffset"] - part["startOffset"])) - 1) << part["startOffset"]
            ran = ran | mask if part["count"] else ran & ~mask
    return ran


class Recorder:
    def __init__(self, port: int, folder: pathlib.Path):
        self.folder, self.files, self.served = folder, {}, {}
        self.numbers, self.waiting, self.lock = iter(range(1, 1 << 30)), {}, threading.Lock()
        # The pages and frames that can be asked, and those that did not answer once, such as one that runs an endless loop.
        self.sessions, self.stuck = set(), set()
        address = httpx.get(f"http://127.0.0.1:{port}/json/version").json()["webSocketDebuggerUrl"]
        self.socket = connect(address, max_size=None, compression=None)
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()
        self.attach(None)

    def attach(self, session: str | None) -> None:
        self.send("Target.setAutoAttach", session, autoAttach=True, waitForDebuggerOnStart=False, flatten=True)

    def send(self, method: str, session: str | None = None, answer: queue.Queue | None = None, **params) -> None:
        with self.lock:
            number = next(self.numbers)
            if method == "Profiler.takePreciseCoverage":
                self.waiting[number] = answer
            message = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
            try:
                self.socket.send(json.dumps(message))
            except ConnectionClosed:
                return

    def listen(self) -> None:
        try:
            for text in self.socket:
                message = json.loads(text)
                if "id" in message:
                    self.answered(message)
                elif message["method"] == "Target.attachedToTarget" and message["params"]["targetInfo"]["type"] in ("page", "iframe"):
                    session = message["params"]["sessionId"]
                    self.send("Profiler.enable", session)
                    self.send("Profiler.startPreciseCoverage", session, callCount=False, detailed=True)
                    self.send("Page.enable", session)
                    self.attach(session)
                    self.sessions.add(session)
                elif message["method"] == "Target.detachedFromTarget":
                    self.sessions.discard(message["params"]["sessionId"])
                elif message["method"] == "Page.frameStartedNavigating" and message["params"].get("navigationType") != "sameDocument":
                    self.send("Profiler.takePreciseCoverage", message["sessionId"])
        except ConnectionClosed:
            return

    def answered(self, message: dict) -> None:
        if message["id"] not in self.waiting:
            return
        answer = self.waiting.pop(message["id"])
        for script in message.get("result", {}).get("result", []):
            file = file_of(urlsplit(script["url"]).path)
            if file:
                if file not in self.served:
                    try:
                        self.served[file] = httpx.get(script["url"]).raise_for_status().text
                    except httpx.HTTPError:
                        # The test has stopped its server. Another test shows what this file is.
                        continue
                self.files[file] = self.files.get(file, 0) | covered(script["functions"])
        if answer:
            answer.put(message.get("sessionId"))

    def take(self) -> None:
        """Asks every page that can answer, and waits a moment for them."""
        asked, answers = self.sessions - self.stuck, queue.Queue()
        for session in asked:
            self.send("Profiler.takePreciseCoverage", session, answers)
        missing, until = set(asked), time.monotonic() + 1
        while missing & self.sessions and time.monotonic() < until:
            try:
                missing.discard(answers.get(timeout=0.1))
            except queue.Empty:
                continue
        self.stuck |= missing & self.sessions

    def save(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = {}
        for file, ran in self.files.items():
            # The server leaves comments and indentation out, but no line of code.
            pairs = zip(code_lines((ROOT / file).read_text()), code_lines(self.served[file]), strict=True)
            lines[file] = [number for (number, _, _), (_, start, end) in pairs if ran >> start & ((1 << (end - start)) - 1)]
        (self.folder / f"{os.getpid()}.json").write_text(json.dumps(lines))


def code_lines(text: str) -> list[tuple[int, int, int]]:
    """Number, start and end of each line with code, as UTF-16 counts. Comments and what only closes a block say nothing of what ran."""
    found, at, comment = [], 0, False
    for number, line in enumerate(text.split("\n"), 1):
        code = line.strip()
        begins = code.startswith("/*")
        if code and not comment and not begins and not code.startswith("//") and code.strip("(){}[];, "):
            start = at + len(line) - len(line.lstrip())
            found.append((number, start, start + len(code.encode("utf-16-le")) // 2))
        comment = (comment or begins) and "*/" not in code
        at += len(line.encode("utf-16-le")) // 2 + 1
    return found


def record(port: int, folder: str) -> Recorder:
    """Takes the counts of everything that the tests close from now on."""
    recorder = Recorder(port, pathlib.Path(folder))
    for kind in (Page, BrowserContext, Browser):
        kind.close = before(kind.close, recorder)
    return recorder


def before(close, recorder: Recorder):
    @functools.wraps(close)
    def taken_first(self, *arguments, **options):
        recorder.take()
        return close(self, *arguments, **options)

    return taken_first
