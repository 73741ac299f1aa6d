# SPDX-License-Identifier: EUPL-1.2
"""Who answers for what: templates that say they are unchecked, corrected by the centre, dated."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from rundertisch.accounts.models import Seat
from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.privacy import exchange, queries
from rundertisch.privacy.models import Controller
from rundertisch.privacy.registry import steps
from tests.rooms.conftest import Table, asking

pytestmark = pytest.mark.database
Visit = Callable[[Seat | None], Client]


@pytest.fixture
def templates(table: Table) -> Table:
    """The table of the demo is gone; Alma enters the templates anew."""
    with asking(table.alma):
        Controller.objects.all().delete()
        exchange.import_controllers(on=table.yesterday, by=table.alma)
    return table


def test_every_room_with_records_about_persons_says_what_it_does_and_on_which_basis() -> None:
    rooms = {one._meta.app_label for one in apps.get_models() if issubclass(one, PersonRecord)}  # noqa: SLF001 - Django's way to a label
    assert rooms <= {step.app for step in steps()}
    placement = next(step for step in steps() if step.app == "schooling")
    assert placement.basis == Basis.LAW
    assert "120 bis 122 SchulG" in placement.legal_basis


def test_templates_are_unchecked_and_entered_only_once(templates: Table) -> None:
    found = list(queries.controllers(on=templates.today))
    assert {one.step for one in found} <= {step.app for step in steps()}
    assert not any(one.verified for one in found)
    with asking(templates.alma):
        assert exchange.import_controllers(on=templates.yesterday, by=templates.alma) == len(found)
    assert queries.controllers(on=templates.today).count() == len(found)


def form_of(one: Controller, *, day: dt.date, **changed: str) -> dict[str, str]:
    """What a browser sends back from the form."""
    names = ("step", "role", "name", "task", "contact", "officer", "agreement", "source")
    said = {name: getattr(one, name) for name in names} | changed
    return said | {
        f"starts_on_{k}": str(v)
        for k, v in (("tag", day.day), ("monat", day.month), ("jahr", day.year))
    }


def test_alma_corrects_an_office_and_the_sheet_of_the_families_says_it(
    templates: Table, visit: Visit
) -> None:
    alma = visit(templates.alma)
    old = queries.controllers_of(step="schooling", on=templates.today)[0]
    sent = form_of(old, day=templates.today, contact="Hauptstraße 92, 58332 Schwelm", verified="on")
    done = alma.post(reverse("privacy:keep_controller", args=[old.pk]), sent)
    assert done.status_code == HTTPStatus.SEE_OTHER
    old.refresh_from_db()
    assert old.ends_on == templates.today
    new = Controller.objects.get(name=old.name, step="schooling", ends_on=None)
    assert new.verified
    sheet = Client().get(reverse("information:sheet", kwargs={"language": "ro"}))
    assert "Hauptstraße 92, 58332 Schwelm" in sheet.content.decode()
    early = form_of(new, day=templates.yesterday)
    refused = alma.post(reverse("privacy:keep_controller", args=[new.pk]), early)
    assert (refused.status_code, "oder einen späteren" in refused.content.decode()) == (422, True)
    alma.post(reverse("privacy:end_controller", args=[new.pk]))
    assert not Controller.objects.filter(pk=new.pk).exists()


def test_bea_reads_the_table_and_changes_nothing(templates: Table, visit: Visit) -> None:
    bea = visit(templates.bea)
    page = bea.get(reverse("privacy:controllers")).content.decode()
    assert "nicht geprüft" in page
    assert "Stelle eintragen" not in page
    one = queries.controllers(on=templates.today)[0]
    for name, args in (("enter_templates", []), ("end_controller", [one.pk])):
        answer = bea.post(reverse(f"privacy:{name}", args=args))
        assert answer.status_code == HTTPStatus.NOT_FOUND, name
    assert visit(None).get(reverse("privacy:controllers")).status_code == HTTPStatus.FOUND


def test_the_register_leaves_as_csv_json_and_markdown_with_every_record(templates: Table) -> None:
    records = {line.record for line in queries.register_of_processing()}
    told = json.loads(exchange.art30_json(on=templates.today))
    assert {line["Datensatz"] for line in told["Verarbeitungen"]} == records
    assert {line["beruht auf"] for line in told["Verarbeitungen"]} <= {"Gesetz", "Einwilligung"}
    assert any("Art. 28" in office["Rolle"] for office in told["Stellen"])
    rows = list(csv.reader(io.StringIO(exchange.art30_csv(on=templates.today)), delimiter=";"))
    assert records <= {row[1] for row in rows if len(row) == len(exchange.COLUMNS)}
    text = exchange.art30_markdown(on=templates.today)
    assert all(f"| {record} |" in text for record in records)


def test_the_register_is_handed_out_to_the_table_only(table: Table, visit: Visit) -> None:
    path = reverse("privacy:export_register", args=["csv"])
    answer = visit(table.bea).get(path)
    assert "Vermittlung von Schulplätzen" in answer.content.decode()
    assert visit(table.bea).get(reverse("privacy:export_register", args=["exe"])).status_code == 404
    assert visit(None).get(path).status_code == HTTPStatus.FOUND
