# SPDX-License-Identifier: EUPL-1.2
"""How to read a simulated year, in German sentences: what the figures say, and what they do not.

Every statement is computed from the figures in hand; none is a conclusion about other districts.
"""

from collections.abc import Mapping

from rundertisch.engine.placement.simulate.course import PolicyName, Tallies, Tally

NAMES: Mapping[PolicyName, str] = {
    "own_town_first": "Zuerst die eigene Stadt, dann der Kreis",
    "district_first_come": "Wer zuerst kommt, im ganzen Kreis",
    "deferred_acceptance": "Gegenseitige Auswahl (nur zum Vergleich)",
    "weekly_optimum": "Wöchentlich gemeinsam abgewogen",
    "with_moves": "Ebenso, mit Platzwechsel vor der Bekanntgabe",
}
WIDEST = max(map(len, NAMES.values()))
TENTHS = 10
DIFFERENCES = (
    "Zu lesen sind die Unterschiede zwischen den Regeln, nicht die Tage: Wie lange Kinder warten, "
    "entscheidet vor allem, wie viele Plätze es gibt und wann."
)
CUT_OFF = (
    "Wer am Ende ohne Platz ist, zählt mit den Tagen bis dahin, wartet aber weiter. Unter einer "
    "Regel, die mehr Kinder ohne Platz lässt, ist die Wartezeit also länger, als hier steht."
)


def days(tenths: int) -> str:
    """Return tenths of a day as a German number."""
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // TENTHS},{abs(tenths) % TENTHS}"


def headline(year: Tallies) -> str:
    """Return the finding in one sentence; it is computed, never written beforehand."""
    found = {line.policy: line for line in year.lines}
    waits = {name: course.waits.mean_tenths for name, course in found.items()}
    if "own_town_first" not in waits or "district_first_come" not in waits:
        return f"Ein Jahr mit {_children(year.children)}, durchgespielt"
    across = waits["own_town_first"] - waits["district_first_come"]
    if across > 0:
        return f"Über die Stadtgrenze zu sehen spart im Mittel {days(across)} Tage Wartezeit"
    if across < 0:
        return f"Über die Stadtgrenze zu sehen kostet im Mittel {days(-across)} Tage Wartezeit"
    return "Über die Stadtgrenze zu sehen ändert an der Wartezeit in diesem Jahr nichts"


def reading(year: Tallies) -> tuple[str, ...]:
    """Return what the year says about the policies, sentence by sentence."""
    found = {line.policy: line for line in year.lines}
    steps: tuple[tuple[PolicyName, PolicyName, str], ...] = (
        ("own_town_first", "district_first_come", "über die Stadtgrenze zu sehen"),
        ("district_first_come", "weekly_optimum", "wöchentlich gemeinsam abzuwägen"),
        ("weekly_optimum", "with_moves", "Platzwechsel vor der Bekanntgabe zu erlauben"),
    )
    told = [
        _step(found[worse], found[better], what)
        for worse, better, what in steps
        if worse in found and better in found
    ]
    if all(name in found for name in ("own_town_first", "district_first_come", "with_moves")):
        told.append(_most(found))
    if "deferred_acceptance" in found:
        told.append(
            "Gegenseitige Auswahl heißt: Jedes Kind bewirbt sich beim nächsten Platz, Schulen "
            "nehmen Geschwister und lange Wartende zuerst. Sie steht hier nur zum Vergleich; "
            "benutzt wird sie nirgends. "
            f"Sie ließe am Ende {_children(found['deferred_acceptance'].unplaced_end)} ohne Platz."
        )
    return (*told, *caveats(year))


def caveats(year: Tallies) -> tuple[str, ...]:
    """Return what the figures do not say."""
    never = year.never
    counts = "es zählt" if never == 1 else "sie zählen"
    impossible = (
        f"Für {_children(never)} kommt das ganze Jahr keine Lerngruppe in Frage; {counts} bei "
        "jeder Regel bis zum Ende mit."
    )
    thought = (
        "Das Jahr ist ein gedachtes oder ein vergangenes. Was wirklich kommt, Ferien, Absagen von "
        "Schulen, Gesundheitsprüfungen und Umzüge von Familien stehen nicht darin."
    )
    moving = (
        "Ein Platzwechsel vor der Bekanntgabe setzt voraus, dass die Familie ihren Platz so "
        "lange noch nicht kennt; auch das ist ein Preis."
    )
    cut_off = any(line.unplaced_end > never for line in year.lines)
    first = (*((impossible,) if never else ()), *((CUT_OFF,) if cut_off else ()))
    return (*first, DIFFERENCES, thought, moving)


def _step(worse: Tally, better: Tally, what: str) -> str:
    gain = worse.waits.mean_tenths - better.waits.mean_tenths
    left = worse.unplaced_end - better.unplaced_end
    if not gain and not left:
        return f"Nichts ändert es in diesem Jahr, {what}."
    wait = f"{days(abs(gain))} Tage {'weniger' if gain >= 0 else 'mehr'} Wartezeit im Mittel"
    seats = f"am Ende {_children(abs(left))} {'weniger' if left >= 0 else 'mehr'} ohne Platz"
    return f"{what[0].upper()}{what[1:]} bringt in diesem Jahr {wait} und {seats}."


def _most(found: Mapping[PolicyName, Tally]) -> str:
    """Say how much of the whole gain comes from looking across town borders."""
    first = found["own_town_first"].waits.mean_tenths
    whole = first - found["with_moves"].waits.mean_tenths
    across = first - found["district_first_come"].waits.mean_tenths
    if whole <= 0:
        return "Im Mittel wartet in diesem Jahr unter keiner Regel ein Kind kürzer."
    share = f"{days(max(0, across))} von {days(whole)} Tagen, die im Mittel zu gewinnen sind"
    if 2 * across > whole:
        return f"Das meiste davon bringt der Blick über die Stadtgrenze: {share}."
    return f"Der Blick über die Stadtgrenze bringt {share}."


def _children(many: int) -> str:
    return "1 Kind" if many == 1 else f"{many} Kinder"
