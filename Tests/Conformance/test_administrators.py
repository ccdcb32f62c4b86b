"""How somebody becomes an administrator: by the operator's link, or by an address of ADMIN_EMAILS, once."""

import concurrent.futures
import re
import time

import httpx
import pytest
from neospace_client import sign_up
from neospace_server import Server

PASSWORD = "correct horse"
SAME = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


def setup_link(server) -> str:
    answer = server.command("admin", "setup-link")
    assert answer.returncode == 0, answer.stderr
    return re.fullmatch(r"Set up this place: http://\S+/setup\?token=([A-Za-z0-9_-]{43})", answer.stdout.strip())[1]


def set_up(server, token: str, name: str, **more) -> httpx.Response:
    form = {"token": token, "name": name, "username": name, "email": f"{name}@example.org", "password": PASSWORD} | more
    return httpx.post(server.url + "/setup", data=form, headers=SAME, timeout=60)


@pytest.fixture
def empty():
    with Server(env={"ADMIN_EMAILS": ""}) as server:
        yield server


def test_the_first_start_prints_a_link_and_a_later_one_voids_it(empty):
    def links() -> list[str]:
        return [line for line in empty.log_text().splitlines() if line.startswith("Set up this place: ")]

    # It is printed after the server has begun to answer.
    deadline = time.monotonic() + 20
    while not links() and time.monotonic() < deadline:
        time.sleep(0.05)
    lines = links()
    assert len(lines) == 1 and "/setup?token=" in lines[0]
    printed = lines[0].split("token=")[1]
    assert empty.query(f"SELECT COUNT(*) FROM setup_links WHERE token_digest = '{printed}'") == [("0",)]
    setup_link(empty)
    # Asked for by its digest's absence rather than over HTTP: what is sent may be in no log, and this one stands in its one line.
    assert empty.query("SELECT COUNT(*) FROM setup_links") == [("1",)]


def test_the_link_makes_one_administrator(empty):
    first, token = setup_link(empty), setup_link(empty)
    for wrong in (first, "", "x"):
        assert httpx.get(empty.url + "/setup", params={"token": wrong}, headers=SAME).status_code == 404
        assert set_up(empty, wrong, "eve").status_code == 404
    page = httpx.get(empty.url + "/setup", params={"token": token}, headers=SAME)
    assert page.status_code == 200 and page.headers["referrer-policy"] == "no-referrer"
    assert set_up(empty, token, "eve", password="short").status_code == 422
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: set_up(empty, token, f"admin{number}"), range(20)))
    made = [answer for answer in answers if answer.status_code == 303]
    assert len(made) == 1 and {answer.status_code for answer in answers} == {303, 404}
    assert made[0].headers["location"] == "/admin"
    cookie = {"Cookie": made[0].headers["set-cookie"].split(";")[0], "Accept": "text/html"}
    assert httpx.get(empty.url + "/admin/log", headers=cookie).status_code == 200
    assert empty.query("SELECT role FROM users") == [("admin",)]
    assert httpx.get(empty.url + "/setup", params={"token": token}, headers=SAME).status_code == 404
    assert empty.command("admin", "setup-link").returncode == 1
    assert token not in empty.log_text()
    empty.stop()
    empty.start()
    assert empty.log_text().count("Set up this place") == 1


def test_an_address_gives_the_role_once(empty):
    env = {"ADMIN_EMAILS": "boss@example.org"}
    with Server(env=env) as server:
        mallory = sign_up(server)
        form = {"email": "boss@example.org", "email_password": PASSWORD}
        headers = SAME | mallory.headers
        assert httpx.post(server.url + "/settings/email", data=form, headers=headers, timeout=20).status_code == 422
        assert httpx.get(server.url + "/admin/users", headers=mallory.headers).status_code == 403
        boss = sign_up(server, email="boss@example.org")
        assert httpx.get(server.url + "/admin/log", headers=boss.headers | {"Accept": "text/html"}).status_code == 200
        form["email"] = "quiet@example.org"
        assert httpx.post(server.url + "/settings/email", data=form, headers=SAME | boss.headers, timeout=20).status_code == 303
        assert httpx.get(server.url + "/admin/log", headers=boss.headers | {"Accept": "text/html"}).status_code == 200
        heir = sign_up(server, email="boss@example.org")
        assert httpx.get(server.url + "/admin/users", headers=heir.headers | {"Accept": "text/html"}).status_code == 403
        log = server.query("SELECT action FROM audit_log ORDER BY id")
        assert ("member.role",) in log and ("account.email",) in log
        assert "Set up this place" not in server.log_text()
