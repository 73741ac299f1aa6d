# SPDX-License-Identifier: EUPL-1.2
"""The figures as CSV: exactly the numbers of the page, protected where the page protects them."""

from collections.abc import Iterator

from rundertisch.engine.figures import Figure
from rundertisch.kernel import figures as written
from rundertisch.kernel.tables import csv_text
from rundertisch.schooling.queries import HORIZONS, Seated, Situation, Unknown, Waits
from rundertisch.schooling.queries.bottlenecks import Bottlenecks

BOTTLENECKS = (
    *("Ebene", "Name", "in getrennten Gruppen", "Übergang {0}", "Übergang {1}", "Übergang {2}"),
    *("ohne Plan", "Plätze", "reserviert oder besetzt", "frei", "fehlen"),
)
HEADER = ("Kennzahl", "Stadt", "Stufe", "Schlange", "Wert", "Einheit", "Stand", "Quelle")
Line = tuple[str, str, str, str, Figure]


def figures_csv(*, situation: Situation, unknown: Unknown) -> str:
    """Return one line a figure, for Excel in German; a withheld figure is a dash."""
    rows = [
        (name, town, band, queue, *_cells(figure))
        for name, town, band, queue, figure in _lines(situation=situation, unknown=unknown)
    ]
    return csv_text(header=HEADER, rows=rows)


def _cells(figure: Figure) -> tuple[str, str, str, str]:
    said = written.headline(figure).removesuffix(f"{written.THIN}{figure.unit}")
    return said, figure.unit, written.day(figure.as_of), figure.source


def bottlenecks_csv(*, view: Bottlenecks) -> str:
    """Return the bottlenecks line by line; the first line says day, source and protection."""
    said = f"Stand {view.on:%d.%m.%Y}; Warteliste des Integrationszentrums; geschützte Zahlen"
    levels = (
        ("Kreis", (view.district,)),
        ("Stadt", view.towns),
        ("Stufe", view.bands),
        ("Schule", view.schools),
    )
    rows = [
        (
            *(level, line.name),
            *(written.headline(one) for one in (line.children, *line.planned, line.unplanned)),
            line.seats,
            *(written.headline(line.reserved), written.headline(line.free), line.short),
        )
        for level, lines in levels
        for line in lines
    ]
    months = [
        (
            *("Monat", month.name, "", "", "", written.headline(month.planned), "", ""),
            *(written.headline(month.reserved), written.headline(month.free), month.short),
        )
        for month in view.months
    ]
    header = [name.format(*view.windows) for name in BOTTLENECKS]
    return csv_text(header=[said], rows=()) + csv_text(header=header, rows=[*rows, *months])


def _lines(*, situation: Situation, unknown: Unknown) -> Iterator[Line]:
    for waits in (*situation.queues, situation.both):
        yield from _waits(waits, situation, queue=waits.name)
    for waits in situation.towns:
        yield from _waits(waits, situation, town=waits.name, queue=situation.both.name)
    yield from _waits(situation.regular, situation, queue=situation.regular.name)
    for waits in situation.regular_by_town:
        yield from _waits(waits, situation, town=waits.name, queue=situation.regular.name)
    yield from _seated(situation.seated)
    for seated in situation.seated_by_band:
        yield from _seated(seated, band=seated.name)
    for seated in situation.seated_by_town:
        yield from _seated(seated, town=seated.name)
    for row in unknown.rows:
        month = f"angemeldet {row.month:%m/%Y}"
        yield "neu angemeldet, 6 bis 17 Jahre", row.town, "", month, row.registered
        yield "davon uns bekannt", row.town, "", month, row.known
        yield "uns nicht bekannt", row.town, "", month, row.unknown


def _waits(waits: Waits, situation: Situation, *, queue: str, town: str = "") -> Iterator[Line]:
    yield "Kinder", town, "", queue, waits.children
    for band, figure in zip(situation.bands, waits.by_band, strict=True):
        yield "Kinder", town, band.name, queue, figure
    yield "Wartezeit, Median", town, "", queue, waits.median
    yield "Wartezeit, neun von zehn höchstens", town, "", queue, waits.p90
    yield "Wartezeit, längste", town, "", queue, waits.longest


def _seated(seated: Seated, *, town: str = "", band: str = "") -> Iterator[Line]:
    for weeks, (share, of) in zip(HORIZONS, seated.pairs, strict=True):
        yield f"Platz innerhalb von {weeks} Wochen", town, band, "", share
        yield f"Kinder, die {weeks} Wochen erreichen konnten", town, band, "", of
