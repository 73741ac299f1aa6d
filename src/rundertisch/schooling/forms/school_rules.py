# SPDX-License-Identifier: EUPL-1.2
"""What people type about the rules of a school and the competence of the two authorities."""

from django import forms

from rundertisch.kernel.forms import DayField
from rundertisch.kernel.models import Evidence
from rundertisch.schooling import queries
from rundertisch.schooling.forms.choices import GRADES
from rundertisch.schooling.models import Assignable, AuthorityKind


def all_forms() -> list[tuple[str, str]]:
    """Return every school form of the list."""
    return [("", "Bitte wählen"), *((form, form) for form in queries.all_forms())]


class KeepSchoolRules(forms.Form):
    """Whether a plan may name the school, and the cap of its Schulträger."""

    assignable = forms.ChoiceField(
        label="Darf ein Vorschlag diese Schule nennen?", choices=Assignable.choices
    )
    assignable_reason = forms.CharField(
        label="Grund und Quelle",
        max_length=300,
        required=False,
        help_text="Zum Beispiel: Umbau bis Ostern, Schreiben der Stadt vom 3. 2. 2026.",
    )
    newcomer_cap = forms.IntegerField(
        label="Obergrenze neuer Kinder",
        min_value=0,
        max_value=500,
        required=False,
        help_text="Leer heißt: keine Obergrenze.",
    )
    cap_ref = forms.CharField(
        label="Beschluss zur Obergrenze (Gremium, Aktenzeichen)",
        max_length=200,
        required=False,
        help_text="Ohne Beschluss des Schulträgers gilt keine Obergrenze (OVG NRW 19 B 457/24).",
    )
    cap_decided_on = DayField(label="Beschlossen am", required=False)
    rules_verified_on = DayField(
        label="An der Quelle geprüft am",
        required=False,
        help_text="Leer heißt: Die Seite zeigt die Angaben als nicht geprüft.",
    )


class KeepSupervision(forms.Form):
    """Which authority decides in a school form, from when on and where that stands."""

    form = forms.ChoiceField(label="Schulform", choices=all_forms)
    authority_kind = forms.ChoiceField(label="Schulaufsicht", choices=AuthorityKind.choices)
    grade_from = forms.TypedChoiceField(label="ab Klasse", choices=GRADES, coerce=int)
    grade_to = forms.TypedChoiceField(label="bis Klasse", choices=GRADES, coerce=int)
    starts_on = DayField(label="Gilt ab")
    source = forms.CharField(label="Quelle", max_length=300)
    evidence = forms.ChoiceField(label="Beleg", choices=Evidence.choices)
    verified_on = DayField(label="An der Quelle geprüft am", required=False)
