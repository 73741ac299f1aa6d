# SPDX-License-Identifier: EUPL-1.2
"""Pages of one's own account: who is signed in, on which seat, and the file that waits."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from rundertisch.accounts import actions, queries
from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.scope import PROVEN_KEY, SEAT_KEY, SeatedRequest


@pages.allow(pages.signed_in)
@pages.reading
def account(request: SeatedRequest) -> HttpResponse:
    """Show who is signed in, on which seat, and which other seats there are."""
    return _account(request)


def _account(request: SeatedRequest, *, refused: str = "", status: int = 200) -> HttpResponse:
    protected = queries.has_second_factor(user_id=request.user.pk)
    proven = request.session.get(PROVEN_KEY) is True
    context = {
        "seat": request.seat,
        "seats": queries.own_seats(user_id=request.user.pk),
        "reset": queries.untold_reset(user=request.user),
        "deputies": queries.deputies_of(user=request.user, on=timezone.localdate()),
        "protected": protected,
        "proven": proven,
        "second_factor_missing": settings.SECOND_FACTOR_DEMANDED and not (protected or proven),
        "refused": refused,
    }
    return pages.page(request, "accounts/account.html", context, status=status)


@pages.allow(pages.signed_in)
@require_POST
def choose_seat(request: SeatedRequest, pk: int) -> HttpResponse:
    """Sit on another of one's own seats and begin there."""
    try:
        seat = actions.choose_seat(user=request.user, seat_id=pk)
    except Refusal as refusal:
        return _account(request, refused=str(refusal), status=422)
    request.session[SEAT_KEY] = seat.pk
    return pages.done("start")


@pages.allow(pages.signed_in)
@pages.reading
def waiting_file(request: SeatedRequest) -> HttpResponse:
    """Load a file after the person was asked again, and lead back to where it was asked for."""
    file, back = (request.GET.get(name, "") for name in ("datei", "zurueck"))
    for path in (file, back):
        if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, None):
            raise Http404
    answer = pages.page(request, "accounts/waiting_file.html", {"file": file, "back": back})
    answer["Refresh"] = f"0; url={file}"
    return answer
