# SPDX-License-Identifier: EUPL-1.2
"""What the files of a plan say in words, and what they do not claim though it holds.

Asked of a plan that has passed `check`: there every reason is the right one of its kind. Here each
sentence is written again from what the check has counted, so that none can be exchanged unseen; and
a level whose value is its bound may not be called unproven.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from rundertisch.engine.placement.check.network import Network, build_network, limit_of
from rundertisch.engine.placement.check.reasons import Facts
from rundertisch.engine.placement.check.weighed import site_of
from rundertisch.engine.placement.plan import LevelResult, Plan, Unplaced
from rundertisch.engine.placement.problem import Problem, stage_of
from rundertisch.engine.placement.sentences import (
    OTHERS_HAVE_CLAIMS,
    OTHERS_WAIT_LONGER,
    PERHAPS_A_CLAIM,
    Seat,
    left_out_sentence,
    seat_sentence,
)


def words_hold(*, problem: Problem, plan: Plan) -> Iterator[str]:
    """Every sentence says what the numbers say, and nothing proven is called unproven."""
    network = build_network(problem=problem)
    yield from _seats(network, plan)
    for row in plan.unplaced:
        if row.reason not in _left_out(network, row):
            yield _other_words(row.child)
    yield from _proofs(network, plan)


def _other_words(child: str) -> str:
    return f"Kind {child}: Die Begründung („reason“) ist nicht die, die sich aus den Zahlen ergibt."


def _seats(network: Network, plan: Plan) -> Iterator[str]:
    problem = network.problem
    facts, at_site = Facts(network=network, plan=plan), _at_sites(problem, plan)
    names = {school.id: school.name or school.id for school in problem.schools}
    site = {school.id: site_of(school=school) for school in problem.schools}
    decided = {lock.child: lock.reason for lock in problem.locked}
    for row in plan.placements:
        c = network.child_at[row.child]
        child = problem.children[c]
        here = at_site[child.family, site[row.school]]
        seat = Seat(
            name=names[row.school],
            minutes=row.minutes,
            nearest=int(facts.nearest[c]),
            schools=int(facts.schools[c]),
            siblings=facts.siblings(row=row),
            others=here.total() - here[stage_of(grade=child.grade)],
            estimate=row.estimate,
            decided=decided.get(row.child, ""),
        )
        if row.reason != seat_sentence(code=row.reason_code, seat=seat, claims=bool(child.claim)):
            yield _other_words(row.child)


def _at_sites(problem: Problem, plan: Plan) -> Mapping[tuple[str, tuple[str, str]], Counter[str]]:
    """Count siblings of each stage at each site, where that is worth minutes."""
    found: dict[tuple[str, tuple[str, str]], Counter[str]] = defaultdict(Counter)
    if not problem.parameters.minutes_per_site:
        return found
    site = {school.id: site_of(school=school) for school in problem.schools}
    school_of = {group.id: group.school for group in problem.groups}
    children = {child.id: child for child in problem.children}
    sits = [(each.family, each.grade, school_of[each.group]) for each in problem.placed]
    for row in plan.placements:
        child = children[row.child]
        sits.append((child.family, child.grade, row.school))
    for family, grade, school in sits:
        if family:
            found[family, site[school]][stage_of(grade=grade)] += 1
    return found


def _left_out(network: Network, row: Unplaced) -> set[str]:
    """Return the sentences that may stand there; claims may add a word of their own."""
    child = network.problem.children[network.child_at[row.child]]
    limit = limit_of(problem=network.problem, child=child)

    def told(*, helped: bool) -> str:
        return left_out_sentence(code=row.reason_code, child=child, limit=limit, helped=helped)

    may_stand = {told(helped=row.smallest_change is not None)}
    if network.claims:
        if row.smallest_change is None:
            may_stand.add(told(helped=True) + PERHAPS_A_CLAIM)
        may_stand |= {each.replace(OTHERS_WAIT_LONGER, OTHERS_HAVE_CLAIMS) for each in may_stand}
    return may_stand


def _proofs(network: Network, plan: Plan) -> Iterator[str]:
    """Data are whole numbers: a value that is its bound is proven, if the levels before are.

    Not decided: the longest way where claims, soft caps or slack count, and pairs before minutes.
    """
    rules = network.problem.parameters
    plain = not (network.claims or network.soft_caps() or rules.worst_slack_minutes)
    before = True
    for level in plan.levels:
        decided = {
            "worst_minutes": plain and plan.weighed is None,
            "ways_and_pairs": before and rules.minutes_per_pair != "strict",
        }.get(level.name, True)
        if decided and not level.proven and level.bound == level.value:
            yield _understated(level)
        before = before and level.proven


def _understated(level: LevelResult) -> str:
    return (
        f"Ebene {level.name}: Wert und Schranke sind gleich, also ist sie bewiesen; der Plan sagt, "
        "sie sei es nicht."
    )
