# SPDX-License-Identifier: EUPL-1.2
"""Ask for somebody to be forgotten, do it, and do it again in a database that is older.

A seat asks (`ask_to_forget`); what stands against it is a refusal with a sentence. The work itself
needs more rights than any seat has: it runs as the job „forget“ of the worker, or as the owner.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit, jobs, traces
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import queries
from rundertisch.privacy.actions import receipts
from rundertisch.privacy.actions.erasing import Erased, erase
from rundertisch.privacy.actions.holds import demand_answering
from rundertisch.privacy.models import ForgetReason, ForgetRequest, Receipt
from rundertisch.privacy.queries.receipts import Statement
from rundertisch.privacy.registry import forgetting as registry
from rundertisch.privacy.registry.forgetting import How, Person

GONE = "Diesen Datensatz gibt es hier nicht (mehr). Bitte die Liste neu öffnen."


@audit.audited
def ask_to_forget(
    *, about: Ref, reason: ForgetReason | str, on: dt.date, by: Seat
) -> ForgetRequest:
    """Ask for a person to be forgotten; refused with every sentence that stands against it."""
    demand_answering(kind=about.kind, by=by)
    person = _person(kind=about.kind)
    pks = person.whole(int(about.id)) if about.id.isdecimal() else ()
    if len(person.labels(pks)) < max(1, len(pks)):
        raise Refusal(GONE)
    _refuse_obstacles(person=person, pks=pks, on=on)
    request = ForgetRequest.objects.filter(
        about_kind=about.kind, about_id=about.id, receipt=None, refused=""
    ).first()
    if request is None:
        request = ForgetRequest.objects.create(
            about_kind=about.kind, about_id=about.id, reason=reason, by=by
        )
    audit.record(action="privacy.ask_to_forget", by=by, about=about)
    jobs.soon(name="forget")
    return request


def _person(*, kind: str) -> Person:
    person = registry.person_of(kind)
    if person is None:
        raise Refusal(GONE)
    return person


def _refuse_obstacles(*, person: Person, pks: Sequence[int], on: dt.date) -> None:
    against = queries.obstacles(person=person, pks=pks, on=on)
    if against:
        raise Refusal(" ".join(one.sentence for one in against))


@audit.audited
def forget(*, request: ForgetRequest, on: dt.date, at: dt.datetime) -> Receipt | None:
    """Do what a request asks; None when something stands against it by now: the request says so.

    The request keeps who asked and why; whom it named is gone with the rest.
    """
    person = _person(kind=request.about_kind)
    about = Ref(request.about_kind, request.about_id)
    pks = person.whole(int(request.about_id))
    against = queries.obstacles(person=person, pks=pks, on=on)
    if against or not person.labels(pks):
        sentences = " ".join(one.sentence for one in against) or GONE
        ForgetRequest.objects.filter(pk=request.pk).update(refused=sentences)
        audit.record(action="privacy.not_forgotten", by=None, about=about)
        return None
    ForgetRequest.objects.filter(pk=request.pk).update(about_id="")
    erased = erase(person=person, pks=pks, on=on)
    receipt = receipts.write_receipt(
        person=person, erased=erased, reason=request.reason, at=at, on=on, by=request.by
    )
    ForgetRequest.objects.filter(pk=request.pk).update(receipt=receipt)
    audit.record(action="privacy.forget", by=None, about=Ref("receipt", str(receipt.number)))
    return receipt


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a receipt found in an older database; ``doubtful`` names rows a person must look at."""

    number: int
    erased: Erased | None
    doubtful: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say what the receipt did, and what a person must look at."""
        if self.doubtful:
            return (
                f"Quittung {self.number}: {', '.join(self.doubtful)} trägt die Nummer eines "
                "Vergessenen, aber keine seiner Angaben. Bitte nachsehen, wer das ist."
            )
        if self.erased is None:
            return f"Quittung {self.number}: In dieser Sicherung stand davon nichts."
        rows = sum(number for rule, number in self.erased.rows if rule.how != How.KEEP)
        return f"Quittung {self.number}: wieder vergessen ({rows} Zeilen)."


@audit.audited
def replay(*, statement: Statement) -> Replayed:
    """Forget again whom a receipt names by digests, and keep the receipt.

    A record is recognised by its random id; one without (an account) by its number together with
    one of its forgotten texts, so that a number given to somebody else later harms nobody.

    Raises:
        Refusal: the search part is gone, and somebody may be there again unseen.
    """
    person = _person(kind=statement.kind)
    if statement.search is None:
        raise Refusal(
            f"Quittung {statement.number} hat keinen Suchteil mehr: Jede Sicherung mit diesen "
            "Angaben hätte längst gelöscht sein müssen. Bitte eine jüngere Sicherung einspielen."
        )
    sure, doubtful = _recognised(person=person, statement=statement)
    erased = None
    if sure:
        whole = tuple(sorted({pk for one in sure for pk in person.whole(one)}))
        erased = erase(person=person, pks=whole, on=statement.forgotten_on)
    receipts.take_in(content=statement.content)
    about = Ref("receipt", str(statement.number))
    audit.record(action="privacy.replay_receipt", by=None, about=about)
    return Replayed(number=statement.number, erased=erased, doubtful=doubtful)


def _recognised(*, person: Person, statement: Statement) -> tuple[tuple[int, ...], tuple[str, ...]]:
    known = statement.traces
    if known is None or statement.search is None:
        return (), ()
    finder, people = traces.Finder(known), set(statement.search["people"])
    model = apps.get_model(person.model)
    pks = list(model._default_manager.order_by("pk").values_list("pk", flat=True))  # noqa: SLF001 - Django's API
    subjects = dict(zip(pks, person.subjects(pks), strict=False))
    sure, doubtful = [], []
    for pk in pks:
        if pk in subjects:
            if traces.digest(key=finder.key, run=("subject", str(subjects[pk]))) in people:
                sure.append(pk)
        elif traces.digest(key=finder.key, run=(person.kind, str(pk))) in people:
            row = model._default_manager.filter(pk=pk).values().get()  # noqa: SLF001 - Django's API
            if finder.found("\n".join(str(value) for value in row.values())):
                sure.append(pk)
            else:
                doubtful.append(f"{person.name} Nr. {pk}")
    return tuple(sure), tuple(doubtful)


def forget_asked(*, at: dt.datetime, folder: Path) -> int:
    """Do every request that is neither done nor refused; return how many receipts that made."""
    made = 0
    for request in ForgetRequest.objects.filter(receipt=None, refused="").order_by("pk"):
        receipt = forget(request=request, on=at.date(), at=at)
        if receipt is not None:
            receipts.write_file(receipt=receipt, folder=folder)
            made += 1
    return made


def forget_due(*, at: dt.datetime, folder: Path) -> int:
    """Forget whose period is over by a rule that somebody verified, and that was told in time.

    A rule that nobody verified forgets nobody by itself: a person decides on the page.
    """
    on, asked = at.date(), 0
    for one in queries.due(on=on, within_days=0):
        if not (one.rule.verified and one.told_long_enough(on=on)):
            continue
        person = _person(kind=one.kind)
        if queries.obstacles(person=person, pks=person.whole(one.pk), on=on):
            continue
        ForgetRequest.objects.get_or_create(
            about_kind=one.kind,
            about_id=str(one.pk),
            receipt=None,
            refused="",
            defaults={"reason": ForgetReason.PERIOD_OVER, "by": None},
        )
        asked += 1
    return forget_asked(at=at, folder=folder) if asked else 0
