# SPDX-License-Identifier: EUPL-1.2
"""House rule: a protected address (§ 51 BMG, shelters) shows nowhere, whoever looks wherever.

One child lives through everything the house does; then its address is protected, and typed once
more at every place where somebody could. Every page for every role, every file, every paper, the
logs and every column of the database are read afterwards. A planted leak is found.
"""

import logging
from collections.abc import Iterator

import pytest
from django.urls import reverse

from rundertisch.schooling.models import Child
from tests import world as worlds
from tests.house_visits import PEOPLE as MOST
from tests.support import hiding
from tests.support.cluster import OwnDatabase, Sql
from tests.support.hiding import Hidden
from tests.world import DemoWorld

pytestmark = pytest.mark.database
NO_NEED = {"former", "other_town"}  # hold no seat, or the same role as somebody else
PEOPLE = (*(who for who in MOST if who not in NO_NEED), "bezirksregierung")
SHUT = {"accounts:district_back", "accounts:district_sign_in", "accounts:waiting_file"}
NOT_HERS = {  # pages that the life of a child does not lead to, and what they show
    "accounts:letter": "a message to a member",
    "cases:client": "a case; cases and schooling know nothing of each other",
    "cases:attachment": "as above",
    "cases:ending": "as above",
    "cases:finding": "as above",
    "cases:incoming": "as above",
    "cases:export_documentation": "a case, as above",
    "cases:export_documentation_paper": "as above",
    "cases:merging": "as above",
    "cases:need": "as above",
    "cases:splitting": "as above",
    "cases:contact": "where an office is reached",
    "cases:chain": "steps that are usual for everybody",
    "cases:conference": "agencies meet; the points of a person only for its office",
    "cases:conference_paper": "as above, without names",
    "cases:structural_need": "a gap without a person",
    "own:end_form": "case management; school placement rests on law",
    "own:withdraw_form": "a consent; school placement rests on law",
    "privacy:controller": "an office",
    "privacy:forget_request": "who asked and why; the child is gone then",
    "privacy:log_opening": "ids and names of fields",
    "privacy:receipt": "counts and digests",
    "privacy:receipt_file": "counts and digests",
    "schooling:export_openings": "schools and counts",
    "schooling:opening_proposal": "schools and counts",
    "referral:received": "as above",
    "schooling:export_played_year": "waits and counts of a year",
    "schooling:played_year": "waits and counts of a year",
    "spoken:sound": "a text that is the same for everybody",
}
PROTOCOL = "schooling:export_protocol"
TEXTS = """
select c.table_name, string_agg(quote_ident(c.column_name), ', ')
  from information_schema.columns c
  join information_schema.tables t using (table_schema, table_name)
 where c.table_schema = 'public' and t.table_type = 'BASE TABLE' group by 1 order by 1
"""


def addressed(owner_sql: Sql) -> Iterator[str]:
    """Yield the tables of the database in which a part of the address stands."""
    anywhere = [f"%{needle}%" for needle in hiding.NEEDLES]
    for table, columns in owner_sql(TEXTS):
        if table != hiding.GAZETTEER:
            text = f"concat_ws(' ', {columns})"
            (found,) = owner_sql(
                f'select count(*) from "{table}" where {text} ilike any(%s)',  # noqa: S608  (PostgreSQL's own names)
                anywhere,
            )
            if found[0]:
                yield table


def seen(
    world: DemoWorld, hidden: Hidden, *, only: tuple[str, ...] = ()
) -> tuple[set[str], list[str]]:
    """Return the names of the doors that opened for somebody, and what showed the address."""
    opened: set[str] = set()
    shown: list[str] = []
    for who, name, answer in hiding.visited(world, hidden, people=PEOPLE, only=only):
        if answer.status_code == 200:
            opened.add(name)
        found = hiding.needles_in(hiding.words_of(answer))
        shown += [f"{who} at {name}: {needle}" for needle in found]
    return opened, shown


@pytest.fixture
def world(own_database: OwnDatabase) -> DemoWorld:
    """The invented district in a copy of its own, so that the owner can look into it."""
    return worlds.build()


def test_a_protected_address_shows_nowhere_and_a_planted_leak_is_found(
    world: DemoWorld, own_database: OwnDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    hidden = hiding.living(world)
    later = hiding.reported(world, name="Emine", protected=True)
    client = worlds.as_(world.counsellor)
    for told in hiding.imported(world):
        assert "Adresse geschützt und nicht gespeichert" in told
        assert hiding.needles_in(told) == []
    moved = client.post(
        reverse("schooling:move_child", args=[later.pk]),
        hiding.form_of(world, name="Emine", protected=True) | {"version": later.version},
    )
    assert moved.status_code == 303, moved.content.decode()
    with worlds.asking(world.counsellor):
        kept = Child.objects.filter(address_protected=True, street="", lat=None)
        assert kept.filter(reference__in=("V-CSV", "V-XLSX")).count() == 2
        assert kept.filter(family_name="Verborgen").count() == 2

    opened, shown = seen(world, hidden)
    unseen = {name for name, _ in hiding.doors(hidden)} - opened - set(NOT_HERS)
    assert unseen == {*SHUT, PROTOCOL}, "lead to a new page in tests/support/hiding.py"
    assert shown == []
    hiding.sealed(world, hidden)
    assert seen(world, hidden, only=(PROTOCOL,)) == ({PROTOCOL}, [])
    assert hiding.needles_in(hiding.emergency_words(world)) == []
    assert hiding.needles_in(caplog.text) == []
    assert list(addressed(own_database.owner_sql)) == []

    planted = f"Sie wohnt {hiding.STREET} 1."
    for table, column in (("schooling_decision", "words"), ("schooling_notice", "text")):
        own_database.owner_sql(
            f"update {table} set {column} = %s where child_id = %s",  # noqa: S608  (our own names)
            planted,
            hidden.child.pk,
        )
    assert list(addressed(own_database.owner_sql)) == ["schooling_decision", "schooling_notice"]
    _, leaked = seen(world, hidden, only=("schooling:round_child", "schooling:print_notice"))
    assert f"counsellor at schooling:round_child: {hiding.STREET}" in leaked
    assert f"schulamt at schooling:print_notice: {hiding.STREET}" in leaked
