"""The runner: its clock, its deadlines, its Console, its pauses. With any code, however it behaves."""

import time

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect
from runs import answers_soon, runs, status  # noqa: F401

MOVING = "function setup() { createCanvas(200, 120) } function draw() { background(frameCount % 255) }"


def test_nothing_runs_before_a_click(runs):  # noqa: F811
    page = runs.open(("sketch", MOVING))
    time.sleep(0.3)
    assert page.locator("iframe").count() == 0 and not [path for _, path, *_ in runs.server.requests if path.startswith("/run/")]
    page.get_by_role("button", name="Run", exact=True).click()
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("sandbox", "allow-scripts")
    for name, value in {"allow": "", "referrerpolicy": "no-referrer", "title": "Running: Run 1"}.items():
        expect(frame).to_have_attribute(name, value)
    expect(status(page)).to_have_text("Running")
    group = page.get_by_role("group", name="Run 1")
    expect(group.get_by_text("frames/s")).to_be_visible()
    group.get_by_text("Safe mode: no network, cookies, storage").click()
    expect(group.get_by_text("connect-src 'none'")).to_be_visible()
    expect(frame).to_have_attribute("width", "200")
    expect(frame).to_have_attribute("height", "120")
    group.get_by_role("button", name="Pause").click()
    expect(status(page)).to_have_text("Paused")
    group.get_by_role("button", name="Resume").click()
    expect(status(page)).to_have_text("Running")
    group.get_by_role("button", name="Stop").click()
    expect(status(page)).to_have_text("Stopped")
    assert frame.count() == 0
    group.get_by_role("button", name="Restart").click()
    expect(status(page)).to_have_text("Running")
    page.close()


# The first answer has 10 s, so these two are in one page.
def test_endless_loops_are_ended_and_leave_the_page_alone(runs):  # noqa: F811
    loops = [
        "console.log('top'); for (;;);",
        "function setup() { print('setup'); for (;;); }",
        "function setup() {} function draw() { if (frameCount === 3) for (;;); }",
        "function setup() { setTimeout(() => { for (;;); }, 300) }",
        "function setup() { Promise.resolve().then(function again() { return Promise.resolve().then(again) }) }",
    ]
    pages = [runs.start("sketch", code) for code in loops]
    assert answers_soon(pages[2], 1.5)
    for page in pages:
        expect(status(page)).to_have_text("Stopped: no answer for 2 s", timeout=40_000)
        assert page.locator("iframe").count() == 0
    expect(pages[0].get_by_role("log").locator("li")).to_have_text(["top"])
    for page in pages:
        page.close()


def test_a_loop_in_a_callback_of_the_mouse_is_ended(runs):  # noqa: F811
    page = runs.start("sketch", "function setup() { createCanvas(100, 100); print('ready') } function mousePressed() { for (;;); }")
    expect(page.get_by_text("ready")).to_be_visible()
    page.frame_locator("iframe").locator("canvas").click()
    expect(status(page)).to_have_text("Stopped: no answer for 2 s")
    page.close()


def are_cut_to_a_hundred_a_second(page, count: int) -> None:
    """However many seconds they take: each second shows a hundred at most and counts the others. The oldest of what is shown may be gone."""
    for _ in range(400):
        lines = page.get_by_role("log").locator("li").all_text_contents()
        seconds = [int(line.split()[1]) for line in lines if line.startswith("…")]
        shown = len(lines) - len(seconds)
        if shown + sum(seconds) == count:
            break
        page.wait_for_timeout(50)
    assert shown + sum(seconds) == count and shown <= 100 * (len(seconds) + 1), (shown, seconds)


def test_a_million_calls_a_frame_leave_the_page_alone(runs):  # noqa: F811
    page = runs.start("sketch", "function setup() { createCanvas(400, 400); print('drawing') } function draw() { for (let i = 0; i < 1e6; i += 1) rect(i % 400, i % 300, 2, 2) }")
    expect(page.get_by_text("drawing")).to_be_visible()
    assert answers_soon(page, 2)
    # It goes on, or is ended because it gives no answer for two seconds; it can always be stopped.
    stop, ended = page.get_by_role("button", name="Stop"), page.get_by_text("Stopped: no answer for 2 s")
    if stop.is_enabled():
        try:
            stop.click(timeout=3_000)
        except PlaywrightError:
            expect(ended).to_be_visible()
    expect(page.locator("iframe")).to_have_count(0)
    page.close()


def test_a_million_lines_are_cut_to_a_hundred_and_a_count(runs):  # noqa: F811
    page = runs.start("sketch", "function setup() { for (let i = 0; i < 1e6; i += 1) console.log('line ' + i) }")
    assert answers_soon(page, 1.5)
    are_cut_to_a_hundred_a_second(page, 1_000_000)
    page.close()


