# SPDX-License-Identifier: EUPL-1.2
"""How a number reaches a template: numbers of people as figures, other numbers by a known name."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.template.base import FilterExpression, Variable, VariableNode, render_value_in_context
from django.template.context import Context

# What may be printed as a bare number, by the last part of its name, and why it counts no people.
NOT_PEOPLE = {
    "addresses": "lines of the gazetteer",
    "after_days": "days",
    "answers_due": "referrals to the own office",
    "calls_due": "referrals to other offices",
    "cap": "a limit somebody decided",
    "court_months": "months",
    "days": "days",
    "decide_months": "months",
    "euros": "euros",
    "extra": "minutes",
    "free": "seats",
    "free_seats": "seats",
    "grade": "a grade",
    "grade_from": "a grade",
    "grade_to": "a grade",
    "grades": "a grade",
    "group_euros": "euros",
    "groups": "groups that could open",
    "hours": "hours a teacher gives",
    "kilobytes": "the size of a file",
    "line": "a line of a file",
    "longest": "days",
    "longest_days": "days",
    "longest_minutes": "minutes",
    "longest_way": "minutes",
    "mails_waiting": "e-mails that have not been written yet",
    "mean_minutes": "minutes",
    "median": "days",
    "median_days": "days",
    "median_minutes": "minutes",
    "minutes": "minutes",
    "months": "months",
    "most_groups": "groups that could open",
    "moves": "changes of seats in a year that is only thought",
    "named": "schools",
    "never": "schools",
    "newcomer_cap": "a limit somebody decided",
    "number": "the number of a thing",
    "p90": "days",
    "pk": "the id of a record",
    "post_days": "days",
    "rank": "the rank of a wish",
    "rows": "rows of tables",
    "schools": "schools",
    "seat_id": "the id of a seat",
    "seats": "seats",
    "separate": "seats that whoever signs opens one by one",
    "small_areas": "areas",
    "steps_due": "steps of a plan",
    "truncated": "seats",
    "version": "the version of a record",
    "waiting_days": "days",
    "waiting_elsewhere": "referrals to other offices",
    "weeks": "weeks",
    "without_seat_minutes": "minutes",
    "year_euros": "euros",
}
OF_ONES_OWN = re.compile(r"^(account|mfa|allauth)/")  # one's own devices and codes, no people
PLAIN_WORDS = {"forloop", "counter", "revcounter", "page", "status"}
COUNTING = re.compile(r"\|\s*(length|number|floatformat|intcomma|unlocalize)\b")
EXPRESSION = re.compile(r"\{\{\s*(.+?)\s*\}\}")
# A page for somebody who opens no child: a number of children must say how near it is.
EXACT = re.compile(
    r"(?<!unter )(?<!rund )(?<!Unter )(?<!Rund )\b([1-9]\d*) (?:Kind|Kinder|Familie)\b"
)


def name_of(expression: str) -> str:
    """Return the last part of the name an expression prints."""
    return expression.split("|", maxsplit=1)[0].strip().split(".")[-1]


def bare_counts(*, template: str, text: str) -> list[str]:
    """Return expressions of a template that write a number which may count people."""
    if OF_ONES_OWN.match(template):
        return []
    return [
        expression
        for expression in EXPRESSION.findall(text)
        if COUNTING.search(expression)
        and ("|length" in expression or name_of(expression) not in NOT_PEOPLE)
    ]


def exact_numbers(text: str) -> list[str]:
    """Return the numbers of children in a page's text that claim to be exact."""
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text).replace("\N{NO-BREAK SPACE}", " "))
    return [found[0] for found in EXACT.finditer(plain)]


def template_of(path: Path) -> str:
    """Return a template's name as Django knows it."""
    return path.as_posix().split("/templates/", 1)[1]


@contextmanager
def watched() -> Iterator[set[str]]:
    """Note every bare number that a template of a room writes, whatever its name promises."""
    seen: set[str] = set()
    plain = VariableNode.render

    def render(node: VariableNode, context: Context) -> str:
        shown: FilterExpression = node.filter_expression
        value, variable = shown.resolve(context), shown.var
        if isinstance(variable, Variable) and "|" not in shown.token:
            words = set(str(variable.var).split("."))
            if isinstance(value, int | float) and not isinstance(value, bool):
                origin = getattr(getattr(node, "origin", None), "template_name", "") or ""
                known = name_of(str(variable.var)) in NOT_PEOPLE or words & PLAIN_WORDS
                if not known and _is_ours(origin):
                    seen.add(f"{origin}: {variable.var}")
        return render_value_in_context(value, context)

    VariableNode.render = render  # type: ignore[assignment, method-assign]  # put back below
    try:
        yield seen
    finally:
        VariableNode.render = plain  # type: ignore[method-assign]  # as it was


def _is_ours(origin: str) -> bool:
    rooms = "cases|schooling|places|partners|accounts|privacy|situation|site"
    return bool(re.match(rf"^({rooms})/", origin))
