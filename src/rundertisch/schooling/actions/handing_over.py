# SPDX-License-Identifier: EUPL-1.2
"""What hangs on a seat in this room when somebody leaves: the round that is still open.

Decisions and signatures are no work: they stay with whoever made them.
"""

from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.thread import Ref


def open_rounds(*, seat: Seat) -> int:
    """Return how many open rounds hang on a seat; the database tells the number and no more."""
    with connection.cursor() as cursor:
        cursor.execute("select schooling_rounds_of_seat(%s)", [seat.pk])
        return int(cursor.fetchone()[0])


@audit.audited
def hand_over_rounds(*, of: Seat, to: Seat, by: Seat) -> int:
    """Let open rounds hang on a colleague's seat from now on; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("select schooling_hand_over_rounds(%s, %s)", [of.pk, to.pk])
        handed = int(cursor.fetchone()[0])
    audit.record(action="schooling.hand_over_rounds", by=by, about=Ref("seat", str(of.pk)))
    return handed
