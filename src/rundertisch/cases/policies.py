# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in cases. Whose case somebody sees is decided by the database."""

from rundertisch.accounts.models import Role, Seat


def may_lead_cases(*, seat: Seat) -> bool:
    """Case Management: at the centre, a town or a welfare organisation; each its own cases."""
    return seat.role == Role.CASE_MANAGER


def may_be_referred_to(*, seat: Seat) -> bool:
    """Whoever works with persons at an office to which people are referred; consent decides."""
    return seat.role in {Role.CASE_MANAGER, Role.AGENCY_CONTACT}


def may_sit_in_conferences(*, seat: Seat) -> bool:
    """Whoever works with persons may be invited; which conferences, the database says."""
    return may_be_referred_to(seat=seat)


def may_keep_clients(seat: object) -> bool:
    """Say the same of a seat that privacy asks about."""
    return isinstance(seat, Seat) and may_lead_cases(seat=seat)


def may_report_gaps(*, seat: Seat) -> bool:
    """What could not be solved is reported by whoever leads cases, without a person."""
    return seat.role == Role.CASE_MANAGER


def may_see_structural_needs(*, seat: Seat) -> bool:
    """The coordination works with them; who reported wants to see what became of it."""
    return seat.role in {Role.KIM_COORDINATION, Role.CENTRE_HEAD, Role.CASE_MANAGER}


def may_answer_structural_needs(*, seat: Seat) -> bool:
    """The KIM coordination brings them to the steering group; the leadership may as well."""
    return seat.role in {Role.KIM_COORDINATION, Role.CENTRE_HEAD}


def may_see_documentation_fields(*, seat: Seat) -> bool:
    """Whoever takes a case along, and whoever says in which fields."""
    return may_lead_cases(seat=seat) or may_set_documentation(seat=seat)


def may_see_referral_periods(*, seat: Seat) -> bool:
    """Whoever refers, and whoever says how long that may take."""
    return may_lead_cases(seat=seat) or may_set_referral_periods(seat=seat)


def may_set_referral_periods(*, seat: Seat) -> bool:
    """How long an answer may take is agreed between offices: the KIM coordination writes it."""
    return seat.role in {Role.KIM_COORDINATION, Role.CENTRE_HEAD}


def may_set_documentation(*, seat: Seat) -> bool:
    """Which fields go along to the Land's database is the KIM coordination's to say."""
    return seat.role in {Role.KIM_COORDINATION, Role.CENTRE_HEAD}


def may_see_chains(*, seat: Seat) -> bool:
    """Whoever opens a need with the usual steps, and whoever says which steps are usual."""
    return may_lead_cases(seat=seat) or may_set_chains(seat=seat)


def may_set_chains(*, seat: Seat) -> bool:
    """Which steps are usual is the KIM coordination's to say; the leadership may as well."""
    return seat.role in {Role.KIM_COORDINATION, Role.CENTRE_HEAD}


def may_see_contacts(*, seat: Seat) -> bool:
    """Whoever mails links and invitations, whoever gets them, and the coordination."""
    return may_be_referred_to(seat=seat) or may_set_referral_periods(seat=seat)


def may_see_contacts_of_all(*, seat: Seat) -> bool:
    """An office that only answers sees its own address."""
    return may_lead_cases(seat=seat) or may_set_referral_periods(seat=seat)


def may_keep_contact_of(*, seat: Seat, partner_id: int) -> bool:
    """An office says where it is reached; for others the coordination does."""
    if may_set_referral_periods(seat=seat):
        return True
    return may_be_referred_to(seat=seat) and seat.partner_id == partner_id
