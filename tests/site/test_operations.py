# SPDX-License-Identifier: EUPL-1.2
"""Backup, restore, upgrade and doctor on a copy of the invented world."""

import datetime as dt
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from pytest_django import DjangoDbBlocker

from rundertisch.kernel.audit import checking, sealing
from rundertisch.kernel.errors import Refusal
from rundertisch.site import operations_backup, operations_doctor, operations_versions
from rundertisch.site.operations import House
from tests.support.cluster import Cluster, lead_django_to, wait_for_older_transactions

pytestmark = pytest.mark.database
NOON = dt.datetime(2026, 8, 3, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def house(
    world_database: Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
) -> Iterator[House]:
    """A house with a copy of the world, to which nobody is connected."""
    name = world_database.copy()
    urls = world_database.urls(name=name)
    with django_db_blocker.unblock(), lead_django_to(urls=urls):
        yield House(mode="demo", home=tmp_path, urls=urls)
    world_database.drop(name=name)


def everything(house: House) -> dict[str, object]:
    """Return all rows of all tables, all rights, policies, functions and sequence positions."""
    with psycopg.connect(house.urls.owner) as owner:
        tables = [
            row[0]
            for row in owner.execute(
                "select relname from pg_class where relkind = 'r' "
                "and relnamespace = 'public'::regnamespace order by relname"
            )
        ]
        found: dict[str, object] = {
            table: sorted(
                row[0]
                for row in owner.execute(
                    sql.SQL("select t::text from {} t").format(sql.Identifier(table))
                )
            )
            for table in tables
        }
        for name, question in {
            "rights": "select relname, relrowsecurity, coalesce(relacl, acldefault("
            "case relkind when 'S' then 's'::\"char\" else 'r' end, relowner))::text "
            "from pg_class where "
            "relnamespace = 'public'::regnamespace and relkind in ('r', 'S', 'v')",
            "policies": "select tablename, policyname, permissive, roles::text, cmd, qual, "
            "with_check from pg_policies",
            "functions": "select oid::regprocedure::text, proacl::text, prosrc, prosecdef "
            "from pg_proc where pronamespace = 'public'::regnamespace",
            "triggers": "select tgrelid::regclass::text, tgname from pg_trigger "
            "where not tgisinternal",
            "sequences": "select sequencename, last_value from pg_sequences",
            "later": "select defaclrole::regrole::text, defaclobjtype, defaclacl::text "
            "from pg_default_acl",
        }.items():
            found[name] = sorted(map(str, owner.execute(question.encode())))
    return found


def owner_does(house: House, statement: str) -> None:
    with psycopg.connect(house.urls.owner) as owner:
        owner.execute(statement.encode())


def seal(house: House, heads: Path) -> sealing.Head:
    wait_for_older_transactions(url=house.urls.owner)
    return sealing.seal(using="owner", keep=heads)


def restore(house: House, file: Path, *, replace: bool = True) -> None:
    operations_backup.restore(house=house, file=file, replace=replace, at=NOON)


def test_what_was_saved_comes_back_row_by_row_with_all_rights(house: House, tmp_path: Path) -> None:
    file = tmp_path / "Sicherung vom 3. August.dump"
    before = everything(house)
    assert before["accounts_user"]
    operations_backup.backup(house=house, file=file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = everything(house)
    owner_does(house, "truncate accounts_user cascade")
    owner_does(house, "create table later (id int)")
    assert everything(house) != before
    restore(house, file)
    after = everything(house)
    seals, more = before.pop("kernel_logseal"), after.pop("kernel_logseal")
    assert after == before
    assert set(seals) < set(more), "the chain goes on and says that a backup was put in place"


def test_a_restored_backup_is_no_tampering_and_says_what_it_took(
    house: House, tmp_path: Path
) -> None:
    note = "insert into kernel_auditentry (action, about_kind, about_id, fields)"
    file, heads = tmp_path / "a.dump", operations_backup.head_of(house=house)
    operations_backup.backup(house=house, file=file)
    beside = operations_backup.head_beside(file=file)
    saved = seal(house, heads).count
    owner_does(house, f"{note} values ('test.lost', 'school', '1', '{{}}')")
    seal(house, heads)
    restore(house, file)
    owner_does(house, f"{note} values ('test.after', 'school', '1', '{{}}')")
    seal(house, heads)
    told = checking.check(heads=[heads, beside])
    assert (told.wrong, told.unsealed) == ([], 0)
    assert any(f"die Zeilen {saved + 1} bis {saved + 1} verloren" in note for note in told.notes)
    assert any("Sicherung eingespielt" in note for note in told.notes)


def test_a_backup_overwrites_nothing_and_leaves_no_half_file(house: House, tmp_path: Path) -> None:
    file = tmp_path / "a.dump"
    file.write_text("mein", "utf-8")
    with pytest.raises(Refusal, match="gibt es schon"):
        operations_backup.backup(house=house, file=file)
    assert file.read_text("utf-8") == "mein"
    lost = House(mode="demo", home=tmp_path, urls=house.urls)
    gone = lost.urls.owner.replace("/copy_", "/gone_")
    broken = House(mode="demo", home=tmp_path, urls=type(lost.urls)(default=gone, owner=gone))
    with pytest.raises(Refusal, match="nicht gelungen"):
        operations_backup.backup(house=broken, file=tmp_path / "b.dump")
    assert {path.name for path in tmp_path.iterdir()} == {"a.dump", "audit-heads.jsonl"}


def test_existing_data_are_replaced_only_when_asked(house: House, tmp_path: Path) -> None:
    file = tmp_path / "a.dump"
    operations_backup.backup(house=house, file=file)
    with pytest.raises(Refusal, match="--replace"):
        restore(house, file, replace=False)


def test_a_broken_backup_changes_nothing(house: House, tmp_path: Path) -> None:
    file = tmp_path / "a.dump"
    operations_backup.backup(house=house, file=file)
    whole = file.read_bytes()
    before = everything(house)
    for name, data in {
        "empty": b"",
        "foreign": b"PK\x03\x04 no dump",
        "cut": whole[: len(whole) * 9 // 10],
    }.items():
        broken = tmp_path / name
        broken.write_bytes(data)
        with pytest.raises(Refusal):
            restore(house, broken)
    assert everything(house) == before
    own = conninfo_to_dict(house.urls.default)["dbname"]  # others may restore at the same time
    assert not [name for name in databases(house) if name.startswith(f"{own}_restore_")]


def test_who_still_works_is_not_cut_off(house: House, tmp_path: Path) -> None:
    file = tmp_path / "a.dump"
    operations_backup.backup(house=house, file=file)
    with psycopg.connect(house.urls.default), pytest.raises(Refusal, match="Jemand arbeitet"):
        restore(house, file)


def test_a_backup_newer_than_the_program_is_refused(house: House, tmp_path: Path) -> None:
    file = tmp_path / "a.dump"
    owner_does(
        house,
        "insert into django_migrations (app, name, applied) "
        "values ('schooling', '0999_from_the_future', now())",
    )
    operations_backup.backup(house=house, file=file)
    before = everything(house)
    with pytest.raises(Refusal, match="neuer als das Programm"):
        restore(house, file)
    with pytest.raises(Refusal, match=r"schooling\.0999_from_the_future"):
        operations_backup.upgrade(house=house)
    assert everything(house) == before


def test_an_upgrade_saves_first_and_then_renews_the_tables(house: House) -> None:
    assert operations_backup.upgrade(house=house) is None
    before = everything(house)
    operations_versions.migrate("mfa", "zero")
    older = everything(house)
    file = operations_backup.upgrade(house=house)
    assert file is not None
    assert file.parent == house.home / "backups"
    assert set(everything(house)) == set(before)
    restore(house, file)
    assert set(everything(house)) == set(older)


def test_a_failed_upgrade_names_the_way_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    operations_versions.migrate("mfa", "zero")

    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr(operations_versions, "migrate", fail)
    with pytest.raises(Refusal, match="restore --replace"):
        operations_backup.upgrade(house=house)
    assert len(list((house.home / "backups").glob("*.dump"))) == 1


def databases(house: House) -> list[str]:
    with psycopg.connect(house.urls.owner) as owner:
        return [row[0] for row in owner.execute("select datname from pg_database")]


def test_every_table_with_people_is_guarded_and_doctor_finds_one_that_is_not(
    house: House,
) -> None:
    assert operations_doctor.bare_tables(owner_url=house.urls.owner) == []
    owner_does(house, "alter table schooling_child disable row level security")
    assert operations_doctor.bare_tables(owner_url=house.urls.owner) == ["schooling_child"]
    owner_does(house, "alter table schooling_child enable row level security")
    for policy in policies_of(house, "schooling_child"):
        owner_does(house, f'drop policy "{policy}" on schooling_child')
    assert operations_doctor.bare_tables(owner_url=house.urls.owner) == ["schooling_child"]


def policies_of(house: House, table: str) -> list[str]:
    with psycopg.connect(house.urls.owner) as owner:
        question = "select policyname from pg_policies where tablename = %s"
        return [row[0] for row in owner.execute(question, [table])]


def test_doctor_refuses_a_runtime_role_above_row_security(house: House) -> None:
    good = list(operations_doctor.roles(house))
    assert [finding.verdict for finding in good] == ["gut", "gut"]
    for above in (house.urls.owner, house.urls.admin or ""):
        wrong = House(
            mode="demo", home=house.home, urls=type(house.urls)(default=above, owner=above)
        )
        found = [finding.verdict for finding in operations_doctor.roles(wrong)]
        assert found == ["schlecht", "Hinweis"], "and nobody signs in as the worker"
