# SPDX-License-Identifier: EUPL-1.2
"""Who waits: for counselling, for a place, and in a separate group for a regular class.

Bands as Duisburg reports them. The third queue is counted beside the two others, never hidden: a
child in a reception class still waits for its regular place.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, Min, OuterRef, Q

from rundertisch.engine.disclosure import solve as disclosure
from rundertisch.engine.figures import Figure
from rundertisch.schooling.models import Child, ChildQuerySet, Placement
from rundertisch.schooling.queries.counting import OWN_LIST


@dataclass(frozen=True, slots=True)
class Band:
    """Grades that are reported together."""

    key: str
    name: str
    grade_from: int
    grade_to: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: a key for the address line and its German name."""

    key: str
    name: str


BANDS = (
    Band("gs", "Grundschule", 1, 4),
    Band("5-7", "Klasse 5–7", 5, 7),
    Band("8-10", "Klasse 8–10", 8, 10),
    Band("bk", "Berufskolleg", 11, 13),
)
COUNSELLING = Choice("beratung", "Warten auf Beratung")
PLACE = Choice("platz", "Beraten, noch ohne Platz")
QUEUES = (COUNSELLING, PLACE)
REGULAR = Choice("regelklasse", "In einer Lerngruppe, noch ohne Regelklasse")
LISTS = (*QUEUES, REGULAR)
SORTS = {
    "wartezeit": (F("waiting_since").asc(), F("pk").asc()),
    "klasse": (F("grade").asc(), F("waiting_since").asc(), F("pk").asc()),
    "kommune": (F("home_town__name").asc(), F("waiting_since").asc(), F("pk").asc()),
    "name": (F("family_name").asc(), F("first_name").asc(), F("pk").asc()),
}
SORT_NAMES = (
    Choice("wartezeit", "Wartezeit"),
    Choice("klasse", "Klasse"),
    Choice("kommune", "Stadt"),
    Choice("name", "Name"),
)
LONG_WAIT_DAYS = 42  # six weeks: an internal mark, no legal period


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One child of the list with its days waited on that day."""

    child: Child
    days: int
    counselled: bool
    since: dt.date
    in_group: bool = False  # it has a place, and waits there for a regular class

    @property
    def long(self) -> bool:
        """Whether the child has waited for a place longer than six weeks."""
        return self.days > LONG_WAIT_DAYS and not self.in_group

    @property
    def queue(self) -> Choice:
        """The queue the child stands in."""
        if self.in_group:
            return REGULAR
        return PLACE if self.counselled else COUNSELLING

    @property
    def band(self) -> Band:
        """The band the child is reported in."""
        return band_of(grade=self.child.grade)


@dataclass(frozen=True, slots=True)
class QueueCount:
    """One line of the overview: a queue, children per band, the longest wait in days."""

    queue: Choice
    children: int
    by_band: tuple[tuple[Band, int], ...]
    longest_days: int

    @property
    def shown(self) -> Figure:
        """The children as a page shows them; the row rules let each of them be opened."""
        return openable(self.children)

    @property
    def shown_by_band(self) -> tuple[Figure, ...]:
        """The same for each band."""
        return tuple(openable(children) for _, children in self.by_band)


@dataclass(frozen=True, slots=True)
class Queues:
    """The queues on one day, as far as the asking seat may see children."""

    on: dt.date
    counts: tuple[QueueCount, ...]
    regular: QueueCount  # in a separate group: not without a place, and still waiting

    @property
    def all(self) -> tuple[QueueCount, ...]:
        """All three, as a table shows them."""
        return (*self.counts, self.regular)

    @property
    def children(self) -> int:
        """Children in both queues."""
        return sum(count.children for count in self.counts)

    @property
    def shown(self) -> Figure:
        """Children in both queues, as a page shows them."""
        return openable(self.children, on=self.on)

    @property
    def longest_days(self) -> int:
        """Days the longest waiting child of both queues has waited."""
        return max((count.longest_days for count in self.counts), default=0)

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        if not self.children:
            if self.regular.children:
                return self.regular_sentence.removesuffix(".")
            return "Kein Kind wartet auf einen Schulplatz"
        verb = "Ein Kind wartet" if self.children == 1 else f"{self.children} Kinder warten"
        return f"{verb} auf einen Schulplatz, {self._how_long}"

    @property
    def regular_sentence(self) -> str:
        """Say how many wait in a separate group for a regular class; empty when nobody does."""
        count = self.regular.children
        if not count:
            return ""
        one = "Ein Kind wartet in einer Lerngruppe"
        many = f"{count} Kinder warten in Lerngruppen"
        days = in_days(self.regular.longest_days)
        return f"{one if count == 1 else many} auf eine Regelklasse, am längsten {days}."

    @property
    def _how_long(self) -> str:
        if not self.longest_days:
            return "seit heute"
        if self.children == 1:
            return f"{in_days(self.longest_days)} lang"
        return f"am längsten {in_days(self.longest_days)}"


def openable(children: int, *, on: dt.date | None = None) -> Figure:
    """Return a count of children whom the row rules showed to whoever asked: it is exact."""
    return disclosure.people(children, openable=True, as_of=on, source=OWN_LIST)


def in_days(days: int) -> str:
    """Return the number of days in words: 1 Tag, 3 Tage."""
    return "1 Tag" if days == 1 else f"{days} Tage"


def band_of(*, grade: int) -> Band:
    """Return the reporting band of a grade from 1 to 13."""
    return next(band for band in BANDS if band.grade_from <= grade <= band.grade_to)


def waiting_children(
    *,
    on: dt.date,
    queue: str = "",
    band: str = "",
    place: str = "",
    sort: str = "wartezeit",
) -> ChildQuerySet:
    """Return the children who wait on that day; unknown filter keys filter nothing.

    Without a queue: those without a place. In the queue `REGULAR`: those in a separate group.
    """
    regular = queue == REGULAR.key
    waiting = Child.objects.in_separate_group(on=on) if regular else Child.objects.waiting(on=on)
    children = waiting.select_related("home_town")
    if queue == COUNSELLING.key:
        children = children.uncounselled(on=on)
    if queue == PLACE.key:
        children = children.counselled(on=on)
    for known in BANDS:
        if known.key == band:
            children = children.filter(grade__range=(known.grade_from, known.grade_to))
    if place:
        children = children.in_place(place)
    if regular and sort not in {"klasse", "kommune", "name"}:
        return children.order_by(F("in_group_since"), "pk")
    return children.order_by(*SORTS.get(sort, SORTS["wartezeit"]))


def waiting_lines(
    *,
    on: dt.date,
    queue: str = "",
    band: str = "",
    place: str = "",
    sort: str = "wartezeit",
) -> tuple[WaitingLine, ...]:
    """Return the list as people read it: each child with the days it has waited."""
    children = waiting_children(on=on, queue=queue, band=band, place=place, sort=sort)
    return tuple(waiting_line(child=child, on=on) for child in children)


def waiting_line(*, child: Child, on: dt.date) -> WaitingLine:
    """Return one child of the list with the days it has waited."""
    since: dt.date | None = getattr(child, "in_group_since", None)
    if since is not None:
        days = (on - since).days
        return WaitingLine(child=child, days=days, counselled=True, since=since, in_group=True)
    return WaitingLine(
        child=child,
        days=child.waiting_days(on=on),
        counselled=child.counselled_on is not None and child.counselled_on <= on,
        since=child.waiting_since,
    )


def list_caption(*, children: int) -> str:
    """Say how many children the list shows."""
    return "Ein wartendes Kind" if children == 1 else f"{children} wartende Kinder"


def queues(*, on: dt.date, place: str = "") -> Queues:
    """Count the queues by band; PostgreSQL counts, one row for each grade of each queue."""
    ready = ExpressionWrapper(Q(counselled_on__lte=on), output_field=BooleanField())
    rows = (
        waiting_children(on=on, place=place)
        .annotate(ready=ready)
        .order_by()
        .values_list("grade", "ready")
        .annotate(children=Count("pk"), since=Min("waiting_since"))
    )
    split: dict[str, list[tuple[int, int, int]]] = {queue.key: [] for queue in QUEUES}
    for grade, counselled, children, since in rows:
        queue = PLACE if counselled else COUNSELLING  # nothing at all is known: not counselled
        split[queue.key].append((grade, children, max(0, (on - since).days)))
    return Queues(
        on=on,
        counts=tuple(_count(queue, split[queue.key]) for queue in QUEUES),
        regular=_regular(on=on, place=place),
    )


def _regular(*, on: dt.date, place: str) -> QueueCount:
    rows = (
        waiting_children(on=on, queue=REGULAR.key, place=place)
        .order_by()
        .values_list("grade")
        .annotate(children=Count("pk"), since=Min("in_group_since"))
    )
    return _count(REGULAR, [(grade, n, (on - since).days) for grade, n, since in rows])


def _count(queue: Choice, rows: Sequence[tuple[int, int, int]]) -> QueueCount:
    by_band = tuple(
        (band, sum(n for grade, n, _ in rows if band.grade_from <= grade <= band.grade_to))
        for band in BANDS
    )
    return QueueCount(
        queue=queue,
        children=sum(n for _, n, _ in rows),
        by_band=by_band,
        longest_days=max((days for _, _, days in rows), default=0),
    )


def siblings_of(*, child: Child) -> ChildQuerySet:
    """Return the brothers and sisters we know, oldest grade first."""
    if child.family_id is None:
        return Child.objects.none()
    return (
        Child.objects.filter(family_id=child.family_id)
        .exclude(pk=child.pk)
        .order_by(F("grade").desc(), F("pk").asc())
    )


def seated_children(*, on: dt.date) -> ChildQuerySet:
    """Return the visible children with a signed place, by name: a school's own list."""
    signed = Placement.objects.filter(child=OuterRef("pk")).signed(on=on)
    return Child.objects.filter(Exists(signed)).order_by("family_name", "first_name", "pk")
