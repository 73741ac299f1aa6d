# SPDX-License-Identifier: EUPL-1.2
"""Whom records are about."""

from django.db import models
from django.db.models import Func

from rundertisch.kernel.models import Basis, PersonRecord


class Subject(PersonRecord):
    """Betroffene Person: a random id and nothing else, so that consent hangs on nobody's name.

    One record of a room has its own subject. The same human can be a child of `schooling` and a
    client of `cases`: two subjects, and nothing joins them.
    """

    purpose = "Einwilligungen und Auskunft einem Datensatz zuordnen, ohne einen Namen zu nennen"
    basis = Basis.LAW
    legal_basis = "Art. 6 Abs. 1 lit. c i. V. m. Art. 7, 15 DSGVO (nicht verifiziert)"
    keep_for = "so lange wie der Datensatz, zu dem sie gehört"

    id = models.UUIDField(primary_key=True, db_default=Func(function="gen_random_uuid"))

    class Meta:
        verbose_name = "betroffene Person"

    def __str__(self) -> str:
        return str(self.pk)
