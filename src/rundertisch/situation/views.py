# SPDX-License-Identifier: EUPL-1.2
"""The page of the taxonomy of needs: to read for everybody, to keep for the coordination."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.situation import actions, policies, queries
from rundertisch.situation.forms import DescribeNeedDomain
from rundertisch.situation.models import NeedDomain

NEW = "neu"
FIELDS = ("name", "definition", "sensitive", "source", "verified_on")


def domains_page(
    request: SeatedRequest,
    form: DescribeNeedDomain | None,
    *,
    chosen: NeedDomain | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the taxonomy, and the form where somebody keeps it."""
    known = list(queries.all_need_domains())
    context = {
        "domains": known,
        "checked": any(one.verified for one in known),
        "may_keep": policies.may_keep_need_domains(seat=request.seat),
        "form": form,
        "chosen": chosen,
        "trouble": trouble,
        "on": timezone.localdate(),
    }
    return pages.page(request, "situation/need_domains.html", context, status=status)


@pages.allow(policies.may_see_need_domains)
@pages.reading
def need_domains(request: SeatedRequest) -> HttpResponse:
    """Show the domains; with ``?bereich=`` the form for that one, or for a new one."""
    wanted = request.GET.get("bereich", "")
    if not wanted or not policies.may_keep_need_domains(seat=request.seat):
        return domains_page(request, None)
    chosen = queries.all_need_domains().filter(code=wanted).first()
    values = {name: getattr(chosen, name) for name in FIELDS} if chosen else {}
    return domains_page(request, DescribeNeedDomain(initial=values), chosen=chosen)


@pages.allow(policies.may_keep_need_domains)
@require_POST
def add_need_domain(request: SeatedRequest) -> HttpResponse:
    """Add a domain, or show what is wrong."""
    form = DescribeNeedDomain(request.POST)
    if form.is_valid():
        try:
            actions.add_need_domain(
                described=actions.Described(**form.cleaned_data),
                on=timezone.localdate(),
                by=request.seat,
            )
            return pages.done("situation:need_domains")
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return domains_page(request, form, status=422)


@pages.allow(policies.may_keep_need_domains)
@require_POST
def describe_need_domain(request: SeatedRequest, code: str) -> HttpResponse:
    """Say better what a domain is, or show what is wrong."""
    chosen = get_object_or_404(NeedDomain, code=code)
    form = DescribeNeedDomain(request.POST)
    if form.is_valid():
        try:
            actions.describe_need_domain(
                domain=chosen,
                described=actions.Described(**form.cleaned_data),
                by=request.seat,
            )
            return pages.done("situation:need_domains")
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return domains_page(request, form, chosen=chosen, status=422)


@pages.allow(policies.may_keep_need_domains)
@require_POST
def end_need_domain(request: SeatedRequest, code: str) -> HttpResponse:
    """End a domain today, or take its end back."""
    chosen = get_object_or_404(NeedDomain, code=code)
    try:
        if request.POST.get("wieder"):
            actions.resume_need_domain(domain=chosen, by=request.seat)
        else:
            actions.end_need_domain(domain=chosen, on=timezone.localdate(), by=request.seat)
    except Refusal as refusal:
        return domains_page(request, None, trouble=refusal.sentence, status=422)
    return pages.done("situation:need_domains")
