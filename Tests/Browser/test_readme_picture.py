"""README shows the real thing: a room of the demo community, in the scheme its reader prefers."""

import os

import httpx
import pytest
from conftest import ROOT, SCREENSHOTS
from neospace_server import Server


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_in_readme_is_a_room_of_the_demo(chromium, tmp_path, scheme):
    server = Server(data=str(tmp_path))
    assert server.command("demo").returncode == 0
    with server:
        token = httpx.post(server.url + "/api/auth/signin", json={"email": "juno@example.org", "password": "concrete-demo"}).json()["data"]["token"]
        context = chromium.new_context(base_url=server.url, viewport={"width": 1280, "height": 800}, color_scheme=scheme, device_scale_factor=1.5)
        context.add_cookies([{"name": "session", "value": token, "url": server.url}])
        page = context.new_page()
        page.goto("/rooms/general")
        page.locator("[data-connection=live]").wait_for()
        page.wait_for_timeout(400)
        # An update of the documents is a decision, not a side effect of testing.
        folder = ROOT / "docs" if os.environ.get("NEOSPACE_UPDATE_DOCS") else SCREENSHOTS
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"room-{scheme}.png"
        page.screenshot(path=path)
        assert path.stat().st_size > 50_000
        context.close()
    assert (ROOT / "docs" / f"room-{scheme}.png").exists() and f"docs/room-{scheme}.png" in (ROOT / "README.md").read_text()
