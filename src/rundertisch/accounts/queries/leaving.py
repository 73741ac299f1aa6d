# SPDX-License-Identifier: EUPL-1.2
"""Questions about somebody who leaves: what hangs on each seat, and who could take it over."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rundertisch.accounts import registry
from rundertisch.accounts.models import Seat, User


@dataclass(frozen=True, slots=True)
class Parting:
    """A seat that is about to end: what hangs on it and who may take that over."""

    seat: Seat
    work: tuple[str, ...]  # how many of what, in German
    successors: tuple[Seat, ...]
    deputies: tuple[Seat, ...]

    @property
    def needs_successor(self) -> bool:
        """Something would be left lying."""
        return bool(self.work)


def partings(*, user: User, on: dt.date) -> Sequence[Parting]:
    """Return the seats of a person that have not ended, each with what leaving it means."""
    seats = Seat.objects.filter(user=user).open_on(on=on)
    return [
        _parting(seat=one, on=on)
        for one in seats.select_related("partner", "user", "deputy_of__user").order_by("pk")
    ]


def successors(*, seat: Seat, on: dt.date) -> Sequence[Seat]:
    """Return who sits for the same partner in the same role in their own right on that day."""
    others = Seat.objects.filter(partner=seat.partner, role=seat.role, deputy_of=None)
    others = others.exclude(user=seat.user).current(on=on)
    return list(others.select_related("user", "partner").order_by("user__name", "pk"))


def _parting(*, seat: Seat, on: dt.date) -> Parting:
    hanging = registry.hanging_on(seat=seat)
    lent = Seat.objects.filter(deputy_of=seat).open_on(on=on).select_related("user")
    return Parting(
        seat=seat,
        work=tuple(registry.WORK[kind].said(number) for kind, number in hanging.items()),
        successors=tuple(successors(seat=seat, on=on)),
        deputies=tuple(lent),
    )
