"""What all servers of this run have logged holds none of what the tests told them in confidence. Runs last."""

import asyncio
import re
import time
import uuid

import httpx
import pytest
import secrets_seen
from neospace_client import sign_up
from neospace_server import Server
from test_accounts_contract import form_client, post

pytestmark = pytest.mark.last


@pytest.fixture(scope="module")
def talkative():
    """A server that logs all it ever would, and what people confide to it."""
    with Server(env={"NEOSPACE_LOG_LEVEL": "debug", "SECRET_KEY": f"a key of this run alone {uuid.uuid4().hex}"}) as server:
        secrets_seen.remember(server.env["SECRET_KEY"])
        account = sign_up(server, password=f"signing up {uuid.uuid4().hex}")
        for password in (f"a wrong guess {uuid.uuid4().hex}", "x" * 2000 + uuid.uuid4().hex):
            secrets_seen.remember(password)
            post(server, "/api/auth/signin", {"email": account.email, "password": password})
        # Bodies that are refused before anybody knows what they are.
        password = f"half a body {uuid.uuid4().hex}"
        secrets_seen.remember(password)
        for content in (f'{{"password":"{password}"', f'{{"password":["{password}"]}}', f'["{password}"]'):
            httpx.post(server.url + "/api/auth/signup", content=content, headers={"Content-Type": "application/json"})
        with form_client(server) as browser:
            browser.post("/login", data={"login": account.email, "password": f"in a form {uuid.uuid4().hex}"})
            browser.post("/signup", data={"username": "x", "password": f"in a refused form {uuid.uuid4().hex}"})
            # Secrets where they do not belong.
            browser.get(f"/login?next=/rooms&token={uuid.uuid4().hex}", headers={"Referer": f"{server.url}/x?token={uuid.uuid4().hex}"})
            browser.get("/nowhere", headers={"Authorization": f"Bearer {uuid.uuid4().hex}.{uuid.uuid4().hex}.{uuid.uuid4().hex}"})
            browser.get("/nowhere", headers={"Authorization": f"Basic {uuid.uuid4().hex}", "Cookie": f"session={uuid.uuid4().hex}"})
        httpx.put(
            server.url + "/api/auth/profile",
            headers=account.headers,
            json={"password": f"the next one {uuid.uuid4().hex}", "current_password": "not the current one"},
        )

        async def confide():
            async with account.socket() as socket:
                room = f"den-{uuid.uuid4().hex[:8]}"
                await socket.request("create_room", {"name": room, "kind": "private"})
                await socket.join(room)
                await socket.request("post_message", {"room": room, "content": f"between us {uuid.uuid4().hex}"})
                await socket.ws.send(f'{{"v":1,"type":"post_message","data":{{"content":"{password}"}}')  # cut short

        asyncio.run(confide())
        httpx.post(server.url + "/api/auth/signout", headers=account.headers)
        time.sleep(0.3)
        yield server


def tokens_seen() -> list[str]:
    """Signed ones: tests also send forged tokens without a signature."""
    return [secret for secret in secrets_seen.secrets if re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", secret)]


def test_no_log_of_this_run_holds_a_secret(talkative):
    tokens = tokens_seen()
    assert tokens and any("signing up" in secret for secret in secrets_seen.secrets) and any("between us" in s for s in secrets_seen.secrets)
    lines = 0
    for log in secrets_seen.logs:
        text = log.read_text(errors="replace") if log.exists() else ""
        lines += text.count("\n")
        # The one line that is for whoever starts the server.
        text = re.sub(r"^Set up this place: \S+$", "", text, flags=re.MULTILINE)
        found = secrets_seen.found_in(text)
        assert not found, f"{log} holds {sorted(found)[:5]}"
    print(f"{len(secrets_seen.secrets)} secrets, {len(tokens)} of them tokens, looked for in {lines} lines of {len(secrets_seen.logs)} logs")
    assert lines > 10


def test_the_search_finds_what_is_there(talkative):
    token = tokens_seen()[0]
    password = next(secret for secret in secrets_seen.secrets if secret.startswith("signing up"))
    for line in (f"signed in with {token}", f"sig={token.split('.')[2]}", f'{{"token":"{token}"}}'):
        assert token in secrets_seen.found_in(line), line
    for line in (f"tried {password}!", httpx.QueryParams(p=password).__str__().replace("+", "%20")):
        assert password in secrets_seen.found_in(line), line
    assert "GET /login 200" not in secrets_seen.secrets and not secrets_seen.found_in("GET /login 200 in 1.2 ms")


def test_the_log_says_who_what_and_when_of_a_failed_sign_in(talkative):
    """What is needed to notice guessing is there: the route, the outcome, the request's id."""
    request_id = uuid.uuid4().hex
    post(talkative, "/api/auth/signin", {"email": "nobody@example.org", "password": "a wrong guess"}, headers={"X-Request-ID": request_id})
    deadline = time.monotonic() + 20
    while request_id not in talkative.log_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    line = next(line for line in talkative.log_text().splitlines() if request_id in line)
    assert "/api/auth/signin" in line and "401" in line
