# SPDX-License-Identifier: EUPL-1.2
"""A plan read back from OUT_DIR, so that `check` judges the files and not a memory of them."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from rundertisch.cli.placement import target
from rundertisch.cli.placement.source import Source
from rundertisch.engine.placement.plan import (
    Baseline,
    Change,
    LevelName,
    LevelResult,
    PlacedReason,
    Placement,
    Plan,
    UnkeptClaim,
    UnkeptReason,
    Unplaced,
    UnplacedReason,
    Weighed,
)
from rundertisch.engine.placement.problem import Policy
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.tables import Problems, Row, Table, read_table

PLACED_REASONS: tuple[PlacedReason, ...] = get_args(PlacedReason)
UNPLACED_REASONS: tuple[UnplacedReason, ...] = get_args(UnplacedReason)
UNKEPT_REASONS: tuple[UnkeptReason, ...] = get_args(UnkeptReason)
CHANGES: tuple[Literal["seat", "cap", "limit", "form", "group"], ...] = (
    "seat",
    "cap",
    "limit",
    "form",
    "group",
)
_MOST_MINUTES = 10**9


def read_plan(*, folder: Path) -> tuple[Plan, dict[str, Any]]:
    """Return the plan and plan.json as it stands; unreadable files are refused."""
    if not folder.is_dir():
        raise Refusal(f"Den Ordner {folder} gibt es nicht. Bitte den Ordner mit plan.json nennen.")
    problems = Problems()
    placements = _rows(folder, target.PLACEMENTS, target.PLACEMENT_COLUMNS, problems)
    unplaced = _rows(folder, target.UNPLACED, target.UNPLACED_COLUMNS, problems)
    seated = tuple(_placement(row) for row in placements or ())
    left = tuple(_unplaced(row) for row in unplaced or ())
    problems.refuse()
    document = read_document(path=folder / target.PLAN)
    try:
        return _plan(document, seated=seated, left=left), document
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise Refusal(
            f"{target.PLAN} hat nicht die Form eines Plans (siehe docs/reference/plan.schema.json)."
        ) from wrong


def _rows(folder: Path, file: str, columns: tuple[str, ...], problems: Problems) -> Table | None:
    try:
        data = (folder / file).read_bytes()
    except OSError:
        problems.add(file=file, sentence=f"Die Datei fehlt in {folder} oder ist nicht lesbar.")
        return None
    return read_table(data=data, file=file, required=columns, problems=problems)


def _placement(row: Row) -> Placement:
    return Placement(
        child=row.key("child_id"),
        group=row.key("group_id"),
        school=row.key("school_id"),
        minutes=row.whole("minutes", low=0, high=_MOST_MINUTES),
        estimate=row.flag("estimate"),
        reason_code=row.choice("reason_code", allowed=PLACED_REASONS),
        reason=row.text("reason"),
    )


def _unplaced(row: Row) -> Unplaced:
    return Unplaced(
        child=row.key("child_id"),
        level=row.whole("level", low=0, high=_MOST_MINUTES),
        reason_code=row.choice("reason_code", allowed=UNPLACED_REASONS),
        reason=row.text("reason"),
        smallest_change=_change(row),
    )


def _change(row: Row) -> Change | None:
    text = row.text("smallest_change")
    if not text:
        return None
    kind, _, rest = text.partition(";")
    name, _, amount = rest.rpartition(";")
    known = next((each for each in CHANGES if each == kind), None)
    if known and name and re.fullmatch(r"\+?[0-9]{1,9}", amount):
        return Change(known, name, int(amount))
    row.note(f"„smallest_change“ ist „{text[:40]}“; erwartet wird Art;Kennung;Anzahl.")
    return None


def read_document(*, path: Path) -> dict[str, Any]:
    """Return a JSON object as it stands; anything else is refused."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as wrong:
        raise Refusal(f"{path.name} fehlt oder ist kein lesbares JSON.") from wrong
    if not isinstance(document, dict):
        raise Refusal(f"{path.name} ist kein JSON-Objekt.")
    return document


