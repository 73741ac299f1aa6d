# SPDX-License-Identifier: EUPL-1.2
"""The only bridge from schooling to the engine: rows to a problem, a plan to a proposal."""

from dataclasses import asdict

from rundertisch.engine.placement import problem as problems
from rundertisch.schooling.planning.alternatives import (
    RoundAlternatives,
    alternatives_for,
    prices_for,
)
from rundertisch.schooling.planning.arrivals import ArrivalView, arrival_for
from rundertisch.schooling.planning.frozen import problem_of
from rundertisch.schooling.planning.joining import join_child, join_waiting
from rundertisch.schooling.planning.openings import play_openings, propose_openings
from rundertisch.schooling.planning.played_years import (
    keep_answer,
    play_years,
    start_year,
    waiting_years,
    years_interrupted,
)
from rundertisch.schooling.planning.replay import Replay, replay_proposal
from rundertisch.schooling.planning.rounds import (
    open_round,
    propose_places,
    propose_round,
    what_if,
)
from rundertisch.schooling.planning.rows import problem_on
from rundertisch.schooling.planning.scenarios import (
    Questions,
    answers,
    interrupted,
    start_scenarios,
    waiting_scenarios,
)

__all__ = [
    "ArrivalView",
    "Questions",
    "Replay",
    "RoundAlternatives",
    "alternatives_for",
    "answers",
    "arrival_for",
    "default_parameters",
    "interrupted",
    "join_child",
    "join_waiting",
    "keep_answer",
    "open_round",
    "play_openings",
    "play_years",
    "prices_for",
    "problem_of",
    "problem_on",
    "propose_openings",
    "propose_places",
    "propose_round",
    "replay_proposal",
    "start_scenarios",
    "start_year",
    "waiting_scenarios",
    "waiting_years",
    "what_if",
    "years_interrupted",
]


def default_parameters() -> dict[str, object]:
    """Return the rules that hold while nobody has entered any: the engine's own, a draft."""
    return asdict(problems.Parameters())
