# SPDX-License-Identifier: EUPL-1.2
"""School passports: print one, read one, and enter the key of another centre."""

from django import forms

from rundertisch.kernel import languages
from rundertisch.schooling.forms.choices import town_choices


class PrintPassport(forms.Form):
    """In which language, and whether the name of the child stands in it."""

    language = forms.ChoiceField(
        label="Sprache der Familie",
        choices=[(one.code, one.name) for one in languages.LANGUAGES],
        required=False,
        help_text="Das Blatt ist deutsch und in dieser Sprache.",
    )
    with_name = forms.BooleanField(
        label="Der Name des Kindes soll darin stehen",
        required=False,
        help_text="Nur wenn die Familie es möchte.",
    )


class ReadPassport(forms.Form):
    """What a scanner types; it ends with Enter, which sends the form: so the town comes first."""

    town = forms.ChoiceField(label="Stadt, in der das Kind jetzt wohnt", choices=town_choices)
    content = forms.CharField(
        label="Inhalt des QR-Codes",
        max_length=4096,
        help_text="Mit dem Scanner in dieses Feld scannen oder den Text einfügen.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class TrustPassportKey(forms.Form):
    """The key of another centre, after somebody has compared it by telephone."""

    centre = forms.CharField(label="Zentrum", max_length=200)
    fingerprint = forms.CharField(
        label="Prüfzeichen",
        max_length=120,
        help_text="64 Zeichen in Gruppen; es steht auf dem Schulpass. Bitte erst eintragen, wenn "
        "es am Telefon Gruppe für Gruppe verglichen ist.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    source = forms.CharField(
        label="Mit wem und wann verglichen?",
        max_length=300,
        help_text="Zum Beispiel: Frau Beispiel, Beratung des Zentrums, Telefonat vom 12.11.2026.",
    )
    longest_days = forms.IntegerField(
        label="Wie viele Tage gelten Pässe dieses Zentrums?",
        initial=365,
        help_text="365 ist eine Vorgabe des Programms, von keiner Stelle beschlossen.",
    )
