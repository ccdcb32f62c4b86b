"""Writing: drafts, input methods, long texts, keys without a name; at the composer and everywhere else one can type."""

import uuid

import pytest
from neospace_client import sign_up
from playwright.sync_api import Page, expect
from test_talking import live, message, say

KEYDOWN = "(field, key) => field.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...key}))"
# As Chromium and Firefox tell of the Enter that ends a composition, and as Safari does: after the composition has ended.
COMPOSING = [{"key": "Enter", "isComposing": True, "keyCode": 229}, {"key": "Enter", "isComposing": False, "keyCode": 229}]


def field(page: Page):
    return page.locator("#content")


@pytest.fixture
def page(person):
    page = person().page()
    live(page)
    return page


def tool(page: Page, row, action: str) -> None:
    row.hover()
    row.locator(f"[data-action={action}]").click()


def test_a_draft_outlives_reply_and_edit(page):
    say(page, text := f"words {uuid.uuid4().hex[:6]}")
    row = message(page, text)
    expect(page.locator(".pending")).to_have_count(0)
    draft = "half a thought, שלום"
    field(page).fill(draft)
    tool(page, row, "reply")
    expect(page.locator("#context")).to_contain_text("Reply to")
    expect(field(page)).to_have_value(draft)
    page.keyboard.press("Escape")
    expect(page.locator("#context")).to_be_hidden()
    expect(field(page)).to_have_value(draft)

    tool(page, row, "edit")
    expect(field(page)).to_have_value(text)
    field(page).fill("an edit that is given up")
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value(draft)

    # An edit in the middle of an answer: back to the answer, then to the draft.
    tool(page, row, "reply")
    tool(page, row, "edit")
    expect(field(page)).to_have_value(text)
    page.keyboard.press("Escape")
    expect(page.locator("#context")).to_contain_text("Reply to")
    expect(field(page)).to_have_value(draft)
    page.locator("#context a").click()
    expect(page.locator("#context")).to_be_hidden()

    # An edit that is saved, and a reload in the middle of one.
    tool(page, row, "edit")
    expect(field(page)).to_have_value(text)
    field(page).fill(text + " edited")
    page.keyboard.press("Enter")
    expect(message(page, text + " edited")).to_be_visible()
    expect(field(page)).to_have_value(draft)
    tool(page, message(page, text + " edited"), "edit")
    expect(field(page)).to_have_value(text + " edited")
    page.reload()
    expect(field(page)).to_have_value(draft)

    # A draft that has been sent is gone.
    page.keyboard.press("End")
    field(page).press("Enter")
    expect(message(page, draft)).to_have_count(1)
    expect(field(page)).to_have_value("")
    page.reload()
    expect(field(page)).to_have_value("")


# Holds back the request for a message's text until `release()` is called, and counts such requests.
HELD = """(() => {
  const send = WebSocket.prototype.send;
  window.asked = 0;
  window.held = [];
  WebSocket.prototype.send = function (text) {
    if (!String(text).includes('"limit":1}')) return send.call(this, text);
    window.asked += 1;
    window.held.push(() => send.call(this, text));
  };
  window.release = () => window.held.splice(0).forEach((go) => go());
})()"""


