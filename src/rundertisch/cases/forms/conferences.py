# SPDX-License-Identifier: EUPL-1.2
"""What people type about a case conference."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django import forms

from rundertisch.accounts.models import Role
from rundertisch.cases import queries as cases
from rundertisch.cases.forms.steps import SaysWho
from rundertisch.cases.models.conferences import ConferenceParticipant
from rundertisch.cases.queries import conferences as queries
from rundertisch.kernel.forms import DayField, WordsField
from rundertisch.partners import queries as partners
from rundertisch.situation import queries as situation

LENGTHS = [("30", "30 Minuten"), ("60", "eine Stunde"), ("90", "90 Minuten"), ("120", "2 Stunden")]
LENGTHS += [("180", "3 Stunden"), ("240", "4 Stunden")]


class CallConference(forms.Form):
    """When and where; who sits there is said on its page."""

    held_on = DayField(label="Am")
    begins = forms.TimeField(
        label="Beginn",
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Bitte als Stunde und Minute, zum Beispiel 9:30."},
        help_text="Beginn und Ort braucht die Einladung per E-Mail; das geht auch später.",
    )
    minutes = forms.TypedChoiceField(label="Dauer", choices=LENGTHS, coerce=int, initial="60")
    place = forms.CharField(
        label="Ort",
        max_length=200,
        required=False,
        help_text="Zum Beispiel „Kreishaus, Raum 214“ oder die Adresse einer Videokonferenz. Bitte "
        "kein Wort über die Menschen, um die es geht: Der Ort steht in der E-Mail.",
    )


class Invite(forms.Form):
    """Somebody with an account at another agency."""

    seat = forms.TypedChoiceField(
        label="Person mit Konto",
        coerce=int,
        help_text="Sie liest danach hier, was die besprochenen Menschen erlaubt haben.",
    )

    def among(self, people: Sequence[queries.Invitable]) -> "Invite":
        """Offer people by agency."""
        groups = [
            (agency, [(one.seat_id, f"{one.name}, {Role(one.role).label}") for one in of_agency])
            for agency, of_agency in groupby(people, key=lambda one: one.agency)
        ]
        fields: dict[str, Any] = self.fields
        fields["seat"].choices = [("", "bitte wählen"), *groups]
        return self


class InviteContact(forms.Form):
    """Somebody without an account."""

    partner = forms.ModelChoiceField(
        label="Stelle", queryset=partners.partners_who_may_sit(), empty_label="bitte wählen"
    )
    name = forms.CharField(label="Name der Ansprechperson", max_length=150)
    email = forms.EmailField(
        label="E-Mail für die Einladung",
        max_length=254,
        required=False,
        help_text="Leer heißt: die Adresse, die für die Stelle hinterlegt ist; ohne die laden Sie "
        "selbst ein.",
    )


class AddPoint(SaysWho):
    """One problem of a person, and what was agreed."""

    client = forms.ModelChoiceField(
        label="Fall", queryset=cases.closed_clients().none(), empty_label="bitte wählen"
    )
    domain = forms.ModelChoiceField(
        label="Lebensbereich", queryset=situation.all_need_domains(), empty_label="bitte wählen"
    )
    problem = WordsField(
        label="Problem", max_length=300, help_text="Ohne Namen: Das Blatt nennt nur Person A, B, C."
    )
    agreed = WordsField(
        label="Vereinbarter Schritt",
        max_length=300,
        required=False,
        help_text="Geht in den Hilfeplan. Leer heißt: nichts vereinbart.",
    )
    due_on = DayField(label="Bis", required=False)

    field_order = ("client", "domain", "problem", "agreed", "who", "who_else", "due_on")

    def among(self, people: Iterable[ConferenceParticipant]) -> "AddPoint":
        """Offer those at the table as who does something."""
        present = [str(one) for one in people if one.excused_on is None]
        return self.offer(under="Am Tisch", others=present)

    def on(self, day: dt.date) -> "AddPoint":
        """Offer the running cases of the agency and the domains in force."""
        fields: dict[str, Any] = self.fields
        fields["client"].queryset = cases.running_clients(on=day)
        fields["domain"].queryset = situation.need_domains(on=day)
        return self

    def clean(self) -> dict[str, Any]:
        """A step is whole or not there: what, who, until when."""
        told = super().clean()
        parts = [told.get(name) for name in ("agreed", "who", "due_on")]
        if any(parts) and not all(parts):
            raise forms.ValidationError(
                "Ein Schritt braucht alles: was, wer und bis wann. Bitte ergänzen oder alle drei"
                " Felder leeren."
            )
        return told
