"""Avatars and the pictures and sounds of profiles, as an independent client sees them."""

import concurrent.futures
import pathlib

import httpx
from archives import Archive
from media_files import ffmpeg, gif, jpeg, media, png, wav, webp_size
from neospace_client import moderate

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def patch(account, **fields) -> httpx.Response:
    return httpx.patch(account.server.url + "/api/profile", json=fields, headers=account.headers, timeout=60)


def profile(account, **fields) -> dict:
    answer = patch(account, **fields)
    assert answer.status_code == 200, answer.text
    data = answer.json()["data"]
    return data["profile"] | data["settings"]


def user_id(account) -> int:
    return httpx.get(f"{account.server.url}/api/walls/{account.username}", headers=account.headers).json()["data"]["owner"]["id"]


def get(server, path: str, account=None, **headers: str) -> httpx.Response:
    return httpx.get(server.url + path, headers=(account.headers if account else {}) | headers)


def kind(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return {"image/webp": "picture", "image/svg+xml": "drawing"}[answer.headers["Content-Type"]]


def uses(account, media_id: str) -> list[str]:
    answer = httpx.get(f"{account.server.url}/api/media/{media_id}", headers=account.headers)
    assert answer.status_code == 200, answer.text
    return [use["kind"] for use in answer.json()["data"]["uses"]]


def pixel(webp: bytes, x: int, y: int) -> tuple[int, ...]:
    """A pixel's red, green and blue."""
    path = pathlib.Path("/tmp") / f"avatar-{id(webp)}.webp"
    path.write_bytes(webp)
    try:
        raw = ffmpeg("-i", f"file:{path}", "-f", "rawvideo", "-pix_fmt", "rgb24")
    finally:
        path.unlink()
    place = (y * webp_size(webp)[0] + x) * 3
    return tuple(raw[place : place + 3])


def test_everybody_has_an_avatar(server, ada, bob):
    path = f"/avatars/{user_id(ada)}"
    for account in (None, ada, bob):
        answer = get(server, path, account)
        assert kind(answer) == "drawing" and answer.text.startswith("<svg ") and "<script" not in answer.text
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        again = get(server, path, account, **{"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304 and again.content == b"" and again.headers["Cache-Control"] == "private, no-cache"
    for size in ("129", "0", "-1", "x", "", "1280"):
        assert get(server, f"{path}?size={size}", bob).status_code == 422, size
    assert get(server, f"{path}?width=128", bob).status_code == 422
    for unknown in ("999999999", "0", "abc", "9" * 30):
        assert get(server, f"/avatars/{unknown}", bob).status_code == get(server, f"/avatars/{unknown}").status_code == 404


def test_a_picture_becomes_a_square_and_changes_at_once(server, ada, bob):
    path = f"/avatars/{user_id(ada)}"
    drawn = get(server, path, bob).headers["ETag"]
    # Red in the middle third, white to its sides.
    first = media(ada, ffmpeg("-f", "lavfi", "-i", "color=white:s=900x300,drawbox=x=300:w=300:c=red:t=fill", "-frames:v", "1", "-f", "mjpeg"))
    shown = profile(ada, avatar=first, banner=first)
    assert shown["user"]["avatar_url"] == path and shown["avatar"]["id"] == shown["banner"]["id"] == first
    for query, side in (("", 128), ("?size=128", 128), ("?size=256", 256)):
        answer = get(server, path + query, bob, **{"If-None-Match": drawn})
        assert kind(answer) == "picture" and webp_size(answer.content) == (side, side)
        assert answer.content[12:16] == b"VP8 " or not answer.content[20] & 0x12, "no transparency, no animation"
        for x, y in ((4, 4), (side - 5, 4), (4, side - 5), (side // 2, side // 2)):
            red, green, blue = pixel(answer.content, x, y)
            assert red > 200 and green < 60 and blue < 60, (x, y)
        again = get(server, path + query, bob, **{"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    known = get(server, path, bob).headers["ETag"]
    second = media(ada, gif(frames=5, size="20x30"))
    profile(ada, avatar=second)
    answer = get(server, path, bob, **{"If-None-Match": known})
    assert kind(answer) == "picture" and webp_size(answer.content) == (128, 128) and answer.headers["ETag"] != known
    assert uses(ada, first) == uses(ada, second) == ["profile"], "the first one is still the banner"
    profile(ada, avatar=None)
    assert kind(get(server, path, bob)) == "drawing" and uses(ada, second) == []
    assert httpx.delete(f"{server.url}/api/media/{second}", headers=ada.headers).status_code == 200


def test_anothers_media_in_a_profile(server, ada, bob):
    picture, sound = media(bob, jpeg()), media(bob, wav())
    for field, value in (("avatar", picture), ("banner", picture), ("voice_intro", sound), ("anthem", sound)):
        refused = patch(ada, bio="changed", **{field: value})
        assert refused.status_code == 422 and set(refused.json()["error"]["details"]) == {field}
    assert uses(bob, picture) == uses(bob, sound) == [] and profile(ada, bio="same")["banner"] is None


def test_kinds_and_lengths_of_profile_media(ada):
    picture, sound, exact, long = media(ada, png(40, 30)), media(ada, wav()), media(ada, wav(30)), media(ada, wav(30.5))
    for field, value in (("avatar", sound), ("banner", sound), ("voice_intro", picture), ("anthem", picture), ("voice_intro", long)):
        refused = patch(ada, **{field: value})
        assert refused.status_code == 422 and set(refused.json()["error"]["details"]) == {field}, (field, refused.text)
    shown = profile(ada, voice_intro=exact, anthem=long, anthem_title="Long & loud")
    assert shown["voice_intro"]["duration"] == 30 and shown["anthem"]["id"] == long and shown["anthem_title"] == "Long & loud"
    assert len(shown["voice_intro"]["waveform"]) == 50 and shown["html"].count('preload="none"') == 2 and "autoplay" not in shown["html"]
    assert patch(ada, anthem_title="x" * 101).status_code == 422 and patch(ada, anthem_title="x" * 100).status_code == 200


def test_the_picture_of_a_private_wall_by_its_address(server, ada, bob):
    picture, banner, sound = media(ada, jpeg(seed=1)), media(ada, jpeg(seed=2)), media(ada, wav())
    path = f"/avatars/{user_id(ada)}"
    profile(ada, avatar=picture, banner=banner, anthem=sound)
    for visibility, guest, member in (("public", 200, 200), ("members", 404, 200), ("private", 404, 404), ("followers", 404, 404)):
        profile(ada, visibility=visibility)
        assert kind(get(server, path)) == ("picture" if guest == 200 else "drawing"), visibility
        assert kind(get(server, path, bob)) == "picture", "members always get it"
        for file in (f"/media/{banner}/640.webp", f"/media/{sound}/audio.mp3"):
            assert (get(server, file).status_code, get(server, file, bob).status_code) == (guest, member), (visibility, file)
            assert get(server, file, ada).status_code == 200
        for size in (320, 640, 1280):
            file = f"/media/{picture}/{size}.webp"
            assert get(server, file).status_code == get(server, file, bob).status_code == 404, "it is shown as an avatar only"
        for size in (128, 256):
            assert get(server, f"/media/{picture}/square-{size}.webp", ada).status_code == 404
    guest, member = get(server, path).headers["ETag"], get(server, path, bob).headers["ETag"]
    assert guest != member and get(server, path, **{"If-None-Match": member}).status_code == 200


def test_the_avatar_of_a_banned_member(server, ada, bob):
    server.query(f"UPDATE users SET role = 'moderator' WHERE username = '{bob.username}'")
    ada_id, picture = user_id(ada), media(ada, jpeg(seed=3))
    profile(ada, avatar=picture, visibility="public")
    for action, expected in (("ban", "drawing"), ("unban", "picture")):
        assert moderate(bob, action, ada.username).is_success
        assert kind(get(server, f"/avatars/{ada_id}", bob)) == kind(get(server, f"/avatars/{ada_id}")) == expected


def test_fifty_profile_changes_at_once_leave_one_avatar_and_no_orphaned_use(ada):
    pictures = [media(ada, png(40 + number, 30)) for number in range(5)]
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda number: patch(ada, avatar=pictures[number % 5], bio=str(number)), range(50)))
    assert [answer.status_code for answer in answers] == [200] * 50
    shown = profile(ada, bio="done")
    assert {one: uses(ada, one) for one in pictures} == {one: (["profile"] if one == shown["avatar"]["id"] else []) for one in pictures}


def test_the_form_takes_files_and_keeps_them_when_it_is_refused(server, ada, bob):
    def send(files=None, **fields) -> httpx.Response:
        data = {"display_name": ada.username, "theme": "default", "visibility": "members", "stickers": "everyone", "dm_policy": "everyone"}
        return httpx.post(
            server.url + "/settings/profile", data=data | fields, files=files or {"avatar": ("", b"")}, headers=ada.headers | SAME_ORIGIN, timeout=60
        )

    path = f"/avatars/{user_id(ada)}"
    files = {"avatar": ("a.jpg", jpeg(seed=4)), "banner": ("b.png", png(400, 100)), "voice_intro": ("c.wav", wav()), "anthem": ("d.wav", wav(2))}
    refused = send(files, bio="x" * 161)
    assert refused.status_code == 422
    drafts = {name: refused.text.split(f'name="draft_{name}" value="')[1].split('"')[0] for name in files}
    assert kind(get(server, path, bob)) == "drawing"
    assert send(bio="short", anthem_title="A song", **{f"draft_{name}": value for name, value in drafts.items()}).status_code == 303
    shown = profile(ada, status_message="here")
    assert {name: shown[name]["id"] for name in files} == drafts and shown["anthem_title"] == "A song"
    assert kind(get(server, path, bob)) == "picture"
    assert send().status_code == 303, "what is not mentioned stays"
    assert profile(ada, status_message="still here")["avatar"]["id"] == drafts["avatar"]
    broken = send({"banner": ("x.png", png(40, 30)[:50])})
    assert broken.status_code == 422 and 'id="error-banner"' in broken.text
    unknown = send({"banner": ("x.png", b"<svg onload=alert(1)>")})
    assert unknown.status_code in (415, 422) and 'id="error-banner"' in unknown.text
    foreign = send(draft_avatar=media(bob, jpeg(seed=5)))
    assert foreign.status_code == 422 and 'id="error-avatar"' in foreign.text
    assert send(remove_avatar="true", remove_anthem="true").status_code == 303
    shown = profile(ada, status_message="gone")
    assert shown["avatar"] is None and shown["anthem"] is None and shown["banner"]["id"] == drafts["banner"]


def test_the_export_has_the_files_of_the_profile(ada):
    picture, sound = media(ada, jpeg(seed=6)), media(ada, wav(3))
    profile(ada, avatar=picture, banner=picture, anthem=sound, anthem_title="A song")
    exported = Archive(httpx.get(ada.server.url + "/settings/export", headers=ada.headers))
    part = exported["profile"]
    assert part["banner"]["id"] == part["settings"]["avatar"]["id"] == picture and part["anthem"]["id"] == sound
    assert part["anthem_title"] == "A song" and part["voice_intro"] is None and {one["id"] for one in exported["media"]} == {picture, sound}
