# SPDX-License-Identifier: EUPL-1.2
"""What accounts puts into the outbox, and a failed job that is started again."""

import datetime as dt
from urllib.parse import urljoin

from django.conf import settings
from django.db import connection

from rundertisch.accounts import queries
from rundertisch.accounts.actions.seats import demand_administration
from rundertisch.accounts.models import Seat, User
from rundertisch.kernel import audit, outbox, phones
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Message, Occasion
from rundertisch.kernel.thread import Ref


def send_invitation(*, user: User, site: str, by: Seat) -> Message:
    """Put the link for one use into the outbox, as long as it opens the house."""
    link = urljoin(site, queries.invitation_path(user=user))
    return outbox.put(
        occasion=Occasion.INVITATION,
        to=_ref(user),
        address=user.email,
        about=_ref(user),
        facts={"name": user.name, "link": link},
        useful_for=dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        by=by,
    )


def withdraw_invitation(*, user: User, by: Seat) -> None:
    """Drop what has not left yet: its link opens nothing any more."""
    outbox.withdraw(occasion=Occasion.INVITATION, about=_ref(user), by=by)


@audit.audited
def send_test(*, by: Seat) -> Message:
    """Send a message to oneself, the whole way that every other one goes."""
    demand_administration(by=by)
    if not outbox.sends_mail():
        raise Refusal(
            "Es ist kein Mailserver eingestellt; eine Testnachricht käme nirgends an. Bitte zuerst "
            "RUNDERTISCH_SMTP_HOST und RUNDERTISCH_SMTP_FROM setzen und Rundertisch neu starten."
        )
    user = by.user
    message = outbox.put(
        occasion=Occasion.TEST,
        to=_ref(user),
        address=user.email,
        about=_ref(user),
        facts={"name": user.name},
        by=by,
    )
    audit.record(action="accounts.send_test", by=by, about=_ref(user))
    return message


@audit.audited
def send_test_sms(*, number: str, by: Seat) -> Message:
    """Send an SMS to a number of one's own, the whole way that every other one goes."""
    demand_administration(by=by)
    if not outbox.sends_sms():
        raise Refusal(
            "Es ist kein SMS-Dienst eingestellt; eine Test-SMS käme nirgends an. Bitte zuerst "
            "RUNDERTISCH_SMS_URL und RUNDERTISCH_SMS_TOKEN setzen und Rundertisch neu starten."
        )
    message = outbox.put(
        occasion=Occasion.TEST,
        to=_ref(by.user),
        address=phones.whole_number(number),
        about=_ref(by.user),
        facts={"name": by.user.name},
        by_sms=True,
        by=by,
    )
    audit.record(action="accounts.send_test_sms", by=by, about=_ref(by.user))
    return message


@audit.audited
def retry_job(*, pk: int, by: Seat) -> None:
    """Start a job again that has failed for good; one that waits already does its work."""
    demand_administration(by=by)
    with connection.cursor() as cursor:
        cursor.execute("select accounts_retry_job(%s)", [pk])
        (found,) = cursor.fetchone()
    if not found:
        raise Refusal("Dieser Auftrag ist nicht mehr gescheitert. Bitte die Seite neu laden.")
    audit.record(action="accounts.retry_job", by=by, about=Ref("job", str(pk)))


def _ref(user: User) -> Ref:
    return Ref("user", str(user.pk))
