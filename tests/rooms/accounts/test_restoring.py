# SPDX-License-Identifier: EUPL-1.2
"""Bea lost her telephone: Alma asks, Berta decides, Bea is told. Also where one is signed in."""

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse

from rundertisch.accounts import actions, queries
from rundertisch.accounts.models import FactorReset, Role, Seat, User
from rundertisch.kernel.errors import Refusal
from tests.rooms.conftest import PASSWORD, Table, asking, rows

pytestmark = pytest.mark.database
Visit = Callable[[Seat | None], Client]
NOW = dt.datetime(2026, 8, 3, 9, 30, tzinfo=dt.UTC)
CHECKED = "kam mit Dienstausweis vorbei"


@pytest.fixture
def berta(table: Table) -> Seat:
    """Berta Büro, the second administrator."""
    with asking(table.alma):
        return actions.invite(
            email="berta@example.org",
            name="Berta Büro",
            partner=table.centre,
            role=Role.ADMINISTRATOR,
            starts_on=table.yesterday,
            by=table.alma,
        )


@pytest.fixture
def bea(table: Table) -> User:
    """Bea, who has a password and an app."""
    user = User.objects.get(pk=table.bea.user_id)
    actions.set_first_password(user=user, password=PASSWORD, by=None)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    return user


def ask(table: Table, user: User) -> FactorReset:
    """Let Alma ask."""
    with asking(table.alma):
        return actions.ask_reset(user=user, checked=CHECKED, at=NOW, by=table.alma)


