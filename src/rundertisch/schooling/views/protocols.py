# SPDX-License-Identifier: EUPL-1.2
"""The sealed protocol of a round: what it holds, its root, and the file."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from rundertisch.kernel import audit, files, pages
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import exchange, policies, queries
from rundertisch.schooling.models import Round
from rundertisch.schooling.views.rounds import found_round, may


@pages.allow(policies.may_see_proposals)
@pages.reading
def protocol(request: SeatedRequest, pk: int) -> HttpResponse:
    """Say what is sealed and how to repeat the computation."""
    shown = found_round(pk)
    context = {
        "round": shown,
        "versions": queries.versions_of(shown=shown),
        "may": may(request),
    }
    return pages.page(request, "schooling/protocol.html", context)


@pages.allow(policies.may_counsel)
@files.confirmed
@pages.reading
def export_protocol(request: SeatedRequest, pk: int) -> HttpResponse:
    """Hand out the sealed protocol as a file."""
    shown = get_object_or_404(Round, pk=pk)
    if shown.sealed_on is None:
        raise Http404
    about = [Ref("round", str(pk))]
    audit.log_access(
        by=request.seat, about=about, purpose="Protokoll als Datei", fields=audit.EVERYTHING
    )
    return files.answer(
        content=exchange.protocol_text(round=shown),
        name=f"runde-{pk}.json",
        content_type="application/json; charset=utf-8",
    )
