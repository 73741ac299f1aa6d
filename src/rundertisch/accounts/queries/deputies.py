# SPDX-License-Identifier: EUPL-1.2
"""Questions about Vertretung: who may stand in, who does, and which roles do not go together."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from rundertisch.accounts.models import IncompatibleRoles, Role, Seat, User


def colleagues(*, of: Seat, by: Seat) -> QuerySet[User]:
    """Return who may stand in for the holder of a seat.

    The holder chooses among the people who sit for the same partner today; the administration
    among everybody but the holder and itself.
    """
    others = User.objects.exclude(pk__in=(of.user_id, by.user_id)).order_by("name", "pk")
    if by.role == Role.ADMINISTRATOR and of.pk != by.pk:
        return others
    ids = RawSQL("select accounts_colleagues()", ())
    return others.filter(pk__in=ids)


def deputies_of(*, user: User, on: dt.date) -> Sequence[Seat]:
    """Return the seats that this person has lent and that have not ended, as they begin."""
    lent = Seat.objects.filter(deputy_of__user=user).open_on(on=on)
    return list(lent.select_related("user", "partner", "deputy_of__user").order_by("starts_on"))


def lends(*, seat: Seat, by: Seat) -> bool:
    """Say whether this is a deputy's seat that the asking person has lent."""
    return seat.deputy_of is not None and seat.deputy_of.user_id == by.user_id


def incompatible() -> Sequence[IncompatibleRoles]:
    """Return the pairs of roles that nobody holds at once, as the database enforces them."""
    return list(IncompatibleRoles.objects.order_by("role", "other"))
