# SPDX-License-Identifier: EUPL-1.2
"""A notice on paper: the binding German text, the envelope's address, the translation behind it."""

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from rundertisch.kernel import languages, letters
from rundertisch.kernel.letters import Block, Letter
from rundertisch.schooling.models import Child, Notice, NoticeKind
from rundertisch.schooling.queries.notice_text import Told, blocks_of, words_in

BY_HAND = "Anschrift geschützt: wird persönlich übergeben"


def notice_letter(*, notice: Notice, child: Child, language: str) -> Letter:
    """Return the notice in German, with its translation behind it where there is one.

    ``child`` as it is led today: an address that became protected since is not printed.
    """
    told = Told.of(notice.told)
    blocks = blocks_of(text=notice.text)
    if language not in {"", languages.SOURCE}:
        words = words_in(text=notice.text)
        blocks = (*blocks, *translated(told=told, words=words, language=language))
    return Letter(
        title=told.title,
        language=languages.SOURCE,
        blocks=blocks,
        foot=f"Bescheid {notice.reference}",
        sender=f"{told.office}, {told.office_at}",
        address=envelope(child=child),
    )


def binding_letter(*, notice: Notice) -> Letter:
    """Return the German text alone, for whoever does not see the child's record."""
    told = Told.of(notice.told)
    return Letter(title=told.title, language=languages.SOURCE, blocks=blocks_of(text=notice.text))


def envelope(*, child: Child) -> tuple[str, ...]:
    """Return what the window of the envelope shows; of a protected home only how it is handed."""
    first = f"An die Eltern von {child}"
    if child.address_protected:
        return (first, BY_HAND)
    home = f"{child.street} {child.house_number}".strip()
    town = f"{child.postcode} {child.home_town.name}".strip()
    return tuple(line for line in (first, home, town) if line)


def translated(*, told: Told, words: str, language: str) -> tuple[Block, ...]:
    """Return what the notice says in another language; the German text alone is binding."""
    with translation.override(language):
        blocks = tuple(_translation(told, words=words, reviewed=languages.reviewed(language)))
    return (
        letters.new_page(),
        *(block if block.language else letters.in_language(block, language) for block in blocks),
    )


def _translation(told: Told, *, words: str, reviewed: bool) -> Iterator[Block]:
    yield letters.heading(_("Bescheid über einen Schulplatz"))
    yield letters.notice(
        _("Das ist eine Übersetzung. Sie hilft beim Lesen. Es gilt der deutsche Bescheid.")
        if reviewed
        else _(
            "Diese Übersetzung hat noch kein Mensch geprüft. Wenn etwas unklar ist, fragen Sie "
            "bitte die Beratungsstelle. Es gilt der deutsche Text."
        )
    )
    yield letters.paragraph(_decided(told))
    yield letters.facts(*(pair for pair in _place(told) if pair[1]))
    yield letters.heading(_("Warum so entschieden wurde"))
    if weighed := _weighed(told):
        yield letters.paragraph(weighed)
    yield letters.facts(*_waiting(told))
    yield letters.paragraph(_("Geschätzte Fahrminuten sind kein Grund dieser Entscheidung."))
    yield letters.paragraph(_("Die Behörde schreibt auf Deutsch:"))
    yield letters.in_language(letters.paragraph(words), languages.SOURCE)
    yield from _remedy(told)


def _decided(told: Told) -> str:
    if told.kind == NoticeKind.WITHDRAWAL:
        return _("Der Platz an dieser Schule gilt nicht mehr. Wir suchen einen neuen Platz.")
    if told.kind == NoticeKind.NEW_DECISION:
        return _("Ihr Kind wechselt an diese Schule. Der frühere Bescheid gilt nicht mehr.")
    return _("Ihr Kind bekommt einen Platz an dieser Schule.")


def _place(told: Told) -> Iterator[tuple[str, str]]:
    yield _("Name"), told.child
    yield _("Klasse"), told.grade
    yield _("Schule"), told.school
    yield _("Anschrift"), told.school_at
    yield _("Gruppe"), told.group
    yield _("Erster Tag"), told.first_day_on
    yield _("Frühere Schule"), told.old_school if told.kind == NoticeKind.NEW_DECISION else ""
    yield _("Entschieden hat"), told.office


def _waiting(told: Told) -> Iterator[tuple[str, str]]:
    yield _("Wartet seit"), told.waiting_since
    for wish in told.wishes:
        yield _("Gewünschte Schule"), wish


def _weighed(told: Told) -> str:
    """Return the reason the authority weighed first; a new decision gives its own in German."""
    return {
        "locked": _("Die Schulberatung hat diesen Platz für Ihr Kind vorgeschlagen."),
        "claim": _("Das ist die nächste Grundschule in Ihrer Stadt. Ihr Kind hat Anspruch darauf."),
        "wish": _("Sie haben sich diese Schule gewünscht."),
        "only": _("Nur diese Schule kam für Ihr Kind in Frage."),
        "nearest": _("Keine Schule, die für Ihr Kind in Frage kommt, liegt näher."),
        "sibling": _("Ein Geschwisterkind geht an dieselbe Schule oder bekommt dort einen Platz."),
        "makes_room": _("Einen Platz, der näher liegt, bekommt ein anderes Kind."),
    }.get(told.reason, "")


def _remedy(told: Told) -> Iterator[Block]:
    yield letters.heading(_("Wenn Sie nicht einverstanden sind"))
    yield letters.paragraph(
        _(
            "Sie können Widerspruch einlegen: mit einem Brief, den Sie unterschreiben, oder bei "
            "der Behörde selbst; dort schreibt man es für Sie auf. Die Beratung hilft Ihnen dabei."
        )
    )
    yield letters.facts(
        (
            _("Frist in Monaten, ab dem Tag, an dem Sie den Bescheid bekommen haben"),
            str(told.months),
        ),
        (_("Anschrift für den Widerspruch"), f"{told.office}, {told.office_at}"),
    )
