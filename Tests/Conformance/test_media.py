"""Members' pictures and sounds: what is taken, what is refused, what is served, and what stays after a crash."""

import concurrent.futures
import gzip
import os
import pathlib
import signal
import socket
import subprocess
import time
import uuid

import httpx
import media_files
import pytest
from archives import Archive
from media_files import ffmpeg, gif, jpeg, png, upload, wav, webp_size
from neospace_client import sign_up
from neospace_server import POSTGRES, Server
from postgres_server import PostgresServer

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def ann(server):
    return sign_up(server)


def get(account, path: str, **headers: str) -> httpx.Response:
    return httpx.get(account.server.url + path, headers=account.headers | headers)


def files(server) -> list[str]:
    """All files of media, without locks."""
    root = server.data / "media"
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and path.suffix != ".lock")


def refused(answer: httpx.Response, status: int, code: str | None = None) -> str:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    if code:
        assert error["code"] == code
    return error.get("details", {}).get("file", error["message"])


def made(answer: httpx.Response, status: int = 201) -> dict:
    assert answer.status_code == status, answer.text
    assert set(answer.json()["data"]) == {"media"}
    return answer.json()["data"]["media"]


def workers(server) -> list[int]:
    children = pathlib.Path(f"/proc/{server.process.pid}/task").glob("*/children")
    ids = [int(child) for text in children for child in text.read_text().split()]
    return [pid for pid in ids if command(pid).startswith("neospace-media")]


def jobs(server) -> int:
    lines = httpx.get(server.url + "/metrics").text.splitlines()
    return sum(int(float(line.split()[-1])) for line in lines if line.startswith("neospace_media_jobs"))


def command(pid: int) -> str:
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except FileNotFoundError:
        return ""


