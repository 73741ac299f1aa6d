# SPDX-License-Identifier: EUPL-1.2
"""The status page of a family: what the holder of its link reads, and what the family asks for.

Whoever holds the secret of a STATUS link sees no row of a child. Three functions that run as their
owner answer with what the page needs and no more: how far it has come, what was asked, and they
take a request. A protected home (§ 51 BMG) hides the school as well: a lost paper must not say
where the child is on a morning.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from rundertisch.kernel.audit import watch
from rundertisch.kernel.scope import protect
from rundertisch.privacy.registry.row_rules import lets_forget

COUNSELS = "(select schooling_counsels())"
REQUESTS, PHONE = "schooling_familyrequest", "schooling_familyphone"
DESK, LINK = "schooling_helpdesk", "kernel_securelink"
KEPT = f"exists (select 1 from privacy_subject s where s.id = {LINK}.subject_id)"  # noqa: S608 - our own names
STATUS = f"kind = 'STATUS' and about_kind = 'child' and {COUNSELS} and {KEPT}"
ANSWERS = "outcome, answer, answered_on, answered_by_id"
IN_OWN_NAME = "seat_id = (select app_seat_id()) and user_id = (select app_user_id())"
OWN = """create policy own on {} for select using (
  child_id in (select c.id from schooling_child c where c.subject_id = (select app_subject_id()))
)"""
LINK_RULES = {
    "status_sees": f"for select using ({STATUS})",
    "status_closes": f"for update using ({STATUS})",
    "status_opens": f"for insert with check ({STATUS} and {IN_OWN_NAME})",
}
WHOLE = r"^\+[1-9][0-9]{6,14}$"  # ITU-T E.164
LANGUAGES = ("de", "en", "fr", "ar", "bg", "fa", "pl", "ro", "ru", "sq", "tr", "uk")
KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")

FUNCTIONS = """
create function schooling_link_child() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  with recursive led as (
    select c.id, c.merged_into_id from schooling_child c
     where c.subject_id = (select l.subject_id from kernel_securelink l
                            where l.id = app_link_id() and l.kind = 'STATUS')
    union
    select c.id, c.merged_into_id from schooling_child c join led on c.id = led.merged_into_id
  )
  select led.id from led where led.merged_into_id is null
$$;

create function schooling_status()
returns table (reference text, waiting_since date, counselled_on date, left_on date,
  is_protected boolean, has_place boolean, school text, street text, town text, starts_on date,
  came_on date)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.reference, c.waiting_since, c.counselled_on, c.left_on, c.address_protected,
         place.id is not null, shown.name, shown.street, shown.town, shown.starts_on, place.came_on
    from schooling_child c left join lateral (
      select p.id, p.group_id, p.starts_on, f.came_on
        from schooling_placement p left join schooling_firstday f on f.placement_id = p.id
       where p.child_id = c.id and p.announced_on <= app_today() and p.answer <> 'REFUSED'
         and (p.ends_on is null or p.ends_on > app_today())
       order by p.id desc limit 1) place on true
    left join lateral (
      select s.name, s.street, t.name as town, place.starts_on
        from schooling_group g join schooling_school s on s.id = g.school_id
        join places_place t on t.id = s.town_id
       where g.id = place.group_id and not c.address_protected) shown on true
   where c.id = schooling_link_child()
$$;

create function schooling_status_requests()
returns table (id bigint, kind text, asked_on date, outcome text, answer text)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.id, r.kind, (r.asked_at at time zone 'Europe/Berlin')::date, r.outcome, r.answer
    from schooling_familyrequest r
   where r.child_id = schooling_link_child() and r.outcome <> 'REPLACED'
   order by r.id desc limit 6
$$;

create function schooling_take_request(asked_kind text, asked_days text[], asked_time text,
  asked_phone text, asked_school bigint, asked_language text, most integer)
returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare asking bigint; made bigint;
begin
  select c.id into asking from schooling_child c where c.id = schooling_link_child() for update;
  if asking is null then
    raise insufficient_privilege using message = 'no valid link of a status page';
  end if;
  if (select count(*) from schooling_familyrequest r
       where r.child_id = asking and r.asked_at > now() - interval '1 day') >= most then
    return null;
  end if;
  update schooling_familyrequest r set outcome = 'REPLACED', answered_on = app_today()
   where r.child_id = asking and r.kind = asked_kind and r.outcome = '';
  insert into schooling_familyrequest (child_id, kind, days, time_of_day, phone, school_id,
                                       language, outcome, answer)
  values (asking, asked_kind, asked_days, asked_time, asked_phone, asked_school, asked_language,
          '', '')
  returning id into made;
  return made;
