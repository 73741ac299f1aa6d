# SPDX-License-Identifier: EUPL-1.2
"""What the family said, what the centre recommends, and whether anybody may sign."""

from collections.abc import Iterable

from django.db.models import Q

from rundertisch.schooling.models import AskedWish, Child, Hearing, SchoolRecommendation, Whom


def of_child(*, child: Child) -> Q:
    """Return which records are about a child: its own, and those of a report merged into it."""
    return Q(child=child) | Q(child__merged_into=child)


def asked_wishes(*, child: Child) -> tuple[AskedWish, ...]:
    """Return the newest answer of parents and of the child, parents first."""
    rows = AskedWish.objects.filter(of_child(child=child)).select_related("school")
    newest = {one.whom: one for one in rows.order_by("asked_on", "pk")}
    return tuple(newest[whom] for whom in Whom if whom in newest)


def wishes_in_words(*, child: Child) -> str:
    """Return the wishes as they stand: schools by rank, and what parents and child answered.

    Their own words stay with the answer; only schools and "no wish" are repeated.
    """
    ranked = [f"{one.rank}. {one.school.name}" for one in child.wishes.select_related("school")]
    told = sorted(ranked)
    for one in asked_wishes(child=child):
        said = "kein Wunsch" if one.none else one.school.name if one.school else ""
        if said:
            told.append(f"{one.get_whom_display()}: {said}")
    return "; ".join(told) or "in eigenen Worten, keine Schule genannt"


def newest_hearing(*, child: Child) -> Hearing | None:
    """Return the newest hearing of a child, as far as the asking seat may see it."""
    return Hearing.objects.filter(of_child(child=child)).order_by("-held_on", "-pk").first()


def hearings(*, child: Child) -> tuple[Hearing, ...]:
    """Return every hearing of a child, the newest first."""
    return tuple(Hearing.objects.filter(of_child(child=child)).order_by("-held_on", "-pk"))


def heard_children(*, pks: Iterable[int]) -> frozenset[int]:
    """Return which of these children were heard, in one question."""
    wanted = set(pks)
    rows = Hearing.objects.filter(Q(child__in=wanted) | Q(child__merged_into__in=wanted))
    found = {pk for pair in rows.values_list("child", "child__merged_into") for pk in pair}
    return frozenset(pk for pk in wanted if pk in found)


def newest_recommendation(*, child: Child) -> SchoolRecommendation | None:
    """Return what the centre recommended last."""
    rows = SchoolRecommendation.objects.filter(of_child(child=child))
    return rows.order_by("-given_on", "-pk").first()
