# SPDX-License-Identifier: EUPL-1.2
"""Who may administer accounts and seats, and who may get an account at all."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

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


def may_manage_seats(*, seat: Seat) -> bool:
    """The administration invites people and gives seats; it sees no child by doing so."""
    return seat.role == Role.ADMINISTRATOR


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up by themselves: an account begins with an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Keep the open sign-up closed, whatever way it is asked for."""
        del request
        return False
