# SPDX-License-Identifier: EUPL-1.2
"""``{% ways_svg drawing %}``: one child's ways to school as SVG, with the same in words."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from rundertisch.kernel import ways

register = template.Library()


@register.simple_tag
def ways_svg(drawing: ways.WaysDrawing) -> SafeString:
    """Draw the ways; the table with the same figures stands beside it on the page."""
    return render_to_string(
        "kern/ways.html",
        {
            "drawing": drawing,
            "dots": ways.dots_of(drawing=drawing),
            "width": ways.WIDTH,
            "height": ways.HEIGHT,
            "middle_x": ways.WIDTH // 2,
            "middle_y": ways.HEIGHT // 2,
        },
    )
