# SPDX-License-Identifier: EUPL-1.2
"""A round from freezing to the seal. The machine proposes, people decide."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.schooling import actions, forms, planning, policies, queries
from rundertisch.schooling.models import Round
from rundertisch.schooling.queries import arrivals


@dataclass(frozen=True, slots=True)
class May:
    """What the asking seat may do in a round; the actions ask again."""

    lead: bool
    sign: bool


def may(request: SeatedRequest) -> May:
    """Return what the asking seat may do in a round."""
    return May(
        lead=policies.may_counsel(seat=request.seat), sign=policies.may_sign(seat=request.seat)
    )


def found_round(pk: int) -> Round:
    """Find a round, or answer that there is none."""
    return get_object_or_404(Round, pk=pk)


def rounds_page(request: SeatedRequest, form: forms.Nothing, *, status: int) -> HttpResponse:
    """Render the list of rounds and what opening one would freeze."""
    view = queries.rounds_view(
        on=timezone.localdate(), may_open=policies.may_counsel(seat=request.seat)
    )
    return pages.page(request, "schooling/rounds.html", {"view": view, "form": form}, status=status)


@pages.allow(policies.may_see_proposals)
@pages.reading
def rounds(request: SeatedRequest) -> HttpResponse:
    """Show every round, newest first."""
    return rounds_page(request, forms.Nothing(), status=200)


@pages.allow(policies.may_counsel)
@require_POST
def open_round(request: SeatedRequest) -> HttpResponse:
    """Open a round: freeze who waits, which seats are free, and the rules of today."""
    form = forms.Nothing(request.POST)
    try:
        opened = planning.open_round(on=timezone.localdate(), by=request.seat)
    except Refusal as refusal:
        form.is_valid()
        refused(form=form, refusal=refusal)
        return rounds_page(request, form, status=422)
    return pages.done("schooling:round", pk=opened.pk)


def round_page(
    request: SeatedRequest, found: Round, form: forms.Nothing, *, status: int
) -> HttpResponse:
    """Render one round: counts and findings, no name of a child."""
    asked = "regeln" in request.GET  # computed once somebody asks: it solves level 1 rule by rule
    context = {
        "view": queries.round_view(shown=found),
        "prices": planning.prices_for(round=found) if asked else None,
        "arrived": arrivals.arrived(shown=found, on=timezone.localdate()),
        "may": may(request),
        "form": form,
    }
    return pages.page(request, "schooling/round.html", context, status=status)


@pages.allow(policies.may_see_proposals)
@pages.reading
def show_round(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show how far a round is and what it found."""
    return round_page(request, found_round(pk), forms.Nothing(), status=200)


def ordered(request: SeatedRequest, pk: int, *, order: Callable[[Round], object]) -> HttpResponse:
    """Carry out a button of a round; a refusal is shown on its page."""
    found, form = found_round(pk), forms.Nothing(request.POST)
    form.is_valid()
    try:
        order(found)
    except Refusal as refusal:
        refused(form=form, refusal=refusal)
        return round_page(request, found, form, status=422)
    return pages.done("schooling:round", pk=pk)


@pages.allow(policies.may_counsel)
@require_POST
def propose_round(request: SeatedRequest, pk: int) -> HttpResponse:
    """Compute a proposal from the frozen input and what people decided since."""
    on = timezone.localdate()
    return ordered(
        request,
        pk,
        order=lambda found: planning.propose_round(round=found, on=on, by=request.seat),
    )


@pages.allow(policies.may_counsel)
@require_POST
def announce_round(request: SeatedRequest, pk: int) -> HttpResponse:
    """Tell schools and families about every signed seat."""
    on, at = timezone.localdate(), timezone.now()
    return ordered(
        request,
        pk,
        order=lambda found: actions.announce_round(round=found, on=on, at=at, by=request.seat),
    )


@pages.allow(policies.may_counsel)
@require_POST
def seal_round(request: SeatedRequest, pk: int) -> HttpResponse:
    """Close a round and seal its protocol."""
    on = timezone.localdate()
    return ordered(
        request,
        pk,
        order=lambda found: actions.seal_round(round=found, on=on, by=request.seat),
    )
