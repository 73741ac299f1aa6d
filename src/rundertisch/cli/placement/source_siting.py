# SPDX-License-Identifier: EUPL-1.2
"""IN_DIR of `plan siting`: a placement round, what could open or close, and who may yet arrive."""

import dataclasses
import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from rundertisch.cli.placement import rows
from rundertisch.cli.placement.parameters import FILE as PARAMETERS
from rundertisch.cli.placement.parameters import read_parameters
from rundertisch.cli.placement.source import Folder, fingerprint, problem_in, values_of
from rundertisch.engine.placement.problem import Problem as Placement
from rundertisch.engine.siting.problem import Parameters, Problem, Scenario, validate
from rundertisch.engine.siting.validation import MOST_WEIGHT
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.tables import Problems, Table

SCENARIOS, ARRIVALS = "scenarios.csv", "scenario_children.csv"


@dataclass(frozen=True, slots=True)
class SitingSource:
    """A siting problem as it was read, what to tell about the reading, and its fingerprint."""

    problem: Problem
    notes: tuple[str, ...]
    sha256: str


def read_siting(*, folder: Path) -> SitingSource:
    """Read IN_DIR with `candidates.csv`; all that is wrong in it is told in one refusal."""
    if not folder.is_dir():
        raise Refusal(f"Den Ordner {folder} gibt es nicht. Bitte den mit candidates.csv nennen.")
    source = Folder(folder, needed=("candidates.csv",))
    if source.has(SCENARIOS) or source.has(ARRIVALS):
        source.needed += (SCENARIOS, ARRIVALS)
    candidates, closable = source.table("candidates.csv"), source.table("closable.csv")
    arrivals = source.table(ARRIVALS)
    expected = {row.text("child_id") for row in arrivals or ()}
    everything = problem_in(source, travellers=expected)
    placement, scenarios = _apart(source, everything, arrivals, expected)
    schools = {school.id for school in placement.schools}
    groups = {group.id for group in placement.groups}
    problem = Problem(
        placement=placement,
        candidates=rows.read_candidates(table=candidates, schools=schools) if candidates else (),
        closables=rows.read_closables(table=closable, groups=groups) if closable else (),
        parameters=_rules(source),
        scenarios=scenarios,
    )
    source.problems.refuse()
    try:
        validate(problem)
    except ValueError as wrong:
        raise Refusal(str(wrong)) from wrong
    return SitingSource(problem, tuple(source.notes), _fingerprint(problem))


def _apart(
    source: Folder, problem: Placement, arrivals: Table | None, expected: Collection[str]
) -> tuple[Placement, tuple[Scenario, ...]]:
    """Return the round alone, and the scenarios; each keeps its own ways."""
    if SCENARIOS not in source.needed:
        return problem, ()
    scenarios = _scenarios(source, problem, arrivals)
    travel = problem.travel
    if travel is None:
        return problem, scenarios
    own = {pair: minutes for pair, minutes in travel.items() if pair[0] not in expected}
    by_child: dict[str, dict[tuple[str, str], int]] = {}
    for pair, minutes in travel.items():
        by_child.setdefault(pair[0], {})[pair] = minutes
    return dataclasses.replace(problem, travel=own), tuple(
        dataclasses.replace(
            scenario,
            travel={
                pair: minutes
                for child in scenario.children
                for pair, minutes in by_child.get(child.id, {}).items()
            },
        )
        for scenario in scenarios
    )


def _scenarios(source: Folder, problem: Placement, arrivals: Table | None) -> tuple[Scenario, ...]:
    """Return the scenarios in the order of their file, with the children in that of theirs."""
    weights, seen = {}, rows.Seen()
    for row in source.table(SCENARIOS) or ():
        name = row.key("scenario_id")
        seen.take(row=row, column="scenario_id", value=name)
        weights[name] = row.whole("weight", low=1, high=MOST_WEIGHT)
    if arrivals is None:
        return ()
    waiting = {child.id for child in problem.children}
    of = []
    for row in arrivals:
        if row.text("child_id") in waiting:
            row.note(
                f"Kind {row.text('child_id')} steht schon in children.csv. Wer schon wartet, kommt "
                "nicht noch einmal an; bitte eine eigene Kennung geben."
            )
        of.append(rows.known(row=row, column="scenario_id", ids=weights, where=SCENARIOS))
    children = rows.read_children(
        table=arrivals,
        with_travel=source.has("travel.csv"),
        schools={school.id: school for school in problem.schools} or None,
        notes=source.notes,
    )
    return tuple(
        Scenario(
            id=name,
            weight=weight,
            children=tuple(c for where, c in zip(of, children, strict=True) if where == name),
        )
        for name, weight in weights.items()
    )


def _rules(source: Folder) -> Parameters:
    """Return the parameters of siting; what else the file says wrongly is told already."""
    data = source.bytes_of(PARAMETERS) if source.has(PARAMETERS) else b""
    rules = read_parameters(data=data or b"", problems=Problems()).siting
    if rules.cents_per_minute is None:
        source.problems.add(
            file=PARAMETERS,
            sentence="„cents_per_minute“ fehlt: was eine Minute Schulweg eines Kindes wert ist, im "
            "selben Zeitraum wie die Kosten. Bitte etwa cents_per_minute = 500 eintragen.",
        )
    if source.has(SCENARIOS) and rules.cents_per_waiting_child is None:
        source.problems.add(
            file=PARAMETERS,
            sentence="„cents_per_waiting_child“ fehlt: was es wiegt, wenn ein Kind eines Szenarios "
            "keinen Platz findet, im selben Zeitraum wie die Kosten. Ohne diesen Maßstab hielte "
            "kein Plan einen Platz frei. Bitte etwa cents_per_waiting_child = 500000 eintragen.",
        )
    return Parameters(
        cents_per_minute=rules.cents_per_minute or 0,
        budget_cents=rules.budget_cents,
        whole_families=rules.whole_families,
        cents_per_waiting_child=rules.cents_per_waiting_child or 0,
    )


def _fingerprint(problem: Problem) -> str:
    """Return the SHA-256 of everything that was asked about openings."""
    asked = {
        "placement": fingerprint(problem=problem.placement),
        "candidates": values_of(problem.candidates),
        "closables": values_of(problem.closables),
        "parameters": dataclasses.asdict(problem.parameters),
    }
    if problem.scenarios:
        asked["scenarios"] = [
            [
                scenario.id,
                scenario.weight,
                values_of(scenario.children),
                None
                if scenario.travel is None
                else sorted([*pair, minutes] for pair, minutes in scenario.travel.items()),
            ]
            for scenario in problem.scenarios
        ]
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
