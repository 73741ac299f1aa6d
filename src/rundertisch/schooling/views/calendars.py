# SPDX-License-Identifier: EUPL-1.2
"""The calendar of counselling by day, week and room; the feed for other calendars."""

import datetime as dt
from collections.abc import Sequence
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, calendar, files, links, pages, scope
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import LinkKind
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import actions, policies, queries

ONE_DAY, ONE_WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
EVERYBODY = "alle"


@pages.allow(policies.may_counsel)
@pages.reading
def calendar_page(request: SeatedRequest) -> HttpResponse:
    """Show a day or a week of one counsellor, or of all."""
    day, by_day = _day(request), request.GET.get("ansicht") == "tag"
    who = _who(request)
    days = (day,) if by_day else queries.week_of(day=day)
    shown = queries.calendar_days(days=days, counsellor_id=who)
    _log(request, [one for each in shown for one in each.booked])
    step = ONE_DAY if by_day else ONE_WEEK
    context = {
        "days": shown,
        "by_day": by_day,
        "who": who,
        "colleagues": queries.colleagues(),
        "day": day,
        "earlier": day - step,
        "later": day + step,
        "links": queries.calendar_links_of(seat=request.seat),
        "now": timezone.now(),
    }
    return pages.page(request, "schooling/calendar.html", context)


@pages.allow(policies.may_counsel)
@pages.reading
def room_calendar(request: SeatedRequest) -> HttpResponse:
    """Show which room is taken when, in one week; no child is named."""
    day = _day(request)
    days = queries.week_of(day=day)
    context = {
        "days": days,
        "rooms": queries.room_weeks(days=days),
        "earlier": day - ONE_WEEK,
        "later": day + ONE_WEEK,
    }
    return pages.page(request, "schooling/room_calendar.html", context)


@pages.allow(policies.may_counsel)
@require_POST
def open_calendar(request: SeatedRequest) -> HttpResponse:
    """Make the address of one's own feed; it is shown once."""
    token = actions.open_calendar(at=timezone.now(), by=request.seat)
    address = request.build_absolute_uri(reverse("calendar_feed", kwargs={"token": token}))
    return pages.page(request, "schooling/calendar_link.html", {"address": address})


@pages.allow(policies.may_counsel)
@require_POST
def close_calendar(request: SeatedRequest) -> HttpResponse:
    """Close one's own feed at once."""
    actions.close_calendar(by=request.seat)
    return pages.done("schooling:calendar")


@pages.allow(pages.everyone)
@files.unconfirmed(why="der eigene Kalender, mit dem Geheimnis seines Links; ohne Namen")
@pages.reading
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Hand a counsellor's appointments to their calendar, which has no session."""
    try:
        address = links.address_of(request)
        link = links.knock(token=token, kind=LinkKind.CALENDAR, address=address)
    except Refusal:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    if link is None:
        return HttpResponse(status=HTTPStatus.GONE)
    with scope.asking_link(token):
        events = queries.feed_events()
    content = calendar.feed(name="Rundertisch: Beratung", events=events, at=timezone.now())
    return files.answer(
        content=content, name="beratung.ics", content_type="text/calendar; charset=utf-8"
    )


def _day(request: HttpRequest) -> dt.date:
    """Return the day that is asked for, today when none is; 404 for what is no day."""
    text = request.GET.get("tag", "")
    if not text:
        return timezone.localdate()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def _who(request: SeatedRequest) -> int | None:
    """Return whose calendar is asked for: one's own unless somebody says so; nobody's: all."""
    text = request.GET.get("wer", "")
    if text == EVERYBODY:
        return None
    return int(text) if text.isdecimal() else int(request.seat.pk)


def _log(request: SeatedRequest, shown: "Sequence[queries.Booked]") -> None:
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(one.appointment.child_id)) for one in shown],
        purpose="Kalender der Beratung",
        fields=queries.APPOINTMENT,
    )
