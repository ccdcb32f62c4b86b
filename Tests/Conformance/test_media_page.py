"""`/settings/media`: a member's own files, page by page, with what shows them."""

import re

import httpx
from media_files import jpeg, media, png, wav
from neospace_client import sign_up

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def page(account, path: str = "/settings/media") -> httpx.Response:
    return httpx.get(account.server.url + path, headers=account.headers | {"Accept": "text/html"})


def listed(text: str) -> list[str]:
    return re.findall(r'<li id="file-([0-9a-f-]{36})"', text)


def delete(account, file: str) -> httpx.Response:
    headers = account.headers | SAME_ORIGIN | {"Accept": "text/html"}
    return httpx.post(f"{account.server.url}/settings/media/{file}/delete", headers=headers)


def test_it_is_empty_at_first_and_a_guest_signs_in(server, ada):
    assert "0 of 500 MiB used" in page(ada).text and "No files yet" in page(ada).text and listed(page(ada).text) == []
    guest = httpx.get(server.url + "/settings/media", headers={"Accept": "text/html"})
    assert guest.status_code == 303 and guest.headers["Location"].startswith("/login?next=")


def test_every_file_is_listed_with_its_uses_and_can_be_deleted_when_there_are_none(ada):
    picture, sound, unused = media(ada, jpeg(seed=1)), media(ada, wav()), media(ada, png(40, 30))
    with ada.http() as http:
        module = http.post("/api/modules", json={"kind": "image", "content": {"media_id": picture, "alt": ""}}).json()["data"]["module"]["id"]
        assert http.patch("/api/profile", json={"avatar": picture, "anthem": sound}).status_code == 200
        body = {"kind": "image", "media_id": picture, "x": 1, "y": 1}
        sticker = http.post(f"/api/walls/{ada.username}/stickers", json=body).json()["data"]["sticker"]["id"]
    text = page(ada).text
    assert listed(text) == [unused, sound, picture] and "1 of 500 MiB used" in text
    rows = dict(zip(listed(text), re.split(r"<li id=\"file-", text)[1:], strict=True))
    links = [f"/@{ada.username}#module-{module}", f"/@{ada.username}", f"/@{ada.username}#sticker-{sticker}"]
    assert set(re.findall(r'href="(/@[^"]+)"', rows[picture])) == set(links)
    assert f"/media/{picture}/320.webp" in rows[picture] and f"/media/{sound}/audio.mp3" in rows[sound] and "Not used" in rows[unused]
    assert all(">Delete</button>" in row for row in rows.values())
    refused = delete(ada, picture)
    assert refused.status_code == 409 and listed(refused.text) == [picture] and "Something still shows this file" in refused.text
    assert all(f'href="{link}"' in refused.text for link in links)
    done = delete(ada, unused)
    assert done.status_code == 303 and "Deleted" in page(ada, done.headers["Location"]).text
    assert listed(page(ada).text) == [sound, picture] and delete(ada, unused).status_code == 404


def test_thirty_files_are_a_page_and_one_more_is_another(server, ada):
    first = media(ada, png(40, 30))
    number, owner, moment = server.query(f"SELECT number, user_id, created_at FROM media WHERE id = '{first}'")[0]
    rows = ", ".join(
        f"('00000000-0000-4000-8000-{index:06}{number:06}', {owner}, 'image', '{index:032}{number:032}', '{index:032}{number:032}', 1, 8, 6, 1, {moment}, {moment})"
        for index in range(29)
    )
    columns = "id, user_id, kind, source, file, bytes, width, height, frames, created_at, unused_since"
    server.query(f"INSERT INTO media ({columns}) VALUES {rows}")
    assert len(listed(page(ada).text)) == 30 and ">More</a>" not in page(ada).text
    last = media(ada, png(41, 30))
    text = page(ada).text
    assert listed(text)[0] == last and len(listed(text)) == 30
    more = re.search(r'href="(/settings/media\?before=[^"]+)">More</a>', text)[1]
    rest = page(ada, more).text
    assert listed(rest) == [first] and ">More</a>" not in rest and "All your files" in rest
    for before in ("x", "00000000-0000-4000-8000-00000000abcd"):
        assert page(ada, f"/settings/media?before={before}").status_code == 422


def test_anothers_file_is_not_there(server, ada):
    bob = sign_up(server)
    theirs = media(bob, png(45, 30))
    assert listed(page(ada).text) == [] and delete(ada, theirs).status_code == 404
    assert page(ada, f"/settings/media?before={theirs}").status_code == 422
    assert listed(page(bob).text) == [theirs]
