# SPDX-License-Identifier: EUPL-1.2
"""Public pages: the language in the path, no cookie, no script, forms only from our own pages."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from rundertisch.kernel import languages, public
from tests import house_models

pytestmark = pytest.mark.database
PREFIX = "/<language:language>/"


def doors() -> list[str]:
    """Return the public addresses that need nothing but a language."""
    routes = [
        route.removeprefix(PREFIX) for route in house_models.routes() if route.startswith(PREFIX)
    ]
    return [route for route in routes if "<" not in route]


@pytest.mark.django_db
@pytest.mark.parametrize("code", languages.CODES)
def test_every_public_page_speaks_the_language_of_its_path(code: str) -> None:
    client = Client()
    assert doors()
    for door in doors():
        answer = client.get(f"/{code}/{door}")
        assert (answer.status_code, answer["Content-Language"]) == (200, code)
        assert not answer.cookies, door
        if "html" not in answer["Content-Type"]:
            continue
        text = answer.content.decode()
        side = "rtl" if code in {"ar", "fa"} else "ltr"
        assert f'<html lang="{code}" dir="{side}">' in text
        assert ("kern.rtl.min.css" in text) == (side == "rtl")
        assert "<script" not in text
        assert "csrfmiddlewaretoken" not in text
        assert ("rt-unreviewed" in text.split("<h1>")[0]) == (not languages.reviewed(code))
        for other in languages.CODES:
            assert f'href="/{other}/{door}"' in text


@pytest.mark.django_db
def test_the_sheet_says_that_there_is_nothing_to_withdraw_and_who_is_walled_off() -> None:
    german = Client().get(reverse("information:sheet", kwargs={"language": "de"})).content.decode()
    assert "Eine Einwilligung ist dafür nicht" in german
    assert "Die Ausländerbehörde sieht nichts davon" in german
    arabic = Client().get(reverse("information:sheet", kwargs={"language": "ar"})).content.decode()
    assert "دائرة الأجانب" in arabic
    body = re.sub(r"<[^>]+>", " ", arabic.split("<main")[1].split("</main>")[0])
    assert "Wir suchen einen Schulplatz" not in body


@pytest.mark.django_db
def test_an_address_in_an_unknown_language_is_not_there() -> None:
    assert Client().get("/xx/").status_code == 404


@public.public
def told(request: HttpRequest) -> HttpResponse:
    """Take a message."""
    return HttpResponse(request.method)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://testserver"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({}, 403),
    ],
)
def test_a_form_is_taken_only_from_one_of_our_own_pages(
    headers: dict[str, str], status: int
) -> None:
    request = RequestFactory().post("/ro/x/", headers=headers)
    answer = told(request, language="ro")
    assert answer.status_code == status
    assert status == 200 or "Deschideți din nou" in answer.content.decode()
