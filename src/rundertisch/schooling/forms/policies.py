# SPDX-License-Identifier: EUPL-1.2
"""The rules of a round (Vergaberegeln) as somebody types them after a council's decision."""

from collections.abc import Mapping
from typing import Any

from django import forms

from rundertisch.kernel.forms import DayField

STRICT = "strict"


def minutes_field(label: str, *, most: int = 240, help_text: str = "") -> forms.IntegerField:
    """Return a field for whole minutes."""
    return forms.IntegerField(label=label, min_value=0, max_value=most, help_text=help_text)


class AdoptPolicy(forms.Form):
    """New rules, dated from a day; without a body that adopted them they stay a draft."""

    starts_on = DayField(label="Gilt ab")
    adopted_by = forms.CharField(
        label="Beschlossen von",
        max_length=200,
        required=False,
        help_text="Zum Beispiel: Kreistag, Ausschuss für Schule. Leer heißt: Entwurf.",
    )
    adopted_on = DayField(label="Beschlossen am", required=False)
    document = forms.CharField(label="Drucksache oder Aktenzeichen", max_length=200, required=False)
    level_days = forms.IntegerField(
        label="Wartezeit zählt in Schritten von … Tagen",
        min_value=1,
        max_value=31,
        help_text="7 heißt: Wer eine volle Woche länger wartet, hat Vorrang.",
    )
    limit_primary = minutes_field("Längster Weg, Klasse 1–4 (Minuten)")
    limit_sec1 = minutes_field("Längster Weg, Klasse 5–10 (Minuten)")
    limit_sec2 = minutes_field("Längster Weg, ab Klasse 11 (Minuten)")
    minutes_per_pair = minutes_field(
        "Zwei Geschwister an einer Schule wiegen … Minuten Weg", most=1000
    )
    strict = forms.BooleanField(
        label="Geschwister gehen jedem Weg vor (die Minuten darüber zählen dann nicht)",
        required=False,
    )
    wish_1 = minutes_field("Ein erfüllter 1. Wunsch wiegt … Minuten Weg")
    wish_2 = minutes_field("Ein erfüllter 2. Wunsch wiegt … Minuten Weg")
    wish_3 = minutes_field("Ein erfüllter 3. Wunsch wiegt … Minuten Weg")
    worst_slack_minutes = minutes_field(
        "Der längste Weg darf um … Minuten länger sein",
        help_text="0 heißt: Er ist immer so kurz wie möglich.",
    )

    def parameters(self) -> dict[str, Any]:
        """Return the numbers as the engine calls them."""
        data = self.cleaned_data
        return {
            "level_days": data["level_days"],
            "limits": {stage: data[f"limit_{stage}"] for stage in ("primary", "sec1", "sec2")},
            "minutes_per_pair": STRICT if data["strict"] else data["minutes_per_pair"],
            "minutes_per_wish": [data["wish_1"], data["wish_2"], data["wish_3"]],
            "worst_slack_minutes": data["worst_slack_minutes"],
        }


def as_entered(*, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form shows before anybody changed it: the rules in force."""
    limits = parameters.get("limits", {})
    wishes = [*parameters.get("minutes_per_wish", ()), 0, 0, 0]
    pair = parameters.get("minutes_per_pair", 0)
    return {
        "level_days": parameters.get("level_days"),
        **{f"limit_{stage}": limits.get(stage) for stage in ("primary", "sec1", "sec2")},
        "minutes_per_pair": 0 if pair == STRICT else pair,
        "strict": pair == STRICT,
        "wish_1": wishes[0],
        "wish_2": wishes[1],
        "wish_3": wishes[2],
        "worst_slack_minutes": parameters.get("worst_slack_minutes", 0),
    }
