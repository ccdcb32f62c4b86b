"""Pictures and sounds in rooms: attached, recorded, described, sent, seen and played."""

import re
import threading

import pytest
from accessibility import violations
from conftest import CHROMIUM, SCREENSHOTS, WIDTHS, Person
from media_files import jpeg, upload, wav
from neospace_client import finish, sign_up
from playwright.sync_api import Page, expect, sync_playwright


def live(page: Page) -> None:
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")


def open_room(someone, path: str = "/rooms/random") -> Page:
    page = someone.page(path)
    live(page)
    return page


def choose(page: Page, *files: tuple[str, str, bytes]) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach").click()
    chooser.value.set_files([{"name": name, "mimeType": kind, "buffer": data} for name, kind, data in files])


def items(page: Page):
    return page.get_by_role("list", name="Attached").get_by_role("listitem")


def uploaded(page: Page, count: int) -> None:
    expect(items(page)).to_have_count(count)
    expect(page.locator(".attachment.ready")).to_have_count(count, timeout=30_000)


def send(page: Page) -> None:
    page.get_by_role("button", name="Send").click()


def last(page: Page):
    return page.locator(".message").last


def test_files_are_described_and_sent_with_the_words(person):
    ada, bob = person(), person()
    page, other = open_room(ada), open_room(bob)
    choose(page, ("cat.jpg", "image/jpeg", jpeg("900x600", 31)), ("purr.wav", "audio/wav", wav(2)))
    uploaded(page, 2)
    items(page).nth(0).get_by_label("Alt text").fill("A grey cat")
    items(page).nth(1).get_by_label("Alt text").fill("It purrs")
    page.get_by_label("Message to #random").fill("look and listen")
    send(page)
    expect(items(page)).to_have_count(0)
    for tab in (page, other):
        expect(last(tab)).to_contain_text("look and listen")
        expect(last(tab).get_by_role("img", name="A grey cat")).to_be_visible()
        expect(last(tab).get_by_role("group", name="It purrs").get_by_role("button", name="Play")).to_be_visible()
    # Without words, and without a description.
    choose(page, ("cat.jpg", "image/jpeg", jpeg("900x600", 31)))
    uploaded(page, 1)
    page.get_by_label("Message to #random").press("Enter")
    expect(last(other).get_by_role("img", name="Picture, not described")).to_be_visible()
    expect(other.locator("#announcer")).to_have_text(re.compile(": Picture$"))


def test_a_message_waits_for_its_uploads(person):
    page = open_room(person())
    release = []
    page.route("**/api/media", lambda route: release.append(route))
    with page.expect_request("**/api/media"):
        choose(page, ("slow.jpg", "image/jpeg", jpeg("200x100", 32)))
    expect(page.get_by_role("progressbar", name="Upload")).to_be_visible()
    page.get_by_label("Message to #random").fill("patience")
    send(page)
    expect(page.locator("#attach-status")).to_contain_text("sent when its files are uploaded")
    expect(page.get_by_label("Message to #random")).to_have_value("patience")
    release.pop().continue_()
    expect(last(page)).to_contain_text("patience", timeout=30_000)
    expect(last(page).get_by_role("img")).to_be_visible()
    expect(page.get_by_label("Message to #random")).to_have_value("")


def test_remove_cancels_and_deletes(person):
    ada = person()
    page = open_room(ada)
    held = []
    page.route("**/api/media", lambda route: route.continue_() if held else held.append(route))
    choose(page, ("never.jpg", "image/jpeg", jpeg("200x100", 33)))
    while not held:
        page.wait_for_timeout(20)
    expect(page.locator(".attachment.uploading")).to_have_count(1)
    items(page).get_by_role("button", name="Remove").click()
    expect(items(page)).to_have_count(0)
    choose(page, ("gone.jpg", "image/jpeg", jpeg("200x100", 34)))
    uploaded(page, 1)
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as deletion:
        items(page).get_by_role("button", name="Remove").click()
    assert deletion.value.status == 200
    expect(page.get_by_label("Message to #random")).to_be_focused()
    with ada.account.http() as http:
        assert http.get("/api/media").json()["data"]["media"] == []


