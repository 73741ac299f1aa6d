# SPDX-License-Identifier: EUPL-1.2
"""Chains of steps: what is offered on a day, and what a chain said before."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Prefetch, Q

from rundertisch.cases.models import ChainStep, NeedChain

IN_ORDER = Prefetch("steps", ChainStep.objects.order_by("number"))


def chains(*, on: dt.date) -> Sequence[NeedChain]:
    """Return the chains of steps in force on a day, with their steps in order, by title."""
    running = Q(ends_on=None) | Q(ends_on__gt=on)
    found = NeedChain.objects.filter(running, starts_on__lte=on)
    found = found.select_related("domain").prefetch_related(IN_ORDER)
    return list(found.order_by("title"))


def regime_chain(*, on: dt.date) -> NeedChain | None:
    """Return the steps that follow a change of legal regime, as they are in force on a day."""
    return next((one for one in chains(on=on) if one.domain_id is None), None)


def versions(*, code: str) -> Sequence[NeedChain]:
    """Return what a chain said over time, the newest first."""
    found = NeedChain.objects.filter(code=code).select_related("domain").prefetch_related(IN_ORDER)
    return list(found.order_by("-starts_on", "-pk"))
