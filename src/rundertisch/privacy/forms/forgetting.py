# SPDX-License-Identifier: EUPL-1.2
"""What people enter about keeping and forgetting."""

from django import forms

from rundertisch.kernel.forms import DayField, WordsField
from rundertisch.privacy.models import ArchiveAnswer, ForgetReason, Unit

LONGEST_WHY = 300
CHOOSE = ("", "Bitte wählen")


class FindPerson(forms.Form):
    """Look for somebody who is to be forgotten."""

    wer = forms.CharField(
        label="Kennzeichen des Kindes oder E-Mail des Kontos",
        max_length=100,
        error_messages={"required": "Bitte ein Kennzeichen oder eine E-Mail eintragen."},
    )


class SetHold(forms.Form):
    """Hold somebody back."""

    prefix = "sperre"
    why = WordsField(
        label="Warum darf nicht gelöscht werden?",
        max_length=LONGEST_WHY,
        help_text="Zum Beispiel: Klage gegen die Zuweisung, Aktenzeichen. Bitte ohne Namen.",
        error_messages={"required": "Bitte einen Grund in eigenen Worten angeben."},
    )
    until = DayField(
        label="Bis vor (wenn bekannt)",
        help_text="Ohne Tag gilt die Sperre, bis sie jemand aufhebt.",
        required=False,
    )


class LiftHold(forms.Form):
    """Lift a hold."""

    prefix = "aufheben"
    why = WordsField(
        label="Warum wird die Sperre aufgehoben?",
        max_length=LONGEST_WHY,
        error_messages={"required": "Bitte einen Grund in eigenen Worten angeben."},
    )


class AnswerOfArchive(forms.Form):
    """Note what the archive answered."""

    prefix = "archiv"
    answer = forms.ChoiceField(
        label="Antwort des Kreisarchivs",
        choices=[CHOOSE, *ArchiveAnswer.choices],
        error_messages={"required": "Bitte die Antwort wählen."},
    )
    words = WordsField(label="Zeichen des Archivs", rows=1, max_length=200, required=False)


class Forget(forms.Form):
    """Confirm that somebody is to be forgotten."""

    prefix = "vergessen"
    reason = forms.ChoiceField(
        label="Warum?",
        choices=[CHOOSE, *ForgetReason.choices],
        error_messages={"required": "Bitte den Grund wählen; er steht in der Quittung."},
    )
    sure = forms.BooleanField(
        label="Ich weiß, dass sich das nicht zurücknehmen lässt, auch nicht aus einer Sicherung.",
        error_messages={"required": "Bitte bestätigen, dass Sie das wissen."},
    )


class SetRetention(forms.Form):
    """Change a dated rule about keeping."""

    amount = forms.IntegerField(label="Dauer", min_value=1, max_value=600, required=False)
    unit = forms.ChoiceField(label="gezählt in", choices=[("", "–"), *Unit.choices], required=False)
    binding = forms.BooleanField(label="Die Regel gilt hier", required=False)
    source = forms.CharField(
        label="Wer hat das wann festgelegt?",
        max_length=LONGEST_WHY,
        help_text="Zum Beispiel: Löschkonzept des Kreises vom 03.08.2026, Nr. 4.2",
        error_messages={"required": "Bitte die Quelle nennen."},
    )
    verified = forms.BooleanField(
        label="An der Quelle geprüft. Fristen, die geprüft sind, führt die nächtliche Aufgabe aus.",
        required=False,
    )
