# SPDX-License-Identifier: EUPL-1.2
"""Fifty planted values of a child are found before and nowhere afterwards; what stops it."""

import datetime as dt
import json
from pathlib import Path

import psycopg
import pytest
from django.db import ProgrammingError, transaction

from rundertisch.kernel import scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import actions, jobs, queries
from rundertisch.privacy.models import (
    DueNotice,
    ForgetRequest,
    Receipt,
    Retention,
)
from rundertisch.privacy.queries import receipts as reading
from rundertisch.privacy.registry import forgetting as registry
from rundertisch.schooling import queries as schooling
from rundertisch.schooling.models import (
    Change,
    Child,
    Round,
    RoundChild,
)
from rundertisch.site import operations_backup, operations_forgotten, operations_receipts
from tests import world as worlds
from tests.support.cluster import OwnDatabase
from tests.support.forgetting import Scene, ask, counted, forget, found, seat_of, set_scene
from tests.support.planting import Planter, plant

pytestmark = pytest.mark.database
FEWEST_PLANTED = 50


@pytest.fixture
def scene(own_database: OwnDatabase, tmp_path: Path) -> Scene:
    """The world with a sealed round, and a child of it that is everywhere."""
    return set_scene(own_database=own_database, tmp_path=tmp_path)


def test_fifty_planted_values_are_found_before_and_nowhere_afterwards(scene: Scene) -> None:
    planter = Planter()
    person = registry.person_of("child")
    assert person is not None
    with operations_receipts.as_owner(owner_url=scene.house.urls.owner):
        bare = plant(person=person, pks=(scene.child.pk,), planter=planter)
        sealed = schooling.verified(shown=Round.objects.exclude(sealed_on=None).get())
    assert bare == []
    assert len(planter.words) >= FEWEST_PLANTED
    backup = scene.house.home / "backups" / "vorher.dump"
    backup.parent.mkdir()
    operations_backup.backup(house=scene.house, file=backup)
    stray = scene.house.home / "ausdruck.txt"
    stray.write_text(f"Liste: {planter.words[0]}, {planter.words[1]}", "utf-8")

    receipt, file = forget(scene)
    statement = json.loads(file.read_text("utf-8"))
    digests = {*statement["search"]["digests"], *statement["search"]["weak"]}
    finder = operations_forgotten.finder_of(
        statement=reading.read(text=file.read_text("utf-8"), name=file.name)
    )
    assert [word for word in planter.words if not finder.found(word) & digests] == []
    assert not any(word in file.read_text("utf-8") for word in planter.words)

    # the backup of before, and a file that somebody left there, still say it: the search finds them
    seen = found(scene, file)
    places = {one.where for one in seen.findings}
    assert {one.split(",")[0].split(" ")[0] for one in places} == {"Datei", "Sicherung"}, places
    assert any("schooling_decision" in one for one in places)

    backup.unlink()
    stray.unlink()
    after = scene.house.home / "nachher.dump"
    operations_backup.backup(house=scene.house, file=after)
    clean = found(scene, file, after)
    assert clean.findings == ()
    assert clean.dumps == 1
    assert receipt.number == 1
    with operations_receipts.as_owner(owner_url=scene.house.urls.owner):
        now = schooling.verified(shown=Round.objects.exclude(sealed_on=None).get())
        assert not RoundChild.objects.filter(child=scene.child.pk)
        assert (now.root_holds, now.common_holds, now.changed) == (True, True, ())
        assert now.forgotten == sealed.forgotten + 1
        assert Change.objects.get(kind="SPLIT", other=None).before is None


def test_a_restored_backup_forgets_again_before_it_serves(
    scene: Scene, own_database: OwnDatabase
) -> None:
    backup = scene.house.home / "vorher.dump"
    operations_backup.backup(house=scene.house, file=backup)
    forget(scene)
    own_database.leave()
    again = operations_backup.restore(house=scene.house, file=backup, replace=True, at=scene.at)
    assert [one.number for one in again] == [1]
    assert again[0].erased is not None
    with operations_receipts.as_owner(owner_url=scene.house.urls.owner):
        assert not Child.objects.filter(reference=scene.child.reference)
        assert Receipt.objects.get().number == 1
    # somebody lost the receipts: the house says so instead of bringing the child back
    for path in operations_receipts.folder(home=scene.house.home).glob("*.json"):
        path.unlink()
    (operations_receipts.folder(home=scene.house.home)).rmdir()
    lost = scene.house.home / "elsewhere" / "vorher.dump"
    lost.parent.mkdir()
    lost.write_bytes(backup.read_bytes())
    with pytest.raises(Refusal, match="Niemand kann sagen, ob seither jemand vergessen wurde"):
        operations_backup.restore(house=scene.house, file=lost, replace=True, at=scene.at)


