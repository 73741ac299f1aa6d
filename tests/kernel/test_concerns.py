# SPDX-License-Identifier: EUPL-1.2
"""Texts about people: what names a group is found, what only sounds so passes, the page is true."""

import subprocess
import sys

import pytest

from benchmarks import concerns as figures
from rundertisch.kernel import concerns


def passages(text: str) -> list[str]:
    return [each.passage for each in concerns.concerns(text=text)]


def test_the_page_says_what_the_code_does() -> None:
    page = figures.PAGE.read_text(encoding="utf-8")
    shown = page.split(figures.BEGIN)[1].split(figures.END)[0]
    assert shown == figures.table(), "run: ./run bench concerns --write"


def test_there_are_as_many_texts_as_promised_and_none_twice() -> None:
    promised = {"ordinary": 200, "surnames": 100, "places": 100, "naming": 100}
    for kind, many in promised.items():
        assert len(set(figures.lines(kind=kind))) == len(figures.lines(kind=kind)) == many, kind
    known = {line for kind in promised for line in figures.lines(kind=kind)}
    assert known.isdisjoint(figures.lines(kind="unseen_naming"))


@pytest.mark.parametrize("kind", ["ordinary", "surnames", "places", "naming"])
def test_every_text_of_the_page_is_treated_right(kind: str) -> None:
    names_a_group = kind == "naming"
    lines = figures.lines(kind=kind)
    assert [each for each in lines if figures.asked(kind=kind, line=each) != names_a_group] == []


def test_every_passage_stands_where_it_is_said_to_stand() -> None:
    for line in figures.lines(kind="naming"):
        for each in concerns.concerns(text=line):
            assert line[each.start : each.end] == each.passage
        assert "".join(piece for piece, _ in concerns.pieces(text=line)) == line
    assert concerns.pieces(text="Die Familie ist muslimisch, sagt er.") == (
        ("Die Familie ", False),
        ("ist muslimisch", True),
        (", sagt er.", False),
    )


@pytest.mark.parametrize(
    ("group", "no_group"),
    [
        ("Eine evangelische Familie.", "Die evangelische Grundschule hat Platz."),
        ("Er ist Türke.", "Herr Türke ruft an."),
        ("Das sind Roma.", "Er fährt nach Roma."),
        ("Die Kinder kommen aus Syrien.", "Das Zeugnis aus Syrien ist übersetzt."),
        ("Bulgarische Kinder.", "Ein bulgarisches Zeugnis, übersetzt ins Bulgarische."),
        ("Zigeunerkinder stehen am Tor.", "Zum Mittag gibt es Zigeunerschnitzel."),
        ("Die Leute aus dem Rheinhausener Haus.", "Die Leute aus dem Rathaus waren da."),
        ("Vermerk: ZN", "Der Znaimer Weg ist gesperrt."),
    ],
)
def test_the_same_word_names_a_group_here_and_none_there(group: str, no_group: str) -> None:
    assert passages(group)
    assert passages(no_group) == []


def test_a_confirmation_holds_for_its_passages_and_no_others() -> None:
    said = concerns.mark(text="Das Wort Zigeuner stand an der Wand.")
    assert concerns.mark(text="Am Tor stand das Wort Zigeuner.") == said
    assert concerns.mark(text="Am Tor stand das Wort Sinti.") != said


def test_a_confirmed_text_is_found_among_arguments_and_inside_their_records() -> None:
    answer = concerns.Concern(0, 1, concerns.Confirmed("x"), "")
    arguments = {"words": concerns.Confirmed("Roma"), "claims": answer, "other": "Roma", "by": None}
    assert concerns.confirmed_in(arguments=arguments) == ("words", "claims")


def test_asking_needs_no_django() -> None:
    code = (
        "import sys; import rundertisch.kernel.concerns;"
        " sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own words
