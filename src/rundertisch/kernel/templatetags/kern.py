# SPDX-License-Identifier: EUPL-1.2
"""KERN as block tags: ``{% badge kind="danger" %}über 14 Tage{% endbadge %}``.

Each tag renders ``kern/<name>.html``, whose first line lists its options.
"""

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from rundertisch.kernel import figures, pages

register = template.Library()

COMPONENTS = (
    "accordion",
    "alert",
    "badge",
    "bar",
    "button",
    "card",
    "description",
    "filter_panel",
    "link",
    "progress",
    "sub_navigation",
    "summary",
    "table",
    "task",
    "task_list",
    "tile",
    "tile_map",
    "timeline",
    "timeline_entry",
)


def component(name: str) -> None:
    """Register one KERN component as a block tag."""

    @register.simple_block_tag(name=name)
    def tag(content: str, **options: object) -> SafeString:
        return render_to_string(f"kern/{name}.html", {"content": content, "o": options})


for _name in COMPONENTS:
    component(_name)


@register.simple_tag
def figure(shown: figures.SupportsFigure, n: int | None = None) -> SafeString:
    """Write a figure with interval, day and size; its source is said as its title."""
    return render_to_string(
        "kern/figure.html",
        {"text": figures.written(shown, n=n), "source": shown.source},
    )


@register.filter
def number(value: float | None) -> str:
    """Write a plain count in German; rates and estimates are figures."""
    return figures.number(value)


@register.simple_tag(takes_context=True)
def site_navigation(context: RequestContext) -> SafeString:
    """Draw the doors this person may open."""
    request: HttpRequest | None = context.get("request")
    doors = pages.navigation(request) if request is not None else ()
    return render_to_string("kern/site_navigation.html", {"doors": doors})


@register.simple_tag
def official_site() -> bool:
    """Say whether the federal band may be shown: only on real official sites."""
    return bool(getattr(settings, "OFFICIAL_SITE", False))
