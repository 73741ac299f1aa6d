# SPDX-License-Identifier: EUPL-1.2
"""The rules of a round (Vergaberegeln) in plain sentences: what a council could adopt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

STAGE_NAMES = {"primary": "Klasse 1–4", "sec1": "Klasse 5–10", "sec2": "ab Klasse 11"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name and what it does, in plain sentences."""

    title: str
    sentence: str


CLAIM = Rule(
    "Anspruch auf die nächste Grundschule",
    "Wo ein Anspruch eingetragen ist (§ 46 Abs. 3 SchulG NRW, Auslegung nicht geprüft), "
    "geht er allem anderen vor. Nur die Familie kann auf ihn verzichten.",
)
NEVER = Rule(
    "Nie",
    "Förder- und Klinikschulen kommen in keinem Vorschlag vor. Staatsangehörigkeit, Sprache, "
    "Religion und Aufenthaltsstatus kennt die Maschine nicht; Gruppen werden nie danach gebildet.",
)


def minutes(amount: int) -> str:
    """Write minutes as people say them."""
    return "eine Minute" if amount == 1 else f"{amount} Minuten"


def rules_in_words(*, parameters: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Return every rule in the order in which it counts; unknown numbers stay unsaid."""
    return (
        CLAIM,
        *_first_rules(parameters=parameters),
        _siblings(parameters=parameters),
        _wishes(parameters=parameters),
        NEVER,
    )


def _first_rules(*, parameters: Mapping[str, Any]) -> tuple[Rule, ...]:
    days = int(parameters.get("level_days", 7))
    limits = parameters.get("limits", {})
    slack = int(parameters.get("worst_slack_minutes", 0))
    ways = "; ".join(
        f"{STAGE_NAMES[stage]}: {minutes(int(limit))}"
        for stage, limit in limits.items()
        if stage in STAGE_NAMES
    )
    rank = "jeder Tag zählt" if days == 1 else f"wer je {days} Tage länger wartet, hat Vorrang"
    slack_words = (
        f" Um bis zu {minutes(slack)} darf er länger sein, wenn das Geschwister zusammenbringt "
        "oder anderen Kindern Wege spart."
        if slack
        else ""
    )
    return (
        Rule(
            "Kein Kind bleibt zurück",
            f"Dann bekommen so viele Kinder wie möglich einen Platz, und {rank}.",
        ),
        Rule(
            "Grenze für den Schulweg",
            f"Einfacher Weg höchstens – {ways}. Einen längeren schlägt die Maschine nie vor; "
            "ein Mensch kann ihn im Einzelfall festlegen.",
        ),
        Rule(
            "Niemand muss unnötig weit",
            "Danach wird der längste Weg so kurz wie möglich, getrennt für Schulen und Kinder, "
            f"die nichts miteinander zu tun haben.{slack_words}",
        ),
    )


def _siblings(*, parameters: Mapping[str, Any]) -> Rule:
    worth = parameters.get("minutes_per_pair", 0)
    if worth == "strict":
        sentence = (
            "Geschwister derselben Stufe kommen zusammen an eine Schule, wo immer das geht, auch "
            "wenn andere Kinder dann weiter fahren."
        )
    elif not worth:
        sentence = "Ob Geschwister zusammen an eine Schule kommen, zählt in diesen Regeln nicht."
    else:
        sentence = (
            "Dass zwei Geschwister derselben Stufe an eine Schule kommen, wiegt so viel wie "
            f"{minutes(int(worth))} Schulweg. Sonst zählen die Minuten aller Kinder zusammen."
        )
    return Rule("Geschwister und Wege", sentence)


def _wishes(*, parameters: Mapping[str, Any]) -> Rule:
    worth = [int(amount) for amount in parameters.get("minutes_per_wish", ())]
    if any(worth):
        parts = ", ".join(
            f"{rank}. Wunsch {minutes(amount)}" for rank, amount in enumerate(worth, start=1)
        )
        sentence = (
            f"Ein erfüllter Wunsch der Familie wiegt so viel wie gesparter Schulweg: {parts}."
        )
    else:
        sentence = (
            "Wünsche der Familie öffnen Bekenntnis- und Privatschulen, die sonst nie vorgeschlagen "
            "werden. Den kürzeren Weg eines anderen Kindes verdrängen sie nicht."
        )
    return Rule("Schulwünsche", sentence)
