# SPDX-License-Identifier: EUPL-1.2
"""IN_DIR of a placement round: all files together become one problem, or one refusal."""

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rundertisch.cli.placement import rows
from rundertisch.cli.placement.parameters import FILE as PARAMETERS
from rundertisch.cli.placement.parameters import Decisions, read_parameters
from rundertisch.engine.placement.problem import Child, Group, Placed, Problem, School, Wish
from rundertisch.engine.placement.simulate.problem import Arrival, Year
from rundertisch.engine.placement.simulate.problem import validate as validate_year
from rundertisch.engine.siting.problem import Parameters as SitingParameters
from rundertisch.engine.siting.problem import Problem as Siting
from rundertisch.engine.siting.problem import validate as validate_siting
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.refusal import refuse_columns
from rundertisch.kernel.tables import Problems, Table, read_table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

NEEDED = ("children.csv", "schools.csv", "groups.csv")
ABOUT_PERSONS = ("children.csv", "placed.csv", "wishes.csv")


@dataclass(frozen=True, slots=True)
class Source:
    """A problem as it was read, what to tell about the reading, and its fingerprint."""

    problem: Problem
    notes: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class YearSource:
    """A year of arrivals as it was read, what to tell about the reading, and its fingerprint."""

    year: Year
    notes: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class SitingSource:
    """A siting problem as it was read, what to tell about the reading, and its fingerprint."""

    problem: Siting
    notes: tuple[str, ...]
    sha256: str


@dataclass(slots=True)
class _Folder:
    path: Path
    problems: Problems = field(default_factory=Problems)
    notes: list[str] = field(default_factory=list)
    needed: tuple[str, ...] = ()  # besides the files of every round

    def has(self, file: str) -> bool:
        return (self.path / file).exists()

    def bytes_of(self, file: str) -> bytes | None:
        try:
            return (self.path / file).read_bytes()
        except FileNotFoundError:
            self.problems.add(file=file, sentence=f"Die Datei fehlt im Ordner {self.path}.")
        except OSError:
            self.problems.add(file=file, sentence="Die Datei ist nicht lesbar (Rechte, Ordner?).")
        return None

    def table(self, file: str) -> Table | None:
        if file not in (*NEEDED, *self.needed) and not self.has(file):
            return None
        data = self.bytes_of(file)
        if data is None:
            return None
        required = rows.EVERY[file]
        table = read_table(data=data, file=file, required=required, problems=self.problems)
        if table is not None:
            self._look_at_columns(table)
        return table

    def _look_at_columns(self, table: Table) -> None:
        try:
            refuse_columns(columns=tuple(table.columns))
        except Refusal as refusal:
            self.problems.add(file=table.file, line=1, sentence=str(refusal))
            return
        required = rows.EVERY[table.file]
        known = {*required, *rows.OPTIONAL.get(table.file, ())}
        for column in table.columns:
            if column not in known:
                self.notes.append(f"{table.file}: Spalte „{column}“ ist unbekannt; unbeachtet.")


def read_source(*, folder: Path) -> Source:
    """Read IN_DIR; everything that is wrong in it is told in one refusal."""
    if not folder.is_dir():
        raise Refusal(f"Den Ordner {folder} gibt es nicht. Bitte den mit children.csv nennen.")
    source = _Folder(folder)
    problem = _problem(source)
    source.problems.refuse()
    _validate(problem)
    return Source(
        problem=problem,
        notes=tuple(source.notes),
        sha256=fingerprint(problem=problem),
    )


def read_year(*, folder: Path, weeks: int, own_town_weeks: int, moving_weeks: int) -> YearSource:
    """Read IN_DIR with `arrivals.csv` (and `seats.csv`); all that is wrong in one refusal."""
    if not folder.is_dir():
        raise Refusal(f"Den Ordner {folder} gibt es nicht. Bitte den mit arrivals.csv nennen.")
    source = _Folder(folder, needed=("arrivals.csv",))
    arrivals = source.table("arrivals.csv")
    arrives = rows.read_weeks(table=arrivals) if arrivals is not None else ()
    seats = source.table("seats.csv")
    problem = _problem(source, arrivals=arrivals)
    groups = {group.id for group in problem.groups}
    more = rows.read_more_seats(table=seats, groups=groups) if seats is not None else ()
    source.problems.refuse()
    first = len(problem.children) - len(arrives)
    year = Year(
        start=dataclasses.replace(problem, children=problem.children[:first]),
        arrivals=tuple(map(Arrival, arrives, problem.children[first:])),
        more_seats=more,
        weeks=weeks,
        own_town_weeks=own_town_weeks,
        moving_weeks=moving_weeks,
    )
    try:
        validate_year(year)
    except ValueError as wrong:
        raise Refusal(str(wrong)) from wrong
    return YearSource(year, tuple(source.notes), _fingerprint_of_year(year))


