# SPDX-License-Identifier: EUPL-1.2
"""The room cases as Django knows it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Case Management."""

    name = "rundertisch.cases"
    label = "cases"
    verbose_name = "Case Management"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter what hangs on a seat, and what happens here with persons."""
        _enter_work()
        _tell_privacy()
        _enter_forgetting()
        _enter_structural()


def _enter_work() -> None:
    """What hangs on a seat can be handed over."""
    from rundertisch.accounts import registry
    from rundertisch.cases.actions import handing_over

    registry.enter(
        registry.Work(
            kind="cases.clients",
            one="laufender Fall",
            many="laufende Fälle",
            count=handing_over.running_cases,
            hand_over=handing_over.hand_over_cases,
        )
    )


def _tell_privacy() -> None:
    """Case Management rests on consent: whoever takes part may stop at any time."""
    from rundertisch.cases import policies
    from rundertisch.cases.actions import end_by_the_person
    from rundertisch.cases.queries import own_ending, own_view
    from rundertisch.kernel.models import Basis
    from rundertisch.privacy import registry

    registry.declare(
        registry.Step(
            app="cases",
            name="Case Management",
            people="neu zugewanderte Menschen, die an einem Case Management teilnehmen wollen",
            basis=Basis.CONSENT,
            legal_basis="Art. 6 Abs. 1 lit. a, Art. 7 DSGVO; § 67b SGB X (nicht verifiziert)",
            recipients=(
                "Case Management der führenden Stelle",
                "Stellen, an die vermittelt wird, im Umfang der Einwilligung",
            ),
        )
    )
    registry.enter_class_table(
        registry.ClassTable(label="cases.ClientContact", may_keep=policies.may_keep_clients)
    )
    registry.may_be_asked_about(kind="client", german="Person im Case Management")
    registry.enter_own_view(
        registry.OwnRecords(
            app="cases",
            held=own_view.held,
            records=own_view.records,
            oneself=True,
            ending=own_ending.own_ending,
            end=lambda subject_id, on: end_by_the_person(subject_id=subject_id, on=on),
        )
    )


def _enter_forgetting() -> None:
    """How a client is found and forgotten, table by table."""
    from rundertisch.cases import policies
    from rundertisch.cases.queries import attachments
    from rundertisch.cases.queries import forgetting as clients
    from rundertisch.privacy.registry import endings, forgetting

    endings.enter_ending(
        endings.Ending(
            model="cases.Attachment",
            ref="attachment",
            event="REFERRAL_ENDED",
            name="Ende der Vermittlung",
            ended=attachments.ended,
        )
    )
    forgetting.person(clients.person(may_forget=policies.may_keep_clients))
    clients.enter_rules()


def _enter_structural() -> None:
    """Gaps without persons: how the red thread shows a structural need."""
    from rundertisch.cases.queries import structural
    from rundertisch.kernel import thread
    from rundertisch.privacy.registry import forgetting

    thread.register(structural.KIND, label=structural.label, url=structural.url)
    forgetting.things(
        {
            "case_conference": "agencies meet; who was discussed stand in its points",
            "referral_period": "how many days something takes, without a person",
            "documentation_field": "a field of the Land's database, without a person",
            "gap_report": "what is missing in a town, reported without a person",
            "structural_need": "what is missing for many, without a person",
        }
    )
