# SPDX-License-Identifier: EUPL-1.2
"""Who usually answers for what in a district of North Rhine-Westphalia: a template, unverified."""

import datetime as dt
import tomllib
from importlib import resources

from rundertisch.kernel.scope import SupportsSeat
from rundertisch.privacy import actions

FILE = "controllers_nrw.toml"


def import_controllers(*, on: dt.date, by: SupportsSeat | None) -> int:
    """Enter the templates from that day on; repeating it changes nothing. Return how many."""
    text = resources.files("rundertisch.privacy.exchange").joinpath(FILE).read_text("utf-8")
    told = tomllib.loads(text)
    for one in told["controllers"]:
        actions.keep_controller(
            facts=actions.Responsibility(
                step=one["step"],
                role=one["role"],
                name=one["name"],
                task=one["task"],
                agreement=one.get("agreement", ""),
                source=told["source"],
            ),
            starts_on=on,
            by=by,
        )
    return len(told["controllers"])
