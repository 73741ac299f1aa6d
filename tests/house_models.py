# SPDX-License-Identifier: EUPL-1.2
"""House rules that need Django's registry: what is stored, who may enter, what is shown."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import translation

from rundertisch.kernel.models import Basis, PersonRecord
from tests import house_rules as house

# Beginnings of words that no column, choice or label of the house may have (R27, DOMAIN 4.5).
NEVER_STORED = re.compile(
    r"(?<![a-zäöüß])(ethni|race(?![a-z])|racial|rasse|relig|konfession|glauben|clan|sippe|tribe"
    r"|herkunft|origin(?!al)|geburtsort|birthplace|birth_place|place_of_birth|nationalit"
    r"|staatsangeh|citizenship|hautfarbe|skin|mother_tongue|muttersprache|residence_status"
    r"|aufenthaltsst|aufenthaltstit|asyl|asylum|moves_often|wechselnd|mobil(?!e)|roma(?![a-z])"
    r"|sinti|zigeuner|landfahrer|hwao)"
)
PERSON_FIELDS = {"born_on", "family_name", "first_name", "full_name", "given_name", "last_name"}


def words_of(field: models.Field) -> str:
    """Return everything a field is called, for the machine and for people."""
    labels = " ".join(f"{value} {label}" for value, label in field.choices or ())
    return f"{field.name} {field.verbose_name} {labels}".lower()


def never_stored(words: str) -> list[str]:
    """Return the beginnings of words that must have no column."""
    return NEVER_STORED.findall(words.lower())


@cache
def our_models() -> tuple[type[models.Model], ...]:
    """Return the models of the house."""
    return tuple(m for m in apps.get_models() if m.__module__.startswith("rundertisch."))


def about_persons(model: type[models.Model]) -> bool:
    """Say whether a record is about a person: by its own fields or by what it hangs on."""
    names = {field.name for field in model._meta.concrete_fields}  # noqa: SLF001  (Django's API)
    targets = [f.related_model for f in model._meta.concrete_fields]  # noqa: SLF001  (Django's API)
    hangs_on = [t for t in targets if isinstance(t, type) and issubclass(t, PersonRecord)]
    children = [t for t in hangs_on if {f.name for f in t._meta.fields} & {"born_on"}]  # noqa: SLF001  (Django's API)
    return bool(names & PERSON_FIELDS or children)


def undeclared(model: type[models.Model]) -> list[str]:
    """Return what a model about persons does not declare (DSGVO Art. 30)."""
    sentences = ("purpose", "legal_basis", "keep_for")
    silent = [name for name in sentences if not str(getattr(model, name, "")).strip()]
    return silent if getattr(model, "basis", None) in list(Basis) else [*silent, "basis"]


def doors(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    """Yield every URL pattern of the site, however deeply included."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from doors(pattern.url_patterns)
        else:
            yield pattern


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, *, prefix: str = "/"
) -> Iterator[str]:
    """Yield the whole route of every door, with its places for ids: /schule/kinder/<int:pk>/."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix=route)
        else:
            yield route


def open_door(door: URLPattern) -> bool:
    """Say whether a door has no policy; the doors of allauth get theirs in accounts."""
    return not callable(getattr(door.callback, "policy", None))


def planted_door() -> URLPattern:
    """Return a door that somebody forgot to lock."""

    def forgotten(request: object) -> None:
        del request

    return URLPattern(RoutePattern("akten/"), forgotten)


def template_name(path: Path) -> str:
    """Return a template's name as Django knows it."""
    return path.as_posix().split("/templates/", 1)[1]


def templates_of_others() -> set[str]:
    """Return the names of templates that Django and its apps ask for by themselves."""
    folders = [Path(app.path) / "templates" for app in apps.get_app_configs()]
    others = [folder for folder in folders if not folder.is_relative_to(house.PACKAGE)]
    known = {template_name(path) for folder in others for path in folder.rglob("*.*")}
    return known | {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}


def unused_templates(*, names: list[str], sources: str) -> list[str]:
    """Return templates that nothing names: no view, no tag, no other template."""
    by_loop = re.findall(r"[\"'](\w+(?:/\w+)*/)\{\w+\}(\.html)[\"']", sources)
    return [
        name
        for name in names
        if f'"{name}' not in sources
        and f"'{name}" not in sources
        and (f"{name.rsplit('/', 1)[0]}/", ".html") not in by_loop
    ]


def our_migrations() -> dict[tuple[str, str], Migration]:
    """Return the migrations of the house by app and name."""
    loader = MigrationLoader(None)
    return {
        key: migration
        for key, migration in (loader.disk_migrations or {}).items()
        if migration.__module__.startswith("rundertisch.")
    }


def badly_named(names: list[str]) -> list[str]:
    """Return migrations without a running number or with a name that says nothing."""
    bad = [n for n in names if not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", n) or "_auto_" in n]
    gaps = [n for at, n in enumerate(sorted(names), start=1) if n[:4] != f"{at:04}"]
    return sorted({*bad, *gaps})


def irreversible(migration: Migration) -> list[str]:
    """Return the steps of a migration that cannot be taken back."""
    return [str(step) for step in migration.operations if not step.reversible]


def missing_migrations() -> dict[str, list[Migration]]:
    """Return what `makemigrations` would still write."""
    loader = MigrationLoader(None)
    asked = NonInteractiveMigrationQuestioner()
    now = ProjectState.from_apps(apps)
    detector = MigrationAutodetector(loader.project_state(), now, asked)
    with translation.override(None):  # as `makemigrations` does: names are compared untranslated
        return detector.changes(graph=loader.graph)


def settings_named(text: str) -> set[str]:
    """Return the settings by environment that a text names."""
    return set(re.findall(r"\bRUNDERTISCH_[A-Z_]+[A-Z]\b", text))
