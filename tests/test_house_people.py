# SPDX-License-Identifier: EUPL-1.2
"""House rule: a number of people reaches a template only as a figure, protected where it must be.

A figure carries how near it is (`engine.disclosure`), so a page cannot write "3 Kinder" for
somebody who may not open these three. Read from the templates, watched while every page is shown to
everybody, and read again in the text of the pages of those who open no child.
"""

import re

import pytest
from django.template import Context, Template
from django.urls import reverse

from tests import house_people, house_visits
from tests import house_rules as house
from tests import world as worlds
from tests.world import DemoWorld

OPEN_NO_CHILD = ("centre_head", "administrator", "auditor", "charlie")


@pytest.fixture
def world(db: None) -> DemoWorld:
    """The invented district, found in the copied database."""
    return worlds.build()


def test_a_planted_number_of_people_is_caught_in_every_way_it_is_written() -> None:
    planted = "{{ waiting|number }} {{ view.seated|length }} {{ count.children|floatformat }}"
    assert len(house_people.bare_counts(template="schooling/x.html", text=planted)) == 3
    fine = "{{ line.days|number }} {{ child.first_name }} {% figure waiting %}"
    assert house_people.bare_counts(template="schooling/x.html", text=fine) == []
    assert house_people.exact_numbers("<b>3</b> Kinder warten") == ["3 Kinder"]
    assert house_people.exact_numbers("unter 5 Kinder, rund 15 Kinder, Rund 20 Kinder") == []
    with house_people.watched() as seen:
        template = Template("{{ waiting }} {{ days }}")
        for node in template.nodelist:
            node.origin.template_name = "schooling/x.html"
        template.render(Context({"waiting": 3, "days": 4}))
    assert seen == {"schooling/x.html: waiting"}


def test_no_template_writes_a_number_that_may_count_people() -> None:
    templates = house.files(suffix=".html", under=house.PACKAGE)
    assert templates
    found = {}
    for path in templates:
        name = house_people.template_of(path)
        if bare := house_people.bare_counts(template=name, text=path.read_text(encoding="utf-8")):
            found[name] = bare
    assert found == {}, "give people as a figure ({% figure %}), name other numbers in NOT_PEOPLE"


@pytest.mark.database
def test_no_page_prints_a_bare_number_that_may_count_people(world: DemoWorld) -> None:
    tour = house_visits.tour(world=world)
    assert len([visit for visit in tour.visits if visit.plain]) > len(OPEN_NO_CHILD)
    assert tour.bare_numbers == set()


@pytest.mark.database
@pytest.mark.parametrize("who", OPEN_NO_CHILD)
def test_who_opens_no_child_reads_no_exact_number_of_children(world: DemoWorld, who: str) -> None:
    told = 0
    for visit in house_visits.tour(world=world).shown(who=who):
        assert house_people.exact_numbers(visit.text) == [], visit.address
        told += bool(re.search(r"(rund|unter) \d", visit.text, re.IGNORECASE))
    assert bool(told) == (who != "auditor"), "figures, or structural needs"


@pytest.mark.database
def test_who_may_open_each_child_reads_exact_numbers(world: DemoWorld) -> None:
    text = worlds.as_(world.counsellor).get(reverse("schooling:figures")).content.decode()
    assert house_people.exact_numbers(text)
    assert "Sie öffnen kein einzelnes Kind" not in text
