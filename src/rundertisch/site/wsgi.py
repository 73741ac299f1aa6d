# SPDX-License-Identifier: EUPL-1.2
"""The door for web servers (granian, gunicorn): `rundertisch.site.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rundertisch.site.settings")
os.environ.setdefault("RUNDERTISCH_POOL", "16")

application = get_wsgi_application()
