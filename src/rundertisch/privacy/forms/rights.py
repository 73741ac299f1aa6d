# SPDX-License-Identifier: EUPL-1.2
"""Parsing of who answers for what, and of what people ask about their data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rundertisch.kernel import languages
from rundertisch.kernel.forms import DayField, WordsField
from rundertisch.privacy.models import ControllerRole, RequestKind, RequestOutcome
from rundertisch.privacy.registry import steps


def _steps() -> list[tuple[str, str]]:
    return [(one.app, one.name) for one in steps()]


class KeepController(forms.Form):
    """An office's part in a processing step from a day on."""

    step = forms.ChoiceField(label="Verarbeitung", choices=_steps)
    role = forms.ChoiceField(label="Rolle", choices=ControllerRole)
    name = forms.CharField(label="Stelle", max_length=200)
    task = forms.CharField(label="Wofür", max_length=300)
    contact = forms.CharField(
        label="Anschrift und Kontakt",
        max_length=300,
        required=False,
        help_text="So steht es auf dem Blatt für die Familien.",
    )
    officer = forms.CharField(
        label="Datenschutzbeauftragte",
        max_length=300,
        required=False,
        help_text="Eine Funktionsadresse, kein Name.",
    )
    agreement = forms.CharField(
        label="Text der Vereinbarung",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Bei gemeinsamer Verantwortung (Art. 26) oder Auftrag (Art. 28).",
    )
    source = forms.CharField(
        label="Woher das stammt",
        max_length=300,
        help_text="Vertrag, Erlass oder Absprache mit Datum",
    )
    starts_on = DayField(label="Gilt ab")
    verified = forms.BooleanField(
        label="Die oder der Datenschutzbeauftragte hat es geprüft", required=False
    )


class Ask(forms.Form):
    """What a person wants to say about their data, in any language."""

    words = forms.CharField(
        label=_("Was möchten Sie uns sagen?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Schreiben Sie in Ihrer Sprache. Nennen Sie bitte keine anderen Menschen."),
    )


class TakeRequest(forms.Form):
    """A request that somebody told at a desk."""

    kind = forms.ChoiceField(label="Was die Person möchte", choices=RequestKind)
    words = WordsField(label="In ihren Worten", max_length=2000, required=False)


class AnswerRequest(forms.Form):
    """What came of a request."""

    outcome = forms.ChoiceField(label="Ergebnis", choices=RequestOutcome)
    answer = WordsField(
        label="Antwort an die Person",
        rows=5,
        max_length=2000,
        help_text="Die Person liest das auf ihrer Seite. Bei einer Ablehnung: warum, und dass sie "
        "sich bei der Landesbeauftragten für Datenschutz beschweren kann (Art. 12 Abs. 4).",
    )


class OpenOwnView(forms.Form):
    """In which language and for how long a person may look."""

    language = forms.ChoiceField(
        label="Sprache der Person",
        choices=[(one.code, one.name) for one in languages.LANGUAGES],
    )
    days = forms.IntegerField(label="Gültig für wie viele Tage", initial=30, help_text="1 bis 90")
