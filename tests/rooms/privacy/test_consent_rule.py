# SPDX-License-Identifier: EUPL-1.2
"""The database answers as the rule of consent says, on thousands of drawn sets of consents.

The sets are drawn the same in every run. Beside those in which a consent lets somebody see a row
stand their nearest neighbours, in each of which one thing is missing. The owner role writes them
all at once; the runtime role asks for every set as whoever asks in it. The triggers of the wall are
off meanwhile, so that sets with an immigration office can be written at all: the row rule has to
refuse it by itself.
"""

import datetime as dt
import hashlib
import itertools
import random
import uuid
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import psycopg
import pytest

from tests.rooms.privacy import consenting
from tests.rooms.privacy.consenting import AConsent, ARow, ASeat, Asked, World
from tests.support.cluster import OwnDatabase

pytestmark = pytest.mark.database
SETS, NEAR = 400, 60  # drawn at will; drawn so that a consent opens them, with neighbours
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
ROLES = {
    "CASE_MANAGER": frozenset({"CASE_MANAGEMENT"}),
    "AGENCY_CONTACT": frozenset({"SERVICE"}),
    "SCHOOL_COUNSELLING": frozenset({"SCHOOL_PLACE"}),
    "ADMINISTRATOR": frozenset[str](),
}
WALLED = {
    "accounts_seat": "user",  # all of its triggers: roles need not go together here
    "privacy_consent": "walled_off",
    consenting.TABLE: "walled_off",
}
PARTNERS = SUBJECTS = (0, 1, 2)
STARTS, ENDS = (-2, -1, 0, 1), (0, 1, 2)


KINDS = ("WELFARE", "WELFARE", "JOB_CENTRE", "IMMIGRATION_OFFICE")
USERS, ENDS_OF_SEATS = (0, 1), (None, None, 0, 1)
ROLE_NAMES = tuple(ROLES)
KNOWN = [frozenset(some) for some in (("NEED",), ("NEED", "CONTACT"), ("CONTACT", "SCHOOL"))]
WHAT_FOR = ("CASE_MANAGEMENT", "SERVICE", "SCHOOL_PLACE")
WITHDRAWN = (None, None, -DAY, -HOUR, HOUR)  # seen from now
ASKERS = ("member", "member", "member", "member", "subject", "nobody")


class DrawnSeat(NamedTuple):
    """Whose seat, at which partner, in which role, from and until when."""

    user: int
    partner: int
    role: str
    start: int
    end: int | None


class DrawnConsent(NamedTuple):
    """Of whom, to whom, for what, which classes, from and until when, withdrawn when."""

    subject: int
    recipient: int
    what_for: str
    classes: frozenset[str]
    start: int
    end: int
    withdrawn: dt.timedelta | None


class Drawn(NamedTuple):
    """One set before it gets its numbers; ``asker``: who, which user or subject, which seat."""

    kinds: tuple[str, ...]
    seats: tuple[DrawnSeat, DrawnSeat]
    rows: tuple[tuple[int, int], ...]
    consents: tuple[DrawnConsent, ...]
    asker: tuple[str, int, int]


def draw(chance: random.Random) -> Drawn:
    """Draw one set."""
    one = chance.choice
    seats = [
        DrawnSeat(one((0, 1)), one((0, 1)), one(ROLE_NAMES), one(STARTS), one((None, None, 0, 1)))
        for _ in (0, 1)
    ]
    return Drawn(
        kinds=tuple(one(KINDS) for _ in PARTNERS),
        seats=(seats[0], seats[1]),
        rows=tuple((one((0, 1)), one(PARTNERS)) for _ in range(chance.randint(1, 3))),
        consents=tuple(
            DrawnConsent(
                one((0, 1)), one((0, 1)), one(WHAT_FOR), one(KNOWN), one(STARTS), one(ENDS),
                one(WITHDRAWN),
            )
            for _ in range(chance.randint(0, 3))
        ),
        asker=(one(ASKERS), one((0, 1)), one((0, 1))),
    )  # fmt: skip


def draw_open(chance: random.Random) -> Drawn:
    """Draw one set in which a member sees a row of another partner, by a consent alone.

    Drawn at will not one in five hundred is like that: who asks, the seat, the row and the consent
    have to fit together.
    """
    one, at_will = chance.choice, draw(chance)
    user, named, at, subject = one((0, 1)), one((0, 1)), one((0, 1)), one((0, 1))
    role, purpose = one((("CASE_MANAGER", "CASE_MANAGEMENT"), ("AGENCY_CONTACT", "SERVICE")))
    seats = list(at_will.seats)
    seats[named] = DrawnSeat(user, at, role, one((-2, -1, 0)), one((None, 1)))
    seats[1 - named] = seats[1 - named]._replace(user=1 - user)
    opens = DrawnConsent(
        subject, at, purpose, one(KNOWN[:2]), one((-2, -1, 0)), one((1, 2)), one((None, HOUR))
    )
    return Drawn(
        kinds=("WELFARE", "JOB_CENTRE", "WELFARE"),
        seats=(seats[0], seats[1]),
        rows=tuple((subject, one((1 - at, 2))) for _ in at_will.rows),
        consents=(*at_will.consents[:2], opens),
        asker=("member", user, named),
    )


