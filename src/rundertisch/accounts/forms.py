# SPDX-License-Identifier: EUPL-1.2
"""Parsing of what the administration types about people and seats."""

from django import forms

from rundertisch.accounts.models import Role
from rundertisch.kernel.forms import DayField
from rundertisch.partners import queries as partners

CHOOSE = "Bitte wählen"


class GiveSeat(forms.Form):
    """A seat: for which partner, in which role, from when, until when."""

    partner = forms.ModelChoiceField(
        label="Partner", queryset=partners.partners_who_may_sit(), empty_label=CHOOSE
    )
    role = forms.ChoiceField(label="Rolle", choices=[("", CHOOSE), *Role.choices])
    starts_on = DayField(label="ab", help_text="Zum Beispiel: 3 8 2026")
    ends_on = DayField(
        label="bis vor",
        required=False,
        help_text="Der erste Tag ohne diesen Platz. Leer lassen, wenn kein Ende feststeht.",
    )


class Invite(GiveSeat):
    """A person and their first seat."""

    email = forms.EmailField(label="E-Mail-Adresse")
    name = forms.CharField(label="Name", max_length=150)
    field_order = ("name", "email", "partner", "role", "starts_on", "ends_on")


class EndSeat(forms.Form):
    """The day from which a seat opens nothing."""

    ends_on = DayField(label="bis vor", help_text="Heute, wenn der Platz sofort enden soll.")
