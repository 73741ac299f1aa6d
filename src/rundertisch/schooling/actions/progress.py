# SPDX-License-Identifier: EUPL-1.2
"""What happens beside and after the placement: done on a day, bridged, moved to a regular class."""

import datetime as dt

from django.db import connection

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import policies
from rundertisch.schooling.actions.regular import (
    demand_matching_seat,
    demand_own_school,
    take_free_seat,
)
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.actions.seats import free_seat, holds_seat, take_seat
from rundertisch.schooling.models import (
    LATEST_GRADE,
    BridgeOffer,
    Child,
    FirstDay,
    Milestone,
    MilestoneKind,
    Placement,
    Transition,
)
from rundertisch.schooling.models.progress import AFTER_FIRST_DAY


def _demand_school(*, by: Seat | None) -> None:
    if by is None or not policies.may_note_first_day(seat=by):
        raise Refusal(
            "Das trägt die Schule ein oder die Seiteneinsteigerberatung. Bitte wenden Sie sich "
            "dorthin."
        )


def _came_on(*, child: Child) -> dt.date | None:
    rows = FirstDay.objects.filter(placement__child=child, placement__ends_on=None)
    return rows.values_list("came_on", flat=True).first()


def _visible(*, child: Child) -> Child:
    """Lock a child as far as the asking seat may see it; a school sees and locks none."""
    found = Child.objects.filter(pk=child.pk).first()
    if found is None:
        raise Refusal("Dieses Kind gibt es hier nicht (mehr). Bitte die Liste neu öffnen.")
    return found


@audit.audited
def note_milestone(
    *, child: Child, kind: str, done_on: dt.date, on: dt.date, by: Seat
) -> Milestone:
    """Note that something was done on a day, and nothing else; entered again, the day counts."""
    _demand_school(by=by)
    now = _visible(child=child)
    if kind not in MilestoneKind.values:
        raise Refusal("Dafür gibt es keinen Eintrag.", field="kind")
    if done_on > on:
        raise Refusal("Dieser Tag liegt noch vor uns. Bitte danach eintragen.", field="done_on")
    if kind in AFTER_FIRST_DAY:
        came_on = _came_on(child=now)
        if came_on is None:
            raise Refusal(
                "Erst muss das Kind an seiner Schule gewesen sein. Bitte zuerst den ersten "
                "Schultag eintragen.",
                field="kind",
            )
        if done_on < came_on:
            raise Refusal(
                f"Der erste Schultag war am {came_on:%d.%m.%Y}. Bitte einen Tag ab dann wählen.",
                field="done_on",
            )
    noted, _ = Milestone.objects.update_or_create(
        child=now, kind=kind, defaults={"done_on": done_on, "noted_by": by}
    )
    audit.record(action="schooling.note_milestone", by=by, about=Ref("child", str(now.pk)))
    return noted


@audit.audited
def drop_milestone(*, milestone: Milestone, by: Seat) -> None:
    """Take a day back that was entered by mistake."""
    _demand_school(by=by)
    audit.record(
        action="schooling.drop_milestone", by=by, about=Ref("child", str(milestone.child_id))
    )
    milestone.delete()


@audit.audited
def keep_bridge_offer(
    *,
    child: Child,
    title: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    by: Seat,
) -> BridgeOffer:
    """Record what a child does until it has a place; its waiting goes on."""
    demand_counselling(by=by)
    if not title.strip():
        raise Refusal("Welches Angebot ist es? Bitte den Namen eintragen.", field="title")
    if ends_on is not None and ends_on <= starts_on:
        raise Refusal("Das Angebot endet vor seinem ersten Tag. Bitte prüfen.", field="ends_on")
    now = _visible(child=child)
    kept = BridgeOffer.objects.create(
        child=now, title=title, starts_on=starts_on, ends_on=ends_on, noted_by=by
    )
    audit.record(action="schooling.keep_bridge_offer", by=by, about=Ref("child", str(now.pk)))
    return kept


@audit.audited
def end_bridge_offer(*, offer: BridgeOffer, on: dt.date, by: Seat | None) -> None:
    """End an offer today; one that has not begun yet is taken back."""
    demand_counselling(by=by)
    if on <= offer.starts_on:
        offer.delete()
    else:
        BridgeOffer.objects.filter(pk=offer.pk).update(ends_on=on)
    audit.record(
        action="schooling.end_bridge_offer", by=by, about=Ref("child", str(offer.child_id))
    )


