# SPDX-License-Identifier: EUPL-1.2
"""What axe-core finds on a page, in German; runs beside a strict content security policy."""

import json
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / "journeys" / "axe"
RUN = "rules => axe.run(document, {resultTypes: ['violations'], ...rules})"
# the page hears of its new width before the first of them is drawn
NEXT_FRAMES = "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
# what changes with the colours and the width of a page; everything else is the same document
BY_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]


@cache
def _script() -> str:
    german = json.dumps(json.loads((AXE / "de.json").read_text(encoding="utf-8")))
    code = (AXE / "axe.min.js").read_text(encoding="utf-8")
    return f"{code}\naxe.configure({{locale: {german}}});"


def findings(page: Page) -> list[str]:
    """Return one line for every element that a rule of axe objects to."""
    page.wait_for_load_state()  # a click ends when the next page begins to come
    page.evaluate(_script())
    return _findings(page, rules={})


def findings_in_the_dark(page: Page, *, width: int) -> list[str]:
    """Turn a page that was read already into a telephone in the dark, and look at it once more."""
    bright = page.viewport_size
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(NEXT_FRAMES)
    found = _findings(page, rules={"runOnly": BY_LOOKS})
    if more := overflow(page):
        found.append(f"{page.url} ist {more} Pixel zu breit")
    page.emulate_media(color_scheme="light")
    if bright:
        page.set_viewport_size(bright)
    return found


def _findings(page: Page, *, rules: dict[str, list[str]]) -> list[str]:
    found = page.evaluate(RUN, rules)
    return [
        f"{page.url}: {violation['id']}: {violation['help']}: {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    page.wait_for_load_state()
    wide: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(wide, 0)
