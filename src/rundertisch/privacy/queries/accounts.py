# SPDX-License-Identifier: EUPL-1.2
"""Members as persons who can be forgotten: how to find one, and from when its period counts."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Max, Q

from rundertisch.accounts import policies as accounts
from rundertisch.accounts.models import Seat, User
from rundertisch.privacy.registry.forgetting import Event, Person
from rundertisch.privacy.registry.lower import ACCOUNT

NEVER = dt.date.max


def account() -> Person:
    """Return how members are forgotten."""
    return Person(
        kind=ACCOUNT,
        name="Konto",
        model="accounts.User",
        find=_find,
        whole=_whole,
        labels=_labels,
        may_forget=_may_forget,
        answers="die Administration",
        events=(Event(code="SEAT_ENDED", name="Ende des letzten Platzes am Tisch", days=_ended),),
        stands_against=_stands_against,
    )


def _find(text: str) -> tuple[int, ...]:
    return tuple(User.objects.filter(email=text.lower()).values_list("pk", flat=True))


def _whole(pk: int) -> tuple[int, ...]:
    return (pk,)


def _labels(pks: Sequence[int]) -> Mapping[int, str]:
    return dict(User.objects.filter(pk__in=pks).values_list("pk", "name"))


def _may_forget(seat: object) -> bool:
    return isinstance(seat, Seat) and accounts.may_manage_seats(seat=seat)


def _ended(pks: Sequence[int] | None) -> Mapping[int, dt.date]:
    """Return the day on which the last seat of each account ended; running ones have none."""
    users = User.objects.exclude(email__endswith=".invalid")
    users = users if pks is None else users.filter(pk__in=pks)
    ended = users.filter(~Q(seats__ends_on=None)).annotate(ended_on=Max("seats__ends_on"))
    return {pk: day for pk, day in ended.values_list("pk", "ended_on") if day is not None}


def _stands_against(pks: Sequence[int], on: dt.date) -> Sequence[str]:
    """A member who still sits at the table keeps the account until the seat has ended."""
    running = Seat.objects.filter(user__in=pks).filter(Q(ends_on=None) | Q(ends_on__gt=on))
    return [
        f"Dagegen steht ein laufender Platz am Tisch ({seat}). Beenden kann ihn die Administration."
        for seat in running.select_related("partner").order_by("pk")
    ]
