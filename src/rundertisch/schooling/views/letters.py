# SPDX-License-Identifier: EUPL-1.2
"""Letters to families: what waits to be printed, and that it was."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, files, letters, outbox, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import exchange, policies, queries


def letters_page(request: SeatedRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Render the print queue."""
    lines = queries.letters_to_print()
    audit.log_access(
        by=request.seat,
        about=[queries.letter_ref(line=line) for line in lines],
        purpose="Briefe an Familien",
        fields=queries.LETTERS,
    )
    context = {"lines": lines, "refusal": refusal}
    return pages.page(request, "schooling/family_letters.html", context, status=status)


@pages.allow(policies.may_counsel)
@pages.reading
def family_letters(request: SeatedRequest) -> HttpResponse:
    """Show which letters wait for the printer."""
    return letters_page(request)


@pages.allow(policies.may_counsel)
@files.confirmed
@pages.reading
def export_family_letter(request: SeatedRequest, pk: int) -> HttpResponse:
    """Hand out one letter as a PDF."""
    line = queries.letter_line(pk=pk)
    if line is None:
        raise Http404
    audit.log_access(
        by=request.seat,
        about=[queries.letter_ref(line=line)],
        purpose="Brief an die Familie gedruckt",
        fields=queries.LETTER,
    )
    content = letters.pdf(letter=exchange.family_letter(line=line))
    return files.answer(content=content, name=f"brief-{pk}.pdf", content_type="application/pdf")


@pages.allow(policies.may_counsel)
@require_POST
def note_letter_printed(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take that a letter is on its way; its text is deleted."""
    try:
        outbox.note_printed(pk=pk, by=request.seat)
    except Refusal as refusal:
        return letters_page(request, refusal=str(refusal), status=422)
    return pages.done("schooling:family_letters")
