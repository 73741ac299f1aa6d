# SPDX-License-Identifier: EUPL-1.2
"""What passes by consent: the text that its keeper writes, the page on which a recipient reads."""

import datetime as dt
import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.privacy import actions, forms, policies, queries
from rundertisch.privacy.views.consents import consents_page, find_subject

ROWS = 50
NOTICES = dt.timedelta(days=30)  # how long a withdrawal is told on the page


@pages.allow(policies.may_be_entrusted)
@pages.reading
def entrusted(request: SeatedRequest) -> HttpResponse:
    """Show whom this partner may know something about, and when something was withdrawn."""
    on = timezone.localdate()
    people = queries.entrusted_to(seat=request.seat, on=on, at=timezone.now())
    rows = Paginator(people, ROWS).get_page(request.GET.get("seite"))
    audit.log_access(
        by=request.seat,
        about=[Ref("subject", str(one.subject_id)) for one in rows],
        purpose="Mit Einwilligung gelesen",
        fields=sorted({name for one in rows for name in one.fields}),
    )
    context = {"rows": rows, "withdrawals": queries.withdrawals_for(since=on - NOTICES)}
    return pages.page(request, "privacy/entrusted.html", context)


@pages.allow(policies.may_keep_consents)
@require_POST
def entrust(request: SeatedRequest, subject: uuid.UUID, data_class: str) -> HttpResponse:
    """Take the text of one class."""
    found = find_subject(subject)
    table = queries.find_class_table(data_class=data_class.upper(), seat=request.seat)
    if table is None:
        raise Http404
    form = forms.Entrust(request.POST, table=table)
    if form.is_valid():
        try:
            actions.entrust(
                table=table,
                subject=found,
                words=form.cleaned_data["words"],
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("privacy:consents", subject=subject)
    return consents_page(request, found, texts={table.label: form}, status=422)
