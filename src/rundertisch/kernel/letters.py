# SPDX-License-Identifier: EUPL-1.2
"""Letters and sheets: one text as blocks, shown as a page and set as PDF/UA by Typst.

The words of people reach Typst as JSON data only (`sys_inputs`), never as its markup: whatever
somebody types is printed as it was typed.
"""

import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

import segno
import typst

HERE = Path(__file__).resolve().parent
RIGHT_TO_LEFT = ("ar", "fa")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_NUMBER = re.compile(r"\+?\d[\d()/.:–-]*[ ()/–-][\d ()/.:–-]*\d|\+\d+")  # more than one group
FONTS, SHAPE = HERE / "fonts", HERE / "letters.typ"


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a letter: a heading, a paragraph, a list, facts with their names, or a code.

    ``text`` is the heading, the paragraph, or what the picture of a code leads to; ``lines`` are
    the points of a list; ``facts`` are pairs of name and value. ``says`` is what a code that holds
    no address is, in words; ``language`` is said where it is not the letter's.
    """

    kind: Literal[
        "heading", "subheading", "paragraph", "notice", "list", "facts", "code", "new_page"
    ]
    text: str = ""
    lines: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    says: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole letter in one language.

    ``address`` are the lines that the window of an envelope shows, ``sender`` the line above them.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    foot: str = ""
    sender: str = ""
    address: tuple[str, ...] = ()


def heading(text: object) -> Block:
    """Begin a section."""
    return Block(kind="heading", text=str(text))


def subheading(text: object) -> Block:
    """Begin a part of a section."""
    return Block(kind="subheading", text=str(text))


def paragraph(text: object) -> Block:
    """Say something."""
    return Block(kind="paragraph", text=str(text))


def notice(text: object) -> Block:
    """Say something that stands out."""
    return Block(kind="notice", text=str(text))


def points(*lines: object) -> Block:
    """Say several things of a kind."""
    return Block(kind="list", lines=tuple(str(line) for line in lines))


def facts(*pairs: tuple[object, object]) -> Block:
    """Name things and say what they are."""
    return Block(kind="facts", facts=tuple((str(name), str(value)) for name, value in pairs))


def code(address: str, *, says: str = "") -> Block:
    """Draw an address for the camera of a telephone; it stands below in letters as well.

    Content that nobody types is drawn larger and ``says`` in words what it is.
    """
    return Block(kind="code", text=address, says=says)


def new_page() -> Block:
    """Go on at the top of a new page."""
    return Block(kind="new_page")


def in_language(block: Block, language: str) -> Block:
    """Say that a block is in another language than its letter."""
    return replace(block, language=language)


def pdf(*, letter: Letter) -> bytes:
    """Set a letter as PDF/UA-1: tagged, in its language, with its title."""
    return bundle(letters=[letter], title=letter.title)


def bundle(*, letters: Sequence[Letter], title: str) -> bytes:
    """Set letters one after the other in one file; each counts its own pages."""
    told = [asdict(letter) for letter in letters]
    for language, block in ((one["language"], block) for one in told for block in one["blocks"]):
        block["picture"] = _picture(address=block["text"]) if block["kind"] == "code" else ""
        if (block["language"] or language) in RIGHT_TO_LEFT and block["kind"] != "code":
            block["text"] = in_order(block["text"])
            block["lines"] = [in_order(line) for line in block["lines"]]
            block["facts"] = [(in_order(name), in_order(value)) for name, value in block["facts"]]
    found = typst.compile(
        str(SHAPE),
        root=str(HERE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"letters": json.dumps(told, ensure_ascii=False), "title": title},
    )
    return bytes(found)


def in_order(text: str) -> str:
    """Keep Latin words and the groups of a number in order within a letter from right to left.

    Without it „030 23125“ is set as „23125 030“: each group stands alone (Unicode bidi, UAX 9).
    """
    if text and not _ARABIC.search(text):
        return _apart(text)
    return _NUMBER.sub(lambda found: _apart(found[0]), text)


def _apart(text: str) -> str:
    return f"\N{LEFT-TO-RIGHT ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def picture_address(address: str) -> str:
    """Return the code of an address as a `data:` picture for a page."""
    return str(segno.make(address, error="m").svg_data_uri(border=2, light="#fff", scale=4))


def _picture(*, address: str) -> str:
    """Return the QR code of an address as SVG text."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=2, xmldecl=False, light="#fff")
    return drawn.getvalue().decode()
