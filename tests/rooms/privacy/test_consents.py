# SPDX-License-Identifier: EUPL-1.2
"""Who knows what about Amal by consent, asked as SQL by the runtime role.

Bea of the centre keeps a child's record; Wanda of a welfare organisation was given a consent for
`NEED`; everybody else is asked too, and sees nothing.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction
from pytest_django import DjangoDbBlocker

from rundertisch.accounts.models import Role, Seat
from rundertisch.kernel import links, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import LinkKind
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner
from rundertisch.privacy import actions, queries
from rundertisch.privacy.models import (
    Consent,
    ConsentProof,
    DataClass,
    Giver,
    Medium,
    Purpose,
    RolePurpose,
    WithdrawalNotice,
)
from rundertisch.schooling.models import Child
from tests.rooms.privacy import consenting
from tests.rooms.schooling.changing import report
from tests.support.cluster import Cluster, Sql, asker, lead_django_to
from tests.world import DemoWorld, asking, build

pytestmark = pytest.mark.database
KEPT_BY_TESTS = (
    "privacy_consentproof",
    "privacy_consent",
    "privacy_withdrawalnotice",
    "kernel_securelink",
)
STATUS_LINK = """
insert into kernel_securelink
  (kind, about_kind, about_id, partner_id, token_hash, expires_at, user_id, seat_id)
values ('STATUS', 'x', '1', %s, 'x', now(), 1, 1)
"""
TOLD = actions.Told(
    language="ar",
    text_version="2026-11",
    refusal_told="Ohne Einwilligung bleibt alles bei der Beratung; Nachteile entstehen nicht.",
    medium=Medium.SCREEN,
    giver=Giver.GUARDIAN,
)
PEOPLE = {  # name, kind of partner, role, first and last day seen from today
    "wanda": ("WELFARE", Role.AGENCY_CONTACT, -30, None),
    "paul": ("WELFARE", Role.ADMINISTRATOR, -30, None),
    "former": ("WELFARE", Role.AGENCY_CONTACT, -30, 0),
    "future": ("WELFARE", Role.AGENCY_CONTACT, 1, None),
    "jobcentre": ("JOB_CENTRE", Role.AGENCY_CONTACT, -30, None),
}


@dataclass(slots=True)
class Scene:
    """Amal's rows and the people around them; commits are real."""

    world: DemoWorld
    owner_sql: Sql
    child: Child
    seats: dict[str, tuple[int, int]]
    partners: dict[str, int]
    row: int

    @property
    def today(self) -> dt.date:
        """Berlin's day."""
        return self.owner_sql("select app_today()")[0][0]  # type: ignore[no-any-return]  # one date

    def counsellor(self) -> Seat:
        """Renate Abel's seat."""
        with asking(self.world.counsellor):
            return Seat.objects.get(pk=self.world.counsellor.seat_id)

    def consent(self, **changes: Any) -> Consent:  # noqa: ANN401 - the action's own arguments
        """Let Amal's mother consent that the welfare organisation knows the need."""
        given: dict[str, Any] = {
            "subject_id": self.child.subject_id,
            "purpose": Purpose.SERVICE,
            "classes": [DataClass.NEED],
            "recipient": Partner.objects.get(pk=self.partners["WELFARE"]),
            "starts_on": self.today,
            "ends_on": self.today + dt.timedelta(days=90),
            "told": TOLD,
            "on": self.today,
            "by": self.counsellor(),
        }
        with asking(self.world.counsellor):
            return actions.record_consent(**{**given, **changes})

    def seen_by(self, name: str, *, seat: int | None = None) -> int:
        """Count the rows that somebody sees of the class table, on their seat or on another's."""
        user_id, seat_id = self.seats[name]
        with scope.asking(user_id=user_id, seat_id=seat or seat_id):
            return count(f"select count(*) from {consenting.TABLE}")  # noqa: S608 - our table


