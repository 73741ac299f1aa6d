# SPDX-License-Identifier: EUPL-1.2
"""A family moves: its child is reported in the next district and waits on from where it was.

Vera is counselled in another centre, which has a key of its own; Renate reads the passport here.
"""

import base64
import datetime as dt
import io
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pikepdf
import pytest
from django.db import connection, connections
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.kernel import letters, signing
from rundertisch.kernel.errors import Refusal
from rundertisch.places import queries as places
from rundertisch.schooling import actions, exchange, queries
from rundertisch.schooling.exchange import passport_format
from rundertisch.schooling.exchange.passport_format import Passport
from rundertisch.schooling.models import Child, PassportKey, UsedPassport
from rundertisch.site import signing_key
from tests.rooms.schooling.changing import newest, report, seated
from tests.support.cluster import OwnDatabase
from tests.world import DemoWorld, as_, asking, build

pytestmark = pytest.mark.database
NUMBER = "n" * 22
WAITING_FOR_A_LOCK = (  # in this database: other tests use the same server
    "select count(*) from pg_locks join pg_stat_activity using (pid)"
    " where not granted and datname = current_database()"
)
ELSEWHERE = base64.urlsafe_b64encode(b"\x07" * 32).decode()
GOOD = {"town": "05954008", "content": ""}


@contextmanager
def elsewhere() -> Iterator[None]:
    """Be the other centre: only its key differs, a passport carries nothing else over."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(signing_key.SETTING, ELSEWHERE)
        yield


def passport_of_vera(world: DemoWorld, **changes: object) -> str:
    """Vera's passport: counselled three weeks ago, waiting for nine, signed elsewhere."""
    given = {
        "passport_number": NUMBER,
        "centre": "Zentrum nebenan",
        "issued_on": world.on,
        "grade": 5,
        "grade_to": 6,
        "needs_literacy": True,
        "counselled_on": world.on - dt.timedelta(days=21),
        "waiting_since": world.on - dt.timedelta(days=63),
        "interpreter_language": "Ukrainisch",
    }
    with elsewhere():
        return exchange.write_passport(passport=Passport(**{**given, **changes}))  # type: ignore[arg-type]  # mixed values


def trust(world: DemoWorld, by: Seat, *, days: int = 365) -> PassportKey:
    """Let Renate enter the key of the other centre, as she heard it on the telephone."""
    with elsewhere():
        told = signing.grouped(signing.fingerprint()).upper()
    return actions.trust_passport_key(
        fingerprint=told,
        centre="Zentrum nebenan",
        longest_days=days,
        source="Telefonat mit Vera Vogt",
        on=world.on,
        by=by,
    )


def take(world: DemoWorld, by: Seat | None, text: str) -> Child:
    """Read a passport here."""
    town = places.town(key="05954008")
    return exchange.import_passport(text=text, town=town, on=world.on, by=by)


def test_neither_counselling_nor_waiting_begins_anew(world: DemoWorld, counsellor: Seat) -> None:
    trust(world, counsellor)
    child = take(world, counsellor, passport_of_vera(world))
    assert (child.grade, child.grade_to, child.needs_literacy) == (5, 6, True)
    assert child.interpreter_language == "Ukrainisch"
    assert child.counselled_on == world.on - dt.timedelta(days=21)
    child.refresh_from_db()
    assert child.waiting_since == world.on - dt.timedelta(days=63)
    assert child.reported_on == world.on, "figures of past months do not change"
    assert (child.registered_on, child.first_name) == (None, "")
    assert child in queries.waiting_children(on=world.on, queue="platz")
    # a correction keeps the day, and a second report of the same child does not lose it
    other = report(world, counsellor)
    kept = actions.merge_children(stays=other, closes=child, on=world.on, by=counsellor)
    assert kept.waiting_since == world.on - dt.timedelta(days=63)
    assert queries.child_of_passport(passport_number=NUMBER) == kept
    actions.undo_change(change=newest(other), on=world.on, by=counsellor)
    other.refresh_from_db()
    assert other.waiting_since == world.on


def test_a_passport_is_used_once_and_the_refusal_says_for_which_child(
    world: DemoWorld, counsellor: Seat
) -> None:
    trust(world, counsellor)
    child = take(world, counsellor, passport_of_vera(world))
    before = Child.objects.count()
    with pytest.raises(Refusal, match=f"schon eingelesen.*{child.reference}"):
        take(world, counsellor, passport_of_vera(world))
    assert Child.objects.count() == before


