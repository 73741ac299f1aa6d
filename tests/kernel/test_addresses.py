# SPDX-License-Identifier: EUPL-1.2
"""``{% url %}`` answers as Django's own does, whether it has been asked before or not."""

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.urls import NoReverseMatch, reverse

from rundertisch.kernel.templatetags import addresses


def written(text: str, **known: object) -> str:
    return Template(text).render(Context(known))


@pytest.mark.parametrize("number", [7, "7"])
def test_an_address_is_worked_out_once_and_stays_what_django_says(number: object) -> None:
    addresses._address.cache_clear()  # noqa: SLF001 - what is kept is what is tested here
    for _ in range(3):
        assert written('{% url "schooling:child" n %}', n=number) == reverse(
            "schooling:child", args=[7]
        )
    assert addresses._address.cache_info()[:2] == (2, 1)  # noqa: SLF001 - hits and misses


def test_names_options_and_things_are_django_s() -> None:
    class Seven:
        def __str__(self) -> str:
            return "7"

    before = addresses._address.cache_info().currsize  # noqa: SLF001 - as above
    assert written('{% url "schooling:child" pk=n %}', n=7) == reverse(
        "schooling:child", kwargs={"pk": 7}
    )
    assert written('{% url "schooling:child" n %}', n=Seven()) == "/schule/kinder/7/"
    assert addresses._address.cache_info().currsize == before  # noqa: SLF001 - as above
    assert written('{% url "schooling:child" n as there %}<{{ there }}>', n=7) == (
        "</schule/kinder/7/>"
    )


def test_an_address_that_is_not_there_is_said_or_is_nothing() -> None:
    with pytest.raises(NoReverseMatch):
        written('{% url "schooling:nowhere" %}')
    assert written('{% url "schooling:nowhere" as there %}<{{ there }}>') == "<>"


def test_another_house_has_its_own_addresses() -> None:
    assert written('{% url "account_login" %}')
    with (
        override_settings(ROOT_URLCONF="tests.kernel.test_addresses"),
        pytest.raises(NoReverseMatch),
    ):
        written('{% url "account_login" %}')


urlpatterns: list[object] = []
