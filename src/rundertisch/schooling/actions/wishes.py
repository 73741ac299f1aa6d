# SPDX-License-Identifier: EUPL-1.2
"""What the family names and the law gives: wishes, allowed forms, the claim, hardship."""

import datetime as dt
from collections.abc import Sequence

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.changes import changing, lock_child
from rundertisch.schooling.actions.children import allow_forms
from rundertisch.schooling.actions.rules import demand_counselling, demand_no_special_form
from rundertisch.schooling.models import Assignable, ChangeKind, Child, School, Wish

MOST_WISHES = 3


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
    version: int | None = None,
) -> Child:
    """Record the schools the family names, the dearest first, and the forms it allows."""
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
    with changing(children=[now], kind=ChangeKind.WISHED, on=on, by=by):
        Wish.objects.filter(child=now).delete()
        Wish.objects.bulk_create(
            Wish(child=now, school=school, rank=rank) for rank, school in enumerate(schools, 1)
        )
        allow_forms(child=now, forms=forms)
    audit.record(action="schooling.keep_wishes", by=by, about=Ref("child", str(now.pk)))
    now.refresh_from_db()
    return now
