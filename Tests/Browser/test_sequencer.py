"""The step sequencer in a browser: by keyboard alone, heard, saved, taken away as a WAV file, and without a script."""

import base64
import io
import json
import struct
import wave

import pytest
from playwright.sync_api import expect

SILENT = [[0] * 16 for _ in range(8)]
# Hears what is played without a loudspeaker: when each sound starts, on the audio clock.
LISTENING = """window.started = [];
for (const source of [OscillatorNode, AudioBufferSourceNode]) {
  const start = AudioScheduledSourceNode.prototype.start;
  source.prototype.start = function (...when) {
    if (this.context instanceof AudioContext) started.push([when[0], this.context.currentTime]);
    return start.apply(this, when);
  };
}"""
WAVE = """async ([loop, times]) => {
  const { wave } = await import('/assets/js/loop-wave.js');
  const bytes = await wave(loop, times);
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}"""


def loop_of(**steps) -> dict:
    page = [list(track) for track in SILENT]
    for name, at in steps.items():
        voice = ["kick", "snare", "hat_c", "hat_o", "bass", "lead", "pad", "fx"].index(name)
        for step in at:
            page[voice][step] = {"v": 3}
    return {"pages": [page]}


def make(someone, loop: dict | None = None, **more) -> dict:
    with someone.account.http() as http:
        answer = http.post("/api/song/patterns", json={"title": "Rain", "loop": loop or {}, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]["pattern"]


def saved(someone, id: int) -> dict:
    with someone.account.http() as http:
        return http.get(f"/api/song/patterns/{id}").json()["data"]["pattern"]


def cell(page, name: str):
    return page.get_by_role("grid", name="Steps").get_by_role("gridcell", name=name, exact=True)


def test_a_loop_is_written_and_saved_by_keyboard_alone(person):
    author = person()
    pattern = make(author)
    page = author.page(f"/song/patterns/{pattern['id']}")
    page.get_by_role("button", name="Play", exact=True).focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.role") == "gridcell":
            break
    expect(cell(page, "kick, step 1, off")).to_be_focused()
    page.keyboard.press("Space")
    expect(cell(page, "kick, step 1, on, accent 2")).to_be_focused()
    page.keyboard.press("ArrowDown")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(cell(page, "snare, step 5, off")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("+")
    expect(cell(page, "snare, step 5, on, accent 3")).to_be_focused()
    page.keyboard.press("+")
    for _ in range(3):
        page.keyboard.press("-")
    expect(cell(page, "snare, step 5, on, accent 1")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    page.keyboard.press("PageUp")
    expect(cell(page, "bass, step 1, on, accent 2, C#2")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(cell(page, "bass, step 16, off")).to_be_focused()
    # One tab stop: the next one is outside.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.role") != "gridcell"
    assert page.locator("[role=gridcell][tabindex='0']").count() == 1
    page.get_by_label("Tempo").fill("90")
    page.get_by_role("button", name="Mute snare").press("Enter")
    page.get_by_role("slider", name="Volume of snare").press("ArrowLeft")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.get_by_text("Saved, revision 2")).to_be_visible()
    loop = saved(author, pattern["id"])["loop"]
    assert loop["bpm"] == 90 and loop["pages"][0][0][0] == {"v": 2} and loop["pages"][0][1][4] == {"v": 1}
    assert loop["pages"][0][4][0] == {"v": 2, "note": "C#2"} and loop["tracks"][1]["mute"] is True and loop["tracks"][1]["volume"] == -3.5
    assert page.get_by_role("link", name="Download MIDI").get_attribute("href").endswith("/r/2/loop.mid")


def test_nothing_sounds_before_a_click_and_one_loop_plays_in_time(person):
    listener = person()
    pattern = make(listener, {**loop_of(kick=range(16)), "bpm": 200, "swing": 0.5})
    page = listener.context.new_page()
    page.add_init_script(LISTENING)
    page.goto(f"/song/patterns/{pattern['id']}")
    expect(cell(page, "kick, step 1, on, accent 3")).to_be_visible()
    assert page.evaluate("started.length") == 0
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => started.length >= 12")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    times = page.evaluate("started")
    step = 60 / 200 / 4
    gaps = [later[0] - earlier[0] for earlier, later in zip(times[:11], times[1:12], strict=True)]
    for number, gap in enumerate(gaps):
        assert gap == pytest.approx(step * (1.5 if number % 2 == 0 else 0.5), abs=1e-6)
    # Each was handed to the audio clock before its time.
    assert all(when >= now for when, now in times)
    count = page.evaluate("started.length")
    page.wait_for_timeout(300)
    assert page.evaluate("started.length") == count


def test_what_others_saved_is_told_and_saving_again_is_meant(person):
    author = person()
    pattern = make(author)
    page = author.page(f"/song/patterns/{pattern['id']}")
    with author.account.http() as http:
        assert http.patch(f"/api/song/patterns/{pattern['id']}", json={"base_version": 1, "loop": loop_of(kick=[2])}).status_code == 200
    # Without changes of its own, the page follows.
    expect(cell(page, "kick, step 3, on, accent 3")).to_be_visible()
    cell(page, "snare, step 1, off").click()
    with author.account.http() as http:
        assert http.patch(f"/api/song/patterns/{pattern['id']}", json={"base_version": 2, "loop": {}}).status_code == 200
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Save again to put yours in its place")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved, revision 4")).to_be_visible()
    loop = saved(author, pattern["id"])["loop"]
    assert loop["pages"][0][1][0] == {"v": 2} and loop["pages"][0][0][2] == {"v": 3}


def test_pages_are_added_ordered_and_removed(person):
    author = person()
    pattern = make(author, loop_of(kick=[0]))
    page = author.page(f"/song/patterns/{pattern['id']}")
    page.get_by_role("button", name="Add a page").click()
    expect(page.get_by_role("button", name="Page 2", exact=True)).to_have_attribute("aria-pressed", "true")
    cell(page, "pad, step 1, off").click()
    order = page.get_by_label("Order of the pages")
    assert order.input_value() == "1 2"
    order.fill("2 1 9")
    order.press("Tab")
    expect(page.get_by_text("The order is 1 to 16 numbers of pages")).to_be_visible()
    order.fill("2 1 1")
    order.press("Tab")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved, revision 2")).to_be_visible()
    loop = saved(author, pattern["id"])["loop"]
    assert loop["chain"] == [1, 0, 0] and loop["pages"][1][6][0] == {"v": 2, "note": "G3"}
    page.get_by_role("button", name="Page 1", exact=True).click()
    page.get_by_role("button", name="Remove this page").click()
    assert order.input_value() == "1"
    expect(cell(page, "pad, step 1, on, accent 2, G3")).to_be_visible()


def samples(page, loop: dict, times: int = 1) -> tuple[wave.Wave_read, list[tuple[int, int]]]:
    data = base64.b64decode(page.evaluate(WAVE, [loop, times]))
    file = wave.open(io.BytesIO(data))
    frames = file.readframes(file.getnframes())
    return file, list(struct.iter_unpack("<hh", frames)), data


def loudest(frames, start: float, end: float) -> int:
    return max(max(abs(left), abs(right)) for left, right in frames[int(start * 44_100) : int(end * 44_100)])


def test_the_wav_file_is_the_loop(person):
    listener = person()
    dry = {"delay": {"wet": 0}, "reverb": {"wet": 0}}
    pattern = make(listener, {**loop_of(kick=[0, 8]), "bpm": 120, "fx": dry})
    page = listener.page(f"/song/patterns/{pattern['id']}")
    loop = pattern["loop"]
    file, frames, data = samples(page, loop)
    # Two seconds and three of tail; the same bytes each time.
    assert (file.getnchannels(), file.getsampwidth(), file.getframerate(), len(frames)) == (2, 2, 44_100, 5 * 44_100)
    assert samples(page, loop)[2] == data
    assert loudest(frames, 0, 0.1) > 8_000 and loudest(frames, 1.0, 1.1) > 8_000
    assert loudest(frames, 0.6, 0.99) < 40 and loudest(frames, 2, 5) < 40
    # Never above one decibel below the most.
    loud = json.loads(json.dumps(loop))
    loud["pages"][0] = [[{"v": 3} | ({"note": "C2"} if voice > 3 else {}) if step % 2 == 0 else 0 for step in range(16)] for voice in range(8)]
    loud["tracks"] = [{**track, "volume": 6} for track in loud["tracks"]]
    assert 24_000 < loudest(samples(page, loud)[1], 0, 2) <= 29_205
    # Twice as long, muted, in the left ear alone, later by the swing.
    assert len(samples(page, loop, 2)[1]) == 7 * 44_100
    loop["tracks"][0]["mute"] = True
    assert loudest(samples(page, loop)[1], 0, 5) == 0
    loop["tracks"][0] |= {"mute": False, "pan": -1}
    left = samples(page, loop)[1]
    assert max(abs(frame[1]) for frame in left) <= 2 < 8_000 < max(abs(frame[0]) for frame in left)
    late = make(listener, {**loop_of(kick=[1]), "bpm": 120, "swing": 0.6, "fx": dry})["loop"]
    frames = samples(page, late)[1]
    assert loudest(frames, 0, 0.199) < 40 and loudest(frames, 0.2, 0.25) > 8_000
    for name in ["snare", "hat_c", "hat_o", "bass", "lead", "pad", "fx"]:
        heard = make(listener, {**loop_of(**{name: [0]}), "fx": dry})["loop"]
        frames = samples(page, heard)[1]
        assert loudest(frames, 0, 0.3) > 500, name
        assert loudest(frames, 4, 5) < 40, name
    echo = make(listener, {**loop_of(snare=[0]), "fx": {"delay": {"wet": 1, "time": 8, "feedback": 0}, "reverb": {"wet": 0}}})["loop"]
    frames = samples(page, echo)[1]
    assert loudest(frames, 0.6, 0.95) < 40 and loudest(frames, 1.0, 1.1) > 4_000
    # A closed hat ends the open one.
    for steps, is_open in [({"hat_o": [0]}, True), ({"hat_o": [0], "hat_c": [1]}, False)]:
        frames = samples(page, make(listener, {**loop_of(**steps), "fx": dry})["loop"])[1]
        assert (loudest(frames, 0.25, 0.3) > 50) == is_open


def test_the_wav_file_is_downloaded(person):
    listener = person()
    pattern = make(listener, loop_of(kick=[0]))
    page = listener.page(f"/song/patterns/{pattern['id']}")
    page.get_by_label("Loops in the WAV").fill("2")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download WAV").click()
    assert waiting.value.suggested_filename == "Rain.wav"
    assert wave.open(str(waiting.value.path())).getnframes() == 7 * 44_100


def test_without_a_script_the_loop_is_a_table_and_a_text(person):
    author = person()
    pattern = make(author, loop_of(snare=[4]), visibility="public")
    context = author.plain()
    page = context.new_page()
    page.goto(f"/song/patterns/{pattern['id']}")
    assert page.get_by_role("table", name="Page 1").get_by_role("row").nth(2).get_by_role("cell").nth(4).inner_text() == "3"
    field = page.get_by_label("Loop as JSON")
    loop = json.loads(field.input_value())
    loop["bpm"] = 300
    field.fill(json.dumps(loop))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("bpm must be a whole number from 60 to 200", exact=True)).to_be_visible()
    loop["bpm"] = 77
    page.get_by_label("Loop as JSON").fill(json.dumps(loop))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("Loop as JSON")).to_have_value(json.dumps(loop, separators=(",", ":")))
    assert saved(author, pattern["id"])["loop"]["bpm"] == 77
    context.close()


