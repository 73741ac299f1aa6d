# SPDX-License-Identifier: EUPL-1.2
"""One change of a child after the other: who was faster, what stood there, taking it back."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.decisions import release_decision
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.actions.seats import free_seat, holds_seat, take_seat
from rundertisch.schooling.models import (
    AllowedForm,
    Change,
    ChangeKind,
    Child,
    Decision,
    Placement,
    RollOver,
    Wish,
)

State = dict[str, Any]
NOT_A_FACT = ("id", "subject_id", "version", "waiting_since")
HOME = ("street", "house_number", "postcode", "lat", "lon")
HANGING = {
    "wishes": "Wünsche",
    "forms": "Schulformen",
    "placements": "Platz",
    "decisions": "Entscheidungen der Runde",
}
UNSEEN = {"lat", "lon"}
TOO_LATE = (
    "Diese Änderung lässt sich nicht mehr zurücknehmen: Seither ist mit dem Kind etwas anderes "
    "geschehen. Bitte die Angaben auf der Seite des Kindes berichtigen."
)


def states_of(*, pks: Iterable[int]) -> dict[int, State]:
    """Return everything that can be changed and taken back, in five queries for all of them."""
    wanted = sorted(set(pks))
    states: dict[int, State] = {
        row["id"]: {
            "child": {name: value for name, value in row.items() if name not in NOT_A_FACT},
            "wishes": [],
            "forms": [],
            "placements": [],
            "decisions": [],
        }
        for row in Child.objects.filter(pk__in=wanted).values()
    }
    for wish in Wish.objects.filter(child__in=wanted).order_by("child_id", "rank"):
        states[wish.child_id]["wishes"].append([wish.rank, wish.school_id])
    for allowed in AllowedForm.objects.filter(child__in=wanted).order_by("child_id", "form"):
        states[allowed.child_id]["forms"].append(allowed.form)
    for place in Placement.objects.filter(child__in=wanted).order_by("pk").values():
        states[place["child_id"]]["placements"].append(place)
    for pk, child_id in (
        Decision.objects.filter(child__in=wanted).order_by("pk").values_list("pk", "child_id")
    ):
        states[child_id]["decisions"].append(pk)
    plain: dict[str, State] = json.loads(json.dumps(states, cls=DjangoJSONEncoder))
    return {int(pk): state for pk, state in plain.items()}


def differing(*, before: State, after: State) -> list[str]:
    """Return the names of what differs, fields of the child first."""
    fields = [name for name, value in after["child"].items() if before["child"].get(name) != value]
    return sorted(fields) + [name for name in HANGING if before[name] != after[name]]


def locked(*, pks: Sequence[int]) -> dict[int, Child]:
    """Lock these children, always in the same order, and return them as they are now."""
    rows = Child.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    return {child.pk: child for child in rows}


def lock_child(*, child: Child, version: int | None) -> Child:
    """Lock one child; refuse when somebody else was faster than the form (``version``)."""
    now = locked(pks=[child.pk]).get(child.pk)
    if now is None:
        raise Refusal("Dieses Kind gibt es hier nicht mehr. Bitte die Liste neu öffnen.")
    if version is not None and version != now.version:
        raise Refusal(_meanwhile(child=now, version=version))
    if now.merged_into_id is not None:
        raise Refusal(
            "Diese Meldung ist mit einer anderen zusammengeführt und geschlossen. Bitte die "
            "Meldung bearbeiten, die geblieben ist."
        )
    return now


def _meanwhile(*, child: Child, version: int) -> str:
    """Say who changed what since the form was opened, and what stands there now."""
    changes = Change.objects.filter(child=child, version__gt=version).select_related("person")
    people: list[str] = []
    names: list[str] = []
    for change in changes.order_by("version", "pk"):
        at = change.changed_at.astimezone(timezone.get_default_timezone())
        people.append(f"{change.person.name if change.person else 'das System'} ({at:%H:%M} Uhr)")
        names += [name for name in change.fields if name not in {*names, *UNSEEN}]
    who = ", ".join(dict.fromkeys(people)) or "jemand anders"
    now = "; ".join(_now(child=child, name=name) for name in names) or "siehe Seite des Kindes"
    return (
        f"Während diese Seite offen war, hat {who} das Kind geändert. Dort steht jetzt: {now}. "
        "Ihre Eingaben stehen noch im Formular, gespeichert ist davon nichts. Bitte vergleichen "
        "und noch einmal absenden; dann gelten Ihre Eingaben."
    )


def _now(*, child: Child, name: str) -> str:
    if name in HANGING:
        return f"{HANGING[name]} geändert"
    field = Child._meta.get_field(name)  # noqa: SLF001 - Django's way to a field
    label = {"home_town_id": "Wohnort", "family_id": "Geschwister"}.get(
        name, str(getattr(field, "verbose_name", name))
    )
    value = getattr(child, name.removesuffix("_id"))
    if isinstance(value, bool):
        value = "ja" if value else "nein"
    if isinstance(value, dt.date):
        value = f"{value:%d.%m.%Y}"
    return f"{label}: {value if value not in (None, '') else 'leer'}"


@contextmanager
def changing(
    *,
    children: Sequence[Child],
    kind: ChangeKind,
    on: dt.date,
    by: Seat | None,
    roll_over: RollOver | None = None,
    words: str = "",
) -> Iterator[list[Child]]:
    """Keep what stood there before; a child that is made inside is added to the list.

    The first child of a pair carries the contents, so that one undo takes both back.
    """
    made = list(children)
    before = states_of(pks=[child.pk for child in made])
    yield made
    pks = [child.pk for child in made]
    Child.objects.filter(pk__in=pks).update(version=F("version") + 1)
    after = states_of(pks=pks)
    _drop_contents(pks=pks)
    remember(
        groups=[made] if roll_over is None else [[child] for child in made],
        before=before,
        after=after,
        common={"kind": kind, "changed_on": on, "words": words, "roll_over": roll_over} | _by(by),
    )


def _by(by: Seat | None) -> dict[str, Any]:
    return {"by": by, "person_id": by.user_id if by else None}


def _drop_contents(*, pks: Sequence[int]) -> None:
    """Only the newest change of a child keeps contents: no history of addresses grows."""
    older = Change.objects.filter(Q(child__in=pks) | Q(other__in=pks), before__isnull=False)
    older.update(before=None, after=None)


def remember(
    *,
    groups: Iterable[Sequence[Child]],
    before: Mapping[int, State],
    after: Mapping[int, State],
    common: Mapping[str, Any],
) -> None:
    """Write one row per child; the first of a group also what stood there."""
    everybody = [child.pk for group in groups for child in group]
    versions = dict(Child.objects.filter(pk__in=everybody).values_list("pk", "version"))
    rows = []
    for group in groups:
        first, *rest = group
        second = rest[0] if rest else None
        rows.append(
            Change(
                child=first,
                other=second,
                version=versions[first.pk],
                fields=_fields(first.pk, before, after),
                before={str(one.pk): _safe(one.pk, before, after) for one in group},
                after={str(one.pk): after[one.pk] for one in group},
                **common,
            )
        )
        rows += [
            Change(
                child=one,
                other=first,
                version=versions[one.pk],
                fields=_fields(one.pk, before, after),
                **common,
            )
            for one in rest
        ]
    Change.objects.bulk_create(rows)


def _fields(pk: int, before: Mapping[int, State], after: Mapping[int, State]) -> list[str]:
    return differing(before=before[pk], after=after[pk]) if pk in before else []


def _safe(pk: int, before: Mapping[int, State], after: Mapping[int, State]) -> State | None:
    """Return what stood there, without a home that is protected now (§ 51 BMG: never stored)."""
    if pk not in before:
        return None
    kept = before[pk]
    if after[pk]["child"]["address_protected"]:
        empty = dict.fromkeys(HOME[:3], "") | dict.fromkeys(HOME[3:])
        kept = {**kept, "child": {**kept["child"], **empty}}
    return kept


@audit.audited
def undo_change(
    *, change: Change, on: dt.date, by: Seat | None, at: dt.datetime | None = None
) -> Child:
    """Take the newest change of a child back, as long as nothing else happened to either record."""
    demand_counselling(by=by)
    if change.kind == ChangeKind.ROLLED_OVER:
        raise Refusal(
            "Den Wechsel ins neue Schuljahr nimmt man nur im Ganzen zurück, auf der Seite "
            "„Schuljahr“."
        )
    pks = [change.child_id, *([change.other_id] if change.other_id else [])]
    children = locked(pks=pks)
    change.refresh_from_db()
    before, after = untouched(change=change)
    put_back(before=before, after=after)
    if by is not None:
        release_new(before=before, after=after, at=at or beginning_of(on), by=by)
    left = [child for pk, child in children.items() if before[str(pk)] is not None]
    note_undone(changes=[change], children=left, on=on, by=by)
    audit.record(
        action="schooling.undo_change",
        by=by,
        about=Ref("child", str(change.child_id)),
        fields=tuple(change.fields),
    )
    child = children[change.child_id]
    child.refresh_from_db()
    return child


def untouched(*, change: Change) -> tuple[dict[str, State | None], dict[str, State]]:
    """Return the contents before and after; refuse when anything happened to a record since."""
    before, after = change.before, change.after
    if before is None or after is None or change.undone_on is not None:
        raise Refusal(TOO_LATE)
    now = states_of(pks=[int(pk) for pk in after])
    if {str(pk): state for pk, state in now.items()} != after:
        raise Refusal(TOO_LATE)
    return before, after


def put_back(
    *, before: Mapping[str, State | None], after: Mapping[str, State], seats: bool = True
) -> None:
    """Write the old contents; a child that was not there before goes again.

    ``seats=False``: the caller puts the groups' free seats back itself.
    """
    for model in (Wish, AllowedForm):
        model.objects.filter(child__in=[int(pk) for pk in after]).delete()
    now = {place["id"]: place for state in after.values() for place in state["placements"]}
    for state in before.values():
        for place in state["placements"] if state is not None else ():
            _put_place_back(place=place, changed=now[place["id"]], seats=seats)
    for pk, state in before.items():
        if state is None:
            Child.objects.filter(pk=int(pk)).delete()
            continue
        Child.objects.filter(pk=int(pk)).update(**state["child"])
        Wish.objects.bulk_create(
            Wish(child_id=int(pk), rank=rank, school_id=school) for rank, school in state["wishes"]
        )
        AllowedForm.objects.bulk_create(
            AllowedForm(child_id=int(pk), form=form) for form in state["forms"]
        )


def _put_place_back(*, place: State, changed: State, seats: bool) -> None:
    if seats and holds_seat(place) and not holds_seat(changed):
        take_seat(group_id=place["group_id"])
    if seats and holds_seat(changed) and not holds_seat(place):
        free_seat(group_id=place["group_id"])
    if (place["child_id"], place["ends_on"]) != (changed["child_id"], changed["ends_on"]):
        keep_placement(pk=place["id"], child_id=place["child_id"], ends_on=place["ends_on"])


def beginning_of(day: dt.date) -> dt.datetime:
    """Return the first moment of a day, for a decision whose hour nobody handed down."""
    return dt.datetime.combine(day, dt.time(), tzinfo=timezone.get_default_timezone())


def release_new(
    *, before: Mapping[str, State | None], after: Mapping[str, State], at: dt.datetime, by: Seat
) -> None:
    """Take decisions back that a merge carried over: nothing is deleted, a release is added."""
    for pk, state in after.items():
        old = before[pk]
        if old is None:
            continue
        carried = Decision.objects.filter(pk__in=set(state["decisions"]) - set(old["decisions"]))
        for decision in carried.filter(released_by=None).order_by("pk"):
            release_decision(
                decision=decision, words="Zusammenführung zurückgenommen", at=at, by=by
            )


def keep_placement(*, pk: int, child_id: int, ends_on: dt.date | str | None) -> None:
    """End a place or lead it in another record; the signature is not touched (migration 0011)."""
    with connection.cursor() as cursor:
        cursor.execute("select schooling_keep_placement(%s, %s, %s)", [pk, child_id, ends_on])


def end_places(*, child: Child, ends_on: dt.date) -> None:
    """End the running place of a child and give its seat back; a place lasts one day at least."""
    for place in Placement.objects.filter(child=child, ends_on=None):
        latest = max(ends_on, place.starts_on + dt.timedelta(days=1))
        if holds_seat(vars(place)):
            free_seat(group_id=place.group_id)
        keep_placement(pk=place.pk, child_id=child.pk, ends_on=latest)


def note_undone(
    *, changes: Sequence[Change], children: Sequence[Child], on: dt.date, by: Seat | None
) -> None:
    """Close the changes that were taken back and count the children's versions on."""
    pks = [child.pk for child in children]
    Change.objects.filter(pk__in=[change.pk for change in changes]).update(
        undone_on=on, before=None, after=None
    )
    Child.objects.filter(pk__in=pks).update(version=F("version") + 1)
    versions = dict(Child.objects.filter(pk__in=pks).values_list("pk", "version"))
    fields = {change.child_id: change.fields for change in changes}
    Change.objects.bulk_create(
        Change(
            child=child,
            kind=ChangeKind.UNDONE,
            version=versions[child.pk],
            fields=fields.get(child.pk, []),
            changed_on=on,
            **_by(by),
        )
        for child in children
    )
