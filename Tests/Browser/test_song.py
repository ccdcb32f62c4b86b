"""Stories in a browser: two people write one, others propose and vote, and it is read with and without JavaScript, on a phone and by keyboard."""

import re

import pytest
from media_files import media, wav
from playwright.sync_api import Page, expect


def begin(page: Page, title: str) -> str:
    """Starts a story by its form; its path."""
    page.goto("/song")
    page.get_by_role("link", name="New story").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Blurb").fill("Flour, and a cat.")
    page.get_by_label("Who may read").select_option("members")
    page.get_by_role("button", name="Start the story").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    return re.search(r"/song/stories/\d+", page.url).group()


def add(page: Page, story: str, title: str, text: str, after: str = "", ending: bool = False) -> str:
    """Adds a verse by its form; its path."""
    page.goto(f"{story}/verses/new" + (f"?from={after.rsplit('/', 1)[1]}" if after else ""))
    form = page.get_by_role("form", name="New verse")
    form.get_by_label("Title", exact=True).fill(title)
    form.get_by_label("Text").fill(text)
    form.get_by_label("Ending").set_checked(ending)
    form.get_by_role("button", name="Save verse").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    return re.search(r"/song/verses/\d+", page.url).group()


def choice(page: Page, verse: str, number: int, label: str, to: str, when: str = "", then: str = "") -> None:
    """Fills in a choice of a verse and saves it."""
    page.goto(f"{verse}/edit")
    group = page.get_by_role("group", name=f"Choice {number}")
    group.get_by_label("Label").fill(label)
    group.get_by_label("Leads to").select_option(label=to)
    group.get_by_label("Only if").fill(when)
    group.get_by_label("Then").fill(then)
    page.get_by_role("button", name="Save verse").click()
    expect(page.get_by_role("list", name="Choices")).to_contain_text(label)


def tale(someone, **more) -> dict:
    """A short story with a locked choice, made at once."""
    with someone.account.http() as http:
        def ask(method: str, path: str, body: dict) -> dict:
            answer = http.request(method, f"/api/song{path}", json=body)
            assert answer.status_code in (200, 201), answer.text
            return answer.json()["data"]

        body = {"title": "The mill", "visibility": "public", "unmet": "locked", **more}
        story = ask("POST", "/stories", body)["story"]
        ask("PATCH", f"/stories/{story['id']}", {"base_version": 1, "variables": [{"name": "gold", "type": "number", "first": 0}]})
        end = ask("POST", f"/stories/{story['id']}/verses", {"title": "Home", "body": "You are home.", "ending": True})["verse"]
        path = {"label": "Take the coin", "to": story["root"], "then": [{"var": "gold", "add": 1}]}
        home = {"label": "Go home", "to": end["id"], "when": {"all": [{"var": "gold", "min": 1}]}}
        ask("PUT", f"/verses/{story['root']}", {"base_version": 1, "title": "Start", "body": "A *mill*.", "choices": [path, home]})
        return story


