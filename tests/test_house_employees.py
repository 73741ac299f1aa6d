# SPDX-License-Identifier: EUPL-1.2
"""House rule: nothing is counted by employee (docs/explanation/dienstvereinbarung-entwurf.md).

Read from every line of code, and from every question that every page and export asked the database
when everybody stood at every door. What a test cannot see: columns that are grouped by their
number (`group by 1`), loops that count in Python, and somebody who counts names by hand.
"""

import pytest

from rundertisch.privacy.registry import OPENABLE
from tests import house_employees as house
from tests import house_rules, house_visits
from tests import world as worlds
from tests.world import DemoWorld

PLANTED = """
Decision.objects.values("by").annotate(children=Count("pk"))
Placement.objects.values_list("signed_by__user").annotate(Avg("days"))
Seat.objects.annotate(appointments=Count("appointments"))
Counter(entry.seat_id for entry in entries)
cursor.execute("select seat_id, count(*) from kernel_accessentry group by seat_id")
cursor.execute("select avg(d) from kernel_auditentry a group by about_kind, a.user_id")
"""
FINE = """
Placement.objects.values("group__school").annotate(children=Count("pk"))
Counter(fact.town for fact in facts)
users.annotate(ended_on=Max("seats__ends_on"))
cursor.execute("select town_id, count(*) from schooling_child group by town_id")
cursor.execute("select kind, count(*) from x group by kind order by max(seat_id)")
cursor.execute("select user_id from kernel_auditentry group by user_id")
"""  # the last line lists who, and counts nothing


@pytest.fixture
def world(db: None) -> DemoWorld:
    """The invented district, found in the copied database."""
    return worlds.build()


def test_no_line_of_code_counts_anything_by_employee() -> None:
    assert len(house.counted_in_code(PLANTED)) == len(PLANTED.strip().splitlines())
    assert house.counted_in_code(FINE) == []
    for path in house_rules.files(suffix=".py", under=house_rules.PACKAGE):
        found = house.counted_in_code(path.read_text(encoding="utf-8"))
        assert not found, (house_rules.shown(path), found)


@pytest.mark.database
def test_no_page_and_no_export_asks_for_a_number_by_employee(world: DemoWorld) -> None:
    visits = house_visits.tour(world=world).visits
    grouped = [statement for visit in visits for statement in visit.grouped]
    assert grouped, "no page groups anything: the rule looks in the wrong place"
    for visit in visits:
        for statement in visit.grouped:
            assert house.counted_in_sql(statement) == [], (visit.who, visit.address, statement)


@pytest.mark.database
def test_the_logs_cannot_be_asked_about_an_employee(db: None) -> None:
    assert OPENABLE, "the logs can be asked about nothing: the rule looks in the wrong place"
    assert not {"user", "seat", "member"} & set(OPENABLE)
