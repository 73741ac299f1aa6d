# SPDX-License-Identifier: EUPL-1.2
"""The sheet with the code of a family's status page: in its language, and in German.

It names nobody: a sheet that is lost tells only that somebody waits for a school.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from rundertisch.kernel import languages, letters
from rundertisch.kernel.letters import Block, Letter
from rundertisch.schooling import queries
from rundertisch.schooling.exchange.passport_sheets import unread
from rundertisch.schooling.models import HelpDesk


def status_sheet(*, address: str, language: str, desk: HelpDesk | None) -> Letter:
    """Return the sheet; ``address`` is what the code leads to."""
    with translation.override(language):
        title = _("Schulplatz: So ist der Stand")
        told = (*_how(), letters.code(address), *_about())
        called = (*_call(desk), *unread(language))
    if language == languages.SOURCE:
        return Letter(title=title, language=language, blocks=(*told, *called), foot="Rundertisch")
    with translation.override(languages.SOURCE):
        german = (letters.heading("Auf Deutsch"), *_how(), *_about())
    blocks = (
        *told,
        *called,
        *(letters.in_language(block, languages.SOURCE) for block in german),
    )
    return Letter(title=title, language=language, blocks=blocks, foot="Rundertisch")


def _how() -> tuple[Block, ...]:
    return (
        letters.notice(queries.standard_texts()[queries.NOT_THE_OFFICE]),
        letters.paragraph(
            _("Halten Sie die Kamera des Telefons auf das Bild, oder tippen Sie die Adresse ab.")
        ),
    )


def _about() -> tuple[Block, ...]:
    return (
        letters.points(
            _("Sie lesen dort in Ihrer Sprache: wie lange Sie warten und was als Nächstes kommt."),
            _("Sie können um einen anderen Termin bitten und eine Schule wünschen."),
            _("Auf der Seite steht kein Name. Heben Sie das Blatt trotzdem gut auf."),
            _("Blatt verloren? Rufen Sie an. Dann gilt es nicht mehr, und Sie bekommen ein neues."),
        ),
    )


def _call(desk: HelpDesk | None) -> tuple[Block, ...]:
    if desk is None:
        return ()
    facts = [(_("Telefon"), desk.phone)]
    if desk.hours:
        facts.append((_("Sprechzeiten"), desk.hours))
    if desk.place:
        facts.append((_("Wo"), desk.place))
    return (letters.heading(desk.name), letters.facts(*facts))
