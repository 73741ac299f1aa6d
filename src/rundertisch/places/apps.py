# SPDX-License-Identifier: EUPL-1.2
"""The room places as Django knows it."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Orte, Adressen, Ferien und Stichtage."""

    name = "rundertisch.places"
    label = "places"
    verbose_name = "Orte"
    default_auto_field = "django.db.models.BigAutoField"
