# SPDX-License-Identifier: EUPL-1.2
"""How long records are kept, by which rule, and who said so."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.privacy import actions, forms, policies, queries
from rundertisch.privacy.models import Retention


def retention_page(
    request: SeatedRequest, *, form: forms.SetRetention | None, rule: int | None, status: int
) -> HttpResponse:
    """Render the rules; for the head of the centre with the form of one of them."""
    on = timezone.localdate()
    chosen = get_object_or_404(queries.retentions(on=on), pk=rule) if rule else None
    if chosen is not None and form is None:
        form = forms.SetRetention(
            initial={"amount": chosen.amount, "unit": chosen.unit, "binding": chosen.binding}
        )
    context = {
        "lines": queries.retention_lines(on=on),
        "may_set": policies.may_set_retention(seat=request.seat),
        "chosen": chosen,
        "form": form,
    }
    return pages.page(request, "privacy/retention.html", context, status=status)


@pages.allow(policies.may_see_register)
@pages.reading
def retention(request: SeatedRequest) -> HttpResponse:
    """Show every rule about keeping."""
    asked = request.GET.get("regel", "")
    may = policies.may_set_retention(seat=request.seat) and asked.isdecimal()
    return retention_page(request, form=None, rule=int(asked) if may else None, status=200)


@pages.allow(policies.may_set_retention)
@require_POST
def set_retention(request: SeatedRequest, pk: int) -> HttpResponse:
    """Let a changed rule begin today."""
    rule, form = get_object_or_404(Retention, pk=pk), forms.SetRetention(request.POST)
    if form.is_valid():
        try:
            actions.set_retention(
                rule=rule, on=timezone.localdate(), by=request.seat, **form.cleaned_data
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("privacy:retention")
    return retention_page(request, form=form, rule=pk, status=422)
