# SPDX-License-Identifier: EUPL-1.2
"""Vergaberegeln in plain language: what counts, since when, adopted by whom."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import actions, forms, planning, policies, queries


def policy_page(
    request: SeatedRequest, form: forms.AdoptPolicy | None, *, status: int
) -> HttpResponse:
    """Render the rules in force with their history."""
    on = timezone.localdate()
    view = queries.policy_view(on=on, defaults=planning.default_parameters())
    shown = form or forms.AdoptPolicy(
        initial={"starts_on": on, **forms.as_entered(parameters=view.parameters)}
    )
    context = {
        "view": view,
        "form": shown,
        "form_open": form is not None,
        "may_adopt": policies.may_counsel(seat=request.seat),
        "may_see_rounds": policies.may_see_proposals(seat=request.seat),
    }
    return pages.page(request, "schooling/policy.html", context, status=status)


@pages.allow(policies.may_see_schools)
@pages.reading
def policy(request: SeatedRequest) -> HttpResponse:
    """Show the rules of the placement rounds."""
    return policy_page(request, None, status=200)


@pages.allow(policies.may_counsel)
@require_POST
def adopt_policy(request: SeatedRequest) -> HttpResponse:
    """Enter new rules, dated from a day."""
    form = forms.AdoptPolicy(request.POST)
    if form.is_valid():
        names = ("starts_on", "adopted_by", "adopted_on", "document")
        try:
            actions.adopt_policy(
                parameters=form.parameters(),
                on=timezone.localdate(),
                by=request.seat,
                **{name: form.cleaned_data[name] for name in names},
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:policy")
    return policy_page(request, form, status=422)
