# SPDX-License-Identifier: EUPL-1.2
"""What forbids to forget somebody: holds, duties, the archive, and what their room says."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from rundertisch.privacy.models import (
    ArchiveAnswer,
    ArchiveOffer,
    LegalHold,
    Retention,
    RetentionKind,
)
from rundertisch.privacy.queries.periods import after, retentions
from rundertisch.privacy.registry import forgetting as registry


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands against it: a sentence with what, since when and who can lift it."""

    kind: str  # hold | duty | archive | room
    sentence: str
    pk: int | None = None  # of the hold or the offer


def obstacles(*, person: registry.Person, pks: Sequence[int], on: dt.date) -> tuple[Obstacle, ...]:
    """Return everything that stands against forgetting these records on that day."""
    rules = list(retentions(on=on).filter(record=person.model, binding=True))
    return (
        *_holds(person=person, pks=pks, on=on),
        *_duties(person=person, pks=pks, on=on, rules=rules),
        *_archive(person=person, pks=pks, on=on, rules=rules),
        *(Obstacle("room", sentence) for sentence in person.stands_against(pks, on)),
    )


def is_held(*, person: registry.Person, pks: Sequence[int], on: dt.date) -> bool:
    """Say whether a legal hold keeps one of these records on that day."""
    return any(True for _ in _holds(person=person, pks=pks, on=on))


def _holds(*, person: registry.Person, pks: Sequence[int], on: dt.date) -> Iterator[Obstacle]:
    running = LegalHold.objects.filter(
        Q(until=None) | Q(until__gt=on),
        about_kind=person.kind,
        about_id__in=[str(pk) for pk in pks],
        lifted_on=None,
        since__lte=on,
    )
    for hold in running.select_related("set_by__partner").order_by("since", "pk"):
        end = f" bis zum {hold.until - dt.timedelta(days=1):%d.%m.%Y}" if hold.until else ""
        yield Obstacle(
            "hold",
            f"Dagegen steht eine Löschsperre seit dem {hold.since:%d.%m.%Y}{end}: {hold.why}. "
            f"Gesetzt von: {_who(hold)}. Aufheben kann sie, mit Begründung, {person.answers}.",
            pk=hold.pk,
        )


def _who(hold: LegalHold) -> str:
    """Name the seat that set a hold; the row rules may not show a seat of somebody else."""
    try:
        return str(hold.set_by)
    except LegalHold.set_by.RelatedObjectDoesNotExist:
        return f"Platz {hold.set_by_id}"


def _duties(
    *, person: registry.Person, pks: Sequence[int], on: dt.date, rules: Sequence[Retention]
) -> Iterator[Obstacle]:
    events = {event.code: event for event in person.events}
    for rule in rules:
        event = events.get(rule.event)
        if rule.kind != RetentionKind.DUTY or event is None or rule.amount is None:
            continue
        days = event.days(pks)
        ends = [after(day=day, amount=rule.amount, unit=rule.unit) for day in days.values()]
        lifting = "Ändern kann diese Pflicht nur, wer die Aufbewahrungsfristen führt."
        law = rule.law or rule.source
        if len(days) < len(pks):
            yield Obstacle(
                "duty",
                f"Dagegen steht eine Aufbewahrungspflicht ({law}): {rule.period} ab „{event.name}“"
                f", und dieser Tag steht noch nicht fest. {lifting}",
            )
        elif max(ends) > on:
            yield Obstacle(
                "duty",
                f"Dagegen steht eine Aufbewahrungspflicht ({law}): {rule.period} ab „{event.name}“"
                f", also seit dem {max(days.values()):%d.%m.%Y} und bis zum "
                f"{max(ends) - dt.timedelta(days=1):%d.%m.%Y}. {lifting}",
            )


def _archive(
    *, person: registry.Person, pks: Sequence[int], on: dt.date, rules: Sequence[Retention]
) -> Iterator[Obstacle]:
    rule = next((one for one in rules if one.kind == RetentionKind.ARCHIVE), None)
    if rule is None:
        return
    offers = list(
        ArchiveOffer.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=on),
            Q(about_id="") | Q(about_id__in=[str(pk) for pk in pks]),
            about_kind=person.kind,
            offered_on__lte=on,
        ).order_by("about_id", "offered_on")
    )
    own = [offer for offer in offers if offer.about_id] or offers
    if not own:
        yield Obstacle(
            "archive",
            f"Vor dem Löschen ist dem Kreisarchiv anzubieten ({rule.law}), und das ist noch nicht "
            "geschehen. Bitte anbieten und die Antwort hier eintragen.",
        )
        return
    newest = max(own, key=lambda offer: (offer.offered_on, offer.pk))
    if not newest.answer:
        yield Obstacle(
            "archive",
            f"Dem Kreisarchiv am {newest.offered_on:%d.%m.%Y} angeboten; seine Antwort steht aus. "
            f"Eintragen kann sie {person.answers}.",
            pk=newest.pk,
        )
    elif newest.answer == ArchiveAnswer.WANTED and newest.handed_over_on is None:
        yield Obstacle(
            "archive",
            f"Das Kreisarchiv übernimmt die Unterlagen (Antwort vom {newest.answered_on:%d.%m.%Y})"
            f". Bitte zuerst übergeben; den Tag trägt ein: {person.answers}.",
            pk=newest.pk,
        )
