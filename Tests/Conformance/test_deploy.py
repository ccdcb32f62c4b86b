"""What lies in deploy/ and the workflow are valid, and bin/check-deploy finds what is not. Its parts `image` and `unit`, which make a Debian of
their own, are not run here."""

import os
import pathlib
import shutil
import subprocess

import pytest
from neospace_server import ROOT, once_is_enough

pytestmark = once_is_enough

TOOLS = [ROOT / ".build/deploy/tools" / folder for folder in ("usr/bin", "usr/sbin", "bin")]
PATH = os.pathsep.join([os.environ["PATH"], "/usr/sbin", *map(str, TOOLS)])


def missing() -> list[str]:
    return [name for name in ("caddy", "nginx", "systemd-analyze") if shutil.which(name, path=PATH) is None]


def check(root: pathlib.Path) -> subprocess.CompletedProcess:
    return subprocess.run([root / "bin/check-deploy", "files"], capture_output=True, text=True, timeout=60)


def copy(tmp_path: pathlib.Path) -> pathlib.Path:
    for folder in ("deploy", ".github"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin/check-deploy", tmp_path / "bin")
    (tmp_path / ".build/deploy").mkdir(parents=True)
    (tmp_path / ".build/deploy/tools").symlink_to(ROOT / ".build/deploy/tools")
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    return tmp_path


@pytest.fixture(autouse=True)
def tools():
    if missing():
        pytest.skip(f"{', '.join(missing())} is missing: bin/check-deploy tools fetches it")


def test_everything_in_deploy_is_valid():
    told = check(ROOT)
    assert told.returncode == 0, told.stdout + told.stderr
    assert len(told.stdout.splitlines()) == 6


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("deploy/compose.small.yaml", "stop_grace_period", "stop_grace"),
        ("deploy/compose.yaml", "depends_on: [node1, node2]", "depends_on: 2"),
        (".github/workflows/ci.yml", "timeout-minutes: 180", "timeout-minutes: soon"),
        (".github/workflows/ci.yml", "runs-on: ubuntu-24.04", "runs: ubuntu-24.04"),
        ("deploy/Caddyfile", "reverse_proxy", "reverse_proxi"),
        ("deploy/Caddyfile.nodes", "lb_policy least_conn", "lb_policy most_conn"),
        ("deploy/nginx.conf", "proxy_buffering off", "proxy_buffering maybe"),
        ("deploy/neospace.service", "ProtectSystem=strict", "ProtectSystems=strict"),
        ("deploy/neospace.service", "Type=notify", "Type=notifies"),
    ],
)
def test_a_mistake_in_it_is_found(tmp_path, path, old, new):
    file = copy(tmp_path) / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    told = check(tmp_path)
    assert told.returncode == 1 and told.stderr.startswith("FAIL files: "), told.stdout + told.stderr


def test_the_workflow_keeps_what_operators_rely_on():
    text = (ROOT / ".github/workflows/ci.yml").read_text()
    assert "permissions:\n  contents: read\n" in text and "cancel-in-progress: true" in text
    assert text.count("runs-on:") == text.count("timeout-minutes:")
    assert "postgres:15" in text and "redis:7" in text and "bin/ci" in text
    publish = text.split("  publish:")[1]
    assert "startsWith(github.ref, 'refs/tags/v')" in publish and "docker push" in publish and text.count("docker push") == 1
