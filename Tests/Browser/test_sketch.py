"""The sketch runtime, a test for each family of functions: values that are printed, and pixels that are read back."""

import json
import re

import pytest
from playwright.sync_api import expect
from runs import runs  # noqa: F401

NAMES = """setup draw windowResized createCanvas resizeCanvas createGraphics loop noLoop isLooping redraw frameRate frameCount deltaTime width height push pop pixelDensity
describe print millis second minute hour day month year background clear fill stroke erase noFill noStroke noErase color red green blue alpha hue saturation brightness
lightness lerpColor colorMode blendMode rectMode ellipseMode imageMode angleMode point line rect square circle ellipse arc triangle quad bezier curve beginShape endShape vertex
bezierVertex quadraticVertex curveVertex strokeWeight strokeCap strokeJoin translate rotate scale shearX shearY applyMatrix resetMatrix text textSize textAlign textFont
textLeading textStyle textWidth textAscent textDescent loadImage createImage image tint noTint get set pixels loadPixels updatePixels copy filter random randomSeed
randomGaussian noise noiseSeed noiseDetail map lerp norm constrain dist mag sq fract abs ceil floor round exp log pow sqrt min max sin cos tan asin acos atan atan2 degrees
radians createVector p5.Vector shuffle nf mouseX mouseY mouseIsPressed mouseButton pmouseX pmouseY touches key keyCode keyIsPressed keyIsDown""".split()
CONSTANTS = """PI TWO_PI HALF_PI QUARTER_PI TAU DEGREES RADIANS RGB HSB HSL CORNER CORNERS CENTER RADIUS OPEN CHORD PIE CLOSE POINTS LINES TRIANGLES TRIANGLE_STRIP TRIANGLE_FAN QUADS
QUAD_STRIP BLEND ADD DARKEST LIGHTEST DIFFERENCE EXCLUSION MULTIPLY SCREEN REPLACE OVERLAY HARD_LIGHT SOFT_LIGHT DODGE BURN REMOVE ROUND SQUARE PROJECT MITER BEVEL LEFT RIGHT TOP
BOTTOM BASELINE NORMAL ITALIC BOLD BOLDITALIC INVERT GRAY OPAQUE THRESHOLD POSTERIZE BLUR ERODE DILATE LEFT_ARROW RIGHT_ARROW UP_ARROW DOWN_ARROW ENTER RETURN SHIFT CONTROL ALT
OPTION ESCAPE TAB BACKSPACE DELETE""".split()


def values(runs, body: str, before: str = "") -> list:  # noqa: F811
    """What `body` shows with `show(value)` in setup()."""
    code = f"const show = (value) => print(JSON.stringify(value, (key, one) => typeof one === 'number' && !Number.isInteger(one) ? Number(one.toFixed(10)) : one));\n{before}\nfunction setup() {{\n{body}\nprint('end'); noLoop(); }}"
    said = runs.lines(code)
    assert not [line for line in said if line.startswith("Error:")], said
    return [json.loads(line) for line in said]


FRESH = """resetMatrix(); blendMode(BLEND); noErase(); colorMode(RGB, 255); angleMode(RADIANS); rectMode(CORNER); ellipseMode(CENTER); imageMode(CORNER); noTint();
  strokeWeight(1); strokeCap(ROUND); strokeJoin(MITER); clear(); background(255); noStroke(); fill(0);"""


def check_pixels(runs, *cases: tuple[str, dict[tuple[int, int], list[int]]]):  # noqa: F811
    """Each case is a drawing on white, 100 x 100, without outline and filled black unless it says otherwise, and the colours at some places."""
    parts = [f"{{ {FRESH} {drawing};\n show([{', '.join(f'get({x}, {y})' for x, y in places)}]) }}" for drawing, places in cases]
    for (drawing, places), found in zip(cases, values(runs, "createCanvas(100, 100);" + "\n".join(parts)), strict=True):
        for (place, wanted), colour in zip(places.items(), found, strict=True):
            assert max(abs(one - other) for one, other in zip(wanted, colour, strict=True)) <= 1, f"{drawing}: {colour} at {place}, not {wanted}"


BLACK, WHITE, RED = [0, 0, 0, 255], [255, 255, 255, 255], [255, 0, 0, 255]


