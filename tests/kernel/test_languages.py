# SPDX-License-Identifier: EUPL-1.2
"""Every public sentence stands in all twelve languages, compiled, and says if nobody read it."""

import ast
import gettext
import io
import re

from django.utils import translation
from django.utils.translation import get_language_info

from rundertisch.kernel import languages
from tests import house_rules as house

MARKED = re.compile(r'{%\s*(?:block)?trans(?:late)?\s+"([^"]+)"')
BLOCKS = re.compile(r"{%\s*blocktranslate\b")
PLACES = re.compile(r"%\(\w+\)s|\{\w*\}")
CALLS = {"_", "gettext", "gettext_lazy"}


def sentences() -> set[str]:
    """Return what is marked for translation, in templates and in code."""
    found: set[str] = set()
    pages = house.files(suffix=".html", under=house.PACKAGE)
    for path in [*pages, *house.files(suffix=".txt", under=house.PACKAGE)]:  # pages and messages
        text = path.read_text(encoding="utf-8")
        assert not BLOCKS.search(text), (house.shown(path), "write translate, not blocktranslate")
        found |= set(MARKED.findall(text))
    for path in house.files(suffix=".py", under=house.PACKAGE):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in CALLS:
                given = node.args[0]
                assert isinstance(given, ast.Constant), (house.shown(path), ast.unparse(node))
                found.add(str(given.value))
    return found


def test_a_range_of_numbers_keeps_its_order_where_the_writing_runs_from_right_to_left() -> None:
    with translation.override("ar"):
        assert languages.left_to_right("7–8") == "\u20667–8\u2069"
    with translation.override("tr"):
        assert languages.left_to_right("7–8") == "7–8"


def test_every_public_sentence_is_translated_and_nothing_else_lies_about() -> None:
    wanted = sentences()
    assert "Sprache" in wanted
    assert len(languages.CODES) == 12
    for code in languages.CODES:
        if code == languages.SOURCE:
            continue
        rooms = languages.catalogues(code)
        told = {key: text for room in rooms for key, text in room.messages.items()}
        assert wanted - set(told) == set(), code
        assert set(told) - wanted == set(), code
        assert sum(len(room.messages) for room in rooms) == len(told), f"{code}: said twice"
        for german, text in told.items():
            assert text.strip(), (code, german)
            assert sorted(PLACES.findall(text)) == sorted(PLACES.findall(german)), (code, german)


def test_what_django_reads_is_what_the_translators_wrote() -> None:
    for code in languages.CODES:
        for one in languages.catalogues(code):
            made = languages.binary(code=code, messages=one.messages)
            assert one.compiled.read_bytes() == made, f"run: rundertisch docs messages ({code})"
            read = gettext.GNUTranslations(io.BytesIO(made))
            assert all(read.gettext(key) == text for key, text in one.messages.items())
    with translation.override("ar"):
        assert translation.gettext("Sprache") == "اللغة"
    with translation.override("de"):
        assert translation.gettext("Sprache") == "Sprache"


def test_a_language_is_called_reviewed_only_when_a_person_signed_every_part_of_it() -> None:
    assert languages.reviewed("de")
    for code in languages.CODES[1:]:
        assert languages.reviewed(code) == all(one.reviewed for one in languages.catalogues(code))


def test_two_languages_run_from_right_to_left() -> None:
    assert [code for code in languages.CODES if get_language_info(code)["bidi"]] == ["ar", "fa"]
