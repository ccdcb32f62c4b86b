"""A link for a new password by mail: a real SMTP server takes the letters, with and without TLS, and away for a while."""

import contextlib
import email
import email.policy
import re
import ssl
import subprocess
import time

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from neospace_client import sign_up
from neospace_server import Server, free_port, once_is_enough

pytestmark = once_is_enough

SAME = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


class Inbox:
    def __init__(self):
        self.letters: list[email.message.EmailMessage] = []
        self.recipients: list[list[str]] = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.recipients.append(envelope.rcpt_tos)
        return "250 taken"

    def wait(self, count: int, seconds: float = 15) -> None:
        until = time.monotonic() + seconds
        while len(self.letters) < count and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.letters) == count


@contextlib.contextmanager
def mail_server(port: int, **options):
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


def ask(server, address: str) -> httpx.Response:
    return httpx.post(server.url + "/forgot", data={"email": address}, headers=SAME, timeout=20)


@pytest.fixture
def post():
    """A mail server, and NeoSpace sending through it."""
    port = free_port()
    env = {"SMTP_URL": f"smtp://127.0.0.1:{port}", "SMTP_FROM": "door@space.example.org"}
    with mail_server(port) as inbox, Server(env=env) as server:
        yield server, inbox


def test_a_letter_brings_a_link_that_sets_a_password_once(post):
    server, inbox = post
    ada = sign_up(server)
    assert "/forgot" in httpx.get(server.url + "/login", headers=SAME).text
    known, unknown = ask(server, ada.email.upper()), ask(server, "nobody@example.org")
    assert known.status_code == unknown.status_code == 200 and known.text == unknown.text
    inbox.wait(1)
    letter = inbox.letters[0]
    assert inbox.recipients == [[ada.email]] and letter["To"] == ada.email and letter["From"] == "door@space.example.org"
    assert letter["Auto-Submitted"] == "auto-generated" and letter["Date"].datetime and letter["Message-ID"]
    link = re.search(r"http://\S+/recover\?token=(\S+)", letter.get_content())
    form = {"token": link[1], "password": "quite another horse"}
    assert httpx.post(server.url + "/recover", data=form, headers=SAME, timeout=20).status_code == 303
    assert httpx.post(server.url + "/recover", data=form, headers=SAME, timeout=20).status_code == 410
    entry = {"email": ada.email, "password": "quite another horse"}
    assert httpx.post(server.url + "/api/auth/signin", json=entry, timeout=20).status_code == 200
    log = server.log_text()
    assert "letter_sent" in log and link[1] not in log and ada.email not in log


def test_a_letter_box_cannot_be_filled_and_a_link_not_be_taken_away(post):
    server, inbox = post
    ada = sign_up(server)
    for _ in range(20):
        assert ask(server, ada.email).status_code == 200
    last = sign_up(server)
    ask(server, last.email)
    inbox.wait(2)
    token = re.search(r"token=(\S+)", inbox.letters[0].get_content())[1]
    assert httpx.get(server.url + "/recover", params={"token": token}, headers=SAME).status_code == 200


@pytest.mark.parametrize("address", ["", "nothing", "a@example.org\r\nBcc: eve@example.org", "x" * 250 + "@a.org"])
def test_what_is_no_address_is_marked(post, address):
    server, inbox = post
    answer = ask(server, address)
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text and not inbox.letters
    assert httpx.post(server.url + "/forgot", data={"email": "a@b.org"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_asking_counts_like_signing_in():
    env = {"SMTP_URL": f"smtp://127.0.0.1:{free_port()}", "SMTP_FROM": "door@space.example.org"}
    with Server(test_mode=False, env=env) as server:
        answers = [ask(server, "nobody@example.org") for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert int(answers[5].headers["retry-after"]) > 0


def test_a_mail_server_that_is_away_gets_the_letter_later():
    port = free_port()
    with Server(env={"SMTP_URL": f"smtp://127.0.0.1:{port}", "SMTP_FROM": "door@space.example.org"}) as server:
        ada = sign_up(server)
        assert ask(server, ada.email).status_code == 200
        until = time.monotonic() + 10
        while "letter_delayed" not in server.log_text() and time.monotonic() < until:
            time.sleep(0.05)
        with mail_server(port) as inbox:
            inbox.wait(1)


def test_user_and_password_go_to_the_server_and_to_nobody_in_its_place(tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    seen = []

    def authenticate(server, session, envelope, mechanism, data):
        seen.append((data.login, data.password) if isinstance(data, LoginPassword) else data)
        return AuthResult(success=True)

    port = free_port()
    env = {"SMTP_URL": f"smtp://door:p%40ss@localhost:{port}", "SMTP_FROM": "door@space.example.org"}
    options = {"tls_context": context, "require_starttls": True, "authenticator": authenticate, "auth_required": True}
    # A certificate nobody vouches for is not believed: nothing is said to it.
    with mail_server(port, **options) as inbox, Server(env=env) as server:
        ask(server, sign_up(server).email)
        until = time.monotonic() + 10
        while "letter_delayed" not in server.log_text() and time.monotonic() < until:
            time.sleep(0.05)
        assert "letter_delayed" in server.log_text() and not inbox.letters and not seen
    with mail_server(port, authenticator=authenticate, auth_required=True, auth_require_tls=False) as inbox, Server(env=env) as server:
        ask(server, sign_up(server).email)
        inbox.wait(1)
        assert seen == [(b"door", b"p@ss")]
        assert "p@ss" not in server.log_text() and "p%40ss" not in server.command("config").stdout


def test_without_a_mail_server_the_page_says_whom_to_ask(server):
    page = httpx.get(server.url + "/forgot", headers=SAME)
    assert page.status_code == 200 and "Ask an administrator" in page.text and "<form" not in page.text.split("<main")[1].split("</main")[0]
    assert ask(server, "ada@example.org").status_code == 404

