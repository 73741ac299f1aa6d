# SPDX-License-Identifier: EUPL-1.2
"""What the page of a child says about its place, its newest change and possible doubles."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from rundertisch.schooling.models import Change, ChangeKind, Child, Placement, RollOver, School

HOME_FIELDS = ["home_town_id", "street", "house_number", "postcode", "address_protected"]
AUGUST = (8, 1)  # the school year begins: § 7 Abs. 1 SchulG NRW
LATE_DAYS = 60  # so long after 1 August the change may still be made; an internal mark


@dataclass(frozen=True, slots=True)
class NewestChange:
    """The newest change of a child in words, and whether it can still be taken back."""

    change: Change
    undoable: bool

    @property
    def sentence(self) -> str:
        """Say what happened, by whom and when."""
        who = f" von {self.change.person.name}" if self.change.person else ""
        words = f": {self.change.words}" if self.change.words else ""
        kind = self.change.get_kind_display()
        return f"{kind} am {self.change.changed_on:%d.%m.%Y}{who}{words}"


def running_place(*, child: Child) -> Placement | None:
    """Return the child's place that has not ended, as far as the asking seat sees it."""
    places = Placement.objects.filter(child=child, ends_on=None)
    return places.select_related("group__school__town").first()


def newest_change(*, child: Child) -> NewestChange | None:
    """Return the newest change; only counselling sees one."""
    changes = Change.objects.filter(child=child).select_related("person", "other")
    change = changes.order_by("-version", "-pk").first()
    if change is None:
        return None
    kept = change.before is not None and change.undone_on is None
    return NewestChange(change=change, undoable=kept and change.kind != ChangeKind.ROLLED_OVER)


def home_changed_since(*, child: Child, day: dt.date | None) -> bool:
    """Say whether the home was changed after a place was signed; counted from the changes alone."""
    if day is None:
        return False
    changes = Change.objects.filter(child=child, kind=ChangeKind.CORRECTED, undone_on=None)
    return changes.filter(changed_on__gte=day, fields__overlap=HOME_FIELDS).exists()


def possible_doubles(*, child: Child) -> QuerySet[Child]:
    """Return reports that may be the same child: two of first name, family name, birthday agree."""
    first = Q(first_name__iexact=child.first_name) & ~Q(first_name="")
    family = Q(family_name__iexact=child.family_name) & ~Q(family_name="")
    born = Q(born_on=child.born_on, born_on__isnull=False)
    alike = (first & family) | (first & born) | (family & born)
    found = Child.objects.filter(alike, left_on=None).exclude(pk=child.pk)
    return found.select_related("home_town", "family").order_by("reported_on", "pk")


def child_by_reference(*, reference: str) -> Child | None:
    """Return the child with this Kennzeichen, if the asking seat may see it."""
    children = Child.objects.select_related("home_town", "family")
    return children.filter(reference=reference.strip()).first()


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the comparison of two reports."""

    label: str
    one: object
    other: object

    @property
    def differs(self) -> bool:
        """Whether the two reports say different things."""
        return self.one != self.other


def compared(*, one: Child, other: Child) -> tuple[Compared, ...]:
    """Return what two reports say, side by side."""
    shown = (
        ("Kennzeichen", "reference"),
        ("Vorname", "first_name"),
        ("Nachname", "family_name"),
        ("Geburtstag", "born_on"),
        ("Klasse", "grades"),
        ("Wohnort", "home_town"),
        ("Straße", "street"),
        ("Hausnummer", "house_number"),
        ("Wartet seit", "waiting_since"),
        ("Beraten am", "counselled_on"),
        ("Geschwister", "family"),
    )
    return tuple(
        Compared(label=label, one=_said(getattr(one, name)), other=_said(getattr(other, name)))
        for label, name in shown
    )


def _said(value: object) -> str:
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    return str(value) if value else "–"


def coming_school_year(*, on: dt.date) -> dt.date:
    """Return the 1 August whose change comes next, or is still due."""
    this = dt.date(on.year, *AUGUST)
    done = RollOver.objects.filter(begins_on=this, undone_on=None).exists()
    if on < this or ((on - this).days <= LATE_DAYS and not done):
        return this
    return dt.date(on.year + 1, *AUGUST)


def latest_roll_over() -> RollOver | None:
    """Return the newest change of the school year that was not taken back."""
    return RollOver.objects.filter(undone_on=None).order_by("-begins_on").first()


def wishable_schools() -> QuerySet[School]:
    """Return the schools a family may name: never a special or hospital school."""
    schools = School.objects.exclude(assignable="NO").select_related("town")
    return schools.order_by("town__name", "name")
