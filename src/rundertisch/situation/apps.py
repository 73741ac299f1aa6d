# SPDX-License-Identifier: EUPL-1.2
"""The room situation as Django knows it."""

from django.apps import AppConfig


class SituationConfig(AppConfig):
    """Lage: Lebensbereiche, in denen Menschen etwas brauchen."""

    name = "rundertisch.situation"
    label = "situation"
    verbose_name = "Lage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say that nothing here is about a person."""
        from rundertisch.privacy.registry import forgetting

        forgetting.things({"need_domain": "a kind of need, of nobody in particular"})
