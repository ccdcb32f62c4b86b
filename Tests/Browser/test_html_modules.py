"""What an html module may do in a browser: be looked at, and nothing else."""

import pytest
from neospace_client import sign_up
from playwright.sync_api import expect

EVIL = "https://evil.example"
HOSTILE = {
    "meta refresh": f"<meta http-equiv=refresh content='0;url={EVIL}/refresh'>",
    "import": f"<style>@import '{EVIL}/import.css'; @import url({EVIL}/other.css);</style>",
    "url": f"<style>b {{ background: url(//evil.example/ground.png); cursor: url({EVIL}/cursor.png), auto; }} @font-face {{ font-family: x; src: url({EVIL}/x.woff2) }}"
    " b { font-family: x }</style>",
    "preconnect": f"<link rel=preconnect href={EVIL}><link rel=dns-prefetch href=//evil.example><link rel=prefetch href={EVIL}/next>",
    "form": f"<form action={EVIL}/form id=f><button id=go>go</button></form><input form=f type=submit value=send>",
    "top navigation": f"<a id=go href={EVIL}/top target=_top>go</a><a href={EVIL}/parent target=_parent>up</a><a href={EVIL}/blank target=_blank>out</a>",
    "self navigation": f"<a id=go href={EVIL}/self>go</a>",
    "script": f"<script>fetch('{EVIL}/fetch'); top.location = '{EVIL}/script'</script><b onclick=\"location='{EVIL}'\" id=go>go</b><svg onload=\"fetch('{EVIL}/svg')\"></svg>",
    "picture": f"<img src={EVIL}/picture.png><img srcset='{EVIL}/set.png 2x'><video poster={EVIL}/poster.png src={EVIL}/film.mp4></video>",
    "frame": f"<iframe src={EVIL}/frame></iframe><object data={EVIL}/object></object><embed src={EVIL}/embed>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_html_module_asks_for_nothing_and_leads_nowhere(person, server, name):
    ada = sign_up(server)
    with ada.http() as http:
        module = {"kind": "html", "content": {"html": f"<b id=mark>harmless</b>{HOSTILE[name]}", "title": "A frame", "height": 200}}
        assert http.post("/api/modules", json=module).status_code == 201
    bob = person()
    # What the policy stops is told as a request that failed; what gets through is answered here.
    reached: list[str] = []

    def answer(route):
        reached.append(route.request.url)
        route.fulfill(body="reached")

    bob.context.route("**/*", lambda route: route.continue_() if route.request.url.startswith(server.url) else answer(route))
    page = bob.page(f"/@{ada.username}")
    frame = page.frame_locator("iframe[title='A frame']")
    page.locator("iframe[title='A frame']").scroll_into_view_if_needed()
    expect(frame.locator("#mark")).to_have_text("harmless")
    for pressable in frame.locator("a, button, input, #go").all():
        pressable.click(force=True, no_wait_after=True)
        page.wait_for_timeout(200)
    page.wait_for_timeout(500)
    assert reached == []
    assert page.url == f"{server.url}/@{ada.username}"
    assert len(bob.context.pages) == 1
    # The browser says what it stopped.
    bob.problems[:] = [problem for problem in bob.problems if "evil.example" not in problem]