def test_a_page_of_its_own_is_held_to_the_same_lines(runs):  # noqa: F811
    page = runs.start("html", "<script>for (let i = 0; i < 1e5; i += 1) console.log('x'.repeat(3000))</script>")
    are_cut_to_a_hundred_a_second(page, 100_000)
    assert len(page.get_by_role("log").locator("li").first.text_content()) == 2048
    page.close()


def test_the_newest_five_hundred_lines_are_kept_and_can_be_cleared(runs):  # noqa: F811
    page = runs.start("sketch", "function setup() { print('first') }")
    expect(page.get_by_text("first")).to_be_visible()
    # As many seconds of lines as it takes, told to the Console itself.
    page.evaluate("""async () => {
      const { Console } = await import('/assets/js/run-console.js');
      const log = new Console({});
      document.body.replaceChildren(log.element);
      const later = setTimeout;
      for (let second = 0; second < 6; second += 1) {
        let close = null;
        window.setTimeout = (task) => (close = task, 1);
        log.take(Array.from({ length: 100 }, (_, index) => ({ kind: index % 50 ? 'log' : 'error', text: `n${second * 100 + index}`, line: null })), 0);
        window.setTimeout = later;
        close();
      }
    }""")
    lines = page.get_by_role("log").locator("li")
    assert lines.count() == 500 and lines.first.text_content() == "n100" and lines.last.text_content() == "n599"
    page.get_by_role("combobox", name="Show").select_option("Errors")
    assert lines.filter(visible=True).count() == 10
    page.get_by_role("button", name="Clear").click()
    assert lines.count() == 0
    page.close()


def test_a_page_of_its_own_that_never_ends_leaves_ours_alone(runs):  # noqa: F811
    page = runs.start("html", "<!doctype html><p>Busy<script>setTimeout(() => { for (;;); }, 300)</script>")
    expect(status(page)).to_have_text("Running")
    time.sleep(0.4)
    assert answers_soon(page, 1)
    page.get_by_role("button", name="Stop").click()
    assert page.locator("iframe").count() == 0
    page.close()


def test_a_gigabyte_leaves_the_page_alone(runs):  # noqa: F811
    page = runs.start("sketch", "let kept = []; function setup() { try { for (let i = 0; i < 16; i += 1) kept.push(new Uint8Array(64 << 20)); print('had it') } catch (error) { print('refused') } }")
    assert answers_soon(page, 1)
    expect(page.get_by_text("had it").or_(page.get_by_text("refused"))).to_be_visible(timeout=10_000)
    page.close()


@pytest.mark.parametrize(
    ("code", "text", "line"),
    [
        ("let a = 1;\n\nlet b = ;", "Error: SyntaxError:", 3),
        ("let a = 1;\nmissing();", "Error: ReferenceError: missing is not defined", 2),
        ("function setup() {\n  throw new Error('boom');\n}", "Error: boom", 2),
        ("function setup() {}\nfunction draw() {\n\n  null.x;\n}", "Error: TypeError:", 4),
        ("function setup() {\n  createButton('x');\n}", "Error: createButton: not in this runtime", 2),
        ("function setup() {\n  createCanvas(4000, 100);\n}", "Error: RangeError: createCanvas: a side of 4000 px is more than 2048", 2),
        ("'use strict';\nfunction setup() { }\nfunction draw() { x = 1; }", "Error: ReferenceError", 3),
        ("throw new SyntaxError('made up')", "Error: ", None),
    ],
)
def test_errors_say_what_and_where(runs, code, text, line):  # noqa: F811
    page = runs.start("sketch", code)
    error = page.get_by_role("log").locator("li.error")
    expect(error).to_contain_text(text)
    if line:
        expect(error).to_contain_text(f"Line {line}")
    expect(status(page)).to_have_text("Stopped: an error")
    page.close()


def test_errors_of_callbacks_do_not_end_a_sketch(runs):  # noqa: F811
    page = runs.start("sketch", "function setup() {\nsetTimeout(() => { throw new Error('late') }, 50);\nPromise.reject(new Error('promised')) }\nfunction draw() {}")
    expect(page.get_by_role("log").locator("li.error")).to_have_count(2)
    expect(status(page)).to_have_text("Running")
    page.close()


def test_errors_of_a_page_have_its_own_lines(runs):  # noqa: F811
    page = runs.start("html", "<!doctype html>\n<p>nothing()\n<script>\n\nnothing();\n</script>\n<script>setTimeout(() => { throw new Error('late') }, 20)</script>")
    expect(page.get_by_role("log").locator("li")).to_have_text(["Error: ReferenceError: nothing is not defined Line 5", "Error: late Line 7"])
    expect(status(page)).to_have_text("Running")
    page.close()


