# SPDX-License-Identifier: EUPL-1.2
"""What the clock starts: unanswered referrals, lists of old conferences, old addresses."""

from django.utils import timezone

from rundertisch.cases import actions
from rundertisch.cases.actions import contacts as contact_actions
from rundertisch.cases.actions import participants
from rundertisch.kernel.jobs import job


@job(name="referrals", every="41 3 * * *")
def referrals() -> None:
    """Mark referrals that wait too long, end those that wait much too long."""
    actions.age_referrals(on=timezone.localdate())


@job(name="conferences", every="47 3 * * *")
def conferences() -> None:
    """Forget who sat at conferences of more than a year ago."""
    participants.forget_participants()


@job(name="contacts", every="49 3 * * *")
def contacts() -> None:
    """Forget addresses of persons at partners that nobody has confirmed for a year."""
    contact_actions.forget_contacts()
