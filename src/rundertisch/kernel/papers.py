# SPDX-License-Identifier: EUPL-1.2
"""What kind of document a file is, read from its content; its name and its sender say nothing."""

import re

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
PDF_TAIL = 2048  # the end of a PDF is told within the last kilobyte (ISO 32000-1, annex H); doubled
PNG_HEAD, PNG_END = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0\0\0\0IEND\xaeB`\x82"
JPEG_HEAD, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
LOCKED = re.compile(rb"/Encrypt[\s\d<]")


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
    return content.startswith(b"%PDF-") and LOCKED.search(content) is not None
