# SPDX-License-Identifier: EUPL-1.2
"""Who may act on a child; shared by the verbs of schooling."""

from collections.abc import Iterable

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import policies
from rundertisch.schooling.models import Child, Objection, ObjectionState

SPECIAL_FORM = "förderschule"


def demand_counselling(*, by: Seat | None) -> Seat:
    """Refuse everybody but the school counselling of the centre; return its seat."""
    if by is None or not policies.may_counsel(seat=by):
        raise Refusal(
            "Kinder führt nur die Seiteneinsteigerberatung des Integrationszentrums. "
            "Bitte wenden Sie sich an die Beratung."
        )
    return by


def demand_no_special_form(*, forms: Iterable[str]) -> None:
    """Refuse special schools as allowed forms: lack of German is no ground (AO-SF, DOMAIN R21)."""
    if any(form.casefold().startswith(SPECIAL_FORM) for form in forms):
        raise Refusal(
            "Eine Förderschule kann hier nicht gewählt werden: Ein Platz dort folgt nur "
            "aus einem eigenen Verfahren, nie aus fehlendem Deutsch. Bitte eine andere "
            "Form wählen.",
            field="forms",
        )


def demand_no_open_objection(*, child: Child) -> None:
    """Refuse to move a child while an objection runs: only the decision on it may."""
    running = Objection.objects.filter(child=child, state=ObjectionState.OPEN).first()
    if running is not None:
        raise Refusal(
            f"Zu diesem Kind läuft ein Widerspruch vom {running.received_on:%d.%m.%Y}. Solange "
            "ändert sich an seinem Platz nichts. Bitte zuerst unter „Widersprüche“ entscheiden "
            "oder vermerken, dass er zurückgenommen ist."
        )