def test_all_names_are_there(runs):  # noqa: F811
    hooks = {"setup", "draw", "windowResized"}
    names = [name for name in NAMES if name not in hooks]
    asked = ", ".join(f"[{json.dumps(name)}, (() => {{ try {{ return typeof {name} }} catch (error) {{ return error.message }} }})()]" for name in names + CONSTANTS)
    (found,) = values(runs, f"show([{asked}].filter(([, kind]) => kind === 'undefined' || kind.includes('not')));")
    assert found == []


def test_other_names_say_that_they_are_not_here(runs):  # noqa: F811
    names = ["createButton", "loadJSON", "loadStrings", "windowWidth", "box", "saveCanvas", "loadSound", "createSlider", "smooth", "int", "select", "WEBGL"]
    tries = "\n".join(f"try {{ {name}; print('there') }} catch (error) {{ print(error.message) }}" for name in names)
    wanted = [f"{name}: not in this runtime" for name in names]
    assert runs.lines(f"function setup() {{ {tries}\ntry {{ new p5.SoundFile() }} catch (error) {{ print(error.message) }} print('end') }}") == [*wanted, "p5.SoundFile: not in this runtime"]


def test_a_sketch_may_use_our_names_for_its_own(runs):  # noqa: F811
    code = "let width = 5; const box = () => 7; function blend() { return 8 } var select = 9; let random = 3; const setup = () => { print(width, box(), blend(), select, random); print('end') }"
    assert runs.lines(code) == ["5 7 8 9 3"]


def test_structure(runs):  # noqa: F811
    assert values(runs, "show([width, height]); createCanvas(200, 120); show([width, height, pixelDensity(), isLooping()]); resizeCanvas(50, 60); show([width, height]);") == [
        [100, 100], [200, 120, 1, True], [50, 60]]
    said = runs.lines("let draws = 0; function setup() { noLoop() } function draw() { draws += 1; if (draws === 1) setTimeout(() => { print(frameCount, draws, isLooping()); redraw(); redraw(2); print(frameCount, draws); print('end') }, 400) }")
    assert said == ["1 1 false", "4 4"]
    said = runs.lines("function setup() { createCanvas(20, 20); fill(255, 0, 0) } function draw() { translate(5, 0); if (frameCount === 3) { noStroke(); rect(0, 0, 5, 5); print(get(7, 2), get(2, 2)); print('end'); noLoop() } }")
    assert said == ["[255, 0, 0, 255] [0, 0, 0, 0]"]


def test_time(runs):  # noqa: F811
    # Never more frames than were asked for. How many fewer there are is up to the machine.
    said = runs.lines("let from; function setup() { frameRate(10) } function draw() { if (frameCount === 1) from = millis(); if (frameCount === 19) { print(round(millis() - from)); print('end') } }")
    assert 1_600 <= int(said[0]) < 15_000
    (now,) = values(runs, "show([year() === new Date().getFullYear(), month() === new Date().getMonth() + 1, day() === new Date().getDate(), hour() < 24, minute() < 60, second() < 60, millis() >= 0])")
    assert now == [True] * 7
    said = runs.lines("function draw() { if (frameCount === 40) { print(deltaTime > 0 && frameRate() > 1 && millis() > 100); print('end') } }")
    assert said == ["true"]


