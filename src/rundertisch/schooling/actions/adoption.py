# SPDX-License-Identifier: EUPL-1.2
"""Adoption in parts: each authority signs for its school forms, the head answers, both in person.

A signature is one child, one transaction: whole or absent. It needs that the reasons of this very
line were opened by the signing seat, and the authority's own words. Until the place is announced
the same seat may take it back; after that it is an administrative act (DOMAIN 2.5).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from rundertisch.accounts.models import Role, Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.decisions import noted, open_or_refused, said
from rundertisch.schooling.actions.notices import demand_no_minutes
from rundertisch.schooling.actions.rules import demand_no_open_objection
from rundertisch.schooling.actions.seats import free_seat, take_seat
from rundertisch.schooling.models import (
    Child,
    Decision,
    DecisionKind,
    Placement,
    PlacementAnswer,
    Proposal,
    ProposedSeat,
    RefusalGround,
)


@dataclass(frozen=True, slots=True)
class Signed:
    """How many of the seats were signed, and the sentences about the others."""

    n: int
    of: int
    refusals: tuple[str, ...]


@audit.audited
def sign_seat(
    *, proposed_seat: ProposedSeat, words: str, on: dt.date, at: dt.datetime, by: Seat
) -> Placement:
    """Sign one child's seat for the authority that is competent for this form and grade."""
    words = said(words=words)
    demand_no_minutes(words=words)
    if by is None or by.role != Role.SUPERVISORY_AUTHORITY:
        raise Refusal(
            "Unterschreiben kann nur die Schulaufsicht, die für die Schulform zuständig ist."
        )
    Child.objects.select_for_update(of=("self",)).get(pk=proposed_seat.child_id)
    demand_no_open_objection(child=proposed_seat.child)
    _current_or_refused(line=proposed_seat)
    _competent_or_refused(line=proposed_seat)
    _heard_or_refused(line=proposed_seat)
    if not _asked("select schooling_has_read(%s)", proposed_seat.pk):
        raise Refusal(
            "Bitte zuerst die Seite dieses Kindes öffnen und die Begründung lesen; danach lässt "
            "sich der Platz unterschreiben."
        )
    group_id = proposed_seat.group_id or 0  # `_current_or_refused` has seen that there is one
    take_seat(group_id=group_id)
    placement = Placement.objects.create(
        child_id=proposed_seat.child_id,
        group_id=group_id,
        proposed_seat=proposed_seat,
        starts_on=on,
        signed_on=on,
        signed_by=by,
        words=words,
    )
    noted(
        round_id=proposed_seat.proposal.round_id or 0,
        child_id=proposed_seat.child_id,
        kind=DecisionKind.SIGNED,
        group_id=proposed_seat.group_id,
        words=words,
        at=at,
        by=by,
    )
    audit.record(
        action="schooling.sign_seat", by=by, about=Ref("child", str(proposed_seat.child_id))
    )
    return placement


def sign_seats(
    *,
    proposed_seats: Iterable[ProposedSeat],
    words: str,
    on: dt.date,
    at: dt.datetime,
    by: Seat,
) -> Signed:
    """Sign one after the other; a refusal of one child does not stop the others."""
    demand_no_minutes(words=words)
    done, refusals, wanted = 0, [], list(proposed_seats)
    if not wanted:
        raise Refusal(
            "Sie haben noch keine Begründung geöffnet. Bitte die Kinder der Reihe nach öffnen und "
            "lesen; danach lassen sich die gelesenen Plätze zusammen unterschreiben."
        )
    for line in wanted:
        try:
            with transaction.atomic():
                sign_seat(proposed_seat=line, words=words, on=on, at=at, by=by)
        except Refusal as refusal:
            refusals.append(f"{line.child}: {refusal.sentence}")
        else:
            done += 1
    return Signed(n=done, of=len(wanted), refusals=tuple(refusals))


