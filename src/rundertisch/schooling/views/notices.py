# SPDX-License-Identifier: EUPL-1.2
"""Notices: to print, handed over, decided anew; and what they say of each authority."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, files, letters, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import actions, forms, policies, queries
from rundertisch.schooling.models import Group, Notice, WithdrawalGround

PDF = "application/pdf"
ROWS = 50


def found_notice(pk: int) -> Notice:
    """Find a notice with everything its page shows, or answer that there is none."""
    notice = queries.notice_of(pk=pk)
    if notice is None:
        raise Http404
    return notice


def _about(*notices: Notice) -> list[Ref]:
    return [Ref("child", str(notice.child_id)) for notice in notices]


def notices_page(
    request: SeatedRequest,
    form: forms.HandOver,
    *,
    status: int = 200,
    refusals: tuple[str, ...] = (),
) -> HttpResponse:
    """Render what is to be handed over and what was."""
    view = queries.notices_view()
    handed = Paginator(view.handed, ROWS).get_page(request.GET.get("seite"))
    audit.log_access(
        by=request.seat,
        about=_about(*view.waiting, *handed),
        purpose="Bescheide",
        fields=queries.NOTICES,
    )
    context = {
        "view": view,
        "handed": handed,
        "form": form,
        "refusals": refusals,
        "missing": queries.missing_rules(on=timezone.localdate()),
        "may_counsel": policies.may_counsel(seat=request.seat),
    }
    return pages.page(request, "schooling/notices.html", context, part="handed", status=status)


@pages.allow(policies.may_see_notices)
@pages.reading
def notices(request: SeatedRequest) -> HttpResponse:
    """Show the notices: to print and hand over, and handed over."""
    return notices_page(request, forms.HandOver(initial={"handed_on": timezone.localdate()}))


@pages.allow(policies.may_counsel)
@require_POST
def hand_over_notices(request: SeatedRequest) -> HttpResponse:
    """Keep when and how the chosen notices reached their families; each for itself."""
    form, chosen = forms.HandOver(request.POST), request.POST.getlist("bescheid")
    if form.is_valid():
        try:
            told = actions.hand_over_notices(
                pks=[int(pk) for pk in chosen if pk.isdecimal()],
                on=timezone.localdate(),
                by=request.seat,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            if not told:
                return pages.done("schooling:notices")
            return notices_page(request, form, status=422, refusals=told)
    return notices_page(request, form, status=422)


@pages.allow(policies.may_counsel)
@files.confirmed
@pages.reading
def print_notices(request: SeatedRequest) -> HttpResponse:
    """Hand out every notice that waits, one after the other, each with its translation."""
    waiting = queries.waiting_notices()
    if not waiting:
        raise Http404
    audit.log_access(
        by=request.seat,
        about=_about(*waiting),
        purpose="Bescheide gedruckt",
        fields=queries.PRINTED,
    )
    content = letters.bundle(
        letters=[
            queries.notice_letter(notice=one, child=one.child, language=one.language)
            for one in waiting
        ],
        title="Bescheide zum Drucken",
    )
    return files.answer(content=content, name="bescheide.pdf", content_type=PDF)


def notice_page(
    request: SeatedRequest,
    shown: Notice,
    *,
    form: forms.ChooseTranslation | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render one notice as the family reads it."""
    audit.log_access(
        by=request.seat, about=_about(shown), purpose="Bescheid gelesen", fields=queries.NOTICE
    )
    context = {
        "notice": shown,
        "objections": queries.objections_of(notice=shown),
        "replacement": queries.replacement_of(notice=shown),
        "letter": queries.notice_letter(notice=shown, child=shown.child, language=""),
        "form": form or forms.ChooseTranslation(initial={"language": shown.language}),
        "may_counsel": policies.may_counsel(seat=request.seat),
        "may_decide": policies.may_sign(seat=request.seat)
        and queries.may_be_replaced(notice=shown),
    }
    return pages.page(request, "schooling/notice.html", context, status=status)


