# SPDX-License-Identifier: EUPL-1.2
"""What axe-core finds on a page, in German; runs beside a strict content security policy."""

import json
from functools import cache
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, ViewportSize

AXE = Path(__file__).parents[1] / "journeys" / "axe"
# Only what was found comes back; style sheets are read where they are, nobody loads them again.
RUN = """
rules => axe.run(document, {resultTypes: ['violations'], preload: {assets: ['media']}, ...rules})
    .then(told => told.violations.flatMap(({id, help, nodes}) =>
        nodes.map(({html}) => `${id}: ${help}: ${html.slice(0, 160)}`)))
"""
# the page hears of its new width before the first of them is drawn
NEXT_FRAMES = "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
# what changes with the colours and the width of a page; everything else is the same document
BY_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 800}
Scheme = Literal["light", "dark"]


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


def at_desk_and_on_phone(page: Page) -> list[str]:
    """Return what is wrong with a page at a desk in the light and on a telephone in the dark."""
    page.set_viewport_size(DESK)
    return findings(page) + too_wide(page) + in_other_looks(page, scheme="dark", window=PHONE)


def in_other_looks(page: Page, *, scheme: Scheme, window: ViewportSize) -> list[str]:
    """Give a page that was read already other colours and another width, and look once more."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(window)
    page.evaluate(NEXT_FRAMES)
    found = _findings(page, rules={"runOnly": BY_LOOKS}) + too_wide(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESK)
    return found


def too_wide(page: Page) -> list[str]:
    """Return one line if something sticks out of the window."""
    more = overflow(page)
    return [f"{page.url} ist {more} Pixel zu breit"] if more else []


def _findings(page: Page, *, rules: dict[str, list[str]]) -> list[str]:
    return [f"{page.url}: {found}" for found in page.evaluate(RUN, rules)]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    page.wait_for_load_state()
    wide: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(wide, 0)
