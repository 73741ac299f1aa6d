# SPDX-License-Identifier: EUPL-1.2
"""A placement round: what was frozen, and every decision of a person, in order.

A round keeps the input that the engine saw. What concerns no person (schools, groups, rules) stands
in `Round.common`; what concerns a child stands in its own row, so that a forgotten child takes its
row along. Decisions are only ever added: the state of a child is what its decisions say.
"""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q

from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.schooling.models.children import Child
from rundertisch.schooling.models.placements import LEGAL_BASIS, PURPOSE, WITH_THE_CHILD
from rundertisch.schooling.models.schools import Group, School

# The purpose of an access entry that lets an authority sign; migration 0010 asks for these words.
REASONS_READ = "Begründung gelesen"


class Round(models.Model):
    """Vermittlungsrunde: from the frozen input to the sealed protocol. It names no child itself."""

    opened_on = models.DateField("eröffnet am")
    opened_by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    frozen_on = models.DateField("Stand vom")
    common = models.JSONField("Schulen, Gruppen, Regeln")
    versions = models.JSONField("Fassungen der Pakete", default=dict)
    announced_on = models.DateField("zuletzt bekannt gegeben am", null=True, blank=True)
    sealed_on = models.DateField("versiegelt am", null=True, blank=True)
    sealed_by = models.ForeignKey(
        "accounts.Seat", models.PROTECT, null=True, blank=True, related_name="+"
    )
    seal = models.CharField("Siegel", max_length=64, blank=True)
    leaves = models.JSONField("Blätter des Siegels", default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(sealed_on=None), name="one_open_round"
            ),
            models.CheckConstraint(
                condition=Q(sealed_on=None, sealed_by=None, seal="")
                | Q(sealed_on__isnull=False, sealed_by__isnull=False) & ~Q(seal=""),
                name="round_sealed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Runde {self.pk}"


class RoundChild(PersonRecord):
    """What the engine was told about one child of a round; ``seated``: only as a sibling."""

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    round = models.ForeignKey(Round, models.CASCADE, related_name="children")
    child = models.ForeignKey(Child, models.CASCADE, related_name="round_children")
    seated = models.BooleanField("sitzt schon", default=False)
    row = models.JSONField("eingefrorener Stand")
    salt = models.CharField("Salz des Blatts", max_length=64)
    leaf = models.CharField("Blatt des Siegels", max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "child"], name="child_once_in_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.child_id}"


class DecisionKind(models.TextChoices):
    """What a person decided about a child in a round."""

    LOCKED = "LOCKED", "festgelegt"
    EXCLUDED = "EXCLUDED", "Schule ausgeschlossen"
    RELEASED = "RELEASED", "aufgehoben"
    SIGNED = "SIGNED", "unterschrieben"
    WITHDRAWN = "WITHDRAWN", "Unterschrift zurückgenommen"
    ANNOUNCED = "ANNOUNCED", "bekannt gegeben"
    ACCEPTED = "ACCEPTED", "aufgenommen"
    REFUSED = "REFUSED", "abgelehnt"
    NOT_APPEARED = "NOT_APPEARED", "nicht erschienen"
    JOINED = "JOINED", "nachgekommen"  # its row was frozen after the others


class Decision(PersonRecord):
    """Entscheidung: who decided what about a child, when, in which words; never changed."""

    purpose = PURPOSE
    basis = Basis.LAW
    legal_basis = LEGAL_BASIS
    keep_for = WITH_THE_CHILD

    round = models.ForeignKey(Round, models.CASCADE, related_name="decisions")
    child = models.ForeignKey(Child, models.CASCADE, related_name="decisions")
    kind = models.CharField("Art", max_length=12, choices=DecisionKind)
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    releases = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="released_by"
    )
    words = models.CharField("in eigenen Worten", max_length=1000, blank=True)
    reason_code = models.CharField("Ablehnungsgrund", max_length=40, blank=True)
    decided_at = models.DateTimeField("entschieden am")
    by = models.ForeignKey("accounts.Seat", models.PROTECT, related_name="+")
    by_name = models.CharField("Name", max_length=200, blank=True)
    by_office = models.CharField("Stelle", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="RELEASED") | Q(releases__isnull=False),
                name="release_names_its_decision",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["LOCKED", "SIGNED"]) | Q(group__isnull=False),
                name="decision_names_its_group",
            ),
            models.CheckConstraint(
                condition=~Q(kind="EXCLUDED") | Q(school__isnull=False),
                name="exclusion_names_its_school",
            ),
        ]
        indexes = [models.Index(fields=["round", "child"], name="decisions_of_a_child")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} am {self.decided_at:%d.%m.%Y}"


class SeatMark(models.Model):
    """A write to rows that seats are computed from: whoever sees the same marks sees no change.

    The database adds one with every such statement and drops old ones (migration 0048); nobody
    writes them otherwise. Only a seat of counselling, which sees every such row, sees them.
    """

    mark = models.UUIDField("Marke", db_default=RandomUUID())

    def __str__(self) -> str:
        return str(self.mark)
