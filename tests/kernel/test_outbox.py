# SPDX-License-Identifier: EUPL-1.2
"""The outbox: what a mail server answers, what PostgreSQL refuses, what is printed instead."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db.utils import IntegrityError, ProgrammingError
from pytest_django import Settings

from rundertisch.accounts.models import Seat
from rundertisch.kernel import outbox, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Message, MessageText, Occasion
from rundertisch.kernel.outbox import sending
from rundertisch.kernel.outbox.carrier import SENT
from rundertisch.kernel.outbox.mailing import Mailing
from rundertisch.kernel.thread import Ref
from rundertisch.site import operations_receipts
from tests import world as worlds
from tests.support import post_office
from tests.support.cluster import OwnDatabase
from tests.support.post_office import PostOffice

pytestmark = pytest.mark.database
SMTP = "django.core.mail.backends.smtp.EmailBackend"
Put = Callable[..., int]


@pytest.fixture
def world(own_database: OwnDatabase) -> worlds.DemoWorld:
    """The invented district without its letters; what is done here is committed."""
    found = worlds.build()
    own_database.owner_sql("delete from kernel_messagetext")
    own_database.owner_sql("delete from kernel_message")
    return found


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    """A mail server, and this house told to use it."""
    with post_office.running() as one:
        settings.SENDS_MAIL, settings.EMAIL_BACKEND = True, SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", one.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "Zentrum <ki@kreis.example>"
        yield one


@pytest.fixture
def put(world: worlds.DemoWorld) -> Put:
    """Put a message to Charlie into the outbox, as the administration; return its number."""

    def write(address: str = "charlie@kreis.example", name: str = "Charlie") -> int:
        charlie = Ref("user", str(world.charlie.user_id))
        with worlds.asking(world.administrator):
            return outbox.put(
                occasion=Occasion.INVITATION,
                to=charlie,
                address=address,
                about=charlie,
                facts={"name": name, "link": "https://tisch.example/geheim"},
                by=by(world),
            ).pk

    return write


def by(world: worlds.DemoWorld) -> Seat:
    """Return Ulrich's seat."""
    return Seat(pk=world.administrator.seat_id, user_id=world.administrator.user_id)


@contextmanager
def as_job(own_database: OwnDatabase) -> Iterator[None]:
    """Ask as the job that sends, on the worker's connection."""
    worker = own_database.urls.worker or ""
    with operations_receipts.as_owner(owner_url=worker), scope.asking_job(outbox.JOB):
        yield


def work(own_database: OwnDatabase) -> None:
    """Let the worker do its job once."""
    with operations_receipts.as_owner(owner_url=own_database.urls.worker or ""):
        sending.send_what_waits.run()


def stand(own_database: OwnDatabase) -> dict[int, tuple[str, str]]:
    """Return state and trouble of every message."""
    rows = own_database.owner_sql("select id, state, trouble from kernel_message")
    return {pk: (state, trouble) for pk, state, trouble in rows}


def test_every_answer_of_a_mail_server_leads_to_a_state_that_is_true(
    own_database: OwnDatabase, office: PostOffice, put: Put, world: worlds.DemoWorld
) -> None:
    answers = {"later@x.example": "451 later", "nobody@x.example": "550 unknown"}
    office.at_address = lambda address: answers.get(address, post_office.TAKEN)
    office.at_letter = lambda address: (
        "554 too odd" if address == "odd@x.example" else post_office.TAKEN
    )
    good, odd = put(), put("odd@x.example")
    later, nobody = put("later@x.example"), put("nobody@x.example")
    broken = put("a@x.example\nBcc: alle@x.example")
    work(own_database)
    assert stand(own_database) == {
        good: ("SENT", ""),
        odd: ("FAILED", "REFUSED"),
        later: ("WAITING", "LATER"),
        nobody: ("FAILED", "ADDRESS"),
        broken: ("FAILED", "MALFORMED"),
    }
    assert office.taken == ["charlie@kreis.example"]
    mail = office.mails[0]
    assert mail["From"] == "Zentrum <ki@kreis.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_payload(decode=True).decode()  # type: ignore[union-attr]  # one part
    assert "Guten Tag Charlie" in text
    assert "https://tisch.example/geheim" in text
    left = own_database.owner_sql("select id from kernel_messagetext order by id")
    assert left == [(odd,), (later,), (nobody,), (broken,)]
    work(own_database)
    assert len(office.taken) == 1, "who asks for patience is asked again in five minutes, not now"
    answers.clear()
    own_database.owner_sql("update kernel_message set due_at = now() - interval '1 minute'")
    with worlds.asking(world.administrator):
        outbox.send_again(pk=nobody, by=by(world))
        with pytest.raises(Refusal, match="inzwischen einen anderen Stand"):
            outbox.send_again(pk=nobody, by=by(world))
    work(own_database)
    assert sorted(office.taken) == [
        "charlie@kreis.example",
        "later@x.example",
        "nobody@x.example",
    ]


