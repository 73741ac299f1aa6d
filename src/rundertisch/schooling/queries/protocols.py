# SPDX-License-Identifier: EUPL-1.2
"""What the seal of a round covers: the common part, and one leaf for every child.

Common: schools, groups, rules, versions, and of each proposal the counts that name no child. A
child's leaf: its frozen row, its lines of every real proposal, every decision about it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rundertisch.kernel import seal
from rundertisch.schooling.models import Decision, Proposal, ProposedSeat, Round, RoundChild

NO_SALT = ""
LINE = (
    "proposal_id",
    "group_id",
    "minutes",
    "estimate",
    "reason_code",
    "reason",
    "level",
    "waiting_days",
    "smallest_change",
    "first_come_group_id",
)
DECISION = (
    "id",
    "kind",
    "group_id",
    "school_id",
    "releases_id",
    "words",
    "reason_code",
    "by_id",
    "by_name",
    "by_office",
)
PROPOSAL = ("id", "parameters", "input_sha256", "plan", "after_decision")

Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a sealed round still says what was sealed."""

    root_holds: bool
    children: int
    forgotten: int
    hidden: int  # homes that were protected while the round was open
    changed: tuple[int, ...]  # ids of children whose record differs from the sealed one
    common_holds: bool

    @property
    def holds(self) -> bool:
        """Whether nothing that is still there was changed."""
        return self.root_holds and self.common_holds and not self.changed

    @property
    def repeatable(self) -> bool:
        """Whether the same question can be asked again: every child and home is still known."""
        return not self.forgotten and not self.hidden


def common_record(*, shown: Round) -> Record:
    """Return what the seal covers and concerns no person."""
    proposals = Proposal.objects.filter(round=shown, what_if__isnull=True).order_by("pk")
    return {
        "round": shown.pk,
        "opened_on": shown.opened_on.isoformat(),
        "frozen_on": shown.frozen_on.isoformat(),
        "common": shown.common,
        "versions": shown.versions,
        "proposals": [
            {**{name: getattr(one, name) for name in PROPOSAL}, "run_on": one.run_on.isoformat()}
            for one in proposals
        ],
    }


def child_records(*, shown: Round, children: Sequence[RoundChild]) -> list[Record]:
    """Return what the seal covers of each child, in their order; two queries."""
    lines: defaultdict[int, list[Record]] = defaultdict(list)
    seats = ProposedSeat.objects.filter(proposal__round=shown, proposal__what_if__isnull=True)
    for row in seats.order_by("pk").values("child_id", *LINE):
        lines[row.pop("child_id")].append(row)
    decisions: defaultdict[int, list[Record]] = defaultdict(list)
    rows = Decision.objects.filter(round=shown).order_by("pk")
    for row in rows.values("child_id", "decided_at", *DECISION):
        at = row.pop("decided_at")
        decisions[row.pop("child_id")].append({**row, "decided_at": at.isoformat()})
    return [
        {
            "child": one.child_id,
            "seated": one.seated,
            "row": one.row,
            "lines": lines[one.child_id],
            "decisions": decisions[one.child_id],
        }
        for one in children
    ]


def sealed_leaves(*, shown: Round, children: Sequence[RoundChild]) -> tuple[tuple[str, ...], str]:
    """Return the leaves, the common one first, and their root."""
    common = seal.leaf(salt=NO_SALT, record=common_record(shown=shown))
    records = child_records(shown=shown, children=children)
    leaves = (
        common,
        *(
            seal.leaf(salt=one.salt, record=record)
            for one, record in zip(children, records, strict=True)
        ),
    )
    return leaves, seal.root(leaves=leaves)


def verified(*, shown: Round) -> Verified:
    """Compare a sealed round with its seal; a forgotten child is no change."""
    children = list(RoundChild.objects.filter(round=shown).order_by("pk"))
    records = child_records(shown=shown, children=children)
    changed = tuple(
        one.child_id
        for one, record in zip(children, records, strict=True)
        if seal.leaf(salt=one.salt, record=record) != one.leaf or one.leaf not in shown.leaves
    )
    common = seal.leaf(salt=NO_SALT, record=common_record(shown=shown))
    return Verified(
        root_holds=bool(shown.leaves) and seal.root(leaves=shown.leaves) == shown.seal,
        children=len(children),
        forgotten=len(shown.leaves) - 1 - len(children),
        hidden=sum(bool(one.row.get("hidden")) for one in children),
        changed=changed,
        common_holds=bool(shown.leaves) and common == shown.leaves[0],
    )
