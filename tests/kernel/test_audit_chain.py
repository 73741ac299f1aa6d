# SPDX-License-Identifier: EUPL-1.2
"""Whatever the owner of the database does to the logs is found, and from which line on."""

import json
import stat
from pathlib import Path

import psycopg
import pytest
from django.db import connections, transaction

from rundertisch.kernel import audit, jobs, scope
from rundertisch.kernel.audit import checking, sealing
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from tests.support.cluster import OwnDatabase, wait_for_older_transactions

pytestmark = pytest.mark.database

ADD = (
    "insert into kernel_auditentry (action, about_kind, about_id, fields)"
    " values ('test.late', 'child', %s, '{}')"
)
NOBODY = "987654321"  # the number of no record
UNLOCKED = tuple(
    f"alter table {table} disable trigger user"
    for table in ("kernel_auditentry", "kernel_accessentry", "kernel_logseal")
)


class Anna:
    id = 41
    user_id = 7


@pytest.fixture
def heads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this instance keeps its heads."""
    monkeypatch.setattr(sealing, "head_file", lambda: tmp_path / "heads.jsonl")
    return tmp_path / "heads.jsonl"


def seal_all(database: OwnDatabase) -> sealing.Head:
    """Seal everything that is committed, also if another test of this server still runs."""
    wait_for_older_transactions(url=database.urls.owner)
    return sealing.seal(using="owner")


@pytest.fixture
def sealed(own_database: OwnDatabase, heads: Path) -> checking.Checked:
    """Five entries, sealed in two rounds."""
    with scope.asking(user_id=7, seat_id=41):
        for number in ("1", "2", "3"):
            audit.record(action="test.note", by=Anna(), about=Ref("child", number))
    seal_all(own_database)
    with scope.asking(user_id=7, seat_id=41):
        audit.log_access(
            by=Anna(),
            about=[Ref("child", "1"), Ref("child", "2")],
            purpose="test",
            fields=audit.EVERYTHING,
        )
    seal_all(own_database)
    told = checking.check(heads=[heads])
    assert told.holds, told.wrong
    assert told.unsealed == 0
    return told


def tampered(*statements: str, heads: Path) -> list[str]:
    """Return what the check says after the owner did this with all triggers off; undo it."""
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as owner:
            for statement in (*UNLOCKED, *statements):
                owner.execute(statement)
        told = checking.check(heads=[heads])
        transaction.set_rollback(True, using="owner")
    return told.wrong


def line_of(action: str, *, nth: int = 0) -> int:
    """Return the number of the line that seals an entry of this action."""
    with connections["owner"].cursor() as owner:
        owner.execute(
            "select s.number from kernel_logseal s join kernel_auditentry a"
            " on s.log = 'audit' and s.entry_id = a.id where a.action = %s order by 1",
            [action],
        )
        return int(owner.fetchall()[nth][0])


def test_what_the_owner_changes_deletes_or_puts_in_is_found_with_its_line(
    sealed: checking.Checked, heads: Path
) -> None:
    last, second = sealed.lines, line_of("test.note", nth=1)
    entry = "(select entry_id from kernel_logseal where number = SECOND)"

    def told(statement: str) -> str:
        done = statement.replace("ENTRY", entry).replace("SECOND", str(second))
        return " | ".join(tampered(done, heads=heads))

    changed = told("update kernel_auditentry set user_id = 8 where id = ENTRY")
    assert f"Zeile {second} (Protokoll der Handlungen" in changed
    assert "nach dem Versiegeln verändert" in changed
    gone = told("delete from kernel_auditentry where id = ENTRY")
    assert f"Zeile {second} " in gone
    assert "gelöscht" in gone
    emptied = told("truncate kernel_accessentry")
    assert f"Zeile {last} (Protokoll der Zugriffe" in emptied
    assert f"Zeile {last - 1} (Protokoll der Zugriffe" in emptied
    slipped_in = told(
        "insert into kernel_auditentry (action, about_kind, about_id, fields, transaction)"
        " values ('test.forged', 'school', '1', '{}', 5)"
    )
    assert "später eingefügt, am Versiegeln vorbei" in slipped_in
    assert f"Ab Zeile {second}: Die Kette ist gebrochen" in told(
        "update kernel_logseal set leaf = repeat('0', 64) where number = SECOND"
    )
    assert f"Zeile {second}: Das Siegel fehlt" in told(
        "delete from kernel_logseal where number = SECOND"
    )
    named = told("update kernel_auditentry set about_id = '2' where id = ENTRY")
    assert "nennen einen Menschen mit seiner Nummer" in named


def test_a_cut_tail_and_an_older_state_are_found_by_the_head(
    sealed: checking.Checked, heads: Path
) -> None:
    last = sealed.lines
    cut = """
        delete from kernel_accessentry a using kernel_logseal s
         where s.log = 'access' and s.entry_id = a.id and s.number > KEPT;
        delete from kernel_logseal where number > KEPT""".replace("KEPT", str(last - 2))
    (told,) = tampered(cut, heads=heads)
    assert told.startswith(f"Ab Zeile {last - 1}: Das Ende fehlt.")
    assert f"bezeugt {last} Zeilen; es wurde abgeschnitten oder ein älterer Stand" in told
    everything = "truncate kernel_auditentry, kernel_accessentry, kernel_logseal"
    assert "Ab Zeile 1: Das Ende fehlt" in tampered(everything, heads=heads)[0]
    heads.unlink()
    assert tampered(cut, heads=heads) == [], "without a head nobody could know"


def test_a_chain_written_anew_is_found_and_gets_no_new_head(
    sealed: checking.Checked, heads: Path
) -> None:
    second = line_of("test.note", nth=1)
    before = heads.read_text("utf-8")
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as owner:
            for statement in UNLOCKED:
                owner.execute(statement)
            owner.execute(
                "update kernel_auditentry set user_id = 8 where id ="
                " (select entry_id from kernel_logseal where number = %s)",
                [second],
            )
            owner.execute("delete from kernel_logseal")
        hidden = heads.rename(heads.with_name("hidden"))
        sealing.seal(using="owner")
        hidden.rename(heads)
        told = checking.check(heads=[heads])
        assert len(told.wrong) == 1
        assert f"und {sealed.lines}: Die Kette wurde neu geschrieben" in told.wrong[0]
        with pytest.raises(Refusal, match="check audit"):
            sealing.seal(using="owner")
        transaction.set_rollback(True, using="owner")
    assert heads.read_text("utf-8") == before


def newest(heads: Path) -> dict[str, object]:
    """Return the newest head of a file."""
    told: dict[str, object] = json.loads(heads.read_text("utf-8").splitlines()[-1])
    return told


def test_a_head_that_this_instance_did_not_sign_is_told(
    sealed: checking.Checked, heads: Path
) -> None:
    assert stat.S_IMODE(heads.stat().st_mode) == 0o600
    forged = newest(heads) | {"count": sealed.lines - 2}
    heads.write_text(json.dumps(forged), "utf-8")
    assert ["Unterschrift" in one for one in checking.check(heads=[heads]).wrong] == [True]
    heads.write_text("{}", "utf-8")
    with pytest.raises(Refusal, match="keine Köpfe"):
        checking.check(heads=[heads])


def test_a_transaction_that_commits_late_is_sealed_in_its_turn(
    own_database: OwnDatabase, heads: Path
) -> None:
    with (
        psycopg.connect(own_database.urls.default) as slow,
        psycopg.connect(own_database.urls.default) as quick,
    ):
        slow.execute(ADD.encode(), ["slow"])
        quick.execute(ADD.encode(), ["quick"])
        quick.commit()
        before = sealing.seal(using="owner").count
        waiting = checking.check(heads=[heads])
        assert (waiting.holds, waiting.unsealed) == (True, 1), "nobody overtakes who still runs"
        slow.commit()
    assert seal_all(own_database).count == before + 2
    told = checking.check(heads=[heads])
    assert (told.wrong, told.unsealed) == ([], 0)
    order = (
        "select a.id from kernel_logseal s join kernel_auditentry a on s.log = 'audit'"
        " and s.entry_id = a.id where a.action = 'test.late' order by s.number"
    )
    ids = [row[0] for row in own_database.owner_sql(order)]
    assert ids == sorted(ids)


@pytest.mark.parametrize("table", ["kernel_auditentry", "kernel_accessentry", "kernel_logseal"])
def test_nobody_changes_the_logs_not_even_the_owner(
    own_database: OwnDatabase, sealed: checking.Checked, table: str
) -> None:
    column = "number" if table == "kernel_logseal" else "id"
    for ask in (own_database.owner_sql, own_database.app_sql):
        for statement in (
            f"update {table} set {column} = {column}",  # noqa: S608 - one of three tables
            f"delete from {table}",  # noqa: S608 - one of three tables
            f"truncate {table}",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ask(statement)


def test_only_the_sealer_writes_seals_and_it_asks_as_the_worker(
    own_database: OwnDatabase, heads: Path
) -> None:
    own_database.app_sql(ADD, "1")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        own_database.app_sql(
            "insert into kernel_logseal (number, log, entry_id, leaf, chain, horizon)"
            " values (9, 'audit', 1, '', '', 0)"
        )
    asked = Settings(own_database.urls.worker or "")
    wait_for_older_transactions(url=own_database.urls.owner)
    with asked:
        jobs.seal_the_logs.run()
    told = checking.check(heads=[heads])
    assert (told.wrong, told.unsealed) == ([], 0)
    assert told.lines


class Settings:
    """Let Django's runtime connection sign in as another role for a while."""

    def __init__(self, url: str) -> None:
        from rundertisch.site import environment  # noqa: PLC0415 - only here

        self.wanted = environment.parse_url(text=url, name="worker")
        self.before = dict(connections["default"].settings_dict)

    def __enter__(self) -> None:
        connections["default"].close()
        connections["default"].settings_dict.update(self.wanted)

    def __exit__(self, *_error: object) -> None:
        connections["default"].close()
        connections["default"].settings_dict.update(self.before)


