# SPDX-License-Identifier: EUPL-1.2
"""A child reported twice is merged, two children in one report are split."""

import datetime as dt
from typing import Any

from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import actions, forms, policies, queries
from rundertisch.schooling.models import Child
from rundertisch.schooling.views.changes import ask, take
from rundertisch.schooling.views.children import find_child


@pages.allow(policies.may_counsel)
@pages.reading
def doubles(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show reports that may be the same child, or compare one of them."""
    child, reference = find_child(pk), request.GET.get("reference", "")
    other = queries.child_by_reference(reference=reference) if reference else None
    form = forms.FindDouble(request.GET if reference else None)
    if reference and (other is None or other.pk == child.pk):
        form.add_error("reference", "Dieses Kennzeichen hat keine andere Meldung. Bitte prüfen.")
    context = merging(child, other, form=form)
    seen = [child, other] if other else [child, *context["doubles"]]
    about = [Ref("child", str(one.pk)) for one in seen if one]
    audit.log_access(
        by=request.seat, about=about, purpose="Doppelte Meldungen", fields=audit.EVERYTHING
    )
    status = 422 if form.errors else 200
    return pages.page(request, "schooling/doubles.html", context, status=status)


def merging(child: Child, other: Child | None, **more: Form) -> dict[str, Any]:
    """Return what the page of double reports shows."""
    pair = other is not None and other.pk != child.pk
    return {
        "child": child,
        "other": other if pair else None,
        "doubles": [] if pair else queries.possible_doubles(child=child),
        "lines": queries.compared(one=child, other=other) if pair and other else (),
        "merge_form": merge_form(child, other) if pair and other else None,
        **more,
    }


def merge_form(child: Child, other: Child, data: QueryDict | None = None) -> forms.MergeChildren:
    """Return the form in which one of two reports is chosen."""
    known = {"version": child.version, "other_version": other.version, "stays": str(child.pk)}
    form = forms.MergeChildren(data, initial=known)
    form.fields["stays"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
        (str(one.pk), f"{one} ({one.reference}), wartet seit {one.waiting_since:%d.%m.%Y}")
        for one in (child, other)
    ]
    return form


@pages.allow(policies.may_counsel)
@require_POST
def merge_children(request: SeatedRequest, pk: int, other: int) -> HttpResponse:
    """Lead two reports in one record."""
    child, double = find_child(pk), find_child(other)
    form = merge_form(child, double, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        pair = [(child, data["version"]), (double, data["other_version"])]
        if data["stays"] == str(double.pk):
            pair.reverse()
        (stays, first), (closes, second) = pair
        try:
            actions.merge_children(
                stays=stays,
                closes=closes,
                versions=(first, second),
                on=timezone.localdate(),
                at=timezone.now(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:child", pk=stays.pk)
    context = merging(find_child(pk), find_child(other), form=forms.FindDouble())
    return pages.page(request, "schooling/doubles.html", context | {"merge_form": form}, status=422)


def split_form(child: Child, data: QueryDict | None = None) -> forms.SplitChild:
    """Return the form for the second child; its wishes are those of the report."""
    known = {"family_name": child.family_name, "version": child.version}
    form = forms.SplitChild(data, initial=known)
    named = child.wishes.select_related("school").order_by("rank")
    form.fields["wishes"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
        (str(wish.pk), f"{wish.rank}. {wish.school.name}") for wish in named
    ]
    return form


@pages.allow(policies.may_counsel)
@pages.reading
def splitting(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show the form for the second child of a report."""
    child = find_child(pk)
    return ask(request, child, split_form(child), "schooling/splitting.html")


@pages.allow(policies.may_counsel)
@require_POST
def split_child(request: SeatedRequest, pk: int) -> HttpResponse:
    """Give the second child its own record."""
    child = find_child(pk)
    form = split_form(child, request.POST)

    def do(on: dt.date, by: Seat) -> Child:
        data = form.cleaned_data
        second = actions.SecondChild(
            first_name=data["first_name"],
            family_name=data["family_name"],
            born_on=data["born_on"],
            grade=data["grade"],
            needs_literacy=data["needs_literacy"],
        )
        return actions.split_child(
            child=child,
            second=second,
            wishes=child.wishes.filter(pk__in=data["wishes"]),
            takes_place=data["takes_place"],
            version=data["version"],
            on=on,
            by=by,
        )

    return take(request, child, form, "schooling/splitting.html", do)
