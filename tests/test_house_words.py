# SPDX-License-Identifier: EUPL-1.2
"""House rules about words for people: every import refuses, every text about a person is asked."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

from django import forms
from django.db import models

import rundertisch
from rundertisch.kernel.forms import WordsField, WordsWidget
from rundertisch.kernel.models import PersonRecord
from tests import house_models
from tests import house_rules as house

# Text columns of records about people, and the field of a form that asks before it is stored.
WRITTEN = {
    "accounts.FactorReset.checked": "AskReset.checked",
    "cases.Attachment.title": "Attach.title Refer.title",
    "cases.CaseNote.words": "WriteNote.words",
    "cases.ClientContact.words": "OpenClient.contact",
    "cases.Need.words": "OpenNeed.words",
    "cases.PlanStep.words": "AddStep.words",
    "cases.ConferencePoint.agreed": "AddPoint.agreed",
    "cases.ConferencePoint.problem": "AddPoint.problem",
    "cases.Referral.answer": "AcceptReferral.answer RefuseReferral.answer FinishReferral.answer",
    "cases.Referral.asks": "Refer.asks",
    "privacy.ConsentProof.refusal_told": "RecordConsent.refusal_told",
    "privacy.ArchiveOffer.words": "AnswerOfArchive.words",
    "privacy.LegalHold.lifted_why": "LiftHold.why",
    "privacy.LegalHold.why": "SetHold.why",
    "privacy.SubjectRequest.answer": "AnswerRequest.answer",
    "privacy.SubjectRequest.words": "TakeRequest.words",  # Ask.words: see OTHER_TEXTAREAS
    "schooling.AskedWish.words": "AskWishes.parents_words AskWishes.child_words",
    "schooling.BridgeOffer.title": "KeepBridgeOffer.title",
    "schooling.Change.words": "NotAppeared.words",
    "schooling.Child.priority_ref": "KeepWishes.priority_ref",
    "schooling.Decision.words": (
        "LockChild.words ExcludeSchool.words ReleaseDecision.words SeatArrival.words"
    ),
    "schooling.FamilyRequest.answer": "AnswerFamilyRequest.answer",
    "schooling.FamilyContact.words": "Entrust.words",
    "schooling.Notice.text": "SignSeat.words DecideAnew.words",
    "schooling.Hearing.words": "HearFamily.words",
    "schooling.Objection.decision_words": "DecideObjection.words WithdrawObjection.words",
    "schooling.Objection.words": "RecordObjection.words",
    "schooling.Placement.answer_words": "AnswerSeat.words",
    "schooling.Placement.words": "SignSeat.words WithdrawSignature.words",
    "schooling.SchoolRecommendation.words": "RecommendSchool.words",
    "schooling.SupportNeed.words": "Entrust.words",
}
# By the last part of the column's name, and why nobody writes a sentence about a person there.
NO_SENTENCE = {
    "about_id": "a running number",
    "about_kind": "the kind of a record",
    "address": "an address",
    "author_name": "the name of who wrote",
    "by_name": "the name of who decided",
    "by_office": "the name of an office",
    "digest": "a checksum",
    "decided_by": "the name of who decided, and of the office",
    "email": "an address",
    "family_name": "a name",
    "first_name": "a name",
    "form": "a school form of the list",
    "house_number": "an address",
    "interpreter_language": "the language that the family asks to be spoken to in",
    "language": "the code of a language of the public pages",
    "leaf": "a checksum",
    "led_by_name": "the name of who leads a case",
    "name": "a name",
    "number": "a telephone number",
    "paper_ref": "where a signed paper lies",
    "passport_number": "a random number",
    "password": "the hash of a password",
    "phone": "a telephone number",
    "postcode": "an address",
    "pseudonym": "made by the machine; at most 40 letters when it is corrected",
    "reason": "a sentence of the machine",
    "reason_code": "a code of the machine or of the list of grounds",
    "reference": "a running number",
    "refused": "sentences of the machine",
    "salt": "a random number",
    "sent_by_name": "the name of who sent it",
    "smallest_change": "a code of the machine",
    "street": "an address",
    "text_version": "the number of a printed form",
    "to_id": "a running number",
    "to_kind": "the kind of a record",
    "who": "who does a step: a role or an office",
    "token_hash": "a checksum",
    "wishes": "names of schools and „kein Wunsch“, put together by the machine",
}
OTHER_TEXTAREAS = {
    "Ask.words": "a person on their own data, in any language: a right does not hang on a wording",
    "Example.note": "a sample in the gallery of components, stored nowhere",
    "KeepController.agreement": "an arrangement between offices",
}
READS_A_TABLE = re.compile(r"\b(csv\.(reader|DictReader)|load_workbook|records_of|read_table)\(")
ASKS = re.compile(r"\brefuse_columns\(")
ELSEWHERE = {
    "cli/placement/simulated.py": "reads back a year that the house wrote, its own columns only",
    "cli/placement/sited.py": "reads back openings that the house wrote, its own columns only",
    "cli/placement/stored.py": "reads back a plan that the house wrote, and only its own columns",
    "cli/scenarios/results.py": "reads back a table that the house wrote, and only its own columns",
    "kernel/tables.py": "reads for others and knows no columns; who calls it asks",
}


def forms_of_the_house() -> Iterator[type[forms.BaseForm]]:
    """Yield every form of every room, the kernel's samples included."""
    for found in pkgutil.walk_packages(rundertisch.__path__, "rundertisch."):
        if ".forms" in found.name or found.name == "rundertisch.kernel.views":
            for one in vars(importlib.import_module(found.name)).values():
                ours = isinstance(one, type) and one.__module__ == found.name
                if ours and issubclass(one, forms.BaseForm):
                    yield one


