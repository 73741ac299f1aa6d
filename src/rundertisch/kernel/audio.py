# SPDX-License-Identifier: EUPL-1.2
"""What kind of recording a file is, read from its content; its name and its sender say nothing."""

MP3, OGG, MP4 = "audio/mpeg", "audio/ogg", "audio/mp4"
ID3_HEAD, OGG_HEAD, BOX_HEAD = 10, 27, 8
MP3_BITRATES = {  # kbit/s by index, for MPEG 1 and for MPEG 2 and 2.5 (ISO 11172-3, 13818-3)
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
MPEG_1, LAYER_3, SYNC = 3, 1, 0xFFE0


def kind_of(content: bytes) -> str:
    """Return the type of a recording (MP3, M4A, or Ogg with Opus or Vorbis), else nothing."""
    if _is_ogg(content):
        return OGG
    if _is_mp4(content):
        return MP4
    return MP3 if _is_mp3(content) else ""


def _is_ogg(content: bytes) -> bool:
    if content[:5] != b"OggS\0" or len(content) <= OGG_HEAD:
        return False
    first = content[OGG_HEAD + content[OGG_HEAD - 1] :]
    return first.startswith((b"OpusHead", b"\x01vorbis"))


def _is_mp4(content: bytes) -> bool:
    """Say whether it is an MP4 with sound and without pictures (ISO 14496-12)."""
    if content[4:8] != b"ftyp":
        return False
    handlers = {
        content[at + 12 : at + 16]
        for at in range(len(content) - BOX_HEAD)
        if content[at : at + 4] == b"hdlr"
    }
    return b"soun" in handlers and b"vide" not in handlers


def _is_mp3(content: bytes) -> bool:
    """Say whether two frames of MPEG layer III follow each other, behind a tag if there is one."""
    start = 0
    if content[:3] == b"ID3" and len(content) > ID3_HEAD:
        size = content[6:10]
        start = ID3_HEAD + sum((byte & 0x7F) << (7 * (3 - at)) for at, byte in enumerate(size))
    length = _frame(content[start : start + 4])
    return bool(length) and bool(_frame(content[start + length : start + length + 4]))


def _frame(head: bytes) -> int:
    """Return how many bytes the frame with this head has, 0 if it is none."""
    if len(head) < len(b"head") or int.from_bytes(head[:2]) & SYNC != SYNC:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version not in MP3_RATES or layer != LAYER_3 or bitrate in (0, 15) or rate > 2:  # noqa: PLR2004 - "free", "bad" and "reserved" of the standard
        return 0
    kilobits = MP3_BITRATES[MPEG_1 if version == MPEG_1 else 2][bitrate]
    samples = 144 if version == MPEG_1 else 72
    return samples * kilobits * 1000 // MP3_RATES[version][rate] + padding