def consents_with(**change: Any) -> Callable[[Drawn], Drawn]:  # noqa: ANN401 - any field of a consent
    """Return how a set looks when all of its consents differ in this."""
    return lambda one: one._replace(consents=tuple(c._replace(**change) for c in one.consents))


def with_seats(**change: Any) -> Callable[[Drawn], Drawn]:  # noqa: ANN401 - any field of a seat
    """Return how a set looks when both seats differ in this."""
    return lambda one: one._replace(
        seats=(one.seats[0]._replace(**change), one.seats[1]._replace(**change))
    )


MISSING: dict[str, Callable[[Drawn], Drawn]] = {
    "withdrawn an hour ago": consents_with(withdrawn=-HOUR),
    "over since today": consents_with(start=-1, end=0),
    "from tomorrow on": consents_with(start=1, end=2),
    "other kinds of data": consents_with(classes=KNOWN[2]),
    "to nobody who asks": consents_with(recipient=2),
    "for a purpose of nobody's": consents_with(what_for="VOLUNTEERING"),
    "of somebody else": lambda one: one._replace(
        consents=tuple(c._replace(subject=1 - c.subject) for c in one.consents)
    ),
    "the seat has ended": with_seats(start=-2, end=0),
    "the seat begins tomorrow": with_seats(start=1, end=None),
    "the role works with nobody": with_seats(role="ADMINISTRATOR"),
    "another user names the seat": lambda one: one._replace(
        asker=(one.asker[0], 1 - one.asker[1], one.asker[2])
    ),
    "an immigration office asks": lambda one: one._replace(kinds=("IMMIGRATION_OFFICE",) * 3),
}


def world_of(drawn: Drawn, *, number: int, t: dt.datetime, d: dt.date) -> World:
    """Give what was drawn numbers of its own, so that all sets fit into one database."""
    partner_kinds, drawn_seats, drawn_rows, drawn_consents, (who, one, named) = drawn
    base = 10_000_000 + 10 * number
    made = [
        ASeat(
            id=base + at,
            user=base + user,
            partner=base + partner,
            partner_kind=partner_kinds[partner],
            purposes=ROLES[role],
            starts_on=d + start * DAY,
            ends_on=None if end is None else max(d + end * DAY, d + start * DAY),
        )
        for at, (user, partner, role, start, end) in enumerate(drawn_seats)
    ]
    return World(
        seats=one_at_a_time(made),
        rows=[
            ARow(id=base + at, subject=base + subject, owner=base + owner)
            for at, (subject, owner) in enumerate(drawn_rows)
        ],
        consents=[
            AConsent(
                subject=base + subject,
                recipient=base + recipient,
                purpose=purpose,
                classes=classes,
                starts_on=d + start * DAY,
                ends_on=max(d + end * DAY, d + (start + 1) * DAY),
                withdrawn_at=None if withdrawn is None else t + withdrawn,
            )
            for subject, recipient, purpose, classes, start, end, withdrawn in drawn_consents
        ],
        asked={
            "member": Asked(user=base + one, seat=base + named),
            "subject": Asked(subject=base + one),
            "nobody": Asked(),
        }[who],
        kinds={base + at: kind for at, kind in enumerate(partner_kinds)},
    )


def seen(world: World, *, t: dt.datetime, d: dt.date) -> set[int]:
    """Return the rows that the rule shows."""
    return {r.id for r in world.rows if consenting.sees(world=world, row=r, t=t, d=d)}


def drawn_worlds(*, t: dt.datetime, d: dt.date) -> tuple[list[World], dict[str, list[World]]]:
    """Return the drawn sets, and the neighbours of the open ones, by what is missing there.

    A neighbour is kept where the missing thing is what decides: the rule hides what it showed.
    """
    chance, number = random.Random(10), itertools.count()  # noqa: S311 - the same sets every time
    open_ = [draw_open(chance) for _ in range(NEAR)]
    drawn = [*(draw(chance) for _ in range(SETS)), *open_]
    worlds = [world_of(one, number=next(number), t=t, d=d) for one in drawn]
    near = {
        what: [
            neighbour
            for one in open_
            if not seen(neighbour := world_of(miss(one), number=next(number), t=t, d=d), t=t, d=d)
        ]
        for what, miss in MISSING.items()
    }
    return worlds, near


