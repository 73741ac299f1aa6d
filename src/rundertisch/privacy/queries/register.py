# SPDX-License-Identifier: EUPL-1.2
"""The register of processing (DSGVO Art. 30), generated from what the code stores."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Field, Model

from rundertisch.kernel import glossary
from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.privacy.registry import BORROWED, Step, step_of

NOT_CHECKED = ("nicht verifiziert", "nicht festgelegt")
LENT_TO = {"kernel": "kernel"}  # a library's table belongs to the accounts, if to nobody else


@dataclass(frozen=True, slots=True)
class Processing:
    """One line of the Verzeichnis der Verarbeitungstätigkeiten (DSGVO Art. 30)."""

    step: Step
    room: str
    record: str
    purpose: str
    basis: Basis
    legal_basis: str
    keep_for: str
    fields: tuple[str, ...]

    @property
    def verified(self) -> bool:
        """Say whether law and period were checked by somebody who may say so."""
        return not any(word in f"{self.legal_basis} {self.keep_for}" for word in NOT_CHECKED)


def register_of_processing() -> Sequence[Processing]:
    """Return every kind of record about persons, generated from the code that stores it."""
    german = {term.code: term.german for term in glossary.terms()}
    own = [
        _declared(model=model, german=german)
        for model in apps.get_models()
        if issubclass(model, PersonRecord)
    ]
    lent = [
        Processing(
            step=step_of(LENT_TO.get(one.label.split(".")[0], "accounts")),
            room=one.room,
            record=one.name,
            purpose=one.purpose,
            basis=one.basis,
            legal_basis=one.legal_basis,
            keep_for=one.keep_for,
            fields=one.fields,
        )
        for one in BORROWED
    ]
    return sorted([*own, *lent], key=lambda one: (one.room, one.record))


def title_of(model: type[Model]) -> str:
    """Return what people call a kind of record."""
    german = {term.code: term.german for term in glossary.terms()}
    return german.get(words_of(model.__name__), str(model._meta.verbose_name))  # noqa: SLF001 - Django's documented way to a name


def named(field: Field) -> str:
    """Return what people call a field."""
    return _label(field=field, german={term.code: term.german for term in glossary.terms()})


def _declared(*, model: type[PersonRecord], german: Mapping[str, str]) -> Processing:
    room = apps.get_containing_app_config(model.__module__)
    return Processing(
        step=step_of(model._meta.app_label),  # noqa: SLF001 - Django's documented way to a label
        room=str(room.verbose_name) if room else model.__module__,
        record=german.get(words_of(model.__name__), model.__name__),
        purpose=model.purpose,
        basis=model.basis,
        legal_basis=model.legal_basis,
        keep_for=model.keep_for,
        fields=_labels(model=model, german=german),
    )


def _labels(*, model: type[Model], german: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is stored, by the names people read.

    The number of a row is no information, unless the row holds nothing else (a random id).
    """
    fields = model._meta.get_fields()  # noqa: SLF001 - Django's documented way to a model's fields
    labels = tuple(
        _label(field=one, german=german)
        for one in fields
        if isinstance(one, Field) and not one.primary_key
    )
    return labels or ("zufällige Kennung",)  # a subject has nothing else


def _label(*, field: Field, german: Mapping[str, str]) -> str:
    """A field's own German name, else the glossary's word for it or for what it points at."""
    own = str(field.verbose_name)
    if own != field.name.replace("_", " ") or not isinstance(field.related_model, type):
        return german.get(own, own)
    return german.get(words_of(field.related_model.__name__), own)


def words_of(label: str) -> str:
    """schooling.ProposedSeat -> proposed seat, the word by which the glossary knows it."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", label.rsplit(".", maxsplit=1)[-1]).lower()
