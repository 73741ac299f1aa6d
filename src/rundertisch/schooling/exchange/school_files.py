# SPDX-License-Identifier: EUPL-1.2
"""School lists as the Land publishes them (and one prepared layout), read all or nothing.

Three layouts, told apart by their header: IT.NRW's school statistics (comma), the ministry's
"Schulgrunddaten" (first line ``sep=;``, positions in UTM) and our prepared one. Nothing here
needs Django: the command line reads school files without a database.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rundertisch.engine.geo_utm import degrees_from_utm32
from rundertisch.engine.placement.assignable import proposed_assignable
from rundertisch.engine.placement.problem import Assignable
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.refusal import refuse_columns
from rundertisch.kernel.tables import Problems, decode, records_of

Layout = Literal["it_nrw", "ministry", "prepared"]

FILE = "Schulliste"
AGS_DIGITS = 8
EPSG_UTM32 = "25832"
_ZONE_PREFIX = 32_000_000  # some offices write the zone before the easting
_NOTHING = ("", "null", "nan")

# Key of school forms in the ministry's file ("key_schulformschluessel"), in IT.NRW's words. The
# numbers from 80 on are special schools of the other forms (88: Schule für Kranke).
MINISTRY_FORMS: Mapping[int, str] = {
    2: "Grundschule",
    4: "Hauptschule",
    6: "Volksschule",
    8: "Förderschule",
    10: "Realschule",
    13: "PRIMUS-Schule",
    14: "Sekundarschule",
    15: "Gesamtschule",
    16: "Gemeinschaftsschule",
    17: "Freie Waldorfschule",
    18: "Freie Waldorfschule (Hiberniaschule)",
    19: "Förderschule (Freie Waldorfschule)",
    20: "Gymnasium",
    25: "Weiterbildungskolleg",
    30: "Berufskolleg",
    88: "Schule für Kranke",
}
_SPECIAL_FROM = 80
MINISTRY_LEGAL: Mapping[str, str] = {"1": "Öffentlich", "2": "Privat"}

_COLUMNS: Mapping[Layout, tuple[str, ...]] = {
    "it_nrw": (
        "Schulform",
        "Amtlicher Gemeindeschlüssel",
        "Schulnummer",
        "Amtliche Bezeichnung 1",
        "Amtliche Bezeichnung 2",
        "Amtliche Bezeichnung 3",
        "Straße und Hausnummer",
        "Postleitzahl",
        "Ort",
        "Rechtsstatus",
        "Anzahl",
        "Sozialindex",
        "latitude",
        "longitude",
    ),
    "ministry": (
        "Schulnummer",
        "Schulform",
        "Schulbezeichnung_1",
        "Schulbezeichnung_2",
        "Schulbezeichnung_3",
        "PLZ",
        "Ort",
        "Strasse",
        "Rechtsform",
        "Gemeindeschluessel",
        "EPSG",
        "UTMRechtswert",
        "UTMHochwert",
    ),
    "prepared": (
        "school_number",
        "form",
        "name",
        "ags",
        "town",
        "postcode",
        "street",
        "legal_status",
        "pupils_rounded",
        "social_index",
        "latitude",
        "longitude",
    ),
}


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school of a list, with what is proposed for plans and why."""

    line: int
    number: str
    form: str
    name: str
    ags: str
    town: str
    postcode: str
    street: str
    legal_status: str
    pupils: int | None
    social_index: int | None
    lat: float | None
    lon: float | None
    assignable: Assignable
    assignable_reason: str


@dataclass(frozen=True, slots=True)
class SchoolFile:
    """The schools that were kept, in the order of the file, and how many lie elsewhere."""

    layout: Layout
    rows: tuple[SchoolRow, ...]
    dropped: int

    def assignable_counts(self) -> dict[Assignable, int]:
        """Return how many schools are open to every child, on request, and never."""
        counted = Counter(row.assignable for row in self.rows)
        return {"yes": counted["yes"], "named": counted["named"], "no": counted["no"]}


class _Bad(Exception):  # noqa: N818 - a remark on one cell, caught in this module
    """What is wrong with one row."""


