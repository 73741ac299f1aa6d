# SPDX-License-Identifier: EUPL-1.2
"""The first start without the demo: district, towns, centre, and the link for one person."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from rundertisch.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Founding:
    """What must be said to begin: the centre, the first administrator, the site's address."""

    centre: str
    email: str
    name: str
    url: str
    district: Path | None = None

    def refuse_malformed(self) -> None:
        """Refuse an address that no link can begin with, and a district file that is not there."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Refusal(
                f"„{self.url}“ ist keine Adresse der Anwendung. "
                "Erwartet wird etwas wie https://rundertisch.kreis.example"
            )
        if self.district is not None and not self.district.is_file():
            raise Refusal(f"Die Datei „{self.district}“ gibt es nicht.")


def found(*, founding: Founding, on: date) -> str:
    """Create district, towns, centre and first administrator, all or nothing; return the link."""
    from django.db import transaction

    from rundertisch.accounts import actions as accounts
    from rundertisch.accounts import queries as people
    from rundertisch.accounts.models import User
    from rundertisch.partners import actions as partners
    from rundertisch.partners.models import PartnerKind
    from rundertisch.places import exchange as places
    from rundertisch.privacy import exchange as privacy

    if User.objects.exists():
        raise Refusal(
            "Die Einrichtung ist schon geschehen: Es gibt Personen. Weitere lädt die "
            "Administration in der Anwendung ein. Es wurde nichts verändert."
        )
    data = founding.district.read_bytes() if founding.district else None
    with transaction.atomic():
        district = places.import_district(by=None, data=data)
        places.import_school_calendar(by=None)
        privacy.import_controllers(on=on, by=None)
        centre = partners.keep_partner(
            kind=PartnerKind.INTEGRATION_CENTRE, name=founding.centre, place=district, by=None
        )
        user = accounts.add_person(email=founding.email, name=founding.name, by=None)
        accounts.seat_first_administrator(user=user, partner=centre, starts_on=on)
        return urljoin(founding.url, people.invitation_path(user=user))
