# SPDX-License-Identifier: EUPL-1.2
"""What notices of an authority say about itself and the objection: entered, and demanded."""

import datetime as dt

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling.actions.rules import demand_counselling
from rundertisch.schooling.models import AuthorityKind, NoticeRule
from rundertisch.schooling.queries import notices


def rule_or_refused(*, kind: str, on: dt.date) -> NoticeRule:
    """Return what notices of this authority say that day, or refuse: a notice needs an address."""
    rule = notices.notice_rule(authority_kind=kind, on=on)
    if rule is None:
        raise Refusal(
            f"Für „{AuthorityKind(kind).label}“ fehlt die Anschrift für den Widerspruch; ohne sie "
            "hätte die Familie ein Jahr Zeit (§ 58 Abs. 2 VwGO). Bitte zuerst unter „Bescheide“, "
            "„Angaben für Bescheide“ eintragen."
        )
    return rule


@audit.audited
def keep_notice_rule(  # a letterhead has many parts
    *,
    authority_kind: str,
    office: str,
    street: str,
    postcode: str,
    town: str,
    upper_kind: str,
    upper_office: str,
    starts_on: dt.date,
    source: str,
    by: Seat | None,
    months: int = 1,
    post_days: int = 4,
    decide_months: int = 3,
    court_months: int = 1,
    verified_on: dt.date | None = None,
    evidence: str = "KNOWN",
) -> NoticeRule:
    """Keep what notices of an authority say from a day on; what held before ends that day."""
    if by is not None:
        demand_counselling(by=by)
    running = NoticeRule.objects.filter(authority_kind=authority_kind, ends_on=None)
    if running.filter(starts_on__gt=starts_on).exists():
        raise Refusal(
            "Ab einem späteren Tag sind schon Angaben eingetragen. Bitte einen Tag danach wählen.",
            field="starts_on",
        )
    running.filter(starts_on__lt=starts_on).update(ends_on=starts_on)
    rule, _ = NoticeRule.objects.update_or_create(
        authority_kind=authority_kind,
        starts_on=starts_on,
        defaults={
            "office": office.strip(),
            "street": street.strip(),
            "postcode": postcode,
            "town": town.strip(),
            "upper_kind": upper_kind,
            "upper_office": upper_office.strip(),
            "months": months,
            "post_days": post_days,
            "decide_months": decide_months,
            "court_months": court_months,
            "source": source.strip(),
            "verified_on": verified_on,
            "evidence": evidence,
            "entered_by": by,
        },
    )
    audit.record(action="schooling.keep_notice_rule", by=by, about=Ref("notice_rule", str(rule.pk)))
    return rule
