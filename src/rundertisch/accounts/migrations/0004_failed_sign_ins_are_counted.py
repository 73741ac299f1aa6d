# SPDX-License-Identifier: EUPL-1.2
"""The shared cache of all processes: failed sign-ins are counted in it, under keys nobody reads."""

from django.db import migrations

TABLE = """
create table shared_cache (
  cache_key varchar(255) primary key,
  value text not null,
  expires timestamp with time zone not null
);
create index shared_cache_expires on shared_cache (expires);
"""


class Migration(migrations.Migration):
    """What `createcachetable` would make, by the owner and before anybody signs in."""

    dependencies = [("accounts", "0003_auditors_read_the_logs")]
    operations = [migrations.RunSQL(TABLE, "drop table shared_cache")]
