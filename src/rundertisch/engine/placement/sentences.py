# SPDX-License-Identifier: EUPL-1.2
"""The sentences of a plan: why a child would sit there, or stays without a seat.

A family, a school and a court may read them. Interests are weighed, nothing is the one best.
`solve` writes them, and `check` writes them again from what it has counted itself.
"""

from typing import NamedTuple

from rundertisch.engine.placement.plan import PlacedReason, UnplacedReason
from rundertisch.engine.placement.problem import Child

_SENTENCES: dict[PlacedReason, str] = {
    "locked": "Von einem Menschen festgelegt{decided}: {name}, Weg {way}. Alle anderen Plätze "
    "wurden um diese Entscheidung herum abgewogen.",
    "claim": "Das Kind hat einen Anspruch auf einen Platz an {name} (§ 46 Abs. 3 SchulG NRW); "
    "er geht den anderen Gesichtspunkten vor. Weg {way}.",
    "wish": "Die Familie nennt {name}; dort ist ein Platz frei, ohne dass ein länger "
    "wartendes Kind leer ausgeht. Weg {way}.",
    "only": "{name} ist die einzige Schule, die nach Jahrgang, Lerngruppe und Weg in Frage "
    "kommt. Weg {way}; ein Platz hier wiegt mehr als weiteres Warten.",
    "nearest": "Unter {others}, die in Frage kommen, hat keine einen kürzeren Weg als {name} "
    "({way}); Wartezeit und die Plätze der anderen Kinder sind berücksichtigt.",
    "sibling": "Mit {siblings} derselben Stufe an {name}. Der gemeinsame Schulweg wiegt die "
    "{more} mehr als zur nächsten Schule auf; Weg {way}.",
    "makes_room": "Ein näherer Platz geht an ein anderes Kind, das sonst leer ausginge oder "
    "deutlich weiter fahren müsste. {name} liegt {more} weiter als die nächste Schule; "
    "Weg {way}, innerhalb des Zeitlimits.",
}

OTHERS_WAIT_LONGER = "ihre Plätze gehen an Kinder, die länger oder ebenso lange warten."
OTHERS_HAVE_CLAIMS = (
    "ihre Plätze gehen an Kinder, die länger oder ebenso lange warten oder einen Anspruch auf "
    "diese Schule haben (§ 46 Abs. 3 SchulG NRW)."
)
PERHAPS_A_CLAIM = " Ob eine einzelne Änderung hilft, ohne einen Anspruch zu verletzen, ist offen."


class Seat(NamedTuple):
    """What is known of one child's seat."""

    name: str  # of the school
    minutes: int
    nearest: int  # minutes to the nearest eligible school
    schools: int  # eligible schools
    siblings: int  # at the school, of the child's stage
    others: int  # siblings of other stages at the site, where that is worth minutes
    estimate: bool
    decided: str  # why somebody has locked the child there


def seat_sentence(*, code: PlacedReason, seat: Seat, claims: bool) -> str:
    """Return why the child would sit there; ``claims``: it has a claim to a school."""
    way = f"{'geschätzt ' if seat.estimate else ''}{_counted_minutes(seat.minutes)}"
    more = _counted_minutes(seat.minutes - seat.nearest)
    if code == "wish" and claims:
        return (
            f"Die Familie nennt {seat.name}; ein Platz dort erfüllt auch den Anspruch des Kindes "
            f"(§ 46 Abs. 3 SchulG NRW). Weg {way}."
        )
    if code == "makes_room" and seat.others:
        return (
            f"Mit {_counted_siblings(seat.others)} einer anderen Stufe am selben Standort: "
            f"{seat.name}. Der gemeinsame Schulweg ist gegen die {more} mehr als zur nächsten "
            f"Schule und gegen die Plätze der anderen Kinder abgewogen; Weg {way}."
        )
    return _SENTENCES[code].format(
        name=seat.name,
        way=way,
        decided=f" ({seat.decided})" if seat.decided else "",
        others=f"{seat.schools} Schulen" if seat.schools > 1 else "eine Schule",
        siblings=_counted_siblings(seat.siblings),
        more=more,
    )


def left_out_sentence(*, code: UnplacedReason, child: Child, limit: int, helped: bool) -> str:
    """Return why a child stays without a seat; ``helped``: a single change would help."""
    kind = " mit Alphabetisierung" if child.needs_literacy else ""
    why = {
        "no_group": f"Keine Schule, die in Frage kommt, hat eine Lerngruppe{kind} für "
        f"Jahrgang {child.grade}.",
        "form": "Lerngruppen gibt es, aber keine an einer der gewählten Schulformen "
        f"({', '.join(child.forms)}).",
        "too_far": "Alle passenden Lerngruppen liegen weiter als das Zeitlimit von "
        f"{limit} Minuten, sind nicht erreichbar oder ausgeschlossen.",
        "full": f"Alle erreichbaren Lerngruppen sind voll; {OTHERS_WAIT_LONGER}",
    }[code]
    return why if helped else f"{why} Eine einzelne Änderung allein hilft hier nicht."


def _counted_minutes(count: int) -> str:
    return "1 Minute" if count == 1 else f"{count} Minuten"


def _counted_siblings(count: int) -> str:
    return "einem Geschwisterkind" if count == 1 else f"{count} Geschwistern"
