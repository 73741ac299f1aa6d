# SPDX-License-Identifier: EUPL-1.2
"""Which columns of the database can hold a text, asked of the database itself."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import connection

TEXT_TYPES = ("text", "character varying", "character", "json", "jsonb", "ARRAY", "uuid", "inet")


def text_columns() -> Mapping[str, Sequence[str]]:
    """Return the readable columns by table; a column added tomorrow is among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.table_name, c.column_name from information_schema.columns c"
            " join information_schema.tables t using (table_schema, table_name)"
            " where c.table_schema = 'public' and t.table_type = 'BASE TABLE'"
            " and c.data_type = any(%s)"
            " and has_table_privilege(to_regclass(format('public.%%I', c.table_name)), 'select')"
            " order by c.table_name, c.ordinal_position",
            [list(TEXT_TYPES)],
        )
        rows = cursor.fetchall()
    found: defaultdict[str, list[str]] = defaultdict(list)
    for table, column in rows:
        found[table].append(column)
    return found