def test_a_file_removed_after_its_last_byte_is_deleted(person):
    ada = person()
    page = open_room(ada)
    page.evaluate(
        """new MutationObserver(() => {
            const bar = document.querySelector('.attachment.uploading progress:not([value])');
            bar?.closest('.attachment').querySelector('button:last-of-type').click();
        }).observe(document.getElementById('attachments') ?? document.body, {subtree: true, childList: true, attributes: true})"""
    )
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as deletion:
        choose(page, ("late.jpg", "image/jpeg", jpeg("200x100", 35)))
    assert deletion.value.status == 200
    expect(items(page)).to_have_count(0)
    with ada.account.http() as http:
        assert http.get("/api/media").json()["data"]["media"] == []


def test_nothing_is_lost_when_something_goes_wrong(person):
    page = open_room(person())
    choose(page, ("fake.png", "image/png", b"<html>no picture</html>"))
    expect(page.locator(".attachment.failed")).to_contain_text("Not uploaded", timeout=30_000)
    page.get_by_label("Message to #random").fill("my words")
    send(page)
    expect(page.locator("#attach-status")).to_contain_text("fake.png is not uploaded")
    expect(page.get_by_label("Message to #random")).to_have_value("my words")
    items(page).get_by_role("button", name="Remove").click()
    # The connection is cut in the middle of an upload.
    page.route("**/api/media", lambda route: route.abort("connectionreset"), times=1)
    choose(page, ("cut.jpg", "image/jpeg", jpeg("220x100", 35)))
    expect(page.locator(".attachment.failed")).to_contain_text("Offline", timeout=30_000)
    items(page).get_by_label("Alt text").fill("Still described")
    items(page).get_by_role("button", name="Try again").click()
    uploaded(page, 1)
    page.reload()
    live(page)
    uploaded(page, 1)
    expect(items(page).get_by_label("Alt text")).to_have_value("Still described")
    expect(page.get_by_label("Message to #random")).to_have_value("my words")
    send(page)
    expect(last(page).get_by_role("img", name="Still described")).to_be_visible()
    expect(last(page)).to_contain_text("my words")


def test_at_most_four_and_each_once(person):
    page = open_room(person())
    choose(page, *[(f"{number}.jpg", "image/jpeg", jpeg("120x80", 40 + number)) for number in range(5)])
    uploaded(page, 4)
    expect(page.locator("#attach-status")).to_contain_text("at most 4")
    items(page).nth(3).get_by_role("button", name="Remove").click()
    uploaded(page, 3)
    choose(page, ("again.jpg", "image/jpeg", jpeg("120x80", 40)))
    expect(page.locator("#attach-status")).to_contain_text("again.jpg")
    uploaded(page, 3)
    send(page)
    expect(last(page).locator("figure[data-media] img")).to_have_count(3)


def bring(page: Page, event: str, name: str, data: bytes, texts: dict[str, str] | None = None) -> bool:
    """Pastes, drags or drops a picture, with the texts that go with it. Whether the page keeps the browser from its own action."""
    return page.evaluate(
        """([event, name, data, texts]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(data)], name, {type: 'image/jpeg'}));
          for (const [type, text] of Object.entries(texts)) transfer.setData(type, text);
          const target = document.getElementById(event === 'paste' ? 'content' : 'history');
          const facts = {bubbles: true, cancelable: true};
          return !target.dispatchEvent(event === 'paste'
            ? new ClipboardEvent('paste', {...facts, clipboardData: transfer})
            : new DragEvent(event, {...facts, dataTransfer: transfer}));
        }""",
        [event, name, list(data), texts or {}],
    )


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_files_come_by_paste_and_drop(person, how):
    page = open_room(person())
    assert bring(page, how, "moved.jpg", jpeg("160x90", 50 if how == "paste" else 51))
    uploaded(page, 1)
    expect(items(page)).to_contain_text("moved.jpg")


