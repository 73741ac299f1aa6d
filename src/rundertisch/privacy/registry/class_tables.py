# SPDX-License-Identifier: EUPL-1.2
"""How a room writes the row rule of a table that holds one class of data about subjects.

Every data class is a table of its own: a row has a `subject_id`, the partner who keeps it
(`owner_id`) and its facts. The rule is the same everywhere. A seat sees a row if its partner keeps
it and the seat's role works for a purpose of the table, or if the subject has consented that its
partner knows this class for such a purpose, today and now. The person sees its own rows; whoever
holds a referral's link sees that one row as long as the consent holds. Rows are written by whoever
keeps them and the subject.

`visible_partners` only narrows down which rows are worth a closer look (GIN index, kept by
triggers): an outdated entry costs a look-up, the exact rule decides beside it.
"""

from collections.abc import Sequence

from django.db import migrations

from rundertisch.kernel.scope import unprotect_if_bare

CONSENTED = """
exists (select from privacy_consent c
         where c.subject_id = {table}.subject_id and c.recipient_id = {partner}
           and c.classes @> array['{data_class}']::varchar[]{purpose}
           and c.starts_on <= (select app_today()) and (select app_today()) < c.ends_on
           and (c.withdrawn_at is null or statement_timestamp() < c.withdrawn_at) offset 0)
"""  # offset 0: one look-up for each row that is shown, never a hash of all consents
PURPOSE = "\n           and c.what_for = any ((select app_purposes())::varchar[])"


def reading(*, table: str, data_class: str, purposes: Sequence[str]) -> str:
    """Return the rule that says which member sees a row, as SQL."""
    partner = "(select app_partner_id())"
    consented = CONSENTED.format(
        table=table, partner=partner, data_class=data_class, purpose=PURPOSE
    ).strip()
    named = ", ".join(f"'{purpose}'" for purpose in purposes)
    return (
        f"visible_partners && array[{partner}] and ("
        f"(owner_id = {partner}"
        f" and (select app_purposes() && array[{named}]::varchar[])) or {consented})"
    )


def protect_class_table(
    table: str, *, data_class: str, purposes: Sequence[str], link_about: str = ""
) -> list[migrations.RunSQL]:
    """Write row rule, candidate column and wall of a class table; all of it is reversible.

    ``table`` has the columns id, subject_id (to privacy_subject) and owner_id (to
    partners_partner). ``purposes`` are those for which its owner works with it. ``link_about``:
    the kind under which a secure link points at one row of it ("referral"), if any may.
    """
    steps = [
        _enable(table),
        *_candidates(table),
        _policy("members", table, f"for select using ({_reads(table, data_class, purposes)})"),
        _policy("own", table, "for select using (subject_id = (select app_subject_id()))"),
        *(
            _policy(name, table, rule.format(keeps=_keeps(purposes)))
            for name, rule in {
                "keepers_add": "for insert with check ({keeps})",
                "keepers_change": "for update using ({keeps})",
                "keepers_delete": "for delete using ({keeps})",
            }.items()
        ),
        *wall_off(table, column="owner_id"),
    ]
    if link_about:
        consented = CONSENTED.format(
            table=table,
            partner="(select app_link_partner_id())",
            data_class=data_class,
            purpose="",
        ).strip()
        rule = f"id::text = (select app_link_about('{link_about}')) and {consented}"
        steps.append(_policy("link", table, f"for select using ({rule})"))
    return steps


def wall_off(table: str, *, column: str) -> list[migrations.RunSQL]:
    """Keep the immigration office (Ausländerbehörde) out of a column that names a partner.

    No row may name it, and no partner whom a row names may become one (DOMAIN 4.4, AufenthG § 87).
    """
    name = f"{table}_{column}"
    return [
        migrations.RunSQL(
            f"create trigger walled_off before insert or update of {column} on {table}"
            f" for each row execute function privacy_walled_off('{column}')",
            f"drop trigger walled_off on {table}",
        ),
        migrations.RunSQL(
            f"create trigger {name}_keeps_out before update of kind on partners_partner"
            " for each row when (new.kind = 'IMMIGRATION_OFFICE')"
            f" execute function privacy_partner_keeps_out('{table}', '{column}')",
            f"drop trigger {name}_keeps_out on partners_partner",
        ),
    ]


def _reads(table: str, data_class: str, purposes: Sequence[str]) -> str:
    return reading(table=table, data_class=data_class, purposes=purposes)


def _keeps(purposes: Sequence[str]) -> str:
    named = ", ".join(f"'{purpose}'" for purpose in purposes)
    works = f"(select app_purposes() && array[{named}]::varchar[])"
    kept = "exists (select from privacy_subject s where s.id = subject_id)"
    return f"owner_id = (select app_partner_id()) and {works} and {kept}"


def _enable(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security", unprotect_if_bare(table)
    )


def _candidates(table: str) -> list[migrations.RunSQL]:
    """Add the column of candidates, its index, and the triggers that keep both."""
    return [
        migrations.RunSQL(
            f"alter table {table} add column visible_partners bigint[] not null default '{{}}'",
            f"alter table {table} drop column visible_partners",
        ),
        migrations.RunSQL(
            f"create index {table}_candidates on {table} using gin (visible_partners)",
            f"drop index {table}_candidates",
        ),
        migrations.RunSQL(
            f"create index {table}_of_whom on {table} (subject_id)", f"drop index {table}_of_whom"
        ),
        migrations.RunSQL(
            "create trigger candidates before insert or update of subject_id, owner_id,"
            f" visible_partners on {table}"
            " for each row execute function privacy_find_candidates()",
            f"drop trigger candidates on {table}",
        ),
        migrations.RunSQL(
            f"create trigger {table}_candidates after insert on privacy_consent"
            f" for each row execute function privacy_add_candidate('{table}')",
            f"drop trigger {table}_candidates on privacy_consent",
        ),
    ]


def _policy(name: str, table: str, rule: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"create policy {name} on {table} {rule}", f"drop policy {name} on {table}"
    )
