# SPDX-License-Identifier: EUPL-1.2
"""Files that somebody sends: kept in memory, never on a disk where they would lie open.

Django by itself writes what is larger than 2.5 MB into the folder for temporary files. Every door
of this house says how large a file may be, and none allows more than `MOST_BYTES`; what comes
beyond is read and thrown away, so that the door can say that it was too much.
"""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 6_000_000  # of all files of one request together


class InMemory(FileUploadHandler):
    """Keeps the beginning of each file, until one request has brought `MOST_BYTES`."""

    left = MOST_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        """Begin with a file."""
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece as long as there is room."""
        del start
        self.left -= self.kept.write(raw_data[: self.left])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Hand over what was kept."""
        del file_size
        size = self.kept.tell()
        self.kept.seek(0)
        return InMemoryUploadedFile(
            file=self.kept,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type,
            size=size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
