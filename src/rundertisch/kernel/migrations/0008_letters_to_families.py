# SPDX-License-Identifier: EUPL-1.2
"""One more occasion of a message: the appointment to which a family is invited."""

from django.db import migrations, models
from django.db.models import Q

BEFORE = [
    ("INVITATION", "Einladung"),
    ("PASSWORD", "Neues Passwort"),
    ("TEST", "Testnachricht"),
]
NOW = [
    ("APPOINTMENT", "Beratungstermin"),
    *BEFORE,
]
CHANNELS = ["EMAIL", "PRINT"]
STATES = ["WAITING", "SENDING", "SENT", "UNCERTAIN", "FAILED", "PRINTED", "DROPPED"]
TROUBLES = [
    *("UNREACHABLE", "SIGN_IN", "LATER", "ADDRESS", "REFUSED"),
    *("MALFORMED", "INTERRUPTED", "EXPIRED"),
]


def words(occasions: list[tuple[str, str]]) -> models.CheckConstraint:
    """Return which words a message may be described with."""
    return models.CheckConstraint(
        condition=Q(
            ("channel__in", CHANNELS),
            ("occasion__in", [code for code, _ in occasions]),
            ("state__in", STATES),
            ("trouble__in", ["", *TROUBLES]),
        ),
        name="kernel_message_words_known",
    )


class Migration(migrations.Migration):
    """A longer column, a wider rule."""

    dependencies = [("kernel", "0007_outbox")]

    operations = [
        migrations.RemoveConstraint("message", "kernel_message_words_known"),
        migrations.AlterField(
            "message",
            "occasion",
            models.CharField(choices=NOW, max_length=20, verbose_name="Anlass"),
        ),
        migrations.AddConstraint("message", words(NOW)),
    ]