@pytest.mark.timeout(240)
def test_two_people_write_a_story_of_ten_verses_one_proposes_and_three_vote(person):
    ada, bob, eve, fay = (person() for _ in range(4))
    hers = ada.page("/song")
    story = begin(hers, "The mill that would not stop")
    hers.get_by_role("link", name="Settings").click()
    hers.get_by_label("Variables").fill("gold number 0\ndoor flag false")
    hers.get_by_role("button", name="Save settings").click()
    hers.goto(f"{story}/settings")
    hers.get_by_label("Username").fill(bob.account.username)
    hers.get_by_role("button", name="Add", exact=True).click()
    expect(hers.get_by_role("list", name="Writers").get_by_role("listitem")).to_have_count(1)

    # Bob looks on while Ada writes.
    watching = bob.page(story)
    verses = watching.get_by_role("list", name="Verses").get_by_role("listitem")
    expect(verses).to_have_count(1)
    hers.goto(story)
    hers.get_by_role("list", name="Verses").get_by_role("link", name="Start").click()
    start = re.search(r"/song/verses/\d+", hers.url).group()
    his = bob.page(story)
    last, paths = start, [start]
    for number in range(2, 11):
        page = hers if number % 2 else his
        last = add(page, story, f"Verse {number}", f"The wheel turns for the {number}th time.", last, ending=number == 10)
        paths.append(last)
        expect(verses).to_have_count(number)
    choice(hers, start, 2, "Pick up a coin", "Start", then="gold + 1")
    choice(his, paths[4], 2, "Pay the miller", "Verse 10", when="gold >= 1", then="door = true")
    expect(his.get_by_text("Only if gold >= 1")).to_be_visible()
    his.goto(f"{story}/check")
    expect(his.get_by_role("heading", level=1, name="Check")).to_be_visible()
    expect(his.get_by_role("img", name="Map of The mill that would not stop")).to_have_count(0)
    his.goto(f"{story}/map")
    expect(his.get_by_role("img", name="Map of The mill that would not stop").get_by_role("link")).to_have_count(10)

    # While one writes a verse, the other is told.
    hers.goto(f"{start}/edit")
    expect(hers.get_by_role("form", name="Edit Start")).to_be_visible()
    his.goto(f"{start}/edit")
    expect(his.get_by_role("status").filter(has_text="is writing this verse")).to_be_visible()
    hers.goto(story)

    # Now the story votes. Fay has read as far as the first verse.
    hers.goto(f"{story}/settings")
    hers.get_by_label("How text becomes canon").select_option("vote")
    hers.get_by_role("button", name="Save settings").click()
    reading = fay.page(f"{story}/play")
    reading.get_by_role("button", name="Verse 2").click()
    expect(reading.get_by_role("heading", level=2, name="Verse 2")).to_be_focused()

    page = eve.page(story)
    page.get_by_role("link", name="Propose a branch").click()
    page.get_by_label("Label").fill("Ask the cat")
    page.get_by_label("Title", exact=True).fill("The cat's opinion")
    page.get_by_label("Text").fill("The cat thinks that the mill runs on milk.")
    page.get_by_label("Note").fill("There was a cat in the blurb.")
    page.get_by_role("button", name="Propose").click()
    proposal = re.search(r"/song/proposals/\d+", page.url).group()
    expect(page.get_by_text("The vote closes")).to_contain_text("3 members may vote")
    expect(page.get_by_role("button", name="Withdraw")).to_be_visible()
    expect(page.get_by_role("button", name="Vote yes")).to_have_count(0)
    branches = watching.get_by_role("list", name="Proposals").get_by_role("listitem")
    expect(branches).to_have_count(1)
    expect(branches).to_contain_text("Open")
    page.get_by_role("link", name="Try it").click()
    expect(page.get_by_role("link", name="Ask the cat")).to_be_visible()
    for voter in (ada, bob, fay):
        voting = voter.page(proposal)
        voting.get_by_role("button", name="Vote yes").click()
        if voter is not fay:
            expect(voting.get_by_role("status").filter(has_text="You voted yes.")).to_be_visible()
    expect(voting.get_by_text("3 yes, 0 no")).to_be_visible()
    expect(branches).to_contain_text("Accepted")
    expect(watching.locator("li.verse-row").filter(has_text="The cat's opinion")).to_contain_text("Canon")
    reading.goto(f"{story}/play")
    reading.get_by_role("button", name="Start again").click()
    reading.get_by_role("button", name="Ask the cat").click()
    expect(reading.get_by_role("heading", level=2, name="The cat's opinion")).to_be_focused()


