# SPDX-License-Identifier: EUPL-1.2
"""Which schools a plan may choose, proposed from what a school list says about a school.

Special and hospital schools (Förderschulen, Klinikschulen, Schulen für Kranke) are never a target
of a plan: a place there follows from a special-needs procedure (AO-SF), never from arithmetic.
Lists hide them, for example under the form "Freie Waldorfschule"; so form *and* name are read.
"""

import re
import unicodedata

from rundertisch.engine.placement.problem import Assignable

# Parts of words, because lists shorten and join them: "Fördersch.", "FSP Lernen", "Klinikschule".
# The older and the English names are here too: a list may be old, or come from elsewhere.
_SPECIAL_PARTS = (
    *("foerder", "fsp", "kranke", "klinik"),
    *("sonderschul", "sonderpaed", "heilpaed", "hilfsschul", "hospitalschul"),
    *("hospital school", "special school", "special needs"),
)

_ENDING = "(?:e[mnrs]?)?"  # German endings of adjectives
# Whole words, or "Kathrin", "Evastraße" and "Freiligrathschule" would be taken for churches.
_NAMED_WORDS = re.compile(
    rf"kath|katholisch{_ENDING}|ev|evgl|evang|evangelisch{_ENDING}|freie[mnrs]?"
    rf"|waldorf(?:schulen?)?|priv|privat{_ENDING}|privatschulen?"
)
_WORD = re.compile(r"[a-z]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})  # casefold has made ss of ß


def proposed_assignable(*, form: str, name: str, legal_status: str = "") -> Assignable:
    """Propose whether a plan may seat children at a school.

    ``no``: a special or hospital school, whatever its listed form. ``named``: a denominational or
    private school, only for children whose family names it. ``yes``: any other school.
    """
    listed = _plain(f"{form} {name}")
    if any(part in listed for part in _SPECIAL_PARTS):
        return "no"
    words = _WORD.findall(f"{listed} {_plain(legal_status)}")
    return "named" if any(_NAMED_WORDS.fullmatch(word) for word in words) else "yes"


def _plain(text: str) -> str:
    """Return the text in small letters, umlauts spelled out however they were encoded."""
    shown = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return unicodedata.normalize("NFC", shown.casefold()).translate(_SPELLED_OUT)
