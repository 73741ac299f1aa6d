# SPDX-License-Identifier: EUPL-1.2
"""Referrals and points of conferences belong to the documentation of a case.

They go along from the start like the first list, as unverified. Where somebody has compared the
list with the Land's database they stay here until that office says otherwise.
"""

import datetime as dt

from django.db import migrations, models
from django.db.models import Max, Q

OLD = (
    ("NAME", "Name"),
    ("PSEUDONYM", "Pseudonym"),
    ("OFFICE", "führende Stelle"),
    ("AGREED", "Teilnahme vereinbart am"),
    ("OPENED", "Fall eröffnet am"),
    ("PHASE", "Stand"),
    ("CLOSED", "entpflichtet am"),
    ("OUTCOME", "Ergebnis"),
    ("REGIME", "Rechtskreiswechsel am"),
    ("NEED_DOMAIN", "Lebensbereich"),
    ("NEED", "Bedarf"),
    ("NEED_OPENED", "Bedarf aufgenommen am"),
    ("NEED_CLOSED", "Bedarf abgeschlossen am"),
    ("NEED_OUTCOME", "Ergebnis des Bedarfs"),
    ("STEP", "Schritt"),
    ("STEP_WHO", "wer"),
    ("STEP_DUE", "fällig am"),
    ("STEP_DONE", "erledigt am"),
)
NEW = (
    ("SENT_TO", "vermittelt an"),
    ("SENT_ON", "vermittelt am"),
    ("SENT_STATE", "Stand der Vermittlung"),
    ("SENT_ANSWER", "Antwort der Stelle"),
    ("SENT_OUTCOME", "Ergebnis der Vermittlung"),
    ("SENT_PAPERS", "Anhänge der Vermittlung"),
    ("MET_ON", "Fallkonferenz am"),
    ("MET_DOMAIN", "Lebensbereich in der Konferenz"),
    ("MET_PROBLEM", "Problem in der Konferenz"),
    ("MET_AGREED", "in der Konferenz vereinbart"),
    ("MET_WHO", "wer es übernimmt"),
    ("MET_DUE", "vereinbart bis"),
)
SINCE = dt.date(2026, 1, 1)
KNOWN = "cases_documentation_field_known"


KNOWN_NOW = models.CheckConstraint(
    condition=Q(code__in=[code for code, _ in (*OLD, *NEW)]) & ~Q(heading=""), name=KNOWN
)


def enter_fields(apps, schema_editor):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - Django's own signature
    """Let the new fields go along where nobody has verified the list."""
    model = apps.get_model("cases", "DocumentationField")
    fields = model.objects.using(schema_editor.connection.alias)
    if fields.filter(verified_on__isnull=False).exists():
        return
    after = fields.aggregate(last=Max("position"))["last"] or 0
    fields.bulk_create(
        model(
            code=code,
            heading=heading[0].upper() + heading[1:],
            position=position,
            starts_on=SINCE,
            source="Vorgabe des Programms",
            evidence="GUESS",
        )
        for position, (code, heading) in enumerate(NEW, start=after + 1)
    )


def drop_fields(apps, schema_editor):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - Django's own signature
    """Take the new fields away again."""
    fields = apps.get_model("cases", "DocumentationField").objects
    found = fields.using(schema_editor.connection.alias)
    found.filter(code__in=[code for code, _ in NEW]).delete()


class Migration(migrations.Migration):
    """More fields to choose from; they are dated data as the others."""

    dependencies = [("cases", "0015_who_sits_at_a_conference")]

    operations = [
        migrations.RemoveConstraint(model_name="documentationfield", name=KNOWN),
        migrations.AlterField(
            model_name="documentationfield",
            name="code",
            field=models.CharField(choices=[*OLD, *NEW], max_length=12, verbose_name="Angabe"),
        ),
        migrations.AddConstraint(model_name="documentationfield", constraint=KNOWN_NOW),
        migrations.RunPython(enter_fields, drop_fields),
    ]