def _asked(question: str, *values: int | str | dt.date | None) -> bool:
    """Ask the database a yes or no question about whoever is asking."""
    with connection.cursor() as cursor:
        cursor.execute(question, list(values))
        return bool(cursor.fetchone()[0])


def _current_or_refused(*, line: ProposedSeat) -> None:
    """Refuse what is no seat, no real proposal, not the newest one, or already signed."""
    proposal = line.proposal
    if proposal.what_if is not None or proposal.round is None:
        raise Refusal(
            "Das ist ein Gedankenspiel und kein Vorschlag einer Runde; unterschreiben lässt sich "
            "nur ein Vorschlag."
        )
    open_or_refused(round=proposal.round)
    signed = Placement.objects.filter(child_id=line.child_id, ends_on=None).exclude(signed_on=None)
    if (placed := signed.first()) is not None:
        raise Refusal(_already(placed=placed, line=line))
    if line.group_id is None:
        raise Refusal("Für dieses Kind gibt es keinen Platz, den man unterschreiben könnte.")
    newer = Proposal.objects.filter(round=proposal.round, what_if__isnull=True, pk__gt=proposal.pk)
    if newer.exists():
        raise Refusal(
            "Inzwischen wurde neu gerechnet. Bitte die Seite neu laden und den neuen Vorschlag "
            "für dieses Kind lesen."
        )
    refused = Placement.objects.filter(proposed_seat=line, answer=PlacementAnswer.REFUSED)
    if refused.exists():
        raise Refusal(
            "Diese Schule hat das Kind abgelehnt. Bitte neu rechnen lassen; das Kind ist im "
            "nächsten Vorschlag dabei."
        )


def _heard_or_refused(*, line: ProposedSeat) -> None:
    """Refuse a signature before the family was heard; the database refuses it too (0030)."""
    if not _asked("select schooling_was_heard(%s)", line.child_id):
        raise Refusal(
            "Für dieses Kind ist noch keine Anhörung eingetragen. Vorgeschlagen werden darf es, "
            "unterschreiben lässt sich der Platz erst danach. Die Seiteneinsteigerberatung trägt "
            "sie auf der Seite des Kindes ein."
        )


def _already(*, placed: Placement, line: ProposedSeat) -> str:
    decided = (
        Decision.objects.filter(child_id=line.child_id, kind=DecisionKind.SIGNED)
        .order_by("-pk")
        .first()
    )
    who = f" von {decided.by_name}, {decided.by_office}" if decided else ""
    return (
        f"Dieser Platz ist schon unterschrieben, am {placed.signed_on:%d.%m.%Y}{who}: "
        f"{placed.group.school.name}. Es gibt nichts mehr zu tun."
    )


def _competent_or_refused(*, line: ProposedSeat) -> None:
    """Refuse a signature for a school form or grade of the other authority."""
    if not _asked("select schooling_may_sign(%s)", line.group_id):
        school = line.group.school if line.group else None
        raise Refusal(
            f"Für die Schulform {school.form if school else ''} unterschreibt die andere "
            "Schulaufsicht. Wer wofür zuständig ist, steht bei den Schulen."
        )


@audit.audited
def withdraw_signature(*, placement: Placement, words: str, at: dt.datetime, by: Seat) -> None:
    """Take a signature back before it is announced; the seat is free again, the child waits."""
    words = said(words=words)
    Child.objects.select_for_update(of=("self",)).get(pk=placement.child_id)
    placement.refresh_from_db()
    if by is None or placement.signed_by_id != by.pk:
        raise Refusal("Eine Unterschrift nimmt zurück, wer sie gegeben hat.")
    if placement.ends_on is not None:
        raise Refusal("Diese Unterschrift ist schon zurückgenommen.")
    if placement.announced_on is not None:
        raise Refusal(
            f"Der Platz wurde am {placement.announced_on:%d.%m.%Y} bekannt gegeben. Danach ist die "
            "Rücknahme ein eigener Bescheid: Bitte unter „Bescheide“ neu entscheiden."
        )
    round_id = _round_of(placement=placement)
    free_seat(group_id=placement.group_id)
    noted(
        round_id=round_id,
        child_id=placement.child_id,
        kind=DecisionKind.WITHDRAWN,
        group_id=placement.group_id,
        words=words,
        at=at,
        by=by,
    )
    # the place never began: an empty period
    Placement.objects.filter(pk=placement.pk).update(ends_on=placement.starts_on)
    audit.record(
        action="schooling.withdraw_signature", by=by, about=Ref("child", str(placement.child_id))
    )


