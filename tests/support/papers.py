# SPDX-License-Identifier: EUPL-1.2
"""What stands on a PDF of ours: the words as a screen reader or a copying hand finds them."""

import io
import re

import pikepdf


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF as a screen reader finds them."""
    with pikepdf.open(io.BytesIO(pdf)) as opened_pdf:
        found = " ".join(_page_text(page) for page in opened_pdf.pages)
    return re.sub(r"\s+", " ", found)


def _page_text(page: pikepdf.Page) -> str:
    """Decode the glyphs of one page by the ToUnicode tables of its fonts."""
    maps = {str(name): _unicode(font) for name, font in page.resources.get("/Font", {}).items()}
    told, known = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "Tf":
            known = maps[str(operands[0])]
        elif name == "Tj":
            told.append(_decoded(bytes(operands[0]), known))
        elif name == "TJ":
            parts = (one for one in operands[0] if isinstance(one, pikepdf.String))
            told.append("".join(_decoded(bytes(one), known) for one in parts))
        elif name in {"ET", "Td", "Tm", "T*"}:
            told.append(" " if name == "ET" else "")
    return "".join(told)


def _decoded(glyphs: bytes, known: dict[int, str]) -> str:
    codes = (int.from_bytes(glyphs[at : at + 2], "big") for at in range(0, len(glyphs), 2))
    return "".join(known.get(code, "") for code in codes)


def _unicode(font: pikepdf.Object) -> dict[int, str]:
    """Read a ToUnicode table: glyph code to text."""
    table = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    known: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            known[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for low, high, text in re.findall(
            r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block
        ):
            first = int(text, 16)
            for at, code in enumerate(range(int(low, 16), int(high, 16) + 1)):
                known[code] = chr(first + at)
    return known
