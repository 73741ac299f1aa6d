# SPDX-License-Identifier: EUPL-1.2
"""Telephone numbers: stored with their country and without spaces (ITU-T E.164)."""

import re

from django.utils.translation import gettext as _

from rundertisch.kernel.errors import Refusal

WHOLE_NUMBER = r"^\+[1-9][0-9]{6,14}$"


def whole_number(text: str, *, field: str = "phone") -> str:
    """Return a telephone number with its country; without one it is a German number.

    Raises `Refusal` at ``field`` when it is none.
    """
    digits = re.sub(r"[\s()/.-]", "", text)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = f"+49{digits[1:]}"
    if not re.fullmatch(WHOLE_NUMBER, digits, flags=re.ASCII):
        raise Refusal(
            _("Diese Telefonnummer verstehen wir nicht. So ist sie richtig: 0151 23456789"),
            field=field,
        )
    return digits
