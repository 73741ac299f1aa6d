# SPDX-License-Identifier: EUPL-1.2
"""Invitations and new passwords go through the outbox; Alma watches over it and reads no link."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from rundertisch.accounts.models import Role, Seat, User
from rundertisch.kernel.models import Message
from tests.rooms.conftest import Table, asking, rows
from tests.support.cluster import Sql

pytestmark = pytest.mark.database
Visit = Callable[[Seat | None], Client]
RESET, ASKED = reverse("account_reset_password"), reverse("account_reset_password_done")
OUTBOX = reverse("accounts:outbox")


@pytest.fixture
def mail(settings: Settings) -> None:
    """A mail server is set; nothing is sent here, no worker runs."""
    settings.SENDS_MAIL = True


def invite_frida(client: Client, table: Table) -> User:
    """Fill in the invitation, as Alma does."""
    day = table.today
    answer = client.post(
        reverse("accounts:invite"),
        {
            "name": "Frida Frisch",
            "email": "frida@kreis.example",
            "partner": table.centre.pk,
            "role": Role.SCHOOL_COUNSELLING,
            "starts_on_tag": day.day,
            "starts_on_monat": day.month,
            "starts_on_jahr": day.year,
        },
    )
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.content.decode()
    return User.objects.get(email="frida@kreis.example")


def messages(alma: Seat, user: User) -> list[tuple[str, str, str]]:
    """Return channel, occasion and state of what was put for somebody, as Alma sees it."""
    with asking(alma):
        found = Message.objects.filter(to_kind="user", to_id=str(user.pk)).order_by("pk")
        return [(one.channel, one.occasion, one.state) for one in found]


def test_an_invitation_goes_out_by_mail_and_a_new_link_takes_the_old_one_back(
    mail: None, table: Table, visit: Visit
) -> None:
    alma = visit(table.alma)
    frida = invite_frida(alma, table)
    assert messages(table.alma, frida) == [("EMAIL", "INVITATION", "WAITING")]
    page = alma.get(reverse("accounts:member", args=[frida.pk])).content.decode()
    assert "Als E-Mail an frida@kreis.example: wartet" in page
    alma.post(reverse("accounts:renew_invitation", args=[frida.pk]))
    both = [("EMAIL", "INVITATION", "DROPPED"), ("EMAIL", "INVITATION", "WAITING")]
    assert messages(table.alma, frida) == both
    alma.post(reverse("accounts:withdraw_invitation", args=[frida.pk]))
    assert {state for _, _, state in messages(table.alma, frida)} == {"DROPPED"}


def test_without_a_mail_server_alma_prints_the_invitation(table: Table, visit: Visit) -> None:
    alma = visit(table.alma)
    frida = invite_frida(alma, table)
    page = alma.get(OUTBOX).content.decode()
    assert "Es ist kein Mailserver eingestellt" in page
    assert "Ein Brief ist zu drucken" in page
    with asking(table.alma):
        pk = Message.objects.get(to_id=str(frida.pk)).pk
    letter = alma.get(reverse("accounts:letter", args=[pk])).content.decode()
    assert "Guten Tag Frida Frisch," in letter
    assert "http://testserver/konto/passwort/neu/" in letter
    assert "verschickt" not in letter
    alma.post(reverse("accounts:note_printed", args=[pk]))
    assert messages(table.alma, frida) == [("PRINT", "INVITATION", "PRINTED")]
    gone = alma.get(reverse("accounts:letter", args=[pk]))
    assert gone.status_code == HTTPStatus.NOT_FOUND
    again = alma.post(reverse("accounts:note_printed", args=[pk]))
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "inzwischen einen anderen Stand" in again.content.decode()


def test_who_forgot_the_password_gets_a_mail_that_alma_cannot_read(
    mail: None, table: Table, visit: Visit
) -> None:
    bea = User.objects.get(pk=table.bea.user_id)
    stranger = visit(None)
    for address in (bea.email, "niemand@kreis.example"):
        answer = stranger.post(RESET, {"email": address})
        assert answer.headers["Location"] == ASKED, "the page does not say who has an account"
    assert messages(table.alma, bea) == [("EMAIL", "PASSWORD", "WAITING")]
    with asking(table.alma):
        assert Message.objects.count() == 1, "who has no account gets no mail"
        assert rows("select 1 from kernel_messagetext") == []
        pk = Message.objects.get().pk
    alma = visit(table.alma)
    page = alma.get(OUTBOX).content.decode()
    assert "Bea Beratung" in page
    assert "Neues Passwort" in page
    assert "/konto/passwort/neu/" not in page
    letter = alma.get(reverse("accounts:letter", args=[pk]))
    assert letter.status_code == HTTPStatus.NOT_FOUND


def test_without_a_mail_server_nobody_is_promised_a_mail(
    table: Table, visit: Visit, settings: Settings
) -> None:
    settings.SIGN_IN_HELP = "Ulrich Gerlach, Telefon 02336 93-0"
    bea = User.objects.get(pk=table.bea.user_id)
    stranger = visit(None)
    for answer in (
        stranger.get(RESET),
        stranger.post(RESET, {"email": bea.email}),
        stranger.get(ASKED),
    ):
        said = answer.content.decode()
        assert "kann hier keine E-Mails verschicken" in said
        assert "Ulrich Gerlach, Telefon 02336 93-0" in said
        assert "Postfach" not in said
    assert messages(table.alma, bea) == []


def test_alma_sends_herself_a_test_and_nobody_else_opens_the_outbox(
    table: Table, visit: Visit, settings: Settings
) -> None:
    alma = visit(table.alma)
    test = reverse("accounts:send_test")
    refused = alma.post(test)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "eine Testnachricht käme nirgends an" in refused.content.decode()
    settings.SENDS_MAIL = True
    assert alma.post(test).headers["Location"] == OUTBOX
    assert messages(table.alma, User.objects.get(pk=table.alma.user_id)) == [
        ("EMAIL", "TEST", "WAITING")
    ]
    page = alma.get(OUTBOX).content.decode()
    assert "Eine Nachricht wartet" in page
    assert "Kein Arbeiter läuft" in page
    for seat in (table.bea, table.charlie):
        assert visit(seat).get(OUTBOX).status_code == HTTPStatus.NOT_FOUND
        assert visit(seat).post(test).status_code == HTTPStatus.NOT_FOUND


def test_what_nobody_knows_and_what_failed_waits_for_alma(
    mail: None, table: Table, visit: Visit
) -> None:
    alma = visit(table.alma)
    frida = invite_frida(alma, table)
    with asking(table.alma):
        pk = Message.objects.get(to_id=str(frida.pk)).pk
    again, drop = (reverse(f"accounts:{name}", args=[pk]) for name in ("send_again", "drop"))
    assert alma.post(again).status_code == HTTPStatus.UNPROCESSABLE_ENTITY, "it waits already"
    assert alma.post(drop).headers["Location"] == OUTBOX
    assert alma.post(drop).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "nicht mehr nötig" in alma.get(OUTBOX).content.decode()


def test_who_does_not_administer_starts_no_job(db: None, table: Table, owner_sql: Sql) -> None:
    from django.db.utils import ProgrammingError  # noqa: PLC0415 - only here

    del owner_sql
    with pytest.raises(ProgrammingError, match="only the administration"), asking(table.bea):
        rows("select accounts_retry_job(1)")
