"""Pictures and sounds of members in a browser: avatars, the form for the profile, the head of a wall, stickers of one's own, files."""

import re

import pytest
from accessibility import violations
from media_files import jpeg, png, upload, wav
from playwright.sync_api import Page, expect

THEMES = ["default", "dark", "retro", "hacker", "zen"]


def media(someone, data: bytes) -> str:
    answer = upload(someone.account, data)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()["data"]["media"]["id"]


def change(someone, **fields) -> dict:
    with someone.account.http() as http:
        answer = http.patch("/api/profile", json=fields)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]["profile"]


def has_loaded(page: Page, picture) -> None:
    expect(picture).to_have_count(1)
    # The list may be drawn anew meanwhile: each line finds the picture again.
    picture.evaluate("img => img.scrollIntoView()")
    expect(picture).to_have_js_property("complete", True)
    expect(picture).not_to_have_js_property("naturalWidth", 0)


def live(page: Page) -> Page:
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")
    return page


def test_a_new_picture_shows_on_the_next_load_everywhere(person):
    ada, bob = person(), person()
    page = live(bob.page())
    mine = live(ada.page())
    mine.get_by_role("textbox", name="Message").fill("here I am")
    mine.keyboard.press("Enter")
    message = page.locator(".message", has_text="here I am")
    face = message.locator(".avatar img")
    has_loaded(page, face)
    markup = message.locator(".avatar").evaluate("element => element.outerHTML")
    assert face.evaluate("img => img.naturalWidth") == 128 and face.get_attribute("alt") == ""
    kind = "url => fetch(url, {cache: 'no-cache'}).then(answer => answer.headers.get('Content-Type'))"
    assert page.evaluate(kind, face.get_attribute("src")) == "image/svg+xml"
    change(ada, avatar=media(ada, jpeg()))
    page.reload()
    has_loaded(page, face)
    assert message.locator(".avatar").evaluate("element => element.outerHTML") == markup, "the picture is no part of the message"
    assert page.evaluate(kind, face.get_attribute("src")) == "image/webp"
    has_loaded(page, page.locator("#people-list li", has_text=ada.account.username).locator("img"))


def test_initials_stay_where_no_picture_arrives(person):
    ada = person()
    ada.context.route(re.compile(r"/avatars/"), lambda route: route.abort())
    page = ada.page("/settings")
    face = page.locator("header .avatar, .topbar .avatar").first
    expect(face).to_have_text(re.compile(r"\S"))
    box = face.bounding_box()
    assert box["width"] == box["height"] == 40


@pytest.mark.parametrize("scripts", [True, False])
def test_the_profile_gets_its_files_in_a_form(person, tmp_path, scripts):
    ada = person(java_script_enabled=scripts)
    (tmp_path / "a.jpg").write_bytes(jpeg("300x200"))
    (tmp_path / "b.jpg").write_bytes(jpeg("1280x320"))
    (tmp_path / "c.wav").write_bytes(wav(2))
    page = ada.page("/settings/profile")
    page.get_by_label("Picture", exact=True).set_input_files(tmp_path / "a.jpg")
    page.get_by_label("Banner", exact=True).set_input_files(tmp_path / "b.jpg")
    page.get_by_label("Voice intro", exact=True).set_input_files(tmp_path / "c.wav")
    page.get_by_label("Now", exact=True).select_option("reading")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errors")).to_contain_text("What")
    page.get_by_label("What", exact=True).fill("a long book")
    page.get_by_role("button", name="Save").click()
    preview = page.get_by_role("region", name="Preview")
    expect(preview.locator("audio")).to_have_count(1)
    expect(preview.locator("img.banner")).to_have_count(1)
    expect(page.get_by_role("checkbox", name="Remove")).to_have_count(3)
    page.get_by_role("checkbox", name="Remove").nth(1).check()
    page.get_by_role("button", name="Save").click()
    expect(preview.locator("img.banner")).to_have_count(0)
    expect(preview.locator("audio")).to_have_count(1)
    page.get_by_label("Anthem", exact=True).set_input_files(tmp_path / "a.jpg")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errors")).to_contain_text("Anthem: must be a sound that you uploaded")