def test_colour(runs):  # noqa: F811
    body = """
      const blue_ = color(0, 0, 255);
      show([hue(blue_), saturation(blue_), brightness(blue_), lightness(blue_), red(blue_), green(blue_), blue(blue_), alpha(blue_)]);
      show(color('#ff8000').levels); show(color('rgba(10, 20, 30, 0.5)').levels); show(color('teal').levels); show(color('hsl(120, 100%, 50%)').levels); show(color('hsb(120, 100%, 50%)').levels);
      show(color(51).levels); show(color(51, 102).levels); show(color([1, 2, 3, 4]).levels); show([String(color(1, 2, 3)), color(255, 128, 0).toString("#rrggbb")]);
      show(lerpColor(color(0, 0, 0), color(200, 100, 50), 0.5).levels);
      colorMode(HSB, 360, 100, 100, 1); show(color(120, 100, 50).levels); show(hue(color(200, 50, 50))); show(color(50).levels); show(lerpColor(color(0, 100, 100), color(120, 100, 100), 0.5).levels);
      colorMode(HSL); show(color(0, 100, 50, 0.5).levels); colorMode(RGB, 1); show(color(1, 0.5, 0).levels); show(red(color(0.5, 0, 0)));
    """
    assert values(runs, body) == [
        [240, 100, 100, 50, 0, 0, 255, 255], [255, 128, 0, 255], [10, 20, 30, 128], [0, 128, 128, 255], [0, 255, 0, 255], [0, 128, 0, 255],
        [51, 51, 51, 255], [51, 51, 51, 102], [1, 2, 3, 4], ["rgba(1,2,3,1)", "#ff8000"], [100, 50, 25, 255],
        [0, 128, 0, 255], 200, [128, 128, 128, 255], [255, 255, 0, 255], [255, 0, 0, 128], [255, 128, 0, 255], 0.5]
    check_pixels(
        runs,
        ("fill(0, 0, 255, 128); rect(0, 0, 50, 50)", {(20, 20): [127, 127, 255, 255], (70, 70): WHITE}),
        ("background(255, 0, 0); erase(); rect(0, 0, 50, 50); noErase(); fill(0, 255, 0); rect(50, 50, 50, 50)", {(20, 20): [0, 0, 0, 0], (80, 20): RED, (80, 80): [0, 255, 0, 255]}),
        ("clear(); rect(0, 0, 10, 10)", {(5, 5): BLACK, (50, 50): [0, 0, 0, 0]}),
        ("background(100); blendMode(ADD); fill(100, 0, 0); rect(0, 0, 50, 50); blendMode(BLEND); rect(50, 50, 50, 50)", {(20, 20): [200, 100, 100, 255], (80, 80): [100, 0, 0, 255]}),
    )


# Each shape with a place 2 px inside of its edge and one 2 px outside.
SHAPES = [
        ("rect(20, 30, 40, 20)", (22, 32), (17, 32)),
        ("square(20, 20, 40)", (57, 57), (62, 57)),
        ("rectMode(CENTER); rect(50, 50, 40, 20)", (32, 50), (27, 50)),
        ("rectMode(CORNERS); rect(20, 20, 60, 50)", (57, 47), (62, 47)),
        ("rectMode(RADIUS); rect(50, 50, 20, 10)", (68, 50), (72, 50)),
        ("rect(20, 20, 40, 40, 20)", (40, 22), (22, 22)),
        ("rect(20, 20, 40, 40, 0, 20)", (22, 22), (57, 22)),
        ("circle(50, 50, 40)", (68, 50), (72, 50)),
        ("ellipse(50, 50, 60, 20)", (50, 57), (50, 62)),
        ("ellipseMode(CORNER); ellipse(20, 20, 40, 40)", (22, 40), (17, 40)),
        ("arc(50, 50, 80, 80, 0, HALF_PI)", (60, 85), (40, 60)),
        ("arc(50, 50, 80, 80, 0, HALF_PI, CHORD)", (70, 72), (60, 60)),
        ("arc(50, 50, 80, 80, PI, TWO_PI, PIE)", (50, 13), (50, 53)),
        ("triangle(10, 90, 50, 10, 90, 90)", (50, 16), (50, 7)),
        ("quad(20, 20, 80, 20, 80, 80, 20, 80)", (78, 78), (82, 78)),
        ("stroke(0); strokeWeight(10); line(10, 50, 90, 50)", (50, 53), (50, 57)),
        ("stroke(0); strokeWeight(20); point(50, 50)", (58, 50), (62, 50)),
        ("noFill(); stroke(0); strokeWeight(8); bezier(10, 50, 10, 50, 90, 50, 90, 50)", (50, 52), (50, 57)),
        ("noFill(); stroke(0); strokeWeight(8); curve(0, 50, 20, 50, 80, 50, 100, 50)", (22, 50), (14, 50)),
        ("stroke(0); strokeWeight(10); strokeCap(SQUARE); line(20, 50, 80, 50)", (22, 50), (17, 50)),
        ("stroke(0); strokeWeight(10); strokeCap(PROJECT); line(20, 50, 80, 50)", (17, 50), (12, 50)),
        ("stroke(0); strokeWeight(20); strokeJoin(BEVEL); noFill(); rect(30, 30, 40, 40)", (22, 50), (22, 22)),
        ("beginShape(); vertex(20, 20); vertex(80, 20); vertex(80, 80); endShape(CLOSE)", (77, 25), (25, 77)),
        ("beginShape(TRIANGLES); vertex(10, 10); vertex(40, 10); vertex(10, 40); vertex(60, 60); vertex(90, 60); vertex(60, 90); endShape()", (62, 62), (50, 50)),
        ("beginShape(QUADS); vertex(10, 10); vertex(40, 10); vertex(40, 40); vertex(10, 40); endShape()", (37, 37), (43, 37)),
        ("beginShape(QUAD_STRIP); vertex(10, 10); vertex(10, 50); vertex(50, 10); vertex(50, 50); vertex(90, 10); vertex(90, 50); endShape()", (70, 47), (70, 53)),
        ("beginShape(TRIANGLE_STRIP); vertex(10, 10); vertex(10, 50); vertex(50, 10); vertex(50, 50); endShape()", (47, 45), (53, 45)),
        ("beginShape(TRIANGLE_FAN); vertex(50, 50); vertex(50, 10); vertex(90, 50); vertex(50, 90); endShape()", (80, 52), (46, 52)),
        ("stroke(0); strokeWeight(6); beginShape(LINES); vertex(10, 20); vertex(90, 20); vertex(10, 80); vertex(90, 80); endShape()", (50, 80), (50, 50)),
        ("stroke(0); strokeWeight(10); beginShape(POINTS); vertex(30, 30); vertex(70, 70); endShape()", (70, 73), (50, 50)),
        ("beginShape(); vertex(20, 50); bezierVertex(20, 10, 80, 10, 80, 50); endShape()", (50, 22), (50, 17)),
        ("beginShape(); vertex(20, 50); quadraticVertex(50, 10, 80, 50); endShape()", (50, 32), (50, 27)),
        ("beginShape(); curveVertex(20, 20); curveVertex(20, 20); curveVertex(80, 20); curveVertex(80, 80); curveVertex(20, 80); curveVertex(20, 80); endShape()", (50, 22), (50, 9)),
    ]