def subject_id(number: int) -> uuid.UUID:
    """Return the random-looking id of a subject."""
    return uuid.uuid5(uuid.NAMESPACE_OID, str(number))


def let_in(*, owner: psycopg.Connection) -> None:
    """Let also what the wall refuses be written; one entry for all, as an action leaves it."""
    for table, trigger in WALLED.items():
        owner.execute(f"alter table {table} disable trigger {trigger}".encode())
    owner.execute(  # one entry for all of it, as an action leaves it; else each row leaves its own
        "insert into kernel_auditentry (action, about_kind, about_id, fields)"
        " values ('tests.draw_worlds', 'policy', '1', '{}')"
    )


def write(*, owner: psycopg.Connection, worlds: Sequence[World], t: dt.datetime) -> None:
    """Write all sets as the owner role."""
    let_in(owner=owner)
    copies: dict[str, list[tuple[object, ...]]] = {
        "partners_partner (id, kind, name)": [
            (pk, kind, f"Partner {pk}") for w in worlds for pk, kind in w.kinds.items()
        ],
        "accounts_user (id, email, name, password, sessions_ended)": [
            (w.rows[0].id + at, f"u{w.rows[0].id + at}@example.org", "U", "", 0)
            for w in worlds
            for at in (0, 1)
        ],
        "accounts_seat (id, user_id, partner_id, role, starts_on, ends_on)": [
            (s.id, s.user, s.partner, role_of(s), s.starts_on, s.ends_on)
            for w in worlds
            for s in w.seats
        ],
        "privacy_subject (id)": [
            (subject_id(w.rows[0].id + at),) for w in worlds for at in SUBJECTS
        ],
        "privacy_consent (subject_id, recipient_id, what_for, classes, starts_on, ends_on,"
        " withdrawn_at)": [
            (
                subject_id(c.subject),
                c.recipient,
                c.purpose,
                sorted(c.classes),
                c.starts_on,
                c.ends_on,
                c.withdrawn_at,
            )
            for w in worlds
            for c in w.consents
        ],
        f"{consenting.TABLE} (id, subject_id, owner_id)": [
            (r.id, subject_id(r.subject), r.owner) for w in worlds for r in w.rows
        ],
        "kernel_securelink (kind, about_kind, about_id, subject_id, token_hash, expires_at,"
        " user_id, seat_id)": [
            (
                "OWN_VIEW",
                "subject",
                "",
                subject_id(w.asked.subject),
                hashlib.sha256(consenting.secret_of(w.asked).encode()).hexdigest(),
                t + DAY,
                1,
                1,
            )
            for w in worlds
            if w.asked.subject is not None
        ],
    }
    for into, lines in copies.items():
        with owner.cursor().copy(f"copy {into} from stdin".encode()) as copy:
            for line in lines:
                copy.write_row(line)
    owner.execute("analyze")
    owner.commit()


def role_of(seat: ASeat) -> str:
    """Return the role with these purposes."""
    return next(role for role, purposes in ROLES.items() if purposes == seat.purposes)


def one_at_a_time(seats: Sequence[ASeat]) -> list[ASeat]:
    """Leave out a second seat that the database would not let in beside the first."""
    first, second = seats
    same = (first.user, first.partner, first.purposes) == (
        second.user,
        second.partner,
        second.purposes,
    )
    return [first] if same else [first, second]


def test_the_database_answers_as_the_rule_of_consent_says(own_database: OwnDatabase) -> None:
    consenting.make_class_table(own_database.owner_sql)
    own_database.owner_sql(consenting.ASK.format(table=consenting.TABLE))
    t, d = own_database.owner_sql("select now(), app_today()")[0]
    drawn, near = drawn_worlds(t=t, d=d)
    worlds = [*drawn, *itertools.chain(*near.values())]
    with psycopg.connect(own_database.urls.owner) as owner:
        write(owner=owner, worlds=worlds, t=t)
    with psycopg.connect(own_database.urls.default) as app:
        found = consenting.answers(app=app, worlds=worlds, table=consenting.TABLE)
    wrong = [
        (world.size, world, shown)
        for world, shown in zip(worlds, found, strict=True)
        if shown != seen(world, t=t, d=d)
    ]
    assert not wrong, min(wrong, key=lambda one: one[0])
    assert all(found[SETS : SETS + NEAR]), "a consent opens each of these"
    assert {what for what, those in near.items() if len(those) < NEAR // 2} == set(), "too few"
    assert 0 < sum(map(bool, found[:SETS])) < SETS, "the same in every run"
