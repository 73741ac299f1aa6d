# SPDX-License-Identifier: EUPL-1.2
"""A message to a family as a sheet of paper: in its language, then in German.

The address stands above only as far as it is known: a protected one (§ 51 BMG) is not, and the
letter is handed over instead of sent.
"""

from collections.abc import Iterator

from django.utils import translation

from rundertisch.kernel import languages, letters
from rundertisch.kernel.letters import Block, Letter
from rundertisch.kernel.outbox import Words
from rundertisch.schooling import queries
from rundertisch.schooling.exchange.passport_sheets import unread
from rundertisch.schooling.models import Child


def family_letter(*, line: queries.LetterLine) -> Letter:
    """Return the letter to print."""
    german = queries.letter_words(line=line, language=languages.SOURCE)
    blocks: list[Block] = [letters.paragraph(recipient(child=line.child))]
    language = line.language or languages.SOURCE
    if language != languages.SOURCE:
        theirs = queries.letter_words(line=line, language=language)
        with translation.override(language):
            told = [letters.heading(theirs.heading), *_paragraphs(theirs), *unread(language)]
        blocks += [letters.in_language(block, language) for block in told]
        blocks.append(letters.heading(f"Auf Deutsch: {german.heading}"))
    blocks += _paragraphs(german)
    return Letter(
        title=german.heading, language=languages.SOURCE, blocks=tuple(blocks), foot="Rundertisch"
    )


def recipient(*, child: Child) -> str:
    """Return to whom and where; without a known home it is handed over."""
    name = f"Familie von {child}"
    if child.address_protected or not child.street:
        return f"{name}\nBitte persönlich übergeben"
    town = f"{child.postcode} {child.home_town.name}".strip()
    return f"{name}\n{child.street} {child.house_number}\n{town}"


def _paragraphs(words: Words) -> Iterator[Block]:
    return (letters.paragraph(part) for part in words.paragraphs)
