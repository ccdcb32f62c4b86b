"""Cats in a browser: what they say in the corner, and how one mutes them."""

import httpx
import pytest
from conftest import Person
from neospace_client import finish, sign_up
from neospace_server import Server
from playwright.sync_api import TimeoutError, expect
from test_groups import size
from test_rooms import live

CATS = ["beans", "root", "static", "delta", "glitch", "tofu", "neon", "hex", "miso", "ash"]


def greeted(chromium, server, **options):
    """Somebody to whom a cat speaks. A cat may hold its tongue: then the next one is petted."""
    someone = Person(chromium, server, sign_up(server), **options)
    page = someone.page("/tasks")
    live(page)
    toast = page.locator("#toasts .cat-toast")
    for cat in CATS:
        with someone.account.http() as http:
            assert http.post(f"/cats/{cat}/pet").status_code == 303
        try:
            toast.wait_for(timeout=2_500)
            return someone, page, toast
        except TimeoutError:
            continue
    raise AssertionError("no cat has greeted anybody")


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_a_cat_greets_in_the_corner_and_is_muted_with_one_press(chromium, server, width):
    someone, page, toast = greeted(chromium, server, viewport=size(width), reduced_motion="reduce")
    try:
        name = toast.get_attribute("data-cat").title()
        expect(toast.locator("img")).to_have_attribute("alt", page.locator("#toasts .cat-toast img").get_attribute("alt"))
        assert page.locator("#toasts > [role=status] .cat-toast").count() == 1
        assert page.evaluate("document.activeElement === document.body"), "a toast takes no focus"
        assert page.evaluate("document.getAnimations().length") == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        box = toast.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= page.viewport_size["width"]
        before = page.evaluate("performance.timeOrigin")
        toast.get_by_role("button", name=f"Mute {name}").click()
        expect(toast).to_have_count(0)
        expect(page.locator('link[href="/cats/muted.css"]')).to_have_count(1)
        assert page.evaluate("performance.timeOrigin") == before, "the page stays"
        settings = httpx.get(server.url + "/api/cats/settings", headers=someone.account.headers).json()["data"]
        assert settings["muted"] == [name.lower()]
        page.goto(f"/cats/{name.lower()}")
        page.get_by_role("button", name=f"Unmute {name}").click()
        expect(page.get_by_role("button", name=f"Mute {name}", exact=True)).to_be_visible()
    finally:
        assert someone.problems == []
        someone.context.close()


@pytest.mark.parametrize("java_script", [True, False])
def test_settings_by_keyboard(person, java_script):
    ada = person(java_script_enabled=java_script)
    page = ada.page("/settings/cats")
    page.get_by_label("Mute all cats").focus()
    page.keyboard.press("Space")
    page.get_by_label("Voice").select_option("pirate")
    page.get_by_role("group", name="Muted cats").get_by_label("Miso").check()
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved").first).to_be_visible()
    expect(page.get_by_label("Mute all cats")).to_be_checked()
    expect(page.get_by_role("group", name="Muted cats").get_by_label("Miso")).to_be_checked()
    expect(page.get_by_label("Voice")).to_have_value("pirate")


@pytest.fixture
def calm():
    """A place where nothing else moves the cats."""
    with Server() as running:
        yield running


def settings_of(someone) -> dict:
    with someone.account.http() as http:
        return http.get("/api/cats/settings").json()["data"]


def test_all_cats_their_sounds_and_one_cat_are_muted_with_one_click_each(person):
    ada = person()
    page = ada.page("/settings/cats")
    for label, field, value in (("Sounds", "sounds", True), ("Mute all cats", "all", True), ("Cats may talk to me", "toasts", False)):
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.get_by_label(label).click()
        assert settings_of(ada)[field] is value
    expect(page.locator("#toasts")).to_contain_text("Saved")
    # Two clicks at once are both kept.
    page.get_by_role("group", name="Muted cats").get_by_label("Miso").click()
    page.get_by_role("group", name="Muted cats").get_by_label("Hex").click()
    page.wait_for_function("() => document.querySelectorAll('#cat-settings [name=muted]:checked').length === 2")
    for _ in range(100):
        if settings_of(ada)["muted"] == ["hex", "miso"]:
            break
        page.wait_for_timeout(50)
    assert settings_of(ada)["muted"] == ["hex", "miso"]
    page.goto("/cats/beans")
    page.get_by_role("button", name="Mute Beans").click()
    expect(page.get_by_role("button", name="Unmute Beans")).to_be_visible()


@pytest.mark.parametrize("width", ["phone", "tablet", "desktop"])
def test_a_deed_in_one_tab_moves_a_cat_in_another_and_says_why(chromium, calm, width):
    ada, eve = Person(chromium, calm, sign_up(calm)), Person(chromium, calm, sign_up(calm), viewport=size(width), reduced_motion="reduce")
    page, cats = eve.page("/cats/hex"), eve.page("/cats")
    live(page)
    live(cats)
    page.evaluate("window.shifts = 0; new PerformanceObserver(list => list.getEntries().forEach(one => shifts += one.value)).observe({type: 'layout-shift'})")
    began = page.evaluate("performance.timeOrigin")
    mine = ada.page("/cats/hex")
    before = cats.locator("#cat-hex").get_attribute("data-seq")
    mine.get_by_role("button", name="Pet Hex").click()
    expect(page.get_by_role("region", name="Why")).to_contain_text("petted Hex")
    expect(cats.locator("#cat-hex")).not_to_have_attribute("data-seq", before)
    expect(cats.locator("#cat-hex .cat-reason")).to_contain_text("Someone")
    assert page.evaluate("performance.timeOrigin") == began, "the page stays"
    assert page.evaluate("document.getAnimations().length") == 0
    # A week back, by keyboard.
    slider = page.get_by_role("slider", name="Look back")
    slider.focus()
    page.keyboard.press("End")
    expect(page.get_by_role("status").filter(has_text="7 days ago").or_(page.get_by_text("This was"))).to_be_visible()
    expect(page.get_by_role("region", name="Why")).to_contain_text("at rest")
    expect(slider).to_be_focused()
    page.keyboard.press("Home")
    expect(page.get_by_role("region", name="Why")).to_contain_text("petted Hex")
    assert page.evaluate("shifts") < 0.05
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for someone in (ada, eve):
        assert someone.problems == []
        someone.context.close()


def test_who_made_a_room_lets_cats_in(person, server):
    ada = person()
    name = f"cats-{ada.account.username}"[:30]

    async def make():
        async with ada.account.socket() as socket:
            await socket.request("create_room", {"name": name})

    finish(make())
    page = ada.page(f"/rooms/{name}/cats")
    page.get_by_label("Cats may talk here").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Cats may talk here")).to_be_checked()
    page.get_by_role("link", name="Back to the room").click()
    page.get_by_label("About this room").click()
    expect(page.get_by_role("link", name="Cats in this room…")).to_be_visible()
