# SPDX-License-Identifier: EUPL-1.2
"""Open and close the own view: a link with a secret, for the person and for a time."""

import datetime as dt
import uuid

from rundertisch.kernel import audit, links
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import LinkKind
from rundertisch.kernel.scope import SupportsSeat
from rundertisch.kernel.thread import Ref
from rundertisch.privacy.registry import own_views

LONGEST_DAYS = 90


@audit.audited
def open_own_view(*, subject_id: uuid.UUID, at: dt.datetime, days: int, by: SupportsSeat) -> str:
    """Make a link that holds ``days`` days (1 to 90); return its secret, which is kept nowhere."""
    if not 1 <= days <= LONGEST_DAYS:
        raise Refusal(
            f"Ein Link gilt höchstens {LONGEST_DAYS} Tage. Bitte eine Zahl von 1 bis "
            f"{LONGEST_DAYS} eintragen.",
            field="days",
        )
    about = Ref("subject", str(subject_id))
    token = links.open_link(
        kind=LinkKind.OWN_VIEW,
        about=about,
        subject_id=subject_id,
        expires_at=at + dt.timedelta(days=days),
        by=by,
    )
    audit.record(action="privacy.open_own_view", by=by, about=about)
    return token


@audit.audited
def close_own_view(*, link: int, subject_id: uuid.UUID, by: SupportsSeat) -> None:
    """Close a link at once, e.g. when the paper was lost; closed twice is closed."""
    links.close_link(pk=link)
    about = Ref("subject", str(subject_id))
    audit.record(action="privacy.close_own_view", by=by, about=about)


@audit.audited
def end_for_oneself(*, app: str, subject_id: uuid.UUID, on: dt.date) -> None:
    """Let a room end what it does for the asking person, by its own action.

    Raises:
        Refusal: nothing of this room can be ended here, or it has ended already.
    """
    for room in own_views():
        if room.app == app and room.end is not None:
            room.end(subject_id, on)
            about = Ref("subject", str(subject_id))
            audit.record(action="privacy.end_for_oneself", by=None, about=about)
            return
    raise Refusal("Hier ist nichts zu beenden.")
