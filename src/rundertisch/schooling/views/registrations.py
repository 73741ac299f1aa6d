# SPDX-License-Identifier: EUPL-1.2
"""Counts of the towns' registers: numbers in, no person."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import exchange, forms, policies


@pages.allow(policies.may_import_registrations)
@pages.reading
def upload_registrations(request: SeatedRequest) -> HttpResponse:
    """Show where to hand in the counts and which columns the file has."""
    columns = exchange.REGISTRATION_COLUMNS
    context = {"form": forms.UploadRegistrations(), "columns": columns, "report": None}
    return pages.page(request, "schooling/upload_registrations.html", context)


@pages.allow(policies.may_import_registrations)
@require_POST
def import_registrations(request: SeatedRequest) -> HttpResponse:
    """Take the counts, all or nothing."""
    form, report = forms.UploadRegistrations(request.POST, request.FILES), None
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            report = exchange.import_registrations(
                data=file.read(), file=file.name, on=timezone.localdate(), by=request.seat
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    context = {"form": form, "columns": exchange.REGISTRATION_COLUMNS, "report": report}
    status = 422 if report is None else 200
    return pages.page(request, "schooling/upload_registrations.html", context, status=status)