@pytest.mark.parametrize("theme", THEMES)
def test_the_head_of_a_wall_with_everything_in_it(person, theme):
    ada, bob = person(), person()
    picture, banner, sound = media(ada, jpeg("300x200")), media(ada, jpeg("1280x320", 1)), media(ada, wav())
    change(ada, avatar=picture, banner=banner, voice_intro=sound, anthem=sound, anthem_title="Night bus home", theme=theme, bio="hello")
    for width in (390, 768, 1440):
        page = bob.page(f"/@{ada.account.username}")
        page.set_viewport_size({"width": width, "height": 900})
        has_loaded(page, page.locator("#wall img.banner"))
        has_loaded(page, page.locator("#wall .profile .avatar img"))
        head, stripe, face = (page.locator(f"#wall {part}").bounding_box() for part in (".profile", "img.banner", ".profile .avatar"))
        assert abs(stripe["width"] - head["width"]) < 8 and face["y"] < stripe["y"] + stripe["height"] < face["y"] + face["height"]
        assert page.locator("#wall audio").evaluate_all("all => all.every(one => one.paused && one.preload === 'none')")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = [one for one in violations(page) if one["impact"] in ("serious", "critical")]
        assert found == [], [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
        page.close()


def test_the_head_of_a_wall_does_not_move(person):
    ada, bob = person(), person()
    change(ada, avatar=media(ada, jpeg("300x200")), banner=media(ada, jpeg("1280x320", 1)), anthem=media(ada, wav()))
    page = bob.context.new_page()
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(one => window.shift += one.hadRecentInput ? 0 : one.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(f"/@{ada.account.username}")
    live(page)
    has_loaded(page, page.locator("#wall img.banner"))
    assert page.evaluate("window.shift") < 0.05


def test_a_picture_of_ones_own_is_placed_from_the_dialog(person, tmp_path):
    ada, bob = person(), person()
    (tmp_path / "a.png").write_bytes(png(60, 40))
    (tmp_path / "b.png").write_bytes(b"no picture")
    seen = live(ada.page(f"/@{ada.account.username}"))
    page = live(bob.page(f"/@{ada.account.username}"))
    page.get_by_role("button", name="Place a sticker").click()
    dialog = page.get_by_role("dialog", name="Stickers")
    dialog.get_by_label("Your own picture").set_input_files(tmp_path / "b.png")
    expect(dialog.locator(".own-picture [role=status]")).to_contain_text("This file is none of")
    dialog.get_by_label("Your own picture").set_input_files(tmp_path / "a.png")
    expect(dialog).to_be_hidden()
    sticker = page.get_by_role("button", name=re.compile("^Picture, placed by "))
    expect(sticker).to_be_focused()
    expect(sticker.locator("image")).to_have_attribute("href", re.compile(r"^/media/.+/320\.webp$"))
    page.keyboard.press("ArrowRight")
    there = seen.locator("[data-sticker]")
    expect(there).to_have_attribute("x", "51%")
    address = there.locator("image").get_attribute("href")
    assert seen.evaluate("url => fetch(url).then(answer => answer.status)", address) == 200
    page.keyboard.press("Delete")
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(there).to_have_count(0)
    assert seen.evaluate("url => fetch(url, {cache: 'reload'}).then(answer => answer.status)", address) == 404


@pytest.mark.parametrize("scripts", [True, False])
def test_files_are_listed_and_deleted(person, scripts):
    ada = person(java_script_enabled=scripts)
    page = ada.page("/settings")
    page.get_by_role("navigation", name="Settings").get_by_role("link", name="Files").click()
    expect(page.get_by_text("0 of 500 MiB used")).to_be_visible()
    expect(page.get_by_role("heading", name="No files yet")).to_be_visible()
    used, unused = media(ada, jpeg()), media(ada, wav())
    change(ada, avatar=used)
    page.reload()
    expect(page.get_by_text("1 of 500 MiB used")).to_be_visible()
    rows = page.get_by_role("list", name="Your files").get_by_role("listitem")
    expect(rows).to_have_count(2)
    rows.filter(has=page.locator("img")).get_by_role("button", name="Delete").click()
    expect(page.locator(".errors")).to_contain_text("Something still shows this file")
    expect(page.get_by_role("link", name="your profile")).to_be_visible()
    page.get_by_role("link", name="All your files").click()
    rows.filter(has=page.locator("audio")).get_by_role("button", name="Delete").click()
    expect(page.locator(".saved")).to_have_text("Deleted")
    expect(rows).to_have_count(1)
    assert unused not in page.content()