def test_a_story_is_read_by_keyboard_alone_on_a_phone(person):
    ada, bob = person(), person(viewport={"width": 390, "height": 844})
    story = tale(ada)
    page = bob.page(f"/song/stories/{story['id']}/play")
    expect(page.get_by_role("heading", level=1, name="The mill")).to_be_visible()
    choices = page.get_by_role("list", name="Choices")
    expect(choices.get_by_role("listitem")).to_have_text(["Take the coin", re.compile(r"Go home.*locked")])
    expect(choices.get_by_role("button")).to_have_count(1)
    choices.get_by_role("button", name="Take the coin").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Start")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(choices.get_by_role("button", name="Go home")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", level=2, name="Home")).to_be_focused()
    expect(page.get_by_text("The end")).to_be_visible()
    page.get_by_role("button", name="Back").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Start")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_story_is_read_without_javascript_by_members_and_by_guests(person, chromium, server):
    ada, bob = person(), person()
    story = tale(ada)
    plain = bob.plain()
    guest = chromium.new_context(base_url=server.url, java_script_enabled=False)
    try:
        page = plain.new_page()
        page.goto(f"/song/stories/{story['id']}/play")
        page.get_by_role("button", name="Take the coin").click()
        page.get_by_label("Name").fill("Rich")
        page.get_by_role("button", name="Bookmark").click()
        expect(page.get_by_text("Rich")).to_be_visible()
        page.get_by_role("button", name="Go home").click()
        expect(page.get_by_role("heading", level=2, name="Home")).to_be_visible()
        expect(page.get_by_text("The end")).to_be_visible()
        page.get_by_role("button", name="Start again").click()
        expect(page.get_by_role("list", name="Choices").get_by_role("button")).to_have_count(1)

        page = guest.new_page()
        page.goto(f"/song/stories/{story['id']}/play")
        page.get_by_role("link", name="Take the coin").click()
        page.get_by_role("link", name="Go home").click()
        expect(page.get_by_role("heading", level=2, name="Home")).to_be_visible()
        page.get_by_role("link", name="Back").click()
        expect(page.get_by_role("heading", level=2, name="Start")).to_be_visible()
        page.goto(f"/song/stories/{story['id']}/propose")
        assert page.url.endswith(f"/login?next=%2Fsong%2Fstories%2F{story['id']}%2Fpropose") or "/login?next=" in page.url
    finally:
        plain.close()
        guest.close()


def test_proposals_are_made_accepted_and_declined_without_javascript(person):
    ada, bob = person(), person()
    story = tale(ada, canon="keeper")
    his, hers = bob.plain(), ada.plain()
    try:
        page, keeper = his.new_page(), hers.new_page()
        for title, button, outcome in [("Attic", "Accept", "Accepted"), ("Cellar", "Decline", "Declined")]:
            page.goto(f"/song/stories/{story['id']}/propose?from={story['root']}")
            page.get_by_label("Label").fill(f"To the {title}")
            page.get_by_label("Title", exact=True).fill("Start")
            page.get_by_label("Text").fill("Dust.")
            page.get_by_role("button", name="Propose").click()
            expect(page.get_by_role("alert").filter(has_text="is the title of another verse")).to_be_visible()
            expect(page.get_by_label("Text")).to_have_value("Dust.")
            page.get_by_label("Title", exact=True).fill(title)
            page.get_by_role("button", name="Propose").click()
            path = re.search(r"/song/proposals/\d+", page.url).group()
            keeper.goto(path)
            expect(keeper.get_by_role("heading", level=1, name=f"To the {title}")).to_be_visible()
            keeper.get_by_role("button", name=button).click()
            expect(keeper.get_by_text(outcome, exact=True)).to_be_visible()
        expect(keeper.get_by_text("Dust.")).to_have_count(0)
        page.goto(path)
        expect(page.get_by_role("heading", name="What you proposed")).to_be_visible()
        expect(page.get_by_text("Dust.")).to_be_visible()
        page.goto(f"/song/stories/{story['id']}")
        expect(page.get_by_role("list", name="Proposals").get_by_role("listitem")).to_have_count(2)
    finally:
        his.close()
        hers.close()


def test_a_verse_that_others_saved_meanwhile_keeps_my_text_and_shows_what_changed(person):
    ada = person()
    story = tale(ada)
    page = ada.page(f"/song/verses/{story['root']}/edit")
    with ada.account.http() as http:
        verse = http.get(f"/api/song/verses/{story['root']}").json()["data"]["verse"]
        body = {"base_version": verse["version"], "title": "Start", "body": "A *windmill*.", "choices": verse["choices"]}
        assert http.put(f"/api/song/verses/{story['root']}", json=body).status_code == 200
    page.get_by_label("Text").fill("A watermill.")
    page.get_by_role("button", name="Save verse").click()
    expect(page.get_by_role("alert").filter(has_text="This was saved meanwhile")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value("A watermill.")
    region = page.get_by_role("region", name="What changed")
    expect(region.locator("ins")).to_contain_text("windmill")
    page.get_by_role("button", name="Save verse").click()
    expect(page.get_by_text("A watermill.")).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("list", name="Versions").get_by_role("listitem")).to_have_count(4)


