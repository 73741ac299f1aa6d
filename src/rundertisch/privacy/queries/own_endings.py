# SPDX-License-Identifier: EUPL-1.2
"""What a person ends alone on the own view, as the room that does it says."""

import datetime as dt
import uuid

from rundertisch.privacy.registry import OwnEnding, own_views


def own_ending(*, app: str, subject_id: uuid.UUID, on: dt.date) -> OwnEnding | None:
    """Return what ending this room's work would mean, or None where there is nothing to end."""
    for room in own_views():
        if room.app == app and room.ending is not None:
            return room.ending(subject_id, on)
    return None
