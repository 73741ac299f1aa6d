# SPDX-License-Identifier: EUPL-1.2
"""The ground floor as a Django app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Refusals, pages, forms, audit, row scope, the red thread."""

    name = "rundertisch.kernel"
    label = "kernel"
    verbose_name = "Erdgeschoss"
