# SPDX-License-Identifier: EUPL-1.2
"""From a plan of the engine to what a proposal keeps: counts without a child, and one line each."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from rundertisch.engine.placement import plan as plans
from rundertisch.engine.placement import problem as problems
from rundertisch.engine.siting import problem as siting
from rundertisch.kernel import packages
from rundertisch.schooling import actions

THOUGHT = "neu-"  # ids of groups that exist in a what-if only
PACKAGES = ("rundertisch", "numpy", "numba", "highspy")


def versions() -> dict[str, str]:
    """Return the packages a plan depends on."""
    return packages.versions(names=PACKAGES)


def fingerprint(*, problem: problems.Problem | siting.Problem) -> str:
    """Return what tells one input of the engine from another."""
    text = json.dumps(asdict(problem), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _total(value: Mapping[str, int] | int) -> int:
    return value if isinstance(value, int) else sum(value.values())


def _value(*, level: plans.LevelResult) -> object:
    """Return the value of a level; longest ways in their order, for a component bears an id."""
    if isinstance(level.value, int):
        return level.value
    if level.name == "worst_minutes":
        return sorted(level.value.values())
    return dict(level.value)


def summary(*, plan: plans.Plan) -> dict[str, object]:
    """Return counts only: the kept plan names no child, the lines do and are guarded."""
    return {
        "placed": len(plan.placements),
        "unplaced": len(plan.unplaced),
        "minutes": plan.minutes,
        "pairs": plan.pairs,
        "families_partly_placed": plan.families_partly_placed,
        "draft": plan.draft,
        "proven": plan.proven,
        "seed": plan.seed,
        "fewer_placed": plan.fewer_for_claims or 0,
        "versions": versions(),
        "levels": [
            {"name": level.name, "proven": level.proven, "value": _value(level=level)}
            for level in plan.levels
        ],
        "baselines": [
            {
                "name": base.name,
                "placed": base.placed,
                "unplaced": base.unplaced,
                "minutes": base.minutes,
                "pairs": base.pairs,
            }
            for base in plan.baselines
        ],
    }


def is_thought(*, group: str) -> bool:
    """Whether this group exists in a what-if only."""
    return group.startswith(THOUGHT)


def level_of(*, child: problems.Child, level_days: int) -> int:
    """Return the level of a child: hardship before any waiting time (ENGINE 1)."""
    return child.priority * problems.PRIORITY_LEVELS + child.waiting_days // level_days


def _with_claim(*, reason: str, claim: str | None) -> str:
    """Say first why a claim is not kept: the law comes before the machine's own reasons."""
    return f"{claim} {reason}" if claim else reason


def lines(*, problem: problems.Problem, plan: plans.Plan) -> tuple[actions.Line, ...]:
    """Return one line for every child: where and why, or why not and what would help."""
    first_come: Mapping[str, str] = next(
        (base.seats for base in plan.baselines if base.name == "first_come_first_served"), {}
    )
    unkept = {claim.child: claim.reason for claim in plan.unkept_claims}
    asked = {child.id: child for child in problem.children}
    real = {group.id: group.school for group in problem.groups}
    level_days = problem.parameters.level_days
    placed = tuple(
        actions.Line(
            child_id=int(seat.child),
            group_id=None if is_thought(group=seat.group) else int(seat.group),
            opened_school_id=int(real[seat.group]) if is_thought(group=seat.group) else None,
            minutes=seat.minutes,
            estimate=seat.estimate,
            reason_code=seat.reason_code,
            reason=_with_claim(reason=seat.reason, claim=unkept.get(seat.child)),
            level=level_of(child=asked[seat.child], level_days=level_days),
            waiting_days=asked[seat.child].waiting_days,
            smallest_change="",
            first_come_group_id=_number(first_come.get(seat.child)),
        )
        for seat in plan.placements
    )
    unplaced = tuple(
        actions.Line(
            child_id=int(left.child),
            group_id=None,
            opened_school_id=None,
            minutes=None,
            estimate=True,
            reason_code=left.reason_code,
            reason=_with_claim(reason=left.reason, claim=unkept.get(left.child)),
            level=left.level,
            waiting_days=asked[left.child].waiting_days,
            smallest_change=_change(change=left.smallest_change),
            first_come_group_id=_number(first_come.get(left.child)),
        )
        for left in plan.unplaced
    )
    return placed + unplaced


def _change(*, change: plans.Change | None) -> str:
    """Write the smallest change; one that names a group which does not exist helps nobody."""
    return "" if change is None or is_thought(group=change.id) else str(change)


def _number(text: str | None) -> int | None:
    return int(text) if text and not is_thought(group=text) else None
