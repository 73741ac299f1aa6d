# SPDX-License-Identifier: EUPL-1.2
"""Let each step of the migrations build only the model it changes: a first start takes seconds.

Django keeps classes of all models as they were at each step. After a change it builds anew whatever
is related to the changed model, over any number of hops; as everything here leads to somebody's
seat, these were 23 models a change, 9,000 in all, and four fifths of what the tables cost.
But the SQL of most steps reads the changed model alone, and of others the names of table and key.
"""

import contextlib
from collections.abc import Iterator

from django.db.migrations.state import ProjectState

REPLACED = ("clone", "reload_model", "reload_models")


@contextlib.contextmanager
def built_sparingly() -> Iterator[None]:
    """Let Django build changed models only, and all anew for a step that concerns others too.

    Those are a relation or a key that is altered or taken away, and new names. Whoever runs Python
    in a step finds all models built anew as well: Django does so where a state `is_delayed`.
    """
    before = {name: getattr(ProjectState, name) for name in REPLACED}
    clone = ProjectState.clone

    def cloned(self: ProjectState) -> ProjectState:
        """Keep hold of the last clone: of the state before the step that comes."""
        self.__dict__["earlier"] = clone(self)
        return self.__dict__["earlier"]

    try:
        for name, ours in zip(REPLACED, (cloned, _reload_model, _reload_models), strict=True):
            setattr(ProjectState, name, ours)
        yield
    finally:
        for name, theirs in before.items():
            setattr(ProjectState, name, theirs)


def _reload_model(
    self: ProjectState,
    app_label: str,
    model_name: str,
    delay: bool = False,  # noqa: FBT001, FBT002  (Django's own signature)
) -> None:
    """Build the model alone where others cannot feel the change, which Django calls `delay`."""
    if "apps" not in self.__dict__:
        return
    if delay or _has_grown(self, app_label=app_label, model_name=model_name):
        self.is_delayed = True
        self._reload({(app_label, model_name)})  # type: ignore[attr-defined]  # not in the stubs
    else:
        _reload_models(self)


def _reload_models(self: ProjectState, *_which: object, **_how: object) -> None:
    """Forget all classes, also those of the state before: they are built when asked for."""
    self.__dict__.pop("apps", None)
    earlier = self.__dict__.get("earlier")
    if earlier is not None:
        earlier.clear_delayed_apps_cache()


def _has_grown(state: ProjectState, *, app_label: str, model_name: str) -> bool:
    """Say whether the model is new or got a field more: nobody refers to that yet."""
    try:
        built = state.apps.get_model(app_label, model_name)
    except LookupError:
        return True
    fields = [*built._meta.local_fields, *built._meta.local_many_to_many]  # noqa: SLF001 - Django's API for models
    return len(state.models[app_label, model_name].fields) > len(fields)
