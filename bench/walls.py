"""Walls: a full one, changes in front of a thousand watchers, large uploads beside a talking room, and pictures beside other makers of WebP."""

import json
import os
import pathlib
import statistics
import struct
import subprocess
import tempfile
import threading
import time
import urllib.request
import uuid

import peers
from common import QUICK, RESULTS, Server, table
from loads import measured, steps, wrk
from members import make_members

WATCHERS = 1_000
FULL = 200


class Owner:
    """A member who signed up, and so has a wall."""

    def __init__(self, server: Server, name: str):
        self.server, self.name = server, name
        answer = self.ask("POST", "/api/auth/signup", {"name": name, "username": name, "email": f"{name}@example.org", "password": "correct horse"})
        self.token = answer["token"]

    def ask(self, method: str, path: str, body: object = None) -> dict:
        return self.send(method, path, json.dumps(body).encode(), "application/json")

    def send(self, method: str, path: str, body: bytes, type_: str) -> dict:
        headers = {"Content-Type": type_, "Authorization": f"Bearer {getattr(self, 'token', '')}"}
        request = urllib.request.Request(self.server.url + path, body, headers, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["data"]

    def upload(self, content: bytes) -> dict:
        boundary = uuid.uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'.encode()
        return self.send("POST", "/api/media", head + content + f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}")

    def tokens(self) -> str:
        path = f"{self.server.data}/{self.name}.token"
        pathlib.Path(path).write_text(self.token + "\n")
        return path


def full_wall() -> None:
    rows = []
    with Server(18900) as server:
        owner = Owner(server, "willow")
        for number in range(FULL - 2):
            owner.ask("POST", "/api/modules", {"kind": "text", "content": {"text": f"Shelf {number}\n\nJars, twine, **a radio**."}})
        for number in range(FULL):
            owner.ask("POST", "/api/walls/willow/stickers", {"kind": "art", "art": "beans", "x": number % 100, "y": number / 2})
        for what, path, accept in (("its JSON", "/api/walls/willow", "application/json"), ("its page", "/@willow", "text/html")):
            wrk(server.url + path, owner.tokens(), connections=1, seconds=1, ACCEPT=accept)
            before = server.cpu()
            result = wrk(server.url + path, owner.tokens(), connections=1, seconds=2 if QUICK else 5, ACCEPT=accept)
            cpu = (server.cpu() - before) / result["requests"] * 1e3
            rows.append((what, f"{result['p50']:.2f} ms", f"{result['p99']:.2f} ms", f"{cpu:.2f} ms", "p50 < 5 ms"))
    table(f"A wall of {FULL} modules and {FULL} stickers, one visitor after another", ("what", "p50", "p99", "server CPU", "goal"), rows)


def changes_before(count: int, port: int, seconds: int) -> tuple[dict, dict]:
    """A room's messages, then a wall's changes, ten a second in front of so many members."""
    with Server(port) as server:
        owner, tokens = Owner(server, "wren"), make_members(server, count, "w")
        module = owner.ask("POST", "/api/modules", {"kind": "text", "content": {"text": "first"}})["module"]["id"]
        room = measured(server, "fanout", tokens, "neospace", "general", count, 10, 0, seconds, 200)
        done = threading.Event()

        def change() -> None:
            while not done.is_set():
                # The load client reads the same clock.
                owner.ask("PUT", f"/api/modules/{module}", {"content": {"text": f"sent:{time.monotonic_ns()} n:1 " + "x" * 160}})
                done.wait(0.1)

        changing, before, result = threading.Thread(target=change), 0.0, {}
        for step in steps("watch", server.port, tokens, "wall:wren", count, seconds):
            if not result:
                before = server.cpu()
                changing.start()
            result = step
        wall = result | {"cpu_seconds": server.cpu() - before}
        done.set()
        changing.join()
    return room, wall


def watchers() -> None:
    seconds = 4 if QUICK else 20
    few = 10
    # What a change costs once (a request, a transaction, its frame) shows in front of few; what each further member costs is the delivery.
    alone, crowd = changes_before(few, 18903, seconds), changes_before(WATCHERS, 18901, seconds)
    costs = {}
    for number, name in enumerate(("room", "wall")):
        one, many = (run[number]["cpu_seconds"] / run[number]["deliveries"] * count * 1e6 for run, count in ((alone, few), (crowd, WATCHERS)))
        costs[name] = (one, (many - one) / (WATCHERS - few), many / WATCHERS)
    room, wall = crowd
    RESULTS["watchers raw"] = {"room": room, "wall": wall, "few": alone, "costs": costs}
    table(f"A change in front of {WATCHERS:,} members, 10 a second", ("what", "server CPU of a change before 10", "of each further delivery", "of all, per delivery", "bytes", "p50", "p99", "goal"), [
        ("a message in a room", f"{costs['room'][0] / 1e3:.2f} ms", f"{costs['room'][1]:.2f} µs", f"{costs['room'][2]:.2f} µs", f"{room['bytes']:.0f}",
         f"{room['p50']:.1f} ms", f"{room['p99']:.1f} ms", ""),
        ("a module of a wall, by HTTP", f"{costs['wall'][0] / 1e3:.2f} ms", f"{costs['wall'][1]:.2f} µs ({costs['wall'][1] / costs['room'][1]:.2f} ×)", f"{costs['wall'][2]:.2f} µs",
         f"{wall['bytes']:.0f}", f"{wall['p50']:.1f} ms", f"{wall['p99']:.1f} ms", "a delivery ≤ 1.2 ×"),
    ])  # fmt: skip


def uploads_beside_a_room() -> None:
    """Ten large sounds arrive over and over while a hundred members talk."""
    seconds = 6 if QUICK else 20
    wav = sound(24 << 20)
    with Server(18902, NEOSPACE_MEDIA_QUOTA="100000") as server:
        owners, tokens = [Owner(server, f"o{number}") for number in range(10)], make_members(server, 100, "u")
        quiet = measured(server, "fanout", tokens, "neospace", "random", 100, 10, 0, seconds, 200)
        done, uploaded, failed = threading.Event(), [], []

        def upload(owner: Owner, number: int) -> None:
            while not done.is_set():
                # Each other bytes: the same file again would be no work.
                number += 10
                try:
                    owner.upload(wav[:-8] + struct.pack("<q", number))
                    uploaded.append(number)
                except OSError as error:
                    failed.append(str(error))

        threads = [threading.Thread(target=upload, args=(owner, number)) for number, owner in enumerate(owners)]
        for thread in threads:
            thread.start()
        busy = measured(server, "fanout", tokens, "neospace", "general", 100, 10, 0, seconds, 200)
        done.set()
        for thread in threads:
            thread.join()
    RESULTS["uploads beside a room raw"] = {"quiet": quiet, "busy": busy, "uploaded": len(uploaded), "failed": failed}
    assert uploaded and busy["missing"] == 0
    table("100 members in a room, 10 posts/s, while ten members upload sounds of 24 MiB", ("what", "p50", "p95", "p99", "uploads", "goal"), [
        ("without uploads", *(f"{quiet[key]:.1f} ms" for key in ("p50", "p95", "p99")), "", ""),
        ("with them", *(f"{busy[key]:.1f} ms" for key in ("p50", "p95", "p99")), f"{len(uploaded)}, {len(failed)} refused", "p95 < 50 ms"),
    ])  # fmt: skip


def memory_of_an_upload() -> None:
    """The decoder and its encoder are processes of their own: the server only passes the file on."""
    with Server(18904) as server:
        owner = Owner(server, "wren")
        owner.upload(sound(1 << 20))
        time.sleep(1)
        rest, most, done = anonymous_bytes(server.process.pid), 0, threading.Event()

        def watch() -> None:
            nonlocal most
            while not done.is_set():
                most = max(most, anonymous_bytes(server.process.pid))
                done.wait(0.005)

        watching = threading.Thread(target=watch)
        watching.start()
        owner.upload(sound((25 << 20) - 2_048))
        done.set()
        watching.join()
    RESULTS["memory of an upload raw"] = {"rest": rest, "most": most}
    table("A sound of 25 MiB is uploaded", ("what", "figure", "goal"), [
        ("memory of the server, above what it has at rest", f"{(most - rest) / (1 << 20):.1f} MiB", "< 8 MiB"),
    ])  # fmt: skip


def anonymous_bytes(pid: int) -> int:
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Anonymous:"))


def sound(size: int) -> bytes:
    """Noise: it costs the encoder most."""
    samples = os.urandom(size - 44)
    return b"RIFF" + struct.pack("<I", size - 8) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 2, 44_100, 176_400, 4, 16) + b"data" + struct.pack("<I", size - 44) + samples


