# SPDX-License-Identifier: EUPL-1.2
"""Verbs of partners: keep who is at the table and what each is competent for."""

import datetime as dt

from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.kernel.scope import SupportsSeat
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Competence, Partner, PartnerKind
from rundertisch.places.models import Place


@audit.audited
def keep_partner(
    *,
    kind: PartnerKind,
    name: str,
    by: SupportsSeat | None,
    place: Place | None = None,
    parent: Partner | None = None,
    sensitive: bool = False,
) -> Partner:
    """Add a partner; the one of this kind and name stays one and gets its place.

    ``sensitive``: its name alone tells what somebody needs who is known to go there.
    """
    name = " ".join(name.split())
    if not name:
        raise Refusal("Ein Partner braucht einen Namen. Bitte den Namen eintragen.", field="name")
    if kind == PartnerKind.TOWN_SCHOOL_OFFICE and place is None:
        raise Refusal(
            "Ein Schulverwaltungsamt gehört zu einer Stadt: davon hängt ab, welche Kinder es "
            "sieht. Bitte die Stadt auswählen.",
            field="place",
        )
    partner, _ = Partner.objects.update_or_create(
        kind=kind,
        name=name,
        defaults={"place": place, "parent": parent, "sensitive": sensitive},
    )
    audit.record(action="partners.keep_partner", by=by, about=Ref("partner", str(partner.pk)))
    return partner


@audit.audited
def set_competence(
    *,
    partner: Partner,
    matter: str,
    starts_on: dt.date,
    source: str,
    by: SupportsSeat | None,
    place: Place | None = None,
    evidence: str = Evidence.KNOWN,
    verified_on: dt.date | None = None,
) -> Competence:
    """Record that a partner is competent for a matter from a day on, and who says so."""
    if not source.strip():
        raise Refusal(
            "Eine Zuständigkeit ohne Quelle kann niemand prüfen. Bitte Gesetz, Erlass oder "
            "Absprache mit Datum nennen.",
            field="source",
        )
    competence, _ = Competence.objects.update_or_create(
        partner=partner,
        matter=matter,
        place=place,
        starts_on=starts_on,
        defaults={"source": source, "evidence": evidence, "verified_on": verified_on},
    )
    about = Ref("competence", str(competence.pk))
    audit.record(action="partners.set_competence", by=by, about=about)
    return competence


@audit.audited
def end_competence(*, competence: Competence, on: dt.date, by: SupportsSeat | None) -> Competence:
    """Let a competence end; that day it no longer holds."""
    if on <= competence.starts_on:
        raise Refusal(
            f"Die Zuständigkeit gilt ab {competence.starts_on:%d.%m.%Y} und kann erst danach "
            "enden. Bitte einen späteren Tag wählen.",
            field="on",
        )
    competence.ends_on = on
    competence.save(update_fields=["ends_on"])
    about = Ref("competence", str(competence.pk))
    audit.record(action="partners.end_competence", by=by, about=about, fields=("ends_on",))
    return competence
