# SPDX-License-Identifier: EUPL-1.2
"""Where regular classes are short of seats: by month, town, stage and school, for each reader."""

import csv
import datetime as dt
import re

import pytest
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.engine.figures import Figure
from rundertisch.kernel import figures as written
from rundertisch.schooling import actions
from rundertisch.schooling.models import Placement
from rundertisch.schooling.queries import bottlenecks
from rundertisch.schooling.queries.bottlenecks import Bottleneck, Bottlenecks
from tests.rooms.schooling import changing
from tests.rooms.schooling.rounding import seat_of
from tests.rooms.schooling.test_regular_seats import KIRSCHBAUM, TALBLICK, give
from tests.world import DemoWorld, as_, asking

pytestmark = pytest.mark.database
NAMES = ("Nela", "Milo", "Ada", "Ben", "Cleo", "Dana")


def in_months(day: dt.date, *, months: int) -> dt.date:
    """Return the 10th of a later month."""
    year, month = divmod(day.month - 1 + months, 12)
    return dt.date(day.year + year, month + 1, 10)


def reception_class(world: DemoWorld, by: Seat, *, planned: int) -> list[Placement]:
    """Six children in the reception class of Talblick; for the first ones, May is planned.

    „May“ is four months ahead; the school has one regular seat in grade 3, Nela has it reserved.
    """
    places = [changing.seated(world, changing.report(world, by, first_name=name)) for name in NAMES]
    for place in places[:planned]:
        actions.note_first_day(placement=place, came_on=world.on, on=world.on, by=by)
        day = in_months(world.on, months=4)
        actions.plan_transition(placement=place, planned_on=day, grade=3, by=by)
    seats = give(world, by, TALBLICK, seats=1)
    actions.reserve_regular_seat(
        placement=places[0], seats=seats, planned_on=in_months(world.on, months=4), by=by
    )
    return places


def seen(figures: tuple[Figure, ...]) -> list[str]:
    return [written.headline(one) for one in figures]


def test_four_of_six_shall_move_on_in_four_months_and_two_seats_are_missing(
    world: DemoWorld, counsellor: Seat
) -> None:
    reception_class(world, counsellor, planned=4)
    give(world, counsellor, KIRSCHBAUM, seats=1)  # the same town: its seat counts there
    view = bottlenecks.bottlenecks(on=world.on, leads=False)
    whole = view.district
    assert seen((whole.children, *whole.planned, whole.unplanned)) == ["6", "0", "4", "4", "2"]
    assert (whole.seats, *seen((whole.reserved, whole.free, whole.missing))) == (2, "1", "1", "2")
    month = next(one for one in view.months if one.missing.value)
    assert month.first == in_months(world.on, months=4).replace(day=1)
    assert (
        view.headline == f"2 Plätze in Regelklassen fehlen in zwölf Monaten, zuerst im {month.name}"
    )
    by_school = {line.name: line for line in view.schools}
    assert seen((by_school[TALBLICK].missing, by_school[TALBLICK].free)) == ["3", "0"]
    assert seen((by_school[KIRSCHBAUM].missing, by_school[KIRSCHBAUM].free)) == ["0", "1"]
    (town,) = view.towns
    assert (town.name, written.headline(town.missing)) == ("Ennepetal", "2")
    assert [written.headline(line.children) for line in view.bands] == ["6", "0", "0", "0"]


def test_the_leadership_and_every_file_read_protected_numbers(world: DemoWorld) -> None:
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        reception_class(world, by, planned=4)
    with asking(world.centre_head):
        led = bottlenecks.bottlenecks(on=world.on, leads=True)
        assert bottlenecks.bottlenecks(on=world.on, leads=False).district.children.value == 0
    whole = led.district
    assert seen((whole.children, *whole.planned, whole.unplanned)) == [
        *("rund 5", "0", "unter 5", "unter 5", "unter 5")
    ]
    assert seen((whole.reserved, whole.free, whole.missing)) == ["unter 5", "–", "–"]
    assert led.headline == "Für unter 5 Kinder in getrennten Gruppen ist kein Übergang geplant"
    for who in (world.counsellor, world.centre_head):
        answer = as_(who).get(reverse("schooling:export_bottlenecks"))
        lines = answer.content.decode("utf-8-sig").splitlines()[1:]
        (row,) = [one for one in csv.DictReader(lines, delimiter=";") if one["Ebene"] == "Kreis"]
        assert row["in getrennten Gruppen"] == "rund 5"
        assert (row["frei"], row["fehlen"], row["Plätze"]) == ("–", "0 bis 4", "1")


def test_the_page_says_it_in_words_to_whoever_has_a_task(world: DemoWorld) -> None:
    by, url = seat_of(world.counsellor), reverse("schooling:bottlenecks")
    empty = as_(world.counsellor).get(url).content.decode()
    assert "Kein Kind sitzt in einer getrennten Lerngruppe" in empty
    assert "Noch gibt es nichts zu zählen" in empty
    with asking(world.counsellor):
        changing.seated(world, changing.report(world, by, first_name="Edda"))
    told = "Eine Schule mit Kindern in getrennten Gruppen hat keine Plätze in Regelklassen"
    assert told in as_(world.counsellor).get(url).content.decode()
    with asking(world.counsellor):
        reception_class(world, by, planned=2)
    assert told not in as_(world.counsellor).get(url).content.decode()
    for who in (world.counsellor, world.town_office, world.schulamt):
        page = re.sub(r"\s+", " ", as_(who).get(url).content.decode())
        assert "Ein Platz in Regelklassen fehlt in zwölf Monaten" in page, who.name
        assert "Grundschule Talblick" in page
    assert "geschützt" in as_(world.centre_head).get(url).content.decode()
    assert "Kein Kind sitzt" in as_(world.other_town).get(url).content.decode()


@pytest.mark.parametrize("who", ["charlie", "auditor", "former", "school_head"])
def test_nobody_else_learns_of_bottlenecks(world: DemoWorld, who: str) -> None:
    for page in ("bottlenecks", "export_bottlenecks"):
        assert as_(getattr(world, who)).get(reverse(f"schooling:{page}")).status_code == 404


def test_the_headline_says_when_nothing_is_planned_or_everything_has_a_seat() -> None:
    def view(*, children: int, unplanned: int, missing: int | None) -> Bottlenecks:
        few = Figure(0)
        whole = Bottleneck(
            *("ganzer Kreis", None, Figure(children), (few, few, few), Figure(unplanned)),
            *(0, few, few, Figure(missing)),
        )
        return Bottlenecks(dt.date(2026, 1, 1), True, whole, (), (), (), (), (), 0)

    one = view(children=3, unplanned=1, missing=0).headline
    assert one == "Für ein Kind in getrennten Gruppen ist kein Übergang geplant"
    assert view(children=3, unplanned=0, missing=0).headline.endswith("ist ein Platz da")
    assert "ist ein Übergang geplant" in view(children=3, unplanned=0, missing=None).headline
