# SPDX-License-Identifier: EUPL-1.2
"""Ways to school as a drawing and in words; a protected home is nowhere in it."""

import re

from django.template import Context, Template

from rundertisch.kernel.ways import Way, WaysDrawing, dots_of

WAYS = (
    Way("Grundschule Auen", 24, east=1.0, north=0.0),
    Way("Grundschule Berg", 12, east=0.0, north=2.0, proposed=True),
)


def drawn(drawing: WaysDrawing) -> str:
    return Template("{% load ways %}{% ways_svg drawing %}").render(Context({"drawing": drawing}))


def test_a_school_stands_in_its_direction_and_as_far_as_its_minutes() -> None:
    berg, auen = dots_of(drawing=WaysDrawing(home="Ennepetal", ways=WAYS))
    assert (auen.x, auen.y) == (240 + 120, 160)
    assert (berg.x, berg.y) == (240, 160 - 60)
    assert (berg.number, auen.number) == (1, 2)
    assert (berg.label_x, berg.label_y) == (240, 160 - 60 - 18)


def test_every_number_of_the_drawing_is_named_below_it() -> None:
    page = drawn(WaysDrawing(home="Ennepetal", ways=WAYS))
    listed = re.findall(r"<li>([^<]+)</li>", page)
    assert listed == ["Grundschule Berg, 12 min (vorgeschlagen)", "Grundschule Auen, 24 min"]
    assert re.findall(r">(\d)</text>", page) == ["1", "2"]


def test_the_drawing_says_everything_in_words_and_marks_the_proposed_school() -> None:
    page = drawn(WaysDrawing(home="Ennepetal", ways=WAYS))
    words = re.search(r'aria-label="([^"]+)"', page)
    assert words
    assert words[1] == (
        "Wege ab Ennepetal: Grundschule Auen geschätzt 24 Minuten, "
        "Grundschule Berg geschätzt 12 Minuten (vorgeschlagen)."
    )
    assert page.count("rt-ways__school--proposed") == 1
    assert page.count("rt-ways__home") == 1


def test_a_protected_home_has_no_point_no_line_and_no_direction() -> None:
    page = drawn(WaysDrawing(home="", ways=WAYS))
    assert "rt-ways__home" not in page
    assert "<line" not in page
    assert "Wohnung ist geschützt" in page
    turned = tuple(Way(w.name, w.minutes, -w.east, -w.north, w.proposed) for w in WAYS)
    assert drawn(WaysDrawing(home="", ways=turned)) == page


def test_the_drawing_loads_nothing_and_a_name_cannot_break_it() -> None:
    page = drawn(WaysDrawing(home="Ennepetal", ways=(Way('<script>"', 3, 1.0, 1.0),)))
    assert "http" not in page
    assert "<script" not in page
