# SPDX-License-Identifier: EUPL-1.2
"""Who sees a case: its office and the person; others what was consented to, and nothing else.

„Who may see what“ for every class table of this room: the real tables are filled with rows, seats
and consents of every combination, the runtime role asks, and the answer is compared with the rule
in plain Python (tests/rooms/privacy/consenting.py), which was written without looking at the SQL.
"""

import datetime as dt
import itertools
import os
import re
import uuid
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions
from rundertisch.cases.models import Audience, CaseNote, Client, PlanStep
from rundertisch.privacy.registry import class_tables
from rundertisch.privacy.registry.class_tables import reading as rule
from tests.rooms.cases.test_clients import opened, with_need
from tests.rooms.privacy import consenting
from tests.rooms.privacy.consenting import AConsent, ARow, ASeat, Asked, World
from tests.support.cluster import OwnDatabase
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database
TABLES = {  # class table -> its class and the columns it needs besides
    "cases_clientcontact": ("CONTACT", {"words": "x", "written_on": "2026-01-01"}),
    "cases_need": (
        "NEED",
        {"domain_id": "WORK", "words": "x", "opened_on": "2026-01-01", "outcome": ""},
    ),
    "cases_referral": (
        "REFERRAL",
        {
            "asks": "x",
            "sent_on": "2026-01-01",
            "sent_by_name": "x",
            "state": "SENT",
            "reason": "",
            "answer": "",
            "outcome": "",
        },
    ),
    "cases_casenote": ("NOTE", {"words": "x", "written_on": "2026-01-01", "author_name": "x"}),
    "cases_attachment": (
        "DOCUMENT",
        {
            "title": "x",
            "content": b"x",
            "content_type": "image/png",
            "size": 1,
            "attached_on": "2026-01-01",
        },
    ),
    "cases_conferencepoint": (
        "CONFERENCE_NOTE",
        {"domain_id": "WORK", "problem": "x", "agreed": "", "who": ""},
    ),
}
AUDIENCES = ("CONSENT", "AGENCY", "AUTHOR")
# the addressed partner is the recipient of the consent (1), or a third one (2)
ADDRESSED = {"TO_RECIPIENT": 1, "TO_A_THIRD": 2}
ASKED = [
    ("cases_clientcontact", "CONSENT"),
    ("cases_need", "CONSENT"),
    ("cases_conferencepoint", "INVITED"),
    ("cases_conferencepoint", "NOT_INVITED"),
    *(("cases_casenote", audience) for audience in AUDIENCES),
    *(("cases_referral", addressed) for addressed in ADDRESSED),
    *(("cases_attachment", addressed) for addressed in ADDRESSED),
]
ABOUT = (*TABLES, "cases_client", "cases_planstep", "cases_regimechange", "cases_casechange")
SENT = {"cases_referral", "cases_attachment"}
OTHERS = (
    "counsellor", "schulamt", "town_office", "school_head", "administrator", "auditor",
    "centre_head", "former", "agency",
)  # fmt: skip


def counts() -> dict[str, int]:
    """Return how many rows of each table the asking person sees."""
    found = {}
    with connection.cursor() as cursor:
        for table in ABOUT:
            cursor.execute(f"select count(*) from {table}")  # noqa: S608 - our own names
            found[table] = cursor.fetchone()[0]
    return found


def test_a_case_is_seen_by_its_office_and_by_nobody_else(world: DemoWorld) -> None:
    with asking(world.charlie):
        by = Seat.objects.select_related("user", "partner").get(pk=world.charlie.seat_id)
        client = opened(world, by)
        with_need(world, client, by)
        actions.correct_client(
            client=client,
            pseudonym="Quelle 9",
            agreed_on=world.on,
            version=client.version,
            on=world.on,
            by=by,
        )
        assert all(number for table, number in counts().items() if table not in SENT)
    for who in OTHERS:
        with asking(getattr(world, who)):
            assert set(counts().values()) == {0}, who
    assert set(counts().values()) == {0}, "nobody asks"


def test_a_note_for_oneself_is_read_by_its_author_alone(world: DemoWorld, charlie: Seat) -> None:
    client = opened(world, charlie)
    for audience in Audience:
        actions.write_note(
            client=client, audience=audience, words=audience.label, on=world.on, by=charlie
        )
    mine = CaseNote.objects.filter(subject=client.subject_id)
    assert {one.audience for one in mine} == set(Audience)
    with transaction.atomic(), pytest.raises(DatabaseError):
        mine.update(words="umgeschrieben")


