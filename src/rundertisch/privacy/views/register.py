# SPDX-License-Identifier: EUPL-1.2
"""The page of the Verzeichnis der Verarbeitungstätigkeiten."""

from django.http import HttpResponse

from rundertisch.kernel import pages
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.privacy import policies, queries


@pages.allow(policies.may_see_register)
@pages.reading
def register(request: SeatedRequest) -> HttpResponse:
    """Show what is stored about persons, why, by which law and how long."""
    context = {"processings": queries.register_of_processing()}
    return pages.page(request, "privacy/register.html", context)
