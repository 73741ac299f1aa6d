# SPDX-License-Identifier: EUPL-1.2
"""The standard texts of the status page: short, the same for everybody, so they can be read aloud.

A text is known by its key; recordings belong to a key, a language and the very words.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

NOT_THE_OFFICE, HELP = "not_the_office", "help"
COUNSELLING, APPOINTMENT_TEXT, PLACE = "counselling", "appointment", "place"
SCHOOL, PROTECTED_SCHOOL, AT_SCHOOL, CLOSED = "school", "protected_school", "at_school", "closed"


def standard_texts() -> Mapping[str, str]:
    """Return every standard text by its key, in the active language, in the page's order."""
    return {
        NOT_THE_OFFICE: _(
            "Das ist nicht die Ausländerbehörde. Hier schreibt die Schulberatung. Sie hilft Ihrem "
            "Kind, in die Schule zu kommen."
        ),
        COUNSELLING: _(
            "Als Nächstes sprechen wir mit Ihnen über die Schule. Sie bekommen einen Termin von "
            "uns. Das Gespräch kostet nichts."
        ),
        APPOINTMENT_TEXT: _(
            "Sie haben einen Termin bei uns. Bitte kommen Sie mit Ihrem Kind. Wenn Sie nicht "
            "können, bitten Sie um einen anderen Termin."
        ),
        PLACE: _(
            "Wir haben mit Ihnen gesprochen. Jetzt suchen wir einen Schulplatz. Entscheiden muss "
            "die Schulaufsicht. Dann sagen wir Ihnen, welche Schule es ist."
        ),
        SCHOOL: _(
            "Ihr Kind hat einen Schulplatz. Bitte gehen Sie am ersten Tag zusammen zur Schule."
        ),
        PROTECTED_SCHOOL: _(
            "Ihr Kind hat einen Schulplatz. Die Schule steht nicht auf dieser Seite. Wir sagen sie "
            "Ihnen persönlich. Bitte rufen Sie uns an."
        ),
        AT_SCHOOL: _("Ihr Kind geht zur Schule. Wenn Sie Fragen haben, rufen Sie uns an."),
        CLOSED: _(
            "Wir suchen für Ihr Kind keinen Schulplatz mehr. Wenn das nicht stimmt, rufen Sie uns "
            "bitte an."
        ),
        HELP: _("Wenn Sie etwas nicht verstehen, rufen Sie uns an. Die Hilfe kostet nichts."),
    }
