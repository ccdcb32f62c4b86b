"""What a browser loads for a first page, and in which order: slow phones wait for every trip."""

from playwright.sync_api import expect

LOADED = """performance.getEntriesByType('resource').filter(({name}) => name.includes('/assets/'))
  .map(({name, startTime}) => ({file: name.split('/').slice(5).join('/'), at: startTime}))"""
# Modules that come with the page are there before this moment.
READY = "performance.getEntriesByType('navigation')[0].domContentLoadedEventStart"


def load(page) -> list[dict]:
    expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "live")
    page.evaluate("document.fonts.ready.then(() => true)")
    return page.evaluate(LOADED)


def test_western_texts_load_the_small_part_of_a_face_and_others_the_rest(person):
    fonts = lambda page: {one["file"] for one in load(page) if one["file"].startswith("fonts/")}
    ada = person()
    page = ada.page("/tasks")
    assert "fonts/inter-400.woff2" in fonts(page) and not [file for file in fonts(page) if "-more" in file], fonts(page)
    with ada.account.http() as http:
        assert http.post("/api/tasks", json={"title": "Купить хлеба"}).status_code == 201
    page.goto("/tasks")
    expect(page.get_by_text("Купить хлеба").first).to_be_visible()
    page.wait_for_function("[...document.fonts].some(({status, unicodeRange}) => status === 'loaded' && unicodeRange.includes('U+401'))")
    assert [file for file in fonts(page) if "-more" in file], fonts(page)


def test_the_head_names_every_module_that_the_page_starts_with(person):
    ada = person()
    for path in ("/rooms/general", f"/@{ada.account.username}", "/feed", "/tasks", "/dashboard"):
        page = ada.page(path)
        loaded = [one for one in load(page) if one["file"].startswith("js/")]
        files = [one["file"] for one in loaded]
        assert len(files) == len(set(files)), (path, "each is loaded once", files)
        named = page.eval_on_selector_all("head > link[rel=modulepreload], head > script[src]", "(all) => all.map((one) => (one.href ?? one.src).split('/').slice(5).join('/'))")
        ready = page.evaluate(READY)
        assert {one["file"] for one in loaded if one["at"] < ready} == set(named), path
        page.close()
