"""Who NeoSpace is measured beside. Each as its own documentation starts it; a worker per core where it can have several."""

import os
import pathlib
import shutil
import subprocess

from common import ROOT, Built, Running

VENV = ROOT / "bench/.venv"
PEERS = ROOT / "bench/peers"
WORKERS = os.cpu_count() or 1


def install() -> None:
    wanted = PEERS / "requirements.txt"
    stamp = VENV / "requirements.txt"
    if stamp.exists() and stamp.read_text() == wanted.read_text():
        return
    print("==> Preparing the peers' environment", flush=True)
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--clear", str(VENV)], check=True)
    subprocess.run([VENV / "bin/pip", "install", "-q", "--disable-pip-version-check", "-r", wanted], check=True)
    shutil.copy(wanted, stamp)


def uvicorn(name: str, port: int, app: str, *, workers: int = WORKERS, check: str = "/health", log: bool = True, **env: str) -> Running:
    command = [str(VENV / "bin/uvicorn"), app, "--app-dir", str(PEERS), "--port", str(port), "--workers", str(workers)]
    return Running(name, port, command + ([] if log else ["--no-access-log"]), check, **env)


def python(name: str, port: int, script: str, copies: int = 1, check: str = "/health") -> Running:
    """`copies` share the port."""
    one = f"{VENV}/bin/python {PEERS}/{script} {port}"
    command = [f"{VENV}/bin/python", f"{PEERS}/{script}", str(port)] if copies == 1 else ["sh", "-c", "trap 'kill 0' TERM; " + f"{one} & " * copies + "wait"]
    return Running(name, port, command, check, PYTHONWARNINGS="ignore")


def bare(port: int) -> Running:
    return Running("the engine alone", port, [Built.bare, str(port)])


def nginx(port: int, body: bytes) -> Running:
    server = Running("nginx", port, [])
    folder = pathlib.Path(server.data)
    (folder / "health").write_bytes(body)
    folder.chmod(0o755)
    (folder / "nginx.conf").write_text(f"""daemon off; worker_processes {WORKERS}; pid {folder}/pid; error_log /dev/null; events {{ worker_connections 1024; }}
http {{ access_log off; default_type application/json; sendfile on; keepalive_requests 1000000;
  server {{ listen 127.0.0.1:{port} reuseport; root {folder}; }} }}""")
    server.command = ["nginx", "-e", "/dev/null", "-c", f"{folder}/nginx.conf"]
    return server


def ejabberd(port: int) -> Running | None:
    """Debian's, in the foreground, with a database of its own; None where it is not installed."""
    program = shutil.which("ejabberdctl", path="/usr/sbin:" + os.environ["PATH"])
    if not program:
        return None
    server = Running("ejabberd", port, [], check="/ws")
    folder = pathlib.Path(server.data)
    (folder / "ejabberd.yml").write_text((PEERS / "ejabberd.yml").read_text().replace("PORT", str(port)))
    server.command = ["erl", "-noinput", "+K", "true", "+P", "250000", "-mnesia", "dir", f'"{folder}/mnesia"', "-s", "ejabberd"]
    server.env |= {"EJABBERD_CONFIG_PATH": f"{folder}/ejabberd.yml", "EJABBERD_LOG_PATH": f"{folder}/ejabberd.log",
                   "ERL_LIBS": str(next(pathlib.Path("/usr/lib").glob("*/ejabberd-*")).parent), "ERL_MAX_PORTS": "65536", "HOME": str(folder)}  # fmt: skip
    return server
