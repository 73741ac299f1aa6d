# SPDX-License-Identifier: EUPL-1.2
"""Wer macht was: the steps of a child's way, who does each, by when, and where that stands."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import actions, forms, policies, queries

FIELDS = ("step", "office", "role", "period", "counted", "legal_basis", "source", "evidence")


def duties_page(
    request: SeatedRequest, form: forms.SetDuty | None, *, status: int = 200
) -> HttpResponse:
    """Render the table, and the form for one line where somebody changes it."""
    lines = list(queries.duties(on=timezone.localdate()).values())
    context = {
        "duties": lines,
        "checked": sum(one.verified for one in lines),
        "may_set": policies.may_set_duties(seat=request.seat),
        "form": form,
    }
    return pages.page(request, "schooling/duties.html", context, status=status)


@pages.allow(policies.may_see_duties)
@pages.reading
def duties(request: SeatedRequest) -> HttpResponse:
    """Show who does what; with ``?schritt=`` the form for that line."""
    known = queries.duties(on=timezone.localdate())
    chosen = next((one for step, one in known.items() if step == request.GET.get("schritt")), None)
    form = None
    if chosen is not None and policies.may_set_duties(seat=request.seat):
        form = forms.SetDuty(
            initial={name: getattr(chosen, name) for name in (*FIELDS, "verified_on")}
        )
    return duties_page(request, form)


@pages.allow(policies.may_set_duties)
@require_POST
def set_duty(request: SeatedRequest) -> HttpResponse:
    """Take one line, from today on."""
    form = forms.SetDuty(request.POST)
    if form.is_valid():
        try:
            actions.set_duty(on=timezone.localdate(), by=request.seat, **form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:duties")
    return duties_page(request, form, status=422)
