# SPDX-License-Identifier: EUPL-1.2
"""Where a group could open, what that costs, what the engine proposed and what people decided.

Nothing here concerns a child: schools, numbers, counts. A proposal opens no group.
"""

from django.db import models
from django.db.models import F, Q

from rundertisch.kernel import figures
from rundertisch.kernel.models import DatedFact
from rundertisch.schooling.models.rounds import Round
from rundertisch.schooling.models.schools import FIRST_GRADE, LATEST_GRADE, GroupKind, School


class AssumptionKind(models.TextChoices):
    """What has to be known to weigh a new group against long ways."""

    SEATS = "SEATS", "Plätze einer neuen Gruppe"
    HOURS = "HOURS", "Lehrerstunden einer Gruppe je Woche"
    HOUR_EUROS = "HOUR_EUROS", "Eine Lehrerstunde je Woche, ein Schuljahr lang"
    ROOM_EUROS = "ROOM_EUROS", "Raum und Ausstattung einer Gruppe je Schuljahr"
    MINUTE_CENTS = "MINUTE_CENTS", "Eine Minute Schulweg"
    SCHOOL_DAYS = "SCHOOL_DAYS", "Schultage im Schuljahr"
    MOST_GROUPS = "MOST_GROUPS", "Neue Gruppen einer Art und Stufe an einer Schule"


UNITS = {  # singular, plural
    AssumptionKind.SEATS: ("Platz", "Plätze"),
    AssumptionKind.HOURS: ("Stunde", "Stunden"),
    AssumptionKind.HOUR_EUROS: ("Euro", "Euro"),
    AssumptionKind.ROOM_EUROS: ("Euro", "Euro"),
    AssumptionKind.MINUTE_CENTS: ("Cent", "Cent"),
    AssumptionKind.SCHOOL_DAYS: ("Tag", "Tage"),
    AssumptionKind.MOST_GROUPS: ("Gruppe", "Gruppen"),
}
MOST = {  # more than this is a slip of the pen
    AssumptionKind.SEATS: 40,
    AssumptionKind.HOURS: 60,
    AssumptionKind.HOUR_EUROS: 20_000,
    AssumptionKind.ROOM_EUROS: 500_000,
    AssumptionKind.MINUTE_CENTS: 1_000,
    AssumptionKind.SCHOOL_DAYS: 366,
    AssumptionKind.MOST_GROUPS: 20,
}
MAY_BE_NOTHING = {
    AssumptionKind.ROOM_EUROS,
    AssumptionKind.MINUTE_CENTS,
    AssumptionKind.HOUR_EUROS,
    AssumptionKind.HOURS,
}


class OpeningAssumption(DatedFact):
    """Annahme zu neuen Gruppen: one number of the reckoning, dated, with its source."""

    kind = models.CharField("Annahme", max_length=12, choices=AssumptionKind)
    value = models.PositiveIntegerField("Wert")

    class Meta:
        verbose_name = "Annahme zu neuen Gruppen"
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=AssumptionKind.values), name="opening_assumption_known"
            ),
            models.CheckConstraint(
                condition=Q(value__lte=500_000)
                & (Q(value__gte=1) | ~Q(kind__in=["SEATS", "SCHOOL_DAYS", "MOST_GROUPS"])),
                name="opening_assumption_is_a_number",
            ),
            models.UniqueConstraint(
                fields=["kind", "starts_on"], name="one_opening_assumption_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"

    @property
    def shown(self) -> str:
        """The number with its unit, as people write it: 3.000 Euro."""
        unit = UNITS[AssumptionKind(self.kind)][self.value != 1]
        return f"{figures.number(self.value)} {unit}"


class OpeningRule(models.Model):
    """Vorgabe einer Schule zu neuen Gruppen: it said no, or its own numbers; with the reason.

    Empty numbers: those of the district hold.
    """

    school = models.ForeignKey(School, models.CASCADE, related_name="opening_rules")
    ruled_out = models.BooleanField("keine neue Gruppe", default=False)
    seats = models.PositiveSmallIntegerField("Plätze einer neuen Gruppe", null=True, blank=True)
    room_euros = models.PositiveIntegerField("Raum je Schuljahr in Euro", null=True, blank=True)
    most_groups = models.PositiveSmallIntegerField(
        "höchstens so viele Gruppen", null=True, blank=True
    )
    reason = models.CharField("Grund", max_length=500)
    starts_on = models.DateField("gilt ab")
    ends_on = models.DateField("gilt bis vor", null=True, blank=True)
    entered_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "Vorgabe einer Schule zu neuen Gruppen"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="opening_rule_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="opening_rule_has_a_reason"),
            models.CheckConstraint(
                condition=(Q(seats=None) | Q(seats__gte=1, seats__lte=40))
                & (Q(most_groups=None) | Q(most_groups__gte=1, most_groups__lte=20)),
                name="opening_rule_in_bounds",
            ),
            models.UniqueConstraint(
                fields=["school"], condition=Q(ends_on=None), name="one_running_opening_rule"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {'keine neue Gruppe' if self.ruled_out else 'eigene Zahlen'}"


class OpeningProposal(models.Model):
    """Vorschlag neuer Gruppen: one run of the engine; schools and counts, never a child."""

    run_on = models.DateField("gerechnet am")
    run_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    round = models.ForeignKey(
        # null: not about the frozen children of a round
        Round,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opening_proposals",
    )
    question = models.JSONField("Frage")
    answer = models.JSONField("Antwort")
    input_sha256 = models.CharField("Prüfsumme der Eingabe", max_length=64)

    class Meta:
        verbose_name = "Vorschlag neuer Gruppen"

    def __str__(self) -> str:
        return f"Vorschlag neuer Gruppen Nr. {self.pk} vom {self.run_on:%d.%m.%Y}"


class OpeningDecision(models.Model):
    """Entscheidung über eine neue Gruppe: who decided what when and why; only ever added."""

    proposal = models.ForeignKey(OpeningProposal, models.PROTECT, related_name="decisions")
    school = models.ForeignKey(School, models.PROTECT, related_name="opening_decisions")
    kind = models.CharField("Art", max_length=10, choices=GroupKind)
    grade_from = models.PositiveSmallIntegerField("ab Klasse")
    grade_to = models.PositiveSmallIntegerField("bis Klasse")
    groups = models.PositiveSmallIntegerField("Gruppen")
    opened = models.BooleanField("wird eröffnet")
    decided_by = models.CharField("entschieden von", max_length=200)
    decided_on = models.DateField("entschieden am")
    reason = models.CharField("Begründung", max_length=1000)
    entered_at = models.DateTimeField("eingetragen")
    entered_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "Entscheidung über eine neue Gruppe"
        constraints = [
            models.CheckConstraint(
                condition=Q(grade_from__gte=FIRST_GRADE, grade_to__lte=LATEST_GRADE)
                & Q(grade_from__lte=F("grade_to")),
                name="opening_decision_grades_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by="") & ~Q(reason=""), name="opening_decision_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {'wird eröffnet' if self.opened else 'wird nicht eröffnet'}"
