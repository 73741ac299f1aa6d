# SPDX-License-Identifier: EUPL-1.2
"""What waits for the signature of one authority, and what it has already read."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import BooleanField, Func

from rundertisch.accounts.models import Seat
from rundertisch.schooling.models import ProposedSeat, Round
from rundertisch.schooling.queries.hearings import heard_children
from rundertisch.schooling.queries.regular_now import missing_seats
from rundertisch.schooling.queries.round_facts import (
    PROPOSED,
    Fact,
    authorities_by_group,
    facts,
    newest_proposal_of,
)


@dataclass(frozen=True, slots=True)
class SigningLine:
    """One seat that waits, and whether the asking seat has read the reasons."""

    seat: ProposedSeat
    read: bool
    heard: bool  # without a hearing it cannot be signed
    no_regular: str = ""  # integrated, and why there is no seat in a regular class


@dataclass(frozen=True, slots=True)
class SigningView:
    """The queue of one authority in one round."""

    round: Round
    lines: tuple[SigningLine, ...]
    signed: int

    @property
    def total(self) -> int:
        """Seats of this authority in this round, signed or not."""
        return self.signed + len(self.lines)

    @property
    def read(self) -> tuple[SigningLine, ...]:
        """Those that can be signed: the reasons were read and the family was heard."""
        return tuple(line for line in self.lines if line.read and line.heard)

    @property
    def without_regular(self) -> tuple[SigningLine, ...]:
        """Integrated places whose child would sit in no regular class."""
        return tuple(line for line in self.lines if line.no_regular)

    @property
    def separate(self) -> int:
        """Places in separate groups: their seat in a regular class is reserved later."""
        groups = [line.seat.group for line in self.lines]
        return sum(group is not None and group.separate for group in groups)

    @property
    def next_unread(self) -> int | None:
        """The child to open next."""
        return next((line.seat.child_id for line in self.lines if not line.read), None)

    @property
    def progress_words(self) -> str:
        """Say how many are signed."""
        return f"{self.signed} von {self.total} unterschrieben"

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        waiting = len(self.lines)
        if not waiting:
            return (
                "Für Ihre Behörde ist alles unterschrieben"
                if self.signed
                else "Nichts zu unterschreiben"
            )
        seats = "Ein Platz wartet" if waiting == 1 else f"{waiting} Plätze warten"
        return f"{seats} auf Ihre Unterschrift"

    @property
    def caption(self) -> str:
        """Say what the list holds."""
        return "Plätze ohne Unterschrift, am längsten wartende Kinder zuerst"

    @property
    def empty_words(self) -> str:
        """Say why the list is empty and what comes next."""
        if self.signed:
            return (
                "Alle Plätze Ihrer Schulformen sind unterschrieben. Als Nächstes gibt die Beratung "
                "sie bekannt."
            )
        return (
            "In diesem Vorschlag gibt es keinen Platz an Ihren Schulformen. Nach dem nächsten "
            "Rechnen kann sich das ändern."
        )

    @property
    def sign_all_words(self) -> str:
        """Say how many one signature each would be given for."""
        n = len(self.read)
        return (
            "Den einen gelesenen Platz unterschreiben"
            if n == 1
            else f"Alle {n} gelesenen Plätze unterschreiben"
        )


def has_read() -> Func:
    """Ask PostgreSQL whether the asking seat has read this line's reasons."""
    return Func("pk", function="schooling_has_read", output_field=BooleanField())


def signing_view(*, shown: Round, seat: Seat) -> SigningView:
    """Return the queue of the asking authority, longest waiting first."""
    proposal = newest_proposal_of(shown=shown)
    known = facts(shown=shown, proposal=proposal)
    authorities = authorities_by_group(on=shown.frozen_on)
    own = [fact for fact in known if seat.partner.kind in authorities.get(fact.group, ())]
    waiting = [fact for fact in own if fact.state is PROPOSED]
    return SigningView(
        round=shown,
        lines=_lines(waiting=waiting, on=shown.frozen_on),
        signed=sum(fact.signed for fact in own),
    )


def _lines(*, waiting: list[Fact], on: dt.date) -> tuple[SigningLine, ...]:
    heard = heard_children(pks=[fact.child for fact in waiting])
    seats = (
        ProposedSeat.objects.select_related("child", "group__school__town")
        .annotate(was_read=has_read())
        .in_bulk([fact.seat for fact in waiting])
    )
    in_order = [seats[fact.seat] for fact in waiting if fact.seat in seats]
    missing = missing_seats(seats=in_order, on=on)
    return tuple(
        SigningLine(
            seat=seats[fact.seat],
            read=seats[fact.seat].was_read,
            heard=fact.child in heard,
            no_regular=missing.get(seats[fact.seat].pk, ""),
        )
        for fact in waiting
        if fact.seat in seats
    )


def read_seats(*, shown: Round, seat: Seat) -> tuple[ProposedSeat, ...]:
    """Return what the asking authority has read and not signed yet."""
    return tuple(line.seat for line in signing_view(shown=shown, seat=seat).read)