def read_siting(*, folder: Path) -> SitingSource:
    """Read IN_DIR with `candidates.csv` (and `closable.csv`); all that is wrong in one refusal."""
    if not folder.is_dir():
        raise Refusal(f"Den Ordner {folder} gibt es nicht. Bitte den mit candidates.csv nennen.")
    source = _Folder(folder, needed=("candidates.csv",))
    candidates, closable = source.table("candidates.csv"), source.table("closable.csv")
    placement = _problem(source)
    schools = {school.id for school in placement.schools}
    groups = {group.id for group in placement.groups}
    rules = _siting_rules(source)
    problem = Siting(
        placement=placement,
        candidates=rows.read_candidates(table=candidates, schools=schools) if candidates else (),
        closables=rows.read_closables(table=closable, groups=groups) if closable else (),
        parameters=rules,
    )
    source.problems.refuse()
    try:
        validate_siting(problem)
    except ValueError as wrong:
        raise Refusal(str(wrong)) from wrong
    return SitingSource(problem, tuple(source.notes), _fingerprint_of_siting(problem))


def _siting_rules(source: _Folder) -> SitingParameters:
    """Return the parameters of siting; what else the file says wrongly is told already."""
    data = source.bytes_of(PARAMETERS) if source.has(PARAMETERS) else b""
    rules = read_parameters(data=data or b"", problems=Problems()).siting
    if rules.cents_per_minute is None:
        source.problems.add(
            file=PARAMETERS,
            sentence="„cents_per_minute“ fehlt: was eine Minute Schulweg eines Kindes wert ist, im "
            "selben Zeitraum wie die Kosten. Bitte etwa cents_per_minute = 500 eintragen.",
        )
    return SitingParameters(
        cents_per_minute=rules.cents_per_minute or 0,
        budget_cents=rules.budget_cents,
        whole_families=rules.whole_families,
    )


