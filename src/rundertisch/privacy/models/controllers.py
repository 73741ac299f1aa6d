# SPDX-License-Identifier: EUPL-1.2
"""Who answers for which processing step, as dated data that the centre corrects."""

from django.db import models

from rundertisch.kernel.models import DatedFact


class ControllerRole(models.TextChoices):
    """How somebody answers for a processing step (DSGVO)."""

    CONTROLLER = "CONTROLLER", "verantwortlich (Art. 4 Nr. 7)"
    JOINT = "JOINT", "gemeinsam verantwortlich (Art. 26)"
    PROCESSOR = "PROCESSOR", "verarbeitet im Auftrag (Art. 28)"
    SEPARATE = "SEPARATE", "erhält Angaben und verantwortet sie selbst"


class Controller(DatedFact):
    """Verantwortliche Stelle: an office and its part in one processing step, never a person.

    ``step`` is the room whose records are processed (`registry.steps`). ``agreement`` is the text
    of the arrangement between the offices, at first a template that nobody has checked.
    """

    step = models.CharField("Verarbeitung", max_length=40)
    role = models.CharField("Rolle", max_length=10, choices=ControllerRole)
    name = models.CharField("Stelle", max_length=200)
    task = models.CharField("wofür", max_length=300)
    contact = models.CharField("Anschrift und Kontakt", max_length=300, blank=True)
    officer = models.CharField(
        "Datenschutzbeauftragte",
        max_length=300,
        blank=True,
        help_text="Funktionsadresse, kein Name",
    )
    agreement = models.TextField("Text der Vereinbarung", blank=True)

    class Meta(DatedFact.Meta):
        verbose_name = "verantwortliche Stelle"
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(role__in=ControllerRole.values), name="controller_role_known"
            ),
            models.UniqueConstraint(
                fields=["step", "name", "task", "starts_on"], name="controller_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name
