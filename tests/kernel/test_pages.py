# SPDX-License-Identifier: EUPL-1.2
"""Doors with policies, reading that cannot write, parts for htmx, answers after a POST."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from rundertisch.kernel import audit, pages, scope
from rundertisch.kernel.models import AuditEntry, ThreadLink
from rundertisch.kernel.thread import Ref

GALLERY = "kernel/gallery.html"


def may_teach(*, seat: SimpleNamespace) -> bool:
    return bool(seat.role == "TEACHER")


def greet(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"Guten Tag, {request.method}")


def asks(*, role: str | None = None, signed_in: bool = True, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/tafel/", headers=headers)
    person = SimpleNamespace(is_authenticated=True, id=7)
    request.user = person if signed_in else AnonymousUser()
    chair = SimpleNamespace(role=role, id=41, user_id=7) if role else None
    request.seat = chair
    return request


def test_anna_the_teacher_comes_in() -> None:
    door = pages.allow(may_teach)(greet)
    assert door(asks(role="TEACHER")).status_code == 200
    assert door.policy is may_teach


def test_charlie_on_another_seat_does_not_learn_that_the_door_exists() -> None:
    with pytest.raises(Http404):
        pages.allow(may_teach)(greet)(asks(role="COOK"))


def test_whoever_has_no_seat_today_does_not_come_in() -> None:
    with pytest.raises(Http404):
        pages.allow(may_teach)(greet)(asks())
    assert pages.allow(pages.signed_in)(greet)(asks()).status_code == 200


def test_a_stranger_signs_in_first_and_comes_back_to_where_they_wanted_to_go() -> None:
    answer = pages.allow(may_teach)(greet)(asks(signed_in=False))
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/tafel/")
    assert pages.allow(pages.everyone)(greet)(asks(signed_in=False)).status_code == 200


def test_a_part_asked_by_a_stranger_sends_the_whole_page_to_sign_in() -> None:
    answer = pages.allow(may_teach)(greet)(asks(signed_in=False, **{"HX-Request": "true"}))
    assert answer.status_code == 401
    assert answer["HX-Redirect"].endswith("?next=/tafel/")


def test_a_reading_view_keeps_its_policy_and_answers_no_post() -> None:
    door = pages.reading(pages.allow(may_teach)(greet))
    assert door.policy is may_teach
    request = asks(role="TEACHER")
    request.method = "POST"
    assert door(request).status_code == 405


def write_a_link() -> None:
    ThreadLink.objects.bulk_create([ThreadLink(tied_on="2026-01-01")])


def write_by_hand() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "with gone as (delete from kernel_threadlink returning 1) select * from gone"
        )


def change_the_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("truncate kernel_threadlink")


WRITES: list[Callable[[], object]] = [
    write_a_link,
    write_by_hand,
    change_the_table,
    lambda: ThreadLink.objects.filter(id=1).delete(),
    lambda: ThreadLink.objects.filter(id=1).update(why="anders"),
    lambda: audit.record(action="kernel.test", by=None, about=Ref("test", "1")),
]


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.parametrize("write", WRITES)
def test_a_reading_view_that_writes_is_stopped(write: Callable[[], object]) -> None:
    def view(_: HttpRequest) -> HttpResponse:
        write()
        return HttpResponse()

    with pytest.raises(pages.WriteWhileReadingError):
        pages.reading(view)(asks())


@pytest.mark.database
@pytest.mark.django_db
def test_a_reading_view_reads_and_leaves_its_trace_in_the_access_log() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        why = "ein update, das insert into heißt"
        ThreadLink.objects.filter(Q(why=why) | Q(source_kind="delete from")).count()
        list(AuditEntry.objects.order_by("id").iterator())
        cache.set("knocks", 1)  # how often somebody knocked in vain is counted while reading
        audit.log_access(
            by=SimpleNamespace(id=41, user_id=7),
            about=[Ref("child", "1")],
            purpose="school_place",
            fields=audit.EVERYTHING,
        )
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from kernel_accessentry")
            return HttpResponse(str(cursor.fetchone()[0]))

    with scope.asking(user_id=7, seat_id=41):
        before = int(pages.reading(view)(asks()).content)
        assert int(pages.reading(view)(asks()).content) == before + 1


def test_the_guard_leaves_the_connection_when_the_view_raised() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        pages.reading(view)(asks())
    assert not connection.execute_wrappers


def test_done_answers_303_so_that_reloading_repeats_nothing() -> None:
    answer = pages.done("kernel:gallery")
    assert (answer.status_code, answer["Location"]) == (303, reverse("kernel:gallery"))


@pytest.mark.database
@pytest.mark.django_db
def test_htmx_gets_the_part_and_the_part_is_in_the_page(client: Client) -> None:
    url = reverse("kernel:gallery")
    whole = client.get(url).content.decode()
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert part.strip()
    assert part.strip() in whole
    again = client.get(
        url, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    ).content.decode()
    assert "<html" in again


@pytest.mark.database
@pytest.mark.django_db
def test_a_page_may_not_be_kept_by_the_browser(client: Client) -> None:
    answer = client.get(reverse("kernel:gallery"))
    assert answer["Cache-Control"] == "no-store"
    assert "HX-Request" in answer["Vary"]


@pytest.mark.database
@pytest.mark.django_db
def test_wrong_answers_are_said_first_in_the_title_and_beside_the_field(client: Client) -> None:
    answer = client.get(reverse("kernel:gallery"), {"fehler": "1"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fehler: Bausteine" in html
    assert html.index('role="alert" tabindex="-1"') < html.index('id="id_school"')
    assert '<a class="kern-link" href="#id_first_day_0">Erster Schultag: Den 31.2.2026' in html
    assert 'id="id_first_day_error"' in html
    assert "<title>Bausteine" in client.get(reverse("kernel:gallery")).content.decode()


@pytest.mark.database
@pytest.mark.django_db
def test_a_page_that_is_not_there_says_what_to_do(client: Client) -> None:
    answer = client.get("/gibt-es-nicht/")
    assert answer.status_code == 404
    assert "wenden Sie sich an die Verwaltung" in answer.content.decode()


def test_the_page_for_our_own_failure_asks_the_database_nothing() -> None:
    answer = pages.server_error(asks(role="TEACHER"))
    assert answer.status_code == 500
    assert "nicht gespeichert" in answer.content.decode()


def test_the_page_for_a_form_that_was_open_too_long_says_what_to_do() -> None:
    answer = pages.forbidden(asks(signed_in=False))
    assert answer.status_code == 403
    assert "laden Sie die Seite neu" in answer.content.decode()


@pytest.mark.database
@pytest.mark.django_db
def test_a_form_without_its_token_meets_that_page() -> None:
    answer = Client(enforce_csrf_checks=True).post("/konto/anmelden/", {"login": "x"})
    assert answer.status_code == 403
    assert "laden Sie die Seite neu" in answer.content.decode()
