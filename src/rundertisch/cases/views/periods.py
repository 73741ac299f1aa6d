# SPDX-License-Identifier: EUPL-1.2
"""How many days what about a referral takes, who said so, and who checked it."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import policies
from rundertisch.cases.actions import periods as actions
from rundertisch.cases.forms.periods import SetPeriod
from rundertisch.cases.models.periods import PeriodCode
from rundertisch.cases.queries import attachments
from rundertisch.cases.queries import periods as queries
from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest


def _page(request: SeatedRequest, form: SetPeriod | None, *, status: int = 200) -> HttpResponse:
    on = timezone.localdate()
    context = {
        "periods": queries.referral_periods(on=on).values(),
        "keeping": attachments.keeping(on=on),
        "may_set": policies.may_set_referral_periods(seat=request.seat),
        "form": form,
    }
    return pages.page(request, "cases/referral_periods.html", context, status=status)


@pages.allow(policies.may_see_referral_periods)
@pages.reading
def referral_periods(request: SeatedRequest) -> HttpResponse:
    """Show the periods; with ``?frist=`` the form for one."""
    wanted = request.GET.get("frist", "")
    if wanted not in PeriodCode.values or not policies.may_set_referral_periods(seat=request.seat):
        return _page(request, None)
    known = queries.referral_periods(on=timezone.localdate())[PeriodCode(wanted)]
    names = ("code", "days", "source", "verified_on")
    return _page(request, SetPeriod(initial={name: getattr(known, name) for name in names}))


@pages.allow(policies.may_set_referral_periods)
@require_POST
def set_period(request: SeatedRequest) -> HttpResponse:
    """Let a period begin today."""
    form = SetPeriod(request.POST)
    if form.is_valid():
        try:
            actions.set_period(on=timezone.localdate(), by=request.seat, **form.cleaned_data)
            return pages.done("cases:referral_periods")
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return _page(request, form, status=422)
