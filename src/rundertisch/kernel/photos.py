# SPDX-License-Identifier: EUPL-1.2
"""A photograph without what the telephone wrote beside it: the place, the day, the owner's name.

The picture itself is not touched. Of what stands beside it only that is kept which is needed to
show it: colours, and which side is up. Nothing is decoded, so a picture that was made to break a
reader breaks it elsewhere at most.
"""

from collections.abc import Iterator

EXIF, ICC, ADOBE = b"Exif\0\0", b"ICC_PROFILE\0", b"Adobe"
BROKEN = "the parts of this picture do not add up"
MARK, SOI, EOI, SOS, COMMENT = 0xFF, 0xD8, 0xD9, 0xDA, 0xFE
APP0, APP1, APP2, APP14, APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length (ITU T.81, table B.1)
ORIENTATION, SHORT = 0x0112, 3
UPRIGHT, SIDES = 1, 8
PNG_HEAD = 8
# what a picture is made of and in which colours (PNG, third edition, chapter 11)
SHOWN = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB"),
    *(b"cICP", b"bKGD", b"hIST", b"pHYs", b"sPLT"),
}


def bare_jpeg(content: bytes) -> bytes:
    """Return a JPEG without notes about where, when and by whom it was taken.

    Raises:
        ValueError: its parts do not add up.
    """
    side, parts = UPRIGHT, []
    for marker, part in _parts(content):
        if marker == APP1:
            side = _side(part) or side
        elif not _is_a_note(marker, part):
            parts.append(part)
    if side != UPRIGHT:
        parts.insert(1, _turned(side))
    return b"".join(parts)


def bare_png(content: bytes) -> bytes:
    """Return a PNG without texts, days and notes of the camera.

    Raises:
        ValueError: its parts do not add up.
    """
    kept, at = [content[:PNG_HEAD]], PNG_HEAD
    while at < len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4])  # length, name, content, checksum
        name = content[at + 4 : at + 8]
        if end > len(content):
            raise ValueError(BROKEN)
        if name in SHOWN:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise ValueError(BROKEN)


def _parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk through a JPEG up to its end; each part with its marker, a scan with its data."""
    at = 0
    while at < len(content) - 1:
        marker = content[at + 1]
        if content[at] != MARK:
            raise ValueError(BROKEN)
        if marker == MARK:  # filling
            at += 1
            continue
        end = at + 2
        if marker not in {SOI, EOI, *ALONE}:
            end += int.from_bytes(content[end : end + 2])
        if marker == SOS:
            end = _end_of_scan(content, end)
        if end > len(content):
            raise ValueError(BROKEN)
        yield marker, content[at:end]
        if marker == EOI:  # a second picture that some cameras put behind is not the document
            return
        at = end
    raise ValueError(BROKEN)


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the data of a scan ends: at the next marker that is none of its own."""
    while (at := content.find(b"\xff", at)) >= 0:
        following = content[at + 1 : at + 2]
        if following and following[0] not in {0x00, MARK, *ALONE}:
            return at
        at += 1 if following == b"\xff" else 2
    raise ValueError(BROKEN)


def _is_a_note(marker: int, part: bytes) -> bool:
    """Say whether a part is not needed to show the picture."""
    if marker == APP2:
        return not part[4:].startswith(ICC)
    if marker == APP14:
        return not part[4:].startswith(ADOBE)
    return marker == COMMENT or APP0 < marker <= APP15


def _side(part: bytes) -> int:
    """Return which side is up (1 to 8) as Exif says it, 0 if it does not."""
    tiff = part[4 + len(EXIF) :]
    if not part[4:].startswith(EXIF) or tiff[:2] not in {b"II", b"MM"}:
        return 0

    def number(at: int, length: int) -> int:
        return int.from_bytes(tiff[at : at + length], "little" if tiff[:2] == b"II" else "big")

    first = number(4, 4)
    for entry in range(number(first, 2)):
        at = first + 2 + 12 * entry
        if at + 12 > len(tiff):
            return 0
        if number(at, 2) == ORIENTATION and number(at + 2, 2) == SHORT:
            side = number(at + 8, 2)
            return side if UPRIGHT <= side <= SIDES else 0
    return 0


def _turned(side: int) -> bytes:
    """Return Exif that says which side is up, and nothing else."""
    entry = ORIENTATION.to_bytes(2) + SHORT.to_bytes(2) + b"\0\0\0\1" + side.to_bytes(2) + b"\0\0"
    body = EXIF + b"MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0"
    return bytes([MARK, APP1]) + (len(body) + 2).to_bytes(2) + body
