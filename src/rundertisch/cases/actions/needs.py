# SPDX-License-Identifier: EUPL-1.2
"""Needs and their steps: open, agree, finish, close; and the change of legal regime."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.cases.actions.changes import changing, lock_client
from rundertisch.cases.actions.rules import demand_case_manager, demand_running
from rundertisch.cases.models import (
    CaseChangeKind,
    ChainStep,
    Client,
    Need,
    NeedChain,
    Outcome,
    PlanStep,
    RegimeChange,
)
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.situation.models import NeedDomain


@audit.audited
def open_need(*, client: Client, domain: NeedDomain, words: str, on: dt.date, by: Seat) -> Need:
    """Take down one thing a person wants help with."""
    demand_case_manager(by=by)
    demand_running(client=client)
    need = Need.objects.create(
        subject_id=client.subject_id,
        owner_id=client.owner_id,
        domain=domain,
        words=words.strip(),
        opened_on=on,
    )
    audit.record(action="cases.open_need", by=by, about=Ref("need", str(need.pk)))
    return need


@audit.audited
def open_chain(*, client: Client, chain: NeedChain, on: dt.date, by: Seat) -> Need:
    """Open the need of a chain, with all of its steps and their days."""
    demand_case_manager(by=by)
    demand_running(client=client)
    if chain.domain_id is None:
        raise Refusal("Diese Schritte gehören zu einem Rechtskreiswechsel. Bitte dort eintragen.")
    if chain.ends_on is not None and chain.ends_on <= on:
        raise Refusal(
            f"„{chain.title}“ wurde inzwischen geändert oder wird nicht mehr angeboten. Bitte neu "
            "wählen.",
            field="chain",
        )
    need = Need.objects.create(
        subject_id=client.subject_id,
        owner_id=client.owner_id,
        domain_id=chain.domain_id,
        words=chain.title,
        opened_on=on,
    )
    _add_steps(chain=chain, client=client, need=need, begins_on=on)
    audit.record(action="cases.open_chain", by=by, about=Ref("need", str(need.pk)))
    return need


@audit.audited
def correct_need(
    *,
    client: Client,
    need: Need,
    domain: NeedDomain,
    words: str,
    version: int,
    on: dt.date,
    by: Seat,
) -> None:
    """Correct the domain of a need and what it is about; it can be taken back like every change.

    Raises:
        Refusal: somebody was faster, the case is closed, or nothing would differ.
    """
    demand_case_manager(by=by)
    now = lock_client(client=client, version=version)
    demand_running(client=now)
    known = Need.objects.get(pk=need.pk, subject=now.subject_id)
    if (known.domain_id, known.words) == (domain.pk, words.strip()):
        raise Refusal("So steht es schon da. Bitte ändern, was falsch ist.", field="words")
    with changing(clients=[now], kind=CaseChangeKind.CORRECTED, on=on, by=by, needs=[need.pk]):
        Need.objects.filter(pk=need.pk).update(domain=domain, words=words.strip())
    audit.record(
        action="cases.correct_need",
        by=by,
        about=Ref("need", str(need.pk)),
        fields=("domain", "words"),
    )


@audit.audited
def close_need(*, need: Need, outcome: Outcome, on: dt.date, by: Seat) -> None:
    """Close a need with what became of it; steps that were not done stay as they are."""
    demand_case_manager(by=by)
    if need.closed_on is not None:
        raise Refusal(f"Dieser Bedarf ist seit dem {need.closed_on:%d.%m.%Y} abgeschlossen.")
    Need.objects.filter(pk=need.pk).update(closed_on=on, outcome=outcome)
    audit.record(
        action="cases.close_need",
        by=by,
        about=Ref("need", str(need.pk)),
        fields=("closed_on", "outcome"),
    )


@audit.audited
def reopen_need(*, need: Need, by: Seat) -> None:
    """Take the closing of a need back."""
    demand_case_manager(by=by)
    Need.objects.filter(pk=need.pk).update(closed_on=None, outcome="")
    audit.record(
        action="cases.reopen_need",
        by=by,
        about=Ref("need", str(need.pk)),
        fields=("closed_on", "outcome"),
    )


@audit.audited
def add_step(
    *, thing: Need | RegimeChange, words: str, who: str, due_on: dt.date, on: dt.date, by: Seat
) -> PlanStep:
    """Agree on one step: what, who, until when."""
    demand_case_manager(by=by)
    if due_on < on:
        raise Refusal("Der Tag ist schon vorbei. Bitte einen späteren wählen.", field="due_on")
    hangs_on = {"need": thing} if isinstance(thing, Need) else {"regime_change": thing}
    step = PlanStep.objects.create(
        subject_id=thing.subject_id,
        owner_id=thing.owner_id,
        words=words.strip(),
        who=who.strip(),
        due_on=due_on,
        **hangs_on,
    )
    audit.record(action="cases.add_step", by=by, about=Ref("plan_step", str(step.pk)))
    return step


@audit.audited
def finish_step(*, step: PlanStep, done: bool, on: dt.date, by: Seat) -> None:
    """Say that a step is done, or that it is not."""
    demand_case_manager(by=by)
    PlanStep.objects.filter(pk=step.pk).update(done_on=on if done else None)
    audit.record(
        action="cases.finish_step",
        by=by,
        about=Ref("plan_step", str(step.pk)),
        fields=("done_on",),
    )


@audit.audited
def note_regime_change(
    *, client: Client, takes_place_on: dt.date, chain: NeedChain | None, on: dt.date, by: Seat
) -> RegimeChange:
    """Mark the day of a change of legal regime, with the steps that usually follow.

    From which law to which one is not stored. The steps' days count from the change.
    """
    demand_case_manager(by=by)
    demand_running(client=client)
    if RegimeChange.objects.filter(subject=client.subject_id, settled_on=None).exists():
        raise Refusal(
            "Es ist schon ein Rechtskreiswechsel eingetragen, der nicht überstanden ist. Bitte "
            "ihn zuerst abschließen.",
            field="takes_place_on",
        )
    change = RegimeChange.objects.create(
        subject_id=client.subject_id,
        owner_id=client.owner_id,
        takes_place_on=takes_place_on,
        noted_on=on,
    )
    if chain is not None:
        _add_steps(chain=chain, client=client, regime_change=change, begins_on=takes_place_on)
    audit.record(
        action="cases.note_regime_change", by=by, about=Ref("regime_change", str(change.pk))
    )
    return change


@audit.audited
def settle_regime_change(*, change: RegimeChange, on: dt.date, by: Seat) -> None:
    """Say that a change of legal regime is over; refuse while a step of it is open."""
    demand_case_manager(by=by)
    waiting = PlanStep.objects.filter(regime_change=change, done_on=None).count()
    if waiting:
        what = "ein Schritt ist" if waiting == 1 else f"{waiting} Schritte sind"
        raise Refusal(f"Noch {what} offen. Bitte zuerst erledigen; daran hängt Geld zum Leben.")
    RegimeChange.objects.filter(pk=change.pk).update(settled_on=on)
    audit.record(
        action="cases.settle_regime_change",
        by=by,
        about=Ref("regime_change", str(change.pk)),
        fields=("settled_on",),
    )


def _add_steps(
    *,
    chain: NeedChain,
    client: Client,
    begins_on: dt.date,
    need: Need | None = None,
    regime_change: RegimeChange | None = None,
) -> None:
    PlanStep.objects.bulk_create(
        PlanStep(
            subject_id=client.subject_id,
            owner_id=client.owner_id,
            need=need,
            regime_change=regime_change,
            words=step.words,
            who=step.who,
            due_on=begins_on + dt.timedelta(days=step.after_days),
        )
        for step in ChainStep.objects.filter(chain=chain).order_by("number")
    )
