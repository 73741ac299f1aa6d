# SPDX-License-Identifier: EUPL-1.2
"""Two persons open the logs together, about one record, for a day; one alone reads nothing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from rundertisch.accounts import actions as accounts
from rundertisch.accounts.models import Role, Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import actions, queries
from rundertisch.privacy.models import LogOpening
from tests.rooms.conftest import Table, asking, rows

pytestmark = pytest.mark.database

Visit = Callable[[Seat | None], Client]
NEVER_A_REAL_NUMBER = 987_654_321
REASON = "Auskunft nach Art. 15 DSGVO"


@dataclass(frozen=True, slots=True)
class House:
    """Paula and Quirin audit, Leo leads the centre; Bea has looked at a child and placed it."""

    table: Table
    paula: Seat
    quirin: Seat
    leo: Seat

    @property
    def period(self) -> dict[str, dt.date]:
        """Yesterday and today."""
        return {"starts_on": self.table.yesterday, "ends_on": self.table.tomorrow}

    def asked(self) -> LogOpening:
        """Paula asks about the child."""
        with asking(self.paula):
            pk = actions.ask_to_open_log(
                kind="child",
                number=NEVER_A_REAL_NUMBER,
                reason=REASON,
                by=self.paula,
                **self.period,
            )
            return LogOpening.objects.get(pk=pk)

    def granted(self) -> LogOpening:
        """Leo agrees."""
        opening = self.asked()
        with asking(self.leo):
            actions.decide_on_log(opening=opening, granted=True, by=self.leo)
        return opening


@pytest.fixture
def house(table: Table) -> House:
    """Everybody at their place, and two entries in the logs."""

    def invited(name: str, role: Role) -> Seat:
        return accounts.invite(
            email=f"{name.partition(' ')[0]}@example.org",
            name=name,
            partner=table.centre,
            role=role,
            starts_on=table.yesterday,
            by=table.alma,
        )

    with asking(table.alma):
        made = House(
            table=table,
            paula=invited("Paula Prüf", Role.AUDITOR),
            quirin=invited("Quirin Quer", Role.AUDITOR),
            leo=invited("Leo Leitung", Role.CENTRE_HEAD),
        )
    child = Ref("child", str(NEVER_A_REAL_NUMBER))
    with asking(table.bea):
        audit.log_access(by=table.bea, about=[child], purpose="Kind", fields=["first_name"])
        audit.record(action="schooling.move_child", by=table.bea, about=child, fields=["home_town"])
    return made


def may_decide(house: House, seat: Seat, opening: LogOpening) -> bool:
    with asking(seat):
        try:
            actions.decide_on_log(opening=opening, granted=True, by=seat)
        except Refusal:
            return False
    return True


def read(seat: Seat, opening: LogOpening) -> list[queries.LogLine] | None:
    """Return what this person reads, or None where the database refuses."""
    with asking(seat):
        try:
            with transaction.atomic():
                return list(queries.lines(opening=opening))
        except DatabaseError as error:
            if "not open to you" not in str(error):
                raise
            return None


def test_what_two_persons_open_shows_who_saw_and_did_what(house: House) -> None:
    opening = house.granted()
    for reader in (house.paula, house.leo):
        told = read(reader, opening)
        assert told is not None
        assert [(one.log, one.what, one.purpose, one.fields) for one in told] == [
            ("access", "", "Kind", ("Vorname",)),
            ("audit", "Umzug eingetragen", "Schule", ("Ort",)),
        ]
        assert {(one.person, one.role) for one in told} == {
            ("Bea Beratung", "Seiteneinsteigerberatung")
        }
    with asking(house.paula):
        own = rows("select count(*) from kernel_accessentry where purpose = 'Protokolleinsicht'")
        assert own == [(1,)], "reading the log is itself in the log"


def test_one_person_alone_opens_nothing(house: House) -> None:
    opening = house.asked()
    assert read(house.paula, opening) is None, "nobody has agreed"
    assert not may_decide(house, house.paula, opening)
    assert not may_decide(house, house.quirin, opening), "a second person, but of the same role"
    assert not may_decide(house, house.table.bea, opening)
    assert not may_decide(house, house.table.alma, opening)
    assert may_decide(house, house.leo, opening)
    assert not may_decide(house, house.leo, opening), "decided once and for all"
    for stranger in (house.quirin, house.table.bea, house.table.alma, house.table.charlie):
        assert read(stranger, opening) is None


def test_what_was_refused_or_has_run_out_stays_shut(house: House) -> None:
    refused = house.asked()
    with asking(house.leo):
        actions.decide_on_log(opening=refused, granted=False, by=house.leo)
    assert read(house.paula, refused) is None
    opening = house.granted()
    later = opening.asked_at + dt.timedelta(hours=25)
    with asking(house.paula):
        shown = queries.opening(pk=opening.pk, seat=house.paula, at=later)
        assert shown is not None
        assert (shown.state, shown.may_read) == ("abgelaufen", False)


def test_the_period_is_kept(house: House) -> None:
    with asking(house.paula):
        pk = actions.ask_to_open_log(
            kind="child",
            number=NEVER_A_REAL_NUMBER,
            reason=REASON,
            starts_on=house.table.yesterday,
            ends_on=house.table.today,
            by=house.paula,
        )
        earlier = LogOpening.objects.get(pk=pk)
    assert may_decide(house, house.leo, earlier)
    assert read(house.paula, earlier) == []


def test_only_the_audit_asks_and_only_about_what_is_there(house: House) -> None:
    for nobody in (house.table.bea, house.leo, house.table.alma):
        with asking(nobody), pytest.raises(Refusal, match="Platz der Prüfung"):
            actions.ask_to_open_log(
                kind="child", number=7, reason=REASON, by=nobody, **house.period
            )
        with asking(nobody), pytest.raises(DatabaseError), transaction.atomic():
            rows("select privacy_ask_to_open_log('child', '7', 'x', '2026-01-01', '2026-01-02')")
    with asking(house.paula), pytest.raises(Refusal, match="nichts in den Protokollen"):
        actions.ask_to_open_log(
            kind="child",
            number=NEVER_A_REAL_NUMBER + 1,
            reason=REASON,
            by=house.paula,
            **house.period,
        )


def test_sql_opens_no_other_way_and_no_question_takes_an_employee(house: House) -> None:
    opening = house.granted()
    with asking(house.paula):
        others = "select count(*) from kernel_accessentry where user_id <> app_user_id()"
        assert rows(others) == [(0,)]
        personal = (
            "select count(*) from kernel_auditentry"
            " where user_id <> app_user_id() and not audit_names_no_person(about_kind)"
        )
        assert rows(personal) == [(0,)]
        impersonal = "select count(*) from kernel_auditentry where user_id <> app_user_id()"
        assert rows(impersonal) != [(0,)], "what is about no person, the audit reads alone"
        for statement in (
            "update privacy_logopening set granted = true",
            "delete from privacy_logopening",
            "insert into privacy_logopening (about_kind) values ('child')",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                rows(statement)
    taken = rows(
        "select string_agg(pg_get_function_arguments(oid), ', ') from pg_proc"
        " where proname like 'privacy%log'"
    )
    assert "user" not in taken[0][0]
    assert "seat" not in taken[0][0]
    with asking(house.table.bea):
        assert not LogOpening.objects.filter(pk=opening.pk).exists()


def typed(name: str, day: dt.date) -> dict[str, str]:
    """Return a day as it is typed into three inputs."""
    parts = {"tag": day.day, "monat": day.month, "jahr": day.year}
    return {f"{name}_{part}": str(number) for part, number in parts.items()}


def test_the_pages_lead_from_the_question_to_the_answer(house: House, visit: Visit) -> None:
    paula, leo = visit(house.paula), visit(house.leo)
    start = reverse("privacy:log_openings")
    assert "Einsicht beantragen" in paula.get(start).content.decode()
    assert "Einsicht beantragen" not in leo.get(start).content.decode()
    wish = {
        "kind": "child",
        "number": str(NEVER_A_REAL_NUMBER),
        "reason": REASON,
        **typed("starts_on", house.table.yesterday),
        **typed("ends_on", house.table.tomorrow),
    }
    short = paula.post(reverse("privacy:ask_to_open_log"), {**wish, "reason": "so"})
    assert short.status_code == 422
    made = paula.post(reverse("privacy:ask_to_open_log"), wish)
    assert made.status_code == 303
    page = made.headers["Location"]
    assert "wartet auf die zweite Person" in paula.get(page).content.decode()
    assert "Bea Beratung" not in leo.get(page).content.decode()
    assert leo.post(f"{page}antwort/", {"answer": "yes"}).status_code == 303
    assert "Bea Beratung" in paula.get(page).content.decode()
    assert "Bea Beratung" in leo.get(page).content.decode()
    assert leo.post(f"{page}antwort/", {"answer": "no"}).status_code == 422


def test_whoever_is_neither_finds_no_page(house: House, visit: Visit) -> None:
    page = reverse("privacy:log_opening", kwargs={"pk": house.granted().pk})
    for seat in (house.table.bea, house.table.alma, house.table.charlie):
        assert visit(seat).get(page).status_code == 404
        assert visit(seat).get(reverse("privacy:log_openings")).status_code == 404
    assert visit(house.quirin).get(page).status_code == 404
    assert visit(None).get(page).status_code == 302