def _round_of(*, placement: Placement) -> int:
    """Return the round whose signature made this place; 0 for one of a new decision."""
    signed = Decision.objects.filter(
        child_id=placement.child_id, group_id=placement.group_id, kind=DecisionKind.SIGNED
    )
    decision = signed.order_by("-pk").first()
    return decision.round_id if decision else 0


@audit.audited
def answer_seat(
    *,
    placement: Placement,
    accepted: bool,
    ground: RefusalGround | None,
    words: str,
    on: dt.date,
    at: dt.datetime,
    by: Seat,
) -> None:
    """The head accepts a child, or refuses on a ground the law admits (§ 46 Abs. 1 SchulG NRW).

    A refused child waits again at once, with all its waiting days; the next proposal leaves this
    school out for it.
    """
    if (
        by is None
        or by.role != Role.SCHOOL_HEAD
        or placement.group.school.partner_id != by.partner_id
    ):
        raise Refusal("Über die Aufnahme entscheidet die Leitung dieser Schule.")
    placement.refresh_from_db()
    _answerable_or_refused(placement=placement)
    if not accepted and ground is None:
        raise Refusal(
            "Bitte einen Grund wählen, den das Gesetz für eine Ablehnung kennt.", field="ground"
        )
    answer = PlacementAnswer.ACCEPTED if accepted else PlacementAnswer.REFUSED
    _note_answer(placement=placement, accepted=accepted, ground=ground, words=words, at=at, by=by)
    if not accepted:
        free_seat(group_id=placement.group_id)
    kept = _asked(
        "select schooling_answer_placement(%s, %s, %s, %s, %s)",
        *(placement.pk, answer.value, None if accepted or not ground else ground.pk, words, on),
    )
    if not kept:
        raise Refusal(
            "Über dieses Kind ist inzwischen anders entschieden. Bitte die Liste neu laden."
        )
    audit.record(action="schooling.answer_seat", by=by, about=Ref("child", str(placement.child_id)))


def _answerable_or_refused(*, placement: Placement) -> None:
    if placement.announced_on is None:
        raise Refusal("Dieser Platz ist noch nicht bekannt gegeben; bitte noch nicht antworten.")
    if placement.answer:
        raise Refusal(
            f"Die Antwort steht schon seit dem {placement.answered_on:%d.%m.%Y}: "
            f"{placement.get_answer_display()}."
        )


def _note_answer(
    *,
    placement: Placement,
    accepted: bool,
    ground: RefusalGround | None,
    words: str,
    at: dt.datetime,
    by: Seat,
) -> None:
    """Add the answer to the record of its round while the school still sees the child."""
    round_id, child_id = _round_of(placement=placement), placement.child_id
    if not round_id:
        return
    kind = DecisionKind.ACCEPTED if accepted else DecisionKind.REFUSED
    noted(
        round_id=round_id,
        child_id=child_id,
        kind=kind,
        group_id=placement.group_id,
        words=words,
        reason_code="" if accepted or ground is None else ground.code,
        at=at,
        by=by,
    )
    if not accepted and ground is not None:
        noted(
            round_id=round_id,
            child_id=child_id,
            kind=DecisionKind.EXCLUDED,
            school_id=placement.group.school_id,
            words=f"Von der Schule abgelehnt: {ground.sentence}",
            reason_code=ground.code,
            at=at,
            by=by,
        )
