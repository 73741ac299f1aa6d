# SPDX-License-Identifier: EUPL-1.2
"""Whom a case is about, who leads it, how far it is, and what was changed on it.

The Land's database holds the documentation of a case. Here stands what lets agencies act together:
no name, no address, no status of residence; contact data have a table of their own.
"""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.privacy.models import DataClass, Entrusted

PURPOSE = "Case Management: Bedarfe klären und Hilfen mehrerer Stellen zusammenführen"
LEGAL_BASIS = (
    "Art. 6 Abs. 1 lit. a, Art. 7 DSGVO: Einwilligung in das Case Management (nicht verifiziert)"
)
WITH_THE_CASE = "so lange wie der Fall, zu dem sie gehören"


class Phase(models.TextChoices):
    """How far the work with a person is (socialnet.de, DGCC); the order is the usual way."""

    INTAKE = "INTAKE", "Fallklärung"
    ASSESSMENT = "ASSESSMENT", "Assessment"
    PLAN = "PLAN", "Hilfeplan"
    LINKING = "LINKING", "Vermittlung"
    MONITORING = "MONITORING", "Monitoring"
    CLOSING = "CLOSING", "Entpflichtung"


# Which phase may follow which: nobody is linked without a plan, and every phase can end in the
# orderly closing; from monitoring one goes back where the work has to begin anew.
FOLLOWS: dict[Phase, tuple[Phase, ...]] = {
    Phase.INTAKE: (Phase.ASSESSMENT, Phase.CLOSING),
    Phase.ASSESSMENT: (Phase.PLAN, Phase.CLOSING),
    Phase.PLAN: (Phase.LINKING, Phase.ASSESSMENT, Phase.CLOSING),
    Phase.LINKING: (Phase.MONITORING, Phase.PLAN, Phase.CLOSING),
    Phase.MONITORING: (Phase.CLOSING, Phase.LINKING, Phase.PLAN, Phase.ASSESSMENT),
    Phase.CLOSING: (Phase.MONITORING,),
}


class Outcome(models.TextChoices):
    """What became of a need, or of a case."""

    SOLVED = "SOLVED", "gelöst"
    PARTLY = "PARTLY", "zum Teil gelöst"
    NOT_SOLVED = "NOT_SOLVED", "nicht gelöst"
    NOT_WANTED = "NOT_WANTED", "nicht mehr gewünscht"


class ClientQuerySet(models.QuerySet["Client"]):
    """Filters on clients; each name is an adjective."""

    def running(self, *, on: dt.date) -> "ClientQuerySet":
        """Opened and neither closed nor led in another record."""
        return self.filter(opened_on__lte=on, closed_on=None, merged_into=None)


class Client(PersonRecord):
    """Person im Case Management, by a pseudonym; the name stands in `ClientContact` only."""

    purpose = PURPOSE
    basis = Basis.CONSENT
    legal_basis = LEGAL_BASIS
    keep_for = "ein Jahr nach der Entpflichtung (Vorgabe, nicht verifiziert)"

    subject = models.OneToOneField(
        # the database makes it with the client and never lets it be exchanged (migration 0002)
        "privacy.Subject",
        models.PROTECT,
        related_name="+",
        verbose_name="betroffene Person",
        editable=False,
    )
    owner = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="+", verbose_name="führende Stelle"
    )
    pseudonym = models.CharField("Pseudonym", max_length=40)
    led_by = models.ForeignKey(
        "accounts.Seat", models.PROTECT, related_name="+", verbose_name="Fallführung"
    )
    led_by_name = models.CharField("Fallführung, Name", max_length=150)
    phase = models.CharField("Stand", max_length=10, choices=Phase, default=Phase.INTAKE)
    phase_since = models.DateField("in diesem Stand seit")
    agreed_on = models.DateField("mit der Person vereinbart am")
    opened_on = models.DateField("eröffnet am")
    closed_on = models.DateField("entpflichtet am", null=True, blank=True)
    outcome = models.CharField("Ergebnis", max_length=10, choices=Outcome, blank=True, default="")
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="zusammengeführt mit",
    )
    version = models.PositiveIntegerField("Stand der Angaben", default=1)

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = "Person im Case Management"
        constraints = [
            models.UniqueConstraint(fields=["owner", "pseudonym"], name="cases_one_pseudonym"),
            models.CheckConstraint(
                condition=Q(phase__in=Phase.values, outcome__in=["", *Outcome.values]),
                name="cases_client_words_known",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, outcome="")
                | Q(closed_on__gte=F("opened_on"), phase="CLOSING") & ~Q(outcome=""),
                name="cases_client_closed_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="cases_client_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class ClientContact(Entrusted):
    """Kontakt zur Person: the name in the first line, below it how to reach them."""

    purpose = "Die Person erreichen; einer Stelle den Namen sagen, wenn die Person es will"
    keep_for = WITH_THE_CASE
    data_class = DataClass.CONTACT
    hint = (
        "In die erste Zeile der Name, darunter, wie die Person erreicht werden möchte. Eine "
        "geschützte Anschrift gehört nicht hierher."
    )

    class Meta(Entrusted.Meta):
        verbose_name = "Kontakt zur Person"


class CaseChangeKind(models.TextChoices):
    """What happened to the record of a client."""

    CORRECTED = "CORRECTED", "Angaben berichtigt"
    MOVED = "MOVED", "neuer Stand"
    CLOSED = "CLOSED", "entpflichtet"
    WITHDRAWN = "WITHDRAWN", "Teilnahme von der Person beendet"
    MERGED = "MERGED", "zwei Fälle zusammengeführt"
    SPLIT = "SPLIT", "in zwei Fälle getrennt"
    UNDONE = "UNDONE", "zurückgenommen"


class CaseChange(PersonRecord):
    """Änderung am Fall: who changed what, and what stood there before.

    Only the newest change of a client keeps contents; the next one drops them. So one step can be
    taken back, and no history of a person grows. Without a seat (``by``) it was the person.
    """

    purpose = PURPOSE
    basis = Basis.CONSENT
    legal_basis = LEGAL_BASIS
    keep_for = "wie der Fall; Inhalte nur bis zur nächsten Änderung"

    client = models.ForeignKey(Client, models.CASCADE, related_name="changes")
    other = models.ForeignKey(Client, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField("Art", max_length=10, choices=CaseChangeKind)
    fields = ArrayField(models.CharField(max_length=40), default=list, verbose_name="Felder")
    version = models.PositiveIntegerField("Stand danach")
    changed_on = models.DateField("geändert am")
    changed_at = models.DateTimeField("Zeitpunkt", db_default=Now())
    by = models.ForeignKey("accounts.Seat", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField("von", max_length=150)
    before = models.JSONField("Inhalt davor", null=True, blank=True)
    after = models.JSONField("Inhalt danach", null=True, blank=True)
    undone_on = models.DateField("zurückgenommen am", null=True, blank=True)

    class Meta:
        verbose_name = "Änderung am Fall"
        indexes = [models.Index(fields=["client", "-version"], name="cases_newest_change_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CaseChangeKind.values), name="cases_change_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} am {self.changed_on:%d.%m.%Y}"
