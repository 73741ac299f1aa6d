# SPDX-License-Identifier: EUPL-1.2
"""What shuts when a person no longer takes part, what remains, and until when."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rundertisch.cases.models import Attachment, Client, Need, Referral
from rundertisch.cases.queries.finding import findable
from rundertisch.privacy import queries as privacy
from rundertisch.privacy.models import Consent, Retention


@dataclass(frozen=True, slots=True)
class Ending:
    """Everything that ends in the same moment, and the rule about what remains."""

    consents: Sequence[Consent]
    referrals: Sequence[Referral]
    needs: Sequence[Need]
    findable: bool
    documents: Sequence[str]  # titles of what went along with referrals
    documents_rule: Retention | None
    rule: Retention | None
    kept_until: dt.date | None  # the first day on which the case may be forgotten by itself


def open_consents(*, client: Client, on: dt.date) -> Sequence[Consent]:
    """Return the consents of a client that hold, or will hold."""
    found = Consent.objects.filter(subject=client.subject_id, withdrawn_at=None, ends_on__gt=on)
    return list(found.select_related("recipient").order_by("recipient__name", "pk"))


def ending(*, client: Client, on: dt.date) -> Ending:
    """Return what ending the Case Management of a client on that day would do."""
    referrals = Referral.objects.unfinished().filter(subject=client.subject_id)
    needs = Need.objects.filter(subject=client.subject_id, owner=client.owner_id, closed_on=None)
    documents = Attachment.objects.filter(subject=client.subject_id)
    rule, until = kept_until(client=client, on=on)
    return Ending(
        consents=open_consents(client=client, on=on),
        referrals=list(referrals.select_related("to_partner", "need").order_by("pk")),
        needs=list(needs.order_by("opened_on", "pk")),
        findable=findable(client=client) is not None,
        documents=list(documents.order_by("pk").values_list("title", flat=True)),
        documents_rule=privacy.period_of(record="cases.Attachment", on=on),
        rule=rule,
        kept_until=until,
    )


def kept_until(*, client: Client, on: dt.date) -> tuple[Retention | None, dt.date | None]:
    """Return the rule about keeping a case, and the day after which it is not kept any more.

    The day counts from the closing, of an open case as if it were closed on ``on``.
    """
    rule = privacy.period_of(record="cases.Client", on=on)
    if rule is None or rule.amount is None:
        return rule, None
    return rule, privacy.after(day=client.closed_on or on, amount=rule.amount, unit=rule.unit)
