# SPDX-License-Identifier: EUPL-1.2
"""A case manager's day, the cases of the office, and one case on one page."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions, forms, policies, queries
from rundertisch.cases.models import CaseChange, Client, NeedChain
from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.situation import queries as situation
from rundertisch.situation.models import NeedDomain

PER_PAGE = 50
Do = Callable[[dt.date, Seat], object]
View = Callable[..., HttpResponse]


@pages.allow(policies.may_lead_cases)
@pages.reading
def day(request: SeatedRequest) -> HttpResponse:
    """Show what is due today in the own cases, or in all cases of the office."""
    everybody = request.GET.get("wer") == "alle"
    found = queries.day(seat=request.seat, on=timezone.localdate(), everybody=everybody)
    shown = {one.client.pk for one in (*found.overdue, *found.soon)}
    shown |= {one.client.pk for one in found.risky}
    audit.log_access(
        by=request.seat,
        about=[Ref("client", str(pk)) for pk in sorted(shown | {one.pk for one in found.idle})],
        purpose="Mein Tag",
        fields=("pseudonym", "steps"),
    )
    lists = (("Fällig", found.overdue, "faellig"), ("In den nächsten Tagen", found.soon, "bald"))
    context = {"day": found, "everybody": everybody, "mine": not everybody, "lists": lists}
    return pages.page(request, "cases/day.html", context)


@pages.allow(policies.may_lead_cases)
@pages.reading
def clients(request: SeatedRequest) -> HttpResponse:
    """Show the cases of the office by pseudonym."""
    closed = request.GET.get("welche") == "abgeschlossen"
    on = timezone.localdate()
    found = queries.closed_clients() if closed else queries.running_clients(on=on)
    rows = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    audit.log_access(
        by=request.seat,
        about=[Ref("client", str(one.pk)) for one in rows],
        purpose="Liste der Fälle",
        fields=("pseudonym", "phase", "led_by_name"),
    )
    return pages.page(
        request, "cases/clients.html", {"rows": rows, "closed": closed, "running": not closed}
    )


@pages.allow(policies.may_lead_cases)
@pages.reading
def client(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show one case on one page."""
    found = find_client(pk)
    audit.log_access(
        by=request.seat,
        about=[Ref("client", str(pk))],
        purpose="Fall",
        fields=audit.EVERYTHING,
    )
    return case_page(request, found)


@pages.allow(policies.may_lead_cases)
@require_POST
def undo_change(request: SeatedRequest, pk: int, change: int) -> HttpResponse:
    """Take the newest change back."""
    found, form = find_client(pk), forms.Version(request.POST)
    newest = get_object_or_404(CaseChange, pk=change, client=pk)

    def do(on: dt.date, by: Seat) -> object:
        return actions.undo_change(change=newest, on=on, by=by)

    return take(request, found, form, "undo_form", do)


def step(*, verb: Callable[..., object], form: type[Form], name: str) -> View:
    """Return the door of a verb that the page of a case offers: parse, do it, show the page.

    ``name`` is what the page calls the form. The fields of the form are arguments of the verb.
    """

    @pages.allow(policies.may_lead_cases)
    @require_POST
    def view(request: SeatedRequest, pk: int) -> HttpResponse:
        found, sent = find_client(pk), form(request.POST)

        def do(on: dt.date, by: Seat) -> object:
            return verb(client=found, on=on, by=by, **sent.cleaned_data)

        return take(request, found, sent, name, do)

    return view


correct_client = step(verb=actions.correct_client, form=forms.CorrectClient, name="correct_form")
take_over = step(verb=actions.take_over, form=forms.Version, name="correct_form")
move_phase = step(verb=actions.move_phase, form=forms.MovePhase, name="phase_form")
close_client = step(verb=actions.close_client, form=forms.CloseClient, name="close_form")
write_note = step(verb=actions.write_note, form=forms.WriteNote, name="note_form")


def find_client(pk: int) -> Client:
    """Return a client of the asking office; for anybody else there is no such page."""
    found = queries.find_client(pk=pk)
    if found is None:
        raise Http404
    return found


def take(request: SeatedRequest, found: Client, form: Form, name: str, do: Do) -> HttpResponse:
    """Do it, or show the case again with the sentence and the input."""
    if form.is_valid():
        try:
            do(timezone.localdate(), request.seat)
        except Refusal as refusal:
            refused(form=with_version(form, find_client(found.pk)), refusal=refusal)
        else:
            return pages.done("cases:client", pk=found.pk)
    return case_page(request, find_client(found.pk), status=422, **{name: form})


def with_version(form: Form, client: Client) -> Form:
    """Let a refused form know the newest version: sent again, what was typed holds."""
    if "version" in form.fields:
        form.data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        form.data["version"] = str(client.version)  # type: ignore[index]  # likewise
    return form


def case_page(
    request: SeatedRequest,
    found: Client,
    *,
    status: int = 200,
    **sent: Any,  # noqa: ANN401 - forms by name
) -> HttpResponse:
    """Render one case; ``sent`` are forms that were refused, by their name in the page."""
    on = timezone.localdate()
    view, chains = queries.case_view(client=found), queries.chains(on=on)
    form = next(iter(sent.values()), None)
    context = {
        "case": view,
        "client": found,
        "form": form,
        "mine": found.led_by_id == request.seat.pk,
        "seat_id": request.seat.pk,
        "regime_chain": next((one for one in chains if one.domain_id is None), None),
        "kept": queries.kept_until(client=found, on=on) if found.closed_on else None,
        **_forms(found, view, chains, on=on),
        **sent,
    }
    return pages.page(request, "cases/client.html", context, status=status)


def _forms(
    found: Client, view: queries.CaseView, chains: object, *, on: dt.date
) -> dict[str, Form | None]:
    """Return the empty forms of the page of a case."""
    version = {"version": found.version}
    phase_form = forms.MovePhase(initial=version)
    phase_form.fields["phase"].choices = [(one.value, one.label) for one in view.next_phases]  # type: ignore[attr-defined]  # a ChoiceField
    need_form, chain_form = forms.OpenNeed(), forms.OpenChain()
    with_domains(need_form, on=on)
    with_chains(chain_form, chains)
    return {
        "version_form": forms.Version(initial=version),
        "undo_form": None,
        "phase_form": phase_form,
        "close_form": forms.CloseClient(initial=version),
        "correct_form": forms.CorrectClient(
            initial={"pseudonym": found.pseudonym, "agreed_on": found.agreed_on, **version}
        ),
        "need_form": need_form,
        "chain_form": chain_form,
        "regime_form": forms.NoteRegimeChange(),
        "note_form": forms.WriteNote(),
    }


def with_domains(form: Form, *, on: dt.date, also: NeedDomain | None = None) -> None:
    """Offer the domains in force, and the one that stands there already."""
    domains = list(situation.need_domains(on=on))
    if also is not None and also not in domains:
        domains.append(also)
    form.fields["domain"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
        ("", "Bitte wählen"),
        *((one.code, f"{one.name}: {one.definition}") for one in domains),
    ]


def with_chains(form: Form, chains: Any) -> None:  # noqa: ANN401 - chains with a domain
    """Offer the chains that open a need."""
    form.fields["chain"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
        (one.pk, f"{one.title} ({len(one.steps.all())} Schritte{_unverified(one)})")
        for one in chains
        if one.domain_id
    ]


def _unverified(chain: NeedChain) -> str:
    return "" if chain.verified else ", nicht geprüft"
