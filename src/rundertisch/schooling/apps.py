# SPDX-License-Identifier: EUPL-1.2
"""The room schooling as Django knows it."""

from django.apps import AppConfig


class SchoolingConfig(AppConfig):
    """Schulplatzvermittlung."""

    name = "rundertisch.schooling"
    label = "schooling"
    verbose_name = "Schule"
    default_auto_field = "django.db.models.BigAutoField"
