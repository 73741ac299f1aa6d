# SPDX-License-Identifier: EUPL-1.2
"""The door for web servers (granian, gunicorn): `rundertisch.site.wsgi:application`."""

import gc
import os
import threading
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from rundertisch.site import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rundertisch.site.settings")
os.environ.setdefault("RUNDERTISCH_POOL", "16")

GARBAGE = 20_000  # new objects until Python looks for circles; 700 by default

application = get_wsgi_application()


def _compile_the_planning_kernel() -> None:
    """Load compiled code (numba) while the first pages are read, so that no request waits.

    Every module is imported before the thread begins: two threads that import parts of one
    package at once may each meet the other's half.
    """
    from rundertisch.engine.placement.solve.warm import warm

    def load() -> None:
        warm()
        gc.freeze()  # what stays for good is not looked through again while somebody waits
        gc.set_threshold(GARBAGE)

    import_module(settings.ROOT_URLCONF)
    threading.Thread(target=load, daemon=True).start()


if environment.mode() != "test":
    _compile_the_planning_kernel()
