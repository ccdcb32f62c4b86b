#!/usr/bin/env python3
"""Runs the Autobahn WebSocket fuzzing cases against a server that echoes.

    run_autobahn.py ws://127.0.0.1:7860/test/echo [--cases 1 2 3 4 5 6 7 9 10] [--verbose]

The cases are those of the `autobahntestsuite` package. Its own runner needs Python 2 and a Twisted of that time, so the case sources are
taken from the package as they are, translated where Python 3 reads them differently, and driven by a small client here.
In Python 2 a str is bytes; here the cases' strings are Latin-1 text, one character per byte, and become bytes at the socket.
Exit status 1 when a case's behaviour is not OK, NON-STRICT or INFORMATIONAL, or its closing is not clean.
"""

import argparse
import asyncio
import base64
import binascii
import importlib.abc
import importlib.util
import os
import pathlib
import re
import struct
import subprocess
import sys
import types
import urllib.parse
import zlib

PACKAGE = "autobahntestsuite==25.10.1"
HERE = pathlib.Path(__file__).resolve().parent
ENVIRONMENT = pathlib.Path(os.environ.get("AUTOBAHN_VENV", HERE.parents[2] / ".venv" / "autobahn"))
PASSING = {"OK", "NON-STRICT", "INFORMATIONAL"}


def sources() -> pathlib.Path:
    """The package's folder, installed on first use."""
    found = list(ENVIRONMENT.glob("lib/python3*/site-packages/autobahntestsuite"))
    if not found:
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
        subprocess.run([ENVIRONMENT / "bin" / "pip", "install", "--quiet", "--no-deps", PACKAGE], check=True)
        found = list(ENVIRONMENT.glob("lib/python3*/site-packages/autobahntestsuite"))
    return found[0]


# MARK: Loading Python 2 sources

def to_bytes(text) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")


class Constants:
    STATE_CLOSED, STATE_CONNECTING, STATE_CLOSING, STATE_OPEN = 0, 1, 2, 3
    MESSAGE_TYPE_TEXT, MESSAGE_TYPE_BINARY = 1, 2
    CLOSE_STATUS_CODE_NORMAL = 1000
    CLOSE_STATUS_CODE_GOING_AWAY = 1001
    CLOSE_STATUS_CODE_PROTOCOL_ERROR = 1002
    CLOSE_STATUS_CODE_UNSUPPORTED_DATA = 1003
    CLOSE_STATUS_CODE_INVALID_PAYLOAD = 1007
    CLOSE_STATUS_CODE_POLICY_VIOLATION = 1008
    CLOSE_STATUS_CODE_MESSAGE_TOO_BIG = 1009
    CLOSE_STATUS_CODE_MANDATORY_EXTENSION = 1010
    CLOSE_STATUS_CODE_INTERNAL_ERROR = 1011


class Utf8Validator:
    """As the cases use it: whether text is valid so far, and complete."""

    def reset(self):
        pass

    def validate(self, text):
        data = to_bytes(text)
        try:
            data.decode("utf-8")
            return True, True, len(data), len(data)
        except UnicodeDecodeError as error:
            cut = "unexpected end" in error.reason
            return cut, False, len(data), len(data)


def translated(source: str) -> str:
    source = re.sub(r"^(\s*)print (.*)$", r"\1print(\2)", source, flags=re.M)
    source = re.sub(r"^(\s*)print$", r"\1print()", source, flags=re.M)
    source = source.replace("(object, Case, )", "(Case, )").replace("xrange(", "range(")
    source = re.sub(r"unichr\((\w+)\)\.encode\(\"utf-8\"\)", r'chr(\1).encode("utf-8", "surrogatepass").decode("latin-1")', source)
    source = source.replace("len(self.payload) / self.p.autoFragmentSize", "len(self.payload) // self.p.autoFragmentSize")
    return source.replace("pickle.dumps(obj1) == pickle.dumps(obj2)", "obj1 == obj2")


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the suite's modules by the bare names Python 2 imports them with."""

    def __init__(self, folder):
        self.folder = folder

    def find_spec(self, name, path, target=None):
        file = self.folder / (name + ".py")
        return importlib.util.spec_from_loader(name, self, origin=str(file)) if file.exists() else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        source = translated(pathlib.Path(module.__spec__.origin).read_text(encoding="latin-1"))
        exec(compile(source, module.__spec__.origin, "exec"), module.__dict__)


