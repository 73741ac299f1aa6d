# SPDX-License-Identifier: EUPL-1.2
"""A school list into the database, all or nothing; what a person decided stays."""

from dataclasses import dataclass

from django.db import transaction

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.tables import Problems
from rundertisch.places import queries as places
from rundertisch.schooling import actions
from rundertisch.schooling.exchange.school_files import FILE, SchoolFile
from rundertisch.schooling.models import School


@dataclass(frozen=True, slots=True)
class ImportedSchools:
    """What became of a school list."""

    new: int
    refreshed: int

    @property
    def sentence(self) -> str:
        """Say the result in one sentence."""
        return f"In der Datenbank: {self.new} Schulen neu, {self.refreshed} aufgefrischt."


def import_schools(*, file: SchoolFile, by: Seat | None) -> ImportedSchools:
    """Take in every school of the list, or refuse with every row that does not fit."""
    problems = Problems()
    towns = {town.key: town for town in places.towns()}
    with transaction.atomic():
        known = set(School.objects.values_list("number", flat=True))
        for row in file.rows:
            if row.ags not in towns:
                sentence = (
                    f"Der Ort mit dem Schlüssel {row.ags} ({row.town}) gehört nicht zum Kreis."
                )
                problems.add(file=FILE, line=row.line, sentence=sentence)
                continue
            try:
                actions.keep_school(
                    number=row.number,
                    name=row.name,
                    form=row.form,
                    town=towns[row.ags],
                    assignable=row.assignable.upper(),
                    assignable_reason=row.assignable_reason,
                    by=by,
                    street=row.street,
                    postcode=row.postcode,
                    lat=row.lat,
                    lon=row.lon,
                    pupils=row.pupils,
                )
            except Refusal as refusal:
                problems.add(file=FILE, line=row.line, sentence=refusal.sentence)
        problems.refuse()
    new = sum(row.number not in known for row in file.rows)
    return ImportedSchools(new=new, refreshed=len(file.rows) - new)
