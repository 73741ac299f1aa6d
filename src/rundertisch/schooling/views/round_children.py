# SPDX-License-Identifier: EUPL-1.2
"""The children of a round: the list, one child with reasons, and what the counselling decides."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, files, pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.places import queries as places
from rundertisch.schooling import actions, exchange, forms, planning, policies, queries
from rundertisch.schooling.models import REASONS_READ, Child, Decision, Group, Round, School
from rundertisch.schooling.views.exchange import csv_answer
from rundertisch.schooling.views.rounds import found_round, may

OPENING = ("lock", "exclude", "withdraw")  # forms behind an accordion
ROWS = 50  # a page somebody can read


def asked(request: SeatedRequest) -> dict[str, str]:
    """Return the filters of the address line; unknown ones filter nothing."""
    return {
        "state": request.GET.get("stand", ""),
        "stage": request.GET.get("stufe", ""),
        "place": request.GET.get("kommune", ""),
        "sort": request.GET.get("ordnung", "wartezeit"),
    }


def log_children(request: SeatedRequest, children: Sequence[int], *, purpose: str) -> None:
    """Note whose lines were shown."""
    about = [Ref("child", str(child)) for child in children]
    audit.log_access(by=request.seat, about=about, purpose=purpose, fields=queries.ROUND_LIST)


@pages.allow(policies.may_see_proposals)
@pages.reading
def round_children(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show the children of a round with their seats, a page at a time."""
    view, filters = queries.round_view(shown=found_round(pk)), asked(request)
    chosen = queries.chosen_facts(facts=view.facts, **filters)
    page = Paginator(chosen, ROWS).get_page(request.GET.get("seite"))
    lines = queries.round_lines(facts=list(page))
    log_children(request, [line.pk for line in lines], purpose="Runde")
    context = {
        "view": view,
        "lines": lines,
        "page": page,
        "filters": filters,
        "caption": queries.round_caption(facts=chosen),
        "towns": places.towns(),
        "states": queries.STATE_CHOICES,
        "stages": queries.STAGES,
        "sorts": queries.ROUND_SORTS,
    }
    return pages.page(request, "schooling/round_children.html", context, part="rows")


@pages.allow(policies.may_see_proposals)
@files.confirmed
@pages.reading
def export_round(request: SeatedRequest, pk: int) -> HttpResponse:
    """Hand out the list as it is filtered on the page."""
    view = queries.round_view(shown=found_round(pk))
    chosen = queries.chosen_facts(facts=view.facts, **asked(request))
    lines = queries.round_lines(facts=chosen)
    log_children(request, [line.pk for line in lines], purpose="Runde als CSV")
    return csv_answer(text=exchange.round_csv(lines=lines), name=f"runde-{pk}.csv")


def child_of_round(shown: Round, child: int) -> queries.RoundChildView:
    """Find the child in this round, if the database lets the asking seat see it."""
    found = get_object_or_404(
        Child.objects.select_related("home_town", "claim_school").filter(
            round_children__round=shown
        ),
        pk=child,
    )
    return queries.round_child_view(shown=shown, child=found)


def other_places(
    request: SeatedRequest, view: queries.RoundChildView
) -> planning.RoundAlternatives | None:
    """Compute where else the child could sit, once somebody asks for it."""
    if "andere" not in request.GET or view.seat is None:
        return None
    return planning.alternatives_for(proposal=view.seat.proposal, child=view.child)


def unseen_refusals(view: queries.RoundChildView, refused_forms: Mapping[str, Form]) -> list[str]:
    """Return why something was refused whose form is not on the page any more."""
    shown = {"sign_form": view.signable, "withdraw_form": view.withdrawable}
    hidden = [form for name, form in refused_forms.items() if not shown.get(name, view.decidable)]
    return [str(error) for form in hidden for errors in form.errors.values() for error in errors]


