# SPDX-License-Identifier: EUPL-1.2
"""The invented district in the demo's database, built once, and the lines that introduce it."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from rundertisch.kernel.errors import Refusal
from rundertisch.site.operations import House, Say

if TYPE_CHECKING:
    from rundertisch.site.demo import DemoWorld


def furnish(*, house: House, on: date, say: Say) -> "DemoWorld":
    """Build the invented world, or find the one of an earlier start; never beside real data."""
    from rundertisch.accounts.models import User
    from rundertisch.site import demo

    invented = [one.email for one in demo.PEOPLE.values()]
    if User.objects.exclude(email__in=invented).exists():
        raise Refusal(
            f"In „{house.home}“ arbeiten schon wirkliche Personen. Die Demo legt dort nichts an. "
            "Bitte für die Demo einen anderen Ordner angeben: RUNDERTISCH_HOME=/pfad ./run demo"
        )
    there = User.objects.filter(email__in=invented).count()
    if 0 < there < len(invented):
        raise Refusal(
            f"Die Demo in „{house.home}“ stammt aus einer früheren Fassung und kennt noch nicht "
            "alle erfundenen Personen. Bitte den Ordner löschen, dann entsteht sie neu, oder einen "
            "anderen angeben: RUNDERTISCH_HOME=/pfad ./run demo"
        )
    say("Den erfundenen Kreis wiederfinden …" if there else "Den erfundenen Kreis anlegen …")
    world = demo.build(on=on)
    if not there:
        demo.begin_rounds(on=on, world=world)
    return world


def sign_in_lines(*, world: "DemoWorld") -> Iterator[str]:
    """Yield one line a sign-in, in columns."""
    people = world.sign_ins
    widest_task = max(len(person.task) for person in people)
    widest_email = max(len(person.email) for person in people)
    yield "Anmeldungen (erfundene Personen):"
    for person in people:
        yield (f"  {person.task:<{widest_task}}  {person.email:<{widest_email}}  {person.password}")
