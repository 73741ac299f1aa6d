# SPDX-License-Identifier: EUPL-1.2
"""What axe-core finds on a page, in German; runs beside a strict content security policy."""

import json
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / "journeys" / "axe"
RUN = "axe.run(document, {resultTypes: ['violations']})"


@cache
def _script() -> str:
    german = json.dumps(json.loads((AXE / "de.json").read_text(encoding="utf-8")))
    code = (AXE / "axe.min.js").read_text(encoding="utf-8")
    return f"{code}\naxe.configure({{locale: {german}}});"


def findings(page: Page) -> list[str]:
    """Return one line for every element that a rule of axe objects to."""
    page.evaluate(_script())
    found = page.evaluate(RUN)
    return [
        f"{page.url}: {violation['id']}: {violation['help']}: {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(wide, 0)
