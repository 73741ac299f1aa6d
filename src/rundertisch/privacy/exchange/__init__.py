# SPDX-License-Identifier: EUPL-1.2
"""Files of data protection: the register and a person's own records out, templates in."""

from rundertisch.privacy.exchange.art30 import COLUMNS, art30_csv, art30_json, art30_markdown
from rundertisch.privacy.exchange.subject_access import subject_access_json, subject_access_letter
from rundertisch.privacy.exchange.templates import import_controllers

__all__ = [
    "COLUMNS",
    "art30_csv",
    "art30_json",
    "art30_markdown",
    "import_controllers",
    "subject_access_json",
    "subject_access_letter",
]
