"""The tour of the demo that README's pictures and film come from still finds everything that it shows."""

import tour
from neospace_server import ROOT


def test_every_step_of_the_tour_works(chromium, tmp_path):
    with tour.demo(tmp_path) as server:
        tour.play(chromium, server)
        tour.pictures(chromium, server, tmp_path)
    readme = (ROOT / "README.md").read_text()
    assert "docs/tour.webm" in readme and (ROOT / "docs/tour.webm").stat().st_size <= 6_000_000
    for name in tour.PICTURES:
        for scheme in ("light", "dark"):
            assert (tmp_path / f"{name}-{scheme}.png").stat().st_size > 50_000
            assert (ROOT / f"docs/{name}-{scheme}.png").exists() and f"docs/{name}-{scheme}.png" in readme
