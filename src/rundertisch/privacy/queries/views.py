# SPDX-License-Identifier: EUPL-1.2
"""What the pages of keeping and forgetting show."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from rundertisch.kernel.models import Evidence
from rundertisch.privacy.models import ArchiveOffer, ForgetRequest, LegalHold, Receipt, Retention
from rundertisch.privacy.queries.periods import BACKUP, period_of, retentions
from rundertisch.privacy.queries.persons import DryRun, dry_run, german_name
from rundertisch.privacy.registry import endings
from rundertisch.privacy.registry import forgetting as registry


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person: who it is, what would go, what stands against it, until when it is kept."""

    kind: str
    pk: int
    labels: tuple[str, ...]
    run: DryRun
    period: Retention | None
    open_holds: tuple[LegalHold, ...]
    lifted_holds: tuple[LegalHold, ...]
    open_offer: ArchiveOffer | None
    archive_asks: bool

    @property
    def title(self) -> str:
        """Whom the page is about."""
        return self.labels[0]


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """One rule about keeping as people read it."""

    rule: Retention
    record: str
    event: str
    checked: bool


def person_view(*, kind: str, pk: int, on: dt.date) -> PersonView | None:
    """Return what is known of one person, or nothing when whoever asks may not see it."""
    person = registry.person_of(kind)
    if person is None:
        return None
    pks = person.whole(pk)
    labels = person.labels(pks)
    if pk not in labels:
        return None
    run = dry_run(person=person, pks=pks, on=on)
    holds = LegalHold.objects.filter(about_kind=kind, about_id__in=[str(one) for one in pks])
    offers = ArchiveOffer.objects.filter(about_kind=kind, about_id=str(pk), answer="")
    return PersonView(
        kind=kind,
        pk=pk,
        labels=(labels[pk], *(text for one, text in labels.items() if one != pk)),
        run=run,
        period=period_of(record=person.model, on=on),
        open_holds=tuple(holds.filter(lifted_on=None).order_by("since", "pk")),
        lifted_holds=tuple(holds.exclude(lifted_on=None).order_by("since", "pk")),
        open_offer=offers.order_by("-pk").first(),
        archive_asks=any(one.kind == "archive" and one.pk is None for one in run.against),
    )


def open_forgets() -> Sequence[ForgetRequest]:
    """Return requests that are not done yet, oldest first."""
    return list(ForgetRequest.objects.filter(receipt=None).order_by("pk"))


def told(*, receipt: Receipt) -> dict[str, object]:
    """Return the signed statement of a receipt."""
    said: dict[str, object] = json.loads(receipt.statement)
    return said


def retention_lines(*, on: dt.date) -> Sequence[RetentionLine]:
    """Return every rule that holds, by record."""
    events = {event.code: event.name for one in registry.persons() for event in one.events}
    events |= {one.event: one.name for one in endings.endings()}
    lines = [
        RetentionLine(
            rule=rule,
            record="Sicherung" if rule.record == BACKUP else german_name(rule.record),
            event=events.get(rule.event, ""),
            checked=rule.verified_on is not None and rule.evidence in {Evidence.SEEN, Evidence.LAW},
        )
        for rule in retentions(on=on)
    ]
    return sorted(lines, key=lambda line: (line.record, line.rule.kind))
