# SPDX-License-Identifier: EUPL-1.2
"""The ground floor as a Django app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Refusals, pages, forms, audit, row scope, the red thread."""

    name = "rundertisch.kernel"
    label = "kernel"
    verbose_name = "Erdgeschoss"

    def ready(self) -> None:
        """Let the worker know the job that sends."""
        from rundertisch.kernel.outbox import sending  # noqa: F401  (declares the job)
