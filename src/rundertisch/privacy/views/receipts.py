# SPDX-License-Identifier: EUPL-1.2
"""What became of a request, and the receipt to read and to take along."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from rundertisch.kernel import files, pages
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.privacy import policies, queries
from rundertisch.privacy.models import ForgetRequest, Receipt


@pages.allow(policies.may_forget_somebody)
@pages.reading
def forget_request(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show whether a request is done; the page asks again by itself until it is."""
    made = get_object_or_404(ForgetRequest.objects.select_related("receipt"), pk=pk)
    if made.receipt is not None:
        return pages.done("privacy:receipt", number=made.receipt.number)
    return pages.page(request, "privacy/forget_request.html", {"made": made})


@pages.allow(policies.may_read_receipts)
@pages.reading
def receipt(request: SeatedRequest, number: int) -> HttpResponse:
    """Show a receipt in words."""
    kept = get_object_or_404(Receipt, number=number)
    context = {
        "receipt": kept,
        "said": queries.told(receipt=kept),
        "file_url": reverse("privacy:receipt_file", kwargs={"number": number}),
    }
    return pages.page(request, "privacy/receipt.html", context)


@pages.allow(policies.may_read_receipts)
@files.unconfirmed(why="a receipt names nobody")
@pages.reading
def receipt_file(request: SeatedRequest, number: int) -> HttpResponse:
    """Hand out a receipt as its signed file."""
    del request
    kept = get_object_or_404(Receipt, number=number)
    return files.answer(
        content=queries.as_text(receipt=kept),
        name=queries.file_name(number=number),
        content_type="application/json",
    )
