"""The release, from where its reader and its keeper sit: by mouse, by keyboard alone, without JavaScript."""

import contextlib
import csv
import hashlib
import re
import uuid

import pytest
from downloads_client import PASSWORD, administrator, make_keys
from neospace_client import sign_up
from neospace_server import Server
from playwright.sync_api import Page, expect

PROMISES = 5


@pytest.fixture
def stranger(chromium, server):
    """Browser contexts nobody is signed in to; none may have seen a script error."""
    contexts, problems = [], []

    def make(**options) -> Page:
        context = chromium.new_context(base_url=server.url, accept_downloads=True, **options)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        contexts.append(context)
        return page

    yield make
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def keeper(chromium, server):
    from conftest import Person

    admin = Person(chromium, server, administrator(server), accept_downloads=True)
    admin.context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield admin
    admin.context.close()
    assert admin.problems == []


def register(page: Page) -> None:
    name = f"u{uuid.uuid4().hex[:10]}"
    page.goto("/signup")
    page.get_by_label("Name", exact=True).fill("Ada Reader")
    page.get_by_label("Username").fill(name)
    page.get_by_label("E-mail").fill(f"{name}@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action='/signup'] button[type=submit]").click()
    page.wait_for_url(f"**/@{name}")


def to_the_terms(page: Page) -> None:
    register(page)
    page.get_by_role("link", name="Releases").first.click()
    page.wait_for_url("**/dashboard")
    expect(page.get_by_role("dialog", name="The terms")).to_be_visible()
    expect(page.locator("#release input[name=key_value]")).to_be_disabled()
    expect(page.locator("#redeem-form")).to_have_count(0)


def live(page: Page) -> None:
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")


def same_bytes(download, server) -> bool:
    with open(download.path(), "rb") as file:
        return file.read() == server.content and download.suggested_filename == server.file.name


def review(page: Page, words: str) -> None:
    expect(page.locator("#review")).to_be_visible()
    page.get_by_label("Your project").fill("https://example.org/mine")
    page.get_by_label("Your words").fill(words)
    page.locator("#review button").click()
    page.wait_for_url("**/dashboard#review")
    expect(page.get_by_label("Your words")).to_have_value(words)


def test_a_guest_is_asked_to_sign_in_and_led_back(stranger):
    page = stranger()
    page.goto("/dashboard")
    assert page.url.endswith("/login?next=/dashboard")


def test_the_whole_path_by_mouse(stranger, server):
    page = stranger()
    to_the_terms(page)
    terms = page.get_by_role("dialog", name="The terms")
    assert page.locator(".terms-text").evaluate("one => one.scrollHeight > one.clientHeight")
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(terms).to_have_count(0)
    live(page)
    expect(page.locator("#review")).to_be_hidden()
    expect(page.locator("#release-1")).to_contain_text("Not downloaded yet")
    expect(page.locator(".facts")).to_contain_text("2.3 MB")
    page.reload()
    expect(page.locator(".facts")).to_contain_text(hashlib.sha256(server.content).hexdigest())
    live(page)

    page.get_by_role("button", name="I have a key").click()
    page.locator(".promise input").first.check()
    page.get_by_role("button", name="I promise").click()
    expect(page.get_by_role("alert").filter(has_text="4 promises are still open")).to_be_visible()
    for promise in page.locator(".promise input").all():
        promise.check()
    page.get_by_role("button", name="I promise").click()
    field = page.get_by_label("Key", exact=True)
    field.fill("0000 0000 0000 0000")
    expect(field).to_have_value("0000-0000-0000-0000")
    page.get_by_role("button", name="Redeem the key").click()
    expect(page.locator("#error-key_value")).to_have_text("This key is not valid")

    (key,) = make_keys(server, 1)
    field.fill(f"here you are: {key.lower().replace('-', ' ')}, enjoy")
    expect(field).to_have_value(key)
    with page.expect_download() as begun:
        page.get_by_role("button", name="Redeem the key").click()
    assert same_bytes(begun.value, server)
    expect(page.get_by_role("heading", name="On its way to you")).to_be_focused()
    expect(page.locator("#release-1")).to_contain_text("Downloaded")
    assert key not in page.content() and "token=" not in page.content()
    page.get_by_role("button", name="Get a new link").click()
    expect(page.locator("#release-wrong")).to_contain_text("needs another key")
    review(page, "It does what it says.")


def test_a_file_that_is_away_takes_nothing_and_the_link_counts_down(stranger, server):
    page = stranger()
    to_the_terms(page)
    page.get_by_role("button", name="Agree", exact=True).click()
    live(page)
    page.clock.install()
    page.get_by_role("button", name="I have a key").click()
    for promise in page.locator(".promise input").all():
        promise.check()
    page.get_by_role("button", name="I promise").click()
    away = server.file.rename(server.file.with_name("away"))
    try:
        page.get_by_label("Key", exact=True).fill(make_keys(server, 1)[0])
        page.keyboard.press("Enter")
        expect(page.locator("#release .state")).to_contain_text("Your key stays valid")
        expect(page.locator(".countdown")).to_have_text("1:00")
        page.clock.run_for(51_000)
        expect(page.locator(".countdown")).to_have_text("0:09")
        page.clock.run_for(10_000)
        expect(page.locator("#release .state")).to_contain_text("This link has expired")
        expect(page.get_by_role("button", name="Start the download")).to_be_disabled()
    finally:
        away.rename(server.file)
    page.goto("/dashboard")
    expect(page.locator("#release-1")).to_contain_text("Key redeemed")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Get your link").click()
    assert same_bytes(begun.value, server)


