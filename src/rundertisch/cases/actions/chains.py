# SPDX-License-Identifier: EUPL-1.2
"""Say which steps usually follow for a livelihood, from today on; older versions stay readable.

A case copies the steps when a chain is opened: nothing here changes what was agreed with a person.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.cases import policies
from rundertisch.cases.models import ChainStep, NeedChain
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.kernel.thread import Ref
from rundertisch.situation.models import NeedDomain


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain: what, which role or office, due so many days after the beginning."""

    words: str
    who: str
    after_days: int


@dataclass(frozen=True, slots=True)
class Says:
    """What a version of a chain says, and where that is from."""

    title: str
    domain: NeedDomain | None  # without: the steps after a change of legal regime
    steps: Sequence[Step]
    source: str
    verified_on: dt.date | None


@audit.audited
def begin_chain(*, says: Says, on: dt.date, by: Seat) -> NeedChain:
    """Offer a chain that was not there before, from that day on."""
    _demand_coordination(by=by)
    if says.domain is None:
        raise Refusal("Bitte einen Lebensbereich wählen.", field="domain")
    _demand_says(says=says, on=on)
    _demand_title(title=says.title, code="")
    chain = _write(code="", says=says, on=on)
    NeedChain.objects.filter(pk=chain.pk).update(code=f"KETTE-{chain.pk}")
    chain.refresh_from_db()
    audit.record(action="cases.begin_chain", by=by, about=Ref("need_chain", str(chain.pk)))
    return chain


@audit.audited
def change_chain(*, code: str, shown: int | None, says: Says, on: dt.date, by: Seat) -> NeedChain:
    """Let a chain say something else from that day on; ``shown`` is the version on the page.

    Raises:
        Refusal: somebody else changed it meanwhile, or it would say nothing.
    """
    _demand_coordination(by=by)
    chain = _newest(code=code, shown=shown)
    _demand_says(says=says, on=on)
    _demand_title(title=says.title, code=code)
    if chain.domain_id is None or says.domain is None:
        says = Says(says.title, chain.domain, says.steps, says.source, says.verified_on)
    _end(chain=chain, on=on)
    version = _write(code=code, says=says, on=on)
    audit.record(action="cases.change_chain", by=by, about=Ref("need_chain", str(version.pk)))
    return version


@audit.audited
def retire_chain(*, code: str, shown: int | None, on: dt.date, by: Seat) -> None:
    """Offer a chain no longer from that day on; steps that were agreed with persons stay."""
    _demand_coordination(by=by)
    chain = _newest(code=code, shown=shown)
    audit.record(action="cases.retire_chain", by=by, about=Ref("need_chain", str(chain.pk)))
    _end(chain=chain, on=on)


def _write(*, code: str, says: Says, on: dt.date) -> NeedChain:
    chain = NeedChain.objects.create(
        code=code,
        title=says.title.strip(),
        domain=says.domain,
        source=says.source.strip(),
        verified_on=says.verified_on,
        evidence=Evidence.SEEN if says.verified_on else Evidence.GUESS,
        starts_on=on,
    )
    ChainStep.objects.bulk_create(
        ChainStep(
            chain=chain,
            number=number,
            words=step.words.strip(),
            who=step.who.strip(),
            after_days=step.after_days,
        )
        for number, step in enumerate(says.steps, start=1)
    )
    return chain


def _end(*, chain: NeedChain, on: dt.date) -> None:
    """End a version; one of the same day is replaced, for it never held for a whole day."""
    if chain.starts_on >= on:
        chain.delete()
    else:
        NeedChain.objects.filter(pk=chain.pk).update(ends_on=on)


def _demand_coordination(*, by: Seat) -> None:
    if not policies.may_set_chains(seat=by):
        raise Refusal("Welche Schritte üblich sind, legt die KIM-Koordination fest.")


def _newest(*, code: str, shown: int | None) -> NeedChain:
    """Lock and return the version in force; refuse when another one was on the page."""
    held = NeedChain.objects.select_for_update(of=("self",)).filter(code=code, ends_on=None)
    now = held.first()
    if now is None:
        raise Refusal("Diese Kette wird nicht mehr angeboten. Bitte die Liste neu öffnen.")
    if now.pk != shown:
        raise Refusal(
            "Während diese Seite offen war, hat jemand anders diese Kette geändert. Ihre Eingaben "
            "stehen noch im Formular, gespeichert ist davon nichts. Bitte vergleichen und noch "
            "einmal absenden; dann gelten Ihre Eingaben."
        )
    return now


def _demand_says(*, says: Says, on: dt.date) -> None:
    if not says.steps:
        raise Refusal(
            "Eine Kette ohne Schritt hilft niemandem. Bitte mindestens einen eintragen; soll sie "
            "nicht mehr angeboten werden, bitte „Nicht mehr anbieten“ wählen."
        )
    if says.verified_on is not None and says.verified_on > on:
        raise Refusal(
            "Der Tag liegt in der Zukunft. Bitte eintragen, wann an der Quelle geprüft wurde.",
            field="verified_on",
        )


def _demand_title(*, title: str, code: str) -> None:
    same = NeedChain.objects.filter(title__iexact=title.strip(), ends_on=None)
    if same.exclude(code=code).exists():
        raise Refusal(
            f"„{title.strip()}“ heißt schon eine andere Kette. Bitte einen anderen Titel wählen.",
            field="title",
        )
