"""What axe finds on a page. Only that leaves the browser: everything it found to be right is a hundred times as much."""

import json

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, tags: list[str] | None = None) -> list[dict]:
    """Of the rules with one of these tags, otherwise of all that axe has on."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": tags} if tags else {})
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(f"axe.run({json.dumps(options)}).then((results) => results.violations)")
