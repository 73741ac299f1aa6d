# SPDX-License-Identifier: EUPL-1.2
"""Years that were played through: waits and counts, no child. Counselling keeps and reads them."""

from django.db import migrations, models
from django.db.models import deletion

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
TABLE = "schooling_playedyear"
COUNSELS = "(select schooling_counsels())"


class Migration(migrations.Migration):
    """One table that is only added to."""

    dependencies = [
        ("accounts", "0008_who_watches_the_outbox"),
        ("kernel", "0006_actions_of_a_transaction"),
        ("schooling", "0044_scenario_runs"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlayedYear",
            fields=[
                ("id", KEY),
                ("run_on", models.DateField(verbose_name="gerechnet am")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PAST", "das vergangene Jahr dieses Kreises"),
                            ("EXPECTED", "wer jetzt wartet und wer erwartet wird"),
                        ],
                        max_length=8,
                        verbose_name="Ankünfte",
                    ),
                ),
                ("question", models.JSONField(verbose_name="Frage")),
                ("answer", models.JSONField(verbose_name="Antwort")),
                (
                    "input_sha256",
                    models.CharField(max_length=64, verbose_name="Prüfsumme der Eingabe"),
                ),
                (
                    "run_by",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT, related_name="+", to="accounts.seat"
                    ),
                ),
            ],
        ),
        protect(TABLE, using=COUNSELS, check=COUNSELS),
        migrations.RunSQL(
            f"revoke update, delete on {TABLE} from rundertisch_app",
            f"grant update, delete on {TABLE} to rundertisch_app",
        ),
        watch(table=TABLE, kind="played_year"),
    ]
