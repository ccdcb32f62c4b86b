"""Pictures and sounds on walls: who may show them, who sees them, and what becomes of them."""

import re

import httpx
import pytest
from archives import Archive
from media_files import jpeg, media, png, wav
from neospace_client import sign_up

KINDS = ["image", "gallery", "audio", "voice_note"]


@pytest.fixture(scope="module")
def ann(server):
    return sign_up(server)


@pytest.fixture(scope="module")
def bob(server):
    return sign_up(server)


def add(account, kind: str, content: dict) -> httpx.Response:
    with account.http() as http:
        return http.post("/api/modules", json={"kind": kind, "content": content})


def module(account, kind: str, content: dict) -> dict:
    answer = add(account, kind, content)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]["module"]


def status(server, path: str, account=None) -> int:
    return httpx.get(server.url + path, headers=account.headers if account else {}).status_code


def show(account, visibility: str) -> None:
    with account.http() as http:
        assert http.patch("/api/profile", json={"visibility": visibility}).status_code == 200


def test_a_picture_is_seen_by_those_who_see_the_wall(server, ann, bob):
    picture = media(ann, jpeg("900x600"))
    path = f"/media/{picture}/640.webp"
    assert status(server, path, ann) == 200
    assert status(server, path, bob) == status(server, path) == 404, "nothing shows it yet"
    made = module(ann, "image", {"media_id": picture, "alt": "a field & a fence"})
    shown = made["media"][0]
    assert (made["kind"], shown["id"], shown["width"], shown["height"]) == ("image", picture, 900, 600)
    assert path in made["html"] and 'alt="a field &amp; a fence"' in made["html"] and 'width="900"' in made["html"]
    for visibility, member, guest in (("members", 200, 404), ("public", 200, 200), ("private", 404, 404), ("members", 200, 404)):
        show(ann, visibility)
        assert (status(server, path, bob), status(server, path)) == (member, guest), visibility
    with ann.http() as http:
        assert http.delete(f"/api/media/{picture}").status_code == 409
        [use] = http.get(f"/api/media/{picture}").json()["data"]["uses"]
        assert (use["kind"], use["id"], use["link"]) == ("module", made["id"], f"/@{ann.username}#module-{made['id']}")
        assert http.delete(f"/api/modules/{made['id']}").status_code == 200
    assert status(server, path, bob) == 404, "a removed module shows nothing"
    with ann.http() as http:
        assert http.post(f"/api/modules/{made['id']}/restore").status_code == 200
        assert status(server, path, bob) == 200
        assert http.delete(f"/api/modules/{made['id']}").status_code == 200
        assert http.delete(f"/api/media/{picture}").status_code == 200
        assert http.post(f"/api/modules/{made['id']}/restore").status_code == 410
    assert status(server, path, ann) == 404


def test_a_change_releases_what_it_no_longer_shows(server, ann, bob):
    one, two = media(ann, png(40, 30)), media(ann, png(41, 30))
    made = module(ann, "image", {"media_id": one, "alt": ""})
    with ann.http() as http:
        answer = http.put(f"/api/modules/{made['id']}", json={"content": {"media_id": two, "alt": ""}})
        assert answer.status_code == 200 and answer.json()["data"]["module"]["media"][0]["id"] == two
    assert (status(server, f"/media/{one}/320.webp", bob), status(server, f"/media/{two}/320.webp", bob)) == (404, 200)


@pytest.mark.parametrize("kind", KINDS)
def test_anothers_media_id_in_a_module(server, ann, bob, kind):
    picture, sound = media(bob, png(50, 30)), media(bob, wav(1))
    mine = media(ann, png(51, 30))
    content, field = {
        "image": ({"media_id": picture, "alt": ""}, "content.media_id"),
        "gallery": ({"items": [{"media_id": mine, "alt": ""}, {"media_id": picture, "alt": ""}]}, "content.items"),
        "audio": ({"media_id": sound, "title": "x"}, "content.media_id"),
        "voice_note": ({"media_id": sound, "title": "x"}, "content.media_id"),
    }[kind]
    answer = add(ann, kind, content)
    assert answer.status_code == 422 and field in answer.json()["error"]["details"], answer.text


def test_a_sound_is_played_from_the_wall(server, ann, bob):
    made = module(ann, "voice_note", {"media_id": media(ann, wav(2)), "title": "good morning"})
    sound = made["media"][0]
    assert made["kind"] == "voice_note" and sound["duration"] == pytest.approx(2, abs=0.2) and len(sound["waveform"]) == 50
    assert 'preload="none"' in made["html"] and "autoplay" not in made["html"]
    part = httpx.get(server.url + sound["sizes"]["audio"], headers=bob.headers | {"Range": "bytes=0-9"})
    assert part.status_code == 206 and part.headers["content-type"] == "audio/mpeg"


