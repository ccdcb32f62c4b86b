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
from neospace_server import Server, once_is_enough
from ports import free_port

pytestmark = once_is_enough

RECOVERY, CONFIRM, CONFIRM_NEW = "A new password", "Confirm your address", "Confirm your new address"
ASKED, CHANGED, PASSWORD_CHANGED = "Your address is about to change", "Your address has changed", "Your password has changed"
PASSWORD = "correct horse"
SAME = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


class Inbox:
    def __init__(self):
        self.letters: list[email.message.EmailMessage] = []
        self.recipients: list[list[str]] = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.recipients.append(envelope.rcpt_tos)
        return "250 taken"

    def about(self, subject: str, to: str | None = None) -> list[email.message.EmailMessage]:
        return [letter for letter in self.letters if letter["Subject"].startswith(subject) and to in (None, letter["To"])]

    def wait(self, count: int, subject: str = RECOVERY, to: str | None = None, seconds: float = 15) -> email.message.EmailMessage:
        """The newest of so many letters about something."""
        until = time.monotonic() + seconds
        while len(self.about(subject, to)) < count and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.about(subject, to)) == count
        return self.about(subject, to)[-1]


@contextlib.contextmanager
def mail_server(port: int, **options):
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


def token_of(letter) -> str:
    return re.search(r"http://\S+token=(\S+)", letter.get_content())[1]


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
    letter = inbox.wait(1)
    assert inbox.recipients == [[ada.email]] * 2 and letter["To"] == ada.email and letter["From"] == "door@space.example.org"
    assert letter["Auto-Submitted"] == "auto-generated" and letter["Date"].datetime and letter["Message-ID"]
    link = re.search(r"http://\S+/recover\?token=(\S+)", letter.get_content())
    form = {"token": link[1], "password": "quite another horse"}
    assert httpx.post(server.url + "/recover", data=form, headers=SAME, timeout=20).status_code == 303
    assert httpx.post(server.url + "/recover", data=form, headers=SAME, timeout=20).status_code == 410
    entry = {"email": ada.email, "password": "quite another horse"}
    assert httpx.post(server.url + "/api/auth/signin", json=entry, timeout=20).status_code == 200
    assert server.logged("mail_sent")
    log = server.log_text()
    assert link[1] not in log and ada.email not in log


def test_a_letter_box_cannot_be_filled_and_a_link_not_be_taken_away(post):
    server, inbox = post
    ada = sign_up(server)
    for _ in range(20):
        assert ask(server, ada.email).status_code == 200
    last = sign_up(server)
    ask(server, last.email)
    inbox.wait(2)
    token = token_of(inbox.about(RECOVERY)[0])
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
        while "mail_delayed" not in server.log_text() and time.monotonic() < until:
            time.sleep(0.05)
        with mail_server(port) as inbox:
            inbox.wait(1)


def letters(server, admin, **query) -> dict:
    answer = httpx.get(server.url + "/admin/mail", params=query, headers=admin.headers, timeout=20)
    assert answer.status_code == 200, answer.text
    return answer.json()


def administrator(server):
    account = sign_up(server)
    assert server.command("admin", "grant", account.email).returncode == 0
    return account


def wait_for(server, admin, is_so, seconds: float = 20) -> list[dict]:
    until = time.monotonic() + seconds
    while not is_so(found := letters(server, admin)["letters"]) and time.monotonic() < until:
        time.sleep(0.05)
    assert is_so(found), found
    return found


def test_a_letter_waits_through_kill_9_and_is_sent_once_by_the_next_start(tmp_path):
    port = free_port()
    server = Server(data=str(tmp_path), env={"SMTP_URL": f"smtp://127.0.0.1:{port}", "SMTP_FROM": "door@space.example.org"})
    with server:
        ada, admin = sign_up(server), administrator(server)
        ask(server, ada.email)
        (letter,) = [one for one in wait_for(server, admin, lambda found: any(one["kind"] == "recovery" and one["tries"] for one in found))
                     if one["kind"] == "recovery"]
        assert letter["state"] == "waiting" and letter["error"] and letter["next_try_at"] and letter["to"] == f"{ada.email[0]}…@{ada.email.split('@')[1]}"
        server.kill()
        # At rest nobody reads whom a letter is for, or the link in it.
        stored = b"".join(path.read_bytes() for path in tmp_path.glob("neospace.db*"))
        assert b"/recover?token=" not in stored
        with mail_server(port) as inbox:
            server.start()
            inbox.wait(1)
            token = token_of(inbox.about(RECOVERY)[0])
            assert httpx.get(server.url + "/recover", params={"token": token}, headers=SAME).status_code == 200
            found = wait_for(server, admin, lambda found: all(one["state"] == "sent" for one in found))
            assert not any(one["next_try_at"] for one in found) and len(inbox.about(RECOVERY)) == 1
            assert server.query("SELECT COUNT(*) FROM letters WHERE content IS NOT NULL") == [("0",)]