def load_cases(groups):
    folder = sources() / "case"
    protocol = types.ModuleType("autobahn.websocket.protocol")
    protocol.WebSocketProtocol = Constants
    validator = types.ModuleType("autobahn.websocket.utf8validator")
    validator.Utf8Validator = Utf8Validator
    for name in ("autobahn", "autobahn.websocket"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules[protocol.__name__] = protocol
    sys.modules[validator.__name__] = validator
    hexadecimal = types.ModuleType("binascii")
    vars(hexadecimal).update({name: value for name, value in vars(binascii).items() if not name.startswith("__")})
    hexadecimal.b2a_hex = lambda text: binascii.b2a_hex(to_bytes(text)).decode()
    original = sys.modules["binascii"]
    sys.modules["binascii"] = hexadecimal
    sys.meta_path.insert(0, Finder(folder))
    cases = {}
    try:
        listing = (folder / "__init__.py").read_text()
        names = re.findall(r"^from (case(\d+)_\w+) import \*", listing, flags=re.M)
        for name, group in names:
            # 9.9 is switched off in the suite itself.
            if int(group) not in groups or name == "case9_9_1":
                continue
            module = importlib.import_module(name)
            for value in vars(module).values():
                found = value if isinstance(value, list) else [value]
                for item in found:
                    if isinstance(item, type) and re.fullmatch(r"Case\d+(_\d+)+", item.__name__):
                        identity = tuple(int(part) for part in item.__name__[4:].split("_"))
                        if identity[0] in groups:
                            cases[identity] = item
    finally:
        sys.modules["binascii"] = original
        sys.meta_path.pop(0)
    return dict(sorted(cases.items()))


# MARK: The fuzzing client

class Factory:
    isServer = False


class Fuzzer(Constants):
    """One connection, driven by one case through the interface the cases know."""

    factory = Factory()

    def __init__(self, loop):
        self.loop = loop
        self.state = self.STATE_CONNECTING
        self.autoFragmentSize = 0
        self.txFrameStats = {}
        self.connectionWasOpen = False
        self.closedByMe = self.droppedByMe = self.failedByMe = self.wasClean = False
        self.localCloseCode = self.localCloseReason = self.remoteCloseCode = self.remoteCloseReason = None
        self.createWirelog = True
        self.trafficStats = None
        self.timers = []
        self.sends = asyncio.Queue()
        self.case = None

    def enableWirelog(self, on):
        self.createWirelog = on

    # Sending
    @staticmethod
    def frame(opcode, payload, fin=True, rsv=0):
        head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
        size = len(payload)
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += struct.pack("!BH", 0x80 | 126, size)
        else:
            head += struct.pack("!BQ", 0x80 | 127, size)
        key = os.urandom(4)
        return head + key + Fuzzer.masked(payload, key)

    @staticmethod
    def masked(payload, key):
        if not payload:
            return b""
        size = len(payload)
        pattern = (key * (size // 4 + 1))[:size]
        return (int.from_bytes(payload, "big") ^ int.from_bytes(pattern, "big")).to_bytes(size, "big")

    def write(self, data, chop=None):
        self.sends.put_nowait((data, chop))

    def sendFrame(self, opcode, payload="", fin=True, rsv=0, mask=None, payload_len=None, chopsize=None, sync=False):
        data = to_bytes(payload)
        if payload_len is not None:
            data = (data * (payload_len // max(1, len(data)) + 1))[:payload_len] if payload_len else b""
        self.txFrameStats[opcode] = self.txFrameStats.get(opcode, 0) + 1
        self.write(self.frame(opcode, data, fin, rsv), chopsize or (1 if sync and chopsize else None))

    def sendMessage(self, payload, isBinary=False, fragmentSize=None, sync=False):
        size = fragmentSize or self.autoFragmentSize
        opcode = 2 if isBinary else 1
        if not size or len(payload) <= size:
            return self.sendFrame(opcode, payload)
        for start in range(0, len(payload), size):
            last = start + size >= len(payload)
            self.sendFrame(opcode if start == 0 else 0, payload[start:start + size], fin=last)

    def beginMessage(self, opcode=1):
        self.open_opcode = opcode

    def beginMessageFrame(self, length):
        head = bytes([self.open_opcode])
        head += bytes([0x80 | length]) if length < 126 else struct.pack("!BH", 0x80 | 126, length)
        self.frame_key, self.frame_at = os.urandom(4), 0
        self.write(head + self.frame_key)

    def sendMessageFrameData(self, payload, sync=False):
        data = to_bytes(payload)
        shift = self.frame_at % 4
        self.frame_at += len(data)
        self.write(self.masked(data, self.frame_key[shift:] + self.frame_key[:shift]))

    def endMessage(self):
        self.write(self.frame(0, b""))

    def sendCloseFrame(self, code=None, reasonUtf8=None, isReply=False):
        if self.state not in (self.STATE_OPEN, self.STATE_CLOSING):
            return
        payload = b"" if code is None else struct.pack("!H", code)
        payload += to_bytes(reasonUtf8) if reasonUtf8 else b""
        self.write(self.frame(8, payload))
        self.localCloseCode, self.localCloseReason = code, reasonUtf8
        if self.state == self.STATE_OPEN:
            self.state = self.STATE_CLOSING
            self.closedByMe = not isReply
            if not isReply:
                self.later(2, self.closing_timeout)

    def sendClose(self, code=None, reason=None):
        if self.state == self.STATE_OPEN:
            self.sendCloseFrame(code, reason)

    # Time
    def later(self, delay, call):
        self.timers.append(self.loop.call_later(delay, call))

    def continueLater(self, delay, call, tag=None):
        self.later(delay, lambda: call() if self.state != self.STATE_CLOSED else None)

    def killAfter(self, delay):
        self.later(delay, lambda: self.drop() if self.state != self.STATE_CLOSED else None)

    def closeAfter(self, delay):
        self.later(delay, lambda: self.sendClose() if self.state != self.STATE_CLOSED else None)

    def closing_timeout(self):
        if self.state == self.STATE_CLOSING:
            self.drop()

    def drop(self):
        self.failedByMe = self.droppedByMe = True
        self.writer.transport.abort()

    # Running
    async def run(self, url, case):
        parts = urllib.parse.urlsplit(url)
        reader, self.writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
        key = base64.b64encode(os.urandom(16)).decode()
        path = parts.path or "/"
        self.writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        pump = None
        self.case = case(self)
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
            if not head.startswith(b"HTTP/1.1 101"):
                raise ConnectionError(head.split(b"\r\n")[0].decode())
            self.connectionWasOpen = True
            self.state = self.STATE_OPEN
            pump = asyncio.create_task(self.pump())
            self.case.onOpen()
            await asyncio.wait_for(self.receive(reader), 500)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.state = self.STATE_CLOSED
            for timer in self.timers:
                timer.cancel()
            if pump:
                pump.cancel()
            self.writer.close()
        self.wasClean = self.connectionWasOpen and self.got_close and self.localCloseCode is not None or self.clean
        self.case.onConnectionLost(self.failedByMe)
        return self.case

    got_close = False
    clean = False

    async def pump(self):
        """Writes in order; a chop size sends that many bytes at a time."""
        try:
            while True:
                data, chop = await self.sends.get()
                if chop:
                    for start in range(0, len(data), chop):
                        self.writer.write(data[start:start + chop])
                        await self.writer.drain()
                        await asyncio.sleep(0)
                else:
                    self.writer.write(data)
                    await self.writer.drain()
        except (OSError, asyncio.CancelledError):
            pass

    async def receive(self, reader):
        message, message_opcode = b"", None
        while True:
            first, second = await reader.readexactly(2)
            size = second & 0x7F
            if size == 126:
                size, = struct.unpack("!H", await reader.readexactly(2))
            elif size == 127:
                size, = struct.unpack("!Q", await reader.readexactly(8))
            if second & 0x80 or first & 0x70:
                raise ConnectionError("the server masks, or uses reserved bits")
            payload = await reader.readexactly(size)
            opcode, fin = first & 0x0F, first & 0x80
            if opcode == 8:
                self.received_close(payload)
            elif opcode == 9:
                self.write(self.frame(10, payload))
                self.case.onPing(payload.decode("latin-1"))
            elif opcode == 10:
                self.case.onPong(payload.decode("latin-1"))
            else:
                message += payload
                message_opcode = opcode or message_opcode
                if fin:
                    whole, message = message.decode("latin-1"), b""
                    if self.state == self.STATE_OPEN:
                        self.case.onMessage(whole, message_opcode == 2)

    def received_close(self, payload):
        self.got_close = True
        if len(payload) >= 2:
            self.remoteCloseCode, = struct.unpack("!H", payload[:2])
            self.remoteCloseReason = payload[2:].decode("latin-1")
        replied = self.state == self.STATE_CLOSING
        if not replied:
            self.sendCloseFrame(self.remoteCloseCode, isReply=True)
        self.clean = True
        # RFC 6455 §7.1.1: the server closes the TCP connection first; it has two seconds.
        self.later(2, self.drop)


async def run_all(url, cases, verbose):
    loop = asyncio.get_running_loop()
    results = {}

    async def one(identity):
        try:
            case = await Fuzzer(loop).run(url, cases[identity])
            results[identity] = (case.behavior, case.behaviorClose, case.result, case.resultClose)
        except Exception as error:  # a case that cannot run is a failed case
            results[identity] = ("FAILED", "FAILED", repr(error), "")
        if verbose:
            print(".".join(map(str, identity)), *results[identity][:2], flush=True)

    quick = [identity for identity in cases if identity[0] != 9]
    gate = asyncio.Semaphore(8)

    async def gated(identity):
        async with gate:
            await one(identity)

    await asyncio.gather(*(gated(identity) for identity in quick))
    for identity in cases:
        if identity[0] == 9:
            await one(identity)
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--cases", nargs="+", type=int, default=[1, 2, 3, 4, 5, 6, 7, 9, 10], help="groups to run")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    cases = load_cases(set(arguments.cases))
    if not cases:
        sys.exit("no cases were loaded")
    results = asyncio.run(run_all(arguments.url, cases, arguments.verbose))
    tally, failed = {}, []
    for identity, (behavior, closing, result, closing_result) in sorted(results.items()):
        tally[behavior] = tally.get(behavior, 0) + 1
        if behavior not in PASSING or closing not in PASSING:
            failed.append(f"{'.'.join(map(str, identity))}: {behavior} ({result}); close {closing} ({closing_result})")
    print(f"{len(results)} cases:", ", ".join(f"{count} {name}" for name, count in sorted(tally.items())))
    print("\n".join(failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
