# SPDX-License-Identifier: EUPL-1.2
"""How the things of schooling are shown at the ends of the red thread; the row rules decide who."""

from collections.abc import Callable

from django.db.models import Model
from django.urls import reverse

from rundertisch.kernel import thread
from rundertisch.schooling.models import OpeningProposal, Proposal, Round


def enter_kinds() -> None:
    """Register the kinds; called in `apps.py`."""
    thread.register("round", label=_label(Round), url=_url("schooling:round"))
    thread.register(
        "opening_proposal",
        label=_label(OpeningProposal),
        url=_url("schooling:opening_proposal"),
    )
    thread.register("proposal", label=_proposal_label, url=_proposal_url)


def _label(model: type[Model]) -> Callable[[str], str | None]:
    def label(pk: str) -> str | None:
        found = model._default_manager.filter(pk=pk).first()  # noqa: SLF001 - Django's API
        return None if found is None else str(found)

    return label


def _url(name: str) -> Callable[[str], str]:
    return lambda pk: reverse(name, kwargs={"pk": int(pk)})


def _proposal_label(pk: str) -> str | None:
    found = Proposal.objects.filter(pk=pk).first()
    if found is None:
        return None
    return str(found) if found.what_if is None else f"Gedankenspiel Nr. {found.pk}"


def _proposal_url(pk: str) -> str:
    found = Proposal.objects.filter(pk=pk).first()
    if found is not None and found.what_if is not None:
        return reverse(
            "schooling:what_if_result", kwargs={"pk": found.round_id, "proposal": found.pk}
        )
    return reverse("schooling:proposal", kwargs={"pk": int(pk)})
