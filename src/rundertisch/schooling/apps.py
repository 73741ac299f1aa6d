# SPDX-License-Identifier: EUPL-1.2
"""The room schooling as Django knows it."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from rundertisch.accounts.models import Seat


class SchoolingConfig(AppConfig):
    """Schulplatzvermittlung."""

    name = "rundertisch.schooling"
    label = "schooling"
    verbose_name = "Schule"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter what hangs on a seat, and what happens here with persons."""
        _enter_work()
        _tell_privacy()
        _enter_forgetting()
        _enter_thread()


def _enter_work() -> None:
    """What hangs on a seat can be handed over."""
    from rundertisch.accounts import registry
    from rundertisch.schooling.actions import handing_over

    registry.enter(
        registry.Work(
            kind="schooling.rounds",
            one="offene Vermittlungsrunde",
            many="offene Vermittlungsrunden",
            count=handing_over.open_rounds,
            hand_over=handing_over.hand_over_rounds,
        )
    )


def _tell_privacy() -> None:
    """School placement rests on law: there is nothing to withdraw."""
    from rundertisch.kernel.models import Basis
    from rundertisch.privacy import registry
    from rundertisch.schooling import policies
    from rundertisch.schooling.queries import own_view

    def counsels(seat: "Seat") -> bool:
        return policies.may_counsel(seat=seat)

    registry.declare(
        registry.Step(
            app="schooling",
            name="Vermittlung von Schulplätzen",
            people="neu angekommene Kinder ohne Schulplatz und ihre Familien",
            basis=Basis.LAW,
            legal_basis="Art. 6 Abs. 1 lit. e DSGVO i. V. m. §§ 34, 46, 120 bis 122 SchulG NRW "
            "(nicht verifiziert)",
            recipients=(
                "Schulberatung des Integrationszentrums",
                "zuständige Schulaufsicht",
                "Schulverwaltungsamt der Wohnstadt",
                "Schule ab der Unterschrift der Schulaufsicht",
            ),
        )
    )
    for label in ("schooling.FamilyContact", "schooling.SupportNeed"):
        registry.enter_class_table(registry.ClassTable(label=label, may_keep=counsels))
    registry.may_be_asked_about(kind="child", german="Kind, das einen Schulplatz braucht")
    registry.enter_own_view(
        registry.OwnRecords(
            app="schooling",
            held=own_view.held,
            records=own_view.records,
            paths=own_view.PATHS,
        )
    )


def _enter_forgetting() -> None:
    """How a child is found and forgotten, table by table."""
    from dataclasses import replace

    from rundertisch.privacy.registry import forgetting
    from rundertisch.schooling import policies
    from rundertisch.schooling.actions import forgetting as cleaning
    from rundertisch.schooling.queries import forgetting as children

    forgetting.person(
        replace(
            children.person(may_forget=policies.may_forget_children),
            keep_figures=cleaning.keep_past_counts,
            clean_mentions=cleaning.clean_mentions,
        )
    )
    children.enter_rules()


def _enter_thread() -> None:
    """What of this room may hang on the red thread."""
    from rundertisch.schooling.queries import thread_kinds

    thread_kinds.enter_kinds()
