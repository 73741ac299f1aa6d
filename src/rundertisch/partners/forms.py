# SPDX-License-Identifier: EUPL-1.2
"""Parsing of what people type about partners."""

from django import forms

from rundertisch.partners.models import PartnerKind
from rundertisch.places import queries as places


class FilterPartners(forms.Form):
    """Which kind of partner the list shows; an unknown kind filters nothing."""

    art = forms.ChoiceField(
        label="Art", choices=[("", "alle"), *PartnerKind.choices], required=False
    )


class KeepPartner(forms.Form):
    """A partner's kind, name and town."""

    kind = forms.ChoiceField(label="Art", choices=PartnerKind)
    name = forms.CharField(label="Name", max_length=200)
    place = forms.ModelChoiceField(
        label="Stadt",
        queryset=places.towns(),
        required=False,
        empty_label="im ganzen Kreis",
        help_text="Bei einem Schulverwaltungsamt nötig: davon hängt ab, welche Kinder es sieht.",
    )
    sensitive = forms.BooleanField(
        label="Der Name verrät, worum es geht",
        required=False,
        help_text="Gesundheit, Schulden, Sucht, Schutz vor Gewalt: Dann erfährt niemand, dass "
        "diese Stelle eine Person begleitet.",
    )
