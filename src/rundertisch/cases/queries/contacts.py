# SPDX-License-Identifier: EUPL-1.2
"""Questions about the addresses of partners: which is kept, and whose nobody has entered yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rundertisch.cases.models.contacts import PartnerContact
from rundertisch.partners import queries as offices
from rundertisch.partners.models import Partner


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A partner with its address, if there is one, and whether the asking seat keeps it."""

    partner: Partner
    contact: PartnerContact | None
    changeable: bool


def contact_of(*, partner: Partner) -> PartnerContact | None:
    """Return the address of a partner, if there is one and the asker may see it."""
    return PartnerContact.objects.select_related("kept_by").filter(partner=partner).first()


def contacts_of(*, partners: Iterable[int]) -> Mapping[int, PartnerContact]:
    """Return the addresses of these partners, by partner."""
    wanted = set(partners)
    if not wanted:
        return {}
    rows = PartnerContact.objects.select_related("kept_by").filter(partner__in=wanted)
    return {one.partner_id: one for one in rows}


def contact_lines(*, partner_id: int, everybody: bool, keeps_all: bool) -> Sequence[ContactLine]:
    """Return offices with their addresses, by name: of ``everybody``, or of the own office alone.

    An office keeps its own; ``keeps_all``: the asker keeps every one.
    """
    found = offices.offices()
    if not everybody:
        found = found.filter(pk=partner_id)
    known = {one.partner_id: one for one in PartnerContact.objects.select_related("kept_by")}
    return [
        ContactLine(
            partner=one,
            contact=known.get(one.pk),
            changeable=keeps_all or one.pk == partner_id,
        )
        for one in found
    ]
