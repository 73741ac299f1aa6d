# SPDX-License-Identifier: EUPL-1.2
"""How long a link opens, when somebody calls and when a referral expires: dated, not checked."""

import datetime as dt

from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
EVIDENCE = [
    ("SEEN", "in der Quelle gelesen"),
    ("LAW", "im Gesetzestext gelesen"),
    ("KNOWN", "allgemein bekannt, nicht geprüft"),
    ("GUESS", "eigene Annahme, nicht geprüft"),
]
CODES = [
    ("LINK", "So lange öffnet ein Link"),
    ("REMIND", "Ohne Antwort: „bitte anrufen“ nach"),
    ("EXPIRE", "Ohne Antwort: läuft ab nach"),
]
FIRST = {"LINK": 8, "REMIND": 10, "EXPIRE": 30}
SINCE = dt.date(2026, 1, 1)
DAYS = """
create function cases_period_days(asked text) returns integer
language sql stable set search_path = public, pg_temp as $$
  select p.days from cases_referralperiod p
   where p.code = asked and p.starts_on <= app_today()
     and (p.ends_on is null or app_today() < p.ends_on)
$$
"""
OPENS = """
alter policy referral_opens on kernel_securelink with check (
kind = 'REFERRAL' and about_kind = 'referral' and cases_keeps_subject(kernel_securelink.subject_id)
and seat_id = (select app_seat_id()) and user_id = (select app_user_id())
and expires_at <= now() + {days} + interval '1 minute'
and exists (select from cases_referral r where r.id::text = about_id
              and (r.state = 'SENT' or r.state = 'ACCEPTED')
              and r.subject_id = kernel_securelink.subject_id
              and r.to_partner_id = kernel_securelink.partner_id))
"""


def enter_first(apps, schema_editor):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - Django's own signature
    """Enter what the program did until now; it is data from then on."""
    rows = apps.get_model("cases", "ReferralPeriod").objects
    rows.using(schema_editor.connection.alias).bulk_create(
        rows.model(
            code=code,
            days=days,
            starts_on=SINCE,
            source="Vorgabe des Programms",
            evidence="GUESS",
        )
        for code, days in FIRST.items()
    )


class Migration(migrations.Migration):
    """One table without a person, its first rows, and the rule of links that asks it."""

    dependencies = [("cases", "0016_referrals_and_conferences_go_along")]

    operations = [
        migrations.CreateModel(
            name="ReferralPeriod",
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
                ("code", models.CharField(choices=CODES, max_length=6, verbose_name="Frist")),
                ("days", models.PositiveSmallIntegerField(verbose_name="Tage")),
            ],
            options={
                "verbose_name": "Frist einer Vermittlung",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="cases_referralperiod_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        fields=("code", "starts_on"), name="cases_period_once_a_day"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on", None)),
                        fields=("code",),
                        name="cases_one_period_running",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code__in", [code for code, _ in CODES]),
                            ("days__gte", 1),
                            ("days__lte", 365),
                        ),
                        name="cases_period_known",
                    ),
                ],
            },
        ),
        migrations.RunPython(enter_first, migrations.RunPython.noop),
        migrations.RunSQL(DAYS, "drop function cases_period_days(text)"),
        migrations.RunSQL(
            OPENS.format(days="cases_period_days('LINK') * interval '1 day'"),
            OPENS.format(days="interval '8 days'"),
        ),
    ]
