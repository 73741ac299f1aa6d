# SPDX-License-Identifier: EUPL-1.2
"""What counselling passes on about a child to whom the family has consented, and to nobody else.

School placement needs none of it: there the law says who knows what (models/children.py).
"""

from rundertisch.privacy.models import DataClass, Entrusted
from rundertisch.schooling.models.placements import WITH_THE_CHILD


class FamilyContact(Entrusted):
    """Kontakt zur Familie: the name and how the family is reached."""

    purpose = "Einer Stelle sagen, wie sie die Familie erreicht, wenn die Familie es will"
    keep_for = WITH_THE_CHILD
    data_class = DataClass.CONTACT
    hint = (
        "In die erste Zeile der Name, darunter, wie die Familie erreicht werden möchte. Eine "
        "geschützte Anschrift gehört nicht hierher. Leer lassen nimmt den Text allen weg."
    )

    class Meta(Entrusted.Meta):
        verbose_name = "Kontakt zur Familie"


class SupportNeed(Entrusted):
    """Bedarf der Familie: what the family would like help with, in plain words."""

    purpose = "Einer Stelle sagen, wobei die Familie Hilfe möchte, wenn die Familie es will"
    keep_for = WITH_THE_CHILD
    data_class = DataClass.NEED
    hint = (
        "Zum Beispiel „Hausaufgabenhilfe, dienstags nach 15 Uhr“. Keine Diagnosen, kein Status, "
        "keine anderen Menschen. Leer lassen nimmt den Text allen weg."
    )

    class Meta(Entrusted.Meta):
        verbose_name = "Bedarf der Familie"
