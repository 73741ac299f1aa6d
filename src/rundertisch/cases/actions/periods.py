# SPDX-License-Identifier: EUPL-1.2
"""Say how many days what about a referral takes, from today on; what applied stays readable."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.cases import policies
from rundertisch.cases.models.periods import PeriodCode, ReferralPeriod
from rundertisch.cases.queries.periods import referral_periods
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.kernel.thread import Ref


@audit.audited
def set_period(
    *,
    code: PeriodCode,
    days: int,
    source: str,
    verified_on: dt.date | None,
    on: dt.date,
    by: Seat,
) -> ReferralPeriod:
    """Let a period of so many days begin; one of the same day is replaced.

    Raises:
        Refusal: somebody else asks, or a referral would expire before anybody was reminded.
    """
    if not policies.may_set_referral_periods(seat=by):
        raise Refusal("Fristen der Vermittlungen legt die KIM-Koordination fest.")
    running = referral_periods(on=on)
    wanted = {one: period.days for one, period in running.items()} | {code: days}
    if wanted[PeriodCode.REMIND] >= wanted[PeriodCode.EXPIRE]:
        raise Refusal(
            "Eine Vermittlung liefe ab, bevor jemand anruft. Bitte „bitte anrufen“ vor den Ablauf "
            f"legen: jetzt nach {running[PeriodCode.REMIND].days} und nach "
            f"{running[PeriodCode.EXPIRE].days} Tagen.",
            field="days",
        )
    before = running[code]
    if before.starts_on >= on:
        before.delete()
    else:
        before.ends_on = on
        before.save(update_fields=["ends_on"])
    made = ReferralPeriod.objects.create(
        code=code,
        days=days,
        source=source.strip(),
        verified_on=verified_on,
        evidence=Evidence.SEEN if verified_on else Evidence.GUESS,
        starts_on=on,
    )
    about = Ref("referral_period", str(made.pk))
    audit.record(action="cases.set_period", by=by, about=about, fields=("days",))
    return made
