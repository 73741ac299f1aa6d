# SPDX-License-Identifier: EUPL-1.2
"""What an export of everything holds, described for machines: a Data Package (frictionless).

Tables and columns are read from PostgreSQL's own catalogue, so a column that no model knows is
taken along too; their German names and the words behind codes come from the models.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.apps import apps
from django.db import models

NULL = "\\N"
LEFT_OUT: Mapping[str, str] = {  # table -> why nobody takes it along
    "account_emailaddress": "dieselbe Adresse steht in accounts_user",
    "account_emailconfirmation": "Bestätigungen, die nur diese Installation versteht",
    "auth_group": "Gruppen von Django, hier nicht benutzt",
    "auth_group_permissions": "Gruppen von Django, hier nicht benutzt",
    "auth_permission": "Rechte von Django, hier nicht benutzt",
    "django_content_type": "Verzeichnis der Tabellen dieses Programms",
    "django_migrations": "Stand der Tabellen dieses Programms",
    "django_session": "laufende Anmeldungen",
    "kernel_securelink": "Prüfsummen geheimer Links; anderswo öffnen sie nichts",
    "mfa_authenticator": "zweite Faktoren: Geheimnisse, die niemand weitergibt",
    "procrastinate_events": "Aufträge des Arbeiters",
    "procrastinate_jobs": "Aufträge des Arbeiters",
    "procrastinate_periodic_defers": "Aufträge des Arbeiters",
    "procrastinate_workers": "Aufträge des Arbeiters",
    "shared_cache": "Zwischenspeicher",
    "socialaccount_socialaccount": "Verknüpfung mit der Anmeldung des Kreises",
    "socialaccount_socialapp": "Einstellung der Anmeldung des Kreises, mit Geheimnis",
    "socialaccount_socialtoken": "Geheimnisse der Anmeldung des Kreises",
    "usersessions_usersession": "laufende Anmeldungen",
}
LEFT_OUT_COLUMNS: Mapping[str, str] = {
    "accounts_user.password": "Prüfsumme des Passworts; anderswo wird ein neues gesetzt",
    "cases_attachment.content": "verschlossen; jeder Anhang liegt geöffnet bei (anhang-Nummer)",
}
FORMS: Mapping[str, tuple[str, str, str]] = {  # of PostgreSQL -> SQL, type and format there
    "_int8": ("array_to_json({})::text", "array", "default"),
    "_varchar": ("array_to_json({})::text", "array", "default"),
    "bool": ("{}::text", "boolean", "default"),
    "bytea": ("translate(encode({}, 'base64'), E'\\n', '')", "string", "binary"),
    "date": ("{}::text", "date", "default"),
    "float8": ("{}::text", "number", "default"),
    "int2": ("{}::text", "integer", "default"),
    "int4": ("{}::text", "integer", "default"),
    "int8": ("{}::text", "integer", "default"),
    "jsonb": ("{}::text", "object", "default"),
    "text": ("{}", "string", "default"),
    "time": ("{}::text", "time", "default"),
    "timestamptz": (
        "to_char({} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
        "datetime",
        "default",
    ),
    "uuid": ("{}::text", "string", "uuid"),
    "varchar": ("{}", "string", "default"),
}
COLUMNS = """
select c.relname::text, a.attname::text, t.typname::text, a.attnotnull
  from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
 where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
   and a.attnum > 0 and not a.attisdropped order by c.relname, a.attnum
"""
KEYS = """
select c.conrelid::regclass::text, c.contype::text,
       array(select attname::text from unnest(c.conkey) k join pg_attribute a
               on a.attrelid = c.conrelid and a.attnum = k),
       coalesce(c.confrelid::regclass::text, ''),
       array(select attname::text from unnest(coalesce(c.confkey, '{}')) k join pg_attribute a
               on a.attrelid = c.confrelid and a.attnum = k)
  from pg_constraint c
 where c.contype in ('p', 'f') and c.connamespace = 'public'::regnamespace order by 1, 2, c.conname
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, how PostgreSQL calls its form, whether it may be empty."""

    name: str
    form: str
    required: bool


@dataclass(slots=True)
class Table:
    """One table that is taken along, and what refers to what."""

    name: str
    columns: list[Column] = field(default_factory=list)
    key: Sequence[str] = ()
    refers: list[tuple[Sequence[str], str, Sequence[str]]] = field(default_factory=list)

    @property
    def select(self) -> str:
        """Return the SQL that reads every row, in the forms of the description."""
        parts = [
            f"{FORMS[one.form][0].format(_quoted(one.name))} as {_quoted(one.name)}"
            for one in self.columns
        ]
        order = ", ".join(map(_quoted, self.key)) or "1"
        return f"select {', '.join(parts)} from {_quoted(self.name)} order by {order}"  # noqa: S608  (names of PostgreSQL's own catalogue, quoted)


def tables(*, owner: psycopg.Connection) -> list[Table]:
    """Return every table that is taken along, by name, with its columns and keys."""
    found: dict[str, Table] = {}
    for table, column, form, required in owner.execute(COLUMNS).fetchall():
        if table not in LEFT_OUT and f"{table}.{column}" not in LEFT_OUT_COLUMNS:
            kept = found.setdefault(table, Table(name=table))
            kept.columns.append(Column(column, form, required))
    for table, kind, columns, target, their in owner.execute(KEYS).fetchall():
        if table in found and kind == "p":
            found[table].key = columns
        elif table in found and target in found:
            found[table].refers.append((columns, target, their))
    return list(found.values())


def resource(*, table: Table, rows: int, digest: str, size: int) -> dict[str, Any]:
    """Describe one file of the package (Tabular Data Resource)."""
    model = _models().get(table.name)
    schema: dict[str, Any] = {
        "fields": [_field(column, model) for column in table.columns],
        "missingValues": [NULL],
        "foreignKeys": [
            {"fields": list(own), "reference": {"resource": target, "fields": list(their)}}
            for own, target, their in table.refers
        ],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "title": str(model._meta.verbose_name) if model else table.name,  # noqa: SLF001  (Django's API for models)
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\n"},
        "rows": rows,
        "bytes": size,
        "hash": f"sha256:{digest}",
        "schema": schema,
    }


def _field(column: Column, model: type[models.Model] | None) -> dict[str, Any]:
    _, kind, form = FORMS[column.form]
    told: dict[str, Any] = {"name": column.name, "type": kind, "format": form}
    if column.required:
        told["constraints"] = {"required": True}
    known = _columns_of(model).get(column.name) if model else None
    if known is not None:
        told["title"] = str(known.verbose_name)
        if known.choices:
            told["labels"] = {str(code): str(words) for code, words in known.flatchoices}
    return told


def _columns_of(model: type[models.Model]) -> dict[str, Any]:
    return {one.column: one for one in model._meta.concrete_fields if one.column}  # noqa: SLF001  (Django's API for models)


def _models() -> dict[str, type[models.Model]]:
    return {one._meta.db_table: one for one in apps.get_models()}  # noqa: SLF001  (Django's API for models)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
