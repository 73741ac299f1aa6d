# SPDX-License-Identifier: EUPL-1.2
"""What the notices of the two authorities say in the demo: every address is invented."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.schooling import actions

SINCE = dt.date(2018, 8, 1)
SOURCE = "für die Demo erfunden, von keiner Stelle bestätigt"
UPPER = "Bezirksregierung Arnsberg, Dezernat 48 (Demo)"


def build_notice_rules(*, by: Seat) -> None:
    """Enter letterhead and remedy of both authorities, unverified."""
    for kind, office, street, postcode, town in (
        (
            "SCHULAMT",
            "Schulamt für den Ennepe-Ruhr-Kreis (Demo)",
            "Erfundener Weg 1",
            "58332",
            "Schwelm",
        ),
        ("BEZIRKSREGIERUNG", UPPER, "Erfundene Straße 2", "59821", "Arnsberg"),
    ):
        actions.keep_notice_rule(
            authority_kind=kind,
            office=office,
            street=street,
            postcode=postcode,
            town=town,
            upper_kind="BEZIRKSREGIERUNG",
            upper_office=UPPER,
            starts_on=SINCE,
            source=SOURCE,
            by=by,
        )
