"""Debian's Firefox without windows, asked over its own protocol (Marionette), as no driver for it is in Debian or on PyPI."""

import itertools
import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

from ports import reserved_port

PROGRAM = shutil.which("firefox-esr")


class Firefox:
    """One browser with one tab and a profile of its own."""

    def __init__(self, width: int = 1280, height: int = 900):
        self.size = (width, height)
        self._numbers = itertools.count(1)

    def __enter__(self) -> "Firefox":
        self._profile = pathlib.Path(tempfile.mkdtemp(prefix="neospace-firefox-"))
        port, self._reservation = reserved_port()
        settings = {
            "marionette.port": port, "browser.shell.checkDefaultBrowser": False, "datareporting.policy.dataSubmissionEnabled": False,
            "app.update.disabledForTesting": True, "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
            "services.settings.server": "data:,", "browser.safebrowsing.update.enabled": False, "browser.startup.page": 0,
        }  # fmt: skip
        (self._profile / "user.js").write_text("".join(f'user_pref("{key}", {json.dumps(value)});\n' for key, value in settings.items()))
        self._process = subprocess.Popen(
            [PROGRAM, "--headless", "--marionette", "--no-remote", "--profile", str(self._profile), "--width", str(self.size[0])],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"HOME": str(self._profile), "PATH": "/usr/bin:/bin", "MOZ_HEADLESS": "1"},
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
                break
            except OSError:
                assert self._process.poll() is None and time.monotonic() < deadline, "Firefox does not start"
                time.sleep(0.1)
        self._stream = self._socket.makefile("rb")
        self._read()
        self.ask("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True}}})
        self.ask("WebDriver:SetWindowRect", {"width": self.size[0], "height": self.size[1]})
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _read(self):
        length = b""
        while (byte := self._stream.read(1)) != b":":
            assert byte, "Firefox is gone"
            length += byte
        return json.loads(self._stream.read(int(length)))

    def ask(self, command: str, parameters: dict | None = None):
        text = json.dumps([0, next(self._numbers), command, parameters or {}]).encode()
        self._socket.sendall(str(len(text)).encode() + b":" + text)
        _, _, error, result = self._read()
        assert error is None, error
        return result

    def goto(self, url: str) -> None:
        self.ask("WebDriver:Navigate", {"url": url})

    def sign_in(self, server, account) -> None:
        self.goto(server.url + "/health")
        self.ask("WebDriver:AddCookie", {"cookie": {"name": "session", "value": account.token, "path": "/", "httpOnly": True, "sameSite": "Lax"}})

    def run(self, script: str, *arguments):
        """What a function body returns in the page."""
        return self.ask("WebDriver:ExecuteScript", {"script": script, "args": list(arguments), "sandbox": None})["value"]

    def wait(self, script: str, seconds: float = 20):
        """The first true value of an expression."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if value := self.run(f"return {script}"):
                return value
            time.sleep(0.1)
        raise AssertionError(f"never true: {script}")

    @property
    def url(self) -> str:
        return self.ask("WebDriver:GetCurrentURL")["value"]
