# SPDX-License-Identifier: EUPL-1.2
"""Find a text again without keeping it: keyed digests of its words, and of runs of words.

A receipt of forgetting must let somebody search for what is gone, and must not say what it was.
So it keeps HMAC-SHA256 digests under a key that lies outside of the database and of every backup,
with a salt of its own. Whoever holds the receipt alone can test no guess; whoever holds key and
salt can test a text that lies before them, and nothing else.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rundertisch.kernel import signing

MOST_WORDS = 6  # of a longer text every run of six words is kept
FEWEST_LETTERS = 3  # a shorter word stands in every second sentence
DIGEST_BYTES = 16
NAMED = 12  # a single shorter word without a digit may be the name of somebody else as well
_WORD = re.compile(r"[^\W_]+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traces:
    """What is known of a forgotten text: digests of runs and of their first words, no word."""

    salt: str
    digests: frozenset[str]
    weak: frozenset[str]  # digests of what somebody else may carry as well
    firsts: frozenset[str]
    lengths: tuple[int, ...]

    @property
    def all(self) -> frozenset[str]:
        """Return every digest, firm or weak."""
        return self.digests | self.weak


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared: small letters, one spelling of each sign."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return _WORD.findall(unicodedata.normalize("NFKC", plain).casefold())


def runs_of(value: str) -> set[Run]:
    """Return what to look for of one value: itself, or of a long one every six words of it."""
    found = words(value)
    if not found or (len(found) == 1 and len(found[0]) < FEWEST_LETTERS):
        return set()
    if len(found) <= MOST_WORDS:
        return {tuple(found)}
    starts = {*range(0, len(found) - MOST_WORDS, MOST_WORDS), len(found) - MOST_WORDS}
    return {tuple(found[at : at + MOST_WORDS]) for at in starts}


def weak(run: Run) -> bool:
    """Say whether somebody else may well carry the same: a single short word without a digit."""
    return len(run) == 1 and len(run[0]) < NAMED and run[0].isalpha()


def appearing(*, runs: Iterable[Run], texts: Iterable[str]) -> set[Run]:
    """Return those of the runs that stand in one of the texts."""
    left: dict[str, set[Run]] = {}
    for run in runs:
        left.setdefault(run[0], set()).add(run)
    found: set[Run] = set()
    for text in texts:
        said = words(text)
        for at, word in enumerate(said):
            for run in tuple(left.get(word, ())):
                if tuple(said[at : at + len(run)]) == run:
                    found.add(run)
                    left[word].discard(run)
    return found


def keyed(*, salt: str) -> bytes:
    """Return the key under this salt, from the key of this instance; raises `Refusal` without."""
    own = hmac.digest(signing.load_key(), b"rundertisch traces", "sha256")
    return hmac.digest(own, salt.encode(), "sha256")


def digest(*, key: bytes, run: Sequence[str]) -> str:
    """Return the digest of a run of words, 32 hex digits."""
    return hmac.digest(key, " ".join(run).encode(), hashlib.sha256)[:DIGEST_BYTES].hex()


def keep(*, runs: Iterable[Run], salt: str) -> Traces:
    """Return the digests of these runs."""
    key, kept = keyed(salt=salt), set(runs)
    uncertain = {run for run in kept if weak(run)}
    return Traces(
        salt=salt,
        digests=frozenset(digest(key=key, run=run) for run in kept - uncertain),
        weak=frozenset(digest(key=key, run=run) for run in uncertain),
        firsts=frozenset(digest(key=key, run=run[:1]) for run in kept),
        lengths=tuple(sorted({len(run) for run in kept})),
    )


class Finder:
    """Look for traces in many texts; remembers of every word whether a trace begins with it."""

    def __init__(self, traces: Traces) -> None:
        self.traces = traces
        self.key = keyed(salt=traces.salt)
        self._wanted = traces.all
        self._begins: dict[str, bool] = {}

    def found(self, text: str) -> set[str]:
        """Return the digests of the traces that stand in a text."""
        said = words(text)
        hits: set[str] = set()
        for at, word in enumerate(said):
            if self._may_begin(word):
                runs = (said[at : at + length] for length in self.traces.lengths)
                hits |= {digest(key=self.key, run=run) for run in runs} & self._wanted
        return hits

    def _may_begin(self, word: str) -> bool:
        known = self._begins.get(word)
        if known is None:
            known = digest(key=self.key, run=(word,)) in self.traces.firsts
            self._begins[word] = known
        return known
