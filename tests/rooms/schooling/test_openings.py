# SPDX-License-Identifier: EUPL-1.2
"""Where a group could open: numbers nobody has checked yet, schools that said no, schools never."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.schooling import actions
from rundertisch.schooling.models import (
    Assignable,
    AssumptionKind,
    GroupKind,
    OpeningAssumption,
    OpeningRule,
    School,
)
from rundertisch.schooling.queries import openings
from tests.rooms.schooling.rounding import seat_of
from tests.world import DemoWorld, Person, as_, asking

pytestmark = pytest.mark.database

KIRSCHBAUM, CLINIC, SPECIAL = "900101", "900106", "900205"


def school(number: str) -> School:
    """Return an invented school."""
    return School.objects.get(number=number)


def assume(world: DemoWorld, person: Person, **changes: object) -> OpeningAssumption:
    """Let somebody say that a group has eighteen seats."""
    given: dict[str, Any] = {
        "kind": "SEATS",
        "value": 18,
        "source": "Auskunft des Schulamts",
        "evidence": Evidence.SEEN,
        "verified_on": world.on,
        "on": world.on,
    }
    with asking(person):
        return actions.set_opening_assumption(**{**given, **changes, "by": seat_of(person)})


NO = actions.OwnNumbers(ruled_out=True)


def say(
    world: DemoWorld, person: Person, reason: str, numbers: actions.OwnNumbers
) -> OpeningRule | None:
    """Let somebody record what the Grundschule Am Kirschbaum says."""
    with asking(person):
        return actions.keep_opening_rule(
            school=school(KIRSCHBAUM),
            numbers=numbers,
            reason=reason,
            on=world.on,
            by=seat_of(person),
        )


def test_no_number_calls_itself_checked_and_renate_changes_one_from_today(
    world: DemoWorld,
) -> None:
    before = openings.opening_assumptions(on=world.on)
    assert list(before) == list(AssumptionKind)
    for one in before.values():
        assert one.source
        assert not one.verified
    made = assume(world, world.counsellor)
    after = openings.opening_assumptions(on=world.on)
    assert after[AssumptionKind.SEATS] == made
    assert made.verified
    earlier = openings.opening_assumptions(on=made.starts_on.replace(year=made.starts_on.year - 1))
    assert earlier[AssumptionKind.SEATS].value == 15


def test_a_number_out_of_reason_or_without_a_source_is_refused(world: DemoWorld) -> None:
    for changes, told in (
        ({"value": 0}, "von 1 bis 40"),
        ({"value": 41}, "von 1 bis 40"),
        ({"kind": "LUNCH"}, "gibt es nicht"),
        ({"source": " "}, "Quelle"),
        ({"evidence": Evidence.GUESS}, "an der Quelle geprüft"),
    ):
        with pytest.raises(Refusal, match=told):
            assume(world, world.counsellor, **changes)


def test_special_and_hospital_schools_are_no_candidates_whatever_form_they_are_listed_under(
    world: DemoWorld,
) -> None:
    School.objects.filter(number=CLINIC).update(form="Grundschule", assignable=Assignable.YES)
    School.objects.filter(number=SPECIAL).update(form="Grundschule")  # still: assignable = NO
    found = openings.candidates(on=world.on)
    numbers = {one.school.number for one in found.schools}
    assert KIRSCHBAUM in numbers
    assert not numbers & {CLINIC, SPECIAL}
    for each in School.objects.filter(number__in=[CLINIC, SPECIAL]):
        assert openings.never_a_candidate(school=each)
        assert openings.candidate_school(school=each, on=world.on) is None
    shown = as_(world.counsellor).get(reverse("schooling:opening_rule", args=[school(CLINIC).pk]))
    assert "schlägt niemand eine neue Gruppe vor" in shown.content.decode()


def test_a_group_fits_the_grades_of_its_form(world: DemoWorld) -> None:
    found = {one.school.form: one.spots for one in openings.candidates(on=world.on).schools}
    primary = {(spot.kind, spot.grade_from, spot.grade_to) for spot in found["Grundschule"]}
    assert primary == {(GroupKind.LANGUAGE, 1, 4), (GroupKind.LITERACY, 1, 4)}
    grammar = {(spot.grade_from, spot.grade_to) for spot in found["Gymnasium"]}
    assert grammar == {(5, 7), (8, 10), (11, 13), (5, 10)}
    assert {(one.grade_from, one.grade_to) for one in found["Berufskolleg"]} == {(11, 13)}
    assert "Freie Waldorfschule" not in found, "only who names it sits there"


def test_a_school_that_said_no_is_left_out_with_its_reason_until_it_changes_its_mind(
    world: DemoWorld,
) -> None:
    with pytest.raises(Refusal, match="sagen, warum"):
        say(world, world.counsellor, " ", NO)
    with pytest.raises(Refusal, match="schon die Zahlen des Kreises"):
        say(world, world.counsellor, "", actions.OwnNumbers())
    say(world, world.counsellor, "Kein Raum, sagt die Schulleitung", NO)
    with asking(world.counsellor):
        found = openings.candidates(on=world.on)
    assert [rule.school.number for rule in found.ruled_out] == [KIRSCHBAUM]
    assert KIRSCHBAUM not in {one.school.number for one in found.schools}
    say(
        world,
        world.counsellor,
        "Ein Raum ab August",
        actions.OwnNumbers(seats=12, most_groups=1),
    )
    with asking(world.counsellor):
        (own,) = (one for one in openings.candidates(on=world.on).schools if one.rule)
    assert (own.numbers.seats, own.numbers.most_groups, own.numbers.hours) == (12, 1, 12)
    assert say(world, world.counsellor, "", actions.OwnNumbers()) is None
    with asking(world.counsellor):
        assert not openings.opening_rules(on=world.on)


@pytest.mark.parametrize("who", ["schulamt", "centre_head", "charlie"])
def test_nobody_but_counselling_changes_what_is_reckoned_with(world: DemoWorld, who: str) -> None:
    person = getattr(world, who)
    with pytest.raises(Refusal):
        assume(world, person)
    with pytest.raises(Refusal):
        say(world, person, "Nein", NO)
    with asking(person), pytest.raises(DatabaseError), transaction.atomic():
        OpeningAssumption.objects.filter(kind="SEATS").update(value=1)
    posted = as_(person).post(reverse("schooling:set_opening_assumption"), {})
    assert posted.status_code == 404


def test_the_page_says_what_is_not_checked_and_charlie_sees_nothing(world: DemoWorld) -> None:
    url = reverse("schooling:opening_basis")
    for who in ("counsellor", "schulamt", "bezirksregierung", "centre_head"):
        told = as_(getattr(world, who)).get(url, {"annahme": "SEATS"}).content.decode()
        assert "nicht geprüft" in told
        assert "Grundschule Am Kirschbaum" in told
        assert "Klinikschule an der Ennepe" not in told
        assert ("Ab heute gilt" in told) == (who == "counsellor")
    for who in ("charlie", "school_head", "town_office"):
        assert as_(getattr(world, who)).get(url).status_code == 404, who
    renate = as_(world.counsellor)
    wrong = renate.post(reverse("schooling:set_opening_assumption"), {"kind": "SEATS"})
    assert wrong.status_code == 422
    rule = reverse("schooling:keep_opening_rule", args=[school(KIRSCHBAUM).pk])
    assert renate.post(rule, {"ruled_out": "on"}).status_code == 422
    assert renate.post(rule, {"ruled_out": "on", "reason": "Kein Raum"}).status_code == 303
    assert "Kein Raum" in renate.get(url).content.decode()
