# SPDX-License-Identifier: EUPL-1.2
"""Engpässe: who sits in separate groups, who moves on when, and where regular seats are missing."""

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rundertisch.engine.figures import Figure
from rundertisch.kernel import figures as written
from rundertisch.schooling.models import School
from rundertisch.schooling.queries import regular
from rundertisch.schooling.queries.counting import Reader
from rundertisch.schooling.queries.waiting import BANDS

WINDOWS = (3, 6, 12)  # months after the current one
MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)


def missing_in_words(missing: Figure) -> str:
    """Write missing seats; they are withheld below five, and that much may be said."""
    return "0 bis 4" if missing.value is None else written.headline(missing)


@dataclass(frozen=True, slots=True)
class Cell:
    """Children of one school in separate groups who have the same plan."""

    school: int
    band: str
    grade: int | None  # of the planned regular class; None: nothing is planned
    month: dt.date | None  # its first day; an overdue transition is one of this month
    reserved: bool
    children: int


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """One line: a town, a stage, a school, or the whole district."""

    name: str
    school: School | None
    children: Figure
    planned: tuple[Figure, ...]  # one for each of `WINDOWS`
    unplanned: Figure
    seats: int  # of now and of the next twelve months
    reserved: Figure
    free: Figure
    missing: Figure  # by the end of the twelve months

    @property
    def short(self) -> str:
        """The missing seats as people say them."""
        return missing_in_words(self.missing)


@dataclass(frozen=True, slots=True)
class Month:
    """The district by the end of one month; what is planned adds up month by month."""

    first: dt.date
    planned: Figure
    reserved: Figure
    free: Figure
    missing: Figure
    length: int  # of the bar: missing seats, 0 where they are not said

    @property
    def short(self) -> str:
        """The missing seats as people say them."""
        return missing_in_words(self.missing)

    @property
    def name(self) -> str:
        """The month as people say it."""
        return f"{MONTHS[self.first.month - 1]} {self.first.year}"


@dataclass(frozen=True, slots=True)
class Bottlenecks:
    """Where regular classes are short of seats, as exactly as the reader may see it."""

    on: dt.date
    exact: bool
    district: Bottleneck
    towns: tuple[Bottleneck, ...]
    bands: tuple[Bottleneck, ...]
    schools: tuple[Bottleneck, ...]
    months: tuple[Month, ...]
    windows: tuple[str, ...]
    silent: int  # schools with children in separate groups that told no seats in regular classes

    @property
    def silent_words(self) -> str:
        """Say that 0 may mean that nobody has told a number."""
        schools = "Eine Schule" if self.silent == 1 else f"{self.silent} Schulen"
        have = "hat" if self.silent == 1 else "haben"
        return (
            f"{schools} mit Kindern in getrennten Gruppen {have} keine Plätze in Regelklassen "
            "eingetragen. Dort steht 0, weil nichts bekannt ist."
        )

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        whole = self.district
        if whole.children.value == 0:
            return "Kein Kind sitzt in einer getrennten Lerngruppe"
        if whole.missing.value:
            seats = written.counted(whole.missing, one="ein Platz", many="Plätze")
            fail = "fehlt" if seats == "ein Platz" else "fehlen"
            short = f"{seats[0].upper()}{seats[1:]} in Regelklassen {fail} in zwölf Monaten"
            first = next((month for month in self.months if month.missing.value), None)
            return f"{short}, zuerst im {first.name}" if first else short
        if whole.unplanned.value:
            many = written.headline(whole.unplanned)
            return f"Für {many} Kinder in getrennten Gruppen ist kein Übergang geplant".replace(
                "Für 1 Kinder", "Für ein Kind"
            )
        if whole.missing.value is None:
            return "Für alle Kinder in getrennten Gruppen ist ein Übergang geplant"
        return "Für jeden geplanten Übergang der nächsten zwölf Monate ist ein Platz da"

    @property
    def longest(self) -> int:
        """The longest bar of the months."""
        return max((month.length for month in self.months), default=0)