def test_nothing_typed_while_the_words_to_edit_are_awaited_is_mixed_with_them(person):
    someone = person()
    page = someone.page()
    live(page)
    say(page, text := f"words {uuid.uuid4().hex[:6]}")
    expect(page.locator(".pending")).to_have_count(0)
    # A message that came over the socket is edited at once.
    page.evaluate(HELD)
    tool(page, message(page, text), "edit")
    expect(field(page)).to_have_value(text)
    expect(field(page)).to_be_editable()
    assert page.evaluate("window.asked") == 0
    page.keyboard.press("Escape")

    # One that the server rendered has to be asked for.
    page.reload()
    live(page)
    field(page).fill(draft := "half a thought")
    page.evaluate(HELD)
    tool(page, message(page, text), "edit")
    expect(page.locator("#context")).to_contain_text("Editing your message")
    expect(field(page)).not_to_be_editable()
    expect(field(page)).to_have_attribute("aria-busy", "true")
    page.keyboard.type("typed too early")
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value("")
    page.evaluate("window.release()")
    expect(field(page)).to_have_value(text)
    expect(field(page)).to_be_editable()
    expect(field(page)).to_be_focused()

    # Given up while waiting: the draft is back, and stays when the words come after all.
    page.keyboard.press("Escape")
    tool(page, message(page, text), "edit")
    expect(field(page)).not_to_be_editable()
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value(draft)
    expect(field(page)).to_be_editable()
    page.evaluate("window.release()")
    page.wait_for_timeout(300)
    expect(field(page)).to_have_value(draft)
    expect(page.locator("#context")).to_be_hidden()


@pytest.mark.parametrize("key", COMPOSING)
def test_enter_of_an_input_method_sends_nothing(page, key):
    mark = uuid.uuid4().hex[:6]
    field(page).fill(f"にほん {mark}")
    field(page).evaluate(KEYDOWN, key)
    page.wait_for_timeout(300)
    expect(field(page)).to_have_value(f"にほん {mark}")
    expect(page.locator("#messages", has_text=mark)).to_have_count(0)
    field(page).press("Enter")
    expect(message(page, mark)).to_be_visible()


@pytest.mark.parametrize("key", COMPOSING)
def test_enter_of_an_input_method_chooses_nothing_in_the_palette(page, key):
    page.locator("#history").focus()
    page.keyboard.press("/")
    page.keyboard.type("random")
    page.locator("#palette input").evaluate(KEYDOWN, key)
    page.locator("#palette input").evaluate(KEYDOWN, {"key": "ArrowDown", "keyCode": 229})
    page.wait_for_timeout(300)
    assert page.url.endswith("/rooms/general")
    expect(page.locator("#palette")).to_be_visible()
    # Nor does its Escape close a menu, nor its `?` open the shortcuts.
    page.evaluate("document.querySelector('#palette').close()")
    page.locator(".profile summary").click()
    page.locator("body").evaluate(KEYDOWN, {"key": "Escape", "keyCode": 229})
    page.locator("body").evaluate(KEYDOWN, {"key": "?", "keyCode": 229})
    expect(page.locator(".profile[open]")).to_have_count(1)
    expect(page.locator("dialog#shortcuts")).to_be_hidden()


def test_a_key_is_not_rewritten_while_it_is_composed(chromium, server):
    from conftest import Person

    account = sign_up(server)
    with account.http() as http:
        http.post("/terms/agree")
    someone = Person(chromium, server, account)
    page = someone.page("/dashboard")
    key = page.locator("#field-key_value")
    told = "(one, state) => { one.value = '0f3a99'; one.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: state})); return one.value }"
    assert key.evaluate(told, True) == "0f3a99"
    assert key.evaluate("(one) => { one.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true})); return one.value }") == "0F3A-99"
    someone.context.close()
    assert someone.problems == []


@pytest.mark.parametrize("path", ["/rooms/general", "/tasks", "/settings", "/appearance"])
def test_a_key_without_a_name_is_no_error(person, path):
    someone = person()
    page = someone.page(path)
    page.wait_for_timeout(200)
    for target in ("body", "input, textarea"):
        page.locator(target).first.evaluate("(one) => one.dispatchEvent(new Event('keydown', {bubbles: true}))")
    page.locator("body").evaluate(KEYDOWN, {})
    assert someone.problems == []


def paste(page: Page, selector: str, text: str) -> None:
    page.locator(selector).focus()
    page.evaluate("(text) => document.execCommand('insertText', false, text)", text)


