# SPDX-License-Identifier: EUPL-1.2
"""Children that arrive while a round runs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from rundertisch.engine.figures import Figure
from rundertisch.kernel.prepared import Prepared
from rundertisch.schooling.models import (
    AllowedForm,
    Child,
    ChildQuerySet,
    Round,
    RoundChild,
    Wish,
)
from rundertisch.schooling.queries.waiting import openable


def running_round() -> Round | None:
    """Return the round that runs, without its frozen lists: they are long and seldom needed."""
    return _running.first()


_running = Prepared(lambda: Round.objects.filter(sealed_on=None).defer("common", "leaves")[:1])


def arriving_child(*, pk: int) -> Child | None:
    """Return a child with its town and family, if the asking seat may see it."""
    return _child.first(pk=pk)


_child = Prepared(
    lambda pk: Child.objects.select_related("home_town", "family").filter(pk=pk), pk=int
)


class ArrivalFacts(NamedTuple):
    """What the database says of a child that a seat is looked for, in one answer."""

    in_round: bool  # is in the running round
    waits: bool
    forms: list[str]  # the only ones of a school that may be proposed; none means any
    wished: list[int]  # the schools that the family named


def facts_of(*, child: Child, on: dt.date) -> ArrivalFacts:
    """Return what is asked of an arriving child, as the asking seat sees it; one query."""
    return ArrivalFacts(*_facts.all(child=child.pk, on=on)[0])


def _facts_asked(child: int, on: dt.date) -> QuerySet[Child, tuple[Any, ...]]:
    here = RoundChild.objects.filter(round__sealed_on=None, child=OuterRef("pk"))
    waiting = Child.objects.waiting(on=on).filter(pk=OuterRef("pk"))
    forms = AllowedForm.objects.filter(child=OuterRef("pk")).values("form")
    wished = Wish.objects.filter(child=OuterRef("pk")).values("school_id")
    return Child.objects.filter(pk=child).values_list(
        Exists(here), Exists(waiting), ArraySubquery(forms), ArraySubquery(wished)
    )


_facts = Prepared(_facts_asked, child=int, on=dt.date)


def arrived_since(*, shown: Round, on: dt.date) -> ChildQuerySet:
    """Return the children that wait and are not in this round at all."""
    return Child.objects.waiting(on=on).exclude(round_children__round=shown)


def arrived(*, shown: Round, on: dt.date) -> Figure:
    """Return how many wait and are not in this round; nobody once it is sealed."""
    waits = arrived_since(shown=shown, on=on)
    return openable(0 if shown.sealed_on else waits.count())


@dataclass(frozen=True, slots=True)
class AgainstArrival:
    """Why no seat is looked for, and the round whose page of the child says more, if one does."""

    sentence: str
    round: int | None = None


def against_arrival(
    *, child: Child, facts: ArrivalFacts, shown: Round | None
) -> AgainstArrival | None:
    """Return what stands against looking for a seat for this child now; None: nothing."""
    if shown is not None and facts.in_round:
        return AgainstArrival(
            "Dieses Kind ist schon in der laufenden Runde; dort stehen sein Vorschlag, andere "
            "Plätze und was entschieden ist.",
            round=shown.pk,
        )
    if facts.waits:
        return None
    if child.left_on:
        return AgainstArrival("Für dieses Kind wird kein Platz mehr gesucht.")
    return AgainstArrival("Dieses Kind hat schon einen Platz oder ist noch nicht gemeldet.")
