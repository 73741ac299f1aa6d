# SPDX-License-Identifier: EUPL-1.2
"""The door for web servers (granian, gunicorn): `rundertisch.site.wsgi:application`."""

import os
import threading

from django.core.wsgi import get_wsgi_application

from rundertisch.site import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rundertisch.site.settings")
os.environ.setdefault("RUNDERTISCH_POOL", "16")

application = get_wsgi_application()


def _load_the_planning_kernel() -> None:
    """Load compiled code (numba) while the first pages are read, so that no request waits."""
    from rundertisch.engine.placement.solve.warm import warm

    warm()


if environment.mode() != "test":
    threading.Thread(target=_load_the_planning_kernel, daemon=True).start()
