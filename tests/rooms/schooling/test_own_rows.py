# SPDX-License-Identifier: EUPL-1.2
"""The family of a child reads the rows about its own child and nothing else, and changes nothing.

Asked as SQL by the runtime role, with the secret of the own view's link.
"""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from rundertisch.accounts.models import Seat
from rundertisch.kernel import links, scope
from rundertisch.kernel.models import LinkKind, SecureLink
from rundertisch.kernel.thread import Ref
from rundertisch.privacy.models import Subject
from rundertisch.schooling import actions
from rundertisch.schooling.models import Child
from rundertisch.site import operations_versions
from tests.rooms.schooling.changing import newest, report
from tests.rooms.schooling.test_doubles import split, twice
from tests.support.cluster import OwnDatabase, Sql
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database
HANGING = """
select format('%I', c.table_name), format('%I', c.column_name)
  from information_schema.columns c join pg_class t on t.oid = c.table_name::regclass
 where c.table_schema = 'public' and c.column_name = 'child_id' and t.relkind = 'r'
"""


def rows(statement: str, *values: object) -> list[tuple[object, ...]]:
    """Run SQL as the runtime role, as whoever is asking."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def own_view_of(child: Child, *, by: Seat) -> str:
    """Open the own view of a child; return the secret."""
    return links.open_link(
        kind=LinkKind.OWN_VIEW,
        about=Ref("subject", str(child.subject_id)),
        subject_id=child.subject_id,
        expires_at=dt.datetime(9999, 1, 1, tzinfo=dt.UTC),
        by=by,
    )


@pytest.fixture
def seated_child(world: DemoWorld, owner_sql: Sql) -> int:
    """The child of the world that most rows hang on."""
    found = owner_sql(
        "select child_id from schooling_proposedseat group by 1"
        " order by exists (select from schooling_wish w where w.child_id ="
        " schooling_proposedseat.child_id) desc, count(*) desc, 1 limit 1"
    )
    return int(found[0][0])


def test_the_family_reads_its_child_and_no_other(
    world: DemoWorld, counsellor: Seat, seated_child: int, owner_sql: Sql
) -> None:
    child = Child.objects.get(pk=seated_child)
    with scope.asking_subject(own_view_of(child, by=counsellor)):
        assert list(Child.objects.values_list("pk", flat=True)) == [child.pk]
        assert rows("select id from privacy_subject") == [(child.subject_id,)]
        tables = rows(HANGING)
        assert len(tables) > 4, "the rule looks in the wrong place"
        for table, column in tables:
            others = f"select count(*) from {table} where {column} <> %s"  # noqa: S608 - our table
            assert rows(others, child.pk) == [(0,)], table
        mine = "select count(*) from schooling_proposedseat"
        assert rows(mine) == owner_sql(f"{mine} where child_id = %s", child.pk) != [(0,)]
        for closed in (
            "accounts_seat",
            "schooling_proposal",
            "schooling_round",
            "kernel_auditentry",
        ):
            assert rows(f"select count(*) from {closed}") == [(0,)], closed  # noqa: S608 - our table


def test_the_family_changes_and_deletes_nothing(
    world: DemoWorld, counsellor: Seat, seated_child: int
) -> None:
    child = Child.objects.get(pk=seated_child)
    tables = [("schooling_child", "id"), *rows(HANGING)]
    with scope.asking_subject(own_view_of(child, by=counsellor)):
        for table, column in tables:
            assert touched(f"delete from {table}") == 0, table  # noqa: S608 - our table
            assert touched(f"update {table} set {column} = {column}") == 0, table  # noqa: S608 - our table
        wish = "insert into schooling_wish (child_id, school_id, rank) values (%s, 1, 3)"
        assert touched(wish, child.pk) == 0


def touched(statement: str, *values: object) -> int:
    """Return how many rows a statement changed; one that the row rules refuse changed none."""
    try:
        with transaction.atomic():
            return int(str(rows(statement, *values)[0][0]))
    except ProgrammingError:  # "violates row-level security", "permission denied"
        return 0


def test_a_child_keeps_its_own_subject_whoever_asks_for_another(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela, nele = twice(world, counsellor)
    assert nela.subject_id != nele.subject_id
    for wanted in (nele.subject_id, uuid.uuid4()):
        with pytest.raises(DatabaseError, match="never exchanged"), transaction.atomic():
            Child.objects.filter(pk=nela.pk).update(subject_id=wanted)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Subject.objects.create()
    nora = split(world, counsellor, nele)
    assert nora.subject_id not in {None, nela.subject_id, nele.subject_id}


def test_a_merged_record_keeps_its_subject_and_a_removed_one_takes_it_along(
    world: DemoWorld, counsellor: Seat
) -> None:
    nela, nele = twice(world, counsellor)
    actions.merge_children(stays=nela, closes=nele, on=world.on, by=counsellor)
    actions.undo_change(change=newest(nela), on=world.on, by=counsellor)
    before = {nela.subject_id, nele.subject_id}
    assert (
        set(Child.objects.filter(pk__in=(nela.pk, nele.pk)).values_list("subject", flat=True))
        == before
    )
    nora = split(world, counsellor, nele)
    own_view_of(nora, by=counsellor)
    actions.undo_change(change=newest(nele), on=world.on, by=counsellor)
    assert not Subject.objects.filter(pk=nora.subject_id).exists()
    assert not SecureLink.objects.filter(subject_id=nora.subject_id).exists()


def test_who_does_not_keep_the_record_sees_no_subject(world: DemoWorld, counsellor: Seat) -> None:
    child = report(world, counsellor)
    children = list(Child.objects.values_list("subject_id", flat=True))
    assert Subject.objects.filter(pk__in=children).count() == len(children) > 1
    assert child.subject_id in children
    for name in ("charlie", "administrator", "auditor", "schulamt", "town_office", "school_head"):
        with asking(getattr(world, name)):
            assert not Subject.objects.filter(pk__in=children).exists(), name


def test_children_from_before_get_a_subject_and_the_step_can_be_taken_back(
    own_database: OwnDatabase,
) -> None:
    children = own_database.owner_sql("select count(*) from schooling_child")
    subjects = own_database.owner_sql("select count(*) from privacy_subject")
    others = subjects[0][0] - children[0][0]  # of case management: they stay
    assert others > 0
    operations_versions.migrate("schooling", "0012")
    assert own_database.owner_sql("select count(*) from privacy_subject") == [(others,)]
    operations_versions.migrate()
    assert (
        own_database.owner_sql("select count(distinct subject_id) from schooling_child") == children
    )
    assert own_database.owner_sql("select count(*) from privacy_subject") == subjects
