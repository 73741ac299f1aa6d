# SPDX-License-Identifier: EUPL-1.2
"""The list of rounds, and what opening the next one would freeze."""

import datetime as dt
from dataclasses import dataclass

from rundertisch.engine.figures import Figure
from rundertisch.schooling.models import Round
from rundertisch.schooling.queries.policies import policy_in_force
from rundertisch.schooling.queries.round_view import RoundView, counted, round_view
from rundertisch.schooling.queries.schools import free_seats
from rundertisch.schooling.queries.waiting import queues

SHOWN = 12  # rounds a page lists: one a month for a year


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round of the list."""

    view: RoundView

    @property
    def round(self) -> Round:
        """The round itself."""
        return self.view.round

    @property
    def children(self) -> Figure:
        """Visible children."""
        return counted(self.view.children)

    @property
    def signed(self) -> Figure:
        """Signed seats."""
        return counted(self.view.with_signature)

    @property
    def state(self) -> str:
        """How far it is, in two words."""
        return self.view.stand

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
    known = Round.objects.order_by("-pk")[:SHOWN]
    policy = policy_in_force(on=on)
    draft = policy is None or not policy.adopted_by
    return RoundsView(
        rounds=tuple(RoundRow(view=round_view(shown=one)) for one in known),
        may_open=may_open,
        waiting=queues(on=on).children,
        seats=free_seats(),
        policy_words="ein Entwurf, noch nicht beschlossen" if draft else "beschlossen",
    )