def read_schools(*, data: bytes, ags: str | None) -> SchoolFile:
    """Read a school list; keep the schools whose AGS begins with `ags` (None: all of them).

    All or nothing: any bad row refuses the file with a report of every bad row.
    """
    text = decode(data=data)
    first, _, rest = text.partition("\n")
    semicolons = first.strip().strip('"') == "sep=;"
    offset = 1 if semicolons else 0
    records = [
        (line + offset, cells)
        for line, cells in records_of(
            text=rest if semicolons else text, delimiter=";" if semicolons else ","
        )
    ]
    layout, columns = _layout(records=records)
    refuse_columns(columns=[name for name in columns if name], file=FILE)
    problems = Problems()
    rows: list[SchoolRow] = []
    dropped = 0
    lines: dict[str, int] = {}
    for line, cells in records[1:]:
        try:
            values = _named(cells=cells, columns=columns)
            row = _READERS[layout](line, values)
        except _Bad as bad:
            problems.add(file=FILE, line=line, sentence=str(bad))
            continue
        if ags is not None and not row.ags.startswith(ags):
            dropped += 1
            continue
        rows.append(row)
        if (first_line := lines.setdefault(row.number, line)) != line:
            sentence = f"Schulnummer {row.number} steht schon in Zeile {first_line}."
            problems.add(file=FILE, line=line, sentence=sentence)
    problems.refuse()
    return SchoolFile(layout=layout, rows=tuple(rows), dropped=dropped)


def _layout(*, records: Sequence[tuple[int, list[str]]]) -> tuple[Layout, dict[str, int]]:
    header = [name.strip() for name in records[0][1]] if records else []
    columns = {name: at for at, name in enumerate(header)}
    for layout, needed in _COLUMNS.items():
        if all(name in columns for name in needed):
            return layout, columns
    nearest = min(
        _COLUMNS, key=lambda layout: sum(name not in columns for name in _COLUMNS[layout])
    )
    missing = [name for name in _COLUMNS[nearest] if name not in columns]
    raise Refusal(
        f"{FILE}: Diese Kopfzeile kennt der Import nicht. Am nächsten kommt "
        f"{_SPOKEN[nearest]}; dort fehlt: {', '.join(missing)}. Gelesen werden die Schulliste "
        "von IT.NRW, die Schulgrunddaten des Ministeriums und die vorbereitete Liste."
    )


_SPOKEN: Mapping[Layout, str] = {
    "it_nrw": "die Schulliste von IT.NRW (Komma)",
    "ministry": "die Datei des Ministeriums (erste Zeile sep=;)",
    "prepared": "die vorbereitete Liste (school_number,…)",
}


