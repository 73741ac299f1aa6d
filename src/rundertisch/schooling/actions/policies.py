# SPDX-License-Identifier: EUPL-1.2
"""Rules in force from a day on, and the grounds on which a school may refuse."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import Policy, RefusalGround


@audit.audited
def adopt_policy(
    *,
    parameters: Mapping[str, object],
    starts_on: dt.date,
    adopted_by: str,
    adopted_on: dt.date | None,
    document: str,
    on: dt.date,
    by: Seat,
) -> Policy:
    """Enter the rules of a district, dated; what held before ends that day."""
    demand_counselling(by=by)
    if starts_on < on:
        raise Refusal(
            f"Regeln gelten nicht rückwirkend. Bitte einen Tag ab dem {on:%d.%m.%Y} wählen.",
            field="starts_on",
        )
    if adopted_on is not None and not adopted_by.strip():
        raise Refusal("Bitte angeben, wer das beschlossen hat.", field="adopted_by")
    if adopted_on is not None and adopted_on > on:
        raise Refusal(
            "Der Beschluss liegt in der Zukunft. Bitte das Datum prüfen.", field="adopted_on"
        )
    later = Policy.objects.filter(starts_on__gte=starts_on).order_by("starts_on").first()
    if later is not None:
        raise Refusal(
            f"Ab dem {later.starts_on:%d.%m.%Y} sind schon Regeln eingetragen. Bitte einen "
            "späteren Tag wählen.",
            field="starts_on",
        )
    running = Policy.objects.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on))
    running.update(ends_on=starts_on)
    policy = Policy.objects.create(
        starts_on=starts_on,
        parameters=dict(parameters),
        adopted_by=adopted_by.strip(),
        adopted_on=adopted_on,
        document=document.strip(),
        entered_by=by,
    )
    audit.record(action="schooling.adopt_policy", by=by, about=Ref("policy", str(policy.pk)))
    return policy


@audit.audited
def keep_refusal_ground(
    *, code: str, sentence: str, law: str, source: str, starts_on: dt.date, by: Seat | None
) -> RefusalGround:
    """Keep a ground for refusals as dated data, unverified until somebody checks it."""
    ground, _ = RefusalGround.objects.update_or_create(
        code=code,
        starts_on=starts_on,
        defaults={"sentence": sentence, "law": law, "source": source},
    )
    audit.record(
        action="schooling.keep_refusal_ground", by=by, about=Ref("refusal_ground", str(ground.pk))
    )
    return ground
