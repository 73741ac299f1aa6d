# SPDX-License-Identifier: EUPL-1.2
"""Documents of a referral: given by the office that refers, opened by the one that receives."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import actions, forms, policies, queries
from rundertisch.cases.models import Attachment, Referral
from rundertisch.cases.views.clients import find_client
from rundertisch.cases.views.needs import find_need, need_page
from rundertisch.cases.views.receiver import by_link, received_page
from rundertisch.cases.views.referrals import paper_of, sent_referral
from rundertisch.kernel import audit, files, pages, public, safekeeping
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.models import SecureLink
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref


@pages.allow(policies.may_lead_cases)
@require_POST
def attach(request: SeatedRequest, pk: int, referral: int) -> HttpResponse:
    """Give a document to a referral that is on its way."""
    found, one = find_client(pk), sent_referral(pk, referral)
    form = forms.Attach(request.POST, request.FILES, prefix=str(referral))
    paper = paper_of(form) if form.is_valid() else None
    if paper is not None:
        try:
            on = timezone.localdate()
            actions.attach(referral=one, paper=paper, on=on, by=request.seat)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("cases:need", pk=pk, need=one.need_id)
    need = find_need(pk, one.need_id)
    return need_page(request, found, need, form=form, attach_form=form, status=422)


@pages.allow(policies.may_lead_cases)
@require_POST
def remove_attachment(
    request: SeatedRequest, pk: int, referral: int, attachment: int
) -> HttpResponse:
    """Delete a document before its time; deleted twice is deleted."""
    one = sent_referral(pk, referral)
    found = Attachment.objects.filter(pk=attachment, referral=one).defer("content").first()
    if found is not None:
        actions.remove_attachment(attachment=found, by=request.seat)
    return pages.done("cases:need", pk=pk, need=one.need_id)


@pages.allow(policies.may_be_referred_to)
@files.confirmed
@pages.reading
def attachment(request: SeatedRequest, attachment: int) -> HttpResponse:
    """Hand a document out to whoever gave it or, as long as the consent holds, received it."""
    found = queries.find_attachment(pk=attachment)
    if found is None:
        raise Http404
    about = [Ref("attachment", str(found.pk))]
    purpose = "Anhang einer Vermittlung geöffnet"
    audit.log_access(by=request.seat, about=about, purpose=purpose, fields=("content",))
    try:
        content = safekeeping.unlock(found.content)
    except Refusal as refusal:
        context = {"sentence": refusal.sentence}
        return pages.page(
            request, "cases/attachment_locked.html", context, status=HTTPStatus.CONFLICT
        )
    return files.answer(content=content, name=found.file_name, content_type=found.content_type)


@public.public
@require_POST
@files.unconfirmed(why="the secret of the link is the only key; whoever has it has no account")
@by_link
def received_attachment(
    request: HttpRequest, *, link: SecureLink, token: str, referral: Referral, attachment: int
) -> HttpResponse:
    """Hand a document out to whoever holds the link; a button, so that no mail scanner fetches."""
    found = get_object_or_404(Attachment, pk=attachment, referral=referral)
    try:
        content = actions.fetch_attachment(attachment=found, by=None)
    except Refusal as refusal:
        return received_page(
            request,
            link=link,
            token=token,
            referral=referral,
            trouble=refusal.sentence,
            status=HTTPStatus.CONFLICT,
        )
    return files.answer(content=content, name=found.file_name, content_type=found.content_type)
