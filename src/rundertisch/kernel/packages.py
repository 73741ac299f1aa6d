# SPDX-License-Identifier: EUPL-1.2
"""Which versions a result was computed with, also where Rundertisch runs from its source folder."""

from collections.abc import Iterable
from importlib import metadata

import rundertisch


def versions(*, names: Iterable[str]) -> dict[str, str]:
    """Return the version of each package; Rundertisch itself need not be installed as one."""
    return {
        name: rundertisch.__version__ if name == "rundertisch" else metadata.version(name)
        for name in names
    }
