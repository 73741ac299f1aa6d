# SPDX-License-Identifier: EUPL-1.2
"""The queues: who waits for counselling, for a place, and in a group for a regular class."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone

from rundertisch.kernel import audit, pages
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.places import queries as places
from rundertisch.schooling import policies, queries

ROWS = 50  # a page somebody can read


def asked(request: SeatedRequest) -> dict[str, str]:
    """Return the filters of the address line; unknown ones filter nothing."""
    return {
        "queue": request.GET.get("schlange", ""),
        "band": request.GET.get("stufe", ""),
        "place": request.GET.get("kommune", ""),
        "sort": request.GET.get("ordnung", "wartezeit"),
    }


@pages.allow(policies.may_see_queues)
@pages.reading
def waiting_list(request: SeatedRequest) -> HttpResponse:
    """Show the queues in numbers and the children behind them."""
    on, filters = timezone.localdate(), asked(request)
    paginator = Paginator(queries.waiting_children(on=on, **filters), ROWS)
    children = paginator.get_page(request.GET.get("seite"))
    lines = [queries.waiting_line(child=child, on=on) for child in children]
    about = [Ref("child", str(line.child.pk)) for line in lines]
    in_groups = filters["queue"] == queries.waiting.REGULAR.key
    shown = queries.shown.IN_GROUPS if in_groups else queries.WAITING_LIST
    audit.log_access(by=request.seat, about=about, purpose="Warteliste", fields=shown)
    context = {
        "queues": queries.queues(on=on, place=filters["place"]),
        "page": children,
        "lines": lines,
        "filters": filters,
        "towns": places.towns(),
        "queue_choices": queries.waiting.LISTS,
        "bands": queries.BANDS,
        "sorts": queries.SORT_NAMES,
        "list_caption": queries.list_caption(children=paginator.count),
        "may_counsel": policies.may_counsel(seat=request.seat),
        "on": on,
    }
    return pages.page(request, "schooling/waiting_list.html", context, part="rows")
