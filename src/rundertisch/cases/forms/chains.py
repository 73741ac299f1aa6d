# SPDX-License-Identifier: EUPL-1.2
"""A chain of steps, whole: what it is called, where it is from, and its steps."""

from django import forms

from rundertisch.cases.forms.steps import SaysWho
from rundertisch.kernel.forms import DayField, WordsField

LONGEST_DAYS = 730  # no step of a template is due later than in two years
EMPTY, MOST = 2, 30  # steps that can be added at a time; steps of a chain


class ShownVersion(forms.Form):
    """Which version of a chain the page showed."""

    shown = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EditChain(ShownVersion):
    """Everything about a chain but its steps."""

    title = forms.CharField(label="Titel", max_length=120)
    domain = forms.ChoiceField(label="Lebensbereich")
    source = forms.CharField(
        label="Quelle",
        max_length=500,
        help_text="Woher Schritte und Fristen sind: Vorschrift, Merkblatt, Absprache mit dem Amt.",
    )
    verified_on = DayField(
        label="An der Quelle geprüft am",
        required=False,
        help_text="Leer heißt: Überall steht „nicht geprüft“.",
    )


class EditStep(SaysWho):
    """One step; without words it is left out."""

    place = forms.IntegerField(label="An welcher Stelle?", min_value=1, max_value=99)
    words = WordsField(
        label="Was ist zu tun?",
        rows=2,
        max_length=300,
        required=False,
    )
    after_days = forms.IntegerField(
        label="Fällig nach wie vielen Tagen?",
        min_value=0,
        max_value=LONGEST_DAYS,
        required=False,
    )

    field_order = ("place", "words", "who", "who_else", "after_days")

    def clean(self) -> dict[str, object]:
        """A step that says what is to be done also says who does it and by when."""
        known: dict[str, object] = super().clean()
        if known.get("words"):
            for name, sentence in (
                ("who", "Bitte sagen, wer diesen Schritt macht."),
                ("after_days", "Bitte sagen, nach wie vielen Tagen dieser Schritt fällig ist."),
            ):
                if known.get(name) in {None, ""} and name not in self.errors:
                    self.add_error(name, sentence)
        return known


Steps = forms.formset_factory(EditStep, extra=EMPTY, max_num=MOST, absolute_max=MOST)
