# SPDX-License-Identifier: EUPL-1.2
"""A link may open a calendar; a message may invite to an appointment in one."""

from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("OWN_VIEW", "eigene Auskunft"),
    ("STATUS", "Stand eines Anliegens"),
    ("REFERRAL", "eine Vermittlung"),
    ("CALENDAR", "ein Kalender"),
]
OCCASIONS = [
    ("APPOINTMENT", "Beratungstermin"),
    ("CALENDAR", "Termin im Kalender"),
    ("INVITATION", "Einladung"),
    ("PASSWORD", "Neues Passwort"),
    ("STATUS", "Neues auf der Stand-Seite"),
    ("TEST", "Testnachricht"),
]
STATES = ["WAITING", "SENDING", "SENT", "UNCERTAIN", "FAILED", "PRINTED", "DROPPED"]
TROUBLES = [
    *("UNREACHABLE", "SIGN_IN", "LATER", "ADDRESS", "REFUSED"),
    *("MALFORMED", "INTERRUPTED", "EXPIRED"),
]


class Migration(migrations.Migration):
    """Wider rules."""

    dependencies = [("kernel", "0009_texts_to_telephones")]

    operations = [
        migrations.RemoveConstraint("securelink", "kernel_link_kind_known"),
        migrations.AlterField(
            "securelink",
            "kind",
            models.CharField(choices=KINDS, max_length=10, verbose_name="Art"),
        ),
        migrations.AddConstraint(
            "securelink",
            models.CheckConstraint(
                condition=Q(kind__in=[code for code, _ in KINDS]), name="kernel_link_kind_known"
            ),
        ),
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