def test_holds_duties_and_the_archive_say_what_stands_against_it(scene: Scene) -> None:
    by = seat_of(scene.world.counsellor)
    with worlds.asking(scene.world.counsellor):
        hold = actions.set_hold(about=scene.about, why="Klage vor Gericht", on=scene.on, by=by)
        with pytest.raises(Refusal, match=r"Löschsperre seit dem .*Klage vor Gericht.*Seiteneinst"):
            actions.ask_to_forget(about=scene.about, reason="ASKED", on=scene.on, by=by)
        with pytest.raises(Refusal, match="Bitte einen Grund"):
            actions.lift_hold(hold=hold, why=" ", on=scene.on, by=by)
        actions.lift_hold(hold=hold, why="Urteil ist da", on=scene.on, by=by)
        offer = actions.offer_to_archive(about=scene.about, on=scene.on, by=by)
        with pytest.raises(Refusal, match=r"Kreisarchiv am .* angeboten; seine Antwort steht"):
            actions.ask_to_forget(about=scene.about, reason="ASKED", on=scene.on, by=by)
        actions.answer_of_archive(offer=offer, answer="WANTED", on=scene.on, by=by)
        with pytest.raises(Refusal, match="zuerst übergeben"):
            actions.ask_to_forget(about=scene.about, reason="ASKED", on=scene.on, by=by)
        actions.note_handed_over(offer=offer, on=scene.on, by=by)
        assert actions.ask_to_forget(about=scene.about, reason="ASKED", on=scene.on, by=by)
    head = seat_of(scene.world.centre_head)
    with worlds.asking(scene.world.centre_head):
        duty = Retention.objects.get(record="schooling.Child", kind="DUTY")
        actions.set_retention(
            rule=duty,
            amount=5,
            unit="YEAR",
            binding=True,
            source="Weisung vom 03.08.2026",
            verified=True,
            on=scene.on,
            by=head,
        )
    with (
        worlds.asking(scene.world.counsellor),
        pytest.raises(Refusal, match=r"Aufbewahrungspflicht \(§ 9 VO-DV I NRW\): 5 Jahre"),
    ):
        actions.ask_to_forget(about=scene.about, reason="ASKED", on=scene.on, by=by)


def test_a_dry_run_counts_by_rule_and_changes_nothing(scene: Scene) -> None:
    person = registry.person_of("child")
    assert person is not None
    before = scene.house.home / "a.dump"
    with worlds.asking(scene.world.counsellor):
        run = queries.dry_run(person=person, pks=(scene.child.pk,), on=scene.on)
        counted = {line.record: line.rows for line in run.lines}
        assert counted["Kind (Seiteneinsteiger)"] == 1
        assert counted["Zuweisung"] >= 1
        assert Child.objects.filter(pk=scene.child.pk).exists()
    assert not before.exists()
    assert "würden gelöscht" in run.headline


def test_the_figures_of_past_months_count_a_forgotten_child_on(scene: Scene) -> None:
    with operations_receipts.as_owner(owner_url=scene.house.urls.owner):
        since = scene.on - dt.timedelta(days=100)  # the demo's child came lately: it waited longer
        Child.objects.filter(pk=scene.child.pk).update(reported_on=since)
        days = [schooling.month_end(scene.on - dt.timedelta(days=31 * n)) for n in range(4)]
        past = [day for day in days if since <= day < scene.on]
        before = {day: counted(day) for day in past}
    assert any(sum(figures.values()) for figures in before.values())
    forget(scene)
    with operations_receipts.as_owner(owner_url=scene.house.urls.owner):
        assert {day: counted(day) for day in past} == before


def test_another_towns_office_and_charlie_forget_nobody(scene: Scene) -> None:
    for who in ("other_town", "charlie", "administrator", "centre_head"):
        with pytest.raises(Refusal, match="Dafür antwortet die Seiteneinsteigerberatung"):
            ask(scene, who=who)
    with scope.asking(user_id=None, seat_id=None):
        assert not ForgetRequest.objects.exists()


