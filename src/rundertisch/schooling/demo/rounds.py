# SPDX-License-Identifier: EUPL-1.2
"""Two placement rounds of the demo: one sealed three weeks ago, one that is under way.

Rules, council and words are invented. Everybody acts on their own seat, so no rule is broken; the
world of the tests has no round, so that a test opens its own.
"""

import datetime as dt
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit, scope
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import actions, planning
from rundertisch.schooling.models import (
    REASONS_READ,
    Child,
    Group,
    GroupKind,
    Handing,
    Notice,
    Placement,
    Proposal,
    ProposedSeat,
    RefusalGround,
    Round,
)

BERLIN = ZoneInfo("Europe/Berlin")
COUNCIL, PAPER = "Rat der Stadt Ennepetal (erfunden)", "Drucksache 17 (erfunden)"
POLICY_DAYS, FIRST_DAYS, SEALED_DAYS = 40, 21, 14


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who decides in the demo: counselling, the two authorities, the head of one school."""

    counsellor: Seat
    schulamt: Seat
    bezirksregierung: Seat
    head: Seat


def build_rounds(*, on: dt.date, by: Deciders) -> Round:
    """Adopt rules, seal an earlier round and leave one open in which much has happened."""
    with _asking(by.counsellor):
        actions.adopt_policy(
            parameters=planning.default_parameters(),
            starts_on=on - dt.timedelta(days=POLICY_DAYS),
            adopted_by=COUNCIL,
            adopted_on=on - dt.timedelta(days=POLICY_DAYS),
            document=PAPER,
            on=on - dt.timedelta(days=POLICY_DAYS),
            by=by.counsellor,
        )
    _sealed_round(on=on - dt.timedelta(days=FIRST_DAYS), by=by)
    return _open_round(on=on, by=by)


def _sealed_round(*, on: dt.date, by: Deciders) -> Round:
    """Two children of the town were seated, announced and taken in; then the round was sealed.

    The counselling decides where they sit: which of several equally good plans is proposed is
    nobody's promise, and the head of this school must have something to answer.
    """
    with _asking(by.counsellor):
        opened = planning.open_round(on=on, by=by.counsellor)
        _lock_two(opened=opened, on=on, by=by)
        proposal = planning.propose_round(round=opened, on=on, by=by.counsellor)
    lines = _at_school_of(head=by.head, proposal=proposal, by=by.schulamt)
    signed = _signed(lines=lines[:2], on=on, by=by.schulamt, words="Kurzer Weg, freier Platz.")
    with _asking(by.counsellor):
        actions.announce_round(round=opened, on=on, at=_at(on), by=by.counsellor)
        _handed_over(places=signed, on=on, by=by.counsellor)
    for place in signed:
        _answered(place=place, ground=None, on=on, by=by.head)
    with _asking(by.counsellor):
        day = on + dt.timedelta(days=FIRST_DAYS - SEALED_DAYS)
        actions.seal_round(round=opened, on=day, by=by.counsellor)
    return opened


def _handed_over(*, places: Sequence[Placement], on: dt.date, by: Seat) -> None:
    """Let the counsellor hand both notices over in person on the day they were made."""
    for notice in Notice.objects.filter(placement__in=places).order_by("pk"):
        actions.hand_over(notice=notice, handed=Handing.PERSONALLY, handed_on=on, on=on, by=by)


def _lock_two(*, opened: Round, on: dt.date, by: Deciders) -> None:
    group = Group.objects.select_related("school").get(
        school__partner_id=by.head.partner_id, kind=GroupKind.LANGUAGE
    )
    fitting = Child.objects.filter(
        round_children__round=opened,
        home_town_id=group.school.town_id,
        needs_literacy=False,
        grade__range=(group.grade_from, group.grade_to),
        hearings__isnull=False,  # nobody signs before the family was heard
    )
    for child in fitting.order_by("pk")[:2]:
        actions.lock_child(
            round=opened,
            child=child,
            group=group,
            words="Der Hort dieser Schule hat einen Platz zugesagt.",
            at=_at(on),
            by=by.counsellor,
        )


def _open_round(*, on: dt.date, by: Deciders) -> Round:
    """Signed by both authorities, one child taken in, one refused; then computed again."""
    opened, proposal = _proposed(on=on, by=by.counsellor)
    lines = _at_school_of(head=by.head, proposal=proposal, by=by.schulamt)
    signed = _signed(lines=lines[:2], on=on, by=by.schulamt, words="Geschwister in der Nähe.")
    with _asking(by.counsellor):
        actions.announce_round(round=opened, on=on, at=_at(on), by=by.counsellor)
        ground = RefusalGround.objects.get(code="capacity")
    for place, reason in zip(signed, (None, ground), strict=False):
        _answered(place=place, ground=reason, on=on, by=by.head)
    with _asking(by.bezirksregierung):
        upper = _seats(proposal=proposal)[:2]
    _signed(lines=upper, on=on, by=by.bezirksregierung, words="Die Schule hat den Bildungsgang.")
    with _asking(by.counsellor):
        planning.propose_round(round=opened, on=on, by=by.counsellor)
    return opened


def _proposed(*, on: dt.date, by: Seat) -> tuple[Round, Proposal]:
    with _asking(by):
        opened = planning.open_round(on=on, by=by)
        return opened, planning.propose_round(round=opened, on=on, by=by)


def _seats(*, proposal: Proposal) -> list[ProposedSeat]:
    """Return the lines with a seat that whoever is asking may see, longest waiting first."""
    lines = ProposedSeat.objects.filter(proposal=proposal).exclude(group=None)
    lines = lines.filter(child__hearings__isnull=False)  # nobody signs before the family was heard
    shown = lines.select_related("proposal__round", "child", "group__school")
    return list(shown.order_by("-waiting_days", "child_id"))


def _at_school_of(*, head: Seat, proposal: Proposal, by: Seat) -> list[ProposedSeat]:
    with _asking(by):
        return [line for line in _seats(proposal=proposal) if _heads(head=head, line=line)]


def _heads(*, head: Seat, line: ProposedSeat) -> bool:
    return line.group is not None and line.group.school.partner_id == head.partner_id


def _signed(*, lines: Sequence[ProposedSeat], on: dt.date, by: Seat, words: str) -> list[Placement]:
    """Let the authority open the reasons of each line, and sign."""
    with _asking(by):
        about = [Ref("proposed_seat", str(line.pk)) for line in lines]
        audit.log_access(by=by, about=about, purpose=REASONS_READ, fields=audit.EVERYTHING)
        return [
            actions.sign_seat(proposed_seat=line, words=words, on=on, at=_at(on), by=by)
            for line in lines
        ]


def _answered(*, place: Placement, ground: RefusalGround | None, on: dt.date, by: Seat) -> None:
    words = "Die Gruppe ist durch Zuzüge voll." if ground else "Wir freuen uns."
    with _asking(by):
        actions.answer_seat(
            placement=Placement.objects.select_related("group__school").get(pk=place.pk),
            accepted=ground is None,
            ground=ground,
            words=words,
            on=on,
            at=_at(on),
            by=by,
        )


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour=10), tzinfo=BERLIN)


def _asking(seat: Seat) -> AbstractContextManager[None]:
    return scope.asking(user_id=seat.user_id, seat_id=seat.pk)
