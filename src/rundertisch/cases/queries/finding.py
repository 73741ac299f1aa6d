# SPDX-License-Identifier: EUPL-1.2
"""Questions about who may be found and who has asked."""

from collections.abc import Sequence

from rundertisch.cases.models import Client, Findable, FindAsk


def findable(*, client: Client) -> Findable | None:
    """Return the consent to be found, if it holds."""
    return Findable.objects.filter(subject=client.subject_id, ended_on=None).first()


def asked_for(*, client: Client) -> Sequence[FindAsk]:
    """Return which offices asked who supports this person, the latest first."""
    found = FindAsk.objects.filter(subject=client.subject_id).select_related("asked_by")
    return list(found.order_by("-asked_on", "-pk"))
