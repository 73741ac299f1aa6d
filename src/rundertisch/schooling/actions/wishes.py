# SPDX-License-Identifier: EUPL-1.2
"""What the family names and the law gives: wishes, allowed forms, the claim, hardship."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.changes import changing, lock_child
from rundertisch.schooling.actions.children import allow_forms
from rundertisch.schooling.actions.rules import demand_counselling, demand_no_special_form
from rundertisch.schooling.models import Assignable, ChangeKind, Child, School, Wish

MOST_WISHES = 3
LATEST_PRIMARY = 4


@dataclass(frozen=True, slots=True)
class Claims:
    """What the law gives before discretion: the claim (§ 46 Abs. 3 SchulG NRW) and hardship."""

    school: School | None = None
    waived_on: dt.date | None = None
    priority: int = 0
    priority_ref: str = ""


def _demand_lawful(*, child: Child, claims: Claims, on: dt.date) -> None:
    school = claims.school
    if school is not None and child.grade > LATEST_PRIMARY:
        raise Refusal(
            "Den Anspruch auf die nächste Schule gibt es nur in der Grundschule (§ 46 Abs. 3 "
            "SchulG NRW). Bitte als Wunsch eintragen.",
            field="claim_school",
        )
    if school is not None and school.town_id != child.home_town_id:
        raise Refusal(
            f"Der Anspruch gilt in der eigenen Stadt; {school.name} liegt in {school.town.name}. "
            "Bitte als Wunsch eintragen.",
            field="claim_school",
        )
    if claims.waived_on is not None and (school is None or claims.waived_on > on):
        raise Refusal(
            "Verzichten kann die Familie nur auf einen eingetragenen Anspruch und nicht in der "
            "Zukunft. Bitte Schule und Tag prüfen.",
            field="claim_waived_on",
        )
    if claims.priority and not claims.priority_ref.strip():
        raise Refusal(
            "Ein Härtefall gilt nur mit der Entscheidung der Schulaufsicht. Bitte Datum und "
            "Aktenzeichen angeben; Gründe gehören nicht hierher.",
            field="priority_ref",
        )


def _demand_wishable(*, school: School) -> None:
    if school.assignable == Assignable.NO:
        raise Refusal(
            f"{school.name} kann hier nicht gewünscht werden. Ein Platz dort folgt nur aus einem "
            "eigenen Verfahren. Bitte eine andere Schule wählen.",
            field="school",
        )


@audit.audited
def wish_school(*, child: Child, school: School, rank: int, on: dt.date, by: Seat | None) -> Wish:
    """Record that the family names this very school."""
    demand_counselling(by=by)
    _demand_wishable(school=school)
    now = lock_child(child=child, version=None)
    with changing(children=[now], kind=ChangeKind.WISHED, on=on, by=by):
        wish, _ = Wish.objects.update_or_create(child=now, rank=rank, defaults={"school": school})
    audit.record(action="schooling.wish_school", by=by, about=Ref("child", str(now.pk)))
    return wish


@audit.audited
def keep_wishes(
    *,
    child: Child,
    schools: Sequence[School],
    forms: Sequence[str],
    on: dt.date,
    by: Seat | None,
    claims: Claims | None = None,
    version: int | None = None,
) -> Child:
    """Record the schools the family names, the dearest first, the forms it allows, its claims."""
    demand_counselling(by=by)
    demand_no_special_form(forms=forms)
    for school in schools:
        _demand_wishable(school=school)
    if len({school.pk for school in schools}) < len(schools):
        raise Refusal(
            "Eine Schule steht zweimal in den Wünschen. Bitte jede Schule nur einmal nennen.",
            field="wish_2",
        )
    if len(schools) > MOST_WISHES:
        raise Refusal("Es zählen höchstens drei Wünsche. Bitte die liebsten drei nennen.")
    now = lock_child(child=child, version=version)
    given = claims or Claims(now.claim_school, now.claim_waived_on, now.priority, now.priority_ref)
    if claims is not None:
        _demand_lawful(child=now, claims=claims, on=on)
        if claims.school is not None:
            _demand_wishable(school=claims.school)
    with changing(children=[now], kind=ChangeKind.WISHED, on=on, by=by):
        Child.objects.filter(pk=now.pk).update(
            claim_school=given.school,
            claim_waived_on=given.waived_on,
            priority=given.priority,
            priority_ref=given.priority_ref.strip() if given.priority else "",
        )
        Wish.objects.filter(child=now).delete()
        Wish.objects.bulk_create(
            Wish(child=now, school=school, rank=rank) for rank, school in enumerate(schools, 1)
        )
        allow_forms(child=now, forms=forms)
    audit.record(action="schooling.keep_wishes", by=by, about=Ref("child", str(now.pk)))
    now.refresh_from_db()
    return now
