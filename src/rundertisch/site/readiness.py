# SPDX-License-Identifier: EUPL-1.2
"""What a web process makes ready as soon as it starts, so that no request waits for it.

Connections with their plans, addresses, templates, compiled code; then all of it is taken out of
Python's search for circles of objects that nobody needs, which would look through it again and
again while somebody waits.
"""

import contextlib
import gc
from pathlib import Path
from typing import Any

from django.db import Error, connection
from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.urls import get_resolver
from psycopg_pool import PoolClosed, PoolTimeout

import rundertisch
from rundertisch.engine.placement.solve.warm import warm

# New objects until Python looks for circles among them: 0.4 ms, while 5,000 would take up to 12 ms,
# because a page leaves 130 in circles, and taking them apart is the work. The third number: how
# seldom all that was not frozen is looked through as well, which takes 10 ms.
GARBAGE = (700, 10, 100)


def make_ready() -> None:
    """Make everything ready, the quickest first; a database that is away is asked again later."""
    django: Any = connection
    with contextlib.suppress(Error, PoolClosed, PoolTimeout):
        if django.pool is not None:
            django.pool.open()
    _addresses()
    _templates()
    warm()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def _addresses() -> None:
    """Let Django list the addresses of all pages."""
    get_resolver().reverse_dict  # noqa: B018 - reading it lists them


def _templates() -> None:
    """Read and compile every template of the house."""
    for folder in sorted(Path(rundertisch.__file__).parent.glob("*/templates")):
        for path in sorted(folder.rglob("*.*")):
            with contextlib.suppress(TemplateSyntaxError, UnicodeDecodeError):
                get_template(path.relative_to(folder).as_posix())
