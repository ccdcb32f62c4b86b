import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Support"))

from neospace_server import Server  # noqa: E402


@pytest.fixture(scope="session")
def server():
    """Limits lifted, as most of the contract is easier to see without them."""
    with Server() as running:
        yield running


@pytest.fixture
def limited_server():
    """Every limit in force, fresh for each test."""
    with Server(test_mode=False) as running:
        yield running
