# SPDX-License-Identifier: EUPL-1.2
"""The gazetteer as CSV: street, house_number, postcode, town, ags, lat, lon. All or nothing."""

import re
from dataclasses import dataclass

from rundertisch.kernel import refusal
from rundertisch.kernel.scope import SupportsSeat
from rundertisch.kernel.tables import Problems, Row, read_table
from rundertisch.places import actions, queries
from rundertisch.places.actions import GivenAddress
from rundertisch.places.models import Place

COLUMNS = ("street", "house_number", "postcode", "town", "ags", "lat", "lon")
_POSTCODE = re.compile(r"[0-9]{5}")
_AGS = re.compile(r"[0-9]{7,8}")


@dataclass(frozen=True, slots=True)
class ImportedAddresses:
    """What became of a gazetteer file."""

    read: int
    new: int
    elsewhere: int

    def summary(self) -> str:
        """Return the sentence for the person who imported."""
        refreshed = self.read - self.new - self.elsewhere
        return (
            f"{self.read} Adressen gelesen: {self.new} neu, {refreshed} schon bekannt, "
            f"{self.elsewhere} außerhalb des Kreises übergangen."
        )


def import_addresses(
    *, data: bytes, by: SupportsSeat | None, file: str = "adressen.csv"
) -> ImportedAddresses:
    """Take in a gazetteer; with one wrong row nothing is taken in and all of them are listed."""
    problems = Problems()
    table = read_table(data=data, file=file, required=COLUMNS, problems=problems)
    problems.refuse()
    if table is None:
        return ImportedAddresses(read=0, new=0, elsewhere=0)
    refusal.refuse_columns(columns=list(table.columns), file=file)
    towns = {town.key: town for town in queries.towns()}
    district = queries.district().key
    given: dict[tuple[int, str, str, str], GivenAddress] = {}
    read = elsewhere = 0
    for row in table:
        read += 1
        address = _address(row=row, towns=towns, district=district)
        if address is None:
            elsewhere += 1
        elif (known := given.setdefault(address.key, address)) != address:
            row.note(
                f"{known.street} {known.house_number} steht schon mit einem anderen Punkt in der "
                "Datei. Bitte eine der beiden Zeilen entfernen."
            )
    problems.refuse()
    new = actions.keep_addresses(addresses=list(given.values()), by=by)
    return ImportedAddresses(read=read, new=new, elsewhere=elsewhere)


def _address(*, row: Row, towns: dict[str, Place], district: str) -> GivenAddress | None:
    """Return the row as an address; None when it lies in another district."""
    town = _town(row=row, towns=towns, district=district)
    if town is None:
        return None
    postcode = row.text("postcode")
    if not _POSTCODE.fullmatch(postcode):
        row.note(f"„postcode“ ist „{postcode}“; erlaubt sind fünf Ziffern.")
    lat, lon = row.point(required=False)
    if lat is None or lon is None:
        row.note("„lat“ und „lon“ sind leer. Bitte die Koordinate in Grad eintragen.")
    return GivenAddress(
        street=row.key("street"),
        house_number=row.key("house_number"),
        postcode=postcode,
        town=town,
        lat=lat or 0.0,
        lon=lon or 0.0,
    )


def _town(*, row: Row, towns: dict[str, Place], district: str) -> Place | None:
    """Return the town by key, else by name; a wrong key is noted."""
    ags, name = row.text("ags"), row.text("town")
    if ags:
        key = ags.zfill(8)
        if not _AGS.fullmatch(ags) or (key.startswith(district) and key not in towns):
            row.note(f"„ags“ ist „{ags}“; erlaubt sind die Schlüssel der Städte unter Orte.")
        return towns.get(key)
    by_name = {town.name.casefold(): town for town in towns.values()}
    by_name |= {town.name.split(" (")[0].casefold(): town for town in towns.values()}
    if name.casefold() not in by_name:
        row.note(f"Die Stadt „{name}“ ist nicht bekannt. Bitte „ags“ oder den Namen berichtigen.")
    return by_name.get(name.casefold())
