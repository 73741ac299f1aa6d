# SPDX-License-Identifier: EUPL-1.2
"""Which standard text can be heard in which language, and which recording is outdated."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation

from rundertisch.kernel import languages
from rundertisch.kernel.languages import Language
from rundertisch.schooling.models import Recording
from rundertisch.schooling.queries.spoken import standard_texts


@dataclass(frozen=True, slots=True)
class Spoken:
    """A standard text as it is shown, and where it can be heard; no sound: no digest."""

    words: str
    digest: str


@dataclass(frozen=True, slots=True)
class RecordingLine:
    """One standard text in one language as counselling sees it."""

    text: str
    german: str
    words: str
    digest: str
    uploaded_on: dt.date | None
    outdated: bool


@dataclass(frozen=True, slots=True)
class Voices:
    """A language and how many of its texts can be heard."""

    language: Language
    heard: int
    of: int


def words_hash(words: str) -> str:
    """Return by what a recording knows the words that it says."""
    return hashlib.sha256(words.encode()).hexdigest()


def spoken_texts(*, language: str) -> Mapping[str, Spoken]:
    """Return every standard text in the active language, with its sound where that says it."""
    texts = standard_texts()
    rows = Recording.objects.filter(language=language)
    sounds = {
        (text, hashed): digest
        for text, hashed, digest in rows.values_list("text", "words_hash", "digest")
    }
    return {
        key: Spoken(words=words, digest=sounds.get((key, words_hash(words)), ""))
        for key, words in texts.items()
    }


def recording_lines(*, language: str) -> Sequence[RecordingLine]:
    """Return every standard text with its recording in a language, also an outdated one."""
    with translation.override(languages.SOURCE):
        german = standard_texts()
    with translation.override(language):
        texts = standard_texts()
    found = {one.text: one for one in Recording.objects.filter(language=language).defer("content")}
    return [
        RecordingLine(
            text=key,
            german=german[key],
            words=words,
            digest=found[key].digest if key in found else "",
            uploaded_on=found[key].uploaded_on if key in found else None,
            outdated=key in found and found[key].words_hash != words_hash(words),
        )
        for key, words in texts.items()
    ]


def voices() -> Sequence[Voices]:
    """Return every language with the number of texts that can be heard in it."""
    rows = Recording.objects.values_list("language", "text", "words_hash")
    known = {(language, text): hashed for language, text, hashed in rows}
    found = []
    for one in languages.LANGUAGES:
        with translation.override(one.code):
            texts = standard_texts()
        heard = sum(known.get((one.code, key)) == words_hash(words) for key, words in texts.items())
        found.append(Voices(language=one, heard=heard, of=len(texts)))
    return found


def recording(*, digest: str) -> Recording | None:
    """Return a recording by its digest."""
    return Recording.objects.filter(digest=digest).first()