def test_shapes(runs):  # noqa: F811
    check_pixels(runs, *((drawing, {inside: BLACK, outside: WHITE}) for drawing, inside, outside in SHAPES))


def test_transforms(runs):  # noqa: F811
    check_pixels(
        runs,
        ("translate(50, 20); rotate(HALF_PI); scale(2); rect(0, 0, 20, 10)", {(32, 22): BLACK, (48, 57): BLACK, (52, 22): WHITE, (48, 62): WHITE}),
        ("push(); translate(50, 50); fill(255, 0, 0); pop(); rect(0, 0, 10, 10)", {(5, 5): BLACK, (55, 55): WHITE}),
        ("angleMode(DEGREES); translate(50, 50); rotate(180); rect(0, 0, 20, 20); resetMatrix(); rect(0, 0, 5, 5)", {(40, 40): BLACK, (2, 2): BLACK, (60, 60): WHITE}),
        ("applyMatrix(1, 0, 0, 1, 30, 40); rect(0, 0, 10, 10); resetMatrix(); shearX(QUARTER_PI); rect(0, 80, 10, 10)", {(35, 45): BLACK, (86, 85): BLACK, (5, 85): WHITE}),
        ("shearY(QUARTER_PI); rect(50, 0, 10, 10)", {(55, 60): BLACK, (55, 5): WHITE}),
    )


def test_text(runs):  # noqa: F811
    ink = "loadPixels(); let dark = 0; for (let i = 0; i < pixels.length; i += 4) if (pixels[i] < 128) dark += 1;"
    body = f"""createCanvas(200, 100); background(255); noStroke(); fill(0); textSize(20);
      show(abs(textWidth('mmm') - 3 * textWidth('m')) < 0.01); show(textSize()); show(textLeading()); textAlign(CENTER, TOP); show(textAlign());
      text('mmm', 100, 40); {ink} show(dark > 50); show([get(100, 5)[0], get(2, 50)[0]]); show(textAscent() > 10 && textDescent() > 1);
      textStyle(BOLD); show(textStyle()); textFont('monospace'); show(abs(textWidth('iii') - textWidth('mmm')) < 0.01); show(textWidth('a\\nbbbb') === textWidth('bbbb'));"""
    said = values(runs, body)
    assert said == [True, 20, 25, {"horizontal": "center", "vertical": "top"}, True, [255, 255], True, "bold", True, True]
    # Lines in a box: the second word falls below.
    check_pixels(runs, ("textSize(20); textFont('monospace'); textAlign(LEFT, TOP); text('MMM MMM', 0, 0, 45); filter(THRESHOLD); filter(ERODE); filter(ERODE)",
                        {(20, 8): BLACK, (20, 33): BLACK, (70, 8): WHITE}))


