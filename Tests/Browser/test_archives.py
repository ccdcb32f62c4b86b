"""Archives on the page of one's account: taken away, brought in, and what became of each part."""

import pathlib
import sys

import pytest
from accessibility import violations
from playwright.sync_api import expect

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Support"))

from archives import Archive, packed  # noqa: E402

TASK = {"uuid": "0b0e5a52-0000-4000-8000-000000000001", "title": "From elsewhere", "description": None, "completed": False}


@pytest.mark.parametrize("javascript", [True, False])
def test_an_archive_goes_out_and_another_comes_in(person, javascript):
    page = person(java_script_enabled=javascript).page("/settings")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export", exact=True).click()
    assert download.value.suggested_filename.endswith(".zip")
    assert Archive(pathlib.Path(download.value.path()).read_bytes()).manifest["format"] == "neospace-member"

    bad = TASK | {"uuid": "0b0e5a52-0000-4000-8000-000000000002", "title": "<img src=x onerror=alert(1)>" * 10}
    archive = packed({"tasks.json": [TASK, bad], "poems.json": ["kept"]})
    page.get_by_label("Archive", exact=True).set_input_files({"name": "mine.zip", "mimeType": "application/zip", "buffer": archive})
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/settings#archives")
    outcome = page.locator("#import")
    if not javascript:
        for _ in range(100):
            if "was taken in" in outcome.inner_text():
                break
            page.get_by_role("link", name="Look again").click() if page.get_by_role("link", name="Look again").count() else page.reload()
    expect(outcome.get_by_role("status")).to_have_text("Your archive was taken in.")
    expect(outcome.get_by_role("row", name="tasks 1 0 1 no")).to_be_visible()
    expect(outcome.get_by_role("row", name="poems 0 0 0 yes")).to_be_visible()
    outcome.get_by_text("Refused in tasks").click()
    expect(outcome.get_by_text("tasks.json#2")).to_be_visible()
    assert page.locator("#import img").count() == 0


def test_what_is_no_archive_is_refused_beside_the_field(person):
    page = person().page("/settings")
    page.get_by_label("Archive", exact=True).set_input_files({"name": "x.zip", "mimeType": "application/zip", "buffer": b"nothing"})
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".errors")).to_contain_text("Archive")
    expect(page.locator("#error-archive")).to_contain_text("is not a ZIP archive")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_outcome_is_accessible_on_a_phone(person, scheme):
    page = person(viewport={"width": 390, "height": 844}, color_scheme=scheme).page("/settings/import")
    archive = packed({"tasks.json": [TASK, TASK | {"title": ""}], "poems.json": []})
    page.get_by_label("Archive", exact=True).set_input_files({"name": "mine.zip", "mimeType": "application/zip", "buffer": archive})
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("#import").get_by_role("status")).to_have_text("Your archive was taken in.")
    page.get_by_text("Refused in tasks").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
