# SPDX-License-Identifier: EUPL-1.2
"""OUT_DIR of `plan siting`: what opens and closes, beside the files of the placement on it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rundertisch.cli.placement import certificate, stored, target
from rundertisch.cli.placement.source import Source
from rundertisch.cli.placement.source_siting import SitingSource
from rundertisch.engine.siting.plan import (
    Closing,
    NextBest,
    Opening,
    Plan,
    ScenarioResult,
    Standing,
)
from rundertisch.engine.siting.problem import opened
from rundertisch.kernel import packages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.tables import Problems, Row, read_table

VERSION = 1
OPENINGS, CLOSINGS, SITING = "openings.csv", "closings.csv", "siting.json"
NEVER_WRITTEN = frozenset({certificate.FILE})
OURS = target.OURS | {OPENINGS, CLOSINGS, SITING}
OPENING_COLUMNS = ("candidate_id", "groups", "seats", "cost_cents", "children_more", "next_best")
CLOSING_COLUMNS = ("group_id", "saved_cents")
MOST = 10**13


@dataclass(frozen=True, slots=True)
class Documents:
    """What the files say beside the plan."""

    siting: Mapping[str, Any]
    placement: Mapping[str, Any]
    instead: Mapping[str, str]  # candidate -> next_best of openings.csv


def placement_source(*, source: SitingSource, plan: Plan) -> Source:
    """Return the placement on the opened groups, as if it had been read."""
    problem = opened(
        problem=source.problem,
        groups={each.candidate: each.groups for each in plan.openings},
        closed={each.group for each in plan.closings},
        together=plan.together,
    )
    return Source(problem=problem, notes=(), sha256=source.sha256)


def write(*, folder: Path, source: SitingSource, plan: Plan, timings: Mapping[str, Any]) -> None:
    """Write the files aside and exchange the folder in one step."""
    target.refuse_folder(folder=folder, ours=OURS)
    placement = placement_source(source=source, plan=plan)
    files = target.files(source=placement, plan=plan.placement, timings=timings) | {
        OPENINGS: target.table(OPENING_COLUMNS, map(_opening_row, plan.openings)),
        CLOSINGS: target.table(CLOSING_COLUMNS, ((c.group, c.saved_cents) for c in plan.closings)),
        SITING: target.json_bytes(document(source=source, plan=plan)),
    }
    target.replace_folder(folder=folder.resolve(), files=files)


def _opening_row(opening: Opening) -> tuple[object, ...]:
    best = opening.next_best
    return (
        opening.candidate,
        opening.groups,
        opening.seats,
        opening.cost_cents,
        "" if opening.children_more is None else opening.children_more,
        "" if best is None else best.candidate,
    )


def document(*, source: SitingSource, plan: Plan) -> dict[str, Any]:
    """Return what siting.json says; docs/reference/siting-files.md explains it."""
    scenarios = {each.scenario: _scenario_document(each) for each in plan.scenarios}
    return {
        "version": VERSION,
        "input_sha256": source.sha256,
        "parameters": asdict(source.problem.parameters),
        "unplaced": plan.unplaced,
        "levels": dict(plan.levels),
        "levels_bound": dict(plan.levels_bound),
        "cost_cents": plan.cost_cents,
        "saved_cents": plan.saved_cents,
        "minutes": plan.minutes,
        "value_cents": plan.value_cents,
        "bound_cents": plan.bound_cents,
        "proven": plan.proven,
        "today": asdict(plan.today),
        "openings": {
            opening.candidate: {
                "minutes_saved": opening.minutes_saved,
                "next_best": None if opening.next_best is None else asdict(opening.next_best),
                "reason": opening.reason,
            }
            for opening in plan.openings
        },
        "together": dict(plan.together),
        **({"scenarios": scenarios} if scenarios else {}),
        "status": "draft" if plan.draft else "adopted",
        "seed": plan.seed,
        "packages": packages.versions(names=target.PACKAGES),
    }


def _scenario_document(result: ScenarioResult) -> dict[str, int]:
    return {"placed": result.placed, "waiting": result.waiting, "minutes": result.minutes}


def read(*, folder: Path) -> tuple[Plan, Documents]:
    """Return the plan and its documents as they stand; unreadable files are refused."""
    if not folder.is_dir():
        raise Refusal(f"Den Ordner {folder} gibt es nicht. Bitte den mit siting.json nennen.")
    problems = Problems()
    opens = _rows(folder, OPENINGS, OPENING_COLUMNS, problems)
    closes = _rows(folder, CLOSINGS, CLOSING_COLUMNS, problems)
    openings = [_opening(row) for row in opens]
    closings = tuple(Closing(row.key("group_id"), _count(row, "saved_cents")) for row in closes)
    problems.refuse()
    placement, placed = stored.read_plan(folder=folder)
    said = stored.read_document(path=folder / SITING)
    try:
        _refuse_other_forms(said)
        plan = Plan(
            openings=tuple(_told(opening, said["openings"]) for opening in openings),
            closings=closings,
            levels=_levels(said["levels"]),
            levels_bound=_levels(said["levels_bound"]),
            proven=said["proven"] is True,
            placement=placement,
            today=Standing(_whole(said["today"]["unplaced"]), _whole(said["today"]["minutes"])),
            draft=said["status"] == "draft",
            together={str(child): str(school) for child, school in said["together"].items()},
            unplaced=_whole(said["unplaced"]),
            cost_cents=_whole(said["cost_cents"]),
            saved_cents=_whole(said["saved_cents"]),
            minutes=_whole(said["minutes"]),
            value_cents=_whole(said["value_cents"]),
            bound_cents=_whole(said["bound_cents"]),
            seed=_whole(said["seed"]),
            scenarios=tuple(
                ScenarioResult(
                    scenario=str(name),
                    placed=_whole(told["placed"]),
                    waiting=_whole(told["waiting"]),
                    minutes=_whole(told["minutes"]),
                )
                for name, told in said.get("scenarios", {}).items()
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise Refusal(
            f"{SITING} hat nicht die Form eines Plans (siehe docs/reference/siting-files.md)."
        ) from wrong
    instead = {row.text("candidate_id"): row.text("next_best") for row in opens}
    return plan, Documents(said, placed, instead)


def _rows(folder: Path, file: str, columns: tuple[str, ...], problems: Problems) -> list[Row]:
    try:
        data = (folder / file).read_bytes()
    except OSError:
        problems.add(file=file, sentence=f"Die Datei fehlt in {folder} oder ist nicht lesbar.")
        return []
    table = read_table(data=data, file=file, required=columns, problems=problems)
    return [] if table is None else list(table)


def _count(row: Row, column: str) -> int:
    return row.whole(column, low=0, high=MOST)


def _opening(row: Row) -> Opening:
    return Opening(
        candidate=row.key("candidate_id"),
        groups=_count(row, "groups"),
        seats=_count(row, "seats"),
        cost_cents=_count(row, "cost_cents"),
        children_more=(
            row.whole("children_more", low=-MOST, high=MOST) if row.text("children_more") else None
        ),
        minutes_saved=0,
    )


def _told(opening: Opening, told: Mapping[str, Any]) -> Opening:
    """Return the opening with what siting.json adds."""
    said = told[opening.candidate]
    best = said["next_best"]
    return replace(
        opening,
        minutes_saved=None if said["minutes_saved"] is None else _whole(said["minutes_saved"]),
        next_best=None if best is None else _next_best(best),
        reason=str(said["reason"]),
    )


def _next_best(said: Mapping[str, Any]) -> NextBest:
    return NextBest(
        candidate=str(said["candidate"]),
        children_fewer=_whole(said["children_fewer"]),
        cents_more=_whole(said["cents_more"]),
        minutes_more=_whole(said["minutes_more"]),
        proven=said["proven"] is True,
    )


def _refuse_other_forms(said: Mapping[str, Any]) -> None:
    """Refuse what no opening would notice, where none opens."""
    if not isinstance(said["openings"], dict) or said["status"] not in {"draft", "adopted"}:
        raise ValueError(said["status"])


def _levels(said: Mapping[str, Any]) -> dict[str, int]:
    return {str(int(level)): _whole(left) for level, left in said.items()}


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(value)


def broken_words(*, source: SitingSource, plan: Plan, documents: Documents) -> list[str]:
    """Return what the documents say besides the plan itself and do not keep."""
    said, broken = documents.siting, []
    if said.get("version") != VERSION:
        broken.append(f"{SITING}: „version“ ist nicht {VERSION}.")
    if said.get("input_sha256") != source.sha256:
        broken.append(
            f"{SITING}: „input_sha256“ gehört zu einer anderen Eingabe als dieser IN_DIR."
        )
    if said.get("parameters") != asdict(source.problem.parameters):
        broken.append(f"{SITING}: „parameters“ sind andere als die in diesem IN_DIR.")
    if plan.draft == bool(source.problem.placement.parameters.policy.adopted_by):
        broken.append(f"{SITING}: „status“ sagt nicht, ob die Maßstäbe beschlossen sind.")
    if set(said["openings"]) != {each.candidate for each in plan.openings}:
        broken.append(f"{SITING}: „openings“ sind andere als in {OPENINGS}.")
    broken += [
        f"{OPENINGS}: „next_best“ von {each.candidate} ist anders als in {SITING}."
        for each in plan.openings
        if documents.instead[each.candidate]
        != ("" if (b := each.next_best) is None else b.candidate)
    ]
    placed = placement_source(source=source, plan=plan)
    return broken + stored.broken_words(
        source=placed, plan=plan.placement, document=documents.placement
    )
