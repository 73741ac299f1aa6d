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
        """Tell the kernel how to find a person's seat and how to ask whether it is still them."""
        from django.conf import settings

        from rundertisch.accounts import queries
        from rundertisch.accounts.policies import sign_in
        from rundertisch.kernel import files, scope

        demanded = settings.SECOND_FACTOR_DEMANDED
        scope.load_seat = queries.seat_loader(second_factor_demanded=demanded)
        files.ask_again = sign_in.asker(minutes=settings.CONFIRMED_MINUTES)
