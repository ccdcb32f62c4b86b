"""The simulation of bench/scaling.py agrees with what is known of queues, and is the same each time."""

import pathlib
import sys

import pytest
from neospace_server import POSTGRES

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
import scaling  # noqa: E402

pytestmark = pytest.mark.skipif(POSTGRES is not None, reason="needs no database; once is enough")


def wait(share: float, work, servers: int = 1, seed: int = 1) -> float:
    """The mean wait in one queue that is used to this share, in units of the mean work."""
    simulation = scaling.Simulation(seed)
    station = scaling.Station(simulation, servers)
    simulation.each(share * servers, lambda: station.serve(work(simulation.chance)))
    simulation.run(100_000)
    assert station.utilisation(100_000) == pytest.approx(share, rel=0.03)
    return sum(station.waits) / len(station.waits)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_equal_works_wait_as_in_theory(share):
    assert wait(share, lambda chance: 1.0) == pytest.approx(share / (2 * (1 - share)), rel=0.08)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_works_of_random_length_wait_twice_as_long(share):
    assert wait(share, lambda chance: chance.expovariate(1)) == pytest.approx(share / (1 - share), rel=0.08)


def test_two_servers_wait_as_in_theory():
    # M/M/2, used to 0.8: by Erlang's formula 0.711 of all have to wait, each for 1 / (2 - 1.6) of a work.
    assert wait(0.8, lambda chance: chance.expovariate(1), servers=2) == pytest.approx(0.7111 / 0.4, rel=0.08)


def test_customers_who_always_return_keep_a_station_busy():
    simulation = scaling.Simulation()
    rate, took = scaling.closed(simulation, 10, [(scaling.Station(simulation), 0.01), (0.05, 0)], 20)
    assert rate == pytest.approx(100, rel=0.01)
    # By Little's law ten customers at a hundred a second are there for 0.1 s each.
    assert took.quantile(0.5) == pytest.approx(0.1, rel=0.01)


def test_what_holds_a_row_goes_one_after_another():
    simulation, ended = scaling.Simulation(), []
    row = scaling.Row(simulation)
    for _ in range(3):
        row.hold(lambda release: simulation.after(2, lambda: (ended.append(simulation.now), release())))
    simulation.run(10)
    assert ended == [2, 4, 6] and row.utilisation(10) == pytest.approx(0.6)


def test_a_quantile_counts_weights():
    latencies = scaling.Weighted()
    latencies.add(1, 98)
    latencies.add(5, 2)
    assert (latencies.quantile(0.5), latencies.quantile(0.99)) == (1, 5)


def test_a_community_is_the_same_for_the_same_seed_and_uses_what_it_must():
    def run(members: int, nodes: int = 2, seed: int = 1) -> scaling.Outcome:
        return scaling.Community(members, scaling.Machines(nodes), seed=seed).run(120)

    one = run(20_000)
    assert run(20_000) == one
    assert run(20_000, seed=2) != one
    larger = run(40_000)
    # Requests grow with the members, unread counts with their square.
    assert larger.uses["Redis"] == pytest.approx(2 * one.uses["Redis"], rel=0.2)
    assert larger.uses["unread counts"] > 2.8 * one.uses["unread counts"]
    assert run(20_000, nodes=4).uses["cores of a node"] < one.uses["cores of a node"]
    assert all(value > 0 for value in one.p99.values())


def test_measured_points_are_met():
    def numbers(text: str) -> list[float]:
        return [float(word.replace(",", "")) for word in text.split(", ") if word != "-"]

    compared = [pair for measured, simulated in scaling.points().values() for pair in zip(numbers(measured), numbers(simulated), strict=False)]
    assert len(compared) >= 4
    assert all(0.5 < simulated / measured < 2 for measured, simulated in compared), compared
