"""The sketches that come with NeoSpace: each draws what it did when somebody looked at it last, and sounds if it should."""

import json
import os
import pathlib
import re

import pytest
from playwright.sync_api import expect
from run_server import PUBLIC
from runs import runs, status  # noqa: F401

GALLERY = PUBLIC.parent / "Sources/Features/Codeground/Gallery"
RECORDED = pathlib.Path(__file__).with_name("gallery.json")
FRAME = 24
BLOCKS = 8
# The mean colour of each block, so that letters and edges may differ a little between browsers.
LOOK = f"""
;{{
  const own = draw;
  self.draw = () => {{
    own();
    if (frameCount !== {FRAME}) return;
    noLoop();
    loadPixels();
    const sums = Array.from({{ length: {BLOCKS * BLOCKS} }}, () => [0, 0, 0, 0]);
    for (let y = 0; y < height; y += 2) for (let x = 0; x < width; x += 2) {{
      const sum = sums[Math.floor((y * {BLOCKS}) / height) * {BLOCKS} + Math.floor((x * {BLOCKS}) / width)];
      for (let channel = 0; channel < 3; channel += 1) sum[channel] += pixels[(y * width + x) * 4 + channel];
      sum[3] += 1;
    }}
    for (let row = 0; row < {BLOCKS}; row += 1) print('row ' + JSON.stringify(sums.slice(row * {BLOCKS}, (row + 1) * {BLOCKS}).map(([red, green, blue, count]) => [red, green, blue].map((one) => Math.round(one / count)))));
    print('end');
  }};
}}
"""


def files(runtime: str) -> list[pathlib.Path]:
    return sorted(file for file in GALLERY.glob(f"*.{runtime}.js") if not file.name.startswith("starter"))


def test_there_are_enough_of_them():
    assert len(files("sketch")) + len(files("three")) + len(files("audio")) >= 12


def test_sketches_draw_what_they_did(runs):  # noqa: F811
    recorded = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    # A few at a time: a sketch that has to wait for the others for two seconds would be ended.
    waiting, pages, seen = files("sketch"), {}, {}
    while waiting or pages:
        while waiting and len(pages) < 3:
            file = waiting.pop(0)
            pages[file] = runs.start("sketch", file.read_text() + LOOK)
        file = next(iter(pages))
        page = pages.pop(file)
        lines = page.get_by_role("log").locator("li")
        expect(lines.filter(has_text="end").or_(page.locator("li.error")).first).to_be_visible(timeout=30_000)
        seen[file.name] = [json.loads(line.removeprefix("row ")) for line in lines.all_text_contents() if line.startswith("row ")]
        page.close()
    if os.environ.get("NEOSPACE_WRITE_GALLERY"):
        RECORDED.write_text(json.dumps(seen, separators=(",", ":")).replace('],"', '],\n"') + "\n")
        recorded = seen
    assert seen.keys() == recorded.keys()
    for name, rows in seen.items():
        assert len(rows) == BLOCKS, f"{name} did not get to frame {FRAME}"
        differences = [
            abs(one - other)
            for row, wanted in zip(rows, recorded[name], strict=True) for block, kept in zip(row, wanted, strict=True) for one, other in zip(block, kept, strict=True)]
        assert max(differences) <= 10, f"{name} looks different: {max(differences)}"


@pytest.mark.parametrize("file", [*files("three"), GALLERY / "starter.three.js"], ids=lambda file: file.name)
def test_scenes_are_drawn_and_move(runs, file):  # noqa: F811
    page = runs.start("three", file.read_text())
    expect(page.locator(".rate")).to_contain_text("frames/s", timeout=20_000)
    picture = page.locator("iframe")
    first = last = picture.screenshot()
    # A picture of one colour takes less than 2 KB.
    while len(first) <= 4_000:
        page.wait_for_timeout(100)
        first = last = picture.screenshot()
    while last == first:
        page.wait_for_timeout(100)
        last = picture.screenshot()
    assert page.get_by_role("log").locator("li").count() == 0
    page.close()


@pytest.mark.parametrize("file", [*files("audio"), GALLERY / "starter.audio.js"], ids=lambda file: file.name)
def test_sound_begins_with_a_click(runs, file):  # noqa: F811
    page = runs.start("audio", file.read_text() + "\n;let heard = false; every(0.25, () => { if (level() > 0.01 && !heard) { heard = true; console.log('it sounds') } });")
    button = page.frame_locator("iframe").get_by_role("button", name="Click to hear it")
    expect(button).to_be_visible()
    expect(status(page)).to_have_text("Running")
    assert page.get_by_role("log").locator("li").count() == 0
    button.click()
    expect(page.get_by_role("log").locator("li")).to_have_text(["it sounds"])
    expect(button).to_have_count(0)
    page.close()


def test_notes_and_scales(runs):  # noqa: F811
    said = runs.lines("""console.log(note('A4'), note('A3'), Math.round(note('C4') * 100) / 100, note('A#4') === note('Bb4'), note(123), level());
      console.log(scale('C major').map((one) => Math.round(one * 100) / 100).join(' ')); console.log(scale('A3 minor pentatonic').length, bpm());
      for (const wrong of [() => note('H2'), () => scale('C odd'), () => every(0, () => {}), () => bpm(5)]) try { wrong(); console.log('no error') } catch (error) { console.log(error.name) }
      console.log('end');""", runtime="audio")
    assert said == ["440 220 261.63 true 123 0", "261.63 293.66 329.63 349.23 392 440 493.88", "5 120", "TypeError", "TypeError", "RangeError", "RangeError"]


def test_beats_come_in_time_and_ahead(runs):  # noqa: F811
    page = runs.start("audio", "bpm(300); const times = []; every(1, (beat, time) => { times.push(time); play(synth(), 'A4', 0.5); if (beat === 6) console.log(times.map((one, index) => index && Math.round((one - times[index - 1]) * 1000)).join(' ')) });")
    page.frame_locator("iframe").get_by_role("button").click()
    line = page.get_by_role("log").locator("li")
    expect(line).to_have_text(re.compile(r"^0( \d+){6}$"))
    # Beats that a busy machine is too late for are left out; the others keep their time.
    first, *steps = [int(number) for number in line.text_content().split()]
    assert first == 0 and all(step > 0 and step % 200 == 0 for step in steps), steps
    page.close()
