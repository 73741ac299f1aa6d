# SPDX-License-Identifier: EUPL-1.2
"""IN_DIR of a placement round: all files together become one problem, or one refusal."""

import dataclasses
import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rundertisch.cli.placement import rows
from rundertisch.cli.placement.parameters import FILE as PARAMETERS
from rundertisch.cli.placement.parameters import Decisions, read_parameters
from rundertisch.engine.placement.problem import Child, Group, Placed, Problem, School, Wish
from rundertisch.engine.placement.simulate.problem import Arrival, Year
from rundertisch.engine.placement.simulate.problem import validate as validate_year
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


@dataclass(slots=True)
class Folder:
    """IN_DIR while it is read: its files, and what was noted and is wrong in them."""

    path: Path
    problems: Problems = field(default_factory=Problems)
    notes: list[str] = field(default_factory=list)
    needed: tuple[str, ...] = ()  # besides the files of every round

    def has(self, file: str) -> bool:
        """Whether the file is there."""
        return (self.path / file).exists()

    def bytes_of(self, file: str) -> bytes | None:
        """Return the bytes; None: they cannot be read, and that is told."""
        try:
            return (self.path / file).read_bytes()
        except FileNotFoundError:
            self.problems.add(file=file, sentence=f"Die Datei fehlt im Ordner {self.path}.")
        except OSError:
            self.problems.add(file=file, sentence="Die Datei ist nicht lesbar (Rechte, Ordner?).")
        return None

    def table(self, file: str) -> Table | None:
        """Return the table; None: it may be missing and is, or cannot be read, and that is told."""
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
    source = Folder(folder)
    problem = problem_in(source)
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
    source = Folder(folder, needed=("arrivals.csv",))
    arrivals = source.table("arrivals.csv")
    arrives = rows.read_weeks(table=arrivals, last=weeks) if arrivals is not None else ()
    seats = source.table("seats.csv")
    problem = problem_in(source, arrivals=arrivals)
    groups = {group.id for group in problem.groups}
    more = rows.read_more_seats(table=seats, groups=groups, last=weeks) if seats is not None else ()
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


def problem_in(
    source: Folder, *, arrivals: Table | None = None, travellers: Collection[str] = ()
) -> Problem:
    """Return the problem; those who arrive in the course of a year are its last children.

    ``travellers``: children of other files whose ways stand in travel.csv, too.
    """
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
    travelling = None if child_ids is None else child_ids | set(travellers)
    problem = Problem(
        children=children or (),
        schools=schools or (),
        groups=groups or (),
        travel=(
            rows.read_travel(table=travel, children=travelling, schools=by_school)
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
    source: Folder, table: Table | None, *, with_travel: bool
) -> tuple[School, ...] | None:
    if table is None:
        return None
    return rows.read_schools(table=table, with_travel=with_travel, notes=source.notes)


def _children(
    source: Folder,
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
    source: Folder,
    table: Table | None,
    children: set[str] | None,
    schools: dict[str, School] | None,
) -> tuple[Wish, ...]:
    if table is None:
        return ()
    return rows.read_wishes(table=table, children=children, schools=schools, notes=source.notes)


def _decisions(
    source: Folder,
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
        "children": values_of(problem.children),
        "schools": values_of(problem.schools),
        "groups": values_of(problem.groups),
        "travel": None
        if travel is None
        else sorted([child, school, minutes] for (child, school), minutes in travel.items()),
        "placed": values_of(problem.placed),
        "wishes": values_of(problem.wishes),
        "locked": values_of(problem.locked),
        "excluded": values_of(problem.excluded),
        "parameters": dataclasses.asdict(problem.parameters),
    }
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def values_of(things: Sequence["DataclassInstance"]) -> list[list[object]]:
    """Return the fields of many records, faster than `asdict` (a Land has 100,000 children)."""
    if not things:
        return []
    names = [each.name for each in dataclasses.fields(things[0])]
    return [[getattr(thing, name) for name in names] for thing in things]
