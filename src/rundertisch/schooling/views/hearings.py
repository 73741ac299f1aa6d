# SPDX-License-Identifier: EUPL-1.2
"""Ask for wishes, recommend, and record the hearing; whoever signs may read it."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import actions, forms, policies, queries
from rundertisch.schooling.models import Child, School, Whom
from rundertisch.schooling.views.changes import wishes_page
from rundertisch.schooling.views.children import find_child


def _answers(data: dict[str, Any]) -> dict[Whom, actions.Said]:
    """Return the parsed form as the action's argument."""
    named = data["child_school"]
    return {
        Whom.PARENTS: actions.Said(
            asked_on=data["parents_on"], none=data["parents_none"], words=data["parents_words"]
        ),
        Whom.CHILD: actions.Said(
            asked_on=data["child_on"],
            none=data["child_none"],
            words=data["child_words"],
            school=School.objects.get(pk=named) if named else None,
        ),
    }


@pages.allow(policies.may_counsel)
@require_POST
def ask_wishes(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take what parents and child answered."""
    child, form = find_child(pk), forms.AskWishes(request.POST)
    if form.is_valid():
        try:
            actions.ask_wishes(
                child=child,
                said=_answers(form.cleaned_data),
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:hearing", pk=pk)
    return wishes_page(request, child, ask_form=form, status=422)


def hearing_page(
    request: SeatedRequest, child: Child, form: forms.HearFamily | None, *, status: int = 200
) -> HttpResponse:
    """Render what the family said; the form only for counselling."""
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(child.pk))],
        purpose="Anhörung",
        fields=queries.HEARING,
    )
    counsels = policies.may_counsel(seat=request.seat)
    context = {
        "child": child,
        "wishes": child.wishes.select_related("school").order_by("rank"),
        "asked": queries.asked_wishes(child=child),
        "hearings": queries.hearings(child=child),
        "may_counsel": counsels,
        "form": form if counsels else None,
    }
    return pages.page(request, "schooling/hearing.html", context, status=status)


@pages.allow(policies.may_read_hearings)
@pages.reading
def hearing(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show what the family said, and to counselling the form."""
    child = find_child(pk)
    known = {
        "held_on": timezone.localdate(),
        "language": child.interpreter_language or "Deutsch",
        "interpreter": bool(child.interpreter_language),
    }
    return hearing_page(request, child, forms.HearFamily(initial=known))


@pages.allow(policies.may_counsel)
@require_POST
def hear_family(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the hearing."""
    child, form = find_child(pk), forms.HearFamily(request.POST)
    if form.is_valid():
        try:
            actions.hear_family(
                child=child, on=timezone.localdate(), by=request.seat, **form.cleaned_data
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:child", pk=pk)
    return hearing_page(request, child, form, status=422)


def recommendation_page(
    request: SeatedRequest, child: Child, form: forms.RecommendSchool, *, status: int = 200
) -> HttpResponse:
    """Render the form of a recommendation with the newest one above it."""
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(child.pk))],
        purpose="Schulempfehlung",
        fields=queries.HEARING,
    )
    context = {
        "child": child,
        "newest": queries.newest_recommendation(child=child),
        "form": form,
    }
    return pages.page(request, "schooling/recommendation.html", context, status=status)


@pages.allow(policies.may_counsel)
@pages.reading
def recommendation(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show the form, filled with what is known."""
    child = find_child(pk)
    known = {
        "forms_named": [one.form for one in child.allowed_forms.all()],
        "grade": child.grade,
        "group_kind": "LITERACY" if child.needs_literacy else "LANGUAGE",
    }
    return recommendation_page(request, child, forms.RecommendSchool(initial=known))


@pages.allow(policies.may_counsel)
@require_POST
def recommend_school(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the recommendation."""
    child, form = find_child(pk), forms.RecommendSchool(request.POST)
    if form.is_valid():
        data = dict(form.cleaned_data)
        try:
            actions.recommend_school(
                child=child,
                forms=data.pop("forms_named"),
                on=timezone.localdate(),
                by=request.seat,
                **data,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:child", pk=pk)
    return recommendation_page(request, child, form, status=422)
