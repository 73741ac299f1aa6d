# SPDX-License-Identifier: EUPL-1.2
"""What people decide about a child in a round: fix a seat, rule a school out, take it back.

Each decision is added in the decider's own name and words, and never changed. The next proposal
keeps to the decisions in force.
"""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import (
    Assignable,
    Child,
    Decision,
    DecisionKind,
    Group,
    GroupKind,
    Placement,
    Round,
    RoundChild,
    School,
)

RELEASABLE = {DecisionKind.LOCKED, DecisionKind.EXCLUDED}


def open_or_refused(*, round: Round) -> None:  # noqa: A002 - the field's word, as the verbs say it
    """Refuse what would change a sealed round."""
    if Round.objects.filter(pk=round.pk).exclude(sealed_on=None).exists():
        raise Refusal(
            f"Runde {round.pk} ist versiegelt; an ihr ändert niemand mehr etwas. Neue "
            "Entscheidungen gehören in die nächste Runde."
        )


def said(*, words: str) -> str:
    """Return a person's own words, or refuse silence."""
    if not words.strip():
        raise Refusal("Bitte in eigenen Worten begründen.", field="words")
    return words.strip()


def noted(  # a record has many columns
    *,
    round_id: int,
    child_id: int,
    kind: DecisionKind,
    at: dt.datetime,
    by: Seat,
    group_id: int | None = None,
    school_id: int | None = None,
    releases: Decision | None = None,
    words: str = "",
    reason_code: str = "",
) -> Decision:
    """Add one decision in the decider's name, with the office as it is called today."""
    return Decision.objects.create(
        round_id=round_id,
        child_id=child_id,
        kind=kind,
        group_id=group_id,
        school_id=school_id,
        releases=releases,
        words=words,
        reason_code=reason_code,
        decided_at=at,
        by=by,
        by_name=by.user.name,
        by_office=by.partner.name,
    )


def in_force(*, round: Round, child: Child, kind: DecisionKind) -> list[Decision]:  # noqa: A002 - as above
    """Return decisions of that kind that nobody has taken back, newest first."""
    known = Decision.objects.filter(round=round, child=child, kind=kind, released_by=None)
    return list(known.select_related("group__school", "school").order_by("-pk"))


def _undecided_or_refused(*, round: Round, child: Child) -> None:  # noqa: A002 - as above
    open_or_refused(round=round)
    if not RoundChild.objects.filter(round=round, child=child, seated=False).exists():
        raise Refusal(
            f"Dieses Kind war beim Einfrieren von Runde {round.pk} nicht unter den wartenden. Es "
            "kommt in die nächste Runde."
        )
    Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
    placed = Placement.objects.filter(child=child, ends_on=None).exclude(signed_on=None).first()
    if placed is not None:
        raise Refusal(
            f"Der Platz dieses Kindes ist seit dem {placed.signed_on:%d.%m.%Y} unterschrieben. "
            "Zuerst müsste die Schulaufsicht ihre Unterschrift zurücknehmen."
        )


@audit.audited
def lock_child(
    *,
    round: Round,  # noqa: A002 - as above
    child: Child,
    group: Group,
    words: str,
    at: dt.datetime,
    by: Seat,
) -> Decision:
    """Festlegung: this child sits in this group, whatever the engine would choose.

    It overrides the limit of the way, the form, the wish and a soft cap; never the grade, literacy,
    free seats, a decided cap, an exclusion, or that a school is no target of plans (ENGINE 1).
    """
    demand_counselling(by=by)
    words = said(words=words)
    _undecided_or_refused(round=round, child=child)
    fitting_or_refused(child=child, group=group)
    excluded = in_force(round=round, child=child, kind=DecisionKind.EXCLUDED)
    if any(one.school_id == group.school_id for one in excluded):
        raise Refusal(
            f"Für dieses Kind ist {group.school.name} ausgeschlossen. Bitte zuerst den Ausschluss "
            "aufheben, mit einem Grund.",
            field="group",
        )
    _room_or_refused(round=round, child=child, group=group)
    for old in in_force(round=round, child=child, kind=DecisionKind.LOCKED):
        release_decision(decision=old, words="Neue Festlegung", at=at, by=by)
    made = noted(
        round_id=round.pk,
        child_id=child.pk,
        kind=DecisionKind.LOCKED,
        group_id=group.pk,
        words=words,
        at=at,
        by=by,
    )
    audit.record(action="schooling.lock_child", by=by, about=Ref("child", str(child.pk)))
    return made


