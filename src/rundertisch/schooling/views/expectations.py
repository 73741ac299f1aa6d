# SPDX-License-Identifier: EUPL-1.2
"""How many children are expected: numbers that a person enters with their source, no person."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import actions, exchange, forms, policies
from rundertisch.schooling.queries import expectations


def expectations_page(
    request: SeatedRequest,
    form: forms.UploadExpectations,
    *,
    status: int,
    rule_form: forms.SetReserveRule | None = None,
) -> HttpResponse:
    """Render the table, the numbers of the reserve, and where a file is handed in."""
    view = expectations.expectations_view(on=timezone.localdate())
    known = {"weeks": view.rule.weeks, "minutes": view.rule.without_seat_minutes}
    context = {
        "view": view,
        "rule_form": rule_form or forms.SetReserveRule(initial=known),
        "columns": exchange.EXPECTATION_COLUMNS,
        "form": form,
    }
    return pages.page(request, "schooling/expected_arrivals.html", context, status=status)


@pages.allow(policies.may_expect_arrivals)
@pages.reading
def expected_arrivals(request: SeatedRequest) -> HttpResponse:
    """Show how many children are expected, and who says so."""
    return expectations_page(request, forms.UploadExpectations(), status=200)


@pages.allow(policies.may_expect_arrivals)
@require_POST
def import_expectations(request: SeatedRequest) -> HttpResponse:
    """Take a file of expected arrivals, all or nothing."""
    form = forms.UploadExpectations(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            exchange.import_expectations(
                data=file.read(), file=file.name, on=timezone.localdate(), by=request.seat
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:expected_arrivals")
    return expectations_page(request, form, status=422)


@pages.allow(policies.may_expect_arrivals)
@require_POST
def drop_expected_arrivals(request: SeatedRequest) -> HttpResponse:
    """Empty the table."""
    actions.drop_expected_arrivals(on=timezone.localdate(), by=request.seat)
    return pages.done("schooling:expected_arrivals")


@pages.allow(policies.may_expect_arrivals)
@require_POST
def set_reserve_rule(request: SeatedRequest) -> HttpResponse:
    """Set what a reserve is computed with from today on."""
    form = forms.SetReserveRule(request.POST)
    if form.is_valid():
        try:
            actions.set_reserve_rule(on=timezone.localdate(), by=request.seat, **form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:expected_arrivals")
    return expectations_page(request, forms.UploadExpectations(), status=422, rule_form=form)
