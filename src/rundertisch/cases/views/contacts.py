# SPDX-License-Identifier: EUPL-1.2
"""Where links and invitations for an office go."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.cases import policies
from rundertisch.cases.actions import contacts as actions
from rundertisch.cases.forms.contacts import KeepContact
from rundertisch.cases.models.contacts import PartnerContact
from rundertisch.cases.queries import contacts as queries
from rundertisch.kernel import pages
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.partners import queries as partners
from rundertisch.partners.models import Partner


@pages.allow(policies.may_see_contacts)
@pages.reading
def contacts(request: SeatedRequest) -> HttpResponse:
    """Show the offices and their addresses."""
    seat = request.seat
    lines = queries.contact_lines(
        partner_id=seat.partner_id,
        everybody=policies.may_see_contacts_of_all(seat=seat),
        keeps_all=policies.may_set_referral_periods(seat=seat),
    )
    return pages.page(request, "cases/contacts.html", {"lines": lines})


@pages.allow(policies.may_see_contacts)
@pages.reading
def contact(request: SeatedRequest, partner: int) -> HttpResponse:
    """Show the form for the address of one office."""
    found = _partner(request, partner)
    known = queries.contact_of(partner=found)
    told = {"email": known.email, "name": known.name} if known else {}
    return _page(request, found, KeepContact(initial=told))


@pages.allow(policies.may_see_contacts)
@require_POST
def keep_contact(request: SeatedRequest, partner: int) -> HttpResponse:
    """Note the address of an office."""
    found, form = _partner(request, partner), KeepContact(request.POST)
    if form.is_valid():
        try:
            on = timezone.localdate()
            actions.keep_contact(partner=found, on=on, by=request.seat, **form.cleaned_data)
            return pages.done("cases:contacts")
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
    return _page(request, found, form, status=422)


@pages.allow(policies.may_see_contacts)
@require_POST
def drop_contact(request: SeatedRequest, partner: int) -> HttpResponse:
    """Forget the address of an office."""
    found = get_object_or_404(PartnerContact, partner=_partner(request, partner))
    actions.drop_contact(contact=found, by=request.seat)
    return pages.done("cases:contacts")


def _page(
    request: SeatedRequest, found: Partner, form: KeepContact, *, status: int = 200
) -> HttpResponse:
    context = {"partner": found, "form": form, "known": queries.contact_of(partner=found)}
    return pages.page(request, "cases/contact.html", context, status=status)


def _partner(request: SeatedRequest, pk: int) -> Partner:
    """Return an office whose address the seat keeps; of others there is no such page."""
    found = get_object_or_404(partners.offices(), pk=pk)
    if not policies.may_keep_contact_of(seat=request.seat, partner_id=found.pk):
        raise Http404
    return found
