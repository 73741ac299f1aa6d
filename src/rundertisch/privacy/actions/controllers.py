# SPDX-License-Identifier: EUPL-1.2
"""Keep who answers for what, from a day on."""

import datetime as dt
from dataclasses import asdict, dataclass

from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.models import Evidence
from rundertisch.kernel.scope import SupportsSeat
from rundertisch.kernel.thread import Ref
from rundertisch.privacy.models import Controller


@dataclass(frozen=True, slots=True)
class Responsibility:
    """An office's part in a processing step, and who says so."""

    step: str
    role: str
    name: str
    task: str
    source: str
    contact: str = ""
    officer: str = ""
    agreement: str = ""
    verified_on: dt.date | None = None


@audit.audited
def keep_controller(
    *,
    facts: Responsibility,
    starts_on: dt.date,
    by: SupportsSeat | None,
    instead_of: Controller | None = None,
) -> Controller:
    """Enter who answers for what from a day on; what held before ends that day and stays to read.

    Raises `Refusal` when the new line would begin before the one it replaces.
    """
    if instead_of is not None and starts_on < instead_of.starts_on:
        raise Refusal(
            f"Der bisherige Eintrag gilt ab {instead_of.starts_on:%d.%m.%Y}. Bitte diesen Tag oder "
            "einen späteren wählen.",
            field="starts_on",
        )
    if instead_of is not None:
        _end(instead_of, on=starts_on)
    evidence = Evidence.LAW if facts.verified_on else Evidence.KNOWN
    kept, _ = Controller.objects.update_or_create(
        step=facts.step,
        name=facts.name,
        task=facts.task,
        starts_on=starts_on,
        defaults={**asdict(facts), "evidence": evidence, "ends_on": None},
    )
    about = Ref("controller", str(kept.pk))
    audit.record(action="privacy.keep_controller", by=by, about=about)
    return kept


@audit.audited
def end_controller(*, controller: Controller, on: dt.date, by: SupportsSeat) -> None:
    """Let an office's part end; a line that began that day goes, an older one stays to read."""
    if on < controller.starts_on:
        raise Refusal(
            f"Der Eintrag gilt erst ab {controller.starts_on:%d.%m.%Y} und kann nicht vorher enden."
        )
    about = Ref("controller", str(controller.pk))
    _end(controller, on=on)
    audit.record(action="privacy.end_controller", by=by, about=about, fields=("ends_on",))


def _end(controller: Controller, *, on: dt.date) -> None:
    if on == controller.starts_on:
        controller.delete()  # it never held for a day
        return
    controller.ends_on = on
    controller.save(update_fields=["ends_on"])
