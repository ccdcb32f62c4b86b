"""A gated file that another server keeps: passed through as it arrives, whatever that server does."""

import hashlib
import os
import ssl
import time

import httpx
import pytest
from downloads_client import Member, at_once, download, make_keys
from file_source import Source, running, self_signed
from neospace_server import POSTGRES, Server

TOKEN = "a-token-for-the-source-alone"
pytestmark = pytest.mark.skipif(bool(POSTGRES), reason="what another server does is the same on either database")


@pytest.fixture(scope="module")
def source():
    kept = Source(os.urandom(3_000_000))
    with running(kept):
        yield kept


@pytest.fixture(scope="module")
def house(source):
    with Server(env={"DOWNLOAD_FILE_URL": source.url, "DOWNLOAD_FILE_TOKEN": TOKEN}) as server:
        yield server
        assert TOKEN not in server.log_text() and "setting_without_effect" not in server.log_text()


@pytest.fixture(autouse=True)
def as_new(source):
    """Each test finds the source as good as it can be, and asked nothing."""
    before = dict(vars(source))
    source.asked = []
    source.gone.clear()
    yield
    source.gone.set()
    for name in ("tag", "status", "ranges", "modified", "redirect", "delay", "pause_after", "cut_after", "is_chunked"):
        setattr(source, name, before[name])


@pytest.fixture
def reader(house):
    return Member(house).agree()


def fresh(server, reader: Member) -> str:
    return reader.token(make_keys(server, 1)[0])


def downloads(server, reader: Member) -> int:
    return int(server.query(f"SELECT count(*) FROM download_events WHERE user_id = {reader.id}")[0][0])


def test_it_passes_through_whole_and_its_keeper_alone_sees_the_token(house, source, reader):
    token = fresh(house, reader)
    head = download(house, token, "HEAD")
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(len(source.content)), b"")
    answer = download(house, token)
    assert answer.status_code == 200 and answer.content == source.content
    assert answer.headers["Content-Length"] == str(len(source.content)) and answer.headers["ETag"] == source.tag
    assert answer.headers["Content-Type"] == "application/zip" and answer.headers["Cache-Control"] == "no-store"
    assert "the%20release.zip" in answer.headers["Content-Disposition"]
    assert {asked["authorization"] for asked in source.asked} == {f"Bearer {TOKEN}"}
    assert not any("cookie" in asked or token in str(asked) for asked in source.asked)
    assert downloads(house, reader) == 1 and download(house, token).status_code == 410
    page = httpx.get(house.url + "/dashboard", headers={**reader.headers, "Accept": "text/html"}).text
    assert "3.0 MB" in page and hashlib.sha256(source.content).hexdigest() in page


def test_fifty_at_once_are_one_download(house, source, reader):
    token = fresh(house, reader)
    answers = at_once(50, lambda _: download(house, token))
    assert sorted(answer.status_code for answer in answers) == [200] + [410] * 49
    assert next(answer for answer in answers if answer.status_code == 200).content == source.content


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_source_that_refuses_takes_nothing_and_tells_nothing(house, source, reader, status):
    token = fresh(house, reader)
    source.status = status
    answer = download(house, token)
    assert answer.status_code == 503 and answer.json()["error"]["code"] == "UNAVAILABLE" and "Retry-After" in answer.headers
    assert "secret" not in answer.text and downloads(house, reader) == 0
    source.status = 200
    assert download(house, token).content == source.content


def test_a_source_that_is_down_takes_nothing(house, source, reader):
    token = fresh(house, reader)
    source.stop()
    try:
        assert download(house, token).status_code == 503 and download(house, token, "HEAD").status_code == 503
        assert downloads(house, reader) == 0
    finally:
        source.start()
    assert download(house, token).content == source.content


def test_nothing_is_waited_for_longer_than_it_should(source):
    """10 s for the first byte, headers sent or not; 30 s for every further one. All at once, as each takes its time."""

    def without_a_first_byte(server, kept, reader, token) -> None:
        answer, took = timed(lambda: download(server, token))
        assert answer.status_code == 503 and 9 < took < 11.9
        assert downloads(server, reader) == 0
        kept.delay, kept.pause_after = 0, None
        kept.gone.set()
        assert download(server, token).content == kept.content

    def stalled(server, kept, reader, token) -> None:
        def cut() -> None:
            with pytest.raises(httpx.RemoteProtocolError):
                download(server, token)

        _, took = timed(cut)
        assert 29 < took < 33 and downloads(server, reader) == 1
        kept.pause_after = None
        kept.gone.set()
        rest = download(server, token, Range="bytes=1000000-", If_Range=kept.tag)
        assert rest.status_code == 206 and rest.content == kept.content[1_000_000:]

    def one(number: int) -> None:
        kept = Source(source.content)
        kept.delay, kept.pause_after = [(12, None), (0, 0), (0, 1_000_000)][number]
        with running(kept), Server(env={"DOWNLOAD_FILE_URL": kept.url}) as server:
            reader = Member(server).agree()
            token = fresh(server, reader)
            [without_a_first_byte, without_a_first_byte, stalled][number](server, kept, reader, token)

    at_once(3, one)


def timed(do) -> tuple:
    began = time.monotonic()
    return do(), time.monotonic() - began


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_source_that_breaks_off_breaks_the_download_off(house, source, reader, is_chunked):
    token = fresh(house, reader)
    source.cut_after, source.is_chunked = 1_000_000, is_chunked
    with pytest.raises(httpx.RemoteProtocolError):
        download(house, token)
    source.cut_after = None
    rest = download(house, token, Range="bytes=1000-")
    assert rest.status_code == 206 and rest.content == source.content[1_000:]
    assert downloads(house, reader) == 1


