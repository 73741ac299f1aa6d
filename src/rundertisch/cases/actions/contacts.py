# SPDX-License-Identifier: EUPL-1.2
"""Keep where links and invitations for a partner go; a function before a person."""

import datetime as dt

from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.cases import policies
from rundertisch.cases.models.contacts import PartnerContact
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner, PartnerKind

KEEP_DAYS = 365  # so long the address of a person is offered (our own measure)


def demand_keeper(*, partner: Partner, by: Seat) -> None:
    """Refuse whoever is neither at this office nor the coordination."""
    if not policies.may_keep_contact_of(seat=by, partner_id=partner.pk):
        raise Refusal(
            "Die Adresse einer Stelle trägt die Stelle selbst ein, oder die KIM-Koordination. Bitte"
            " dort melden."
        )


@audit.audited
def keep_contact(
    *, partner: Partner, email: str, name: str, on: dt.date, by: Seat
) -> PartnerContact:
    """Note the address of a partner; the one before goes."""
    demand_keeper(partner=partner, by=by)
    if partner.kind == PartnerKind.IMMIGRATION_OFFICE:
        raise Refusal("An die Ausländerbehörde wird von hier aus niemand vermittelt.")
    contact, _ = PartnerContact.objects.update_or_create(
        partner=partner,
        defaults={
            "email": email,
            "name": name.strip(),
            "kept_on": on,
            "kept_by_id": by.partner_id,
        },
    )
    audit.record(action="cases.keep_contact", by=by, about=_ref(contact))
    return contact


@audit.audited
def drop_contact(*, contact: PartnerContact, by: Seat) -> None:
    """Forget the address of a partner."""
    demand_keeper(partner=contact.partner, by=by)
    audit.record(action="cases.drop_contact", by=by, about=_ref(contact))
    contact.delete()


@audit.audited
def forget_contacts() -> int:
    """Forget addresses of persons that nobody has confirmed for a year; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("select cases_forget_contacts(%s)", [KEEP_DAYS])
        forgotten: int = cursor.fetchone()[0]
    audit.record(action="cases.forget_contacts", by=None, about=Ref("job", "contacts"))
    return forgotten


def _ref(contact: PartnerContact) -> Ref:
    return Ref("partner_contact", str(contact.pk))
