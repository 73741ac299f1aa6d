# SPDX-License-Identifier: EUPL-1.2
"""What cases teach the system: gaps, reported without persons, and what becomes of them.

Nothing here refers to a client, and nothing is written in free words about one: a kind of gap from
a list, a domain, a town, how often, the month. From three agencies on a gap is a structural need.
"""

from django.db import models
from django.db.models import Q

FEWEST_AGENCIES = 3  # fewer could tell whose case it is; migration 0005 holds it in the database
MOST_TIMES = 50


class GapKind(models.TextChoices):
    """Why a need could not be met; reads on from „konnte nicht gelöst werden, weil“."""

    MISSING = "MISSING", "es das hier nicht gibt"
    FULL = "FULL", "kein Platz frei ist"
    SLOW = "SLOW", "die Bearbeitung zu lange dauert"
    FAR = "FAR", "es zu weit weg oder zur falschen Zeit ist"
    COST = "COST", "es zu viel kostet"
    INTERPRETING = "INTERPRETING", "niemand übersetzt"
    CHILD_CARE = "CHILD_CARE", "die Kinder solange nicht betreut sind"
    CONDITION = "CONDITION", "eine Voraussetzung nicht zu erfüllen ist"
    NOBODY = "NOBODY", "keine Stelle zuständig ist"


class GapReport(models.Model):
    """Lückenmeldung: one agency says what could not be solved, where and how often; no person.

    The month is the only date: a day would lead to a case.
    """

    partner = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="+", verbose_name="meldende Stelle"
    )
    domain = models.ForeignKey(
        "situation.NeedDomain", models.PROTECT, related_name="+", verbose_name="Lebensbereich"
    )
    kind = models.CharField("weil", max_length=12, choices=GapKind)
    place = models.ForeignKey(
        "places.Place", models.PROTECT, related_name="+", verbose_name="Stadt"
    )
    times = models.PositiveSmallIntegerField("wie oft", default=1)
    month = models.DateField("Monat", help_text="der erste Tag des Monats")

    class Meta:
        verbose_name = "Lückenmeldung"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=GapKind.values), name="cases_gap_report_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(times__gte=1, times__lte=MOST_TIMES), name="cases_gap_report_some_times"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="cases_gap_report_by_month"),
        ]

    def __str__(self) -> str:
        return f"{self.domain_id} {self.kind}"


class StructuralNeed(models.Model):
    """Struktureller Bedarf: the same gap seen by three agencies or more, in a town or the district.

    Only the database makes one (migration 0005). Without a place: in the whole district. A
    sensitive domain is counted for the whole district alone.
    """

    domain = models.ForeignKey(
        "situation.NeedDomain", models.PROTECT, related_name="+", verbose_name="Lebensbereich"
    )
    kind = models.CharField("weil", max_length=12, choices=GapKind)
    place = models.ForeignKey(
        "places.Place", models.PROTECT, null=True, related_name="+", verbose_name="Stadt"
    )
    since = models.DateField("gemeldet seit")

    class Meta:
        verbose_name = "struktureller Bedarf"
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "kind", "place"],
                nulls_distinct=False,
                name="cases_structural_need_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.get_kind_display()}"


class AnswerKind(models.TextChoices):
    """What became of a structural need."""

    TAKEN_UP = "TAKEN_UP", "aufgenommen"
    ANSWERED = "ANSWERED", "beantwortet"
    SET_ASIDE = "SET_ASIDE", "zurückgestellt"


class StructuralAnswer(models.Model):
    """Was daraus wurde: taken up, answered by something, or set aside; the latest counts."""

    need = models.ForeignKey(StructuralNeed, models.PROTECT, related_name="answers")
    kind = models.CharField("Stand", max_length=9, choices=AnswerKind)
    words = models.CharField("wodurch oder warum", max_length=300)
    answered_on = models.DateField("am")

    class Meta:
        verbose_name = "Antwort auf einen strukturellen Bedarf"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AnswerKind.values), name="cases_structural_answer_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(words=""), name="cases_structural_answer_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} am {self.answered_on:%d.%m.%Y}"