def _plan(
    document: Mapping[str, Any], *, seated: tuple[Placement, ...], left: tuple[Unplaced, ...]
) -> Plan:
    ways: Mapping[str, Any] = next(
        (each for each in document["levels"] if each["name"] == "ways_and_pairs"), {}
    )
    claims: Mapping[str, Any] | None = document.get("claims")
    status = document["policy"]["status"]
    if status not in {"draft", "adopted"}:
        raise ValueError(status)
    return Plan(
        placements=seated,
        unplaced=left,
        levels=tuple(_level(level) for level in document["levels"]),
        minutes=_whole(ways["minutes"]),
        pairs=_whole(ways["pairs"]),
        families_partly_placed=_whole(document["families_partly_placed"]),
        draft=status == "draft",
        seed=_whole(document["seed"]),
        baselines=tuple(_baseline(each) for each in document["baselines"]),
        unkept_claims=tuple(_unkept(each) for each in claims["not_kept"]) if claims else (),
        unplaced_without_claims=_by_level(claims["unplaced_without_claims"]) if claims else None,
        weighed=_weighed(document["weighed"]) if "weighed" in document else None,
    )


def _unkept(claim: Mapping[str, Any]) -> UnkeptClaim:
    if claim["reason_code"] not in UNKEPT_REASONS:
        raise ValueError(claim["reason_code"])
    return UnkeptClaim(
        child=str(claim["child_id"]),
        school=str(claim["school_id"]),
        level=_whole(claim["level"]),
        reason_code=claim["reason_code"],
        reason=str(claim["reason"]),
    )


def _weighed(said: Mapping[str, Any]) -> Weighed:
    first, second, third = (_whole(each) for each in said["wishes"])
    return Weighed(
        minutes=_whole(said["minutes"]),
        together=_whole(said["together"]),
        wishes=(first, second, third),
        site_pairs=_whole(said["site_pairs"]),
    )


def _by_level(value: Mapping[str, Any]) -> dict[str, int]:
    return {str(int(key)): _whole(left) for key, left in value.items()}


def _level(level: Mapping[str, Any]) -> LevelResult:
    name = level["name"]
    if name not in get_args(LevelName) or not isinstance(level["proven"], bool):
        raise ValueError(name)
    shapes: Mapping[str, Callable[[Any], Mapping[str, int] | int]] = {
        "claims": _by_level,
        "unplaced": _by_level,
        "soft_caps": _whole,
        "worst_minutes": _components,
        "ways_and_pairs": _whole,
    }
    shape = shapes[name]
    return LevelResult(name, shape(level["value"]), shape(level["bound"]), level["proven"])


def _components(value: list[Mapping[str, Any]]) -> dict[str, int]:
    components = {str(each["component"]): _whole(each["minutes"]) for each in value}
    if len(components) != len(value):
        raise ValueError(value)
    return components


def _baseline(each: Mapping[str, Any]) -> Baseline:
    if each["name"] not in {"first_come_first_served", "deferred_acceptance"}:
        raise ValueError(each["name"])
    figures = {key: _whole(each[key]) for key in ("placed", "unplaced", "minutes", "pairs")}
    return Baseline(
        name=each["name"],
        placed=figures["placed"],
        unplaced=figures["unplaced"],
        minutes=figures["minutes"],
        pairs=figures["pairs"],
    )


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(value)


def broken_words(*, source: Source, plan: Plan, document: Mapping[str, Any]) -> list[str]:
    """Return what plan.json says besides the plan itself and does not keep."""
    said = []
    if document.get("version") != target.VERSION:
        said.append(f"{target.PLAN}: „version“ ist nicht {target.VERSION}.")
    if document.get("input_sha256") != source.sha256:
        said.append(
            f"{target.PLAN}: „input_sha256“ gehört zu einer anderen Eingabe als dieser IN_DIR."
        )
    for key, figure in target.counts(source=source, plan=plan).items():
        stated = document.get("counts")
        if not isinstance(stated, dict) or stated.get(key) != figure:
            said.append(f"{target.PLAN}: „counts.{key}“ ist nicht {figure}.")
    said += _about_claims(plan, document)
    policy = source.problem.parameters.policy
    if plan.draft == bool(policy.adopted_by):
        status = "adopted" if policy.adopted_by else "draft"
        said.append(f"{target.PLAN}: „policy.status“ müsste „{status}“ sein.")
    for key in Policy.__slots__:
        if document["policy"].get(key) != getattr(policy, key):
            said.append(
                f"{target.PLAN}: „policy.{key}“ ist nicht, was parameters.toml sagt "
                f"({getattr(policy, key) or 'nichts'})."
            )
    return said


def _about_claims(plan: Plan, document: Mapping[str, Any]) -> list[str]:
    """Return where the figures about claims do not follow from the rest of plan.json."""
    stated = document.get("claims", {})
    figures = {"unkept": len(plan.unkept_claims), "fewer_placed": plan.fewer_for_claims}
    return [
        f"{target.PLAN}: „claims.{key}“ ist nicht {figure}."
        for key, figure in figures.items()
        if "claims" in document and stated.get(key) != figure
    ]
