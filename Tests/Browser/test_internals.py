"""The page of internals: what it says of its connection, and whether its copies of rooms are what the server has."""

import json
import random
import re

import pytest
from conftest import WIDTHS
from neospace_client import sign_up
from playwright.sync_api import Page, expect
from test_reading_rooms import new_room
from test_reading_rooms import post as write
from test_rooms import ask


def open_page(person) -> Page:
    page = person.page("/internals")
    expect(page.locator('[data-fact="state"]')).to_have_text("live")
    return page


def post(account, room: str, text: str) -> int:
    """The new message's id."""
    write(account, room, text)
    return int(account.server.query(f"SELECT max(id) FROM messages WHERE room_id = (SELECT id FROM rooms WHERE name = '{room}')")[0][0])


def row(page: Page, room: str):
    return page.get_by_role("region", name="Rooms").locator("tr").filter(has=page.get_by_role("link", name=f"#{room}", exact=True))


def compare(page: Page, room: str, want: str | re.Pattern) -> str:
    page.get_by_role("button", name=f"Compare #{room}", exact=True).click()
    status = page.locator("#comparison")
    expect(status).to_have_text(want)
    return status.text_content()


def test_figures_of_the_connection_and_of_rooms(person, server):
    ada, bob = person(), sign_up(server)
    name = new_room(server, ada.account)
    page = open_page(ada)
    region = page.get_by_role("region", name="Connection")
    expect(region.locator('[data-fact="trip"]')).to_have_text(re.compile(r"^\d+(\.\d)? ms$"))
    expect(region.get_by_role("img", name=re.compile("Round trip"))).to_be_visible()
    expect(row(page, name)).to_contain_text("caught up")
    for column in ("Room", "Server", "Here", "State"):
        expect(page.get_by_role("region", name="Rooms").get_by_role("columnheader", name=column, exact=True)).to_be_visible()
    before = int(row(page, name).locator('[data-cell="here"]').text_content())
    post(bob, name, "hello")
    expect(row(page, name).locator('[data-cell="here"]')).to_have_text(str(before + 1))
    expect(row(page, name).locator('[data-cell="server"]')).to_have_text(str(before + 1))
    told = json.loads(page.get_by_label("Diagnostics as JSON").input_value())
    assert told["page"]["state"] == "live" and told["connection"]["node"] == told["node"]["id"]
    assert any(one["room"] == name and one["state"] == "caught up" for one in told["rooms"])
    for secret in ("hello", ada.account.token, ada.account.email, "127.0.0.1"):
        assert secret not in json.dumps(told)


def test_diagnostics_are_copied(person):
    ada = person()
    ada.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page(ada)
    page.get_by_role("button", name="Copy diagnostics").click()
    expect(page.locator("#copied")).to_have_text("Copied")
    assert json.loads(page.evaluate("navigator.clipboard.readText()"))["page"]["state"] == "live"


def test_after_random_cuts_and_slow_links_everything_is_equal(person, server):
    ada, bob = person(), sign_up(server)
    name = new_room(server, ada.account)
    ask(ada.account, ("join_room", {"room": "general"}))
    page = open_page(ada)
    expect(row(page, name)).to_contain_text("caught up")
    network = ada.context.new_cdp_session(page)
    network.send("Network.enable")
    chance = random.Random(5)
    for number in range(12):
        how = {"offline": False, "latency": chance.choice([0, 50, 400]), "downloadThroughput": chance.choice([-1, 4_000]), "uploadThroughput": -1}
        network.send("Network.emulateNetworkConditions", how)
        if chance.random() < 0.5:
            ada.context.set_offline(True)
            page.evaluate("() => window.dispatchEvent(new Event('offline'))")
        for _ in range(chance.randint(1, 4)):
            post(bob, name, f"message {number} {'x' * chance.randint(1, 900)}")
        ada.context.set_offline(False)
        page.evaluate("() => window.dispatchEvent(new Event('online'))")
    compare(page, name, re.compile(rf"^#{name}: \d+ messages, all equal$"))
    expect(row(page, name)).to_contain_text("caught up")
    compare(page, "general", re.compile(r"^#general: \d+ messages?, all equal$"))


