# SPDX-License-Identifier: EUPL-1.2
"""Rules of placement and changes of the school year name who decided: shown to seats only."""

from django.db import migrations

from rundertisch.kernel.scope import protect

SEATED = "(select app_seat_id()) is not null"


class Migration(migrations.Migration):
    """Two tables that had no row rule."""

    dependencies = [("schooling", "0015_consents_go_with_the_child")]
    operations = [
        protect("schooling_policy", using=SEATED),
        protect("schooling_rollover", using=SEATED),
    ]
