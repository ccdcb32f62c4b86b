"""From starting the program to its first answer, also with a gigabyte of data, and how much has to be there for it to start."""

import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile

import community
from common import QUICK, ROOT, Built, Server, run_time, table
from members import make_members

# Rows behind each list that make a database of more than a gigabyte.
ROWS = 2_000 if QUICK else 200_000
DEPENDS = ("--recurse", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks", "--no-replaces", "--no-enhances")


def starts(server: Server) -> tuple[str, str, str, str]:
    times, own = [], []
    for _ in range(5):
        server.stop()
        times.append(server.start())
        own.append(run_time(server.process.pid))
    size = os.path.getsize(server.database)
    return f"{size / 1e6:,.0f} MB", f"{statistics.median(times) * 1e3:.0f} ms", f"{statistics.median(own) / 1e6:.0f} ms", "< 500 ms"


def times() -> None:
    with Server(18500) as few, Server(18501) as many:
        make_members(few, 1_000, "x")
        community.make(many, ROWS)
        rows = [starts(few), starts(many)]
    table("Start on an existing database to the first 200", ("database", "time", "of a processor's", "goal"), rows)


def stripped(program: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["strip", "-o", f"{folder}/program", program], check=True)
        return os.path.getsize(f"{folder}/program")


def packages() -> list[str]:
    """What the image of deploy/Dockerfile installs beside what Debian's has."""
    final = (ROOT / "deploy/Dockerfile").read_text().split("\nFROM ")[-1].replace("\\\n", " ")
    return re.search(r"--no-install-recommends ([^&]+)&&", final)[1].split()


def needs() -> None:
    rows = []
    for program in (Built.neospace, str(pathlib.Path(Built.neospace).with_name("neospace-media"))):
        libraries = [line.split()[0] for line in subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout.splitlines() if "=>" in line]
        # The image has Swift's own libraries in the program.
        shared = [name for name in libraries if not re.match(r"libswift|lib_?Foundation|libBlocksRuntime|libdispatch", name)]
        size = f"{os.path.getsize(program) / 1e6:.1f} MB, {stripped(program) / 1e6:.1f} MB stripped"
        rows.append((pathlib.Path(program).name, size, f"{len(shared)} shared libraries, and {len(libraries) - len(shared)} of Swift's"))
    named, every = packages(), "of them and theirs this system cannot tell"
    if shutil.which("apt-cache"):
        found = subprocess.run(["apt-cache", "depends", *DEPENDS, *named], capture_output=True, text=True).stdout
        every = f"{len({line for line in found.splitlines() if re.match(r'[a-z0-9]', line)}):,} with all that these need"
    rows.append(("the image", "", f"{len(named)} Debian packages, {every}"))
    table("What has to be there", ("", "size", "needs"), rows)


def measure() -> None:
    times()
    needs()
