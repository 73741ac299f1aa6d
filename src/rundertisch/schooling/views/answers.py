# SPDX-License-Identifier: EUPL-1.2
"""The head's answer for each child: accept, or refuse with a ground the law admits."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import actions, forms, policies, queries
from rundertisch.schooling.models import Placement, RefusalGround


@pages.allow(policies.may_answer)
@pages.reading
def my_children(request: SeatedRequest) -> HttpResponse:
    """Show the children of this school that wait for an answer, and those answered."""
    view = queries.answers_view(on=timezone.localdate())
    about = [Ref("child", str(line.placement.child_id)) for line in (*view.open, *view.accepted)]
    audit.log_access(
        by=request.seat, about=about, purpose="Neue Kinder der Schule", fields=queries.ASSIGNED
    )
    return pages.page(request, "schooling/my_children.html", {"view": view})


def _placement(pk: int) -> Placement:
    known = Placement.objects.select_related("child__home_town", "group__school")
    return get_object_or_404(known.exclude(announced_on=None), pk=pk)


def answer_page(
    request: SeatedRequest, placement: Placement, form: forms.AnswerSeat | None, *, status: int
) -> HttpResponse:
    """Render the question for one child with the grounds in force today."""
    grounds = queries.refusal_grounds(on=timezone.localdate())
    about = [Ref("child", str(placement.child_id))]
    audit.log_access(
        by=request.seat, about=about, purpose="Aufnahme entscheiden", fields=queries.ASSIGNED
    )
    context = {
        "line": queries.answer_line(placement=placement),
        "grounds": grounds,
        "form": form or _form(None),
    }
    return pages.page(request, "schooling/answer_child.html", context, status=status)


def _form(data: QueryDict | None) -> forms.AnswerSeat:
    grounds = queries.refusal_grounds(on=timezone.localdate())
    options = [(str(ground.pk), ground.sentence) for ground in grounds]
    return forms.answer_form(data=data, grounds=options)


@pages.allow(policies.may_answer)
@pages.reading
def answer_form(request: SeatedRequest, pk: int) -> HttpResponse:
    """Ask whether the school takes this child."""
    return answer_page(request, _placement(pk), None, status=200)


@pages.allow(policies.may_answer)
@require_POST
def answer_child(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the head's answer."""
    placement, form = _placement(pk), _form(request.POST)
    if form.is_valid():
        ground = form.cleaned_data["ground"]
        try:
            actions.answer_seat(
                placement=placement,
                accepted=form.accepted,
                ground=get_object_or_404(RefusalGround, pk=ground) if ground else None,
                words=form.cleaned_data["words"],
                on=timezone.localdate(),
                at=timezone.now(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:my_children")
    return answer_page(request, placement, form, status=422)
