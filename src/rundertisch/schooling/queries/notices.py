# SPDX-License-Identifier: EUPL-1.2
"""Notices: which are to be handed over, what became of the others, and what they are made of."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from rundertisch.places import queries as places
from rundertisch.privacy import queries as privacy
from rundertisch.privacy.models import Unit
from rundertisch.schooling.models import (
    AuthorityKind,
    Child,
    Notice,
    NoticeKind,
    NoticeRule,
    Placement,
    PlacementQuerySet,
    School,
    WithdrawalGround,
)

OBJECTION_GROUND = "objection"
WEEKEND = 5  # Saturday and later
# The German names of the languages in which there is a translation, as families are entered.
SPOKEN = {
    "en": ("englisch",),
    "fr": ("französisch", "franzoesisch"),
    "ar": ("arabisch",),
    "bg": ("bulgarisch",),
    "fa": ("persisch", "farsi", "dari"),
    "pl": ("polnisch",),
    "ro": ("rumänisch", "rumaenisch"),
    "ru": ("russisch",),
    "sq": ("albanisch",),
    "tr": ("türkisch", "tuerkisch"),
    "uk": ("ukrainisch",),
}


@dataclass(frozen=True, slots=True)
class NoticesView:
    """The notices of everybody the asking seat sees: first those that wait for somebody."""

    waiting: tuple[Notice, ...]
    handed: QuerySet[Notice]  # shown page by page

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        n = len(self.waiting)
        if not n:
            return "Kein Bescheid ist zu übergeben"
        return "Ein Bescheid ist zu übergeben" if n == 1 else f"{n} Bescheide sind zu übergeben"

    @property
    def print_words(self) -> str:
        """Say what one press prints."""
        n = len(self.waiting)
        return "Den einen Bescheid drucken (PDF)" if n == 1 else f"Alle {n} drucken (PDF)"


def language_of(*, child: Child) -> str:
    """Return the language of the translation by the interpreter a family asked for, or nothing."""
    wanted = child.interpreter_language.strip().casefold()
    return next((code for code, names in SPOKEN.items() if wanted.startswith(names)), "")


def in_force() -> QuerySet[Notice]:
    """Return the notices that no later one replaced."""
    return Notice.objects.filter(replaced_by=None)


def _shown() -> QuerySet[Notice]:
    return Notice.objects.select_related("child__home_town", "placement__group__school__town")


def notices_view() -> NoticesView:
    """Return what is to be handed over, the oldest first, and what was, the newest first."""
    shown = _shown()
    handed = shown.exclude(handed_on=None).order_by("-handed_on", "-pk")
    return NoticesView(waiting=waiting_notices(), handed=handed)


def _to_hand_over() -> Q:
    """In force and not handed over; what the school refused meanwhile no family needs to read."""
    counts = Q(kind=NoticeKind.WITHDRAWAL) | Q(placement__ends_on=None)
    return counts & Q(handed_on=None, replaced_by=None)


def waiting_notices() -> tuple[Notice, ...]:
    """Return the notices in force that nobody has handed over yet, the oldest first."""
    found = _shown().filter(_to_hand_over())
    return tuple(found.order_by("made_on", "child__family_name", "child__first_name", "pk"))


def unhanded() -> int:
    """Count the notices that wait to be handed over."""
    return Notice.objects.filter(_to_hand_over()).count()


def notice_of(*, pk: int) -> Notice | None:
    """Return one notice with everything its page shows."""
    return _shown().select_related("ground", "replaces").filter(pk=pk).first()


def replacement_of(*, notice: Notice) -> Notice | None:
    """Return the later notice that replaced this one."""
    return Notice.objects.filter(replaces=notice).first()


def may_be_replaced(*, notice: Notice) -> bool:
    """Say whether a new decision can still replace this notice."""
    replaced = replacement_of(notice=notice) is not None
    over = notice.kind == NoticeKind.WITHDRAWAL or notice.placement.ends_on is not None
    return not replaced and not over


def notices_of(*, child: Child) -> QuerySet[Notice]:
    """Return the notices of a child, also of records that were merged into it, newest first."""
    found = Notice.objects.filter(Q(child=child) | Q(placement__child=child))
    return found.select_related("placement__group__school").order_by("-pk")


def notice_rules(*, on: dt.date) -> tuple[NoticeRule, ...]:
    """Return what notices say of each authority from that day on, those in force first."""
    known = NoticeRule.objects.exclude(ends_on__lte=on)
    return tuple(known.order_by("authority_kind", "starts_on"))


def notice_rule(*, authority_kind: str, on: dt.date) -> NoticeRule | None:
    """Return what notices of this authority say on that day."""
    known = NoticeRule.objects.filter(authority_kind=authority_kind, starts_on__lte=on)
    return known.exclude(ends_on__lte=on).order_by("-starts_on").first()


def missing_rules(*, on: dt.date) -> tuple[str, ...]:
    """Return the authorities of which no address for an objection is known."""
    known = {rule.authority_kind for rule in notice_rules(on=on) if rule.starts_on <= on}
    return tuple(kind.label for kind in AuthorityKind if kind.value not in known)


def withdrawal_grounds(*, on: dt.date) -> QuerySet[WithdrawalGround]:
    """Return the grounds on which a place may be taken back on that day."""
    known = WithdrawalGround.objects.filter(starts_on__lte=on).exclude(ends_on__lte=on)
    return known.order_by("code")


def next_working_day(*, on: dt.date) -> dt.date:
    """Return that day, or the next one that is no weekend and no public holiday (§ 193 BGB)."""
    day = on
    while day.weekday() >= WEEKEND or places.public_holiday(on=day):
        day += dt.timedelta(days=1)
    return day


def months_later(*, day: dt.date, months: int) -> dt.date:
    """Return the last day of a period of months that begins with an event (§§ 187, 188 BGB).

    It ends on the day of that number, or the last of a shorter month; on a Saturday, Sunday or
    public holiday in NRW it ends on the next working day (§ 31 Abs. 3 VwVfG, § 193 BGB).
    """
    return next_working_day(on=privacy.after(day=day, amount=months, unit=Unit.MONTH))


def running_notice(*, placement: Placement) -> Notice | None:
    """Return the notice in force about a place."""
    found = in_force().filter(placement=placement).exclude(kind=NoticeKind.WITHDRAWAL)
    return found.order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class SchoolList:
    """The children announced to one school, as far as the school may know them."""

    school: School
    places: tuple[Placement, ...]

    @property
    def title(self) -> str:
        """The heading of the list."""
        return f"Neue Kinder: {self.school.name}"


def _announced(*, on: dt.date) -> PlacementQuerySet:
    return Placement.objects.signed(on=on).filter(announced_on__lte=on)


def schools_with_new_children(*, on: dt.date) -> Sequence[School]:
    """Return the schools with announced children whom the asking seat sees, by name."""
    ids = _announced(on=on).values("group__school")
    return list(School.objects.filter(pk__in=ids).select_related("town").order_by("name"))


def school_list(*, school: School, on: dt.date) -> SchoolList:
    """Return the children announced to this school and not refused, the next to come first."""
    found = _announced(on=on).filter(group__school=school).select_related("child", "group")
    ordered = found.order_by("expected_on", "child__family_name", "child__first_name", "pk")
    return SchoolList(school=school, places=tuple(ordered))
