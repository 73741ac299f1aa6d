# SPDX-License-Identifier: EUPL-1.2
"""KERN as block tags: ``{% badge kind="danger" %}über 14 Tage{% endbadge %}``.

Each tag renders ``kern/<name>.html``, whose first line lists its options. Inside ``{% table %}``
and ``{% description %}`` one writes bare HTML; the tag gives every element KERN's class.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import get_template
from django.urls import resolve, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi

from rundertisch.engine.figures import Figure
from rundertisch.kernel import figures, pages

register = template.Library()

# name -> its options with their defaults; an option that is not here is an error in the template
COMPONENTS: dict[str, dict[str, object]] = {
    "accordion": {"title": "", "open": False},
    "alert": {"kind": "info", "title": "", "live": False},
    "badge": {"kind": "info", "icon": False},
    "button": {"kind": "primary", "url": "", "icon": "", "name": "", "value": "", "block": False},
    "card": {"title": "", "preline": "", "subline": "", "url": "", "level": 2},
    "crumb": {"url": ""},
    "breadcrumb": {},
    "description": {"columns": False},
    "fieldset": {"legend": ""},
    "filter_panel": {"title": "Liste filtern", "url": "", "target": ""},
    "link": {"url": "", "icon": "", "small": False, "target": ""},
    "progress": {"id": "", "value": 0, "of": 1},
    "stat": {"label": "", "url": ""},
    "stats": {},
    "sub_link": {"url": "", "current": False, "target": ""},
    "sub_navigation": {"label": "Bereiche"},
    "summary": {"title": "", "number": "", "url": "", "action": "Ändern"},
    "table": {"caption": "", "small": False, "striped": False},
    "task": {"title": "", "url": "", "number": ""},
    "task_list": {"title": ""},
    "tile": {"name": "", "row": 1, "column": 1, "shade": 0, "url": ""},
    "tile_map": {"label": ""},
    "timeline": {},
    "timeline_entry": {"on": "", "title": ""},
}
TABLE = {
    "thead": "kern-table__head",
    "tbody": "kern-table__body",
    "tfoot": "kern-table__footer",
    "tr": "kern-table__row",
    "th": "kern-table__header",
    "td": "kern-table__cell",
}
DESCRIPTION = {
    "div": "kern-description-list-item",
    "dt": "kern-description-list-item__key",
    "dd": "kern-description-list-item__value",
}
INSIDE = {"table": TABLE, "description": DESCRIPTION}


def drawn(
    name: str, context: Mapping[str, object], request: HttpRequest | None = None
) -> SafeString:
    """Fill a component's template; a page draws hundreds, so each is looked up only once."""
    found = get_template(name) if settings.DEBUG else _kept(name)
    return mark_safe(found.render(dict(context), request))  # noqa: S308 - a rendered, escaped template


_kept = cache(get_template)


def component(name: str, defaults: dict[str, object]) -> None:
    """Register one component as a block tag."""

    @register.simple_block_tag(name=name)
    def tag(content: str, **options: object) -> SafeString:
        unknown = options.keys() - defaults.keys()
        if unknown:
            msg = f"{{% {name} %}} has no option {', '.join(sorted(unknown))}"
            raise template.TemplateSyntaxError(msg)
        if name in INSIDE:
            content = dressed(content, classes=INSIDE[name])
        return drawn(f"kern/{name}.html", {**defaults, **options, "content": content})


def dressed(html: str, *, classes: dict[str, str]) -> SafeString:
    """Give every bare element its class; a cell with ``data-n`` holds a number."""

    def dress(match: re.Match[str]) -> str:
        element, rest = match[1], match[2]
        css = classes[element]
        if re.search(r"\sdata-n\b", rest):
            css = f"{css} {css}--numeric"
        if own := re.search(r'\sclass="([^"]*)"', rest):
            rest = rest.replace(own[0], f' class="{own[1]} {css}"')
            return f"<{element}{rest}>"
        return f'<{element} class="{css}"{rest}>'

    names = "|".join(classes)
    return mark_safe(re.sub(rf"<({names})((?:\s[^>]*)?)>", dress, html))  # noqa: S308 - content is a rendered, escaped template


for _name, _defaults in COMPONENTS.items():
    component(_name, _defaults)


@register.simple_tag
def figure(
    shown: Figure,
    n: int | Figure | None = None,
    brief: bool = False,  # noqa: FBT001, FBT002 - an option written in a template
    near: bool = True,  # noqa: FBT001, FBT002 - likewise
) -> SafeString:
    """Write a figure with interval, day and size; its source is said behind it.

    ``brief``: in a table whose caption says day and source. ``near=False``: under a heading that
    says that numbers are rounded, so that "rund" need not stand before each.
    """
    if brief:
        said = figures.headline(shown, near=near)
        return drawn("kern/figure.html", {"value": said, "tail": "", "source": ""})
    return drawn(
        "kern/figure.html",
        {
            "value": figures.headline(shown, near=near),
            "tail": figures.tail(shown, n=n),
            "source": shown.source,
        },
    )


