# SPDX-License-Identifier: EUPL-1.2
"""A message may invite to a case conference."""

from django.db import migrations, models
from django.db.models import Q

BEFORE = [
    ("APPOINTMENT", "Beratungstermin"),
    ("CALENDAR", "Termin im Kalender"),
    ("INVITATION", "Einladung"),
    ("PASSWORD", "Neues Passwort"),
    ("REFERRAL", "Vermittlung"),
    ("STATUS", "Neues auf der Stand-Seite"),
    ("TEST", "Testnachricht"),
]
OCCASIONS = [*BEFORE[:2], ("CONFERENCE", "Fallkonferenz"), *BEFORE[2:]]
STATES = ["WAITING", "SENDING", "SENT", "UNCERTAIN", "FAILED", "PRINTED", "DROPPED"]
TROUBLES = [
    *("UNREACHABLE", "SIGN_IN", "LATER", "ADDRESS", "REFUSED"),
    *("MALFORMED", "INTERRUPTED", "EXPIRED"),
]


class Migration(migrations.Migration):
    """One more occasion."""

    dependencies = [("kernel", "0011_links_to_referrals_by_mail")]

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
