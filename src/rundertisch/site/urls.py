# SPDX-License-Identifier: EUPL-1.2
"""Every path of the house: the start pages and the rooms behind them."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from rundertisch.site import views

handler403 = "rundertisch.kernel.pages.forbidden"
handler404 = "rundertisch.kernel.pages.not_found"
handler500 = "rundertisch.kernel.pages.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.start, name="start"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
    path("impressum/", views.imprint, name="imprint"),
    path("datenschutz/", views.data_protection, name="data_protection"),
]
for prefix, urlconf in (
    ("schule/", "rundertisch.schooling.urls"),
    ("orte/", "rundertisch.places.urls"),
    ("partner/", "rundertisch.partners.urls"),
    ("konto/", "rundertisch.accounts.urls"),
    ("datenschutz/", "rundertisch.privacy.urls"),
    ("bausteine/", "rundertisch.kernel.urls"),
):
    if find_spec(urlconf):
        urlpatterns.append(path(prefix, include(urlconf)))
