# SPDX-License-Identifier: EUPL-1.2
"""Lists out as CSV and children in from CSV or XLSX."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, files, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import exchange, forms, policies, queries
from rundertisch.schooling.models import Proposal
from rundertisch.schooling.views.waiting import asked


def csv_answer(*, text: str, name: str) -> HttpResponse:
    """Answer with a file that Excel opens with umlauts intact."""
    return files.answer(content="\ufeff" + text, name=name, content_type="text/csv; charset=utf-8")


@pages.allow(policies.may_see_queues)
@files.confirmed
@pages.reading
def export_waiting_list(request: SeatedRequest) -> HttpResponse:
    """Hand out the list as it is filtered on the page."""
    on = timezone.localdate()
    lines = queries.waiting_lines(on=on, **asked(request))
    about = [Ref("child", str(line.child.pk)) for line in lines]
    audit.log_access(
        by=request.seat, about=about, purpose="Warteliste als CSV", fields=queries.WAITING_FILE
    )
    return csv_answer(text=exchange.waiting_csv(lines=lines), name=f"warteliste-{on}.csv")


@pages.allow(policies.may_see_proposals)
@files.confirmed
@pages.reading
def export_proposal(request: SeatedRequest, pk: int) -> HttpResponse:
    """Hand out a proposal line by line."""
    view = queries.proposal_view(proposal=get_object_or_404(Proposal, pk=pk))
    about = [Ref("child", str(seating.line.child_id)) for seating in view.lines]
    audit.log_access(
        by=request.seat, about=about, purpose="Vorschlag als CSV", fields=queries.PROPOSAL_FILE
    )
    return csv_answer(text=exchange.proposal_csv(view=view), name=f"vorschlag-{pk}.csv")


@pages.allow(policies.may_counsel)
@pages.reading
def upload_children(request: SeatedRequest) -> HttpResponse:
    """Show where to hand in a list of children and which columns it may have."""
    context = {"form": forms.UploadChildren(), "columns": exchange.CHILD_COLUMNS}
    return pages.page(request, "schooling/upload_children.html", context)


@pages.allow(policies.may_counsel)
@require_POST
def import_children(request: SeatedRequest) -> HttpResponse:
    """Take the list, all or nothing."""
    form = forms.UploadChildren(request.POST, request.FILES)
    context = {"form": form, "columns": exchange.CHILD_COLUMNS}
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            context["report"] = exchange.import_children(
                data=file.read(), file=file.name, on=timezone.localdate(), by=request.seat
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    status = 200 if "report" in context else 422
    return pages.page(request, "schooling/upload_children.html", context, status=status)