def test_the_whole_path_by_keyboard_alone(stranger, server):
    page = stranger()
    to_the_terms(page)
    (key,) = make_keys(server, 1)

    def reach(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            here = page.evaluate("[document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || '', document.activeElement.type]")
            if here[0].strip().startswith(name):
                ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert ring != "none", f"no focus ring on {name}"
                return
        raise AssertionError(f"{name} is not reached")

    reach("Agree")
    page.keyboard.press("Enter")
    expect(page.locator("#release")).to_be_visible()
    live(page)
    reach("I have a key")
    page.keyboard.press("Enter")
    for number in range(PROMISES):
        if number > 0:
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
    expect(page.locator(".promise input:checked")).to_have_count(PROMISES)
    reach("I promise")
    page.keyboard.press("Space")
    expect(page.get_by_label("Key", exact=True)).to_be_focused()
    page.keyboard.type(key.replace("-", "").lower())
    expect(page.get_by_label("Key", exact=True)).to_have_value(key)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    page.keyboard.type(key[-2].lower())
    expect(page.get_by_label("Key", exact=True)).to_have_value(key)
    with page.expect_download() as begun:
        page.keyboard.press("Enter")
    assert same_bytes(begun.value, server)
    expect(page.get_by_role("heading", name="On its way to you")).to_be_focused()
    reach("Your project")
    page.keyboard.type("https://example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("Typed it all.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dashboard#review")
    expect(page.get_by_label("Your words")).to_have_value("Typed it all.")


def test_the_whole_path_without_javascript(stranger, server):
    page = stranger(java_script_enabled=False)
    to_the_terms(page)
    page.get_by_role("button", name="Agree", exact=True).click()
    page.wait_for_url("**/dashboard")
    send = page.get_by_role("button", name="Redeem the key")
    page.locator("#redeem-form").evaluate("form => { form.noValidate = true }")
    page.locator(".promise input").first.check()
    page.get_by_label("Key", exact=True).fill("0000-0000-0000-0000")
    send.click()
    expect(page.locator(".promise.wrong")).to_have_count(PROMISES - 1)
    expect(page.locator(".promise input").first).to_be_checked()
    expect(page.get_by_label("Key", exact=True)).to_have_value("0000-0000-0000-0000")
    for promise in page.locator(".promise input").all():
        promise.check()
    send.click()
    expect(page.locator("#error-key_value")).to_contain_text("is not valid")
    expect(page.locator(".promise input:checked")).to_have_count(PROMISES)
    (key,) = make_keys(server, 1)
    page.get_by_label("Key", exact=True).fill(key.lower())
    send.click()
    expect(page.get_by_role("heading", name="Your download is ready")).to_be_visible()
    assert "token" not in page.url and key not in page.content()
    old = page.get_by_role("link", name="Download").get_attribute("href")
    page.get_by_role("button", name="Get a new link").click()
    assert page.request.get(old).status == 410
    with page.expect_download() as begun:
        page.get_by_role("link", name="Download").click()
    assert same_bytes(begun.value, server)
    page.get_by_role("button", name="Get a new link").click()
    expect(page.locator(".errors:not([hidden])")).to_contain_text("No key of yours is waiting")
    page.goto("/dashboard")
    expect(page.locator("#release")).to_contain_text("Your last download began")
    page.locator("#review form").evaluate("form => { form.noValidate = true }")
    page.get_by_label("Your project").fill("javascript:alert(1)")
    page.get_by_label("Your words").fill("short")
    page.locator("#review button").click()
    expect(page.locator("#review .field.wrong")).to_have_count(2)
    expect(page.get_by_label("Your project")).to_have_value("javascript:alert(1)")
    review(page, "Plain and good.")
    review(page, "Plain and better.")


@pytest.mark.parametrize("way", ["Not now", "Escape"])
def test_who_does_not_agree_now_can_read_the_page_and_leave_it(stranger, way):
    page = stranger()
    to_the_terms(page)
    terms = page.get_by_role("dialog", name="The terms")
    assert terms.evaluate("dialog => dialog.matches(':modal')")
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name=way).click()
    expect(terms).to_be_hidden()
    live(page)
    expect(page.locator(".facts")).to_contain_text("2.3 MB")
    expect(page.get_by_label("Key", exact=True)).to_be_disabled()
    # The link opens the terms again, and one can still agree.
    page.get_by_role("link", name="Read the terms").click()
    expect(terms).to_be_visible()
    page.get_by_role("button", name="Not now").click()
    expect(terms).to_be_hidden()
    # Still signed in, and the next visit begins with the terms again.
    page.goto("/rooms")
    assert page.url.endswith("/rooms")
    page.goto("/dashboard")
    expect(terms).to_be_visible()
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(terms).to_have_count(0)
    expect(page.locator("#redeem-form")).to_be_attached()


def test_the_terms_can_be_put_off_without_javascript(stranger):
    page = stranger(java_script_enabled=False)
    to_the_terms(page)
    terms, panel = page.get_by_role("dialog", name="The terms"), page.locator("#release")
    assert terms.bounding_box()["y"] + terms.bounding_box()["height"] <= panel.bounding_box()["y"]
    expect(page.locator(".facts")).to_contain_text("2.3 MB")
    page.get_by_role("button", name="Not now").click()
    expect(terms).to_be_hidden()
    page.get_by_role("link", name="Read the terms").click()
    expect(terms).to_be_visible()


def test_terms_agreed_to_in_another_tab_open_the_way_in_this_one(stranger):
    page = stranger()
    to_the_terms(page)
    live(page)
    page.get_by_role("button", name="Not now").click()
    other = page.context.new_page()
    other.goto("/dashboard")
    other.get_by_role("button", name="Agree", exact=True).click()
    expect(page.locator("#redeem-form")).to_be_attached(timeout=10_000)
    expect(page.get_by_role("link", name="Read the terms")).to_have_count(0)


def test_the_keeper_makes_a_hundred_keys_copies_and_exports_them(keeper, server):
    page = keeper.page("/admin/keys")
    total = int(page.locator(".totals dd").first.inner_text())
    page.get_by_role("link", name="Make keys").first.click()
    expect(page.get_by_role("dialog", name="Make keys")).to_be_visible()
    page.get_by_label("How many").fill("100")
    page.get_by_role("button", name="Make them").click()
    page.wait_for_url("**/admin/keys?status=unused&limit=100")
    expect(page.locator(".totals dd").first).to_have_text(str(total + 100))
    keys = page.locator(".key-table code").all_inner_texts()
    assert len(keys) == len(set(keys)) == 100
    page.get_by_role("button", name=f"Copy {keys[3]}").click()
    expect(page.locator(".toast", has_text=keys[3])).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == keys[3]
    page.get_by_role("button", name="Copy the unused keys on this page").click()
    expect(page.locator(".toast", has_text="100 keys")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").split("\n") == keys
    with page.expect_download() as begun:
        page.get_by_role("button", name="Export CSV").click()
    assert re.fullmatch(r"keys-\d{4}-\d\d-\d\d\.csv", begun.value.suggested_filename)
    with open(begun.value.path(), newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == total + 100 and [row["key_value"] for row in rows[:100]] == keys
    page.goto("/admin/keys")
    shown = page.locator(".key-table code").all_inner_texts()
    page.get_by_role("link", name="Older").click()
    expect(page.locator(".key-table code")).to_have_text(keys[50:])
    assert shown == keys[:50]
    page.get_by_role("link", name="Newer").click()
    expect(page.locator(".key-table code")).to_have_text(shown)
    page.get_by_role("link", name="Used", exact=True).click()
    expect(page.locator(".tabs [aria-current=page]")).to_have_text("Used")


def test_the_keeper_without_javascript(chromium, server):
    from conftest import Person

    admin = Person(chromium, server, administrator(server), java_script_enabled=False, accept_downloads=True)
    page = admin.page("/admin/keys")
    page.get_by_role("link", name="Make keys").first.click()
    page.wait_for_url("**/admin/keys/new")
    page.get_by_label("How many").fill("500")
    page.locator("main form").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Make them").click()
    expect(page.locator("#error-count")).to_contain_text("from 1 to 100")
    expect(page.get_by_label("How many")).to_have_value("500")
    page.get_by_label("How many").fill("3")
    page.get_by_role("button", name="Make them").click()
    page.wait_for_url("**/admin/keys?status=unused")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Export CSV").click()
    assert begun.value.suggested_filename.endswith(".csv")
    admin.context.close()


def test_others_find_a_closed_door(person):
    ada = person()
    page = ada.page("/rooms")
    expect(page.get_by_role("link", name="Keys")).to_have_count(0)
    assert page.goto("/admin/keys").status == 403
    expect(page.get_by_role("heading", name="Not your key")).to_be_visible()
    assert page.request.post("/admin/keys/new", form={"count": "1"}, headers={"Origin": ada.server.url}).status == 403


def test_there_is_no_entry_without_a_release(chromium, server):
    for running, is_there in ((server, True), (None, False)):
        with Server() if running is None else contextlib.nullcontext(running) as one:
            context = chromium.new_context(base_url=one.url)
            context.add_cookies([{"name": "session", "value": sign_up(one).token, "url": one.url, "httpOnly": True, "sameSite": "Lax"}])
            page = context.new_page()
            page.goto("/tasks")
            expect(page.locator(".destinations a[href='/dashboard']")).to_have_count(1 if is_there else 0)
            context.close()