def test_pixels(runs):  # noqa: F811
    check_pixels(
        runs,
        ("set(10, 10, color(255, 0, 0)); set(11, 10, 7); set(12, 10, [1, 2, 3, 255]); updatePixels()", {(10, 10): RED, (11, 10): [7, 7, 7, 255], (12, 10): [1, 2, 3, 255], (13, 10): WHITE}),
        ("loadPixels(); for (let i = 0; i < 4 * width * 10; i += 4) pixels[i] = 0; updatePixels()", {(50, 5): [0, 255, 255, 255], (50, 15): WHITE}),
        ("fill(255, 0, 0); rect(0, 0, 50, 100); filter(INVERT)", {(20, 20): [0, 255, 255, 255], (80, 20): BLACK}),
        ("fill(255, 0, 0); rect(0, 0, 50, 100); filter(GRAY)", {(20, 20): [54, 54, 54, 255]}),
        ("fill(200); rect(0, 0, 50, 100); fill(100); rect(50, 0, 50, 100); filter(THRESHOLD)", {(20, 20): WHITE, (80, 20): BLACK}),
        ("fill(90); rect(0, 0, 50, 100); filter(POSTERIZE, 2)", {(20, 20): BLACK, (80, 20): WHITE}),
        ("clear(); fill(0, 100); rect(0, 0, 50, 100); filter(OPAQUE)", {(20, 20): BLACK}),
        ("rect(40, 40, 20, 20); filter(ERODE)", {(39, 50): BLACK, (37, 50): WHITE}),
        ("rect(40, 40, 20, 20); filter(DILATE)", {(42, 50): BLACK, (40, 50): WHITE}),
        ("rect(50, 0, 50, 100); filter(BLUR, 4); filter(THRESHOLD, 0.9)", {(47, 50): BLACK, (10, 50): WHITE}),
        ("fill(255, 0, 0); rect(0, 0, 10, 10); copy(0, 0, 10, 10, 50, 50, 40, 40); const part = get(0, 0, 10, 10); image(part, 20, 0)", {(70, 70): RED, (25, 5): RED, (35, 5): WHITE}),
    )


def test_images(runs):  # noqa: F811
    picture = "const picture = createImage(10, 10); picture.loadPixels(); for (let i = 0; i < 400; i += 4) picture.pixels.set([200, 100, 50, 255], i); picture.updatePixels();"
    brown = [200, 100, 50, 255]
    check_pixels(
        runs,
        (f"{picture} image(picture, 0, 0); tint(255, 0, 0); image(picture, 20, 0, 20, 20); tint(255, 128); image(picture, 50, 0); noTint(); imageMode(CENTER); image(picture, 80, 80)",
         {(5, 5): brown, (30, 15): [200, 0, 0, 255], (55, 5): [227, 177, 152, 255], (76, 76): brown, (90, 90): WHITE}),
        (f"{picture} picture.set(3, 3, color(0, 0, 255)); picture.updatePixels(); image(picture, 0, 0); picture.resize(20, 0); image(picture, 50, 50)", {(3, 3): [0, 0, 255, 255], (68, 68): brown}),
        (f"{picture} picture.set(0, 0, color(0, 0)); const hole = createImage(10, 10); picture.mask(hole); image(picture, 0, 0)", {(5, 5): WHITE}),
        ("const g = createGraphics(30, 30); g.background(255, 0, 0); g.noStroke(); g.fill(0); g.rect(0, 0, 5, 5); g.translate(9, 9); image(g, 50, 50); rect(0, 0, 5, 5)", {(52, 52): BLACK, (70, 70): RED, (7, 7): WHITE}),
    )
    dot = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
    code = f"""let picture; function preload() {{ picture = loadImage('{dot}') }} function setup() {{ print(picture.width, picture.get(0, 0)[3]);
      try {{ loadImage('https:' + '//elsewhere/x.png') }} catch (error) {{ print(error.message) }}
      for (const make of [createImage, createGraphics, createCanvas]) try {{ make(2049, 10); print('made') }} catch (error) {{ print(error.name) }} createCanvas(2048, 1); print('end') }}"""
    assert runs.lines(code) == ["1 255", "loadImage: only data: addresses of images", "RangeError", "RangeError", "RangeError"]


