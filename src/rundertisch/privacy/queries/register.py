# SPDX-License-Identifier: EUPL-1.2
"""Questions about data protection: what is held about persons, why, and how long."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Field, Model

from rundertisch.kernel import glossary
from rundertisch.kernel.models import Basis, PersonRecord
from rundertisch.privacy.registry import BORROWED

NOT_CHECKED = ("nicht verifiziert", "nicht festgelegt")


@dataclass(frozen=True, slots=True)
class Processing:
    """One line of the Verzeichnis der Verarbeitungstätigkeiten (DSGVO Art. 30)."""

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


def _declared(*, model: type[PersonRecord], german: Mapping[str, str]) -> Processing:
    room = apps.get_containing_app_config(model.__module__)
    return Processing(
        room=str(room.verbose_name) if room else model.__module__,
        record=german.get(_words(model.__name__), model.__name__),
        purpose=model.purpose,
        basis=model.basis,
        legal_basis=model.legal_basis,
        keep_for=model.keep_for,
        fields=_labels(model=model, german=german),
    )


def _labels(*, model: type[Model], german: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is stored, by the names people read; the number of a row is no information."""
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
    return german.get(_words(field.related_model.__name__), own)


def _words(name: str) -> str:
    """ProposedSeat -> proposed seat."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()
