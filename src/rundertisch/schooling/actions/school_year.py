# SPDX-License-Identifier: EUPL-1.2
"""1 August: everybody one grade up, next year's seats, one transaction, one undo the same day.

§ 7 Abs. 1 SchulG NRW: the school year begins on 1 August. Whoever leaves a stage (grade 4 to 5,
10 to 11) at a school that does not teach the next grade needs a new place and waits from that day.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import queries
from rundertisch.schooling.actions.changes import (
    State,
    changing,
    keep_placement,
    locked,
    note_undone,
    put_back,
    states_of,
)
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import (
    LATEST_GRADE,
    Assignable,
    Change,
    ChangeKind,
    Child,
    Group,
    Placement,
    RollOver,
)

LATEST_OF_STAGE = {4, 10}  # primary ends with 4, Sekundarstufe I with 10 (§§ 11, 12 SchulG NRW)


@dataclass(frozen=True, slots=True)
class Moves:
    """What 1 August would do to whom, before anything is done."""

    begins_on: dt.date
    up: tuple[Child, ...]
    leaving: tuple[Child, ...]
    new_stage: tuple[Child, ...]
    places_ending: tuple[Placement, ...]
    groups: tuple[Group, ...]
    missing: tuple[Group, ...]


def moves(*, begins_on: dt.date) -> Moves:
    """Return who goes up, who leaves after grade 13 and who needs a new place.

    Only children reported before that day: whoever came later was entered with the new grade.
    """
    children = tuple(
        Child.objects.filter(left_on=None, reported_on__lt=begins_on)
        .select_related("home_town")
        .order_by("grade", "family_name", "first_name", "pk")
    )
    leaving = tuple(child for child in children if child.grade >= LATEST_GRADE)
    up = tuple(child for child in children if child.grade < LATEST_GRADE)
    ending = _ending(children=up, begins_on=begins_on)
    stay_put = {place.child_id for place in ending}
    groups = tuple(
        Group.objects.exclude(school__assignable=Assignable.NO)
        .select_related("school__town")
        .order_by("school__name", "grade_from", "kind", "pk")
    )
    return Moves(
        begins_on=begins_on,
        up=up,
        leaving=leaving,
        new_stage=tuple(child for child in up if child.pk in stay_put),
        places_ending=ending,
        groups=groups,
        missing=tuple(group for group in groups if group.next_seats is None),
    )


def _ending(*, children: Iterable[Child], begins_on: dt.date) -> tuple[Placement, ...]:
    """Return the places that end: a stage is left and the school does not teach the next grade."""
    next_grade = {child.pk: child.grade + 1 for child in children if child.grade in LATEST_OF_STAGE}
    places = (
        Placement.objects.filter(child__in=next_grade, ends_on=None, starts_on__lt=begins_on)
        .select_related("group__school", "child")
        .order_by("pk")
    )
    schools = {place.group.school_id for place in places}
    taught = set()
    for school_id, low, high in Group.objects.filter(school__in=schools).values_list(
        "school_id", "grade_from", "grade_to"
    ):
        taught |= {(school_id, grade) for grade in range(low, high + 1)}
    return tuple(
        place
        for place in places
        if (place.group.school_id, next_grade[place.child_id]) not in taught
    )


@audit.audited
def keep_next_seats(*, group: Group, next_seats: int | None, by: Seat | None) -> Group:
    """Record how many seats a group will have free for new children from 1 August on."""
    demand_counselling(by=by)
    if next_seats is not None and next_seats < 0:
        raise Refusal("Freie Plätze können nicht negativ sein.", field="next_seats")
    Group.objects.filter(pk=group.pk).update(next_seats=next_seats)
    audit.record(action="schooling.keep_next_seats", by=by, about=Ref("group", str(group.pk)))
    group.refresh_from_db()
    return group


def _demand_day(*, begins_on: dt.date, on: dt.date) -> None:
    if on < begins_on:
        raise Refusal(
            f"Das neue Schuljahr beginnt am {begins_on:%d.%m.%Y}. Bis dahin zeigt diese Seite, was "
            "dann geschieht; gewechselt wird frühestens an diesem Tag."
        )
    if (on - begins_on).days > queries.LATE_DAYS:
        raise Refusal(
            f"Der Wechsel zum {begins_on:%d.%m.%Y} liegt über {queries.LATE_DAYS} Tage zurück. "
            "Bitte die Klassen der Kinder einzeln berichtigen."
        )
    if RollOver.objects.filter(begins_on=begins_on, undone_on=None).exists():
        raise Refusal(
            f"Der Wechsel ins Schuljahr ab {begins_on:%d.%m.%Y} ist schon gemacht. Am selben Tag "
            "lässt er sich zurücknehmen."
        )


@audit.audited
def roll_over(
    *, begins_on: dt.date, on: dt.date, by: Seat | None, missing_as_zero: bool = False
) -> RollOver:
    """Change the school year for everybody at once."""
    demand_counselling(by=by)
    assert by is not None  # noqa: S101 - demand_counselling refused nobody already
    groups = {group.pk: group for group in Group.objects.select_for_update().order_by("pk")}
    _demand_day(begins_on=begins_on, on=on)
    planned = moves(begins_on=begins_on)
    if planned.missing and not missing_as_zero:
        raise Refusal(
            f"Für {len(planned.missing)} Gruppen fehlt noch, wie viele Plätze ab August frei sind. "
            "Bitte bei den Schulen eintragen oder ankreuzen, dass sie mit null Plätzen beginnen.",
            field="missing_as_zero",
        )
    done = RollOver.objects.create(
        begins_on=begins_on,
        done_on=on,
        done_by=by,
        groups={
            str(pk): [group.free_seats, group.next_seats, group.counted_on.isoformat()]
            for pk, group in groups.items()
        },
    )
    everybody = [*planned.up, *planned.leaving]
    locked(pks=[child.pk for child in everybody])
    kind = ChangeKind.ROLLED_OVER
    with changing(children=everybody, kind=kind, on=on, by=by, roll_over=done):
        _go_up(planned=planned)
    _open_next_seats(planned=planned, begins_on=begins_on)
    audit.record(action="schooling.roll_over", by=by, about=Ref("roll_over", str(done.pk)))
    return done


def _go_up(*, planned: Moves) -> None:
    begins_on = planned.begins_on
    up = [child.pk for child in planned.up]
    leaving = [child.pk for child in planned.leaving]
    to_the_top = Child.objects.filter(pk__in=up, grade_to=LATEST_GRADE)
    rest = [child.pk for child in planned.up if child.grade_to != LATEST_GRADE]
    # no grade follows 13: 12-13 becomes 13, 11-13 becomes 12-13
    settled = to_the_top.filter(grade=LATEST_GRADE - 1).values_list("pk", flat=True)
    last_year = list(settled)
    Child.objects.filter(pk__in=last_year).update(grade=LATEST_GRADE, grade_to=None)
    to_the_top.exclude(pk__in=last_year).update(grade=F("grade") + 1)
    Child.objects.filter(pk__in=rest).update(grade=F("grade") + 1, grade_to=F("grade_to") + 1)
    Child.objects.filter(pk__in=leaving).update(left_on=begins_on)
    for place in planned.places_ending:
        keep_placement(pk=place.pk, child_id=place.child_id, ends_on=begins_on)
    Child.objects.filter(pk__in=[child.pk for child in planned.new_stage]).update(
        waits_again_on=begins_on
    )
    gone = Placement.objects.filter(child__in=leaving, ends_on=None, starts_on__lt=begins_on)
    for place in gone:
        keep_placement(pk=place.pk, child_id=place.child_id, ends_on=begins_on)


def _open_next_seats(*, planned: Moves, begins_on: dt.date) -> None:
    """Count the groups anew; no seat of last year is given back on top of the new figure."""
    for group in planned.groups:
        Group.objects.filter(pk=group.pk).update(
            free_seats=group.next_seats or 0, next_seats=None, counted_on=begins_on
        )


@audit.audited
def undo_roll_over(*, roll_over: RollOver, on: dt.date, by: Seat | None) -> RollOver:
    """Take the change of the school year back: the same day, while nothing else happened."""
    demand_counselling(by=by)
    RollOver.objects.select_for_update().get(pk=roll_over.pk)
    roll_over.refresh_from_db()
    if roll_over.undone_on is not None or roll_over.done_on != on:
        raise Refusal(
            "Der Wechsel lässt sich nur am selben Tag zurücknehmen. Bitte die Klassen einzelner "
            "Kinder auf ihrer Seite berichtigen."
        )
    _demand_same_groups(roll_over=roll_over)
    changes = list(Change.objects.filter(roll_over=roll_over))
    children = locked(pks=[change.child_id for change in changes])
    _put_everybody_back(changes=changes)
    for pk, (free_seats, next_seats, counted_on) in roll_over.groups.items():
        Group.objects.filter(pk=int(pk)).update(
            free_seats=free_seats, next_seats=next_seats, counted_on=counted_on
        )
    note_undone(changes=changes, children=list(children.values()), on=on, by=by)
    RollOver.objects.filter(pk=roll_over.pk).update(undone_on=on)
    audit.record(
        action="schooling.undo_roll_over", by=by, about=Ref("roll_over", str(roll_over.pk))
    )
    roll_over.refresh_from_db()
    return roll_over


def _demand_same_groups(*, roll_over: RollOver) -> None:
    """Refuse when seats were counted or taken since: the old figures would overwrite them."""
    for group in Group.objects.filter(counted_on=roll_over.begins_on):
        known = roll_over.groups.get(str(group.pk))
        if known is None or group.free_seats != (known[1] or 0) or group.next_seats is not None:
            raise Refusal(
                f"Seit dem Wechsel wurden Plätze geändert ({group.school.name}). Der Wechsel lässt "
                "sich nicht mehr zurücknehmen, ohne das zu verlieren."
            )


def _put_everybody_back(*, changes: Iterable[Change]) -> None:
    before: dict[str, State | None] = {}
    after: dict[str, State] = {}
    touched = 0
    for change in changes:
        if change.before is None or change.after is None:
            touched += 1
            continue
        before |= change.before
        after |= change.after
    now = states_of(pks=[int(pk) for pk in after])
    touched += sum(state != now.get(int(pk)) for pk, state in after.items())
    if touched:
        many = "ein Kind" if touched == 1 else f"{touched} Kinder"
        raise Refusal(
            f"Seit dem Wechsel ist für {many} etwas anderes geschehen. Er lässt sich nicht "
            "mehr im Ganzen zurücknehmen; bitte einzelne Kinder berichtigen."
        )
    put_back(before=before, after=after, seats=False)
