"""Forced colours and print."""

from playwright.sync_api import expect
from test_talking import live, message, say

OUTLINE = "one => { const {outlineStyle, outlineWidth} = getComputedStyle(one); return `${outlineWidth} ${outlineStyle}` }"


def test_forced_colours_show_what_is_current(person):
    ada = person(forced_colors="active")
    page = ada.page()
    live(page)
    current = page.locator("#room-links a[aria-current=page]")
    assert current.evaluate(OUTLINE) == "3px solid"
    # So does a reaction of one's own.
    say(page, "a fine day")
    row = message(page, "a fine day").last
    expect(page.locator(".pending")).to_have_count(0)
    row.hover()
    row.locator("[data-action=react]").click()
    page.locator("dialog#emoji button[value='🐈']").first.click()
    expect(row.locator(".reaction")).to_have_count(1)
    assert row.locator(".reaction").evaluate(OUTLINE) == "2px solid"
    page.goto("/settings")
    assert page.locator(".tabs a[aria-current]").evaluate(OUTLINE) == "3px solid"
    other = page.locator(".tabs a:not([aria-current])").first
    assert other.evaluate(OUTLINE).endswith("none")
    # What has the focus looks different again.
    other.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert other.evaluate(OUTLINE) == "3px dashed"


def test_print_shows_the_messages_and_no_controls(person):
    ada = person()
    page = ada.page()
    live(page)
    say(page, "for the archive")
    expect(message(page, "for the archive")).to_be_visible()
    message(page, "for the archive").hover()
    page.emulate_media(media="print")
    expect(message(page, "for the archive")).to_be_visible()
    for control in (".sidebar", ".topbar", ".composer", ".tools", ".actions-link", "#people", ".room-head .dropdown", "#jump", ".button"):
        expect(page.locator(f"{control}:visible")).to_have_count(0)
    page.goto("/tasks/new")
    # Chromium forgets the medium with a navigation while its lines are counted.
    page.emulate_media(media="screen")
    page.emulate_media(media="print")
    expect(page.locator(".button:visible")).to_have_count(0)