def test_the_subject_and_the_office_of_a_client_never_change(
    world: DemoWorld, charlie: Seat
) -> None:
    one, other = opened(world, charlie), opened(world, charlie, name="Berit Sandmann")
    for change in ({"subject_id": other.subject_id}, {"owner_id": charlie.partner_id + 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Client.objects.filter(pk=one.pk).update(**change)
    need = with_need(world, one, charlie)
    PlanStep.objects.filter(need=need).update(subject_id=other.subject_id)
    assert PlanStep.objects.get(need=need).subject_id == one.subject_id, "it follows its need"


def test_every_class_table_of_this_room_is_in_the_property_test() -> None:
    labels = {one.label for one in class_tables() if one.label.startswith("cases.")}
    assert {label.lower().replace(".", "_") for label in labels} <= set(TABLES)


DAY = dt.timedelta(days=1)
CLASSES = {"DOCUMENT": frozenset({"DOCUMENT", "REFERRAL"})}  # an attachment hangs on a referral
PURPOSES = {
    "CASE_MANAGER": frozenset({"CASE_MANAGEMENT"}),
    "AGENCY_CONTACT": frozenset({"SERVICE"}),
    "SCHOOL_COUNSELLING": frozenset({"SCHOOL_PLACE"}),
    "ADMINISTRATOR": frozenset[str](),
}
OPENS = (True, -2, 1, None)  # the class is named; from, until, withdrawn (seen from now)
CONSENTS = [  # for each purpose one that opens, and its neighbours, in which one thing is different
    (purpose, *one)
    for purpose in ("CASE_MANAGEMENT", "SERVICE")
    for one in (
        OPENS,
        (False, *OPENS[1:]),
        (True, 1, 2, None),
        (True, -2, 0, None),
        (True, -2, 1, -DAY),
        (True, -2, 1, DAY),
    )
]


def worlds_of(*, data_class: str, first: int, t: dt.datetime, d: dt.date) -> list[World]:
    """Return every combination of a role, the owner's or another partner, and one consent."""
    found = []
    combined = itertools.product(PURPOSES, (0, 1), [None, *CONSENTS], (0, 1))
    for number, (role, sits_at, consent, about) in enumerate(combined):
        base = first + 10 * number
        consents = []
        if consent is not None:
            purpose, known, start, end, withdrawn = consent
            consents = [
                AConsent(
                    subject=base,
                    recipient=base + 1,
                    purpose=purpose,
                    classes=CLASSES.get(data_class, frozenset({data_class}))
                    if known
                    else CLASSES.get(data_class, frozenset({"SCHOOL"})) - {data_class},
                    starts_on=d + start * DAY,
                    ends_on=max(d + end * DAY, d + (start + 1) * DAY),
                    withdrawn_at=None if withdrawn is None else t + withdrawn,
                )
            ]
        seat = ASeat(base, base, base + sits_at, "WELFARE", PURPOSES[role], d - DAY, None)
        found.append(
            World(
                seats=[seat],
                rows=[ARow(base, base + about, base)],
                consents=consents,
                asked=Asked(user=base, seat=base),
                kinds={base + at: "WELFARE" for at in range(3)},
            )
        )
    return found


def subject(number: int) -> uuid.UUID:
    """Return the random-looking id of a subject."""
    return uuid.uuid5(uuid.NAMESPACE_URL, str(number))


def write(
    owner: psycopg.Connection,
    worlds_: list[World],
    *,
    table: str,
    extra: dict[str, object],
    addressed: int,
) -> None:
    """Write all sets as the owner role; one entry in the log for all of it."""
    owner.execute(
        "insert into kernel_auditentry (action, about_kind, about_id, fields)"
        " values ('tests.draw_worlds', 'policy', '1', '{}')"
    )
    role_of = {purposes: role for role, purposes in PURPOSES.items()}
    copies: dict[str, list[tuple[object, ...]]] = {
        "partners_partner (id, kind, name)": [
            (pk, kind, f"Partner {pk}") for w in worlds_ for pk, kind in w.kinds.items()
        ],
        "accounts_user (id, email, name, password, sessions_ended)": [
            (w.seats[0].user, f"u{w.seats[0].user}@example.org", "U", "", 0) for w in worlds_
        ],
        "accounts_seat (id, user_id, partner_id, role, starts_on)": [
            (s.id, s.user, s.partner, role_of[s.purposes], s.starts_on)
            for w in worlds_
            for s in w.seats
        ],
        "privacy_subject (id)": [
            (subject(w.rows[0].owner + at),) for w in worlds_ for at in (0, 1)
        ],
        "privacy_consent (subject_id, recipient_id, what_for, classes, starts_on, ends_on,"
        " withdrawn_at)": [
            (
                subject(c.subject),
                c.recipient,
                c.purpose,
                sorted(c.classes),
                c.starts_on,
                c.ends_on,
                c.withdrawn_at,
            )
            for w in worlds_
            for c in w.consents
        ],
    }
    copies |= kept(owner, worlds_, table=table, extra=extra, addressed=addressed)
    for into, lines in copies.items():
        with owner.cursor().copy(f"copy {into} from stdin".encode()) as copy:
            for line in lines:
                copy.write_row(line)
    owner.execute("analyze")  # the planner would take every table for a small one
    owner.commit()


def kept(
    owner: psycopg.Connection,
    worlds_: list[World],
    *,
    table: str,
    extra: dict[str, object],
    addressed: int,
) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of the class table itself; a referral brings its need."""
    copies: dict[str, list[tuple[object, ...]]] = {}
    rows = [row for w in worlds_ for row in w.rows]
    if table == "cases_attachment":
        owner.execute("alter table cases_attachment disable trigger is_allowed")
        more = {**TABLES["cases_referral"][1], "sent_by_id": extra["attached_by_id"]}
        copies |= kept(owner, worlds_, table="cases_referral", extra=more, addressed=addressed)
        copies[f"{table} (referral_id, id, subject_id, owner_id, {', '.join(extra)})"] = [
            (r.id, r.id, subject(r.subject), r.owner, *extra.values()) for r in rows
        ]
    elif table == "cases_referral":  # has a need; also what no consent allows is written
        owner.execute("alter table cases_referral disable trigger is_allowed")
        needed = TABLES["cases_need"][1]
        copies[f"cases_need (id, subject_id, owner_id, {', '.join(needed)})"] = [
            (r.id, subject(r.subject), r.owner, *needed.values()) for r in rows
        ]
        copies[
            f"{table} (need_id, to_partner_id, id, subject_id, owner_id, {', '.join(extra)})"
        ] = [
            (r.id, r.owner + addressed, r.id, subject(r.subject), r.owner, *extra.values())
            for r in rows
        ]
    else:
        if table == "cases_conferencepoint" and addressed:  # everybody who asks is invited
            copies["cases_conferenceparticipant (conference_id, seat_id, partner_id, name)"] = [
                (extra["conference_id"], s.id, s.partner, f"U{s.id}")
                for w in worlds_
                for s in w.seats
                if s.purposes & {"CASE_MANAGEMENT", "SERVICE"}
            ]
        copies[f"{table} (id, subject_id, owner_id, {', '.join(extra)})"] = [
            (r.id, subject(r.subject), r.owner, *extra.values()) for r in rows
        ]
    return copies


BY_CONSENT = {"CONSENT", "TO_RECIPIENT", "INVITED"}
# what this test would notice it shows once; that the rules hold, on every PostgreSQL
DEBIAN = os.environ.get("RUNDERTISCH_TEST_POSTGRES") == "debian"


def ruled(world: World, *, audience: str, t: dt.datetime, d: dt.date) -> set[int]:
    """Return what the rule shows; a note that is not shared knows no consent."""
    if audience == "AUTHOR":
        return set()  # written by somebody else
    known = world if audience in BY_CONSENT else replace(world, consents=[])
    return {r.id for r in known.rows if consenting.sees(world=known, row=r, t=t, d=d)}


FORGOTTEN = {  # what a rule could leave out
    "the withdrawal": r"and \(c\.withdrawn_at is null or [^)]*\(\) < c\.withdrawn_at\)",
    "the days": r"and c\.starts_on <= .*? < c\.ends_on",
    "the class": r"and c\.classes @> array\['\w+'\]::varchar\[\]",
    "the purpose": r"and c\.what_for = any \(\(select app_purposes\(\)\)::varchar\[\]\)",
}
TELLING = 2  # sets that hang on the forgotten thing alone
WALLS = {"cases_attachment": [("members", "cases_referral")]}  # a referral hides its documents


def test_every_class_table_shows_what_the_rule_of_consent_says(
    own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consenting, "PURPOSES", ("CASE_MANAGEMENT",))
    t, d = own_database.owner_sql("select now(), app_today()")[0]
    author = own_database.owner_sql("select min(id) from accounts_seat")[0][0]
    meeting = own_database.owner_sql("select min(id) from cases_caseconference")[0][0]
    by_hand = {
        "cases_casenote": {"author_id": author},
        "cases_conferencepoint": {"conference_id": meeting},
        "cases_referral": {"sent_by_id": author},
        "cases_attachment": {"attached_by_id": author},
    }
    for table in TABLES:
        own_database.owner_sql(consenting.ASK.format(table=table))
    for number, (table, audience) in enumerate(ASKED, start=2):
        data_class, extra = TABLES[table]
        monkeypatch.setattr(consenting, "DATA_CLASS", data_class)
        drawn = worlds_of(data_class=data_class, first=number * 10_000_000, t=t, d=d)
        extra = {**extra, **by_hand.get(table, {})}
        if table == "cases_casenote":
            extra["audience"] = audience
        with psycopg.connect(own_database.urls.owner) as owner:
            to = ADDRESSED.get(audience, int(audience == "INVITED"))
            write(owner, drawn, table=table, extra=extra, addressed=to)
        expected = [ruled(one, audience=audience, t=t, d=d) for one in drawn]
        found = asked(own_database, drawn, table=table)
        assert found == expected, (table, audience)
        assert any(found) == (audience != "AUTHOR"), (table, audience)
        assert not all(found), (table, audience)
        if audience in BY_CONSENT and not DEBIAN:
            tells_what_is_forgotten(own_database, drawn, table=table, audience=audience, t=t, d=d)


def relaxed(world: World, *, what: str, d: dt.date) -> World:
    """Return a set in which this is as if it had been forgotten."""
    change: dict[str, Any] = {
        "the withdrawal": {"withdrawn_at": None},
        "the days": {"starts_on": d - DAY, "ends_on": d + DAY},
        "the class": {"classes": frozenset({consenting.DATA_CLASS})},
        "the purpose": {"purpose": next(iter(world.seats[0].purposes), "")},
    }[what]
    return replace(world, consents=[replace(one, **change) for one in world.consents])


def tells_what_is_forgotten(
    own_database: OwnDatabase,
    drawn: list[World],
    *,
    table: str,
    audience: str,
    t: dt.datetime,
    d: dt.date,
) -> None:
    """Let the rule forget one thing after the other: sets that hang on it alone have to tell.

    Other rules would hide the rows as a second wall; those stand open meanwhile.
    """
    right = rule(table=table, data_class=consenting.DATA_CLASS, purposes=("CASE_MANAGEMENT",))
    walls = [("sees", "privacy_consent"), *WALLS.get(table, [])]
    before = [
        own_database.owner_sql(
            "select qual from pg_policies where policyname = %s and tablename = %s", *wall
        )[0][0]
        for wall in walls
    ]
    for name, on in walls:
        own_database.owner_sql(f"alter policy {name} on {on} using (true)")
    for what, words in FORGOTTEN.items():
        hangs = [
            one
            for one in drawn
            if not ruled(one, audience=audience, t=t, d=d)
            and ruled(relaxed(one, what=what, d=d), audience=audience, t=t, d=d)
        ][:TELLING]
        wrong = re.sub(words, "", right)
        assert wrong != right, "the rule is written in other words now"
        assert len(hangs) == TELLING, (table, what)
        assert not any(asked(own_database, hangs, table=table)), (table, what)
        own_database.owner_sql(f"alter policy members on {table} using ({wrong})")
        assert all(asked(own_database, hangs, table=table)), (table, what)
        own_database.owner_sql(f"alter policy members on {table} using ({right})")
    for (name, on), qual in zip(walls, before, strict=True):
        own_database.owner_sql(f"alter policy {name} on {on} using ({qual})")


def asked(own_database: OwnDatabase, drawn: list[World], *, table: str) -> list[set[int]]:
    """Ask the database for every set."""
    with psycopg.connect(own_database.urls.default) as app:
        return consenting.answers(app=app, worlds=drawn, table=table)