@pytest.mark.parametrize(("text", "over"), [("x" * 5_000, "1,000"), ("😀" * 4_100, "100"), ("e\u0301" * 2_001, "2")])
def test_what_is_too_long_is_kept_counted_and_not_sent(page, text, over):
    paste(page, "#content", text)
    assert page.locator("#content").evaluate("one => [...one.value].length") == len(text)
    expect(page.locator(".composer .over")).to_have_text(f"{over} over the limit of 4,000 characters")
    field(page).press("Enter")
    page.locator(".composer .send").click()
    page.wait_for_timeout(300)
    assert page.locator("#content").evaluate("one => [...one.value].length") == len(text)
    expect(page.locator(".pending")).to_have_count(0)
    # Cut to what fits, it goes; white space around it does not count.
    mark = uuid.uuid4().hex[:8]
    page.locator("#content").fill("  " + mark + text[: 4_000 - len(mark)] + "\n\n ")
    expect(page.locator(".over")).to_have_count(0)
    field(page).press("Enter")
    expect(message(page, mark)).to_be_visible()
    expect(page.locator(".pending")).to_have_count(0)


def test_three_thousand_emoji_are_one_message(page):
    mark = uuid.uuid4().hex[:8]
    paste(page, "#content", mark + "😀" * 3_000)
    expect(page.locator(".over")).to_have_count(0)
    field(page).press("Enter")
    expect(message(page, mark)).to_contain_text("😀" * 3_000)


def test_no_field_cuts_what_is_typed(person):
    someone = person()
    for path in ("/rooms/general", "/rooms", "/tasks/new", "/settings", "/dashboard", "/tasks"):
        page = someone.page(path)
        assert page.locator("[maxlength]").count() == 0, path
        page.close()


@pytest.mark.parametrize(
    ("path", "name", "limit", "unit"),
    [
        ("/tasks/new", "title", 200, "characters"),
        ("/tasks/new", "description", 1_000, "characters"),
        ("/settings", "name", 100, "characters"),
        ("/settings", "username", 20, "characters"),
        ("/settings", "current_password", 1_024, "bytes"),
        ("/rooms", "name", 32, "characters"),
        ("/rooms", "topic", 200, "characters"),
    ],
)
def test_every_form_counts_as_the_server_does(person, path, name, limit, unit):
    page = person().page(path)
    field = page.locator(f".main [name={name}]").first
    one = "é" if unit == "bytes" else "😀"
    field.fill(one * (limit // 2 + 3 if unit == "bytes" else limit + 6))
    box = field.locator("xpath=ancestor::div[contains(@class, 'field')][1]")
    expect(box.locator(".over")).to_have_text(f"6 over the limit of {limit:,} {unit}")
    url = page.url
    field.evaluate("one => one.form.requestSubmit()")
    for other in page.locator("form [required]:not([type=file])").all():
        if other.input_value() == "" and other.is_visible():
            other.fill("x")
    field.evaluate("one => one.form.requestSubmit()")
    page.wait_for_timeout(300)
    assert page.url == url
    expect(field).not_to_have_value("")
    # The spaces of a description are part of it, those around a name are not.
    field.fill(one * (limit // 2 if unit == "bytes" else limit) + " ")
    expect(box.locator(".over")).to_have_count(1 if name in ("description", "current_password") else 0)


def test_a_short_quote_and_an_initial_are_whole_characters(person):
    ada, bob = person(), person()
    family = "👩‍👩‍👧‍👦"
    with ada.account.http() as http:
        http.post("/settings/name", data={"name": f"{family} Ada"}, headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html"})
    mine, theirs = ada.page("/rooms/random"), bob.page("/rooms/random")
    live(mine)
    live(theirs)
    mark = uuid.uuid4().hex[:6]
    say(mine, text := mark + family * 100)
    row = message(theirs, mark)
    tool(theirs, row, "reply")
    say(theirs, f"quoting {mark}")
    quote = message(theirs, f"quoting {mark}").locator(".in-reply q")
    expect(quote).to_have_text(text[: 6 + 73 * len(family)] + "…")
    face = theirs.locator("#people-list li", has_text="Ada").locator(".avatar").first
    expect(face).to_have_text(family)
