# SPDX-License-Identifier: EUPL-1.2
"""One word per thing: the dictionary, its page, and the names of the models."""

import re
from collections import Counter

from django.apps import apps

from rundertisch.kernel import glossary
from tests import house_rules as house


def spoken(model_name: str) -> str:
    """Return a model's name as the glossary writes it: AuditEntry -> audit entry."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", model_name).lower()


def test_one_word_is_used_for_one_thing_only() -> None:
    for words in ("german", "code"):
        counted = Counter(getattr(term, words) for term in glossary.terms())
        assert [word for word, times in counted.items() if times > 1] == []


def test_every_term_says_what_it_is_and_where_the_word_comes_from() -> None:
    assert glossary.terms()
    for term in glossary.terms():
        assert all((term.german, term.code, term.line, term.source)), term


def test_every_model_is_named_by_a_word_of_the_glossary() -> None:
    known = {term.code for term in glossary.terms()}
    models = [m for m in apps.get_models() if m.__module__.startswith("rundertisch.")]
    assert spoken("ProposedSeat") in known
    assert spoken("Institution") not in known
    assert [m.__name__ for m in models if spoken(m.__name__) not in known] == []


def test_the_page_of_the_glossary_is_the_generated_one() -> None:
    page = house.ROOT / "docs" / "reference" / "glossary.md"
    assert page.read_text(encoding="utf-8") == glossary.as_markdown()
