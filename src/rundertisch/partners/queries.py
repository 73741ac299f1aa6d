# SPDX-License-Identifier: EUPL-1.2
"""Questions about partners: who is there, who is competent for what on a day."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet

from rundertisch.partners.models import Competence, Partner, PartnerKind
from rundertisch.places.models import Place


def partners(*, kind: str = "") -> QuerySet[Partner]:
    """Return the partners by name, of one kind or all."""
    rows = Partner.objects.select_related("place", "parent").order_by("name", "pk")
    return rows.filter(kind=kind) if kind else rows


def partners_who_may_sit() -> QuerySet[Partner]:
    """Return everybody a seat can be given for: all but the immigration authority."""
    return partners().exclude(kind=PartnerKind.IMMIGRATION_OFFICE)


def offices() -> QuerySet[Partner]:
    """Return everybody at the table but schools: who can be asked to do something for a person."""
    return partners_who_may_sit().exclude(kind=PartnerKind.SCHOOL)


def office_names() -> Sequence[str]:
    """Name these offices."""
    return list(offices().values_list("name", flat=True))


def partner_of_kind(*, kind: PartnerKind, place: Place | None = None) -> Partner | None:
    """Return the first partner of a kind, in a place if one is named."""
    rows = partners(kind=kind)
    return (rows.filter(place=place) if place else rows).first()


def competent_for(*, matter: str, on: dt.date, place: Place | None = None) -> QuerySet[Competence]:
    """Return who is competent for a matter on a day; district-wide rules hold everywhere."""
    rows = _running(on=on).filter(matter__iexact=matter)
    where = Q(place=None) | Q(place=place) if place else Q(place=None)
    return rows.filter(where).order_by("partner__name")


def with_competences(*, on: dt.date, kind: str = "") -> Sequence[Partner]:
    """Return the partners with what each is competent for on that day (`current`)."""
    current = Prefetch(
        "competences", queryset=_running(on=on).order_by("matter"), to_attr="current"
    )
    return list(partners(kind=kind).prefetch_related(current))


def _running(*, on: dt.date) -> QuerySet[Competence]:
    running = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))
    return Competence.objects.filter(running).select_related("partner", "place")
