# SPDX-License-Identifier: EUPL-1.2
"""What the page of a round says: its headline, its steps, and whether it treats children alike."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rundertisch.engine.figures import Figure
from rundertisch.schooling.models import Proposal, Round
from rundertisch.schooling.queries.proposals import Helps, helps_of
from rundertisch.schooling.queries.round_facts import (
    ACCEPTED,
    ANNOUNCED,
    PROPOSED,
    REFUSED,
    SEATED_KEYS,
    SIGNED,
    SIGNED_KEYS,
    UNSEATED,
    WAITING,
    Fact,
    authorities_by_group,
    authority_name,
    facts,
    newest_proposal_of,
)
from rundertisch.schooling.queries.round_fairness import FairPanel, fair_panels
from rundertisch.schooling.queries.waiting import openable

MOST_HELPS = 20  # a list somebody reads; each child's own change stands on its page
NAMES = {
    "first_come_first_served": "Der Reihe nach",
    "deferred_acceptance": "Gegenseitige Auswahl",
}


def counted(number: int) -> Figure:
    """Return a count of children whom the reader may open one by one: exact."""
    return openable(number)


def stand_of(*, shown: Round, proposed: bool, signed: int) -> str:
    """Say how far a round is, in two words."""
    if shown.sealed_on:
        return "versiegelt"
    if not proposed:
        return "eröffnet"
    return "wird unterschrieben" if signed else "vorgeschlagen"


def kids(number: int) -> str:
    """Write children with their noun."""
    return "ein Kind" if number == 1 else f"{number} Kinder"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a round: what, how far, and the page where it happens."""

    title: str
    state: str
    badge: str = "info"
    door: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """What one procedure would reach with the same children and seats."""

    name: str
    seated: Figure
    unseated: Figure
    pairs: Figure
    mean_minutes: float | None