def test_of_two_who_read_the_same_sheet_at_once_the_second_is_told_to_look_again(
    own_database: OwnDatabase,
) -> None:
    world = build()
    with asking(world.counsellor):
        by = Seat.objects.select_related("partner", "user").get(pk=world.counsellor.seat_id)
        trust(world, by)
    text = passport_of_vera(world)

    def second_window() -> str:
        try:
            with asking(world.counsellor):
                take(world, by, text)
        except Refusal as refusal:
            return refusal.sentence
        finally:
            connections.close_all()
        return "read twice"

    with ThreadPoolExecutor(max_workers=1) as pool:
        with asking(world.counsellor):
            child = take(world, by, text)
            other = pool.submit(second_window)
            while own_database.owner_sql(WAITING_FOR_A_LOCK) == [(0,)]:
                assert not other.done(), other.result()
                time.sleep(0.05)
        assert "eben schon eingelesen" in other.result(timeout=30)
    used = "select child_id from schooling_usedpassport"
    assert own_database.owner_sql(used) == [(child.pk,)]
    with asking(world.counsellor), pytest.raises(Refusal, match=child.reference):
        take(world, by, text)


def test_an_unknown_key_is_refused_with_its_fingerprint_and_what_to_do(
    world: DemoWorld, counsellor: Seat
) -> None:
    text = passport_of_vera(world)
    with elsewhere():
        told = signing.grouped(signing.fingerprint())
    assert re.fullmatch(r"([0-9a-f]{4} ){15}[0-9a-f]{4}", told)
    with pytest.raises(Refusal, match=told) as refused:
        take(world, counsellor, text)
    assert "anrufen" in refused.value.sentence
    key = trust(world, counsellor)
    assert key.entered_by_id == world.counsellor.user_id
    assert take(world, counsellor, text).reported_on == world.on
    actions.end_passport_key(key=key, on=world.on, by=counsellor)
    with pytest.raises(Refusal, match="kennt Ihr Zentrum nicht"):
        take(world, counsellor, text)


def test_too_old_of_tomorrow_and_of_the_own_centre_are_refused(
    world: DemoWorld, counsellor: Seat
) -> None:
    trust(world, counsellor, days=30)
    past = {"counselled_on": None, "waiting_since": None}
    old = passport_of_vera(world, issued_on=world.on - dt.timedelta(days=31), **past)
    with pytest.raises(Refusal, match=r"zu alt.*30 Tage"):
        take(world, counsellor, old)
    with pytest.raises(Refusal, match="das ist noch nicht"):
        take(world, counsellor, passport_of_vera(world, issued_on=world.on + dt.timedelta(days=1)))
    edge = passport_of_vera(world, issued_on=world.on - dt.timedelta(days=30), **past)
    assert take(world, counsellor, edge).waiting_since == world.on
    nela = report(world, counsellor)
    own = exchange.write_passport(
        passport=exchange.passport_of(
            child=nela, passport_number=NUMBER, with_name=True, on=world.on, by=counsellor
        )
    )
    with pytest.raises(Refusal, match="das eigene Zentrum"):
        take(world, counsellor, own)
    with pytest.raises(Refusal, match="des eigenen Zentrums"):
        actions.trust_passport_key(
            fingerprint=signing.fingerprint(),
            centre="Wir",
            longest_days=9,
            source="selbst",
            on=world.on,
            by=counsellor,
        )


def test_who_had_a_place_waits_anew_in_the_next_district(
    world: DemoWorld, counsellor: Seat
) -> None:
    child = report(world, counsellor, days=actions.Days(reported_on=world.on - dt.timedelta(40)))
    assert queries.waits_elsewhere_since(child=child, on=world.on) == child.waiting_since
    seated(world, child)
    assert queries.waits_elsewhere_since(child=child, on=world.on) is None
    gone = actions.close_child(child=child, left_on=world.on, on=world.on, by=counsellor)
    assert queries.waits_elsewhere_since(child=gone, on=world.on) is None


def test_whoever_does_not_counsel_finds_no_passport_no_key_and_no_door(
    world: DemoWorld, counsellor: Seat
) -> None:
    trust(world, counsellor)
    text = passport_of_vera(world)
    child = take(world, counsellor, text)
    doors = [reverse(f"schooling:{name}") for name in ("read_passport", "passport_keys")]
    doors += [
        reverse(f"schooling:{name}", kwargs={"pk": child.pk})
        for name in ("child_passport", "export_passport")
    ]
    for person in (world.charlie, world.administrator, world.schulamt, world.auditor):
        for door in doors:
            assert as_(person).get(door).status_code == 404, (person.name, door)
        posted = as_(person).post(reverse("schooling:import_passport"), GOOD)
        assert posted.status_code == 404
        with asking(person):
            assert not UsedPassport.objects.exists()
            assert not PassportKey.objects.exists()
            seat = Seat.objects.get(pk=person.seat_id)
            for refused in (lambda: take(world, seat, text), lambda: trust(world, seat)):  # noqa: B023 - called at once
                with pytest.raises(Refusal, match="nur die Seiteneinsteigerberatung"):
                    refused()
    with pytest.raises(Refusal, match="nur die Seiteneinsteigerberatung"):
        take(world, None, text)


