# SPDX-License-Identifier: EUPL-1.2
"""Verbs of the situation: keep the taxonomy of needs."""

import datetime as dt
import re
from dataclasses import dataclass

from rundertisch.kernel import audit, concerns
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.kernel.scope import SupportsSeat
from rundertisch.kernel.thread import Ref
from rundertisch.situation.models import NeedDomain

CODE_LENGTH = 30
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Described:
    """What is said about a domain: its words, whether it is sensitive, where it comes from."""

    name: str
    definition: str
    sensitive: bool
    source: str
    verified_on: dt.date | None = None


@audit.audited
def add_need_domain(*, described: Described, on: dt.date, by: SupportsSeat | None) -> NeedDomain:
    """Add a domain to the taxonomy, in force from that day; its code is made from its name."""
    _refuse_bad_words(described=described, code="")
    domain = NeedDomain.objects.create(
        code=_free_code(name=described.name), starts_on=on, **_fields(described)
    )
    audit.record(action="situation.add_need_domain", by=by, about=Ref("need_domain", domain.code))
    return domain


@audit.audited
def describe_need_domain(
    *, domain: NeedDomain, described: Described, by: SupportsSeat | None
) -> NeedDomain:
    """Say better what a domain is. Its code and its meaning stay; sensitive it stays as well."""
    _refuse_bad_words(described=described, code=domain.code)
    if domain.sensitive and not described.sensitive:
        raise Refusal(
            f"„{domain.name}“ bleibt besonders geschützt, weil der Name allein schon etwas über die"
            " Person sagt. Ist etwas anderes gemeint, bitte den Bereich beenden und einen neuen"
            " hinzufügen.",
            field="sensitive",
        )
    for name, value in _fields(described).items():
        setattr(domain, name, value)
    domain.save(update_fields=list(_fields(described)))
    audit.record(
        action="situation.describe_need_domain", by=by, about=Ref("need_domain", domain.code)
    )
    return domain


@audit.audited
def end_need_domain(*, domain: NeedDomain, on: dt.date, by: SupportsSeat | None) -> None:
    """End a domain: from that day on nothing new is filed there; what is filed stays."""
    if domain.ends_on is not None:
        raise Refusal(f"„{domain.name}“ gilt schon seit dem {domain.ends_on:%d.%m.%Y} nicht mehr.")
    if on <= domain.starts_on:
        raise Refusal(
            f"„{domain.name}“ gilt erst seit dem {domain.starts_on:%d.%m.%Y} und kann frühestens am"
            " Tag danach enden."
        )
    domain.ends_on = on
    domain.save(update_fields=["ends_on"])
    audit.record(action="situation.end_need_domain", by=by, about=Ref("need_domain", domain.code))


@audit.audited
def resume_need_domain(*, domain: NeedDomain, by: SupportsSeat | None) -> None:
    """Take the end of a domain back."""
    domain.ends_on = None
    domain.save(update_fields=["ends_on"])
    audit.record(
        action="situation.resume_need_domain", by=by, about=Ref("need_domain", domain.code)
    )


def _refuse_bad_words(*, described: Described, code: str) -> None:
    """Refuse a name that may name a group of people, and one that is taken (kernel.concerns)."""
    found = concerns.concerns(text=described.name)
    if found:
        raise Refusal(
            f"„{found[0].passage}“ kann {found[0].what} meinen. Ein Lebensbereich heißt nach dem,"
            " was fehlt, nie nach Menschen. Bitte anders nennen.",
            field="name",
        )
    taken = NeedDomain.objects.filter(name__iexact=described.name).exclude(code=code)
    if taken.exists():
        raise Refusal(
            f"Den Lebensbereich „{described.name}“ gibt es schon. Bitte anders nennen.",
            field="name",
        )


def _free_code(*, name: str) -> str:
    """Return the name in capitals without umlauts; a code once given is never given again."""
    bare = re.sub(r"[^a-z]+", "_", name.lower().translate(UMLAUTS)).strip("_")
    code = bare.upper()[:CODE_LENGTH].strip("_") or "BEREICH"
    if NeedDomain.objects.filter(code=code).exists():
        raise Refusal(
            f"Das Kürzel {code} gehört schon zu einem anderen Bereich. Bitte einen Namen wählen,"
            " der anders beginnt.",
            field="name",
        )
    return code


def _fields(described: Described) -> dict[str, object]:
    return {
        "name": described.name,
        "definition": described.definition,
        "sensitive": described.sensitive,
        "source": described.source,
        "verified_on": described.verified_on,
        "evidence": Evidence.SEEN if described.verified_on else Evidence.GUESS,
    }
