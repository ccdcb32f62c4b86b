"""Autobahn's fuzzing cases against `/test/echo`, which is the engine code of `/ws`."""

import pathlib
import re
import subprocess
import sys

import pytest
from neospace_server import Server, once_is_enough

pytestmark = once_is_enough

SCRIPT = pathlib.Path(__file__).parent / "autobahn" / "run_autobahn.py"


@pytest.mark.timeout(600)
def test_every_case_passes():
    with Server() as server:
        url = server.ws_url.replace("/ws", "/test/echo")
        done = subprocess.run([sys.executable, SCRIPT, url], capture_output=True, text=True, timeout=580)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert int(re.search(r"(\d+) cases:", done.stdout).group(1)) >= 300