def text_columns() -> Iterator[str]:
    """Yield every column for free text of every record about a person."""
    for model in house_models.our_models():
        if issubclass(model, PersonRecord) or house_models.about_persons(model):
            for field in model._meta.concrete_fields:  # noqa: SLF001  (Django's API)
                if isinstance(field, models.CharField | models.TextField) and not field.choices:
                    yield f"{model._meta.app_label}.{model.__name__}.{field.name}"  # noqa: SLF001  (as above)


def unexplained(*, columns: list[str]) -> list[str]:
    """Return the columns that nobody is asked about and that have no reason."""
    return [c for c in columns if c not in WRITTEN and c.rsplit(".", 1)[1] not in NO_SENTENCE]


def test_every_text_column_about_a_person_is_asked_about_or_has_a_reason() -> None:
    assert unexplained(columns=["cases.Client.story"]) == ["cases.Client.story"]
    columns = list(text_columns())
    assert unexplained(columns=columns) == [], "use kernel.forms.WordsField, and say so in WRITTEN"
    assert set(WRITTEN) <= set(columns), "a column that is gone is still in the list"


def test_the_fields_named_there_really_ask() -> None:
    known = {one.__name__: one for one in forms_of_the_house()}
    for named in WRITTEN.values():
        for each in named.split():
            form, field = each.split(".")
            assert isinstance(known[form].base_fields[field], WordsField), each


def test_no_form_takes_a_longer_text_without_asking() -> None:
    plain = {
        f"{form.__name__}.{name}"
        for form in forms_of_the_house()
        for name, field in form.base_fields.items()
        if isinstance(field.widget, forms.Textarea) and not isinstance(field.widget, WordsWidget)
    }
    assert plain == set(OTHER_TEXTAREAS), "texts about people: WordsField; others need a reason"


def silent_readers(sources: dict[str, str]) -> list[str]:
    """Return the modules that read a table somebody sends and do not ask about its columns."""
    return [
        name
        for name, text in sources.items()
        if READS_A_TABLE.search(text) and not ASKS.search(text) and name not in ELSEWHERE
    ]


def test_every_import_asks_about_its_columns() -> None:
    assert silent_readers({"x/exchange.py": "csv.reader(file)"}) == ["x/exchange.py"]
    sources = {
        path.relative_to(house.PACKAGE).as_posix(): path.read_text(encoding="utf-8")
        for path in house.files(suffix=".py", under=house.PACKAGE)
    }
    assert sum(bool(ASKS.search(text)) for text in sources.values()) > len(ELSEWHERE)
    assert silent_readers(sources) == []
