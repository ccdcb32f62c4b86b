"""The settings of the site in a browser: the form by keyboard and without a script, banners, disabled composers, the front page."""

import httpx
import pytest
from conftest import Person
from neospace_client import sign_up
from neospace_server import Server
from playwright.sync_api import expect
from test_rooms import ask

JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def place():
    with Server() as running:
        yield running


@pytest.fixture(scope="module")
def admin(place):
    return sign_up(place, email="admin@example.org")


@pytest.fixture(scope="module")
def member(place):
    return sign_up(place)


def change(admin, **fields) -> None:
    http = admin.http()
    version = http.get("/admin/settings", headers=JSON).json()["version"]
    answer = http.post("/admin/settings", json={"version": version} | fields, headers=JSON)
    assert answer.status_code == 200, answer.text


def test_the_form_is_filled_in_by_keyboard(place, admin, chromium):
    page = Person(chromium, place, admin).page("/admin/settings")
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("The Shed")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Welcome")).to_be_focused()
    page.keyboard.type("Come in.")
    page.get_by_label("Cats", exact=True).focus()
    page.keyboard.type("Off")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("The Shed")
    expect(page.get_by_label("Cats", exact=True)).to_have_value("off")
    expect(page.get_by_role("link", name="Cats", exact=True)).to_have_count(0)
    change(admin, name="NeoSpace", welcome="", cats="on")


def test_the_form_works_without_a_script(place, admin, chromium):
    plain = Person(chromium, place, admin).plain()
    page = plain.new_page()
    page.goto("/admin/settings")
    page.get_by_label("Rules").fill("Be **kind**.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto("/rules")
    expect(page.get_by_role("heading", name="Rules")).to_be_visible()
    expect(page.locator("strong")).to_have_text("kind")
    plain.close()
    change(admin, rules="")


def test_the_front_page_leads_in(place, admin, chromium):
    change(admin, name="The Shed", welcome="For makers.\nAnd their cats.")
    context = chromium.new_context(base_url=place.url)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("heading", level=1, name="The Shed")).to_be_visible()
    expect(page.get_by_text("For makers.")).to_be_visible()
    for name, path in (("Sign in", "/login"), ("Join", "/signup")):
        page.goto("/")
        page.get_by_role("main").get_by_role("link", name=name).click()
        page.wait_for_url(f"**{path}")
    context.close()
    change(admin, name="NeoSpace", welcome="")


def test_open_pages_show_the_mode_and_disable_what_people_write_in(place, admin, member, chromium):
    person = Person(chromium, place, member)
    page = person.page("/rooms/general")
    field = page.get_by_label("Message to #general")
    expect(field).to_be_enabled()
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    change(admin, mode="read_only", mode_message="Moving house.")
    banner = page.locator("#mode-banner")
    expect(banner).to_contain_text("Read-only")
    expect(banner).to_contain_text("Moving house.")
    expect(field).to_be_visible()
    expect(field).to_be_disabled()
    page.reload()
    expect(page.get_by_label("Message to #general")).to_be_disabled()
    expect(page.get_by_role("status").filter(has_text="Read-only")).to_be_visible()
    change(admin, mode="normal", mode_message="")
    expect(banner).to_be_hidden()
    expect(page.get_by_label("Message to #general")).to_be_enabled()
    assert person.problems == []


def test_whatever_people_write_in_is_disabled_and_in_sight_while_read_only(place, admin, chromium):
    ada, bob = sign_up(place), sign_up(place)
    headers = ada.headers
    # A new wall may have one already.
    assert httpx.post(place.url + "/api/modules", json={"kind": "guestbook", "content": {}}, headers=headers).status_code in (201, 409)
    ask(ada, ("open_conversation", {"usernames": [bob.username]}))
    room = place.query("SELECT max(id) FROM rooms WHERE is_direct")[0][0]
    script = httpx.post(place.url + "/api/scripts", json={"runtime": "sketch", "title": "Rain", "template": "blank"}, headers=headers).json()
    script = f"/codeground/{script['data']['script']['id']}"
    story = httpx.post(place.url + "/api/song/stories", json={"title": "The mill", "visibility": "members"}, headers=headers).json()["data"]["story"]
    verse = f"/song/verses/{story['root']}/edit"
    person = Person(chromium, place, ada)
    fields = {
        "/settings/profile": "Bio", "/codeground": "Title", f"{script}/details": "Summary", f"{script}/publish": "Note",
        f"/@{ada.username}/modules/new?kind=text": "Text",
        f"/messages/{room}": "Message",
        f"/@{ada.username}": "Write in the guestbook",
        "/song/stories/new": "Blurb", f"/song/stories/{story['id']}/settings": "Variables", f"/song/stories/{story['id']}/propose": "Label",
        verse: "Text",
    }  # fmt: skip
    change(admin, mode="read_only", mode_message="Moving house.")
    page = person.page("/settings")
    for path, label in fields.items():
        page.goto(path)
        field = page.get_by_role("main").get_by_role("textbox", name=label).first
        expect(field).to_be_visible()
        expect(field).to_be_disabled()
    page.goto(f"{script}/edit")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    expect(page.get_by_role("textbox", name="Code")).to_be_enabled()  # what was typed can still be copied
    change(admin, mode="normal", mode_message="")
    page.goto(verse)
    asks = "dispatchEvent(new Event('beforeunload', { cancelable: true })) === false"
    change(admin, mode="read_only", mode_message="Moving house.")
    expect(page.get_by_role("button", name="Save verse")).to_be_disabled()
    assert page.evaluate(asks) is False, "a form that was closed is not unsaved"
    change(admin, mode="normal", mode_message="")
    page.get_by_role("textbox", name="Text").fill("The wheel turns.")
    change(admin, mode="read_only", mode_message="Moving house.")
    expect(page.get_by_role("button", name="Save verse")).to_be_disabled()
    assert page.evaluate(asks) is True, "what was typed is not lost without a question"
    page.evaluate("document.querySelector('.verse-form').reset()")
    page.goto(f"{script}/edit")
    change(admin, mode="normal", mode_message="")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_enabled()
    for path, label in fields.items():
        page.goto(path)
        expect(page.get_by_role("main").get_by_role("textbox", name=label).first).to_be_enabled()
    person.context.close()


def test_staff_see_that_the_site_is_in_maintenance_and_members_are_told_why(place, admin, member, chromium):
    page = Person(chromium, place, admin).page("/people")
    change(admin, mode="maintenance", mode_message="Back at noon.")
    expect(page.locator("#mode-banner")).to_contain_text("Maintenance")
    other = Person(chromium, place, member).context.new_page()
    answer = other.goto("/rooms")
    assert answer.status == 503
    expect(other.get_by_role("heading", name="Maintenance")).to_be_visible()
    expect(other.get_by_role("main").get_by_text("Back at noon.")).to_be_visible()
    change(admin, mode="normal", mode_message="")
    expect(page.locator("#mode-banner")).to_be_hidden()
    assert httpx.get(place.url + "/health").status_code == 200
