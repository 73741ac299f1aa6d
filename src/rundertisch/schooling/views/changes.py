# SPDX-License-Identifier: EUPL-1.2
"""One child changes: moved, settled, not appeared, wishes; and the newest change taken back."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.places import queries as places
from rundertisch.schooling import actions, forms, policies, queries
from rundertisch.schooling.models import Change, Child, Placement, School
from rundertisch.schooling.views.children import child_page, find_child, with_version

WISHES = ("wish_1", "wish_2", "wish_3")


def ask(request: SeatedRequest, child: Child, form: Form, page: str) -> HttpResponse:
    """Show one of the forms that change a child."""
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(child.pk))],
        purpose="Kind bearbeiten",
        fields=audit.EVERYTHING,
    )
    return pages.page(request, page, {"child": child, "form": form})


def take(
    request: SeatedRequest,
    child: Child,
    form: Form,
    page: str,
    do: Callable[[dt.date, Seat], Child],
) -> HttpResponse:
    """Do it, or show the form again with the sentence and the input."""
    if form.is_valid():
        try:
            do(timezone.localdate(), request.seat)
        except Refusal as refusal:
            child.refresh_from_db()
            with_version(form, child)
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:child", pk=child.pk)
    return pages.page(request, page, {"child": child, "form": form}, status=422)


@pages.allow(policies.may_counsel)
@pages.reading
def moving(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show the form of a new home in the district."""
    child = find_child(pk)
    known = {"town": child.home_town.key, "address_protected": child.address_protected}
    form = forms.MoveChild(initial=known | {"version": child.version})
    return ask(request, child, form, "schooling/moving.html")


@pages.allow(policies.may_counsel)
@require_POST
def move_child(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the new home."""
    child, form = find_child(pk), forms.MoveChild(request.POST)

    def do(on: dt.date, by: Seat) -> Child:
        data = form.cleaned_data
        home = actions.found_home(
            town=places.town(key=data["town"]),
            street=data["street"],
            house_number=data["house_number"],
            postcode=data["postcode"],
            protected=data["address_protected"],
        )
        return actions.move_child(child=child, home=home, version=data["version"], on=on, by=by)

    return take(request, child, form, "schooling/moving.html", do)


@pages.allow(policies.may_counsel)
@require_POST
def settle_grade(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take one grade of the range."""
    child, form = find_child(pk), forms.SettleGrade(request.POST)
    if form.is_valid():
        try:
            actions.settle_grade(
                child=child, on=timezone.localdate(), by=request.seat, **form.cleaned_data
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:child", pk=pk)
    return child_page(request, find_child(pk), settle_form=form)


@pages.allow(policies.may_counsel)
@require_POST
def undo_change(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the newest change back."""
    form = forms.UndoChange(request.POST)
    if form.is_valid():
        change = get_object_or_404(Change, pk=form.cleaned_data["change"], child=pk)
        try:
            actions.undo_change(
                change=change, on=timezone.localdate(), at=timezone.now(), by=request.seat
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:child", pk=pk)
    return child_page(request, find_child(pk), undo_form=form)


@pages.allow(policies.may_counsel)
@pages.reading
def absence(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show the form for a child that did not come."""
    place = get_object_or_404(Placement.objects.select_related("group__school"), pk=pk)
    child = find_child(place.child_id)
    form = forms.NotAppeared(initial={"version": child.version})
    context = {"child": child, "form": form, "place": place}
    about = [Ref("child", str(child.pk))]
    audit.log_access(
        by=request.seat, about=about, purpose="Kind bearbeiten", fields=audit.EVERYTHING
    )
    return pages.page(request, "schooling/absence.html", context)


@pages.allow(policies.may_counsel)
@require_POST
def did_not_appear(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take that a child did not come: its seat is free."""
    place = get_object_or_404(Placement.objects.select_related("group__school", "child"), pk=pk)
    child, form = find_child(place.child_id), forms.NotAppeared(request.POST)
    if form.is_valid():
        try:
            actions.did_not_appear(
                placement=place, on=timezone.localdate(), by=request.seat, **form.cleaned_data
            )
        except Refusal as refusal:
            child.refresh_from_db()
            refused(form=with_version(form, child), refusal=refusal)
        else:
            return pages.done("schooling:child", pk=child.pk)
    context = {"child": child, "form": form, "place": place}
    return pages.page(request, "schooling/absence.html", context, status=422)


def wishes_page(
    request: SeatedRequest,
    child: Child,
    *,
    form: Form | None = None,
    ask_form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render who was asked what, and below it the schools, forms and claims."""
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(child.pk))],
        purpose="Kind bearbeiten",
        fields=audit.EVERYTHING,
    )
    context = {
        "child": child,
        "form": form or forms.KeepWishes(initial=_wished_so_far(child)),
        "ask_form": ask_form or forms.AskWishes(initial=_answered_so_far(child)),
        "asked": queries.asked_wishes(child=child),
    }
    return pages.page(request, "schooling/wishes.html", context, status=status)


def _answered_so_far(child: Child) -> dict[str, Any]:
    today = timezone.localdate()
    known: dict[str, Any] = {"parents_on": today, "child_on": today}
    for one in queries.asked_wishes(child=child):
        who = one.whom.lower()
        known |= {f"{who}_none": one.none, f"{who}_words": one.words}
        known |= {f"{who}_school": str(one.school_id or "")}
    return known


def _wished_so_far(child: Child) -> dict[str, Any]:
    named = {f"wish_{wish.rank}": str(wish.school_id) for wish in child.wishes.all()}
    return named | {
        "forms_allowed": [allowed.form for allowed in child.allowed_forms.all()],
        "claim_school": str(child.claim_school_id or ""),
        "claim_waived_on": child.claim_waived_on,
        "priority": child.priority,
        "priority_ref": child.priority_ref,
        "version": child.version,
    }


@pages.allow(policies.may_counsel)
@pages.reading
def wishes(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show what the family names and the law gives."""
    return wishes_page(request, find_child(pk))


def wished(form: forms.KeepWishes) -> dict[str, Any]:
    """Return the parsed form as the action's arguments."""
    data = form.cleaned_data
    schools = School.objects.select_related("town").in_bulk()
    claims = actions.Claims(
        school=schools[int(data["claim_school"])] if data["claim_school"] else None,
        waived_on=data["claim_waived_on"],
        priority=data["priority"],
        priority_ref=data["priority_ref"],
    )
    return {
        "schools": [schools[int(data[name])] for name in WISHES if data[name]],
        "forms": tuple(data["forms_allowed"]),
        "claims": claims,
        "version": data["version"],
    }


@pages.allow(policies.may_counsel)
@require_POST
def keep_wishes(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take wishes, forms, claim and hardship."""
    child, form = find_child(pk), forms.KeepWishes(request.POST)

    if form.is_valid():
        try:
            actions.keep_wishes(
                child=child, on=timezone.localdate(), by=request.seat, **wished(form)
            )
        except Refusal as refusal:
            child.refresh_from_db()
            refused(form=with_version(form, child), refusal=refusal)
        else:
            return pages.done("schooling:child", pk=pk)
    return wishes_page(request, child, form=form, status=422)
