# SPDX-License-Identifier: EUPL-1.2
"""The figures of a played year as CSV, in the columns of `rundertisch simulate placement`."""

import csv
import io

from rundertisch.schooling.queries.played_years import PlayedYearView

POLICY_COLUMNS = ("policy", "median", "p90", "longest", "mean_wait", "unplaced_end")


def played_year_csv(*, view: PlayedYearView) -> str:
    """Return one line a policy; UTF-8, comma, days."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(POLICY_COLUMNS)
    for line in view.lines:
        waits = (line.median, line.p90, line.longest, line.mean_plain)
        writer.writerow((line.key, *waits, line.unplaced))
    return out.getvalue()
