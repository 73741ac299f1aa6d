# SPDX-License-Identifier: EUPL-1.2
"""The queues in figures: how many, how long, how many were seated within 2, 4 and 8 weeks."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rundertisch.engine.figures import Figure
from rundertisch.kernel import figures as written
from rundertisch.places import queries as places
from rundertisch.schooling.queries.counting import Reader
from rundertisch.schooling.queries.past import forgotten_in_queues, forgotten_in_shares
from rundertisch.schooling.queries.waiting import BANDS, QUEUES, REGULAR, Band

HORIZONS = (2, 4, 8)  # weeks since the child began to wait
ALL = "alle"

Key = tuple[object, object, object]  # town, band, counselled; None: all of them


@dataclass(frozen=True, slots=True)
class Waits:
    """How many children wait and for how long; P90: nine of ten wait no longer."""

    name: str
    key: str
    children: Figure
    by_band: tuple[Figure, ...]
    median: Figure
    p90: Figure
    longest: Figure


@dataclass(frozen=True, slots=True)
class Seated:
    """Of the children who could have reached a horizon, the share seated by then."""

    name: str
    shares: tuple[Figure, ...]  # one for each of `HORIZONS`
    of: tuple[Figure, ...]

    @property
    def pairs(self) -> tuple[tuple[Figure, Figure], ...]:
        """Each share with the number of children it speaks about."""
        return tuple(zip(self.shares, self.of, strict=True))


@dataclass(frozen=True, slots=True)
class Situation:
    """The queues of the district on one day, as exactly as their reader may see them."""

    on: dt.date
    exact: bool
    queues: tuple[Waits, ...]
    both: Waits
    towns: tuple[Waits, ...]
    regular: Waits  # in a separate group, waiting for a regular class since the first day there
    regular_by_town: tuple[Waits, ...]
    seated: Seated
    seated_by_band: tuple[Seated, ...]
    seated_by_town: tuple[Seated, ...]
    bands: tuple[Band, ...] = BANDS
    horizons: tuple[int, ...] = HORIZONS

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        if self.both.children.value == 0:
            if self.regular.children.value != 0:
                return self.regular_sentence.removesuffix(".")
            return "Kein Kind, von dem wir wissen, wartet auf einen Schulplatz"
        children = written.counted(self.both.children, one="Ein Kind", many="Kinder")
        verb = "wartet" if children == "Ein Kind" else "warten"
        sentence = f"{children[0].upper()}{children[1:]} {verb} auf einen Schulplatz"
        if self.both.longest.value is None or self.both.longest.value == 0:
            return sentence
        return f"{sentence}, am längsten {written.headline(self.both.longest)}"

    @property
    def regular_sentence(self) -> str:
        """Say how many wait in separate groups for a regular class."""
        if self.regular.children.value == 0:
            return "Kein Kind wartet in einer getrennten Lerngruppe auf eine Regelklasse."
        children = written.counted(self.regular.children, one="Ein Kind", many="Kinder")
        one = children == "Ein Kind"
        where = "wartet in einer Lerngruppe" if one else "warten in Lerngruppen"
        sentence = f"{children[0].upper()}{children[1:]} {where} auf eine Regelklasse"
        if self.regular.longest.value is None:
            return f"{sentence}."
        return f"{sentence}, am längsten {written.headline(self.regular.longest)}."


def situation(*, on: dt.date, leads: bool) -> Situation:
    """Return the figures of both queues for whoever may open children, or for the leadership."""
    reader = Reader(on=on, leads=leads)
    rows = reader.ask("queue_counts", on)
    known = _Counted(
        live={(r[0], r[1], r[2]): r[3:] for r in rows}, forgotten=forgotten_in_queues(on=on)
    )
    towns = list(places.towns())
    apart = reader.ask("regular_counts", on)
    groups = _Counted(live={(r[0], r[1], None): r[2:] for r in apart}, forgotten={})
    shares = _Shares(live=_shares(reader=reader), forgotten=forgotten_in_shares(on=on))
    return Situation(
        on=on,
        exact=reader.openable,
        queues=tuple(
            _waits(reader, known, name=queue.name, key=queue.key, ready=queue is not QUEUES[0])
            for queue in QUEUES
        ),
        both=_waits(reader, known, name="ohne Platz zusammen", key=""),
        towns=tuple(
            _waits(reader, known, name=town.name, key=town.key, town=town.pk) for town in towns
        ),
        regular=_waits(reader, groups, name=REGULAR.name, key=REGULAR.key),
        regular_by_town=tuple(
            _waits(reader, groups, name=town.name, key=town.key, town=town.pk) for town in towns
        ),
        seated=_seated(reader, shares, name="alle Kinder"),
        seated_by_band=tuple(
            _seated(reader, shares, name=band.name, band=band.key) for band in BANDS
        ),
        seated_by_town=tuple(
            _seated(reader, shares, name=town.name, town=town.pk) for town in towns
        ),
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """The living counts, and beside them the forgotten children of a past month."""

    live: Mapping[Key, Sequence[object]]
    forgotten: Mapping[Key, int]


def _waits(
    reader: Reader,
    known: _Counted,
    *,
    name: str,
    key: str,
    town: int | None = None,
    ready: bool | None = None,
) -> Waits:
    def numbers(band: str | None) -> list[int | None]:
        found = known.live.get((town, band, ready), (0, None, None, None))
        return [None if one is None else int(str(one)) for one in found]

    def people(band: str | None) -> Figure:
        gone = known.forgotten.get((town, band, ready), 0)
        return reader.people(numbers(band)[0] or 0, forgotten=gone)

    count, median, p90, longest = numbers(None)
    children = count or 0
    return Waits(
        name=name,
        key=key,
        children=people(None),
        by_band=tuple(people(band.key) for band in BANDS),
        median=reader.days(median, of=children),
        p90=reader.days(p90, of=children),
        longest=reader.days(longest, of=children),
    )


def _shares(*, reader: Reader) -> dict[tuple[object, object, object], tuple[int, int]]:
    rows = reader.ask("seated_counts", reader.on)
    return {(r[0], r[1], r[2]): (int(str(r[3])), int(str(r[4]))) for r in rows}


@dataclass(frozen=True, slots=True)
class _Shares:
    """Of how many children how many were seated: the living, and beside them the forgotten."""

    live: Mapping[Key, tuple[int, int]]
    forgotten: Mapping[Key, tuple[int, int]]


def _seated(
    reader: Reader,
    known: _Shares,
    *,
    name: str,
    town: int | None = None,
    band: str | None = None,
) -> Seated:
    counted = [
        (known.live.get(key, (0, 0)), known.forgotten.get(key, (0, 0)))
        for key in ((town, band, weeks) for weeks in HORIZONS)
    ]
    return Seated(
        name=name,
        shares=tuple(
            reader.share(seated, children, forgotten=(gone[1], gone[0]))
            for (children, seated), gone in counted
        ),
        of=tuple(reader.people(children, forgotten=gone[0]) for (children, _), gone in counted),
    )
