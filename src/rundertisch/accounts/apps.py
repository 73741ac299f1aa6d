# SPDX-License-Identifier: EUPL-1.2
"""The room accounts as Django knows it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Konten und Plätze am Tisch."""

    name = "rundertisch.accounts"
    label = "accounts"
    verbose_name = "Konten"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the kernel how to find the seat on which a signed-in person sits."""
        from django.conf import settings

        from rundertisch.accounts import queries
        from rundertisch.kernel import scope

        demanded = settings.SECOND_FACTOR_DEMANDED
        scope.load_seat = queries.seat_loader(second_factor_demanded=demanded)
