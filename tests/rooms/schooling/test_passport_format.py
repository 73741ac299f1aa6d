# SPDX-License-Identifier: EUPL-1.2
"""The text of a school passport: what is written is read, what was touched is refused."""

import base64
import datetime as dt
import random
import zlib
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rundertisch.kernel import seal, signing
from rundertisch.kernel.errors import Refusal
from rundertisch.schooling.exchange import passport_format as form
from rundertisch.schooling.exchange.passport_format import Passport

SEED = bytes(range(32))
DAY = dt.date(2026, 11, 27)
NELA = Passport(
    passport_number="A" * 22,
    centre="Zentrum der Proben",
    issued_on=DAY,
    grade=5,
    grade_to=6,
    counselled_on=dt.date(2026, 10, 1),
    waiting_since=dt.date(2026, 9, 1),
    interpreter_language="Ukrainisch",
)
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=90)
DAYS = st.none() | st.dates(min_value=dt.date(2000, 1, 1), max_value=DAY)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    """An instance whose key is known here only."""
    monkeypatch.setattr(signing, "load_key", lambda: SEED)


def read(text: str) -> Passport:
    """Read as the next centre does, once it trusts the key."""
    return form.content_of(form.unseal(text=text))


def signed(record: Mapping[str, Any], *, plain: bytes | None = None) -> str:
    """Sign whatever a strange program writes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(seal.canonical(record) if plain is None else plain) + packer.flush()
    key = signing.public()
    whole = signing.sign(form.HEAD.encode() + key + packed) + key + packed
    return form.HEAD + base64.b32encode(whole).decode().rstrip("=")


def record(**changes: object) -> dict[str, object]:
    """Nela's passport as JSON has it."""
    told = {
        "version": 1,
        "passport_number": "A" * 22,
        "centre": "Zentrum der Proben",
        "issued_on": "2026-11-27",
        "grade": 5,
        "needs_literacy": False,
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


@settings(max_examples=50, deadline=None)
@given(
    texts=st.fixed_dictionaries(dict.fromkeys(form.LONGEST, WORDS)),
    days=st.tuples(DAYS, DAYS, DAYS),
    grades=st.integers(1, 12).flatmap(
        lambda low: st.tuples(st.just(low), st.none() | st.integers(low + 1, 13))
    ),
    literacy=st.booleans(),
)
def test_what_is_written_is_read_and_never_longer_than_a_kilobyte(
    texts: dict[str, str],
    days: tuple[dt.date | None, ...],
    grades: tuple[int, int | None],
    literacy: bool,  # noqa: FBT001 - hypothesis names it
) -> None:
    passport = Passport(
        passport_number="_-" * 11,
        issued_on=DAY,
        grade=grades[0],
        grade_to=grades[1],
        needs_literacy=literacy,
        counselled_on=days[0],
        waiting_since=days[1],
        latest_school_day_on=days[2],
        **{name: form.shortened(name=name, text=text) or "x" for name, text in texts.items()},
    )
    text = form.write_passport(passport=passport)
    assert read(text) == passport
    assert read(f"  {text[:60]}\r\n{text[60:]}\n") == passport
    assert len(text.encode("ascii")) <= form.LARGEST == 1024


def test_the_longest_possible_content_fits() -> None:
    """Letters that no packer makes shorter, in every field as many as it may have."""
    chance = random.Random(7)  # noqa: S311 - no secret: the letters of a test
    longest = 0
    for _ in range(40):
        texts = {
            name: "".join(chr(chance.randrange(0x10000, 0x2FFFF)) for _ in range(most // 4))
            + "x" * (most % 4)
            for name, most in form.LONGEST.items()
        }
        passport = Passport(
            passport_number="".join(chance.choices("abcdefghABCDEFGH0123456789_-", k=22)),
            issued_on=DAY,
            grade=12,
            grade_to=13,
            counselled_on=dt.date(2025, 12, 31),
            waiting_since=dt.date(2024, 8, 17),
            latest_school_day_on=dt.date(2023, 7, 26),
            **texts,
        )
        text = form.write_passport(passport=passport)
        assert read(text) == passport
        longest = max(longest, len(text))
    assert 900 < longest <= form.LARGEST


def test_every_changed_byte_is_refused() -> None:
    text = form.write_passport(passport=NELA)
    for at, sign in enumerate(text):
        for other in {chr(ord(sign) ^ 1), sign.lower(), "A" if sign != "A" else "B"} - {sign}:
            with pytest.raises(Refusal):
                form.unseal(text=text[:at] + other + text[at + 1 :])
    whole = bytearray(base64.b32decode(form._padded(text.removeprefix(form.HEAD))))  # noqa: SLF001 - as the format says
    for at in range(len(whole)):
        touched = bytearray(whole)
        touched[at] ^= 0x80
        with pytest.raises(Refusal, match="beschädigt oder verändert"):
            form.unseal(text=form.HEAD + base64.b32encode(touched).decode().rstrip("="))


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("", "kein Schulpass"),
        ("Guten Tag", "kein Schulpass"),
        (form.NAME + "2.ABCDEFGH", "hat die Fassung 2"),
        (form.HEAD, "beschädigt"),
        (form.HEAD + "A" * 160, "beschädigt"),
        (form.HEAD + "A" * 1100, "beschädigt"),
        (form.HEAD + "ä1!", "beschädigt"),
    ],
)
def test_what_is_no_passport_is_refused_with_a_sentence(broken: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read(broken)


def test_a_part_of_a_passport_or_more_than_one_is_refused() -> None:
    text = form.write_passport(passport=NELA)
    for wrong in (text[:-1], text[:-8], text + "A", text + text):
        with pytest.raises(Refusal, match="beschädigt"):
            read(wrong)


def test_another_key_cannot_sign_for_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = base64.b32decode(
        form._padded(form.write_passport(passport=NELA).removeprefix(form.HEAD))  # noqa: SLF001 - as above
    )
    ours = signing.public()
    monkeypatch.setattr(signing, "load_key", lambda: bytes(32))
    forged = signing.sign(form.HEAD.encode() + ours + whole[96:]) + ours + whole[96:]
    with pytest.raises(Refusal, match="beschädigt"):
        read(form.HEAD + base64.b32encode(forged).decode().rstrip("="))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"version": 2}, "hat die Fassung 2"),
        ({"nationality": "XY"}, "„nationality“ .*speichert Rundertisch nie"),
        ({"born_on": "2015-01-01"}, "mehr Angaben, als hineingehören: „born_on“"),
        ({"grade": None}, "fehlt oder ist unlesbar"),
        ({"grade": 0}, "unlesbar"),
        ({"grade": True}, "unlesbar"),
        ({"grade_to": 4}, "widersprechen sich"),
        ({"needs_literacy": 1}, "unlesbar"),
        ({"counselled_on": "2026-11-28"}, "widersprechen sich"),
        ({"waiting_since": "20260901"}, "unlesbar"),
        ({"waiting_since": "2026-02-30"}, "unlesbar"),
        ({"centre": ""}, "unlesbar"),
        ({"centre": "x" * 91}, "unlesbar"),
        ({"first_name": "Ne\x00la"}, "unlesbar"),
        ({"passport_number": "1"}, "unlesbar"),
    ],
)
def test_a_signed_passport_that_says_too_much_or_too_little_is_refused(
    changes: dict[str, object], why: str
) -> None:
    assert read(signed(record())).grade == 5
    with pytest.raises(Refusal, match=why):
        read(signed(record(**changes)))


@pytest.mark.parametrize(
    "plain",
    [b"", b"[]", b"{", b'{"version": 1}', b'{"version":1,"version":1}', b"[" * 4000, b" " * 9999],
)
def test_a_signed_content_that_is_not_written_in_the_one_way_is_refused(plain: bytes) -> None:
    with pytest.raises(Refusal, match="nicht lesbar"):
        read(signed({}, plain=plain))


def test_a_name_or_a_language_that_is_too_long_is_said_before_anything_is_signed() -> None:
    for field, why in (("first_name", "ohne Namen drucken"), ("interpreter_language", "kürzen")):
        given_ = {"passport_number": "A" * 22, "centre": "Z", "issued_on": DAY, "grade": 1}
        with pytest.raises(Refusal, match=why):
            form.write_passport(passport=Passport(**given_, **{field: "ä" * 60}))  # type: ignore[arg-type]  # mixed values
