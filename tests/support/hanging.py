# SPDX-License-Identifier: EUPL-1.2
"""Rows of a child's way to school, one in each table, so that forgetting has something to find."""

import datetime as dt

from rundertisch.schooling.models import (
    Appointment,
    AskedWish,
    BridgeOffer,
    Child,
    FamilyPhone,
    FamilyRequest,
    Milestone,
    Notice,
    Objection,
    Room,
    SchoolRecommendation,
    Transition,
)
from tests import world as worlds


def hang_way_to_school(*, child: Child, world: worlds.DemoWorld) -> None:
    """Invite, ask, recommend, bridge, examine, and plan the transition, as the owner."""
    by, on = world.counsellor.seat_id, world.on
    begins = worlds.moment() + dt.timedelta(days=400)  # nobody else is invited so far ahead
    Appointment.objects.create(
        child=child,
        counsellor_id=by,
        room=Room.objects.order_by("pk")[0],
        starts_at=begins,
        ends_at=begins + dt.timedelta(hours=1),
    )
    AskedWish.objects.update_or_create(
        child=child, whom="CHILD", defaults={"asked_on": on, "words": "am Park", "by_id": by}
    )
    SchoolRecommendation.objects.create(
        child=child,
        given_on=on,
        forms=["Grundschule"],
        grade=child.grade,
        group_kind="LANGUAGE",
        words="Rechnet gern.",
        by_id=by,
        by_name="Renate Abel",
    )
    Milestone.objects.create(child=child, kind="MEASLES", done_on=on, noted_by_id=by)
    BridgeOffer.objects.create(child=child, title="Brückengruppe", starts_on=on, noted_by_id=by)
    _hang_messages(child=child, world=world)
    Transition.objects.create(
        placement=child.placements.latest("pk"), planned_on=on, grade=child.grade, noted_by_id=by
    )


def _hang_messages(*, child: Child, world: worlds.DemoWorld) -> None:
    """Add what the family was told and what it said: telephone, request, notice, objection."""
    by, on = world.counsellor.seat_id, world.on
    FamilyPhone.objects.create(child=child, number="+491551234", language="ar", written_on=on)
    FamilyRequest.objects.create(
        child=child,
        kind="WISH",
        language="ar",
        outcome="DONE",
        answered_on=on,
        answered_by_id=by,
    )
    notice = Notice.objects.create(
        child=child,
        placement=child.placements.latest("pk"),
        kind="ALLOCATION",
        authority_kind="SCHULAMT",
        decided_by="Holger Brandt, Schulamt",
        made_on=on,
        by_id=by,
        text="Bescheid",
    )
    Objection.objects.create(
        child=child,
        notice=notice,
        authority_kind="SCHULAMT",
        upper_kind="BEZIRKSREGIERUNG",
        received_on=on,
        by_whom="PARENTS",
        decide_until=on,
        recorded_on=on,
        recorded_by_id=by,
        state="REJECTED",
        decided_on=on,
        decided_seat_id=by,
        decision_words="Nein.",
    )
