# SPDX-License-Identifier: EUPL-1.2
"""What one partner keeps about a subject so that others may read it, by consent and only so."""

from typing import ClassVar

from django.db import models

from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.privacy.models.consents import LEGAL_BASIS, DataClass
from rundertisch.privacy.models.subjects import Subject

LONGEST = 2000


class Entrusted(PersonRecord):
    """Anvertrautes: a text of one class about a subject; each class is a table of its room.

    The table's row rule is `privacy.registry.class_tables.protect_class_table`: the partner that
    keeps it reads it, the person does, and whoever the person has consented to.
    """

    basis = Basis.CONSENT
    legal_basis = LEGAL_BASIS
    data_class: ClassVar[DataClass]
    hint: ClassVar[str]  # what to write and what not, below the field

    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="+", verbose_name="betroffene Person"
    )
    owner = models.ForeignKey(
        "partners.Partner", models.PROTECT, related_name="+", verbose_name="führende Stelle"
    )
    words = models.TextField("Text", max_length=LONGEST)
    written_on = models.DateField("geschrieben am")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "owner"], name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(words=""), name="%(app_label)s_%(class)s_says_something"
            ),
        ]

    def __str__(self) -> str:
        return str(self.data_class.label)
