# SPDX-License-Identifier: EUPL-1.2
"""Set and lift what stands against forgetting: legal holds, and the offer to the archive."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import policies
from rundertisch.privacy.models import ArchiveAnswer, ArchiveOffer, LegalHold
from rundertisch.privacy.registry import forgetting as registry

MOST_DAYS = 3653  # ten years: then the archive is asked again


@audit.audited
def set_hold(
    *, about: Ref, why: str, on: dt.date, by: Seat, until: dt.date | None = None
) -> LegalHold:
    """Hold a record back: nobody forgets it until the hold is lifted or its end has come."""
    demand_answering(kind=about.kind, by=by)
    why = _reason(why)
    if until is not None and until <= on:
        raise Refusal(
            "Das Ende einer Löschsperre liegt nach heute. Bitte einen späteren Tag eintragen "
            "oder das Feld leer lassen.",
            field="until",
        )
    hold = LegalHold.objects.create(
        about_kind=about.kind, about_id=about.id, why=why, since=on, until=until, set_by=by
    )
    audit.record(action="privacy.set_hold", by=by, about=about, fields=("since", "until"))
    return hold


@audit.audited
def lift_hold(*, hold: LegalHold, why: str, on: dt.date, by: Seat) -> LegalHold:
    """Lift a hold, with the reason; the hold stays readable until the person is forgotten."""
    demand_answering(kind=hold.about_kind, by=by)
    changed = LegalHold.objects.filter(pk=hold.pk, lifted_on=None).update(
        lifted_on=on, lifted_by=by, lifted_why=_reason(why)
    )
    if not changed:
        raise Refusal("Diese Löschsperre ist schon aufgehoben. Bitte die Seite neu laden.")
    about = Ref(hold.about_kind, hold.about_id)
    audit.record(action="privacy.lift_hold", by=by, about=about, fields=("lifted_on",))
    hold.refresh_from_db()
    return hold


@audit.audited
def offer_to_archive(*, about: Ref, on: dt.date, by: Seat, words: str = "") -> ArchiveOffer:
    """Note that records were offered to the archive; an empty id means all of the kind."""
    demand_answering(kind=about.kind, by=by)
    offer = ArchiveOffer.objects.create(
        about_kind=about.kind, about_id=about.id, offered_on=on, words=words.strip(), by=by
    )
    audit.record(action="privacy.offer_to_archive", by=by, about=about)
    return offer


@audit.audited
def answer_of_archive(
    *,
    offer: ArchiveOffer,
    answer: ArchiveAnswer | str,
    on: dt.date,
    by: Seat,
    words: str = "",
    ends_on: dt.date | None = None,
) -> ArchiveOffer:
    """Note what the archive answered; an answer for all records of a kind has an end."""
    demand_answering(kind=offer.about_kind, by=by)
    if offer.answer:
        raise Refusal("Das Archiv hat schon geantwortet. Bitte neu anbieten, wenn sich das ändert.")
    if on < offer.offered_on:
        raise Refusal("Die Antwort kann nicht vor dem Angebot liegen.", field="on")
    if not offer.about_id and (ends_on is None or not 0 < (ends_on - on).days <= MOST_DAYS):
        raise Refusal(
            "Eine Antwort für alle Unterlagen gilt höchstens zehn Jahre. Bitte ein Ende eintragen.",
            field="ends_on",
        )
    ArchiveOffer.objects.filter(pk=offer.pk).update(
        answer=answer, answered_on=on, ends_on=ends_on, words=words.strip() or offer.words
    )
    about = Ref(offer.about_kind, offer.about_id)
    audit.record(action="privacy.answer_of_archive", by=by, about=about, fields=("answer",))
    offer.refresh_from_db()
    return offer


@audit.audited
def note_handed_over(*, offer: ArchiveOffer, on: dt.date, by: Seat) -> ArchiveOffer:
    """Note that the archive has got what it wanted: nothing of it stands against forgetting now."""
    demand_answering(kind=offer.about_kind, by=by)
    if offer.answer != ArchiveAnswer.WANTED:
        raise Refusal("Das Archiv übernimmt hier nichts; zu übergeben ist nichts.")
    ArchiveOffer.objects.filter(pk=offer.pk).update(handed_over_on=on)
    about = Ref(offer.about_kind, offer.about_id)
    audit.record(action="privacy.note_handed_over", by=by, about=about, fields=("handed_over_on",))
    offer.refresh_from_db()
    return offer


def demand_answering(*, kind: str, by: Seat) -> None:
    """Refuse whoever does not answer for persons of the kind."""
    if policies.may_forget(kind=kind, seat=by):
        return
    person = registry.person_of(kind)
    who = person.answers if person else "niemand"
    raise Refusal(f"Dafür antwortet {who}. Bitte wenden Sie sich dorthin.")


def _reason(text: str) -> str:
    plain = " ".join(text.split())
    if not plain:
        raise Refusal(
            "Bitte einen Grund in eigenen Worten angeben; er ist später nachzulesen.", field="why"
        )
    return plain
