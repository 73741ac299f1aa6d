# SPDX-License-Identifier: EUPL-1.2
"""The sheet with a school passport: for the family in its language, for the next centre in German.

What the code says stands beside it in words, and nothing else.
"""

import datetime as dt
from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from rundertisch.kernel import languages, letters, signing
from rundertisch.kernel.letters import Block, Letter
from rundertisch.schooling.exchange.passport_format import Passport

Fact = tuple[str, str]


def passport_letter(*, passport: Passport, text: str, language: str) -> Letter:
    """Return the sheet; ``text`` is what the code says, ``language`` one of the public pages."""
    with translation.override(languages.SOURCE):
        told = (*_family(passport), *_office())
        title = _("Schulpass")
    if language != languages.SOURCE:
        with translation.override(language):
            theirs = (letters.heading(_("Schulpass")), *_family(passport), *unread(language))
        first = (letters.in_language(block, language) for block in theirs)
        told = (*first, letters.heading("Auf Deutsch"), *told)
    blocks = (_code(passport=passport, text=text), *told)
    return Letter(title=title, language=languages.SOURCE, blocks=blocks, foot="Rundertisch")


def passport_facts(passport: Passport) -> tuple[Fact, ...]:
    """Return what a passport says, in the active language, as name and value."""
    return tuple(_facts(passport))


def unread(language: str) -> tuple[Block, ...]:
    """Say it, in the active language, where no person has read the translation."""
    if languages.reviewed(language):
        return ()
    return (
        letters.notice(
            _(
                "Diese Übersetzung hat noch kein Mensch geprüft. Wenn etwas unklar ist, fragen Sie "
                "bitte die Beratungsstelle. Es gilt der deutsche Text."
            )
        ),
    )


def _family(passport: Passport) -> tuple[Block, ...]:
    absent = [_("Nicht darin stehen: Geburtstag, Anschrift, Staatsangehörigkeit, Krankheiten.")]
    if not (passport.first_name or passport.family_name):
        absent.append(_("Auch der Name steht nicht darin."))
    return (
        letters.paragraph(
            _(
                "Dieses Blatt gehört Ihnen. Wenn Sie in einen anderen Kreis ziehen, zeigen Sie es "
                "dort der Schulberatung: Beratung und Wartezeit beginnen nicht neu."
            )
        ),
        letters.paragraph(_("Sie entscheiden selbst, ob Sie es zeigen.")),
        letters.facts(*_facts(passport)),
        letters.paragraph(" ".join(absent)),
    )


def _facts(passport: Passport) -> Iterator[Fact]:
    name = f"{passport.first_name} {passport.family_name}".strip()
    if name:
        yield _("Name"), name
    spread = f"{passport.grade}–{passport.grade_to}" if passport.grade_to else str(passport.grade)
    yield _("Klasse"), languages.left_to_right(spread)
    yield from _day(_("Beraten am"), passport.counselled_on)
    yield from _day(_("Wartet seit"), passport.waiting_since)
    yield from _day(_("Letzter Schultag anderswo"), passport.latest_school_day_on)
    literacy = _("ja") if passport.needs_literacy else _("nein")
    yield _("Lernt zuerst lesen und schreiben"), literacy
    if passport.interpreter_language:
        yield _("Sprache für die Übersetzung"), passport.interpreter_language
    yield _("Ausgestellt von"), passport.centre
    yield from _day(_("Ausgestellt am"), passport.issued_on)


def _day(label: str, day: dt.date | None) -> Iterator[Fact]:
    if day is not None:
        yield label, f"{day:%d.%m.%Y}"


def _code(*, passport: Passport, text: str) -> Block:
    """Draw what is scanned; whoever does not see it reads that the sheet says the same."""
    said = (
        f"QR-Code mit dem Schulpass, ausgestellt von {passport.centre} am "
        f"{passport.issued_on:%d.%m.%Y}: dieselben Angaben wie auf diesem Blatt, mit Unterschrift"
    )
    return letters.code(text, says=said)


def _office() -> tuple[Block, ...]:
    """Say to the next centre what the code is and how to know that it is ours; German only."""
    return (
        letters.heading("Für die Schulberatung im nächsten Kreis"),
        letters.paragraph(
            "Der Code enthält die Angaben auf diesem Blatt, unterschrieben vom ausstellenden "
            "Zentrum. Einlesen: Kinder, Schulpass einlesen. Der erste Pass eines Zentrums wird "
            "erst angenommen, wenn Sie dort angerufen und dieses Prüfzeichen verglichen haben:"
        ),
        letters.points(*signing.lines(signing.fingerprint())),
    )
