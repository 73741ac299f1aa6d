# SPDX-License-Identifier: EUPL-1.2
"""Keep who stood on an emergency list: it leaves the house, so it is an access like any other."""

from collections.abc import Sequence

from rundertisch.kernel import audit
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.models import Child

SHOWN = (
    *("first_name", "family_name", "grade", "home_town", "waiting_since", "interpreter_language"),
    *("placements.group", "appointments.starts_at"),
)


def note_emergency_list(*, children: Sequence[Child]) -> None:
    """Enter each child in the log, with what is told about it; asked by the job, as no person."""
    for pk in sorted({child.pk for child in children}):
        audit.record(
            action="schooling.put_on_emergency_list",
            by=None,
            about=Ref("child", str(pk)),
            fields=SHOWN,
        )
