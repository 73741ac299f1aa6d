# SPDX-License-Identifier: EUPL-1.2
"""An export of everything is noted like a backup."""

from django.db import migrations, models

KINDS = [
    ("BACKUP", "Sicherung"),
    ("DRILL", "Probe der Wiederherstellung"),
    ("EMERGENCY", "Notfallliste"),
    ("EXPORT", "Gesamtauszug"),
]
TROUBLES = ["", "SPACE", "FOLDER", "DIFFERENT", "REFUSED", "INTERRUPTED", "BROKEN"]


class Migration(migrations.Migration):
    """One more kind of run; taken back, the notes of exports go."""

    dependencies = [("site", "0001_operation_runs")]

    operations = [
        migrations.RunSQL(
            migrations.RunSQL.noop, "delete from site_operationrun where kind = 'EXPORT'"
        ),
        migrations.RemoveConstraint(model_name="operationrun", name="site_run_words_known"),
        migrations.AlterField(
            model_name="operationrun",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=9, verbose_name="Art"),
        ),
        migrations.AddConstraint(
            model_name="operationrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", [code for code, _ in KINDS]), ("trouble__in", TROUBLES)
                ),
                name="site_run_words_known",
            ),
        ),
    ]