def _demand_group_seat(*, placement: Placement) -> dt.date:
    """Refuse a place that holds no seat of a group; return the child's first day there."""
    if not placement.group.separate:
        raise Refusal("Dieses Kind sitzt schon in einer Regelklasse; überzugehen hat es nichts.")
    if placement.regular_since is not None:
        raise Refusal(
            f"Das Kind ist seit dem {placement.regular_since:%d.%m.%Y} in der Regelklasse."
        )
    if not holds_seat(vars(placement)):
        raise Refusal("Dieser Platz ist beendet oder noch nicht unterschrieben.")
    first = FirstDay.objects.filter(placement=placement).first()
    if first is None:
        raise Refusal(
            "Erst muss das Kind an seiner Schule gewesen sein. Bitte zuerst den ersten Schultag "
            "eintragen."
        )
    return first.came_on


def _locked(*, placement: Placement) -> Placement:
    rows = Placement.objects.select_related("group__school")
    return rows.get(pk=placement.pk)


@audit.audited
def plan_transition(
    *, placement: Placement, planned_on: dt.date, grade: int, by: Seat
) -> Transition:
    """Plan from when on a child is in a regular class, and in which grade."""
    _demand_school(by=by)
    now = _locked(placement=placement)
    came_on = _demand_group_seat(placement=now)
    _demand_day(day=planned_on, came_on=came_on, field="planned_on")
    if not 1 <= grade <= LATEST_GRADE:
        raise Refusal("Die Klasse muss zwischen 1 und 13 liegen.", field="grade")
    demand_matching_seat(placement=now, planned_on=planned_on, grade=grade)
    planned, _ = Transition.objects.update_or_create(
        placement=now, defaults={"planned_on": planned_on, "grade": grade, "noted_by": by}
    )
    audit.record(action="schooling.plan_transition", by=by, about=Ref("child", str(now.child_id)))
    return planned


def _demand_day(*, day: dt.date, came_on: dt.date, field: str) -> None:
    if day < came_on:
        raise Refusal(
            f"Der erste Schultag war am {came_on:%d.%m.%Y}. Bitte einen Tag ab dann wählen.",
            field=field,
        )


@audit.audited
def note_transition(
    *, placement: Placement, done_on: dt.date, grade: int, on: dt.date, by: Seat
) -> Placement:
    """Note that the child is in a regular class: its place goes on, the group's seat is free."""
    _demand_school(by=by)
    now = _locked(placement=placement)
    came_on = _demand_group_seat(placement=now)
    _demand_day(day=done_on, came_on=came_on, field="done_on")
    if done_on > on:
        raise Refusal(
            "Dieser Tag liegt noch vor uns. Bitte den Übergang planen und danach eintragen.",
            field="done_on",
        )
    demand_own_school(placement=now)
    plan = Transition.objects.filter(placement=now).first()
    plan = plan or plan_transition(placement=now, planned_on=done_on, grade=grade, by=by)
    if plan.grade != grade:
        demand_matching_seat(placement=now, planned_on=plan.planned_on, grade=grade)
        Transition.objects.filter(placement=now).update(grade=grade)
    if plan.seats_id is None:
        take_free_seat(placement=now, planned_on=plan.planned_on, grade=grade)
    _moved_on(placement=now, day=done_on)
    free_seat(group_id=now.group_id)
    audit.record(action="schooling.note_transition", by=by, about=Ref("child", str(now.child_id)))
    now.refresh_from_db()
    return now


@audit.audited
def undo_transition(*, placement: Placement, by: Seat) -> Placement:
    """Take a transition back that did not happen; the group must have a seat for the child.

    A seat in a regular class is free again; whoever still needs it reserves it anew.
    """
    _demand_school(by=by)
    now = _locked(placement=placement)
    if now.regular_since is None:
        raise Refusal("Dieses Kind ist noch nicht übergegangen.")
    take_seat(group_id=now.group_id)
    _moved_on(placement=now, day=None)
    Transition.objects.filter(placement=now).update(seats=None)
    audit.record(action="schooling.undo_transition", by=by, about=Ref("child", str(now.child_id)))
    now.refresh_from_db()
    return now


def _moved_on(*, placement: Placement, day: dt.date | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select schooling_note_transition(%s, %s)", [placement.pk, day])
        if not cursor.fetchone()[0]:
            raise Refusal("Über diesen Platz ist inzwischen anders entschieden. Bitte neu laden.")
