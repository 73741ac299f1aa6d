# SPDX-License-Identifier: EUPL-1.2
"""Processing steps (Verarbeitungstätigkeiten): what each room does with persons, on which basis.

A room enters its step in `apps.py ready()`; the rooms below this one are entered here. A room with
records about persons and without a step fails the build.
"""

from dataclasses import dataclass

from rundertisch.kernel.models import Basis

MEASURES = (
    "Zeilenschutz der Datenbank je Platz am Tisch, zweiter Faktor, Protokoll der Handlungen und "
    "Zugriffe ohne Inhalte, Sicherungen, Löschen mit Quittung (docs/explanation/privacy.md)"
)
ABROAD = "keine Übermittlung in Drittländer"


@dataclass(frozen=True, slots=True)
class Step:
    """What one room does with persons: the parts of DSGVO Art. 30 that no single record knows.

    ``app`` is the room's label in Django; ``recipients`` are kinds of offices, never persons.
    """

    app: str
    name: str
    people: str
    basis: Basis
    legal_basis: str
    recipients: tuple[str, ...]


_steps: dict[str, Step] = {}


def declare(step: Step) -> None:
    """Enter what a room does; a second entry of the same room replaces the first."""
    _steps[step.app] = step


def steps() -> tuple[Step, ...]:
    """Return every processing step in the order of their names."""
    return tuple(sorted(_steps.values(), key=lambda one: one.name))


def step_of(app: str) -> Step:
    """Return the step of a room; raises KeyError where none was entered."""
    return _steps[app]


def enter_lower() -> None:
    """Enter the steps of the rooms below and of this one."""
    declare(
        Step(
            app="accounts",
            name="Anmeldung und Plätze am Tisch",
            people="Beschäftigte der beteiligten Stellen",
            basis=Basis.LAW,
            legal_basis="Art. 6 Abs. 1 lit. e, Art. 32 DSGVO (nicht verifiziert)",
            recipients=("Administration des Integrationszentrums",),
        )
    )
    declare(
        Step(
            app="kernel",
            name="Protokolle, Zugangslinks und Postausgang",
            people="Beschäftigte; Personen nur über eine zufällige Kennung",
            basis=Basis.LAW,
            legal_basis="Art. 5 Abs. 2, Art. 12, Art. 32 DSGVO (nicht verifiziert)",
            recipients=("Prüfung, nur zu zweit und nur zum Datenschutz",),
        )
    )
    declare(
        Step(
            app="privacy",
            name="Rechte der betroffenen Personen",
            people="Personen, über die etwas gespeichert ist",
            basis=Basis.LAW,
            legal_basis="Art. 6 Abs. 1 lit. c i. V. m. Art. 7, 12 bis 22 DSGVO (nicht verifiziert)",
            recipients=("die Beratung, die den Datensatz führt",),
        )
    )
