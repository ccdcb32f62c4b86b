"""docs/OPERATING.md, command by command: from a clone to a configured, backed-up community, through a restore, an upgrade, two ways back, a wave of
spam, requests by letter, and the move to PostgreSQL.

The blocks run in the page's order, as an operator types them, in a shell of a new Debian: its folders lie below a temporary one, `systemctl` starts
and stops the real server, and what the page tells to do in a browser is done over HTTP between the chapters. A command that is not listed here fails
the test."""

import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time

import httpx
import pytest
from neospace_client import sign_up
from neospace_server import BINARY, ROOT, once_is_enough
from ports import reserved_port
from postgres_server import PostgresServer

pytestmark = [once_is_enough, pytest.mark.timeout(300)]

PAGE = (ROOT / "docs/OPERATING.md").read_text()
PASSWORD = "correct horse"
# Folders of the machine that lie below the temporary one.
FOLDERS = ("/etc", "/opt", "/var/lib", "/var/tmp")
# What a shell of Debian has, and the command of the page itself.
LISTED = {"cd", "cp", "mv", "rm", "echo", "tee", "grep", "sed", "curl", "install", "openssl", "sh", "neospace", "sudo"}
# What cannot be done in a test, with what is done instead.
STAND_INS = {
    "git": "if [ \"$1\" = clone ]; then ln -s . neospace; fi  # the clone is this one",
    "bin/setup": "true  # the packages are there: the server has been built",
    "swift": f'[[ "$*" == *--show-bin-path* ]] && dirname {shlex.quote(BINARY)} || true  # what has been built is taken',
    "rsync": 'cp -r "${@: -2:1}" "$PLACE/elsewhere"  # the other machine is a folder',
    "systemctl": f'exec {shlex.quote(sys.executable)} {shlex.quote(__file__)} systemctl "$@"',
    "journalctl": 'cat "$PLACE/journal"',
}


def blocks() -> list[tuple[str, str]]:
    """Each block of commands, with the chapter it stands in."""
    found, chapter = [], ""
    for part in re.findall(r"^## ([^\n]+)$|^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        if part[0]:
            chapter = part[0]
        else:
            found.append((chapter, part[1]))
    return found


def words(block: str) -> set[str]:
    """The commands of a block: the first word of each, and the one that sudo runs."""
    text = re.sub(r"<<(\w+)\n.*?^\1$", "", block, flags=re.MULTILINE | re.DOTALL).replace("\\\n", " ")
    text = re.sub(r"^neospace\(\).*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"'[^']*'", "''", text)
    found = set()
    for command in re.split(r"\n|&&|\||\$\(|;", text):
        typed = [word.strip('"') for word in command.split()]
        while typed and re.fullmatch(r"[A-Z]+=", typed[0]):
            typed = typed[1:]
        if typed and not typed[0].startswith("#"):
            found.add(typed[0])
            if typed[0] == "sudo":
                found.add(typed[1])
    return found


class Machine:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.port, self._reservation = reserved_port()
        self.url = f"http://127.0.0.1:{self.port}"
        for name in FOLDERS + ("/bin", "/clone/bin", "/etc/systemd/system", "/etc/caddy"):
            (folder / name[1:]).mkdir(parents=True, exist_ok=True)
        for name in ("deploy", "Public", "docs"):
            (folder / "clone" / name).symlink_to(ROOT / name)
        for name, text in STAND_INS.items() | {"sudo": 'exec "$@"'}.items():
            path = folder / ("clone" if "/" in name else "bin") / name
            path.write_text(f"#!/bin/bash\n{text}\n")
            path.chmod(0o755)
        self.function = ""
        self.replaced = {"https://community.example.org/": self.url + "/", "7860": str(self.port), "your password": PASSWORD}

    @property
    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NEOSPACE_")}
        return kept | {"PATH": f"{self.folder}/bin:/usr/sbin:/usr/bin:/sbin:/bin", "PLACE": str(self.folder), "PYTHONPATH": os.pathsep.join(sys.path)}

    def placed(self, text: str) -> str:
        for old, new in self.replaced.items():
            text = text.replace(old, new)
        for name in FOLDERS:
            text = re.sub(rf"(?<![\w/.]){name}\b", str(self.folder) + name, text)
        return text

    def run(self, block: str) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.placed(self.function + block)], cwd=self.folder / "clone", env=self.env, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}\n{self.journal()[-2000:]}"
        return done.stdout

    def journal(self) -> str:
        path = self.folder / "journal"
        return path.read_text() if path.exists() else ""

    def health(self) -> int:
        return httpx.get(self.url + "/health", timeout=5).status_code


