# SPDX-License-Identifier: EUPL-1.2
"""The page of the Verzeichnis der Verarbeitungstätigkeiten, and the same as a file."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from rundertisch.kernel import files, pages
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.privacy import exchange, policies, queries

FORMS = {
    "csv": (exchange.art30_csv, "text/csv; charset=utf-8"),
    "json": (exchange.art30_json, "application/json"),
}


@pages.allow(policies.may_see_register)
@pages.reading
def register(request: SeatedRequest) -> HttpResponse:
    """Show what is stored about persons, why, by which law and how long."""
    context = {"processings": queries.register_of_processing()}
    return pages.page(request, "privacy/register.html", context)


@pages.allow(policies.may_see_register)
@files.unconfirmed(why="das Verzeichnis nennt keine Person")
@pages.reading
def export_register(request: SeatedRequest, form: str) -> HttpResponse:
    """Hand the register out as a file; it names no person."""
    del request
    if form not in FORMS:
        raise Http404
    written, kind = FORMS[form]
    content = written(on=timezone.localdate())
    return files.answer(content=content, name=f"verzeichnis-art-30.{form}", content_type=kind)
