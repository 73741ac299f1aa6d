# SPDX-License-Identifier: EUPL-1.2
"""Be found by other offices, and ask others."""

from django import forms

from rundertisch.cases.forms.clients import CaseForm
from rundertisch.kernel import languages
from rundertisch.kernel.forms import DayField


class AskElsewhere(CaseForm):
    """Name and birthday of somebody who wants the question to be asked; neither is stored."""

    name = forms.CharField(label="Vor- und Nachname", max_length=150)
    born_on = DayField(label="Geburtstag")
    wanted = forms.BooleanField(
        label="Die Person ist hier und möchte, dass gefragt wird",
        error_messages={"required": "Gefragt wird nur, wenn die Person es möchte."},
    )


class MakeFindable(CaseForm):
    """The consent to be found; of name and birthday only a checksum is kept."""

    name = forms.CharField(label="Vor- und Nachname", max_length=150)
    born_on = DayField(label="Geburtstag", help_text="Wird nicht gespeichert, nur eine Prüfsumme.")
    language = forms.ChoiceField(
        label="Sprache, in der es erklärt wurde",
        choices=[(one.code, one.name) for one in languages.LANGUAGES],
    )
    wanted = forms.BooleanField(
        label="Die Person möchte, dass andere Stellen erfahren, dass wir sie begleiten",
        error_messages={"required": "Ohne Einwilligung wird niemand auffindbar."},
    )
