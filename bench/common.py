"""What every part of the measurement needs: the server under test, what a process costs, the tables."""

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


class Built:
    """The programs that are measured and that measure; set by run.py."""

    neospace = load = bare = database = ""


def build() -> None:
    swift = ["swift", "build", "-c", "release"]
    for product in ("neospace", "neospace-media", "BenchBare", "BenchDatabase"):
        subprocess.run([*swift, "--product", product, "--quiet"], cwd=ROOT, check=True)
    folder = subprocess.run([*swift, "--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    Built.neospace, Built.bare, Built.load = f"{folder}/neospace", f"{folder}/BenchBare", f"{folder}/load"
    Built.database = f"{folder}/BenchDatabase"
    sources = [str(file) for file in sorted((ROOT / "bench/load").glob("*.cpp"))]
    subprocess.run(["g++", "-std=c++20", "-O2", "-o", Built.load, *sources], check=True)


def processes(root: int) -> list[int]:
    """A process and all below it."""
    children: dict[int, list[int]] = {}
    for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            children.setdefault(int(entry.read_text().rsplit(")", 1)[1].split()[1]), []).append(int(entry.parent.name))
        except OSError:
            continue
    found, at = [root], 0
    while at < len(found):
        found += children.get(found[at], [])
        at += 1
    return found


def cpu_seconds(pid: int) -> float:
    total = 0
    for each in processes(pid):
        try:
            fields = pathlib.Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def run_time(pid: int) -> int:
    """Nanoseconds of processor time of a process without those below it: its clock, as clock_getcpuclockid(3) makes it. What other programs do
    does not count."""
    return time.clock_gettime_ns(~pid << 3 | 2)


def resident_bytes(pid: int, kind: str = "Pss") -> int:
    """Pages shared between the processes of one server count once. `Anonymous` leaves out files that are looked into."""
    total = 0
    for each in processes(pid):
        try:
            total += int(re.search(rf"^{kind}:\s+(\d+) kB", pathlib.Path(f"/proc/{each}/smaps_rollup").read_text(), re.MULTILINE).group(1)) * 1024
        except OSError:
            continue
    return total


class Running:
    """Something that listens, in a process of its own."""

    def __init__(self, name: str, port: int, command: list[str], check: str = "/health", **env: str):
        self.name, self.port, self.url, self.check = name, port, f"http://127.0.0.1:{port}", check
        self.command, self.env = command, {**os.environ, **env}
        self.data = tempfile.mkdtemp(prefix="neospace-bench-")

    def start(self) -> float:
        """How long it took until it answered."""
        began = time.monotonic()
        self.process = subprocess.Popen(self.command, env=self.env, cwd=self.data, stdout=self.log, stderr=self.log,
                                        start_new_session=True)
        while True:
            try:
                urllib.request.urlopen(self.url + self.check, timeout=2).read()
                return time.monotonic() - began
            except urllib.error.HTTPError:
                return time.monotonic() - began
            except OSError:
                if time.monotonic() - began > 30 or self.process.poll() is not None:
                    raise RuntimeError(f"{self.name} did not start: " + pathlib.Path(f"{self.data}/log").read_text()) from None
                time.sleep(0.002)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        self.log = open(f"{self.data}/log", "wb")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.log.close()
        shutil.rmtree(self.data, ignore_errors=True)

    def cpu(self) -> float:
        return cpu_seconds(self.process.pid)

    def memory(self) -> int:
        return resident_bytes(self.process.pid)


class Server(Running):
    """NeoSpace, without limits per member."""

    def __init__(self, port: int, **env: str):
        super().__init__("NeoSpace", port, [Built.neospace, "serve"])
        self.database = f"{self.data}/neospace.db"
        self.env |= {"PORT": str(port), "NEOSPACE_DATA": self.data, "DATABASE_URL": f"sqlite:{self.database}",
                     "NEOSPACE_PUBLIC": str(ROOT / "Public"), "NEOSPACE_TEST_MODE": "on", **env}  # fmt: skip


def table(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    print(f"\n### {title}\n\n| " + " | ".join(columns) + " |\n|" + "---|" * len(columns), flush=True)
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)
    RESULTS[title] = [dict(zip(columns, row, strict=True)) for row in rows]


def compare(title: str, each: str, figures: dict[str, dict], goals: dict[str, float] | None = None, note: str = "") -> None:
    """One row per server, the first of which is measured against the others. A figure has `rate`, `p50` and `p99` in ms, `cpu` in µs
    per operation, `memory` in bytes; `goals` says how many times as fast the first should be."""
    first = next(iter(figures.values()))
    rows = []
    for name, figure in figures.items():
        ratio, cheaper = first["rate"] / figure["rate"], figure["cpu"] / first["cpu"]
        goal = (goals or {}).get(name)
        rows.append((
            name, f"{figure['rate']:,.0f}", f"{figure['p50']:.1f}", f"{figure['p99']:.1f}", f"{figure['cpu']:,.1f}", f"{figure['memory'] / 1e6:,.0f}",
            "" if figure is first else f"{ratio:.2f} ×" + (f" (goal {goal:g} ×)" if goal else ""), "" if figure is first else f"{cheaper:.2f} ×",
        ))  # fmt: skip
    columns = ("", f"{each}/s", "p50 ms", "p99 ms", "server CPU each, µs", "memory, MB", "NeoSpace is so many times as fast", "and as cheap")
    table(title, columns, rows)
    if note:
        print(f"\n{note}", flush=True)


def save() -> None:
    folder = ROOT / "bench/results"
    folder.mkdir(exist_ok=True)
    (folder / f"{time.strftime('%Y%m%d-%H%M%S')}.json").write_text(json.dumps(RESULTS, indent=1))