def test_pasted_text_stays_text(person):
    """Office programs add a picture of the text that they copy, file managers the name of the file."""
    page = open_room(person())
    picture = jpeg("160x90", 53)
    assert not bring(page, "paste", "image.jpg", picture, {"text/plain": "a table", "text/html": "<table><tr><td>a table</td></tr></table>"})
    assert not bring(page, "paste", "image.jpg", picture, {"text/plain": "some words"})
    assert bring(page, "paste", "copied.jpg", picture, {"text/html": "<img src='copied.jpg'>"})
    assert bring(page, "paste", "named.jpg", jpeg("160x90", 54), {"text/plain": "named.jpg"})
    uploaded(page, 2)
    expect(items(page).nth(0)).to_contain_text("copied.jpg")
    expect(items(page).nth(1)).to_contain_text("named.jpg")


def test_a_drop_during_an_edit_is_refused(person):
    page = open_room(person())
    field, status = page.get_by_label("Message to #random"), page.locator("#attach-status")
    picture = jpeg("160x90", 55)
    field.fill("with a mistake")
    send(page)
    expect(last(page)).to_contain_text("with a mistake")
    field.press("ArrowUp")
    expect(field).to_have_value("with a mistake")
    # What the page does not take, the browser would open instead of the page.
    assert bring(page, "dragover", "early.jpg", picture)
    expect(page.locator(".dropping")).to_have_count(0)
    assert bring(page, "drop", "early.jpg", picture)
    expect(status).to_have_text("You cannot attach files while you edit a message")
    expect(items(page)).to_have_count(0)
    field.press("Escape")
    expect(status).to_have_text("")
    assert bring(page, "dragover", "late.jpg", picture)
    expect(page.locator(".dropping")).to_have_count(1)
    assert bring(page, "drop", "late.jpg", picture)
    expect(page.locator(".dropping")).to_have_count(0)
    uploaded(page, 1)
    expect(items(page)).to_contain_text("late.jpg")


# Loaded when the first file comes, and after a reload that left files.
MODULE = re.compile(r"/attachments[^/]*\.js")


@pytest.mark.parametrize("how", ["choose", "paste", "drop", "reload"])
def test_a_message_waits_for_the_module_that_uploads(person, how):
    page = open_room(person())
    field, picture, asked = page.get_by_label("Message to #random"), jpeg("210x100", 56), []
    if how == "reload":
        choose(page, ("early.jpg", "image/jpeg", picture))
        uploaded(page, 1)
    page.route(MODULE, lambda route: asked.append(route))
    with page.expect_request(MODULE):
        if how == "reload":
            page.reload()
        elif how == "choose":
            choose(page, ("early.jpg", "image/jpeg", picture))
        else:
            bring(page, how, "early.jpg", picture)
    live(page)
    field.fill(f"first by {how}")
    field.press("Enter")
    expect(page.locator("#attach-status")).to_have_text("Your message is sent when its files are uploaded")
    expect(field).to_have_value(f"first by {how}")
    asked.pop().continue_()
    expect(last(page)).to_contain_text(f"first by {how}", timeout=30_000)
    expect(last(page).get_by_role("img", name="Picture, not described")).to_be_visible()
    expect(field).to_have_value("")
    expect(items(page)).to_have_count(0)
    expect(page.get_by_text(f"first by {how}")).to_have_count(1)


def test_words_and_files_outlive_a_module_that_cannot_be_loaded(person):
    page = open_room(person())
    field, status = page.get_by_label("Message to #random"), page.locator("#attach-status")
    asked = []
    page.route(MODULE, lambda route: asked.append(route))
    with page.expect_request(MODULE):
        choose(page, ("lost.jpg", "image/jpeg", jpeg("210x100", 57)))
    field.fill("words to keep")
    field.press("Enter")
    expect(status).to_contain_text("sent when its files are uploaded")
    asked.pop().abort("connectionreset")
    expect(status).to_have_text("You are offline. Nothing is attached. Try again.")
    expect(field).to_have_value("words to keep")
    expect(page.locator(".message, .pending").filter(has_text="words to keep")).to_have_count(0)
    page.unroute(MODULE)
    choose(page, ("found.jpg", "image/jpeg", jpeg("210x100", 58)))
    uploaded(page, 1)
    # Files that a reload left are not sent without: the next try loads the module again.
    page.route(MODULE, lambda route: route.abort("connectionreset"), times=1)
    page.reload()
    live(page)
    expect(status).to_have_text("You are offline. Nothing is attached. Try again.")
    expect(field).to_have_value("words to keep")
    field.press("Enter")
    expect(last(page)).to_contain_text("words to keep", timeout=30_000)
    expect(last(page).get_by_role("img", name="Picture, not described")).to_be_visible()
    expect(field).to_have_value("")