class Refusing(Inbox):
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return f"550 no such mailbox <{address}>"
        envelope.rcpt_tos.append(address)
        return "250 ok"


def test_a_letter_that_is_refused_for_good_fails_and_says_why_without_the_address():
    port = free_port()
    inbox = Refusing()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with Server(env={"SMTP_URL": f"smtp://127.0.0.1:{port}", "SMTP_FROM": "door@space.example.org"}) as server:
            admin = administrator(server)
            gone = sign_up(server, email="gone-away@example.org")
            found = wait_for(server, admin, lambda found: any(one["state"] == "failed" for one in found))
            (letter,) = [one for one in found if one["state"] == "failed"]
            assert letter["error"].startswith("550 no such mailbox <g…@example.org>") and letter["tries"] == 1 and letter["next_try_at"] is None
            assert gone.email not in server.log_text() and server.logged("mail_failed")
            mail = httpx.get(server.url + "/admin", headers=admin.headers).json()["mail"]
            assert mail["configured"] and mail["failed_24h"] == 1 and mail["last_error"] == letter["error"]
            assert mail["sent_at"] is None or mail["sent_at"].endswith("Z")
            page = httpx.get(server.url + "/admin/mail", headers=admin.headers | {"Accept": "text/html"}).text
            assert "550 no such mailbox &lt;g…@example.org&gt;" in page and "gone-away" not in page
            metrics = httpx.get(server.url + "/metrics").text
            assert re.search(r"^neospace_letters_failed_total 1$", metrics, re.MULTILINE)
    finally:
        controller.stop()


def test_the_test_letter_shows_the_whole_dialogue_and_no_credentials(tmp_path):
    seen = []

    def authenticate(server, session, envelope, mechanism, data):
        seen.append(data.password)
        return AuthResult(success=data.password == b"p@ss-phrase", handled=False)

    port = free_port()
    options = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
    with mail_server(port, **options) as inbox:
        for password, state in (("p%40ss-phrase", "sent"), ("wrong-phrase", "failed")):
            with Server(env={"SMTP_URL": f"smtp://door:{password}@127.0.0.1:{port}", "SMTP_FROM": "door@space.example.org"}) as server:
                admin = administrator(server)
                answer = httpx.post(server.url + "/admin/mail/test", json={"to": "ada@example.org"}, headers=admin.headers, timeout=40)
                assert answer.status_code == 200, answer.text
                told = answer.json()
                assert told["state"] == state and set(told) == {"state", "error", "dialogue"}
                dialogue = "\n".join(told["dialogue"])
                assert "> EHLO" in dialogue and re.search(r"^> AUTH \w+ \*\*\*\*$", dialogue, re.MULTILINE), dialogue
                assert "ss-phrase" not in dialogue and "AGRvb3I" not in dialogue and "ada@example.org" not in dialogue
                if state == "sent":
                    assert told["error"] is None and "> RCPT TO:<a…@example.org>" in dialogue and "< 250 taken" in dialogue
                    assert inbox.about("A test", "ada@example.org")
                else:
                    assert told["error"].startswith("535")
                (listed,) = [one for one in letters(server, admin)["letters"] if one["kind"] == "test"]
                assert listed["state"] == state and listed["to"] == "a…@example.org"
    assert seen[-1] == b"wrong-phrase"


def test_the_test_letter_is_for_administrators_and_for_addresses(post):
    server, inbox = post
    ada, admin = sign_up(server), administrator(server)
    for account, status in ((ada, 403), (admin, 200)):
        assert httpx.get(server.url + "/admin/mail", headers=account.headers).status_code == status
    assert httpx.post(server.url + "/admin/mail/test", json={"to": "x@example.org"}, headers=ada.headers).status_code == 403
    refused = httpx.post(server.url + "/admin/mail/test", json={"to": "nowhere"}, headers=admin.headers)
    assert refused.status_code == 422 and "to" in refused.json()["error"]["details"]
    form = httpx.post(server.url + "/admin/mail/test", data={"to": "x@example.org"}, headers=admin.headers | SAME, timeout=40)
    assert form.status_code == 303 and form.headers["location"] == "/admin/mail"
    inbox.wait(1, "A test")
    page = httpx.get(server.url + "/admin/mail", headers=admin.headers | {"Accept": "text/html"}).text
    assert "What the two servers said" in page and "x…@example.org" in page
    form = httpx.post(server.url + "/admin/mail/test", data={"to": "nowhere"}, headers=admin.headers | SAME)
    assert form.status_code == 422 and 'aria-invalid="true"' in form.text and "nowhere" in form.text