def test_a_form_with_files_makes_modules(server, ann, bob):
    origin = {"Origin": server.url, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    with httpx.Client(base_url=server.url, cookies={"session": ann.token}, headers=origin) as browser:
        page = browser.get(f"/@{ann.username}/modules/new?kind=gallery")
        assert page.status_code == 200 and 'enctype="multipart/form-data"' in page.text
        files = [("file", ("a.png", png(60, 30))), ("file", ("b.png", png(61, 30)))]
        answer = browser.post(f"/@{ann.username}/modules", data={"kind": "gallery", "alt": ["first", "second"], "paint": "sky"}, files=files)
        assert answer.status_code == 303, answer.text
        # What was uploaded survives a refusal.
        wrong = browser.post(f"/@{ann.username}/modules", data={"kind": "audio", "title": "", "paint": "none"}, files={"file": ("a.wav", wav(1))})
        assert wrong.status_code == 422 and 'name="media_id" value="' in wrong.text
        kept = wrong.text.split('name="media_id" value="')[1].split('"')[0]
        again = browser.post(f"/@{ann.username}/modules", data={"kind": "audio", "title": "again", "media_id": kept}, files={"file": ("", b"")})
        assert again.status_code == 303, again.text
        bad = browser.post(f"/@{ann.username}/modules", data={"kind": "image"}, files={"file": ("a.png", b"<html>not a picture</html>")})
        assert bad.status_code == 422 and "error-file" in bad.text
        none = browser.post(f"/@{ann.username}/modules", data={"kind": "image", "alt": "x"}, files={"file": ("", b"")})
        assert none.status_code == 422 and "is required" in none.text
        foreign = browser.post(f"/@{bob.username}/modules", data={"kind": "image"}, files={"file": ("a.png", png(62, 30))})
        assert foreign.status_code == 403
    with ann.http() as http:
        modules = http.get(f"/api/walls/{ann.username}").json()["data"]["modules"]
    gallery = next(one for one in modules if one["kind"] == "gallery")
    assert [item["alt"] for item in gallery["content"]["items"]] == ["first", "second"] and gallery["style"]["paint"] == "sky"
    assert next(one for one in modules if one["kind"] == "audio")["content"]["title"] == "again"


def test_pictures_are_taken_out_of_a_gallery_by_its_form(server):
    cleo = sign_up(server)
    pictures = [media(cleo, png(80 + number, 30)) for number in range(3)]
    made = module(cleo, "gallery", {"items": [{"media_id": one, "alt": f"picture {one[:4]}"} for one in pictures]})
    path = f"/@{cleo.username}/modules/{made['id']}/edit"
    origin = {"Origin": server.url, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    with httpx.Client(base_url=server.url, cookies={"session": cleo.token}, headers=origin) as browser:
        page = browser.get(path).text
        assert [f'name="drop.{number}"' in page for number in range(1, 5)] == [True, True, True, False]
        assert page.count('src="/media/') == 3 and page.count('name="alt"') == 12
        form = {"media_id": ",".join(pictures), "alt": ["first", "second", "third"], "paint": "none"}
        # One picture is no gallery. The refusal keeps what was chosen.
        refused = browser.post(path, data=form | {"drop.1": "true", "drop.2": "true"}, files={"file": ("", b"")})
        assert refused.status_code == 422 and "must be 2 to 12 pictures" in refused.text
        assert [is_dropped(refused.text, number) for number in (1, 2, 3)] == [True, True, False]
        answer = browser.post(path, data=form | {"drop.2": "true"}, files={"file": ("", b"")})
        assert answer.status_code == 303, answer.text
        # A new picture takes the place after those that are there already, and its description with it.
        answer = browser.post(
            path, data={"media_id": f"{pictures[0]},{pictures[2]}", "alt": ["first", "third", "new"], "drop.1": "true"},
            files={"file": ("d.png", png(90, 30))},
        )
        assert answer.status_code == 303, answer.text
        # Thirteen are refused, and then one of them can be taken away.
        many = [media(cleo, png(100 + number, 31)) for number in range(13)]
        form = {"media_id": ",".join(many), "alt": [str(number) for number in range(13)]}
        refused = browser.post(path, data=form, files={"file": ("", b"")})
        assert refused.status_code == 422 and refused.text.count('src="/media/') == 13
        answer = browser.post(path, data=form | {"drop.13": "true"}, files={"file": ("", b"")})
        assert answer.status_code == 303, answer.text
    with cleo.http() as http:
        items = http.get(f"/api/modules/{made['id']}").json()["data"]["module"]["content"]["items"]
    assert [item["alt"] for item in items] == [str(number) for number in range(12)] and [item["media_id"] for item in items] == many[:12]


def is_dropped(page: str, number: int) -> bool:
    tag = next(tag for tag in re.findall("<input[^>]*>", page) if f'name="drop.{number}"' in tag)
    return "checked" in tag


def test_a_form_takes_as_much_html_as_the_api(server, ann):
    origin = {"Origin": server.url, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    path = f"/@{ann.username}/modules"
    with httpx.Client(base_url=server.url, cookies={"session": ann.token}, headers=origin, timeout=60) as browser:
        # Each character takes twelve bytes in the form.
        form = {"kind": "html", "title": "long", "height": "100", "html": "\U0001f408" * 50_000}
        answer = browser.post(path, data=form)
        assert answer.status_code == 303, answer.text[:300]
        answer = browser.post(path, data=form | {"html": form["html"] + "x"})
        assert answer.status_code == 422, answer.text[:300]
        assert browser.post(path, data=form | {"html": "\U0001f408" * 90_000}).status_code == 413
        assert browser.post(f"/@{ann.username}/guestbook", data={"text": "x" * 262_144}).status_code == 413


def test_leaving_takes_modules_and_files(server):
    cleo = sign_up(server)
    picture = media(cleo, png(70, 30))
    module(cleo, "image", {"media_id": picture, "alt": ""})
    with cleo.http() as http:
        exported = Archive(http.get("/settings/export"))
    assert picture in exported.text
