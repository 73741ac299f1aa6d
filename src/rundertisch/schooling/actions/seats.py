# SPDX-License-Identifier: EUPL-1.2
"""Free seats of a group: taken by a signature, given back when a place ends. Never below zero."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from rundertisch.kernel.errors import Refusal
from rundertisch.schooling.models import Group

REFUSED = "REFUSED"


def holds_seat(place: Mapping[str, Any]) -> bool:
    """Say whether a row of Placement holds a seat of its group.

    It does when it is signed, running, not refused by the head, and the child has not moved on to
    a regular class.
    """
    return (
        place["signed_on"] is not None
        and place["ends_on"] is None
        and place.get("answer", "") != REFUSED
        and place.get("regular_since") is None
    )


def free_seat(*, group_id: int) -> None:
    """Give a seat of this group back."""
    _lock(group_id=group_id)
    Group.objects.filter(pk=group_id).update(free_seats=F("free_seats") + 1)


def take_seat(*, group_id: int) -> None:
    """Take a seat of this group, or refuse when none is free."""
    group = _lock(group_id=group_id)
    if group.free_seats < 1:
        raise Refusal(
            f"In {group} an der Schule {group.school.name} ist inzwischen kein Platz mehr frei. "
            "Bitte zuerst die freien Plätze der Schule prüfen."
        )
    Group.objects.filter(pk=group_id).update(free_seats=F("free_seats") - 1)


def _lock(*, group_id: int) -> Group:
    groups = Group.objects.select_for_update(of=("self",)).select_related("school")
    return groups.get(pk=group_id)
