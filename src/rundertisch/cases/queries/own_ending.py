# SPDX-License-Identifier: EUPL-1.2
"""What the person ends alone on the own view: asked as the person, in their language."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.utils.translation import gettext as _

from rundertisch.cases.models import Client
from rundertisch.cases.queries.ending import Ending
from rundertisch.cases.queries.ending import ending as ending_of
from rundertisch.privacy.registry import OwnEnding


def link_words(client: Client) -> str:
    """Return the words of the link to it, or nothing where the case has ended."""
    return "" if client.closed_on or client.merged_into_id else _("Begleitung beenden")


def own_ending(subject_id: uuid.UUID, on: dt.date) -> OwnEnding | None:
    """Return what ending means for this person; after it, what remains. None without a case."""
    client = Client.objects.filter(subject=subject_id, merged_into=None).first()
    if client is None:
        return None
    ended = client.closed_on is not None
    return OwnEnding(
        title=_("Ihre Begleitung ist beendet") if ended else _("Begleitung beenden"),
        ended=ended,
        ends=() if ended else tuple(_ends(client, ending_of(client=client, on=on))),
        remains=tuple(_remains()),
        button=_("Ja, alles jetzt beenden"),
    )


def _ends(client: Client, ending: Ending) -> Iterator[str]:
    for consent in ending.consents:
        yield f"{_('Diese Stelle liest nichts mehr über Sie')}: {consent.recipient.name}"
    for one in ending.referrals:
        yield f"{_('Diese Vermittlung endet; ihr Link öffnet nichts mehr')}: {one.to_partner.name}"
    if ending.findable:
        yield _("Keine andere Stelle erfährt mehr, dass wir Sie begleiten.")
    for need in ending.needs:
        yield f"{_('Dabei helfen wir nicht weiter')}: {need.words}"
    yield f"{_('Das erfährt sofort, wer Sie begleitet')}: {client.led_by_name}"
    yield _(
        "Sie können das nicht zurücknehmen. Möchten Sie wieder Hilfe, sprechen Sie uns an. Wir "
        "fangen dann neu an."
    )


def _remains() -> Iterator[str]:
    yield _(
        "Ein Jahr nach dem Ende der Begleitung. Danach werden die Daten gelöscht. Diese "
        "Frist ist noch nicht rechtlich geprüft."
    )
    yield _(
        "Dieser Link gilt weiter. Sie sehen damit, was noch gespeichert ist, und können verlangen, "
        "dass es gelöscht wird."
    )
    yield _(
        "Was eine andere Stelle schon aufgeschrieben hat, löschen wir nicht. Bitte fragen Sie dort."
    )
