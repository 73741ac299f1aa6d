# SPDX-License-Identifier: EUPL-1.2
"""Notices: made when a place is announced, handed over, and replaced only by a new decision.

An announced place is an administrative act. Whoever wants the child elsewhere decides anew, cites
the ground on which the first decision may fall (§§ 48, 49 VwVfG NRW), and the family gets a new
notice; PostgreSQL refuses every plain change (migration 0027).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from rundertisch.accounts.models import Role, Seat
from rundertisch.kernel import audit, languages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.places import queries as places
from rundertisch.schooling.actions.decisions import fitting_or_refused, said
from rundertisch.schooling.actions.notice_rules import rule_or_refused
from rundertisch.schooling.actions.rules import demand_counselling, demand_no_open_objection
from rundertisch.schooling.actions.seats import free_seat, holds_seat, take_seat
from rundertisch.schooling.models import (
    Child,
    Decision,
    DecisionKind,
    Group,
    Handing,
    Notice,
    NoticeKind,
    NoticeRule,
    Placement,
    WithdrawalGround,
)
from rundertisch.schooling.queries import notice_text, notices, objections
from rundertisch.schooling.queries.notice_text import Told, day

NO_MINUTES = (
    "Bitte keine Minuten in die Begründung: Sie sind geschätzt und tragen keinen Bescheid (VG "
    "Cottbus 1 L 442/24). Bitte anders sagen, zum Beispiel „die nächste Schule mit freiem Platz“."
)


def demand_no_minutes(*, words: str) -> None:
    """Refuse minutes in words that become part of a notice."""
    if notice_text.names_minutes(words=words):
        raise Refusal(NO_MINUTES, field="words")


def first_day_after(*, on: dt.date) -> dt.date:
    """Return the first school day after an announcement: nobody comes on the day itself."""
    return places.next_school_day(on=on + dt.timedelta(days=1))


def make_notices(*, placements: Iterable[Placement], on: dt.date, by: Seat) -> list[Notice]:
    """Write a notice for each place that was announced just now; part of that transaction."""
    return [_first_notice(placement=place, on=on, by=by) for place in placements]


def _first_notice(*, placement: Placement, on: dt.date, by: Seat) -> Notice:
    rule = rule_or_refused(kind=_authority(placement=placement), on=on)
    child = Child.objects.select_related("home_town").get(pk=placement.child_id)
    return _made(
        kind=NoticeKind.ALLOCATION,
        child=child,
        placement=placement,
        rule=rule,
        words=placement.words,
        decided_by=_signer(placement=placement),
        on=on,
        by=by,
        replaces=_earlier(child=child),
    )


def _earlier(*, child: Child) -> Notice | None:
    """Return the notice that still counts although its place has ended: the new one follows it."""
    found = notices.in_force().filter(child=child).select_related("placement__group__school")
    return found.order_by("-pk").first()


def _authority(*, placement: Placement) -> str:
    """Ask the database which authority has signed: its seat is not ours to see."""
    with connection.cursor() as cursor:
        cursor.execute("select schooling_signing_authority(%s)", [placement.pk])
        return str(cursor.fetchone()[0])


def _signer(*, placement: Placement) -> str:
    signed = Decision.objects.filter(
        child_id=placement.child_id, group_id=placement.group_id, kind=DecisionKind.SIGNED
    )
    decision = signed.order_by("-pk").first()
    return f"{decision.by_name}, {decision.by_office}" if decision else ""


def _made(
    *,
    kind: NoticeKind,
    child: Child,
    placement: Placement,
    rule: NoticeRule,
    words: str,
    decided_by: str,
    on: dt.date,
    by: Seat,
    replaces: Notice | None = None,
    ground: WithdrawalGround | None = None,
) -> Notice:
    number = _next_number()
    told = Told(
        kind=kind,
        reference=f"{number}/{on.year}",
        made_on=day(on),
        child=str(child),
        born_on=day(child.born_on),
        grade=child.grades,
        waiting_since=day(child.waiting_since),
        heard_on=day(child.hearings.aggregate(latest=Max("held_on"))["latest"]),
        **_place(placement=placement, ends=kind == NoticeKind.WITHDRAWAL),
        **_weighed(child=child, placement=placement, first=kind == NoticeKind.ALLOCATION),
        decided_by=decided_by,
        office=rule.office,
        office_at=f"{rule.street}, {rule.postcode} {rule.town}",
        upper_office=rule.upper_office,
        months=rule.months,
        checked=rule.verified,
        ground=str(ground) if ground else "",
        old=f"{replaces.reference} vom {day(replaces.made_on)}" if replaces else "",
        old_school=replaces.placement.group.school.name if replaces else "",
    )
    return Notice.objects.create(
        pk=number,
        child=child,
        placement=placement,
        kind=kind,
        replaces=replaces,
        ground=ground,
        authority_kind=rule.authority_kind,
        decided_by=decided_by,
        made_on=on,
        by=by,
        text=notice_text.german_text(told=told, words=words),
        told=told.kept(),
        language=notices.language_of(child=child),
    )


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('schooling_notice', 'id'))")
        return int(cursor.fetchone()[0])


def _place(*, placement: Placement, ends: bool) -> dict[str, Any]:
    school = placement.group.school
    at = ", ".join(
        part for part in (school.street, f"{school.postcode} {school.town.name}".strip()) if part
    )
    return {
        "school": school.name,
        "school_at": at,
        "group": "" if ends else str(placement.group),
        "first_day_on": "" if ends else day(placement.expected_on),
    }


def _weighed(*, child: Child, placement: Placement, first: bool) -> dict[str, Any]:
    """Return what was weighed; a new decision has reasons of its own, not those of the proposal."""
    seat = placement.proposed_seat if first else None
    wishes = list(child.wishes.select_related("school").order_by("rank"))
    return {
        "reason": seat.reason_code if seat else "",
        "wishes": tuple(wish.school.name for wish in wishes),
        "wish_kept": any(wish.school_id == placement.group.school_id for wish in wishes),
    }


@audit.audited
def hand_over(
    *, notice: Notice, handed: Handing | str, handed_on: dt.date, on: dt.date, by: Seat
) -> Notice:
    """Keep when and how a notice reached the family: from then on the objection period runs."""
    demand_counselling(by=by)
    now = Notice.objects.select_related("child").select_for_update(of=("self",)).get(pk=notice.pk)
    if now.handed_on is not None:
        raise Refusal(
            f"Dieser Bescheid ist schon übergeben, am {day(now.handed_on)}: "
            f"{now.get_handed_display()}."
        )
    if handed == Handing.POST and now.child.address_protected:
        raise Refusal(
            "Die Anschrift dieses Kindes ist geschützt und nicht gespeichert. Bitte den Bescheid "
            "persönlich übergeben.",
            field="handed",
        )
    if not now.made_on <= handed_on <= on:
        raise Refusal(
            f"Der Tag muss zwischen dem Datum des Bescheids ({day(now.made_on)}) und heute liegen.",
            field="handed_on",
        )
    rule = rule_or_refused(kind=now.authority_kind, on=now.made_on)
    travels = rule.post_days if handed == Handing.POST else 0
    announced_on = handed_on + dt.timedelta(days=travels)
    Notice.objects.filter(pk=now.pk).update(
        handed=handed,
        handed_on=handed_on,
        handed_by=by,
        announced_on=announced_on,
        objection_until=notices.months_later(day=announced_on, months=Told.of(now.told).months),
    )
    audit.record(
        action="schooling.hand_over_notice",
        by=by,
        about=Ref("notice", str(now.pk)),
        fields=("handed", "handed_on"),
    )
    now.refresh_from_db()
    return now


def hand_over_notices(
    *, pks: Sequence[int], handed: Handing | str, handed_on: dt.date, on: dt.date, by: Seat
) -> tuple[str, ...]:
    """Keep it for several notices, each for itself; return the sentences about the others."""
    if not pks:
        raise Refusal("Bitte mindestens einen Bescheid ankreuzen.")
    told = []
    for notice in Notice.objects.select_related("child").filter(pk__in=pks).order_by("pk"):
        try:
            with transaction.atomic():
                hand_over(notice=notice, handed=handed, handed_on=handed_on, on=on, by=by)
        except Refusal as refusal:
            told.append(f"{notice.child}: {refusal.sentence}")
    return tuple(told)


@audit.audited
def choose_translation(*, notice: Notice, language: str, by: Seat) -> None:
    """Attach the translation in another language, or none; the German text is not touched."""
    demand_counselling(by=by)
    if language and language not in languages.CODES:
        raise Refusal("In dieser Sprache gibt es keine Übersetzung.", field="language")
    chosen = "" if language == languages.SOURCE else language
    Notice.objects.filter(pk=notice.pk).update(language=chosen)
    audit.record(
        action="schooling.choose_translation",
        by=by,
        about=Ref("notice", str(notice.pk)),
        fields=("language",),
    )


@audit.audited
def decide_anew(
    *,
    notice: Notice,
    ground: WithdrawalGround,
    group: Group | None,
    words: str,
    on: dt.date,
    by: Seat,
) -> Notice:
    """Take an announced place back on a ground the law knows, and give another, or none.

    The old notice is kept and marked as replaced; the family gets a new one. Without a group the
    child waits again, with all its waiting days.
    """
    words = said(words=words)
    demand_no_minutes(words=words)
    child = Child.objects.select_for_update(of=("self",)).get(pk=notice.child_id)
    old = Notice.objects.select_related("placement__group__school__town").get(pk=notice.pk)
    _replaceable_or_refused(old=old, group=group, by=by)
    demand_no_open_objection(child=child)
    _cited_or_refused(ground=ground, old=old)
    rule = rule_or_refused(kind=by.partner.kind, on=on)
    placement = old.placement
    if holds_seat(vars(placement)):
        free_seat(group_id=placement.group_id)
    if group is not None:
        fitting_or_refused(child=child, group=group)
        take_seat(group_id=group.pk)
    new_pk = _moved(placement=placement, group=group, words=words, on=on)
    shown = Placement.objects.select_related("group__school__town", "proposed_seat")
    made = _made(
        kind=NoticeKind.WITHDRAWAL if group is None else NoticeKind.NEW_DECISION,
        child=child,
        placement=shown.get(pk=new_pk or placement.pk),
        rule=rule,
        words=words,
        decided_by=f"{by.user.name}, {by.partner.name}",
        on=on,
        by=by,
        replaces=old,
        ground=ground,
    )
    audit.record(action="schooling.decide_anew", by=by, about=Ref("child", str(child.pk)))
    return made


def _cited_or_refused(*, ground: WithdrawalGround, old: Notice) -> None:
    """Refuse the ground „Widerspruch“ where no objection had success."""
    if ground.code == notices.OBJECTION_GROUND and not objections.upheld(notice=old):
        raise Refusal(
            "Gegen diesen Bescheid hatte kein Widerspruch Erfolg. Bitte eine andere Grundlage "
            "wählen oder zuerst über den Widerspruch entscheiden.",
            field="ground",
        )


def _replaceable_or_refused(*, old: Notice, group: Group | None, by: Seat | None) -> None:
    if by is None or by.role != Role.SUPERVISORY_AUTHORITY:
        raise Refusal(
            "Neu entscheiden kann nur die Schulaufsicht, die für den Platz zuständig ist."
        )
    if Notice.objects.filter(replaces=old).exists():
        raise Refusal(
            "Dieser Bescheid ist schon durch einen anderen ersetzt. Bitte dort neu entscheiden."
        )
    if old.kind == NoticeKind.WITHDRAWAL or old.placement.ends_on is not None:
        raise Refusal(
            "Der Platz dieses Bescheids ist schon beendet. Einen neuen Platz bekommt das Kind in "
            "einer Vermittlungsrunde."
        )
    if group is not None and group.pk == old.placement.group_id:
        raise Refusal("Das ist der Platz, den das Kind schon hat.", field="group")
    for one in (old.placement.group, group):
        if one is not None and not _may_sign(group=one):
            raise Refusal(
                f"Für {one.school.name} ({one.school.form}) ist die andere Schulaufsicht "
                "zuständig. Sie können die Zuweisung beenden; einen neuen Platz gibt dann "
                "die nächste Vermittlungsrunde.",
                field="group",
            )


def _may_sign(*, group: Group) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select schooling_may_sign(%s)", [group.pk])
        return bool(cursor.fetchone()[0])


def _moved(*, placement: Placement, group: Group | None, words: str, on: dt.date) -> int | None:
    """Let the database end the old place and write the new one; it asks again who may."""
    first_day = first_day_after(on=on) if group else None
    with connection.cursor() as cursor:
        cursor.execute(
            "select schooling_decide_anew(%s, %s, %s, %s, %s)",
            [placement.pk, group.pk if group else None, first_day, words, on],
        )
        found = cursor.fetchone()[0]
    return None if found is None else int(found)
