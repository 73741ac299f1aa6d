# SPDX-License-Identifier: EUPL-1.2
"""Components: known options, escaped content, KERN's classes, all of them in the gallery."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError

from rundertisch.engine.figures import Figure
from rundertisch.kernel.templatetags import kern

TEMPLATES = Path(kern.__file__).parents[1] / "templates"
GALLERY = (TEMPLATES / "kernel" / "gallery.html").read_text(encoding="utf-8")


def drawn(source: str, **values: object) -> str:
    return Template("{% load kern %}" + source).render(Context(values))


def test_the_first_line_of_every_component_names_it_and_its_options() -> None:
    for path in sorted((TEMPLATES / "kern").glob("*.html")):
        first = path.read_text(encoding="utf-8").split("\n")[0]
        assert re.match(rf"\{{# {path.stem}\b.*#\}}$", first), path.name
        for option in kern.COMPONENTS.get(path.stem, {}):
            assert re.search(rf"\b{option}\b", first), (path.name, option)


@pytest.mark.parametrize("name", sorted(kern.COMPONENTS))
def test_every_component_is_in_the_gallery(name: str) -> None:
    assert f"{{% {name} " in GALLERY or f"{{% {name} %}}" in GALLERY


def test_a_misspelt_option_is_an_error_and_not_silence() -> None:
    with pytest.raises(TemplateSyntaxError, match="colour"):
        drawn('{% badge colour="red" %}neu{% endbadge %}')


def test_what_people_typed_is_escaped_inside_and_in_options() -> None:
    html = drawn("{% alert title=name %}{{ name }}{% endalert %}", name="<b>Anna</b>")
    assert "<b>" not in html
    assert html.count("&lt;b&gt;Anna&lt;/b&gt;") == 2


def test_what_people_typed_is_escaped_in_a_table() -> None:
    html = drawn(
        "{% table caption=name %}<tr><td>{{ name }}</td></tr>{% endtable %}",
        name='<td onclick="x">',
    )
    assert "<td onclick" not in html


def test_bare_rows_get_their_classes_and_keep_their_own() -> None:
    html = drawn(
        '{% table caption="Plätze" %}<thead><tr><th scope="col" data-n>frei</th></tr></thead>'
        '<tr class="mine"><td colspan="2">x</td></tr>{% endtable %}'
    )
    assert '<th class="kern-table__header kern-table__header--numeric" scope="col" data-n>' in html
    assert '<tr class="mine kern-table__row">' in html
    assert '<td class="kern-table__cell" colspan="2">' in html
    assert '<thead class="kern-table__head">' in html


def test_a_button_with_an_address_is_a_link() -> None:
    assert drawn('{% button url="/x/" %}Weiter{% endbutton %}').strip().startswith("<a ")
    assert drawn("{% button %}Weiter{% endbutton %}").strip().startswith("<button ")


def test_a_link_with_a_target_names_its_own_target_and_swap() -> None:
    html = drawn('{% link url="?x=1" target="#rows" %}x{% endlink %}')
    assert 'href="?x=1" hx-get="?x=1" hx-target="#rows" hx-swap="innerHTML"' in html
    assert "hx-" not in drawn('{% link url="?x=1" %}x{% endlink %}')


def test_a_figure_says_its_source_to_those_who_listen() -> None:
    html = drawn("{% figure f n=5 %}", f=Figure(value=3, unit="Kinder", source="Anmeldeliste"))
    assert "(Quelle: Anmeldeliste)" in html
    assert "n=5" in html


@pytest.mark.parametrize(
    ("value", "of", "width"), [(5, 10, "50.0"), (20, 10, "100.0"), (1, 0, "0")]
)
def test_a_bar_is_never_longer_than_its_row(value: float, of: float, width: str) -> None:
    assert f'width="{width}%"' in drawn(f"{{% bar {value} of={of} %}}")


def test_no_component_needs_a_style_or_a_script_of_its_own() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?! src)", text), path.name


def test_attributes_are_escaped_and_what_is_not_true_is_left_out() -> None:
    attrs = {"id": "a", "checked": True, "disabled": False, "for": None, "value": 0, "title": '"<&'}
    assert kern.attributes(attrs) == ' id="a" checked value="0" title="&quot;&lt;&amp;"'
