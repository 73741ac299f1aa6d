# SPDX-License-Identifier: EUPL-1.2
"""A child that was reported twice is merged; two children in one record are split."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.changes import (
    beginning_of,
    changing,
    keep_placement,
    lock_child,
    locked,
)
from rundertisch.schooling.actions.children import next_number
from rundertisch.schooling.actions.decisions import in_force, noted
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import (
    AllowedForm,
    ChangeKind,
    Child,
    DecisionKind,
    Placement,
    RoundChild,
    Wish,
)

WISH_RANKS = (1, 2, 3)
DAYS = (
    "reported_on",
    "registered_on",
    "latest_school_day_on",
    "waited_since",
    "counselled_on",
)
FILLED = ("first_name", "family_name", "born_on", "interpreter_language", "family_id")
HOME = ("home_town_id", "street", "house_number", "postcode", "lat", "lon")
COPIED = (
    *HOME,
    "address_protected",
    "registered_on",
    "latest_school_day_on",
    "waited_since",
    "reported_on",
    "counselled_on",
    "family_id",
)


@audit.audited
def merge_children(
    *,
    stays: Child,
    closes: Child,
    on: dt.date,
    by: Seat | None,
    versions: tuple[int, int] | None = None,
    at: dt.datetime | None = None,
) -> Child:
    """Lead two reports of one child in the record that stays; the other is closed and points to it.

    The wait counts from the earlier report. What only the other record knew is filled in; where
    both know something, the one that stays is right. Wishes, forms, family and places follow, and
    what was decided in the open round, as a decision of whoever merges (``at``).
    """
    demand_counselling(by=by)
    kept, closed = _pair(stays=stays, closes=closes, versions=versions)
    _demand_one_place(kept=kept, closed=closed)
    with changing(children=[kept, closed], kind=ChangeKind.MERGED, on=on, by=by):
        Child.objects.filter(pk=kept.pk).update(**_united(kept=kept, closed=closed))
        _wishes_follow(kept=kept, closed=closed)
        _forms_follow(kept=kept, closed=closed)
        for place in Placement.objects.filter(child=closed):
            keep_placement(pk=place.pk, child_id=kept.pk, ends_on=place.ends_on)
        if by is not None:
            _decisions_follow(kept=kept, closed=closed, at=at or beginning_of(on), by=by)
        Child.objects.filter(pk=closed.pk).update(left_on=on, merged_into=kept)
    for one in (kept, closed):
        audit.record(action="schooling.merge_children", by=by, about=Ref("child", str(one.pk)))
    kept.refresh_from_db()
    return kept


def _pair(*, stays: Child, closes: Child, versions: tuple[int, int] | None) -> tuple[Child, Child]:
    if stays.pk == closes.pk:
        raise Refusal(
            "Das ist dieselbe Meldung. Bitte das Kennzeichen der zweiten Meldung eintragen.",
            field="reference",
        )
    locked(pks=[stays.pk, closes.pk])  # both at once, in a fixed order: no two merges deadlock
    first, second = versions or (None, None)
    kept = lock_child(child=stays, version=first)
    closed = lock_child(child=closes, version=second)
    for child in (kept, closed):
        if child.left_on is not None:
            raise Refusal(
                f"{child} ({child.reference}) ist aus der Liste genommen. Bitte das zuerst "
                "zurücknehmen; geschlossene Meldungen werden nicht zusammengeführt."
            )
    return kept, closed


def _demand_one_place(*, kept: Child, closed: Child) -> None:
    running = Placement.objects.filter(child__in=[kept, closed], ends_on=None)
    if running.values("child").distinct().count() > 1:
        raise Refusal(
            "Beide Meldungen haben einen laufenden Platz. Bitte zuerst klären, welcher gilt, und "
            "den anderen beenden („Nicht erschienen“); dann lassen sie sich zusammenführen."
        )


def _united(*, kept: Child, closed: Child) -> dict[str, Any]:
    """Return the fields of the record that stays."""
    fields: dict[str, Any] = {name: getattr(kept, name) or getattr(closed, name) for name in FILLED}
    for name in DAYS:
        fields[name] = earliest(getattr(kept, name), getattr(closed, name))
    again = (kept.waits_again_on, closed.waits_again_on)
    fields["waits_again_on"] = None if None in again else earliest(*again)
    if kept.address_protected or closed.address_protected:
        fields |= dict.fromkeys(HOME[1:4], "") | dict.fromkeys(HOME[4:])
        fields["address_protected"] = True
    elif not kept.street:
        fields |= {name: getattr(closed, name) for name in HOME}
    return fields


def earliest(*days: dt.date | None) -> dt.date | None:
    """Return the earliest known day."""
    return min((day for day in days if day is not None), default=None)


def _wishes_follow(*, kept: Child, closed: Child) -> None:
    mine = dict(Wish.objects.filter(child=kept).values_list("rank", "school_id"))
    free = [rank for rank in WISH_RANKS if rank not in mine]
    others = Wish.objects.filter(child=closed).exclude(school__in=mine.values()).order_by("rank")
    for rank, wish in zip(free, others, strict=False):
        Wish.objects.filter(pk=wish.pk).update(child=kept, rank=rank)
    Wish.objects.filter(child=closed).delete()


def _forms_follow(*, kept: Child, closed: Child) -> None:
    """No form named means any: what one of the two records names is not widened by the other."""
    if not AllowedForm.objects.filter(child=kept).exists():
        AllowedForm.objects.filter(child=closed).update(child=kept)
    AllowedForm.objects.filter(child=closed).delete()


def _decisions_follow(*, kept: Child, closed: Child, at: dt.datetime, by: Seat) -> None:
    """Decide again for the record that stays what is in force for the other in the open round."""
    frozen = RoundChild.objects.filter(child=kept, seated=False, round__sealed_on=None)
    for row in frozen.select_related("round"):
        mine = {
            kind: in_force(round=row.round, child=kept, kind=kind)
            for kind in (DecisionKind.EXCLUDED, DecisionKind.LOCKED)
        }
        known = {one.school_id for one in mine[DecisionKind.EXCLUDED]}
        locked_already = bool(mine[DecisionKind.LOCKED])
        for kind in mine:
            for old in in_force(round=row.round, child=closed, kind=kind):
                if kind == DecisionKind.LOCKED and locked_already:
                    continue
                if kind == DecisionKind.EXCLUDED and old.school_id in known:
                    continue
                noted(
                    round_id=row.round_id,
                    child_id=kept.pk,
                    kind=kind,
                    group_id=old.group_id,
                    school_id=old.school_id,
                    words=f"Aus der Meldung {closed.reference}: {old.words}"[:1000],
                    at=at,
                    by=by,
                )


@dataclass(frozen=True, slots=True)
class SecondChild:
    """The other child of a record in which two were entered as one."""

    first_name: str
    family_name: str
    born_on: dt.date | None
    grade: int
    needs_literacy: bool = False


@audit.audited
def split_child(
    *,
    child: Child,
    second: SecondChild,
    wishes: Iterable[Wish],
    takes_place: bool,
    on: dt.date,
    by: Seat | None,
    version: int | None = None,
) -> Child:
    """Give the second child of a record its own; both live together and have waited equally long.

    ``wishes`` are those that belong to the second; ``takes_place``: the running place is its own.
    """
    demand_counselling(by=by)
    now = lock_child(child=child, version=version)
    if (second.first_name, second.born_on) == (now.first_name, now.born_on):
        raise Refusal(
            "Das zweite Kind heißt wie das erste und hat denselben Geburtstag. Bitte eintragen, "
            "wodurch sich die beiden unterscheiden.",
            field="first_name",
        )
    number = next_number()
    with changing(children=[now], kind=ChangeKind.SPLIT, on=on, by=by) as both:
        made = Child.objects.create(
            pk=number,
            reference=f"RT-{number}",
            first_name=second.first_name,
            family_name=second.family_name,
            born_on=second.born_on,
            grade=second.grade,
            needs_literacy=second.needs_literacy,
            interpreter_language=now.interpreter_language,
            waits_again_on=now.waits_again_on,
            **{name: getattr(now, name) for name in COPIED},
        )
        both.append(made)
        _hand_over(now=now, made=made, wishes=wishes, takes_place=takes_place)
    for one in (now, made):
        audit.record(action="schooling.split_child", by=by, about=Ref("child", str(one.pk)))
    made.refresh_from_db()
    return made


def _hand_over(*, now: Child, made: Child, wishes: Iterable[Wish], takes_place: bool) -> None:
    AllowedForm.objects.bulk_create(
        AllowedForm(child=made, form=allowed.form)
        for allowed in AllowedForm.objects.filter(child=now)
    )
    Wish.objects.filter(child=now, pk__in=[wish.pk for wish in wishes]).update(child=made)
    if not takes_place:
        return
    for place in Placement.objects.filter(child=now, ends_on=None):
        keep_placement(pk=place.pk, child_id=made.pk, ends_on=None)
