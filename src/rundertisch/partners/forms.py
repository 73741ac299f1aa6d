# SPDX-License-Identifier: EUPL-1.2
"""Parsing of what people type about partners."""

from django import forms

from rundertisch.partners.models import PartnerKind
from rundertisch.places import queries as places
from rundertisch.places.models import Place


class KeepPartner(forms.Form):
    """A partner's kind, name and town."""

    kind = forms.ChoiceField(label="Art", choices=PartnerKind)
    name = forms.CharField(label="Name", max_length=200)
    place = forms.ModelChoiceField(
        label="Stadt",
        queryset=Place.objects.none(),
        required=False,
        empty_label="im ganzen Kreis",
        help_text="Bei einem Schulverwaltungsamt nötig: davon hängt ab, welche Kinder es sieht.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        self.fields["place"].queryset = places.towns()  # type: ignore[attr-defined]  # a model choice
