# SPDX-License-Identifier: EUPL-1.2
"""One change of a case after the other: who was faster, what stood there, taking it back."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import F

from rundertisch.accounts.models import Seat
from rundertisch.cases.actions.rules import demand_case_manager
from rundertisch.cases.models import (
    CaseChange,
    CaseChangeKind,
    Client,
    ClientContact,
    ConferencePoint,
    Findable,
    Need,
    Referral,
    RegimeChange,
)
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.privacy.models import Consent

State = dict[str, Any]
NOT_A_FACT = ("id", "subject_id", "version")
HANGING: dict[str, type[Need | RegimeChange | ClientContact]] = {
    "needs": Need,
    "regimes": RegimeChange,
    "contacts": ClientContact,
}  # steps follow
# What was given to one of two records since they were merged or split: taking that back would take
# it away from the person, or give it to another.
GIVEN: dict[str, type[Consent | Findable | Referral | ConferencePoint]] = {
    "consents": Consent,
    "found": Findable,
    "referrals": Referral,
    "points": ConferencePoint,
}
PAIRS = {CaseChangeKind.MERGED, CaseChangeKind.SPLIT}
SAID, SAYS = "need_words", ("pk", "domain_id", "words")
TOO_LATE = (
    "Das lässt sich nicht mehr zurücknehmen: Seither ist mit dem Fall etwas anderes geschehen. "
    "Bitte die Angaben auf der Seite des Falls berichtigen."
)


def states_of(*, pks: Iterable[int], needs: Sequence[int] = (), kind: str = "") -> dict[int, State]:
    """Return what can be changed and taken back; of texts only what these needs say.

    Of a pair (``kind``) also what would be lost or misplaced if it were taken back.
    """
    states: dict[int, State] = {}
    for row in Client.objects.filter(pk__in=list(pks)).order_by("pk").values():
        about = row["subject_id"]
        states[row["id"]] = {
            "client": {name: value for name, value in row.items() if name not in NOT_A_FACT},
            "notes": notes_of(subject_id=about),
            **{
                name: list(
                    model._default_manager.filter(subject_id=about)  # noqa: SLF001 - Django's API
                    .order_by("pk")
                    .values_list("pk", flat=True)
                )
                for name, model in (HANGING | GIVEN if kind in PAIRS else HANGING).items()
            },
            **_said(needs=needs, about=about),
        }
    plain: dict[str, State] = json.loads(json.dumps(states, cls=DjangoJSONEncoder))
    return {int(pk): state for pk, state in plain.items()}


def _said(*, needs: Sequence[int], about: uuid.UUID) -> State:
    """Return domain and words of needs that are being corrected; nothing where none is."""
    if not needs:
        return {}
    rows = Need.objects.filter(pk__in=needs, subject_id=about).order_by("pk")
    return {SAID: {str(pk): [domain, words] for pk, domain, words in rows.values_list(*SAYS)}}


def notes_of(*, subject_id: object) -> list[int]:
    """Return the numbers of all notes about a client, also of those that only others read."""
    with connection.cursor() as cursor:
        cursor.execute("select cases_notes_of(%s)", [str(subject_id)])
        return list(cursor.fetchone()[0])


def hand_over(*, state: Mapping[str, Sequence[int]], to: Client) -> None:
    """Let needs, changes of regime, contacts and notes with these numbers belong to a client."""
    for name, model in HANGING.items():
        rows = model._default_manager.filter(pk__in=state[name])  # noqa: SLF001 - Django's API
        rows.update(subject_id=to.subject_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "select cases_move_notes(%s::bigint[], %s)", [list(state["notes"]), str(to.subject_id)]
        )


def locked(*, pks: Sequence[int]) -> dict[int, Client]:
    """Lock these clients, always in the same order, and return them as they are now."""
    rows = Client.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    return {client.pk: client for client in rows}


def lock_client(*, client: Client, version: int | None) -> Client:
    """Lock one client; refuse when somebody else was faster than the form (``version``)."""
    now = locked(pks=[client.pk]).get(client.pk)
    if now is None:
        raise Refusal("Diesen Fall gibt es hier nicht mehr. Bitte die Liste neu öffnen.")
    if version is not None and version != now.version:
        newest = CaseChange.objects.filter(client=now).order_by("-version", "-pk").first()
        who = f"{newest.by_name} ({newest})" if newest else "jemand anders"
        raise Refusal(
            f"Während diese Seite offen war, hat {who} den Fall geändert. Ihre Eingaben stehen "
            "noch im Formular, gespeichert ist davon nichts. Bitte vergleichen und noch einmal "
            "absenden; dann gelten Ihre Eingaben."
        )
    return now


@contextmanager
def changing(
    *,
    clients: Sequence[Client],
    kind: CaseChangeKind,
    on: dt.date,
    by: Seat,
    needs: Sequence[int] = (),
    final: bool = False,
) -> Iterator[list[Client]]:
    """Note what a change does to these (locked) clients; somebody made inside may be added.

    ``needs`` are those whose words change; a ``final`` change keeps no contents, so that nobody
    takes it back.
    """
    both = list(clients)
    before = states_of(pks=[one.pk for one in both], needs=needs, kind=kind)
    yield both
    pks = [one.pk for one in both]
    Client.objects.filter(pk__in=pks).update(version=F("version") + 1)
    versions = dict(Client.objects.filter(pk__in=pks).values_list("pk", "version"))
    after = states_of(pks=pks, needs=needs, kind=kind)
    CaseChange.objects.filter(client__in=pks).update(before=None, after=None)
    contents = {
        "before": {str(pk): before.get(pk) for pk in pks},
        "after": {str(pk): state for pk, state in after.items()},
    }
    for at, one in enumerate(both):
        CaseChange.objects.create(
            client=one,
            other=both[1 - at] if len(both) > 1 else None,
            kind=kind,
            fields=_differing(before.get(one.pk), after[one.pk]),
            version=versions[one.pk],
            changed_on=on,
            by=by,
            by_name=by.user.name,
            **(contents if at == 0 and not final else {}),
        )


@audit.audited
def undo_change(*, change: CaseChange, on: dt.date, by: Seat) -> Client:
    """Take the newest change of a client back; refuse when anything happened since."""
    demand_case_manager(by=by)
    pair = [int(pk) for pk in change.after or {}]
    clients = locked(pks=pair)
    change = CaseChange.objects.get(pk=change.pk)
    before, after = change.before, change.after
    needs = [int(pk) for state in (change.after or {}).values() for pk in state.get(SAID, {})]
    states = states_of(pks=pair, needs=needs, kind=change.kind)
    now = {str(pk): state for pk, state in states.items()}
    if before is None or after is None or change.undone_on is not None or now != after:
        raise Refusal(TOO_LATE)
    left = _put_back(before=before, clients=clients)
    CaseChange.objects.filter(client__in=left).update(before=None, after=None)
    CaseChange.objects.filter(client__in=left, version=change.version, kind=change.kind).update(
        undone_on=on
    )
    Client.objects.filter(pk__in=[one.pk for one in left]).update(version=F("version") + 1)
    for one in left:
        one.refresh_from_db()
        CaseChange.objects.create(
            client=one,
            kind=CaseChangeKind.UNDONE,
            fields=change.fields,
            version=one.version,
            changed_on=on,
            by=by,
            by_name=by.user.name,
        )
    audit.record(
        action="cases.undo_change",
        by=by,
        about=Ref("client", str(change.client_id)),
        fields=tuple(change.fields),
    )
    return clients[change.client_id]


def _put_back(*, before: Mapping[str, State | None], clients: Mapping[int, Client]) -> list[Client]:
    """Write the old contents; a client that was not there before goes again."""
    left = []
    for pk, state in before.items():
        if state is not None:
            Client.objects.filter(pk=int(pk)).update(**state["client"])
            hand_over(state=state, to=clients[int(pk)])
            for need, (domain, words) in state.get(SAID, {}).items():
                Need.objects.filter(pk=int(need)).update(domain=domain, words=words)
            left.append(clients[int(pk)])
    for pk, state in before.items():
        if state is None:
            Client.objects.filter(pk=int(pk)).delete()
    return left


def _differing(before: State | None, after: State) -> list[str]:
    """Return the names of what differs, fields of the client first."""
    if before is None:
        return ["*"]
    old = before["client"]
    fields = [name for name, value in after["client"].items() if old.get(name) != value]
    rest = (*HANGING, "notes", SAID)
    return sorted(fields) + [name for name in rest if before.get(name) != after.get(name)]