def _named(*, cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    # The ministry's header ends with a separator that its rows do not have.
    width = len(columns)
    if len(cells) not in {width, width - 1} or (len(cells) < width and "" not in columns):
        raise _Bad(f"{len(cells)} Zellen statt {width}.")
    return {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}


def _it_nrw(line: int, values: Mapping[str, str]) -> SchoolRow:
    return _school(
        line=line,
        number=values["Schulnummer"],
        form=values["Schulform"],
        name=joined_name([values[f"Amtliche Bezeichnung {part}"] for part in (1, 2, 3)]),
        ags=values["Amtlicher Gemeindeschlüssel"],
        town=values["Ort"],
        postcode=values["Postleitzahl"],
        street=values["Straße und Hausnummer"],
        legal_status=values["Rechtsstatus"],
        pupils=values["Anzahl"],
        social_index=values["Sozialindex"],
        point=_point(values),
    )


def _prepared(line: int, values: Mapping[str, str]) -> SchoolRow:
    return _school(
        line=line,
        number=values["school_number"],
        form=values["form"],
        name=values["name"],
        ags=values["ags"],
        town=values["town"],
        postcode=values["postcode"],
        street=values["street"],
        legal_status=values["legal_status"],
        pupils=values["pupils_rounded"],
        social_index=values["social_index"],
        point=_point(values),
    )


def _ministry(line: int, values: Mapping[str, str]) -> SchoolRow:
    key = _whole(values["Schulform"], column="Schulform")
    if key is None:
        raise _Bad("„Schulform“ ist leer.")
    special = "Förderschule" if key >= _SPECIAL_FROM else f"unbekannte Schulform {key}"
    return _school(
        line=line,
        number=values["Schulnummer"],
        form=MINISTRY_FORMS.get(key, special),
        name=joined_name([values[f"Schulbezeichnung_{part}"] for part in (1, 2, 3)]),
        ags=values["Gemeindeschluessel"],
        town=values["Ort"],
        postcode=values["PLZ"],
        street=values["Strasse"],
        legal_status=MINISTRY_LEGAL.get(values["Rechtsform"], ""),
        pupils="",
        social_index="",
        point=_utm(values),
    )


_READERS: Mapping[Layout, Callable[[int, Mapping[str, str]], SchoolRow]] = {
    "it_nrw": _it_nrw,
    "ministry": _ministry,
    "prepared": _prepared,
}


def _school(
    *,
    line: int,
    number: str,
    form: str,
    name: str,
    ags: str,
    town: str,
    postcode: str,
    street: str,
    legal_status: str,
    pupils: str,
    social_index: str,
    point: tuple[float | None, float | None],
) -> SchoolRow:
    if not re.fullmatch(r"[0-9]{3,8}", number):
        raise _Bad(f"„{number[:20]}“ ist keine Schulnummer.")
    if not re.fullmatch(r"[0-9]{7,8}", ags):
        raise _Bad(f"„{ags[:20]}“ ist kein Amtlicher Gemeindeschlüssel (8 Ziffern).")
    if not name or not form:
        raise _Bad(f"Schule {number} hat keinen Namen oder keine Schulform.")
    assignable, reason = _proposal(form=form, name=name, legal_status=legal_status)
    return SchoolRow(
        line=line,
        number=number,
        form=form,
        name=name,
        ags=ags.zfill(AGS_DIGITS),
        town=town,
        postcode=postcode.removesuffix(".0"),
        street=street,
        legal_status=legal_status,
        pupils=_whole(pupils, column="Anzahl"),
        social_index=_whole(social_index, column="Sozialindex"),
        lat=point[0],
        lon=point[1],
        assignable=assignable,
        assignable_reason=reason,
    )


def _proposal(*, form: str, name: str, legal_status: str) -> tuple[Assignable, str]:
    if form.startswith("unbekannte"):
        return "no", "Die Schulform ist unbekannt; bitte prüfen."
    proposed = proposed_assignable(form=form, name=name, legal_status=legal_status)
    return proposed, {
        "yes": "",
        "named": "Bekenntnis- oder Privatschule: nur auf ausdrücklichen Wunsch der Familie.",
        "no": "Förder- oder Klinikschule: ein Platz folgt nie aus einem Plan.",
    }[proposed]


def joined_name(parts: Sequence[str]) -> str:
    """Join a school's name that the list cut into three cells, mending words cut by a hyphen."""
    name = ""
    for part in (" ".join(part.split()) for part in parts):
        if part in _NOTHING:
            continue
        cut = re.search(r"[^\W\d_]-$", name) and part[0].islower()
        if cut and part.split()[0] not in {"und", "u.", "oder", "o."}:
            name = name[:-1] + part
        else:
            name = f"{name} {part}".strip()
    return name


def _whole(value: str, *, column: str) -> int | None:
    if value.casefold() in _NOTHING:
        return None
    if not re.fullmatch(r"[0-9]{1,7}(\.0+)?", value):
        raise _Bad(f"„{column}“ ist „{value[:20]}“, keine ganze Zahl.")
    return int(value.partition(".")[0])


def _point(values: Mapping[str, str]) -> tuple[float | None, float | None]:
    lat, lon = (_degrees(values[name], name, high) for name, high in _WORLD.items())
    if (lat is None) != (lon is None):
        raise _Bad("Von der Koordinate fehlt eine Hälfte.")
    return lat, lon


_WORLD = {"latitude": 90, "longitude": 180}


def _degrees(value: str, column: str, high: int) -> float | None:
    if value.casefold() in _NOTHING:
        return None
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", value) or abs(float(value)) > high:
        raise _Bad(f"„{column}“ ist „{value[:20]}“; erlaubt sind Grad von -{high} bis {high}.")
    return float(value)


def _utm(values: Mapping[str, str]) -> tuple[float | None, float | None]:
    written = [values[name].casefold() for name in ("EPSG", "UTMRechtswert", "UTMHochwert")]
    if any(value in _NOTHING for value in written):
        return None, None
    if values["EPSG"] != EPSG_UTM32:
        raise _Bad(f"EPSG {values['EPSG'][:10]} kann der Import nicht lesen, nur {EPSG_UTM32}.")
    east, north = (_metres(values[name], name) for name in ("UTMRechtswert", "UTMHochwert"))
    if east > _ZONE_PREFIX:
        east -= _ZONE_PREFIX
    lat, lon = degrees_from_utm32(east=east, north=north)
    return round(lat, 6), round(lon, 6)


def _metres(value: str, column: str) -> float:
    if not re.fullmatch(r"[0-9]{5,8}([.,][0-9]+)?", value):
        raise _Bad(f"„{column}“ ist „{value[:20]}“, keine Länge in Metern.")
    return float(value.replace(",", "."))
