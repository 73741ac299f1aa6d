# SPDX-License-Identifier: EUPL-1.2
"""Which rules of a round hold when, and who adopted them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rundertisch.schooling.models import Policy
from rundertisch.schooling.queries.policy_in_words import Rule, rules_in_words


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """One period of the history."""

    policy: Policy

    @property
    def period(self) -> str:
        """From when to when, the end not included."""
        starts = f"ab {self.policy.starts_on:%d.%m.%Y}"
        if self.policy.ends_on is None:
            return starts
        return f"{starts} bis vor dem {self.policy.ends_on:%d.%m.%Y}"

    @property
    def title(self) -> str:
        """Who adopted it, if anybody."""
        return f"Beschlossen: {self.policy.adopted_by}" if self.policy.adopted_by else "Entwurf"

    @property
    def sentence(self) -> str:
        """When, by which document, entered by whom."""
        parts = []
        if self.policy.adopted_on:
            parts.append(f"Beschluss vom {self.policy.adopted_on:%d.%m.%Y}")
        if self.policy.document:
            parts.append(self.policy.document)
        parts.append(f"eingetragen von: {self.policy.entered_by}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class PolicyView:
    """The rules in force in plain sentences, and what held before."""

    policy: Policy | None
    parameters: Mapping[str, Any]
    rules: tuple[Rule, ...]
    history: tuple[PolicyEntry, ...]

    @property
    def draft(self) -> bool:
        """Whether no body has adopted them."""
        return self.policy is None or not self.policy.adopted_by

    @property
    def headline(self) -> str:
        """Say whether they are adopted."""
        if self.draft:
            return "Vergaberegeln: ein Entwurf, noch nicht beschlossen"
        return "Wonach Schulplätze vorgeschlagen werden"


def policy_in_force(*, on: dt.date) -> Policy | None:
    """Return the rules of that day, if somebody entered any."""
    known = Policy.objects.filter(starts_on__lte=on).exclude(ends_on__lte=on)
    return known.select_related("entered_by").order_by("-starts_on", "-pk").first()


def policy_history() -> tuple[PolicyEntry, ...]:
    """Return every entry, newest first."""
    rows = Policy.objects.select_related("entered_by__partner").order_by("-starts_on", "-pk")
    return tuple(PolicyEntry(policy=row) for row in rows)


def policy_view(*, on: dt.date, defaults: Mapping[str, Any]) -> PolicyView:
    """Return what the page of the rules shows; without an entry the engine's defaults hold."""
    policy = policy_in_force(on=on)
    parameters = {**defaults, **(policy.parameters if policy else {})}
    return PolicyView(
        policy=policy,
        parameters=parameters,
        rules=rules_in_words(parameters=parameters),
        history=policy_history(),
    )
