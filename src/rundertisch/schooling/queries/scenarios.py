# SPDX-License-Identifier: EUPL-1.2
"""The scenarios of a round beside each other: what is answered, what it would come to."""

from dataclasses import dataclass

from rundertisch.engine.figures import Figure
from rundertisch.schooling.models import Round, Scenario, ScenarioRun, ScenarioState
from rundertisch.schooling.queries.policy_in_words import minutes
from rundertisch.schooling.queries.waiting import openable

TODAY = 1  # the number of the scenario in which nothing is different
BADGES = {ScenarioState.WAITING: "info", ScenarioState.FAILED: "danger"}


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """One scenario; no figures while it waits or where it failed."""

    name: str
    badge: str = ""
    state: str = ""
    trouble: str = ""
    unplaced: Figure | None = None
    against: str = ""
    children: Figure | None = None
    longest: str = ""
    pairs: Figure | None = None
    proven: bool = True


@dataclass(frozen=True, slots=True)
class ScenariosView:
    """The newest run of a round."""

    run: ScenarioRun
    rows: tuple[ScenarioRow, ...]
    answered: int
    worst: str

    @property
    def running(self) -> bool:
        """Whether answers are still to come."""
        return self.run.ended_at is None

    @property
    def headline(self) -> str:
        """Say how far it is, or the finding in one sentence."""
        if self.running:
            return f"{self.answered} von {len(self.rows)} Szenarien gerechnet"
        if self.run.cancelled:
            return f"Abgebrochen: {self.answered} von {len(self.rows)} Szenarien gerechnet"
        return self.worst

    @property
    def caption(self) -> str:
        """Say what the table holds against what, and of which day."""
        return f"Was wäre mit den Kindern dieser Runde, Stand {self.run.round.frozen_on:%d.%m.%Y}"


def newest_scenarios(*, shown: Round) -> ScenariosView | None:
    """Return the newest run of this round, or nothing."""
    run = ScenarioRun.objects.filter(round=shown).select_related("round").order_by("-pk").first()
    if run is None:
        return None
    known = tuple(Scenario.objects.filter(run=run).order_by("number"))
    today = next((one.counts for one in known if one.number == TODAY), None)
    return ScenariosView(
        run=run,
        rows=tuple(_row(one, today=today, ended=run.ended_at is not None) for one in known),
        answered=sum(one.state != ScenarioState.WAITING for one in known),
        worst=_worst(known),
    )


def _row(one: Scenario, *, today: dict[str, int] | None, ended: bool) -> ScenarioRow:
    counts = one.counts
    if counts is None:
        state = ScenarioState(one.state)
        left_out = ended and state == ScenarioState.WAITING
        words = "nicht gerechnet" if left_out else state.label
        return ScenarioRow(one.name, badge=BADGES[state], state=words, trouble=one.trouble)
    return ScenarioRow(
        one.name,
        unplaced=openable(counts["unplaced"]),
        against=_against(counts, today=today) if one.number != TODAY else "",
        children=openable(counts["children"]),
        longest=minutes(counts["longest_minutes"]),
        pairs=openable(counts["pairs"]),
        proven=counts["proven"],
    )


def _against(counts: dict[str, int], *, today: dict[str, int] | None) -> str:
    if today is None:
        return ""
    more = counts["unplaced"] - today["unplaced"]
    return "gleich viele" if not more else f"{abs(more)} {'mehr' if more > 0 else 'weniger'}"


def _worst(known: tuple[Scenario, ...]) -> str:
    """Say how many would be without a place at most, and in which scenario."""
    answered = [(one.counts["unplaced"], one.name) for one in known if one.counts is not None]
    if not answered:
        return "Kein Szenario ließ sich rechnen"
    left, name = max(answered, key=lambda one: one[0])  # the first of the worst
    if not left:
        return "In jedem Szenario bekämen alle Kinder einen Platz"
    who = "ein Kind" if left == 1 else f"{left} Kinder"
    if all(unplaced == left for unplaced, _ in answered):
        return f"In jedem Szenario {who} ohne Platz"
    return f"Höchstens {who} ohne Platz: {name}"
