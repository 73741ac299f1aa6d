# SPDX-License-Identifier: EUPL-1.2
"""Say how long records are kept, and announce in time which ones are due."""

import datetime as dt
import shutil
from pathlib import Path

from django.apps import apps

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import policies, queries
from rundertisch.privacy.models import DueNotice, Retention, RetentionKind, Unit
from rundertisch.privacy.registry import endings, forgetting


@audit.audited
def set_retention(
    *,
    rule: Retention,
    amount: int | None,
    unit: Unit | str,
    binding: bool,
    source: str,
    verified: bool,
    on: dt.date,
    by: Seat,
) -> Retention:
    """Let a rule end today and another begin: what held before stays readable."""
    _demand_sense(rule=rule, amount=amount, source=source, by=by)
    counted = rule.kind != RetentionKind.ARCHIVE
    facts = {
        "amount": amount if counted else None,
        "unit": unit if counted else "",
        "binding": binding,
        "source": source.strip(),
        "verified_on": on if verified else None,
        "evidence": Evidence.SEEN if verified else Evidence.KNOWN,
        "entered_by": by,
    }
    if rule.starts_on == on:  # a second thought on the same day
        Retention.objects.filter(pk=rule.pk).update(**facts)
        kept = Retention.objects.get(pk=rule.pk)
    else:
        Retention.objects.filter(pk=rule.pk).update(ends_on=on)
        kept = Retention.objects.create(
            record=rule.record,
            kind=rule.kind,
            event=rule.event,
            law=rule.law,
            starts_on=on,
            **facts,
        )
    about = Ref("retention", str(kept.pk))
    audit.record(action="privacy.set_retention", by=by, about=about, fields=tuple(facts))
    return kept


def _demand_sense(*, rule: Retention, amount: int | None, source: str, by: Seat) -> None:
    if not policies.may_set_retention(seat=by):
        raise Refusal(
            "Wie lange etwas aufbewahrt wird, legt die Leitung des Zentrums fest. Bitte wenden "
            "Sie sich an sie."
        )
    if not source.strip():
        raise Refusal(
            "Bitte die Quelle nennen: wer hat das wann festgelegt, wo steht es?", field="source"
        )
    if rule.kind != RetentionKind.ARCHIVE and not amount:
        raise Refusal("Bitte eine Dauer von mindestens 1 eintragen.", field="amount")
    if rule.ends_on is not None:
        raise Refusal("Diese Frist gilt nicht mehr. Bitte die Seite neu laden.")


@audit.audited
def announce_due(*, on: dt.date, by: Seat | None) -> int:
    """Tell of every record whose period ends within the notice; a notice is given once.

    A record that is not due any more (a child waits again) loses its notice.
    """
    due = {(one.kind, str(one.pk)): one for one in queries.due(on=on)}
    known = set(DueNotice.objects.values_list("about_kind", "about_id"))
    for kind, key in known - set(due):
        DueNotice.objects.filter(about_kind=kind, about_id=key).delete()
    fresh = [
        DueNotice(about_kind=kind, about_id=key, due_on=one.due_on, told_on=on)
        for (kind, key), one in due.items()
        if (kind, key) not in known
    ]
    DueNotice.objects.bulk_create(fresh)
    audit.record(action="privacy.announce_due", by=by, about=Ref("retention", "due"))
    return len(fresh)


@audit.audited
def delete_ended(*, on: dt.date) -> int:
    """Delete the rows whose own period is over (`registry.endings`), each with its entry.

    What a legal hold on the person keeps, stays until the hold is lifted.
    """
    gone = 0
    for one in endings.endings():
        rule = queries.period_of(record=one.model, on=on)
        if rule is None or rule.amount is None:
            continue
        over = [
            pk
            for pk, ended in one.ended().items()
            if queries.after(day=ended.on, amount=rule.amount, unit=rule.unit) <= on
            and not _held(ended=ended, on=on)
        ]
        apps.get_model(one.model)._default_manager.filter(pk__in=over).delete()  # noqa: SLF001 - Django's API
        for pk in over:
            audit.record(action="privacy.delete_ended", by=None, about=Ref(one.ref, str(pk)))
        gone += len(over)
    audit.record(action="privacy.delete_ended", by=None, about=Ref("retention", "ended"))
    return gone


def _held(*, ended: endings.Ended, on: dt.date) -> bool:
    person = forgetting.person_of(ended.kind)
    return (
        person is not None
        and ended.pk is not None
        and queries.is_held(person=person, pks=person.whole(ended.pk), on=on)
    )


def delete_old_backups(*, on: dt.date, folder: Path) -> int:
    """Delete backups of the data folder that are older than the dated rule; return how many."""
    rule = queries.period_of(record=queries.BACKUP, on=on)
    if rule is None or rule.amount is None or not folder.is_dir():
        return 0
    gone = 0
    for file in folder.glob("*.dump"):
        made_on = dt.datetime.fromtimestamp(file.stat().st_mtime, tz=dt.UTC).date()
        if queries.after(day=made_on, amount=rule.amount, unit=rule.unit) <= on:
            file.unlink()
            shutil.rmtree(file.with_name(f"{file.name}.receipts"), ignore_errors=True)
            gone += 1
    return gone
