# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in schooling. Which children somebody sees is decided by the database."""

from rundertisch.accounts.models import Role, Seat

ABOUT_CHILDREN = {
    Role.SCHOOL_COUNSELLING,
    Role.SUPERVISORY_AUTHORITY,
    Role.TOWN_SCHOOL_OFFICE,
    Role.SCHOOL_HEAD,
}


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
