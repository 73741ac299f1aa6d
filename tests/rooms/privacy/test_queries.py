# SPDX-License-Identifier: EUPL-1.2
"""The register of processing is generated, complete and honest about what nobody checked."""

import re

from django.apps import apps
from django.db import models

from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.privacy import queries
from rundertisch.privacy.registry import BORROWED, step_of

# A table without one of these is not about a person, as far as its columns tell.
PERSONAL = re.compile(
    r"(^|_)(born|birth|first_name|family_name|last_name|email|e_mail|phone|mobile|iban|user)(_|$)"
)
# Kept without a person on purpose; each with its reason.
NOT_ABOUT_A_PERSON = {
    "auth.Permission": "Django's list of rights, unused here",
    "auth.Group": "Django's groups, unused here",
    "contenttypes.ContentType": "Django's list of tables",
    "socialaccount.SocialApp": "the district's own sign-in service",
    "schooling.NoticeRule": "what an authority's notices say; keeps the seat that entered it",
    "schooling.PassportKey": "the key of another centre; keeps the member who entered it",
    "schooling.Recording": "a standard text read aloud; keeps the seat that uploaded it",
    "schooling.HelpDesk": "whom families call: a desk with a number",
    "schooling.Room": "a room with the telephone of the office",
    "schooling.ExpectedArrivals": "numbers of a town and week; keeps the seat that entered them",
    "schooling.OpeningDecision": "whether a group opens; keeps the seat that entered it",
    "schooling.OpeningProposal": "schools and counts; keeps the seat that ran it",
    "schooling.OpeningRule": "what a school says about groups; keeps the seat that entered it",
    "schooling.PlayedPolicy": "counts of a year under one policy",
    "schooling.PlayedYear": "waits and counts of a year; keeps the seat that played it",
    "schooling.Proposal": "a run of the engine; keeps the id of the seat that ran it",
    "privacy.Retention": "a rule about keeping; keeps the seat that entered it",
    "privacy.Receipt": "counts and digests of what was forgotten; names nobody",
    "schooling.Policy": "rules of a district; keeps the seat that entered them",
    "schooling.RollOver": "a change of the school year; keeps the seat that made it",
    "schooling.ScenarioRun": "variations of a round, counts only; keeps the seat that began it",
    "schooling.Round": "a round names no child; keeps the seats that opened and sealed it",
    "kernel.ThreadLink": "ties things; keeps the id of the seat that tied, as the log does",
    "account.EmailConfirmation": "empty: addresses are confirmed by the invitation",
    "socialaccount.SocialToken": "empty: no token of the district's provider is kept",
}


def about_a_person(model: type[models.Model]) -> bool:
    """Say whether a table is about persons: by its columns or by what it hangs on."""
    for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's way to a model's fields
        target = field.related_model
        if isinstance(target, type) and issubclass(target, PersonRecord):
            return True
        if PERSONAL.search(field.name):
            return True
    return False


def test_every_table_with_a_person_says_why_by_which_law_and_how_long() -> None:
    lent = {one.label for one in BORROWED}
    silent = [
        model._meta.label  # noqa: SLF001 - as above
        for model in apps.get_models()
        if about_a_person(model) and not issubclass(model, PersonRecord)
    ]
    assert set(silent) - lent - set(NOT_ABOUT_A_PERSON) == set()


def test_a_person_is_recognised_by_a_column_and_by_what_a_table_hangs_on() -> None:
    assert PERSONAL.search("family_name")
    assert PERSONAL.search("user_id")
    assert not PERSONAL.search("street")
    assert about_a_person(apps.get_model("accounts", "Seat"))
    assert about_a_person(apps.get_model("schooling", "Placement"))
    assert not about_a_person(apps.get_model("places", "Address"))


def test_the_register_names_every_declared_table_and_every_borrowed_one() -> None:
    lines = queries.register_of_processing()
    declared = [one for one in apps.get_models() if issubclass(one, PersonRecord)]
    assert len(lines) == len(declared) + len(BORROWED)
    for line in lines:
        assert all((line.room, line.record, line.purpose, line.legal_basis, line.keep_for)), line
        assert line.fields, line.record


def test_records_are_called_as_the_glossary_calls_them() -> None:
    records = {line.record for line in queries.register_of_processing()}
    assert {"Platz am Tisch", "Anmeldekonto"} <= records


def line(*, legal_basis: str, keep_for: str) -> queries.Processing:
    """Write one line of the register."""
    return queries.Processing(
        step=step_of("privacy"),
        room="Probe",
        record="Probe",
        purpose="Probe",
        basis=Basis.LAW,
        legal_basis=legal_basis,
        keep_for=keep_for,
        fields=("Name",),
    )


def test_what_nobody_checked_is_not_called_checked() -> None:
    assert line(legal_basis="§ 1", keep_for="ein Jahr").verified
    assert not line(legal_basis="§ 1 (nicht verifiziert)", keep_for="ein Jahr").verified
    assert not line(legal_basis="§ 1", keep_for="noch nicht festgelegt").verified