def _fingerprint_of_siting(problem: Siting) -> str:
    """Return the SHA-256 of everything that was asked about openings."""
    asked = {
        "placement": fingerprint(problem=problem.placement),
        "candidates": _values(problem.candidates),
        "closables": _values(problem.closables),
        "parameters": dataclasses.asdict(problem.parameters),
    }
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _fingerprint_of_year(year: Year) -> str:
    """Return the SHA-256 of everything that was asked about a year."""
    more = [[each.week, each.group, each.seats] for each in year.more_seats]
    asked = {
        "everyone": fingerprint(problem=year.everyone),
        "arrives": [arrival.week for arrival in year.arrivals],
        "more_seats": more,
        "weeks": [year.weeks, year.own_town_weeks, year.moving_weeks],
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _problem(source: _Folder, *, arrivals: Table | None = None) -> Problem:
    """Return the problem; those who arrive in the course of a year are its last children."""
    tables = {file: source.table(file) for file in rows.REQUIRED}
    with_travel = source.has("travel.csv")
    schools = _schools(source, tables["schools.csv"], with_travel=with_travel)
    children = _children(source, tables["children.csv"], schools, with_travel=with_travel)
    if children is not None and arrivals is not None:
        children += _children(source, arrivals, schools, with_travel=with_travel) or ()
    groups = _groups(tables["groups.csv"], schools)
    child_ids = None if children is None else {child.id for child in children}
    by_school = None if schools is None else {school.id: school for school in schools}
    travel = tables["travel.csv"]
    problem = Problem(
        children=children or (),
        schools=schools or (),
        groups=groups or (),
        travel=(
            rows.read_travel(table=travel, children=child_ids, schools=by_school)
            if travel is not None
            else None
        ),
        placed=_placed(tables["placed.csv"], child_ids, groups),
        wishes=_wishes(source, tables["wishes.csv"], child_ids, by_school),
    )
    decisions = _decisions(source, children=children, schools=schools, groups=groups)
    return dataclasses.replace(
        problem,
        locked=decisions.locked,
        excluded=decisions.excluded,
        parameters=decisions.parameters,
    )


def _schools(
    source: _Folder, table: Table | None, *, with_travel: bool
) -> tuple[School, ...] | None:
    if table is None:
        return None
    return rows.read_schools(table=table, with_travel=with_travel, notes=source.notes)


def _children(
    source: _Folder,
    table: Table | None,
    schools: tuple[School, ...] | None,
    *,
    with_travel: bool,
) -> tuple[Child, ...] | None:
    if table is None:
        return None
    by_id = None if schools is None else {school.id: school for school in schools}
    return rows.read_children(
        table=table, with_travel=with_travel, schools=by_id, notes=source.notes
    )


def _groups(table: Table | None, schools: tuple[School, ...] | None) -> tuple[Group, ...] | None:
    if table is None:
        return None
    ids = None if schools is None else {school.id for school in schools}
    return rows.read_groups(table=table, schools=ids)


def _placed(
    table: Table | None, children: set[str] | None, groups: tuple[Group, ...] | None
) -> tuple[Placed, ...]:
    if table is None:
        return ()
    ids = None if groups is None else {group.id for group in groups}
    return rows.read_placed(table=table, children=children, groups=ids)


def _wishes(
    source: _Folder,
    table: Table | None,
    children: set[str] | None,
    schools: dict[str, School] | None,
) -> tuple[Wish, ...]:
    if table is None:
        return ()
    return rows.read_wishes(table=table, children=children, schools=schools, notes=source.notes)


def _decisions(
    source: _Folder,
    *,
    children: tuple[Child, ...] | None,
    schools: tuple[School, ...] | None,
    groups: tuple[Group, ...] | None,
) -> Decisions:
    """Read parameters.toml; note locks and exclusions that name what is not in the files."""
    if not source.has(PARAMETERS) or (data := source.bytes_of(PARAMETERS)) is None:
        return Decisions()
    decisions = read_parameters(data=data, problems=source.problems)
    named = [
        *(("locked", lock.child, children, "children.csv") for lock in decisions.locked),
        *(("locked", lock.group, groups, "groups.csv") for lock in decisions.locked),
        *(("excluded", pair.child, children, "children.csv") for pair in decisions.excluded),
        *(("excluded", pair.school, schools, "schools.csv") for pair in decisions.excluded),
    ]
    known = {
        "children.csv": {child.id for child in children or ()},
        "schools.csv": {school.id for school in schools or ()},
        "groups.csv": {group.id for group in groups or ()},
    }
    for key, value, things, file in named:
        if things is not None and value not in known[file]:
            source.problems.add(
                file=PARAMETERS, sentence=f"„{key}“ nennt {value}; das steht nicht in {file}."
            )
    locked = [lock.child for lock in decisions.locked]
    for child in sorted({child for child in locked if locked.count(child) > 1}):
        source.problems.add(file=PARAMETERS, sentence=f"„locked“ nennt {child} zweimal.")
    return decisions


def _validate(problem: Problem) -> None:
    """Ask the engine's own gate, which knows the rules that locks must fit."""
    from rundertisch.engine.placement.problem import validate

    try:
        validate(problem)
    except ValueError as wrong:
        raise Refusal(str(wrong)) from wrong


def fingerprint(*, problem: Problem) -> str:
    """Return the SHA-256 of everything that was asked, however the files were written.

    Order of columns, line ends and unknown columns do not count; the order of rows does, because
    the last tie-break is the order of the input.
    """
    travel = problem.travel
    asked = {
        "children": _values(problem.children),
        "schools": _values(problem.schools),
        "groups": _values(problem.groups),
        "travel": None
        if travel is None
        else sorted([child, school, minutes] for (child, school), minutes in travel.items()),
        "placed": _values(problem.placed),
        "wishes": _values(problem.wishes),
        "locked": _values(problem.locked),
        "excluded": _values(problem.excluded),
        "parameters": dataclasses.asdict(problem.parameters),
    }
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _values(things: Sequence["DataclassInstance"]) -> list[list[object]]:
    """Return the fields of many records, faster than `asdict` (a Land has 100,000 children)."""
    if not things:
        return []
    names = [each.name for each in dataclasses.fields(things[0])]
    return [[getattr(thing, name) for name in names] for thing in things]