end $$;
"""
NO_FUNCTIONS = """
drop function schooling_take_request(text, text[], text, text, bigint, text, integer);
drop function schooling_status_requests();
drop function schooling_status();
drop function schooling_link_child();
"""


def known(
    name: str, *choices: tuple[str, str], length: int, title: str
) -> tuple[str, models.Field]:
    """Return a column for one of a few words that may be empty."""
    return name, models.CharField(
        blank=True, choices=list(choices), default="", max_length=length, verbose_name=title
    )


class Migration(migrations.Migration):
    """Three tables, four functions, the rules of the link."""

    dependencies = [
        ("accounts", "0002_who_is_asking"),
        ("kernel", "0007_outbox"),
        ("privacy", "0011_the_job_that_forgets"),
        ("schooling", "0023_school_passports"),
    ]

    operations = [
        migrations.CreateModel(
            name="HelpDesk",
            fields=[
                ("id", KEY),
                ("name", models.CharField(max_length=120, verbose_name="Stelle")),
                ("phone", models.CharField(max_length=40, verbose_name="Telefon")),
                (
                    "hours",
                    models.CharField(blank=True, max_length=120, verbose_name="Sprechzeiten"),
                ),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="Wo")),
                ("only", models.BooleanField(default=True, editable=False, unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", True)), name="one_help_desk")
                ]
            },
        ),
        migrations.CreateModel(
            name="FamilyPhone",
            fields=[
                ("id", KEY),
                ("number", models.CharField(max_length=16, verbose_name="Telefonnummer")),
                ("language", models.CharField(max_length=2, verbose_name="Sprache")),
                ("by_sms", models.BooleanField(default=False, verbose_name="SMS gewünscht")),
                ("written_on", models.DateField(verbose_name="eingetragen am")),
                (
                    "child",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="family_phone",
                        to="schooling.child",
                    ),
                ),
            ],
            options={
                "verbose_name": "Telefon der Familie",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("language__in", LANGUAGES), ("number__regex", WHOLE)),
                        name="family_phone_is_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyRequest",
            fields=[
                ("id", KEY),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("APPOINTMENT", "anderer Termin"),
                            ("PHONE", "neue Telefonnummer"),
                            ("WISH", "Schulwunsch"),
                        ],
                        max_length=11,
                        verbose_name="Anliegen",
                    ),
                ),
                (
                    "days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("MO", "Montag"),
                                ("DI", "Dienstag"),
                                ("MI", "Mittwoch"),
                                ("DO", "Donnerstag"),
                                ("FR", "Freitag"),
                            ],
                            max_length=2,
                        ),
                        default=list,
                        size=None,
                        verbose_name="mögliche Tage",
                    ),
                ),
                known(
                    "time_of_day",
                    ("MORNING", "vormittags"),
                    ("AFTERNOON", "nachmittags"),
                    ("ANY", "egal"),
                    length=9,
                    title="Tageszeit",
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True, default="", max_length=16, verbose_name="Telefonnummer"
                    ),
                ),
                ("language", models.CharField(max_length=2, verbose_name="Sprache")),
                ("asked_at", models.DateTimeField(db_default=Now(), verbose_name="angekommen")),
                known(
                    "outcome",
                    ("DONE", "erledigt"),
                    ("NOT_POSSIBLE", "geht nicht"),
                    ("REPLACED", "durch ein neueres ersetzt"),
                    length=12,
                    title="Ergebnis",
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="Antwort"
                    ),
                ),
                (
                    "answered_on",
                    models.DateField(blank=True, null=True, verbose_name="beantwortet am"),
                ),
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
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="family_requests",
                        to="schooling.child",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schooling.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "Anliegen der Familie",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["APPOINTMENT", "PHONE", "WISH"]),
                            ("language__in", LANGUAGES),
                            ("outcome__in", ["", "DONE", "NOT_POSSIBLE", "REPLACED"]),
                            ("time_of_day__in", ["", "MORNING", "AFTERNOON", "ANY"]),
                        ),
                        name="family_request_words_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "PHONE"), _negated=True),
                            ("phone__regex", WHOLE),
                            _connector="OR",
                        ),
                        name="family_request_phone_is_whole",
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
                                ("answer", ""),
                                ("answered_by", None),
                                ("answered_on__isnull", False),
                                ("outcome", "REPLACED"),
                            ),
                            models.Q(
                                ("answered_by__isnull", False),
                                ("answered_on__isnull", False),
                                ("outcome__in", ["DONE", "NOT_POSSIBLE"]),
                            ),
                            _connector="OR",
                        ),
                        name="family_request_answered_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")),
                        fields=("child", "kind"),
                        name="one_open_family_request_per_kind",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        protect(REQUESTS, using=COUNSELS),
        protect(PHONE, using=COUNSELS),
        protect(DESK, using="true", check=COUNSELS),
        *(
            migrations.RunSQL(OWN.format(table), f"drop policy own on {table}")
            for table in (REQUESTS, PHONE)
        ),
        migrations.RunSQL(
            [
                f"revoke insert, update on {REQUESTS} from rundertisch_app",
                f"grant update ({ANSWERS}) on {REQUESTS} to rundertisch_app",
                f"revoke delete on {DESK} from rundertisch_app",
            ],
            [
                f"grant delete on {DESK} to rundertisch_app",
                f"grant insert, update on {REQUESTS} to rundertisch_app",
            ],
        ),
        *(
            migrations.RunSQL(
                f"create policy {name} on {LINK} {rule}", f"drop policy {name} on {LINK}"
            )
            for name, rule in LINK_RULES.items()
        ),
        *lets_forget(REQUESTS),
        *lets_forget(PHONE),
        watch(table=REQUESTS, kind="family_request"),
        watch(table=PHONE, kind="family_phone"),
    ]
