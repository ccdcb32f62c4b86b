"""The lobby in a browser: the list and the picture follow who comes, moves and goes."""

from playwright.sync_api import expect


def test_two_people_see_each_other_come_and_enter_a_room(person):
    ada, bob = person(), person(reduced_motion="reduce")
    page = ada.page("/lobby")
    people = page.get_by_role("list", name="People here")
    expect(page.get_by_role("heading", name="Lobby", level=1)).to_be_visible()
    expect(page.locator("canvas")).to_have_attribute("aria-hidden", "true")
    expect(people.get_by_role("link", name=ada.account.username.title())).to_have_attribute("href", f"/@{ada.account.username}")

    other = bob.page("/rooms/general")
    item = people.get_by_role("listitem").filter(has=page.get_by_role("link", name=bob.account.username.title()))
    expect(item).to_contain_text("in #general")
    expect(item.get_by_role("link", name="#general")).to_have_attribute("href", "/rooms/general")
    other.goto("/lobby")
    expect(item.get_by_text("in #general")).to_be_hidden()
    # The picture has colour where people stand.
    page.wait_for_function(
        """() => {
          const canvas = document.querySelector('canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return data.some((value, index) => index % 4 === 3 && value > 0);
        }"""
    )
    with bob.account.http() as http:
        assert http.patch("/api/profile", json={"show_online": False}).status_code == 200
    expect(item).to_have_count(0)
