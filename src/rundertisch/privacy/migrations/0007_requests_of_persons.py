# SPDX-License-Identifier: EUPL-1.2
"""What persons ask for: seen by the person and by whoever keeps the record, answered only there.

The rule asks `privacy_subject`: the person sees their own random id by their link, an office the
ids of the records it keeps. A request goes with its subject, by a trigger that runs as the owner.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "privacy_subjectrequest"
KNOWS = f"exists (select 1 from privacy_subject s where s.id = {TABLE}.subject_id)"  # noqa: S608 - the table's name is ours
ON_A_SEAT = "(select app_seat_id()) is not null"
ANSWERS = (
    f"create policy answers on {TABLE} for update using ({KNOWS} and {ON_A_SEAT})"
    f" with check ({KNOWS} and answered_by_id = (select app_seat_id()))"
)
GO_WITH_SUBJECT = (
    "create trigger requests_go before delete on privacy_subject"
    " for each row execute function privacy_requests_go()"
)
RULES = [
    f"alter table {TABLE} enable row level security",
    f"create policy reads on {TABLE} for select using ({KNOWS})",
    f"create policy asks on {TABLE} for insert with check ({KNOWS} and answered_by_id is null)",
    ANSWERS,
    f"revoke update, delete, truncate on {TABLE} from rundertisch_app",
    f"grant update (outcome, answer, answered_on, answered_by_id) on {TABLE} to rundertisch_app",
    """
    create function privacy_requests_go() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      delete from privacy_subjectrequest where subject_id = old.id;
      return old;
    end $$
    """,
    GO_WITH_SUBJECT,
]
NO_RULES = [
    "drop trigger requests_go on privacy_subject",
    "drop function privacy_requests_go()",
    f"grant update, delete on {TABLE} to rundertisch_app",
    f"drop policy answers on {TABLE}",
    f"drop policy asks on {TABLE}",
    f"drop policy reads on {TABLE}",
    f"alter table {TABLE} disable row level security",
]


class Migration(migrations.Migration):
    """One table, its row rules, and the trigger by which it goes with the subject."""

    dependencies = [
        ("privacy", "0006_who_answers_for_what"),
        ("accounts", "0002_who_is_asking"),
    ]

    operations = [
        migrations.CreateModel(
            name="SubjectRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_id", models.UUIDField(verbose_name="betroffene Person")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CORRECTION", "Berichtigung (Art. 16)"),
                            ("RESTRICTION", "Einschränkung (Art. 18)"),
                            ("OBJECTION", "Widerspruch (Art. 21)"),
                            ("DELETION", "Löschung (Art. 17)"),
                        ],
                        max_length=11,
                        verbose_name="Art",
                    ),
                ),
                (
                    "words",
                    models.TextField(blank=True, max_length=2000, verbose_name="in eigenen Worten"),
                ),
                ("language", models.CharField(max_length=5, verbose_name="Sprache")),
                ("received_on", models.DateField(verbose_name="eingegangen am")),
                ("due_on", models.DateField(verbose_name="zu beantworten bis")),
                (
                    "answered_on",
                    models.DateField(blank=True, null=True, verbose_name="beantwortet am"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("GRANTED", "ganz entsprochen"),
                            ("PARTLY", "zum Teil entsprochen"),
                            ("REFUSED", "abgelehnt"),
                        ],
                        max_length=8,
                        verbose_name="Ergebnis",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="Antwort")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "Antrag einer betroffenen Person",
                "indexes": [models.Index(fields=["subject_id"], name="privacy_requests_of_whom")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["CORRECTION", "RESTRICTION", "OBJECTION", "DELETION"])
                        ),
                        name="privacy_request_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gt", models.F("received_on"))),
                        name="request_due_after_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("answered_by", None),
                                ("answered_on", None),
                                ("outcome", ""),
                            ),
                            models.Q(
                                ("answered_by__isnull", False),
                                ("answered_on__isnull", False),
                                ("outcome__in", ["GRANTED", "PARTLY", "REFUSED"]),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="request_answered_in_words",
                    ),
                ],
            },
        ),
        migrations.RunSQL(tuple(RULES), tuple(NO_RULES)),
    ]
