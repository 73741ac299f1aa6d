# SPDX-License-Identifier: EUPL-1.2
"""The information sheet that a family gets before its data are used (Art. 13, 14 DSGVO)."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rundertisch.kernel import letters
from rundertisch.kernel.letters import Block, Letter


def information_sheet(*, responsible: Sequence[tuple[str, str]]) -> Letter:
    """Return the sheet about school placement in the active language.

    ``responsible`` says by name who answers for which part, in German as it is entered.
    """
    return Letter(
        title=_("Ihre Daten bei der Suche nach einem Schulplatz"),
        language=str(get_language()),
        blocks=(
            letters.paragraph(
                _("Dieses Blatt sagt Ihnen, was mit den Daten Ihres Kindes geschieht (DSGVO).")
            ),
            *_why(),
            *_what(),
            *_who_sees(),
            *_how_long(),
            *_your_rights(),
            *_responsible(responsible),
            letters.notice(_("Dieser Text ist eine Vorlage und noch nicht rechtlich geprüft.")),
        ),
        foot="Rundertisch",
    )


def _why() -> tuple[Block, ...]:
    return (
        letters.heading(_("Wozu und auf welcher Grundlage")),
        letters.paragraph(
            _(
                "Jedes Kind, das in Nordrhein-Westfalen wohnt, geht zur Schule. Wir suchen einen "
                "Schulplatz und machen einen Vorschlag. Entscheiden muss die Schulaufsicht."
            )
        ),
        letters.paragraph(
            _(
                "Das geschieht auf Grund von Gesetzen: Artikel 6 Absatz 1 Buchstabe e DSGVO, "
                "§§ 34, 46 und 120 bis 122 Schulgesetz NRW. Eine Einwilligung ist dafür nicht "
                "nötig; deshalb gibt es dafür auch keinen Widerruf."
            )
        ),
    )


def _what() -> tuple[Block, ...]:
    return (
        letters.heading(_("Was gespeichert wird")),
        letters.points(
            _("Name und Geburtstag des Kindes, Klasse, Anschrift"),
            _("seit wann das Kind wartet, wann Sie beraten wurden"),
            _("ob das Kind zuerst lesen und schreiben lernt"),
            _("Geschwister, die auch einen Platz suchen"),
            _("Schulen, die Sie sich wünschen"),
            _("die Sprache für eine Übersetzung im Gespräch, nur wenn Sie das möchten"),
            _("Vorschläge, Entscheidungen und der Schulplatz"),
        ),
        letters.paragraph(
            _(
                "Das sagen uns Sie selbst, die Stadt, in der Sie angemeldet sind, oder eine "
                "Schule. Name, Klasse und Wohnort sind nötig, damit Ihr Kind einen Platz bekommt. "
                "Alles andere ist freiwillig."
            )
        ),
        letters.paragraph(
            _(
                "Nie gespeichert werden: Staatsangehörigkeit, Herkunft, Religion, "
                "Aufenthaltsstatus, Krankheiten."
            )
        ),
    )


def _who_sees() -> tuple[Block, ...]:
    return (
        letters.heading(_("Wer die Daten sieht")),
        letters.points(
            _("die Schulberatung des Kommunalen Integrationszentrums"),
            _("die Schulaufsicht, für die Kinder, für die sie zuständig ist"),
            _("das Schulverwaltungsamt der Stadt, in der das Kind wohnt"),
            _("eine Schule erst, wenn die Schulaufsicht den Platz unterschrieben hat"),
        ),
        letters.paragraph(
            _(
                "Die Ausländerbehörde sieht nichts davon. Die Daten gehen nicht ins Ausland. Kein "
                "Computer entscheidet allein."
            )
        ),
    )


def _how_long() -> tuple[Block, ...]:
    return (
        letters.heading(_("Wie lange")),
        letters.paragraph(
            _(
                "Zwei Jahre nach dem ersten Schultag oder nach dem Wegzug. Danach werden die Daten "
                "gelöscht. Diese Frist ist noch nicht rechtlich geprüft."
            )
        ),
    )


def _your_rights() -> tuple[Block, ...]:
    return (
        letters.heading(_("Ihre Rechte")),
        letters.points(
            _("Auskunft: Sie erfahren, was gespeichert ist, und bekommen eine Kopie."),
            _("Berichtigung: Was falsch ist, wird richtiggestellt."),
            _("Einschränkung: Solange etwas geklärt wird, dürfen die Daten nicht benutzt werden."),
            _("Widerspruch: wenn es in Ihrer Lage besondere Gründe gibt."),
            _("Löschung: wenn die Daten nicht mehr nötig sind."),
            _(
                "Beschwerde: bei der Landesbeauftragten für Datenschutz und Informationsfreiheit "
                "Nordrhein-Westfalen (www.ldi.nrw.de)."
            ),
        ),
        letters.paragraph(
            _(
                "Die Antwort kommt spätestens nach einem Monat. Das kostet nichts und hat für Ihr "
                "Kind keinen Nachteil."
            )
        ),
    )


def _responsible(responsible: Sequence[tuple[str, str]]) -> tuple[Block, ...]:
    if not responsible:
        return ()
    return (
        letters.heading(_("Wer verantwortlich ist")),
        letters.facts(*responsible),
    )