# Puts itself between the page and the server, and changes what the server says as `window.meddle` wishes.
BETWEEN = """
const Real = WebSocket;
window.WebSocket = class extends Real {
  set onmessage(listener) {
    super.onmessage = (event) => {
      const frame = window.meddle ? window.meddle(JSON.parse(event.data)) : event.data;
      if (frame) listener(typeof frame === 'string' ? { data: frame } : { data: JSON.stringify(frame) });
    };
  }
};
"""
ALTERED = {
    "missing": "(frame) => frame.type === 'new_message' ? null : frame",
    "different": "(frame) => (frame.type === 'new_message' && (frame.data.html += ' '), frame)",
    "extra": "(frame) => (frame.type === 'new_message' && (frame.data.id += 1000000), frame)",
}


@pytest.mark.parametrize("how", ALTERED)
def test_a_fold_altered_by_hand_is_found_and_named(person, server, how):
    ada, bob = person(), sign_up(server)
    name = new_room(server, ada.account)
    ada.context.add_init_script(BETWEEN)
    page = open_page(ada)
    compare(page, name, f"#{name}: 1 message, all equal")
    page.evaluate(f"() => {{ window.meddle = {ALTERED[how]} }}")
    id_ = post(bob, name, "look here")
    if how != "missing":
        expect(row(page, name).locator('[data-cell="state"]')).to_have_text("caught up")
    want = {"missing": f"1 differs: {id_} (missing)", "different": f"1 differs: {id_} (different)", "extra": f"2 differ: {id_} (missing), {id_ + 1000000} (extra)"}[how]
    compare(page, name, f"#{name}: {want}")
    page.evaluate("() => { window.meddle = null }")
    page.get_by_role("button", name=f"Fetch again #{name}").click()
    expect(page.locator("#comparison")).to_have_text(f"#{name}: fetched again, 2 messages")
    compare(page, name, f"#{name}: 2 messages, all equal")


def test_an_older_message_is_found_and_named(person, server):
    ada = person()
    name = new_room(server, ada.account)
    ada.context.add_init_script(BETWEEN)
    page = open_page(ada)
    id_ = post(ada.account, name, "look here")
    compare(page, name, f"#{name}: 2 messages, all equal")
    page.evaluate("() => { window.meddle = (frame) => (frame.type === 'message_reacted' ? null : frame) }")
    say = "async ([id]) => { const { request } = await import(document.querySelector('script[src$=\"/page.js\"]').src.replace('page.js', 'connection.js')); await request('react', { id, emoji: '🎉', on: true }); }"
    page.evaluate(say, [id_])
    expect(row(page, name)).to_contain_text("1 behind")
    compare(page, name, f"#{name}: 1 differs: {id_} (older)")


def test_without_javascript_the_server_s_figures_stand_in_tables(person, server):
    ada = person()
    name = new_room(server, ada.account)
    other = ada.page("/rooms/general")
    expect(other.locator("[data-connection]")).to_have_attribute("data-connection", "live")
    context = ada.plain()
    page = context.new_page()
    page.goto("/internals")
    expect(page.get_by_role("heading", name="Internals", level=1)).to_be_visible()
    expect(page.get_by_role("table", name="Your connections").get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("table", name="Rooms").get_by_role("link", name=f"#{name}")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Compare|Fetch again|Copy diagnostics"))).to_have_count(0)
    assert json.loads(page.get_by_label("Diagnostics as JSON").input_value())["sockets"]
    context.close()


def test_its_script_is_loaded_there_alone(person):
    ada = person()
    loaded: list[str] = []
    page = ada.context.new_page()
    page.on("request", lambda request: loaded.append(request.url))
    for path in ("/rooms/general", "/settings", f"/@{ada.account.username}"):
        page.goto(path, wait_until="networkidle")
    assert not [url for url in loaded if re.search("internals|comparing|copies|round-trips", url)]
    page.goto("/internals", wait_until="networkidle")
    assert [url for url in loaded if "internals.js" in url]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_has_one_way_to_scroll(person, width):
    page = open_page(person(viewport=dict(zip(("width", "height"), WIDTHS[width], strict=True))))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
