# SPDX-License-Identifier: EUPL-1.2
"""Vertretung: Bea lends her seat to Gesa, who works beside her; Charlie is of another house."""

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse

from rundertisch.accounts import actions, queries
from rundertisch.accounts.models import Role, Seat, User
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from tests.rooms.conftest import Table, asking, rows

pytestmark = pytest.mark.database
Visit = Callable[[Seat | None], Client]
WHO = "select app_seat_id(), app_role(), app_partner_id()"


@pytest.fixture
def gesa(table: Table) -> Seat:
    """Gesa Gleich coordinates at the same centre."""
    with asking(table.alma):
        return actions.invite(
            email="gesa@example.org",
            name="Gesa Gleich",
            partner=table.centre,
            role=Role.KIM_COORDINATION,
            starts_on=table.yesterday,
            by=table.alma,
        )


def lend(
    table: Table,
    *,
    to: Seat,
    by: Seat | None = None,
    days: tuple[int, int] = (0, 14),
    reason: str = "Urlaub",
) -> Seat:
    """Let Bea, or somebody else, lend Bea's seat."""
    giver = by or table.bea
    start, end = (table.today + dt.timedelta(days=number) for number in days)
    with asking(giver):
        return actions.lend_seat(
            seat=table.bea,
            to=User.objects.get(pk=to.user_id),
            starts_on=start,
            ends_on=end,
            reason=reason,
            on=table.today,
            by=giver,
        )


def test_gesa_holds_what_bea_lends_and_the_logs_name_both(table: Table, gesa: Seat) -> None:
    lent = lend(table, to=gesa)
    with asking(lent):
        assert rows(WHO) == [(lent.pk, "SCHOOL_COUNSELLING", table.centre.pk)]
        audit.record(action="test.did", by=lent, about=Ref("school", "1"))
        assert str(queries.seat_of(pk=lent.pk)).endswith("(in Vertretung)")
        assert rows("select id from accounts_seat where id = %s", table.bea.pk) == [(table.bea.pk,)]
    with asking(table.alma):
        paula = actions.invite(
            email="paula@example.org",
            name="Paula Prüf",
            partner=table.centre,
            role=Role.AUDITOR,
            starts_on=table.yesterday,
            by=table.alma,
        )
    with asking(paula):
        found = rows(
            "select w.member, w.instead_of from kernel_auditentry e,"
            " accounts_who_acted(e.seat_id) w where e.action = 'test.did'"
        )
    assert found == [(gesa.user_id, table.bea.user_id)]
    with asking(table.charlie):
        assert rows("select * from accounts_who_acted(%s)", lent.pk) == []
        assert rows("select id from accounts_seat") == [(table.charlie.pk,)]


