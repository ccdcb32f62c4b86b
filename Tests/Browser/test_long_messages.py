"""Long texts fold, code can be copied, and cells of a spreadsheet become a table."""

from neospace_client import sign_up
from playwright.sync_api import expect
from test_reading_rooms import new_room, post
from test_rooms import ask
from test_talking import live, message

PASTE = """(field, [plain, html]) => {
  field.focus();
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', plain);
  if (html) clipboardData.setData('text/html', html);
  field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_a_long_message_is_folded_until_its_reader_asks(person, server):
    ada, other = person(), sign_up(server)
    name = new_room(server, ada.account)
    post(other, name, "\n".join(f"row {number}" for number in range(40)), "short")
    page = ada.page(f"/rooms/{name}")
    live(page)
    row = message(page, "row 39")
    height = "one => one.clientHeight / parseFloat(getComputedStyle(one).lineHeight)"
    assert row.locator(".prose").evaluate(height) < 31
    row.get_by_label("Show all").check()
    assert row.locator(".prose").evaluate(height) > 39
    # It stays unfolded when the message changes.
    ask(other, ("react", {"id": int(row.get_attribute("data-id")), "emoji": "🎉", "on": True}))
    expect(row.locator(".reaction")).to_have_count(1)
    assert row.locator(".prose").evaluate(height) > 39
    expect(message(page, "short").get_by_label("Show all")).to_have_count(0)


def test_code_is_copied_as_it_was_written(person, server):
    ada = person(permissions=["clipboard-read", "clipboard-write"])
    name = new_room(server, ada.account)
    post(ada.account, name, "```python\ndef spiral(turns):\n    return turns * 36\n```")
    page = ada.page(f"/rooms/{name}")
    live(page)
    row = message(page, "spiral")
    row.hover()
    row.get_by_role("button", name="Copy", exact=True).click()
    expect(row.get_by_role("button", name="Copied")).to_be_visible()
    row.get_by_role("button", name="Wrap").click()
    expect(row.get_by_role("button", name="Wrap")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("navigator.clipboard.readText()") == "def spiral(turns):\n    return turns * 36\n"
    # The button is not a word of the message.
    assert "Cop" not in row.locator(".prose").text_content()


def test_cells_of_a_spreadsheet_become_a_table(person, server):
    ada = person()
    name = new_room(server, ada.account)
    page = ada.page(f"/rooms/{name}")
    live(page)
    field = page.locator("#content")
    field.evaluate(PASTE, ["who\tbrings\r\nOtto\ta | b\r\nMiso\t\r\n", "<table><tr><td>who</td></tr></table>"])
    expect(field).to_have_value("|who|brings|\n|-|-|\n|Otto|a \\| b|\n|Miso||")
    field.press("Enter")
    row = page.locator("article.message").last
    expect(row.locator("table tr")).to_have_count(3)
    expect(row.locator("td").nth(1)).to_have_text("a | b")
    # Indented code is no table.
    field.evaluate(PASTE, ["\tone\n\ttwo\n", ""])
    expect(field).to_have_value("")