def _room_or_refused(*, round: Round, child: Child, group: Group) -> None:  # noqa: A002 - as above
    """Refuse a seat that has meanwhile been decided for another child, signed or not.

    Whoever decides holds the round: of two who choose the last seat at once, the second is told.
    """
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)
    group.refresh_from_db(fields=["free_seats"])
    school, others = (
        group.school,
        Decision.objects.filter(round=round, kind=DecisionKind.LOCKED, released_by=None).exclude(
            child=child
        ),
    )
    signed = Placement.objects.filter(ends_on=None).exclude(signed_on=None)
    others = others.exclude(child__in=signed.values("child"))
    if others.filter(group=group).count() >= group.free_seats:
        raise Refusal(
            "In dieser Gruppe ist kein Platz mehr frei: Für andere Kinder wurde er inzwischen "
            "festgelegt. Bitte einen anderen wählen.",
            field="group",
        )
    cap = school.newcomer_cap if school.cap_ref else None  # without a decision it is a soft one
    if cap is not None and others.filter(group__school=school).count() >= cap:
        raise Refusal(
            f"{school.name} nimmt höchstens {cap} neu zugewanderte Kinder auf ({school.cap_ref}); "
            "so viele sind dort schon festgelegt. Bitte eine andere Schule wählen.",
            field="group",
        )


def fitting_or_refused(*, child: Child, group: Group) -> None:
    """Refuse a group that a person may not choose for this child either."""
    school = group.school
    if school.assignable == Assignable.NO:
        why = school.assignable_reason or "so ist es eingetragen"
        raise Refusal(
            f"{school.name} ist nie Ziel eines Vorschlags: {why}. Bitte eine andere Schule wählen.",
            field="group",
        )
    named = child.wishes.filter(school=school).exists()
    if school.assignable == Assignable.NAMED and not named:
        raise Refusal(
            f"{school.name} kommt nur in Frage, wenn die Familie diese Schule nennt. Bitte zuerst "
            "den Wunsch der Familie eintragen.",
            field="group",
        )
    if not group.grade_from <= child.grade <= group.grade_to:
        raise Refusal(
            f"Diese Gruppe ist für {group.grades}, das Kind kommt in Klasse {child.grade}.",
            field="group",
        )
    if child.needs_literacy != (group.kind == GroupKind.LITERACY):
        needs = (
            "lernt erst lesen und schreiben" if child.needs_literacy else "kann lesen und schreiben"
        )
        raise Refusal(
            f"Das Kind {needs}; dazu passt diese Gruppe ({group.get_kind_display()}) nicht.",
            field="group",
        )
    if not group.free_seats:
        raise Refusal("In dieser Gruppe ist kein Platz frei.", field="group")


@audit.audited
def exclude_school(
    *,
    round: Round,  # noqa: A002 - as above
    child: Child,
    school: School,
    words: str,
    at: dt.datetime,
    by: Seat,
) -> Decision:
    """Ausschluss: this child does not go to this school."""
    demand_counselling(by=by)
    words = said(words=words)
    _undecided_or_refused(round=round, child=child)
    if any(
        one.school_id == school.pk
        for one in in_force(round=round, child=child, kind=DecisionKind.EXCLUDED)
    ):
        raise Refusal(f"{school.name} ist für dieses Kind schon ausgeschlossen.", field="school")
    locks = in_force(round=round, child=child, kind=DecisionKind.LOCKED)
    if any(one.group is not None and one.group.school_id == school.pk for one in locks):
        raise Refusal(
            f"Dieses Kind ist an {school.name} festgelegt. Bitte zuerst die Festlegung aufheben.",
            field="school",
        )
    made = noted(
        round_id=round.pk,
        child_id=child.pk,
        kind=DecisionKind.EXCLUDED,
        school_id=school.pk,
        words=words,
        at=at,
        by=by,
    )
    audit.record(action="schooling.exclude_school", by=by, about=Ref("child", str(child.pk)))
    return made


@audit.audited
def release(*, decision: Decision, words: str, at: dt.datetime, by: Seat) -> Decision:
    """Take a fixed seat or an exclusion back; both stay in the record."""
    demand_counselling(by=by)
    words = said(words=words)
    open_or_refused(round=decision.round)
    if decision.kind not in RELEASABLE:
        raise Refusal(
            "Nur eine Festlegung oder ein Ausschluss lässt sich aufheben. Eine Unterschrift nimmt "
            "die Schulaufsicht selbst zurück."
        )
    if Decision.objects.filter(releases=decision).exists():
        raise Refusal("Diese Entscheidung ist schon aufgehoben. Bitte die Seite neu laden.")
    made = release_decision(decision=decision, words=words, at=at, by=by)
    audit.record(action="schooling.release", by=by, about=Ref("child", str(decision.child_id)))
    return made


def release_decision(*, decision: Decision, words: str, at: dt.datetime, by: Seat) -> Decision:
    """Add that a decision holds no more; part of another verb's transaction."""
    return noted(
        round_id=decision.round_id,
        child_id=decision.child_id,
        kind=DecisionKind.RELEASED,
        group_id=decision.group_id,
        school_id=decision.school_id,
        releases=decision,
        words=words,
        at=at,
        by=by,
    )
