# SPDX-License-Identifier: EUPL-1.2
"""Auskunft (Art. 15 DSGVO): every value of every record of a child is in it, no other child's.

The owner plants a value in every text and JSON column of every record, past the actions, so that
a column that somebody adds later is in the test from its first day.
"""

import datetime as dt
import json
import re

import pytest
from django.apps import apps
from django.db import models

from rundertisch.kernel import scope
from rundertisch.kernel.models import PersonRecord, SecureLink
from rundertisch.privacy import actions, exchange, queries
from rundertisch.privacy.models import RequestKind, RequestOutcome
from rundertisch.schooling.models import Child
from tests import world as worlds
from tests.support.cluster import OwnDatabase, Sql
from tests.world import DemoWorld, asking

pytestmark = pytest.mark.database
MEMBERS = {
    "accounts.User",
    "accounts.Seat",
    "accounts.FactorReset",
    "cases.ConferenceParticipant",
    "cases.PartnerContact",
}  # about members, who have an account of their own
MARK = re.compile(r"Zq[A-Z]\d{3}")
FILL = """
insert into schooling_hearing
  (child_id, held_on, language, interpreter, wishes, words, by_id, by_name)
values ({child}, app_today(), 'Deutsch', false, '', '', {seat}, '');
insert into schooling_askedwish (child_id, whom, asked_on, none, words, by_id)
select {child}, w, app_today(), false, '', {seat} from unnest(array['PARENTS', 'CHILD']) w
on conflict (child_id, whom) do update set none = false;
insert into schooling_schoolrecommendation
  (child_id, given_on, forms, grade, group_kind, words, by_id, by_name)
values ({child}, app_today(), '{{Grundschule}}', 1, 'LANGUAGE', 'x', {seat}, '');
insert into schooling_placement (child_id, group_id, starts_on, signed_on, signed_by_id)
select {child}, g.id, app_today(), app_today(), {seat} from schooling_group g order by id limit 1;
insert into schooling_notice (child_id, placement_id, kind, authority_kind, decided_by, made_on,
                              by_id, text, told, language, handed)
select child_id, max(id), 'ALLOCATION', 'SCHULAMT', '', app_today(), {seat}, '', '{{}}', '', ''
  from schooling_placement where child_id = {child} group by child_id;
insert into schooling_objection (child_id, notice_id, authority_kind, upper_kind, received_on,
                                 by_whom, words, decide_until, recorded_on, recorded_by_id, state,
                                 decided_by, decision_words)
select child_id, max(id), 'SCHULAMT', 'SCHULAMT', app_today(), 'PARENTS', '', app_today(),
       app_today(), {seat}, 'OPEN', '', ''
  from schooling_notice where child_id = {child} group by child_id;
insert into schooling_firstday (placement_id, came_on, noted_by_id)
select id, app_today(), {seat} from schooling_placement where child_id = {child};
insert into schooling_wish (child_id, school_id, rank)
select {child}, s.id, r from schooling_school s, generate_series(1, 3) r
 where s.id = (select min(id) from schooling_school)
   and not exists (select from schooling_wish w where w.child_id = {child}) limit 1;
insert into schooling_allowedform (child_id, form) values ({child}, 'x');
insert into schooling_familyrequest (child_id, kind, days, time_of_day, phone, language, outcome,
 answer, answered_on, answered_by_id)
values ({child}, 'WISH', '{{}}', '', '', 'ar', 'DONE', 'x', app_today(), {seat});
insert into schooling_room (name, address, phone) values ('r{child}', '', '');
insert into schooling_appointment
  (child_id, counsellor_id, room_id, starts_at, ends_at, interpreter, state)
select {child}, {seat}, max(id), now() + {child} * interval '9 days',
       now() + {child} * interval '9 days' + interval '1 hour', false, 'HELD'
  from schooling_room;
insert into schooling_milestone (child_id, kind, done_on, noted_by_id)
values ({child}, 'MEASLES', app_today(), {seat});
insert into schooling_bridgeoffer (child_id, title, starts_on, noted_by_id)
values ({child}, 'x', app_today(), {seat});
insert into schooling_transition (placement_id, planned_on, grade, noted_by_id)
select id, app_today(), 4, {seat} from schooling_placement where child_id = {child};
insert into schooling_usedpassport (child_id, passport_number) values ({child}, 'n{child}');
insert into schooling_round (opened_on, opened_by_id, frozen_on, common, versions, seal, leaves)
select app_today(), {seat}, app_today(), '{{}}', '{{}}', '', '[]'
 where not exists (select from schooling_round);
insert into schooling_roundchild (round_id, child_id, seated, row, salt, leaf)
select max(id), {child}, false, '{{}}', '', '' from schooling_round;
insert into schooling_decision
  (round_id, child_id, kind, words, reason_code, decided_at, by_id, by_name, by_office)
select max(id), {child}, 'ANNOUNCED', '', '', now(), {seat}, '', '' from schooling_round;
insert into schooling_change (child_id, kind, fields, version, words, changed_on, by_id)
values ({child}, 'CORRECTED', '{{}}', 9, '', app_today(), {seat})
"""
TEXTS = (models.CharField, models.TextField)


