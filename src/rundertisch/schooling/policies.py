# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in schooling. Which children somebody sees is decided by the database."""

from rundertisch.accounts.models import Role, Seat
from rundertisch.partners.models import PartnerKind
from rundertisch.schooling.models import Assignable, School

ABOUT_CHILDREN = {
    Role.SCHOOL_COUNSELLING,
    Role.SUPERVISORY_AUTHORITY,
    Role.TOWN_SCHOOL_OFFICE,
    Role.SCHOOL_HEAD,
}

LEADERSHIP = {Role.CENTRE_HEAD, Role.KIM_COORDINATION, Role.ADMINISTRATOR}


def may_see_children(*, seat: Seat) -> bool:
    """Roles with a task for a child's school place; the row rule says for which children."""
    return seat.role in ABOUT_CHILDREN


def may_counsel(*, seat: Seat) -> bool:
    """Seiteneinsteigerberatung: reports and counsels children, runs proposals."""
    return seat.role == Role.SCHOOL_COUNSELLING


def may_see_queues(*, seat: Seat) -> bool:
    """The waiting lists: not for schools, which see a child only once it is theirs."""
    return seat.role in ABOUT_CHILDREN - {Role.SCHOOL_HEAD}


def may_see_proposals(*, seat: Seat) -> bool:
    """Counselling, the authorities that will decide, and the town office; each its own lines."""
    return seat.role in ABOUT_CHILDREN - {Role.SCHOOL_HEAD}


def may_see_schools(*, seat: Seat) -> bool:
    """Schools and free seats concern no person: everybody with a seat may look."""
    return seat is not None


def may_lead(*, seat: Seat) -> bool:
    """The leadership of the centre counts every child and opens none: protected numbers only."""
    return seat.role in LEADERSHIP and seat.partner.kind == PartnerKind.INTEGRATION_CENTRE


def may_see_figures(*, seat: Seat) -> bool:
    """Whoever has a task in the queues, each for its own children, and the leadership."""
    return may_see_queues(seat=seat) or may_lead(seat=seat)


def may_see_alarms(*, seat: Seat) -> bool:
    """The same, and schools: a school sees which of its own children has not come."""
    return may_see_children(seat=seat) or may_lead(seat=seat)


def may_read_hearings(*, seat: Seat) -> bool:
    """Who records them, and who decides after having read them."""
    return may_counsel(seat=seat) or may_sign(seat=seat)


def may_see_duties(*, seat: Seat) -> bool:
    """Who does what concerns no person: whoever has a part in it, and the leadership."""
    return may_see_children(seat=seat) or may_lead(seat=seat)


def may_set_duties(*, seat: Seat) -> bool:
    """The head of the centre agrees with the authorities who does what; the database asks too."""
    return seat.role == Role.CENTRE_HEAD and seat.partner.kind == PartnerKind.INTEGRATION_CENTRE


def may_set_alarm_limits(*, seat: Seat) -> bool:
    """The centre decides from when on somebody has to look: counselling and the leadership."""
    return may_counsel(seat=seat) or may_lead(seat=seat)


def may_note_first_day(*, seat: Seat) -> bool:
    """The school that saw the child, or counselling when the school told it."""
    return may_counsel(seat=seat) or seat.role == Role.SCHOOL_HEAD


def may_give_regular_seats(*, seat: Seat) -> bool:
    """A school tells and reserves its own seats in regular classes, counselling those of all."""
    return may_note_first_day(seat=seat)


def may_give_seats_of(*, seat: Seat, school: School) -> bool:
    """The same for one school: nothing is given at a special school."""
    mine = may_counsel(seat=seat) or (
        may_answer(seat=seat) and school.partner_id == seat.partner_id
    )
    return mine and school.assignable != Assignable.NO


def may_see_groups(*, seat: Seat) -> bool:
    """Who arranges places sees how long separate groups are approved, a school its own too."""
    return may_see_alarms(seat=seat)


def may_limit_groups(*, seat: Seat) -> bool:
    """Counselling enters until when a group is approved, and the authority that approves it."""
    return may_counsel(seat=seat) or may_sign(seat=seat)


def may_import_registrations(*, seat: Seat) -> bool:
    """Counts of the towns' registers, no persons: counselling and the leadership."""
    return may_counsel(seat=seat) or may_lead(seat=seat)


def may_expect_arrivals(*, seat: Seat) -> bool:
    """Numbers of children who are expected, no person: counselling and the leadership."""
    return may_counsel(seat=seat) or may_lead(seat=seat)


def may_sign(*, seat: Seat) -> bool:
    """A supervisory authority (Schulamt, Bezirksregierung); for which forms, the data says."""
    return seat.role == Role.SUPERVISORY_AUTHORITY


def may_see_notices(*, seat: Seat) -> bool:
    """Counselling prints and hands over; an authority reads its own. Schools get lists instead."""
    return may_counsel(seat=seat) or may_sign(seat=seat)


def may_see_school_lists(*, seat: Seat) -> bool:
    """Counselling for every school; the head of a school for the own one (the row rule says)."""
    return may_counsel(seat=seat) or may_answer(seat=seat)


def may_answer(*, seat: Seat) -> bool:
    """The head decides on admission (§ 46 Abs. 1 SchulG NRW), for the own school only."""
    return seat.role == Role.SCHOOL_HEAD


def may_forget_children(seat: object) -> bool:
    """Counselling answers for what is kept about children, and forgets them (privacy asks)."""
    return isinstance(seat, Seat) and may_counsel(seat=seat)


def may_see_openings(*, seat: Seat) -> bool:
    """Where a class should open: who plans rounds, the authorities, the leadership of the centre.

    Only counselling, which may open every child, reads exact counts; the others protected ones.
    """
    return may_counsel(seat=seat) or may_sign(seat=seat) or may_lead(seat=seat)
