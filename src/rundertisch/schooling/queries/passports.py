# SPDX-License-Identifier: EUPL-1.2
"""What a school passport may say of a child, and whose passports are read here."""

import datetime as dt

from django.db.models import F, Q, QuerySet

from rundertisch.schooling.models import (
    Child,
    PassportKey,
    Placement,
    PlacementAnswer,
    UsedPassport,
)


def passport_keys() -> QuerySet[PassportKey]:
    """Return every key that is or was read here, the running ones first."""
    found = PassportKey.objects.select_related("entered_by")
    return found.order_by(F("ends_on").desc(nulls_first=True), "centre", "pk")


def passport_key(*, fingerprint: str, on: dt.date) -> PassportKey | None:
    """Return the entry by which passports of this key are read on that day."""
    running = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))
    return PassportKey.objects.filter(running, fingerprint=fingerprint).first()


def child_of_passport(*, passport_number: str) -> Child | None:
    """Return the child that a passport became here, where it is led now."""
    used = UsedPassport.objects.filter(passport_number=passport_number)
    found = used.select_related("child__merged_into").first()
    return None if found is None else found.child.merged_into or found.child


def waits_elsewhere_since(*, child: Child, on: dt.date) -> dt.date | None:
    """Return the day from which the child waits for a place; None where it had one until now.

    Whoever leaves a place behind waits anew from its next report on, like after grade 4.
    """
    mine = Placement.objects.filter(child=child, signed_on__lte=on)
    running = Q(ends_on=None) | Q(ends_on__gt=on)
    if child.left_on is not None:
        running |= Q(ends_on=child.left_on)  # the place ended because the child left
    seated = mine.filter(running).exclude(answer=PlacementAnswer.REFUSED).exists()
    return None if seated else child.waiting_since
