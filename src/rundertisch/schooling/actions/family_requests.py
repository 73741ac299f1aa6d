# SPDX-License-Identifier: EUPL-1.2
"""What a family asks for on its status page, and how counselling takes it over or says no."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit, phones
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.hearings import Said, ask_wishes
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.actions.telling import tell_family
from rundertisch.schooling.actions.wishes import MOST_WISHES, keep_wishes
from rundertisch.schooling.models import (
    AllowedForm,
    AskedWish,
    Child,
    FamilyPhone,
    FamilyRequest,
    FamilyRequestKind,
    FamilyRequestOutcome,
    HelpDesk,
    School,
    Whom,
    Wish,
)

MOST_A_DAY = 6  # requests of one child within 24 hours, whatever its links


@dataclass(frozen=True, slots=True)
class Asked:
    """What the family sent: days and time of day, a number, or a school (none: no wish)."""

    kind: FamilyRequestKind
    days: tuple[str, ...] = ()
    time_of_day: str = ""
    phone: str = ""
    school: int | None = None


@audit.audited
def ask_by_link(*, asked: Asked, language: str) -> int:
    """Take a request of whoever holds the secret of a status link; return its number.

    It takes the place of an open one of the same kind. The database finds the child by the secret
    and counts: after six within a day it takes no more, and this raises `Refusal`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select schooling_take_request(%s, %s, %s, %s, %s, %s, %s)",
            [
                asked.kind.value,
                list(asked.days),
                asked.time_of_day,
                asked.phone,
                asked.school,
                language,
                MOST_A_DAY,
            ],
        )
        made: int | None = cursor.fetchone()[0]
    if made is None:
        raise Refusal(_("Heute kam schon viel von dieser Seite. Bitte rufen Sie uns an."))
    about = Ref("family_request", str(made))
    audit.record(action="schooling.ask_by_link", by=None, about=about)
    return made


@audit.audited
def answer_family_request(
    *,
    request: FamilyRequest,
    outcome: FamilyRequestOutcome,
    answer: str,
    on: dt.date,
    by: Seat,
) -> None:
    """Answer a request; done, a new number and a wish are kept as the family said them.

    A wish becomes the last of the child's wishes; whoever keeps three already decides which goes.
    """
    demand_counselling(by=by)
    locked = FamilyRequest.objects.select_for_update(of=("self",)).select_related("child", "school")
    now = locked.get(pk=request.pk)
    if now.outcome:
        raise Refusal(
            "Dieses Anliegen ist inzwischen beantwortet oder durch ein neueres ersetzt. Bitte die "
            "Liste neu laden."
        )
    if outcome == FamilyRequestOutcome.DONE:
        _take_over(request=now, on=on, by=by)
    FamilyRequest.objects.filter(pk=now.pk).update(
        outcome=outcome, answer=answer.strip(), answered_on=on, answered_by=by
    )
    tell_family(child=now.child, by=by)
    audit.record(
        action="schooling.answer_family_request",
        by=by,
        about=Ref("family_request", str(now.pk)),
        fields=("outcome", "answer"),
    )


def _take_over(*, request: FamilyRequest, on: dt.date, by: Seat) -> None:
    if request.kind == FamilyRequestKind.PHONE:
        known = FamilyPhone.objects.filter(child=request.child).first()
        keep_family_phone(
            child=request.child,
            number=request.phone,
            language=request.language,
            by_sms=known.by_sms if known else False,
            on=on,
            by=by,
        )
    elif request.kind == FamilyRequestKind.WISH:
        if request.school is not None:
            _add_wish(child=request.child, school=request.school, on=on, by=by)
        _note_answer(request=request, on=on, by=by)


def _add_wish(*, child: Child, school: School, on: dt.date, by: Seat) -> None:
    wished = [wish.school for wish in Wish.objects.filter(child=child).order_by("rank")]
    if school in wished:
        return
    if len(wished) >= MOST_WISHES:
        raise Refusal(
            "Für dieses Kind stehen schon drei Wünsche. Bitte zuerst mit der Familie klären, "
            "welcher wegfällt, und ihn beim Kind streichen."
        )
    forms = AllowedForm.objects.filter(child=child).values_list("form", flat=True)
    keep_wishes(child=child, schools=[*wished, school], forms=list(forms), on=on, by=by)


def _note_answer(*, request: FamilyRequest, on: dt.date, by: Seat) -> None:
    """Keep it as the parents' answer, unless they said something else in counselling before."""
    child = request.child
    if request.school is None and child.wishes.exists():
        raise Refusal(
            "Die Familie hat jetzt keinen Wunsch, beim Kind stehen aber noch Wünsche. Bitte mit "
            "ihr klären, ob sie wegfallen, und sie dort streichen."
        )
    if AskedWish.objects.filter(child=child, whom=Whom.PARENTS, none=False).exists():
        return
    said = Said(asked_on=on, none=request.school is None, school=request.school)
    ask_wishes(child=child, said={Whom.PARENTS: said}, on=on, by=by)


@audit.audited
def keep_family_phone(
    *, child: Child, number: str, language: str, by_sms: bool, on: dt.date, by: Seat
) -> None:
    """Keep under which number the family is reached; without one it is deleted."""
    demand_counselling(by=by)
    rows = FamilyPhone.objects.filter(child=child)
    if number.strip():
        FamilyPhone.objects.update_or_create(
            child=child,
            defaults={
                "number": phones.whole_number(number, field="number"),
                "language": language,
                "by_sms": by_sms,
                "written_on": on,
            },
        )
    else:
        rows.delete()
    audit.record(
        action="schooling.keep_family_phone",
        by=by,
        about=Ref("child", str(child.pk)),
        fields=("family_phone.number", "family_phone.language", "family_phone.by_sms"),
    )


@audit.audited
def keep_help_desk(*, name: str, phone: str, hours: str, place: str, by: Seat) -> None:
    """Keep whom families call; there is one desk for all."""
    demand_counselling(by=by)
    HelpDesk.objects.update_or_create(
        only=True,
        defaults={
            "name": name.strip(),
            "phone": phone.strip(),
            "hours": hours.strip(),
            "place": place.strip(),
        },
    )
    audit.record(action="schooling.keep_help_desk", by=by, about=Ref("help_desk", "1"))