def bottlenecks(*, on: dt.date, leads: bool, outside: bool = False) -> Bottlenecks:
    """Return the bottlenecks; ``outside``: for a file that leaves the house, always protected."""
    reader = Reader(on=on, leads=leads, outside=outside)
    cells = [_cell(row) for row in reader.ask("bottleneck_counts", on)]
    months = [_month_after(on=on, months=ahead) for ahead in range(WINDOWS[-1] + 1)]
    lines = [
        line for line in regular.seats_lines(on=on) if line.given.starts_on <= _last_day(months[-1])
    ]
    known = _Known(reader=reader, cells=tuple(cells), lines=tuple(lines), months=tuple(months))
    wanted = {cell.school for cell in cells} | {line.given.school_id for line in lines}
    schools = list(
        School.objects.filter(pk__in=wanted).select_related("town").order_by("town__name", "name")
    )
    towns = list(dict.fromkeys(school.town for school in schools))
    return Bottlenecks(
        on=on,
        exact=reader.openable,
        district=known.line(name="ganzer Kreis", schools=schools),
        towns=tuple(
            known.line(name=town.name, schools=[one for one in schools if one.town_id == town.pk])
            for town in towns
        ),
        bands=tuple(
            known.line(name=band.name, schools=schools, grades=(band.grade_from, band.grade_to))
            for band in BANDS
        ),
        schools=tuple(known.line(name=one.name, schools=[one], school=one) for one in schools),
        months=tuple(known.month(first=first) for first in months),
        silent=len({cell.school for cell in cells} - {line.given.school_id for line in lines}),
        windows=tuple(f"bis {months[ahead]:%m/%Y}" for ahead in WINDOWS),
    )


def _cell(row: Sequence[object]) -> Cell:
    school, band, grade, month, reserved, children = row
    return Cell(
        school=int(str(school)),
        band=str(band),
        grade=None if grade is None else int(str(grade)),
        month=month if isinstance(month, dt.date) else None,
        reserved=bool(reserved),
        children=int(str(children)),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything that was counted, and how its reader may see it."""

    reader: Reader
    cells: tuple[Cell, ...]
    lines: tuple[regular.SeatsLine, ...]
    months: tuple[dt.date, ...]

    def line(
        self,
        *,
        name: str,
        schools: Sequence[School],
        school: School | None = None,
        grades: tuple[int, int] | None = None,
    ) -> Bottleneck:
        """Return one line over these schools; a stage counts children and seats of its grades."""
        pks = {one.pk for one in schools}
        cells = [cell for cell in self.cells if cell.school in pks]
        lines = [line for line in self.lines if line.given.school_id in pks]
        if grades is not None:
            keys = {band.key for band in BANDS if band.grade_from == grades[0]}
            cells = [cell for cell in cells if cell.band in keys]
            lines = [line for line in lines if grades[0] <= line.given.grade <= grades[1]]
        people = self.reader.people
        return Bottleneck(
            name=name,
            school=school,
            children=people(_total(cells)),
            planned=tuple(
                people(_total(_planned_by(cells, self.months[ahead]))) for ahead in WINDOWS
            ),
            unplanned=people(_total(cell for cell in cells if cell.month is None)),
            seats=sum(line.given.seats for line in lines),
            reserved=people(sum(line.held for line in lines)),
            free=self.reader.rest(sum(line.free for line in lines)),
            missing=self.reader.missing(_missing(cells, lines, self.months[-1])),
        )

    def month(self, *, first: dt.date) -> Month:
        """Return the whole district by the end of one month."""
        planned = _planned_by(self.cells, first)
        missing = self.reader.missing(_missing(self.cells, self.lines, first))
        return Month(
            first=first,
            planned=self.reader.people(_total(planned)),
            reserved=self.reader.people(_total(cell for cell in planned if cell.reserved)),
            free=self.reader.rest(sum(line.free for line in _in_force(self.lines, first))),
            missing=missing,
            length=int(missing.value or 0),
        )


def _total(cells: Iterable[Cell]) -> int:
    return sum(cell.children for cell in cells)


def _planned_by(cells: Iterable[Cell], month: dt.date) -> list[Cell]:
    return [cell for cell in cells if cell.month is not None and cell.month <= month]


def _in_force(lines: Iterable[regular.SeatsLine], month: dt.date) -> list[regular.SeatsLine]:
    last = _last_day(month)
    return [
        line
        for line in lines
        if line.given.starts_on <= last
        and (line.given.ends_on is None or line.given.ends_on > last)
    ]


def _missing(cells: Iterable[Cell], lines: Iterable[regular.SeatsLine], month: dt.date) -> int:
    """Return how many children who move on by then find no free seat of their grade here."""
    need: dict[int, int] = {}
    for cell in _planned_by(cells, month):
        if not cell.reserved and cell.grade is not None:
            need[cell.grade] = need.get(cell.grade, 0) + cell.children
    free: dict[int, int] = {}
    for line in _in_force(lines, month):
        free[line.given.grade] = free.get(line.given.grade, 0) + line.free
    return sum(max(0, wanted - free.get(grade, 0)) for grade, wanted in need.items())


def _month_after(*, on: dt.date, months: int) -> dt.date:
    year, month = divmod(on.month - 1 + months, 12)
    return dt.date(on.year + year, month + 1, 1)


def _last_day(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
