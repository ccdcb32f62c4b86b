"""What every part of the measurement needs: the server under test, its cost, one table."""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/Support"))
QUICK = "quick" in sys.argv[1:]
RESULTS: dict[str, object] = {}
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_bytes(pid: int) -> int:
    return int(re.search(r"VmRSS:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)) * 1024


class Server:
    def __init__(self, binary: str, port: int, **env: str):
        self.data = tempfile.mkdtemp(prefix="neospace-bench-")
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.binary = binary
        self.env = {**os.environ, "PORT": str(port), "NEOSPACE_DATA": self.data, "DATABASE_URL": f"sqlite:{self.data}/neospace.db",
                    "NEOSPACE_PUBLIC": str(ROOT / "Public"), "NEOSPACE_TEST_MODE": "on", **env}

    def __enter__(self) -> "Server":
        self.log = open(f"{self.data}/log", "wb")
        began = time.monotonic()
        self.process = subprocess.Popen([self.binary, "serve"], env=self.env, cwd=self.data, stdout=self.log, stderr=self.log)
        while True:
            try:
                with urllib.request.urlopen(self.url + "/health", timeout=1):
                    break
            except OSError:
                if time.monotonic() - began > 20 or self.process.poll() is not None:
                    raise RuntimeError(pathlib.Path(f"{self.data}/log").read_text()) from None
                time.sleep(0.005)
        self.started_in = time.monotonic() - began
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.log.close()
        shutil.rmtree(self.data, ignore_errors=True)

    def sign_up(self, count: int, prefix: str) -> str:
        def one(number: int) -> str:
            body = json.dumps({"name": f"Member {number}", "username": f"{prefix}{number}", "email": f"{prefix}{number}@example.org",
                               "password": "correct horse"}).encode()
            request = urllib.request.Request(self.url + "/api/auth/signup", body, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["data"]["token"]

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            tokens = list(pool.map(one, range(count)))
        path = f"{self.data}/{prefix}.tokens"
        pathlib.Path(path).write_text("\n".join(tokens) + "\n")
        return path


def row(what: str, figure: str) -> None:
    print(f"| {what} | {figure} |", flush=True)
    RESULTS[what] = figure
