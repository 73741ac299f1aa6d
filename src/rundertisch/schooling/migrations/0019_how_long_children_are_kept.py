# SPDX-License-Identifier: EUPL-1.2
"""How long a child is kept, as dated data; school counselling answers for children.

VO-DV I obliges schools and authorities to keep pupils' data; whether it binds a centre is a
question for its data protection officer: the rule is there, and does not bind until somebody says.
"""

from django.db import migrations

from rundertisch.privacy.registry.row_rules import answers_for

FIRST_RULES = """
insert into privacy_retention
  (record, kind, amount, unit, event, law, binding, starts_on, source, evidence)
values
  ('schooling.Child', 'PERIOD', 2, 'YEAR', 'SETTLED', '', true, '2026-01-01',
   'eigene Vorgabe, von keiner Stelle beschlossen', 'GUESS'),
  ('schooling.Child', 'DUTY', 5, 'YEAR', 'SCHOOLING_OVER', '§ 9 VO-DV I NRW', false, '2026-01-01',
   'VO-DV I § 9: fünf Jahre für „alle übrigen Daten“, gerechnet ab dem Ende der Schulpflicht; '
   || 'ob sie ein Integrationszentrum bindet, ist nicht geprüft', 'KNOWN'),
  ('schooling.Child', 'ARCHIVE', null, '', '', '§ 9 Abs. 3 VO-DV I, § 4 ArchivG NRW', true,
   '2026-01-01', 'VO-DV I § 9 Abs. 3: anzubieten vor dem Löschen', 'KNOWN')
"""


class Migration(migrations.Migration):
    """Three dated rules and the row rules of what privacy keeps about children."""

    dependencies = [
        ("privacy", "0010_who_answers_for_whom"),
        ("schooling", "0018_families_read_their_changes"),
    ]

    operations = [
        *answers_for(kind="child", who="(select schooling_counsels())", name="schooling"),
        migrations.RunSQL(
            FIRST_RULES, "delete from privacy_retention where record = 'schooling.Child'"
        ),
    ]
