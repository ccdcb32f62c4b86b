#!/usr/bin/env python3
"""Adds up which lines of our scripts all browser tests ran: print_script_coverage.py REPORTS. Writes REPORTS/scripts.txt, prints the total."""

import json
import pathlib
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "Support")]

from script_coverage import ROOT, code_lines  # noqa: E402

reports = pathlib.Path(sys.argv[1])
ran: dict[str, set[int]] = {}
for part in reports.glob("scripts/*.json"):
    for file, lines in json.loads(part.read_text()).items():
        ran.setdefault(file, set()).update(lines)
if not ran:
    sys.exit()
rows, totals = [], {}
for folder in ("Public/js", "Public/run/lib"):
    for path in sorted((ROOT / folder).rglob("*.js")):
        file = str(path.relative_to(ROOT))
        code = {number for number, _, _ in code_lines(path.read_text())}
        missing = sorted(code - ran.get(file, set()))
        some, all_of_it = totals.get(folder, (0, 0))
        totals[folder] = (some + len(code) - len(missing), all_of_it + len(code))
        rows.append(f"{100 * (1 - len(missing) / max(len(code), 1)):6.1f} %  {len(code) - len(missing):4} of {len(code):4}  {file}  {' '.join(map(str, missing))}")
(reports / "scripts.txt").write_text("\n".join(rows) + "\n")
some, all_of_it = totals["Public/js"]
print(f"Line coverage of scripts of pages: {100 * some / all_of_it:.2f}% ({some} of {all_of_it} lines)")
