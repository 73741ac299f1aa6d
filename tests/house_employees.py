# SPDX-License-Identifier: EUPL-1.2
"""Does anything count by employee? Read from SQL and from code; how the questions are asked.

What is looked for is a number for each member: a count, sum or average, grouped by whoever did
something. A list of one's own work, or the name under a signature, is none.
"""

import ast
import re
from collections.abc import Iterator

# Columns that name an employee: the account, the seat, and whoever did or does something.
EMPLOYEE = re.compile(r"(user|seat|counsellor|member|by|[a-z_]+_by)(_id)?")
GROUPED = re.compile(r"\bgroup\s+by\s+((?:cube\s*\(|rollup\s*\()?[\w\s\".,]+)", re.IGNORECASE)
AFTER = re.compile(r"\b(?:having|order|limit|offset|union|window|fetch)\b", re.IGNORECASE)
COUNTED = re.compile(r"\b(count|sum|avg)\s*\(", re.IGNORECASE)
COUNTING = {"Count", "Sum", "Avg"}
ACCOUNTS = {"accounts_user", "accounts_seat"}


def names_an_employee(column: str) -> bool:
    """Say whether a column, however it is reached, names a member."""
    table, _, name = column.replace('"', "").strip().rpartition(".")
    if table in ACCOUNTS and name == "id":
        return True
    return any(EMPLOYEE.fullmatch(part) for part in name.lower().split("__"))


def counted_in_sql(statement: str) -> list[str]:
    """Return the columns of members by which a statement counts something."""
    if not COUNTED.search(statement):
        return []
    groups = [AFTER.split(found[1])[0] for found in GROUPED.finditer(statement)]
    columns = [one for group in groups for one in re.split(r"[,(\s]+", group)]
    return [one for one in columns if one and names_an_employee(one)]


def counted_in_code(source: str) -> list[str]:
    """Return the calls that count by member: over the ORM, by SQL in a text, or with a Counter."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += counted_in_sql(node.value)
        elif isinstance(node, ast.Call):
            found += [ast.unparse(node)] if _counts(node) else []
    return found


def _counts(call: ast.Call) -> bool:
    name = ast.unparse(call.func).rsplit(".", 1)[-1]
    if name == "Counter":
        return any(names_an_employee(attribute) for attribute in _attributes(call))
    if name != "annotate":
        return False
    numbers = {ast.unparse(one.func).rsplit(".", 1)[-1] for one in _calls(call)} & COUNTING
    return bool(numbers) and any(map(names_an_employee, _grouped_by(call)))


def _grouped_by(call: ast.Call) -> Iterator[str]:
    """Yield what `values` before `annotate` groups by; without it the rows of the model itself."""
    inside = call.func
    while isinstance(inside, ast.Attribute):
        inner = inside.value
        if isinstance(inner, ast.Call):
            method = inner.func.attr if isinstance(inner.func, ast.Attribute) else ""
            if method in {"values", "values_list"}:
                yield from (str(one.value) for one in inner.args if isinstance(one, ast.Constant))
            inside = inner.func
        else:
            if ast.unparse(inner) in {"User.objects", "Seat.objects"}:
                yield "accounts_seat.id"
            inside = inner


def _calls(call: ast.Call) -> Iterator[ast.Call]:
    for part in [*call.args, *(keyword.value for keyword in call.keywords)]:
        yield from (node for node in ast.walk(part) if isinstance(node, ast.Call))


def _attributes(call: ast.Call) -> Iterator[str]:
    for part in call.args:
        for node in ast.walk(part):
            if isinstance(node, ast.Attribute):
                yield node.attr
