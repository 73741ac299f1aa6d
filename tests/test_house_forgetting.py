# SPDX-License-Identifier: EUPL-1.2
"""House rules about forgetting: no table about persons and no logged thing without a rule."""

import re

import pytest
from django.apps import apps
from django.db import connection, models

from rundertisch.privacy.registry import BORROWED
from rundertisch.privacy.registry import forgetting as registry
from rundertisch.privacy.registry.forgetting import How
from tests import house_models as house
from tests import house_rules as files

SAID = re.compile(r"""\bRef\(\s*(?:kind=)?["'](\w+)["']""")
TO_DO = (
    "{} has no forget rule. In the room's queries/forgetting.py (rooms below privacy: "
    "privacy/registry/lower.py) add rules.delete, anonymise or keep for it."
)


def without_rule(labels: set[str]) -> set[str]:
    """Return the tables about persons of which nobody said what forgetting does to them."""
    return labels - registry.ruled_models()


def test_every_table_about_persons_says_what_forgetting_does_to_it() -> None:
    assert without_rule({"planted.Diary"}) == {"planted.Diary"}
    own = {
        model._meta.label  # noqa: SLF001  (Django's API for models)
        for model in house.our_models()
        if issubclass(model, house.PersonRecord)
    }
    assert "schooling.Child" in own
    missing = without_rule(own | {one.label for one in BORROWED})
    assert not missing, TO_DO.format(", ".join(sorted(missing)))


def test_every_kind_of_thing_in_the_logs_says_whose_it_is() -> None:
    assert SAID.findall('about=Ref("diary", str(pk))') == ["diary"]
    assert not registry.is_known("diary")
    for path in files.files(suffix=".py", under=files.PACKAGE):
        unknown = [kind for kind in SAID.findall(path.read_text()) if not registry.is_known(kind)]
        assert not unknown, (
            f"{files.shown(path)}: {unknown}: say in rules.things(...) why it is about no person, "
            "or give the rule of its table ref=..."
        )


def silent_fields(rule: registry.Rule) -> set[str]:
    """Return the fields of a kept row of which nobody said that they lose or keep their content."""
    if "*" in rule.stays:
        return set()
    model = apps.get_model(rule.model)
    names = {field.name for field in model._meta.concrete_fields}  # noqa: SLF001  (Django's API)
    return names - set(rule.fields) - set(rule.stays)


def test_a_row_that_stays_without_its_person_says_so_of_every_field() -> None:
    found = [rule for rule in registry.rules() if rule.how == How.ANONYMISE]
    assert [rule.model for rule in found if "*" not in rule.stays], "no such rule: look again"
    for rule in found:
        assert not silent_fields(rule), (rule.model, silent_fields(rule))
        assert all(rule.stays.values()), rule.model
    planted = registry.Rule("accounts.User", "user", How.ANONYMISE, lambda gone: models.Q())  # noqa: ARG005  (asked nothing)
    assert {"email", "name"} <= silent_fields(planted)


def test_what_stays_says_why_and_until_when() -> None:
    for rule in registry.rules():
        if rule.how == How.KEEP:
            assert rule.reason, rule.model
            assert rule.until, rule.model


@pytest.mark.database
@pytest.mark.django_db
def test_every_rule_can_be_asked() -> None:
    for person in registry.persons():
        gone = registry.Gone(kind=person.kind, pks=(0,), subjects=(), refs=())
        for rule in registry.rules(kind=person.kind):
            if rule.how == How.UNMAP:
                continue
            assert not apps.get_model(rule.model)._default_manager.filter(rule.where(gone)), rule  # noqa: SLF001  (Django's API)


@pytest.mark.database
@pytest.mark.django_db
def test_the_job_that_forgets_passes_the_row_rules_of_every_table_it_empties() -> None:
    """A table that hides its rows from the job would keep them, silently."""
    emptied = {
        apps.get_model(rule.model)._meta.db_table  # noqa: SLF001  (Django's API)
        for rule in registry.rules()
        if rule.how not in {How.KEEP, How.UNMAP}
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class c where relrowsecurity and relname = any(%s)"
            " and not exists (select from pg_policy p"
            " where p.polrelid = c.oid and p.polname = 'forgetting')",
            [sorted(emptied)],
        )
        hidden = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "select c.relname, p.polname from pg_policy p join pg_class c on c.oid = p.polrelid"
            " where not p.polpermissive and p.polcmd in ('r', '*') and c.relname = any(%s)"
            " and pg_get_expr(p.polqual, p.polrelid) not like '%%app_job()%%'",
            [sorted(emptied)],
        )
        narrowed = cursor.fetchall()  # the worker is a member of the runtime role
    assert narrowed == [], "let the job in: or (select app_job()) = 'forget'"
    assert len(emptied) > len(hidden)
    assert hidden == [], "add lets_forget(table) of privacy/registry/row_rules.py to a migration"