SIZES = (1_280, 640, 320)
PILLOW = """
import sys, time
from PIL import Image, ImageOps
began = time.monotonic()
picture = Image.open(sys.argv[1])
picture.draft("RGB", (1280, 1280))
picture = ImageOps.exif_transpose(picture)
for width in (1280, 640, 320):
    picture = picture.resize((width, round(picture.height * width / picture.width)), Image.LANCZOS, reducing_gap=2.0)
    picture.save(f"{sys.argv[2]}/{width}.webp", quality=80, method=1)
print(time.monotonic() - began)
"""


def pictures() -> None:
    """A JPEG of 12 megapixels to WebP of three widths; others from a file to files, we with upload, row and fsync."""
    rounds = 3 if QUICK else 12
    with tempfile.TemporaryDirectory() as folder, Server(18903) as server:
        owner = Owner(server, "pixel")
        took: dict[str, list[float]] = {"NeoSpace, from the upload to its answer": [], "Pillow": [], "vipsthumbnail, three times": []}
        spent: dict[str, list[float]] = {name: [] for name in took}
        for number in range(rounds):
            path = f"{folder}/{number}.jpg"
            subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"mandelbrot=s=4000x3000:start_scale={2 - number / 20}", "-frames:v", "1", "-q:v", "3",
                            path], check=True)  # fmt: skip
            content = pathlib.Path(path).read_bytes()
            for name, work in (
                ("NeoSpace, from the upload to its answer", lambda: owner.upload(content)),
                ("Pillow", lambda: float(subprocess.run([peers.VENV / "bin/python", "-c", PILLOW, path, folder], check=True, capture_output=True).stdout)),
                ("vipsthumbnail, three times", lambda: vipsthumbnail(path, folder)),
            ):
                ours = name.startswith("NeoSpace")
                before = server.cpu() if ours else children()
                began = time.monotonic()
                answer = work()
                took[name].append(answer if isinstance(answer, float) else time.monotonic() - began)
                spent[name].append((server.cpu() if ours else children()) - before)
    RESULTS["pictures raw"] = took
    rows = [(name, f"{statistics.median(times) * 1e3:.0f} ms", f"{statistics.median(spent[name]) * 1e3:.0f} ms") for name, times in took.items() if times]
    table("A JPEG of 12 megapixels to WebP of 1,280, 640 and 320 pixels", ("who", "time", "CPU, with starting a process"), rows)


def children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def vipsthumbnail(path: str, folder: str) -> None:
    for width in SIZES:
        subprocess.run(["vipsthumbnail", path, "--size", f"{width}x", "-o", f"{folder}/v{width}.webp[Q=80,effort=1,strip]"], check=True)


def measure() -> None:
    full_wall()
    watchers()
    uploads_beside_a_room()
    memory_of_an_upload()
    pictures()
