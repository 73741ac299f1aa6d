# SPDX-License-Identifier: EUPL-1.2
"""The information sheet in the language of its path: as a page and as a PDF to print."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from rundertisch.kernel import files, letters, pages, public
from rundertisch.kernel.letters import Letter
from rundertisch.privacy import queries as privacy
from rundertisch.schooling import queries


@public.public
@pages.reading
def information_sheet(request: HttpRequest) -> HttpResponse:
    """Show what happens to the data of a child that needs a school place."""
    return public.page(request, "schooling/information_sheet.html", {"letter": _sheet()})


@public.public
@files.unconfirmed(why="ein Informationsblatt für alle, ohne Angaben über einen Menschen")
@pages.reading
def information_sheet_pdf(request: HttpRequest) -> HttpResponse:
    """Hand the same sheet out to be printed."""
    del request
    name = f"schulplatz-datenschutz-{get_language()}.pdf"
    return files.answer(
        content=letters.pdf(letter=_sheet()), name=name, content_type="application/pdf"
    )


def _sheet() -> Letter:
    named = privacy.responsible_for(step="schooling", on=timezone.localdate())
    return queries.information_sheet(responsible=named)
