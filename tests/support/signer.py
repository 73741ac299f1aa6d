# SPDX-License-Identifier: EUPL-1.2
"""A process in which an authority signs seat after seat, to be killed by a test.

Arguments: the person's user and seat, then the ids of proposed seats. It says each id after the
commit, and ``half`` in the middle of the last one: the seat is taken, nothing is confirmed yet.
"""

import sys
import time

import django

django.setup()

from django.utils import timezone  # noqa: E402 - after Django woke up

from rundertisch.accounts.models import Seat  # noqa: E402 - after Django woke up
from rundertisch.kernel import scope  # noqa: E402 - after Django woke up
from rundertisch.schooling import actions  # noqa: E402 - after Django woke up
from rundertisch.schooling.actions import adoption  # noqa: E402 - after Django woke up
from rundertisch.schooling.models import ProposedSeat  # noqa: E402 - after Django woke up


def say(word: object) -> None:
    """Tell the test, at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def sign(*, user_id: int, seat_id: int, line_id: int) -> None:
    """Sign one seat in a transaction of its own."""
    with scope.asking(user_id=user_id, seat_id=seat_id):
        by = Seat.objects.select_related("partner", "user").get(pk=seat_id)
        line = ProposedSeat.objects.select_related("proposal__round").get(pk=line_id)
        now = timezone.now()  # noqa: TID251 - a process of its own reads the clock
        on = timezone.localtime(now).date()
        actions.sign_seat(proposed_seat=line, words="Geprüft.", on=on, at=now, by=by)
    say(line_id)


def linger(**_columns: object) -> None:
    """Stand in for the last step of a signature: never come back."""
    say("half")
    time.sleep(600)


if __name__ == "__main__":
    user, seat, *wanted = (int(word) for word in sys.argv[1:])
    for wish in wanted[:-1]:
        sign(user_id=user, seat_id=seat, line_id=wish)
    adoption.noted = linger  # type: ignore[assignment]  # it never returns
    sign(user_id=user, seat_id=seat, line_id=wanted[-1])
