# SPDX-License-Identifier: EUPL-1.2
"""What cases teach the system: no person in it, nothing from fewer than three agencies, rounded."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.cases.actions import structural as actions
from rundertisch.cases.models.structural import GapKind, GapReport, StructuralNeed
from rundertisch.cases.queries import structural as queries
from rundertisch.kernel import thread
from rundertisch.kernel.errors import Refusal
from rundertisch.places import queries as places
from rundertisch.situation.models import NeedDomain
from tests import world as worlds
from tests.world import DemoWorld, Person

pytestmark = [pytest.mark.database, pytest.mark.django_db]
ENNEPETAL, WITTEN = "05954008", "05954036"
PAGE, CSV = "cases:structural_needs", "cases:export_structural_needs"


@pytest.fixture
def world() -> DemoWorld:
    """The invented district, found in the copied database."""
    return worlds.build()


def seat_of(person: Person) -> Seat:
    """Return the seat on which this person sits."""
    return Seat.objects.select_related("partner").get(pk=person.seat_id)


def report(
    world: DemoWorld,
    *people: Person,
    domain: str = "WORK",
    town: str = ENNEPETAL,
    times: int = 1,
) -> None:
    """Let these case managers say that a town has no place for somebody."""
    for person in people:
        with worlds.asking(person):
            actions.report_gap(
                domain=NeedDomain.objects.get(code=domain),
                kind=GapKind.FULL,
                place=places.town(key=town),
                times=times,
                on=world.on,
                by=seat_of(person),
            )


def seen(world: DemoWorld, person: Person, *, domain: str = "WORK") -> dict[str, str]:
    """Return how often each place shows a gap of that domain to this person."""
    with worlds.asking(person):
        view = queries.structural_needs(on=world.on, domain=domain)
        return {
            line.where: f"{line.times.nearness.value} {line.times.value}" for line in view.lines
        }


def test_a_gap_shows_from_three_agencies_on_as_unter_5_and_then_as_5(world: DemoWorld) -> None:
    report(world, world.charlie, world.charlie, world.welfare_manager)
    assert seen(world, world.coordination) == {}, "two agencies, three times: still nothing"
    report(world, world.town_manager)
    few = {"Ennepetal": "under 5", "im ganzen Kreis": "under 5"}
    assert seen(world, world.coordination) == few
    report(world, world.town_manager)
    assert seen(world, world.coordination) == {
        "Ennepetal": "about 5",
        "im ganzen Kreis": "about 5",
    }


def test_three_agencies_in_three_towns_make_a_need_of_the_district_only(world: DemoWorld) -> None:
    report(world, world.charlie, world.welfare_manager)
    report(world, world.town_manager, town=WITTEN)
    assert seen(world, world.coordination) == {"im ganzen Kreis": "under 5"}


def test_a_sensitive_domain_is_never_told_by_town(world: DemoWorld) -> None:
    people = (world.charlie, world.welfare_manager, world.town_manager)
    report(world, *people, domain="SHELTER")
    assert seen(world, world.coordination, domain="SHELTER") == {"im ganzen Kreis": "under 5"}
    report(world, *people)
    with worlds.asking(world.centre_head):
        NeedDomain.objects.filter(code="WORK").update(sensitive=True)  # somebody marks it later
    assert seen(world, world.coordination) == {"im ganzen Kreis": "under 5"}


def test_a_report_that_is_taken_back_no_longer_counts_and_the_number_is_withheld(
    world: DemoWorld,
) -> None:
    report(world, world.charlie, world.welfare_manager, world.town_manager)
    client = worlds.as_(world.town_manager)
    with worlds.asking(world.town_manager):
        mine = queries.own_reports(partner_id=seat_of(world.town_manager).partner_id)[0]
    back = reverse("cases:take_back_gap", kwargs={"pk": mine.pk})
    assert worlds.as_(world.charlie).post(back).status_code == 404, "another agency's report"
    assert client.post(back).status_code == 303
    withheld = {"Ennepetal": "exact None", "im ganzen Kreis": "exact None"}
    assert seen(world, world.coordination) == withheld
    with worlds.asking(world.coordination):
        need = StructuralNeed.objects.get(domain="WORK", place=None)
    page = worlds.as_(world.coordination).get(queries.url(str(need.pk))).content.decode()
    assert "zuletzt von weniger als drei Stellen" in page


def test_old_reports_fall_out_after_twelve_months(world: DemoWorld) -> None:
    report(world, world.charlie, world.welfare_manager, world.town_manager)
    long_ago = (world.on - dt.timedelta(days=400)).replace(day=1)
    with worlds.asking(world.charlie), transaction.atomic():
        own = GapReport.objects.get(domain="WORK")
        own.delete()
        own.pk, own.month = None, long_ago
        own.save()
    assert seen(world, world.coordination)["Ennepetal"] == "exact None"


def test_others_see_no_report_and_nobody_makes_a_structural_need_by_hand(world: DemoWorld) -> None:
    report(world, world.charlie, world.welfare_manager, world.town_manager)
    for person in (world.coordination, world.centre_head, world.schulamt, world.administrator):
        with worlds.asking(person):
            assert not GapReport.objects.exists(), person.task
    with worlds.asking(world.charlie):
        partners = set(GapReport.objects.values_list("partner_id", flat=True))
        assert partners == {seat_of(world.charlie).partner_id}
    for person in (world.schulamt, world.counsellor, world.agency, world.administrator):
        with worlds.asking(person), connection.cursor() as cursor:
            cursor.execute("select * from cases_structural_counts()")
            assert cursor.fetchall() == [], person.task
            assert not StructuralNeed.objects.exists(), person.task
        assert worlds.as_(person).get(reverse(PAGE)).status_code == 404
    with worlds.asking(world.coordination), pytest.raises(DatabaseError), transaction.atomic():
        StructuralNeed.objects.create(domain_id="SCHOOL", kind="FULL", since=world.on)
    with worlds.asking(world.charlie):
        for_another = GapReport(
            partner_id=seat_of(world.charlie).partner_id + 1,
            domain_id="SCHOOL",
            kind="FULL",
            place=places.town(key=WITTEN),
            month=world.on.replace(day=1),
        )
        with pytest.raises(DatabaseError), transaction.atomic():
            for_another.save()


def test_no_column_of_it_leads_to_a_person(world: DemoWorld) -> None:
    about = {"client", "subject", "need", "seat", "by", "user"}
    for model, known in ((GapReport, set()), (StructuralNeed, set())):
        names = {field.name for field in model._meta.concrete_fields}  # noqa: SLF001  (Django's API)
        assert names & about == known, model.__name__
    assert {f.name for f in GapReport._meta.concrete_fields} == {  # noqa: SLF001  (Django's API)
        "id", "partner", "domain", "kind", "place", "times", "month",
    }  # fmt: skip


def test_a_case_manager_reports_from_lists_and_what_is_wrong_is_said(world: DemoWorld) -> None:
    client = worlds.as_(world.welfare_manager)
    page = client.get(reverse("cases:gaps"), {"bereich": "WORK", "stadt": WITTEN}).content.decode()
    assert '<option value="WORK" selected>' in page
    assert "<textarea" not in page
    given = {"domain": "WORK", "kind": "FULL", "place": WITTEN, "times": "51"}
    refused = client.post(reverse("cases:report_gap"), given)
    assert refused.status_code == 422
    assert client.post(reverse("cases:report_gap"), given | {"times": "2"}).status_code == 303
    assert (
        "Arbeit und Ausbildung: weil kein Platz frei ist"
        in client.get(reverse("cases:gaps")).content.decode()
    )
    for person in (world.coordination, world.agency, world.counsellor):
        assert worlds.as_(person).post(reverse("cases:report_gap"), given).status_code == 404


def test_the_actions_refuse_who_may_not_and_what_is_not_a_town(world: DemoWorld) -> None:
    domain = NeedDomain.objects.get(code="WORK")
    town, district = places.town(key=WITTEN), places.district()
    gap = {"domain": domain, "kind": GapKind.FULL, "times": 1, "on": world.on}
    with worlds.asking(world.coordination), pytest.raises(Refusal, match="Case Management"):
        actions.report_gap(**gap, place=town, by=seat_of(world.coordination))
    with worlds.asking(world.charlie):
        by = seat_of(world.charlie)
        with pytest.raises(Refusal, match="kleiner wird nicht gezählt"):
            actions.report_gap(**gap, place=district, by=by)
        domain.ends_on = world.on
        with pytest.raises(Refusal, match="gilt nicht mehr"):
            actions.report_gap(**gap, place=town, by=by)
        need = StructuralNeed.objects.filter(domain="HOUSING")[0]
        with pytest.raises(Refusal, match="KIM-Koordination"):
            actions.answer_structural_need(
                need=need, kind="TAKEN_UP", words="x", answered_on=world.on, on=world.on, by=by
            )


def test_the_coordination_says_what_became_of_it_and_who_reported_reads_it(
    world: DemoWorld,
) -> None:
    with worlds.asking(world.coordination):
        need = StructuralNeed.objects.get(domain="HOUSING", place__key=ENNEPETAL)
        shown = thread.show(thread.Ref(queries.KIND, str(need.pk)))
    assert shown is not None
    assert shown.label.startswith("Wohnen: nicht zu lösen, weil es das hier nicht gibt")
    answer = reverse("cases:answer_structural_need", kwargs={"pk": need.pk})
    day = {"answered_on_tag": world.on.day, "answered_on_monat": world.on.month}
    given = {"kind": "ANSWERED", "words": "Neuer Wohnlotse der Stadt."} | day
    client = worlds.as_(world.coordination)
    late = client.post(answer, given | {"answered_on_jahr": world.on.year + 1})
    assert (late.status_code, "in der Zukunft" in late.content.decode()) == (422, True)
    assert client.post(answer, given | {"answered_on_jahr": world.on.year}).status_code == 303
    told = worlds.as_(world.charlie).get(shown.url).content.decode()
    assert "Neuer Wohnlotse der Stadt." in told
    assert "Eintragen, was daraus wurde" not in told
    assert worlds.as_(world.charlie).post(answer, given).status_code == 404
    with worlds.asking(world.coordination):
        towns = queries.structural_needs(on=world.on, town=WITTEN).lines
    assert [line.answer.kind for line in towns if line.answer] == ["TAKEN_UP"], "the district's"
    assert "Auf den Tisch legen" not in told, "there is no room of round tables yet"
    with worlds.asking(world.schulamt):
        assert thread.show(thread.Ref(queries.KIND, str(need.pk))) is None


def test_the_csv_holds_exactly_the_numbers_of_the_page(world: DemoWorld) -> None:
    report(world, world.charlie, world.welfare_manager, world.town_manager)
    client = worlds.as_(world.coordination)
    page = client.get(reverse(PAGE), {"bereich": "HOUSING"}).content.decode()
    lines = client.get(reverse(CSV), {"bereich": "HOUSING"}).content.decode().splitlines()
    assert "auf 5 gerundet" in page
    assert "<span>10</span>" in page
    assert [line.split(";")[2:4] for line in lines[1:]] == [
        ["im ganzen Kreis", "10"],
        ["Ennepetal", "10"],
    ]
    assert ";12;" not in "".join(lines), "the true number leaves the house nowhere"
    everything = client.get(reverse(CSV)).content.decode()
    assert "Arbeit und Ausbildung" in everything
    assert ";unter 5;" in everything


def test_the_sentence_on_top_is_computed(world: DemoWorld) -> None:
    assert queries.headline(lines=[]) == "Noch kein struktureller Bedarf"
    with worlds.asking(world.coordination):
        lines = queries.structural_needs(on=world.on).lines
    assert queries.headline(lines=lines).startswith("Am häufigsten fehlt etwas bei „Wohnen“")
    assert queries.headline(lines=lines).endswith("noch ohne Antwort")
    answered = [line for line in lines if line.answer]
    assert queries.headline(lines=answered).endswith("Alle haben eine Antwort")
    start = worlds.as_(world.coordination).get("/").content.decode()
    assert "strukturelle Bedarfe" in start
