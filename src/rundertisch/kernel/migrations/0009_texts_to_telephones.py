# SPDX-License-Identifier: EUPL-1.2
"""A message may go by SMS, and tell a family that there is something new on its status page."""

from django.db import migrations, models
from django.db.models import Q

MAIL, PRINT = ("EMAIL", "E-Mail"), ("PRINT", "Papier")
CHANNELS = [MAIL, ("SMS", "SMS"), PRINT]
BEFORE = [
    ("APPOINTMENT", "Beratungstermin"),
    ("INVITATION", "Einladung"),
    ("PASSWORD", "Neues Passwort"),
    ("TEST", "Testnachricht"),
]
STATUS = ("STATUS", "Neues auf der Stand-Seite")
OCCASIONS = [*BEFORE[:3], STATUS, *BEFORE[3:]]
STATES = ["WAITING", "SENDING", "SENT", "UNCERTAIN", "FAILED", "PRINTED", "DROPPED"]
TROUBLES = [
    *("UNREACHABLE", "SIGN_IN", "LATER", "ADDRESS", "REFUSED"),
    *("MALFORMED", "INTERRUPTED", "EXPIRED"),
]


def words() -> models.CheckConstraint:
    """Return which words a message may be described with."""
    return models.CheckConstraint(
        condition=Q(
            ("channel__in", [code for code, _ in CHANNELS]),
            ("occasion__in", [code for code, _ in OCCASIONS]),
            ("state__in", STATES),
            ("trouble__in", ["", *TROUBLES]),
        ),
        name="kernel_message_words_known",
    )


def fits() -> models.CheckConstraint:
    """Return which states belong to which channel."""
    return models.CheckConstraint(
        condition=(Q(("state", "PRINTED"), _negated=True) | Q(("channel", "PRINT")))
        & (
            Q(("state__in", ["SENDING", "SENT", "UNCERTAIN"]), _negated=True)
            | Q(("channel__in", ["EMAIL", "SMS"]))
        ),
        name="kernel_message_state_fits_channel",
    )


class Migration(migrations.Migration):
    """Wider rules."""

    dependencies = [("kernel", "0008_letters_to_families")]

    operations = [
        migrations.RemoveConstraint("message", "kernel_message_words_known"),
        migrations.RemoveConstraint("message", "kernel_message_state_fits_channel"),
        migrations.AlterField(
            "message",
            "channel",
            models.CharField(choices=CHANNELS, max_length=5, verbose_name="Weg"),
        ),
        migrations.AlterField(
            "message",
            "occasion",
            models.CharField(choices=OCCASIONS, max_length=20, verbose_name="Anlass"),
        ),
        migrations.AddConstraint("message", words()),
        migrations.AddConstraint("message", fits()),
    ]