def settings(place: pathlib.Path) -> dict[str, str]:
    """Those that systemd would give the server: of the unit, then of its file."""
    unit = (place / "etc/systemd/system/neospace.service").read_text()
    given = dict(pair.split("=", 1) for line in re.findall(r"^Environment=(.*)$", unit, re.MULTILINE) for pair in line.split())
    lines = (place / "etc/neospace.env").read_text().splitlines()
    found = given | dict(line.split("=", 1) for line in lines)
    return {name: str(place) + value if value.startswith(FOLDERS) else value for name, value in found.items()}


def systemctl(place: pathlib.Path, *arguments: str) -> int:
    """Starts and stops the server as the unit says; the start returns when the server answers."""
    known = [["daemon-reload"], ["reload", "caddy"], ["enable", "--now", "neospace"], ["start", "neospace"], ["stop", "neospace"]]
    if list(arguments) not in known:
        return 2
    pid = place / "pid"
    if arguments[0] in ("enable", "start"):
        data = place / "var/lib/neospace"
        data.mkdir(exist_ok=True, mode=0o700)
        env = {"PATH": "/usr/bin:/bin"} | settings(place)
        with open(place / "journal", "ab") as log:
            server = subprocess.Popen([place / "opt/neospace/neospace", "serve"], env=env, cwd=data, stdout=log, stderr=log, start_new_session=True)
        pid.write_text(str(server.pid))
        for _ in range(400):
            try:
                return 0 if httpx.get(f"http://127.0.0.1:{env['PORT']}/health", timeout=5).status_code == 200 else 1
            except httpx.TransportError:
                time.sleep(0.05)
                if server.poll() is not None:
                    return 1
        return 1
    if arguments[0] == "stop":
        number = int(pid.read_text())
        os.kill(number, signal.SIGTERM)
        for _ in range(300):
            status = pathlib.Path(f"/proc/{number}/stat")
            if not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return 0
            time.sleep(0.05)
        return 1
    return 0


def test_every_command_of_the_handbook_is_listed():
    assert len(blocks()) > 12
    for chapter, block in blocks():
        assert words(block) <= LISTED | set(STAND_INS), f"{chapter}: {words(block) - LISTED - set(STAND_INS)}"


def test_every_command_of_the_program_is_explained():
    usage = subprocess.run([BINARY, "help"], capture_output=True, text=True).stdout
    for command in re.findall(r"^  ([a-z]+(?: [a-z-]+)?)", usage, re.MULTILINE):
        if command.split()[0] not in ("demo", "help", "serve"):
            assert f"neospace {command.split()[0]}" in PAGE, command


def test_the_year_of_an_operator(tmp_path):
    machine = Machine(tmp_path)
    people = {}
    with PostgresServer() as postgres:
        machine.replaced["postgres://neospace:secret@db.example.org/neospace"] = postgres.create_database()
        try:
            for number, (chapter, block) in enumerate(blocks()):
                before(chapter, block, machine, people)
                told = machine.run(block)
                after(chapter, block, told, machine, people)
            assert machine.health() == 200 and number > 12
        finally:
            pid = tmp_path / "pid"
            if pid.exists():
                systemctl(tmp_path, "stop", "neospace")


def joined(machine: Machine, name: str):
    return sign_up(machine, email=f"{name}@example.org", username=name)


def before(chapter: str, block: str, machine: Machine, people: dict) -> None:
    """What the text tells to do elsewhere, or what has happened."""
    if "systemctl enable" in block:
        # What the page cannot know: a port that is free here, and that a year takes a minute.
        with open(machine.folder / "etc/neospace.env", "a") as file:
            file.write(f"PORT={machine.port}\nNEOSPACE_LIMIT_CREDENTIALS=off\n")
    if chapter == "Administrators":
        people["somebody"] = joined(machine, "somebody")
    if chapter == "A spam wave":
        people["spammers"] = [joined(machine, name) for name in ("spammer1", "spammer2")]
    if chapter == "Requests by letter":
        people["member"] = joined(machine, "member")
    if "neospace.db.before-" in block:
        # The other way back. The upgrade has been made once more.
        shutil.copytree(machine.folder / "opt/neospace", machine.folder / "opt/neospace.before")
    if chapter == "Backup and restore" and "restore" in block:
        people["late"] = joined(machine, "late")


