# SPDX-License-Identifier: EUPL-1.2
"""What a family sends from its status page, and what counselling enters for it.

The family chooses and writes no sentence; its labels are translated.
"""

from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _

from rundertisch.kernel import languages
from rundertisch.kernel.forms import WordsField
from rundertisch.schooling import queries
from rundertisch.schooling.models import FamilyRequestOutcome, TimeOfDay, Weekday

DAYS = [
    (Weekday.MONDAY.value, _("Montag")),
    (Weekday.TUESDAY.value, _("Dienstag")),
    (Weekday.WEDNESDAY.value, _("Mittwoch")),
    (Weekday.THURSDAY.value, _("Donnerstag")),
    (Weekday.FRIDAY.value, _("Freitag")),
]
TIMES = [
    (TimeOfDay.MORNING.value, _("vormittags")),
    (TimeOfDay.AFTERNOON.value, _("nachmittags")),
    (TimeOfDay.ANY.value, _("egal")),
]
NO_WISH = "-"
LANGUAGE_CHOICES = [(one.code, one.name) for one in languages.LANGUAGES]


def schools_by_town() -> list[tuple[str, object]]:
    """Return what a family may name, by town; the first choice says that it names none."""
    schools = queries.wishable_schools()
    towns = [
        (town, [(str(one.pk), one.name) for one in found])
        for town, found in groupby(schools, key=lambda one: one.town.name)
    ]
    return [("", _("Bitte wählen")), (NO_WISH, _("Wir haben keinen Wunsch")), *towns]


class AskAppointment(forms.Form):
    """When another appointment would suit."""

    days = forms.MultipleChoiceField(
        label=_("An welchen Tagen können Sie?"),
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
    )
    time_of_day = forms.ChoiceField(
        label=_("Wann am Tag?"), choices=TIMES, widget=forms.RadioSelect
    )


class TellNumber(forms.Form):
    """A new telephone number."""

    phone = forms.CharField(
        label=_("Ihre neue Telefonnummer"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
    )


class WishSchool(forms.Form):
    """A school by its name, or no wish."""

    school = forms.ChoiceField(
        label=_("Welche Schule wünschen Sie sich?"),
        choices=schools_by_town,
        help_text=_("Ein Wunsch ist keine Zusage. Ein Mensch prüft ihn."),
    )


class OpenStatusLink(forms.Form):
    """In which language and for how long the sheet of a family holds."""

    language = forms.ChoiceField(
        label="Sprache der Familie",
        choices=LANGUAGE_CHOICES,
        help_text="Das Blatt ist deutsch und in dieser Sprache.",
    )
    days = forms.IntegerField(label="Gültig für wie viele Tage", initial=180, help_text="1 bis 365")
    renew = forms.BooleanField(
        label="Frühere Blätter gelten ab sofort nicht mehr",
        required=False,
        help_text="Zum Beispiel, wenn eines verloren ging.",
    )


class AnswerFamilyRequest(forms.Form):
    """What came of a request."""

    outcome = forms.ChoiceField(
        label="Ergebnis",
        choices=[
            (FamilyRequestOutcome.DONE.value, "erledigt, übernommen"),
            (FamilyRequestOutcome.NOT_POSSIBLE.value, "geht nicht"),
        ],
        widget=forms.RadioSelect,
    )
    answer = WordsField(
        label="Satz an die Familie",
        rows=2,
        max_length=300,
        required=False,
        help_text="Die Familie liest das Ergebnis in ihrer Sprache und diesen Satz so, wie er hier "
        "steht. Bitte keine Namen: Wer das Blatt findet, liest mit.",
    )


class KeepFamilyPhone(forms.Form):
    """How counselling reaches the family."""

    number = forms.CharField(
        label="Telefonnummer",
        max_length=40,
        required=False,
        help_text="Zum Beispiel 0151 23456789. Leer lassen löscht sie.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label="Sprache der Familie", choices=LANGUAGE_CHOICES)
    by_sms = forms.BooleanField(
        label="Die Familie möchte eine SMS, wenn auf ihrer Seite etwas Neues steht",
        required=False,
        help_text="In der SMS steht nur, dass es eine Nachricht gibt, und der Link zur Seite.",
    )


class KeepHelpDesk(forms.Form):
    """Whom families call."""

    name = forms.CharField(
        label="Stelle", max_length=120, help_text="So steht sie am Haus. Kein Name eines Menschen."
    )
    phone = forms.CharField(label="Telefon", max_length=40)
    hours = forms.CharField(label="Sprechzeiten", max_length=120, required=False)
    place = forms.CharField(label="Wo (Straße, Stadt, Zimmer)", max_length=200, required=False)


class KeepRecording(forms.Form):
    """A text read aloud."""

    sound = forms.FileField(
        label="Aufnahme (MP3, M4A oder Ogg, höchstens 2 MB)",
        widget=forms.FileInput(attrs={"accept": "audio/*"}),
    )
    agreed = forms.BooleanField(label="Wer spricht, ist einverstanden, dass alle es hören")
