# SPDX-License-Identifier: EUPL-1.2
"""The room privacy as Django knows it."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Zweck, Rechtsgrundlage und Aufbewahrung."""

    name = "rundertisch.privacy"
    label = "privacy"
    verbose_name = "Datenschutz"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter what the rooms below and this one do with persons."""
        from rundertisch.privacy import queries
        from rundertisch.privacy.registry import forgetting, lower
        from rundertisch.privacy.registry.steps import enter_lower

        enter_lower()
        lower.enter_accounts()
        forgetting.person(queries.account())
        lower.enter_own(kind=lower.ACCOUNT)
        lower.enter_things()
