# SPDX-License-Identifier: EUPL-1.2
"""When and where a family is received; rooms and days on which nobody is there."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from rundertisch.kernel.forms import DayField
from rundertisch.schooling import queries
from rundertisch.schooling.models import Room

MINUTES = [("30", "30 Minuten"), ("45", "45 Minuten"), ("60", "eine Stunde"), ("90", "90 Minuten")]


def room_choices() -> list[tuple[str, str]]:
    """Return the rooms that may be planned today."""
    rooms = queries.rooms_in_use()
    return [(str(room.pk), f"{room.name}, {room.address}") for room in rooms]


def counsellor_choices() -> list[tuple[str, str]]:
    """Return who counsels in the own centre today."""
    return [(str(one.seat_id), one.name) for one in queries.colleagues() if one.here]


class BookAppointment(forms.Form):
    """A day, a beginning, how long, where, with whom, and whether somebody interprets."""

    day = DayField(label="Tag")
    begins = forms.TimeField(
        label="Beginn",
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Bitte als Stunde und Minute, zum Beispiel 9:30."},
    )
    minutes = forms.TypedChoiceField(label="Dauer", choices=MINUTES, coerce=int, initial="60")
    room = forms.ChoiceField(label="Raum", choices=room_choices)
    counsellor = forms.TypedChoiceField(
        label="Beratung durch", choices=counsellor_choices, coerce=int
    )
    interpreter = forms.BooleanField(label="Sprachmittlung anfragen", required=False)

    def clean(self) -> dict[str, Any]:
        """Put day, beginning and length together to two moments in Berlin."""
        data: dict[str, Any] = super().clean() or {}
        if {"day", "begins", "minutes"} <= data.keys():
            begins = dt.datetime.combine(
                data["day"], data["begins"], tzinfo=timezone.get_default_timezone()
            )
            data["starts_at"] = begins
            data["ends_at"] = begins + dt.timedelta(minutes=data["minutes"])
        return data

    def chosen_room(self) -> Room:
        """Return the chosen room."""
        return Room.objects.get(pk=self.cleaned_data["room"])


class KeepRoom(forms.Form):
    """A room in which families are received."""

    name = forms.CharField(label="Raum", max_length=100, help_text="Zum Beispiel: Raum 214.")
    address = forms.CharField(
        label="Anschrift und Weg",
        max_length=200,
        help_text="Steht so in der Einladung, zum Beispiel: Hauptstraße 92, 2. Etage.",
    )
    phone = forms.CharField(label="Telefon für Rückfragen", max_length=60, required=False)


class CloseOffice(forms.Form):
    """Days on which the centre is closed."""

    name = forms.CharField(
        label="Anlass", max_length=60, help_text="Zum Beispiel: Betriebsausflug, Umzug."
    )
    first_day = DayField(label="Erster Schließtag")
    latest_day = DayField(label="Letzter Schließtag")
    source = forms.CharField(
        label="Wer hat das festgelegt?",
        max_length=200,
        help_text="Zum Beispiel: Rundschreiben der Kreisverwaltung vom 12.11.2026.",
    )
