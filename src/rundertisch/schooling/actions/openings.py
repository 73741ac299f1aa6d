# SPDX-License-Identifier: EUPL-1.2
"""What a new group costs, which school wants none, and what people decided about a proposal."""

import datetime as dt
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit, thread
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.duties import demand_checked
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import (
    MAY_BE_NOTHING,
    MOST,
    AssumptionKind,
    OpeningAssumption,
    OpeningDecision,
    OpeningProposal,
    OpeningRule,
    Proposal,
    Round,
    School,
)
from rundertisch.schooling.queries import opening_answers as kept


@audit.audited
def set_opening_assumption(
    *,
    kind: str,
    value: int,
    source: str,
    evidence: str,
    verified_on: dt.date | None,
    on: dt.date,
    by: Seat,
) -> OpeningAssumption:
    """Set one number of the reckoning from today on; what held until yesterday stays on record."""
    demand_counselling(by=by)
    if kind not in AssumptionKind.values:
        raise Refusal("Diese Annahme gibt es nicht.", field="kind")
    known = AssumptionKind(kind)
    least = 0 if known in MAY_BE_NOTHING else 1
    if not least <= value <= MOST[known]:
        raise Refusal(f"Bitte eine Zahl von {least} bis {MOST[known]} eintragen.", field="value")
    if not source.strip():
        raise Refusal("Bitte die Quelle nennen: Beschluss, Absprache, Erlass.", field="source")
    demand_checked(evidence=evidence, verified_on=verified_on, on=on)
    OpeningAssumption.objects.filter(kind=kind, starts_on=on).delete()  # set twice on one day
    OpeningAssumption.objects.filter(kind=kind, starts_on__lt=on, ends_on=None).update(ends_on=on)
    made = OpeningAssumption.objects.create(
        kind=kind,
        value=value,
        source=source.strip(),
        evidence=evidence,
        verified_on=verified_on,
        starts_on=on,
    )
    audit.record(
        action="schooling.set_opening_assumption",
        by=by,
        about=Ref("opening_assumption", str(made.pk)),
        fields=("value", "source"),
    )
    return made


@dataclass(frozen=True, slots=True)
class OwnNumbers:
    """What a school says of its own; empty numbers are those of the district."""

    ruled_out: bool = False
    seats: int | None = None
    room_euros: int | None = None
    most_groups: int | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing differs from the district."""
        return self == OwnNumbers()


@audit.audited
def keep_opening_rule(
    *, school: School, numbers: OwnNumbers, reason: str, on: dt.date, by: Seat
) -> OpeningRule | None:
    """Record that a school wants no new group, or its own numbers; nothing: the district's hold."""
    demand_counselling(by=by)
    if not numbers.empty and not reason.strip():
        raise Refusal("Bitte sagen, warum: Wer hat das wann so gesagt?", field="reason")
    running = OpeningRule.objects.select_for_update().filter(school=school, ends_on=None)
    if numbers.empty and not running.exists():
        raise Refusal(
            "Für diese Schule gelten schon die Zahlen des Kreises. Bitte etwas ändern oder die "
            "Seite verlassen."
        )
    running.filter(starts_on=on).delete()  # said twice on one day
    running.update(ends_on=on)
    made = None
    if not numbers.empty:
        made = OpeningRule.objects.create(
            school=school,
            ruled_out=numbers.ruled_out,
            seats=numbers.seats,
            room_euros=numbers.room_euros,
            most_groups=numbers.most_groups,
            reason=reason.strip(),
            starts_on=on,
            entered_by=by,
        )
    audit.record(
        action="schooling.keep_opening_rule",
        by=by,
        about=Ref("school", str(school.pk)),
        fields=("ruled_out", "seats", "room_euros", "most_groups"),
    )
    return made


@audit.audited
def keep_opening_proposal(
    *,
    question: kept.OpeningQuestion,
    answer: kept.OpeningAnswer,
    input_sha256: str,
    round: Round | None,  # noqa: A002 - the field's word
    on: dt.date,
    by: Seat,
) -> OpeningProposal:
    """Keep what the engine answered, as it is; nothing opens by it."""
    demand_counselling(by=by)
    made = OpeningProposal.objects.create(
        run_on=on,
        run_by=by,
        round=round,
        question=kept.written(question),
        answer=kept.written(answer),
        input_sha256=input_sha256,
    )
    about = Ref("opening_proposal", str(made.pk))
    if round is not None:
        why = "In der Runde gefragt, wo eine Gruppe öffnen sollte"
        thread.link(source=Ref("round", str(round.pk)), target=about, why=why, by=by, on=on)
    audit.record(action="schooling.keep_opening_proposal", by=by, about=about)
    return made


@audit.audited
def tie_what_if(*, proposal: OpeningProposal, thought: Proposal, on: dt.date, by: Seat) -> None:
    """Tie a Gedankenspiel of a round to the proposal of new groups that it plays through."""
    demand_counselling(by=by)
    about = Ref("opening_proposal", str(proposal.pk))
    target = Ref("proposal", str(thought.pk))
    thread.link(source=about, target=target, why="In der Runde durchgespielt", by=by, on=on)
    audit.record(action="schooling.tie_what_if", by=by, about=about)


@audit.audited
def decide_opening(
    *,
    proposal: OpeningProposal,
    line: int,
    opened: bool,
    decided_by: str,
    decided_on: dt.date,
    reason: str,
    on: dt.date,
    at: dt.datetime,
    by: Seat,
) -> OpeningDecision:
    """Record what people decided about one line of a proposal, counted from 1; never changed."""
    demand_counselling(by=by)
    openings = kept.answer_from(proposal.answer).openings
    if not 1 <= line <= len(openings):
        raise Refusal("Diese Gruppe steht nicht in dem Vorschlag. Bitte von vorn wählen.")
    if not decided_by.strip():
        raise Refusal("Bitte sagen, wer entschieden hat.", field="decided_by")
    if decided_on > on:
        raise Refusal(
            "Entschieden wurde heute oder früher. Bitte den Tag prüfen.", field="decided_on"
        )
    if not reason.strip():
        raise Refusal("Bitte sagen, warum so entschieden wurde.", field="reason")
    one = openings[line - 1]
    made = OpeningDecision.objects.create(
        proposal=proposal,
        school_id=one.school,
        kind=one.kind,
        grade_from=one.grade_from,
        grade_to=one.grade_to,
        groups=one.groups,
        opened=opened,
        decided_by=decided_by.strip(),
        decided_on=decided_on,
        reason=reason.strip(),
        entered_at=at,
        entered_by=by,
    )
    audit.record(
        action="schooling.decide_opening",
        by=by,
        about=Ref("opening_decision", str(made.pk)),
        fields=("opened", "decided_by", "decided_on", "reason"),
    )
    return made
