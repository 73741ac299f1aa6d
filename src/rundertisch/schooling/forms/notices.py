# SPDX-License-Identifier: EUPL-1.2
"""Notices: hand over, choose the translation, decide anew, and what they say of an office."""

from django import forms
from django.http import QueryDict

from rundertisch.kernel import languages
from rundertisch.kernel.forms import DayField
from rundertisch.kernel.models import Evidence
from rundertisch.schooling import queries
from rundertisch.schooling.forms.rounds import Options, words_field
from rundertisch.schooling.models import AuthorityKind, Child, Handing

TRANSLATIONS = [("", "keine, nur Deutsch")] + [
    (one.code, one.name) for one in languages.LANGUAGES if one.code != languages.SOURCE
]


class HandOver(forms.Form):
    """When and how the family got the notice."""

    prefix = "uebergabe"
    handed = forms.ChoiceField(
        label="Wie kam der Bescheid zur Familie?",
        choices=Handing.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen, wie der Bescheid zur Familie kam."},
    )
    handed_on = DayField(
        label="Übergeben oder zur Post gegeben am",
        help_text="Von diesem Tag (bei der Post: einige Tage danach) läuft die Widerspruchsfrist.",
    )


class ChooseTranslation(forms.Form):
    """In which language a translation lies behind the German text."""

    prefix = "uebersetzung"
    language = forms.ChoiceField(label="Übersetzung dahinter", choices=TRANSLATIONS, required=False)


class DecideAnew(forms.Form):
    """Take an announced place back on a ground the law knows, and give another or none."""

    prefix = "neu"
    ground = forms.TypedChoiceField(
        label="Auf welcher Grundlage fällt der erste Bescheid?",
        coerce=int,
        error_messages={"required": "Bitte wählen, auf welcher Grundlage neu entschieden wird."},
    )
    group = forms.TypedChoiceField(
        label="Neuer Platz", coerce=int, empty_value=None, required=False
    )
    words = words_field(
        "Begründung der Schulaufsicht",
        help_text="Sie steht im neuen Bescheid. Bitte auch sagen, warum der Vertrauensschutz der "
        "Familie zurücktritt. Keine geschätzten Minuten.",
    )


def decide_form(*, child: Child, grounds: Options, data: QueryDict | None = None) -> DecideAnew:
    """Return the form with the grounds in force and the groups of the child's grade."""
    form = DecideAnew(data)
    places = [(choice.key, choice.name) for choice in queries.group_choices(child=child)]
    form.fields["ground"].choices = [("", "Bitte wählen"), *grounds]  # type: ignore[attr-defined]  # a choice field
    form.fields["group"].choices = [  # type: ignore[attr-defined]  # likewise
        ("", "keiner: die Zuweisung endet, das Kind wartet wieder"),
        *places,
    ]
    return form


class KeepNoticeRule(forms.Form):
    """What notices of an authority say about itself and about the objection."""

    authority_kind = forms.ChoiceField(label="Bescheide von", choices=AuthorityKind.choices)
    office = forms.CharField(
        label="Name der Behörde", max_length=200, help_text="So steht er im Briefkopf."
    )
    street = forms.CharField(label="Straße und Hausnummer", max_length=200)
    postcode = forms.RegexField(
        label="Postleitzahl",
        regex=r"^\d{5}$",
        error_messages={"invalid": "Die Postleitzahl hat fünf Ziffern, zum Beispiel 58332."},
    )
    town = forms.CharField(label="Ort", max_length=100)
    upper_kind = forms.ChoiceField(
        label="Über den Widerspruch entscheidet", choices=AuthorityKind.choices
    )
    upper_office = forms.CharField(label="Name der Widerspruchsbehörde", max_length=200)
    months = forms.IntegerField(
        label="Widerspruchsfrist in Monaten (§ 70 VwGO)", min_value=1, max_value=12, initial=1
    )
    post_days = forms.IntegerField(
        label="Ein Brief gilt als angekommen nach Tagen (§ 41 Abs. 2 VwVfG NRW)",
        min_value=0,
        max_value=14,
        initial=4,
        help_text="Vier Tage sind eine Vorgabe des Programms; für NRW nicht geprüft.",
    )
    decide_months = forms.IntegerField(
        label="Über einen Widerspruch wird entschieden binnen Monaten (§ 75 VwGO)",
        min_value=1,
        max_value=12,
        initial=3,
    )
    court_months = forms.IntegerField(
        label="Klagefrist danach in Monaten (§ 74 VwGO)", min_value=1, max_value=12, initial=1
    )
    starts_on = DayField(label="Gilt ab")
    source = forms.CharField(
        label="Quelle",
        max_length=300,
        help_text="Wer hat das bestätigt? Etwa: Schreiben des Justiziariats vom 3. 2. 2026.",
    )
    evidence = forms.ChoiceField(label="Beleg", choices=Evidence.choices, initial=Evidence.KNOWN)
    verified_on = DayField(
        label="Rechtlich geprüft am",
        required=False,
        help_text="Leer heißt: Jeder Bescheid sagt, dass der Text nicht geprüft ist.",
    )
