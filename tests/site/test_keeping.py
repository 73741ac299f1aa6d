# SPDX-License-Identifier: EUPL-1.2
"""The backup of every day and the drill: encrypted, whole or not there, proven, and remembered."""

import datetime as dt
import io
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from rundertisch.kernel.errors import Refusal
from rundertisch.site import (
    jobs,
    operations_backup,
    operations_drill,
    operations_dumps,
    operations_encryption,
    operations_plan,
    operations_receipts,
    operations_schedule,
)
from rundertisch.site.operations import House
from rundertisch.site.operations_plan import Plan
from tests.support.cluster import Cluster, OwnDatabase, lead_django_to

pytestmark = pytest.mark.database
KEY, OTHER = "schlüssel-" * 4, "anderer-" * 5
NIGHT = dt.datetime(2026, 8, 3, 2, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def house(
    world_database: Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """A house with a copy of the world; nothing here changes a row that a backup holds."""
    name = world_database.copy()
    urls = world_database.urls(name=name)
    with django_db_blocker.unblock(), lead_django_to(urls=urls):
        yield House(mode="demo", home=tmp_path_factory.mktemp("home"), urls=urls)
    world_database.drop(name=name)


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Every night at half past two, two are kept."""
    folder = tmp_path / "sicherungen"
    monkeypatch.setenv(operations_plan.KEY, KEY)
    monkeypatch.setenv("RUNDERTISCH_BACKUP_FOLDER", str(folder))
    monkeypatch.setenv("RUNDERTISCH_BACKUP_KEEP", "2")
    found = operations_plan.plan()
    assert found == Plan(at=dt.time(2, 30), folder=folder, keep=2)
    return found


def runs(house: House) -> list[tuple[str, str, bool]]:
    """Return kind, trouble and whether it ended, of every run, the newest first."""
    with psycopg.connect(house.urls.owner) as owner:
        return owner.execute(
            "select kind, trouble, ended_at is not null from site_operationrun order by id desc"
        ).fetchall()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_backup_of_a_night_is_encrypted_proven_and_the_oldest_goes(
    house: House, plan: Plan
) -> None:
    for day in range(3):
        file = operations_schedule.back_up(house=house, plan=plan, at=NIGHT + dt.timedelta(day))
        assert runs(house)[0] == ("BACKUP", "", True)
    assert names(plan.folder) == [
        f"rundertisch-2026-08-0{day}-023000.dump{tail}"
        for day in (4, 5)
        for tail in ("", ".head.jsonl", ".receipts")
    ]
    assert stat.S_IMODE(plan.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    written = file.read_bytes()
    assert b"PGDMP" not in written, "pg_dump begins every plain backup with this word"
    assert b"Schulamt" not in written
    plain = b"".join(operations_encryption.pieces(file=file, secret=KEY))
    assert plain.startswith(b"PGDMP")
    said = operations_dumps.rows(file=file)
    assert said is not None
    assert said["schooling_child"] > 0


def test_an_encrypted_backup_comes_back_and_only_with_its_key(
    house: House, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = operations_schedule.back_up(house=house, plan=plan, at=NIGHT)
    done = operations_drill.drill(house=house, file=operations_drill.newest(), at=NIGHT)
    assert (done.file, done.compared) == (file, True)
    assert done.rows > 1000
    assert done.sealed
    assert done.seconds > 0
    assert runs(house)[0] == ("DRILL", "", True)
    with psycopg.connect(house.urls.owner) as owner:
        left = owner.execute(
            "select datname from pg_database where datname like current_database() || '_drill%'"
        )
        assert left.fetchall() == []
    monkeypatch.setenv(operations_plan.KEY, OTHER)
    with pytest.raises(Refusal, match="Der Schlüssel ist ein anderer"):
        operations_drill.drill(house=house, file=file, at=NIGHT)
    monkeypatch.delenv(operations_plan.KEY)
    with pytest.raises(Refusal, match="RUNDERTISCH_BACKUP_KEY fehlt"):
        operations_backup.refuse_unfit(file=file)


def test_a_backup_that_was_cut_or_touched_is_no_backup(
    house: House, plan: Plan, tmp_path: Path
) -> None:
    file = operations_schedule.back_up(house=house, plan=plan, at=NIGHT)
    whole = file.read_bytes()
    first_line = whole.index(b"\n") + 1
    broken = tmp_path / "broken.dump"
    one_piece = first_line + operations_encryption.PIECE + operations_encryption.TAG
    for harm in (
        whole[:-1],
        whole[: max(one_piece, first_line + 100)] if len(whole) > one_piece else whole[:-100],
        whole[: first_line + 50] + bytes([whole[first_line + 50] ^ 1]) + whole[first_line + 51 :],
        whole.replace(b'"schooling_child":', b'"schooling_kind":', 1),
    ):
        broken.write_bytes(harm)
        with pytest.raises(Refusal, match="broken"):
            operations_backup.refuse_unfit(file=broken)


def test_a_drill_that_brings_back_less_fails_and_says_where(
    house: House, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = operations_schedule.back_up(house=house, plan=plan, at=NIGHT)
    true_load = operations_dumps.load

    def loses_a_child(*, url: str, file: Path) -> None:
        true_load(url=url, file=file)
        with psycopg.connect(url) as owner:
            owner.execute("alter table schooling_wish disable trigger user")
            owner.execute("delete from schooling_wish where rank = 1")

    monkeypatch.setattr(operations_dumps, "load", loses_a_child)
    with pytest.raises(Refusal, match="schooling_wish") as refused:
        operations_drill.drill(house=house, file=file, at=NIGHT)
    assert "nicht verwenden" in refused.value.sentence
    assert runs(house)[0] == ("DRILL", "DIFFERENT", True)


def test_what_fails_leaves_no_half_file_and_says_so(
    house: House, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan.folder.write_text("a file in the place of the folder", "utf-8")
    with pytest.raises(OSError, match="exist"):
        operations_schedule.back_up(house=house, plan=plan, at=NIGHT)
    assert runs(house)[0] == ("BACKUP", "FOLDER", True)
    plan.folder.unlink()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(operations_encryption.Writer, "write", full)
    with pytest.raises(OSError, match="space"):
        operations_schedule.back_up(house=house, plan=plan, at=NIGHT)
    assert runs(house)[0] == ("BACKUP", "SPACE", True)
    assert names(plan.folder) == []
    draft = plan.folder / ".rundertisch-2026-08-01-023000.dump.77"
    draft.write_text("half", "utf-8")
    monkeypatch.undo()
    monkeypatch.setenv(operations_plan.KEY, KEY)
    later = dt.datetime.fromtimestamp(draft.stat().st_mtime, tz=dt.UTC) + dt.timedelta(days=2)
    operations_schedule.back_up(house=house, plan=plan, at=later)
    assert draft.name not in names(plan.folder)


def test_a_backup_is_due_once_a_day_and_a_house_that_slept_catches_up() -> None:
    at, hour = dt.time(2, 30), dt.timedelta(hours=1)
    morning = NIGHT.replace(hour=7)

    def due(*, now: dt.datetime, good: dt.timedelta | None, tried: dt.timedelta | None) -> bool:
        return operations_schedule.due(at=at, now=now, good_age=good, tried_age=tried)

    assert due(now=morning, good=None, tried=None), "the first one does not wait for the night"
    assert due(now=morning, good=9 * hour, tried=9 * hour), "it slept at half past two"
    assert not due(now=morning, good=4 * hour, tried=4 * hour)
    assert not due(now=NIGHT - hour, good=20 * hour, tried=20 * hour)
    assert not due(now=morning, good=30 * hour, tried=hour / 2), "it has failed a moment ago"
    assert due(now=morning, good=30 * hour, tried=2 * hour)


def test_any_size_comes_back_as_it_was(tmp_path: Path) -> None:
    piece = operations_encryption.PIECE
    for size in (0, 1, piece - 1, piece, piece + 1, 2 * piece):
        file, plain = tmp_path / "x", bytes(range(256)) * (size // 256 + 1)
        with file.open("wb") as target:
            writer = operations_encryption.Writer(target, KEY, {"is": "test"})
            for start in range(0, size, 700_000):
                writer.write(plain[start : min(size, start + 700_000)])
            writer.close()
        read = io.BytesIO()
        for part in operations_encryption.pieces(file=file, secret=KEY):
            read.write(part)
        assert read.getvalue() == plain[:size]
        assert operations_encryption.about(file=file)["is"] == "test"


def test_half_a_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text, sentence in (
        (operations_plan.KEY, "kurz", "mindestens 32 Zeichen"),
        ("RUNDERTISCH_BACKUP_TIME", "25:00", "Uhrzeit wie 02:30"),
        ("RUNDERTISCH_BACKUP_KEEP", "0", "von 1 bis 400"),
        ("RUNDERTISCH_BACKUP_FOLDER", "sicherungen", "vollständiger Pfad"),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(name, text)
            with pytest.raises(Refusal, match=sentence):
                operations_plan.plan()
    assert operations_plan.plan() is None, "without a key nothing goes anywhere unencrypted"


def test_the_worker_starts_what_is_due_once_and_reports_what_did_not_begin(
    own_database: OwnDatabase, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[tuple[str, ...]] = []
    run = (
        "insert into site_operationrun (kind, ended_at, trouble, file)"
        " values (%s, clock_timestamp(), '', 'a')"
    )

    def command(*words: str) -> None:
        begun.append(words)
        own_database.owner_sql(run, "BACKUP" if words == ("backup",) else "EMERGENCY")

    monkeypatch.setattr(operations_schedule, "run_apart", command)
    monkeypatch.setenv("RUNDERTISCH_EMERGENCY_FOLDER", str(plan.folder))
    monkeypatch.setenv(operations_plan.PASSPHRASE, KEY)
    with operations_receipts.as_owner(owner_url=own_database.urls.worker or ""):
        for _ in range(2):
            jobs.back_up.run()
            jobs.write_emergency_list.run()
        assert begun == [("backup",), ("emergency", "write")], "each once, as the worker's role"
        own_database.owner_sql("delete from site_operationrun")
        monkeypatch.setattr(operations_schedule, "run_apart", lambda *_: None)
        with pytest.raises(RuntimeError, match="rundertisch backup did not even begin"):
            jobs.back_up.run()
        monkeypatch.delenv(operations_plan.KEY)
        jobs.back_up.run()  # without a key there is nothing to do
