# SPDX-License-Identifier: EUPL-1.2
"""What there is to choose from, asked anew for every form."""

from rundertisch.places import queries as places
from rundertisch.schooling import queries
from rundertisch.schooling.models import FIRST_GRADE, LATEST_GRADE

GRADES = [(str(grade), f"Klasse {grade}") for grade in range(FIRST_GRADE, LATEST_GRADE + 1)]


def town_choices() -> list[tuple[str, str]]:
    """Return the towns of the district, asked anew for every form."""
    return [("", "Bitte wählen"), *((town.key, town.name) for town in places.towns())]


def form_choices() -> list[tuple[str, str]]:
    """Return the school forms at which a plan may seat a child."""
    return [(form, form) for form in queries.school_forms()]
