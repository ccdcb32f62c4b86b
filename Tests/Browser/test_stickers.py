"""The sticker board of a wall: placing, every key, dragging, turning and resizing by mouse and touch, and what others see of it."""

import re

import pytest
from accessibility import violations
from conftest import Person
from downloads_client import administrator
from playwright.sync_api import Page, expect


def open_wall(someone, owner=None) -> Page:
    page = someone.page(f"/@{(owner or someone).account.username}")
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")
    return page


def place(someone, owner, x: float, y: float, **more) -> int:
    with someone.account.http() as http:
        sticker = {"kind": "art", "art": "beans", "x": x, "y": y} | more
        answer = http.post(f"/api/walls/{owner.account.username}/stickers", json=sticker)
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]["sticker"]["id"]


def until_stored(page: Page, owner, number: int, **expected) -> None:
    """For what a page sends while it is left: nothing there tells when the server has it."""
    for _ in range(200):
        now = stored(owner, number)
        if {name: now[name] for name in expected} == expected:
            return
        page.wait_for_timeout(100)
    raise AssertionError((now, expected))


def stored(owner, number: int) -> dict:
    with owner.account.http() as http:
        found = http.get(f"/api/walls/{owner.account.username}").json()["data"]["stickers"]
    return next(sticker for sticker in found if sticker["id"] == number)


def sticker(page: Page, number: int):
    return page.locator(f"[data-sticker='{number}']")


def has_order(page: Page, *numbers: int) -> None:
    stickers = page.locator("[data-sticker]")
    expect(stickers).to_have_count(len(numbers))
    for place, number in enumerate(numbers):
        expect(stickers.nth(place)).to_have_attribute("data-sticker", str(number))


def centre(page: Page, number: int) -> tuple[float, float]:
    """In percent of the board, of the box that the browser paints."""
    return tuple(
        page.evaluate(
            """id => {
              const [it, all] = [`[data-sticker="${id}"]`, 'svg[data-objects="sticker"]'].map((s) => document.querySelector(s).getBoundingClientRect());
              return [(it.x + it.width / 2 - all.x) / all.width * 100, (it.y + it.height / 2 - all.y) / all.height * 100];
            }""",
            number,
        )
    )


def board_size(page: Page) -> tuple[float, float]:
    box = page.locator("svg[data-objects='sticker']").bounding_box()
    return box["width"], box["height"]


def is_at(page: Page, number: int, x: float, y: float) -> bool:
    width, height = board_size(page)
    at = centre(page, number)
    return abs(at[0] - x) * width / 100 <= 3 and abs(at[1] - y) * height / 100 <= 3


def middle(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, pointer: str, start, end, *, cancel: bool = False) -> None:
    steps = [(start[0] + (end[0] - start[0]) * part / 8, start[1] + (end[1] - start[1]) * part / 8) for part in range(1, 9)]
    if pointer == "mouse":
        page.mouse.move(*start)
        page.mouse.down()
        for step in steps:
            page.mouse.move(*step)
        if cancel:
            page.keyboard.press("Escape")
        page.mouse.up()
        return
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start[0], "y": start[1]}]})
    for x, y in steps:
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


@pytest.fixture
def changes():
    """Counts the changes of stickers that a page sends."""

    def watch(page: Page) -> list[str]:
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.post_data) if request.method == "PATCH" and "/api/stickers/" in request.url else None)
        return sent

    return watch