def test_letters_are_listed_in_slices_and_without_a_mail_server_it_is_said(tmp_path, server):
    admin = administrator(server)
    told = letters(server, admin)
    assert told == {"configured": False, "from": None, "letters": [], "next": None}
    refused = httpx.post(server.url + "/admin/mail/test", json={"to": "x@example.org"}, headers=admin.headers)
    assert refused.status_code == 503
    for number in range(1, 6):
        server.query(
            "INSERT INTO letters (reference, kind, recipient, state, created_at, ended_at)"
            f" VALUES ('{number}', 'digest', 'a…@b.org', 'sent', {number}000000, 1)")
    first = letters(server, admin, limit=2)
    rest = letters(server, admin, limit=100, before=first["next"])
    ids = [one["id"] for one in first["letters"] + rest["letters"]]
    assert len(ids) == 5 and ids == sorted(ids, reverse=True) and rest["next"] is None
    for query in ({"limit": 0}, {"limit": 101}, {"before": 0}, {"before": "x"}):
        assert httpx.get(server.url + "/admin/mail", params=query, headers=admin.headers).status_code == 422


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
        while "mail_delayed" not in server.log_text() and time.monotonic() < until:
            time.sleep(0.05)
        assert server.logged("mail_delayed") and not inbox.letters and not seen
    with mail_server(port, authenticator=authenticate, auth_required=True, auth_require_tls=False) as inbox, Server(env=env) as server:
        ask(server, sign_up(server).email)
        inbox.wait(1)
        assert seen == [(b"door", b"p@ss")]
        assert "p@ss" not in server.log_text() and "p%40ss" not in server.command("config").stdout


def test_without_a_mail_server_the_page_says_whom_to_ask(server):
    page = httpx.get(server.url + "/forgot", headers=SAME)
    assert page.status_code == 200 and "Ask an administrator" in page.text and "<form" not in page.text.split("<main")[1].split("</main")[0]
    assert ask(server, "ada@example.org").status_code == 404



def change(server, account, address: str, password: str = PASSWORD) -> httpx.Response:
    form = {"email": address, "email_password": password}
    return httpx.post(server.url + "/settings/email", data=form, headers=SAME | account.headers, timeout=20)


def held(server, account) -> str:
    return server.query(f"SELECT email FROM users WHERE username = '{account.username}'")[0][0]


def follow(server, path: str, token: str, **more) -> httpx.Response:
    return httpx.post(server.url + path, data={"token": token} | more, headers=SAME, timeout=20)


def test_an_address_counts_once_its_letter_is_answered(post):
    server, inbox = post
    ada = sign_up(server)
    token = token_of(inbox.wait(1, CONFIRM, ada.email))
    page = httpx.get(server.url + "/address/confirm", params={"token": token}, headers=SAME)
    assert page.status_code == 200 and page.headers["referrer-policy"] == "no-referrer" and ada.username in page.text
    assert follow(server, "/address/confirm", token).status_code == 200
    assert follow(server, "/address/confirm", token).status_code == 410
    assert change(server, ada, "new@example.org").status_code == 303
    assert held(server, ada) == ada.email
    confirm = token_of(inbox.wait(1, CONFIRM_NEW, "new@example.org"))
    inbox.wait(1, ASKED, ada.email)
    assert follow(server, "/address/confirm", confirm).status_code == 200
    assert held(server, ada) == "new@example.org"
    inbox.wait(1, CHANGED, ada.email)
    assert token not in server.log_text() and confirm not in server.log_text()


def test_the_old_address_stops_a_change(post):
    server, inbox = post
    ada = sign_up(server)
    assert change(server, ada, "evil@example.org").status_code == 303
    stop = token_of(inbox.wait(1, ASKED, ada.email))
    assert follow(server, "/address/confirm", token_of(inbox.wait(1, CONFIRM_NEW))).status_code == 200
    assert held(server, ada) == "evil@example.org"
    assert httpx.get(server.url + "/address/stop", params={"token": stop}, headers=SAME).status_code == 200
    assert held(server, ada) == "evil@example.org"
    assert follow(server, "/address/stop", stop).status_code == 200
    assert held(server, ada) == ada.email
    assert httpx.get(server.url + "/api/tasks", headers=ada.headers).status_code == 401


