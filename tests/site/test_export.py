# SPDX-License-Identifier: EUPL-1.2
"""Leaving the product: every table in open formats, described, encrypted, logged; whole or not."""

import csv
import datetime as dt
import io
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from pytest_django import DjangoDbBlocker

from rundertisch.accounts.models import Seat
from rundertisch.kernel.errors import Refusal
from rundertisch.site import operations_export, operations_package, operations_plan
from rundertisch.site.operations import House
from tests import house_models
from tests import world as worlds
from tests.rooms.cases import test_attachments, test_referrals
from tests.support import documents
from tests.support.cluster import Cluster, Sql, lead_django_to

pytestmark = pytest.mark.database
KEY, OTHER = "schlüssel-" * 4, "anderer-" * 5
AT = dt.datetime(2026, 8, 3, 14, 30, tzinfo=dt.UTC)
TABLES = """
select relname::text from pg_class
 where relkind = 'r' and relnamespace = 'public'::regnamespace
"""


@pytest.fixture(scope="module")
def house(
    world_database: Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """A house with a copy of the world."""
    name = world_database.copy()
    urls = world_database.urls(name=name)
    with django_db_blocker.unblock(), lead_django_to(urls=urls):
        yield House(mode="demo", home=tmp_path_factory.mktemp("home"), urls=urls)
    world_database.drop(name=name)


@pytest.fixture(scope="module")
def ulrich(house: House) -> Seat:
    """Whoever administers the house."""
    who = worlds.build().administrator
    with worlds.asking(who):
        return Seat.objects.get(pk=who.seat_id)


@pytest.fixture(scope="module")
def exported(
    house: House, ulrich: Seat, tmp_path_factory: pytest.TempPathFactory
) -> operations_export.Exported:
    """One export of everything, a document of a referral among it."""
    world = worlds.build()
    with worlds.asking(world.charlie):
        charlie = Seat.objects.select_related("user", "partner").get(pk=world.charlie.seat_id)
        story = test_attachments.told(world, charlie)
        test_attachments.attached(story, test_referrals.sent(story))
    folder = tmp_path_factory.mktemp("away") / "auszug"
    with pytest.MonkeyPatch.context() as set_key:
        set_key.setenv(operations_plan.KEY, KEY)
        return operations_export.export_everything(house=house, folder=folder, at=AT, by=ulrich)


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The key is set."""
    monkeypatch.setenv(operations_plan.KEY, KEY)
    return monkeypatch


def test_every_table_is_taken_along_or_left_out_with_a_reason(owner_sql: Sql) -> None:
    owner_sql("create table planted_table (id bigint)")
    there = {name for (name,) in owner_sql(TABLES)}
    ours = {model._meta.db_table for model in house_models.our_models()}  # noqa: SLF001  (Django's API)
    said = ours | set(operations_package.LEFT_OUT)
    assert there - said == {"planted_table"}, (
        "a new table of a library: name it in LEFT_OUT, with the reason"
    )
    assert set(operations_package.LEFT_OUT) <= there, "a table that is gone is still in the list"
    assert all(operations_package.LEFT_OUT.values())
    assert ours & set(operations_package.LEFT_OUT) == {"kernel_securelink"}


def test_every_column_has_a_form_that_the_description_knows(owner_sql: Sql) -> None:
    rows = owner_sql(operations_package.COLUMNS)
    strange = {
        form
        for table, column, form, _ in rows
        if table not in operations_package.LEFT_OUT and form not in operations_package.FORMS
    }
    assert strange == set(), "say in FORMS how this kind of column is written"
    named = {f"{table}.{column}" for table, column, _, _ in rows}
    assert set(operations_package.LEFT_OUT_COLUMNS) <= named


def test_the_archive_is_encrypted_opens_with_its_key_and_holds_what_the_tables_hold(
    house: House, exported: operations_export.Exported, key: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert stat.S_IMODE(exported.file.stat().st_mode) == 0o600
    assert b"PK\x03\x04" not in exported.file.read_bytes()[:4096]
    folder = tmp_path / "offen"
    names = operations_export.unpack(file=exported.file, folder=folder)
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    known = {one["name"]: one for one in package["resources"]}
    assert (folder / known["anhang-1"]["path"]).read_bytes() == documents.PDF
    lists = {name: one for name, one in known.items() if one["path"].endswith(".csv")}
    assert {one["path"] for one in known.values()} | {"datapackage.json", "LIESMICH.txt"} == set(
        names
    )
    with psycopg.connect(house.urls.owner) as owner:
        for name, told in lists.items():
            (count,) = owner.execute(f'select count(*) from "{name}"').fetchone() or (None,)  # noqa: S608  (our own names)
            lines = list(csv.reader(io.StringIO((folder / f"{name}.csv").read_text("utf-8"))))
            assert lines[0] == [one["name"] for one in told["schema"]["fields"]], name
            assert len(lines) - 1 == told["rows"], name
            if name not in {"kernel_auditentry", "site_operationrun", "kernel_personreference"}:
                assert count == told["rows"], name  # these three grow by the export itself
    for room in ("cases", "situation"):  # what a centre needs to go on elsewhere
        tables = {model._meta.db_table for model in apps.get_app_config(room).get_models()}  # noqa: SLF001  (Django's API)
        assert tables, room
        assert tables <= set(known), tables - set(known)
    for table, said in (
        ("cases_clientcontact", "Lidia Morar"),
        ("cases_conferencepoint", "Sprechstunde des Wohnlotsen"),
        ("cases_conferenceparticipant", "Gesa Wirth"),
        ("situation_needdomain", "Wohnen"),
    ):
        assert said in (folder / f"{table}.csv").read_text("utf-8"), table
    page = (folder / "LIESMICH.txt").read_text("utf-8")
    assert "Kommunales Integrationszentrum Ennepe-Ruhr (Demo)" in page
    assert "mfa_authenticator: zweite Faktoren" in page


def test_the_description_says_form_name_codes_and_references(
    exported: operations_export.Exported, key: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    operations_export.unpack(file=exported.file, folder=tmp_path / "x")
    package = json.loads((tmp_path / "x" / "datapackage.json").read_text("utf-8"))
    assert package["profile"] == "tabular-data-package"
    known = {one["name"]: one for one in package["resources"]}
    fields = {one["name"]: one for one in known["accounts_seat"]["schema"]["fields"]}
    assert fields["starts_on"] == {
        "name": "starts_on",
        "type": "date",
        "format": "default",
        "constraints": {"required": True},
        "title": "ab",
    }
    assert fields["role"]["labels"]["CASE_MANAGER"] == "Case Management"
    assert {
        "fields": ["partner_id"],
        "reference": {"resource": "partners_partner", "fields": ["id"]},
    } in known["accounts_seat"]["schema"]["foreignKeys"]
    assert known["situation_needdomain"]["schema"]["primaryKey"] == ["code"]
    seats = (tmp_path / "x" / "accounts_seat.csv").read_text("utf-8")
    assert "\\N" in seats, "no date is not the same as an empty text"
    users = (tmp_path / "x" / "accounts_user.csv").read_text("utf-8")
    assert "password" not in users.splitlines()[0]


def test_the_export_is_in_the_log_and_among_the_runs(
    house: House, ulrich: Seat, exported: operations_export.Exported
) -> None:
    with psycopg.connect(house.urls.owner) as owner:
        logged = owner.execute(
            "select user_id, seat_id from kernel_auditentry where action = 'site.export_everything'"
        ).fetchall()
        runs = owner.execute(
            "select trouble, file, size from site_operationrun where kind = 'EXPORT' order by id"
        ).fetchall()
    assert logged[0] == (ulrich.user_id, ulrich.pk)
    assert runs[0] == ("", exported.file.name, exported.file.stat().st_size)


def test_without_a_key_nothing_is_written_and_nothing_is_overwritten(
    house: House, ulrich: Seat, exported: operations_export.Exported, tmp_path: Path
) -> None:
    words = {"house": house, "at": AT, "by": ulrich}
    with pytest.raises(Refusal, match="nur verschlüsselt"):
        operations_export.export_everything(folder=tmp_path / "a", **words)
    assert not (tmp_path / "a").exists()
    with pytest.MonkeyPatch.context() as set_key:
        set_key.setenv(operations_plan.KEY, KEY)
        with pytest.raises(Refusal, match="gibt es schon"):
            operations_export.export_everything(folder=exported.file.parent, **words)
    assert [path.name for path in exported.file.parent.iterdir()] == [exported.file.name]


def test_an_export_that_fails_leaves_no_half_file_and_its_trouble_is_noted(
    house: House, ulrich: Seat, key: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError

    key.setattr(operations_export, "_describe", broken)
    with pytest.raises(RuntimeError):
        operations_export.export_everything(house=house, folder=tmp_path, at=AT, by=ulrich)
    assert list(tmp_path.iterdir()) == []
    with psycopg.connect(house.urls.owner) as owner:
        newest = owner.execute("select trouble from site_operationrun order by id desc").fetchone()
    assert newest == ("BROKEN",)


def test_what_is_not_whole_or_not_an_export_is_not_opened(
    exported: operations_export.Exported, key: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = exported.file.read_bytes()
    cut = tmp_path / "halb"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refusal, match="beschädigt"):
        operations_export.unpack(file=cut, folder=tmp_path / "b")
    assert not (tmp_path / "b").exists()
    (tmp_path / "text").write_text("nichts")
    with pytest.raises(Refusal, match="keine verschlüsselte Datei"):
        operations_export.unpack(file=tmp_path / "text", folder=tmp_path / "b")
    with pytest.raises(Refusal, match="gibt es nicht"):
        operations_export.unpack(file=tmp_path / "nirgends", folder=tmp_path / "b")
    with pytest.raises(Refusal, match="nicht leer"):
        operations_export.unpack(file=exported.file, folder=tmp_path)
    key.setenv(operations_plan.KEY, OTHER)
    with pytest.raises(Refusal, match="Schlüssel ist ein anderer"):
        operations_export.unpack(file=exported.file, folder=tmp_path / "b")
