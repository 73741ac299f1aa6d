# SPDX-License-Identifier: EUPL-1.2
"""Forms only parse: days in three fields, refusals at their field, KERN's classes and names."""

from datetime import date

import pytest
from django import forms

from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.forms import DayField, refused


class Start(forms.Form):
    first_day = DayField(label="Erster Schultag", help_text="zum Beispiel 3 8 2026")
    school = forms.CharField(label="Schule", required=False)
    form_of_school = forms.ChoiceField(label="Schulform", choices=[("gs", "Grundschule")])


def filled(*, day: str = "3", month: str = "8", year: str = "2026") -> Start:
    parts = {"first_day_tag": day, "first_day_monat": month, "first_day_jahr": year}
    return Start(data=parts | {"form_of_school": "gs"})


def test_a_day_is_read_from_three_fields() -> None:
    form = filled()
    assert form.is_valid()
    assert form.cleaned_data["first_day"] == date(2026, 8, 3)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"day": "31", "month": "2"}, "Den 31.2.2026 gibt es nicht."),
        ({"month": ""}, "Bitte Tag, Monat und Jahr angeben"),
        ({"day": "drei"}, "ganze Zahl"),
        ({"year": "99999"}, "gibt es nicht"),
        ({"year": "26"}, "das Jahr mit vier Ziffern"),
        ({"day": "", "month": "", "year": ""}, "erforderlich"),
    ],
)
def test_a_day_that_is_none_is_answered_in_a_sentence(parts: dict[str, str], sentence: str) -> None:
    form = filled(**parts)
    assert not form.is_valid()
    assert sentence in " ".join(form.errors["first_day"])


def test_a_day_already_known_is_shown_in_its_three_fields() -> None:
    html = str(Start(initial={"first_day": date(2026, 8, 3)})["first_day"])
    assert [f'value="{part}"' in html for part in (3, 8, 2026)] == [True, True, True]


def test_a_refusal_stands_at_its_field() -> None:
    form = filled()
    assert form.is_valid()
    refused(form=form, refusal=Refusal("Die Schule ist voll.", field="school"))
    assert form.errors["school"] == ["Die Schule ist voll."]
    assert 'kern-form-input__input--error" id="id_school"' in str(form["school"])


def test_a_refusal_without_a_field_of_this_form_stands_above_all() -> None:
    form = filled()
    assert form.is_valid()
    refused(form=form, refusal=Refusal("Heute nicht.", field="nowhere"))
    html = str(form)
    assert form.non_field_errors() == ["Heute nicht."]
    assert html.index("Heute nicht.") < html.index('id="id_school"')


def test_every_field_has_a_name_a_hint_and_an_error_that_belong_to_it() -> None:
    html = str(filled(day=""))
    assert 'aria-describedby="id_first_day_helptext id_first_day_error"' in html
    assert 'id="id_first_day_helptext"' in html
    assert 'id="id_first_day_error"' in html
    assert '<label class="kern-label" for="id_school">' in html
    assert '<div class="kern-form-input__select-wrapper"><select' in html
    assert '<label class="kern-label" for="id_first_day_0">Tag</label>' in html
