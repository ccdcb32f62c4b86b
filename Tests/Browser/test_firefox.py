"""What walls promise in every browser, in Firefox: frames of members' HTML reach nothing, and stickers stand where they stand in Chromium."""

import http.server
import threading

import httpx
import pytest
from firefox import PROGRAM, Firefox
from neospace_client import sign_up

# bin/setup --test installs it. A clone that was set up before can lack it.
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Firefox is not installed")


@pytest.fixture(scope="module")
def firefox(server):
    with Firefox() as browser:
        yield browser


@pytest.fixture
def listener():
    """A server of somebody else, which notes every request."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.asked, server.url = asked, f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


def send(account, method: str, path: str, body=None) -> dict:
    answer = httpx.request(method, account.server.url + path, headers=account.headers, json=body)
    assert answer.is_success, answer.text
    return answer.json()["data"]


def hostile(url: str) -> list[str]:
    return [
        f"<script>fetch('{url}/script')</script>", f"<img src={url}/img onerror=\"parent.document.title='x'\">", f"<meta http-equiv=refresh content='0;url={url}/meta'>",
        f"<style>@import '{url}/import'; body {{ background: url({url}/url) }} @font-face {{ font-family: x; src: url({url}/font) }} p {{ font-family: x }}</style><p>x</p>",
        f"<link rel=preconnect href={url}><link rel=dns-prefetch href={url}><link rel=stylesheet href={url}/style><link rel=prefetch href={url}/prefetch>",
        f"<form action={url}/form><button autofocus>x</button></form><script>document.forms[0].submit()</script>", f"<iframe src={url}/iframe></iframe>",
        f"<object data={url}/object></object><embed src={url}/embed>", f"<svg><image href={url}/svg /><script>top.location='{url}/top'</script></svg>",
        f"<video src={url}/video autoplay poster={url}/poster></video><audio src={url}/audio autoplay></audio>",
        f"<a id=x href={url}/link target=_top>x</a><script>x.click()</script>", f"<body background={url}/body onload=\"top.location='{url}/onload'\">",
        "<script>document.cookie='stolen=1'; localStorage.x=1; top.document.title='stolen'</script>", f"<base href={url}/><img src=based>",
    ]  # fmt: skip


def test_frames_reach_nothing_and_navigate_nothing(server, firefox, listener):
    ada = sign_up(server)
    for number, html in enumerate(hostile(listener.url)):
        send(ada, "POST", "/api/modules", {"kind": "html", "content": {"html": html, "title": f"frame {number}", "height": 100}})
    firefox.sign_in(server, ada)
    firefox.goto(f"{server.url}/@{ada.username}")
    count = len(hostile(listener.url))
    firefox.wait(f"document.querySelectorAll('iframe').length === {count}")
    # Frames load when they are near the window.
    for number in range(count):
        firefox.run("document.querySelectorAll('iframe')[arguments[0]].scrollIntoView()", number)
        firefox.wait("document.readyState === 'complete'")
    firefox.run("scrollTo(0, document.body.scrollHeight)")
    firefox.wait("performance.getEntriesByType('resource').filter(one => one.initiatorType === 'iframe').length > 0")
    assert listener.asked == []
    assert firefox.url == f"{server.url}/@{ada.username}" and "stolen" not in firefox.run("return document.title")
    assert "stolen" not in firefox.run("return document.cookie")
    for number in range(count):
        assert firefox.run("try { return !!document.querySelectorAll('iframe')[arguments[0]].contentDocument } catch { return false }", number) is False
    # The listener hears what does ask.
    firefox.goto(listener.url + "/control")
    assert "/control" in listener.asked


@pytest.mark.parametrize("width", [390, 1280])
def test_stickers_stand_where_they_stand_in_chromium(server, firefox, chromium, width):
    ada = sign_up(server)
    send(ada, "POST", "/api/modules", {"kind": "text", "content": {"text": "a shelf\n\nwith jars"}})
    for number, art in enumerate(["beans", "miso", "neon"]):
        pose = {"kind": "art", "art": art, "x": 10 + 35 * number, "y": 5 + 20 * number, "rotation": 15 * number, "scale": 0.5 + number / 2}
        answer = httpx.post(f"{server.url}/api/walls/{ada.username}/stickers", headers=ada.headers, json=pose)
        assert answer.status_code == 201, answer.text
    # Firefox counts the whole board as the box of a nested drawing, so the picture in it is measured.
    places = """[...document.querySelectorAll('.sticker image')].map((one) => {
        const board = one.closest('.stickers').getBoundingClientRect(), box = one.getBoundingClientRect();
        return [box.x - board.x + box.width / 2, box.y - board.y + box.height / 2, box.width, box.height, board.width, board.height];
    })"""
    firefox.sign_in(server, ada)
    firefox.ask("WebDriver:SetWindowRect", {"width": width, "height": 900})
    firefox.goto(f"{server.url}/@{ada.username}")
    firefox.wait("document.fonts.status === 'loaded' && document.querySelectorAll('[data-objects=sticker] > *').length === 3")
    there = firefox.run(f"return {places}")
    # Without the scroll bar, which takes no room in the other browser.
    inside = firefox.run("return [document.documentElement.clientWidth, innerHeight]")
    context = chromium.new_context(base_url=server.url, viewport={"width": int(inside[0]), "height": int(inside[1])})
    context.add_cookies([{"name": "session", "value": ada.token, "url": server.url}])
    page = context.new_page()
    page.goto(f"/@{ada.username}")
    page.wait_for_function("document.fonts.status === 'loaded'")
    here = page.evaluate(places)
    context.close()
    assert len(here) == len(there) == 3
    for one, other in zip(here, there, strict=True):
        assert [round(a - b, 1) for a, b in zip(one, other, strict=True) if abs(a - b) > 3] == [], (one, other)
