"""Tells of tests that passed only at their second try, with the reason why the first one failed: each of them is a fault to find."""


def pytest_terminal_summary(terminalreporter):
    again = terminalreporter.stats.get("rerun", [])
    if not again:
        return
    terminalreporter.section("failed at first, tried once more")
    for report in again:
        terminalreporter.write_line(f"AGAIN {report.nodeid} ({report.when})")
        terminalreporter.write_line(report.longreprtext)
