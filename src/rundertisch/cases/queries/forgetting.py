# SPDX-License-Identifier: EUPL-1.2
"""Clients as persons who can be forgotten: which records are one person, when a period begins."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence

from django.db.models import Q

from rundertisch.cases.models import Client
from rundertisch.privacy.registry import forgetting as rules
from rundertisch.privacy.registry import lower

KIND = "client"
OF_SUBJECT = (
    ("Findable", "findable"),
    ("FindAsk", "find_ask"),
    ("ConferencePoint", "conference_point"),
    ("Attachment", "attachment"),
    ("Referral", "referral"),
    ("CaseNote", "case_note"),
    ("PlanStep", "plan_step"),
    ("RegimeChange", "regime_change"),
    ("Need", "need"),
    ("ClientContact", "client_contact"),
)


def person(*, may_forget: Callable[[object], bool]) -> rules.Person:
    """Return how clients are forgotten, by whoever may."""
    return rules.Person(
        kind=KIND,
        name="Person im Case Management",
        model="cases.Client",
        find=_find,
        whole=whole,
        labels=_labels,
        may_forget=may_forget,
        answers="das Case Management der führenden Stelle",
        subjects=_subjects,
        events=(rules.Event(code="CASE_CLOSED", name="Entpflichtung", days=closed_days),),
    )


def enter_rules() -> None:
    """Enter what happens to each table of this room, in the order in which it happens."""
    for label, ref in OF_SUBJECT:
        rules.delete_of_subject(f"cases.{label}", kind=KIND, column="subject_id", ref=ref)
    rules.delete("cases.CaseChange", kind=KIND, path="client", ref="case_change")
    rules.empty(
        # the change of a pair keeps which needs went from one record to the other
        "cases.CaseChange",
        kind=KIND,
        path="other",
        fields={"before": None, "after": None, "other": None},
    )
    rules.delete("cases.Client", kind=KIND, path="pk", ref=KIND)
    lower.enter_own(kind=KIND)
    rules.delete(
        # a member who left sits at no table any more
        "cases.ConferenceParticipant",
        kind=lower.ACCOUNT,
        path="seat__user",
        ref="conference_participant",
    )
    rules.delete(
        # where an office is reached, if that is the address of a member's account
        "cases.PartnerContact",
        kind=lower.ACCOUNT,
        path="member",
        ref="partner_contact",
    )
    rules.things({"need_chain": "steps that usually follow, without a person"})


def whole(pk: int) -> tuple[int, ...]:
    """Return every record of one person: the one it is led in, and those merged into that one."""
    top = pk
    while above := Client.objects.filter(pk=top).values_list("merged_into", flat=True).first():
        top = above
    found = below = {top}
    while below:
        merged = Client.objects.filter(merged_into__in=below).values_list("pk", flat=True)
        below = set(merged) - found
        found = found | below
    return tuple(sorted(found))


def closed_days(pks: Sequence[int] | None) -> Mapping[int, dt.date]:
    """Return the day on which each person was released from the case."""
    wanted = Q(merged_into=None) if pks is None else Q(pk__in=pks)
    closed = Client.objects.filter(wanted, closed_on__isnull=False)
    return {pk: day for pk, day in closed.values_list("pk", "closed_on") if day is not None}


def _find(text: str) -> tuple[int, ...]:
    wanted = Q(pseudonym__iexact=text.strip())
    with contextlib.suppress(ValueError):  # no random id, but a pseudonym
        wanted |= Q(subject=uuid.UUID(text))
    found = Client.objects.filter(wanted).values_list("pk", flat=True).first()
    return () if found is None else whole(found)


def _subjects(pks: Sequence[int]) -> Sequence[str]:
    found = Client.objects.filter(pk__in=pks).order_by("pk").values_list("subject_id", flat=True)
    return [str(one) for one in found]


def _labels(pks: Sequence[int]) -> Mapping[int, str]:
    return {one.pk: str(one) for one in Client.objects.filter(pk__in=pks).order_by("pk")}