def test_a_connection_that_breaks_leaves_it_uncertain_and_only_a_person_sends_it_again(
    own_database: OwnDatabase, office: PostOffice, put: Put, world: worlds.DemoWorld
) -> None:
    pk = put()
    with as_job(own_database):
        claimed = sending._claim(Mailing())  # noqa: SLF001 - the worker dies right after its commit
    assert claimed is not None
    assert claimed.pk == pk
    first = claimed.letter.extra_headers["Message-ID"]
    work(own_database)
    work(own_database)
    assert stand(own_database) == {pk: ("UNCERTAIN", "INTERRUPTED")}
    assert office.taken == []
    with pytest.raises(IntegrityError, match="UNCERTAIN WAITING"), as_job(own_database):
        Message.objects.filter(pk=pk).update(state="WAITING", settled_at=None)
    with worlds.asking(world.administrator):
        outbox.send_again(pk=pk, by=by(world))
    work(own_database)
    assert stand(own_database) == {pk: ("SENT", "")}
    assert [mail["Message-ID"] for mail in office.mails] == [first], "the receiver may know it"
    with worlds.asking(world.administrator), pytest.raises(Refusal):
        outbox.send_again(pk=pk, by=by(world))


def test_a_worker_that_was_taken_for_dead_may_still_say_that_it_was_sent(
    own_database: OwnDatabase, office: PostOffice, put: Put
) -> None:
    pk = put()
    with as_job(own_database):
        claimed = sending._claim(Mailing())  # noqa: SLF001 - of the slow worker
    assert claimed is not None
    work(own_database)  # another one finds it in the middle
    with as_job(own_database):
        sending._settle(claimed=claimed, result=SENT)  # noqa: SLF001 - as above
    assert stand(own_database) == {pk: ("SENT", "")}


def test_a_server_that_is_away_claims_nothing_and_everything_waits(
    own_database: OwnDatabase, put: Put, office: PostOffice, settings: Settings
) -> None:
    settings.EMAIL_PORT = post_office.free_port()
    pks = {put(), put()}
    work(own_database)
    assert stand(own_database) == dict.fromkeys(pks, ("WAITING", "UNREACHABLE"))
    settings.EMAIL_PORT = office.port
    work(own_database)
    assert stand(own_database) == dict.fromkeys(pks, ("SENT", ""))


def test_what_comes_too_late_is_not_sent_and_its_text_goes(
    own_database: OwnDatabase, put: Put, office: PostOffice, world: worlds.DemoWorld
) -> None:
    late, old = put(), put()
    past = "update kernel_message set useful_until = now() - interval '1 day' where id = %s"
    own_database.owner_sql(past, late)
    with worlds.asking(world.administrator):
        outbox.drop(pk=old, by=by(world))
    own_database.owner_sql(
        "update kernel_message set settled_at = now() - interval '91 days' where id = %s", old
    )
    work(own_database)
    assert stand(own_database) == {late: ("FAILED", "EXPIRED")}, "what is long done is deleted"
    assert own_database.owner_sql("select count(*) from kernel_messagetext") == [(0,)]
    with worlds.asking(world.administrator), pytest.raises(Refusal, match="einen neuen machen"):
        outbox.send_again(pk=late, by=by(world))


def test_without_a_mail_server_it_is_printed_and_the_administration_reads_only_that(
    own_database: OwnDatabase, put: Put, world: worlds.DemoWorld, settings: Settings
) -> None:
    printed = put()
    settings.SENDS_MAIL = True
    mailed = put()
    with worlds.asking(world.administrator):
        assert [text.pk for text in MessageText.objects.all()] == [printed]
        outbox.note_printed(pk=printed, by=by(world))
        assert not MessageText.objects.exists()
        with pytest.raises(Refusal):
            outbox.note_printed(pk=mailed, by=by(world))
    assert stand(own_database) == {printed: ("PRINTED", ""), mailed: ("WAITING", "")}


def test_others_see_no_message_and_write_to_nobody_but_themselves(
    put: Put, world: worlds.DemoWorld
) -> None:
    pk = put()
    for person in (world.counsellor, world.schulamt, world.auditor, world.school_head):
        with worlds.asking(person):
            assert not Message.objects.exists(), person.name
            assert not MessageText.objects.exists(), person.name
            assert not Message.objects.filter(pk=pk).update(attempts=9), person.name
    with worlds.asking(world.charlie):
        assert [one.pk for one in Message.objects.all()] == [pk], "it is to Charlie"
        assert not MessageText.objects.exists()
        assert not Message.objects.filter(pk=pk).update(state="DROPPED")
    somebody = Ref("user", str(world.counsellor.user_id))
    for to in (somebody, Ref("child", "1")):
        with pytest.raises(ProgrammingError, match="row-level"), worlds.asking(world.charlie):
            outbox.put(
                occasion=Occasion.TEST, to=to, address="", about=to, facts={"name": ""}, by=None
            )


def test_the_web_server_cannot_pose_as_the_sender(own_database: OwnDatabase, put: Put) -> None:
    pk = put()
    tell = "select set_config('app.job', 'outbox', false)"
    own_database.app_sql(tell)
    assert own_database.app_sql("select id from kernel_message") == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        own_database.app_sql("delete from kernel_message where id = %s", pk)


def test_every_occasion_has_its_words() -> None:
    for occasion in (Occasion.INVITATION, Occasion.PASSWORD, Occasion.TEST):  # to members
        facts = {"name": "Bea", "link": "https://tisch.example/geheim"}
        words = outbox.words_of(occasion=occasion, facts=facts)
        assert "Guten Tag Bea," in words.paragraphs
        assert "Rundertisch" in words.heading