def test_a_broken_download_goes_on_and_notices_a_change(house, source, reader):
    token = fresh(house, reader)
    with httpx.stream("GET", house.url + "/download", params={"token": token}) as answer:
        got = next(answer.iter_bytes(100_000))
        tag = answer.headers["ETag"]
    source.asked = []
    rest = download(house, token, Range=f"bytes={len(got)}-", If_Range=tag)
    assert rest.status_code == 206 and got + rest.content == source.content and rest.headers["ETag"] == tag
    assert rest.headers["Content-Range"] == f"bytes {len(got)}-{len(source.content) - 1}/{len(source.content)}"
    assert [(asked["range"], asked["if-range"]) for asked in source.asked] == [(f"bytes={len(got)}-", tag)]
    assert download(house, token, Range="bytes=9999999-").status_code == 416
    before = source.content
    source.content, source.tag = os.urandom(2_000_000), '"two"'
    try:
        anew = download(house, token, Range="bytes=1000-", If_Range=tag)
        assert anew.status_code == 200 and anew.content == source.content and anew.headers["ETag"] == '"two"'
        assert downloads(house, reader) == 1
    finally:
        source.content = before


@pytest.mark.parametrize("has_tag", [True, False])
def test_a_source_without_ranges_is_cut_here(house, source, reader, has_tag):
    token = fresh(house, reader)
    source.ranges = False
    if not has_tag:
        source.tag, source.modified = "", 1_700_000_000
    whole = download(house, token)
    tag = whole.headers["ETag"]
    assert whole.content == source.content and tag
    rest = download(house, token, Range="bytes=2000001-2999000", If_Range=tag)
    assert rest.status_code == 206 and rest.content == source.content[2_000_001:2_999_001]
    assert rest.headers["Content-Range"] == "bytes 2000001-2999000/3000000" and rest.headers["Content-Length"] == "999000"
    if not has_tag:
        source.modified += 60
        anew = download(house, token, Range="bytes=1000-", If_Range=tag)
        assert anew.status_code == 200 and anew.content == source.content


def test_redirects_are_followed_three_times_and_the_token_stays_at_home(house, source, reader):
    others = [Source(source.content, host) for host in ("127.0.0.1", "127.0.0.2", "localhost")]
    with running(*others):
        token = fresh(house, reader)
        source.redirect, others[0].redirect, others[1].redirect = others[0].url, others[1].url, others[2].url
        answer = download(house, token)
        assert answer.status_code == 200 and answer.content == source.content
        assert source.asked[0]["authorization"] == f"Bearer {TOKEN}"
        assert all(len(other.asked) == 1 and "authorization" not in other.asked[0] for other in others)
        # Home again, with the token.
        token = fresh(house, reader)
        source.asked = []
        others[0].redirect = source.url.replace("/files/", "/elsewhere/")
        source.redirect = None
        with Server(env={"DOWNLOAD_FILE_URL": others[0].url, "DOWNLOAD_FILE_TOKEN": TOKEN}) as second:
            someone = Member(second).agree()
            assert download(second, fresh(second, someone)).content == source.content
        assert source.asked and "authorization" not in source.asked[0]
        # A fourth is one too many.
        source.redirect, others[0].redirect, others[2].redirect = others[0].url, others[1].url, others[0].url
        assert download(house, token).status_code == 503
        for nowhere in ("file:///etc/passwd", "http://169.254.169.254/latest", "gopher://127.0.0.1/", "http://[fe80::1]/x"):
            source.redirect = nowhere
            assert download(house, token).status_code == 503
        source.redirect = None
        assert download(house, token).content == source.content


def test_a_source_that_nobody_vouches_for_gets_no_token(source, tmp_path):
    kept = Source(source.content)
    kept.certificate = self_signed(tmp_path, kept.host)
    with running(kept), Server(env={"DOWNLOAD_FILE_URL": kept.url, "DOWNLOAD_FILE_TOKEN": TOKEN}) as server:
        with httpx.Client(verify=ssl.create_default_context(cafile=kept.certificate)) as trusting:
            assert trusting.get(kept.url).content == kept.content
        kept.asked = []
        reader = Member(server).agree()
        assert download(server, fresh(server, reader)).status_code == 503
        assert kept.asked == [] and server.logged("certificate") and downloads(server, reader) == 0


def test_a_slow_reader_holds_the_source_and_nobody_else(house, source, reader):
    """What is fetched ahead of a reader who takes nothing is a few megabytes at most."""
    token, other = fresh(house, reader), Member(house).agree()
    before = source.content
    source.content = bytes(200_000_000)
    try:
        source.sent = 0
        with httpx.stream("GET", house.url + "/download", params={"token": token}) as answer:
            pieces = answer.iter_raw(1_000_000)
            next(pieces)
            time.sleep(1)
            ahead = source.sent
            assert ahead < 30_000_000, "kernel buffers included"
            source.content = before
            assert download(house, fresh(house, other)).content == before
            assert source.sent - ahead < len(before) + 2_000_000
            rest, took = timed(lambda: sum(map(len, pieces)))
        assert rest == 199_000_000
        print(f"{ahead / 1e6:.1f} MB ahead, then {rest / took / 1e6:.0f} MB/s")
    finally:
        source.content = before


def test_who_leaves_breaks_the_transfer_off(house, source, reader):
    token = fresh(house, reader)
    before = source.content
    source.content = bytes(100_000_000)
    try:
        with httpx.stream("GET", house.url + "/download", params={"token": token}) as answer:
            next(answer.iter_bytes(1_000))
        assert source.gone.wait(10), "the source was not told"
    finally:
        source.content = before
