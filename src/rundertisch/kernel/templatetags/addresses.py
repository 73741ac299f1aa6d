# SPDX-License-Identifier: EUPL-1.2
"""Django's ``{% url %}``, which works each address out once; every template has it (settings)."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parsed
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import conditional_escape

register = template.Library()


@lru_cache(maxsize=5000)
def _address(
    _house: tuple[str, str], name: str, current_app: str | None, args: tuple[int | str, ...]
) -> str:
    return reverse(name, args=args, current_app=current_app)


class Address(URLNode):
    """An address of the house; what is not plainly a name with numbers or words is Django's."""

    def render(self, context: Context) -> str:
        """Return the address, or keep it under the name that was asked for."""
        args = tuple(arg.resolve(context) for arg in self.args)
        if self.kwargs or not all(type(arg) in {int, str} for arg in args):
            return super().render(context)
        match = getattr(getattr(context, "request", None), "resolver_match", None)
        house = (settings.ROOT_URLCONF, get_script_prefix())
        try:
            name = self.view_name.resolve(context)
            url = _address(house, name, getattr(match, "namespace", None), args)
        except NoReverseMatch:
            return super().render(context)
        if self.asvar:
            context[self.asvar] = url
            return ""
        return conditional_escape(url) if context.autoescape else url


@register.tag
def url(parser: Parser, token: Token) -> Address:
    """Read the tag as Django does."""
    node = parsed(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