def test_a_period_is_half_open_and_a_coming_one_opens_nothing_yet(table: Table, gesa: Seat) -> None:
    coming = lend(table, to=gesa, days=(1, 3))
    with asking(coming):
        assert rows(WHO) == [(None, None, None)]
    again = lend(table, to=gesa, days=(3, 5))
    assert again.starts_on == coming.ends_on
    with pytest.raises(Refusal, match="vertritt in dieser Zeit schon"):
        lend(table, to=gesa, days=(2, 4))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"days": (-1, 3)}, "beginnt frühestens"),
        ({"days": (2, 2)}, "muss später enden"),
        ({"reason": "  "}, "warum es die Vertretung gibt"),
    ],
)
def test_what_is_wrong_with_a_period_or_a_reason_is_said(
    table: Table, gesa: Seat, fields: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        lend(table, to=gesa, **fields)  # type: ignore[arg-type]  # one differs


def test_only_bea_and_the_administration_lend_beas_seat_and_nobody_to_themselves(
    table: Table, gesa: Seat
) -> None:
    with pytest.raises(Refusal, match="wer auf dem Platz sitzt"):
        lend(table, to=gesa, by=table.charlie)
    with pytest.raises(Refusal, match="Sich selbst vertritt niemand"):
        lend(table, to=table.bea)
    with pytest.raises(Refusal, match="Sich selbst kann niemand"):
        lend(table, to=table.alma, by=table.alma)
    assert lend(table, to=table.charlie, by=table.alma).deputy_of_id == table.bea.pk


def test_whoever_administers_or_audits_cannot_stand_in_for_a_counsellor(table: Table) -> None:
    with pytest.raises(Refusal, match="Zusammen mit Seiteneinsteigerberatung geht das nicht"):
        lend(table, to=table.alma)


def test_a_deputy_lends_nothing_further(table: Table, gesa: Seat) -> None:
    lent = lend(table, to=gesa)
    with asking(lent), pytest.raises(Refusal, match="gibt den Platz nicht weiter"):
        actions.lend_seat(
            seat=lent,
            to=User.objects.get(pk=table.charlie.user_id),
            starts_on=table.today,
            ends_on=table.tomorrow,
            reason="Urlaub",
            on=table.today,
            by=lent,
        )


def test_past_the_actions_a_deputy_gets_no_other_rights_no_other_time_and_no_chain(
    table: Table, gesa: Seat
) -> None:
    lent = lend(table, to=gesa)
    insert = (
        "insert into accounts_seat (user_id, partner_id, role, starts_on, ends_on, reason,"
        " deputy_of_id) values (%s, %s, %s, %s, %s, 'Urlaub', %s)"
    )
    early = table.today - dt.timedelta(days=60)
    day, end, centre, charlie = table.today, table.tomorrow, table.centre.pk, table.charlie.user_id
    wrong: tuple[tuple[Seat, tuple[object, ...], type[Exception]], ...] = (
        (table.bea, (charlie, centre, "CENTRE_HEAD", day, end, table.bea.pk), IntegrityError),
        (
            table.bea,
            (charlie, centre, "SCHOOL_COUNSELLING", early, end, table.bea.pk),
            IntegrityError,
        ),
        (lent, (charlie, centre, "SCHOOL_COUNSELLING", day, end, lent.pk), IntegrityError),
        (gesa, (charlie, centre, "SCHOOL_COUNSELLING", day, end, table.bea.pk), ProgrammingError),
        (table.alma, (charlie, centre, "CENTRE_HEAD", day, end, table.bea.pk), IntegrityError),
    )
    for giver, values, error in wrong:
        with asking(giver), pytest.raises(error), transaction.atomic():
            rows(insert, *values)


def test_with_beas_seat_her_deputy_ends_at_once_in_the_open_browser_too(
    table: Table, gesa: Seat, visit: Visit
) -> None:
    lent = lend(table, to=gesa)
    browser = visit(gesa)
    browser.post(reverse("accounts:choose_seat", args=[lent.pk]))
    assert browser.get("/schule/").status_code == HTTPStatus.OK
    with asking(table.alma):
        actions.end_seat(seat=table.bea, ends_on=table.today, on=table.today, by=table.alma)
        assert Seat.objects.get(pk=lent.pk).ends_on == table.today
    assert browser.get("/schule/").headers["Location"].startswith(reverse("account_login"))
    with asking(lent):
        assert rows(WHO) == [(None, None, None)]
        assert rows("select count(*) from schooling_child") == [(0,)]


def test_bea_arranges_it_on_her_own_page_and_takes_it_back(
    table: Table, gesa: Seat, visit: Visit
) -> None:
    bea, day = visit(table.bea), table.today
    page = bea.get(reverse("accounts:lending", args=[table.bea.pk])).content.decode()
    assert "Gesa Gleich" in page
    assert "Charlie Chor" not in page
    end = day + dt.timedelta(days=7)
    form = {"to": gesa.user_id, "reason": "Fortbildung"}
    for name, value in (("starts_on", day), ("ends_on", end)):
        form |= {f"{name}_tag": value.day, f"{name}_monat": value.month, f"{name}_jahr": value.year}
    missing = bea.post(reverse("accounts:lend", args=[table.bea.pk]), form | {"reason": ""})
    assert missing.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (
        bea.post(reverse("accounts:lend", args=[table.bea.pk]), form).status_code
        == HTTPStatus.SEE_OTHER
    )
    account = bea.get(reverse("accounts:account")).content.decode()
    assert "Wer Sie vertritt" in account
    assert "Fortbildung" in account
    assert (
        "in Vertretung für Bea Beratung"
        in visit(gesa).get(reverse("accounts:account")).content.decode()
    )
    with asking(table.bea):
        lent = Seat.objects.get(deputy_of=table.bea)
    assert (
        visit(gesa).post(reverse("accounts:end_deputy", args=[lent.pk])).status_code
        == HTTPStatus.NOT_FOUND
    )
    bea.post(reverse("accounts:end_deputy", args=[lent.pk]))
    assert "Wer Sie vertritt" not in bea.get(reverse("accounts:account")).content.decode()


def test_charlie_has_no_door_to_beas_seat(table: Table, visit: Visit) -> None:
    charlie = visit(table.charlie)
    for name in ("accounts:lending", "accounts:lend", "accounts:end_deputy"):
        path = reverse(name, args=[table.bea.pk])
        answer = charlie.get(path) if name == "accounts:lending" else charlie.post(path)
        assert answer.status_code == HTTPStatus.NOT_FOUND, name
    assert (
        "Außer Ihnen sitzt heute niemand"
        in charlie.get(reverse("accounts:lending", args=[table.charlie.pk])).content.decode()
    )