def test_a_recovery_link_dies_with_a_new_password_and_the_member_is_told(post):
    server, inbox = post
    ada = sign_up(server)
    ask(server, ada.email)
    link = token_of(inbox.wait(1))
    body = {"password": "another horse", "current_password": PASSWORD}
    assert httpx.put(server.url + "/api/auth/profile", json=body, headers=ada.headers, timeout=20).status_code == 200
    inbox.wait(1, PASSWORD_CHANGED, ada.email)
    assert httpx.get(server.url + "/recover", params={"token": link}, headers=SAME).status_code == 410
    assert follow(server, "/recover", link, password="mine now, is it").status_code == 410


def test_in_production_an_administrators_address_needs_its_letter_and_password():
    port = free_port()
    env = {
        "SMTP_URL": f"smtp://127.0.0.1:{port}", "SMTP_FROM": "door@space.example.org", "NEOSPACE_ENV": "production", "SECRET_KEY": "k" * 40,
        "PUBLIC_URL": "http://localhost", "ADMIN_EMAILS": "boss@example.org",
    }
    body = {"name": "Boss", "email": "boss@example.org", "password": PASSWORD, "username": "boss"}
    with mail_server(port) as inbox, Server(test_mode=False, env=env) as server:
        assert httpx.post(server.url + "/api/auth/signup", json=body, timeout=20).status_code == 201
        role = "SELECT role FROM users WHERE username = 'boss'"
        assert server.query(role) == [("member",)]
        token = token_of(inbox.wait(1, CONFIRM))
        assert follow(server, "/address/confirm", token).status_code == 422
        assert follow(server, "/address/confirm", token, password=PASSWORD).status_code == 200
        assert server.query(role) == [("admin",)]
    # Without mail there is nothing to confirm it with.
    del env["SMTP_URL"], env["SMTP_FROM"]
    with Server(test_mode=False, env=env) as server:
        refused = httpx.post(server.url + "/api/auth/signup", json=body, timeout=20)
        assert refused.status_code == 422 and "setup-link" in refused.json()["error"]["details"]["email"]
        assert server.logged("admin_address_refused") and server.query("SELECT COUNT(*) FROM users") == [("0",)]


def test_changes_of_address_send_few_letters_per_member_and_per_address():
    port = free_port()
    env = {"SMTP_URL": f"smtp://127.0.0.1:{port}", "NEOSPACE_LIMIT_CREDENTIALS": "off", "NEOSPACE_LIMIT_ADDRESS_LETTERS": "3/3600"}
    with mail_server(port) as inbox, Server(env=env, test_mode=False) as server:
        ada, eve = sign_up(server), sign_up(server)
        for number in range(3):
            assert change(server, ada, f"target{number}@example.org").status_code == 303
        refused = change(server, ada, "target3@example.org")
        assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0
        inbox.wait(3, CONFIRM_NEW)
        for account in (eve, sign_up(server), sign_up(server)):
            assert change(server, account, "Popular@example.org").status_code == 303
        assert change(server, sign_up(server), "popular@example.org").status_code == 429, "whatever its case"
        inbox.wait(3, CONFIRM_NEW, to="popular@example.org")


def test_a_digest_brings_what_is_unread_and_one_post_stops_it(post):
    server, inbox = post
    ada, bob = sign_up(server), sign_up(server)
    call = lambda account, method, path, body=None: httpx.request(method, server.url + path, headers=account.headers, json=body)  # noqa: E731
    assert call(ada, "PATCH", "/api/preferences", {"digest": "daily"}).status_code == 200
    assert server.command("digest", "--now").stdout.strip() == "Sent 0 digests."
    beans = {"kind": "art", "art": "beans", "x": 50, "y": 50}
    assert call(bob, "POST", f"/api/walls/{ada.username}/stickers", beans).status_code == 201
    assert server.command("digest").stdout.strip() == "Sent one digest."
    letter = inbox.wait(1, "1 unread notification", ada.email)
    plain, rich = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "placed a sticker on your wall" in plain and f"{server.url}/@{ada.username}" in plain and "<a href=" in rich
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = letter["List-Unsubscribe"].strip("<>")
    assert server.command("digest", "--now").stdout.strip() == "Sent 0 digests."
    assert httpx.get(stop).status_code == 200
    assert call(ada, "GET", "/api/preferences").json()["data"]["preferences"]["digest"] == "daily"
    elsewhere = {"Origin": "https://mail.example.org"}
    assert httpx.post(stop, data={"List-Unsubscribe": "One-Click"}, headers=elsewhere).status_code == 200
    assert call(ada, "GET", "/api/preferences").json()["data"]["preferences"]["digest"] == "off"
    assert httpx.get(stop + "x").status_code == httpx.post(stop + "x").status_code == 410
    assert stop.split("token=")[1] not in server.log_text()
