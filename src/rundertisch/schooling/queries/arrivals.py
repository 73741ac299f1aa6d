# SPDX-License-Identifier: EUPL-1.2
"""Children that arrive while a round runs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Subquery

from rundertisch.engine.figures import Figure
from rundertisch.kernel.prepared import Prepared
from rundertisch.schooling.models import (
    AllowedForm,
    Child,
    ChildQuerySet,
    Round,
    RoundChild,
    SeatMark,
    Wish,
)
from rundertisch.schooling.models.children import waits_on
from rundertisch.schooling.queries.waiting import openable


class ArrivalFacts(NamedTuple):
    """What the database says of a child that a seat is looked for."""

    in_round: int | None  # the running round, if the child is in it
    waits: bool
    forms: list[str]  # the only ones of a school that may be proposed; none means any
    wished: list[int]  # the schools that the family named
    marks: list[UUID]  # what was written (`SeatMark`), as the asking seat sees it


def arriving_child(*, pk: int, on: dt.date) -> tuple[Child, ArrivalFacts] | None:
    """Return a child with its town and family, if the asking seat may see it; one query."""
    child: Any = _child.first(pk=pk, on=on)
    if child is None:
        return None
    facts = (child.in_round, child.waits, child.only_forms, child.wished, child.marks)
    return child, ArrivalFacts(*facts)


def facts_of(*, child: Child, on: dt.date) -> ArrivalFacts:
    """Return what is asked of an arriving child, as the asking seat sees it.

    Raises:
        Child.DoesNotExist: the seat does not see the child.
    """
    found = arriving_child(pk=child.pk, on=on)
    if found is None:
        raise Child.DoesNotExist
    return found[1]


def _asked(pk: int, on: dt.date) -> ChildQuerySet:
    here = RoundChild.objects.filter(round__sealed_on=None, child=OuterRef("pk"))
    return (
        Child.objects.select_related("home_town", "family")
        .filter(pk=pk)
        .annotate(
            in_round=Subquery(here.values("round")[:1]),
            waits=ExpressionWrapper(waits_on(on), output_field=BooleanField()),
            only_forms=ArraySubquery(
                AllowedForm.objects.filter(child=OuterRef("pk")).values("form")
            ),
            wished=ArraySubquery(Wish.objects.filter(child=OuterRef("pk")).values("school_id")),
            marks=ArraySubquery(SeatMark.objects.order_by("pk").values("mark")),
        )
    )


_child = Prepared(_asked, pk=int, on=dt.date)


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


def against_arrival(*, child: Child, facts: ArrivalFacts) -> AgainstArrival | None:
    """Return what stands against looking for a seat for this child now; None: nothing."""
    if facts.in_round is not None:
        return AgainstArrival(
            "Dieses Kind ist schon in der laufenden Runde; dort stehen sein Vorschlag, andere "
            "Plätze und was entschieden ist.",
            round=facts.in_round,
        )
    if facts.waits:
        return None
    if child.left_on:
        return AgainstArrival("Für dieses Kind wird kein Platz mehr gesucht.")
    return AgainstArrival("Dieses Kind hat schon einen Platz oder ist noch nicht gemeldet.")