def test_an_edit_keeps_what_the_message_shows(person):
    page = open_room(person())
    choose(page, ("cat.jpg", "image/jpeg", jpeg("180x90", 52)))
    uploaded(page, 1)
    page.get_by_label("Message to #random").fill("some words")
    send(page)
    expect(last(page)).to_contain_text("some words")
    field = page.get_by_label("Message to #random")
    field.press("ArrowUp")
    expect(field).to_have_value("some words")
    expect(page.get_by_role("button", name="Attach")).to_be_disabled()
    field.fill("")
    field.press("Enter")
    expect(last(page)).not_to_contain_text("some words")
    expect(last(page)).to_contain_text("edited")
    expect(last(page).get_by_role("img")).to_be_visible()
    expect(page.get_by_role("button", name="Attach")).to_be_enabled()


def with_microphone(server, story) -> None:
    """Tells the story of a member whose browser has a microphone, which beeps."""
    problems = []

    def run():
        # A thread runs one Playwright.
        try:
            with sync_playwright() as playwright:
                flags = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
                someone = Person(browser, server, sign_up(server), permissions=["microphone"])
                story(someone)
                assert someone.problems == []
                browser.close()
        except BaseException as problem:
            problems.append(problem)

    worker = threading.Thread(target=run)
    worker.start()
    worker.join()
    assert problems == []


def test_a_voice_note_is_recorded(server):
    def record(someone):
        page = open_room(someone)
        button = page.get_by_role("button", name="Record")
        button.click()
        bar = page.get_by_role("group", name="Voice note")
        expect(bar).to_contain_text(re.compile(r"0:0[1-9] of 5:00"))
        bar.get_by_role("button", name="Cancel").click()
        expect(bar).to_be_hidden()
        expect(button).to_be_focused()
        expect(items(page)).to_have_count(0)
        page.keyboard.press("Enter")
        expect(bar).to_contain_text(re.compile(r"0:0[1-9] of 5:00"))
        page.keyboard.press("Enter")
        uploaded(page, 1)
        expect(items(page)).to_contain_text("Voice note")
        send(page)
        expect(last(page).get_by_role("button", name="Play")).to_be_visible()

    with_microphone(server, record)


def test_a_voice_note_has_a_place_among_the_four(server):
    def record(someone):
        page = open_room(someone)
        status = page.locator("#attach-status")
        button = page.get_by_role("button", name="Record")
        bar = page.get_by_role("group", name="Voice note")
        choose(page, *[(f"{number}.jpg", "image/jpeg", jpeg("120x80", 110 + number)) for number in range(4)])
        uploaded(page, 4)
        button.click()
        expect(status).to_have_text("A message shows at most 4 files. Remove one to record a voice note.")
        expect(bar).to_be_hidden()
        expect(button).to_be_enabled()
        items(page).nth(3).get_by_role("button", name="Remove").click()
        button.click()
        expect(bar).to_be_visible()
        choose(page, ("late.jpg", "image/jpeg", jpeg("120x80", 114)))
        expect(status).to_have_text("A message shows at most 4 files. One place is for the voice note.")
        expect(items(page)).to_have_count(3)
        page.get_by_label("Message to #random").fill("heard and seen")
        bar.get_by_role("button", name="Stop").click()
        uploaded(page, 4)
        expect(items(page).nth(3)).to_contain_text("Voice note")
        expect(button).to_be_enabled()
        send(page)
        expect(last(page)).to_contain_text("heard and seen")
        expect(last(page).get_by_role("button", name="Play")).to_be_visible()

    with_microphone(server, record)


