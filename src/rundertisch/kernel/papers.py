# SPDX-License-Identifier: EUPL-1.2
"""What kind of document a file is, read from its content; its name and its sender say nothing.

A document is something to be read: no programs, no files inside, nothing that calls somewhere.
"""

import re
import zlib
from collections.abc import Iterator

from rundertisch.kernel import photos

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
PDF_TAIL = 2048  # the end of a PDF is told within the last kilobyte (ISO 32000-1, annex H); doubled
PNG_HEAD, PNG_END = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0\0\0\0IEND\xaeB`\x82"
JPEG_HEAD, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
LOCKED = re.compile(rb"/Encrypt[\s\d<]")
# Names of what acts or hides (ISO 32000-1, 7.11.4, 12.6.4, 13.2) and what a form with programs says
# of itself (XFA); so long that no picture holds one by chance.
ACTS = re.compile(
    rb"/(?:JavaScript|Launch|SubmitForm|ImportData|Rendition|RichMedia|EmbeddedFile|FileAttachment"
    rb"|GoToE)(?![a-z])|/EmbeddedFiles|www\.xfa\.org/schema"
)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # a name may be written as /Java#53cript
STREAM = re.compile(rb"(?<!end)stream\r?\n")
HIDES = re.compile(rb"/ObjStm")  # objects inside a stream; other ways to pack them than Flate
PACKED = re.compile(rb"/(?:LZW|ASCII85|ASCIIHex|RunLength|Crypt)(?:Decode)?(?![A-Za-z])")
FEED, PIECE, OVERLAP, MOST_UNPACKED = 4096, 1 << 20, 32, 400_000_000


def kind_of(content: bytes) -> str:
    """Return the type of a whole document (PDF, JPEG, PNG), else nothing."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-PDF_TAIL:]:
        return PDF
    if content.startswith(JPEG_HEAD) and content.rstrip(b"\0\n").endswith(JPEG_END):
        return JPEG
    if content.startswith(PNG_HEAD) and content.endswith(PNG_END):
        return PNG
    return ""


def is_locked(content: bytes) -> bool:
    """Say whether a PDF asks for a password: its trailer names an /Encrypt dictionary."""
    return content.startswith(b"%PDF-") and LOCKED.search(_plain(content)) is not None


def acts(content: bytes) -> bool:
    """Say whether a PDF holds programs, files, or anything that cannot be looked into.

    Everything packed is unpacked piece by piece, so that a small file that unpacks to a huge one
    costs no memory; beyond 400 MB it counts as not to be looked into.
    """
    if ACTS.search(_plain(content)):
        return True
    before, unpacked = 0, 0
    for found in STREAM.finditer(content):
        said = _plain(content[before : found.start()])
        before = found.end()
        if HIDES.search(said) and PACKED.search(said):
            return True
        for piece in _unpacked(content, found.end()):
            unpacked += len(piece)
            if unpacked > MOST_UNPACKED or ACTS.search(piece):
                return True
    return False


def bare(content: bytes, *, kind: str) -> bytes:
    """Return a document without what a telephone wrote beside the picture; a PDF as it is.

    Raises:
        ValueError: it is not a whole picture.
    """
    if kind == JPEG:
        return photos.bare_jpeg(content)
    return photos.bare_png(content) if kind == PNG else content


def _plain(content: bytes) -> bytes:
    """Return names as they read once their escapes are resolved."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)


def _unpacked(content: bytes, at: int) -> Iterator[bytes]:
    """Return what a stream holds if it is packed with Flate, in pieces that overlap."""
    unpack, tail = zlib.decompressobj(), b""
    while not unpack.eof:
        if not (packed := unpack.unconsumed_tail):
            packed, at = content[at : at + FEED], at + FEED
        if not packed:
            return
        try:
            piece = _plain(tail + unpack.decompress(packed, PIECE))
        except zlib.error:  # not packed, or not like this
            return
        yield piece
        tail = piece[-OVERLAP:]
