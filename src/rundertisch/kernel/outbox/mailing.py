# SPDX-License-Identifier: EUPL-1.2
"""E-mails over the district's mail server (SMTP)."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection

from rundertisch.kernel import calendar, outbox
from rundertisch.kernel.models import Channel, Message, MessageState, Occasion, Trouble
from rundertisch.kernel.outbox.carrier import MALFORMED, NOBODY_KNOWS, PATIENCE, SENT, Result

WITH_A_CALENDAR = (Occasion.CALENDAR, Occasion.CONFERENCE)
FINAL = 500  # from here on a refusal is final (RFC 5321, 4.2.1)


class Mailing:
    """One connection to the mail server."""

    channel = Channel.EMAIL

    def __init__(self) -> None:
        self._server = get_connection()

    def knock(self) -> str:
        """Sign in; return why that does not work."""
        try:
            self._server.open()
        except smtplib.SMTPAuthenticationError:
            return Trouble.SIGN_IN
        except OSError:  # every error of smtplib and of TLS is one
            return Trouble.UNREACHABLE
        return ""

    def ready(self, message: Message) -> EmailMessage:
        """Return the message as an e-mail; sent again, it carries the same id."""
        facts = message.text.facts
        words = outbox.words_of(occasion=message.occasion, facts=facts)
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        domain = sender.rpartition("@")[2]
        mail = EmailMultiAlternatives(
            subject=words.heading,
            body=words.text,
            to=[message.text.address],
            headers={
                "Message-ID": f"<{message.pk}.{message.put_at:%Y%m%d%H%M%S%f}@{domain}>",
                "Auto-Submitted": "auto-generated",  # RFC 3834: no "I am on holiday" comes back
            },
        )
        if message.occasion in WITH_A_CALENDAR:
            cancel = bool(facts["cancel"])
            told = calendar.invitation(
                event=outbox.event_of(facts=facts),
                organizer=sender,
                attendee=message.text.address,
                at=message.put_at,
                cancel=cancel,
                settled=message.occasion == Occasion.CALENDAR,
            )
            method = calendar.CANCEL if cancel else calendar.REQUEST
            mail.attach_alternative(told.decode(), f"text/calendar; method={method}")  # RFC 6047
        return mail

    def hand_over(self, letter: EmailMessage) -> Result:
        """Send one e-mail and say what became of it."""
        try:
            sent = self._server.send_messages([letter])
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            return _refused(code=max(codes), trouble=Trouble.ADDRESS)
        except smtplib.SMTPResponseException as refused:
            return _refused(code=refused.smtp_code, trouble=Trouble.REFUSED)
        except (smtplib.SMTPNotSupportedError, ValueError):  # a letter or a break in an address
            return MALFORMED
        except OSError:
            return NOBODY_KNOWS
        return SENT if sent else MALFORMED

    def close(self) -> None:
        """Say goodbye to the server."""
        self._server.close()


def _refused(*, code: int, trouble: Trouble) -> Result:
    return Result(MessageState.FAILED, trouble) if code >= FINAL else PATIENCE
