"""Walls, from where their owners and visitors sit: live in every tab, by keyboard, by drag and touch, without JavaScript."""

import re

import pytest
from accessibility import violations
from playwright.sync_api import Page, expect


def live(page: Page) -> None:
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")


def open_wall(someone, owner=None) -> Page:
    page = someone.page(f"/@{(owner or someone).account.username}")
    live(page)
    return page


def add(someone, text: str, **style) -> int:
    """A text module at the end of the wall."""
    with someone.account.http() as http:
        last = http.get(f"/api/walls/{someone.account.username}").json()["data"]["arrangement"][-1:]
        answer = http.post("/api/modules", json={"kind": "text", "content": {"text": text}, "after": last[0] if last else None, "style": style})
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]["module"]["id"]


def has_order(page: Page, *numbers: int) -> None:
    modules = page.locator("[data-module]")
    expect(modules).to_have_count(len(numbers))
    for place, number in enumerate(numbers):
        expect(modules.nth(place)).to_have_attribute("data-module", str(number))


def module(page: Page, number: int):
    return page.locator(f"[data-module='{number}']")


@pytest.fixture
def wall(person):
    """An owner whose wall holds three text modules."""
    owner = person()
    with owner.account.http() as http:
        for number in http.get(f"/api/walls/{owner.account.username}").json()["data"]["arrangement"]:
            assert http.delete(f"/api/modules/{number}").status_code == 200
    owner.ids = [add(owner, f"module {word}") for word in ("one", "two", "three")]
    return owner


def test_a_new_members_wall_greets_them(person):
    owner = person()
    page = open_wall(owner)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("."))
    expect(page.get_by_role("feed", name="Modules").locator("article")).to_have_count(2)
    for name in ("Edit profile", "Add module", "Removed modules"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_role("region", name="Sticker board")).to_be_visible()
    expect(page.get_by_text("Be the first to sign")).to_be_visible()


def test_long_lines_of_code_scroll_and_widen_nothing(wall):
    add(wall, "```\n" + "wide = " + "x" * 200 + "\n```")
    page = open_wall(wall)
    for width in (320, 390, 768):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_modules_are_made_and_changed_with_forms(wall):
    page = open_wall(wall)
    page.get_by_role("link", name="Add module").click()
    kinds = page.get_by_role("navigation", name="Kinds")
    kinds.get_by_role("link", name="Link", exact=True).click()
    page.get_by_label("Address").fill("javascript:alert(1)")
    page.get_by_label("Title").fill("My draft")
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".errors")).to_contain_text("Address")
    expect(page.get_by_label("Title")).to_have_value("My draft")
    page.get_by_label("Address").fill("https://example.org/cats")
    page.get_by_label("Paint").select_option("sky")
    page.get_by_label("Whole width").check()
    page.get_by_role("button", name="Add").click()
    made = page.locator("article.kind-link")
    expect(made).to_contain_text("example.org")
    expect(made).to_have_class(re.compile("paint-sky.*wide"))
    made.get_by_role("link", name="Edit").click()
    page.get_by_label("Title").fill("Cats of the world")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("article.kind-link").get_by_role("link", name="Cats of the world")).to_be_visible()


def test_modules_are_moved_by_keyboard_and_visitors_see_it(wall, person):
    one, two, three = wall.ids
    page, seen = open_wall(wall), open_wall(person(), wall)
    up = module(page, three).get_by_role("button", name="Move up")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[role=status]").filter(has_text="Moved to place 2 of 3")).to_be_visible()
    expect(module(page, three).get_by_role("button", name="Move up")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[role=status]").filter(has_text="Moved to place 1 of 3")).to_be_visible()
    for tab in (page, seen):
        has_order(tab, three, one, two)
    expect(seen.get_by_role("button", name="Move up")).to_have_count(0)


@pytest.mark.parametrize("pointer", ["mouse", "touch"])
def test_modules_are_moved_by_their_handle(wall, pointer):
    one, two, three = wall.ids
    page = open_wall(wall)
    page.evaluate("document.getElementById('modules').scrollIntoView({block: 'end'})")
    handle, target = module(page, one).locator("[data-drag]").bounding_box(), module(page, three).bounding_box()
    start = (handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    end = (target["x"] + target["width"] * 0.9, target["y"] + target["height"] * 0.9)
    if pointer == "mouse":
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(*end, steps=8)
        page.mouse.up()
    else:
        session = page.context.new_cdp_session(page)
        steps = [(start[0] + (end[0] - start[0]) * part / 8, start[1] + (end[1] - start[1]) * part / 8) for part in range(1, 9)]
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start[0], "y": start[1]}]})
        for x, y in steps:
            session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    has_order(page, two, three, one)
    # It moves at once; that the server has it is told.
    expect(page.locator("[role=status]").filter(has_text="Moved to place 3 of 3")).to_be_visible()
    page.reload()
    has_order(page, two, three, one)


