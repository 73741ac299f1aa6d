# SPDX-License-Identifier: EUPL-1.2
"""Whom records are about, and who may open the own view for them.

A subject is seen by itself and by whoever keeps the record that points to it; the room of that
record adds its own policy to `privacy_subject`. Rules of this room ask that table instead of the
rooms above: "keeps the record" is "sees the subject on a seat".
"""

from django.db import migrations, models

SUBJECT = "privacy_subject"
LINK = "kernel_securelink"
KEEPS = f"exists (select 1 from {SUBJECT} s where s.id = {LINK}.subject_id)"  # noqa: S608 - the table's name is ours
OWN_VIEW = f"kind = 'OWN_VIEW' and {KEEPS}"
IN_OWN_NAME = "seat_id = (select app_seat_id()) and user_id = (select app_user_id())"


def policy(name: str, table: str, rule: str) -> migrations.RunSQL:
    """Add one policy to a table that is protected already."""
    return migrations.RunSQL(
        f"create policy {name} on {table} {rule}", f"drop policy {name} on {table}"
    )


class Migration(migrations.Migration):
    """One table without attributes; only the database makes and removes its rows."""

    initial = True
    dependencies = [("kernel", "0002_secure_links"), ("accounts", "0002_who_is_asking")]

    operations = [
        migrations.CreateModel(
            name="Subject",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=models.Func(function="gen_random_uuid"),
                        primary_key=True,
                        serialize=False,
                    ),
                )
            ],
            options={"verbose_name": "betroffene Person"},
        ),
        migrations.RunSQL(
            [
                f"alter table {SUBJECT} enable row level security",
                f"revoke insert, update, delete, truncate on {SUBJECT} from rundertisch_app",
            ],
            [
                f"grant insert, update, delete on {SUBJECT} to rundertisch_app",
                f"alter table {SUBJECT} disable row level security",
            ],
        ),
        policy("own", SUBJECT, "for select using (id = (select app_subject_id()))"),
        policy("own_view", LINK, f"for select using ({OWN_VIEW})"),
        policy("own_view_closes", LINK, f"for update using ({OWN_VIEW})"),
        policy("own_view_opens", LINK, f"for insert with check ({OWN_VIEW} and {IN_OWN_NAME})"),
    ]
