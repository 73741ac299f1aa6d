# SPDX-License-Identifier: EUPL-1.2
"""A message may carry the link to a referral."""

from django.db import migrations, models
from django.db.models import Q

BEFORE = [
    ("APPOINTMENT", "Beratungstermin"),
    ("CALENDAR", "Termin im Kalender"),
    ("INVITATION", "Einladung"),
    ("PASSWORD", "Neues Passwort"),
    ("STATUS", "Neues auf der Stand-Seite"),
    ("TEST", "Testnachricht"),
]
OCCASIONS = [*BEFORE[:4], ("REFERRAL", "Vermittlung"), *BEFORE[4:]]
STATES = ["WAITING", "SENDING", "SENT", "UNCERTAIN", "FAILED", "PRINTED", "DROPPED"]
TROUBLES = [
    *("UNREACHABLE", "SIGN_IN", "LATER", "ADDRESS", "REFUSED"),
    *("MALFORMED", "INTERRUPTED", "EXPIRED"),
]


class Migration(migrations.Migration):
    """One more occasion."""

    dependencies = [("kernel", "0010_calendars")]

    operations = [
        migrations.RemoveConstraint("message", "kernel_message_words_known"),
        migrations.AlterField(
            "message",
            "occasion",
            models.CharField(choices=OCCASIONS, max_length=20, verbose_name="Anlass"),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(
                    ("channel__in", ["EMAIL", "SMS", "PRINT"]),
                    ("occasion__in", [code for code, _ in OCCASIONS]),
                    ("state__in", STATES),
                    ("trouble__in", ["", *TROUBLES]),
                ),
                name="kernel_message_words_known",
            ),
        ),
    ]