def count(statement: str) -> int:
    """Return one number, as whoever is asking."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


@pytest.fixture(scope="module")
def furnished(
    world_database: Cluster, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Scene]:
    """One copy of the world with the class table in it, for the whole file."""
    urls = world_database.urls(name=world_database.copy())
    with (
        django_db_blocker.unblock(),
        lead_django_to(urls=urls),
        psycopg.connect(urls.owner, autocommit=True) as owner,
    ):
        owner_sql = asker(connection=owner)
        consenting.make_class_table(owner_sql)
        yield furnish(owner_sql=owner_sql)
        connections.close_all()


@pytest.fixture
def scene(furnished: Scene) -> Scene:
    """Everybody at their place, no consent yet, one row about Amal's need kept by the centre."""
    for table in (*KEPT_BY_TESTS, consenting.TABLE):
        furnished.owner_sql(f"delete from {table}")  # noqa: S608 - our table
    furnished.row = furnished.owner_sql(
        f"insert into {consenting.TABLE} (subject_id, owner_id) values (%s, %s) returning id",  # noqa: S608 - our table
        furnished.child.subject_id,
        furnished.counsellor().partner_id,
    )[0][0]
    return furnished


def furnish(*, owner_sql: Sql) -> Scene:
    """Make the partners and seat the people."""
    world = build()
    partners = {
        kind: owner_sql(
            "insert into partners_partner (kind, name) values (%s, %s) returning id",
            kind,
            f"{kind} der Proben",
        )[0][0]
        for kind in ("WELFARE", "JOB_CENTRE", "IMMIGRATION_OFFICE")
    }
    seats = {}
    for name, (kind, role, first, last) in PEOPLE.items():
        user = owner_sql(
            "insert into accounts_user (email, name, password, sessions_ended)"
            " values (%s, %s, '', 0) returning id",
            f"{name}@example.org",
            name,
        )[0][0]
        seat = owner_sql(
            "insert into accounts_seat (user_id, partner_id, role, starts_on, ends_on)"
            " values (%s, %s, %s, app_today() + %s::int, app_today() + %s::int) returning id",
            user,
            partners[kind],
            role,
            first,
            last,
        )[0][0]
        seats[name] = (user, seat)
    for name in ("counsellor", "administrator", "auditor", "charlie", "schulamt"):
        person = getattr(world, name)
        seats[name] = (person.user_id, person.seat_id)
    with asking(world.counsellor):
        child = Child.objects.order_by("pk")[0]
    return Scene(world, owner_sql, child, seats, partners, row=0)


def test_consent_opens_one_class_to_one_partner_and_withdrawal_closes_it_at_once(
    scene: Scene,
) -> None:
    everybody = tuple(scene.seats)
    # Charlie is a case manager of the centre, which keeps the row for that purpose
    assert [name for name in everybody if scene.seen_by(name)] == ["charlie"]
    consent = scene.consent()
    assert [name for name in everybody if scene.seen_by(name)] == ["wanda", "charlie"]
    assert scene.seen_by("wanda", seat=scene.seats["former"][1]) == 0
    assert scene.seen_by("jobcentre", seat=scene.seats["wanda"][1]) == 0
    assert count(f"select count(*) from {consenting.TABLE}") == 0  # noqa: S608 - our table; nobody asks
    with asking(scene.world.counsellor):
        actions.withdraw_consent(consent=consent, by=scene.counsellor())
    assert scene.seen_by("wanda") == 0
    with asking(scene.world.counsellor), pytest.raises(Refusal, match="schon widerrufen"):
        actions.withdraw_consent(consent=consent, by=scene.counsellor())


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": Purpose.CASE_MANAGEMENT},
        {"classes": [DataClass.CONTACT, DataClass.SCHOOL]},
        {"starts_on": dt.date(2999, 1, 1), "ends_on": dt.date(2999, 2, 1)},
    ],
    ids=["another purpose", "other classes", "not yet"],
)
def test_another_purpose_class_or_time_opens_nothing(scene: Scene, changes: dict[str, Any]) -> None:
    scene.consent(**changes)
    assert scene.seen_by("wanda") == 0


def test_an_expired_consent_opens_nothing_and_the_candidates_stay_harmless(scene: Scene) -> None:
    scene.consent()
    scene.owner_sql("update privacy_consent set starts_on = app_today() - 9, ends_on = app_today()")
    assert scene.seen_by("wanda") == 0
    kept = scene.owner_sql(f"select visible_partners from {consenting.TABLE}")  # noqa: S608 - our table
    assert scene.partners["WELFARE"] in kept[0][0]


