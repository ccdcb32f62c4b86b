"""Stickers with a picture of one's own: who may place it, who sees it, and what becomes of it."""

import httpx
from archives import Archive
from media_files import jpeg, media, png, wav
from neospace_client import moderate, sign_up

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def place(account, on, picture: str, **more) -> httpx.Response:
    body = {"kind": "image", "media_id": picture, "x": 50, "y": 50} | more
    return httpx.post(f"{on.server.url}/api/walls/{on.username}/stickers", json=body, headers=account.headers | more.pop("headers", {}))


def placed(account, on, picture: str) -> dict:
    answer = place(account, on, picture)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]["sticker"]


def get(account, path: str, server=None) -> httpx.Response:
    return httpx.get((server or account.server).url + path, headers=account.headers if account else {})


def uses(account, picture: str) -> list[tuple[str, int, str]]:
    answer = get(account, f"/api/media/{picture}")
    assert answer.status_code == 200, answer.text
    return [(use["kind"], use["id"], use["link"]) for use in answer.json()["data"]["uses"]]


def show(account, visibility: str) -> None:
    assert httpx.patch(account.server.url + "/api/profile", json={"visibility": visibility}, headers=account.headers).status_code == 200


def test_a_picture_of_ones_own_is_stuck_on_anothers_wall(server, ada, bob):
    picture = media(bob, jpeg("640x320"))
    path = f"/media/{picture}/320.webp"
    assert get(ada, path).status_code == 404
    sticker = placed(bob, ada, picture)
    assert (sticker["kind"], sticker["art"], sticker["text"], sticker["media"]["id"]) == ("image", None, None, picture)
    assert f'href="{path}"' in sticker["html"] and 'width="128" height="64"' in sticker["html"]
    assert uses(bob, picture) == [("sticker", sticker["id"], f"/@{ada.username}#sticker-{sticker['id']}")]
    assert get(ada, f"/api/walls/{ada.username}").json()["data"]["stickers"] == [sticker]
    assert f'href="{path}"' in get(ada, f"/@{ada.username}").text
    for visibility, guest, member in (("public", 200, 200), ("members", 404, 200), ("private", 404, 404)):
        show(ada, visibility)
        stranger = sign_up(server)
        assert (get(None, path, server).status_code, get(stranger, path).status_code, get(ada, path).status_code) == (guest, member, 200)
    show(ada, "members")
    assert httpx.delete(f"{server.url}/api/media/{picture}", headers=bob.headers).status_code == 409
    assert httpx.delete(f"{server.url}/api/stickers/{sticker['id']}", headers=ada.headers).status_code == 200
    assert get(ada, path).status_code == 404 and uses(bob, picture) == []
    assert httpx.delete(f"{server.url}/api/media/{picture}", headers=bob.headers).status_code == 200


def test_anothers_media_in_a_sticker(ada, bob):
    picture, sound = media(ada, png(40, 30)), media(bob, wav())
    for value in (picture, sound, "00000000-0000-4000-8000-000000000000", "x", "", 7, None):
        answer = place(bob, ada, value)
        assert answer.status_code == 422 and set(answer.json()["error"]["details"]) == {"media_id"}, (value, answer.text)
    assert uses(ada, picture) == []
    mixed = place(bob, ada, media(bob, png(41, 30)), text="hi")
    assert mixed.status_code == 422 and set(mixed.json()["error"]["details"]) == {"text"}


def test_a_request_replayed_with_its_key_after_the_sticker_is_gone(server, ada, bob):
    picture, key = media(bob, png(42, 30)), {"Idempotency-Key": f"again-{bob.username}"}

    def again() -> httpx.Response:
        body = {"kind": "image", "media_id": picture, "x": 50, "y": 50}
        return httpx.post(f"{server.url}/api/walls/{ada.username}/stickers", json=body, headers=bob.headers | key)

    first = again()
    assert first.status_code == 201 and again().json() == first.json()
    number = first.json()["data"]["sticker"]["id"]
    assert httpx.delete(f"{server.url}/api/stickers/{number}", headers=bob.headers).status_code == 200
    assert again().json() == first.json() and uses(bob, picture) == []
    assert get(ada, f"/media/{picture}/320.webp").status_code == 404


def test_the_picture_of_a_banned_placer(server, ada, bob):
    mo, picture = sign_up(server), media(bob, png(43, 30))
    server.query(f"UPDATE users SET role = 'moderator' WHERE username = '{mo.username}'")
    placed(bob, ada, picture)
    for action, status in (("ban", 404), ("unban", 200)):
        assert moderate(mo, action, bob.username).is_success
        assert get(ada, f"/media/{picture}/320.webp").status_code == status, action


def test_the_export_has_the_pictures_that_one_placed(ada, bob):
    picture = media(bob, png(44, 30))
    placed(bob, ada, picture)
    [sticker] = Archive(get(bob, "/settings/export"))["stickers"]
    assert (sticker["kind"], sticker["wall"], sticker["media"]["id"]) == ("image", ada.username, picture)
    assert Archive(get(ada, "/settings/export"))["stickers"] == []
