# SPDX-License-Identifier: EUPL-1.2
"""Separate groups are limited in time: until when one is approved, and when it is looked at."""

import datetime as dt

from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import policies
from rundertisch.schooling.models import Group


@audit.audited
def limit_group(
    *,
    group: Group,
    approved_until: dt.date | None,
    approval_ref: str,
    review_on: dt.date | None,
    by: Seat | None,
) -> Group:
    """Record until when a separate group is approved and by whom; nothing closes by itself."""
    _demand_limiter(group=group, by=by)
    now = Group.objects.select_for_update(of=("self",)).select_related("school").get(pk=group.pk)
    if not now.separate:
        raise Refusal("Befristet werden nur getrennte Gruppen; diese arbeitet in Regelklassen.")
    if approved_until is not None and not approval_ref.strip():
        raise Refusal(
            "Wer hat die Gruppe genehmigt, und wann? Bitte eintragen.", field="approval_ref"
        )
    if approved_until is not None and review_on is not None and review_on > approved_until:
        raise Refusal(
            f"Überprüft wird, bevor die Genehmigung am {approved_until:%d.%m.%Y} endet. Bitte "
            "einen früheren Tag wählen.",
            field="review_on",
        )
    values = {
        "approved_until": approved_until,
        "approval_ref": approval_ref.strip() if approved_until is not None else "",
        "review_on": review_on,
    }
    Group.objects.filter(pk=now.pk).update(**values)
    audit.record(
        action="schooling.limit_group",
        by=by,
        about=Ref("group", str(now.pk)),
        fields=tuple(name for name, value in values.items() if getattr(now, name) != value),
    )
    now.refresh_from_db()
    return now


def _demand_limiter(*, group: Group, by: Seat | None) -> None:
    """Counselling for every group, an authority for those of its own school forms."""
    if by is not None and policies.may_counsel(seat=by):
        return
    if by is not None and policies.may_limit_groups(seat=by):
        with connection.cursor() as cursor:
            cursor.execute("select schooling_may_sign(%s)", [group.pk])
            if cursor.fetchone()[0]:
                return
    raise Refusal(
        "Wie lange eine Gruppe genehmigt ist, trägt die zuständige Schulaufsicht ein oder die "
        "Seiteneinsteigerberatung. Bitte wenden Sie sich dorthin."
    )
