# SPDX-License-Identifier: EUPL-1.2
"""This room's part of the demo: the real district, and an invented piece of gazetteer."""

from rundertisch.kernel.scope import SupportsSeat
from rundertisch.places import actions, exchange, queries
from rundertisch.places.models import Place, PlaceKind

HASPERBACH = ("05954008-HASPERBACH", "Hasperbach")
# Invented points on a plausible slope south-east of the town; no real house is meant.
HASPERBACH_POINT = (51.3105, 7.4008)
HOUSES = 24


def build(*, by: SupportsSeat | None) -> Place:
    """Lay out the district with its calendar; return the hamlet of the reference story."""
    exchange.import_district(by=by)
    exchange.import_school_calendar(by=by)
    ennepetal = queries.town(key="05954008")
    hamlet = actions.keep_place(
        kind=PlaceKind.SMALL_AREA, key=HASPERBACH[0], name=HASPERBACH[1], parent=ennepetal, by=by
    )
    exchange.import_addresses(data=gazetteer(), by=by, file="demo.csv")
    return hamlet


def gazetteer() -> bytes:
    """Return one invented street of the hamlet as the importer reads it."""
    lat, lon = HASPERBACH_POINT
    lines = ["street,house_number,postcode,town,ags,lat,lon"]
    lines += [
        f"Musterweg,{number},58256,Ennepetal,05954008,"
        f"{lat + number * 0.00012:.5f},{lon + number * 0.00009:.5f}"
        for number in range(1, HOUSES + 1)
    ]
    return "\n".join(lines).encode()
