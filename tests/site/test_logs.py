# SPDX-License-Identifier: EUPL-1.2
"""What the log says when something goes wrong: which page and which kind of error, and nobody."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.db import DataError
from django.test import Client
from psycopg import errors

from rundertisch.kernel import outbox
from rundertisch.schooling.models import Child
from rundertisch.site import views
from rundertisch.site.logs import NO_SUCH_PAGE, IdsOnly
from tests.support.cluster import Cluster, Sql
from tests.world import DemoWorld, as_, asking, build

pytestmark = pytest.mark.database
NAME = "Zoelie Zander"


@pytest.fixture
def world(db: None) -> DemoWorld:
    return build()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that this process logs meanwhile, as it would stand in the file."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(IdsOnly())
    logging.getLogger().addHandler(handler)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(handler)


def fails(*, with_error: BaseException, patch: pytest.MonkeyPatch) -> None:
    """Let the start page fail with an error that quotes a row."""

    def today(**_: object) -> None:
        raise with_error

    patch.setattr(views, "today_of", today)


def test_a_page_that_fails_names_nobody_in_the_log_and_nobody_on_the_page(
    world: DemoWorld, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    cause = errors.StringDataRightTruncation(f"value too long: {NAME}, Musterweg 1")
    wrong = DataError(f"DETAIL: Failing row contains (7, {NAME}, 2015-04-01)")
    wrong.__cause__ = cause
    fails(with_error=wrong, patch=monkeypatch)
    renate = as_(world.counsellor)
    renate.raise_request_exception = False
    shown = renate.get("/", {"suche": NAME})
    told = log.getvalue()
    assert shown.status_code == 500
    assert "django.request" in told
    assert "django.db.utils.DataError" in told
    assert "psycopg.errors.StringDataRightTruncation" in told
    assert "test_logs.py" in told
    for said in (told, shown.content.decode()):
        assert "Zoelie" not in said
        assert "Musterweg" not in said


def test_an_address_stands_in_the_log_as_its_route_with_ids_and_without_secrets(
    world: DemoWorld, log: io.StringIO
) -> None:
    stranger = Client()
    secret = "kR7-secret-of-a-family-kR7"
    assert stranger.get(f"/schule/{NAME}/").status_code == 404
    assert stranger.get(f"/ar/meine-daten/{secret}/").status_code == 410
    with asking(world.counsellor):
        child = Child.objects.order_by("pk")[0]
    assert as_(world.charlie).get(f"/schule/kinder/{child.pk}/").status_code == 404
    told = log.getvalue()
    assert f"Not Found: {NO_SUCH_PAGE}" in told
    assert "meine-daten/<str:token>/" in told
    assert f"/schule/kinder/<int:pk>/ pk={child.pk}" in told
    assert "Zoelie" not in told
    assert secret not in told


def test_an_error_that_is_handed_to_the_log_as_a_value_is_named_by_its_kind(
    log: io.StringIO,
) -> None:
    logger = logging.getLogger(outbox.__name__)
    error = ValueError(f"{NAME} steht schon da")
    logger.warning("could not read %s", error)
    logger.warning("could not read %(it)s", {"it": error})
    logger.error(error)
    logger.error("Fehler: steht schon da", exc_info=ValueError("steht schon da"))
    told = log.getvalue()
    assert told.count("could not read builtins.ValueError") == 2
    assert "Zoelie" not in told
    assert "steht schon da" not in told


def test_a_slow_and_a_wrong_statement_leave_no_value_in_the_log_of_the_database(
    cluster: Cluster, owner_sql: Sql
) -> None:
    owner_sql("select pg_sleep(0.2), %s::text", NAME)
    assert owner_sql("show log_min_duration_statement") == [("-1",)]
    with pytest.raises(errors.UniqueViolation, match="Zoelie"):
        owner_sql("insert into schooling_family (reference) values (%s), (%s)", NAME, NAME)
    said = cluster.folder.log.read_text("utf-8", "replace")
    assert "duplicate key value" in said, "the error itself is logged"
    assert "Zoelie" not in said
