# SPDX-License-Identifier: EUPL-1.2
"""The site with one more page for `./run bench rows`: fifty rows, by row rule or by hand.

Both answers pass the same middleware and the same template. `?von=hand` asks the role that owns the
tables, whom no row rule binds, with the rule written into the statement in the policy's own words.
"""

import os
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

from benchmarks import rows

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpResponse

    from rundertisch.kernel.scope import SeatedRequest

TEMPLATE = """{% extends "base.html" %}{% block title %}Zeilen{% endblock %}{% block content %}
<table>{% for pk, words in lines %}<tr><td>{{ pk }}</td><td>{{ words }}</td></tr>
{% endfor %}</table>
{% endblock %}"""


def anybody(*, seat: object) -> bool:
    """Open the page to every seat: the row rule decides."""
    return seat is not None


def fifty_rows(request: "SeatedRequest") -> "HttpResponse":
    """Show the first page of rows that the asking seat may see."""
    from django.db import connection, connections
    from django.http import HttpResponse
    from django.template import engines

    seat, by_hand = request.seat, request.GET.get("von") == "hand"
    with (connections["owner"] if by_hand else connection).cursor() as cursor:
        hand = rows.AS_THE_POLICY.format(partner=seat.partner_id)
        cursor.execute(hand if by_hand else rows.FIRST_PAGE)
        lines = cursor.fetchall()
    template = engines["django"].from_string(TEMPLATE)
    return HttpResponse(template.render({"lines": lines}, request))


def with_one_more_page() -> "WSGIHandler":
    """Wake Django as the site's own door does, without planning, and add the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rundertisch.site.settings")
    os.environ.setdefault("RUNDERTISCH_POOL", "16")
    handler = get_wsgi_application()
    from django.db import connections
    from django.urls import path

    from rundertisch.kernel import pages
    from rundertisch.site import urls

    connections["owner"].settings_dict["CONN_MAX_AGE"] = None
    urls.urlpatterns.append(path("zeilen/", pages.allow(anybody)(fifty_rows)))
    return handler


if os.environ.get("RUNDERTISCH_BENCH") == rows.MARK:
    application = with_one_more_page()
