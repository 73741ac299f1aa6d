# SPDX-License-Identifier: EUPL-1.2
"""Two answers for whoever watches over the process: it lives; it is ready. No facts, no login.

They are no doors of the house: they stand before everything that would need a database, a host name
or a session, and answer also when one of these is what is missing.
"""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse

READY, LIVES = "/gesundheit/", "/gesundheit/lebt/"

Answer = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answers the two addresses; everything else passes."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == LIVES:
            return _said(HTTPStatus.OK)
        if request.path_info == READY:
            return _said(HTTPStatus.OK if ready() else HTTPStatus.SERVICE_UNAVAILABLE)
        return self.get_response(request)


def ready() -> bool:
    """Say whether the database answers and has every table that the code wants."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select app, name from django_migrations")
            applied = set(cursor.fetchall())
    except Error:
        return False
    return _wanted() <= applied


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    """Return the newest migration of every app; each brings the ones before it."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _said(status: HTTPStatus) -> HttpResponse:
    answer = HttpResponse(
        "bereit\n" if status == HTTPStatus.OK else "nicht bereit\n", status=status
    )
    answer["Content-Type"] = "text/plain; charset=utf-8"
    answer["Cache-Control"] = "no-store"
    return answer
