# SPDX-License-Identifier: EUPL-1.2
"""School passports out and in: what one says of a child, and the child it becomes elsewhere."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.kernel import signing
from rundertisch.kernel.errors import Refusal
from rundertisch.places.models import Place
from rundertisch.schooling import actions, queries
from rundertisch.schooling.exchange.passport_format import (
    Passport,
    content_of,
    shortened,
    unseal,
)
from rundertisch.schooling.models import Child

LARGEST_FILE = 16 * 1024  # bytes; the text itself has 1,024


def passport_of(
    *, child: Child, passport_number: str, with_name: bool, on: dt.date, by: Seat
) -> Passport:
    """Return what the passport of a child says today; ``by`` counsels at the centre it names."""
    actions.demand_counselling(by=by)
    waiting = queries.waits_elsewhere_since(child=child, on=on)
    return Passport(
        passport_number=passport_number,
        centre=shortened(name="centre", text=by.partner.name),
        issued_on=on,
        grade=child.grade,
        grade_to=child.grade_to,
        needs_literacy=child.needs_literacy,
        counselled_on=_past(child.counselled_on, on=on),
        waiting_since=waiting,
        latest_school_day_on=_past(child.latest_school_day_on, on=on),
        interpreter_language=" ".join(child.interpreter_language.split()),
        first_name=" ".join(child.first_name.split()) if with_name else "",
        family_name=" ".join(child.family_name.split()) if with_name else "",
    )


def _past(day: dt.date | None, *, on: dt.date) -> dt.date | None:
    """Return a day that has been; a planned counselling is none yet."""
    return day if day is not None and day <= on else None


def import_passport(*, text: str, town: Place, on: dt.date, by: Seat | None) -> Child:
    """Report the child of a passport that another centre has signed.

    Raises:
        Refusal: damaged, changed, of an unknown version or key, too old, with more fields than
            known, used already, or nobody may; the sentence says what to do.
    """
    actions.demand_counselling(by=by)
    sealed = unseal(text=text)
    longest_days = _demand_trust(fingerprint=sealed.fingerprint, on=on)
    passport = content_of(sealed)
    _demand_fresh(passport=passport, longest_days=longest_days, on=on)
    return actions.report_by_passport(
        passport_number=passport.passport_number,
        need=actions.Need(
            grade=passport.grade,
            grade_to=passport.grade_to,
            needs_literacy=passport.needs_literacy,
            interpreter_language=passport.interpreter_language,
        ),
        home=actions.Home(town=town),
        on=on,
        by=by,
        waited_since=passport.waiting_since,
        latest_school_day_on=passport.latest_school_day_on,
        counselled_on=passport.counselled_on,
        first_name=passport.first_name,
        family_name=passport.family_name,
    )


def passport_text(*, data: bytes) -> str:
    """Return the text of a file that a scanner or a person has written."""
    try:
        if len(data) <= LARGEST_FILE:
            return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    raise Refusal(
        "Die Datei ist kein Schulpass. Gebraucht wird eine Textdatei mit dem Inhalt des QR-Codes."
    )


def _demand_trust(*, fingerprint: str, on: dt.date) -> int:
    """Return how old a passport of this key may be."""
    if fingerprint == signing.fingerprint():
        raise Refusal(
            "Diesen Schulpass hat das eigene Zentrum ausgestellt: Das Kind ist oder war hier "
            "gemeldet. Bitte unter „Kinder“ suchen; wurde es vergessen, bitte von Hand melden, die "
            "Tage stehen auf dem Blatt.",
            field="content",
        )
    key = queries.passport_key(fingerprint=fingerprint, on=on)
    if key is None:
        raise Refusal(
            "Der Schulpass ist unversehrt, aber den Schlüssel, mit dem er unterschrieben ist, "
            f"kennt Ihr Zentrum nicht. Sein Prüfzeichen: {signing.grouped(fingerprint)}. Bitte das "
            "ausstellende Zentrum anrufen (die Nummer nicht vom Blatt nehmen), das Prüfzeichen "
            "Gruppe für Gruppe vergleichen und dann unter „Schulpass einlesen“ → „Schlüssel "
            "anderer Zentren“ eintragen. Danach den Pass noch einmal einlesen.",
            field="content",
        )
    return key.longest_days


def _demand_fresh(*, passport: Passport, longest_days: int, on: dt.date) -> None:
    """Refuse what was signed too long ago, or tomorrow."""
    if passport.issued_on > on:
        raise Refusal(
            f"Der Schulpass ist am {passport.issued_on:%d.%m.%Y} ausgestellt; das ist noch nicht. "
            "Bitte das ausstellende Zentrum anrufen.",
            field="content",
        )
    if (on - passport.issued_on).days > longest_days:
        raise Refusal(
            f"Der Schulpass vom {passport.issued_on:%d.%m.%Y} ist zu alt: Pässe dieses Zentrums "
            f"gelten hier {longest_days} Tage. Bitte das Kind von Hand melden; die Tage stehen auf "
            "dem Blatt und lassen sich beim ausstellenden Zentrum erfragen.",
            field="content",
        )
