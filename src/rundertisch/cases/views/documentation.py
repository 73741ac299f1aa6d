# SPDX-License-Identifier: EUPL-1.2
"""The documentation of a case to take along, and which fields go along."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import policies
from rundertisch.cases.actions import documentation as actions
from rundertisch.cases.exchange.documentation import documentation_csv, documentation_letter
from rundertisch.cases.forms.documentation import TakeFieldAlong
from rundertisch.cases.models.documentation import FieldCode
from rundertisch.cases.queries import documentation as queries
from rundertisch.cases.queries import find_client
from rundertisch.kernel import audit, files, letters, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref


def _documentation(request: SeatedRequest, pk: int) -> queries.Documentation:
    """Return the documentation of a case of the own office, and note which fields leave."""
    client = find_client(pk=pk)
    if client is None:
        raise Http404
    told = queries.documentation(client=client, on=timezone.localdate())
    audit.log_access(
        by=request.seat,
        about=[Ref("client", str(pk))],
        purpose="Falldokumentation mitgenommen",
        fields=[one.code.lower() for one in told.fields],
    )
    return told


@pages.allow(policies.may_lead_cases)
@files.confirmed
@pages.reading
def export_documentation(request: SeatedRequest, pk: int) -> HttpResponse:
    """Hand out the documentation as a table."""
    told = _documentation(request, pk)
    return files.answer(
        content="\ufeff" + documentation_csv(told=told),
        name=f"falldokumentation-{pk}.csv",
        content_type="text/csv; charset=utf-8",
    )


@pages.allow(policies.may_lead_cases)
@files.confirmed
@pages.reading
def export_documentation_paper(request: SeatedRequest, pk: int) -> HttpResponse:
    """Hand out the documentation to be read."""
    told = _documentation(request, pk)
    letter = documentation_letter(told=told, on=timezone.localdate())
    return files.answer(
        content=letters.pdf(letter=letter),
        name=f"falldokumentation-{pk}.pdf",
        content_type="application/pdf",
    )


def _fields_page(
    request: SeatedRequest, form: TakeFieldAlong | None, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    lines = queries.field_lines(on=timezone.localdate())
    context = {
        "lines": lines,
        "checked": any(line.field and line.field.verified for line in lines),
        "may_set": policies.may_set_documentation(seat=request.seat),
        "form": form,
        "trouble": trouble,
    }
    return pages.page(request, "cases/documentation_fields.html", context, status=status)


@pages.allow(policies.may_see_documentation_fields)
@pages.reading
def documentation_fields(request: SeatedRequest) -> HttpResponse:
    """Show which fields go along; with ``?angabe=`` the form for one."""
    wanted = request.GET.get("angabe", "")
    if wanted not in FieldCode.values or not policies.may_set_documentation(seat=request.seat):
        return _fields_page(request, None)
    running = {one.code: one for one in queries.fields(on=timezone.localdate())}
    known = running.get(wanted)
    initial = {"code": wanted, "heading": FieldCode(wanted).label, "position": len(running) + 1}
    if known is not None:
        names = ("heading", "position", "source", "verified_on")
        initial |= {name: getattr(known, name) for name in names}
    return _fields_page(request, TakeFieldAlong(initial=initial))


@pages.allow(policies.may_set_documentation)
@require_POST
def take_field_along(request: SeatedRequest) -> HttpResponse:
    """Let a field go along from today on."""
    form = TakeFieldAlong(request.POST)
    if form.is_valid():
        try:
            actions.take_field_along(on=timezone.localdate(), by=request.seat, **form.cleaned_data)
            return pages.done("cases:documentation_fields")
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return _fields_page(request, form, status=422)


@pages.allow(policies.may_set_documentation)
@require_POST
def leave_field_here(request: SeatedRequest, code: str) -> HttpResponse:
    """Let a field stay here from today on."""
    if code not in FieldCode.values:
        raise Http404
    try:
        actions.leave_field_here(code=FieldCode(code), on=timezone.localdate(), by=request.seat)
    except Refusal as refusal:
        return _fields_page(request, None, trouble=refusal.sentence, status=422)
    return pages.done("cases:documentation_fields")
