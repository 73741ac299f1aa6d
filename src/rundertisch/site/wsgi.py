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


def _make_ready() -> None:
    """Make ready while the first pages are read what they would otherwise wait for.

    Every module is imported before the thread begins: two threads that import parts of one
    package at once may each meet the other's half.
    """
    import_module(settings.ROOT_URLCONF)
    from rundertisch.kernel import prepared
    from rundertisch.site.readiness import make_ready

    prepared.know_all()  # before the first connection is opened
    threading.Thread(target=make_ready, daemon=True).start()


if environment.mode() != "test":
    _make_ready()
