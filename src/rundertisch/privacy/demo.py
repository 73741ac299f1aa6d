# SPDX-License-Identifier: EUPL-1.2
"""This room's part of the demo: the invented archive wants no records of single children."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import actions
from rundertisch.privacy.models import ArchiveAnswer

ANSWER_DAYS = 3 * 365


def build_archive(*, on: dt.date, by: Seat) -> None:
    """Note the archive's answer for all records of children; without it nobody is forgotten."""
    offer = actions.offer_to_archive(
        about=Ref("child", ""), on=on, by=by, words="Az. 17 (erfunden)"
    )
    actions.answer_of_archive(
        offer=offer,
        answer=ArchiveAnswer.NOT_WANTED,
        on=on,
        by=by,
        ends_on=on + dt.timedelta(days=ANSWER_DAYS),
    )
