# SPDX-License-Identifier: EUPL-1.2
"""House rule: every page that may be read has a counted number of questions to the database.

The numbers stand in house_queries.toml. A new page gets its number there; a page that asks more
than before fails here, and whoever raises a number says why in the commit. The world has a sealed
round and one in which a child is locked, one waits for an answer, and somebody asked "what if".
"""

import pytest

from rundertisch.accounts.models import Seat
from rundertisch.cases.models import CaseConference, Client, Need, StructuralNeed
from rundertisch.kernel.models import Message
from rundertisch.partners.models import Partner
from rundertisch.schooling import actions, planning
from rundertisch.schooling.models import (
    Appointment,
    Child,
    Decision,
    Group,
    Notice,
    Placement,
    Proposal,
    Round,
    School,
)
from rundertisch.site import demo
from tests import house_queries as house
from tests import world as worlds
from tests.rooms.schooling import rounding
from tests.world import DemoWorld

pytestmark = [pytest.mark.database, pytest.mark.django_db]
TALBLICK = "Grundschule Talblick"
PRIMARY = 4
ROOM = 3  # how many questions a number may lie above what is asked, before it is called stale


@pytest.fixture
def world() -> DemoWorld:
    """The district, with a sealed round and an open one in which everything happened."""
    world = worlds.build()
    demo.begin_rounds(on=world.on, world=world)
    return world


def open_round(*, world: DemoWorld) -> dict[str, object]:
    """Let one more thing of each kind happen in the open round, and return the ids."""
    by = rounding.seat_of(world.counsellor)
    with worlds.asking(world.counsellor):
        shown = Round.objects.get(sealed_on=None)
        proposal = planning.propose_round(round=shown, on=world.on, by=by)
    line = rounding.lines(world.schulamt, proposal, school=TALBLICK)[0]
    rounding.read(world.schulamt, line)
    rounding.sign(world, world.schulamt, line)
    rounding.announce(world, shown)
    with worlds.asking(world.counsellor):
        others = [one for one in rounding.lines(world.counsellor, proposal) if one != line]
        free = next(
            one for one in others if one.child.grade <= PRIMARY
        )  # the Schulamt reads it too
        actions.lock_child(
            round=shown,
            child=free.child,
            group=Group.objects.select_related("school").get(pk=free.group_id),
            words="Die Familie kennt die Schule.",
            at=rounding.now(),
            by=by,
        )
        thought = planning.what_if(
            round=shown,
            opened_groups=(),
            limits={"primary": 60},
            seats={},
            on=world.on,
            by=by,
        )
        planning.start_scenarios(
            round=shown,
            questions=planning.Questions(fewer_seats_percent=10),
            at=rounding.now(),
            by=by,
        )
        decision = Decision.objects.filter(round=shown, child=free.child).latest("pk")
    return {"pk": shown.pk, "child": free.child_id, "decision": decision.pk, "proposal": thought.pk}


def case_ids(*, world: DemoWorld) -> dict[str, object]:
    """Return the ids of the case that is in the middle."""
    with worlds.asking(world.charlie):
        client = Client.objects.get(phase="LINKING")
        need = Need.objects.filter(subject=client.subject_id).order_by("pk")[0]
    return {"pk": client.pk, "need": need.pk}


def ids(*, world: DemoWorld) -> dict[str, dict[str, object]]:
    """Return the ids of the pages by how their route begins, the longest first."""
    round_ids = open_round(world=world)
    with worlds.asking(world.counsellor):
        sealed = Round.objects.exclude(sealed_on=None).get()
        place = Placement.objects.filter(ends_on=None).order_by("pk")[0]
        school = School.objects.order_by("pk")[0]
        proposal = Proposal.objects.filter(round=None).latest("pk")
        planned = Appointment.objects.filter(state="PLANNED").order_by("pk")[0]
        letter = Message.objects.filter(to_kind="child", state="WAITING").order_by("pk")[0]
    with worlds.asking(world.school_head):
        waiting = Placement.objects.filter(answer="").exclude(announced_on=None).latest("pk")
    with worlds.asking(world.charlie):
        meeting = CaseConference.objects.order_by("pk")[0]
    with worlds.asking(world.centre_head):
        structural = StructuralNeed.objects.order_by("pk")[0]
    with worlds.asking(world.administrator):
        seat = Seat.objects.get(pk=world.charlie.seat_id)
    with worlds.asking(world.counsellor):
        subject = Child.objects.get(pk=round_ids["child"]).subject_id
    with worlds.asking(world.counsellor):
        notice = Notice.objects.select_related("placement__group").latest("pk")
        objection = actions.record_objection(
            notice=notice,
            received_on=world.on,
            by_whom="PARENTS",
            words="Die Schule liegt weit weg.",
            on=world.on,
            by=rounding.seat_of(world.counsellor),
        )
    return {
        "faelle/konferenzen/": {"pk": meeting.pk},
        "faelle/ketten/": {"code": "KINDERGELD"},
        "faelle/stellen/": {"partner": Partner.objects.get(kind="JOB_CENTRE").pk},
        "faelle/strukturelle-bedarfe/": {"pk": structural.pk},
        "faelle/": case_ids(world=world),
        "schule/bescheide/widersprueche/": {"pk": objection.pk},
        "schule/bescheide/schullisten/": {"pk": notice.placement.group.school_id},
        "schule/bescheide/": {"pk": notice.pk},
        "datenschutz/einwilligungen/": {"subject": subject},
        "datenschutz/person/": {"subject_id": subject, "form": "json"},
        "datenschutz/verzeichnis.": {"form": "json"},
        "datenschutz/vergessen/": {"kind": "child", "pk": round_ids["child"]},
        "schule/runden/<int:pk>/protokoll.json": {"pk": sealed.pk},
        "schule/runden/": round_ids,
        "schule/kinder/": {"pk": round_ids["child"], "other": round_ids["child"]},
        "schule/schulen/": {"pk": school.pk},
        "schule/plaetze/": {"pk": place.pk},
        "schule/zahlen/lerngruppen/": {"pk": place.group_id},
        "schule/termine/": {"pk": planned.pk},
        "schule/briefe/": {"pk": letter.pk},
        "schule/vorschlag/": {"pk": proposal.pk},
        "schule/neue-kinder/": {"pk": waiting.pk},
        "konto/personen/": {"pk": world.charlie.user_id},
        "konto/plaetze/": {"pk": seat.pk},
    }


def test_every_page_that_may_be_read_has_a_counted_number_of_questions() -> None:
    doors = list(house.readable_doors())
    assert len(doors) > len(house.COUNTED_ELSEWHERE), "hardly a door found"
    assert house.uncounted(names=["a:new_page", "account_login"], counted=set()) == ["a:new_page"]
    counted = set(house.snapshot())
    assert house.uncounted(names=[door.name for door in doors], counted=counted) == []
    assert counted <= {door.name for door in doors}, "a page that is gone has a number"


def test_no_page_asks_more_questions_than_its_number(world: DemoWorld) -> None:
    doors = {door.name: door for door in house.readable_doors()}
    known = ids(world=world)
    wrong = []
    for name, numbers in house.snapshot().items():
        url = house.address(door=doors[name], ids=known)
        for who, most in numbers.items():
            asked = house.asked(world=world, who=who, url=url, most=most)
            if asked is None or not most - ROOM <= asked <= most:
                wrong.append(f"{name}: {who} asks {asked}, the number is {most}")
    assert not wrong, "\n".join(wrong)