def test_one_asks_another_decides_and_bea_reads_it_when_she_signs_in(
    table: Table, berta: Seat, bea: User, visit: Visit
) -> None:
    open_browser, alma, second = visit(table.bea), visit(table.alma), visit(berta)
    path = reverse("accounts:ask_reset", args=[bea.pk])
    assert alma.post(path, {"checked": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert alma.post(path, {"checked": CHECKED}).status_code == HTTPStatus.SEE_OTHER
    own_view = alma.get(reverse("accounts:member", args=[bea.pk])).content.decode()
    assert "Sie selbst haben es beantragt" in own_view
    with asking(table.alma):
        reset = queries.open_reset(user=bea)
    assert reset is not None
    alone = alma.post(reverse("accounts:grant_reset", args=[reset.pk]))
    assert "eine zweite Person mit Administration" in alone.content.decode()
    assert Authenticator.objects.filter(user=bea).exists()
    assert "1 Antrag, einen zweiten Faktor" in second.get("/").content.decode()
    assert "Antrag offen" in second.get(reverse("accounts:members")).content.decode()
    assert (
        "Zustimmen und zurücksetzen"
        in second.get(reverse("accounts:member", args=[bea.pk])).content.decode()
    )
    second.post(reverse("accounts:grant_reset", args=[reset.pk]))
    assert not Authenticator.objects.filter(user=bea).exists()
    assert open_browser.get("/").content != b""
    assert open_browser.get(reverse("accounts:account")).status_code == HTTPStatus.FOUND
    client = visit(None)
    answer = client.post(reverse("account_login"), {"login": bea.email, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("accounts:account")
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Ihr zweiter Faktor wurde zurückgesetzt" in page
    assert CHECKED in page
    client.post(reverse("accounts:note_told", args=[reset.pk]))
    assert "wurde zurückgesetzt" not in client.get(reverse("accounts:account")).content.decode()
    done = [a for (a,) in rows("select action from kernel_auditentry where action like '%%reset'")]
    with asking(table.alma):
        done = [
            a for (a,) in rows("select action from kernel_auditentry where action like '%%reset'")
        ]
    assert done == ["accounts.ask_reset"]


def test_neither_the_asker_nor_the_person_nor_anybody_else_decides(
    table: Table, berta: Seat, bea: User
) -> None:
    reset = ask(table, bea)
    for seat, sentence in ((table.alma, "zweite Person"), (table.bea, "nur die Administration")):
        with asking(seat), pytest.raises(Refusal, match=sentence):
            actions.grant_reset(reset=reset, at=NOW, by=seat)
    with asking(berta), pytest.raises(Refusal, match="älter als drei Tage"):
        actions.grant_reset(reset=reset, at=NOW + dt.timedelta(days=4), by=berta)
    with asking(berta):
        actions.refuse_reset(reset=reset, at=NOW, by=berta)
        with pytest.raises(Refusal, match="schon entschieden"):
            actions.grant_reset(reset=reset, at=NOW, by=berta)
    assert Authenticator.objects.filter(user=bea).exists()


def test_what_makes_no_sense_is_refused(table: Table, bea: User) -> None:
    with asking(table.alma):
        charlie = User.objects.get(pk=table.charlie.user_id)
        with pytest.raises(Refusal, match="keinen zweiten Faktor"):
            actions.ask_reset(user=charlie, checked=CHECKED, at=NOW, by=table.alma)
        alma = User.objects.get(pk=table.alma.user_id)
        with pytest.raises(Refusal, match="Für sich selbst"):
            actions.ask_reset(user=alma, checked=CHECKED, at=NOW, by=table.alma)
    ask(table, bea)
    with pytest.raises(Refusal, match="schon ein Antrag offen"):
        ask(table, bea)


GRANT = (
    "update accounts_factorreset set granted = true, decided_at = now(), decided_by_id = %s"
    " where id = %s"
)


def test_past_the_actions_the_database_wants_two_people(
    table: Table, berta: Seat, bea: User
) -> None:
    reset = ask(table, bea)
    wrong = (
        (table.alma, table.alma.pk, "second person"),
        (table.alma, berta.pk, "own name"),
        (table.bea, table.bea.pk, "own name"),
    )
    for seat, decider, said in wrong:
        with asking(seat), pytest.raises(IntegrityError, match=said), transaction.atomic():
            rows(GRANT, decider, reset.pk)
    with asking(table.charlie):
        rows(GRANT, table.charlie.pk, reset.pk)  # sees no row and changes none
    insert = (
        "insert into accounts_factorreset (user_id, checked, asked_at, asked_by_id, granted)"
        " values (%s, 'x', now(), %s, false)"
    )
    for seat, asker in ((table.bea, table.bea.pk), (table.alma, berta.pk)):
        with asking(seat), pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            rows(insert, table.charlie.user_id, asker)
    with asking(berta):
        rows(GRANT, berta.pk, reset.pk)
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            rows("update accounts_factorreset set granted = false where id = %s", reset.pk)


def test_charlie_sees_no_door_to_it(table: Table, bea: User, visit: Visit) -> None:
    reset, charlie = ask(table, bea), visit(table.charlie)
    assert charlie.get(reverse("accounts:asking_reset", args=[bea.pk])).status_code == 404
    for name, number in (("ask_reset", bea.pk), ("grant_reset", reset.pk), ("note_told", reset.pk)):
        assert charlie.post(reverse(f"accounts:{name}", args=[number])).status_code == 404, name


def sign_in(client: Client, email: str, browser: str) -> None:
    """Sign in with the password in a named browser."""
    form = {"login": email, "password": PASSWORD}
    client.post(reverse("account_login"), form, headers={"User-Agent": browser})


def test_bea_sees_where_she_is_signed_in_and_signs_out_one_and_all(
    table: Table, visit: Visit
) -> None:
    user = User.objects.get(pk=table.bea.user_id)
    actions.set_first_password(user=user, password=PASSWORD, by=None)
    charlie = User.objects.get(pk=table.charlie.user_id)
    actions.set_first_password(user=charlie, password=PASSWORD, by=None)
    office, phone, library, strange = (visit(None) for _ in range(4))
    for client, name in ((office, "Büro"), (phone, "Telefon"), (library, "Bücherei")):
        sign_in(client, user.email, name)
    sign_in(strange, charlie.email, "Fremd")
    path = reverse("accounts:sessions")
    page = office.get(path).content.decode()
    assert all(name in page for name in ("Telefon", "Bücherei", "diese hier"))
    assert "Fremd" not in page
    lost = UserSession.objects.get(user=user, user_agent="Telefon")
    assert strange.post(reverse("accounts:end_session", args=[lost.pk])).status_code == 404
    assert phone.get(path).status_code == HTTPStatus.OK
    office.post(reverse("accounts:end_session", args=[lost.pk]))
    assert phone.get(path).headers["Location"].startswith(reverse("account_login"))
    assert library.get(path).status_code == HTTPStatus.OK
    office.post(reverse("accounts:end_other_sessions"))
    assert library.get(path).status_code == HTTPStatus.FOUND
    assert office.get(path).status_code == strange.get(path).status_code == HTTPStatus.OK
