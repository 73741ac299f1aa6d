# SPDX-License-Identifier: EUPL-1.2
"""The pages of who answers for what: read by everybody at the table, kept by the centre."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.privacy import actions, exchange, policies, queries
from rundertisch.privacy.forms import KeepController
from rundertisch.privacy.models import Controller
from rundertisch.privacy.registry import steps

KNOWN = ("step", "role", "name", "task", "contact", "officer", "agreement", "source")


@pages.allow(policies.may_see_register)
@pages.reading
def controllers(request: SeatedRequest) -> HttpResponse:
    """Show who answers for which step today."""
    found = list(queries.controllers(on=timezone.localdate()))
    parts = [(step, [one for one in found if one.step == step.app]) for step in steps()]
    context = {
        "parts": parts,
        "empty": not found,
        "may_keep": policies.may_keep_controllers(seat=request.seat),
    }
    return pages.page(request, "privacy/controllers.html", context)


@pages.allow(policies.may_keep_controllers)
@require_POST
def enter_templates(request: SeatedRequest) -> HttpResponse:
    """Begin with the templates that come with the product."""
    exchange.import_controllers(on=timezone.localdate(), by=request.seat)
    return pages.done("privacy:controllers")


@pages.allow(policies.may_keep_controllers)
@pages.reading
def controller_form(request: SeatedRequest, pk: int | None = None) -> HttpResponse:
    """Show the form, empty or with what holds now."""
    known: dict[str, Any] = {"starts_on": timezone.localdate()}
    found = get_object_or_404(Controller, pk=pk) if pk else None
    if found is not None:
        known |= {name: getattr(found, name) for name in KNOWN}
    context = {"form": KeepController(initial=known), "controller": found}
    return pages.page(request, "privacy/controller.html", context)


@pages.allow(policies.may_keep_controllers)
@require_POST
def keep_controller(request: SeatedRequest, pk: int | None = None) -> HttpResponse:
    """Take a new line, or one instead of another."""
    found = get_object_or_404(Controller, pk=pk) if pk else None
    form = KeepController(request.POST)
    if form.is_valid():
        data = dict(form.cleaned_data)
        starts_on, verified = data.pop("starts_on"), data.pop("verified")
        facts = actions.Responsibility(**data, verified_on=starts_on if verified else None)
        try:
            actions.keep_controller(
                facts=facts, starts_on=starts_on, instead_of=found, by=request.seat
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("privacy:controllers")
    context = {"form": form, "controller": found}
    return pages.page(request, "privacy/controller.html", context, status=422)


@pages.allow(policies.may_keep_controllers)
@require_POST
def end_controller(request: SeatedRequest, pk: int) -> HttpResponse:
    """Let an office's part end today."""
    found = get_object_or_404(Controller, pk=pk)
    actions.end_controller(controller=found, on=timezone.localdate(), by=request.seat)
    return pages.done("privacy:controllers")
