# SPDX-License-Identifier: EUPL-1.2
"""Read a QR code from a picture, as the camera of a telephone does."""

import shutil
import subprocess
from pathlib import Path

import pytest


def read(picture: Path) -> str:
    """Return what the only code on a picture says."""
    program = shutil.which("zbarimg")
    if program is None:
        pytest.fail("Es fehlt ein Leser für QR-Codes. Bitte: sudo apt-get install -y zbar-tools")
    found = subprocess.run(
        [program, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)],
        capture_output=True,
        check=True,
        text=True,
    )
    (said,) = found.stdout.splitlines()
    return said
