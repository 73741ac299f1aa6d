# SPDX-License-Identifier: EUPL-1.2
"""One child: report, read, correct, counsel, close."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.places import queries as places
from rundertisch.schooling import actions, forms, policies, queries
from rundertisch.schooling.models import Child


def described(form: forms.DescribeChild) -> dict[str, Any]:
    """Return the parsed form as the action's arguments."""
    data = form.cleaned_data
    return {
        "first_name": data["first_name"],
        "family_name": data["family_name"],
        "born_on": data["born_on"],
        "family_reference": data["family_reference"],
        "home": actions.found_home(
            town=places.town(key=data["town"]),
            street=data["street"],
            house_number=data["house_number"],
            postcode=data["postcode"],
            protected=data["address_protected"],
        ),
        "need": actions.Need(
            grade=data["grade"],
            grade_to=data["grade_to"],
            needs_literacy=data["needs_literacy"],
            interpreter_language=data["interpreter_language"],
            forms=tuple(data["forms_allowed"]),
        ),
        "days": actions.Days(
            reported_on=data["reported_on"],
            registered_on=data["registered_on"],
            latest_school_day_on=data["latest_school_day_on"],
            waited_since=data["waited_since"],
        ),
    }


def known(child: Child) -> dict[str, Any]:
    """Return what the form shows before anybody changed it."""
    names = ("first_name", "family_name", "born_on", "grade", "grade_to", "address_protected")
    more = ("street", "house_number", "postcode", "reported_on", "registered_on")
    rest = ("latest_school_day_on", "waited_since", "needs_literacy", "interpreter_language")
    return {name: getattr(child, name) for name in (*names, *more, *rest, "version")} | {
        "town": child.home_town.key,
        "family_reference": child.family.reference if child.family else "",
        "forms_allowed": [allowed.form for allowed in child.allowed_forms.all()],
    }


def with_version(form: Form, child: Child) -> Form:
    """Let a refused form know the newest version: sent again, what was typed holds."""
    form.data = form.data.copy()  # type: ignore[attr-defined]  # Django's QueryDict
    form.data["version"] = str(child.version)  # type: ignore[index]  # likewise
    return form


def changes_of(child: Child) -> dict[str, Any]:
    """Return what the page says about the place, the open grade and the newest change."""
    place = queries.running_place(child=child)
    signed_on = place.signed_on if place is not None else None
    return {
        "newest": queries.newest_change(child=child),
        "place": place,
        "home_changed": queries.home_changed_since(child=child, day=signed_on),
        "range": range(child.grade, (child.grade_to or child.grade) + 1),
        "undo_form": None,
        "settle_form": None,
    }


def child_page(request: SeatedRequest, child: Child, **refused_forms: Form) -> HttpResponse:
    """Render the page of one child, with the forms as they are."""
    on, counsels = timezone.localdate(), policies.may_counsel(seat=request.seat)
    context = {
        "child": child,
        "days": child.waiting_days(on=on),
        "line": queries.line_of_child(child=child),
        "forms": [allowed.form for allowed in child.allowed_forms.all()],
        "wishes": child.wishes.select_related("school").order_by("rank"),
        "close_open": "close_form" in refused_forms,
        "appointments": queries.appointment_lines(child=child, on=on) if counsels else (),
        "appointment_form": None,
        "course": queries.child_course(child=child, seat=request.seat, on=on),
        "may_note": policies.may_note_first_day(seat=request.seat),
        "siblings": queries.siblings_of(child=child),
        "notices": queries.notices_of(child=child),
        **changes_of(child),
        "may_counsel": counsels,
        "may_see_proposals": policies.may_see_proposals(seat=request.seat),
        "counsel_form": forms.CounselChild(initial={"counselled_on": on}),
        "close_form": forms.CloseChild(initial={"left_on": on}),
        **refused_forms,
    }
    status = 422 if refused_forms else 200
    return pages.page(request, "schooling/child.html", context, status=status)


def find_child(pk: int) -> Child:
    """Find the child, if the database lets the asking seat see it."""
    return get_object_or_404(Child.objects.select_related("home_town", "family"), pk=pk)


@pages.allow(policies.may_see_children)
@pages.reading
def child(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show one child with the newest proposal and its reasons."""
    found = find_child(pk)
    audit.log_access(
        by=request.seat, about=[Ref("child", str(pk))], purpose="Kind", fields=audit.EVERYTHING
    )
    return child_page(request, found)


@pages.allow(policies.may_counsel)
@pages.reading
def new_child(request: SeatedRequest) -> HttpResponse:
    """Show the empty form of a report."""
    form = forms.DescribeChild(initial={"reported_on": timezone.localdate()})
    return pages.page(request, "schooling/report_child.html", {"form": form})


@pages.allow(policies.may_counsel)
@require_POST
def report_child(request: SeatedRequest) -> HttpResponse:
    """Take a report."""
    form = forms.DescribeChild(request.POST)
    if form.is_valid():
        try:
            reported = actions.report_child(
                on=timezone.localdate(), by=request.seat, **described(form)
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:child", pk=reported.pk)
    return pages.page(request, "schooling/report_child.html", {"form": form}, status=422)


@pages.allow(policies.may_counsel)
@pages.reading
def edit_child(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show the form with what is known."""
    found = find_child(pk)
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(pk))],
        purpose="Kind bearbeiten",
        fields=audit.EVERYTHING,
    )
    context = {"form": forms.CorrectChild(initial=known(found)), "child": found}
    return pages.page(request, "schooling/edit_child.html", context)


@pages.allow(policies.may_counsel)
@require_POST
def change_child(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take a correction."""
    found = find_child(pk)
    form = forms.CorrectChild(request.POST)
    if form.is_valid():
        given = described(form) | {"version": form.cleaned_data["version"]}
        try:
            actions.change_child(child=found, on=timezone.localdate(), by=request.seat, **given)
        except Refusal as refusal:
            found.refresh_from_db()
            refused(form=with_version(form, found), refusal=refusal)
        else:
            return pages.done("schooling:child", pk=pk)
    context = {"form": form, "child": found}
    return pages.page(request, "schooling/edit_child.html", context, status=422)


@pages.allow(policies.may_counsel)
@require_POST
def counsel_child(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the day of the first counselling."""
    form = forms.CounselChild(request.POST)
    return _one_day(request, pk, form, action=actions.counsel_child, shown_as="counsel_form")


@pages.allow(policies.may_counsel)
@require_POST
def close_child(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the day from which no place is needed."""
    form = forms.CloseChild(request.POST)
    return _one_day(request, pk, form, action=actions.close_child, shown_as="close_form")


def _one_day(
    request: SeatedRequest, pk: int, form: Form, *, action: Callable[..., Child], shown_as: str
) -> HttpResponse:
    found = find_child(pk)
    if form.is_valid():
        days: dict[str, dt.date] = form.cleaned_data
        try:
            action(child=found, by=request.seat, on=timezone.localdate(), **days)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:child", pk=pk)
    return child_page(request, found, **{shown_as: form})
