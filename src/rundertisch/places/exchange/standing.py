# SPDX-License-Identifier: EUPL-1.2
"""Standing facts that come with the product as dated data: a district and the school calendar.

Both are TOML, so that a centre can correct or replace them without touching code.
"""

import datetime as dt
import tomllib
from importlib import resources
from typing import Any

from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.scope import SupportsSeat
from rundertisch.places import actions
from rundertisch.places.actions import Known
from rundertisch.places.models import Place, PlaceKind

DISTRICT_FILE = "ennepe_ruhr_kreis.toml"
CALENDAR_FILE = "school_calendar_nrw.toml"


def import_district(*, by: SupportsSeat | None, data: bytes | None = None) -> Place:
    """Take in a district with its towns and their populations; repeating it changes nothing."""
    facts = _read(data=data, file=DISTRICT_FILE)
    given = facts["district"]
    district = _keep(kind=PlaceKind.DISTRICT, given=given, parent=None, by=by)
    for one in facts.get("towns", []):
        town = _keep(kind=PlaceKind.TOWN, given=one, parent=district, by=by)
        for area in one.get("small_areas", []):
            _keep(kind=PlaceKind.SMALL_AREA, given=area, parent=town, by=by)
    return district


def import_school_calendar(*, by: SupportsSeat | None, data: bytes | None = None) -> int:
    """Take in school holidays and key dates; return how many there are in the file."""
    facts = _read(data=data, file=CALENDAR_FILE)
    holidays, key_dates = facts.get("holidays", []), facts.get("key_dates", [])
    for one in holidays:
        actions.keep_school_holiday(
            name=one["name"],
            first_day=one["first_day"],
            latest_day=one["latest_day"],
            known=_known(one),
            by=by,
        )
    for one in key_dates:
        actions.keep_key_date(
            name=one["name"],
            month=one["month"],
            day=one["day"],
            since=one["since"],
            known=_known(one),
            by=by,
        )
    return len(holidays) + len(key_dates)


def _keep(
    *, kind: PlaceKind, given: dict[str, Any], parent: Place | None, by: SupportsSeat | None
) -> Place:
    place = actions.keep_place(
        kind=kind, key=given["key"], name=given["name"], parent=parent, by=by
    )
    if "population" in given:
        counted = given["population"]
        actions.keep_population(
            place=place,
            residents=counted["residents"],
            on=counted["on"],
            rounded=counted.get("rounded", False),
            known=_known(counted),
            by=by,
        )
    return place


def _known(given: dict[str, Any]) -> Known:
    looked_up: dt.date | None = given.get("verified_on")
    return Known(source=given["source"], evidence=given["evidence"], verified_on=looked_up)


def _read(*, data: bytes | None, file: str) -> dict[str, Any]:
    if data is None:
        data = resources.files("rundertisch.places.exchange").joinpath(file).read_bytes()
    try:
        return tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise Refusal(
            f"Die Datei ist kein gültiges TOML in UTF-8: {wrong}. Bitte berichtigen."
        ) from wrong
