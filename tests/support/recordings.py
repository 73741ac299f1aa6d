# SPDX-License-Identifier: EUPL-1.2
"""A recording without a sound: MPEG frames of silence, which every browser plays."""

FRAME = b"\xff\xfb\x50\xc4" + bytes(204)  # MPEG 1, layer III, 64 kbit/s, 44.1 kHz, one channel


def silence(*, frames: int = 38) -> bytes:
    """Return about a second of nothing, as MP3."""
    return FRAME * frames