def test_the_name_stands_in_it_only_if_the_family_wants_it(
    world: DemoWorld, counsellor: Seat
) -> None:
    child = report(world, counsellor, need=actions.Need(grade=3, interpreter_language="Farsi"))
    given = {"child": child, "passport_number": NUMBER, "on": world.on, "by": counsellor}
    for with_name, told in ((False, ""), (True, "Nela Probst")):
        passport = exchange.passport_of(**given, with_name=with_name)  # type: ignore[arg-type]  # mixed values
        text = exchange.write_passport(passport=passport)
        assert passport_format.content_of(passport_format.unseal(text=text)) == passport
        assert f"{passport.first_name} {passport.family_name}".strip() == told
        letter = exchange.passport_letter(passport=passport, text=text, language="fa")
        said = repr([block for block in letter.blocks if block.kind != "code"])
        assert ("Nela" in said, "Auch der Name steht nicht darin." in said) == (
            with_name,
            not with_name,
        )
        for hidden in ("Musterweg", "Ennepetal, ", child.reference):
            assert hidden not in said


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_sheet_is_tagged_says_its_languages_and_what_the_code_is(
    world: DemoWorld, counsellor: Seat, language: str
) -> None:
    passport = exchange.passport_of(
        child=report(world, counsellor),
        passport_number=NUMBER,
        with_name=False,
        on=world.on,
        by=counsellor,
    )
    text = exchange.write_passport(passport=passport)
    letter = exchange.passport_letter(passport=passport, text=text, language=language)
    assert [block.text for block in letter.blocks if block.kind == "code"] == [text]
    pdf = pikepdf.open(io.BytesIO(letters.pdf(letter=letter)))
    assert str(pdf.Root.Lang) == "de"
    assert pdf.Root.MarkInfo.Marked
    with pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"] == "Schulpass"
    parts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
    pictures = [str(one.Alt) for one in parts if "/Alt" in one]
    assert [alt.startswith("QR-Code mit dem Schulpass") for alt in pictures] == [True]
    spoken = {str(one.Lang) for one in parts if "/Lang" in one}
    assert language in spoken


def test_the_counsellor_sees_prints_and_reads_passports_on_pages(
    world: DemoWorld, counsellor: Seat
) -> None:
    child = report(world, counsellor)
    renate = as_(world.counsellor)
    page = renate.get(reverse("schooling:child_passport", kwargs={"pk": child.pk}))
    assert "Das steht darin" in page.content.decode()
    url = reverse("schooling:export_passport", kwargs={"pk": child.pk})
    assert renate.get(url, {"language": "xx"}).status_code == 422
    sheet = renate.get(url, {"language": "tr", "with_name": "on"})
    assert sheet["Content-Type"] == "application/pdf"
    post = reverse("schooling:import_passport")
    text = passport_of_vera(world, first_name="Zoelie", family_name="Zander")
    unknown = renate.post(post, {**GOOD, "content": text})
    assert unknown.status_code == 422
    assert "Prüfzeichen" in unknown.content.decode()
    with elsewhere():
        told = signing.fingerprint()
    keys = reverse("schooling:passport_keys")
    entered = {
        "centre": "Zentrum nebenan",
        "fingerprint": told,
        "source": "Telefonat",
        "longest_days": 365,
    }
    trusting = reverse("schooling:trust_passport_key")
    assert renate.post(trusting, {**entered, "fingerprint": "12"}).status_code == 422
    assert renate.post(trusting, entered).status_code == 303
    assert world.counsellor.name in renate.get(keys).content.decode()
    found = renate.post(post, {**GOOD, "content": text})
    assert found.status_code == 303
    zoe = Child.objects.get(first_name="Zoelie")
    assert found["Location"] == reverse("schooling:child", kwargs={"pk": zoe.pk})
    assert "Wartet nachweislich seit" in renate.get(found["Location"]).content.decode()
    again = renate.post(post, {**GOOD, "content": text})
    assert zoe.reference in again.content.decode()
    key = PassportKey.objects.get()
    ending = reverse("schooling:end_passport_key", kwargs={"pk": key.pk})
    assert renate.post(ending).status_code == 303
    assert not PassportKey.objects.exists(), "entered and taken back on one day"


def test_the_log_says_whether_the_name_was_printed(world: DemoWorld, counsellor: Seat) -> None:
    child = report(world, counsellor)
    url = reverse("schooling:export_passport", kwargs={"pk": child.pk})
    for asked in ({"language": "de"}, {"language": "de", "with_name": "on"}):
        assert as_(world.counsellor).get(url, asked).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "select 'first_name' = any(fields), about_id = %s from kernel_accessentry"
            " where purpose = 'Schulpass gedruckt' order by id",
            [str(child.pk)],
        )
        assert cursor.fetchall() == [(False, False), (True, False)]