def test_numbers(runs):  # noqa: F811
    body = """
      show([map(5, 0, 10, 0, 100), map(15, 0, 10, 0, 100), map(15, 0, 10, 0, 100, true), map(5, 0, 10, 100, 0)]);
      show([lerp(10, 20, 0.25), norm(25, 0, 100), dist(0, 0, 3, 4), dist(0, 0, 0, 2, 3, 6), mag(3, 4), sq(5), fract(3.25), constrain(12, 0, 10)]);
      show([nf(3.14159, 3, 2), nf(123.45, 4, 1), nf(-5, 3), nf(7, 0, 2), nf([1, 22], 3), nf(123.45)]);
      show([round(2.5), round(3.14159, 2), floor(-1.5), ceil(1.2), abs(-3), min(3, 1, 2), max([3, 1, 9]), pow(2, 10), sqrt(81), exp(0), log(1)]);
      show([sin(HALF_PI), cos(PI), degrees(PI), radians(180) === PI, atan2(1, 1) === QUARTER_PI]);
      angleMode(DEGREES); show([sin(90), cos(180), round(tan(45)), asin(1), acos(-1), atan(1), atan2(1, 1), angleMode() === DEGREES]);
    """
    assert values(runs, body) == [
        [50, 150, 100, 50], [12.5, 0.25, 5, 7, 5, 25, 0.25, 10], ["003.14", "0123.5", "-005", "7.00", ["001", "022"], "123.45"],
        [3, 3.14, -2, 2, 3, 1, 9, 1024, 9, 1, 0], [1, -1, 180, True, True], [1, -1, 1, 90, 180, 45, 45, True]]


def test_chance(runs):  # noqa: F811
    said = runs.lines("""function setup() { randomSeed(1); p5.Vector.random2D(); print(random()); noiseSeed(1); print(noise(0));
      randomSeed(5); const first = [random(10), random(5, 6), random(['a', 'b', 'c']), randomGaussian(), shuffle([1, 2, 3, 4]).join()].join();
      randomSeed(5); print(first === [random(10), random(5, 6), random(['a', 'b', 'c']), randomGaussian(), shuffle([1, 2, 3, 4]).join()].join());
      let sum = 0, square = 0; for (let i = 0; i < 20000; i += 1) { const value = randomGaussian(10, 2); sum += value; square += value * value }
      print(abs(sum / 20000 - 10) < 0.1, abs(sqrt(square / 20000 - sq(sum / 20000)) - 2) < 0.1);
      let inside = true; for (let i = 0; i < 2000; i += 1) { const value = noise(i * 0.13, i * 0.07, i * 0.03); inside &&= value >= 0 && value < 1 } print(inside);
      print(abs(noise(3.5, 2) - noise(3.51, 2)) < 0.05, noise(-2.5) === noise(2.5)); noiseDetail(1, 0.5); print(noise(0) === 0.23645552527159452 * 0.5); print('end') }""")
    assert said == ["0.23645552527159452", "0.22167705494211987", "true", "true true", "true", "true true", "true"]


