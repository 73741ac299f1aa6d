# SPDX-License-Identifier: EUPL-1.2
"""The list of rounds, and what opening the next one would freeze."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from rundertisch.engine.figures import Figure
from rundertisch.schooling.models import Proposal, Round, RoundChild
from rundertisch.schooling.queries.policies import policy_in_force
from rundertisch.schooling.queries.round_facts import signed_by_round
from rundertisch.schooling.queries.round_view import counted, stand_of
from rundertisch.schooling.queries.schools import free_seats
from rundertisch.schooling.queries.waiting import queues

SHOWN = 12  # rounds a page lists: one a month for a year


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round of the list."""

    round: Round
    visible: int
    with_signature: int
    proposed: bool

    @property
    def children(self) -> Figure:
        """Visible children."""
        return counted(self.visible)

    @property
    def signed(self) -> Figure:
        """Signed seats."""
        return counted(self.with_signature)

    @property
    def state(self) -> str:
        """How far it is, in two words."""
        return stand_of(shown=self.round, proposed=self.proposed, signed=self.with_signature)

    @property
    def badge(self) -> str:
        """How the state is drawn."""
        return "success" if self.round.sealed_on else "info"


@dataclass(frozen=True, slots=True)
class RoundsView:
    """Every round, and what a new one would freeze."""

    rounds: tuple[RoundRow, ...]
    may_open: bool
    waiting: int
    seats: int
    policy_words: str

    @property
    def running(self) -> Round | None:
        """The round that is not sealed yet."""
        return next((row.round for row in self.rounds if row.round.sealed_on is None), None)

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        if self.running:
            return f"Runde {self.running.pk} läuft seit dem {self.running.opened_on:%d.%m.%Y}"
        if self.rounds:
            return "Zurzeit läuft keine Runde"
        return "Noch keine Vermittlungsrunde"

    @property
    def waiting_words(self) -> str:
        """Who would be frozen."""
        one = self.waiting == 1
        return "ein wartendes Kind" if one else f"{self.waiting} wartende Kinder"

    @property
    def seats_words(self) -> str:
        """Which seats would be frozen."""
        return "ein freier Platz" if self.seats == 1 else f"{self.seats} freie Plätze"


def rounds_view(*, on: dt.date, may_open: bool) -> RoundsView:
    """Return what the list of rounds shows."""
    policy = policy_in_force(on=on)
    draft = policy is None or not policy.adopted_by
    return RoundsView(
        rounds=_rows(),
        may_open=may_open,
        waiting=queues(on=on).children,
        seats=free_seats(),
        policy_words="ein Entwurf, noch nicht beschlossen" if draft else "beschlossen",
    )


def _rows() -> tuple[RoundRow, ...]:
    """Return the newest rounds; however many, the same four queries."""
    known = list(Round.objects.order_by("-pk")[:SHOWN])
    children = Counter(
        RoundChild.objects.filter(round__in=known, seated=False).values_list("round", flat=True)
    )
    signed = signed_by_round(rounds=known)
    real = Proposal.objects.filter(round__in=known, what_if__isnull=True)
    proposed = set(real.values_list("round", flat=True))
    return tuple(
        RoundRow(
            round=one,
            visible=children[one.pk],
            with_signature=signed[one.pk],
            proposed=one.pk in proposed,
        )
        for one in known
    )
