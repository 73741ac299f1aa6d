# SPDX-License-Identifier: EUPL-1.2
"""What the tests of rounds share: everybody on their own seat, and the steps of a round."""

import datetime as dt

from django.utils import timezone

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import actions, planning
from rundertisch.schooling.models import Placement, Proposal, ProposedSeat, Round
from tests.world import DemoWorld, Person, asking

READ = "Begründung gelesen"
TALBLICK = "Grundschule Talblick"


def now() -> dt.datetime:
    """Return the moment that a view would hand on."""
    return timezone.now()  # noqa: TID251 - the tests are the clock's reader here


def seat_of(person: Person) -> Seat:
    """Return the seat of a person as the person sees it."""
    with asking(person):
        return Seat.objects.select_related("partner", "user").get(pk=person.seat_id)


def opened(world: DemoWorld) -> tuple[Round, Proposal]:
    """Let Renate Abel freeze the day and compute."""
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        shown = planning.open_round(on=world.on, by=by)
        return shown, planning.propose_round(round=shown, on=world.on, by=by)


def lines(person: Person, proposal: Proposal, *, school: str = "") -> list[ProposedSeat]:
    """Return the lines with a seat that this person sees, at this school or anywhere."""
    with asking(person):
        rows = ProposedSeat.objects.filter(proposal=proposal).exclude(group=None)
        if school:
            rows = rows.filter(group__school__name=school)
        shown = rows.select_related("proposal__round", "child", "group__school")
        return list(shown.order_by("-waiting_days", "child_id"))


def read(person: Person, *shown: ProposedSeat) -> None:
    """Open the reasons of these lines, as the page of a child does."""
    with asking(person):
        about = [Ref("proposed_seat", str(line.pk)) for line in shown]
        audit.log_access(by=seat_of(person), about=about, purpose=READ, fields=audit.EVERYTHING)


def sign(world: DemoWorld, person: Person, line: ProposedSeat, *, words: str = "Ja.") -> Placement:
    """Sign one seat as this person."""
    by = seat_of(person)
    with asking(person):
        return actions.sign_seat(proposed_seat=line, words=words, on=world.on, at=now(), by=by)


def announce(world: DemoWorld, shown: Round) -> int:
    """Let Renate Abel announce what is signed."""
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        return actions.announce_round(round=shown, on=world.on, at=now(), by=by)


def seal(world: DemoWorld, shown: Round) -> Round:
    """Let Renate Abel seal the round."""
    by = seat_of(world.counsellor)
    with asking(world.counsellor):
        actions.seal_round(round=shown, on=world.on, by=by)
        return Round.objects.get(pk=shown.pk)


def accept(world: DemoWorld, place: Placement) -> None:
    """Let the head of the school take the child in."""
    by = seat_of(world.school_head)
    with asking(world.school_head):
        actions.answer_seat(
            placement=Placement.objects.select_related("group__school").get(pk=place.pk),
            accepted=True,
            ground=None,
            words="",
            on=world.on,
            at=now(),
            by=by,
        )