def test_a_loop_of_verses_plays_on_a_click_and_goes_on_with_the_story(person):
    reader = person()
    one, two = make(reader, loop_of(kick=range(16))), make(reader, loop_of(snare=range(16)))
    with reader.account.http() as http:
        story = http.post("/api/song/stories", json={"title": "The mill"}).json()["data"]["story"]
        at = "/api/song/verses/"
        choices = [{"label": "Go on", "to": "new"}]
        body = {"base_version": 1, "title": "Start", "body": "x", "choices": choices, "pattern": {"id": one["id"], "revision": 1}}
        cellar = http.put(at + str(story["root"]), json=body).json()["data"]["made"][0]["id"]
        body = {"base_version": 1, "title": "Go on", "body": "y", "choices": choices, "pattern": {"id": two["id"], "revision": 1}}
        assert http.put(at + str(cellar), json=body).status_code == 200
    page = reader.context.new_page()
    page.add_init_script(LISTENING)
    page.goto(f"/song/stories/{story['id']}/play")
    loop = page.get_by_role("group", name="Loop")
    expect(loop.get_by_role("link", name="Rain")).to_be_visible()
    assert page.evaluate("started.length") == 0
    loop.get_by_role("button", name="Play the loop").click()
    page.wait_for_function("() => started.length >= 4")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Go on")).to_be_focused()
    # The loop of this verse follows by itself, as somebody wanted to hear loops.
    expect(loop.get_by_role("button", name="Stop the loop")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(loop).to_have_count(0)
    page.wait_for_timeout(300)
    count = page.evaluate("started.length")
    page.wait_for_timeout(300)
    assert page.evaluate("started.length") == count
    page.get_by_role("button", name="Back").click()
    loop.get_by_role("button", name="Stop the loop").click()
    expect(loop.get_by_role("button", name="Play the loop")).to_be_visible()
