"""Pictures and sounds made by ffmpeg or byte by byte, and what uploads them."""

import functools
import pathlib
import struct
import subprocess
import tempfile
import zlib

import httpx


@functools.cache
def ffmpeg(*arguments: str) -> bytes:
    """What ffmpeg writes for these arguments; the last one names the format."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "out"
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", *arguments, f"file:{path}"], check=True)
        return path.read_bytes()


def jpeg(size: str = "64x48", seed: int = 0) -> bytes:
    return ffmpeg("-f", "lavfi", "-i", f"testsrc2=s={size}", "-vf", f"hue=h={seed}", "-frames:v", "1", "-f", "mjpeg")


def gif(frames: int = 1, size: str = "16x16") -> bytes:
    return ffmpeg("-f", "lavfi", "-i", f"testsrc2=s={size}:r=10", "-frames:v", str(frames), "-f", "gif")


def wav(seconds: float = 1) -> bytes:
    return ffmpeg("-f", "lavfi", "-i", f"sine=d={seconds}", "-bitexact", "-f", "wav")


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, rows: bytes | None = None) -> bytes:
    """Black, 8 bits, one channel. The rows are whatever is given: a header may lie."""
    rows = zlib.compress(b"\0" * (height * (width + 1)) if rows is None else rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")


def with_exif(picture: bytes, orientation: int, secret: bytes = b"GPS-SECRET") -> bytes:
    """The JPEG with an EXIF segment: an orientation, and behind it what stands for a place."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    body = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0" + secret
    return picture[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + picture[2:]


def webp_size(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF


def upload(account, content: bytes, name: str = "x", **options) -> httpx.Response:
    return httpx.post(
        account.server.url + "/api/media", headers=account.headers | options.pop("headers", {}), files={"file": (name, content)}, timeout=90
    )


def media(account, data: bytes) -> str:
    """The id of the file that a member makes of this content."""
    answer = upload(account, data)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()["data"]["media"]["id"]
