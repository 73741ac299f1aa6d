# SPDX-License-Identifier: EUPL-1.2
"""The paths of privacy."""

from django.urls import path

from rundertisch.privacy import views

app_name = "privacy"

ONE = "einwilligungen/<uuid:subject>/"
urlpatterns = [
    path("verzeichnis/", views.register, name="register"),
    path("protokolle/", views.log_openings, name="log_openings"),
    path("protokolle/antrag/", views.ask_to_open_log, name="ask_to_open_log"),
    path("protokolle/<int:pk>/", views.log_opening, name="log_opening"),
    path("protokolle/<int:pk>/antwort/", views.decide_on_log, name="decide_on_log"),
    path(ONE, views.consents, name="consents"),
    path(f"{ONE}eintragen/", views.record_consent, name="record_consent"),
    path(f"{ONE}<int:pk>/widerrufen/", views.withdraw_consent, name="withdraw_consent"),
]