def until_normal(machine: Machine) -> None:
    """Running servers follow within five seconds."""
    deadline = time.monotonic() + 10
    while httpx.get(machine.url + "/", headers={"Accept": "text/html"}).status_code == 503:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def signs_in(machine: Machine, email: str) -> httpx.Response:
    return httpx.post(machine.url + "/api/auth/signin", json={"email": email, "password": PASSWORD}, timeout=20)


def after(chapter: str, block: str, told: str, machine: Machine, people: dict) -> None:
    """What has to be so then."""
    data = machine.folder / "var/lib/neospace"
    if block.startswith("neospace() {"):
        machine.function = block
    elif "health" in block:
        assert '"ok"' in told
    elif chapter == "The first administrator":
        links = re.findall(r"Set up this place: https://community.example.org(/setup\?token=\S+)", told)
        assert len(links) == 2
        page = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
        assert httpx.get(machine.url + links[0], headers=page).status_code == 404, "the second link voids the first"
        form = {
            "token": links[1].split("token=")[1], "site_name": "The Shed", "name": "You", "username": "you", "email": "you@example.org", "password": PASSWORD,
            "sign_up": "open"}
        answer = httpx.post(machine.url + "/setup", data=form, headers=page, timeout=20)
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin"), answer.text
    elif "neospace doctor" in block:
        lines = dict(reversed(line.split()[:2]) for line in told.splitlines() if re.match("(ok|todo|warn|fail) ", line))
        assert lines["public_url"] == lines["secret_key"] == lines["database"] == lines["schema"] == "ok" and "fail" not in lines.values()
        if chapter != "Is everything in order?":
            assert lines["backup"] == "ok"
    elif chapter == "Administrators":
        assert "somebody (somebody@example.org) is an administrator now" in told
        link = re.search(r"https://community.example.org(/recover\?token=\S+)", told)[1]
        assert httpx.get(machine.url + link, headers={"Accept": "text/html"}).status_code == 200
    elif chapter == "Settings, modes and switches":
        assert [line.split(".")[0] for line in told.splitlines()] == ["The mode is read_only", "The mode is maintenance", "The mode is normal"]
        until_normal(machine)
    elif chapter == "A spam wave":
        bans, _ = json.JSONDecoder().raw_decode(told, told.index("{"))
        assert bans["refused"] == [] and len(bans["actions"]) == 2
        until_normal(machine)
        for spammer in people["spammers"]:
            assert signs_in(machine, spammer.email).status_code == 403
    elif chapter == "Requests by letter":
        assert (machine.folder / "var/tmp/member.zip").stat().st_size > 1_000 and "is erased" in told
        assert signs_in(machine, people["member"].email).status_code == 401
    elif chapter == "Backup and restore":
        if "verify" in block:
            assert "is whole" in told
        elif "rsync" in block:
            assert {"by-hand.db", "by-hand.db.sha256", "by-hand.db.json", "media"} <= {path.name for path in (machine.folder / "elsewhere").iterdir()}
        else:
            assert "The database holds the backup now" in told and (data / "neospace.db.before-restore").exists()
            assert signs_in(machine, "you@example.org").status_code == 200
            assert signs_in(machine, people["late"].email).status_code == 401, "who came after the backup is gone"
    elif chapter == "Upgrade and roll back":
        if "migrate down" in block:
            assert "took back" in told
            # The program is the same one, so its start is an upgrade, too.
            assert (data / f"neospace.db.before-{version(machine)}").exists()
        assert signs_in(machine, "you@example.org").status_code == 200
    elif chapter == "PostgreSQL":
        assert signs_in(machine, "you@example.org").status_code == 200


def version(machine: Machine) -> str:
    return machine.run("neospace version").split()[1]


if __name__ == "__main__" and sys.argv[1:2] == ["systemctl"]:
    sys.exit(systemctl(pathlib.Path(os.environ["PLACE"]), *sys.argv[2:]))
