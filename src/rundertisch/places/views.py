# SPDX-License-Identifier: EUPL-1.2
"""The page of places: towns of the district and the school calendar."""

from django.http import HttpResponse
from django.utils import timezone

from rundertisch.kernel import pages
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.places import policies, queries


@pages.allow(policies.may_see_places)
@pages.reading
def places(request: SeatedRequest) -> HttpResponse:
    """Show the towns with their sizes, the next holidays and key dates."""
    on = timezone.localdate()
    context = {
        "district": queries.district(),
        "towns": queries.town_lines(on=on),
        "holidays": queries.coming_school_holidays(on=on)[:6],
        "key_dates": queries.coming_key_dates(on=on),
        "on": on,
    }
    return pages.page(request, "places/places.html", context)
