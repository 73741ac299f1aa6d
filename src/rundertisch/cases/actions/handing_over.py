# SPDX-License-Identifier: EUPL-1.2
"""What hangs on a seat in this room when somebody leaves: the cases that are still led."""

from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.thread import Ref


def running_cases(*, seat: Seat) -> int:
    """Return how many open cases hang on a seat; the database tells the number and no more."""
    with connection.cursor() as cursor:
        cursor.execute("select cases_of_seat(%s)", [seat.pk])
        return int(cursor.fetchone()[0])


@audit.audited
def hand_over_cases(*, of: Seat, to: Seat, by: Seat) -> int:
    """Let open cases hang on a colleague's seat from now on; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("select cases_hand_over(%s, %s)", [of.pk, to.pk])
        handed = int(cursor.fetchone()[0])
    audit.record(action="cases.hand_over_cases", by=by, about=Ref("seat", str(of.pk)))
    return handed