def test_a_removal_is_undone(wall, person):
    one, two, three = wall.ids
    page, seen = open_wall(wall), open_wall(person(), wall)
    button = module(page, two).get_by_role("button", name="Remove")
    button.focus()
    page.keyboard.press("Enter")
    expect(module(seen, two)).to_have_count(0)
    expect(module(page, three).get_by_role("button", name="Remove")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    for tab in (page, seen):
        has_order(tab, one, two, three)


def test_removed_modules_wait_on_a_page(wall):
    page = open_wall(wall)
    page.get_by_role("link", name="Removed modules").click()
    page.wait_for_url("**/removed")
    while page.get_by_role("button", name="Restore").count():
        page.get_by_role("button", name="Restore").first.click()
        page.get_by_role("link", name="Removed modules").click()
        page.wait_for_url("**/removed")
    expect(page.get_by_text("Nothing to bring back")).to_be_visible()


def test_an_empty_wall_says_so(wall, person):
    with wall.account.http() as http:
        for number in wall.ids:
            http.delete(f"/api/modules/{number}")
    seen = open_wall(person(), wall)
    expect(seen.get_by_text("Nothing on this wall yet")).to_be_visible()
    add(wall, "here I am")
    expect(seen.get_by_text("here I am")).to_be_visible()
    expect(seen.get_by_text("Nothing on this wall yet")).to_be_hidden()


def test_a_guestbook_is_signed_and_an_entry_deleted(person):
    owner, guest = person(), person()
    page, theirs = open_wall(owner), open_wall(guest, owner)
    theirs.get_by_label("Write in the guestbook").fill("what a *lovely* wall")
    theirs.get_by_role("button", name="Sign", exact=True).click()
    for tab in (page, theirs):
        expect(tab.locator("[data-entry]")).to_contain_text("what a lovely wall")
        expect(tab.locator("[data-entry] em")).to_have_text("lovely")
        expect(tab.get_by_text("Be the first to sign")).to_be_hidden()
    other = open_wall(person(), owner)
    expect(other.locator("[data-entry]").get_by_role("button", name="Delete")).to_have_count(0)
    # A module that changes keeps what stands in it.
    page.locator("article.kind-guestbook").get_by_role("button", name="Move up").click()
    expect(theirs.locator("[data-module]").first.locator("[data-entry]")).to_contain_text("lovely")
    theirs.locator("[data-entry]").get_by_role("button", name="Delete").click()
    for tab in (page, theirs, other):
        expect(tab.locator("[data-entry]")).to_have_count(0)
        expect(tab.get_by_text("Be the first to sign")).to_be_visible()


def test_older_entries_are_loaded(person):
    owner, guest = person(), person()
    with guest.account.http() as http:
        for number in range(23):
            answer = http.post(f"/api/walls/{owner.account.username}/guestbook", json={"text": f"entry number {number}"})
            assert answer.status_code == 201, answer.text
    page = open_wall(owner)
    expect(page.locator("[data-entry]")).to_have_count(20)
    page.get_by_role("link", name="Older entries").click()
    expect(page.locator("[data-entry]")).to_have_count(23)
    expect(page.get_by_role("link", name="Older entries")).to_have_count(0)


def test_more_modules_come_on_scrolling(wall):
    for number in range(24):
        add(wall, f"module number {number}\n\n" + "and more\n\n" * 12)
    page = open_wall(wall)
    expect(page.locator("[data-module]")).to_have_count(20)
    # Over the wall: the sidebar scrolls by itself in a low window.
    page.locator("main").hover(position={"x": 200, "y": 300})
    page.mouse.wheel(0, 20_000)
    expect(page.locator("[data-module]")).to_have_count(27)
    expect(page.get_by_role("link", name="More modules")).to_have_count(0)


def test_everything_works_without_javascript(wall):
    one, two, three = wall.ids
    context = wall.context.browser.new_context(base_url=wall.server.url, java_script_enabled=False)
    context.add_cookies(wall.context.cookies())
    try:
        page = context.new_page()
        page.goto(f"/@{wall.account.username}")
        module(page, two).get_by_role("link", name="Actions").click()
        page.get_by_role("button", name="Move up").click()
        page.wait_for_url(f"**/@{wall.account.username}#module-{two}")
        has_order(page, two, one, three)
        module(page, two).get_by_role("link", name="Actions").click()
        page.get_by_role("button", name="Remove").last.click()
        expect(page.locator(".saved")).to_contain_text("restore")
        page.get_by_role("button", name="Restore: module two").click()
        has_order(page, two, one, three)
        page.get_by_role("link", name="Add module").click()
        page.get_by_role("link", name="Guestbook").click()
        page.get_by_role("button", name="Add").click()
        page.get_by_label("Write in the guestbook").fill("by hand")
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.locator("[data-entry]")).to_contain_text("by hand")
        page.locator("[data-entry]").get_by_role("button", name="Delete").click()
        expect(page.locator("[data-entry]")).to_have_count(0)
    finally:
        context.close()


