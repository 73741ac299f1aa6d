# SPDX-License-Identifier: EUPL-1.2
"""Compute a proposal of a round again from what was frozen, and say whether the same comes out.

With the packages of that day every line must be the same. With other packages the engine may choose
another plan that is as good; then the values of the levels decide.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rundertisch.engine.placement.solve import solve
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import actions
from rundertisch.schooling.models import Proposal, ProposedSeat
from rundertisch.schooling.planning.frozen import problem_of
from rundertisch.schooling.planning.lines import fingerprint, lines, summary, versions
from rundertisch.schooling.planning.rounds import SECONDS, changed

UNKNOWN = "unbekannt"
COUNTS = ("placed", "unplaced", "minutes", "pairs")
TOLD = ("group_id", "minutes", "reason_code", "reason", "level", "smallest_change")


@dataclass(frozen=True, slots=True)
class Replay:
    """What came out when a proposal was computed again."""

    proposal: int
    differing_versions: tuple[str, ...]
    same_input: bool
    same_values: bool
    moved: int  # children whose line says something else than then

    @property
    def same_versions(self) -> bool:
        """Whether the packages are those of that day."""
        return not self.differing_versions

    @property
    def identical(self) -> bool:
        """Whether everything is as it was."""
        return self.same_input and self.same_values and not self.moved

    @property
    def holds(self) -> bool:
        """Whether the proposal is confirmed: identical; with other packages, of equal value."""
        return self.identical or (self.same_input and self.same_values and not self.same_versions)


def replay_proposal(*, proposal: Proposal) -> Replay:
    """Compute a proposal of a round again from its frozen input and compare."""
    if proposal.round is None:
        raise Refusal(
            "Dieser Vorschlag gehört zu keiner Runde; es gibt keinen eingefrorenen Stand."
        )
    problem = problem_of(round=proposal.round, after=proposal.after_decision)
    if proposal.what_if is not None:
        problem = changed(problem=problem, question=proposal.what_if)
    same_input = proposal.input_sha256 == fingerprint(problem=problem)
    then = proposal.plan
    plan = solve(problem, seconds=SECONDS, seed=int(then["seed"]))
    now = summary(plan=plan)
    kept = _told(ProposedSeat.objects.filter(proposal=proposal))
    computed = _told(lines(problem=problem, plan=plan))
    return Replay(
        proposal=proposal.pk,
        differing_versions=_differing(then=then.get("versions", {}), now=versions()),
        same_input=same_input,
        same_values=_values(plan=then) == _values(plan=now),
        moved=sum(kept.get(child) != computed.get(child) for child in {*kept, *computed}),
    )


def _told(rows: Iterable[actions.Line | ProposedSeat]) -> dict[int, tuple[object, ...]]:
    return {row.child_id: tuple(getattr(row, name) for name in TOLD) for row in rows}


def _differing(*, then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        f"{name} {then.get(name, UNKNOWN)}, jetzt {now.get(name, UNKNOWN)}"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    )


def _values(*, plan: Mapping[str, Any]) -> object:
    levels = [(level["name"], level["value"], level["proven"]) for level in plan["levels"]]
    return levels, [plan[name] for name in COUNTS]
