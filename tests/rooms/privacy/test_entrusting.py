# SPDX-License-Identifier: EUPL-1.2
"""Alma of the Lotsendienst reads what a family lets her know, and nothing once it is withdrawn.

Renate counsels and writes it down. Everybody else, and Alma without a consent, reads nothing.
"""

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner
from rundertisch.privacy import actions
from rundertisch.privacy.actions import Told
from rundertisch.privacy.models import Consent, DataClass, Giver, Medium, Purpose
from rundertisch.schooling.models import Child, FamilyContact, SupportNeed
from tests.world import DemoWorld, Person, as_, asking, build, moment

pytestmark = [pytest.mark.database, pytest.mark.django_db]
PAGE = "/datenschutz/anvertraut/"
NAME, NEED = "Quirina Wolkenstein", "Hausaufgabenhilfe am Dienstag"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def world(db: None) -> DemoWorld:
    """The invented district."""
    return build()


@pytest.fixture
def renate(world: DemoWorld) -> Seat:
    """The counsellor's seat."""
    return seat_of(world.counsellor)


def seat_of(person: Person) -> Seat:
    """Return a person's seat as the person sees it."""
    with asking(person):
        return Seat.objects.select_related("user", "partner").get(pk=person.seat_id)


@pytest.fixture
def child(world: DemoWorld) -> Child:
    """A child about whom Renate wrote down contact and need, in her browser."""
    with asking(world.counsellor):
        child = Child.objects.order_by("pk")[0]
    for data_class, words in (("contact", f"{NAME}\nTelefon 0199 1"), ("need", NEED)):
        where = reverse("privacy:entrust", args=[child.subject_id, data_class])
        answer = as_(world.counsellor).post(where, {"words": words})
        assert answer.status_code == HTTPStatus.SEE_OTHER, answer.content.decode()
    return child


def consent_to(
    *, child: Child, by: Seat, recipient: Partner, on: dt.date, **changes: object
) -> Consent:
    """Let the family consent that the recipient knows its name, for a service, for 30 days."""
    given: dict[str, object] = {
        "purpose": Purpose.SERVICE,
        "classes": [DataClass.CONTACT],
        "starts_on": on,
        "ends_on": on + dt.timedelta(days=30),
    }
    told = Told(
        language="ro",
        text_version="1",
        refusal_told="Nachteile gibt es nicht.",
        medium=Medium.SCREEN,
        giver=Giver.GUARDIAN,
    )
    return actions.record_consent(
        subject_id=child.subject_id,
        recipient=recipient,
        told=told,
        on=on,
        by=by,
        **{**given, **changes},  # type: ignore[arg-type]  # the fields of a consent
    )


@pytest.fixture
def consent(world: DemoWorld, renate: Seat, child: Child) -> Consent:
    """The family lets the Lotsendienst know its name, not its need."""
    recipient = seat_of(world.agency).partner
    with asking(world.counsellor):
        return consent_to(child=child, by=renate, recipient=recipient, on=world.on)


def shown(person: Person) -> str:
    """Return the page of what is entrusted, as this person reads it."""
    return as_(person).get(PAGE).content.decode()


def test_who_was_trusted_reads_the_class_that_was_named_and_no_other(
    world: DemoWorld, consent: Consent
) -> None:
    text = shown(world.agency)
    assert NAME in text
    assert "Telefon 0199 1" in text
    assert NEED not in text, "of the need the family said nothing"
    assert f"bis vor dem {consent.ends_on:%d.%m.%Y}" in text


def test_a_withdrawal_works_at_once_and_says_that_it_was_one(
    world: DemoWorld, renate: Seat, consent: Consent
) -> None:
    assert "Etwas wurde widerrufen" not in shown(world.agency)
    with asking(world.counsellor):
        actions.withdraw_consent(consent=consent, by=renate)
    text = shown(world.agency)
    assert NAME not in text
    assert "Im Moment ist Ihrer Stelle nichts anvertraut" in text
    assert f"Am {world.on:%d.%m.%Y} hat jemand eine Einwilligung" in text


@pytest.mark.parametrize("who", ["charlie", "town_office", "school_head"])
def test_whom_the_family_did_not_name_reads_nothing(
    world: DemoWorld, consent: Consent, who: str
) -> None:
    del consent
    person = getattr(world, who)
    assert NAME not in shown(person)
    with asking(person):
        assert not FamilyContact.objects.exists()
        assert not SupportNeed.objects.exists()


