# SPDX-License-Identifier: EUPL-1.2
"""A day that a paper proves counts for waiting; keys of other centres; passports already used."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models.functions import Coalesce, Least

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect
from rundertisch.privacy.registry.row_rules import lets_forget

COUNSELS = "(select schooling_counsels())"
KEYS, USED = "schooling_passportkey", "schooling_usedpassport"
OWN = f"""create policy own on {USED} for select using (
  child_id in (select c.id from schooling_child c where c.subject_id = (select app_subject_id()))
)"""  # noqa: S608 - our own names
KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
EVIDENCE = [
    ("SEEN", "in der Quelle gelesen"),
    ("LAW", "im Gesetzestext gelesen"),
    ("KNOWN", "allgemein bekannt, nicht geprüft"),
    ("GUESS", "eigene Annahme, nicht geprüft"),
]


def waiting_since(*days: str) -> list[Operation]:
    """Compute the column anew: PostgreSQL keeps no old value of a generated column."""
    field = models.GeneratedField(
        db_persist=True,
        expression=Coalesce("waits_again_on", Least(*days)),
        output_field=models.DateField(verbose_name="wartet seit"),
    )
    return [
        migrations.RemoveField("child", "waiting_since"),
        migrations.AddField("child", "waiting_since", field),
    ]


class Migration(migrations.Migration):
    """One column and two tables, which only counselling reads and writes."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("kernel", "0006_actions_of_a_transaction"),
        ("privacy", "0011_the_job_that_forgets"),
        ("schooling", "0022_what_a_family_lets_others_know"),
    ]

    operations = [
        migrations.AddField(
            "child",
            "waited_since",
            models.DateField(blank=True, null=True, verbose_name="wartet nachweislich seit"),
        ),
        *waiting_since("registered_on", "latest_school_day_on", "waited_since", "reported_on"),
        migrations.CreateModel(
            name="PassportKey",
            fields=[
                ("id", KEY),
                ("starts_on", models.DateField(verbose_name="gilt ab")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="gilt bis vor")),
                ("source", models.TextField(verbose_name="Quelle")),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="geprüft am")),
                (
                    "evidence",
                    models.CharField(
                        choices=EVIDENCE, default="KNOWN", max_length=5, verbose_name="Beleg"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64, verbose_name="Prüfzeichen")),
                ("centre", models.CharField(max_length=200, verbose_name="Zentrum")),
                (
                    "longest_days",
                    models.PositiveSmallIntegerField(verbose_name="Pässe gelten (Tage)"),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="schooling_passportkey_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fingerprint__regex", "^[0-9a-f]{64}$")),
                        name="passport_key_is_sha256",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on", None)),
                        fields=("fingerprint",),
                        name="one_running_entry_per_passport_key",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="UsedPassport",
            fields=[
                ("id", KEY),
                (
                    "passport_number",
                    models.CharField(
                        max_length=22, unique=True, verbose_name="Nummer des Schulpasses"
                    ),
                ),
                (
                    "child",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="used_passport",
                        to="schooling.child",
                    ),
                ),
            ],
            options={"verbose_name": "eingelöster Schulpass"},
        ),
        protect(KEYS, using=COUNSELS),
        protect(USED, using=COUNSELS),
        migrations.RunSQL(OWN, f"drop policy own on {USED}"),
        migrations.RunSQL(
            f"revoke update on {USED} from rundertisch_app",
            f"grant update on {USED} to rundertisch_app",
        ),
        *lets_forget(USED),
        watch(table=USED, kind="used_passport"),
    ]