@register.simple_tag
def bar(value: float, of: float, low: float | None = None, high: float | None = None) -> SafeString:
    """Draw a number as a bar inside a table cell; the number itself stands beside it as text."""

    def percent(part: float | None) -> str:
        return "" if part is None or of <= 0 else f"{max(0, min(100, 100 * part / of)):.1f}"

    context = {"width": percent(value) or "0", "low": percent(low), "high": percent(high)}
    return drawn("kern/bar.html", context)


@register.simple_tag
def choices(widget: Mapping[str, Any]) -> SafeString:
    """Draw radio buttons or check boxes, each with its label beside it."""
    lines = []
    for _group, options, _index in widget["optgroups"]:
        for option in options:
            shown = {name: option[name] for name in ("type", "name", "value")} | option["attrs"]
            label = attributes({"class": "kern-label", "for": option["attrs"].get("id")})
            lines.append(
                f'<div class="kern-form-check"><input{attributes(shown)}>'
                f"<label{label}>{conditional_escape(option['label'])}</label></div>"
            )
    return mark_safe("\n".join(lines))  # noqa: S308 - every value is escaped


@register.simple_tag
def attributes(attrs: Mapping[str, object]) -> SafeString:
    """Write an element's attributes: True stands alone, False and None are left out.

    Where it matters: a form of thirty fields asks hundreds of times.
    """
    written = (
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in attrs.items()
        if value is not None and value is not False
    )
    return mark_safe("".join(written))  # noqa: S308 - every value is escaped


@register.filter
def number(value: float | None) -> str:
    """Write a plain count in German; rates and estimates are figures."""
    return figures.number(value)


@register.simple_tag(takes_context=True)
def pagination(context: Context, rows: object, target: str = "") -> SafeString:
    """Draw the way through a long list; ``rows`` is a page of Django's paginator."""
    return drawn(
        "kern/pagination.html",
        {"rows": rows, "target": target},
        request=context.get("request"),
    )


@register.simple_tag(takes_context=True)
def door(context: Context, name: str) -> str:
    """Return the address of a page, or nothing where whoever reads may not open it."""
    address = reverse(name)
    policy: pages.Policy = resolve(address).func.__dict__["policy"]
    seat = getattr(context.get("request"), "seat", None)
    return address if seat is not None and policy(seat=seat) else ""


@register.simple_tag(takes_context=True)
def site_header(context: Context) -> SafeString:
    """Draw the name of the house, who is signed in on which seat, and the doors open to them."""
    request: HttpRequest | None = context.get("request")
    doors = pages.navigation(request) if request is not None else ()
    return drawn(
        "kern/site_header.html",
        {
            "navigation": navigation(tuple(doors)) if doors else "",
            "mine": [door for door in doors if door.place == "person"],
            "seat": getattr(request, "seat", None),
            "person": getattr(request, "user", None),
            "official": bool(getattr(settings, "OFFICIAL_SITE", False)),
            "demo": getattr(settings, "MODE", "") == "demo",
            "csrf_token": context.get("csrf_token"),  # the same in every form of a page
        },
    )


@lru_cache(maxsize=500)
def navigation(doors: tuple[pages.Door, ...]) -> SafeString:
    """Draw the doors; the same doors look the same for whoever may open them."""
    row, more = ([one for one in doors if one.place == place] for place in ("row", "more"))
    return drawn("kern/navigation.html", {"row": row, "more": more})


@register.simple_tag
def site_files(*, scripts: bool = False) -> SafeString:
    """Name the house's own style sheets, for a public page without scripts."""
    return files(settings.ROOT_URLCONF, right_to_left=get_language_bidi(), scripts=scripts)


@cache
def files(_house: object, *, right_to_left: bool, scripts: bool) -> SafeString:
    """Draw the files of a house once; their names do not change while it runs."""
    told = {"right_to_left": right_to_left, "scripts": scripts}
    return drawn("kern/site_files.html", told)


@register.simple_tag
def site_footer() -> SafeString:
    """Draw the foot of every page; it is the same for everybody."""
    return footer(settings.ROOT_URLCONF)


@cache
def footer(_house: object) -> SafeString:
    """Draw the foot of a house once."""
    return drawn("kern/site_footer.html", {})


@register.simple_tag(takes_context=True)
def notices(context: Context) -> SafeString:
    """Show what the last action had to say."""
    request: HttpRequest | None = context.get("request")
    told = get_messages(request) if request is not None else ()
    return drawn("kern/notices.html", {"told": list(told)})