def test_it_pauses_off_screen_and_as_the_oldest_of_three(runs):  # noqa: F811
    page = runs.open(("sketch", MOVING), ("sketch", MOVING), ("sketch", MOVING))
    for number in range(3):
        page.get_by_role("button", name="Run", exact=True).nth(number).click()
        expect(status(page, number)).to_have_text("Running")
    expect(status(page, 0)).to_have_text("Paused")
    expect(status(page, 1)).to_have_text("Running")
    page.get_by_role("group", name="Run 1").get_by_role("button", name="Resume").click()
    expect(status(page, 0)).to_have_text("Running")
    expect(status(page, 1)).to_have_text("Paused")
    page.evaluate("document.querySelector('article').after(Object.assign(document.createElement('canvas'), {height: 5000, width: 10}))")
    page.set_viewport_size({"width": 900, "height": 500})
    expect(status(page, 2)).to_have_text("Paused")
    expect(status(page, 0)).to_have_text("Running")
    page.mouse.wheel(0, 9000)
    expect(status(page, 2)).to_have_text("Running")
    expect(status(page, 0)).to_have_text("Paused")
    page.close()


def test_nothing_of_a_paused_run_goes_on(runs):  # noqa: F811
    page = runs.start("sketch", "let n = 0; function setup() { setInterval(() => n += 1, 20); } function draw() { if (frameCount % 10 === 0) print(n + ' ' + frameCount) }")
    expect(page.get_by_role("log").locator("li").nth(1)).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    # What was said before may be on its way.
    lines, count = page.get_by_role("log").locator("li"), -1
    while count != lines.count():
        count = lines.count()
        page.wait_for_timeout(1_000)
    page.wait_for_timeout(600)
    assert lines.count() == count
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("log").locator("li").nth(count)).to_be_visible()
    page.close()


def test_a_script_that_is_gone_says_so(runs):  # noqa: F811
    page = runs.open(("sketch", MOVING))
    runs.server.runs.clear()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(status(page)).to_have_text("Stopped: it could not be loaded")
    page.close()


@pytest.mark.parametrize("code", ["\n\n\tlet a = '🌍';\nfunction setup() { print(a.length, new Error().stack.match(/:(\\d+):\\d+/)[1]) ; print('end') }\n\n", "\ufefffunction setup() { print(2, 1); print('end') }"])
def test_code_arrives_to_the_letter(runs, code):  # noqa: F811
    assert runs.lines(code) == ["2 4" if code.startswith("\n") else "2 1"]


def test_131072_bytes_of_quotes(runs):  # noqa: F811
    head = "function setup() { print('end') } //"
    page = runs.start("sketch", head + '"' * (131_072 - len(head)))
    expect(page.get_by_text("end")).to_be_visible()
    page.close()


def test_links_to_scripts_become_cards(runs):  # noqa: F811
    links = "".join(f'<p>Look <a class="script-link" href="/codeground/{id}/r/1">script:{id}@1</a></p>' for id in (7, 8, 9))
    page = runs.context.new_page()
    card = '<article class="script-card" id="revision-1" aria-label="Seven"><h3>Seven</h3><button type="button" data-run="/run/7/1" hidden>Run</button></article>'
    page.route("**/api/scripts/7/r/1", lambda route: route.fulfill(json={"success": True, "data": {"revision": {"html": card}}}))
    page.route("**/api/scripts/8/r/1", lambda route: route.fulfill(status=410, json={"success": False, "error": {"code": "GONE", "message": "Gone"}}))
    page.route("**/api/scripts/9/r/1", lambda route: route.fulfill(status=429, json={"success": False, "error": {"code": "RATE_LIMITED", "message": "Later"}}))
    page.goto(runs.server.page(extra=links))
    expect(page.get_by_role("article", name="Seven").get_by_role("button", name="Run")).to_be_visible()
    expect(page.get_by_role("article", name="A removed work")).to_have_text("A removed work")
    # The server does not want to say now: the link stays.
    expect(page.get_by_role("link")).to_have_text(["script:9@1"])
    page.close()


def test_a_loop_that_steals_the_port_cannot_answer_for_itself(runs):  # noqa: F811
    page = runs.start("sketch", """
      let port;
      const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');
      Object.defineProperty(MessageEvent.prototype, 'data', { get() { port = this.target; return get.call(this); } });
      function draw() {
        if (!port || frameCount < 5) return;
        print('stolen');
        for (let next = Date.now(); ; ) if (Date.now() > next) { next += 200; port.postMessage({ type: 'done', turn: 0.5, drew: true, width: 100, height: 100 }); }
      }""")
    expect(page.get_by_text("stolen")).to_be_visible()
    expect(status(page)).to_have_text("Stopped: no answer for 2 s")
    page.close()
