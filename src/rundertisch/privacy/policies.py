# SPDX-License-Identifier: EUPL-1.2
"""Who may read the register of processing, who keeps who answers, who opens the logs."""

from rundertisch.accounts.models import Role, Seat
from rundertisch.partners.models import PartnerKind
from rundertisch.privacy.registry import forgetting


def may_see_register(*, seat: object) -> bool:
    """The register names no person: everybody with a seat may read it."""
    return seat is not None


def may_ask_for_log(*, seat: Seat) -> bool:
    """The audit asks, with a reason, what the logs say about one record."""
    return seat.role == Role.AUDITOR


def may_decide_on_logs(*, seat: Seat) -> bool:
    """The head of the centre is the second person; the database demands that it is another one."""
    return seat.role == Role.CENTRE_HEAD


def may_see_openings(*, seat: Seat) -> bool:
    """Whoever asks or decides sees the requests: the audit its own, the head of the centre all."""
    return may_ask_for_log(seat=seat) or may_decide_on_logs(seat=seat)


def may_keep_controllers(*, seat: Seat) -> bool:
    """The leadership and the administration of the centre keep what the officer has checked."""
    keepers = {Role.CENTRE_HEAD, Role.ADMINISTRATOR}
    return seat.role in keepers and seat.partner.kind == PartnerKind.INTEGRATION_CENTRE


def may_keep_requests(*, seat: Seat) -> bool:
    """Who keeps records of persons answers them; which persons, the row rules say."""
    return seat.role in {Role.SCHOOL_COUNSELLING, Role.CASE_MANAGER}


def may_keep_consents(*, seat: Seat) -> bool:
    """Whoever counsels a family or leads a case; of which person, the row rules say."""
    return seat.role in {Role.SCHOOL_COUNSELLING, Role.CASE_MANAGER}


def may_be_entrusted(*, seat: Seat) -> bool:
    """Whoever works with persons at an office to which a family may consent."""
    return seat.role in {
        Role.AGENCY_CONTACT,
        Role.CASE_MANAGER,
        Role.SCHOOL_HEAD,
        Role.TOWN_SCHOOL_OFFICE,
    }


def may_forget_somebody(*, seat: Seat) -> bool:
    """Whoever answers for a kind of person: counselling for children, administration for members.

    Which person, the row rules say; each room says of its own kind who answers.
    """
    return any(person.may_forget(seat) for person in forgetting.persons())


def may_forget(*, kind: str, seat: Seat) -> bool:
    """Whoever answers for this kind of person."""
    person = forgetting.person_of(kind)
    return person is not None and person.may_forget(seat)


def may_set_retention(*, seat: Seat) -> bool:
    """How long records are kept is decided by the head of the centre, who opens no record."""
    return seat.role == Role.CENTRE_HEAD and seat.partner.kind == PartnerKind.INTEGRATION_CENTRE


def may_read_receipts(*, seat: Seat) -> bool:
    """A receipt names nobody: whoever forgets, the head of the centre, and auditors."""
    return may_forget_somebody(seat=seat) or seat.role in {Role.AUDITOR, Role.CENTRE_HEAD}
