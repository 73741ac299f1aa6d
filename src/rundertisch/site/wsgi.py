# SPDX-License-Identifier: EUPL-1.2
"""The door for web servers (granian, gunicorn): `rundertisch.site.wsgi:application`."""

import os
import threading
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from rundertisch.site import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rundertisch.site.settings")
os.environ.setdefault("RUNDERTISCH_POOL", "16")

application = get_wsgi_application()


def _compile_the_planning_kernel() -> None:
    """Load compiled code (numba) while the first pages are read, so that no request waits.

    Every module is imported before the thread begins: two threads that import parts of one
    package at once may each meet the other's half.
    """
    from rundertisch.engine.placement.solve.warm import warm

    import_module(settings.ROOT_URLCONF)
    threading.Thread(target=warm, daemon=True).start()


if environment.mode() != "test":
    _compile_the_planning_kernel()
