"""A server behind deploy/nginx.conf and deploy/Caddyfile: pages, sockets, large uploads, addresses, and what stays inside."""

import asyncio
import os
import pathlib
import random
import shutil
import ssl
import subprocess
import time

import httpx
import pytest
from archives import packed
from neospace_client import Live, sign_up
from neospace_server import ROOT, Server, once_is_enough
from ports import free_port

pytestmark = once_is_enough

TOOLS = [ROOT / ".build/deploy/tools" / folder for folder in ("usr/bin", "usr/sbin")]
PATH = os.pathsep.join([os.environ["PATH"], "/usr/sbin", *map(str, TOOLS)])
UNCHECKED = ssl._create_unverified_context()


def nginx(folder: pathlib.Path, port: int, server: Server) -> list[str]:
    """The file as it is, but for addresses, certificates and where logs go."""
    name = folder / "privkey.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost", "-keyout", name,
                    "-out", folder / "fullchain.pem"], check=True, capture_output=True)  # fmt: skip
    site = (ROOT / "deploy/nginx.conf").read_text()
    for old, new in {
        "listen 443 ssl http2": f"listen 127.0.0.1:{port} ssl http2", "127.0.0.1:7860": f"127.0.0.1:{server.port}",
        "/etc/ssl/community.example.org": str(folder), "/var/log/nginx": str(folder), "community.example.org": "localhost",
    }.items():  # fmt: skip
        assert old in site
        site = site.replace(old, new)
    (folder / "site.conf").write_text(site)
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ {paths} include {folder}/site.conf; }}\n")
    return ["nginx", "-p", str(folder), "-e", str(folder / "early.log"), "-c", str(folder / "nginx.conf")]


def caddy(folder: pathlib.Path, port: int, server: Server) -> list[str]:
    """The file as it is, but for addresses; the certificate is Caddy's own."""
    site = (ROOT / "deploy/Caddyfile").read_text()
    for old, new in {
        "community.example.org {": f"https://localhost:{port} {{\n\ttls internal", "reverse_proxy 127.0.0.1:7860": f"reverse_proxy 127.0.0.1:{server.port}",
        "\t\tformat filter": f"\t\toutput file {folder}/access.log\n\t\tformat filter",
    }.items():  # fmt: skip
        assert old in site
        site = site.replace(old, new, 1)
    options = f"{{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n\tstorage file_system {folder}/storage\n}}\n"
    (folder / "Caddyfile").write_text(options + site)
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


@pytest.fixture(params=[nginx, caddy], ids=["nginx", "caddy"])
def behind(request, tmp_path):
    """The address of the site behind a proxy, and the proxy's folder."""
    name = request.param.__name__
    if shutil.which(name, path=PATH) is None:
        pytest.skip(f"{name} is missing: bin/check-deploy tools fetches it")
    port = free_port()
    url = f"https://localhost:{port}"
    (tmp_path / "proxy").mkdir()
    (tmp_path / "data").mkdir()
    env = {"PUBLIC_URL": url, "TRUSTED_PROXIES": "127.0.0.1", "NEOSPACE_ENV": "production", "SECRET_KEY": "k" * 40, "NEOSPACE_LIMIT_CREDENTIALS": "off"}
    with Server(data=str(tmp_path / "data"), test_mode=False, env=env) as server:
        command = request.param(tmp_path / "proxy", port, server)
        with open(tmp_path / "proxy/output", "wb") as output:
            proxy = subprocess.Popen(command, env=os.environ | {"PATH": PATH, "HOME": str(tmp_path / "proxy")}, stdout=output, stderr=output)
        try:
            server.url, server.ws_url = url, f"wss://localhost:{port}/ws"
            until(lambda: answers(url), tmp_path / "proxy/output")
            yield server, tmp_path / "proxy"
        finally:
            proxy.terminate()
            proxy.wait(10)
            server.url = f"http://127.0.0.1:{server.port}"


def answers(url: str) -> bool:
    try:
        return httpx.get(url + "/health", verify=False, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def until(condition, output: pathlib.Path) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, output.read_text()[-2000:]
        time.sleep(0.1)


def test_the_site_behind_a_proxy(behind, monkeypatch):
    server, folder = behind
    # Clients of the tests believe any certificate here.
    make = httpx.Client.__init__
    monkeypatch.setattr(httpx.Client, "__init__", lambda self, *arguments, **options: make(self, *arguments, **options | {"verify": False}))
    page = httpx.get(server.url + "/login", headers={"Accept": "text/html"})
    assert page.status_code == 200 and "max-age" in page.headers["Strict-Transport-Security"]
    assert "content-encoding" not in page.headers, "a compressed page can give secrets away"
    assert httpx.get(server.url + "/metrics").status_code == 404, "figures stay inside"
    ada = sign_up(server)

    async def talk() -> None:
        async with Live(server.ws_url, ada.headers, ssl=UNCHECKED) as socket:
            await socket.request("join_room", {"room": "general"})
            await socket.request("post_message", {"room": "general", "content": "through a proxy"})

    asyncio.run(talk())
    # As much as a file of a member may have arrives, and a little more does not: the server's own answer reaches the member.
    whole = b"RIFF" + random.Random(1).randbytes((25 << 20) - 1_000)
    for content, status in ((whole, 415), (whole + b"more" * 1_000, 413)):
        answer = httpx.post(server.url + "/api/media", headers=ada.headers, files={"file": ("a", content)}, timeout=60)
        assert answer.status_code == status and answer.json()["error"]["code"], answer.text[:300]
    files = {"media/x.bin": random.Random(2).randbytes(28 << 20)}
    answer = httpx.post(
        server.url + "/settings/import", headers=ada.headers, files={"archive": ("a.zip", packed({"tasks.json": []} | files), "application/zip")}, timeout=120)
    assert answer.status_code == 202, answer.text[:300]
    # Who asks is seen through the proxy; who says so themselves is not believed.
    httpx.get(server.url + "/recover?token=between-us", headers={"X-Forwarded-For": "203.0.113.7", "Accept": "text/html"})
    addresses = {row[0] for row in server.query("SELECT address FROM sessions")}
    assert addresses == {"127.0.0.1"}
    time.sleep(0.5)
    logs = "".join(path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file() and path.suffix == ".log")
    assert "/recover" in logs and "between-us" not in logs, "tokens are in no log"