def test_vectors(runs):  # noqa: F811
    body = """
      const a = createVector(3, 4), b = new p5.Vector(1, 2, 3); const flat = (v) => v.array();
      show([a.mag(), a.magSq(), b.dot(1, 1, 1), flat(a.copy().add(b)), flat(a.copy().sub(1, 1)), flat(a.copy().mult(2)), flat(a.copy().div(2)), flat(createVector(7, 8).rem(5, 3))]);
      show([flat(p5.Vector.add(a, b)), flat(p5.Vector.sub(b, a)), flat(p5.Vector.mult(a, 3)), p5.Vector.dist(a, createVector(0, 0)), flat(p5.Vector.cross(createVector(1, 0), createVector(0, 1)))]);
      show([flat(a.copy().normalize()), flat(a.copy().limit(1)), flat(a.copy().setMag(10)), createVector(0, 1).heading(), flat(p5.Vector.lerp(createVector(0, 0), a, 0.5))]);
      show([flat(createVector(1, 0).rotate(HALF_PI)).map((n) => round(n, 6)), createVector(1, 0).angleBetween(createVector(0, 1)), a.equals(3, 4), flat(p5.Vector.fromAngle(0, 5)), flat(createVector(1, -1).reflect(createVector(0, 1)))]);
      show([abs(p5.Vector.random2D().mag() - 1) < 1e-9, abs(p5.Vector.random3D().mag() - 1) < 1e-9, flat(a), String(createVector(1, 2))]);
    """
    half = 1.5707963268
    assert values(runs, body) == [
        [5, 25, 6, [4, 6, 3], [2, 3, 0], [6, 8, 0], [1.5, 2, 0], [2, 2, 0]],
        [[4, 6, 3], [-2, -2, 3], [9, 12, 0], 5, [0, 0, 1]],
        [[0.6, 0.8, 0], [0.6, 0.8, 0], [6, 8, 0], half, [1.5, 2, 0]],
        [[0, 1, 0], half, True, [5, 0, 0], [1, 1, 0]],
        [True, True, [3, 4, 0], "p5.Vector Object : [1, 2, 0]"]]


def test_input(runs):  # noqa: F811
    page = runs.start("sketch", """function setup() { createCanvas(200, 100); describe("x"); print('ready') }
      function mousePressed() { print('pressed ' + [round(mouseX), round(mouseY), mouseIsPressed, mouseButton === LEFT]) }
      function mouseReleased() { print('released ' + mouseIsPressed) } function mouseClicked() { print('clicked') } function doubleClicked() { print('twice') }
      function mouseDragged() { print('dragged ' + [round(mouseX), round(mouseY)]) } function mouseMoved() { moved = true } let moved = false;
      function mouseWheel(event) { print('wheel ' + (event.delta > 0) + ' ' + moved) }
      function keyPressed() { print('key ' + key + ' ' + keyCode + ' ' + keyIsPressed + ' ' + keyIsDown(keyCode)) } function keyTyped() { print('typed ' + key) } function keyReleased() { print('up ' + keyIsPressed) }""")
    lines = page.get_by_role("log").locator("li")
    expect(lines).to_have_text(["ready"])
    # A described canvas is an image of that name.
    canvas = page.frame_locator("iframe").get_by_role("img", name="x")
    # The frame begins somewhere between two pixels of the page.
    pressed = re.compile("pressed 30,(39|40),true,true")
    canvas.click(position={"x": 30, "y": 40})
    expect(lines).to_have_text(["ready", pressed, "released false", "clicked"])
    page.keyboard.press("a")
    page.keyboard.press("ArrowLeft")
    expect(lines).to_have_text(["ready", pressed, "released false", "clicked", "key a 65 true true", "typed a", "up false", "key ArrowLeft 37 true true", "up false"])
    page.get_by_role("button", name="Clear").click()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 55)
    expect(lines).to_contain_text([re.compile("pressed 50,(49|50),true,true"), re.compile("dragged 60,5[45]")])
    page.mouse.up()
    page.mouse.wheel(0, 100)
    canvas.dblclick()
    expect(lines.filter(has_text=re.compile("wheel true true|twice"))).to_have_count(2)
    page.close()


def test_fingers(chromium, runs):  # noqa: F811
    context = chromium.new_context(viewport={"width": 900, "height": 900}, has_touch=True)
    page = context.new_page()
    code = """function setup() { createCanvas(200, 100); print('ready') }
      function mousePressed() { print('pressed ' + mouseIsPressed + ' ' + touches.length) } function mouseReleased() { print('released ' + mouseIsPressed) }"""
    both = "function setup() { createCanvas(200, 100); print('ready') } function touchStarted() { print('touch ' + touches.length) } function mousePressed() { print('mouse') }"
    page.goto(runs.server.page(runs.server.put("sketch", code, "One"), runs.server.put("sketch", both, "Two")))
    for number, wanted in enumerate((["ready", "pressed true 1", "released false"], ["ready", "touch 1"])):
        page.get_by_role("button", name="Run", exact=True).nth(number).tap()
        lines = page.get_by_role("log").nth(number).locator("li")
        expect(lines).to_have_text(["ready"])
        page.frame_locator("iframe").nth(number).locator("canvas").tap()
        expect(lines).to_have_text(wanted)
    context.close()
