# SPDX-License-Identifier: EUPL-1.2
"""Say who does a step of a child's way, by when, from today on."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import policies
from rundertisch.schooling.models import Counted, Duty, Step

LONGEST = 250  # days or months


@audit.audited
def set_duty(
    *,
    step: str,
    office: str,
    role: str,
    period: int | None,
    counted: str,
    legal_basis: str,
    source: str,
    evidence: str,
    verified_on: dt.date | None,
    on: dt.date,
    by: Seat,
) -> Duty:
    """Set who is responsible from today on; what held until yesterday stays on record."""
    if not policies.may_set_duties(seat=by):
        raise Refusal(
            "Wer welchen Schritt macht, legt die Leitung des Integrationszentrums fest. Bitte "
            "wenden Sie sich dorthin."
        )
    if step not in Step.values or counted not in Counted.values:
        raise Refusal("Diesen Schritt oder diese Zählung gibt es nicht.", field="step")
    if not office.strip():
        raise Refusal("Bitte sagen, welche Stelle zuständig ist.", field="office")
    if not source.strip():
        raise Refusal("Bitte die Quelle nennen: Beschluss, Absprache, Vorschrift.", field="source")
    if period is not None and not 1 <= period <= LONGEST:
        raise Refusal("Eine Frist liegt zwischen 1 und 250. Leer heißt: keine.", field="period")
    demand_checked(evidence=evidence, verified_on=verified_on, on=on)
    Duty.objects.filter(step=step, starts_on=on).delete()  # set twice on one day
    Duty.objects.filter(step=step, starts_on__lt=on, ends_on=None).update(ends_on=on)
    duty = Duty.objects.create(
        step=step,
        office=office.strip(),
        role=role,
        period=period,
        counted=counted,
        legal_basis=legal_basis.strip(),
        source=source.strip(),
        evidence=evidence,
        verified_on=verified_on,
        starts_on=on,
    )
    audit.record(
        action="schooling.set_duty",
        by=by,
        about=Ref("duty", str(duty.pk)),
        fields=("office", "period", "legal_basis", "source"),
    )
    return duty


def demand_checked(*, evidence: str, verified_on: dt.date | None, on: dt.date) -> None:
    """Refuse a day of verification in the future, or one without having read the source."""
    if verified_on is not None and verified_on > on:
        raise Refusal("Geprüft wurde heute oder früher. Bitte den Tag prüfen.", field="verified_on")
    if verified_on is not None and evidence not in {Evidence.SEEN, Evidence.LAW}:
        raise Refusal(
            "Wer an der Quelle geprüft hat, hat sie gelesen. Bitte bei „Beleg“ sagen, ob in der "
            "Quelle oder im Gesetzestext.",
            field="evidence",
        )
