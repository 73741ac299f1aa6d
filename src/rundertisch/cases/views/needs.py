# SPDX-License-Identifier: EUPL-1.2
"""Needs with their steps, the change of legal regime, notes."""

import datetime as dt

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions, forms, policies, queries
from rundertisch.cases.models import (
    CaseNote,
    Client,
    Need,
    NeedChain,
    PartnerContact,
    PlanStep,
    RegimeChange,
)
from rundertisch.cases.views.clients import (
    find_client,
    take,
    with_chains,
    with_domains,
    with_version,
)
from rundertisch.kernel import audit, outbox, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.partners import queries as partners
from rundertisch.situation.models import NeedDomain


@pages.allow(policies.may_lead_cases)
@require_POST
def open_need(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take down a need."""
    found, form = find_client(pk), forms.OpenNeed(request.POST)
    with_domains(form, on=timezone.localdate())

    def do(on: dt.date, by: Seat) -> object:
        domain = get_object_or_404(NeedDomain, pk=form.cleaned_data["domain"])
        words = form.cleaned_data["words"]
        return actions.open_need(client=found, domain=domain, words=words, on=on, by=by)

    return take(request, found, form, "need_form", do)


@pages.allow(policies.may_lead_cases)
@require_POST
def open_chain(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take down a need with the steps that usually belong to it."""
    found, form = find_client(pk), forms.OpenChain(request.POST)
    with_chains(form, queries.chains(on=timezone.localdate()))

    def do(on: dt.date, by: Seat) -> object:
        chain = get_object_or_404(NeedChain, pk=form.cleaned_data["chain"])
        return actions.open_chain(client=found, chain=chain, on=on, by=by)

    return take(request, found, form, "chain_form", do)


@pages.allow(policies.may_lead_cases)
@pages.reading
def need(request: SeatedRequest, pk: int, need: int) -> HttpResponse:
    """Show one need with its steps."""
    found, one = find_client(pk), find_need(pk, need)
    audit.log_access(
        by=request.seat,
        about=[Ref("client", str(pk))],
        purpose="Bedarf",
        fields=("needs", "steps"),
    )
    return need_page(request, found, one)


@pages.allow(policies.may_lead_cases)
@require_POST
def correct_need(request: SeatedRequest, pk: int, need: int) -> HttpResponse:
    """Take the corrected words and domain of a need."""
    found, one, form = find_client(pk), find_need(pk, need), forms.CorrectNeed(request.POST)
    with_domains(form, on=timezone.localdate(), also=one.domain)
    if form.is_valid():
        known = form.cleaned_data
        try:
            actions.correct_need(
                client=found,
                need=one,
                domain=get_object_or_404(NeedDomain, pk=known["domain"]),
                words=known["words"],
                version=known["version"],
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=with_version(form, find_client(pk)), refusal=refusal)
        else:
            return pages.done("cases:need", pk=pk, need=need)
    return need_page(request, found, one, form=form, correct_form=form, status=422)


@pages.allow(policies.may_lead_cases)
@require_POST
def add_step(request: SeatedRequest, pk: int, need: int) -> HttpResponse:
    """Agree on a step for a need."""
    found, one = find_client(pk), find_need(pk, need)
    form = _with_offices(forms.AddStep(request.POST))
    if form.is_valid():
        try:
            on = timezone.localdate()
            actions.add_step(thing=one, on=on, by=request.seat, **form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("cases:need", pk=pk, need=need)
    return need_page(request, found, one, form=form, step_form=form, status=422)


@pages.allow(policies.may_lead_cases)
@require_POST
def close_need(request: SeatedRequest, pk: int, need: int) -> HttpResponse:
    """Close a need with what became of it."""
    found, one, form = find_client(pk), find_need(pk, need), forms.CloseNeed(request.POST)
    if form.is_valid():
        try:
            on = timezone.localdate()
            actions.close_need(need=one, on=on, by=request.seat, **form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("cases:client", pk=pk)
    return need_page(request, found, one, form=form, outcome_form=form, status=422)


@pages.allow(policies.may_lead_cases)
@require_POST
def reopen_need(request: SeatedRequest, pk: int, need: int) -> HttpResponse:
    """Take the closing of a need back."""
    actions.reopen_need(need=find_need(pk, need), by=request.seat)
    return pages.done("cases:need", pk=pk, need=need)


@pages.allow(policies.may_lead_cases)
@require_POST
def finish_step(request: SeatedRequest, pk: int, step: int) -> HttpResponse:
    """Say that a step is done, or take that back."""
    found = find_client(pk)
    one = get_object_or_404(PlanStep, pk=step, subject=found.subject_id)
    done = "zurueck" not in request.POST
    actions.finish_step(step=one, done=done, on=timezone.localdate(), by=request.seat)
    if request.POST.get("von") == "tag":
        return pages.done("cases:day")
    return pages.done("cases:client", pk=pk)


@pages.allow(policies.may_lead_cases)
@require_POST
def note_regime_change(request: SeatedRequest, pk: int) -> HttpResponse:
    """Mark the day of a change of legal regime, with its steps."""
    found, form = find_client(pk), forms.NoteRegimeChange(request.POST)

    def do(on: dt.date, by: Seat) -> object:
        chain = queries.regime_chain(on=on)
        day = form.cleaned_data["takes_place_on"]
        return actions.note_regime_change(
            client=found, takes_place_on=day, chain=chain, on=on, by=by
        )

    return take(request, found, form, "regime_form", do)


@pages.allow(policies.may_lead_cases)
@require_POST
def settle_regime_change(request: SeatedRequest, pk: int, change: int) -> HttpResponse:
    """Say that a change of legal regime is over."""
    found, form = find_client(pk), forms.Version(request.POST)
    one = get_object_or_404(RegimeChange, pk=change, subject=found.subject_id)

    def do(on: dt.date, by: Seat) -> object:
        return actions.settle_regime_change(change=one, on=on, by=by)

    return take(request, found, form, "undo_form", do)


@pages.allow(policies.may_lead_cases)
@require_POST
def remove_note(request: SeatedRequest, pk: int, note: int) -> HttpResponse:
    """Remove a note of one's own."""
    found, form = find_client(pk), forms.Version(request.POST)
    one = get_object_or_404(CaseNote, pk=note, subject=found.subject_id)

    def do(on: dt.date, by: Seat) -> object:
        del on
        return actions.remove_note(note=one, by=by)

    return take(request, found, form, "undo_form", do)


def _referring(one: Need, *, on: dt.date) -> dict[str, object]:
    """Return the form of a referral; only offices with a consent are in it, with their speed."""
    partners = queries.referable_partners(subject_id=one.subject_id, owner=one.owner, on=on)
    times = queries.answer_times() if partners else {}
    form = forms.Refer()
    form.fields["to"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
        (partner.pk, f"{partner.name}{_speed(times.get(partner.pk))}") for partner in partners
    ]
    return {"partners": partners, "refer_form": form}


def _with_papers(one: Need, *refused: Form | None) -> list[tuple[queries.Sent, Form, Form]]:
    """Return each referral with its documents and its two forms; one of all may be refused."""
    on, rows = timezone.localdate(), queries.referrals_of(need=one)
    sent = {(type(form), form.prefix): form for form in refused if form is not None}
    known = queries.contacts_of(partners=[row.to_partner_id for row in rows])
    return [
        (
            line,
            sent.get((forms.Attach, key)) or forms.Attach(prefix=key),
            sent.get((forms.MailLink, key))
            or _mail_form(key, known.get(line.referral.to_partner_id)),
        )
        for line in queries.sent(referrals=rows, on=on)
        for key in [str(line.referral.pk)]
    ]


def _with_offices(form: forms.AddStep) -> forms.AddStep:
    """Offer the offices at the table as who does a step."""
    return form.offer(under="Stellen", others=partners.office_names())


def _mail_form(key: str, contact: PartnerContact | None) -> forms.MailLink:
    """Return the form with the address that the office is reached at, and who says so."""
    if contact is None:
        return forms.MailLink(prefix=key)
    told = dict.fromkeys(("address", "again"), contact.email)
    return forms.MailLink(prefix=key, initial=told).kept(contact)


def _speed(days: int | None) -> str:
    """Say how fast an office answers, where that is known of the office and of no person."""
    if days is None:
        return ""
    return f" (antwortet meist nach {days} {'Tag' if days == 1 else 'Tagen'})"


def find_need(pk: int, need: int) -> Need:
    """Return a need of a client of the asking office."""
    client = find_client(pk)
    rows = Need.objects.select_related("domain")
    return get_object_or_404(rows, pk=need, subject=client.subject_id, owner=client.owner_id)


def need_page(
    request: SeatedRequest, found: Client, one: Need, *, status: int = 200, **sent: Form
) -> HttpResponse:
    """Render one need; ``sent`` is the form that was refused."""
    correct_form = forms.CorrectNeed(
        initial={"domain": one.domain_id, "words": one.words, "version": found.version}
    )
    with_domains(correct_form, on=timezone.localdate(), also=one.domain)
    context = {
        "client": found,
        "need": one,
        "steps": PlanStep.objects.filter(need=one).order_by("due_on", "pk"),
        "form": None,
        "step_form": _with_offices(forms.AddStep()),
        "outcome_form": forms.CloseNeed(),
        "undo_form": None,
        "correct_form": correct_form,
        "correction": queries.correction_of(need=one, client=found),
        "version_form": forms.Version(initial={"version": found.version}),
        "referrals": _with_papers(one, sent.pop("attach_form", None), sent.pop("mail_form", None)),
        "sends_mail": outbox.sends_mail(),
        **_referring(one, on=timezone.localdate()),
        **sent,
    }
    return pages.page(request, "cases/need.html", context, status=status)