def test_the_recipient_learns_that_it_exists_and_later_that_something_was_withdrawn(
    scene: Scene,
) -> None:
    consent = scene.consent()
    user_id, seat_id = scene.seats["wanda"]
    with scope.asking(user_id=user_id, seat_id=seat_id):
        assert Consent.objects.get().classes == ["NEED"]
        assert not ConsentProof.objects.exists()
        assert Consent.objects.filter(pk=consent.pk).update(withdrawn_at=None) == 0
        assert queries.find_subject(pk=scene.child.subject_id) is None
    for name in ("jobcentre", "paul", "former", "charlie", "administrator", "auditor"):
        user, seat = scene.seats[name]
        with scope.asking(user_id=user, seat_id=seat):
            assert not Consent.objects.exists(), name
    with asking(scene.world.counsellor):
        actions.withdraw_consent(consent=consent, by=scene.counsellor())
        assert ConsentProof.objects.get().language == "ar"
        assert not WithdrawalNotice.objects.exists()
    with scope.asking(user_id=user_id, seat_id=seat_id):
        assert not Consent.objects.exists()
        assert list(queries.withdrawals_for(since=scene.today)) == [scene.today]


def test_the_person_sees_its_consents_and_rows_and_withdraws_by_itself(scene: Scene) -> None:
    consent = scene.consent()
    with asking(scene.world.counsellor):
        token = links.open_link(
            kind=LinkKind.OWN_VIEW,
            about=Ref("subject", str(scene.child.subject_id)),
            subject_id=scene.child.subject_id,
            expires_at=dt.datetime(9999, 1, 1, tzinfo=dt.UTC),
            by=scene.counsellor(),
        )
    with scope.asking_subject(token):
        assert count(f"select count(*) from {consenting.TABLE}") == 1  # noqa: S608 - our table
        assert ConsentProof.objects.get().refusal_told == TOLD.refusal_told
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            copy_consent()
        actions.withdraw_consent(consent=consent, by=None)
    assert scene.seen_by("wanda") == 0