@pytest.mark.parametrize("who", ["schulamt", "administrator", "auditor", "centre_head"])
def test_for_those_whom_nobody_entrusts_there_is_no_page(world: DemoWorld, who: str) -> None:
    assert as_(getattr(world, who)).get(PAGE).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": Purpose.VOLUNTEERING},
        {"starts_on": dt.timedelta(days=1)},
        {"classes": [DataClass.SCHOOL]},
    ],
    ids=["for something else", "from tomorrow on", "of another class"],
)
def test_a_consent_that_does_not_hold_for_it_shows_nothing(
    world: DemoWorld, renate: Seat, child: Child, changes: dict[str, object]
) -> None:
    given = {
        name: world.on + value if isinstance(value, dt.timedelta) else value
        for name, value in changes.items()
    }
    recipient = seat_of(world.agency).partner
    with asking(world.counsellor):
        consent_to(child=child, by=renate, recipient=recipient, on=world.on, **given)
    assert NAME not in shown(world.agency)
    with asking(world.agency):
        assert not FamilyContact.objects.exists()


def test_only_the_keeper_writes_and_an_empty_text_is_gone_for_everybody(
    world: DemoWorld, child: Child, consent: Consent
) -> None:
    del consent
    where = reverse("privacy:entrust", args=[child.subject_id, "contact"])
    for who in ("agency", "charlie", "schulamt"):
        answer = as_(getattr(world, who)).post(where, {"words": "fremd"})
        assert answer.status_code == HTTPStatus.NOT_FOUND, who
    with asking(world.agency), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update schooling_familycontact set words = 'fremd'")
        assert cursor.rowcount == 0, "reading by consent is not writing"
    with asking(world.agency), pytest.raises(DatabaseError), transaction.atomic():
        FamilyContact.objects.create(
            subject_id=child.subject_id,
            owner=seat_of(world.agency).partner,
            words="eigene Notiz",
            written_on=world.on,
        )
    page = as_(world.counsellor).get(reverse("privacy:consents", args=[child.subject_id]))
    assert NAME in page.content.decode()
    as_(world.counsellor).post(where, {"words": " "})
    assert NAME not in shown(world.agency)


def test_a_text_that_may_name_a_group_is_asked_about_first(world: DemoWorld, child: Child) -> None:
    where = reverse("privacy:entrust", args=[child.subject_id, "need"])
    answer = as_(world.counsellor).post(where, {"words": "Die Familie sind Roma."})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Bitte noch einmal lesen" in answer.content.decode()
    with asking(world.counsellor):
        assert SupportNeed.objects.get().words == NEED


def test_reading_is_logged_with_the_names_of_the_fields(
    world: DemoWorld, child: Child, consent: Consent, monkeypatch: pytest.MonkeyPatch
) -> None:
    del consent
    noted: list[dict[str, object]] = []
    real = audit.log_access

    def log_access(**given: object) -> None:
        noted.append(given)
        real(**given)  # type: ignore[arg-type]  # what the view says

    monkeypatch.setattr(audit, "log_access", log_access)
    shown(world.agency)
    (entry,) = noted
    assert entry["about"] == [Ref("subject", str(child.subject_id))]
    assert entry["fields"] == ["contact.words"], "of the need nothing was shown"


@pytest.fixture
def token(world: DemoWorld, renate: Seat, child: Child) -> str:
    """The secret of the family's own view."""
    with asking(world.counsellor):
        return actions.open_own_view(subject_id=child.subject_id, at=moment(), days=30, by=renate)


def test_the_family_reads_what_it_allowed_and_takes_it_back_itself(
    world: DemoWorld, consent: Consent, token: str
) -> None:
    family = Client(headers=OURS)
    where = reverse("own:own_view", kwargs={"language": "ro", "token": token})
    text = family.get(where).content.decode()
    for said in ("Ce știu alții", NAME, NEED, "Lotsendienst Volme", "Numele și cum puteți"):
        assert said in text, said
    form = reverse("own:withdraw_form", kwargs={"language": "ro", "token": token, "pk": consent.pk})
    assert form in text
    assert "Da, retrag" in family.get(form).content.decode()
    assert NAME in shown(world.agency), "looking at the form withdraws nothing"
    for _ in range(2):  # twice by mistake is once
        answer = family.post(f"{form}widerrufen/")
        assert "Acest consimțământ nu mai este valabil" in answer.content.decode()
    assert NAME not in shown(world.agency)
    text = family.get(where).content.decode()
    assert "retras" in text
    assert form not in text


def test_a_family_withdraws_nothing_of_another_family(
    world: DemoWorld, renate: Seat, child: Child, token: str
) -> None:
    with asking(world.counsellor):
        other = Child.objects.exclude(pk=child.pk).order_by("pk")[0]
        recipient = Partner.objects.get(pk=seat_of(world.agency).partner_id)
        foreign = consent_to(child=other, by=renate, recipient=recipient, on=world.on)
    where = reverse("own:withdraw", kwargs={"language": "ro", "token": token, "pk": foreign.pk})
    assert Client(headers=OURS).post(where).status_code == HTTPStatus.NOT_FOUND
    with asking(world.counsellor):
        assert Consent.objects.get(pk=foreign.pk).withdrawn_at is None
