# SPDX-License-Identifier: EUPL-1.2
"""A school list into the database, all or nothing, and who supervises which school form."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.places import queries as places
from rundertisch.schooling import actions
from rundertisch.schooling.exchange.school_files import SchoolFile
from rundertisch.schooling.models import Assignable, RefusalGround, School, Supervision

SUPERVISION = Path(__file__).with_name("supervision_nrw.toml")
REFUSAL_GROUNDS = Path(__file__).with_name("refusal_grounds_nrw.toml")


@dataclass(frozen=True, slots=True)
class ImportedSchools:
    """How many schools were new and how many were known before."""

    new: int
    known: int

    @property
    def sentence(self) -> str:
        """Say the result in one sentence."""
        return f"In der Datenbank: {self.new} Schulen neu, {self.known} aufgefrischt."


def import_schools(*, file: SchoolFile, by: Seat | None) -> ImportedSchools:
    """Keep every school of the list; a school once closed for plans stays closed."""
    towns = {town.key: town for town in places.towns()}
    strange = sorted({f"{row.town} ({row.ags})" for row in file.rows if row.ags not in towns})
    if strange:
        raise Refusal(
            f"Diese Orte liegen nicht im Kreis: {', '.join(strange[:5])}. In der Datenbank stehen "
            "nur Schulen des eigenen Kreises. Bitte ohne --all einlesen."
        )
    before = School.objects.count()
    with transaction.atomic():
        if not Supervision.objects.exists():
            import_supervision(by=by)
        if not RefusalGround.objects.exists():
            import_refusal_grounds(by=by)
        for row in file.rows:
            actions.keep_school(
                number=row.number,
                name=row.name,
                form=row.form,
                town=towns[row.ags],
                assignable=Assignable(row.assignable.upper()),
                assignable_reason=row.assignable_reason,
                street=row.street,
                postcode=row.postcode,
                lat=row.lat,
                lon=row.lon,
                pupils=row.pupils,
                by=by,
            )
    new = School.objects.count() - before
    return ImportedSchools(new=new, known=len(file.rows) - new)


def import_supervision(*, by: Seat | None) -> int:
    """Keep the shipped starting point of who supervises what; return how many rules it has."""
    rules = tomllib.loads(SUPERVISION.read_text(encoding="utf-8"))
    source, starts_on = str(rules.pop("source")), rules.pop("starts_on")
    if not isinstance(starts_on, dt.date):
        raise TypeError(f"{SUPERVISION.name}: starts_on is no day")
    kept = 0
    for authority, forms in rules.items():
        for form, (grade_from, grade_to) in forms.items():
            actions.keep_supervision(
                form=form,
                authority_kind=authority,
                grade_from=grade_from,
                grade_to=grade_to,
                starts_on=starts_on,
                source=source,
                by=by,
            )
            kept += 1
    return kept


def import_refusal_grounds(*, by: Seat | None) -> int:
    """Keep the shipped grounds on which a school may refuse, unverified; return how many."""
    shipped = tomllib.loads(REFUSAL_GROUNDS.read_text(encoding="utf-8"))
    for code, ground in shipped["grounds"].items():
        actions.keep_refusal_ground(
            code=code,
            sentence=ground["sentence"],
            law=ground["law"],
            source=shipped["source"],
            starts_on=shipped["starts_on"],
            by=by,
        )
    return len(shipped["grounds"])