def copy_consent() -> None:
    """Try to give a consent without anybody who records it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into privacy_consent (subject_id, what_for, classes, recipient_id, starts_on,"
            " ends_on) select subject_id, what_for, classes, recipient_id, starts_on, ends_on"
            " from privacy_consent"
        )


def test_a_referral_link_opens_its_one_row_and_closes_with_the_consent(scene: Scene) -> None:
    consent = scene.consent()
    scene.owner_sql(
        f"insert into {consenting.TABLE} (subject_id, owner_id)"  # noqa: S608 - our table
        f" select subject_id, owner_id from {consenting.TABLE}"
    )
    scene.owner_sql(
        "insert into kernel_securelink (kind, about_kind, about_id, subject_id, partner_id,"
        " token_hash, expires_at, user_id, seat_id)"
        " values ('REFERRAL', 'example_need', %s, %s, %s, %s, now() + interval '1 day', 1, 1)",
        str(scene.row),
        scene.child.subject_id,
        scene.partners["WELFARE"],
        links.token_hash("a secret"),
    )
    ids = f"select id from {consenting.TABLE}"  # noqa: S608 - our table
    with scope.asking_link("a secret"):
        assert count(ids) == scene.row
        assert count(f"select count(*) from ({ids}) as shown") == 1  # noqa: S608 - our table
    with scope.asking_link("another secret"):
        assert count(f"select count(*) from ({ids}) as shown") == 0  # noqa: S608 - our table
    with asking(scene.world.counsellor):
        actions.withdraw_consent(consent=consent, by=scene.counsellor())
    with scope.asking_link("a secret"):
        assert count(f"select count(*) from ({ids}) as shown") == 0  # noqa: S608 - our table
    closed = "select closed_at is not null from kernel_securelink where partner_id is not null"
    assert scene.owner_sql(closed) == [(True,)]


def test_the_immigration_office_is_named_nowhere_and_nobody_named_becomes_one(
    scene: Scene,
) -> None:
    office = Partner.objects.get(pk=scene.partners["IMMIGRATION_OFFICE"])
    with pytest.raises(Refusal, match="Ausländerbehörde"):
        scene.consent(recipient=office)
    scene.consent()
    owner_sql, welfare = scene.owner_sql, scene.partners["WELFARE"]
    wall = "an immigration office is named nowhere"
    for statement in (
        "update privacy_consent set recipient_id = %s",
        f"update {consenting.TABLE} set owner_id = %s",  # noqa: S608 - our table
        STATUS_LINK,
    ):
        with pytest.raises(psycopg.errors.CheckViolation, match=wall):
            owner_sql(statement, office.pk)
    seat = (
        "insert into accounts_seat (user_id, partner_id, role, starts_on)"
        " values (%s, %s, 'AGENCY_CONTACT', app_today())"
    )
    with pytest.raises(psycopg.errors.CheckViolation, match="has no seat"):
        owner_sql(seat, scene.seats["wanda"][0], office.pk)
    becomes = "update partners_partner set kind = 'IMMIGRATION_OFFICE' where id = %s"
    with pytest.raises(psycopg.errors.CheckViolation, match="has no seat"):
        owner_sql(becomes, welfare)
    other = owner_sql(
        "insert into partners_partner (kind, name) values ('OTHER', 'Ohne Platz')"
        " on conflict (kind, name) do update set name = excluded.name returning id"
    )[0][0]
    scene.consent(recipient=Partner.objects.get(pk=other))
    with pytest.raises(psycopg.errors.CheckViolation, match="never becomes an immigration"):
        owner_sql(becomes, other)
    owner_sql("delete from privacy_consentproof")
    owner_sql("delete from privacy_consent")
    owner_sql(STATUS_LINK, other)
    with pytest.raises(psycopg.errors.CheckViolation, match="never becomes an immigration"):
        owner_sql(becomes, other)


def test_who_does_not_keep_the_record_records_no_consent(scene: Scene) -> None:
    user_id, seat_id = scene.seats["wanda"]
    with scope.asking(user_id=user_id, seat_id=seat_id):
        wanda = Seat.objects.get(pk=seat_id)
        with pytest.raises(Refusal, match="wer den Datensatz führt"):
            actions.record_consent(
                subject_id=scene.child.subject_id,
                purpose=Purpose.SERVICE,
                classes=[DataClass.NEED],
                recipient=wanda.partner,
                starts_on=scene.today,
                ends_on=scene.today + dt.timedelta(days=1),
                told=TOLD,
                on=scene.today,
                by=wanda,
            )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"classes": []}, "mindestens eine Art"),
        ({"ends_on": dt.date(2020, 1, 1)}, "nach heute"),
        ({"ends_on": dt.date(2999, 1, 1)}, "höchstens ein Jahr"),
    ],
)
def test_what_is_no_consent_is_refused_with_a_sentence(
    scene: Scene, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        scene.consent(**changes)


def test_every_role_with_a_purpose_is_a_role_and_who_only_leads_has_none(scene: Scene) -> None:
    known = set(RolePurpose.objects.values_list("role", flat=True))
    assert known <= set(Role.values)
    assert not known & {Role.ADMINISTRATOR, Role.AUDITOR, Role.CENTRE_HEAD, Role.GRANT_MANAGER}
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        RolePurpose.objects.create(role=Role.ADMINISTRATOR, purpose=Purpose.SERVICE)


def test_a_removed_child_takes_its_consents_along(scene: Scene) -> None:
    by = scene.counsellor()
    with asking(scene.world.counsellor):
        child = report(scene.world, by)
    scene.consent()
    scene.consent(subject_id=child.subject_id)
    with asking(scene.world.counsellor):
        assert ConsentProof.objects.count() == 2
        Child.objects.filter(pk=child.pk).delete()
        assert ConsentProof.objects.get().consent.subject_id == scene.child.subject_id
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            count(f"select 1 from privacy_drop_subject('{scene.child.subject_id}')")  # noqa: S608 - the id is ours
