# SPDX-License-Identifier: EUPL-1.2
"""Chains of steps: which are usual, what they said before, and changing them whole."""

from django.forms import BaseFormSet
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import policies, queries
from rundertisch.cases.actions import chains as actions
from rundertisch.cases.forms.chains import EditChain, EditStep, ShownVersion, Steps
from rundertisch.cases.models import NeedChain
from rundertisch.cases.views.clients import with_domains
from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.partners import queries as partners
from rundertisch.situation.models import NeedDomain


@pages.allow(policies.may_see_chains)
@pages.reading
def chains(request: SeatedRequest) -> HttpResponse:
    """Show which chains are offered, with their steps."""
    found = queries.chains(on=timezone.localdate())
    context = {"chains": found, "may_set": policies.may_set_chains(seat=request.seat)}
    return pages.page(request, "cases/chains.html", context)


@pages.allow(policies.may_see_chains)
@pages.reading
def chain(request: SeatedRequest, code: str) -> HttpResponse:
    """Show what a chain says now and said before; with the form for whoever may change it."""
    return _page(request, code)


@pages.allow(policies.may_set_chains)
@pages.reading
def new_chain(request: SeatedRequest) -> HttpResponse:
    """Show the empty form of a chain."""
    return _page(request, "")


@pages.allow(policies.may_set_chains)
@require_POST
def begin_chain(request: SeatedRequest) -> HttpResponse:
    """Offer a new chain from today on."""
    return _take(request, "")


@pages.allow(policies.may_set_chains)
@require_POST
def change_chain(request: SeatedRequest, code: str) -> HttpResponse:
    """Let a chain say something else from today on."""
    return _take(request, code)


@pages.allow(policies.may_set_chains)
@require_POST
def retire_chain(request: SeatedRequest, code: str) -> HttpResponse:
    """Offer a chain no longer from today on."""
    form = ShownVersion(request.POST)
    shown = form.cleaned_data["shown"] if form.is_valid() else None
    try:
        actions.retire_chain(code=code, shown=shown, on=timezone.localdate(), by=request.seat)
    except Refusal as refusal:
        return _page(request, code, trouble=refusal.sentence, status=422)
    return pages.done("cases:chains")


def _take(request: SeatedRequest, code: str) -> HttpResponse:
    """Write a version of a chain, or show the form again with the sentence and the input."""
    on, now = timezone.localdate(), _now(code)
    form, steps = _form(now, request), _offered(Steps(request.POST, prefix="schritt"))
    if form.is_valid() and steps.is_valid():
        says, shown = _says(form, steps), form.cleaned_data["shown"]
        try:
            if code:
                actions.change_chain(code=code, shown=shown, says=says, on=on, by=request.seat)
            else:
                code = actions.begin_chain(says=says, on=on, by=request.seat).code
        except Refusal as refusal:
            refused(form=_with_shown(form, now), refusal=refusal)
        else:
            return pages.done("cases:chain", code=code)
    return _page(request, code, form=form, steps=steps, status=422)


def _says(form: EditChain, steps: "BaseFormSet[EditStep]") -> actions.Says:
    known, domain = form.cleaned_data, form.cleaned_data.get("domain")
    rows = [one.cleaned_data for one in steps if one.cleaned_data.get("words")]
    rows.sort(key=lambda row: int(row["place"]))  # stable: equal places stay as they were
    return actions.Says(
        title=known["title"],
        domain=NeedDomain.objects.filter(pk=domain).first() if domain else None,
        steps=[actions.Step(row["words"], row["who"], row["after_days"]) for row in rows],
        source=known["source"],
        verified_on=known["verified_on"],
    )


def _page(
    request: SeatedRequest,
    code: str,
    *,
    form: EditChain | None = None,
    steps: "BaseFormSet[EditStep] | None" = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    versions = queries.versions(code=code) if code else []
    if code and not versions:
        raise Http404
    now = next((one for one in versions if one.ends_on is None), None)
    may_set = policies.may_set_chains(seat=request.seat) and bool(now or not code)
    context = {
        "chain": versions[0] if versions else None,
        "now": now,
        "before": [one for one in versions if one.ends_on is not None],
        "form": form or _form(now),
        "steps": steps or _steps(now),
        "may_set": may_set,
        "trouble": trouble,
    }
    return pages.page(request, "cases/chain.html", context, status=status)


def _now(code: str) -> NeedChain | None:
    """Return the version of a chain that is in force."""
    return next((one for one in queries.versions(code=code) if one.ends_on is None), None)


def _form(now: NeedChain | None, request: SeatedRequest | None = None) -> EditChain:
    """Return the form of a chain as it is, or as it was sent."""
    names = ("title", "source", "verified_on")
    known: dict[str, object] = {name: getattr(now, name) for name in names} if now else {}
    initial = known | ({"domain": now.domain_id, "shown": now.pk} if now else {})
    form = EditChain(request.POST if request else None, initial=initial)
    if now is not None and now.domain_id is None:
        del form.fields["domain"]  # the steps after a change of legal regime belong to none
    else:
        with_domains(form, on=timezone.localdate(), also=now.domain if now else None)
    return form


def _with_shown(form: EditChain, now: NeedChain | None) -> EditChain:
    """Let a refused form know the newest version: sent again, what was typed holds."""
    if now is not None:
        form.data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        form.data["shown"] = str(now.pk)  # type: ignore[index]  # likewise
    return form


def _steps(now: NeedChain | None) -> "BaseFormSet[EditStep]":
    """Return the steps as they are, and a few empty ones behind them."""
    rows = [
        {"place": at, "words": one.words, "who": one.who, "after_days": one.after_days}
        for at, one in enumerate(now.steps.all() if now else (), start=1)
    ]
    steps = Steps(initial=rows, prefix="schritt")
    for at, form in enumerate(steps.extra_forms, start=len(rows) + 1):
        form.initial["place"] = at
    return _offered(steps)


def _offered(steps: "BaseFormSet[EditStep]") -> "BaseFormSet[EditStep]":
    """Offer the offices at the table as who does a step."""
    names = partners.office_names()
    for form in steps.forms:
        form.offer(under="Stellen", others=names)
    return steps
