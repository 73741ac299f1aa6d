# SPDX-License-Identifier: EUPL-1.2
"""Bea leaves: what hangs on her seat passes to Gesa and all of it ends at once; invitations."""

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rundertisch.accounts import actions, queries, registry
from rundertisch.accounts.models import Role, Seat, User
from rundertisch.accounts.registry import Work
from rundertisch.kernel.errors import Refusal
from tests.rooms.conftest import PASSWORD, Table, asking, rows
from tests.support.cluster import Sql

pytestmark = pytest.mark.database
Visit = Callable[[Seat | None], Client]
LINK = "/konto/passwort/neu/"


@pytest.fixture
def gesa(table: Table) -> Seat:
    """Gesa Gleich, who counsels beside Bea."""
    with asking(table.alma):
        return actions.invite(
            email="gesa@example.org",
            name="Gesa Gleich",
            partner=table.centre,
            role=Role.SCHOOL_COUNSELLING,
            starts_on=table.yesterday,
            by=table.alma,
        )


@pytest.fixture
def letters(table: Table, monkeypatch: pytest.MonkeyPatch) -> dict[int, int]:
    """A room that enters letters, of which two hang on Bea's seat."""
    held = {table.bea.pk: 2}

    def hand_over(*, of: Seat, to: Seat, by: Seat) -> int:
        del by
        number = held.pop(of.pk)
        held[to.pk] = held.get(to.pk, 0) + number
        return number

    work = Work(
        kind="test.letters",
        one="offener Brief",
        many="offene Briefe",
        count=lambda *, seat: held.get(seat.pk, 0),
        hand_over=hand_over,
    )
    monkeypatch.setitem(registry.WORK, work.kind, work)
    return held


def test_bea_leaves_in_one_step_and_her_open_page_refuses_at_once(
    table: Table, gesa: Seat, letters: dict[int, int], visit: Visit
) -> None:
    bea, alma = visit(table.bea), visit(table.alma)
    assert bea.get("/schule/").status_code == HTTPStatus.OK
    person = table.bea.user_id
    page = alma.get(reverse("accounts:leaving", args=[person])).content.decode()
    assert "2 offene Briefe" in page
    path, field = reverse("accounts:part_with", args=[person]), f"successor_{table.bea.pk}"
    missing = alma.post(path, {field: ""})
    assert missing.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "wer sie übernimmt" in missing.content.decode()
    assert bea.get("/schule/").status_code == HTTPStatus.OK
    assert alma.post(path, {field: gesa.pk}).status_code == HTTPStatus.SEE_OTHER
    assert letters == {gesa.pk: 2}
    assert bea.get("/schule/").headers["Location"].startswith(reverse("account_login"))
    with asking(table.bea):
        assert rows("select app_seat_id()") == [(None,)]


def test_a_refused_parting_leaves_everything_as_it_was(
    table: Table, gesa: Seat, letters: dict[int, int]
) -> None:
    user = User.objects.get(pk=table.bea.user_id)
    with asking(table.alma):
        for wrong in (None, table.charlie):
            with pytest.raises(Refusal):
                actions.part_with(
                    user=user, successors={table.bea.pk: wrong}, on=table.today, by=table.alma
                )
        assert Seat.objects.get(pk=table.bea.pk).ends_on is None
    assert letters == {table.bea.pk: 2}
    with asking(table.alma), pytest.raises(Refusal, match="Den eigenen Abschied"):
        actions.part_with(
            user=User.objects.get(pk=table.alma.user_id),
            successors={},
            on=table.today,
            by=table.alma,
        )
    with asking(gesa), pytest.raises(Refusal, match="nur die Administration"):
        actions.part_with(user=user, successors={}, on=table.today, by=gesa)


def test_an_open_round_passes_to_a_colleague_only_and_alma_still_sees_no_round(
    table: Table, gesa: Seat, owner_sql: Sql
) -> None:
    with asking(table.bea):
        rows(
            "insert into schooling_round (opened_on, opened_by_id, frozen_on, common, versions,"
            " seal, leaves) values (app_today(), %s, app_today(), '{}', '{}', '', '[]')",
            table.bea.pk,
        )
    user = User.objects.get(pk=table.bea.user_id)
    with asking(table.alma):
        assert registry.hanging_on(seat=table.bea) == {"schooling.rounds": 1}
        assert rows("select count(*) from schooling_round") == [(0,)]
        with (
            pytest.raises(IntegrityError, match="colleague in the same role"),
            transaction.atomic(),
        ):
            rows("select schooling_hand_over_rounds(%s, %s)", table.bea.pk, table.charlie.pk)
        handed = actions.part_with(
            user=user, successors={table.bea.pk: gesa}, on=table.today, by=table.alma
        )
    assert handed == {"schooling.rounds": 1}
    with asking(gesa):
        assert rows("select opened_by_id from schooling_round where sealed_on is null") == [
            (gesa.pk,)
        ]
        with (
            pytest.raises(IntegrityError, match="colleague in the same role"),
            transaction.atomic(),
        ):
            rows("select schooling_hand_over_rounds(%s, %s)", gesa.pk, table.bea.pk)


