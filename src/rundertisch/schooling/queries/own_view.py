# SPDX-License-Identifier: EUPL-1.2
"""What the family of a child reads on its own view: asked as the family, in its language."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from rundertisch.kernel import languages
from rundertisch.kernel.thread import Ref
from rundertisch.privacy.registry import Held, Record, Section
from rundertisch.privacy.registry.own_view import Fact
from rundertisch.schooling.models import (
    AppointmentState,
    AskedWish,
    Child,
    Decision,
    FamilyPhone,
    MilestoneKind,
    Notice,
    Objection,
    Placement,
    ProposedSeat,
    Transition,
    Whom,
)
from rundertisch.schooling.models.appointments import local

# Tables whose way to the person no foreign key shows.
PATHS = (("schooling.Family", "children__subject"),)


def held(subject_id: uuid.UUID, on: dt.date) -> Held | None:
    """Return what is held about the child of this subject, None when there is no such child."""
    child = Child.objects.select_related("home_town").filter(subject=subject_id).first()
    if child is None:
        return None
    placements = list(
        Placement.objects.filter(child=child).select_related("group__school").order_by("starts_on")
    )
    sections = (
        Section(_("Ihr Kind"), tuple(_about(child))),
        Section(_("Warten und Beratung"), tuple(_waiting(child))),
        Section(_("Termine"), tuple(_appointments(child))),
        Section(_("Wünsche"), (*_wishes(child), *_said(child))),
        Section(_("Schulplatz"), (*_places(placements), *_notices(child), *_beside(child))),
        Section(_("Vorschläge und Entscheidungen"), tuple(_decisions(child))),
    )
    return Held(
        app="schooling",
        why=_("Wir suchen einen Schulplatz für Ihr Kind."),
        since=child.reported_on,
        keep_for=_(
            "Zwei Jahre nach dem ersten Schultag oder nach dem Wegzug. Danach werden die Daten "
            "gelöscht. Diese Frist ist noch nicht rechtlich geprüft."
        ),
        who=tuple(_who(child, placements, on=on)),
        sections=tuple(section for section in sections if section.facts),
    )


def records(subject_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Record]:
    """Return the children of these subjects as counselling knows them; the others are not ours."""
    return {
        child.subject_id: Record(
            name=f"{child}, Klasse {child.grades}",
            url=reverse("schooling:child", kwargs={"pk": child.pk}),
            refs=(
                Ref("child", str(child.pk)),
                *(Ref("appointment", str(one.pk)) for one in child.appointments.all()),
            ),
        )
        for child in Child.objects.filter(subject__in=subject_ids).prefetch_related("appointments")
    }


def _about(child: Child) -> Iterator[Fact]:
    yield _("Name"), str(child)
    yield from _day(_("Geburtstag"), child.born_on)
    yield _("Klasse"), languages.left_to_right(child.grades)
    if child.address_protected:
        yield _("Anschrift"), _("Die Adresse ist geschützt und nicht gespeichert.")
    else:
        street = f"{child.street} {child.house_number}".strip()
        town = f"{child.postcode} {child.home_town.name}".strip()
        yield _("Anschrift"), ", ".join(part for part in (street, town) if part)
    literacy = _("ja") if child.needs_literacy else _("nein")
    yield _("Lernt zuerst lesen und schreiben"), literacy
    if child.interpreter_language:
        yield _("Sprache für die Übersetzung"), child.interpreter_language
    if phone := FamilyPhone.objects.filter(child=child).first():
        yield _("Telefon"), phone.number


def _waiting(child: Child) -> Iterator[Fact]:
    yield from _day(_("Im Kreis angemeldet"), child.registered_on)
    yield from _day(_("Letzter Schultag anderswo"), child.latest_school_day_on)
    yield from _day(_("Wartet nachweislich seit"), child.waited_since)
    yield from _day(_("Gemeldet"), child.reported_on)
    yield from _day(_("Wartet seit"), child.waiting_since)
    yield from _day(_("Beraten am"), child.counselled_on)
    yield from _day(_("Kein Platz mehr nötig ab"), child.left_on)


def _appointments(child: Child) -> Iterator[Fact]:
    words = {
        AppointmentState.PLANNED: _("Termin in der Schulberatung"),
        AppointmentState.HELD: _("Termin, der stattfand"),
        AppointmentState.NO_SHOW: _("Termin, zu dem Sie nicht kamen"),
        AppointmentState.CANCELLED: _("Termin, der abgesagt wurde"),
    }
    for one in child.appointments.select_related("room").order_by("starts_at"):
        begins = local(one.starts_at)
        yield words[AppointmentState(one.state)], f"{begins:%d.%m.%Y %H:%M}, {one.room.name}"


def _wishes(child: Child) -> Iterator[Fact]:
    for wish in child.wishes.select_related("school").order_by("rank"):
        yield f"{_('Gewünschte Schule')} {wish.rank}", wish.school.name
    for allowed in child.allowed_forms.order_by("form"):
        yield _("Gewünschte Schulform"), allowed.form


def _said(child: Child) -> Iterator[Fact]:
    whom = {Whom.PARENTS: _("Wunsch der Eltern"), Whom.CHILD: _("Wunsch des Kindes")}
    for asked in AskedWish.objects.filter(child=child).select_related("school").order_by("pk"):
        school = asked.school.name if asked.school else ""
        told = "; ".join(part for part in (school, asked.words) if part)
        yield whom[Whom(asked.whom)], _("kein Wunsch") if asked.none else told
    for heard in child.hearings.order_by("held_on"):
        yield _("Angehört am"), f"{heard.held_on:%d.%m.%Y}, {heard.language}, {heard.by_name}"
        yield _("Ihre Wünsche an diesem Tag"), heard.wishes
        if heard.words:
            yield _("Was Ihnen wichtig ist"), heard.words
    for advice in child.recommendations.order_by("given_on"):
        told = f"{advice.given_on:%d.%m.%Y}: {advice}. {advice.words} {advice.by_name}"
        yield _("Empfehlung der Schulberatung (keine Entscheidung)"), told


def _beside(child: Child) -> Iterator[Fact]:
    words = {
        MilestoneKind.HEALTH_EXAM: _("Untersuchung beim Gesundheitsamt am"),
        MilestoneKind.MEASLES: _("Masernnachweis am"),
        MilestoneKind.FOLLOW_UP: _("Nachgefragt am"),
        MilestoneKind.SUPPORT_END: _("Ende der Erstförderung am"),
    }
    for one in child.milestones.order_by("done_on", "pk"):
        yield from _day(words[MilestoneKind(one.kind)], one.done_on)
    for bridge in child.bridge_offers.order_by("starts_on", "pk"):
        yield _("Angebot, bis ein Platz da ist"), f"{bridge.title}, {bridge.starts_on:%d.%m.%Y}"
    for plan in (
        Transition.objects.filter(placement__child=child)
        .order_by("pk")
        .select_related("seats__school")
    ):
        school = f", {plan.seats.school.name}" if plan.seats else ""
        told = f"{plan.planned_on:%d.%m.%Y}, {_('Klasse')} {plan.grade}{school}"
        yield _("Wechsel in die Regelklasse geplant für"), told


def _places(placements: list[Placement]) -> Iterator[Fact]:
    for place in placements:
        yield _("Schule"), place.group.school.name
        yield from _day(_("Erster Tag"), place.starts_on)
        yield from _day(_("Letzter Tag"), place.ends_on)
        yield from _day(_("Unterschrieben am"), place.signed_on)
        yield from _day(_("In der Regelklasse seit"), place.regular_since)


def _notices(child: Child) -> Iterator[Fact]:
    for notice in Notice.objects.filter(child=child).order_by("pk"):
        yield _("Bescheid"), f"{notice.reference} ({notice.made_on:%d.%m.%Y})"
        yield from _day(_("Widerspruch möglich bis"), notice.objection_until)
    for objection in Objection.objects.filter(child=child).order_by("pk"):
        yield from _day(_("Widerspruch eingegangen am"), objection.received_on)
        yield from _day(_("Über den Widerspruch entschieden am"), objection.decided_on)


def _decisions(child: Child) -> Iterator[Fact]:
    """Proposals are named as what they are: made by a computer, and no decision."""
    proposed = ProposedSeat.objects.filter(child=child).select_related("group__school")
    newest = proposed.order_by("-pk").first()
    if newest is not None:
        school = newest.group.school.name if newest.group else _("kein freier Platz")
        yield _("Neuester Vorschlag des Computers (keine Entscheidung)"), school
    for decision in Decision.objects.filter(child=child).order_by("decided_at"):
        said = f"{decision.decided_at:%d.%m.%Y}: {decision.get_kind_display()}"
        yield _("Entscheidung"), f"{said}. {decision.words}" if decision.words else said


def _who(child: Child, placements: list[Placement], *, on: dt.date) -> Iterator[str]:
    yield _("die Schulberatung des Kommunalen Integrationszentrums")
    yield _("die Schulaufsicht, für die Kinder, für die sie zuständig ist")
    town = _("das Schulverwaltungsamt der Stadt, in der das Kind wohnt")
    yield f"{town}: {child.home_town.name}"
    for place in placements:
        running = place.ends_on is None or place.ends_on > on
        if place.signed_on is not None and place.signed_on <= on and running:
            yield f"{_('die Schule')}: {place.group.school.name}"


def _day(name: str, day: dt.date | None) -> Iterator[Fact]:
    if day is not None:
        yield name, f"{day:%d.%m.%Y}"
