# SPDX-License-Identifier: EUPL-1.2
"""Lists to schools: who was announced to them, with what a school may know before it decides."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from rundertisch.kernel import audit, files, letters, pages
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import exchange, policies, queries
from rundertisch.schooling.models import School


def _list(request: SeatedRequest, pk: int, *, purpose: str) -> queries.SchoolList:
    """Return the list of a school and note who took it."""
    school = get_object_or_404(School.objects.select_related("town"), pk=pk)
    found = queries.school_list(school=school, on=timezone.localdate())
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(place.child_id)) for place in found.places],
        purpose=purpose,
        fields=queries.SCHOOL_LIST,
    )
    return found


@pages.allow(policies.may_see_school_lists)
@pages.reading
def school_lists(request: SeatedRequest) -> HttpResponse:
    """Show the schools to which children were announced."""
    context = {"schools": queries.schools_with_new_children(on=timezone.localdate())}
    return pages.page(request, "schooling/school_lists.html", context)


@pages.allow(policies.may_see_school_lists)
@pages.reading
def school_list(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show the children announced to one school."""
    found = _list(request, pk, purpose="Schulliste")
    return pages.page(request, "schooling/school_list.html", {"list": found})


@pages.allow(policies.may_see_school_lists)
@files.confirmed
@pages.reading
def export_school_list(request: SeatedRequest, pk: int) -> HttpResponse:
    """Hand out the list of one school as CSV."""
    found = _list(request, pk, purpose="Schulliste als CSV")
    return files.answer(
        content="\ufeff" + exchange.school_list_csv(found=found),
        name=f"neue-kinder-{pk}.csv",
        content_type="text/csv; charset=utf-8",
    )


@pages.allow(policies.may_see_school_lists)
@files.confirmed
@pages.reading
def print_school_list(request: SeatedRequest, pk: int) -> HttpResponse:
    """Hand out the list of one school as PDF."""
    found = _list(request, pk, purpose="Schulliste gedruckt")
    letter = exchange.school_list_letter(found=found, on=timezone.localdate())
    return files.answer(
        content=letters.pdf(letter=letter),
        name=f"neue-kinder-{pk}.pdf",
        content_type="application/pdf",
    )
