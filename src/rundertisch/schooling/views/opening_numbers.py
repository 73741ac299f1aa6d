# SPDX-License-Identifier: EUPL-1.2
"""Where a group could open and what that rests on: numbers of the district, words of schools."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import actions, forms, policies
from rundertisch.schooling.models import AssumptionKind, School
from rundertisch.schooling.queries import openings

FIELDS = ("kind", "value", "source", "evidence", "verified_on")
OWN = ("ruled_out", "seats", "room_euros", "most_groups", "reason")


def basis_page(
    request: SeatedRequest, form: forms.SetOpeningAssumption | None, *, status: int = 200
) -> HttpResponse:
    """Render the numbers, the schools, and the form for one number where somebody changes it."""
    on = timezone.localdate()
    context = {
        "candidates": openings.candidates(on=on),
        "may_set": policies.may_counsel(seat=request.seat),
        "form": form,
    }
    return pages.page(request, "schooling/opening_basis.html", context, status=status)


@pages.allow(policies.may_see_openings)
@pages.reading
def opening_basis(request: SeatedRequest) -> HttpResponse:
    """Show what the reckoning rests on; with ``?annahme=`` the form for that number."""
    form, kind = None, request.GET.get("annahme", "")
    if kind in AssumptionKind.values and policies.may_counsel(seat=request.seat):
        chosen = openings.opening_assumptions(on=timezone.localdate())[AssumptionKind(kind)]
        initial = {name: getattr(chosen, name) for name in FIELDS}
        form = forms.SetOpeningAssumption(initial=initial)
    return basis_page(request, form)


@pages.allow(policies.may_counsel)
@require_POST
def set_opening_assumption(request: SeatedRequest) -> HttpResponse:
    """Take one number, from today on."""
    form = forms.SetOpeningAssumption(request.POST)
    if form.is_valid():
        try:
            actions.set_opening_assumption(
                on=timezone.localdate(), by=request.seat, **form.cleaned_data
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:opening_basis")
    return basis_page(request, form, status=422)


def rule_page(
    request: SeatedRequest, shown: School, form: forms.KeepOpeningRule | None, *, status: int = 200
) -> HttpResponse:
    """Render what a school says about new groups."""
    candidate = openings.candidate_school(school=shown, on=timezone.localdate())
    rule = candidate.rule if candidate else None
    initial = {name: getattr(rule, name) for name in OWN} if rule else None
    context = {
        "school": shown,
        "candidate": candidate,
        "form": form or forms.KeepOpeningRule(initial=initial),
    }
    return pages.page(request, "schooling/opening_rule.html", context, status=status)


@pages.allow(policies.may_counsel)
@pages.reading
def opening_rule(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show what a school says about new groups, and the form."""
    return rule_page(request, get_object_or_404(School, pk=pk), None)


@pages.allow(policies.may_counsel)
@require_POST
def keep_opening_rule(request: SeatedRequest, pk: int) -> HttpResponse:
    """Keep what a school says, from today on."""
    shown, form = get_object_or_404(School, pk=pk), forms.KeepOpeningRule(request.POST)
    if form.is_valid():
        try:
            actions.keep_opening_rule(
                school=shown,
                numbers=actions.OwnNumbers(**form.numbers()),
                reason=form.cleaned_data["reason"],
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:opening_basis")
    return rule_page(request, shown, form, status=422)
