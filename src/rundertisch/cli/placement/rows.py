# SPDX-License-Identifier: EUPL-1.2
"""The CSV files of a placement round, row by row, into the words of the engine.

No message ever shows a coordinate: it may be a protected home (§ 51 BMG).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from rundertisch.engine.placement.assignable import proposed_assignable
from rundertisch.engine.placement.problem import (
    LATEST_GRADE,
    Assignable,
    Child,
    Group,
    GroupKind,
    Placed,
    School,
    Wish,
)
from rundertisch.engine.placement.simulate.problem import LONGEST, MoreSeats
from rundertisch.engine.siting.problem import Candidate, Closable
from rundertisch.engine.siting.validation import MOST_CENTS, MOST_GROUPS, MOST_SEATS
from rundertisch.kernel.tables import Row, Table

KINDS: tuple[GroupKind, ...] = ("literacy", "language", "regular")
ASSIGNABLE: tuple[Assignable, ...] = ("yes", "named", "no")
MOST_PRIORITY = 2  # hardship, decided by the authority
LONGEST_WAY = 100_000  # minutes; more is a slip of the pen

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "children.csv": (
        "child_id",
        "grade",
        "lat",
        "lon",
        "waiting_days",
        "needs_literacy",
        "family_id",
        "forms",
    ),
    "schools.csv": ("school_id", "name", "form", "town", "lat", "lon", "newcomer_cap"),
    "groups.csv": (
        "group_id",
        "school_id",
        "kind",
        "grade_from",
        "grade_to",
        "free_seats",
        "regular_seats",
    ),
    "travel.csv": ("child_id", "school_id", "minutes"),
    "placed.csv": ("child_id", "family_id", "grade", "group_id"),
    "wishes.csv": ("child_id", "school_id", "rank"),
}
YEAR: Mapping[str, tuple[str, ...]] = {  # read by `simulate placement` only
    "arrivals.csv": ("week", *REQUIRED["children.csv"]),
    "seats.csv": ("week", "group_id", "seats"),
}
SITING: Mapping[str, tuple[str, ...]] = {  # read by `plan siting` only
    "candidates.csv": (
        "candidate_id",
        "school_id",
        "kind",
        "grade_from",
        "grade_to",
        "seats",
        "fixed_cost_cents",
        "max_groups",
    ),
    "closable.csv": ("group_id", "saved_cents"),
    "scenarios.csv": ("scenario_id", "weight"),
    "scenario_children.csv": ("scenario_id", *REQUIRED["children.csv"]),
}
EVERY = {**REQUIRED, **YEAR, **SITING}
OPTIONAL: dict[str, tuple[str, ...]] = {
    "children.csv": ("town", "priority", "claim_school", "claim_waived", "address_protected"),
    "schools.csv": ("assignable", "site", "cap_ref"),
    "placed.csv": ("announced",),
}
OPTIONAL |= dict.fromkeys(("arrivals.csv", "scenario_children.csv"), OPTIONAL["children.csv"])


@dataclass(slots=True)
class Seen:
    """The ids of one column, each with the line where it stands first."""

    lines: dict[str, int] = field(default_factory=dict)

    def take(self, *, row: Row, column: str, value: str) -> None:
        """Remember an id; a second one is a problem."""
        first = self.lines.setdefault(value, row.line)
        if value and first != row.line:
            row.note(f"„{column}“ {value} steht schon in Zeile {first}. Jede Kennung einmal.")


def read_children(
    *,
    table: Table,
    with_travel: bool,
    schools: Mapping[str, School] | None,
    notes: list[str],
) -> tuple[Child, ...]:
    """Return the children in the order of the file (schools None: schools.csv unreadable)."""
    seen = Seen()
    forms = {school.form for school in (schools or {}).values()}
    children = []
    for row in table:
        name = row.key("child_id")
        seen.take(row=row, column="child_id", value=name)
        lat, lon = row.point(required=not with_travel)
        children.append(
            Child(
                id=name,
                grade=row.whole("grade", low=1, high=LATEST_GRADE),
                lat=lat,
                lon=lon,
                waiting_days=row.whole("waiting_days", low=0),
                needs_literacy=row.flag("needs_literacy"),
                family=row.text("family_id"),
                forms=_allowed_forms(row=row, known=forms, notes=notes),
                town=row.text("town"),
                priority=_priority(row=row),
                claim_school=_claim(row=row, schools=schools, notes=notes),
                claim_waived=row.flag("claim_waived", empty=False),
                address_protected=row.flag("address_protected", empty=False),
            )
        )
    return tuple(children)


def _priority(*, row: Row) -> int:
    return row.whole("priority", low=0, high=MOST_PRIORITY) if row.text("priority") else 0


def _claim(*, row: Row, schools: Mapping[str, School] | None, notes: list[str]) -> str:
    """Return the school of a claim (§ 46 Abs. 3 SchulG NRW); an impossible one becomes a note."""
    name = row.text("claim_school")
    if not name or schools is None:
        return name
    if name not in schools:
        row.note(
            f"„claim_school“ {name} steht nicht in schools.csv. Bitte die Kennung berichtigen oder "
            "die Zelle leeren."
        )
    elif schools[name].assignable == "no":
        notes.append(
            f"{row.file}, Zeile {row.line}: der Anspruch auf {name} kann nicht gehalten werden; "
            "dort setzt kein Plan ein Kind hin."
        )
    return name


def _allowed_forms(*, row: Row, known: Collection[str], notes: list[str]) -> tuple[str, ...]:
    allowed = tuple(part.strip() for part in row.text("forms").split(";") if part.strip())
    for form in allowed:
        if proposed_assignable(form=form, name="") == "no":
            row.note(
                f"„forms“ nennt „{form}“. Ein Platz dort folgt aus einem Verfahren zur "
                "sonderpädagogischen Förderung, nie aus einem Plan. Bitte die Form streichen."
            )
        elif known and form not in known:
            notes.append(
                f"{row.file}, Zeile {row.line}: „forms“ nennt „{form}“; diese Form hat keine "
                f"Schule in schools.csv. Vorhanden: {', '.join(sorted(known))}."
            )
    return allowed


def read_schools(*, table: Table, with_travel: bool, notes: list[str]) -> tuple[School, ...]:
    """Return the schools; what the list says against a cell `assignable` becomes a note."""
    seen = Seen()
    schools = []
    decided = "cap_ref" in table.columns  # then a cap without its decision is soft
    for row in table:
        name = row.key("school_id")
        seen.take(row=row, column="school_id", value=name)
        form = row.text("form")
        lat, lon = row.point(required=not with_travel)
        schools.append(
            School(
                id=name,
                form=form,
                name=row.text("name"),
                town=row.text("town"),
                lat=lat,
                lon=lon,
                newcomer_cap=row.whole_or_none("newcomer_cap", low=0),
                cap_soft=decided and _without_decision(row=row, notes=notes),
                site=row.text("site"),
                assignable=_assignable(row=row, notes=notes),
            )
        )
    return tuple(schools)


def _without_decision(*, row: Row, notes: list[str]) -> bool:
    """Whether a cap is soft: only a decision of the Schulträger limits (OVG NRW 19 B 457/24)."""
    if not row.text("newcomer_cap") or row.text("cap_ref"):
        return False
    notes.append(
        f"{row.file}, Zeile {row.line}: für die Obergrenze von {row.text('school_id')} ist kein "
        "Beschluss genannt („cap_ref“ ist leer). Sie gilt als weich: Ihretwegen bleibt kein Kind "
        "ohne Platz."
    )
    return True


def _assignable(*, row: Row, notes: list[str]) -> Assignable:
    form, name = row.text("form"), row.text("name")
    written = row.text("assignable")
    cell = row.choice("assignable", allowed=ASSIGNABLE, empty="yes")
    place = f"{row.file}, Zeile {row.line}: {row.text('school_id')}"
    if proposed_assignable(form=form, name="") == "no":
        if written and cell != "no":
            notes.append(
                f"{place} hat die Form „{form}“ und bleibt außen vor, obwohl „assignable“ "
                f"„{cell}“ sagt: dort setzt kein Plan ein Kind hin."
            )
        return "no"
    if proposed_assignable(form=form, name=name) == "no":
        if cell != "no" or not written:
            notes.append(
                f"{place} („{name}“) klingt nach Förder- oder Klinikschule und bleibt außen vor: "
                "dort setzt kein Plan ein Kind hin. Wenn sie nur so heißt, bitte „name“ in dieser "
                "Datei ändern."
            )
        return "no"
    return cell


def read_groups(*, table: Table, schools: Collection[str] | None) -> tuple[Group, ...]:
    """Return the groups; `schools` are the known ids (None: schools.csv could not be read)."""
    seen = Seen()
    groups = []
    for row in table:
        name = row.key("group_id")
        seen.take(row=row, column="group_id", value=name)
        first = row.whole("grade_from", low=1, high=LATEST_GRADE)
        last = row.whole("grade_to", low=1, high=LATEST_GRADE)
        if first > last:
            row.note(f"„grade_from“ {first} ist größer als „grade_to“ {last}.")
        groups.append(
            Group(
                id=name,
                school=known(row=row, column="school_id", ids=schools, where="schools.csv"),
                kind=row.choice("kind", allowed=KINDS),
                grade_from=first,
                grade_to=last,
                free_seats=row.whole("free_seats", low=0),
                regular_seats=row.whole_or_none("regular_seats", low=0),
            )
        )
    return tuple(groups)


def read_travel(
    *, table: Table, children: Collection[str] | None, schools: Collection[str] | None
) -> dict[tuple[str, str], int]:
    """Return the minutes; a pair that is missing is unreachable."""
    minutes: dict[tuple[str, str], int] = {}
    for row in table:
        child = known(row=row, column="child_id", ids=children, where="children.csv")
        school = known(row=row, column="school_id", ids=schools, where="schools.csv")
        if (child, school) in minutes:
            row.note(f"Das Paar {child} und {school} steht schon weiter oben. Jedes Paar einmal.")
        minutes[child, school] = row.whole("minutes", low=0, high=LONGEST_WAY)
    return minutes


def read_placed(
    *, table: Table, children: Collection[str] | None, groups: Collection[str] | None
) -> tuple[Placed, ...]:
    """Return the children who already sit; nobody stands in both files."""
    seen = Seen()
    placed = []
    for row in table:
        name = row.key("child_id")
        seen.take(row=row, column="child_id", value=name)
        if children is not None and name in children:
            row.note(f"„child_id“ {name} steht auch in children.csv. Wer sitzt, wartet nicht.")
        placed.append(
            Placed(
                id=name,
                grade=row.whole("grade", low=1, high=LATEST_GRADE),
                group=known(row=row, column="group_id", ids=groups, where="groups.csv"),
                family=row.text("family_id"),
                announced=row.flag("announced", empty=True),
            )
        )
    return tuple(placed)


def read_weeks(*, table: Table, last: int) -> tuple[int, ...]:
    """Return the week of each row; none after the ``last`` of the year."""
    return tuple(_week(row, last) for row in table)


def _week(row: Row, last: int) -> int:
    week = row.whole("week", low=1, high=LONGEST)
    if week > last:
        row.note(f"„week“ ist {week}; das Jahr hat die Wochen 1 bis {last} (länger mit --weeks).")
    return week


def read_more_seats(
    *, table: Table, groups: Collection[str] | None, last: int
) -> tuple[MoreSeats, ...]:
    """Return the seats that come in the course of a year."""
    return tuple(
        MoreSeats(
            week=_week(row, last),
            group=known(row=row, column="group_id", ids=groups, where="groups.csv"),
            seats=row.whole("seats", low=0),
        )
        for row in table
    )


def read_candidates(*, table: Table, schools: Collection[str]) -> tuple[Candidate, ...]:
    """Return where groups could open, and what each costs."""
    seen, candidates = Seen(), []
    for row in table:
        name = row.key("candidate_id")
        seen.take(row=row, column="candidate_id", value=name)
        candidates.append(
            Candidate(
                id=name,
                school=known(row=row, column="school_id", ids=schools, where="schools.csv"),
                kind=row.choice("kind", allowed=KINDS),
                grade_from=row.whole("grade_from", low=1, high=LATEST_GRADE),
                grade_to=row.whole("grade_to", low=1, high=LATEST_GRADE),
                seats=row.whole("seats", low=1, high=MOST_SEATS),
                fixed_cost_cents=row.whole("fixed_cost_cents", low=0, high=MOST_CENTS),
                max_groups=row.whole("max_groups", low=0, high=MOST_GROUPS),
            )
        )
    return tuple(candidates)


def read_closables(*, table: Table, groups: Collection[str]) -> tuple[Closable, ...]:
    """Return which groups may close, and what that saves."""
    seen, closables = Seen(), []
    for row in table:
        group = known(row=row, column="group_id", ids=groups, where="groups.csv")
        seen.take(row=row, column="group_id", value=group)
        closables.append(Closable(group, row.whole("saved_cents", low=0, high=MOST_CENTS)))
    return tuple(closables)


def read_wishes(
    *,
    table: Table,
    children: Collection[str] | None,
    schools: Mapping[str, School] | None,
    notes: list[str],
) -> tuple[Wish, ...]:
    """Return the wishes; a wish for a school that is never assigned becomes a note."""
    wishes: dict[tuple[str, str], Wish] = {}
    for row in table:
        child = known(row=row, column="child_id", ids=children, where="children.csv")
        school = known(row=row, column="school_id", ids=schools, where="schools.csv")
        if (child, school) in wishes:
            row.note(f"Den Wunsch {child} und {school} gibt es schon weiter oben.")
        if schools and school in schools and schools[school].assignable == "no":
            notes.append(
                f"{row.file}, Zeile {row.line}: der Wunsch nach {school} kann nicht erfüllt "
                "werden; dort setzt kein Plan ein Kind hin."
            )
        wishes[child, school] = Wish(child, school, row.whole("rank", low=1, high=3))
    return tuple(wishes.values())


def known(*, row: Row, column: str, ids: Collection[str] | None, where: str) -> str:
    """Return the id in a column, which has to stand in another file (ids None: unreadable)."""
    value = row.key(column)
    if value and ids is not None and value not in ids:
        row.note(f"„{column}“ {value} steht nicht in {where}.")
    return value
