"""The search: what the palette suggests, and the page with its results."""

import uuid

from neospace_client import sign_up
from playwright.sync_api import expect


def open_palette(page) -> None:
    """Once the page's scripts have run."""
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()


def test_the_palette_leads_to_people_and_to_the_page(person, server):
    ada, bob = sign_up(server), person()
    word = f"plum{uuid.uuid4().hex[:8]}"
    with ada.http() as http:
        module = {"kind": "text", "content": {"text": f"A **{word}** & more"}}
        assert http.post("/api/modules", json=module).status_code == 201
    page = bob.page("/tasks")
    open_palette(page)
    page.keyboard.type(ada.username)
    suggested = page.locator("#palette").get_by_role("option", name=f"{ada.username.title()} @{ada.username}")
    expect(suggested).to_be_visible()
    expect(page.locator("#palette").get_by_role("option").last).to_have_text(f"Search for “{ada.username}”")
    suggested.click()
    page.wait_for_url(f"**/@{ada.username}")
    open_palette(page)
    page.keyboard.type(word)
    expect(page.locator("#palette [role=option]:visible")).to_have_text([f"Search for “{word}”"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/search?q={word}")
    expect(page.get_by_role("heading", name="Search", level=1)).to_be_visible()
    form = page.get_by_role("search")
    expect(form.get_by_role("searchbox", name="Search")).to_have_value(word)
    results = page.get_by_role("list", name="Results").get_by_role("listitem")
    expect(results).to_have_count(1)
    expect(results.locator("mark")).to_have_text(word)
    form.get_by_role("combobox", name="Kind").select_option("Message")
    form.get_by_label("From").fill("2026-01-01")
    form.get_by_role("button", name="Search").click()
    expect(page.get_by_text(f"Nothing found for “{word}”")).to_be_visible()
    form.get_by_role("textbox", name="Person").fill("nobody-at-all")
    form.get_by_role("button", name="Search").click()
    expect(form.get_by_role("textbox", name="Person")).to_have_attribute("aria-invalid", "true")


def test_without_javascript_the_top_bar_leads_to_the_page(person):
    page = person(java_script_enabled=False).page("/tasks")
    page.locator("a.search").click()
    page.wait_for_url("**/search")
    page.get_by_role("searchbox", name="Search").fill("nothing-there")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nothing found for “nothing-there”")).to_be_visible()
