# SPDX-License-Identifier: EUPL-1.2
"""Letters are tagged PDF in their language; what people typed is printed as they typed it."""

import io

import pikepdf
import pytest

from rundertisch.kernel import letters
from rundertisch.kernel.letters import Letter

TYPED = '#include "/etc/passwd" *fett* $x$ \\ </script>'


def opened(letter: Letter) -> pikepdf.Pdf:
    """Set a letter and read it again."""
    return pikepdf.open(io.BytesIO(letters.pdf(letter=letter)))


def letter(*, language: str) -> Letter:
    """A letter with a block of every kind."""
    return Letter(
        title="Ein Blatt",
        language=language,
        foot="Rundertisch",
        blocks=(
            letters.heading("Wozu"),
            letters.subheading("Genauer"),
            letters.paragraph(TYPED),
            letters.notice("رجاءً"),
            letters.points("eins", "#zwei"),
            letters.facts(("Name", "Mira Çelik"), ("Klasse", "3")),
            letters.code("https://rundertisch.example/ar/#x"),
        ),
    )


@pytest.mark.parametrize("language", ["de", "ar", "fa", "uk"])
def test_a_letter_says_its_language_and_title_and_is_tagged(language: str) -> None:
    pdf = opened(letter(language=language))
    assert str(pdf.Root.Lang).startswith(language)
    assert pdf.Root.MarkInfo.Marked
    with pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"] == "Ein Blatt"


def test_the_picture_of_an_address_has_the_address_as_its_text() -> None:
    pdf = opened(letter(language="de"))
    texts = [
        str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
    ]
    assert "https://rundertisch.example/ar/#x" in texts


def test_typed_words_are_no_markup() -> None:
    """Typst would refuse the unclosed formula and the missing file if it read them as markup."""
    assert opened(letter(language="de")).pages


def test_a_telephone_number_keeps_its_order_in_a_letter_from_right_to_left() -> None:
    first, last = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
    assert letters.in_order("030 23125 000") == f"{first}030 23125 000{last}"
    assert letters.in_order("Musterhaus, Zimmer 12") == f"{first}Musterhaus, Zimmer 12{last}"
    mixed = "اتصلوا +49 30 23125 أو في 3.12.2026"
    assert letters.in_order(mixed) == f"اتصلوا {first}+49 30 23125{last} أو في 3.12.2026"
    assert not letters.in_order("")
    told = (letters.facts(("الهاتف", "030 23125 000")),)
    assert letters.pdf(letter=Letter(title="رسالة", language="ar", blocks=told)).startswith(b"%PDF")
