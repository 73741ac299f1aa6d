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
