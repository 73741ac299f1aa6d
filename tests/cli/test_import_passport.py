# SPDX-License-Identifier: EUPL-1.2
"""A school passport carried from one instance to another: two databases, two keys, one family.

Nela is counselled in the first district. Her family carries the sheet; the second district reads
the text of its code, first without knowing whose it is.
"""

import base64
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from rundertisch.cli import main, passports
from rundertisch.kernel import signing
from rundertisch.schooling import actions, exchange
from rundertisch.schooling.models import Child, UsedPassport
from rundertisch.site import signing_key
from tests import world as worlds
from tests.support.cluster import Cluster, OwnDatabase, lead_django_to

pytestmark = pytest.mark.database

TOWN, RENATE, CHARLIE = "05954008", "beratung@demo.example", "charlie@demo.example"


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Be the instance with this key."""
    monkeypatch.setattr(passports, "open_database", lambda: None)

    def with_key(number: int) -> None:
        seed = base64.urlsafe_b64encode(bytes([number]) * 32).decode()
        monkeypatch.setenv(signing_key.SETTING, seed)

    return with_key


def bring(file: str, *, by: str = RENATE) -> int:
    """Read a passport as somebody."""
    return main(["import", "passport", file, "--town", TOWN, "--by", by])


def test_a_passport_is_carried_from_one_instance_to_another(  # noqa: PLR0917 - fixtures
    own_database: OwnDatabase,
    world_database: Cluster,
    become: Callable[[int], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    become(1)
    world = worlds.build()
    with worlds.asking(world.counsellor):
        by = worlds.Seat.objects.get(pk=world.counsellor.seat_id)
        nela = Child.objects.waiting(on=world.on).counselled(on=world.on).order_by("pk")[0]
        issued = exchange.passport_of(
            child=nela, passport_number="N" * 22, with_name=False, on=world.on, by=by
        )
        code = exchange.write_passport(passport=issued)
    told = signing.grouped(signing.fingerprint())
    file = tmp_path / "schulpass.txt"
    file.write_text(code + "\n", "utf-8")

    become(2)
    name = world_database.copy()
    with lead_django_to(urls=world_database.urls(name=name)):
        assert bring(str(file)) == 2
        assert told in capsys.readouterr().err
        with worlds.asking(world.counsellor):
            actions.trust_passport_key(
                fingerprint=told,
                centre="Erster Kreis",
                longest_days=365,
                source="Telefonat",
                on=world.on,
                by=by,
            )
        assert bring(str(file), by=CHARLIE) == 2
        assert "keinen Platz der Seiteneinsteigerberatung" in capsys.readouterr().err
        assert bring(str(file)) == 0
        said = capsys.readouterr().out
        with worlds.asking(world.counsellor):
            child = UsedPassport.objects.select_related("child").get().child
            assert (child.waiting_since, child.counselled_on, child.grade) == (
                nela.waiting_since,
                nela.counselled_on,
                nela.grade,
            )
            assert (child.first_name, child.street, child.registered_on) == ("", "", None)
            assert child.reported_on == world.on
        assert child.reference in said
        assert f"wartet seit {nela.waiting_since:%d.%m.%Y}" in said
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(code.encode())))
        assert bring("-") == 2
        assert f"schon eingelesen: Das Kind hat das Kennzeichen {child.reference}" in (
            capsys.readouterr().err
        )
    world_database.drop(name=name)
    become(1)
    assert bring(str(file)) == 2
    assert "das eigene Zentrum ausgestellt" in capsys.readouterr().err


def test_what_is_no_text_file_is_refused(
    own_database: OwnDatabase, become: Callable[[int], None], tmp_path: Path
) -> None:
    del own_database
    become(1)
    worlds.build()
    for content in (b"\xff\xfe\x00", b"A" * 20_000, b"Guten Tag"):
        (tmp_path / "x").write_bytes(content)
        assert bring(str(tmp_path / "x")) == 2
    assert bring(str(tmp_path / "fehlt")) == 2