def round_child_page(
    request: SeatedRequest, view: queries.RoundChildView, **refused_forms: Form
) -> HttpResponse:
    """Render one child of a round: reasons, alternatives, decisions, and the forms to decide."""
    about = [Ref("child", str(view.child.pk))]
    if view.seat is not None:
        about.append(Ref("proposed_seat", str(view.seat.pk)))
    audit.log_access(by=request.seat, about=about, purpose=REASONS_READ, fields=audit.EVERYTHING)
    context = {
        "view": view,
        "refusals": unseen_refusals(view, refused_forms),
        "may": may(request),
        "alternatives": other_places(request, view),
        "open_form": {name: f"{name}_form" in refused_forms for name in OPENING},
        "lock_form": forms.lock_form(child=view.child),
        "exclude_form": forms.exclude_form(),
        "withdraw_form": forms.WithdrawSignature(),
        "sign_form": forms.SignSeat(),
        **refused_forms,
    }
    status = 422 if refused_forms else 200
    return pages.page(request, "schooling/round_child.html", context, status=status)


@pages.allow(policies.may_see_proposals)
@pages.reading
def round_child(request: SeatedRequest, pk: int, child: int) -> HttpResponse:
    """Show why this child would sit there, what else there is, and what people decided."""
    return round_child_page(request, child_of_round(found_round(pk), child))


def decided(
    request: SeatedRequest,
    view: queries.RoundChildView,
    form: Form,
    *,
    shown_as: str,
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """Carry out one decision about a child; a refusal stands at its form."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:round_child", pk=view.round.pk, child=view.child.pk)
    return round_child_page(request, view, **{shown_as: form})


@pages.allow(policies.may_counsel)
@require_POST
def lock_child(request: SeatedRequest, pk: int, child: int) -> HttpResponse:
    """Decide that this child sits in this group (Festlegung)."""
    view = child_of_round(found_round(pk), child)

    def act(data: dict[str, Any]) -> object:
        return actions.lock_child(
            round=view.round,
            child=view.child,
            group=get_object_or_404(Group.objects.select_related("school"), pk=data["group"]),
            words=data["words"],
            at=timezone.now(),
            by=request.seat,
        )

    form = forms.lock_form(child=view.child, data=request.POST)
    return decided(request, view, form, shown_as="lock_form", act=act)


@pages.allow(policies.may_counsel)
@require_POST
def exclude_school(request: SeatedRequest, pk: int, child: int) -> HttpResponse:
    """Decide that this child does not go to this school (Ausschluss)."""
    view = child_of_round(found_round(pk), child)

    def act(data: dict[str, Any]) -> object:
        return actions.exclude_school(
            round=view.round,
            child=view.child,
            school=get_object_or_404(School, pk=data["school"]),
            words=data["words"],
            at=timezone.now(),
            by=request.seat,
        )

    form = forms.exclude_form(data=request.POST)
    return decided(request, view, form, shown_as="exclude_form", act=act)


def release_page(
    request: SeatedRequest, view: queries.RoundChildView, decision: int, form: Form, *, status: int
) -> HttpResponse:
    """Render the question whether a decision is taken back."""
    context = {
        "round": view.round,
        "child": view.child,
        "shown": view.decision(pk=decision),
        "form": form,
    }
    return pages.page(request, "schooling/release_decision.html", context, status=status)


def _decision(view: queries.RoundChildView, decision: int) -> Decision:
    return get_object_or_404(Decision, pk=decision, round=view.round, child=view.child)


@pages.allow(policies.may_counsel)
@pages.reading
def release_form(request: SeatedRequest, pk: int, child: int, decision: int) -> HttpResponse:
    """Ask why a lock or an exclusion is taken back."""
    view = child_of_round(found_round(pk), child)
    _decision(view, decision)
    log_children(request, [child], purpose="Entscheidung aufheben")
    return release_page(request, view, decision, forms.ReleaseDecision(), status=200)


@pages.allow(policies.may_counsel)
@require_POST
def release_decision(request: SeatedRequest, pk: int, child: int, decision: int) -> HttpResponse:
    """Take a lock or an exclusion back; it stays in the record."""
    view = child_of_round(found_round(pk), child)
    found, form = _decision(view, decision), forms.ReleaseDecision(request.POST)
    if form.is_valid():
        try:
            actions.release(
                decision=found, words=form.cleaned_data["words"], at=timezone.now(), by=request.seat
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:round_child", pk=pk, child=child)
    return release_page(request, view, decision, form, status=422)
