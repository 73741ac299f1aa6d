# SPDX-License-Identifier: EUPL-1.2
"""This room's part of the demo: the partners of an invented centre and their competences."""

import datetime as dt
from dataclasses import dataclass

from rundertisch.kernel.scope import SupportsSeat
from rundertisch.partners import actions
from rundertisch.partners.models import Partner, PartnerKind
from rundertisch.places import queries as places

SINCE = dt.date(2018, 10, 15)
RULE = "Absprache im Kreis (erfunden), angelehnt an BASS 13-63 Nr. 3"


@dataclass(frozen=True, slots=True)
class DemoPartners:
    """The partners other rooms build on."""

    centre: Partner
    schulamt: Partner
    bezirksregierung: Partner
    school_offices: dict[str, Partner]
    immigration_office: Partner
    welfare: Partner
    town: Partner


def build(*, by: SupportsSeat | None) -> DemoPartners:
    """Seat nobody yet: only the organisations and who is competent for what."""
    district = places.district()

    def keep(kind: PartnerKind, name: str) -> Partner:
        return actions.keep_partner(kind=kind, name=name, place=district, by=by)

    made = DemoPartners(
        centre=keep(
            PartnerKind.INTEGRATION_CENTRE, "Kommunales Integrationszentrum Ennepe-Ruhr (Demo)"
        ),
        schulamt=keep(PartnerKind.SCHULAMT, "Schulamt für den Ennepe-Ruhr-Kreis (Demo)"),
        bezirksregierung=keep(
            PartnerKind.BEZIRKSREGIERUNG, "Bezirksregierung Arnsberg, Dezernat 48 (Demo)"
        ),
        school_offices={
            town.key: actions.keep_partner(
                kind=PartnerKind.TOWN_SCHOOL_OFFICE,
                name=f"Schulverwaltung {town.name} (Demo)",
                place=town,
                by=by,
            )
            for town in places.towns()
        },
        immigration_office=keep(
            PartnerKind.IMMIGRATION_OFFICE, "Ausländerbehörde Ennepe-Ruhr (Demo)"
        ),
        welfare=keep(PartnerKind.WELFARE, "Lotsendienst Volme e. V. (erfunden)"),
        town=actions.keep_partner(
            kind=PartnerKind.TOWN,
            name="Stadt Witten, Integrationsmanagement (Demo)",
            place=places.town(key="05954036"),
            by=by,
        ),
    )
    keep(PartnerKind.JOB_CENTRE, "Jobcenter EN (Demo)")
    keep(PartnerKind.HEALTH_OFFICE, "Gesundheitsamt, Kinder- und Jugendgesundheit (Demo)")
    keep(PartnerKind.YOUTH_OFFICE, "Jugendamt Ennepetal (Demo)")
    _competences(made=made, by=by)
    return made


def _competences(*, made: DemoPartners, by: SupportsSeat | None) -> None:
    matters = (
        (made.centre, "Erstberatung und Schulempfehlung"),
        (made.schulamt, "Zuweisung an Grund- und Hauptschulen"),
        (made.bezirksregierung, "Zuweisung an alle anderen Schulformen"),
    )
    for partner, matter in matters:
        actions.set_competence(partner=partner, matter=matter, starts_on=SINCE, source=RULE, by=by)
