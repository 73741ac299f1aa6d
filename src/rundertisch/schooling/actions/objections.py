# SPDX-License-Identifier: EUPL-1.2
"""Objections: record one whenever it comes, decide on it, note that it was taken back.

A late one is recorded and said to be late; whether it is too late is for the upper authority to
say (§ 60 VwGO knows reasons). While it is open the child is neither moved nor forgotten.
"""

import datetime as dt

from rundertisch.accounts.models import Role, Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import policies
from rundertisch.schooling.actions.decisions import said
from rundertisch.schooling.actions.notice_rules import rule_or_refused
from rundertisch.schooling.models import Notice, Objection, ObjectionState, Objector
from rundertisch.schooling.queries import notices


@audit.audited
def record_objection(
    *,
    notice: Notice,
    received_on: dt.date,
    by_whom: Objector | str,
    words: str,
    on: dt.date,
    by: Seat,
) -> Objection:
    """Record an objection on the day it came, in time or late."""
    if by is None or not policies.may_see_notices(seat=by):
        raise Refusal("Einen Widerspruch tragen die Beratung oder die Schulaufsicht ein.")
    now = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if not now.made_on <= received_on <= on:
        raise Refusal(
            f"Der Eingang muss zwischen dem Datum des Bescheids ({now.made_on:%d.%m.%Y}) und heute "
            "liegen.",
            field="received_on",
        )
    if Objection.objects.filter(notice=now, state=ObjectionState.OPEN).exists():
        raise Refusal(
            "Gegen diesen Bescheid läuft schon ein Widerspruch. Bitte dort weiterarbeiten."
        )
    rule = rule_or_refused(kind=now.authority_kind, on=now.made_on)
    made = Objection.objects.create(
        child_id=now.child_id,
        notice=now,
        authority_kind=now.authority_kind,
        upper_kind=rule.upper_kind,
        received_on=received_on,
        by_whom=by_whom,
        words=words.strip(),
        until=now.objection_until,
        decide_until=notices.months_later(day=received_on, months=rule.decide_months),
        recorded_on=on,
        recorded_by=by,
    )
    audit.record(
        action="schooling.record_objection",
        by=by,
        about=Ref("objection", str(made.pk)),
        fields=("received_on", "by_whom"),
    )
    return made


@audit.audited
def decide_objection(
    *, objection: Objection, upheld: bool, words: str, on: dt.date, by: Seat
) -> Objection:
    """Decide: the authority itself may only uphold (§ 72 VwGO), the upper one either way (§ 73)."""
    words = said(words=words)
    now = _open(objection=objection)
    kind = by.partner.kind if by is not None and by.role == Role.SUPERVISORY_AUTHORITY else ""
    if kind != now.upper_kind and not (upheld and kind == now.authority_kind):
        raise Refusal(
            "Über diesen Widerspruch entscheidet die Widerspruchsbehörde: "
            f"{now.get_upper_kind_display()}. Die Behörde, die den Bescheid erlassen hat, kann ihm "
            "nur abhelfen.",
            field="outcome",
        )
    state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
    _settle(objection=now, state=state, words=words, on=on, by=by)
    audit.record(
        action="schooling.decide_objection",
        by=by,
        about=Ref("objection", str(now.pk)),
        fields=("state",),
    )
    now.refresh_from_db()
    return now


@audit.audited
def withdraw_objection(*, objection: Objection, words: str, on: dt.date, by: Seat) -> Objection:
    """Note that the family took its objection back; it stays in the record."""
    if by is None or not policies.may_see_notices(seat=by):
        raise Refusal("Das trägt die Beratung oder die Schulaufsicht ein.")
    now = _open(objection=objection)
    _settle(objection=now, state=ObjectionState.WITHDRAWN, words=said(words=words), on=on, by=by)
    audit.record(
        action="schooling.withdraw_objection",
        by=by,
        about=Ref("objection", str(now.pk)),
        fields=("state",),
    )
    now.refresh_from_db()
    return now


def _open(*, objection: Objection) -> Objection:
    # the row rule lets nobody lock a settled one
    locked = Objection.objects.select_for_update(of=("self",)).filter(pk=objection.pk).first()
    now = locked or Objection.objects.get(pk=objection.pk)
    if now.state != ObjectionState.OPEN:
        raise Refusal(
            f"Über diesen Widerspruch ist schon entschieden, am {now.decided_on:%d.%m.%Y}: "
            f"{now.get_state_display()}."
        )
    return now


def _settle(
    *, objection: Objection, state: ObjectionState, words: str, on: dt.date, by: Seat
) -> None:
    rule = rule_or_refused(kind=objection.authority_kind, on=objection.recorded_on)
    decided = state in {ObjectionState.UPHELD, ObjectionState.REJECTED}
    held = notices.months_later(day=on, months=rule.court_months) if decided else None
    Objection.objects.filter(pk=objection.pk).update(
        state=state,
        held_until=held,
        decided_on=on,
        decided_seat=by,
        decided_by=f"{by.user.name}, {by.partner.name}",
        decision_words=words,
    )
