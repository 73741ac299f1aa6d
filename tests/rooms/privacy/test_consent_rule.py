# SPDX-License-Identifier: EUPL-1.2
"""The database answers as the rule of consent says, on thousands of random sets of consents.

Hypothesis draws the sets; the owner role writes them all at once; the runtime role asks for every
set as whoever asks in it. The triggers of the wall are off meanwhile, so that sets with an
immigration office can be written at all: the row rule has to refuse it by itself.
"""

import datetime as dt
import hashlib
import itertools
import uuid
from collections.abc import Sequence

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.rooms.privacy import consenting
from tests.rooms.privacy.consenting import AConsent, ARow, ASeat, Asked, World
from tests.support.cluster import OwnDatabase

pytestmark = pytest.mark.database
SETS = 5000
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


def one_of(*parts: Sequence[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """Draw one combination in a single step: five thousand sets are drawn in seconds."""
    return st.sampled_from(list(itertools.product(*parts)))


KINDS = ("WELFARE", "WELFARE", "JOB_CENTRE", "IMMIGRATION_OFFICE")
USERS, ENDS_OF_SEATS = (0, 1), (None, None, 0, 1)
SEATS = one_of(USERS, PARTNERS[:2], tuple(ROLES), STARTS, ENDS_OF_SEATS)
KNOWN = [frozenset(some) for some in (("NEED",), ("NEED", "CONTACT"), ("CONTACT", "SCHOOL"))]
CONSENTS = one_of(
    SUBJECTS[:2],
    PARTNERS[:2],
    ("CASE_MANAGEMENT", "SERVICE", "SCHOOL_PLACE"),
    KNOWN,
    STARTS,
    ENDS,
    (None, None, -DAY, -HOUR, HOUR),  # withdrawn, seen from now
)
ROWS = one_of(SUBJECTS[:2], PARTNERS)
ASKERS = one_of(
    ("member", "member", "member", "member", "subject", "nobody"),
    (0, 1),  # the user or the subject
    (0, 1),  # which seat is named, whoever holds it
)
SETS_OF_CONSENTS = st.tuples(
    one_of(KINDS, KINDS, KINDS),
    st.tuples(SEATS, SEATS),
    st.lists(ROWS, min_size=1, max_size=3),
    st.lists(CONSENTS, max_size=3),
    ASKERS,
)


def world_of(drawn: tuple, *, number: int, t: dt.datetime, d: dt.date) -> World:  # type: ignore[type-arg]  # what was drawn
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


def drawn_worlds(*, t: dt.datetime, d: dt.date) -> list[World]:
    """Let hypothesis draw the sets."""
    worlds: list[World] = []

    @settings(
        max_examples=SETS,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(SETS_OF_CONSENTS)
    def draw(drawn: tuple) -> None:  # type: ignore[type-arg]  # what was drawn
        worlds.append(world_of(drawn, number=len(worlds), t=t, d=d))

    draw()
    return worlds


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
                hashlib.sha256(f"secret {w.asked.subject}".encode()).hexdigest(),
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


def answers(*, app: psycopg.Connection, worlds: Sequence[World]) -> list[set[int]]:
    """Ask as the runtime role for every set; return the ids of the rows that were shown."""
    who = "select set_config('app.user_id', %s, true), set_config('app.seat_id', %s, true),"
    who += " set_config('app.subject', %s, true)"
    what = f"select id from {consenting.TABLE} where id between %s and %s"  # noqa: S608 - our table
    cursors = []
    with app.transaction(), app.pipeline():
        for world in worlds:
            asked = world.asked
            secret = "" if asked.subject is None else f"secret {asked.subject}"
            app.execute(who, [str(asked.user or ""), str(asked.seat or ""), secret])
            first = world.rows[0].id
            cursors.append(app.execute(what.encode(), [first, first + 9]))
    return [{int(line[0]) for line in cursor} for cursor in cursors]


def test_the_database_answers_as_the_rule_of_consent_says(own_database: OwnDatabase) -> None:
    consenting.make_class_table(own_database.owner_sql)
    t, d = own_database.owner_sql("select now(), app_today()")[0]
    worlds = drawn_worlds(t=t, d=d)
    with psycopg.connect(own_database.urls.owner) as owner:
        write(owner=owner, worlds=worlds, t=t)
    with psycopg.connect(own_database.urls.default) as app:
        found = answers(app=app, worlds=worlds)
    wrong = [
        (world.size, world, shown)
        for world, shown in zip(worlds, found, strict=True)
        if shown != {r.id for r in world.rows if consenting.sees(world=world, row=r, t=t, d=d)}
    ]
    assert not wrong, min(wrong, key=lambda one: one[0])
    assert len(worlds) >= SETS
    assert sum(bool(shown) for shown in found) > SETS / 10, "hardly anything was ever shown"
    assert sum(not shown for shown in found) > SETS / 10, "hardly anything was ever hidden"
