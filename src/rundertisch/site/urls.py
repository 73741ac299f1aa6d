# SPDX-License-Identifier: EUPL-1.2
"""Every path of the house: the start pages and the rooms behind them."""

from django.urls import URLPattern, URLResolver, include, path

from rundertisch.cases.urls import referral
from rundertisch.kernel import public  # noqa: F401  (registers <language:language>)
from rundertisch.privacy.urls import own
from rundertisch.schooling.urls import feeds, information, spoken, status
from rundertisch.site import views

handler403 = "rundertisch.kernel.pages.forbidden"
handler404 = "rundertisch.kernel.pages.not_found"
handler429 = "rundertisch.kernel.pages.too_many"  # asked for by allauth
handler500 = "rundertisch.kernel.pages.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.start, name="start"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
    path("impressum/", views.imprint, name="imprint"),
    path("datenschutz/", views.data_protection, name="data_protection"),
    path("schule/", include("rundertisch.schooling.urls")),
    path("vermittlung/", include((referral, "referral"))),
    path("faelle/", include("rundertisch.cases.urls")),
    path("orte/", include("rundertisch.places.urls")),
    path("lage/", include("rundertisch.situation.urls")),
    path("partner/", include("rundertisch.partners.urls")),
    path("konto/", include("rundertisch.accounts.urls")),
    path("datenschutz/", include("rundertisch.privacy.urls")),
    path("<language:language>/", views.welcome, name="welcome"),
    path("<language:language>/schulplatz/", include((information, "information"))),
    path("<language:language>/stand/", include((status, "status"))),
    path("<language:language>/vorlesen/", include((spoken, "spoken"))),
    path("<language:language>/meine-daten/", include((own, "own"))),
    path("betrieb/", views.operations, name="operations"),
    path("betrieb/auftraege/<int:pk>/", views.retry_job, name="retry_job"),
    path("metriken/", views.metrics, name="metrics"),
    path("kalender/", include(feeds)),
    path("bausteine/", include("rundertisch.kernel.urls")),
]