@pytest.fixture
def world(own_database: OwnDatabase) -> DemoWorld:
    """The invented district in a copy of its own."""
    return worlds.build()


def planted(owner_sql: Sql, *, child: int, seat: int, letter: str) -> set[str]:
    """Give a child a row in every table and a mark in every text column; return the marks."""
    for statement in FILL.format(child=child, seat=seat).split(";"):
        owner_sql(statement)
    subject = owner_sql("select subject_id from schooling_child where id = %s", child)[0][0]
    marks: set[str] = set()
    for model, way in queries.ways():
        if (
            way == "pk" or way.endswith("about") or model is SecureLink
        ):  # of links only the one in use is seen
            continue
        rows = model._default_manager.using("owner").filter(**{way: subject})  # noqa: SLF001 - Django's API
        for pk in list(rows.values_list("pk", flat=True)):
            for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's API
                marks |= plant(owner_sql, field, pk=pk, mark=f"Zq{letter}{len(marks):03}")
    return marks


def plant(owner_sql: Sql, field: models.Field, *, pk: object, mark: str) -> set[str]:
    """Write a mark into one column of one row, if it holds free text or JSON."""
    table = field.model._meta.db_table  # noqa: SLF001 - Django's API
    if isinstance(field, models.JSONField):
        value: object = json.dumps({"told": mark})
    elif isinstance(field, TEXTS) and not field.choices and (field.max_length or 99) >= len(mark):
        value = mark
    else:
        return set()
    owner_sql(f"update {table} set {field.column} = %s where id = %s", value, pk)  # noqa: S608 - our tables
    return {mark}


def test_everything_about_a_child_is_in_its_auskunft_and_nothing_about_another(
    world: DemoWorld, own_database: OwnDatabase
) -> None:
    with asking(world.counsellor):
        found = Child.objects.filter(proposed_seats__isnull=False, address_protected=False)
        mira = found.exclude(family=None).order_by("pk")[0]
        nela = found.exclude(family=mira.family_id).exclude(family=None).order_by("pk")[0]
        seat = world.counsellor.seat_id
        chair = scope.load_seat(user_id=world.counsellor.user_id, seat_id=seat)
        assert chair is not None
        at = dt.datetime(9998, 1, 1, tzinfo=dt.UTC)
        token = actions.open_own_view(subject_id=mira.subject_id, at=at, days=9, by=chair)
    for child, letter in ((mira, "M"), (nela, "N")):
        with asking(world.counsellor):
            asked = actions.ask(
                subject_id=child.subject_id,
                kind=RequestKind.DELETION,
                words="",
                language="de",
                on=world.on,
                by=chair,
            )
            actions.answer_request(
                request=asked,
                outcome=RequestOutcome.PARTLY,
                answer="Zum Teil gelöscht.",
                on=world.on,
                by=chair,
            )
        marks = planted(own_database.owner_sql, child=child.pk, seat=seat, letter=letter)
        if letter == "M":
            mine = marks
    assert len(mine) > 20, "the rule looks in the wrong place"
    with scope.asking_subject(token):
        told = exchange.subject_access_json(subject_id=mira.subject_id, on=world.on)
        letter_of = exchange.subject_access_letter(subject_id=mira.subject_id, on=world.on)
    read = " ".join(value for block in letter_of.blocks for _, value in block.facts)
    hidden = {mark for mark in mine if mark not in told}
    assert hidden == set()
    assert {mark for mark in mine if mark not in read} == set()
    assert {mark for mark in MARK.findall(told + read) if mark[2] == "N"} == set()
    kinds = {record["Art"] for record in json.loads(told)["Datensätze"]}
    assert {"Kind (Seiteneinsteiger)", "Zuweisung", "Wunsch der Familie", "Entscheidung"} <= kinds


def test_every_record_about_persons_leads_to_its_person_or_is_about_a_member() -> None:
    found = {model._meta.label for model, _way in queries.ways()}  # noqa: SLF001 - Django's API
    declared = {one._meta.label for one in apps.get_models() if issubclass(one, PersonRecord)}  # noqa: SLF001 - Django's API
    assert declared - found <= MEMBERS
    assert {"schooling.FirstDay", "schooling.Family", "kernel.SecureLink"} <= found
