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
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import Assignable, Group, GroupKind, School, Supervision


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
def set_cap(
    *,
    school: School,
    newcomer_cap: int | None,
    cap_ref: str,
    by: Seat | None,
    cap_decided_on: dt.date | None = None,
) -> School:
    """Record the Schulträger's cap on newly placed children with the decision behind it."""
    if newcomer_cap is not None and not cap_ref.strip():
        raise Refusal(
            "Eine Obergrenze gilt nur mit dem Beschluss des Schulträgers (OVG NRW 19 B 457/24). "
            "Bitte Datum und Aktenzeichen angeben.",
            field="cap_ref",
        )
    if newcomer_cap is None:
        cap_decided_on = None
    school.newcomer_cap, school.cap_ref = newcomer_cap, cap_ref
    school.cap_decided_on = cap_decided_on
    school.save(update_fields=["newcomer_cap", "cap_ref", "cap_decided_on"])
    audit.record(
        action="schooling.set_cap",
        by=by,
        about=Ref("school", str(school.pk)),
        fields=("newcomer_cap", "cap_ref", "cap_decided_on"),
    )
    return school


@audit.audited
def keep_school_rules(
    *,
    school: School,
    assignable: str,
    assignable_reason: str,
    newcomer_cap: int | None,
    cap_ref: str,
    rules_verified_on: dt.date | None,
    on: dt.date,
    by: Seat | None,
    cap_decided_on: dt.date | None = None,
) -> School:
    """Decide whether a plan may name a school, with the reason; and its cap with the decision."""
    demand_counselling(by=by)
    special = proposed_assignable(form=school.form, name=school.name) == "no"
    if assignable != Assignable.NO and special:
        raise Refusal(
            f"{school.name} ist eine Förder- oder Klinikschule und kann kein Ziel eines Vorschlags "
            "sein. Ein Platz dort folgt nur aus einem eigenen Verfahren.",
            field="assignable",
        )
    if assignable != school.assignable and not assignable_reason.strip():
        raise Refusal(
            "Bitte Grund und Quelle nennen, wenn sich ändert, ob ein Vorschlag die Schule nennen "
            "darf.",
            field="assignable_reason",
        )
    if rules_verified_on is not None and rules_verified_on > on:
        raise Refusal("Geprüft werden kann nicht in der Zukunft.", field="rules_verified_on")
    if cap_decided_on is not None and cap_decided_on > on:
        raise Refusal("Beschlossen werden kann nicht in der Zukunft.", field="cap_decided_on")
    set_cap(
        school=school,
        newcomer_cap=newcomer_cap,
        cap_ref=cap_ref,
        cap_decided_on=cap_decided_on,
        by=by,
    )
    fields = ("assignable", "assignable_reason", "rules_verified_on")
    values = (assignable, assignable_reason.strip(), rules_verified_on)
    changed = tuple(n for n, v in zip(fields, values, strict=True) if getattr(school, n) != v)
    School.objects.filter(pk=school.pk).update(**dict(zip(fields, values, strict=True)))
    audit.record(
        action="schooling.keep_school_rules",
        by=by,
        about=Ref("school", str(school.pk)),
        fields=changed,
    )
    school.refresh_from_db()
    return school


@audit.audited
def decide_supervision(
    *,
    form: str,
    authority_kind: str,
    grade_from: int,
    grade_to: int,
    starts_on: dt.date,
    source: str,
    evidence: str,
    verified_on: dt.date | None,
    on: dt.date,
    by: Seat | None,
) -> Supervision:
    """Say which authority decides in a form from a day on; what held before ends that day."""
    demand_counselling(by=by)
    if grade_from > grade_to:
        raise Refusal("Die erste Klasse muss vor der letzten liegen.", field="grade_to")
    if verified_on is not None and verified_on > on:
        raise Refusal("Geprüft werden kann nicht in der Zukunft.", field="verified_on")
    rows = Supervision.objects.select_for_update().filter(form=form)
    overlapping = rows.filter(grade_from__lte=grade_to, grade_to__gte=grade_from)
    running = overlapping.filter(ends_on=None)
    if running.filter(starts_on__gte=starts_on).exists():
        raise Refusal(
            f"Für {form} ist ab diesem Tag oder später schon eingetragen, wer entscheidet. Bitte "
            "einen späteren Tag wählen.",
            field="starts_on",
        )
    running.update(ends_on=starts_on)
    made = Supervision.objects.create(
        form=form,
        authority_kind=authority_kind,
        grade_from=grade_from,
        grade_to=grade_to,
        starts_on=starts_on,
        source=source,
        evidence=evidence,
        verified_on=verified_on,
    )
    audit.record(
        action="schooling.decide_supervision", by=by, about=Ref("supervision", str(made.pk))
    )
    return made


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
    integrated: bool = False,
) -> Group:
    """Record a learning group and its free seats, as counted on that day."""
    if grade_from > grade_to:
        raise Refusal("Die erste Klasse der Gruppe muss vor der zweiten liegen.", field="grade_to")
    if free_seats < 0:
        raise Refusal("Freie Plätze können nicht negativ sein.", field="free_seats")
    if integrated and kind == GroupKind.REGULAR:
        raise Refusal(
            "Eine Regelklasse ist keine Gruppe in Regelklassen. Bitte eine Fördergruppe wählen "
            "oder das Häkchen entfernen.",
            field="integrated",
        )
    group, _ = Group.objects.update_or_create(
        school=school,
        kind=kind,
        integrated=integrated,
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
