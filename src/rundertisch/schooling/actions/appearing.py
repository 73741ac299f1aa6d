# SPDX-License-Identifier: EUPL-1.2
"""A child that did not come: its seat is free again, its wait is not reset."""

import datetime as dt
from zoneinfo import ZoneInfo

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.changes import changing, end_places, lock_child
from rundertisch.schooling.actions.decisions import noted
from rundertisch.schooling.actions.rules import demand_counselling, demand_no_open_objection
from rundertisch.schooling.actions.seats import holds_seat
from rundertisch.schooling.models import ChangeKind, Child, Decision, DecisionKind, Placement

BERLIN = ZoneInfo("Europe/Berlin")


@audit.audited
def did_not_appear(
    *,
    placement: Placement,
    words: str,
    on: dt.date,
    by: Seat | None,
    closes: bool = False,
    version: int | None = None,
) -> Child:
    """End a place that was never taken up: the seat is free, the child waits again as before.

    A missed first day never resets the wait. ``closes``: the family needs no place here any more.
    """
    demand_counselling(by=by)
    if not words.strip():
        raise Refusal(
            "Bitte in einem Satz sagen, was bekannt ist: wer gefragt wurde, was die Schule sagt.",
            field="words",
        )
    now = lock_child(child=placement.child, version=version)
    placement.refresh_from_db()
    if placement.child_id != now.pk or not holds_seat(vars(placement)):
        raise Refusal(
            "Dieser Platz ist schon beendet oder noch nicht unterschrieben. Bitte die Seite des "
            "Kindes neu öffnen."
        )
    demand_no_open_objection(child=now)
    if placement.starts_on >= on:
        raise Refusal(
            f"Der erste Schultag ist der {placement.starts_on:%d.%m.%Y}. Frühestens am Tag danach "
            "lässt sich sagen, dass das Kind nicht erschienen ist."
        )
    with changing(children=[now], kind=ChangeKind.NOT_APPEARED, on=on, by=by, words=words.strip()):
        end_places(child=now, ends_on=on)
        _note_in_open_round(placement=placement, words=words.strip(), on=on, by=by)
        if closes:
            Child.objects.filter(pk=now.pk).update(left_on=on)
    audit.record(action="schooling.did_not_appear", by=by, about=Ref("child", str(now.pk)))
    now.refresh_from_db()
    return now


def _note_in_open_round(*, placement: Placement, words: str, on: dt.date, by: Seat | None) -> None:
    """Tell the round that gave the place, while it is open: its next proposal knows the child."""
    signed = Decision.objects.filter(
        child_id=placement.child_id,
        group_id=placement.group_id,
        kind=DecisionKind.SIGNED,
        round__sealed_on=None,
    )
    decision = signed.order_by("-pk").first()
    if decision is None or by is None:
        return
    noted(
        round_id=decision.round_id,
        child_id=placement.child_id,
        kind=DecisionKind.NOT_APPEARED,
        group_id=placement.group_id,
        words=words,
        at=dt.datetime.combine(on, dt.time(), tzinfo=BERLIN),
        by=by,
    )