def test_the_profile_is_edited_with_a_preview(person):
    owner, visitor = person(), person()
    seen = open_wall(visitor, owner)
    page = owner.page("/settings/profile")
    page.get_by_label("Name", exact=True).fill("Ada of the Walls")
    page.get_by_label("Bio").fill("I *love* walls")
    page.get_by_label("Status", exact=True).fill("out for a walk")
    page.get_by_label("Now", exact=True).select_option("reading")
    page.get_by_label("What", exact=True).fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errors")).to_contain_text("What")
    page.get_by_label("What", exact=True).fill("a long book")
    page.get_by_label("Theme").select_option("zen")
    page.get_by_role("button", name="Save").click()
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("Reading: a long book")
    expect(preview.locator("em")).to_have_text("love")
    expect(seen.get_by_role("heading", level=1)).to_have_text("Ada of the Walls")
    expect(seen.locator("#wall")).to_contain_text("out for a walk")
    seen.reload()
    expect(seen.locator("#wall")).to_have_attribute("data-theme", "zen")


def test_an_open_wall_wears_the_theme_that_its_owner_chooses(wall, person):
    page = open_wall(person(), wall)
    page.evaluate("window.stays = true")
    ground = "getComputedStyle(document.getElementById('wall')).backgroundColor"
    before = page.evaluate(ground)
    with wall.account.http() as http:
        assert http.patch("/api/profile", json={"theme": "hacker"}).status_code == 200
    expect(page.locator("#wall")).to_have_attribute("data-theme", "hacker")
    page.wait_for_function(f"before => {ground} !== before", arg=before)
    with wall.account.http() as http:
        assert http.patch("/api/profile", json={"theme": "default"}).status_code == 200
    expect(page.locator("#wall")).to_have_attribute("data-theme", "default")
    page.wait_for_function(f"before => {ground} === before", arg=before)
    assert page.evaluate("window.stays")


def test_signing_follows_the_guestbook(wall, person):
    page = open_wall(person(), wall)
    field = page.get_by_role("textbox", name="Write in the guestbook")
    with wall.account.http() as http:
        made = http.post("/api/modules", json={"kind": "guestbook", "content": {}}).json()["data"]["module"]["id"]
        expect(field).to_be_visible()
        field.fill("hello")
        page.get_by_role("button", name="Sign").click()
        expect(page.locator(".entry")).to_contain_text("hello")
        assert http.delete(f"/api/modules/{made}").status_code == 200
    expect(field).to_have_count(0)
    expect(page.locator("#wall")).not_to_have_attribute("data-can", re.compile(r"\bsign\b"))


def test_a_wall_turned_private_while_watched_is_gone(person):
    owner, visitor = person(), person()
    seen = open_wall(visitor, owner)
    with owner.account.http() as http:
        assert http.patch("/api/profile", json={"visibility": "private"}).status_code == 200
    expect(seen.locator("#wall")).to_have_count(0)
    expect(seen.locator("body")).not_to_contain_text("Guestbook")


@pytest.mark.parametrize("theme", ["default", "dark", "retro", "hacker", "zen"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_serious(wall, theme, width):
    with wall.account.http() as http:
        assert http.patch("/api/profile", json={"theme": theme, "bio": "hello", "status_message": "here"}).status_code == 200
        http.post("/api/modules", json={"kind": "link", "content": {"url": "https://example.org", "title": "x", "look": "row"}, "style": {"paint": "pink"}})
        http.post("/api/modules", json={"kind": "guestbook", "content": {}, "style": {"paint": "acid"}})
        http.post(f"/api/walls/{wall.account.username}/guestbook", json={"text": "signed"})
    page = open_wall(wall)
    page.set_viewport_size({"width": width, "height": 900})
    found = [v for v in violations(page) if v["impact"] in ("serious", "critical")]
    assert found == [], [(v["id"], [node["html"] for node in v["nodes"]]) for v in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
