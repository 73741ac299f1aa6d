# SPDX-License-Identifier: EUPL-1.2
"""The room schooling as Django knows it."""

from django.apps import AppConfig


class SchoolingConfig(AppConfig):
    """Schulplatzvermittlung."""

    name = "rundertisch.schooling"
    label = "schooling"
    verbose_name = "Schule"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter what hangs on a seat, and what the logs may be asked about here."""
        from rundertisch.accounts import registry
        from rundertisch.privacy import registry as privacy
        from rundertisch.schooling.actions import handing_over

        registry.enter(
            registry.Work(
                kind="schooling.rounds",
                one="offene Vermittlungsrunde",
                many="offene Vermittlungsrunden",
                count=handing_over.open_rounds,
                hand_over=handing_over.hand_over_rounds,
            )
        )
        privacy.may_be_asked_about(kind="child", german="Kind, das einen Schulplatz braucht")
