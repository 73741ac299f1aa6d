# SPDX-License-Identifier: EUPL-1.2
"""A person no longer takes part: a kind of change of its own, which nobody takes back."""

from django.db import migrations, models

BEFORE = [
    ("CORRECTED", "Angaben berichtigt"),
    ("MOVED", "neuer Stand"),
    ("CLOSED", "entpflichtet"),
    ("MERGED", "zwei Fälle zusammengeführt"),
    ("SPLIT", "in zwei Fälle getrennt"),
    ("UNDONE", "zurückgenommen"),
]
KINDS = [*BEFORE[:3], ("WITHDRAWN", "Teilnahme von der Person beendet"), *BEFORE[3:]]


class Migration(migrations.Migration):
    """One more kind."""

    dependencies = [("cases", "0011_found_by_consent")]

    operations = [
        migrations.AlterField(
            model_name="casechange",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=10, verbose_name="Art"),
        ),
        migrations.RemoveConstraint(model_name="casechange", name="cases_change_kind_known"),
        migrations.AddConstraint(
            model_name="casechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [kind for kind, _ in KINDS])),
                name="cases_change_kind_known",
            ),
        ),
    ]
