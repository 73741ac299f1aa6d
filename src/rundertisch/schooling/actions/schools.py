# SPDX-License-Identifier: EUPL-1.2
"""Keep schools, their caps and groups, and which authority decides."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.engine.placement.assignable import proposed_assignable
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner
from rundertisch.places.models import Place
from rundertisch.schooling.models import Assignable, Group, School, Supervision


@audit.audited
def keep_school(
    *,
    number: str,
    name: str,
    form: str,
    town: Place,
    assignable: str,
    assignable_reason: str,
    by: Seat | None,
    street: str = "",
    postcode: str = "",
    lat: float | None = None,
    lon: float | None = None,
    pupils: int | None = None,
    partner: Partner | None = None,
) -> School:
    """Add or refresh a school from a list; „nein“ once entered stays „nein“."""
    if assignable != Assignable.NO and proposed_assignable(form=form, name=name) == "no":
        raise Refusal(
            f"{name} ist eine Förder- oder Klinikschule und kann kein Ziel eines Vorschlags sein. "
            "Ein Platz dort folgt nur aus einem eigenen Verfahren. Bitte „nein“ eintragen."
        )
    school = School.objects.filter(number=number).first() or School(number=number)
    school.name, school.form, school.town = name, form, town
    school.street, school.postcode, school.pupils = street, postcode, pupils
    if lat is not None and lon is not None:
        school.lat, school.lon = lat, lon
    if partner is not None:
        school.partner = partner
    if school.pk is None or school.assignable != Assignable.NO:
        school.assignable, school.assignable_reason = assignable, assignable_reason
    school.save()
    audit.record(action="schooling.keep_school", by=by, about=Ref("school", str(school.pk)))
    return school


@audit.audited
def set_cap(*, school: School, newcomer_cap: int | None, cap_ref: str, by: Seat | None) -> School:
    """Record the Schulträger's cap on newly placed children with the decision behind it."""
    if newcomer_cap is not None and not cap_ref.strip():
        raise Refusal(
            "Eine Obergrenze gilt nur mit dem Beschluss des Schulträgers (OVG NRW 19 B 457/24). "
            "Bitte Datum und Aktenzeichen angeben.",
            field="cap_ref",
        )
    school.newcomer_cap, school.cap_ref = newcomer_cap, cap_ref
    school.save(update_fields=["newcomer_cap", "cap_ref"])
    audit.record(
        action="schooling.set_cap",
        by=by,
        about=Ref("school", str(school.pk)),
        fields=("newcomer_cap", "cap_ref"),
    )
    return school


@audit.audited
def keep_group(
    *,
    school: School,
    kind: str,
    grade_from: int,
    grade_to: int,
    free_seats: int,
    on: dt.date,
    by: Seat | None,
) -> Group:
    """Record a learning group and its free seats, as counted on that day."""
    if grade_from > grade_to:
        raise Refusal("Die erste Klasse der Gruppe muss vor der zweiten liegen.", field="grade_to")
    if free_seats < 0:
        raise Refusal("Freie Plätze können nicht negativ sein.", field="free_seats")
    group, _ = Group.objects.update_or_create(
        school=school,
        kind=kind,
        grade_from=grade_from,
        grade_to=grade_to,
        defaults={"free_seats": free_seats, "counted_on": on},
    )
    audit.record(action="schooling.keep_group", by=by, about=Ref("group", str(group.pk)))
    return group


@audit.audited
def keep_supervision(
    *,
    form: str,
    authority_kind: str,
    grade_from: int,
    grade_to: int,
    starts_on: dt.date,
    source: str,
    by: Seat | None,
) -> Supervision:
    """Record which authority decides in a school form (dated data, source named)."""
    supervision, _ = Supervision.objects.update_or_create(
        form=form,
        authority_kind=authority_kind,
        starts_on=starts_on,
        defaults={"grade_from": grade_from, "grade_to": grade_to, "source": source},
    )
    audit.record(
        action="schooling.keep_supervision", by=by, about=Ref("supervision", str(supervision.pk))
    )
    return supervision
