# SPDX-License-Identifier: EUPL-1.2
"""The sealed protocol of a round as a file: everything that the seal covers, with its leaves."""

import json

from rundertisch.kernel.errors import Refusal
from rundertisch.schooling import queries
from rundertisch.schooling.models import Round, RoundChild

FORMAT = "rundertisch-runde-1"


def protocol_text(*, round: Round) -> str:  # noqa: A002 - the field's word
    """Write the protocol of a sealed round as JSON: whoever has it can compute the seal again.

    Raises:
        Refusal: the round is not sealed yet.
    """
    if round.sealed_on is None:
        raise Refusal(f"Runde {round.pk} ist noch nicht versiegelt; es gibt noch kein Protokoll.")
    children = list(RoundChild.objects.filter(round=round).order_by("pk"))
    records = queries.child_records(shown=round, children=children)
    protocol = {
        "format": FORMAT,
        "sealed_on": round.sealed_on.isoformat(),
        "seal": round.seal,
        "leaves": round.leaves,
        "common": queries.common_record(shown=round),
        "children": [
            {"salt": one.salt, "leaf": one.leaf, "record": record}
            for one, record in zip(children, records, strict=True)
        ],
    }
    return json.dumps(protocol, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