def memory(pid: int, name: str = "VmHWM") -> int:
    """In bytes."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise AssertionError(name)


def until(condition, timeout: float = 30):
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen")


# What is taken


def test_a_picture_becomes_webp_of_three_widths(ann):
    media = made(upload(ann, jpeg("2000x1000")))
    assert set(media) == {
        "id", "kind", "bytes", "width", "height", "frames", "duration", "waveform", "sizes", "created_at",
    }  # fmt: skip
    assert (media["kind"], media["width"], media["height"], media["frames"]) == ("image", 2000, 1000, 1)
    assert media["duration"] is None and media["waveform"] is None
    assert uuid.UUID(media["id"]).version == 4
    for width, height in (("320", 160), ("640", 320), ("1280", 640)):
        assert media["sizes"][width] == f"/media/{media['id']}/{width}.webp"
        answer = get(ann, media["sizes"][width])
        assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/webp"
        assert webp_size(answer.content) == (int(width), height)


@pytest.mark.parametrize("form", ["png", "gif", "webp", "avif"])
def test_every_picture_format_is_taken(ann, form):
    source = ["-f", "lavfi", "-i", "testsrc2=s=80x60", "-frames:v", "1"]
    encoded = {
        "png": lambda: ffmpeg(*source, "-c:v", "png", "-f", "image2pipe"), "gif": lambda: ffmpeg(*source, "-f", "gif"),
        "webp": lambda: ffmpeg(*source, "-c:v", "libwebp", "-f", "webp"),
        "avif": lambda: ffmpeg(*source, "-c:v", "libaom-av1", "-still-picture", "1", "-f", "avif"),
    }  # fmt: skip
    media = made(upload(ann, encoded[form]()))
    assert (media["kind"], media["width"], media["height"]) == ("image", 80, 60)


@pytest.mark.parametrize(
    "arguments",
    [("-f", "mp3"), ("-f", "wav"), ("-c:a", "libopus", "-f", "ogg"), ("-c:a", "libvorbis", "-f", "ogg"), ("-c:a", "libopus", "-f", "webm")],
)
def test_every_sound_format_is_taken(ann, arguments):
    media = made(upload(ann, ffmpeg("-f", "lavfi", "-i", "sine=d=2", *arguments)))
    assert media["kind"] == "audio" and abs(media["duration"] - 2) < 0.2
    assert len(media["waveform"]) == 50 and max(media["waveform"]) == 1
    assert all(media[name] is None for name in ("width", "height", "frames")) and set(media["sizes"]) == {"audio"}
    assert get(ann, media["sizes"]["audio"]).headers["Content-Type"] == "audio/mpeg"


def test_an_animation_stays_one(ann):
    media = made(upload(ann, gif(7, "400x300")))
    assert media["frames"] == 7
    assert get(ann, media["sizes"]["320"]).content.count(b"ANMF") == 7


# Named hostile cases


def test_pixel_flood(server, ann):
    """50,000 × 50,000 in 1 KB: refused by its header, at no cost."""
    flood = png(50_000, 50_000, rows=b"\0" * 1000)
    assert len(flood) < 1100
    made(upload(ann, jpeg(seed=1)))
    before = memory(server.process.pid)
    running = {pid: memory(pid) for pid in workers(server)}
    assert "16,383" in refused(upload(ann, flood), 422, "VALIDATION_ERROR")
    grown = {pid: memory(pid) - running[pid] for pid in workers(server) if pid in running}
    print(f"server +{memory(server.process.pid) - before} bytes, workers +{grown}")
    assert memory(server.process.pid) - before < 8 * MIB
    assert grown and max(grown.values()) < 16 * MIB and max(memory(pid, "VmPeak") for pid in grown) <= 512 * MIB


def test_truncated_jpeg(ann):
    whole = jpeg("800x600")
    for kept in (0.2, 0.5, 0.9):
        assert "damaged" in refused(upload(ann, whole[: int(len(whole) * kept)]), 422)


def test_png_with_html_behind_it(ann):
    page = b"<html><script>alert(1)</script></html>"
    media = made(upload(ann, png(8, 8) + page))
    for url in media["sizes"].values():
        answer = get(ann, url)
        assert b"script" not in answer.content and answer.headers["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>',
        gzip.compress(b"\0" * 1_000_000),
        b"PK\x03\x04" + b"\0" * 60,
        b"\x7fELF" + b"\0" * 60,
        b"<?php system($_GET[0]); ?>",
        b"\0\0\0\x20ftypisom" + b"\0" * 40,
        b"%PDF-1.7",
    ],
    ids=["html", "svg", "bomb", "zip", "elf", "php", "mp4", "pdf"],
)
def test_something_else_named_png(ann, content):
    refused(upload(ann, content, "picture.png"), 415, "UNSUPPORTED_MEDIA_TYPE")


def test_gif_of_200_and_of_201_frames(ann):
    assert made(upload(ann, gif(200)))["frames"] == 200
    assert "200 frames" in refused(upload(ann, gif(201)), 422)


def test_50_megapixels_and_one_more(ann):
    assert made(upload(ann, png(10_000, 5_000)))["width"] == 10_000
    assert "50 megapixels" in refused(upload(ann, png(10_000, 5_001)), 422)


def test_exif_gps(ann):
    media = made(upload(ann, media_files.with_exif(jpeg("300x200"), 1)))
    for url in media["sizes"].values():
        content = get(ann, url).content
        assert all(word not in content for word in (b"GPS-SECRET", b"EXIF", b"Exif", b"XMP", b"ICCP"))


def test_orientation_6(ann):
    media = made(upload(ann, media_files.with_exif(jpeg("400x300"), 6)))
    assert (media["width"], media["height"]) == (300, 400)
    assert webp_size(get(ann, media["sizes"]["320"]).content) == (300, 400)


@pytest.mark.parametrize(("seed", "name"), enumerate(["../../x.png", "C:\\x", "a\0b.png", "n" * 5_000, "x.html", "%2e%2e%2fx"], 100))
def test_file_name(server, ann, seed, name):
    part = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = part + jpeg(seed=seed) + b"\r\n--b--\r\n"
    answer = httpx.post(
        server.url + "/api/media", content=body, headers=ann.headers | {"Content-Type": "multipart/form-data; boundary=b"}, timeout=60
    )
    # NUL is malformed; every other name counts for nothing.
    assert answer.status_code in ((400,) if "\0" in name else (200, 201)), answer.text
    assert all(len(path.split("/")) == 2 and path[:2] == path[3:5] for path in files(server))


def test_26_mib(server, ann):
    before = files(server)
    try:
        refused(upload(ann, b"\xff\xd8\xff" + b"\0" * (26 * MIB)), 413, "PAYLOAD_TOO_LARGE")
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        pass  # the server may close while the client still sends
    until(lambda: files(server) == before)


def test_no_closing_boundary(server, ann):
    before = files(server)
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n' + jpeg(seed=2)
    answer = httpx.post(
        server.url + "/api/media", content=body, headers=ann.headers | {"Content-Type": "multipart/form-data; boundary=b"}, timeout=60
    )
    refused(answer, 400, "BAD_REQUEST")
    assert files(server) == before


def test_worker_killed_in_mid_decode(server, ann):
    before = files(server)
    ids = until(lambda: len(workers(server)) == 2 and workers(server))
    for pid in ids:
        os.kill(pid, signal.SIGSTOP)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        lost = pool.submit(upload, ann, jpeg(seed=3))
        # The job stays with one of the two; both end.
        until(lambda: jobs(server) == 1)
        time.sleep(0.5)
        for pid in ids:
            os.kill(pid, signal.SIGKILL)
        assert "time or memory" in refused(lost.result(), 422)
    until(lambda: not set(ids) & set(workers(server)))
    made(upload(ann, jpeg(seed=3)))
    until(lambda: len(workers(server)) == 2 and not set(workers(server)) & set(ids))
    assert len(files(server)) == len(before) + 5


def test_wav_header_that_claims_4_gib(ann):
    sound = bytearray(wav())
    data = sound.index(b"data")
    sound[4:8] = sound[data + 4 : data + 8] = b"\xff\xff\xff\xff"
    assert "damaged" in refused(upload(ann, bytes(sound)), 422)


def test_mp3_with_html_in_its_tags(ann):
    sound = ffmpeg(
        "-f", "lavfi", "-i", "sine=d=1", "-metadata", "title=<script>alert(1)</script>", "-write_id3v1", "1", "-f", "mp3"
    )  # fmt: skip
    assert b"script" in sound
    content = get(ann, made(upload(ann, sound))["sizes"]["audio"]).content
    assert all(word not in content for word in (b"script", b"ID3", b"TAG", b"Lavf"))


def test_video_is_no_sound(ann):
    film = ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=64x64:d=1", "-f", "lavfi", "-i", "sine=d=1", "-c:v", "libvpx", "-c:a", "libopus", "-f", "webm"
    )  # fmt: skip
    assert "without a video" in refused(upload(ann, film), 422)


def test_another_s_media_by_url_and_by_id(server, ann):
    media = made(upload(ann, jpeg(seed=4)))
    bob = sign_up(server)
    unknown = f"/media/{uuid.uuid4()}/320.webp"
    answers = [get(bob, path) for path in (media["sizes"]["320"], unknown)]
    answers += [httpx.get(server.url + path) for path in (media["sizes"]["320"], unknown)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    for method in ("GET", "DELETE"):
        assert httpx.request(method, f"{server.url}/api/media/{media['id']}", headers=bob.headers).status_code == 404
        assert httpx.request(method, f"{server.url}/api/media/{media['id']}").status_code == 401
    assert httpx.post(server.url + "/api/media", files={"file": jpeg()}).status_code == 401


def test_request_replayed_with_its_key_after_deletion(server):
    eve = sign_up(server)
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = made(upload(eve, jpeg(seed=5), headers=key))
    assert httpx.delete(f"{server.url}/api/media/{first['id']}", headers=eve.headers).json()["data"] == {"id": first["id"]}
    assert made(upload(eve, jpeg(seed=5), headers=key)) == first
    assert get(eve, "/api/media").json()["data"]["media"] == []
    refused(upload(eve, jpeg(seed=6), headers=key), 409, "CONFLICT")


# Own files


def test_own_files_are_listed_and_deleted(server):
    eve = sign_up(server)
    first, second = made(upload(eve, jpeg(seed=7))), made(upload(eve, wav()))
    assert made(upload(eve, jpeg(seed=7)), 200) == first
    data = get(eve, "/api/media").json()["data"]
    assert data["media"] == [second, first] and data["next"] is None
    assert data["used"] == first["bytes"] + second["bytes"] and data["quota"] == 500 * MIB
    page = get(eve, "/api/media?limit=1").json()["data"]
    assert page["next"] == second["id"]
    assert get(eve, f"/api/media?limit=1&before={page['next']}").json()["data"]["media"] == [first]
    assert get(eve, f"/api/media/{first['id']}").json()["data"] == {"media": first, "uses": []}
    there = set(files(server))
    assert httpx.delete(f"{server.url}/api/media/{first['id']}", headers=eve.headers).status_code == 200
    assert len(there - set(files(server))) == 5
    assert get(eve, first["sizes"]["320"]).status_code == 404
    assert httpx.delete(f"{server.url}/api/media/{first['id']}", headers=eve.headers).status_code == 404
    for query in ("limit=0", "limit=101", "limit=x", "kind=film", f"before={uuid.uuid4()}", "size=3"):
        assert get(eve, "/api/media?" + query).status_code == 422, query


def test_ranges_and_conditions(ann):
    url = made(upload(ann, jpeg(seed=8)))["sizes"]["640"]
    whole = get(ann, url)
    tag = whole.headers["ETag"]
    expected = {
        "Accept-Ranges": "bytes", "Cache-Control": "private, max-age=300", "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox", "Content-Disposition": "inline",
    }  # fmt: skip
    assert {name: whole.headers[name] for name in expected} == expected
    assert get(ann, url, **{"If-None-Match": tag}).status_code == 304
    part = get(ann, url, Range="bytes=4-7")
    assert part.status_code == 206 and part.content == whole.content[4:8]
    assert get(ann, url, Range="bytes=4-7", **{"If-Range": '"x"'}).content == whole.content
    assert get(ann, url, Range="bytes=0-1,4-7").content == whole.content
    beyond = get(ann, url, Range="bytes=99999999-")
    assert beyond.status_code == 416 and beyond.headers["Content-Range"] == f"bytes */{len(whole.content)}"
    head = httpx.head(ann.server.url + url, headers=ann.headers)
    assert head.status_code == 200 and int(head.headers["Content-Length"]) == len(whole.content) and not head.content


# Limits, crashes, several nodes


def test_the_quota(tmp_path):
    with Server(env={"NEOSPACE_MEDIA_QUOTA": "1"}) as server:
        eve = sign_up(server)
        noise = [
            ffmpeg("-f", "lavfi", "-i", f"color=gray:s=640x640,noise=alls=100:all_seed={seed}", "-frames:v", "1", "-f", "mjpeg")
            for seed in range(4)
        ]
        answers = [upload(eve, picture) for picture in noise]
        assert answers[0].status_code == 201
        refused(answers[-1], 409, "LIMIT_EXCEEDED")
        data = get(eve, "/api/media").json()["data"]
        assert data["used"] <= data["quota"] == MIB
        # Widths that are the same picture are one file with several names.
        stats = [(server.data / "media" / path).stat() for path in files(server)]
        assert sum({stat.st_ino: stat.st_size for stat in stats}.values()) == data["used"]


def test_limits_per_member(limited_server):
    eve = sign_up(limited_server)
    for _ in range(30):
        assert upload(eve, b"x").status_code == 415
    assert upload(eve, b"x").status_code == 429
    # Files are counted apart from other requests.
    with eve.http() as client:
        for _ in range(1_200):
            assert client.get("/media/x/320.webp").status_code == 404
        assert client.get("/media/x/320.webp").status_code == 429
        assert client.get("/api/media").status_code == 200


def raw_upload(server, account, content: bytes) -> socket.socket:
    """An upload that stops before its end."""
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.sendall(
        b"POST /api/media HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + account.token.encode()
        + b"\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 10000000\r\n\r\n" + head + content
    )  # fmt: skip
    return connection


def test_a_client_that_goes_away_leaves_nothing(server, ann):
    before = files(server)
    connection = raw_upload(server, ann, jpeg("800x600"))
    until(lambda: any(path.endswith("source") for path in files(server)))
    connection.close()
    until(lambda: files(server) == before)


def test_kill_9_in_uploads_leaves_neither_row_nor_file():
    with Server() as server:
        eve = sign_up(server)
        kept = made(upload(eve, jpeg(seed=9)))
        there = files(server)
        stalled = [raw_upload(server, eve, jpeg("800x600")) for _ in range(3)]
        until(lambda: sum(path.endswith("source") for path in files(server)) == 3)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            racing = [pool.submit(upload, eve, jpeg("1600x1200", seed)) for seed in range(20, 24)]
            until(lambda: any(future.done() for future in racing) or len(files(server)) > len(there) + 4)
            children = workers(server)
            server.kill()
            answered = [future.result() for future in racing if not future.exception()]
        for connection in stalled:
            connection.close()
        until(lambda: not any(command(pid) == "neospace-media" for pid in children))
        server.start()
        acknowledged = {made(answer)["id"] for answer in answered if answer.status_code == 201}
        listed = {media["id"] for media in get(eve, "/api/media").json()["data"]["media"]}
        assert acknowledged | {kept["id"]} <= listed
        assert len(files(server)) == 5 * len(listed), "each row has its five files, and nothing else is there"
        for id_ in listed:
            assert get(eve, f"/media/{id_}/320.webp").status_code == 200


def test_the_workers_end_with_the_server():
    with Server() as server:
        children = until(lambda: len(workers(server)) == 2 and workers(server))
        server.stop()
        until(lambda: not any(command(pid) == "neospace-media" for pid in children))
        assert not [path for path in (server.data / "media" / "uploads").iterdir()]
        server.start()


@pytest.mark.skipif(POSTGRES is not None, reason="brings its own database; once is enough")
def test_two_nodes_on_one_folder(tmp_path):
    with PostgresServer() as postgres:
        shared = {"DATABASE_URL": postgres.create_database(), "SECRET_KEY": "0123456789abcdef0123456789abcdef"}
        data = str(tmp_path / "data")
        os.mkdir(data)
        with Server(data=data, env=shared) as one, Server(data=data, env=shared) as two:
            eve = sign_up(one)
            media = made(upload(eve, jpeg()))
            assert httpx.get(two.url + media["sizes"]["320"], headers=eve.headers).status_code == 200
            # A node that starts leaves the uploads of the other alone.
            stalled = raw_upload(one, eve, jpeg("800x600"))
            until(lambda: any(path.endswith("source") for path in files(one)))
            two.kill()
            two.start()
            assert any(path.endswith("source") for path in files(one))
            stalled.close()
            until(lambda: not any(path.endswith("source") for path in files(one)))
            assert httpx.delete(f"{two.url}/api/media/{media['id']}", headers=eve.headers).status_code == 200
            assert httpx.get(one.url + media["sizes"]["320"], headers=eve.headers).status_code == 404
            assert files(one) == []


def test_a_full_queue_is_503():
    with Server() as server:
        eve = sign_up(server)
        ids = until(lambda: len(workers(server)) == 2 and workers(server))
        for pid in ids:
            os.kill(pid, signal.SIGSTOP)
        with concurrent.futures.ThreadPoolExecutor(24) as pool:
            futures = [pool.submit(upload, eve, png(8, 8 + number)) for number in range(24)]
            until(lambda: sum(future.done() for future in futures) == 6)
            for answer in (future.result() for future in futures if future.done()):
                refused(answer, 503, "UNAVAILABLE")
                assert int(answer.headers["Retry-After"]) > 0
            for pid in ids:
                os.kill(pid, signal.SIGCONT)
            statuses = sorted(future.result().status_code for future in futures)
        assert statuses == [201] * 18 + [503] * 6


def test_who_takes_all_places_keeps_nobody_away():
    with Server() as server:
        eve, ann = sign_up(server), sign_up(server)
        ids = until(lambda: len(workers(server)) == 2 and workers(server))
        for pid in ids:
            os.kill(pid, signal.SIGSTOP)
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            futures = [pool.submit(upload, eve, png(8, 8 + number)) for number in range(19)]
            until(lambda: any(future.done() for future in futures))
            hers = pool.submit(upload, ann, png(9, 9))
            until(lambda: jobs(server) == 19)
            for pid in ids:
                os.kill(pid, signal.SIGCONT)
            made(hers.result())
            assert sorted(future.result().status_code for future in futures) == [201] * 18 + [503]


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small tmpfs needs root")
def test_a_read_only_disk_at_start_costs_uploads_only(tmp_path):
    folder = tmp_path / "media"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,size=8m,mode=700", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("this machine does not let us mount")
    try:
        with Server(data=str(tmp_path), env={"NEOSPACE_DISK_RESERVE": "1"}) as server:
            eve = sign_up(server)
            answer = upload(eve, jpeg())
            refused(answer, 503, "UNAVAILABLE")
            assert int(answer.headers["Retry-After"]) > 0
            subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
            made(upload(eve, jpeg()))
            # The disk fills up: nothing is wrong with the file.
            with open(folder / "filler", "wb", buffering=0) as filler, pytest.raises(OSError):
                while True:
                    filler.write(b"\0" * 4096)
            refused(upload(eve, jpeg(seed=5)), 503, "UNAVAILABLE")
            (folder / "filler").unlink()
            made(upload(eve, jpeg(seed=5)))
    finally:
        # Lazily: a worker of media may take a moment to end after its server.
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_memory_of_a_25_mib_upload():
    """The file streams to disk. Its size does not show in the server's memory."""
    with Server(env={"NEOSPACE_THREADS": "1"}) as server:
        eve = sign_up(server)
        made(upload(eve, jpeg()))
        # A picture with 24 MiB of nothing behind it.
        big = png(8, 8) + b"\0" * (24 * MIB)
        before = memory(server.process.pid)
        made(upload(eve, big))
        grown = memory(server.process.pid) - before
        print(f"a 24 MiB upload: {grown / MIB:.1f} MiB")
        assert grown < 8 * MIB


def test_leaving_takes_files_and_the_export_names_them(server):
    eve = sign_up(server)
    media = made(upload(eve, jpeg(seed=11)))
    [exported] = Archive(get(eve, "/settings/export"))["media"]
    assert {name: exported[name] for name in media} == media
