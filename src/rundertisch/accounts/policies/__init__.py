# SPDX-License-Identifier: EUPL-1.2
"""Who may administer accounts and seats; who gets in at all is said in `sign_in`."""

from rundertisch.accounts.models import Role, Seat
from rundertisch.partners.models import PartnerKind

# Where a role means something. A role that is not named here can be held at any partner.
WHERE_ROLES_SIT: dict[Role, frozenset[PartnerKind]] = {
    Role.CENTRE_HEAD: frozenset({PartnerKind.INTEGRATION_CENTRE}),
    Role.KIM_COORDINATION: frozenset({PartnerKind.INTEGRATION_CENTRE}),
    Role.SCHOOL_COUNSELLING: frozenset({PartnerKind.INTEGRATION_CENTRE}),
    Role.SUPERVISORY_AUTHORITY: frozenset({PartnerKind.SCHULAMT, PartnerKind.BEZIRKSREGIERUNG}),
    Role.SCHOOL_HEAD: frozenset({PartnerKind.SCHOOL}),
    Role.TOWN_SCHOOL_OFFICE: frozenset({PartnerKind.TOWN_SCHOOL_OFFICE}),
}


def sits(*, seat: Seat) -> bool:
    """Whoever sits at the table at all."""
    return seat is not None


def may_lend(*, seat: Seat, lent: Seat) -> bool:
    """The holder of a seat, whoever lent it, and the administration arrange Vertretung."""
    holder = lent.deputy_of.user_id if lent.deputy_of is not None else lent.user_id
    return seat.user_id == holder or may_manage_seats(seat=seat)


def may_manage_seats(*, seat: Seat) -> bool:
    """The administration invites people and gives seats; it sees no child by doing so."""
    return seat.role == Role.ADMINISTRATOR
