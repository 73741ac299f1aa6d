# SPDX-License-Identifier: EUPL-1.2
"""Children nobody has told us about: newly registered ones minus those we know.

Both numbers of a town and a month are true values here; what leaves is a figure. The registered
children may be opened by nobody, so they and the difference are protected for every reader.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from rundertisch.engine.disclosure import solve as disclosure
from rundertisch.engine.figures import Figure
from rundertisch.kernel import figures as written
from rundertisch.schooling.models import SCHOOL_AGE_FROM, SCHOOL_AGE_TO, RegisteredCount
from rundertisch.schooling.queries.counting import Reader
from rundertisch.schooling.queries.past import forgotten_but_known

MONTHS = 6  # shown, counted back from the newest month imported
AGES = SCHOOL_AGE_TO - SCHOOL_AGE_FROM + 1
NO_COUNTS = (
    "Ob uns Kinder fehlen, wissen wir nicht: Es sind keine Anmeldezahlen der Städte eingelesen."
)


@dataclass(frozen=True, slots=True)
class TownMonth:
    """One town in one month: registered, known to us, and the difference."""

    town: str
    month: dt.date
    registered: Figure
    known: Figure
    unknown: Figure
    more_known: bool  # we know more than registered: late registrations or moves inside


@dataclass(frozen=True, slots=True)
class Unknown:
    """Children we do not know, by town and month, newest month first."""

    rows: tuple[TownMonth, ...]
    children: Figure
    incomplete: tuple[str, ...]  # towns and months whose counts do not cover ages 6 to 17
    sources: tuple[str, ...]
    first: dt.date | None = None
    newest: dt.date | None = None

    @property
    def sentence(self) -> str:
        """Say the finding in one sentence."""
        if not self.rows:
            return NO_COUNTS
        if self.children.value == 0:
            return "In den Anmeldezahlen der Städte ist kein Kind, das uns fehlt."
        children = written.headline(self.children)
        return (
            f"{children[0].upper()}{children[1:]} Kinder im Schulalter sind neu angemeldet, und "
            "niemand hat sie uns gemeldet."
        )


def unknown_children(*, on: dt.date, leads: bool) -> Unknown:
    """Return newly registered children of 6 to 17 years minus those in queues or seats."""
    reader = Reader(on=on, leads=leads)
    counts = list(RegisteredCount.objects.select_related("town").filter(month__lte=on))
    newest = max((one.month for one in counts), default=None)
    first = None if newest is None else _months_before(newest, MONTHS - 1)
    known = {} if first is None else _known(reader=reader, first=first)
    gone = {} if first is None else forgotten_but_known(first=first, on=on)
    gathered: defaultdict[tuple[str, dt.date, int], list[RegisteredCount]] = defaultdict(list)
    for one in counts:
        if first is not None and one.month >= first:
            gathered[one.town.name, one.month, one.town_id].append(one)
    whole = {key: found for key, found in gathered.items() if _covers(found)}
    missing = {
        key: sum(one.children for one in found)
        - known.get((key[2], key[1]), 0)
        - gone.get((key[2], key[1]), 0)
        for key, found in whole.items()
    }
    return Unknown(
        rows=tuple(
            _row(
                reader,
                key,
                whole[key],
                known=known.get((key[2], key[1]), 0),
                gone=gone.get((key[2], key[1]), 0),
            )
            for key in sorted(whole, key=lambda key: (-key[1].toordinal(), key[0]))
        ),
        children=_protected(sum(max(0, one) for one in missing.values()), on=on),
        incomplete=tuple(
            f"{town}, {month:%m/%Y}" for town, month, _ in sorted(gathered.keys() - whole.keys())
        ),
        sources=tuple(sorted({one.source for found in gathered.values() for one in found})),
        first=first,
        newest=newest,
    )


def _row(
    reader: Reader,
    key: tuple[str, dt.date, int],
    found: list[RegisteredCount],
    *,
    known: int,
    gone: int,
) -> TownMonth:
    registered = sum(one.children for one in found)
    return TownMonth(
        town=key[0],
        month=key[1],
        registered=_protected(registered, on=reader.on, source=found[0].source),
        known=reader.people(known, forgotten=gone),
        unknown=_protected(max(0, registered - known - gone), on=reader.on),
        more_known=known + gone > registered,
    )


def _protected(count: int, *, on: dt.date, source: str = "") -> Figure:
    return disclosure.people(count, openable=False, as_of=on, source=source)


def _known(*, reader: Reader, first: dt.date) -> dict[tuple[object, object], int]:
    rows = reader.ask("known_counts", first, reader.on)
    return {(row[0], row[1]): int(str(row[2])) for row in rows}


def _covers(found: list[RegisteredCount]) -> bool:
    return sum(one.age_to - one.age_from + 1 for one in found) == AGES


def _months_before(month: dt.date, months: int) -> dt.date:
    at = month.year * 12 + month.month - 1 - months
    return dt.date(at // 12, at % 12 + 1, 1)
