# SPDX-License-Identifier: EUPL-1.2
"""House rules about what is stored, who may enter and how the schema moves."""

import pytest
from django.db import migrations, models
from django.template import Context, Template

from tests import house_models as house
from tests import house_rules as files


def test_a_sensitive_word_has_no_column_no_label_and_no_choice() -> None:
    for word in ("ethnicity", "Konfession", "Herkunftsland", "mother_tongue", "clan", "HWAO"):
        assert house.never_stored(f"x_{word} {word}"), word
    assert not house.never_stored("stammdaten erläuterung original address_protected braucht")
    for model in house.our_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001  (Django's API for models)
            assert not house.never_stored(house.words_of(field)), f"{model.__name__}.{field.name}"


def test_every_record_about_a_person_says_why_on_which_basis_and_how_long() -> None:
    assert house.undeclared(models.Model) == ["purpose", "legal_basis", "keep_for", "basis"]
    about = [model for model in house.our_models() if house.about_persons(model)]
    assert "Child" in {model.__name__ for model in about}
    for model in about:
        assert issubclass(model, house.PersonRecord), model.__name__
    for model in house.our_models():
        if issubclass(model, house.PersonRecord):
            assert not house.undeclared(model), (model.__name__, house.undeclared(model))


def test_every_door_has_a_policy() -> None:
    assert house.open_door(house.planted_door())
    doors = list(house.doors())
    assert doors, "no door found: the rule looks in the wrong place"
    assert [str(door.pattern) for door in doors if house.open_door(door)] == []


def test_every_template_is_used() -> None:
    texts = [path.read_text() for path in files.files(suffix=".py", under=files.PACKAGE)]
    pages = files.files(suffix=".html", under=files.PACKAGE)
    sources = "\n".join([*texts, *(path.read_text() for path in pages)])
    own = {house.template_name(path) for path in pages} - house.templates_of_others()
    assert own
    assert house.unused_templates(names=["room/forgotten.html"], sources=sources)
    assert house.unused_templates(names=sorted(own), sources=sources) == []


def test_an_unknown_variable_in_a_template_fails_whatever_test_shows_it() -> None:
    with pytest.raises(pytest.fail.Exception, match="nobody"):
        Template("{{ nobody }}").render(Context())
    assert Template("{{ somebody }}").render(Context({"somebody": "da"})) == "da"


def test_migrations_are_numbered_and_named_by_intent() -> None:
    assert house.badly_named(["0001_initial", "0003_auto_20260101", "0003_x"])
    apps = {app for app, _ in house.our_migrations()}
    assert apps, "no migration found: the rule looks in the wrong place"
    for app in apps:
        names = [name for owner, name in house.our_migrations() if owner == app]
        assert house.badly_named(names) == [], app


def test_every_migration_can_be_taken_back() -> None:
    planted = migrations.Migration("planted", "rundertisch")
    planted.operations = [migrations.RunSQL("drop table school")]
    assert house.irreversible(planted)
    for key, migration in house.our_migrations().items():
        assert house.irreversible(migration) == [], key


def test_the_models_and_their_migrations_say_the_same() -> None:
    labels = {model._meta.app_label for model in house.our_models()}  # noqa: SLF001  (Django's API)
    assert {app: what for app, what in house.missing_migrations().items() if app in labels} == {}
