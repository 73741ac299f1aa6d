# SPDX-License-Identifier: EUPL-1.2
"""What people type when they correct, move, merge, split, or take back."""

from django import forms

from rundertisch.kernel.forms import DayField, WordsField
from rundertisch.schooling import queries
from rundertisch.schooling.forms.children import DescribeChild
from rundertisch.schooling.forms.choices import GRADES, form_choices, town_choices


def version_field() -> forms.IntegerField:
    """Return the hidden count of changes: whoever is later reads what changed meanwhile."""
    return forms.IntegerField(widget=forms.HiddenInput)


def school_choices() -> list[tuple[str, str]]:
    """Return the schools a family may name, by town."""
    schools = queries.wishable_schools()
    named = ((str(one.pk), f"{one.town.name}: {one.name}") for one in schools)
    return [("", "keine"), *named]


class CorrectChild(DescribeChild):
    """Everything known about a child, with the version the form was opened with."""

    version = version_field()


class MoveChild(forms.Form):
    """A new home in the district."""

    town = forms.ChoiceField(label="Neue Stadt", choices=town_choices)
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
    version = version_field()


class SettleGrade(forms.Form):
    """One grade of the range."""

    grade = forms.TypedChoiceField(label="Klasse", choices=GRADES, coerce=int)
    version = version_field()


class UndoChange(forms.Form):
    """The change that is taken back."""

    change = forms.IntegerField(widget=forms.HiddenInput)


class NotAppeared(forms.Form):
    """What is known about a child that did not come."""

    words = WordsField(
        label="Was ist bekannt?",
        rows=2,
        max_length=300,
        help_text="Ein Satz, zum Beispiel: „Die Schule hat am 3. Schultag angerufen.“",
        error_messages={"required": "Bitte in einem Satz sagen, was bekannt ist."},
    )
    closes = forms.BooleanField(
        label="Die Familie braucht hier keinen Platz mehr",
        required=False,
        help_text="Ohne Kreuz wartet das Kind weiter, so lange wie bisher schon.",
    )
    version = version_field()


class FindDouble(forms.Form):
    """The other report of the same child."""

    reference = forms.CharField(label="Kennzeichen der anderen Meldung", max_length=60)


class MergeChildren(forms.Form):
    """Which of two reports stays."""

    stays = forms.ChoiceField(label="Diese Meldung bleibt", widget=forms.RadioSelect)
    version = version_field()
    other_version = version_field()


class SplitChild(forms.Form):
    """The second child of a report."""

    first_name = forms.CharField(label="Vorname des zweiten Kindes", max_length=100, required=False)
    family_name = forms.CharField(label="Nachname", max_length=100, required=False)
    born_on = DayField(label="Geburtstag", required=False)
    grade = forms.TypedChoiceField(
        label="Klasse", choices=[("", "Bitte wählen"), *GRADES], coerce=int
    )
    needs_literacy = forms.BooleanField(
        label="Lernt erst lesen und schreiben (Erstalphabetisierung)", required=False
    )
    wishes = forms.MultipleChoiceField(
        label="Diese Wünsche gehören zum zweiten Kind",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    takes_place = forms.BooleanField(
        label="Der laufende Platz gehört zum zweiten Kind", required=False
    )
    version = version_field()


class KeepWishes(forms.Form):
    """What the family names and the law gives."""

    wish_1 = forms.ChoiceField(label="1. Wunsch", choices=school_choices, required=False)
    wish_2 = forms.ChoiceField(label="2. Wunsch", choices=school_choices, required=False)
    wish_3 = forms.ChoiceField(label="3. Wunsch", choices=school_choices, required=False)
    forms_allowed = forms.MultipleChoiceField(
        label="Nur diese Schulformen",
        choices=form_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nichts angekreuzt heißt: jede Schulform. Förderschulen sind nie dabei.",
    )
    claim_school = forms.ChoiceField(
        label="Anspruch: nächste Grundschule der gewählten Art in der eigenen Stadt",
        choices=school_choices,
        required=False,
        help_text="§ 46 Abs. 3 SchulG NRW, im Rahmen der Aufnahmekapazität. Ob er Kinder erfasst, "
        "die im Schuljahr dazukommen, ist nicht geprüft.",
    )
    claim_waived_on = DayField(
        label="Familie verzichtet auf den Anspruch am",
        required=False,
        help_text="Verzichten kann nur die Familie selbst.",
    )
    priority = forms.TypedChoiceField(
        label="Härtefall",
        choices=[("0", "nein"), ("1", "ja"), ("2", "ja, dringend")],
        coerce=int,
        help_text="Entscheidet die Schulaufsicht. Ein Härtefall geht jeder Wartezeit vor.",
    )
    priority_ref = WordsField(
        rows=1,
        label="Entscheidung zum Härtefall (Datum, Aktenzeichen)",
        max_length=200,
        required=False,
        help_text="Nur wer wann entschieden hat. Gründe gehören nicht hierher.",
    )
    version = version_field()


class RollOver(forms.Form):
    """The change of the school year."""

    missing_as_zero = forms.BooleanField(
        label="Gruppen ohne Zahl beginnen mit null freien Plätzen", required=False
    )


class KeepNextSeats(forms.Form):
    """Seats of a group from 1 August on."""

    next_seats = forms.IntegerField(
        label="freie Plätze ab August", min_value=0, max_value=200, required=False
    )


class NoEntry(forms.Form):
    """Nothing to fill in: the button itself is the order."""
