# SPDX-License-Identifier: EUPL-1.2
"""A finished round and the form that takes a decision back: axe finds nothing, nothing sticks out.

Renate counsels, Holger is the Schulamt. The rounds come about as in the demo, by the same actions.
"""

import pytest
from pytest_django import DjangoDbBlocker

from rundertisch.schooling import actions
from rundertisch.schooling.models import Decision, Group, Proposal, ProposedSeat, Round
from rundertisch.site import demo
from tests import world as worlds
from tests.rooms.schooling import rounding
from tests.support import axe
from tests.support.browser import LiveSite, SignIn
from tests.support.cluster import lead_django_to

pytestmark = [pytest.mark.database, pytest.mark.journey]

RENATE, HOLGER = "beratung@demo.example", "schulamt@demo.example"
WORDS = "Die Familie kennt die Schule."


@pytest.fixture(scope="module")
def rounds(
    live_site: LiveSite, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> dict[str, str]:
    """A sealed round, and a decision of Renate's in the one that is open: addresses of pages."""
    with django_db_blocker.unblock(), lead_django_to(urls=live_site.urls):
        world = worlds.build()
        demo.begin_rounds(on=world.on, world=world)
        by = rounding.seat_of(world.counsellor)
        with worlds.asking(world.counsellor):
            opened = Round.objects.get(sealed_on=None)
            sealed = Round.objects.exclude(sealed_on=None).get()
            newest = Proposal.objects.filter(round=opened).latest("pk")
            free = ProposedSeat.objects.filter(proposal=newest).exclude(group=None)
            line = free.select_related("child").order_by("pk")[0]
            actions.lock_child(
                round=opened,
                child=line.child,
                group=Group.objects.select_related("school").get(pk=line.group_id),
                words=WORDS,
                at=rounding.now(),
                by=by,
            )
            decision = Decision.objects.filter(round=opened, child=line.child).latest("pk")
            seen = ProposedSeat.objects.filter(proposal__round=sealed, child__grade__lte=4)
            inside = seen.exclude(group=None).order_by("pk")[0].child_id
    release = f"/schule/runden/{opened.pk}/kinder/{line.child_id}/entscheidungen/{decision.pk}/"
    return {"sealed": f"/schule/runden/{sealed.pk}/", "child": str(inside), "release": release}


@pytest.mark.parametrize("who", [RENATE, HOLGER])
def test_a_finished_round_and_the_release_form_are_readable(
    signed_in: SignIn, rounds: dict[str, str], who: str
) -> None:
    page = signed_in(who)
    parts = ("", "kinder/", f"kinder/{rounds['child']}/", "protokoll/")
    shut = {rounds["release"]} if who == HOLGER else set()  # only the counselling takes it back
    faults: list[str] = []
    for path in [*(rounds["sealed"] + part for part in parts), rounds["release"]]:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == (404 if path in shut else 200), path
        faults += axe.at_desk_and_on_phone(page) if who == RENATE else axe.findings(page)
    assert faults == []
