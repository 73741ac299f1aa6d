# SPDX-License-Identifier: EUPL-1.2
"""School passports: shown and printed here, read from other centres, and whose are trusted."""

import contextlib
import secrets

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from rundertisch.kernel import audit, files, languages, letters, pages, signing
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import refused
from rundertisch.kernel.scope import SeatedRequest
from rundertisch.kernel.thread import Ref
from rundertisch.places import queries as places
from rundertisch.schooling import actions, exchange, forms, policies, queries
from rundertisch.schooling.models import Child, PassportKey
from rundertisch.schooling.views.children import find_child

RANDOM_BYTES = 16  # the number of a passport


def passport_page(
    request: SeatedRequest, child: Child, form: forms.PrintPassport, *, status: int = 200
) -> HttpResponse:
    """Show what the passport of a child says, before it is printed."""
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(child.pk))],
        purpose="Schulpass ansehen",
        fields=queries.PASSPORT_WITH_NAME,
    )
    passport = exchange.passport_of(
        child=child,
        passport_number="",
        with_name=False,
        on=timezone.localdate(),
        by=request.seat,
    )
    context = {
        "child": child,
        "form": form,
        "facts": exchange.passport_facts(passport),
        "waits": passport.waiting_since is not None,
    }
    return pages.page(request, "schooling/passport.html", context, status=status)


@pages.allow(policies.may_counsel)
@pages.reading
def child_passport(request: SeatedRequest, pk: int) -> HttpResponse:
    """Show the passport of one child and how it is printed."""
    return passport_page(request, find_child(pk), forms.PrintPassport())


@pages.allow(policies.may_counsel)
@files.confirmed
@pages.reading
def export_passport(request: SeatedRequest, pk: int) -> HttpResponse:
    """Hand out the signed sheet; each print has a number of its own."""
    child, form = find_child(pk), forms.PrintPassport(request.GET)
    if not form.is_valid():
        return passport_page(request, child, form, status=422)
    try:
        content = _sheet(request, child, **form.cleaned_data)
    except Refusal as refusal:
        refused(form=form, refusal=refusal)
        return passport_page(request, child, form, status=422)
    named = form.cleaned_data["with_name"]
    audit.log_access(
        by=request.seat,
        about=[Ref("child", str(pk))],
        purpose="Schulpass gedruckt",
        fields=queries.PASSPORT_WITH_NAME if named else queries.PASSPORT,
    )
    return files.answer(content=content, name="schulpass.pdf", content_type="application/pdf")


def _sheet(request: SeatedRequest, child: Child, *, language: str, with_name: bool) -> bytes:
    passport = exchange.passport_of(
        child=child,
        passport_number=secrets.token_urlsafe(RANDOM_BYTES),
        with_name=with_name,
        on=timezone.localdate(),
        by=request.seat,
    )
    text = exchange.write_passport(passport=passport)
    letter = exchange.passport_letter(
        passport=passport, text=text, language=language or languages.SOURCE
    )
    return letters.pdf(letter=letter)


@pages.allow(policies.may_counsel)
@pages.reading
def read_passport(request: SeatedRequest) -> HttpResponse:
    """Show where the content of a passport is scanned or pasted."""
    return pages.page(request, "schooling/read_passport.html", {"form": forms.ReadPassport()})


@pages.allow(policies.may_counsel)
@require_POST
def import_passport(request: SeatedRequest) -> HttpResponse:
    """Report the child of a passport, and go to its page."""
    form = forms.ReadPassport(request.POST)
    if form.is_valid():
        try:
            child = exchange.import_passport(
                text=form.cleaned_data["content"],
                town=places.town(key=form.cleaned_data["town"]),
                on=timezone.localdate(),
                by=request.seat,
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:child", pk=child.pk)
    return pages.page(request, "schooling/read_passport.html", {"form": form}, status=422)


def keys_page(
    request: SeatedRequest, form: forms.TrustPassportKey, *, status: int = 200
) -> HttpResponse:
    """Show whose passports are read here, and our own fingerprint for the telephone."""
    context = {
        "keys": [(key, signing.lines(key.fingerprint)) for key in queries.passport_keys()],
        "own": signing.lines(signing.fingerprint()),
        "centre": request.seat.partner.name,
        "form": form,
    }
    return pages.page(request, "schooling/passport_keys.html", context, status=status)


@pages.allow(policies.may_counsel)
@pages.reading
def passport_keys(request: SeatedRequest) -> HttpResponse:
    """Show the keys of other centres."""
    return keys_page(request, forms.TrustPassportKey())


@pages.allow(policies.may_counsel)
@require_POST
def trust_passport_key(request: SeatedRequest) -> HttpResponse:
    """Enter the key of another centre."""
    form = forms.TrustPassportKey(request.POST)
    if form.is_valid():
        try:
            actions.trust_passport_key(
                on=timezone.localdate(), by=request.seat, **form.cleaned_data
            )
        except Refusal as refusal:
            refused(form=form, refusal=refusal)
        else:
            return pages.done("schooling:passport_keys")
    return keys_page(request, form, status=422)


@pages.allow(policies.may_counsel)
@require_POST
def end_passport_key(request: SeatedRequest, pk: int) -> HttpResponse:
    """Read no more passports of this key."""
    key = get_object_or_404(PassportKey, pk=pk)
    with contextlib.suppress(Refusal):  # ended twice is ended
        actions.end_passport_key(key=key, on=timezone.localdate(), by=request.seat)
    return pages.done("schooling:passport_keys")
