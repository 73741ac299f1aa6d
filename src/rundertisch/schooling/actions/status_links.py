# SPDX-License-Identifier: EUPL-1.2
"""Open, renew and close the link to the status page of a child."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit, links
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import LinkKind, SecureLink
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import Child

LONGEST_DAYS = 365


@audit.audited
def open_status_link(
    *, child: Child, at: dt.datetime, days: int, by: Seat, renew: bool = False
) -> str:
    """Make a link that holds ``days`` days (1 to 365); return its secret, which is kept nowhere.

    ``renew``: every earlier link of this child is closed first, e.g. when a sheet was lost.
    """
    demand_counselling(by=by)
    if not 1 <= days <= LONGEST_DAYS:
        raise Refusal(
            f"Ein Blatt gilt höchstens {LONGEST_DAYS} Tage. Bitte eine Zahl von 1 bis "
            f"{LONGEST_DAYS} eintragen.",
            field="days",
        )
    if renew:
        close_status_links(child=child, by=by)
    return make_status_link(child=child, expires_at=at + dt.timedelta(days=days), by=by)


def make_status_link(*, child: Child, expires_at: links.Moment, by: Seat) -> str:
    """Make a link and say so in the log; return its secret."""
    about = Ref("child", str(child.pk))
    token = links.open_link(
        kind=LinkKind.STATUS,
        about=about,
        subject_id=child.subject_id,
        expires_at=expires_at,
        by=by,
    )
    audit.record(action="schooling.open_status_link", by=by, about=about)
    return token


@audit.audited
def close_status_links(*, child: Child, by: Seat, link: int | None = None) -> int:
    """Close one link of a child at once, or all of them; return how many were open."""
    demand_counselling(by=by)
    found = SecureLink.objects.filter(kind=LinkKind.STATUS, subject_id=child.subject_id)
    if link is not None:
        found = found.filter(pk=link)
    closed = sum(links.close_link(pk=pk) for pk in list(found.values_list("pk", flat=True)))
    audit.record(action="schooling.close_status_links", by=by, about=Ref("child", str(child.pk)))
    return closed
