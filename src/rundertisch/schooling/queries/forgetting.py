# SPDX-License-Identifier: EUPL-1.2
"""Children as persons who can be forgotten: which records are one child, and when a period begins.

One rule for every table of this room; `apps.py` enters them. A table without one fails the build.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence

from django.db.models import Max, Q

from rundertisch.privacy.registry import forgetting as rules
from rundertisch.privacy.registry import lower
from rundertisch.schooling.models import Child, Placement
from rundertisch.schooling.queries import objections

KIND = "child"
GROWN_UP = 18  # years; the vocational duty ends with the school year in which they turn it
LAST_MONTH, LAST_DAY = 7, 31  # of a school year (§ 7 Abs. 1 SchulG NRW)


def person(*, may_forget: Callable[[object], bool]) -> rules.Person:
    """Return how children are forgotten, by whoever may."""
    return rules.Person(
        kind=KIND,
        name="Kind",
        model="schooling.Child",
        find=_find,
        whole=whole,
        labels=_labels,
        may_forget=may_forget,
        answers="die Seiteneinsteigerberatung",
        subjects=_subjects,
        stands_against=objections.stands_against,
        events=(
            rules.Event(code="SETTLED", name="erster Schultag oder Wegzug", days=settled_days),
            rules.Event(code="SCHOOLING_OVER", name="Ende der Schulpflicht", days=schooling_ends),
        ),
    )


def enter_rules() -> None:
    """Enter what happens to each table of this room, in the order in which it happens."""
    rules.delete("schooling.Objection", kind=KIND, path="child", ref="objection")
    rules.delete("schooling.Notice", kind=KIND, path="child", ref="notice")
    rules.delete("schooling.FirstDay", kind=KIND, path="placement__child")
    rules.delete("schooling.Transition", kind=KIND, path="placement__child", ref="transition")
    rules.delete("schooling.Decision", kind=KIND, path="child")
    for label, ref in (("FamilyRequest", "family_request"), ("FamilyPhone", "family_phone")):
        rules.delete(f"schooling.{label}", kind=KIND, path="child", ref=ref)
    rules.delete("schooling.Placement", kind=KIND, path="child", ref="placement")
    rules.delete("schooling.ProposedSeat", kind=KIND, path="child", ref="proposed_seat")
    for label in ("RoundChild", "Wish", "AllowedForm", "Change", "UsedPassport"):
        rules.delete(f"schooling.{label}", kind=KIND, path="child")
    for label, ref in (
        ("Appointment", "appointment"),
        ("AskedWish", "asked_wish"),
        ("Hearing", "hearing"),
        ("SchoolRecommendation", "recommendation"),
        ("Milestone", "milestone"),
        ("BridgeOffer", "bridge_offer"),
    ):
        rules.delete(f"schooling.{label}", kind=KIND, path="child", ref=ref)
    rules.empty(
        # the change of a pair keeps what stood in both records
        "schooling.Change",
        kind=KIND,
        path="other",
        fields={"before": None, "after": None, "words": "", "other": None},
    )
    for label, ref in (("FamilyContact", "family_contact"), ("SupportNeed", "support_need")):
        rules.delete_of_subject(f"schooling.{label}", kind=KIND, column="subject_id", ref=ref)
    rules.delete("schooling.Child", kind=KIND, path="pk", ref=KIND)
    rules.delete("schooling.Family", kind=KIND, path="children", only=Q(children=None))
    lower.enter_own(kind=KIND)
    rules.keep(
        "schooling.Decision",
        kind=lower.ACCOUNT,
        path="by__user",
        reason="der Name unter einer Entscheidung über ein Kind ist Teil der Entscheidung",
        until="bis das Kind vergessen ist",
    )
    _enter_things()


def _enter_things() -> None:
    """Say which kinds of things in the logs are about no person."""
    rules.things(
        {
            "alarm_limit": "a limit in days",
            "reserve_rule": "two numbers of the reserve",
            "admission_day": "a day on which a course takes newcomers in",
            "duty": "who does a step of a child's way",
            "expected_arrivals": "how many children are expected; counts only",
            "group": "a learning group with its seats",
            "help_desk": "whom families call: a desk, no person",
            "notice_rule": "what notices of an authority say",
            "opening_assumption": "a number of the reckoning of new groups",
            "opening_decision": "whether a group opens, and who decided",
            "opening_proposal": "a run of the engine; schools and counts only",
            "opening_rule": "what a school says about new groups",
            "passport_key": "the key of another centre",
            "played_policy": "a year under one way to give out seats; counts only",
            "played_year": "a year played through; counts only",
            "policy": "rules of a district",
            "proposal": "a run of the engine; its lines have a rule",
            "refusal_ground": "a ground in the law",
            "recording": "a standard text read aloud, for everybody",
            "registered_counts": "counts of a register",
            "regular_seats": "how many seats of a grade a school gives",
            "office_closing": "days on which the centre is closed",
            "room": "a room in which families are received",
            "roll_over": "a change of the school year",
            "round": "a round; what it keeps of a child has a rule",
            "scenario": "a variation of a round; counts only",
            "scenario_run": "a run of variations of a round; counts only",
            "school": "a school",
            "supervision": "which authority decides",
        }
    )


def whole(pk: int) -> tuple[int, ...]:
    """Return every record of one child: the one it is led in, and those merged into that one."""
    top = pk
    while above := Child.objects.filter(pk=top).values_list("merged_into", flat=True).first():
        top = above
    found = {top}
    below = {top}
    while below:
        merged = Child.objects.filter(merged_into__in=below).values_list("pk", flat=True)
        below = set(merged) - found
        found |= below
    return tuple(sorted(found))


def _find(text: str) -> tuple[int, ...]:
    wanted = Q(reference=text)
    if (subject := _uuid(text)) is not None:
        wanted = Q(subject=subject)
    found = Child.objects.filter(wanted).values_list("pk", flat=True).first()
    return () if found is None else whole(found)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _subjects(pks: Sequence[int]) -> Sequence[str]:
    found = Child.objects.filter(pk__in=pks).order_by("pk").values_list("subject_id", flat=True)
    return [str(one) for one in found]


def _labels(pks: Sequence[int]) -> Mapping[int, str]:
    return {
        child.pk: f"{child} ({child.reference})"
        for child in Child.objects.filter(pk__in=pks).order_by("pk")
    }


def _asked(pks: Sequence[int] | None) -> Q:
    return Q(merged_into=None) if pks is None else Q(pk__in=pks)


def settled_days(pks: Sequence[int] | None) -> Mapping[int, dt.date]:
    """Return the day each child left the list, or else came to the school where it still sits."""
    left = Child.objects.filter(_asked(pks), left_on__isnull=False)
    days = dict(left.values_list("pk", "left_on"))
    running = Placement.objects.filter(
        child__in=Child.objects.filter(_asked(pks), left_on=None),
        ends_on=None,
        first_day__isnull=False,
    )
    came = running.values("child").annotate(came_on=Max("first_day__came_on"))
    return {**days, **dict(came.values_list("child", "came_on"))}


def schooling_ends(pks: Sequence[int] | None) -> Mapping[int, dt.date]:
    """Return the last day of the school year in which each child comes of age."""
    born = Child.objects.filter(_asked(pks), born_on__isnull=False)
    return {pk: _year_end(day) for pk, day in born.values_list("pk", "born_on") if day is not None}


def _year_end(born_on: dt.date) -> dt.date:
    year = born_on.year + GROWN_UP
    last = dt.date(year, LAST_MONTH, LAST_DAY)
    after = (born_on.month, born_on.day) > (LAST_MONTH, LAST_DAY)
    return last.replace(year=year + 1) if after else last
