# SPDX-License-Identifier: EUPL-1.2
"""How long separate groups last, and how full schools are that have a cap."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import actions, forms, policies, queries
from rundertisch.schooling.models import Group
from rundertisch.schooling.queries import groups


@pages.allow(policies.may_see_groups)
@pages.reading
def separate_groups(request: SeatedRequest) -> HttpResponse:
    """Show separate groups with their approval, and children beyond their time there."""
    on, seat = timezone.localdate(), request.seat
    leads = policies.may_lead(seat=seat)
    school = seat.partner_id if policies.may_answer(seat=seat) else None
    view = groups.separate_groups(on=on, leads=leads, school=school)
    about = [Ref("child", str(stay.placement.child_id)) for stay in view.stays]
    audit.log_access(
        by=seat, about=about, purpose="Zeit in der Lerngruppe", fields=queries.shown.IN_GROUPS
    )
    context = {
        "view": view,
        "leads": leads,
        "may_limit": policies.may_limit_groups(seat=seat),
    }
    return pages.page(request, "schooling/separate_groups.html", context)


def _limit_page(
    request: SeatedRequest, group: Group, form: forms.LimitGroup, *, status: int = 200
) -> HttpResponse:
    context = {"group": group, "form": form}
    return pages.page(request, "schooling/group_limit.html", context, status=status)


def _group(pk: int) -> Group:
    return get_object_or_404(Group.objects.select_related("school__town"), pk=pk)


@pages.allow(policies.may_limit_groups)
@pages.reading
def group_limit(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show until when a group is approved, to change it."""
    group = _group(pk)
    names = ("approved_until", "approval_ref", "review_on")
    form = forms.LimitGroup(initial={name: getattr(group, name) for name in names})
    return _limit_page(request, group, form)


@pages.allow(policies.may_limit_groups)
@require_POST
def limit_group(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take until when a group is approved."""
    group, form = _group(pk), forms.LimitGroup(request.POST)
    if form.is_valid():
        try:
            actions.limit_group(group=group, by=request.seat, **form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:separate_groups")
    return _limit_page(request, group, form, status=422)


@pages.allow(policies.may_see_alarms)
@pages.reading
def caps(request: SeatedRequest) -> HttpResponse:
    """Show every cap with its decision, and how full the school is."""
    counsels = policies.may_counsel(seat=request.seat)
    context = {
        "caps": groups.caps(on=timezone.localdate(), exact=counsels),
        "on": timezone.localdate(),
        "may_counsel": counsels,
    }
    return pages.page(request, "schooling/caps.html", context)
