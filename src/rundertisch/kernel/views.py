# SPDX-License-Identifier: EUPL-1.2
"""Bausteine: every component on one page, for those who build pages and those who test them."""

from datetime import date

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from rundertisch.engine.figures import Figure
from rundertisch.kernel import pages
from rundertisch.kernel.forms import DayField

DOOR = pages.everyone if settings.MODE in {"demo", "test"} else pages.signed_in


SHARE = Figure(
    value=72, unit="%", as_of=date(2026, 12, 31), source="erfundenes Beispiel", low=64, high=79
)
WITHHELD = Figure(value=None, unit="", as_of=date(2026, 12, 31), source="erfundenes Beispiel")
TILES = (
    ("Nordstadt", 1, 1, 5, "41"),
    ("Bergdorf", 1, 2, 3, "17"),
    ("Flussaue", 1, 3, 1, "4"),
    ("Talheim", 2, 1, 2, "9"),
    ("Mittelstadt", 2, 2, 4, "28"),
    ("Seeblick", 2, 3, 0, "–"),
)


class Example(forms.Form):
    """One field of every kind."""

    school = forms.CharField(label="Schule", help_text="Name oder Schulnummer", max_length=80)
    form_of_school = forms.ChoiceField(
        label="Schulform", choices=[("", "Bitte wählen"), ("gs", "Grundschule")], required=False
    )
    first_day = DayField(label="Erster Schultag", help_text="zum Beispiel 3 8 2026")
    kind = forms.ChoiceField(
        label="Art der Gruppe",
        choices=[("language", "Sprachgruppe"), ("literacy", "Alphabetisierung")],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label="Tage",
        choices=[("mo", "Montag"), ("di", "Dienstag")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label="Bemerkung", widget=forms.Textarea(attrs={"rows": 3}))
    checked = forms.BooleanField(label="Die Angaben sind geprüft")


class Filter(forms.Form):
    """A small filter over a list."""

    place = forms.ChoiceField(
        label="Stadt", choices=[("", "alle"), ("n", "Nordstadt")], required=False
    )
    name = forms.CharField(label="Schule", required=False)


@pages.reading
@pages.allow(DOOR)
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component; ``?fehler=1`` shows the form with everything wrong."""
    wrong = "fehler" in request.GET
    entered = {"first_day_tag": "31", "first_day_monat": "2", "first_day_jahr": "2026"}
    form = Example(data=entered if wrong else None)
    return pages.page(
        request,
        "kernel/gallery.html",
        {
            "form": form,
            "filter": Filter(data=request.GET),
            "share": SHARE,
            "withheld": WITHHELD,
            "tiles": TILES,
            "rows": Paginator(range(60), 20).get_page(request.GET.get("seite")),
        },
        part="rows",
        status=422 if wrong else 200,
    )