def test_stickers_are_placed_from_the_dialog(person):
    owner, visitor = person(), person()
    page, seen = open_wall(owner), open_wall(visitor, owner)
    expect(page.get_by_text("Nothing stuck here yet")).to_be_visible()
    button = page.get_by_role("button", name="Place a sticker")
    button.click()
    dialog = page.get_by_role("dialog", name="Stickers")
    with owner.account.http() as http:
        art = http.get("/api/stickers/art").json()["data"]
    for name in [one["label"] for one in art["art"]] + art["kaomoji"]:
        expect(dialog.get_by_role("button", name=name, exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Beans").click()
    beans = page.get_by_role("button", name=re.compile("^Beans, placed by"))
    expect(beans).to_be_focused()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Nothing stuck here yet")).to_be_hidden()
    number = int(beans.get_attribute("data-sticker"))
    assert abs(centre(page, number)[0] - 50) < 1
    expect(sticker(seen, number)).to_be_visible()

    button.click()
    dialog.get_by_role("button", name=art["kaomoji"][1]).click()
    expect(page.locator("[data-sticker]")).to_have_count(2)
    button.click()
    dialog.get_by_role("textbox", name="Your own words").fill("   ")
    dialog.get_by_role("button", name="Place", exact=True).click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("textbox", name="Your own words").fill("  <b>hi ")
    dialog.get_by_role("button", name="Place", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("^<b>hi, placed by"))).to_be_focused()
    expect(seen.locator("[data-sticker]").last).to_have_attribute("aria-label", re.compile("^<b>hi"))


def test_a_sticker_lands_in_the_middle_of_what_is_seen(person):
    page = open_wall(person(viewport={"width": 1440, "height": 500}))
    page.evaluate("window.scrollTo(0, document.querySelector('[data-board]').getBoundingClientRect().bottom - 250)")
    page.evaluate("document.getElementById('place-sticker').click()")
    page.get_by_role("button", name="Neon").click()
    expect(page.locator("[data-sticker]:focus")).to_have_count(1)
    visible = page.evaluate(
        """() => {
          const board = document.querySelector('svg[data-objects="sticker"]').getBoundingClientRect();
          const top = Math.max(board.top, document.querySelector('.topbar').getBoundingClientRect().bottom);
          return (top + Math.min(board.bottom, innerHeight)) / 2;
        }"""
    )
    assert abs(middle(page.locator("[data-sticker]"))[1] - visible) <= 3


@pytest.mark.parametrize(
    ("key", "expected", "words"),
    [
        ("ArrowLeft", {"x": 49}, "Moved to 49, 50"),
        ("ArrowRight", {"x": 51}, "Moved to 51, 50"),
        ("ArrowUp", {"y": 49}, "Moved to 50, 49"),
        ("Shift+ArrowDown", {"y": 55}, "Moved to 50, 55"),
        ("Shift+ArrowLeft", {"x": 45}, "Moved to 45, 50"),
        ("r", {"rotation": 15}, "Turned to 15°"),
        ("Shift+R", {"rotation": -15}, "Turned to -15°"),
        ("+", {"scale": 1.1}, "Size 1.1"),
        ("-", {"scale": 0.9}, "Size 0.9"),
    ],
)
def test_each_key_changes_one_thing(person, key, expected, words):
    owner = person()
    number = place(owner, owner, 50, 50)
    page = open_wall(owner)
    sticker(page, number).focus()
    with page.expect_response(lambda answer: answer.request.method == "PATCH") as answer:
        page.keyboard.press(key)
    assert answer.value.status == 200
    said(page, words)
    before = {"x": 50, "y": 50, "rotation": 0, "scale": 1}
    now = stored(owner, number)
    assert {name: now[name] for name in before} == before | expected
    expect(sticker(page, number)).to_be_focused()


def test_a_burst_of_keys_is_one_change(person, changes):
    owner = person()
    number = place(owner, owner, 50, 50)
    page, seen = open_wall(owner), open_wall(person(), owner)
    sent = changes(page)
    sticker(page, number).focus()
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.evaluate(
            """id => { for (let press = 0; press < 10; press += 1)
              document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true })); }""",
            number,
        )
    assert len(sent) == 1
    expect(sticker(seen, number)).to_have_attribute("x", "60%")
    assert is_at(seen, number, 60, 50)


def test_nothing_leaves_the_board(person):
    owner = person()
    number = place(owner, owner, 98, 2, scale=0.25)
    page = open_wall(owner)
    sticker(page, number).focus()
    for key in ("Shift+ArrowRight", "Shift+ArrowUp", "-"):
        page.keyboard.press(key)
    expect(sticker(page, number)).to_have_attribute("x", "100%")
    expect(sticker(page, number)).to_have_attribute("y", "0%")
    page.keyboard.press("ArrowRight")
    said(page, "It goes no further")
    page.reload()
    until_stored(page, owner, number, x=100, y=0, scale=0.2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_changes_are_sent_when_the_page_is_left(person):
    owner = person()
    number = place(owner, owner, 50, 50)
    page = open_wall(owner)
    sticker(page, number).focus()
    page.keyboard.press("ArrowLeft")
    page.goto("/rooms/general")
    page.goto(f"/@{owner.account.username}")
    expect(sticker(page, number)).to_have_attribute("x", "49%")


def test_changes_are_sent_when_the_page_is_left_before_the_one_before_was_answered(person):
    owner = person()
    number = place(owner, owner, 50, 50)
    page = open_wall(owner)
    held = []
    page.route("**/api/stickers/*", lambda route: held.append(route))
    sticker(page, number).focus()
    with page.expect_request("**/api/stickers/*"):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.unroute("**/api/stickers/*")
    page.goto("/rooms/general")
    page.goto(f"/@{owner.account.username}")
    expect(sticker(page, number)).to_have_attribute("x", "49%")
    expect(sticker(page, number)).to_have_attribute("y", "49%")


def test_what_visitors_may_do_follows_the_owner(person):
    owner, visitor = person(), person()
    number = place(visitor, owner, 50, 50)
    page = open_wall(visitor, owner)
    page.evaluate("window.stays = true")
    button = page.get_by_role("button", name="Place a sticker")
    expect(button).to_be_visible()
    with owner.account.http() as http:
        assert http.patch("/api/profile", json={"stickers": "nobody"}).status_code == 200
        expect(button).to_be_hidden()
        expect(sticker(page, number)).to_have_attribute("role", "button")
        assert http.delete(f"/api/stickers/{number}").status_code == 200
        expect(sticker(page, number)).to_have_count(0)
        assert http.patch("/api/profile", json={"stickers": "everyone"}).status_code == 200
    expect(button).to_be_visible()
    button.click()
    page.get_by_role("dialog", name="Stickers").get_by_role("button", name="Beans").click()
    expect(page.get_by_role("button", name=re.compile("^Beans, placed by"))).to_be_focused()
    assert page.evaluate("window.stays")


def test_stickers_are_restacked(person):
    owner = person()
    one, two, three = (place(owner, owner, x, 50) for x in (30, 50, 70))
    page, seen = open_wall(owner), open_wall(person(), owner)
    sticker(page, one).focus()
    page.keyboard.press("]")
    said(page, "In front")
    expect(seen.locator("[data-sticker]").last).to_have_attribute("data-sticker", str(one))
    expect(sticker(page, one)).to_be_focused()
    sticker(page, three).focus()
    page.keyboard.press("[")
    said(page, "At the back")
    expect(seen.locator("[data-sticker]").first).to_have_attribute("data-sticker", str(three))
    expect(sticker(page, three)).to_be_focused()
    for tab in (page, seen):
        has_order(tab, three, two, one)
    page.get_by_role("button", name="To front").click()
    expect(seen.locator("[data-sticker]").last).to_have_attribute("data-sticker", str(three))
    page.reload()
    has_order(page, two, one, three)


def test_a_sticker_is_removed_after_a_question(person):
    owner = person()
    one, two = (place(owner, owner, x, 50) for x in (30, 60))
    page, seen = open_wall(owner), open_wall(person(), owner)
    dialog = page.get_by_role("dialog", name="Remove this sticker?")
    sticker(page, one).focus()
    page.keyboard.press("Delete")
    expect(dialog).to_contain_text("Beans, placed by")
    dialog.get_by_role("button", name="Cancel").click()
    expect(sticker(page, one)).to_be_focused()
    page.keyboard.press("Delete")
    dialog.get_by_role("button", name="Remove").click()
    for tab in (page, seen):
        expect(sticker(tab, one)).to_have_count(0)
    expect(sticker(page, two)).to_be_focused()
    page.get_by_role("button", name="Remove", exact=True).first.click()
    dialog.get_by_role("button", name="Remove").click()
    expect(sticker(page, two)).to_have_count(0)
    expect(page.get_by_role("button", name="Place a sticker")).to_be_focused()
    expect(seen.get_by_text("Nothing stuck here yet")).to_be_visible()


@pytest.mark.parametrize("pointer", ["mouse", "touch"])
def test_a_sticker_is_dragged(person, changes, pointer):
    owner = person(has_touch=pointer == "touch")
    number = place(owner, owner, 30, 40)
    page, seen = open_wall(owner), open_wall(person(), owner)
    sent = changes(page)
    sticker(page, number).scroll_into_view_if_needed()
    width, height = board_size(page)
    start = middle(sticker(page, number))
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        drag(page, pointer, start, (start[0] + width * 0.3, start[1] + height * 0.2))
    assert len(sent) == 1
    said(page, "Moved to 60, 60")
    expect(sticker(page, number)).to_be_focused()
    now = stored(owner, number)
    assert abs(now["x"] - 60) < 0.5 and abs(now["y"] - 60) < 0.5
    expect(sticker(seen, number)).not_to_have_attribute("x", "30%")
    for tab in (page, seen):
        assert is_at(tab, number, now["x"], now["y"])


def test_a_drag_is_cancelled_and_survives_the_change_of_somebody_else(person, changes):
    owner = person()
    number = place(owner, owner, 30, 40)
    page = open_wall(owner)
    sent = changes(page)
    sticker(page, number).scroll_into_view_if_needed()
    start = middle(sticker(page, number))
    drag(page, "mouse", start, (start[0] + 90, start[1] + 60), cancel=True)
    assert is_at(page, number, 30, 40)
    width, height = board_size(page)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + width * 0.1, start[1], steps=4)
    with owner.account.http() as http:
        assert http.patch(f"/api/stickers/{number}", json={"x": 90, "y": 90, "rotation": 30}).status_code == 200
    expect(sticker(page, number).locator("g").first).to_have_attribute("transform", "rotate(30) scale(1)")
    assert is_at(page, number, 40, 40)
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.mouse.move(start[0] + width * 0.2, start[1], steps=4)
        page.mouse.up()
    now = stored(owner, number)
    assert abs(now["x"] - 50) < 0.5 and abs(now["y"] - 40) < 0.5 and now["rotation"] == 30
    assert len(sent) == 1


@pytest.mark.parametrize("pointer", ["mouse", "touch"])
def test_handles_turn_and_resize(person, pointer):
    owner = person(has_touch=pointer == "touch")
    number = place(owner, owner, 50, 50)
    page = open_wall(owner)
    sticker(page, number).scroll_into_view_if_needed()
    turn, resize = (page.get_by_role("button", name=name) for name in ("Turn", "Resize"))
    expect(turn).to_have_count(0)
    sticker(page, number).focus()
    centre_point = middle(sticker(page, number))
    start = middle(turn)
    away = centre_point[1] - start[1]
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        drag(page, pointer, start, (centre_point[0] + away, centre_point[1]))
    assert abs(stored(owner, number)["rotation"] - 90) < 1
    said(page, "Turned to 90°")
    start = middle(resize)
    end = tuple(centre_point[axis] + (start[axis] - centre_point[axis]) * 1.5 for axis in (0, 1))
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        drag(page, pointer, start, end)
    assert abs(stored(owner, number)["scale"] - 1.5) < 0.05
    assert is_at(page, number, 50, 50)
    sticker(page, number).blur()
    expect(turn).to_have_count(0)


@pytest.mark.parametrize("at", [(0, 0), (100, 0), (0, 100), (100, 100)])
def test_handles_can_be_reached_in_every_corner(person, at):
    owner = person()
    number = place(owner, owner, *at, scale=2)
    page = open_wall(owner)
    sticker(page, number).focus()
    for name in ("Turn", "Resize"):
        # Measured at once: the page may still move while its faces arrive.
        is_inside = """one => {
          const [handle, board] = [one, document.querySelector('svg[data-objects="sticker"]')].map((each) => each.getBoundingClientRect());
          const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
          return board.left < x && x < board.right && board.top < y && y < board.bottom;
        }"""
        assert page.get_by_role("button", name=name).evaluate(is_inside)


def test_a_refused_change_is_taken_back(person):
    owner = person()
    number = place(owner, owner, 50, 50)
    page = open_wall(owner)
    page.route("**/api/stickers/*", lambda route: route.fulfill(status=403, json={"success": False, "error": {"code": "FORBIDDEN", "message": "Not now"}}))
    sticker(page, number).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(sticker(page, number)).to_have_attribute("x", "55%")
    expect(page.get_by_role("alert").filter(has_text="Not now")).to_be_visible()
    expect(sticker(page, number)).to_have_attribute("x", "50%")
    page.keyboard.press("]")
    expect(sticker(page, number)).to_be_focused()


def test_who_may_change_what(person):
    owner, placer, other = person(), person(), person()
    theirs, owners = place(placer, owner, 30, 50), place(owner, owner, 60, 50, art="grim")
    pages = [open_wall(someone, owner) for someone in (owner, placer, other)]
    roles = [[sticker(page, number).get_attribute("role") for number in (theirs, owners)] for page in pages]
    assert roles == [["button", "button"], ["button", "img"], ["img", "img"]]
    expect(pages[2].get_by_role("img", name=re.compile("^Grim, placed by"))).to_be_visible()
    start = middle(sticker(pages[2], owners))
    drag(pages[2], "mouse", start, (start[0] + 60, start[1]))
    assert is_at(pages[2], owners, 60, 50)


def test_staff_remove_stickers_but_do_not_move_them(person, chromium, server):
    owner = person()
    number = place(owner, owner, 50, 50)
    admin = Person(chromium, server, administrator(server))
    try:
        page = open_wall(admin, owner)
        sticker(page, number).focus()
        expect(page.get_by_role("button", name="Turn")).to_have_count(0)
        expect(page.get_by_role("button", name="To front")).to_be_hidden()
        page.keyboard.press("ArrowLeft")
        assert is_at(page, number, 50, 50)
        page.keyboard.press("Delete")
        page.get_by_role("dialog", name="Remove this sticker?").get_by_role("button", name="Remove").click()
        expect(sticker(page, number)).to_have_count(0)
        assert admin.problems == []
    finally:
        admin.context.close()


def test_a_wall_without_visitors_stickers_has_no_button_for_them(person):
    owner, visitor = person(), person()
    mine = place(visitor, owner, 40, 40)
    with owner.account.http() as http:
        assert http.patch("/api/profile", json={"stickers": "nobody", "visibility": "public"}).status_code == 200
    seen = open_wall(visitor, owner)
    expect(seen.get_by_role("button", name="Place a sticker")).to_have_count(0)
    expect(sticker(seen, mine)).to_have_attribute("role", "button")
    expect(open_wall(owner).get_by_role("button", name="Place a sticker")).to_be_visible()
    with visitor.account.http() as http:
        sent = {"kind": "art", "art": "beans", "x": 1, "y": 1}
        assert http.post(f"/api/walls/{owner.account.username}/stickers", json=sent).status_code == 403


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_everybody_sees_a_sticker_at_the_same_place(person, chromium, server, width):
    owner = person(viewport={"width": width, "height": 900})
    placed = {
        place(owner, owner, 30, 30, rotation=40): (30, 30),
        place(owner, owner, 55.55, 50, art="neon", scale=0.5): (55.55, 50),
        place(owner, owner, 65, 62.25, art="grim", scale=1.4): (65, 62.25),
    }
    size = {"width": width, "height": 900}
    plain = chromium.new_context(base_url=server.url, java_script_enabled=False, viewport=size)
    plain.add_cookies(owner.context.cookies())
    try:
        bare = plain.new_page()
        bare.goto(f"/@{owner.account.username}")
        tabs = [open_wall(owner), open_wall(person(viewport=size), owner), bare]
        tabs[0].reload()
        for tab in tabs:
            for number, (x, y) in placed.items():
                assert is_at(tab, number, x, y)
        expect(bare.get_by_role("button", name="Place a sticker")).to_have_count(0)
        expect(bare.get_by_role("img", name=re.compile("^Neon, placed by"))).to_be_visible()
    finally:
        plain.close()


def test_guests_see_the_board_of_a_public_wall(person, chromium, server):
    owner = person()
    place(owner, owner, 30, 30)
    with owner.account.http() as http:
        assert http.patch("/api/profile", json={"visibility": "public"}).status_code == 200
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    page.goto(f"/@{owner.account.username}")
    expect(page.get_by_role("region", name="Sticker board").get_by_role("img", name=re.compile("^Beans, placed by"))).to_be_visible()
    expect(page.get_by_role("button", name="Place a sticker")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("theme", ["default", "hacker"])
@pytest.mark.parametrize("part", ["board", "dialog", "question"])
def test_axe_finds_nothing_serious(person, theme, part):
    owner = person(viewport={"width": 390, "height": 844})
    with owner.account.http() as http:
        assert http.patch("/api/profile", json={"theme": theme}).status_code == 200
    number = place(owner, owner, 50, 50)
    place(owner, owner, 20, 20, art="melt")
    page = open_wall(owner)
    sticker(page, number).focus()
    if part == "dialog":
        page.get_by_role("button", name="Place a sticker").click()
    elif part == "question":
        page.keyboard.press("Delete")
    found = [v for v in violations(page) if v["impact"] in ("serious", "critical")]
    assert found == [], [(v["id"], [node["html"] for node in v["nodes"]]) for v in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_nothing_moves_when_the_scripts_of_a_wall_start(person, width):
    owner = person(f"pip{width}", viewport={"width": width, "height": 900})
    place(owner, owner, 50, 50)
    # The faces are in the cache: how much their arrival moves depends on what stands in for them on this machine.
    page = open_wall(owner)
    page.evaluate("document.fonts.ready")
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((all) => { for (const { value } of all.getEntries()) moved += value; })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    page.reload(wait_until="networkidle")
    expect(page.locator("[data-sticker]")).to_have_attribute("role", "button")
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    assert page.evaluate("moved") < 0.05
