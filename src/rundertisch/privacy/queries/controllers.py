# SPDX-License-Identifier: EUPL-1.2
"""Who answers for a processing step on a day."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from rundertisch.privacy.models import Controller, ControllerRole


def controllers(*, on: dt.date) -> QuerySet[Controller]:
    """Return who answers for what on that day."""
    running = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))
    return Controller.objects.filter(running).order_by("step", "role", "name", "pk")


def controllers_of(*, step: str, on: dt.date) -> QuerySet[Controller]:
    """Return who answers for one processing step on that day."""
    return controllers(on=on).filter(step=step)


def responsible_for(*, step: str, on: dt.date) -> Sequence[tuple[str, str]]:
    """Return (office, part and contact) as an information sheet names them; no processors."""
    named = controllers_of(step=step, on=on).exclude(role=ControllerRole.PROCESSOR)
    return [(one.name, _told(one)) for one in named]


def _told(one: Controller) -> str:
    officer = f"Datenschutz: {one.officer}" if one.officer else ""
    return "; ".join(part for part in (one.task, one.contact, officer) if part)
