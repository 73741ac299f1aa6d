# SPDX-License-Identifier: EUPL-1.2
"""Questions about accounts and seats."""

from rundertisch.accounts.models import Seat


def load_seat(*, user_id: int, seat_id: int | None) -> Seat | None:
    """Return the wished seat of this user if it runs today; without a wish, the only or first one.

    Today is Berlin's day in the database, where the row rules look as well.
    """
    seats = Seat.objects.filter(user_id=user_id).running_today().select_related("partner__place")
    if seat_id is not None:
        return seats.filter(pk=seat_id).first()
    return seats.order_by("starts_on", "pk").first()
