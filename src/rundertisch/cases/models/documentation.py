# SPDX-License-Identifier: EUPL-1.2
"""Which fields of a case go along when it is entered again in the Land's KIM database."""

from django.db import models
from django.db.models import Q

from rundertisch.kernel.models import DatedFact


class FieldCode(models.TextChoices):
    """What a case knows about itself that may go along; notes never do."""

    NAME = "NAME", "Name"
    PSEUDONYM = "PSEUDONYM", "Pseudonym"
    OFFICE = "OFFICE", "führende Stelle"
    AGREED = "AGREED", "Teilnahme vereinbart am"
    OPENED = "OPENED", "Fall eröffnet am"
    PHASE = "PHASE", "Stand"
    CLOSED = "CLOSED", "entpflichtet am"
    OUTCOME = "OUTCOME", "Ergebnis"
    REGIME = "REGIME", "Rechtskreiswechsel am"
    NEED_DOMAIN = "NEED_DOMAIN", "Lebensbereich"
    NEED = "NEED", "Bedarf"
    NEED_OPENED = "NEED_OPENED", "Bedarf aufgenommen am"
    NEED_CLOSED = "NEED_CLOSED", "Bedarf abgeschlossen am"
    NEED_OUTCOME = "NEED_OUTCOME", "Ergebnis des Bedarfs"
    STEP = "STEP", "Schritt"
    STEP_WHO = "STEP_WHO", "wer"
    STEP_DUE = "STEP_DUE", "fällig am"
    STEP_DONE = "STEP_DONE", "erledigt am"
    SENT_TO = "SENT_TO", "vermittelt an"
    SENT_ON = "SENT_ON", "vermittelt am"
    SENT_STATE = "SENT_STATE", "Stand der Vermittlung"
    SENT_ANSWER = "SENT_ANSWER", "Antwort der Stelle"
    SENT_OUTCOME = "SENT_OUTCOME", "Ergebnis der Vermittlung"
    SENT_PAPERS = "SENT_PAPERS", "Anhänge der Vermittlung"
    MET_ON = "MET_ON", "Fallkonferenz am"
    MET_DOMAIN = "MET_DOMAIN", "Lebensbereich in der Konferenz"
    MET_PROBLEM = "MET_PROBLEM", "Problem in der Konferenz"
    MET_AGREED = "MET_AGREED", "in der Konferenz vereinbart"
    MET_WHO = "MET_WHO", "wer es übernimmt"
    MET_DUE = "MET_DUE", "vereinbart bis"


class DocumentationField(DatedFact):
    """Feld der Falldokumentation: what goes along, under which heading, at which place.

    Dated data, because nobody here knows the fields of the Land's database: the first list is a
    guess and is shown as unverified. Without a row in force a field stays here.
    """

    code = models.CharField("Angabe", max_length=12, choices=FieldCode)
    heading = models.CharField("heißt dort", max_length=120)
    position = models.PositiveSmallIntegerField("Stelle")

    class Meta(DatedFact.Meta):
        verbose_name = "Feld der Falldokumentation"
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "starts_on"], name="cases_documentation_field_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(ends_on=None),
                name="cases_one_documentation_field_running",
            ),
            models.CheckConstraint(
                condition=Q(code__in=FieldCode.values) & ~Q(heading=""),
                name="cases_documentation_field_known",
            ),
        ]

    def __str__(self) -> str:
        return self.heading
