# SPDX-License-Identifier: EUPL-1.2
"""The room partners as Django knows it."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Wer am Tisch sitzt und wer wofür zuständig ist."""

    name = "rundertisch.partners"
    label = "partners"
    verbose_name = "Partner"
    default_auto_field = "django.db.models.BigAutoField"