def test_a_removed_verse_is_undone_on_its_page(person):
    ada = person()
    story = tale(ada)
    page = ada.page(f"/song/stories/{story['id']}")
    page.get_by_role("list", name="Verses").get_by_role("link", name="Home").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", level=1, name="This verse was removed")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1, name="Home")).to_be_visible()


# Notes the levels that the loop is set to when a voice begins and ends: 80 ms belong to that alone.
DUCKS = """window.ducks = [];
const target = AudioParam.prototype.setTargetAtTime;
AudioParam.prototype.setTargetAtTime = function (value, time, constant) {
  if (constant === 0.08) ducks.push(value);
  return target.call(this, value, time, constant);
};"""


def test_a_voice_plays_on_a_click_or_always_if_chosen_and_the_loop_ducks_under_it(person):
    ada, bob = person(), person()
    sounds = [media(ada.account, wav(seconds)) for seconds in (20, 21)]
    with ada.account.http() as http:
        story = http.post("/api/song/stories", json={"title": "The choir", "visibility": "members"}).json()["data"]["story"]
        loop = {"bpm": 200, "pages": [[[{"v": 2}] * 16] + [[0] * 16] * 7]}
        pattern = http.post("/api/song/patterns", json={"title": "Rain", "visibility": "members", "loop": loop}).json()["data"]["pattern"]
        pin = {"id": pattern["id"], "revision": 1}
        body = {"title": "Second", "body": "And on.", "voice": sounds[1], "pattern": pin, "ending": True}
        second = http.post(f"/api/song/stories/{story['id']}/verses", json=body).json()["data"]["verse"]
        first = {"base_version": 1, "title": "Start", "body": "Hum.", "choices": [{"label": "Go on", "to": second["id"]}]}
        assert http.put(f"/api/song/verses/{story['root']}", json=first | {"voice": sounds[0], "pattern": pin}).status_code == 200
    page = bob.context.new_page()
    page.add_init_script(DUCKS)
    page.goto(f"/song/stories/{story['id']}/play")
    voice, loop = page.get_by_role("group", name="Voice"), page.get_by_role("group", name="Loop")
    expect(voice.locator("svg path")).to_have_count(50)
    paused = "[...document.querySelectorAll('audio')].map((one) => one.paused)"
    assert page.evaluate(paused) == [True], "nothing plays by itself"
    loop.get_by_role("button", name="Play the loop").click()
    voice.get_by_role("button", name="Play").click()
    expect(voice.get_by_role("button", name="Pause")).to_be_visible()
    expect(loop.get_by_role("button", name="Stop the loop")).to_be_visible()
    page.wait_for_function("() => Math.abs(ducks.at(-1) - 10 ** (-12 / 20)) < 1e-9")
    voice.get_by_role("button", name="Pause").click()
    page.wait_for_function("() => ducks.at(-1) === 1")
    # Choices do not wait for it; the next one plays by itself once that is chosen.
    page.get_by_label("Always play voices").check()
    expect(voice.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=2, name="Second")).to_be_focused()
    expect(voice.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.get_by_label("Always play voices")).to_be_checked()
    expect(loop.get_by_role("button", name="Stop the loop")).to_be_visible()
    assert page.evaluate(paused) == [False]
    page.wait_for_function("() => Math.abs(ducks.at(-1) - 10 ** (-12 / 20)) < 1e-9")
    page.get_by_label("Always play voices").uncheck()
    page.reload()
    assert page.evaluate(paused) == [True]


def test_a_voice_is_chosen_and_taken_away_in_the_form_of_a_verse(person):
    ada = person()
    page = ada.page("/song")
    story = begin(page, "Spoken")
    page.goto(f"{story}/verses/new")
    form = page.get_by_role("form", name="New verse")
    form.get_by_label("Title", exact=True).fill("Hum")
    form.get_by_label("Voice", exact=True).set_input_files({"name": "hum.wav", "mimeType": "audio/wav", "buffer": wav(2)})
    form.get_by_role("button", name="Save verse").click()
    expect(page.get_by_role("heading", level=1, name="Hum")).to_be_visible()
    expect(page.get_by_role("group", name="Voice").get_by_role("button", name="Play")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Without a voice").check()
    page.get_by_role("button", name="Save verse").click()
    expect(page.get_by_role("heading", level=1, name="Hum")).to_be_visible()
    expect(page.get_by_role("group", name="Voice")).to_have_count(0)