def test_an_entry_names_a_child_by_a_reference_that_only_forgetting_ends(
    own_database: OwnDatabase, heads: Path
) -> None:
    with scope.asking(user_id=7, seat_id=41):
        audit.record(action="test.a", by=Anna(), about=Ref("child", NOBODY))
        audit.log_access(
            by=Anna(), about=[Ref("child", NOBODY)], purpose="test", fields=audit.EVERYTHING
        )
        audit.record(action="test.b", by=Anna(), about=Ref("school", NOBODY))
    named = "select action, about_id from kernel_auditentry where action in ('test.a', 'test.b')"
    by_action = dict(own_database.owner_sql(named))
    mapping = "select reference::text from kernel_personreference where record_id = '987654321'"
    assert own_database.owner_sql(mapping) == [(by_action["test.a"],)]
    assert by_action["test.b"] == NOBODY, "a school is no person"
    seen = "select about_id from kernel_accessentry where about_kind = 'child' and purpose = 'test'"
    assert own_database.owner_sql(seen) == [(by_action["test.a"],)]
    for statement in (
        mapping,
        "select audit_reference('child', '987654321')",
        "select audit_unmap('{child}', '{987654321}')",
        "delete from kernel_personreference",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            own_database.app_sql(statement)
    seal_all(own_database)
    assert audit.unmap(refs=[Ref("child", NOBODY), Ref("child", "987654322")], using="owner") == 1
    told = checking.check(heads=[heads])
    assert told.holds, "an entry is never touched"
    assert any("Vergessenem" in note for note in told.notes)
    assert own_database.owner_sql(mapping) == []
