# SPDX-License-Identifier: EUPL-1.2
"""The top floor as a Django app: it brings the start page's templates."""

from django.apps import AppConfig


class Site(AppConfig):
    """The place that knows all rooms."""

    name = "rundertisch.site"
    label = "site"
    verbose_name = "Rundertisch"

    def ready(self) -> None:
        """Tell the kernel which doors this house has."""
        from rundertisch.kernel import pages
        from rundertisch.site import nav

        pages.navigation = nav.doors