@pages.allow(policies.may_see_notices)
@pages.reading
def notice(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show one notice, how it was handed over and what became of it."""
    return notice_page(request, found_notice(pk))


@pages.allow(policies.may_see_notices)
@files.confirmed
@pages.reading
def print_notice(request: SeatedRequest, pk: int) -> HttpResponse:
    """Hand out one notice with the translation that was chosen for it."""
    shown = found_notice(pk)
    audit.log_access(
        by=request.seat, about=_about(shown), purpose="Bescheid gedruckt", fields=queries.PRINTED
    )
    letter = queries.notice_letter(notice=shown, child=shown.child, language=shown.language)
    return files.answer(
        content=letters.pdf(letter=letter), name=f"bescheid-{pk}.pdf", content_type=PDF
    )


@pages.allow(policies.may_counsel)
@require_POST
def choose_translation(request: SeatedRequest, pk: int) -> HttpResponse:
    """Attach the translation in another language."""
    shown, form = found_notice(pk), forms.ChooseTranslation(request.POST)
    if not form.is_valid():
        return notice_page(request, shown, form=form, status=422)
    actions.choose_translation(notice=shown, by=request.seat, **form.cleaned_data)
    return pages.done("schooling:notice", pk=pk)


def _decide_form(request: HttpRequest, shown: Notice) -> forms.DecideAnew:
    grounds = queries.withdrawal_grounds(on=timezone.localdate())
    options = [(str(one.pk), str(one)) for one in grounds]
    data = request.POST if request.method == "POST" else None
    return forms.decide_form(child=shown.child, grounds=options, data=data)


def _deciding_page(
    request: SeatedRequest, shown: Notice, form: forms.DecideAnew, *, status: int
) -> HttpResponse:
    context = {
        "notice": shown,
        "form": form,
        "grounds": queries.withdrawal_grounds(on=timezone.localdate()),
    }
    return pages.page(request, "schooling/decide_anew.html", context, status=status)


@pages.allow(policies.may_sign)
@pages.reading
def deciding_anew(request: SeatedRequest, pk: int) -> HttpResponse:
    """Ask on which ground an announced place is taken back, and what follows."""
    shown = found_notice(pk)
    audit.log_access(
        by=request.seat, about=_about(shown), purpose="Neu entscheiden", fields=queries.NOTICES
    )
    return _deciding_page(request, shown, _decide_form(request, shown), status=200)


@pages.allow(policies.may_sign)
@require_POST
def decide_anew(request: SeatedRequest, pk: int) -> HttpResponse:
    """Take the new decision; the family gets a new notice."""
    shown = found_notice(pk)
    form = _decide_form(request, shown)
    if form.is_valid():
        data = form.cleaned_data
        groups = Group.objects.select_related("school")
        try:
            made = actions.decide_anew(
                notice=shown,
                ground=get_object_or_404(WithdrawalGround, pk=data["ground"]),
                group=get_object_or_404(groups, pk=data["group"]) if data["group"] else None,
                words=data["words"],
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:notice", pk=made.pk)
    return _deciding_page(request, shown, form, status=422)


def rules_page(
    request: SeatedRequest, form: forms.KeepNoticeRule, *, status: int = 200
) -> HttpResponse:
    """Render what notices of each authority say, with source and day of the check."""
    on = timezone.localdate()
    context = {
        "rules": queries.notice_rules(on=on),
        "grounds": queries.withdrawal_grounds(on=on),
        "missing": queries.missing_rules(on=on),
        "form": form,
        "may_counsel": policies.may_counsel(seat=request.seat),
    }
    return pages.page(request, "schooling/notice_rules.html", context, status=status)


@pages.allow(policies.may_see_notices)
@pages.reading
def notice_rules(request: SeatedRequest) -> HttpResponse:
    """Show addresses, periods and grounds that notices name."""
    return rules_page(request, forms.KeepNoticeRule(initial={"starts_on": timezone.localdate()}))


@pages.allow(policies.may_counsel)
@require_POST
def keep_notice_rule(request: SeatedRequest) -> HttpResponse:
    """Take what notices of an authority say from a day on."""
    form = forms.KeepNoticeRule(request.POST)
    if form.is_valid():
        try:
            actions.keep_notice_rule(by=request.seat, **form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:notice_rules")
    return rules_page(request, form, status=422)
