# SPDX-License-Identifier: EUPL-1.2
"""Objections from the day they come to the decision. The upper authority sees no child's page."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import actions, forms, policies, queries
from rundertisch.schooling.models import Notice, Objection
from rundertisch.schooling.queries import ObjectionLine
from rundertisch.schooling.views.notices import found_notice


def _about(*lines: ObjectionLine) -> list[Ref]:
    return [Ref("child", str(line.objection.child_id)) for line in lines]


@pages.allow(policies.may_see_notices)
@pages.reading
def objections(request: SeatedRequest) -> HttpResponse:
    """Show what is to be decided, what follows from a decision, and what is settled."""
    view = queries.objections_view()
    audit.log_access(
        by=request.seat,
        about=_about(*view.open, *view.to_follow, *view.settled),
        purpose="Widersprüche",
        fields=queries.OBJECTIONS,
    )
    return pages.page(request, "schooling/objections.html", {"view": view})


def recording_page(
    request: SeatedRequest, notice: Notice, form: forms.RecordObjection, *, status: int = 200
) -> HttpResponse:
    """Render what has to be known of a new objection."""
    context = {"notice": notice, "form": form}
    return pages.page(request, "schooling/record_objection.html", context, status=status)


@pages.allow(policies.may_see_notices)
@pages.reading
def recording_objection(request: SeatedRequest, pk: int) -> HttpResponse:
    """Ask when an objection came and from whom."""
    arrived = {"received_on": timezone.localdate()}
    return recording_page(request, found_notice(pk), forms.RecordObjection(initial=arrived))


@pages.allow(policies.may_see_notices)
@require_POST
def record_objection(request: SeatedRequest, pk: int) -> HttpResponse:
    """Record an objection against a notice."""
    notice, form = found_notice(pk), forms.RecordObjection(request.POST)
    if form.is_valid():
        try:
            made = actions.record_objection(
                notice=notice, on=timezone.localdate(), by=request.seat, **form.cleaned_data
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:objection", pk=made.pk)
    return recording_page(request, notice, form, status=422)


def _found(pk: int) -> ObjectionLine:
    line = queries.objection_of(pk=pk)
    if line is None:
        raise Http404
    return line


def objection_page(
    request: SeatedRequest,
    line: ObjectionLine,
    *,
    decide_form: forms.DecideObjection | None = None,
    withdraw_form: forms.WithdrawObjection | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render one objection with the notice it is about, and what this seat may decide."""
    audit.log_access(
        by=request.seat, about=_about(line), purpose="Widerspruch gelesen", fields=queries.OBJECTION
    )
    context = {
        "line": line,
        "sees_notice": queries.notice_of(pk=line.objection.notice_id) is not None,
        "letter": queries.binding_letter(notice=line.objection.notice),
        "may_decide": policies.may_sign(seat=request.seat),
        "decides": request.seat.partner.kind == line.objection.upper_kind,
        "decide_form": decide_form or forms.DecideObjection(),
        "withdraw_form": withdraw_form or forms.WithdrawObjection(),
        "withdraw_open": withdraw_form is not None,
    }
    return pages.page(request, "schooling/objection.html", context, status=status)


@pages.allow(policies.may_see_notices)
@pages.reading
def objection(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show one objection."""
    return objection_page(request, _found(pk))


def _settled(
    form: forms.DecideObjection | forms.WithdrawObjection, act: Callable[[], Objection]
) -> bool:
    """Act if the form is whole; put a refusal into the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        refused(form=form, refusal=refusal)
        return False
    return True


@pages.allow(policies.may_sign)
@require_POST
def decide_objection(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the decision on an objection."""
    line, form = _found(pk), forms.DecideObjection(request.POST)
    on = timezone.localdate()
    if _settled(
        form,
        lambda: actions.decide_objection(
            objection=line.objection, on=on, by=request.seat, **form.decision
        ),
    ):
        return pages.done("schooling:objection", pk=pk)
    return objection_page(request, line, decide_form=form, status=422)


@pages.allow(policies.may_see_notices)
@require_POST
def withdraw_objection(request: SeatedRequest, pk: int) -> HttpResponse:
    """Note that the family took its objection back."""
    line, form = _found(pk), forms.WithdrawObjection(request.POST)
    on = timezone.localdate()
    if _settled(
        form,
        lambda: actions.withdraw_objection(
            objection=line.objection, on=on, by=request.seat, **form.cleaned_data
        ),
    ):
        return pages.done("schooling:objection", pk=pk)
    return objection_page(request, line, withdraw_form=form, status=422)