def test_forgetting_is_in_the_log_and_the_receipt_says_how_much_and_until_when(
    scene: Scene, own_database: OwnDatabase
) -> None:
    receipt, file = forget(scene)
    said = json.loads(json.loads(file.read_text("utf-8"))["statement"])
    assert said["backups_until"] == (scene.at.date() + dt.timedelta(days=90)).isoformat()
    assert {"record": "Kind (Seiteneinsteiger)", "rule": "gelöscht", "rows": 1} in said["rules"]
    assert scene.child.reference not in file.read_text("utf-8")
    logged = own_database.owner_sql(
        "select action, user_id from kernel_auditentry where action like 'privacy.%' order by id"
    )
    assert ("privacy.ask_to_forget", scene.world.counsellor.user_id) in logged
    assert ("privacy.forget", None) in logged
    with pytest.raises(Refusal, match="wurde verändert"):
        reading.read(text=file.read_text("utf-8").replace("gelöscht", "gelassen"), name="x")
    assert receipt.search is not None


def test_a_former_member_is_forgotten_and_the_decisions_keep_their_seat(
    scene: Scene, own_database: OwnDatabase
) -> None:
    by, former = seat_of(scene.world.administrator), scene.world.former
    with worlds.asking(scene.world.administrator):
        running = Ref("user", str(scene.world.counsellor.user_id))
        with pytest.raises(Refusal, match="laufender Platz am Tisch"):
            actions.ask_to_forget(about=running, reason="ASKED", on=scene.on, by=by)
        request = actions.ask_to_forget(
            about=Ref("user", str(former.user_id)), reason="PERIOD_OVER", on=scene.on, by=by
        )
    backup = scene.house.home / "vorher.dump"
    operations_backup.backup(house=scene.house, file=backup)
    _, file = operations_receipts.forget_now(house=scene.house, request=request, at=scene.at)
    assert own_database.owner_sql(
        "select name, email, password from accounts_user where id = %s", former.user_id
    ) == [
        (
            f"Früheres Mitglied {former.user_id}",
            f"vergessen-{former.user_id}@rundertisch.invalid",
            "!",
        )
    ]
    assert own_database.owner_sql("select 1 from accounts_seat where id = %s", former.seat_id)
    assert "Jansen" not in file.read_text("utf-8")
    assert found(scene, file).files
    places = {one.where for one in found(scene, file, backup).findings}
    assert places
    assert all(place.startswith("Sicherung") for place in places)
    backup.unlink()
    assert found(scene, file).findings == ()


def test_the_worker_does_what_was_asked_for_and_by_night_what_is_due(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "receipts_folder", lambda: scene.house.home / "receipts")
    ask(scene)
    worker = scene.house.urls.worker
    assert worker is not None
    with operations_receipts.as_owner(owner_url=worker):
        jobs.forget.run()
    assert (scene.house.home / "receipts" / "quittung-000001.json").is_file()
    with worlds.asking(scene.world.counsellor):
        assert not Child.objects.filter(pk=scene.child.pk).exists()
        long_ago = scene.on - dt.timedelta(days=900)
        left = Child.objects.order_by("pk")[0]
        Child.objects.filter(pk=left.pk).update(
            reported_on=long_ago,
            registered_on=None,
            latest_school_day_on=None,
            counselled_on=None,
            left_on=long_ago + dt.timedelta(days=10),
        )
    with operations_receipts.as_owner(owner_url=worker):
        jobs.retention.run()
    with operations_receipts.as_owner(owner_url=scene.house.urls.owner):
        assert Child.objects.filter(pk=left.pk).exists()
        assert DueNotice.objects.get().about_id == str(left.pk)
        DueNotice.objects.update(told_on=scene.on - dt.timedelta(days=31))
    # told long enough, but nobody has verified the period: a person must say so
    assert "Vergessen nach geprüften Fristen: 0." in operations_receipts.night(
        house=scene.house, at=scene.at
    )
    with operations_receipts.as_owner(owner_url=scene.house.urls.owner):
        Retention.objects.filter(record="schooling.Child", kind="PERIOD").update(
            verified_on=scene.on, evidence="SEEN"
        )
    assert "Vergessen nach geprüften Fristen: 1." in operations_receipts.night(
        house=scene.house, at=scene.at
    )
    with worlds.asking(scene.world.counsellor):
        assert not Child.objects.filter(pk=left.pk).exists()
        newest = queries.all_receipts()[0]
    assert newest.number == 2
    assert queries.told(receipt=newest)["by"] == "die nächtliche Aufgabe, nach Ablauf der Frist"
    # the day on which the last backup has died: nothing is left to search with
    later = scene.at + dt.timedelta(days=91)
    assert "Quittungen, deren letzte Sicherung gestorben ist: 2." in operations_receipts.night(
        house=scene.house, at=later
    )
    file = scene.house.home / "receipts" / "quittung-000001.json"
    with pytest.raises(Refusal, match="lässt sich nicht mehr durchsuchen"):
        found(scene, file)