@dataclass(frozen=True)
class RoundView:
    """One round as far as the asking seat may see its children."""

    round: Round
    proposal: Proposal | None
    facts: tuple[Fact, ...]

    @cached_property
    def states(self) -> Counter[str]:
        """Visible children by the key of their state."""
        return Counter(fact.state.key for fact in self.facts)

    @cached_property
    def helps(self) -> Helps:
        """What would help the children without a seat."""
        return helps_of(proposal=self.proposal, most=MOST_HELPS) if self.proposal else Helps((), 0)

    @cached_property
    def _authorities(self) -> dict[int | None, frozenset[str]]:
        return authorities_by_group(on=self.round.frozen_on)

    def among(self, *keys: str) -> int:
        """Count the visible children in these states."""
        return sum(self.states[key] for key in keys)

    @property
    def children(self) -> int:
        """Visible children of this round."""
        return len(self.facts)

    @property
    def with_seat(self) -> int:
        """How many have or would get a seat."""
        return self.among(*SEATED_KEYS)

    @property
    def with_signature(self) -> int:
        """How many seats an authority has signed."""
        return self.among(*SIGNED_KEYS)

    @property
    def seated(self) -> Figure:
        """The same for the page."""
        return counted(self.with_seat)

    @property
    def unseated(self) -> Figure:
        """Children without a seat, those refused by a school among them."""
        return counted(self.among(UNSEATED.key, REFUSED.key))

    @property
    def signed(self) -> Figure:
        """The same for the page."""
        return counted(self.with_signature)

    @property
    def sees_all(self) -> bool:
        """Whether the asking seat sees every child of the proposal."""
        if self.proposal is None:
            return False
        plan = self.proposal.plan
        asked = self.children - self.among(WAITING.key)  # who came since is not in it
        return asked >= int(plan["placed"]) + int(plan["unplaced"])

    @property
    def draft(self) -> bool:
        """Whether nobody has adopted the rules it was computed with."""
        return bool(self.proposal and self.proposal.plan.get("draft", True))

    @property
    def draft_title(self) -> str:
        """Say what this is, before anything else."""
        what = "Entwurf" if self.draft else "Vorschlag"
        return f"{what}: Die Maschine schlägt vor, Menschen entscheiden"

    @property
    def proven(self) -> bool:
        """Whether no plan is better by these rules."""
        return bool(self.proposal and self.proposal.plan.get("proven"))

    @property
    def claims_words(self) -> str:
        """Say what the claims of § 46 Abs. 3 SchulG NRW cost; only who sees everybody reads it."""
        fewer = int(self.proposal.plan.get("fewer_placed", 0)) if self.proposal else 0
        if not fewer or not self.sees_all:
            return ""
        verb = "bekommt" if fewer == 1 else "bekommen"
        return (
            f"Weil Ansprüche auf die nächste Grundschule vorgehen, {verb} {kids(fewer)} weniger "
            "einen Platz."
        )

    @property
    def headline(self) -> str:
        """Say the finding in one sentence."""
        children = self.children
        if not children:
            return "In dieser Runde ist kein Kind aus Ihrer Zuständigkeit"
        if self.proposal is None:
            verb = "ist" if children == 1 else "sind"
            return f"{_upper(kids(children))} {verb} in dieser Runde, noch ist nichts vorgeschlagen"
        if self.round.sealed_on:
            have = seats_of(self.with_signature, children, one="hat", many="haben")
            return f"Runde abgeschlossen: {have} einen Platz"
        if not self.with_signature:
            would = seats_of(self.with_seat, children, one="bekäme", many="bekämen")
            return f"{_upper(would)} einen Platz, unterschrieben ist noch keiner"
        return self._signed_headline()

    def _signed_headline(self) -> str:
        signed, seated = self.with_signature, self.with_seat
        waiting = self.among(ANNOUNCED.key)
        if signed < seated:
            return f"{signed} von {seated} Plätzen sind unterschrieben"
        if self.among(SIGNED.key):
            return f"{_all_seats(seated)} unterschrieben, bekannt gegeben noch nicht"
        if waiting:
            answers = "eine Antwort steht" if waiting == 1 else f"{waiting} Antworten stehen"
            return f"{_all_seats(seated)} bekannt gegeben, {answers} aus"
        return f"{_all_seats(seated)} angenommen"

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the way of a round from freezing to the seal."""
        return (
            Step(
                "Stand eingefroren",
                f"am {self.round.frozen_on:%d.%m.%Y}, {kids(self.children)}",
                "success",
                "schooling:round_children",
            ),
            self._proposed(),
            self._decided(),
            self._signed(),
            self._announced(),
            self._answered(),
            Step(
                "Versiegelt", f"am {self.round.sealed_on:%d.%m.%Y}", "success", "schooling:protocol"
            )
            if self.round.sealed_on
            else Step("Versiegelt", "noch nicht"),
        )

    def _proposed(self) -> Step:
        if self.proposal is None:
            return Step("Vorschlag gerechnet", "noch nicht", "warning")
        left = self.among(UNSEATED.key)
        state = f"am {self.proposal.run_on:%d.%m.%Y}, {left or 'kein'} ohne Platz"
        return Step("Vorschlag gerechnet", state, "success", "schooling:round_children")

    def _decided(self) -> Step:
        locked = sum(fact.locked for fact in self.facts)
        state = f"{locked} festgelegt" if locked else "keine Festlegung"
        return Step("Beratung hat geprüft und festgelegt", state)

    def _signed(self) -> Step:
        who = self._authorities
        parts = Counter(who[fact.group] for fact in self.facts if fact.seated)
        done = Counter(who[fact.group] for fact in self.facts if fact.signed)
        if not parts:
            return Step("Schulaufsicht unterschreibt", "noch nichts zu unterschreiben")
        named = sorted((authority_name(one), done[one], n) for one, n in parts.items())
        words = ", ".join(f"{name}: {signed} von {n}" for name, signed, n in named)
        badge = "success" if parts == done else "warning"
        return Step("Schulaufsicht unterschreibt", words, badge, "schooling:round_children")

    def _announced(self) -> Step:
        done, ready = self.among(ANNOUNCED.key, ACCEPTED.key, REFUSED.key), self.among(SIGNED.key)
        if ready:
            return Step("Bekannt gegeben", f"{done}, bereit sind {ready}", "warning")
        return Step(
            "Bekannt gegeben", str(done) if done else "noch nicht", "success" if done else "info"
        )

    def _answered(self) -> Step:
        accepted, refused = self.among(ACCEPTED.key), self.among(REFUSED.key)
        waiting = self.among(ANNOUNCED.key)
        if not (accepted or refused or waiting):
            return Step("Schulen haben geantwortet", "noch nicht")
        words = f"{accepted} aufgenommen, {refused} abgelehnt, {waiting} offen"
        return Step(
            "Schulen haben geantwortet", words, "warning" if waiting or refused else "success"
        )

    @property
    def stand(self) -> str:
        """How far the round is, in two words."""
        return stand_of(
            shown=self.round, proposed=self.proposal is not None, signed=self.with_signature
        )

    @property
    def announceable(self) -> bool:
        """Whether a signed seat waits to be announced."""
        return bool(self.among(SIGNED.key)) and not self.round.sealed_on

    @property
    def announce_words(self) -> str:
        """Say what the button would do."""
        ready = self.among(SIGNED.key)
        seats = (
            "Ein unterschriebener Platz wird"
            if ready == 1
            else f"{ready} unterschriebene Plätze werden"
        )
        return f"{seats} den Schulen und Familien bekannt gegeben."

    @property
    def sealable(self) -> bool:
        """Whether there is something to seal."""
        return self.proposal is not None and not self.round.sealed_on

    @property
    def open_words(self) -> str:
        """Say what is still open, so that nobody seals by mistake."""
        unsigned = self.among(PROPOSED.key)
        if not unsigned:
            return ""
        verb = "ist" if unsigned == 1 else "sind"
        return f"Achtung: {kids(unsigned)} mit vorgeschlagenem Platz {verb} nicht unterschrieben."

    @property
    def comparison(self) -> tuple[Way, ...]:
        """Compare with other procedures; only for whoever sees the whole proposal."""
        if self.proposal is None or not self.sees_all:
            return ()
        plan = self.proposal.plan
        rows = [
            ("Dieser Vorschlag", plan),
            *((NAMES[b["name"]], b) for b in plan.get("baselines", ())),
        ]
        return tuple(_way(name=name, row=row) for name, row in rows)

    @property
    def comparison_caption(self) -> str:
        """Say which children are compared: a seat signed before the run is not computed again."""
        same = "Dieselben Kinder und Plätze, drei Verfahren"
        plan = self.proposal.plan if self.proposal else {"placed": 0, "unplaced": 0}
        settled = self.children - int(plan["placed"]) - int(plan["unplaced"])
        if settled <= 0:
            return same
        who = "ein Kind, dessen Platz" if settled == 1 else f"{settled} Kinder, deren Platz"
        return f"{same} (ohne {who} beim Rechnen schon unterschrieben war)"

    @property
    def comparison_headline(self) -> str:
        """Say what the proposal gains, also where it gains nothing."""
        first_come = (
            next(
                (
                    row
                    for row in self.proposal.plan.get("baselines", ())
                    if row["name"] == "first_come_first_served"
                ),
                None,
            )
            if self.proposal
            else None
        )
        if first_come is None or self.proposal is None:
            return "Vergleich mit anderen Verfahren"
        gain = int(self.proposal.plan["placed"]) - int(first_come["placed"])
        if not gain:
            return "Der Reihe nach bekämen gleich viele Kinder einen Platz"
        more = "mehr" if gain > 0 else "weniger"
        number = "Ein Kind" if abs(gain) == 1 else f"{abs(gain)} Kinder"
        return f"{number} {more} mit Platz als der Reihe nach vergeben"

    @property
    def fairness(self) -> tuple[FairPanel, ...]:
        """Compare towns and stages: who waits longer, who goes further."""
        return fair_panels(facts=self.facts)

    @property
    def fairness_headline(self) -> str:
        """Say which town has the most children without a seat, if any."""
        left = Counter(f.town_name for f in self.facts if not f.seated)
        if self.proposal is None or not left or len({f.town for f in self.facts}) == 1:
            return "Wartezeit und Wege nach Stadt und Stufe"
        town, number = left.most_common(1)[0]
        return f"Die meisten Kinder ohne Platz wohnen in {town}: {number} von {sum(left.values())}"


def seats_of(seated: int, children: int, *, one: str, many: str) -> str:
    """Write how many of the children have (or would get) what follows: a verb for one, for many."""
    if children == 1:
        return f"{'das eine' if seated else 'kein'} Kind {one}"
    if seated == children:
        return f"alle {children} Kinder {many}"
    if not seated:
        return f"keines der {children} Kinder {one}"
    if seated == 1:
        return f"eines von {children} Kindern {one}"
    return f"{seated} von {children} Kindern {many}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _all_seats(number: int) -> str:
    return "Der eine Platz ist" if number == 1 else f"Alle {number} Plätze sind"


def _way(*, name: str, row: dict[str, Any]) -> Way:
    placed = int(row["placed"])
    mean = round(int(row["minutes"]) / placed, 1) if placed else None
    return Way(
        name=name,
        seated=counted(placed),
        unseated=counted(int(row["unplaced"])),
        pairs=counted(int(row["pairs"])),
        mean_minutes=mean,
    )


def round_view(*, shown: Round) -> RoundView:
    """Return everything the page of a round shows."""
    proposal = newest_proposal_of(shown=shown)
    return RoundView(
        round=shown,
        proposal=proposal,
        facts=facts(shown=shown, proposal=proposal),
    )