def test_links_end_with_the_seat_that_made_them_and_no_other(owner_sql: Sql) -> None:
    seats = [pk for (pk,) in owner_sql("select id from accounts_seat where ends_on is null")]
    for seat in seats[:3]:
        owner_sql(
            "insert into kernel_securelink (kind, about_kind, about_id, subject_id, token_hash,"
            " expires_at, user_id, seat_id) values ('OWN_VIEW', 'child', '1', gen_random_uuid(),"
            " %s, now() + interval '60 days', 1, %s)",
            f"{seat:064}",
            seat,
        )
    today, later, running = seats[:3]
    owner_sql("update accounts_seat set ends_on = app_today() where id = %s", today)
    owner_sql("update accounts_seat set ends_on = app_today() + 7 where id = %s", later)
    found = owner_sql(
        "select seat_id, closed_at is null and expires_at > now(),"
        " expires_at < now() + interval '8 days' from kernel_securelink where seat_id = any(%s)",
        [today, later, running],
    )
    assert set(found) == {(today, False, True), (later, True, True), (running, True, False)}


def test_an_invitation_shows_its_end_is_renewed_and_taken_back(table: Table, visit: Visit) -> None:
    at = timezone.now() - dt.timedelta(days=1)  # noqa: TID251 - a link's age is its point
    with asking(table.alma):
        seat = actions.invite(
            email="fritz@example.org",
            name="Fritz Frisch",
            partner=table.centre,
            role=Role.GRANT_MANAGER,
            starts_on=table.today,
            by=table.alma,
            at=at,
        )
    user, alma, fritz = User.objects.get(pk=seat.user_id), visit(table.alma), visit(None)
    page = reverse("accounts:member", args=[user.pk])
    ends = timezone.localtime(at + dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))
    assert f"bis {ends:%d.%m.%Y, %H:%M} Uhr" in alma.get(page).content.decode()
    first = queries.invitation_path(user=user)
    assert first == queries.invitation_path(user=user)
    assert fritz.get(first).status_code == HTTPStatus.FOUND
    alma.post(reverse("accounts:renew_invitation", args=[user.pk]))
    user.refresh_from_db()
    assert "gilt nicht mehr" in visit(None).get(first).content.decode()
    second = queries.invitation_path(user=user)
    assert visit(None).get(second).status_code == HTTPStatus.FOUND
    alma.post(reverse("accounts:withdraw_invitation", args=[user.pk]))
    assert "gilt nicht mehr" in visit(None).get(second).content.decode()
    with asking(table.alma):
        assert Seat.objects.get(pk=seat.pk).ends_on == table.today


def test_an_old_link_opens_nothing_and_the_page_says_so(table: Table, visit: Visit) -> None:
    user = User.objects.get(pk=table.emil.user_id)
    at = timezone.now() - dt.timedelta(days=4)  # noqa: TID251 - a link's age is its point
    with asking(table.alma):
        actions.renew_invitation(user=user, at=at, by=table.alma)
    assert "gilt nicht mehr" in visit(None).get(queries.invitation_path(user=user)).content.decode()
    page = visit(table.alma).get(reverse("accounts:member", args=[user.pk])).content.decode()
    assert "Der Einladungslink ist abgelaufen" in page
    assert LINK not in page


def test_who_has_been_here_is_not_uninvited(table: Table, visit: Visit) -> None:
    user = User.objects.get(pk=table.bea.user_id)
    actions.set_first_password(user=user, password=PASSWORD, by=None)
    for name in ("renew_invitation", "withdraw_invitation"):
        answer = visit(table.alma).post(reverse(f"accounts:{name}", args=[user.pk]))
        assert "die Einladung ist verbraucht" in answer.content.decode()
    nothing = visit(table.alma).post(reverse("accounts:unbind_district", args=[user.pk]))
    assert "keine Anmeldung des Kreises hinterlegt" in nothing.content.decode()
