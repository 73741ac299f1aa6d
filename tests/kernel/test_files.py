# SPDX-License-Identifier: EUPL-1.2
"""A file leaves the house through a marked view only, and a marked view asks again."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from rundertisch.kernel import files

GET = RequestFactory().get("/liste.csv")


def a_list(request: HttpRequest) -> HttpResponse:
    """Hand out a list, as a view does."""
    del request
    return files.answer(content="a;b\n", name="Liste für Büro.csv", content_type="text/csv")


def test_a_file_from_a_view_that_nobody_marked_is_refused() -> None:
    with pytest.raises(files.UnmarkedFileError, match="neither"):
        a_list(GET)


def test_who_was_asked_a_moment_ago_gets_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ask_again", lambda _: None)
    answer = files.confirmed(a_list)(GET)
    assert answer.content == b"a;b\n"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Liste%20f")
    assert answer["Cache-Control"] == "no-store"


def test_who_was_not_gets_the_question_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    question = HttpResponse("Sind Sie es?")
    monkeypatch.setattr(files, "ask_again", lambda _: question)
    assert files.confirmed(a_list)(GET) is question


def test_until_somebody_says_how_to_ask_no_file_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ask_again", files._nobody_can_be_asked)  # noqa: SLF001 - its default
    with pytest.raises(files.UnmarkedFileError, match="nobody registered"):
        files.confirmed(a_list)(GET)


def test_a_public_file_says_why_nobody_is_asked() -> None:
    view = files.unconfirmed(why="offene Daten")(a_list)
    assert view(GET).content == b"a;b\n"
    assert view.__dict__["hands_out"] == "offene Daten"
