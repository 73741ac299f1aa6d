# SPDX-License-Identifier: EUPL-1.2
"""True counts from PostgreSQL (migration 0005), and what of them their reader may see.

Who may open children counts exactly those, through the row rules. The leadership of the centre
opens none; it asks functions that return counts only, protected here before any page. Asking the
wrong one of the two gives nothing.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from rundertisch.engine.disclosure import solve as disclosure
from rundertisch.engine.figures import Figure

OWN_LIST = "Warteliste des Integrationszentrums"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads numbers on which day: `leads` counts without opening a child.

    ``outside``: the numbers leave the house in a file, and are protected whoever takes it.
    """

    on: dt.date
    leads: bool
    outside: bool = False

    @property
    def openable(self) -> bool:
        """Whether this reader may open every counted child one by one."""
        return not self.leads and not self.outside

    def ask(self, count: str, *arguments: dt.date | int | None) -> list[tuple[object, ...]]:
        """Return the rows of a count, through the door of this reader."""
        door = "schooling_led_" if self.leads else "schooling_"
        places = ", ".join(["%s"] * len(arguments))
        with connection.cursor() as cursor:
            cursor.execute(f"select * from {door}{count}({places})", arguments)  # noqa: S608 - names of our own functions
            return cursor.fetchall()

    def people(self, count: int, *, source: str = OWN_LIST, forgotten: int = 0) -> Figure:
        """Return a number of children as this reader may see it.

        Nobody can open a forgotten child: a number that counts one is protected for everybody.
        """
        openable = self.openable and not forgotten
        return disclosure.people(count + forgotten, openable=openable, as_of=self.on, source=source)

    def days(self, value: int | None, *, of: int) -> Figure:
        """Return days measured on that many children as this reader may see them."""
        return disclosure.measured(
            value, of, openable=self.openable, unit="Tage", as_of=self.on, source=OWN_LIST
        )

    def missing(self, seats: int) -> Figure:
        """Return missing seats as this reader may see them: below five they tell of a few."""
        if self.openable:
            return self.people(seats)
        return disclosure.measured(seats, seats, openable=False, as_of=self.on, source=OWN_LIST)

    def rest(self, seats: int) -> Figure:
        """Return free seats: beside the seats that were given they say exactly who has one."""
        return self.people(seats) if self.openable else Figure(None, "", self.on, OWN_LIST)

    def share(self, part: int, whole: int, *, forgotten: tuple[int, int] = (0, 0)) -> Figure:
        """Return a share of children as this reader may see it, the forgotten among them."""
        openable = self.openable and not forgotten[1]
        return disclosure.share(
            part + forgotten[0],
            whole + forgotten[1],
            openable=openable,
            as_of=self.on,
            source=OWN_LIST,
        )
