# SPDX-License-Identifier: EUPL-1.2
"""Somebody leaves: their work is handed over and their seats end, all of it or nothing."""

import datetime as dt
from collections.abc import Mapping

from rundertisch.accounts import queries, registry
from rundertisch.accounts.actions.seats import demand_administration, end_seat
from rundertisch.accounts.models import Seat, User
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref


@audit.audited
def part_with(
    *, user: User, successors: Mapping[int, Seat | None], on: dt.date, by: Seat
) -> Mapping[str, int]:
    """Hand over what hangs on every seat of a person and end the seats today.

    ``successors``: seat id -> the seat that takes over, where something hangs on it.
    Returns how many things of each kind were handed over.
    """
    demand_administration(by=by)
    if user.pk == by.user_id:
        raise Refusal(
            "Den eigenen Abschied trägt niemand selbst ein. Bitte eine andere Person mit "
            "Administration darum bitten."
        )
    partings = queries.partings(user=user, on=on)
    if not partings:
        raise Refusal(f"{user.name} hat keinen Platz mehr; es gibt nichts zu übergeben.")
    handed: dict[str, int] = {}
    for parting in partings:
        to = successors.get(parting.seat.pk)
        if parting.needs_successor:
            _hand_over(parting=parting, to=to, by=by, handed=handed)
        end_seat(seat=parting.seat, ends_on=on, on=on, by=by)
    audit.record(action="accounts.part_with", by=by, about=Ref("user", str(user.pk)))
    return handed


def _hand_over(
    *, parting: queries.Parting, to: Seat | None, by: Seat, handed: dict[str, int]
) -> None:
    field = f"successor_{parting.seat.pk}"
    if to is None:
        raise Refusal(
            f"An diesem Platz hängt noch Arbeit ({parting.seat}). Bitte wählen, wer sie übernimmt. "
            "Ist niemand da, geben Sie bitte zuerst jemandem diese Rolle bei diesem Partner.",
            field=field,
        )
    if to.pk not in {one.pk for one in parting.successors}:
        raise Refusal(
            "Übernehmen kann nur, wer heute in derselben Rolle für denselben Partner am Tisch "
            "sitzt. Bitte eine andere Person wählen.",
            field=field,
        )
    for kind in registry.hanging_on(seat=parting.seat):
        number = registry.WORK[kind].hand_over(of=parting.seat, to=to, by=by)
        handed[kind] = handed.get(kind, 0) + number
    audit.record(action="accounts.hand_over", by=by, about=Ref("seat", str(to.pk)))
