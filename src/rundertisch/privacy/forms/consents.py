# SPDX-License-Identifier: EUPL-1.2
"""Parsing of what people type to open the logs, and when somebody consents."""

from collections.abc import Mapping
from typing import Any

from django import forms

from rundertisch.kernel.forms import DayField, WordsField
from rundertisch.kernel.languages import LANGUAGES
from rundertisch.privacy import queries
from rundertisch.privacy.models import DataClass, Giver, Medium, Purpose
from rundertisch.privacy.models.entrusted import LONGEST
from rundertisch.privacy.registry import OPENABLE, ClassTable

SHORTEST_REASON = 10
CHOOSE = ("", "Bitte wählen")


class Entrust(forms.Form):
    """A text of one class that others may read by consent."""

    words = WordsField(label="Text", max_length=LONGEST, required=False, rows=4)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        table: ClassTable,
        initial: dict[str, Any] | None = None,
    ) -> None:
        model = queries.model_of(table)
        name = f"id_{model.data_class.lower()}_%s"
        super().__init__(data, auto_id=name, initial=initial)
        self.fields["words"].label = model.data_class.label
        self.fields["words"].help_text = model.hint


class AskToOpenLog(forms.Form):
    """Which record, why, which days."""

    kind = forms.ChoiceField(
        label="Worüber", choices=lambda: [("", "Bitte wählen"), *OPENABLE.items()]
    )
    number = forms.IntegerField(
        label="Nummer",
        min_value=1,
        help_text="Die Nummer des Datensatzes; sie steht am Ende der Adresse seiner Seite. Wer "
        "Auskunft verlangt, wird von der Stelle genannt, die den Datensatz führt.",
    )
    reason = WordsField(
        label="Anlass",
        min_length=SHORTEST_REASON,
        max_length=500,
        help_text="Zum Beispiel: Auskunft nach Art. 15 DSGVO vom 3. August. Keine Namen.",
    )
    starts_on = DayField(label="von")
    ends_on = DayField(label="bis vor", help_text="Der erste Tag, der nicht mehr dazugehört.")


def recipients() -> list[tuple[str, str]]:
    """Return the partners that may be named."""
    return [CHOOSE, *((str(one.pk), one.name) for one in queries.possible_recipients())]


class RecordConsent(forms.Form):
    """One consent as it was given."""

    recipient = forms.ChoiceField(label="Wer die Daten bekommt", choices=recipients)
    purpose = forms.ChoiceField(label="Wofür", choices=[CHOOSE, *Purpose.choices])
    classes = forms.MultipleChoiceField(
        label="Welche Daten",
        choices=DataClass.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nur, was für diesen Zweck gebraucht wird.",
    )
    starts_on = DayField(label="Gilt ab")
    ends_on = DayField(
        label="Gilt bis vor",
        help_text="Der erste Tag, an dem sie nicht mehr gilt; höchstens ein Jahr nach dem Anfang.",
    )
    language = forms.ChoiceField(
        label="Sprache, in der der Text gezeigt wurde",
        choices=[CHOOSE, *((one.code, one.name) for one in LANGUAGES)],
    )
    text_version = forms.CharField(
        label="Fassung des Textes", max_length=40, help_text="Steht unten auf dem Formular."
    )
    refusal_told = WordsField(
        label="Was gesagt wurde, was ohne Einwilligung geschieht",
        rows=2,
        max_length=1000,
    )
    giver = forms.ChoiceField(label="Eingewilligt hat", choices=[CHOOSE, *Giver.choices])
    medium = forms.ChoiceField(label="Wie", choices=[CHOOSE, *Medium.choices])
    paper_ref = forms.CharField(
        label="Wo das unterschriebene Papier liegt",
        max_length=200,
        required=False,
        help_text="Nur bei Papier, zum Beispiel „Akte 12/2026, Blatt 3“.",
    )
