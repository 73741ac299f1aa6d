# SPDX-License-Identifier: EUPL-1.2
"""Level 3: siblings together and short ways, part by part."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from rundertisch.engine.placement.problem import STRICT, Parameters
from rundertisch.engine.placement.solve.blocks import Found, Search
from rundertisch.engine.placement.solve.flow import NOWHERE
from rundertisch.engine.placement.solve.network import Ints, Network
from rundertisch.engine.placement.solve.parts import DEAREST, Part, Prices, parts_of
from rundertisch.engine.placement.solve.seating import Ways, seated
from rundertisch.engine.placement.solve.siblings import Siblings, pairs_gained, possible_pairs
from rundertisch.engine.placement.solve.worst import Cells


@dataclass(frozen=True, slots=True)
class Together:
    """Where everyone sits, and what no plan can go below (minutes - price x pairs)."""

    taken: Ints
    bound: int
    proven: bool  # strict: that no plan has more pairs, too


@dataclass(frozen=True, slots=True)
class Rules:
    """The price of a pair, the seed of the solver, and the time that is left."""

    parameters: Parameters
    seconds_left: Callable[[], float]
    threads: int
    seed: int

    @property
    def strict(self) -> bool:
        """Whether pairs come before minutes."""
        return self.parameters.minutes_per_pair == STRICT

    @property
    def prices(self) -> Prices:
        """Return what the value of level 3 says (strict: the minutes)."""
        price = self.parameters.minutes_per_pair
        return Prices(1, 0 if isinstance(price, str) else price)


def seated_together(
    *,
    network: Network,
    siblings: Siblings,
    component: Ints,
    ceiling: Ints,
    taken: Ints,
    rules: Rules,
) -> Together:
    """Return the best plan of all parts; ``taken`` says whom the levels before have seated."""
    cells = Cells(network=network, component=component)
    parts = list(
        parts_of(
            network=network,
            ceiling=ceiling,
            gained=pairs_gained(network=network, siblings=siblings),
            teams=siblings.teams,
            cells=cells,
            component=component,
            target=cells.counts(taken),
        )
    )
    base = _flow(network, parts, rules)
    with ThreadPoolExecutor(max(1, rules.threads)) as pool:
        answers = list(pool.map(lambda part: _best_of(part, base, rules), parts))
    result = np.full(len(component), NOWHERE, np.int64)
    bound, proven = 0, True
    for part, answer in zip(parts, answers, strict=True):
        result[part.who] = answer.taken[part.who]
        bound += answer.bound
        proven = proven and answer.value == answer.bound
    return Together(taken=result, bound=bound, proven=proven)


def _flow(network: Network, parts: Sequence[Part], rules: Rules) -> Ints:
    """Seat everyone at least cost, siblings who already sit counted, teams not."""
    prices = Prices(1, DEAREST if rules.strict else min(rules.prices.pair, DEAREST))
    if not parts:
        return np.full(len(network.level), NOWHERE, np.int64)
    each = [part.ways(prices) for part in parts]
    child = np.concatenate([ways.child for ways in each])
    order = np.argsort(child, kind="stable")
    way = np.concatenate([ways.way for ways in each])[order]
    cost = np.concatenate([ways.cost for ways in each])[order]
    taken, _ = seated(network=network, ways=Ways(child[order], way, cost))
    return taken


def _best_of(part: Part, base: Ints, rules: Rules) -> Found:
    """Return the best plan of one part; without teams the flow is it."""
    minutes, pairs = part.worth(base)
    if not part.teams:
        value = rules.prices.minutes * minutes - rules.prices.pair * pairs
        return Found(base, value, value)
    most = _most_pairs(part)
    if rules.strict or rules.prices.pair > int(part.minutes.max()) * len(part.who):
        return _pairs_first(part, base, rules, most)
    prices = rules.prices
    without = _gained_value(part, base, prices)
    search = Search(
        part,
        prices,
        prices,
        base,
        rules.seconds_left,
        rules.seed,
        trivial_bound=without - prices.pair * most,
    )
    return search.found()


def _gained_value(part: Part, taken: Ints, prices: Prices) -> int:
    """Return the value of the flow's plan without the pairs of teams: what the flow minimised."""
    where = np.searchsorted(part.way, taken[part.who[taken[part.who] != NOWHERE]])
    return int(prices.of(part.minutes[where], part.gained[where]).sum())


def _most_pairs(part: Part) -> int:
    """Return how many pairs of teams could be together at all."""
    members = [child for team in part.teams for child in team]
    first = np.searchsorted(part.child, members).tolist()
    after = np.searchsorted(part.child, members, side="right").tolist()
    school = part.school.tolist()
    schools = {child: set(school[a:b]) for child, a, b in zip(members, first, after, strict=True)}
    return sum(possible_pairs(team=team, schools=schools) for team in part.teams)


def _pairs_first(part: Part, base: Ints, rules: Rules, most: int) -> Found:
    """Return the plan with most pairs, and least minutes among those."""
    both, only_pairs, only_minutes = Prices(1, DEAREST), Prices(0, 1), Prices(1, 0)
    gained = -_gained_value(part, base, only_pairs)
    first = Search(
        part,
        only_pairs,
        both,
        base,
        rules.seconds_left,
        rules.seed,
        trivial_bound=-(gained + most),
    ).found()
    pairs = -first.value
    second = Search(
        part,
        only_minutes,
        both,
        first.taken,
        rules.seconds_left,
        rules.seed,
        least_pairs=pairs,
    ).found()
    minutes, _ = part.worth(second.taken)
    value = minutes - rules.prices.pair * pairs
    if first.value == first.bound:
        return Found(second.taken, value, second.bound - rules.prices.pair * pairs)
    # perhaps more pairs are possible: then only what holds for every plan is a bound
    return Found(second.taken, value, min(0 + rules.prices.pair * first.bound, value - 1))
