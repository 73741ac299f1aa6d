# SPDX-License-Identifier: EUPL-1.2
"""Whom the families of the demo call: an invented desk."""

from rundertisch.accounts.models import Seat
from rundertisch.schooling import actions


def build_help_desk(*, by: Seat) -> None:
    """Enter the desk; its number is one of those that belong to nobody (Bundesnetzagentur)."""
    actions.keep_help_desk(
        name="Schulberatung (erfunden)",
        phone="030 23125 000",
        hours="montags bis freitags 9 bis 12 Uhr",
        place="Musterhaus, Zimmer 12",
        by=by,
    )