def test_an_edit_does_not_start_a_second_recording(server):
    def record(someone):
        page = open_room(someone)
        field = page.get_by_label("Message to #random")
        button = page.get_by_role("button", name="Record")
        bar = page.get_by_role("group", name="Voice note")
        field.fill("to be edited")
        field.press("Enter")
        expect(last(page)).to_contain_text("to be edited")
        button.click()
        expect(bar).to_be_visible()
        field.press("ArrowUp")
        expect(field).to_have_value("to be edited")
        field.press("Escape")
        expect(page.get_by_role("button", name="Attach")).to_be_enabled()
        expect(button).to_be_disabled()
        # The note that ends during an edit waits until the edit is left.
        field.press("ArrowUp")
        expect(field).to_have_value("to be edited")
        bar.get_by_role("button", name="Stop").click()
        expect(page.locator(".attachment.ready")).to_have_count(1, timeout=30_000)
        expect(page.locator("#attachments")).to_be_hidden()
        expect(button).to_be_disabled()
        field.press("Escape")
        uploaded(page, 1)
        expect(button).to_be_enabled()

    with_microphone(server, record)


@pytest.mark.parametrize("broken", ["MediaRecorder", "start"])
def test_a_recording_that_cannot_start_frees_the_microphone(server, broken):
    def record(someone):
        someone.context.add_init_script(
            """(() => {
              const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
              window.tracks = [];
              navigator.mediaDevices.getUserMedia = async (wanted) => {
                const stream = await open(wanted);
                tracks.push(...stream.getTracks());
                return stream;
              };
              const refuse = () => { throw new DOMException('No encoder is left', 'NotSupportedError'); };
              if ('%s' === 'start') MediaRecorder.prototype.start = refuse;
              else window.MediaRecorder = class { static isTypeSupported() { return true; } constructor() { refuse(); } };
            })();"""
            % broken
        )
        page = open_room(someone)
        button = page.get_by_role("button", name="Record")
        button.click()
        expect(page.locator("#attach-status")).to_have_text("The recording cannot start: No encoder is left")
        expect(button).to_be_enabled()
        expect(button).to_be_focused()
        expect(page.get_by_role("group", name="Voice note")).to_be_hidden()
        assert page.evaluate("tracks.map((track) => track.readyState)") == ["ended"]

    with_microphone(server, record)


def sounds_in(page: Page, *lengths: float) -> None:
    choose(page, *[(f"{length}.wav", "audio/wav", wav(length)) for length in lengths])
    uploaded(page, len(lengths))
    send(page)
    expect(last(page).get_by_role("button", name="Play")).to_have_count(len(lengths))


def test_the_player_works_by_keyboard_and_plays_one_at_a_time(person):
    page = open_room(person())
    sounds_in(page, 30.0, 31.0)
    assert page.evaluate("[...document.querySelectorAll('audio')].every((sound) => sound.paused)"), "nothing plays by itself"
    first, second = [last(page).locator(".player").nth(number) for number in range(2)]
    first.get_by_role("button", name="Play").focus()
    page.keyboard.press("Enter")
    expect(first.get_by_role("button", name="Pause")).to_be_focused()
    second.get_by_role("button", name="Play").click()
    expect(second.get_by_role("button", name="Pause")).to_be_visible()
    expect(first.get_by_role("button", name="Play")).to_be_visible()
    assert page.evaluate("[...document.querySelectorAll('audio')].filter((sound) => !sound.paused).length") == 1
    # A reaction draws the message afresh; the sound plays on.
    last(page).hover()
    last(page).get_by_role("button", name="React").click()
    page.get_by_role("dialog").locator("button[value='🐈']").first.click()
    expect(last(page).locator(".reaction")).to_have_count(1)
    second = last(page).locator(".player").nth(1)
    expect(second.get_by_role("button", name="Pause")).to_be_visible()
    assert page.evaluate("[...document.querySelectorAll('audio')].filter((sound) => !sound.paused).length") == 1
    second.get_by_role("button", name="Pause").click()
    slider = second.get_by_role("slider", name="Position")
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^0:00 of 0:3[01]$"))
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^0:01 of 0:3[01]$"))
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^0:3[01] of 0:3[01]$"))
    expect(second.locator("svg .played")).to_have_count(50)


