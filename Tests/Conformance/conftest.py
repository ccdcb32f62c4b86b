import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Support"))

import secrets_seen  # noqa: E402
from neospace_client import sign_up  # noqa: E402
from neospace_server import Server  # noqa: E402

secrets_seen.watch_httpx()


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)


@pytest.fixture(scope="session", autouse=True)
def logs_are_kept(tmp_path_factory):
    Server.kept_logs = tmp_path_factory.mktemp("logs")
    yield
    Server.kept_logs = None


@pytest.fixture(scope="session")
def server():
    """Limits lifted, as most of the contract is easier to see without them."""
    with Server() as running:
        yield running


@pytest.fixture
def ada(server):
    return sign_up(server)


@pytest.fixture
def bob(server):
    return sign_up(server)


@pytest.fixture
def limited_server():
    """Every limit in force, fresh for each test."""
    with Server(test_mode=False) as running:
        yield running
