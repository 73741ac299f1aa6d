# SPDX-License-Identifier: EUPL-1.2
"""Pages of partners: who is at the table, and the administration's way to add one."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import forms as kernel_forms
from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.partners import actions, policies, queries
from rundertisch.partners.forms import FilterPartners, KeepPartner


@pages.allow(policies.may_see_partners)
@pages.reading
def partners(request: SeatedRequest) -> HttpResponse:
    """Show every partner and what it is competent for today."""
    form = FilterPartners(request.GET)
    kind = form.cleaned_data["art"] if form.is_valid() else ""
    context = {
        "form": form,
        "partners": queries.with_competences(on=timezone.localdate(), kind=kind),
        "may_keep": policies.may_keep_partners(seat=request.seat),
    }
    return pages.page(request, "partners/partners.html", context, part="rows")


@pages.allow(policies.may_keep_partners)
@pages.reading
def new_partner(request: SeatedRequest) -> HttpResponse:
    """Show the empty form for a partner."""
    return pages.page(request, "partners/new_partner.html", {"form": KeepPartner()})


@pages.allow(policies.may_keep_partners)
@require_POST
def keep_partner(request: SeatedRequest) -> HttpResponse:
    """Add the partner, or show the form again with what is wrong."""
    form = KeepPartner(request.POST)
    if form.is_valid():
        try:
            actions.keep_partner(**form.cleaned_data, by=request.seat)
            return pages.done("partners:partners")
        except Refusal as refusal:
            kernel_forms.refused(form=form, refusal=refusal)
    return pages.page(request, "partners/new_partner.html", {"form": form}, status=422)
