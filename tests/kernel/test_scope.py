# SPDX-License-Identifier: EUPL-1.2
"""Nobody asking sees nothing; who asks is told to PostgreSQL and forgotten with the transaction."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.exception import convert_exception_to_response
from django.db import DatabaseError, connection, connections, migrations, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from rundertisch.kernel import audit, pages, scope
from rundertisch.kernel.models import AuditEntry
from rundertisch.kernel.thread import Ref
from tests.support.cluster import OwnDatabase

pytestmark = pytest.mark.database

MINE = "select count(*) from kernel_auditentry where action = 'kernel.note'"


class Chair:
    """Anna's seat, as little of it as the kernel needs."""

    id = 41
    user_id = 7


class Signed:
    """Whoever is signed in."""

    is_authenticated = True


def annas_chair(*, user_id: int, seat_id: int | None, proven_elsewhere: bool) -> Chair:
    assert (user_id, seat_id, proven_elsewhere) == (7, 41, False)
    return Chair()


def no_chair(*, user_id: int, seat_id: int | None, proven_elsewhere: bool) -> None:
    assert (user_id, seat_id, proven_elsewhere) == (7, 41, False)


def note() -> None:
    audit.record(action="kernel.note", by=Chair(), about=Ref("test", "note"))


def notes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(MINE)
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_nobody_asking_sees_nothing_and_anna_sees_hers() -> None:
    with scope.asking(user_id=7, seat_id=41):
        note()
        assert notes() == 1
    assert notes() == 0
    with scope.asking(user_id=8, seat_id=42):
        assert notes() == 0


@pytest.mark.django_db
def test_after_the_transaction_nobody_is_asking() -> None:
    with scope.asking(user_id=7, seat_id=41):
        assert scope.told() == (7, 41)
    assert scope.told() == (None, None)


@pytest.mark.django_db
def test_who_asked_before_asks_again_after_a_nested_question() -> None:
    with scope.asking(user_id=7, seat_id=41):
        with scope.asking(user_id=8, seat_id=None):
            assert scope.told() == (8, None)
        assert scope.told() == (7, 41)


@pytest.mark.django_db
def test_after_an_exception_inside_who_asked_before_asks_again() -> None:
    with scope.asking(user_id=7, seat_id=41):
        with pytest.raises(ZeroDivisionError), scope.asking(user_id=8, seat_id=42):
            raise ZeroDivisionError
        assert scope.told() == (7, 41)
    with pytest.raises(ZeroDivisionError), scope.asking(user_id=7, seat_id=41):
        raise ZeroDivisionError
    assert scope.told() == (None, None)
    assert notes() == 0


@pytest.mark.django_db
def test_a_failed_statement_cannot_be_swallowed_while_asking() -> None:
    with pytest.raises(DatabaseError):
        note_and_swallow()


def note_and_swallow() -> None:
    with scope.asking(user_id=7, seat_id=41):
        note()
        swallow_a_failed_statement()


def swallow_a_failed_statement() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1 / 0")
    except DatabaseError:
        pass  # the bug this file is about


def request_of_anna() -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = {SESSION_KEY: "7", scope.SEAT_KEY: 41}
    request.user = Signed()
    return request


@pytest.fixture
def seated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope, "load_seat", annas_chair)


def through_the_house(view: object, request: HttpRequest) -> HttpResponse:
    """Send a request through the middleware as Django does: its handler turns raises into 500."""
    middleware = scope.ScopeMiddleware(convert_exception_to_response(view))
    return middleware(request)


def test_what_a_view_wrote_before_it_raised_is_not_kept(
    own_database: OwnDatabase, seated: None
) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        note()
        raise ZeroDivisionError

    response = through_the_house(view, request_of_anna())
    assert response.status_code == 500
    assert own_database.owner_sql(MINE) == [(0,)]


def test_a_failed_statement_that_a_view_swallowed_is_a_500_and_nothing_is_lost_silently(
    own_database: OwnDatabase, seated: None
) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        note()
        swallow_a_failed_statement()
        return HttpResponse("Gespeichert.")

    response = through_the_house(view, request_of_anna())
    assert response.status_code == 500
    assert "nicht gespeichert" in response.content.decode()
    assert own_database.owner_sql(MINE) == [(0,)]


def test_what_a_view_wrote_before_it_answered_503_is_not_kept(
    own_database: OwnDatabase, seated: None
) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        note()
        return HttpResponse(status=503)

    assert through_the_house(view, request_of_anna()).status_code == 503
    assert own_database.owner_sql(MINE) == [(0,)]


def writes_and_misses(request: HttpRequest) -> HttpResponse:
    audit.record(action="kernel.note", by=None, about=Ref("test", "note"))
    raise Http404


class OneDoor:
    """A URL conf with one door, behind which somebody writes and then finds nothing."""

    urlpatterns = (path("fehlt/", writes_and_misses),)
    handler404 = staticmethod(pages.not_found)


@override_settings(ROOT_URLCONF=OneDoor)
def test_what_a_view_wrote_before_it_missed_something_is_not_kept(
    own_database: OwnDatabase,
) -> None:
    assert Client().get("/fehlt/").status_code == 404
    assert own_database.owner_sql(MINE) == [(0,)]


def test_what_a_view_wrote_is_kept_when_all_went_well(
    own_database: OwnDatabase, seated: None
) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        note()
        assert scope.told() == (7, 41)
        assert isinstance(request.seat, Chair)
        return HttpResponse("Gespeichert.")

    assert through_the_house(view, request_of_anna()).status_code == 200
    assert own_database.owner_sql(MINE) == [(1,)]


@pytest.mark.django_db
def test_a_session_whose_person_is_gone_asks_as_nobody(seated: None) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(scope.told()))

    request = request_of_anna()
    request.user = AnonymousUser()
    assert through_the_house(view, request).content == b"(None, None)"


@pytest.mark.django_db
def test_without_a_seat_the_person_asks_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope, "load_seat", no_chair)

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{scope.told()} {request.seat}")

    assert through_the_house(view, request_of_anna()).content == b"(7, None) None"


def test_protecting_a_table_is_reversible(own_database: OwnDatabase) -> None:
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("create table chairs (id bigint, person bigint)")
        cursor.execute("insert into chairs values (1, 7), (2, 8)")
    first = scope.protect("chairs", using="person = 7")
    second = scope.protect("chairs", using="person = 8", name="others")
    assert isinstance(first, migrations.RunSQL)
    seen = "select count(*) from chairs"
    with owner.schema_editor() as editor:
        first.database_forwards("kernel", editor, None, None)
    assert own_database.app_sql(seen) == [(1,)]
    with owner.schema_editor() as editor:
        second.database_forwards("kernel", editor, None, None)
        second.database_backwards("kernel", editor, None, None)
    assert own_database.app_sql(seen) == [(1,)]
    with owner.schema_editor() as editor:
        first.database_backwards("kernel", editor, None, None)
    assert own_database.app_sql(seen) == [(2,)]


@pytest.mark.django_db
def test_the_runtime_role_cannot_switch_row_security_off() -> None:
    with scope.asking(user_id=7, seat_id=41):
        note()
    with pytest.raises(DatabaseError):
        look_without_row_security()
    assert AuditEntry.objects.count() == 0


def look_without_row_security() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local row_security = off")
        cursor.execute(MINE)
