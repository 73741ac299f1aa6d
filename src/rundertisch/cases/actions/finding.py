# SPDX-License-Identifier: EUPL-1.2
"""Let a person be found by other offices, end it, and ask who else supports somebody."""

import datetime as dt
import unicodedata
from collections.abc import Sequence

from django.db import connection
from django.utils.crypto import salted_hmac

from rundertisch.accounts.models import Seat
from rundertisch.cases.actions.rules import demand_case_manager, demand_running
from rundertisch.cases.models import Client, Findable
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref


@audit.audited
def make_findable(
    *, client: Client, name: str, born_on: dt.date, language: str, on: dt.date, by: Seat
) -> Findable:
    """Record that a person wants other offices to learn that this one supports them.

    Raises:
        Refusal: the office is one whose name tells what for, or the person can be found already.
    """
    seat = demand_case_manager(by=by)
    demand_running(client=client)
    if seat.partner.name_tells:
        raise Refusal(
            "Der Name Ihrer Stelle verrät, worum es geht (Gesundheit, Schulden, Sucht, Schutz vor "
            "Gewalt). Deshalb wird sie nie genannt, auch nicht mit Einwilligung."
        )
    if Findable.objects.filter(subject=client.subject_id, ended_on=None).exists():
        raise Refusal("Die Person ist schon auffindbar. Bitte die Seite neu öffnen.")
    made = Findable.objects.create(
        subject_id=client.subject_id,
        owner_id=client.owner_id,
        digest=digest(name=name, born_on=born_on),
        language=language,
        agreed_on=on,
        recorded_by=seat,
        by_name=seat.user.name,
    )
    audit.record(action="cases.make_findable", by=by, about=Ref("client", str(client.pk)))
    return made


@audit.audited
def end_finding(*, client: Client, on: dt.date, by: Seat) -> None:
    """Let nobody find a person any more, from now on."""
    demand_case_manager(by=by)
    Findable.objects.filter(subject=client.subject_id, ended_on=None).update(ended_on=on)
    audit.record(action="cases.end_finding", by=by, about=Ref("client", str(client.pk)))


@audit.audited
def ask_elsewhere(*, name: str, born_on: dt.date, by: Seat) -> Sequence[str]:
    """Return which other offices support this person, of those that the person lets be told.

    Every answer takes the same time. The question is counted by office; whoever was found sees
    on the own view that it was asked.

    Raises:
        Refusal: the office has asked too often today.
    """
    return _ask(digest(name=name, born_on=born_on), by=by)


@audit.audited
def ask_about(*, client: Client, by: Seat) -> Sequence[str]:
    """Return which other offices support a person who has consented here to be found."""
    found = Findable.objects.filter(subject=client.subject_id, ended_on=None).first()
    if found is None:
        raise Refusal("Die Person hat nicht eingewilligt, dass danach gefragt wird.")
    return _ask(found.digest, by=by)


def _ask(wanted: str, *, by: Seat) -> Sequence[str]:
    seat = demand_case_manager(by=by)
    with connection.cursor() as cursor:
        cursor.execute("select cases_supports(%s)", [wanted])
        names: list[str] | None = cursor.fetchone()[0]
    audit.record(action="cases.ask_elsewhere", by=by, about=Ref("partner", str(seat.partner_id)))
    if names is None:
        raise Refusal(
            "Ihre Stelle hat heute schon 30-mal gefragt. Das ist die Grenze, damit niemand Namen "
            "durchprobiert. Bitte morgen wieder."
        )
    return names


def digest(*, name: str, born_on: dt.date) -> str:
    """Return the checksum by which a person is found: of name and birthday, under our own key.

    Case, accents and the order of the names do not matter. The key is derived from the secret of
    this instance, so that nobody tries names who holds only the database.
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    words = sorted("".join(c for c in plain if c.isalpha() or c == " ").split())
    value = f"{' '.join(words)}|{born_on.isoformat()}"
    return salted_hmac("rundertisch.cases.found", value, algorithm="sha256").hexdigest()
