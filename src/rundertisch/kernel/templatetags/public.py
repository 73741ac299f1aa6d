# SPDX-License-Identifier: EUPL-1.2
"""What every public page shows: the other languages, and whether a person read this one."""

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.utils import translation

from rundertisch.kernel import languages, public

register = template.Library()


@register.inclusion_tag("kern/languages.html", takes_context=True)
def language_chooser(context: Context) -> dict[str, object]:
    """Draw the same page's addresses in all languages."""
    request: HttpRequest = context["request"]
    now = translation.get_language()
    return {
        "choices": [
            (one, public.in_language(path=request.path, code=one.code), one.code == now)
            for one in languages.LANGUAGES
        ],
        "current": next(one for one in languages.LANGUAGES if one.code == now),
    }


@register.simple_tag
def unreviewed() -> bool:
    """Say whether this language's translation still waits for a person to read it."""
    return not languages.reviewed(str(translation.get_language()))


@register.simple_tag
def demo_mode() -> bool:
    """Say whether everybody on these pages is invented."""
    return settings.MODE == "demo"
