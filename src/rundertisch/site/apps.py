# SPDX-License-Identifier: EUPL-1.2
"""The top floor as a Django app: it brings the start page's templates."""

from django.apps import AppConfig


class Site(AppConfig):
    """The place that knows all rooms."""

    name = "rundertisch.site"
    label = "site"
    verbose_name = "Rundertisch"

    def ready(self) -> None:
        """Tell the kernel which doors this house has, where its key and the log's head lie."""
        from rundertisch.kernel import pages, signing
        from rundertisch.kernel.audit import sealing
        from rundertisch.site import environment, nav, signing_key

        pages.navigation = nav.doors
        signing.load_key = signing_key.load
        sealing.head_file = lambda: environment.home() / "audit-heads.jsonl"
