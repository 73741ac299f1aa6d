# SPDX-License-Identifier: EUPL-1.2
"""What people type about one child: report, correct, counsel, close."""

from django import forms

from rundertisch.kernel.forms import DayField
from rundertisch.schooling.forms.choices import GRADES, form_choices, town_choices


class DescribeChild(forms.Form):
    """What the counsellor knows about a child; almost everything may follow later."""

    first_name = forms.CharField(label="Vorname", max_length=100, required=False)
    family_name = forms.CharField(label="Nachname", max_length=100, required=False)
    born_on = DayField(label="Geburtstag", required=False)
    grade = forms.TypedChoiceField(
        label="Klasse",
        choices=[("", "Bitte wählen"), *GRADES],
        coerce=int,
        help_text="Nach Alter und bisheriger Schulzeit.",
    )
    grade_to = forms.TypedChoiceField(
        label="oder bis Klasse",
        choices=[("", "steht fest"), *GRADES],
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Nur wenn noch offen ist, in welche Klasse das Kind kommt. Ein Vorschlag rechnet "
        "bis dahin mit der unteren.",
    )
    town = forms.ChoiceField(label="Stadt, in der das Kind jetzt wohnt", choices=town_choices)
    address_protected = forms.BooleanField(
        label="Adresse ist geschützt (Auskunftssperre, § 51 BMG)",
        required=False,
        help_text="Dann wird keine Adresse gespeichert; Wege werden ab der Ortsmitte geschätzt.",
    )
    street = forms.CharField(label="Straße", max_length=200, required=False)
    house_number = forms.CharField(label="Hausnummer", max_length=20, required=False)
    postcode = forms.RegexField(
        label="Postleitzahl",
        regex=r"^\d{5}$",
        required=False,
        error_messages={"invalid": "Die Postleitzahl hat fünf Ziffern, zum Beispiel 58256."},
    )
    reported_on = DayField(label="Gemeldet am")
    registered_on = DayField(
        label="Im Kreis angemeldet am",
        required=False,
        help_text="Steht auf der Meldebescheinigung. Die Wartezeit zählt ab dem frühesten Tag.",
    )
    latest_school_day_on = DayField(label="Letzter Schultag anderswo", required=False)
    waited_since = DayField(
        label="Wartet nachweislich seit",
        required=False,
        help_text="Nur wenn ein Papier einen früheren Tag belegt, zum Beispiel ein Schulpass.",
    )
    needs_literacy = forms.BooleanField(
        label="Lernt erst lesen und schreiben (Erstalphabetisierung)", required=False
    )
    interpreter_language = forms.CharField(
        label="Sprache für Sprachmittlung",
        max_length=60,
        required=False,
        help_text="Nur wenn die Familie Sprachmittlung möchte, in der Sprache ihrer Wahl.",
    )
    family_reference = forms.CharField(
        label="Kennzeichen der Geschwister",
        max_length=60,
        required=False,
        help_text="Gleiches Kennzeichen bei allen Geschwistern: Sie werden zusammen vermittelt.",
    )
    forms_allowed = forms.MultipleChoiceField(
        label="Nur diese Schulformen",
        choices=form_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nichts angekreuzt heißt: jede Schulform. Förderschulen sind nie dabei.",
    )


class CounselChild(forms.Form):
    """The day of the first counselling."""

    counselled_on = DayField(label="Beraten am")


class CloseChild(forms.Form):
    """The day from which no place is needed."""

    left_on = DayField(label="Kein Platz mehr nötig ab")


class UploadChildren(forms.Form):
    """A list of children as CSV or Excel file."""

    file = forms.FileField(
        label="Datei (CSV oder XLSX)",
        error_messages={"required": "Bitte eine Datei auswählen."},
        help_text="Die Datei wird gelesen und nicht aufgehoben.",
    )
