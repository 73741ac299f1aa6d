# SPDX-License-Identifier: EUPL-1.2
"""What parents and child answered, what the centre recommends, and how the family was heard."""

from django import forms

from rundertisch.kernel.forms import DayField, WordsField
from rundertisch.schooling.forms.changes import school_choices
from rundertisch.schooling.forms.choices import GRADES, form_choices
from rundertisch.schooling.models import GroupKind


class AskWishes(forms.Form):
    """The answers of parents and child, each for themselves."""

    parents_on = DayField(label="Eltern gefragt am")
    parents_none = forms.BooleanField(label="Die Eltern haben keinen Wunsch", required=False)
    parents_words = WordsField(
        rows=2,
        label="Was die Eltern wünschen",
        max_length=300,
        required=False,
        help_text="In ihren Worten, zum Beispiel: „dieselbe Schule wie die Schwester“. "
        "Wunschschulen stehen im Formular darunter und müssen hier nicht noch einmal stehen.",
    )
    child_on = DayField(label="Kind gefragt am")
    child_none = forms.BooleanField(label="Das Kind hat keinen Wunsch", required=False)
    child_school = forms.ChoiceField(
        label="Schule, die das Kind nennt", choices=school_choices, required=False
    )
    child_words = WordsField(rows=2, label="Was das Kind wünscht", max_length=300, required=False)


class HearFamily(forms.Form):
    """When, in which language, and what the family wants those who decide to know."""

    held_on = DayField(label="Angehört am")
    language = forms.CharField(
        label="Gesprochen wurde in",
        max_length=60,
        help_text="Zum Beispiel: Deutsch, Arabisch.",
    )
    interpreter = forms.BooleanField(label="Jemand hat gedolmetscht", required=False)
    words = WordsField(
        rows=4,
        label="Was der Familie für die Entscheidung wichtig ist",
        max_length=1000,
        required=False,
        help_text="Kurz und in ihren Worten. Keine Diagnosen, keine Testergebnisse, kein Status, "
        "keine anderen Menschen.",
    )


class RecommendSchool(forms.Form):
    """What fits the child, and why."""

    forms_named = forms.MultipleChoiceField(
        label="Schulformen",
        choices=form_choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Bitte mindestens eine Schulform ankreuzen."},
    )
    grade = forms.TypedChoiceField(label="Klasse", choices=GRADES, coerce=int)
    group_kind = forms.ChoiceField(label="Lerngruppe oder Regelklasse", choices=GroupKind.choices)
    words = WordsField(
        rows=2,
        label="Begründung in einem Satz",
        max_length=500,
        help_text="Bisherige Schulzeit, Sprachen, was das Kind gern lernt. Keine Testergebnisse, "
        "keine Diagnosen. Fehlendes Deutsch ist nie ein Grund für eine Förderschule.",
    )