def test_the_player_on_a_wall(person):
    owner = person()
    sound = upload(owner.account, wav(3)).json()["data"]["media"]["id"]
    with owner.account.http() as http:
        made = http.post("/api/modules", json={"kind": "audio", "content": {"media_id": sound, "title": "A tune"}})
        assert made.status_code == 201
    page = owner.page(f"/@{owner.account.username}")
    player = page.get_by_role("group", name="A tune")
    player.get_by_role("button", name="Play").click()
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    # At its end it stops.
    expect(player.get_by_role("button", name="Play")).to_be_visible(timeout=30_000)


def test_a_form_without_scripts(person):
    ada = person(java_script_enabled=False)
    page = ada.page("/rooms/random")
    page.get_by_text("Attach", exact=True).click()
    page.get_by_label("Up to 4 pictures or sounds").set_input_files(
        [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg("160x90", 60)}, {"name": "b.wav", "mimeType": "audio/wav", "buffer": wav(1)}]
    )
    page.get_by_label("Alt text 1").fill("A plain cat")
    page.get_by_role("button", name="Send").click()
    expect(last(page).get_by_role("img", name="A plain cat")).to_be_visible()
    expect(last(page).locator("audio[controls]")).to_be_visible()


@pytest.mark.parametrize("theme", ["default", "dark", "retro", "hacker", "zen"])
def test_pictures_stand_well_in_every_theme(person, theme, server):
    """Nothing moves while pictures load, nothing is wider than the page, and axe finds nothing serious."""
    ada = person()
    shapes = ["900x600", "400x1600", "1600x300", "640x640"]
    ids = [upload(ada.account, jpeg(shape, 70 + number)).json()["data"]["media"]["id"] for number, shape in enumerate(shapes)]
    sound = upload(ada.account, wav(2)).json()["data"]["media"]["id"]
    room = f"shown-{theme}"

    async def post():
        async with ada.account.socket() as socket:
            await socket.request("create_room", {"name": room, "kind": "public"})
            for count in (1, 2, 3, 4):
                media = [{"id": id_, "alt": "A picture"} for id_ in ids[:count]]
                await socket.request("post_message", {"room": room, "content": f"{count} of them", "media": media})
            for id_ in ids[1:3]:
                await socket.request("post_message", {"room": room, "content": "", "media": [{"id": id_}]})
            await socket.request("post_message", {"room": room, "content": "", "media": [{"id": sound, "alt": "a long caption " * 30}, {"id": ids[0]}]})

    finish(post())
    ada.context.add_cookies([{"name": "theme", "value": theme, "url": server.url}])
    # How much the arrival of the faces moves depends on what stands in for them on this machine.
    ada.context.route("**/*.woff2", lambda route: route.abort())
    for device, (width, height) in WIDTHS.items():
        page = ada.context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.add_init_script(
            "window.shifts = []; new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) "
            "shifts.push([entry.value, ...entry.sources.map(({node}) => node?.outerHTML?.slice(0, 80))]); })"
            ".observe({type: 'layout-shift', buffered: true});"
        )
        page.goto(f"/rooms/{room}")
        live(page)
        for picture in page.locator(".attached img").all():
            # Each line finds the picture again: its message may be drawn again meanwhile.
            picture.evaluate("image => image.scrollIntoView({block: 'nearest'})")
            expect(picture).to_have_js_property("complete", True)
            expect(picture).not_to_have_js_property("naturalWidth", 0)
        shifts = page.evaluate("shifts")
        assert sum(shift[0] for shift in shifts) < 0.05, (device, shifts)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), device
        for box in page.locator(".attached").all():
            assert box.bounding_box()["width"] <= width - 24
        serious = [one for one in violations(page) if one["impact"] in ("serious", "critical")]
        assert serious == [], [(one["id"], one["nodes"][0]["html"]) for one in serious]
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"attachments-{theme}-{device}.png")
        page.close()
