"""Forms with files, with their script: how far an upload is, calling it off, and what a refusal leaves. And the first steps."""

import re

import pytest
from accessibility import violations
from media_files import jpeg, wav
from playwright.sync_api import Page, expect


def picture(name: str = "cat.jpg", seed: int = 0) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg("320x240", seed)}


def media(someone) -> list[dict]:
    with someone.account.http() as http:
        return http.get("/api/media").json()["data"]["media"]


def form(someone, kind: str) -> Page:
    return someone.page(f"/@{someone.account.username}/modules/new?kind={kind}")


@pytest.fixture
def owner(person):
    return person()


def test_an_upload_shows_how_far_it_is_and_can_be_called_off(owner):
    page = form(owner, "image")
    held = []
    page.route("**/api/media", lambda route: held.append(route))
    page.get_by_label("Picture").set_input_files(picture())
    page.get_by_label("Alt text").fill("a cat")
    expect(page.get_by_role("progressbar", name="Upload")).to_be_hidden()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("progressbar", name="Upload")).to_be_visible()
    expect(page.get_by_role("button", name="Add")).to_be_disabled()
    assert violations(page) == []
    page.get_by_role("button", name="Cancel upload").click()
    expect(page.get_by_role("progressbar", name="Upload")).to_be_hidden()
    expect(page.get_by_role("button", name="Add")).to_be_focused()
    expect(page.get_by_label("Alt text")).to_have_value("a cat")
    assert page.get_by_label("Picture").evaluate("(input) => input.files.length") == 1
    for route in held:
        route.abort()
    page.unroute("**/api/media")
    assert media(owner) == []
    # The same form again goes all the way.
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(re.compile("#module-"))
    expect(page.get_by_role("img", name="a cat")).to_be_visible()
    assert len(media(owner)) == 1


def test_several_files_are_uploaded_one_after_another_in_their_order(owner):
    page = form(owner, "gallery")
    page.get_by_label("Pictures").set_input_files([picture(f"{seed}.jpg", seed * 40) for seed in range(3)])
    for number, text in enumerate(("one", "two", "three"), 1):
        page.get_by_label(f"Alt text {number}", exact=True).fill(text)
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(re.compile("#module-"))
    assert [image.get_attribute("alt") for image in page.locator(".gallery img").all()] == ["one", "two", "three"]
    assert len(media(owner)) == 3
    # Another one is added to those that are there.
    page.locator("article.kind-gallery").get_by_role("link", name="Edit").click()
    page.get_by_label("Pictures").set_input_files(picture("4.jpg", 160))
    page.get_by_label("Alt text 4", exact=True).fill("four")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("#module-"))
    assert [image.get_attribute("alt") for image in page.locator(".gallery img").all()] == ["one", "two", "three", "four"]


@pytest.mark.parametrize("has_script", [True, False])
def test_a_picture_is_taken_out_of_a_gallery_by_keyboard(person, has_script):
    owner = person(java_script_enabled=has_script)
    with owner.account.http() as http:
        ids = [http.post("/api/media", files={"file": ("a.jpg", jpeg("320x240", seed * 40))}).json()["data"]["media"]["id"] for seed in range(3)]
        items = [{"media_id": one, "alt": f"picture {number}"} for number, one in enumerate(ids, 1)]
        made = http.post("/api/modules", json={"kind": "gallery", "content": {"items": items}}).json()["data"]["module"]["id"]
    page = owner.page(f"/@{owner.account.username}/modules/{made}/edit")
    listed = page.get_by_role("list", name="Already there").get_by_role("listitem")
    expect(listed).to_have_count(3)
    box = page.get_by_role("checkbox", name="Remove picture 2")
    page.get_by_label("Alt text 2", exact=True).focus()
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    if has_script:
        assert violations(page) == []
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("#module-"))
    shown = page.locator(f"[data-module='{made}'] .gallery img")
    expect(shown).to_have_count(2)
    assert [image.get_attribute("alt") for image in shown.all()] == ["picture 1", "picture 3"]


def test_a_refused_file_leaves_the_draft(owner):
    page = form(owner, "audio")
    page.get_by_label("Title").fill("My song")
    page.get_by_label("Sound file").set_input_files({"name": "a.mp3", "mimeType": "audio/mpeg", "buffer": b"<html>no sound</html>" * 9})
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert").filter(has_text="none of JPEG")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("My song")
    expect(page.get_by_label("Sound file")).to_be_focused()
    page.get_by_label("Sound file").set_input_files({"name": "a.wav", "mimeType": "audio/wav", "buffer": wav(1)})
    # What the server then refuses, it shows again with the file it has.
    page.get_by_label("Title").fill(" ")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Chosen. You can choose another one.")).to_be_visible()
    page.get_by_label("Title").fill("My song")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(re.compile("#module-"))
    expect(page.locator("article.kind-audio")).to_contain_text("My song")
    assert len(media(owner)) == 1


def test_a_lost_connection_leaves_the_draft(owner):
    page = form(owner, "image")
    page.get_by_label("Picture").set_input_files(picture())
    page.get_by_label("Alt text").fill("a cat")
    page.route("**/api/media", lambda route: route.abort())
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert").filter(has_text="offline")).to_be_visible()
    expect(page.get_by_label("Alt text")).to_have_value("a cat")
    page.unroute("**/api/media")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(re.compile("#module-"))


@pytest.mark.parametrize("has_script", [True, False])
def test_first_steps_lead_to_where_they_are_taken_and_can_be_hidden(person, has_script):
    owner = person(java_script_enabled=has_script)
    wall = f"/@{owner.account.username}"
    page = owner.page(wall)
    region = page.get_by_role("region", name="First steps")
    expect(region.get_by_role("listitem")).to_have_count(4)
    for name, heading in (("Say hello", "Rooms"), ("Say who you are", "Profile"), ("Build your wall", "Add module"), ("Choose a look", "Profile")):
        region.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", name=heading, exact=True).first).to_be_visible()
        page.goto(wall)
    expect(region.get_by_role("img", name="Done")).to_have_count(0)
    with owner.account.http() as http:
        assert http.patch("/api/profile", json={"bio": "hello"}).status_code == 200
    page.reload()
    expect(region.get_by_role("listitem").filter(has_text="Say who you are").get_by_role("img", name="Done")).to_be_visible()
    if has_script:
        assert violations(page) == []
    region.get_by_role("button", name="Hide").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(region).to_have_count(0)
    page.reload()
    expect(region).to_have_count(0)
