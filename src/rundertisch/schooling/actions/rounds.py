# SPDX-License-Identifier: EUPL-1.2
"""A round from the frozen input to the seal. What is decided about children stands beside it."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.decisions import noted, open_or_refused
from rundertisch.schooling.actions.notices import first_day_after, make_notices
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.actions.telling import tell_families
from rundertisch.schooling.models import (
    DecisionKind,
    Placement,
    PlacementAnswer,
    Round,
    RoundChild,
)
from rundertisch.schooling.queries.protocols import sealed_leaves

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """What the engine is told about one child; ``seated``: only because of a sibling."""

    child_id: int
    seated: bool
    row: Mapping[str, object]


@audit.audited
def keep_round(
    *,
    on: dt.date,
    by: Seat,
    common: Mapping[str, object],
    rows: Sequence[FrozenRow],
    versions: Mapping[str, str],
) -> Round:
    """Freeze who waits, which seats are free and the rules of that day; one round at a time."""
    demand_counselling(by=by)
    running = Round.objects.filter(sealed_on=None).first()
    if running is not None:
        raise Refusal(
            f"Runde {running.pk} vom {running.opened_on:%d.%m.%Y} läuft noch. Bitte dort weiter "
            "arbeiten oder sie zuerst versiegeln."
        )
    opened = Round.objects.create(
        opened_on=on, opened_by=by, frozen_on=on, common=dict(common), versions=dict(versions)
    )
    RoundChild.objects.bulk_create(
        RoundChild(
            round=opened,
            child_id=row.child_id,
            seated=row.seated,
            row=dict(row.row),
            salt=secrets.token_hex(SALT_BYTES),
        )
        for row in rows
    )
    _carry_refusals(opened=opened, on=on, by=by)
    audit.record(action="schooling.keep_round", by=by, about=Ref("round", str(opened.pk)))
    return opened


def _carry_refusals(*, opened: Round, on: dt.date, by: Seat) -> None:
    """Rule out again each school that has refused a child which still waits; it can be released."""
    refused = Placement.objects.filter(
        answer=PlacementAnswer.REFUSED,
        child__round_children__round=opened,
        child__round_children__seated=False,
    )
    rows = refused.select_related("group__school", "answer_ground").order_by("pk")
    for place in {(one.child_id, one.group.school_id): one for one in rows}.values():
        noted(
            round_id=opened.pk,
            child_id=place.child_id,
            kind=DecisionKind.EXCLUDED,
            school_id=place.group.school_id,
            words=f"In einer früheren Runde abgelehnt: {place.answer_ground}",
            reason_code=place.answer_ground.code if place.answer_ground else "",
            at=dt.datetime.combine(on, dt.time(), dt.UTC),
            by=by,
        )


def _signed(*, round: Round) -> list[Placement]:  # noqa: A002 - the field's word, as the verbs say it
    """Return the running places that this round led to."""
    rows = Placement.objects.filter(proposed_seat__proposal__round=round, ends_on=None)
    return list(rows.exclude(signed_on=None).select_for_update(of=("self",)).order_by("pk"))


@audit.audited
def announce_round(*, round: Round, on: dt.date, at: dt.datetime, by: Seat) -> int:  # noqa: A002 - as above
    """Tell schools and families about every signed place; each family gets a notice of its own.

    After notice a change is the withdrawal of an administrative act (VG Düsseldorf 18 L 1532/23).
    """
    demand_counselling(by=by)
    open_or_refused(round=round)
    waiting = [place for place in _signed(round=round) if place.announced_on is None]
    if not waiting:
        raise Refusal(
            "Es gibt keinen unterschriebenen Platz, der noch bekannt zu geben wäre. Zuerst "
            "unterschreibt die Schulaufsicht."
        )
    first_day = first_day_after(on=on)
    with connection.cursor() as cursor:
        for place in waiting:
            cursor.execute(
                "select schooling_announce_placement(%s, %s, %s)", [place.pk, on, first_day]
            )
    announced = Placement.objects.select_related("group__school__town", "proposed_seat")
    make_notices(
        placements=announced.filter(pk__in=[place.pk for place in waiting]).order_by("pk"),
        on=on,
        by=by,
    )
    for place in waiting:
        noted(
            round_id=round.pk,
            child_id=place.child_id,
            kind=DecisionKind.ANNOUNCED,
            group_id=place.group_id,
            at=at,
            by=by,
        )
    tell_families(children=[place.child_id for place in waiting], by=by)
    Round.objects.filter(pk=round.pk).update(announced_on=on)
    audit.record(action="schooling.announce_round", by=by, about=Ref("round", str(round.pk)))
    return len(waiting)


@audit.audited
def seal_round(*, round: Round, on: dt.date, by: Seat) -> str:  # noqa: A002 - as above
    """Close the round: one hash over everything it kept; nothing is decided in it any more."""
    demand_counselling(by=by)
    open_or_refused(round=round)
    places = _signed(round=round)
    unannounced = sum(place.announced_on is None for place in places)
    unanswered = sum(
        place.announced_on is not None and place.answer != PlacementAnswer.ACCEPTED
        for place in places
    )
    if unannounced or unanswered:
        raise Refusal(
            f"Noch nicht bekannt gegeben: {unannounced}; noch ohne Antwort der Schule: "
            f"{unanswered}. Versiegelt wird, wenn beides auf null steht."
        )
    children = list(RoundChild.objects.filter(round=round).order_by("pk"))
    leaves, root = sealed_leaves(shown=round, children=children)
    for child, leaf in zip(children, leaves[1:], strict=True):
        child.leaf = leaf
    RoundChild.objects.bulk_update(children, ["leaf"], batch_size=500)
    Round.objects.filter(pk=round.pk).update(
        sealed_on=on, sealed_by=by, seal=root, leaves=list(leaves)
    )
    audit.record(action="schooling.seal_round", by=by, about=Ref("round", str(round.pk)))
    return root
