# SPDX-License-Identifier: EUPL-1.2
"""Who may act on a case; shared by the verbs of cases."""

from collections.abc import Sequence

from rundertisch.accounts.models import Seat
from rundertisch.cases import policies
from rundertisch.cases.models import Client, Need, Referral
from rundertisch.kernel.errors import Refusal


def demand_case_manager(*, by: Seat | None) -> Seat:
    """Refuse everybody but Case Management; return its seat. Whose case it is, the rows say."""
    if by is None or not policies.may_lead_cases(seat=by):
        raise Refusal(
            "Fälle führt nur das Case Management. Bitte wenden Sie sich an die Stelle, die die "
            "Person begleitet."
        )
    return by


def demand_running(*, client: Client) -> None:
    """Refuse to go on with a case that is closed or led in another record."""
    if client.merged_into_id is not None:
        raise Refusal(
            "Dieser Fall ist mit einem anderen zusammengeführt. Bitte dort weiterarbeiten."
        )
    if client.closed_on is not None:
        raise Refusal(
            f"Dieser Fall ist seit dem {client.closed_on:%d.%m.%Y} abgeschlossen. Bitte zuerst "
            "den Abschluss zurücknehmen."
        )


def demand_nothing_referred(*, client: Client, needs: Sequence[Need] | None = None) -> None:
    """Refuse while another office works on a need (of these): the consent hangs on this record."""
    waiting = Referral.objects.unfinished().filter(subject=client.subject_id)
    if needs is not None:
        waiting = waiting.filter(need__in=[need.pk for need in needs])
    if waiting.exists():
        raise Refusal(
            "Bei einer anderen Stelle ist noch eine Vermittlung offen. Bitte die Antwort abwarten "
            "oder die Vermittlung zurückziehen.",
            field=None if needs is None else "needs",
        )