def test_a_page_cannot_forget_by_itself(scene: Scene) -> None:
    request = ask(scene)
    with (
        worlds.asking(scene.world.counsellor),
        pytest.raises((Refusal, ProgrammingError)),
        transaction.atomic(),
    ):
        actions.forget(request=request, on=scene.on, at=scene.at)
    with worlds.asking(scene.world.counsellor):
        assert Child.objects.filter(pk=scene.child.pk).exists()


def test_receipts_that_come_back_later_are_made_true_before_anybody_is_served(
    scene: Scene, own_database: OwnDatabase
) -> None:
    backup = scene.house.home / "vorher.dump"
    operations_backup.backup(house=scene.house, file=backup)
    forget(scene)
    ours, away = operations_receipts.folder(home=scene.house.home), scene.house.home / "fort"
    ours.rename(away)
    own_database.leave()
    operations_backup.restore(
        house=scene.house, file=backup, replace=True, at=scene.at, without_receipts=True
    )
    with operations_receipts.as_owner(owner_url=scene.house.urls.owner):
        assert Child.objects.filter(reference=scene.child.reference), "nobody knew better"
    assert operations_receipts.catch_up(house=scene.house) == []
    away.rename(ours)
    (again,) = operations_receipts.catch_up(house=scene.house)
    assert "wieder vergessen" in again.sentence
    with operations_receipts.as_owner(owner_url=scene.house.urls.owner):
        assert not Child.objects.filter(reference=scene.child.reference)
    assert operations_receipts.catch_up(house=scene.house) == [], "once is enough"


def test_a_forgotten_member_comes_back_with_no_backup_and_no_stranger_is_taken_for_them(
    scene: Scene, own_database: OwnDatabase
) -> None:
    by, former = seat_of(scene.world.administrator), scene.world.former
    about = Ref("user", str(former.user_id))
    with worlds.asking(scene.world.administrator):
        request = actions.ask_to_forget(about=about, reason="PERIOD_OVER", on=scene.on, by=by)
    backup = scene.house.home / "vorher.dump"
    operations_backup.backup(house=scene.house, file=backup)
    operations_receipts.forget_now(house=scene.house, request=request, at=scene.at)
    own_database.leave()
    (again,) = operations_backup.restore(house=scene.house, file=backup, replace=True, at=scene.at)
    assert again.erased is not None
    assert name_of(scene, former.user_id) == f"Früheres Mitglied {former.user_id}"
    # in another backup the number belongs to somebody else: a person must look, nobody is erased
    with psycopg.connect(scene.house.urls.owner) as owner:
        owner.execute(
            "update accounts_user set name = 'Quirin Neu', email = 'neu@kreis.example'"
            " where id = %s",
            [former.user_id],
        )
        owner.execute("delete from account_emailaddress where user_id = %s", [former.user_id])
        owner.execute("delete from privacy_forgetrequest")
        owner.execute("delete from privacy_receipt")
    (doubtful,) = operations_receipts.catch_up(house=scene.house)
    assert doubtful.erased is None
    assert "Bitte nachsehen, wer das ist" in doubtful.sentence
    assert name_of(scene, former.user_id) == "Quirin Neu"


def name_of(scene: Scene, user_id: int) -> str:
    """Return what the account is called now, asked on a connection of its own."""
    with psycopg.connect(scene.house.urls.owner) as owner:
        row = owner.execute("select name from accounts_user where id = %s", [user_id]).fetchone()
    return str(row[0]) if row else ""
