# SPDX-License-Identifier: EUPL-1.2
"""Referrals: sent from the page of a need, answered on a seat; what waits for the own office."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.accounts.models import Seat
from rundertisch.cases import actions, forms, policies, queries
from rundertisch.cases.models import PeriodCode, Referral
from rundertisch.cases.views.clients import find_client
from rundertisch.cases.views.needs import find_need, need_page
from rundertisch.kernel import audit, letters, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.partners.models import Partner

ANSWERS: dict[str, tuple[type[Form], Any]] = {
    "annehmen": (forms.AcceptReferral, actions.accept_referral),
    "ablehnen": (forms.RefuseReferral, actions.refuse_referral),
    "erledigt": (forms.FinishReferral, actions.finish_referral),
}


@pages.allow(policies.may_lead_cases)
@require_POST
def refer(request: SeatedRequest, pk: int, need: int) -> HttpResponse:
    """Hand a need on to another office."""
    found, one = find_client(pk), find_need(pk, need)
    form = forms.Refer(request.POST, request.FILES)
    on = timezone.localdate()
    form.fields["to"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
        (partner.pk, partner.name) for partner in Partner.objects.all()
    ]
    if form.is_valid():
        to = get_object_or_404(Partner, pk=form.cleaned_data["to"])
        try:
            asks = form.cleaned_data["asks"]
            paper = paper_of(form)
            actions.refer(need=one, to=to, asks=asks, paper=paper, on=on, by=request.seat)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("cases:need", pk=pk, need=need)
    return need_page(request, found, one, form=form, refer_form=form, status=422)


@pages.allow(policies.may_lead_cases)
@require_POST
def open_referral_link(request: SeatedRequest, pk: int, referral: int) -> HttpResponse:
    """Make a link for somebody without an account; it is shown once."""
    found, one = find_client(pk), sent_referral(pk, referral)
    try:
        token = actions.open_referral_link(referral=one, at=timezone.now(), by=request.seat)
    except Refusal:
        return pages.done("cases:need", pk=pk, need=one.need_id)
    address = request.build_absolute_uri(reverse("referral:received", kwargs={"token": token}))
    context = {
        "client": found,
        "referral": one,
        "address": address,
        "picture": letters.picture_address(address),
        "days": queries.days_of(PeriodCode.LINK, on=timezone.localdate()),
    }
    return pages.page(request, "cases/referral_link.html", context)


@pages.allow(policies.may_lead_cases)
@require_POST
def mail_referral_link(request: SeatedRequest, pk: int, referral: int) -> HttpResponse:
    """Mail a new link to whoever answers."""
    found, one = find_client(pk), sent_referral(pk, referral)
    form = forms.MailLink(request.POST, prefix=str(referral))
    if form.is_valid():
        try:
            address, at = form.cleaned_data["address"], timezone.now()
            actions.mail_referral_link(referral=one, address=address, at=at, by=request.seat)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("cases:need", pk=pk, need=one.need_id)
    need = find_need(pk, one.need_id)
    return need_page(request, found, need, form=form, mail_form=form, status=422)


@pages.allow(policies.may_lead_cases)
@require_POST
def take_back_referral(request: SeatedRequest, pk: int, referral: int) -> HttpResponse:
    """Take a referral back."""
    one = sent_referral(pk, referral)
    try:
        actions.take_back_referral(referral=one, by=request.seat)
    except Refusal as refusal:
        form = refused(form=forms.Version({"version": 0}), refusal=refusal)
        need = find_need(pk, one.need_id)
        return need_page(request, find_client(pk), need, undo_form=form, status=422)
    return pages.done("cases:need", pk=pk, need=one.need_id)


@pages.allow(policies.may_be_referred_to)
@pages.reading
def inbox(request: SeatedRequest) -> HttpResponse:
    """Show what other offices have referred to the own one and waits."""
    rows = list(queries.incoming(seat=request.seat))
    _log(request.seat, rows, fields=("owner", "sent_on"))
    return pages.page(request, "cases/inbox.html", {"rows": rows})


@pages.allow(policies.may_be_referred_to)
@pages.reading
def incoming(request: SeatedRequest, referral: int) -> HttpResponse:
    """Show one referral to the own office, as far as the person has consented."""
    return _incoming_page(request, _received(request, referral))


@pages.allow(policies.may_be_referred_to)
@require_POST
def answer_referral(request: SeatedRequest, referral: int, how: str) -> HttpResponse:
    """Accept, refuse or finish a referral to the own office."""
    found = _received(request, referral)
    if how not in ANSWERS:
        raise Http404
    form_class, action = ANSWERS[how]
    form = form_class(request.POST)
    if form.is_valid():
        try:
            action(referral=found, by=request.seat, **form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("cases:incoming", referral=referral)
    return _incoming_page(request, found, status=422, sent={how: form})


def paper_of(form: Form) -> actions.Paper | None:
    """Return the document of a valid form, if somebody chose one; never more than is allowed."""
    file = form.cleaned_data.get("file")
    if not file:
        return None
    return actions.Paper(form.cleaned_data["title"], file.read(actions.MOST_BYTES + 1))


def answer_forms(sent: dict[str, Form] | None = None) -> dict[str, Form]:
    """Return the three forms of an answer by their names in the page."""
    names = {"annehmen": "accept_form", "ablehnen": "refuse_form", "erledigt": "finish_form"}
    return {name: (sent or {}).get(how) or ANSWERS[how][0]() for how, name in names.items()}


def said(sent: dict[str, Form] | None) -> list[str]:
    """Return the sentences with which an answer was refused, wherever its form stood."""
    return [str(one) for form in (sent or {}).values() for one in form.non_field_errors()]


def _incoming_page(
    request: SeatedRequest,
    found: Referral,
    *,
    status: int = 200,
    sent: dict[str, Form] | None = None,
) -> HttpResponse:
    received = queries.received(referral=found)
    _log(request.seat, [found], fields=received.fields)
    context = {
        "received": received,
        "referral": found,
        "staff": True,
        "said": said(sent),
        "form": next(iter((sent or {}).values()), None),
        "urls": {
            how: reverse("cases:answer_referral", kwargs={"referral": found.pk, "how": how})
            for how in ANSWERS
        },
        **answer_forms(sent),
    }
    return pages.page(request, "cases/incoming.html", context, status=status)


def _log(seat: Seat, rows: list[Referral], *, fields: tuple[str, ...]) -> None:
    audit.log_access(
        by=seat,
        about=[Ref("referral", str(one.pk)) for one in rows],
        purpose="Vermittlung an die eigene Stelle",
        fields=fields,
    )


def _received(request: SeatedRequest, pk: int) -> Referral:
    found = queries.find_incoming(pk=pk, seat=request.seat)
    if found is None:
        raise Http404
    return found


def sent_referral(pk: int, referral: int) -> Referral:
    """Return a referral that the own office sent for one of its clients."""
    client = find_client(pk)
    rows = Referral.objects.select_related("to_partner", "need")
    return get_object_or_404(rows, pk=referral, subject=client.subject_id, owner=client.owner_id)
