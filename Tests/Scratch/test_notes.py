"""A feature that was added with its folder and one line in each list has everything that features have."""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "Support"))

from archives import Archive  # noqa: E402
from neospace_client import PlaceFold, Refused, sign_up  # noqa: E402
from neospace_server import BINARY, Server  # noqa: E402


@pytest.fixture(scope="module")
def server():
    with Server(test_mode=True, env={"NEOSPACE_NOTES": "3"}) as running:
        yield running


def test_its_message_place_page_and_setting_work(server):
    ada, eve = sign_up(server), sign_up(server)

    async def run():
        async with ada.socket() as one, ada.socket() as two, eve.socket() as other:
            for socket in (one, two, other):
                await socket.watch("notes")
            ack = await one.request("make_note", {"text": "by <socket>"})
            for socket in (one, two):
                event = await socket.event("changed", lambda data: data["place"] == "notes")
                assert event["object"]["text"] == "by <socket>" and event["object"]["id"] == ack["id"]
            form = {"text": "by form"}
            answer = httpx.post(f"{server.url}/notes", data=form, headers=ada.headers | {"Origin": server.url})
            assert answer.status_code == 303
            await two.event("changed", lambda data: data["object"]["text"] == "by form")
            await one.request("make_note", {"text": "the last"})
            with pytest.raises(Refused) as refused:
                await one.request("make_note", {"text": "too many"})
            assert refused.value.code == "LIMIT_EXCEEDED"
            await other.request("ping", {"ts": 1})
            assert not [frame for frame in other.frames if frame["type"] == "changed"]
            fresh = PlaceFold()
            async with ada.socket() as late:
                _, pages = await late.watch("notes")
                fresh.frame({"type": "changes", "data": pages[-1]}, "notes")
            folded = PlaceFold()
            for frame in two.frames:
                folded.frame(frame, "notes")
            assert folded.living() == fresh.living() and len(fresh.objects) == 3

    asyncio.run(run())
    page = httpx.get(f"{server.url}/notes", headers=ada.headers | {"Accept": "text/html"}).text
    assert "by &lt;socket&gt;" in page and 'data-place="notes"' in page and 'href="/notes"' in page
    assert httpx.post(f"{server.url}/notes", data={"text": ""}, headers=ada.headers | {"Origin": server.url}).status_code == 422


def test_its_rows_are_in_the_export_and_its_setting_in_the_configuration(server):
    ada = sign_up(server)

    async def run():
        async with ada.socket() as socket:
            await socket.request("make_note", {"text": "kept words"})

    asyncio.run(run())
    export = Archive(httpx.get(f"{server.url}/settings/export", headers=ada.headers))
    assert export["notes"] == [{"text": "kept words"}]
    printed = subprocess.run([BINARY, "config"], capture_output=True, text=True, env={"NEOSPACE_NOTES": "7"}, check=False)
    assert "NEOSPACE_NOTES" in printed.stdout and "7" in printed.stdout
    wrong = subprocess.run([BINARY, "config"], capture_output=True, text=True, env={"NEOSPACE_NOTES": "many"}, check=False)
    assert wrong.returncode != 0 and "NEOSPACE_NOTES" in wrong.stderr
